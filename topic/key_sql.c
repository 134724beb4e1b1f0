/*
 * Key fields as conditions on the columns of v1_articles. What SQL cannot tell
 * as the matcher does (names with letters beyond ASCII are compared folded,
 * parts of an entry that have no column) is wide as an upper bound, narrow as a
 * lower one, and the query then not exact.
 */
#include "topic/eval.h"
#include "topic/fields.h"
#include "topic/fts.h"

/* ---- parameters --------------------------------------------------------------- */

static struct sql_value *
add_value(struct sql_values *values)
{
	struct sql_value *more;
	size_t room = values->room == 0 ? 16 : values->room * 2;

	if (values->count == values->room) {
		more = arena_alloc_array(values->arena, room, sizeof(*more));
		if (more == NULL) {
			values->failed = true;
			return NULL;
		}
		if (values->count > 0)
			memcpy(more, values->items,
			    values->count * sizeof(*more));
		values->items = more;
		values->room = room;
	}
	return &values->items[values->count++];
}

void
sql_text(struct sql_values *values, struct slice text, struct buffer *out)
{
	struct sql_value *value = add_value(values);

	if (value != NULL)
		*value = (struct sql_value){ .type = SQL_VALUE_TEXT,
			.text = text };
	buffer_append_format(out, "?%zu", values->count);
}

void
sql_number(struct sql_values *values, int64_t number, struct buffer *out)
{
	struct sql_value *value = add_value(values);

	if (value != NULL)
		*value = (struct sql_value){ .type = SQL_VALUE_INT,
			.number = number };
	buffer_append_format(out, "?%zu", values->count);
}

/* ---- names --------------------------------------------------------------------- */

/* A glob of SQLite that means what ours does: only "*" is special. */
static struct slice
sqlite_glob(struct slice glob, struct arena *arena)
{
	char *text = arena_alloc(arena, glob.len * 3 + 1);
	size_t len = 0;

	if (text == NULL)
		return SLICE_NONE;
	for (size_t i = 0; i < glob.len; i++) {
		bool special = glob.ptr[i] == '?' || glob.ptr[i] == '[';

		if (special)
			text[len++] = '[';
		text[len++] = glob.ptr[i];
		if (special)
			text[len++] = ']';
	}
	return (struct slice){ text, len };
}

/* ASCII names exactly; others only as an upper bound, for SQLite cannot fold
 * them. */
static void
write_name(const struct key_value *value, const char *column, enum bound bound,
    struct sql_values *values, struct buffer *out)
{
	struct slice text = value->folded;

	if (value->glob)
		text = sqlite_glob(text, values->arena);
	buffer_append_format(out, "(lower(%s) %s ", column,
	    value->glob ? "GLOB" : "=");
	sql_text(values, text, out);
	if (bound == BOUND_UPPER)
		buffer_append_format(out, " OR %s GLOB '*[^ -~]*'", column);
	buffer_append_char(out, ')');
}

static void
write_name_in(const struct key_value *value, const char *select,
    const char *column, enum bound bound, struct sql_values *values,
    struct buffer *out)
{
	buffer_append_format(out, "%s WHERE ", select);
	write_name(value, column, bound, values, out);
	buffer_append_char(out, ')');
}

static void
write_site(const struct key_value *value, struct sql_values *values,
    struct buffer *out)
{
	size_t number;

	buffer_append_string(out, "(a.host = ");
	sql_text(values, value->folded, out);
	number = values->count;
	buffer_append_format(out,
	    " OR substr(a.host, -length(?%zu) - 1) = '.' || ?%zu)", number,
	    number);
}

static void
write_language(const struct key_value *value, struct sql_values *values,
    struct buffer *out)
{
	size_t number;

	buffer_append_string(out, "(ifnull(a.language, 'und') = ");
	sql_text(values, value->folded, out);
	number = values->count;
	/* '.' is the character after '-' */
	buffer_append_format(out,
	    " OR (a.language >= ?%zu || '-' AND a.language < ?%zu || '.'))",
	    number, number);
}

/* ---- parts and states ------------------------------------------------------------ */

/* Conditions; NULL where no column tells. */
static const char *const has_sql[] = {
	[HAS_ENCLOSURE] = NULL,
	[HAS_IMAGE] = NULL,
	[HAS_AUDIO] = NULL,
	[HAS_VIDEO] = NULL,
	[HAS_AUTHOR] = NULL,
	[HAS_DATE] = "a.published_at > 0",
	[HAS_LINK] = "a.url <> ''",
	[HAS_CONTENT] = NULL,
};
static const char *const is_sql[] = {
	[IS_UNREAD] = "a.unread",
	[IS_READ] = "NOT a.unread",
	[IS_STARRED] = "a.starred",
	[IS_MATCHED] = "a.id IN (SELECT m.article FROM v1_matches m)",
	[IS_BACKLOG] = "a.backlog",
	[IS_UPDATED] = "a.revision > 1",
	[IS_DUPLICATE] = NULL,
	[IS_HELD] = "0",
};

static const char *
condition_of(uint32_t field, const struct key_value *value)
{
	if (field == FIELD_HAS)
		return has_sql[value->word];
	return is_sql[value->word];
}

static void
write_condition(const char *condition, enum bound bound, struct buffer *out)
{
	if (condition == NULL)
		condition = bound == BOUND_UPPER ? "1" : "0";
	buffer_append_format(out, "(%s)", condition);
}

/* ---- times ------------------------------------------------------------------------- */

static void
write_range(const char *column, int64_t from, int64_t until,
    struct sql_values *values, struct buffer *out)
{
	buffer_append_format(out, "(%s > 0 AND %s >= ", column, column);
	sql_number(values, from, out);
	buffer_append_format(out, " AND %s < ", column);
	sql_number(values, until, out);
	buffer_append_char(out, ')');
}

static void
write_time(const struct key_value *value, const char *column,
    struct query_moment moment, struct sql_values *values, struct buffer *out)
{
	int64_t from, until;

	time_range_bounds(value, moment, &from, &until);
	write_range(column, from, until, values, out);
}

static void
write_age(const struct key_value *value, struct query_moment moment,
    struct sql_values *values, struct buffer *out)
{
	int64_t edge = moment.now_at - value->number;

	if (value->younger)
		write_range("a.sort_at", edge + 1, INT64_MAX, values, out);
	else
		write_range("a.sort_at", INT64_MIN, edge, values, out);
}

/* ---- keys --------------------------------------------------------------------------- */

static void
write_number(const char *column, const struct key_value *value,
    struct sql_values *values, struct buffer *out)
{
	buffer_append_format(out, "(%s = ", column);
	sql_number(values, value->number, out);
	buffer_append_char(out, ')');
}

/* What one value is asked with. */
struct key_room {
	enum bound bound;
	struct query_moment moment;
	struct sql_values *values;
};

static void
write_value(uint32_t field, const struct key_value *value,
    const struct key_room *room, struct buffer *out)
{
	struct sql_values *values = room->values;

	switch ((enum field_id)field) {
	case FIELD_SITE:
		write_site(value, values, out);
		return;
	case FIELD_FEED:
		write_name(value, "a.feed", room->bound, values, out);
		return;
	case FIELD_TAG:
		write_name_in(value, "a.feed IN (SELECT feed FROM feed_tag",
		    "tag", room->bound, values, out);
		return;
	case FIELD_LANG:
		write_language(value, values, out);
		return;
	case FIELD_HAS:
	case FIELD_IS:
		write_condition(condition_of(field, value), room->bound, out);
		return;
	case FIELD_TOPIC:
		write_name_in(value,
		    "a.id IN (SELECT m.article FROM v1_matches m", "m.topic",
		    room->bound, values, out);
		return;
	case FIELD_LABEL:
		write_name_in(value, "a.id IN (SELECT article FROM label",
		    "label", room->bound, values, out);
		return;
	case FIELD_STORY:
		write_number("nullif(a.story, 0)", value, values, out);
		return;
	case FIELD_ID:
		write_number("a.id", value, values, out);
		return;
	case FIELD_DATE:
		write_time(value, "a.sort_at", room->moment, values, out);
		return;
	case FIELD_SEEN:
		write_time(value, "a.first_seen_at", room->moment, values, out);
		return;
	case FIELD_AGE:
		write_age(value, room->moment, values, out);
		return;
	case FIELD_TITLE:
	case FIELD_TEXT:
	case FIELD_AUTHOR:
	case FIELD_CATEGORY:
	case FIELD_URL:
	case FIELD_COUNT:
		break;
	}
	buffer_append_char(out, '0');
}

bool
key_is_exact(const struct key *key)
{
	switch (field_definition(key->field)->value) {
	case VALUE_GLOB:
		return false;
	case VALUE_WORD:
		for (uint32_t i = 0; i < key->count; i++) {
			if (condition_of(key->field, &key->values[i]) == NULL)
				return false;
		}
		return true;
	case VALUE_TEXT:
	case VALUE_NAME:
	case VALUE_NUMBER:
	case VALUE_TIME:
	case VALUE_AGE:
		break;
	}
	return true;
}

void
key_write_sql(const struct key *key, enum bound bound,
    struct query_moment moment, struct sql_values *values, struct buffer *out)
{
	struct key_room room = { bound, moment, values };

	buffer_append_char(out, '(');
	for (uint32_t i = 0; i < key->count; i++) {
		if (i > 0)
			buffer_append_string(out, " OR ");
		write_value(key->field, &key->values[i], &room, out);
	}
	buffer_append_char(out, ')');
}

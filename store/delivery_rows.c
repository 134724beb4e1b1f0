/*
 * Deliveries as rows, and what their hook must know of them: the article, the
 * members of a digest, the version before a change. The long texts of a digest
 * are left out where they are too many to be sent anyway.
 */
#include "store/delivery_rows.h"

#include <string.h>

#include "limits.h"
#include "store/article_parts.h"
#include "store/articles.h"
#include "store/connection.h"

static enum delivery_state
state_of(struct slice word)
{
	for (int i = DELIVERY_WAITING; i <= DELIVERY_GROUPED; i++) {
		enum delivery_state state = (enum delivery_state)i;

		if (slice_eq(word, slice_of(delivery_state_name(state))))
			return state;
	}
	return DELIVERY_HELD;
}

static enum delivery_event
event_of(struct slice word)
{
	for (int i = EVENT_UPDATED; i <= EVENT_HEALTH; i++) {
		enum delivery_event event = (enum delivery_event)i;

		if (slice_eq(word, slice_of(delivery_event_name(event))))
			return event;
	}
	return EVENT_NEW;
}

void
take_delivery(struct statement *s, struct arena *arena,
    struct delivery *delivery)
{
	struct slice key;

	*delivery = (struct delivery){ .id = take_int(s) };
	key = slice_sub(take_text(s), 0, DELIVERY_KEY);
	memcpy(delivery->key, key.ptr, key.len);
	delivery->state = state_of(take_text(s));
	delivery->attempts = (int)take_int(s);
	delivery->created_at = take_int(s);
	delivery->not_before_at = take_int(s);
	delivery->last_status = (int)take_int(s);
	delivery->topic = take_copy(s, arena);
	delivery->topic_query = take_copy(s, arena);
	delivery->hook = take_copy(s, arena);
	delivery->last_error = take_copy(s, arena);
	delivery->held_why = take_copy(s, arena);
	delivery->notice = take_copy(s, arena);
	delivery->event = event_of(take_text(s));
	delivery->article.revision = take_int(s);
	delivery->article.id = take_int(s);
	words_read(take_text(s), arena, &delivery->match.terms,
	    &delivery->match.term_count);
	delivery->match.snippet = take_copy(s, arena);
}

static bool
load_article(struct store *store, enum article_depth depth, struct arena *arena,
    struct article *article, struct error *err)
{
	struct article_row row = { .arena = arena };
	bool found;

	if (!article_load(store, article->id, depth, &row, &found, err))
		return false;
	if (found)
		*article = row.article;
	return true;
}

/* ---- the version before ---------------------------------------------------- */

static bool
load_previous(struct store *store, struct arena *arena,
    struct delivery *delivery, int64_t revision, struct error *err)
{
	static const char sql[] =
	    "SELECT revision, changed_at, title FROM revision "
	    "WHERE article = ? AND revision < ? ORDER BY revision DESC LIMIT 1";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, delivery->article.id);
	put_int(&s, revision);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		delivery->previous_revision = take_int(&s);
		delivery->previous_changed_at = take_int(&s);
		delivery->previous_title = take_copy(&s, arena);
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

/* ---- digests ---------------------------------------------------------------- */

static bool
count_members(struct store *store, int64_t digest, size_t *count,
    enum article_depth *depth, struct error *err)
{
	static const char sql[] =
	    "SELECT count(*), coalesce(sum(length(t.text)), 0) "
	    "FROM delivery d LEFT JOIN article_text t ON t.article = d.article "
	    "WHERE d.digest = ?";
	struct statement s = statement_of(store, sql);
	int64_t texts = 0;
	enum step step;

	put_int(&s, digest);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		*count = (size_t)take_int(&s);
		texts = take_int(&s);
	}
	statement_end(&s);
	*depth = texts <= (int64_t)LIMIT_DIGEST_TEXTS ? READ_TEXT
						      : READ_SUMMARY;
	return step == STEP_ROW;
}

/* NOLINTBEGIN(readability-function-size): room and depth belong to the items */
static bool
load_items(struct store *store, struct arena *arena, struct delivery *delivery,
    struct delivery_item *items, size_t max, enum article_depth depth,
    struct error *err)
/* NOLINTEND(readability-function-size) */
{
	static const char sql[] =
	    "SELECT d.created_at, d.article, m.terms, m.snippet "
	    "FROM delivery d LEFT JOIN \"match\" m "
	    "ON m.article = d.article AND m.topic = d.topic "
	    "WHERE d.digest = ? ORDER BY d.id";
	struct statement s = statement_of(store, sql);
	enum step step = STEP_DONE;
	bool ok = true;

	put_int(&s, delivery->id);
	while (ok && delivery->item_count < max &&
	    (step = statement_step(&s, err)) == STEP_ROW) {
		struct delivery_item *item = &items[delivery->item_count++];
		int64_t created_at = take_int(&s);

		if (delivery->from_at == 0 || created_at < delivery->from_at)
			delivery->from_at = created_at;
		item->article = (struct article){ .id = take_int(&s) };
		words_read(take_text(&s), arena, &item->match.terms,
		    &item->match.term_count);
		item->match.snippet = take_copy(&s, arena);
		ok = load_article(store, depth, arena, &item->article, err);
	}
	statement_end(&s);
	return ok && step != STEP_FAILED;
}

static bool
load_digest(struct store *store, struct arena *arena, struct delivery *delivery,
    struct error *err)
{
	struct delivery_item *items;
	enum article_depth depth;
	size_t count = 0;

	if (!count_members(store, delivery->id, &count, &depth, err))
		return false;
	items = arena_alloc_array(arena, count, sizeof(*items));
	if (items == NULL && count > 0)
		return error_set(err, ERROR_MEMORY,
		    "no memory for a digest of %zu articles", count);
	delivery->items = items;
	delivery->to_at = delivery->created_at;
	return load_items(store, arena, delivery, items, count, depth, err);
}

/* ---- one, whole --------------------------------------------------------------- */

static bool
load_rest(struct store *store, struct arena *arena, struct delivery *delivery,
    struct error *err)
{
	int64_t revision = delivery->article.revision;

	switch (delivery->event) {
	case EVENT_DIGEST:
		return load_digest(store, arena, delivery, err);
	case EVENT_HEALTH:
		return true;
	case EVENT_UPDATED:
		if (!load_previous(store, arena, delivery, revision, err))
			return false;
		break;
	case EVENT_NEW:
		break;
	}
	return load_article(store, READ_TEXT, arena, &delivery->article, err);
}

bool
delivery_load(struct store *store, int64_t id, struct arena *arena,
    struct delivery *delivery, struct error *err)
{
	static const char sql[] = "SELECT " DELIVERY_COLUMNS "WHERE d.id = ?";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, id);
	step = statement_step(&s, err);
	if (step == STEP_ROW)
		take_delivery(&s, arena, delivery);
	statement_end(&s);
	if (step == STEP_DONE)
		error_set(err, ERROR_STORE, "no delivery %lld in %s",
		    (long long)id, store->path);
	return step == STEP_ROW && load_rest(store, arena, delivery, err);
}

/* ---- asking ------------------------------------------------------------------- */

#define LISTED "SELECT " DELIVERY_COLUMNS "WHERE (?1 IS NULL OR d.hook = ?1) "

static const char *
list_sql(enum delivery_filter filter)
{
	static const char open_sql[] = LISTED
	    "AND d.state IN ('waiting', 'running', 'held') ORDER BY d.id";
	static const char dead_sql[] = LISTED
	    "AND d.state = 'dead' ORDER BY d.id";
	static const char held_sql[] = LISTED
	    "AND d.state = 'held' ORDER BY d.id";
	static const char all_sql[] = LISTED "ORDER BY d.id";
	static const char *const all[] = {
		[DELIVERIES_OPEN] = open_sql,
		[DELIVERIES_DEAD] = dead_sql,
		[DELIVERIES_HELD] = held_sql,
		[DELIVERIES_ALL] = all_sql,
	};

	return all[filter];
}

bool
store_list_deliveries(struct store *store, enum delivery_filter filter,
    const char *hook, delivery_visitor visit, void *arg, struct error *err)
{
	struct statement s = statement_of(store, list_sql(filter));
	enum step step;
	bool ok = true;

	put_string(&s, hook);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		struct delivery delivery;

		arena_reset(&store->scratch);
		take_delivery(&s, &store->scratch, &delivery);
		ok = delivery.article.id == 0 ||
		    load_article(store, READ_SUMMARY, &store->scratch,
			&delivery.article, err);
		if (!ok || !visit(&delivery, arg))
			break;
	}
	statement_end(&s);
	return ok && step != STEP_FAILED;
}

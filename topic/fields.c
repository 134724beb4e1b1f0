/*
 * One table of the fields, and how their values are read. Whether a value holds
 * for an article is key_eval.c's, what it is in SQL key_sql.c's; dates are
 * time_range.c's.
 */
#include "topic/fields.h"

#include "duration.h"
#include "nearest.h"
#include "topic/fold.h"
#include "topic/language.h"
#include "topic/query_text.h"

static const char *const has_words[] = { "enclosure", "image", "audio", "video",
	"author", "date", "link", "content", NULL };
static const char *const is_words[] = { "unread", "read", "starred", "matched",
	"backlog", "updated", "duplicate", "held", NULL };

/* clang-format off */
static const struct field_definition definitions[FIELD_COUNT] = {
	[FIELD_TITLE]    = { "title",    VALUE_TEXT, FIELD_BIT(TEXT_TITLE),
			     .what = NULL },
	[FIELD_TEXT]     = { "text",     VALUE_TEXT,
			     FIELD_BIT(TEXT_SUMMARY) | FIELD_BIT(TEXT_CONTENT),
			     .what = NULL },
	[FIELD_AUTHOR]   = { "author",   VALUE_TEXT, FIELD_BIT(TEXT_AUTHOR),
			     .what = NULL },
	[FIELD_CATEGORY] = { "category", VALUE_TEXT, FIELD_BIT(TEXT_CATEGORY),
			     .what = NULL },
	[FIELD_URL]      = { "url",      VALUE_TEXT, FIELD_BIT(TEXT_URL),
			     .what = NULL },
	[FIELD_SITE]  = { .name = "site",  .value = VALUE_NAME },
	[FIELD_FEED]  = { .name = "feed",  .value = VALUE_GLOB },
	[FIELD_TAG]   = { .name = "tag",   .value = VALUE_GLOB },
	[FIELD_LANG]  = { .name = "lang",  .value = VALUE_NAME },
	[FIELD_HAS]   = { .name = "has",   .value = VALUE_WORD,
			  .words = has_words, .what = "part" },
	[FIELD_IS]    = { .name = "is",    .value = VALUE_WORD,
			  .query_only = true,
			  .words = is_words, .what = "state" },
	[FIELD_TOPIC] = { .name = "topic", .value = VALUE_GLOB,
			  .query_only = true },
	[FIELD_LABEL] = { .name = "label", .value = VALUE_GLOB,
			  .query_only = true },
	[FIELD_STORY] = { .name = "story", .value = VALUE_NUMBER,
			  .query_only = true },
	[FIELD_ID]    = { .name = "id",    .value = VALUE_NUMBER,
			  .query_only = true },
	[FIELD_DATE]  = { .name = "date",  .value = VALUE_TIME,
			  .query_only = true },
	[FIELD_SEEN]  = { .name = "seen",  .value = VALUE_TIME,
			  .query_only = true },
	[FIELD_AGE]   = { .name = "age",   .value = VALUE_AGE,
			  .query_only = true },
};
/* clang-format on */

const struct field_definition *
field_definition(uint32_t field)
{
	return &definitions[field];
}

bool
field_find(struct slice name, uint32_t *field)
{
	for (uint32_t i = 0; i < FIELD_COUNT; i++) {
		if (slice_eq(name, slice_of(definitions[i].name))) {
			*field = i;
			return true;
		}
	}
	return false;
}

const char *
field_guess(struct slice name)
{
	struct nearest nearest;

	nearest_init(&nearest, name);
	for (uint32_t i = 0; i < FIELD_COUNT; i++)
		nearest_try(&nearest, definitions[i].name);
	return nearest.best;
}

static bool
read_word(const struct field_definition *field, struct key_value *out,
    struct place place, struct query_error *err)
{
	struct nearest nearest;

	nearest_init(&nearest, out->folded);
	for (uint32_t i = 0; field->words[i] != NULL; i++) {
		if (slice_eq(out->folded, slice_of(field->words[i]))) {
			out->word = i;
			return true;
		}
		nearest_try(&nearest, field->words[i]);
	}
	if (nearest.best == NULL)
		return query_fail(err, "E21", place, "no %s \"%.*s\"",
		    field->what, SLICE_FMT(out->source));
	return query_fail(err, "E21", place,
	    "no %s \"%.*s\" (did you mean %s?)", field->what,
	    SLICE_FMT(out->source), nearest.best);
}

static bool
read_language(struct key_value *out, struct slice value, struct arena *arena,
    struct place place, struct query_error *err)
{
	out->folded = language_tag(value, arena);
	if (out->folded.ptr == NULL)
		return query_fail(err, "E21", place,
		    "not a language (en, pt-br)");
	return true;
}

static bool
read_age(struct slice value, struct key_value *out, struct place place,
    struct query_error *err)
{
	if (value.len == 0 || (value.ptr[0] != '<' && value.ptr[0] != '>'))
		return query_fail(err, "E21", place, "age: needs < or >");
	out->younger = value.ptr[0] == '<';
	if (!duration_parse(slice_from(value, 1), &out->number))
		return query_fail(err, "E21", place,
		    "not a length of time (36h, 7d, 2w)");
	return true;
}

bool
field_read_value(uint32_t field, struct key_value *out, struct slice value,
    struct arena *arena, struct place place, struct query_error *err)
{
	const struct field_definition *definition = &definitions[field];

	out->folded = fold_text(value, arena);
	if (out->folded.ptr == NULL)
		return query_fail_memory(err);
	switch (definition->value) {
	case VALUE_TEXT:
		return true;
	case VALUE_NAME:
		return field != FIELD_LANG ||
		    read_language(out, value, arena, place, err);
	case VALUE_GLOB:
		out->glob = slice_find_char(value, '*') != SIZE_MAX;
		return true;
	case VALUE_WORD:
		return read_word(definition, out, place, err);
	case VALUE_NUMBER:
		if (slice_to_int64(value, 0, INT64_MAX, &out->number))
			return true;
		return query_fail(err, "E21", place, "%s: needs a number",
		    definition->name);
	case VALUE_TIME:
		return time_range_read(value, out, place, err);
	case VALUE_AGE:
		return read_age(value, out, place, err);
	}
	return false;
}

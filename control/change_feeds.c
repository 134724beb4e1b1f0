/*
 * Changes of feeds. A feed that a configuration file names is changed there and
 * nowhere else; only its pause lives in the database. What is added here is a
 * URL with a name, a title, tags and an interval, and nothing that makes crierd
 * run, read or trust anything.
 */
#include "control/change.h"

#include "limits.h"

#define INTERVAL_MAX_S INT64_C(31536000) /* as in the option table: a year */

#define NAME_ONLY                                            \
	{ "name", ARGUMENT_NAME, ARGUMENT_REQUIRED, NULL },  \
	{                                                    \
		NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL \
	}

const struct argument feed_add_arguments[] = {
	{ "url", ARGUMENT_URL, ARGUMENT_REQUIRED, NULL },
	{ "name", ARGUMENT_NAME, ARGUMENT_OPTIONAL, NULL },
	{ "title", ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
	{ "tags", ARGUMENT_WORDS, ARGUMENT_OPTIONAL, NULL },
	{ "interval", ARGUMENT_DURATION, ARGUMENT_OPTIONAL, NULL },
	{ "paused", ARGUMENT_FLAG, ARGUMENT_OPTIONAL, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
const struct argument import_opml_arguments[] = {
	{ "feeds", ARGUMENT_OBJECTS, ARGUMENT_REQUIRED, feed_add_arguments },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
const struct argument feed_remove_arguments[] = { NAME_ONLY };
const struct argument feed_pause_arguments[] = { NAME_ONLY };
const struct argument feed_resume_arguments[] = { NAME_ONLY };
const struct argument feed_rename_arguments[] = {
	{ "name", ARGUMENT_NAME, ARGUMENT_REQUIRED, NULL },
	{ "to", ARGUMENT_NAME, ARGUMENT_REQUIRED, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
const struct argument feed_tag_arguments[] = {
	{ "name", ARGUMENT_NAME, ARGUMENT_REQUIRED, NULL },
	{ "add", ARGUMENT_WORDS, ARGUMENT_OPTIONAL, NULL },
	{ "remove", ARGUMENT_WORDS, ARGUMENT_OPTIONAL, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};

/* Checked names have no NUL inside: they are C strings. */
static bool
is_not_configured(const struct change_context *context, const char *name,
    struct error *err)
{
	const struct feed *feed = name == NULL
	    ? NULL
	    : configuration_feed(context->configuration, name);

	return feed == NULL ||
	    error_set(err, ERROR_REFUSED,
		"feed %s stands in %s, line %d: change it there", name,
		feed->file, feed->line);
}

static const char *
name_of(const json_t *request)
{
	return json_string_value(json_object_get(request, "name"));
}

/* ---- adding ---------------------------------------------------------------------- */

static bool
interval_is_right(const json_t *request, struct error *err)
{
	int64_t seconds = argument_duration_s(request, "interval", 1);

	return (seconds >= 1 && seconds <= INTERVAL_MAX_S) ||
	    error_set(err, ERROR_USAGE, "interval: expected from 1s to 365d");
}

static bool
may_be_added(const struct change_context *context, const json_t *request,
    struct error *err)
{
	return is_not_configured(context, name_of(request), err) &&
	    interval_is_right(request, err);
}

struct added {
	char name[FEED_NAME + 1];
	bool is_new;
};

/* In the same transaction, so that it is never polled before. A feed that was
 * there keeps on as it is. */
static bool
pause_added(const struct change_context *context, const json_t *request,
    const struct added *added, struct error *err)
{
	return !added->is_new ||
	    !json_is_true(json_object_get(request, "paused")) ||
	    store_feed_pause(context->store, slice_of(added->name), FEED_PAUSE,
		err);
}

static bool
add_feed(const struct change_context *context, const json_t *request,
    struct added *added, struct error *err)
{
	struct feed_addition addition = {
		.url = argument_text(request, "url"),
		.name = argument_text(request, "name"),
		.title = argument_text(request, "title"),
		.interval_s = argument_duration_s(request, "interval", 0),
		.origin = ORIGIN_COMMAND,
	};
	struct slice *tags;
	struct arena arena;
	bool ok;

	arena_init(&arena, LIMIT_CONTROL_ARENA);
	ok = argument_words(request, "tags", &arena, &tags, &addition.tag_count,
	    err);
	addition.tags = ok ? tags : NULL;
	ok = ok &&
	    store_feed_add(context->store, &addition, context->now_at,
		added->name, &added->is_new, err) &&
	    pause_added(context, request, added, err);
	arena_finish(&arena);
	return ok;
}

bool
feed_add_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	struct added added;

	if (!may_be_added(context, request, err) ||
	    !add_feed(context, request, &added, err))
		return false;
	result_text(result, "name", slice_of(added.name));
	result_flag(result, "added", added.is_new);
	return true;
}

/* Everything that can be wrong with an import is found before its first feed is
 * added. What the database itself refuses after that ends the transaction. */
bool
import_opml_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	const json_t *feeds = json_object_get(request, "feeds");
	size_t count = json_array_size(feeds), new_count = 0;
	struct added added;

	for (size_t i = 0; i < count; i++)
		if (!may_be_added(context, json_array_get(feeds, i), err))
			return error_prefix(err, "feeds %zu", i + 1);
	for (size_t i = 0; i < count; i++) {
		if (!add_feed(context, json_array_get(feeds, i), &added, err))
			return error_prefix(err, "feeds %zu", i + 1);
		if (added.is_new)
			new_count++;
	}
	result_number(result, "added", (int64_t)new_count);
	result_number(result, "known", (int64_t)(count - new_count));
	return true;
}

/* ---- changing --------------------------------------------------------------------- */

bool
feed_remove_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	(void)result;
	return is_not_configured(context, name_of(request), err) &&
	    store_feed_remove(context->store, argument_text(request, "name"),
		context->now_at, err);
}

bool
feed_rename_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	struct slice to = argument_text(request, "to");

	(void)result;
	return is_not_configured(context, name_of(request), err) &&
	    is_not_configured(context, to.ptr, err) &&
	    store_feed_rename(context->store, argument_text(request, "name"),
		to, err);
}

/* Adds or removes each word of key. */
static bool
set_tags(const struct change_context *context, const json_t *request,
    const char *key, enum feed_tag_change change, struct error *err)
{
	struct slice name = argument_text(request, "name");
	struct slice *tags;
	struct arena arena;
	size_t count;
	bool ok;

	arena_init(&arena, LIMIT_CONTROL_ARENA);
	ok = argument_words(request, key, &arena, &tags, &count, err);
	for (size_t i = 0; ok && i < count; i++)
		ok = store_feed_tag(context->store, name, tags[i], change, err);
	arena_finish(&arena);
	return ok;
}

bool
feed_tag_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	(void)result;
	return is_not_configured(context, name_of(request), err) &&
	    set_tags(context, request, "add", FEED_TAG_ADD, err) &&
	    set_tags(context, request, "remove", FEED_TAG_REMOVE, err);
}

bool
feed_pause_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	(void)result;
	return store_feed_pause(context->store, argument_text(request, "name"),
	    FEED_PAUSE, err);
}

bool
feed_resume_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	(void)result;
	return store_feed_pause(context->store, argument_text(request, "name"),
	    FEED_RESUME, err);
}

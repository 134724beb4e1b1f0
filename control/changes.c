/*
 * The table of changes: what crier asks for and crierd, or crier itself, does.
 *
 * A new change is a function in store/, a row here, and the command. Each row
 * names all arguments that a request may carry; what a change does with them
 * stands in change_*.c, what the store makes of it in store/.
 */
#include <time.h>

#include "compiler.h"
#include "control/change.h"
#include "limits.h"
#include "utf8.h"

static const struct change changes[] = {
	/* clang-format off */
	{ "feed.add", feed_add_arguments, feed_add_apply, .feeds = true },
	{ "feed.remove", feed_remove_arguments, feed_remove_apply,
	  .feeds = true },
	{ "feed.rename", feed_rename_arguments, feed_rename_apply,
	  .feeds = true, .topics = true },
	{ "feed.tag", feed_tag_arguments, feed_tag_apply, .feeds = true },
	{ "feed.pause", feed_pause_arguments, feed_pause_apply,
	  .feeds = true },
	{ "feed.resume", feed_resume_arguments, feed_resume_apply,
	  .feeds = true },
	{ "import.opml", import_opml_arguments, import_opml_apply,
	  .feeds = true },
	{ "topic.add", topic_add_arguments, topic_add_apply, .topics = true },
	{ "topic.remove", topic_remove_arguments, topic_remove_apply,
	  .topics = true },
	{ "topic.mute", topic_mute_arguments, topic_mute_apply,
	  .deliveries = true },
	{ "topic.replay", topic_replay_arguments, topic_replay_apply,
	  .deliveries = true },
	{ "hooks.retry", hooks_retry_arguments, hooks_retry_apply,
	  .deliveries = true },
	{ "hooks.drop", hooks_drop_arguments, hooks_drop_apply,
	  .deliveries = true },
	{ "hooks.release", hooks_release_arguments, hooks_release_apply,
	  .deliveries = true },
	{ .name = "mark", .arguments = mark_arguments, .apply = mark_apply },
	{ .name = "undo", .arguments = undo_arguments, .apply = undo_apply },
	/* clang-format on */
};

const struct change *
control_change_find(struct slice name)
{
	for (size_t i = 0; i < ARRAY_LEN(changes); i++)
		if (slice_eq(slice_of(changes[i].name), name))
			return &changes[i];
	return NULL;
}

bool
control_change_check(const struct change *change, const json_t *request,
    struct error *err)
{
	return arguments_check(change->arguments, request, err) ||
	    error_prefix(err, "%s", change->name);
}

struct change_context
control_context(struct store *store, const struct configuration *configuration,
    int64_t now_at)
{
	time_t now = (time_t)now_at;
	struct tm local;

	return (struct change_context){
		.store = store,
		.configuration = configuration,
		.now_at = now_at,
		.utc_offset_s = localtime_r(&now, &local) == NULL
		    ? 0
		    : local.tm_gmtoff,
	};
}

bool
control_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	struct slice name = argument_text(request, "do");
	const struct change *change = control_change_find(name);

	if (change == NULL)
		return error_set(err, ERROR_USAGE,
		    "there is no change \"%.*s\"",
		    SLICE_FMT(utf8_cut(name, LIMIT_CONFIG_NAME)));
	if (!control_change_check(change, request, err) ||
	    !store_begin(context->store, err))
		return false;
	if (change->apply(context, request, result, err))
		return store_commit(context->store, err);
	store_rollback(context->store);
	return false;
}

struct query *
change_query(const struct change_context *context, struct slice text,
    enum query_use use, struct error *err)
{
	const struct configuration *configuration = context->configuration;
	struct query_error wrong;
	struct query *query = query_parse(text, use, configuration->lists,
	    configuration->list_count, &wrong);

	if (query == NULL) {
		query_error_to_error(&wrong, err);
		error_prefix(err, "query");
		return NULL;
	}
	/* What a search does not show is not marked by it either. */
	if (use == QUERY_FOR_SEARCH &&
	    !query_exclude(query, configuration->mutes,
		configuration->mute_count, configuration->lists,
		configuration->list_count, &wrong)) {
		query_error_to_error(&wrong, err);
		error_prefix(err, "mute: query");
		query_free(query);
		return NULL;
	}
	return query;
}

/* ---- results ------------------------------------------------------------------- */

void
result_text(json_t *result, const char *key, struct slice text)
{
	json_object_set_new(result, key,
	    text.ptr == NULL ? json_null() : json_stringn(text.ptr, text.len));
}

void
result_number(json_t *result, const char *key, int64_t number)
{
	json_object_set_new(result, key, json_integer(number));
}

void
result_flag(json_t *result, const char *key, int flag)
{
	json_object_set_new(result, key, json_boolean(flag));
}

/*
 * Changes of topics. A query is compiled, with the lists of the configuration,
 * before it is stored; the hooks that a topic names are those of the
 * configuration, for what a hook does is nobody's to say over the socket. A
 * topic that a configuration file names is changed there.
 */
#include "control/change.h"

#include <string.h>

#include "limits.h"
#include "nearest.h"

const struct argument topic_add_arguments[] = {
	{ "name", ARGUMENT_NAME, ARGUMENT_REQUIRED, NULL },
	{ "query", ARGUMENT_QUERY, ARGUMENT_REQUIRED, NULL },
	{ "feeds", ARGUMENT_WORDS, ARGUMENT_OPTIONAL, NULL },
	{ "hooks", ARGUMENT_WORDS, ARGUMENT_OPTIONAL, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
const struct argument topic_remove_arguments[] = {
	{ "name", ARGUMENT_NAME, ARGUMENT_REQUIRED, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
const struct argument topic_mute_arguments[] = {
	{ "name", ARGUMENT_NAME, ARGUMENT_REQUIRED, NULL },
	{ "for", ARGUMENT_DURATION, ARGUMENT_REQUIRED, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
const struct argument topic_replay_arguments[] = {
	{ "name", ARGUMENT_NAME, ARGUMENT_REQUIRED, NULL },
	{ "since", ARGUMENT_DURATION, ARGUMENT_REQUIRED, NULL },
	{ "max", ARGUMENT_NUMBER, ARGUMENT_OPTIONAL, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};

/* NULL where no file names it. */
static const struct topic *
configured_topic(const struct change_context *context, struct slice name)
{
	const struct configuration *configuration = context->configuration;

	for (size_t i = 0; i < configuration->topic_count; i++)
		if (slice_eq(slice_of(configuration->topics[i].name), name))
			return &configuration->topics[i];
	return NULL;
}

static bool
is_not_configured(const struct change_context *context, struct slice name,
    struct error *err)
{
	const struct topic *topic = configured_topic(context, name);

	return topic == NULL ||
	    error_set(err, ERROR_REFUSED,
		"topic %s stands in %s, line %d: change it there", topic->name,
		topic->file, topic->line);
}

/* ---- adding ------------------------------------------------------------------------- */

static bool
query_is_right(const struct change_context *context, struct slice text,
    struct error *err)
{
	struct query *query = change_query(context, text, QUERY_FOR_TOPIC, err);
	bool right = query != NULL;

	query_free(query);
	return right;
}

/* As crierd will know it, so that it sees no change when it starts. A mute that
 * does not compile is its to complain about. */
static void
note_meaning(const struct change_context *context, struct topic *topic)
{
	const struct configuration *configuration = context->configuration;
	struct topic_set_problem problem;
	struct topic_set *set = topic_set_build(topic, 1, configuration->lists,
	    configuration->list_count, configuration->mutes,
	    configuration->mute_count, &problem);

	if (set != NULL)
		topic_set_meanings(set, &topic->meaning);
	topic_set_unref(set);
}

static bool
hooks_exist(const struct change_context *context, const struct topic *topic,
    struct error *err)
{
	const struct configuration *configuration = context->configuration;
	struct nearest nearest;
	char hint[NEAREST_TEXT];

	for (size_t i = 0; i < topic->hook_count; i++) {
		if (configuration_hook(configuration, topic->hooks[i]) != NULL)
			continue;
		nearest_init(&nearest, slice_of(topic->hooks[i]));
		for (size_t j = 0; j < configuration->hook_count; j++)
			nearest_try(&nearest, configuration->hooks[j].name);
		return error_set(err, ERROR_INPUT,
		    "no hook \"%s\" is configured%s", topic->hooks[i],
		    nearest_hint(&nearest, hint));
	}
	return true;
}

/* Checked words are C strings of the request. */
static bool
take_words(const json_t *request, const char *key, struct arena *arena,
    const char ***words, size_t *count, struct error *err)
{
	struct slice *slices;

	if (!argument_words(request, key, arena, &slices, count, err))
		return false;
	*words = arena_alloc_array(arena, *count, sizeof(**words));
	if (*words == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for a request");
	for (size_t i = 0; i < *count; i++)
		(*words)[i] = slices[i].ptr;
	return true;
}

bool
topic_add_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	struct slice name = argument_text(request, "name");
	struct slice query = argument_text(request, "query");
	struct topic topic = {
		.name = name.ptr,
		.query = query.ptr,
		.origin = ORIGIN_COMMAND,
	};
	struct arena arena;
	bool ok;

	(void)result;
	arena_init(&arena, LIMIT_CONTROL_ARENA);
	ok = is_not_configured(context, name, err) &&
	    take_words(request, "feeds", &arena, &topic.feeds,
		&topic.feed_count, err) &&
	    take_words(request, "hooks", &arena, &topic.hooks,
		&topic.hook_count, err) &&
	    hooks_exist(context, &topic, err) &&
	    query_is_right(context, query, err);
	if (ok) {
		note_meaning(context, &topic);
		ok = store_topic_add(context->store, &topic, context->now_at,
		    err);
	}
	arena_finish(&arena);
	return ok;
}

bool
topic_remove_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	struct slice name = argument_text(request, "name");

	(void)result;
	return is_not_configured(context, name, err) &&
	    store_topic_remove(context->store, name, context->now_at, err);
}

/* ---- its deliveries ------------------------------------------------------------------ */

bool
topic_mute_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	int64_t for_s = argument_duration_s(request, "for", 0);
	int64_t until_at = for_s == 0 ? 0 : context->now_at + for_s;

	if (!store_topic_mute(context->store, argument_text(request, "name"),
		until_at, err))
		return false;
	result_number(result, "until_at", until_at);
	return true;
}

/* The topic's hooks, where it is configured or the database's own, in arena.
 * Where it is neither, it has none and the store will say that. */
static bool
hooks_of(const struct change_context *context, struct replay *replay,
    struct arena *arena, struct error *err)
{
	const struct topic *topic = configured_topic(context, replay->topic);
	struct topic *own = NULL;
	size_t count = 0;

	if (topic == NULL &&
	    !store_own_topics(context->store, arena, &own, &count, err))
		return false;
	for (size_t i = 0; topic == NULL && i < count; i++)
		if (slice_eq(slice_of(own[i].name), replay->topic))
			topic = &own[i];
	if (topic != NULL) {
		replay->hooks = topic->hooks;
		replay->hook_count = topic->hook_count;
	}
	return true;
}

bool
topic_replay_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	int64_t max = argument_number(request, "max", 0);
	struct replay replay = {
		.topic = argument_text(request, "name"),
		.since_at = context->now_at -
		    argument_duration_s(request, "since", 0),
		.now_at = context->now_at,
		.max = max > LIMIT_CONTROL_REPLAY ? LIMIT_CONTROL_REPLAY
						  : (size_t)max,
	};
	struct arena arena;
	size_t count;
	bool ok;

	arena_init(&arena, LIMIT_TOPICS_ARENA);
	ok = hooks_of(context, &replay, &arena, err) &&
	    store_topic_replay(context->store, &replay, &count, err);
	arena_finish(&arena);
	if (ok)
		result_number(result, "count", (int64_t)count);
	return ok;
}

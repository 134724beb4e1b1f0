/*
 * Puts a setup together: configured feeds and topics first, then those of the
 * database whose names are free.
 *
 * Runs on the store's thread (or before it is there), so it may take its time;
 * it knows nothing of what runs.
 */
#include "daemon/setup.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "memory.h"
#include "store_changes.h"
#include "topic_set.h"

struct loaded *
loaded_new(struct configuration *configuration)
{
	struct loaded *loaded = xcalloc(1, sizeof(*loaded));

	loaded->configuration = configuration;
	return loaded;
}

void
loaded_use(struct loaded *loaded)
{
	loaded->users++;
}

void
loaded_release(struct loaded *loaded)
{
	assert(loaded->users > 0);
	if (--loaded->users > 0)
		return;
	configuration_free(loaded->configuration);
	free(loaded);
}

/* ---- feeds -------------------------------------------------------------------- */

struct feed_and_state {
	struct feed feed;
	struct feed_state state;
};

static int
by_name(const void *a, const void *b)
{
	const struct feed_and_state *left = a, *right = b;

	return strcmp(left->feed.name, right->feed.name);
}

/* Parts the sorted pairs into the two arrays of the setup. */
static bool
keep_feeds(struct setup *setup, const struct feed_and_state *pairs,
    size_t count, struct error *err)
{
	struct feed *feeds = arena_alloc_array(&setup->arena, count + 1,
	    sizeof(*feeds));

	setup->states = arena_alloc_array(&setup->arena, count + 1,
	    sizeof(*setup->states));
	if (feeds == NULL || setup->states == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for the feeds");
	for (size_t i = 0; i < count; i++) {
		feeds[i] = pairs[i].feed;
		setup->states[i] = pairs[i].state;
	}
	setup->feeds = feeds;
	setup->feed_count = count;
	return true;
}

static bool
merge_feeds(struct setup *setup, const struct feed_state *configured,
    const struct feed *own, const struct feed_state *own_states,
    size_t own_count, struct error *err)
{
	const struct configuration *configuration = setup->configuration;
	size_t count = configuration->feed_count;
	struct feed_and_state *pairs = xcalloc(count + own_count + 1,
	    sizeof(*pairs));
	bool ok;

	for (size_t i = 0; i < count; i++)
		pairs[i] = (struct feed_and_state){ configuration->feeds[i],
			configured[i] };
	for (size_t i = 0; i < own_count; i++)
		/* On conflict the file wins. */
		if (configuration_feed(configuration, own[i].name) == NULL)
			pairs[count++] = (struct feed_and_state){ own[i],
				own_states[i] };
	qsort(pairs, count, sizeof(*pairs), by_name);
	ok = keep_feeds(setup, pairs, count, err);
	free(pairs);
	return ok;
}

static bool
make_feeds(struct setup *setup, struct store *store, int64_t now_at,
    struct error *err)
{
	const struct configuration *configuration = setup->configuration;
	struct feed_state *configured, *own_states;
	struct feed *own;
	size_t own_count;

	configured = arena_alloc_array(&setup->arena,
	    configuration->feed_count + 1, sizeof(*configured));
	if (configured == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for the feeds");
	return store_sync_feeds(store, configuration->feeds,
		   configuration->feed_count, now_at, configured, &setup->arena,
		   err) &&
	    store_own_feeds(store, &setup->arena, &own, &own_states, &own_count,
		err) &&
	    merge_feeds(setup, configured, own, own_states, own_count, err);
}

/* ---- topics --------------------------------------------------------------------- */

static bool
is_configured_topic(const struct configuration *configuration, const char *name)
{
	for (size_t i = 0; i < configuration->topic_count; i++)
		if (strcmp(configuration->topics[i].name, name) == 0)
			return true;
	return false;
}

static struct topic_set *
compile(const struct setup *setup, const struct topic *topics, size_t count,
    struct topic_set_problem *problem)
{
	const struct configuration *configuration = setup->configuration;

	return topic_set_build(topics, count, configuration->lists,
	    configuration->list_count, configuration->mutes,
	    configuration->mute_count, problem);
}

/* So that the store sees a list or a mute that has changed. */
static void
note_meanings(const struct topic_set *set, struct topic *topics, size_t count)
{
	int64_t *meanings = xcalloc(count + 1, sizeof(*meanings));

	topic_set_meanings(set, meanings);
	for (size_t i = 0; i < count; i++)
		topics[i].meaning = meanings[i];
	free(meanings);
}

/* Compiles all topics; one of the database that does not compile any more (a
 * list that it used is gone) is left out and named. */
static bool
compile_all(struct setup *setup, struct topic *topics, size_t count,
    struct error *err)
{
	struct topic_set_problem problem;

	while ((setup->set = compile(setup, topics, count, &problem)) == NULL) {
		const struct topic *topic = problem.topic == SIZE_MAX
		    ? NULL
		    : &topics[problem.topic];

		topic_set_problem_to_error(&problem, topics,
		    setup->configuration->path, err);
		if (topic == NULL || topic->origin == ORIGIN_CONFIGURATION)
			return false;
		setup->broken_topic = topic->name;
		setup->broken_reason = *err;
		count--;
		memmove(&topics[problem.topic], &topics[problem.topic + 1],
		    (count - problem.topic) * sizeof(*topics));
	}
	note_meanings(setup->set, topics, count);
	setup->topics = topics;
	setup->topic_count = count;
	return true;
}

static bool
make_topics(struct setup *setup, struct store *store, int64_t now_at,
    struct error *err)
{
	const struct configuration *configuration = setup->configuration;
	size_t count = configuration->topic_count, own_count;
	struct topic *topics, *own;

	if (!store_own_topics(store, &setup->arena, &own, &own_count, err))
		return false;
	topics = arena_alloc_array(&setup->arena, count + own_count + 1,
	    sizeof(*topics));
	if (topics == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for the topics");
	if (count > 0)
		memcpy(topics, configuration->topics, count * sizeof(*topics));
	for (size_t i = 0; i < own_count; i++)
		if (!is_configured_topic(configuration, own[i].name))
			topics[count++] = own[i];
	return compile_all(setup, topics, count, err) &&
	    store_sync_topics(store, setup->topics, setup->topic_count, now_at,
		&setup->judge, err);
}

/* ---- the whole ------------------------------------------------------------------- */

static void
setup_free(struct setup *setup)
{
	topic_set_unref(setup->set);
	arena_finish(&setup->arena);
	free(setup);
}

bool
setup_make(struct setup **out, struct loaded *loaded, struct store *store,
    int64_t now_at, struct error *err)
{
	struct setup *setup = xcalloc(1, sizeof(*setup));

	setup->loaded = loaded;
	setup->configuration = loaded->configuration;
	arena_init(&setup->arena, LIMIT_SETUP_BYTES);
	if (make_feeds(setup, store, now_at, err) &&
	    make_topics(setup, store, now_at, err)) {
		setup->topics_version = store_topics_version(store);
		*out = setup;
		return true;
	}
	setup_free(setup);
	return false;
}

bool
setup_is_current(const struct setup *setup, const struct store *store)
{
	return setup->topics_version == store_topics_version(store);
}

void
setup_use(struct setup *setup)
{
	if (setup->users++ == 0)
		loaded_use(setup->loaded);
}

void
setup_release(struct setup *setup)
{
	struct loaded *loaded;

	if (setup == NULL)
		return;
	assert(setup->users > 0);
	if (--setup->users > 0)
		return;
	loaded = setup->loaded;
	setup_free(setup);
	loaded_release(loaded);
}

void
setup_drop(struct setup *setup)
{
	if (setup == NULL)
		return;
	setup_use(setup);
	setup_release(setup);
}

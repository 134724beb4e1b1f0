/*
 * Topics into a set: every query read into one arena and one vocabulary, and
 * for each word the topics that need a look when an article has it. The set is
 * never changed afterwards; the loop and the store thread count who holds it.
 */
#include <stdlib.h>

#include "limits.h"
#include "memory.h"
#include "topic/fold.h"
#include "topic/parser.h"
#include "topic/set.h"

/* ---- covers ------------------------------------------------------------------- */

struct cover_pair {
	uint32_t word, topic;
};
struct covering {
	struct cover_pair *pairs; /* owned */
	size_t count, room;
	uint32_t topic;
};

static void
add_pair(void *arg, uint32_t word)
{
	struct covering *covering = arg;

	if (covering->count == covering->room) {
		covering->room = covering->room == 0 ? 64 : covering->room * 2;
		covering->pairs = xreallocarray(covering->pairs, covering->room,
		    sizeof(*covering->pairs));
	}
	covering->pairs[covering->count++] = (struct cover_pair){ word,
		covering->topic };
}

/* Pairs into rows by word: counts first, then places. */
static void
build_rows(struct topic_set *set, const struct covering *covering)
{
	size_t words = vocabulary_count(set->vocabulary);
	uint32_t *start = xcalloc(words + 2, sizeof(*start));

	set->cover = xcalloc(covering->count + 1, sizeof(*set->cover));
	for (size_t i = 0; i < covering->count; i++)
		start[covering->pairs[i].word + 2]++;
	for (size_t w = 2; w < words + 2; w++)
		start[w] += start[w - 1];
	/* start[w + 1] is where the next topic of w goes */
	for (size_t i = 0; i < covering->count; i++)
		set->cover[start[covering->pairs[i].word + 1]++] =
		    covering->pairs[i].topic;
	set->cover_start = start;
}

static void
build_covers(struct topic_set *set)
{
	struct covering covering = { .count = 0 };

	set->always = xcalloc(set->count + 1, sizeof(*set->always));
	for (size_t i = 0; i < set->count; i++) {
		covering.topic = (uint32_t)i;
		if (!cover_find(set->topics[i].query, add_pair, &covering))
			set->always[set->always_count++] = (uint32_t)i;
	}
	build_rows(set, &covering);
	free(covering.pairs);
}

static void
build_program(struct topic_set *set)
{
	set->starts = xcalloc(set->count + 1, sizeof(*set->starts));
	for (size_t i = 0; i < set->count; i++)
		set->starts[i] = program_add(&set->program,
		    set->topics[i].query->root);
}

/* ---- topics --------------------------------------------------------------------- */

static bool
read_feed_rule(struct arena *arena, const char *text, struct feed_rule *rule)
{
	struct slice name = slice_of(text);
	const struct slice prefix = SLICE("tag:");

	rule->tag = slice_has_prefix(name, prefix);
	if (rule->tag)
		name = slice_from(name, prefix.len);
	rule->glob = slice_find_char(name, '*') != SIZE_MAX;
	rule->name = fold_text(name, arena);
	return rule->name.ptr != NULL;
}

static bool
compile_topic(struct topic_set *set, const struct topic *topic,
    const struct query_room *room, const struct query_list *lists,
    size_t list_count, struct query_error *err)
{
	struct compiled_topic *compiled = &set->topics[set->count];
	struct feed_rule *feeds;

	compiled->query = query_tree_read(room, slice_of(topic->query),
	    QUERY_FOR_TOPIC, lists, list_count, err);
	if (compiled->query == NULL)
		return false;
	set->count++;
	compiled->name = arena_string(&set->arena, slice_of(topic->name));
	feeds = arena_alloc_array(&set->arena, topic->feed_count,
	    sizeof(*feeds));
	if (compiled->name == NULL || feeds == NULL)
		return query_fail_memory(err);
	for (size_t i = 0; i < topic->feed_count; i++) {
		if (!read_feed_rule(&set->arena, topic->feeds[i], &feeds[i]))
			return query_fail_memory(err);
	}
	compiled->feeds = feeds;
	compiled->feed_count = topic->feed_count;
	return true;
}

/* What topic_set_build was given. */
struct set_source {
	const struct topic *topics;
	const struct query_list *lists, *mutes;
	size_t count, list_count, mute_count;
};

static bool
compile_all(struct topic_set *set, const struct set_source *source,
    const struct query_room *room, struct topic_set_problem *problem)
{
	set->topics = arena_alloc_array(&set->arena, source->count,
	    sizeof(*set->topics));
	set->mutes = arena_alloc_array(&set->arena, source->mute_count,
	    sizeof(*set->mutes));
	problem->topic = SIZE_MAX;
	if (set->topics == NULL || set->mutes == NULL)
		return query_fail_memory(&problem->error);
	for (size_t i = 0; i < source->count; i++) {
		problem->topic = i;
		if (!compile_topic(set, &source->topics[i], room, source->lists,
			source->list_count, &problem->error))
			return false;
	}
	problem->topic = SIZE_MAX;
	for (size_t i = 0; i < source->mute_count; i++) {
		set->mutes[i].query = query_tree_read(room,
		    slice_of(source->mutes[i].query), QUERY_FOR_TOPIC,
		    source->lists, source->list_count, &problem->error);
		if (set->mutes[i].query == NULL)
			return false;
		set->mute_count++;
	}
	return true;
}

struct topic_set *
/* NOLINTNEXTLINE(readability-function-size): three arrays, each of two */
topic_set_build(const struct topic *topics, size_t count,
    const struct query_list *lists, size_t list_count,
    const struct query_list *mutes, size_t mute_count,
    struct topic_set_problem *problem)
{
	struct set_source source = { topics, lists, mutes, count, list_count,
		mute_count };
	struct topic_set *set = xcalloc(1, sizeof(*set));
	struct arena scratch;
	struct query_room room = { &set->arena, &scratch, vocabulary_new() };
	bool ok;

	atomic_init(&set->references, 1);
	arena_init(&set->arena, LIMIT_TOPICS_ARENA);
	arena_init(&scratch, LIMIT_QUERY_ARENA);
	set->vocabulary = room.vocabulary;
	ok = compile_all(set, &source, &room, problem);
	arena_finish(&scratch);
	if (!ok) {
		topic_set_unref(set);
		return NULL;
	}
	build_program(set);
	build_covers(set);
	return set;
}

/* ---- holding -------------------------------------------------------------------- */

struct topic_set *
topic_set_ref(struct topic_set *set)
{
	atomic_fetch_add(&set->references, 1);
	return set;
}

void
topic_set_unref(struct topic_set *set)
{
	if (set == NULL || atomic_fetch_sub(&set->references, 1) > 1)
		return;
	for (size_t i = 0; i < set->count; i++)
		query_release(set->topics[i].query);
	for (size_t i = 0; i < set->mute_count; i++)
		query_release(set->mutes[i].query);
	vocabulary_free(set->vocabulary);
	program_finish(&set->program);
	free(set->starts);
	free(set->cover_start);
	free(set->cover);
	free(set->always);
	arena_finish(&set->arena);
	free(set);
}

size_t
topic_set_count(const struct topic_set *set)
{
	return set->count;
}

const char *
topic_set_name(const struct topic_set *set, size_t topic)
{
	return set->topics[topic].name;
}

const struct query *
topic_set_query(const struct topic_set *set, size_t topic)
{
	return set->topics[topic].query;
}

struct slice
topic_set_query_text(const struct topic_set *set, size_t topic)
{
	return set->topics[topic].query->text;
}

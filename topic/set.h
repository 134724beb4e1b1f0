/*
 * A compiled set of topics, as compile.c makes it and match.c asks it.
 */
#ifndef CRIER_TOPIC_SET_PRIVATE_H
#define CRIER_TOPIC_SET_PRIVATE_H

#include <stdatomic.h>

#include "topic/eval.h"
#include "topic/program.h"
#include "topic_set.h"

/* One of a topic's feeds=. */
struct feed_rule {
	struct slice name; /* folded */
	bool tag, glob;
};
struct compiled_topic {
	const char *name;
	const struct query *query;
	const struct feed_rule *feeds; /* none: all */
	size_t feed_count;
};
struct topic_set {
	atomic_uint references;
	struct arena arena; /* names, trees, words */
	struct vocabulary *vocabulary;
	struct compiled_topic *topics; /* in arena */
	struct program program;
	uint32_t *starts; /* owned; of topics in the program */
	size_t count;
	struct compiled_topic *mutes; /* in arena; the query alone */
	size_t mute_count;
	/* Topics that word w covers: cover[cover_start[w]] and on. */
	uint32_t *cover_start, *cover; /* owned */
	uint32_t *always;              /* owned; topics without a cover */
	size_t always_count;
};

/*
 * The words of which at least one must be in an article that meets the query
 * (6.1): calls add with each. False, without calls, where there are none.
 */
typedef void (*cover_add)(void *arg, uint32_t word);
bool cover_find(const struct query *query, cover_add add, void *arg);

#endif

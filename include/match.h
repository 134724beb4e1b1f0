/*
 * A match: a topic that an article met, and why, in few words.
 */
#ifndef CRIER_MATCH_H
#define CRIER_MATCH_H

#include "slice.h"

struct match {
	size_t topic;     /* index in the topic set */
	const char *name; /* of the topic; lives as long as the set */
	/* Filled by topic_match_describe, in its arena. */
	const struct slice *terms; /* the texts that matched, in order, once */
	size_t term_count;
	struct slice snippet; /* plain text, one line */
};

#endif

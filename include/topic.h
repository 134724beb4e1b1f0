/*
 * A topic as configured, and the named lists that queries may use. The identity
 * of a topic is its name (DESIGN section 5).
 */
#ifndef CRIER_TOPIC_H
#define CRIER_TOPIC_H

#include <stddef.h>
#include <stdint.h>

#include "feed.h"

/* Strings belong to the configuration's or the row's arena. */
struct topic {
	const char *name;
	const char *query;
	const char **feeds; /* names, globs, "tag:x"; none: all feeds */
	size_t feed_count;
	const char **hooks; /* names */
	size_t hook_count;
	bool on_new, on_updated; /* which events run them */
	int64_t expires_at;      /* from then on nothing fires; 0: never */
	int64_t keep_s;          /* of what it matched; 0: nothing is said */
	int64_t meaning; /* of topic_set_meanings; 0: nobody has asked */
	enum feed_origin origin;
	const char *file; /* where the query begins */
	int line;
};

struct query_list {
	const char *name;
	const char *query;
	const char *file;
	int line;
};

#endif

/*
 * The arguments of a change: which there are and of what type, as a table that
 * every request is held against before anything else looks at it.
 */
#ifndef CRIER_CONTROL_ARGUMENTS_H
#define CRIER_CONTROL_ARGUMENTS_H

#include <jansson.h>

#include "arena.h"
#include "error.h"

enum argument_type {
	ARGUMENT_LINE,     /* text of one line, not empty */
	ARGUMENT_NAME,     /* of a feed, topic or hook: a-z, 0-9, "-" */
	ARGUMENT_QUERY,    /* text of any lines */
	ARGUMENT_URL,      /* http or https, without user name and password */
	ARGUMENT_DURATION, /* "30m" */
	ARGUMENT_FLAG,
	ARGUMENT_NUMBER, /* an integer from 0 on */
	ARGUMENT_WORDS,  /* a list of texts without blanks */
	ARGUMENT_IDS,    /* a list of integers from 1 on */
	ARGUMENT_OBJECTS /* a list of objects, with a table of their own */
};

struct argument {
	const char *key; /* NULL ends a table */
	enum argument_type type;
	enum {
		ARGUMENT_OPTIONAL,
		ARGUMENT_REQUIRED
	} presence;
	const struct argument *inner; /* of ARGUMENT_OBJECTS */
};

/* Whether the object has nothing but these, each of its type, and all that are
 * required. Its key "do" is passed over. An option that only a configuration
 * file may set is ERROR_REFUSED, all else ERROR_USAGE. */
MUST_CHECK bool arguments_check(const struct argument *table,
    const json_t *object, struct error *err);

/* ---- reading what has been checked ------------------------------------------ */

/* Absent where it was not given; borrowed from the object. */
struct slice argument_text(const json_t *object, const char *key);
int64_t
argument_number(const json_t *object, const char *key, int64_t fallback);
/* Seconds; fallback where it was not given. */
int64_t
argument_duration_s(const json_t *object, const char *key, int64_t fallback);
/* In arena; false only for ERROR_MEMORY. */
MUST_CHECK bool
argument_words(const json_t *object, const char *key, struct arena *arena,
    struct slice **words, size_t *count, struct error *err);
MUST_CHECK bool argument_ids(const json_t *object, const char *key,
    struct arena *arena, int64_t **ids, size_t *count, struct error *err);

#endif

/*
 * What a caller asked for and did not get.
 *
 * A function that can fail returns false (or NULL) and fills the struct error
 * that its caller passed last and that is never NULL. The text names the thing
 * and what was expected, in one line, without a full stop; each level may put
 * its context before it once. Outcomes that are expected (404, not a feed) are
 * values in results, not errors; bugs are asserts.
 */
#ifndef CRIER_ERROR_H
#define CRIER_ERROR_H

#include <stdbool.h>

#include "compiler.h"

enum error_kind {
	ERROR_NONE,
	ERROR_USAGE,       /* the command line; exit 2 */
	ERROR_CONFIG,      /* the configuration; exit 2, crierd 78 */
	ERROR_QUERY,       /* the query language; exit 2 */
	ERROR_MEMORY,      /* memory, or a cap on it; exit 3, crierd 71 */
	ERROR_IO,          /* a file or the system; exit 3 */
	ERROR_STORE,       /* the database; exit 3 */
	ERROR_FULL,        /* no room on the disk; exit 3 */
	ERROR_CORRUPT,     /* the database is damaged; exit 3 */
	ERROR_LOCKED,      /* another process writes it; exit 3, crierd 73 */
	ERROR_UNAVAILABLE, /* no database or no daemon; exit 3 */
	ERROR_INPUT,       /* what was given is not what it should be; exit 1 */
	ERROR_PROTOCOL,    /* a peer broke the rules of a wire */
	ERROR_REFUSED,     /* manners or permissions forbid it; exit 4 */
};

struct error {
	enum error_kind kind;
	int line, column; /* from 1, in characters; 0 where there is none */
	char text[240];   /* cut at a character boundary if it is longer */
};

/* Fills err and returns false, so that a caller may return its result. */
bool error_set(struct error *err, enum error_kind kind, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* The same with a place in a text. */
bool error_set_at(struct error *err, enum error_kind kind, int line, int column,
    const char *format, ...) PRINTF_LIKE(5, 6);
/* Puts "context: " before the text. Returns false. */
bool error_prefix(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);
/* The name of a kind, for logs. */
const char *error_kind_name(enum error_kind kind);

#endif

/* The header lines of a request (R1 to R10). Private to fetch/. */
#ifndef CRIER_FETCH_REQUEST_H
#define CRIER_FETCH_REQUEST_H

#include "arena.h"
#include "fetch/validators.h"
#include "limits.h"

struct request_headers {
	const char *lines[LIMIT_REQUEST_HEADERS + 1]; /* ends with NULL */
	size_t count;
};

/* Strings are the arena's. False: it is full. */
bool
request_headers_make(struct request_headers *headers, const struct feed *feed,
    const struct feed_state *state, const char *url, struct arena *arena);

/* "gzip, br", or "identity" for a server whose encoding could not be undone
 * the last time (R8, R59). Static. */
const char *request_accept_encoding(const struct feed_state *state);

#endif

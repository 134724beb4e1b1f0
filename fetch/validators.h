/*
 * ETag and Last-Modified: opaque bytes that are kept and sent back as they came
 * (R5, R6, R9, R11 to R16). Private to fetch/.
 */
#ifndef CRIER_FETCH_VALIDATORS_H
#define CRIER_FETCH_VALIDATORS_H

#include "feed.h"
#include "fetch_result.h"
#include "net.h"

struct validators {
	const char *etag, *last_modified; /* NULL: none; borrowed */
};

/* What of state may be sent to url: all of it where they are from that very
 * URL, byte for byte, else nothing (R6). */
struct validators
validators_for(const struct feed_state *state, const char *url);

/* Puts those of a 200 into result, and nothing where there are none (R11). */
void validators_replace(struct fetch_result *result,
    const struct net_response *response, int64_t received_at);
/* Puts those that were sent into result, or the 304's own where it has some
 * (R14). */
void validators_renew(struct fetch_result *result,
    const struct net_response *response, struct validators sent,
    int64_t received_at);

#endif

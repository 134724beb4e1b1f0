/* How long a response stays fresh (R22 to R26). Private to fetch/. */
#ifndef CRIER_FETCH_FRESHNESS_H
#define CRIER_FETCH_FRESHNESS_H

#include "net.h"

struct freshness {
	bool stated; /* the response says something about it */
	int64_t
	    lifetime_s; /* from its receipt; never negative; clamped (R25) */
};

/* Keeps nothing, allocates nothing, cannot fail. */
struct freshness
freshness_read(const struct net_response *response, int64_t received_at);

#endif

/* How well a feed is, and what the operator is told of it. */
#ifndef CRIER_STORE_HEALTH_H
#define CRIER_STORE_HEALTH_H

#include "store/guard.h"

/* Before the feed's new state is saved: what has changed since the operator was
 * told last. */
MUST_CHECK bool
health_judge(struct store *store, const struct store_fetch *fetch,
    const struct guard *guard, struct error *err);

#endif

/*
 * After a database lost what it knew last: it was restored from a copy, or
 * recovered from a damaged file.
 */
#ifndef CRIER_STORE_LOSS_H
#define CRIER_STORE_LOSS_H

#include "store.h"

/*
 * In a transaction: deliveries that were not at their end are held, for nobody
 * knows how far they came; validators are forgotten, so that no 304 hides what
 * was lost; from now on loss_holds tells of each feed's next document. why:
 * "restored from a backup". *held: how many deliveries.
 */
MUST_CHECK bool loss_note(struct store *store, const char *why, int64_t now_at,
    int64_t *held, struct error *err);

/* Why deliveries of the feed's next document are to be held, in arena; NULL
 * where it has come since the loss, or there was none. */
MUST_CHECK bool loss_holds(struct store *store, int64_t feed,
    struct arena *arena, const char **why, struct error *err);

#endif

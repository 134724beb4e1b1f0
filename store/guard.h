/*
 * Guards against feeds that flood: changed ids (T38), bursts, another owner
 * (T8).
 */
#ifndef CRIER_STORE_GUARD_H
#define CRIER_STORE_GUARD_H

#include "store/document_keys.h"

struct guard {
	size_t rekeyed;       /* entries that were told again by link or text */
	const char *held_why; /* in the arena; NULL: deliveries may go */
	bool burst, suspect; /* why they are held; first of all in this fetch */
};

/*
 * Judges what is new in the document before it is stored. Entries of another
 * identity that are known by their link or text get their article's, in the
 * database and in keys.
 */
MUST_CHECK bool guard_judge(struct guard *guard, struct store *store,
    const struct store_fetch *fetch, struct document_keys *keys,
    struct arena *arena, struct error *err);

#endif

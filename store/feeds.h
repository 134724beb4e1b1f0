/* Feeds as rows: what is said of them, and what the commit of a fetch writes. */
#ifndef CRIER_STORE_FEEDS_H
#define CRIER_STORE_FEEDS_H

#include "store.h"
#include "store/statement.h"

/*
 * Makes the row of that name and its tags what feed says: added, revived, or
 * changed; the validators of another address are forgotten, the rest of the
 * state stays.
 */
MUST_CHECK bool feed_write(struct store *store, const struct feed *feed,
    int64_t now_at, struct error *err);

/* What the commit wants to know of the feed before it begins. */
struct feed_facts {
	bool baseline; /* no document of it has been stored, or long ago */
	struct slice title, url; /* in the arena: as articles show them */
	struct words tags;
};
MUST_CHECK bool
feed_facts_load(struct store *store, const struct store_fetch *fetch,
    struct arena *arena, struct feed_facts *facts, struct error *err);

/* The feed's row as fetch says, and its line in the log of fetches. */
MUST_CHECK bool feed_save(struct store *store, const struct store_fetch *fetch,
    const struct store_counts *counts, struct error *err);

/* Tags of a feed by its name, in arena. */
MUST_CHECK bool feed_tags_load(struct store *store, struct slice name,
    struct arena *arena, struct words *tags, struct error *err);

#endif

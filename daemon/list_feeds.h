/* The feeds of all OPML lists together, and how they get into the store. */
#ifndef CRIER_DAEMON_LIST_FEEDS_H
#define CRIER_DAEMON_LIST_FEEDS_H

#include "configuration.h"
#include "listing.h"
#include "store_changes.h"

/* One list as it was read; listing NULL: it could not be. */
struct list_reading {
	const struct opml_list *list;
	const struct listing *listing;
};

struct list_outcome {
	size_t added, feeds; /* those that are new; all */
};

/*
 * Adds the feeds of the lists: of one URL the first list wins, tags add up.
 * Where complete, those that have left all lists are removed. Runs on the
 * store's thread.
 */
MUST_CHECK bool list_feeds_store(struct store *store,
    const struct list_reading *readings, size_t count, bool complete,
    int64_t now_at, struct list_outcome *outcome, struct error *err);

#endif

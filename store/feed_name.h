/* Names for feeds that nobody named. */
#ifndef CRIER_STORE_FEED_NAME_H
#define CRIER_STORE_FEED_NAME_H

#include "store_changes.h"

/*
 * Makes a name of [a-z0-9-] from the title, or from the URL's host where the
 * title has no letter for one: the name itself, or with -2, -3, ... where feeds
 * of the database, present or removed, have it.
 */
MUST_CHECK bool feed_name_make(struct store *store, struct slice title,
    struct slice url, char name[FEED_NAME + 1], struct error *err);

/* Whether a name may be given to a feed: as configuration files have it. */
bool feed_name_is_right(struct slice name);

#endif

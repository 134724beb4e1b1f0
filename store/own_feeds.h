/* Feeds by name, for the files that add and change them. */
#ifndef CRIER_STORE_OWN_FEEDS_H
#define CRIER_STORE_OWN_FEEDS_H

#include "store_changes.h"

struct known_feed {
	bool found, removed, listed; /* listed: it comes from an OPML list */
	char name[FEED_NAME + 1];
};
/* Which feed has a name that somebody chose; ERROR_INPUT for what is none. */
MUST_CHECK bool own_feed_look_up(struct store *store, struct slice name,
    struct known_feed *known, struct error *err);

/* It is polled: neither paused nor gone any more. */
MUST_CHECK bool
feed_resume(struct store *store, struct slice name, struct error *err);

#endif

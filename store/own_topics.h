/* What renaming a feed changes of topics. */
#ifndef CRIER_STORE_OWN_TOPICS_H
#define CRIER_STORE_OWN_TOPICS_H

#include "store_changes.h"

/* Topics of the database that are limited to the feed name are so to the feed
 * to; they mean what they meant, so nothing is judged anew. */
MUST_CHECK bool own_topics_rename_feed(struct store *store, struct slice name,
    struct slice to, struct error *err);

#endif

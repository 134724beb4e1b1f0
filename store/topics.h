/* Topics as rows. */
#ifndef CRIER_STORE_TOPICS_H
#define CRIER_STORE_TOPICS_H

#include "store.h"

/*
 * Makes the row of that name what topic says: added, revived, or changed. Where
 * it means something new it owes a judgement of what is stored. Feeds and hooks
 * are kept of a topic that lives in the database alone.
 */
MUST_CHECK bool topic_write(struct store *store, const struct topic *topic,
    int64_t now_at, struct error *err);

/* After a statement on the table of topics: a row that it changed makes another
 * version of them (store_topics_version). Returns true. */
bool topics_changed(struct store *store);

/* Equal for topics that match the same. */
int64_t topic_meaning(const struct topic *topic);

#endif

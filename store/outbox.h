/* Putting deliveries into the outbox. */
#ifndef CRIER_STORE_OUTBOX_H
#define CRIER_STORE_OUTBOX_H

#include "store.h"

struct delivery_order {
	int64_t article, topic, revision;
	struct slice uid; /* of the article */
	const char *topic_name, *hook;
	enum delivery_event event; /* EVENT_NEW or EVENT_UPDATED */
	const char *held_why;      /* NULL: it is not held */
	int64_t now_at;
};
/* *added is false where it is there already: it has one key for ever. */
MUST_CHECK bool outbox_add(struct store *store,
    const struct delivery_order *order, bool *added, struct error *err);

/* What goes together for a hook. */
struct digest_order {
	const char *hook;
	int64_t created_before_at, now_at;
};
/*
 * If *id is an article's delivery it becomes, with all others of its topic and
 * hook that may go now, a member of a new digest, of which *id is the id
 * afterwards. A digest or a notice stays what it is.
 */
MUST_CHECK bool outbox_digest(struct store *store,
    const struct digest_order *order, int64_t *id, struct error *err);

#endif

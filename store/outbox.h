/* Putting deliveries into the outbox. */
#ifndef CRIER_STORE_OUTBOX_H
#define CRIER_STORE_OUTBOX_H

#include "store.h"

struct delivery_order {
	int64_t article, topic, revision;
	struct slice uid; /* of the article */
	const char *topic_name, *hook, *event;
	int64_t now_at;
};
/* *added is false where it is there already: it has one key for ever. */
MUST_CHECK bool outbox_add(struct store *store,
    const struct delivery_order *order, bool *added, struct error *err);

#endif

/* Deliveries as rows. */
#ifndef CRIER_STORE_DELIVERY_ROWS_H
#define CRIER_STORE_DELIVERY_ROWS_H

#include "store.h"
#include "store/statement.h"

/* clang-format off */
#define DELIVERY_COLUMNS                                                       \
	"d.id, d.key, d.state, d.attempts, d.created_at, d.not_before_at, "    \
	"coalesce(d.last_status, -1), t.name, t.query, d.hook, d.last_error, " \
	"d.held_why, d.notice, d.event, d.revision, coalesce(d.article, 0), "  \
	"m.terms, m.snippet "                                                  \
	"FROM delivery d LEFT JOIN topic t ON t.id = d.topic "                 \
	"LEFT JOIN \"match\" m ON m.article = d.article AND m.topic = d.topic "
/* clang-format on */

/* The columns above; texts go to arena. The article is its id and the revision
 * that is delivered. */
void take_delivery(struct statement *s, struct arena *arena,
    struct delivery *delivery);
/* With everything that its hook needs. ERROR_STORE where there is none. */
MUST_CHECK bool delivery_load(struct store *store, int64_t id,
    struct arena *arena, struct delivery *delivery, struct error *err);

#endif

/* Identities of entries that are known and not stored. */
#ifndef CRIER_STORE_SEEN_H
#define CRIER_STORE_SEEN_H

#include "store/articles.h"

/* By the row's feed and keys; keys of a known identity are renewed. */
MUST_CHECK bool seen_add(struct store *store, const struct article_row *row,
    int64_t now_at, struct error *err);
MUST_CHECK bool seen_remove(struct store *store, const struct article_row *row,
    struct error *err);

#endif

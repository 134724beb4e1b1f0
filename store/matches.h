/* Topics as rows, and the matches of articles with them. */
#ifndef CRIER_STORE_MATCHES_H
#define CRIER_STORE_MATCHES_H

#include "store.h"

struct topic_place {
	int64_t id, muted_until_at;
};
/* The row of a topic by its name; ERROR_STORE where it was never synced. */
MUST_CHECK bool topic_find(struct store *store, const char *name,
    struct topic_place *place, struct error *err);

/* Room for the matches of one article with every topic of set. */
struct match *matches_room(struct store *store, const struct topic_set *set);

struct match_row {
	int64_t article, topic, revision, matched_at;
	bool fired;
	const struct match *match; /* described */
};
/* *fresh is false where the article had met that topic before. */
MUST_CHECK bool match_insert(struct store *store, const struct match_row *row,
    bool *fresh, struct error *err);

#endif

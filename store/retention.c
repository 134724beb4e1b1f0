/*
 * What is forgotten: articles that waited in the backlog for longer than it
 * lasts, a slice at a time. Their identities stay in the table seen. What has
 * a star stays for ever.
 */
#include "store.h"

#include "store/connection.h"
#include "store/seen.h"

static bool
forget(struct store *store, int64_t id, int64_t now_at, struct error *err)
{
	struct article_row row;

	arena_reset(&store->scratch);
	return article_unindex(store, id, &row, err) &&
	    seen_add(store, &row, now_at, err) &&
	    article_delete(store, id, err);
}

/* One at a time, for the list changes under it. */
static bool
find_oldest(struct store *store, int64_t before_at, int64_t *id,
    struct error *err)
{
	static const char sql[] =
	    "SELECT id FROM article WHERE backlog = 1 AND "
	    "backlog_since_at <= ? AND starred = 0 "
	    "ORDER BY backlog_since_at LIMIT 1";
	struct statement s = statement_of(store, sql);

	*id = 0;
	put_int(&s, before_at);
	return statement_int(&s, id, err);
}

static bool
prune(struct store *store, int64_t now_at, int64_t backlog_s, size_t max,
    size_t *pruned, struct error *err)
{
	for (*pruned = 0; *pruned < max; (*pruned)++) {
		int64_t id;

		if (!find_oldest(store, now_at - backlog_s, &id, err))
			return false;
		if (id == 0)
			break;
		if (!forget(store, id, now_at, err))
			return false;
	}
	return true;
}

bool
store_prune(struct store *store, int64_t now_at, int64_t backlog_s, size_t max,
    size_t *pruned, struct error *err)
{
	return part_begin(store, err) &&
	    part_end(store, prune(store, now_at, backlog_s, max, pruned, err),
		err);
}

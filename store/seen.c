/*
 * What is remembered of entries that are not stored: that they are known, and
 * enough to see that one says something else now. So an entry that a feed
 * still carries when it leaves the backlog does not come back as new.
 */
#include "store/seen.h"

#include "store/statement.h"

bool
seen_add(struct store *store, const struct article_row *row, int64_t now_at,
    struct error *err)
{
	static const char sql[] =
	    "INSERT INTO seen (feed, identity_key, link_key, content_key, "
	    "seen_at) VALUES (?1, ?2, ?3, ?4, ?5) "
	    "ON CONFLICT DO UPDATE SET link_key = ?3, content_key = ?4";
	struct statement s = statement_of(store, sql);

	put_int(&s, row->feed);
	put_int(&s, row->keys.identity);
	put_int(&s, row->keys.link);
	put_int(&s, row->keys.content);
	put_int(&s, now_at);
	return statement_run(&s, err);
}

bool
seen_remove(struct store *store, const struct article_row *row,
    struct error *err)
{
	static const char sql[] =
	    "DELETE FROM seen WHERE feed = ? AND identity_key = ?";
	struct statement s = statement_of(store, sql);

	put_int(&s, row->feed);
	put_int(&s, row->keys.identity);
	return statement_run(&s, err);
}

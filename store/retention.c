/*
 * What is forgotten, a slice at a time: articles that waited in the backlog for
 * longer than it lasts, and kept ones that are older than retention says or are
 * more than it allows. Their identities stay in the table seen, so that none
 * comes back as new. What a person marked by a star or a label stays, and so
 * does what has a delivery that has not come to its end.
 */
#include "store.h"

#include "json_write.h"
#include "limits.h"
#include "store/connection.h"
#include "store/seen.h"

#define FOREVER (INT64_MAX / 2)

static bool
forget(struct store *store, int64_t id, int64_t now_at, struct error *err)
{
	struct article_row row;

	arena_reset(&store->scratch);
	return article_unindex(store, id, &row, err) &&
	    seen_add(store, &row, now_at, err) &&
	    article_delete(store, id, err);
}

/* ---- the backlog ---------------------------------------------------------------- */

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
prune_backlog(struct store *store, const struct store_retention *retention,
    size_t max, struct store_pruned *pruned, struct error *err)
{
	int64_t before_at = retention->now_at - retention->backlog_s;

	for (; pruned->backlog < max; pruned->backlog++) {
		int64_t id;

		if (!find_oldest(store, before_at, &id, err))
			return false;
		if (id == 0)
			return true;
		if (!forget(store, id, retention->now_at, err))
			return false;
	}
	pruned->more = true;
	return true;
}

/* ---- what is kept ------------------------------------------------------------------- */

/* Articles that were looked at, those of them that may go. */
struct batch {
	int64_t *ids; /* in arena */
	size_t count, room, seen;
	int64_t last_at, last_id; /* of the last that was looked at */
};

/* Articles that nobody holds on to; a is one of them. */
#define FREE                                                         \
	"NOT EXISTS (SELECT 1 FROM label l WHERE l.article = a.id) " \
	"AND NOT EXISTS (SELECT 1 FROM delivery d "                  \
	"WHERE d.article = a.id AND d.state <> 'done') "

static bool
forget_batch(struct store *store, const struct batch *batch, int64_t now_at,
    struct store_pruned *pruned, struct error *err)
{
	for (size_t i = 0; i < batch->count; i++, pruned->kept++)
		if (!forget(store, batch->ids[i], now_at, err))
			return false;
	return true;
}

static bool
batch_init(struct batch *batch, struct arena *arena, size_t room,
    struct error *err)
{
	*batch = (struct batch){ .room = room };
	batch->ids = arena_alloc_array(arena, room, sizeof(*batch->ids));
	return batch->ids != NULL ||
	    error_set(err, ERROR_MEMORY, "no memory for articles");
}

/* ---- by number ------------------------------------------------------------------------ */

static bool
count_kept(struct store *store, int64_t *count, struct error *err)
{
	static const char sql[] =
	    "SELECT count(*) FROM article WHERE backlog = 0";
	struct statement s = statement_of(store, sql);

	return statement_int(&s, count, err);
}

static bool
find_first(struct store *store, struct batch *batch, size_t max,
    struct error *err)
{
	static const char sql[] =
	    "SELECT id FROM article a WHERE backlog = 0 AND starred = 0 "
	    "AND " FREE "ORDER BY first_seen_at, id LIMIT ?";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, (int64_t)max);
	while ((step = statement_step(&s, err)) == STEP_ROW)
		batch->ids[batch->count++] = take_int(&s);
	statement_end(&s);
	return step == STEP_DONE;
}

static bool
prune_by_count(struct store *store, const struct store_retention *retention,
    size_t max, struct arena *arena, struct store_pruned *pruned,
    struct error *err)
{
	struct batch batch;
	int64_t kept = 0;
	size_t over;

	if (retention->count == 0)
		return true;
	if (!count_kept(store, &kept, err))
		return false;
	if (kept <= retention->count)
		return true;
	over = (size_t)(kept - retention->count);
	if (!batch_init(&batch, arena, over < max ? over : max, err) ||
	    !find_first(store, &batch, batch.room, err) ||
	    !forget_batch(store, &batch, retention->now_at, pruned, err))
		return false;
	pruned->more = pruned->more || (over > max && batch.count == max);
	return true;
}

/* ---- by age ----------------------------------------------------------------------------- */

/* {"name": seconds} of those that say how long, and the shortest time of all. */
struct keeps {
	struct buffer feeds, topics;
	int64_t shortest_s;
};

static void
note_keep(struct json_writer *w, const char *name, int64_t keep_s,
    int64_t *shortest_s)
{
	if (keep_s == 0)
		return;
	json_write_key_int(w, name, keep_s);
	if (keep_s < *shortest_s)
		*shortest_s = keep_s;
}

static void
keeps_init(struct keeps *keeps, const struct store_retention *retention)
{
	struct json_writer w;

	keeps->shortest_s = retention->age_s == 0 ? FOREVER : retention->age_s;
	buffer_init(&keeps->feeds, LIMIT_STORED_ARTICLE);
	json_writer_init(&w, &keeps->feeds);
	json_write_object_begin(&w);
	for (size_t i = 0; i < retention->feed_count; i++)
		note_keep(&w, retention->feeds[i].name,
		    retention->feeds[i].keep_s, &keeps->shortest_s);
	json_write_object_end(&w);
	buffer_init(&keeps->topics, LIMIT_STORED_ARTICLE);
	json_writer_init(&w, &keeps->topics);
	json_write_object_begin(&w);
	for (size_t i = 0; i < retention->topic_count; i++)
		note_keep(&w, retention->topics[i].name,
		    retention->topics[i].keep_s, &keeps->shortest_s);
	json_write_object_end(&w);
}

static void
keeps_finish(struct keeps *keeps)
{
	buffer_finish(&keeps->feeds);
	buffer_finish(&keeps->topics);
}

/*
 * The next articles that are older than the shortest time, and of each whether
 * it is older than its own: the longest of its topics, where one that says
 * nothing has the feed's, or else the age for all.
 */
static bool
find_old(struct store *store, const struct store_retention *retention,
    const struct keeps *keeps, struct batch *batch, struct error *err)
{
	static const char sql[] =
	    "WITH feed_keep (id, s) AS MATERIALIZED (SELECT f.id, k.value "
	    "FROM json_each(?1) k JOIN feed f ON f.name = k.key), "
	    "topic_keep (id, s) AS MATERIALIZED (SELECT t.id, k.value "
	    "FROM json_each(?2) k JOIN topic t ON t.name = k.key), "
	    "a AS MATERIALIZED (SELECT id, feed, first_seen_at FROM article "
	    "WHERE (first_seen_at, id) > (?3, ?4) AND first_seen_at <= ?5 "
	    "AND backlog = 0 AND starred = 0 "
	    "ORDER BY first_seen_at, id LIMIT ?6), "
	    "b AS (SELECT id, first_seen_at, coalesce((SELECT s "
	    "FROM feed_keep WHERE feed_keep.id = a.feed), ?7) AS s FROM a) "
	    "SELECT id, first_seen_at, first_seen_at <= ?8 - coalesce("
	    "(SELECT max(coalesce(k.s, a.s)) FROM \"match\" m "
	    "LEFT JOIN topic_keep k ON k.id = m.topic "
	    "WHERE m.article = a.id), a.s) AND " FREE
	    "FROM b a ORDER BY first_seen_at, id";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_text(&s, buffer_slice(&keeps->feeds));
	put_text(&s, buffer_slice(&keeps->topics));
	put_int(&s, store->walk.at);
	put_int(&s, store->walk.id);
	put_int(&s, retention->now_at - keeps->shortest_s);
	put_int(&s, (int64_t)batch->room);
	put_int(&s, retention->age_s == 0 ? FOREVER : retention->age_s);
	put_int(&s, retention->now_at);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		batch->last_id = take_int(&s);
		batch->last_at = take_int(&s);
		batch->seen++;
		if (take_int(&s) != 0)
			batch->ids[batch->count++] = batch->last_id;
	}
	statement_end(&s);
	return step == STEP_DONE;
}

/* The walk over old articles goes on where the last call ended. At its end it
 * rests: those that stay need not be looked at all the time. */
static void
walk_on(struct retention_walk *walk, const struct batch *batch, int64_t now_at,
    struct store_pruned *pruned)
{
	if (batch->seen == batch->room) {
		walk->at = batch->last_at;
		walk->id = batch->last_id;
		pruned->more = true;
	} else {
		*walk = (struct retention_walk){ .done_at = now_at };
	}
}

static bool
walk_rests(const struct retention_walk *walk, int64_t now_at)
{
	return walk->at == 0 && now_at >= walk->done_at &&
	    now_at < walk->done_at + INTERVAL_RETENTION_S;
}

static bool
prune_by_age(struct store *store, const struct store_retention *retention,
    size_t max, struct arena *arena, struct store_pruned *pruned,
    struct error *err)
{
	struct keeps keeps;
	struct batch batch;
	bool ok = true;

	if (walk_rests(&store->walk, retention->now_at))
		return true;
	keeps_init(&keeps, retention);
	if (keeps.shortest_s < FOREVER) {
		ok = batch_init(&batch, arena, max, err) &&
		    find_old(store, retention, &keeps, &batch, err) &&
		    forget_batch(store, &batch, retention->now_at, pruned, err);
		if (ok)
			walk_on(&store->walk, &batch, retention->now_at,
			    pruned);
	}
	keeps_finish(&keeps);
	return ok;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool
prune(struct store *store, const struct store_retention *retention, size_t max,
    struct store_pruned *pruned, struct error *err)
{
	struct arena arena;
	bool ok;

	arena_init(&arena, LIMIT_STORE_SCRATCH);
	ok = prune_backlog(store, retention, max, pruned, err) &&
	    prune_by_age(store, retention, max, &arena, pruned, err) &&
	    prune_by_count(store, retention, max, &arena, pruned, err);
	arena_finish(&arena);
	return ok;
}

bool
store_prune(struct store *store, const struct store_retention *retention,
    size_t max, struct store_pruned *pruned, struct error *err)
{
	*pruned = (struct store_pruned){ .kept = 0 };
	return part_begin(store, err) &&
	    part_end(store, prune(store, retention, max, pruned, err), err);
}

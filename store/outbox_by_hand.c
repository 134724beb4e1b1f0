/*
 * The outbox by hand: what a person says of deliveries that were given up, are
 * held or wait. What is running is left alone, for its end is on the way; what
 * is done stays done.
 */
#include "store_changes.h"

#include "store/connection.h"

struct by_hand {
	const char *one_sql,
	    *many_sql; /* of key; of hook or, where NULL, all */
	struct slice key, hook;
	int64_t now_at;
};

static bool
state_of_key(struct store *store, struct slice key, struct arena *arena,
    struct slice *state, struct error *err)
{
	static const char sql[] = "SELECT state FROM delivery WHERE key = ?";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_text(&s, key);
	step = statement_step(&s, err);
	if (step == STEP_ROW)
		*state = take_copy(&s, arena);
	statement_end(&s);
	if (step == STEP_DONE)
		return error_set(err, ERROR_INPUT,
		    "there is no delivery \"%.*s\"",
		    SLICE_FMT(slice_sub(key, 0, DELIVERY_KEY)));
	return step == STEP_ROW;
}

static bool
run(struct store *store, const struct by_hand *by_hand, size_t *count,
    struct error *err)
{
	bool one = by_hand->key.ptr != NULL;
	struct statement s = statement_of(store,
	    one ? by_hand->one_sql : by_hand->many_sql);

	put_text(&s, one ? by_hand->key : by_hand->hook);
	put_int(&s, by_hand->now_at);
	if (!statement_run(&s, err))
		return false;
	*count = (size_t)sqlite3_changes(store->db);
	return true;
}

static bool
run_one(struct store *store, const struct by_hand *by_hand, size_t *count,
    struct error *err)
{
	struct slice state = SLICE_NONE;

	arena_reset(&store->scratch);
	if (!state_of_key(store, by_hand->key, &store->scratch, &state, err) ||
	    !run(store, by_hand, count, err))
		return false;
	return *count > 0 ||
	    error_set(err, ERROR_REFUSED, "delivery %.*s is %.*s",
		SLICE_FMT(by_hand->key), SLICE_FMT(state));
}

static bool
change(struct store *store, const struct by_hand *by_hand, size_t *count,
    struct error *err)
{
	*count = 0;
	return part_begin(store, err) &&
	    part_end(store,
		by_hand->key.ptr != NULL ? run_one(store, by_hand, count, err)
					 : run(store, by_hand, count, err),
		err);
}

#define RETRY                                                         \
	"UPDATE delivery SET state = 'waiting', not_before_at = ?2, " \
	"attempts = 0, ended_at = 0, held_why = NULL "

bool
store_deliveries_retry(struct store *store, struct slice key, struct slice hook,
    int64_t now_at, size_t *count, struct error *err)
{
	static const char one_sql[] = RETRY
	    "WHERE key = ?1 AND state IN ('dead', 'held', 'waiting')";
	static const char many_sql[] = RETRY
	    "WHERE state = 'dead' AND (?1 IS NULL OR hook = ?1)";
	struct by_hand by_hand = { one_sql, many_sql, key, hook, now_at };

	return change(store, &by_hand, count, err);
}

/* ---- letting go what was held ---------------------------------------------------- */

static bool
release(struct store *store, struct slice feed, struct slice hook,
    int64_t now_at, size_t *count, struct error *err)
{
	static const char sql[] =
	    "UPDATE delivery SET state = 'waiting', not_before_at = ?3, "
	    "held_why = NULL WHERE state = 'held' "
	    "AND (?2 IS NULL OR hook = ?2) AND (?1 IS NULL OR article IN "
	    "(SELECT id FROM article WHERE feed = "
	    "(SELECT id FROM feed WHERE name = ?1)))";
	struct statement s = statement_of(store, sql);

	put_text(&s, feed);
	put_text(&s, hook);
	put_int(&s, now_at);
	if (!statement_run(&s, err))
		return false;
	*count = (size_t)sqlite3_changes(store->db);
	return true;
}

/* Who lets a feed's deliveries go has looked at it. */
static bool
trust(struct store *store, struct slice feed, struct error *err)
{
	static const char sql[] = "UPDATE feed SET suspect_at = 0 "
				  "WHERE suspect_at > 0 "
				  "AND (?1 IS NULL OR name = ?1)";
	struct statement s = statement_of(store, sql);

	put_text(&s, feed);
	return statement_run(&s, err);
}

bool
store_deliveries_release(struct store *store, struct slice feed,
    struct slice hook, int64_t now_at, size_t *count, struct error *err)
{
	*count = 0;
	return part_begin(store, err) &&
	    part_end(store,
		release(store, feed, hook, now_at, count, err) &&
		    trust(store, feed, err),
		err);
}

/* ---- dropping --------------------------------------------------------------------- */

/* The members of a digest share its end. */
static bool
drop_members(struct store *store, int64_t now_at, struct error *err)
{
	static const char sql[] =
	    "UPDATE delivery SET state = 'done', ended_at = ?, "
	    "last_error = 'dropped' WHERE state = 'grouped' AND digest IN "
	    "(SELECT id FROM delivery WHERE state = 'done')";
	struct statement s = statement_of(store, sql);

	put_int(&s, now_at);
	return statement_run(&s, err);
}

#define DROP                                                      \
	"UPDATE delivery SET state = 'done', ended_at = ?2, "     \
	"last_error = 'dropped' WHERE state IN ('dead', 'held', " \
	"'waiting') "

bool
store_deliveries_drop(struct store *store, struct slice key, struct slice hook,
    int64_t now_at, size_t *count, struct error *err)
{
	static const char one_sql[] = DROP "AND key = ?1";
	static const char many_sql[] = DROP "AND (?1 IS NULL OR hook = ?1)";
	struct by_hand by_hand = { one_sql, many_sql, key, hook, now_at };

	*count = 0;
	return part_begin(store, err) &&
	    part_end(store,
		change(store, &by_hand, count, err) &&
		    drop_members(store, now_at, err),
		err);
}

/*
 * What a loss costs is doubt: hooks may have run for what the database does not
 * know any more. Keys are made of names, so a receiver can tell; but most do
 * not, and so a person decides. The instance stays, and with it every key.
 */
#include "store/loss.h"

#include "store/connection.h"

static bool
hold_deliveries(struct store *store, const char *why, int64_t *held,
    struct error *err)
{
	static const char sql[] =
	    "UPDATE delivery SET state = 'held', held_why = ? "
	    "WHERE state IN ('waiting', 'running')";
	struct statement s = statement_of(store, sql);

	put_string(&s, why);
	if (!statement_run(&s, err))
		return false;
	*held = sqlite3_changes64(store->db);
	return true;
}

static bool
remember(struct store *store, const char *why, int64_t now_at,
    struct error *err)
{
	static const char sql[] = "INSERT OR REPLACE INTO meta (key, value) "
				  "VALUES ('loss_at', ?), ('loss_why', ?)";
	struct statement s = statement_of(store, sql);

	put_int(&s, now_at);
	put_string(&s, why);
	return statement_run(&s, err);
}

bool
loss_note(struct store *store, const char *why, int64_t now_at, int64_t *held,
    struct error *err)
{
	return hold_deliveries(store, why, held, err) &&
	    remember(store, why, now_at, err) &&
	    store_execute(store,
		"UPDATE feed SET etag = NULL, last_modified = NULL, "
		"validator_url = NULL, body_hash = NULL, lifetime_s = 0",
		err);
}

bool
loss_holds(struct store *store, int64_t feed, struct arena *arena,
    const char **why, struct error *err)
{
	static const char sql[] =
	    "SELECT (SELECT value FROM meta WHERE key = 'loss_why') "
	    "FROM meta m JOIN feed f ON f.last_ok_at < m.value "
	    "WHERE m.key = 'loss_at' AND f.id = ?";
	struct statement s = statement_of(store, sql);
	enum step step;

	*why = NULL;
	put_int(&s, feed);
	step = statement_step(&s, err);
	if (step == STEP_ROW)
		*why = take_string(&s, arena);
	statement_end(&s);
	if (step == STEP_ROW && *why == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for a reason");
	return step != STEP_FAILED;
}

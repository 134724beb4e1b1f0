/*
 * How hooks stand, for people; and notices for the operator, which go through
 * the outbox like articles so that they are not lost either.
 */
#include "hash.h"
#include "json_write.h"
#include "limits.h"
#include "store/connection.h"
#include "store_changes.h"

#define DAY_S INT64_C(86400)

/* ---- asking ------------------------------------------------------------------ */

/* A hook is known by its deliveries or by its breaker. */
static const char hooks_sql[] =
    "WITH names (name) AS (SELECT name FROM hook UNION "
    "SELECT DISTINCT hook FROM delivery), "
    "figures AS (SELECT hook, "
    "sum(state = 'waiting') AS waiting, sum(state = 'grouped') AS grouped, "
    "sum(state = 'held') AS held, sum(state = 'dead') AS dead, "
    "sum(state = 'done' AND ended_at >= ?1) AS done, "
    "min(iif(state IN ('waiting', 'running'), created_at, NULL)) AS oldest "
    "FROM delivery GROUP BY hook) "
    "SELECT n.name, k.last_error, coalesce(k.failures, 0), "
    "coalesce(k.open_until_at, 0), coalesce(k.disabled, 0), "
    "coalesce(f.waiting, 0), coalesce(f.grouped, 0), coalesce(f.held, 0), "
    "coalesce(f.dead, 0), coalesce(f.done, 0), coalesce(f.oldest, 0), "
    "coalesce(k.last_ok_at, 0) "
    "FROM names n LEFT JOIN hook k ON k.name = n.name "
    "LEFT JOIN figures f ON f.hook = n.name ORDER BY n.name";

bool
store_list_hooks(struct store *store, int64_t now_at, hook_visitor visit,
    void *arg, struct error *err)
{
	struct statement s = statement_of(store, hooks_sql);
	enum step step;

	put_int(&s, now_at - 7 * DAY_S);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		struct hook_row row;

		row.name = take_text(&s);
		row.last_error = take_text(&s);
		row.state.failures = take_int(&s);
		row.state.open_until_at = take_int(&s);
		row.state.disabled = take_int(&s) != 0;
		row.waiting = take_int(&s);
		row.grouped = take_int(&s);
		row.held = take_int(&s);
		row.dead = take_int(&s);
		row.done_7d = take_int(&s);
		row.oldest_at = take_int(&s);
		row.last_ok_at = take_int(&s);
		if (!visit(&row, arg))
			break;
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

bool
store_hook_resume(struct store *store, struct slice hook, struct error *err)
{
	static const char sql[] = "UPDATE hook SET failures = 0, "
				  "open_until_at = 0, disabled = 0 "
				  "WHERE name = ?";
	struct statement s;

	if (!part_begin(store, err))
		return false;
	s = statement_of(store, sql);
	put_text(&s, hook);
	return part_end(store, statement_run(&s, err), err);
}

/* ---- notices ------------------------------------------------------------------- */

/* One a day: the day is part of the key. */
static void
notice_key(const struct store *store, const struct store_notice *notice,
    char key[DELIVERY_KEY + 1])
{
	unsigned char digest[HASH_SHA256_SIZE];
	int64_t day = notice->now_at / DAY_S;
	struct hash_state state;

	hash_init(&state);
	hash_add_part(&state, slice_of("health"));
	hash_add_part(&state, slice_of(store->instance));
	hash_add_part(&state, slice_of(notice->hook));
	hash_add_part(&state, slice_of(notice->kind));
	hash_add_part(&state, notice->subject);
	hash_add_part(&state,
	    (struct slice){ (const char *)&day, sizeof(day) });
	hash_end(&state, digest);
	hash_base32(digest, DELIVERY_KEY, key);
}

static void
write_notice(struct json_writer *w, const struct store_notice *notice)
{
	json_write_object_begin(w);
	json_write_key_string(w, "kind", slice_of(notice->kind));
	json_write_key_string(w, "subject", notice->subject);
	json_write_key_string(w, "about", notice->about);
	json_write_key(w, "since");
	json_write_time(w, notice->since_at);
	json_write_key(w, "at");
	json_write_time(w, notice->now_at);
	json_write_object_end(w);
}

static bool
insert_notice(struct store *store, const struct store_notice *notice,
    struct slice json, bool *added, struct error *err)
{
	static const char sql[] =
	    "INSERT INTO delivery (key, hook, revision, event, state, "
	    "created_at, not_before_at, notice) "
	    "VALUES (?1, ?2, 0, 'health', 'waiting', ?3, ?3, ?4) "
	    "ON CONFLICT DO NOTHING";
	struct statement s = statement_of(store, sql);
	char key[DELIVERY_KEY + 1];
	bool ok;

	notice_key(store, notice, key);
	put_string(&s, key);
	put_string(&s, notice->hook);
	put_int(&s, notice->now_at);
	put_text(&s, json);
	ok = statement_run(&s, err);
	*added = ok && sqlite3_changes(store->db) > 0;
	return ok;
}

bool
store_notice_add(struct store *store, const struct store_notice *notice,
    bool *added, struct error *err)
{
	struct json_writer w;
	struct buffer json;
	bool ok;

	*added = false;
	if (!part_begin(store, err))
		return false;
	buffer_init(&json, LIMIT_NOTICE);
	json_writer_init(&w, &json);
	write_notice(&w, notice);
	ok = json.failed
	    ? error_set(err, ERROR_MEMORY, "no memory for a notice")
	    : insert_notice(store, notice, buffer_slice(&json), added, err);
	buffer_finish(&json);
	return part_end(store, ok, err);
}

/*
 * The outbox: deliveries enter it in the transaction that stores their match,
 * and leave the state "waiting" in the transaction that is committed before
 * their attempt begins. What is "running" at a start had its process die and
 * waits again, with the same key. A hook has at most one running, so that its
 * articles come in order.
 */
#include "store/outbox.h"

#include <stdio.h>

#include "hash.h"
#include "store/article_parts.h"
#include "store/articles.h"
#include "store/connection.h"
#include "store/json_list.h"

/* ---- in --------------------------------------------------------------------- */

/*
 * The key does not change over retries, restarts and restores: nothing in it
 * is a row's number or a time. The uid stands for feed and identity, also
 * after the feed was renamed.
 */
static void
delivery_key(const struct store *store, const struct delivery_order *order,
    char key[DELIVERY_KEY + 1])
{
	unsigned char digest[HASH_SHA256_SIZE];
	char revision[24];
	struct hash_state state;

	snprintf(revision, sizeof(revision), "%lld",
	    (long long)order->revision);
	hash_init(&state);
	hash_add_part(&state, slice_of(store->instance));
	hash_add_part(&state, order->uid);
	hash_add_part(&state, slice_of(order->hook));
	hash_add_part(&state, slice_of(order->topic_name));
	hash_add_part(&state, slice_of(revision));
	hash_end(&state, digest);
	hash_base32(digest, DELIVERY_KEY, key);
}

bool
outbox_add(struct store *store, const struct delivery_order *order, bool *added,
    struct error *err)
{
	static const char sql[] =
	    "INSERT INTO delivery (key, article, topic, hook, revision, "
	    "event, state, created_at, not_before_at) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?7) "
	    "ON CONFLICT DO NOTHING";
	struct statement s = statement_of(store, sql);
	char key[DELIVERY_KEY + 1];
	bool ok;

	delivery_key(store, order, key);
	put_string(&s, key);
	put_int(&s, order->article);
	put_int(&s, order->topic);
	put_string(&s, order->hook);
	put_int(&s, order->revision);
	put_string(&s, order->event);
	put_int(&s, order->now_at);
	ok = statement_run(&s, err);
	*added = ok && sqlite3_changes(store->db) > 0;
	return ok;
}

/* ---- rows -------------------------------------------------------------------- */

#define DELIVERY_COLUMNS                                                                \
	"d.id, d.key, d.state, d.attempts, d.created_at, d.not_before_at, "             \
	"coalesce(d.last_status, -1), t.name, t.query, d.hook, d.last_error, d.event, " \
	"d.article, m.terms, m.snippet "                                                \
	"FROM delivery d JOIN topic t ON t.id = d.topic "                               \
	"LEFT JOIN \"match\" m ON m.article = d.article AND m.topic = d.topic "

static enum delivery_state
state_of(struct slice word)
{
	for (int i = DELIVERY_WAITING; i < DELIVERY_HELD; i++) {
		enum delivery_state state = (enum delivery_state)i;

		if (slice_eq(word, slice_of(delivery_state_name(state))))
			return state;
	}
	return DELIVERY_HELD;
}

static void
take_delivery(struct statement *s, struct arena *arena,
    struct delivery *delivery)
{
	struct slice key;

	*delivery = (struct delivery){ .id = take_int(s) };
	key = slice_sub(take_text(s), 0, DELIVERY_KEY);
	memcpy(delivery->key, key.ptr, key.len);
	delivery->state = state_of(take_text(s));
	delivery->attempts = (int)take_int(s);
	delivery->created_at = take_int(s);
	delivery->not_before_at = take_int(s);
	delivery->last_status = (int)take_int(s);
	delivery->topic = take_copy(s, arena);
	delivery->topic_query = take_copy(s, arena);
	delivery->hook = take_copy(s, arena);
	delivery->last_error = take_copy(s, arena);
	delivery->event = take_copy(s, arena);
	delivery->article.id = take_int(s);
	words_read(take_text(s), arena, &delivery->match.terms,
	    &delivery->match.term_count);
	delivery->match.snippet = take_copy(s, arena);
}

static bool
load_article(struct store *store, enum article_depth depth, struct arena *arena,
    struct delivery *delivery, struct error *err)
{
	struct article_row row = { .arena = arena };
	bool found;

	if (!article_load(store, delivery->article.id, depth, &row, &found,
		err))
		return false;
	if (found)
		delivery->article = row.article;
	return true;
}

/* ---- out --------------------------------------------------------------------- */

bool
store_deliveries_recover(struct store *store, int64_t now_at, size_t *count,
    struct error *err)
{
	static const char sql[] =
	    "UPDATE delivery SET state = 'waiting', not_before_at = ? "
	    "WHERE state = 'running'";
	struct statement s = statement_of(store, sql);
	bool ok;

	if (!part_begin(store, err))
		return false;
	put_int(&s, now_at);
	ok = statement_run(&s, err);
	*count = ok ? (size_t)sqlite3_changes(store->db) : 0;
	return part_end(store, ok, err);
}

static bool
load_delivery(struct store *store, int64_t id, struct arena *arena,
    struct delivery *delivery, struct error *err)
{
	static const char sql[] = "SELECT " DELIVERY_COLUMNS "WHERE d.id = ?";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, id);
	step = statement_step(&s, err);
	if (step == STEP_ROW)
		take_delivery(&s, arena, delivery);
	statement_end(&s);
	if (step == STEP_DONE)
		error_set(err, ERROR_STORE, "no delivery %lld in %s",
		    (long long)id, store->path);
	return step == STEP_ROW &&
	    load_article(store, READ_TEXT, arena, delivery, err);
}

static bool
start_delivery(struct store *store, int64_t id, int64_t now_at,
    struct error *err)
{
	static const char sql[] =
	    "UPDATE delivery SET state = 'running', attempts = attempts + 1, "
	    "attempt_at = ? WHERE id = ?";
	struct statement s = statement_of(store, sql);

	put_int(&s, now_at);
	put_int(&s, id);
	return statement_run(&s, err);
}

/* What one visit to the outbox has taken so far. */
struct taking {
	const struct store_take *take;
	struct arena *arena;
	struct delivery *deliveries;
	size_t count;
	int64_t next_at;
};

/*
 * Takes one, unless it is not due or there is no room for its texts beside
 * those of the others: then it is the next visit's.
 */
static bool
take_one(struct store *store, struct taking *taking, int64_t id, int64_t due_at,
    struct error *err)
{
	struct delivery *delivery = &taking->deliveries[taking->count];
	int64_t now_at = taking->take->now_at;

	if (due_at > now_at || taking->count == taking->take->max)
		goto later;
	if (!load_delivery(store, id, taking->arena, delivery, err)) {
		if (err->kind == ERROR_MEMORY && taking->count > 0)
			goto later;
		return false;
	}
	if (!start_delivery(store, id, now_at, err))
		return false;
	delivery->state = DELIVERY_RUNNING;
	delivery->attempts++;
	taking->count++;
	return true;
later:
	if (due_at < taking->next_at)
		taking->next_at = due_at;
	return true;
}

/*
 * The first delivery of each hook, oldest first. A plain GROUP BY would read
 * all that waits; this jumps from hook to hook in the index.
 */
static const char first_sql[] =
    "WITH RECURSIVE hooks (hook) AS ("
    "SELECT min(hook) FROM delivery WHERE state = 'waiting' UNION ALL "
    "SELECT (SELECT min(d.hook) FROM delivery d WHERE d.state = 'waiting' "
    "AND d.hook > hooks.hook) FROM hooks WHERE hook IS NOT NULL) "
    "SELECT (SELECT d.id FROM delivery d WHERE d.state = 'waiting' "
    "AND d.hook = hooks.hook ORDER BY d.not_before_at, d.id LIMIT 1), "
    "(SELECT min(d.not_before_at) FROM delivery d "
    "WHERE d.state = 'waiting' AND d.hook = hooks.hook) AS due_at "
    "FROM hooks WHERE hook IS NOT NULL AND hook NOT IN "
    "(SELECT value FROM json_each(?1)) ORDER BY due_at";

static bool
take_first_of_hooks(struct store *store, struct taking *taking,
    struct error *err)
{
	struct statement s = statement_of(store, first_sql);
	struct json_list busy;
	enum step step = STEP_FAILED;
	bool ok;

	json_list_begin(&busy);
	for (size_t i = 0; i < taking->take->busy_count; i++)
		json_list_add(&busy, taking->take->busy_hooks[i]);
	ok = json_list_put(&busy, &s, err);
	/* The rows were sorted before the first came: changes are safe. */
	while (ok && (step = statement_step(&s, err)) == STEP_ROW) {
		int64_t id = take_int(&s);

		ok = take_one(store, taking, id, take_int(&s), err);
	}
	statement_end(&s);
	json_list_finish(&busy);
	return ok && step == STEP_DONE;
}

/* NOLINTBEGIN(readability-function-size): the face of the stage */
bool
store_deliveries_take(struct store *store, const struct store_take *take,
    struct arena *arena, struct delivery *deliveries, size_t *count,
    int64_t *next_at, struct error *err)
/* NOLINTEND(readability-function-size) */
{
	struct taking taking = {
		.take = take,
		.arena = arena,
		.deliveries = deliveries,
		.next_at = INT64_MAX,
	};

	*count = 0;
	*next_at = INT64_MAX;
	if (!part_begin(store, err) ||
	    !part_end(store, take_first_of_hooks(store, &taking, err), err))
		return false;
	*count = taking.count;
	*next_at = taking.next_at;
	return true;
}

/* NOLINTBEGIN(readability-function-size): the face of the stage */
bool
store_delivery_end(struct store *store, int64_t delivery,
    enum delivery_state state, const struct delivery_result *result,
    int64_t not_before_at, int64_t now_at, struct error *err)
/* NOLINTEND(readability-function-size) */
{
	static const char sql[] =
	    "UPDATE delivery SET state = ?, not_before_at = ?, ended_at = ?, "
	    "last_status = nullif(?, -1), last_error = ? WHERE id = ?";
	struct statement s = statement_of(store, sql);

	if (!part_begin(store, err))
		return false;
	put_string(&s, delivery_state_name(state));
	put_int(&s, not_before_at);
	put_int(&s, now_at);
	put_int(&s, result->status);
	put_string(&s, result->verdict == DELIVERY_OK ? NULL : result->reason);
	put_int(&s, delivery);
	return part_end(store, statement_run(&s, err), err);
}

/* ---- asking ------------------------------------------------------------------- */

static const char *
list_sql(enum delivery_filter filter)
{
	static const char open_sql[] =
	    "SELECT " DELIVERY_COLUMNS
	    "WHERE d.state IN ('waiting', 'running', 'held') "
	    "AND (?1 IS NULL OR d.hook = ?1) ORDER BY d.id";
	static const char dead_sql[] =
	    "SELECT " DELIVERY_COLUMNS "WHERE d.state = 'dead' "
	    "AND (?1 IS NULL OR d.hook = ?1) ORDER BY d.id";
	static const char all_sql[] =
	    "SELECT " DELIVERY_COLUMNS
	    "WHERE (?1 IS NULL OR d.hook = ?1) ORDER BY d.id";
	static const char *const all[] = {
		[DELIVERIES_OPEN] = open_sql,
		[DELIVERIES_DEAD] = dead_sql,
		[DELIVERIES_ALL] = all_sql,
	};

	return all[filter];
}

bool
store_list_deliveries(struct store *store, enum delivery_filter filter,
    const char *hook, delivery_visitor visit, void *arg, struct error *err)
{
	struct statement s = statement_of(store, list_sql(filter));
	enum step step;
	bool ok = true;

	put_string(&s, hook);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		struct delivery delivery;

		arena_reset(&store->scratch);
		take_delivery(&s, &store->scratch, &delivery);
		ok = load_article(store, READ_SUMMARY, &store->scratch,
		    &delivery, err);
		if (!ok || !visit(&delivery, arg))
			break;
	}
	statement_end(&s);
	return ok && step != STEP_FAILED;
}

/*
 * The outbox: deliveries enter it in the transaction that stores their match,
 * and leave the state "waiting" in the transaction that is committed before
 * their attempt begins. What is "running" at a start had its process die and
 * waits again, with the same key. A hook has at most one running, so that its
 * articles come in order.
 */
#include "store/outbox.h"

#include <stdio.h>
#include <string.h>

#include "hash.h"
#include "limits.h"
#include "store/connection.h"
#include "store/delivery_rows.h"

#define HOUR_S 3600

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
	    "event, state, created_at, not_before_at, held_why) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?8, ?7, ?7, ?9) "
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
	put_string(&s, delivery_event_name(order->event));
	put_int(&s, order->now_at);
	put_string(&s, order->held_why == NULL ? "waiting" : "held");
	put_string(&s, order->held_why);
	ok = statement_run(&s, err);
	*added = ok && sqlite3_changes(store->db) > 0;
	return ok;
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
	struct store *store;
	const struct store_take *take;
	struct arena *arena;
	struct delivery *deliveries;
	size_t count;
	int64_t next_at;
};

static void
due_later(struct taking *taking, int64_t due_at)
{
	if (due_at < taking->next_at)
		taking->next_at = due_at;
}

/* It waits, and the others go on: memory may be back then. What is damaged for
 * good is seen by its error. */
static bool
postpone(struct taking *taking, int64_t id, const struct error *why,
    struct error *err)
{
	static const char sql[] = "UPDATE delivery SET not_before_at = ?, "
				  "last_error = ? WHERE id = ?";
	struct statement s = statement_of(taking->store, sql);
	int64_t at = taking->take->now_at + RETRY_UNREADABLE_S;

	due_later(taking, at);
	put_int(&s, at);
	put_string(&s, why->text);
	put_int(&s, id);
	return statement_run(&s, err);
}

enum taken {
	TAKEN,
	TAKEN_NOT,   /* the next visit's */
	TAKEN_LATER, /* it cannot be read: there may be another */
	TAKEN_FAILED /* err says */
};

/* Takes one, unless there is no room for its texts beside those of the others:
 * then it is the next visit's. */
static enum taken
take_one(struct taking *taking, int64_t id, int64_t hook_failures,
    struct error *err)
{
	struct delivery *delivery = &taking->deliveries[taking->count];
	int64_t now_at = taking->take->now_at;
	struct error why;

	if (!delivery_load(taking->store, id, taking->arena, delivery, &why)) {
		taking->arena->failed = false; /* a smaller one has room */
		if (why.kind == ERROR_MEMORY && taking->count > 0)
			return TAKEN_NOT;
		return postpone(taking, id, &why, err) ? TAKEN_LATER
						       : TAKEN_FAILED;
	}
	if (!start_delivery(taking->store, id, now_at, err))
		return TAKEN_FAILED;
	delivery->state = DELIVERY_RUNNING;
	delivery->attempts++;
	delivery->hook_failures = hook_failures;
	taking->count++;
	return TAKEN;
}

/* ---- a hook's turn ------------------------------------------------------------ */

/* A hook for which something waits. */
struct turn {
	const char *hook;
	struct hook_state state;
	int64_t due_at; /* of the first that waits */
	struct store_take_hook policy;
};

static struct store_take_hook
policy_of(const struct store_take *take, const char *hook)
{
	for (size_t i = 0; i < take->hook_count; i++)
		if (strcmp(take->hooks[i].name, hook) == 0)
			return take->hooks[i];
	return (struct store_take_hook){ .name = hook,
		.created_before_at = INT64_MAX };
}

/*
 * How many may still be sent within the hour; where none may, when the next.
 * The last of an hour is a digest of what waits then.
 */
static bool
hour_allows(struct taking *taking, struct turn *turn, bool *allowed,
    struct error *err)
{
	static const char sql[] =
	    "SELECT count(*), min(attempt_at) FROM (SELECT attempt_at "
	    "FROM delivery WHERE hook = ?1 AND attempt_at > ?2 "
	    "ORDER BY attempt_at DESC LIMIT ?3)";
	struct statement s = statement_of(taking->store, sql);
	int64_t sent = 0, first_at = 0;
	enum step step;

	*allowed = true;
	if (turn->policy.per_hour == 0)
		return true;
	put_string(&s, turn->hook);
	put_int(&s, taking->take->now_at - HOUR_S);
	put_int(&s, turn->policy.per_hour);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		sent = take_int(&s);
		first_at = take_int(&s);
	}
	statement_end(&s);
	*allowed = sent < turn->policy.per_hour;
	if (!*allowed)
		due_later(taking, first_at + HOUR_S);
	else if (sent == turn->policy.per_hour - 1)
		turn->policy.together = true;
	return step == STEP_ROW;
}

/* The oldest that the hook may have now; 0: none. */
static bool
first_of_hook(struct taking *taking, const struct turn *turn, int64_t *id,
    struct error *err)
{
	static const char sql[] =
	    "SELECT id FROM delivery WHERE state = 'waiting' AND hook = ?1 "
	    "AND not_before_at <= ?2 "
	    "AND (created_at < ?3 OR event IN ('digest', 'health')) "
	    "ORDER BY not_before_at, id LIMIT 1";
	struct statement s = statement_of(taking->store, sql);
	enum step step;

	*id = 0;
	put_string(&s, turn->hook);
	put_int(&s, taking->take->now_at);
	put_int(&s, turn->policy.created_before_at);
	step = statement_step(&s, err);
	if (step == STEP_ROW)
		*id = take_int(&s);
	statement_end(&s);
	return step != STEP_FAILED;
}

static bool
take_of_hook(struct taking *taking, const struct turn *turn, struct error *err)
{
	struct digest_order order = {
		.hook = turn->hook,
		.created_before_at = turn->policy.created_before_at,
		.now_at = taking->take->now_at,
	};
	enum taken taken = TAKEN_LATER;
	int64_t id;

	while (taken == TAKEN_LATER) {
		if (!first_of_hook(taking, turn, &id, err))
			return false;
		if (id == 0)
			return true;
		if (turn->policy.together &&
		    !outbox_digest(taking->store, &order, &id, err))
			return false;
		taken = take_one(taking, id, turn->state.failures, err);
	}
	if (taken == TAKEN_NOT)
		due_later(taking, turn->due_at);
	return taken != TAKEN_FAILED;
}

static bool
visit_hook(struct taking *taking, struct turn *turn, struct error *err)
{
	int64_t now_at = taking->take->now_at, due_at = turn->due_at;
	bool allowed;

	turn->policy = policy_of(taking->take, turn->hook);
	if (turn->policy.skip || turn->state.disabled)
		return true;
	if (due_at < turn->state.open_until_at)
		due_at = turn->state.open_until_at;
	if (due_at > now_at || taking->count == taking->take->max) {
		due_later(taking, due_at);
		return true;
	}
	return hour_allows(taking, turn, &allowed, err) &&
	    (!allowed || take_of_hook(taking, turn, err));
}

/*
 * The hooks for which something waits and when the first of it is due, oldest
 * first. A plain GROUP BY would read all that waits; this jumps from hook to
 * hook in the index.
 */
static const char hooks_sql[] =
    "WITH RECURSIVE hooks (hook) AS ("
    "SELECT min(hook) FROM delivery WHERE state = 'waiting' UNION ALL "
    "SELECT (SELECT min(d.hook) FROM delivery d WHERE d.state = 'waiting' "
    "AND d.hook > hooks.hook) FROM hooks WHERE hook IS NOT NULL) "
    "SELECT hooks.hook, coalesce(k.failures, 0), "
    "coalesce(k.open_until_at, 0), coalesce(k.disabled, 0), "
    "(SELECT min(d.not_before_at) FROM delivery d "
    "WHERE d.state = 'waiting' AND d.hook = hooks.hook) AS due_at "
    "FROM hooks LEFT JOIN hook k ON k.name = hooks.hook "
    "WHERE hooks.hook IS NOT NULL ORDER BY due_at";

static bool
visit_hooks(struct taking *taking, struct error *err)
{
	struct statement s = statement_of(taking->store, hooks_sql);
	enum step step = STEP_DONE;
	bool ok = true;

	/* The rows were sorted before the first came: changes are safe. */
	while (ok && (step = statement_step(&s, err)) == STEP_ROW) {
		struct turn turn = { .hook = take_string(&s, taking->arena) };

		turn.state.failures = take_int(&s);
		turn.state.open_until_at = take_int(&s);
		turn.state.disabled = take_int(&s) != 0;
		turn.due_at = take_int(&s);
		ok = turn.hook != NULL
		    ? visit_hook(taking, &turn, err)
		    : error_set(err, ERROR_MEMORY, "no memory for a hook");
	}
	statement_end(&s);
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
		.store = store,
		.take = take,
		.arena = arena,
		.deliveries = deliveries,
		.next_at = INT64_MAX,
	};

	*count = 0;
	*next_at = INT64_MAX;
	if (!part_begin(store, err) ||
	    !part_end(store, visit_hooks(&taking, err), err))
		return false;
	*count = taking.count;
	*next_at = taking.next_at;
	return true;
}

/* ---- how it ended --------------------------------------------------------------- */

static bool
end_one(struct store *store, const struct store_delivery_end *end,
    struct error *err)
{
	static const char sql[] =
	    "UPDATE delivery SET state = ?, not_before_at = ?, ended_at = ?, "
	    "last_status = nullif(?, -1), last_error = ? WHERE id = ?";
	const struct delivery_result *result = end->result;
	struct statement s = statement_of(store, sql);

	put_string(&s, delivery_state_name(end->state));
	put_int(&s, end->not_before_at);
	put_int(&s, end->now_at);
	put_int(&s, result->status);
	put_string(&s, result->verdict == DELIVERY_OK ? NULL : result->reason);
	put_int(&s, end->delivery);
	return statement_run(&s, err);
}

static bool
end_members(struct store *store, const struct store_delivery_end *end,
    struct error *err)
{
	static const char sql[] = "UPDATE delivery SET state = 'done', "
				  "ended_at = ? WHERE digest = ?";
	struct statement s;

	if (end->state != DELIVERY_DONE)
		return true;
	s = statement_of(store, sql);
	put_int(&s, end->now_at);
	put_int(&s, end->delivery);
	return statement_run(&s, err);
}

static bool
end_hook(struct store *store, const struct store_delivery_end *end,
    struct error *err)
{
	static const char sql[] =
	    "INSERT INTO hook (name, failures, open_until_at, disabled, "
	    "last_ok_at, last_error) "
	    "SELECT hook, ?1, ?2, ?3, ?4, ?5 FROM delivery WHERE id = ?6 "
	    "ON CONFLICT (name) DO UPDATE SET failures = ?1, "
	    "open_until_at = ?2, disabled = ?3, "
	    "last_ok_at = max(last_ok_at, ?4), "
	    "last_error = coalesce(?5, last_error)";
	bool ok = end->result->verdict == DELIVERY_OK;
	struct statement s;

	if (end->hook == NULL)
		return true;
	s = statement_of(store, sql);
	put_int(&s, end->hook->failures);
	put_int(&s, end->hook->open_until_at);
	put_int(&s, end->hook->disabled);
	put_int(&s, ok ? end->now_at : 0);
	put_string(&s, ok ? NULL : end->result->reason);
	put_int(&s, end->delivery);
	return statement_run(&s, err);
}

bool
store_delivery_end(struct store *store, const struct store_delivery_end *end,
    struct error *err)
{
	return part_begin(store, err) &&
	    part_end(store,
		end_one(store, end, err) && end_members(store, end, err) &&
		    end_hook(store, end, err),
		err);
}

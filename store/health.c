/*
 * The health of feeds.
 *
 *            three days of failures              410, twice
 *   ok ──────────────────────────────▶ failing   ok ─────────▶ gone
 *    │ nothing new for long ─▶ silent
 *    ◀────── it answers again, brings something again ──────────┘
 *
 * The operator hears of each change once. It takes days to fall ill and one
 * good answer to be well, so a feed that wavers is not told of each time.
 */
#include "store/health.h"

#include <stdio.h>

#include "limits.h"
#include "store/connection.h"

#define DAY_S         INT64_C(86400)
#define FAILING_S     (3 * DAY_S)
#define FAILING_POLLS 3 /* crierd may have been down, not the feed */
#define SILENT_MIN_S  (14 * DAY_S)
#define SILENT_MAX_S  (90 * DAY_S)
#define CHURN_MIN     10 /* told again in one fetch: worth a word */
#define SILENT_TIMES  10 /* the usual time between two articles */

enum health {
	HEALTH_OK,
	HEALTH_FAILING,
	HEALTH_SILENT,
	HEALTH_GONE
};
static const char *const names[] = { "ok", "failing", "silent", "gone" };

struct past {
	enum health health;
	int64_t added_at, last_ok_at, last_new_at;
	char *moved_url; /* in the store's scratch */
};

static bool
past_load(struct store *store, int64_t feed, struct past *past,
    struct error *err)
{
	static const char sql[] = "SELECT health, added_at, last_ok_at, "
				  "last_new_at, moved_url FROM feed "
				  "WHERE id = ?";
	struct statement s = statement_of(store, sql);
	enum step step;

	arena_reset(&store->scratch);
	put_int(&s, feed);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		struct slice name = take_text(&s);

		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (slice_eq(name, slice_of(names[i])))
				past->health = (enum health)i;
		past->added_at = take_int(&s);
		past->last_ok_at = take_int(&s);
		past->last_new_at = take_int(&s);
		past->moved_url = take_string(&s, &store->scratch);
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

/* Ten times what is usual between two articles, within bounds. */
static bool
silence_s(struct store *store, int64_t feed, int64_t *limit_s,
    struct error *err)
{
	static const char sql[] =
	    "SELECT (max(first_seen_at) - min(first_seen_at)) / count(*) "
	    "FROM article WHERE feed = ?";
	struct statement s = statement_of(store, sql);
	int64_t usual_s = 0;

	put_int(&s, feed);
	if (!statement_int(&s, &usual_s, err))
		return false;
	*limit_s = usual_s * SILENT_TIMES;
	if (*limit_s < SILENT_MIN_S)
		*limit_s = SILENT_MIN_S;
	if (*limit_s > SILENT_MAX_S)
		*limit_s = SILENT_MAX_S;
	return true;
}

static bool
judge(struct store *store, const struct store_fetch *fetch,
    const struct past *past, enum health *health, struct error *err)
{
	const struct feed_state *state = fetch->state;
	int64_t well_at = past->last_ok_at > past->added_at ? past->last_ok_at
							    : past->added_at;
	int64_t new_at = state->last_new_at > past->last_new_at
	    ? state->last_new_at
	    : past->last_new_at;
	int64_t limit_s;

	*health = HEALTH_OK;
	if (state->gone) {
		*health = HEALTH_GONE;
		return true;
	}
	if (state->fail_count > 0) {
		bool failing = fetch->now_at - well_at >= FAILING_S &&
		    state->fail_count >= FAILING_POLLS;

		*health = failing ? HEALTH_FAILING : past->health;
		return true;
	}
	if (new_at == 0 || fetch->now_at - new_at < SILENT_MIN_S)
		return true;
	if (!silence_s(store, state->id, &limit_s, err))
		return false;
	if (fetch->now_at - new_at >= limit_s)
		*health = HEALTH_SILENT;
	return true;
}

/* ---- telling ------------------------------------------------------------------ */

static bool
tell(struct store *store, const struct store_fetch *fetch, const char *kind,
    const char *about, int64_t since_at, struct error *err)
{
	struct store_notice notice = {
		.hook = fetch->health_hook,
		.kind = kind,
		.subject = slice_of(fetch->feed->name),
		.about = slice_of(about),
		.since_at = since_at,
		.now_at = fetch->now_at,
	};
	bool added;

	return fetch->health_hook == NULL ||
	    store_notice_add(store, &notice, &added, err);
}

static bool
tell_health(struct store *store, const struct store_fetch *fetch,
    const struct past *past, enum health health, struct error *err)
{
	const char *reason = fetch->state->reason;
	char about[400];

	switch (health) {
	case HEALTH_OK:
		return tell(store, fetch,
		    past->health == HEALTH_SILENT ? "feed-speaks"
						  : "feed-recovered",
		    past->health == HEALTH_SILENT
			? "it brings new articles again"
			: "it answers again",
		    fetch->now_at, err);
	case HEALTH_FAILING:
		snprintf(about, sizeof(about),
		    "it has failed for three days: %s",
		    reason == NULL ? "no reason is known" : reason);
		return tell(store, fetch, "feed-failing", about,
		    past->last_ok_at, err);
	case HEALTH_SILENT:
		return tell(store, fetch, "feed-silent",
		    "it answers, but has brought nothing new for long",
		    past->last_new_at, err);
	case HEALTH_GONE:
		return tell(store, fetch, "feed-gone",
		    "its server says that it is gone for ever; it is not "
		    "asked any more",
		    fetch->now_at, err);
	}
	return true;
}

static bool
save(struct store *store, const struct store_fetch *fetch, enum health health,
    struct error *err)
{
	static const char sql[] = "UPDATE feed SET health = ?, health_at = ? "
				  "WHERE id = ?";
	struct statement s = statement_of(store, sql);

	put_string(&s, names[health]);
	put_int(&s, fetch->now_at);
	put_int(&s, fetch->state->id);
	return statement_run(&s, err);
}

static bool
tell_moved(struct store *store, const struct store_fetch *fetch,
    const struct past *past, struct error *err)
{
	const char *moved_url = fetch->state->moved_url;
	char about[400];

	if (moved_url == NULL ||
	    (past->moved_url != NULL &&
		slice_eq(slice_of(moved_url), slice_of(past->moved_url))))
		return true;
	snprintf(about, sizeof(about),
	    "its server says that it has moved for ever to %s", moved_url);
	return tell(store, fetch, "feed-moved", about, fetch->now_at, err);
}

static bool
tell_guard(struct store *store, const struct store_fetch *fetch,
    const struct guard *guard, struct error *err)
{
	if (guard->burst || guard->suspect)
		return tell(store, fetch,
		    guard->suspect ? "feed-suspect" : "feed-burst",
		    guard->held_why, fetch->now_at, err);
	if (guard->rekeyed >= CHURN_MIN)
		return tell(store, fetch, "feed-churn",
		    "it has changed the ids of its entries; they were told "
		    "again by link and text",
		    fetch->now_at, err);
	return true;
}

bool
health_judge(struct store *store, const struct store_fetch *fetch,
    const struct guard *guard, struct error *err)
{
	struct past past = { .health = HEALTH_OK };
	enum health health;

	if (!past_load(store, fetch->state->id, &past, err) ||
	    !judge(store, fetch, &past, &health, err) ||
	    !tell_moved(store, fetch, &past, err) ||
	    !tell_guard(store, fetch, guard, err))
		return false;
	return health == past.health ||
	    (save(store, fetch, health, err) &&
		tell_health(store, fetch, &past, health, err));
}

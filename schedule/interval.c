/*
 * When a feed is polled next, and why: after a success the interval, or later
 * where the server or the document wants that (R22 to R31); after a failure
 * what its class says (A5). Random time is only ever added, so that no wish is
 * broken (B4). All times count from the end of the exchange.
 */
#include <assert.h>

#include "compiler.h"
#include "limits.h"
#include "schedule.h"
#include "schedule/backoff.h"

#define HOUR          ((int64_t)3600)
#define DAY           (24 * HOUR)
#define FLOOR_S       600 /* R31: nothing makes us come more often */
#define SOFT_MAX_S    DAY /* R28, R29 */
#define JITTER_MAX_S  300
#define EXPIRY_MIN_S  5 /* after a server's own time, so that it has passed */
#define EXPIRY_SPAN_S 56
#define WEARY_S       (30 * DAY) /* R66 */
#define WEARY_COUNT   20
#define WEARY_DELAY_S (7 * DAY)

static const char *const reasons[] = {
	[SCHEDULE_NEW] = "new",
	[SCHEDULE_INTERVAL] = "interval",
	[SCHEDULE_FRESHNESS] = "freshness",
	[SCHEDULE_RETRY_AFTER] = "retry-after",
	[SCHEDULE_HINT] = "hint",
	[SCHEDULE_BACKOFF] = "backoff",
	[SCHEDULE_GONE] = "gone",
};
static_assert(ARRAY_LEN(reasons) == SCHEDULE_REASONS, "a reason has no name");

const char *
schedule_reason_name(enum schedule_reason reason)
{
	assert(reason < SCHEDULE_REASONS);
	return reasons[reason];
}

static int64_t
max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
min(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t
schedule_floor_s(const struct feed *feed, int64_t default_interval_s)
{
	int64_t interval_s = feed->interval_s > 0 ? feed->interval_s
						  : default_interval_s;

	if (feed->source != FEED_FROM_URL || feed->allow_private)
		return max(interval_s, 1);
	return max(interval_s, FLOOR_S);
}

/* U(0, min(I/10, 300 s)) */
static int64_t
jitter(const struct schedule_input *input, int64_t interval_s)
{
	int64_t span_s = min(interval_s / 10, JITTER_MAX_S);

	return input->random % (uint32_t)(span_s + 1);
}

static int64_t
after_expiry(const struct schedule_input *input)
{
	return EXPIRY_MIN_S + input->random % EXPIRY_SPAN_S;
}

/* ---- what the server wants ------------------------------------------------- */

struct wish {
	int64_t wait_s; /* 0: none */
	enum schedule_reason reason;
};

/* R14: a 304 renews what the last 200 said, and may only shorten it: some
 * servers give a longer, wrong time with it. */
static int64_t
lifetime_s(const struct schedule_input *input)
{
	const struct fetch_result *result = input->result;
	int64_t stored_s = input->state->lifetime_s;

	if (input->outcome != OUTCOME_NOT_MODIFIED)
		return result->lifetime_stated ? result->lifetime_s : 0;
	if (result->lifetime_stated && stored_s > 0)
		return min(result->lifetime_s, stored_s);
	return result->lifetime_stated ? result->lifetime_s : stored_s;
}

/* R27: the longer of both, of any answer. */
static struct wish
hard_wish(const struct schedule_input *input)
{
	const struct fetch_result *result = input->result;
	struct wish wish = { min(lifetime_s(input), LIMIT_LIFETIME_S),
		SCHEDULE_FRESHNESS };

	if (result->retry_after_stated && result->retry_after_s > wish.wait_s) {
		wish.wait_s = min(result->retry_after_s, LIMIT_RETRY_AFTER_S);
		wish.reason = SCHEDULE_RETRY_AFTER;
	}
	return wish;
}

static void
set_next(struct schedule_verdict *verdict, int64_t next_at,
    enum schedule_reason reason)
{
	verdict->next_at = next_at;
	verdict->reason = reason;
}

/* Moves the next poll behind the wish where it is later. */
static void
honour(const struct schedule_input *input, struct schedule_verdict *verdict,
    struct wish wish)
{
	int64_t until_at = input->now_at + wish.wait_s;

	if (wish.wait_s <= 0)
		return;
	verdict->not_before_at = until_at;
	if (until_at + EXPIRY_MIN_S > verdict->next_at)
		set_next(verdict, until_at + after_expiry(input), wish.reason);
}

/* ---- success --------------------------------------------------------------- */

static void
succeed(const struct schedule_input *input, struct schedule_verdict *verdict)
{
	int64_t interval_s = schedule_floor_s(input->feed,
	    input->default_interval_s);
	int64_t soft_s = min(max(input->ttl_s, input->update_s), SOFT_MAX_S);

	verdict->fail_count = 0;
	verdict->gone_at = 0;
	/* R14 keeps the lifetime of the last 200, whatever a 304 says. */
	if (input->outcome != OUTCOME_NOT_MODIFIED)
		verdict->lifetime_s = lifetime_s(input);
	set_next(verdict,
	    input->now_at + interval_s + jitter(input, interval_s),
	    SCHEDULE_INTERVAL);
	if (soft_s > interval_s)
		set_next(verdict,
		    input->now_at + soft_s + jitter(input, soft_s),
		    SCHEDULE_HINT);
	honour(input, verdict, hard_wish(input));
}

/* ---- failure --------------------------------------------------------------- */

/* R43: the second 410, a day or more after the first, is the last. */
static void
find_gone(const struct schedule_input *input, struct schedule_verdict *verdict)
{
	int64_t first_at = input->state->gone_at;

	if (first_at == 0)
		first_at = input->now_at;
	verdict->gone_at = first_at;
	if (input->now_at - first_at < DAY) {
		set_next(verdict, max(verdict->next_at, first_at + DAY),
		    SCHEDULE_BACKOFF);
		return;
	}
	verdict->gone = true;
	set_next(verdict, INT64_MAX, SCHEDULE_GONE);
}

/* R47: at least what the server says, an hour where it says nothing, and twice
 * what its host got the last time. */
static void
throttle(const struct schedule_input *input, struct schedule_verdict *verdict)
{
	const struct backoff *backoff = backoff_of(CLASS_THROTTLED);
	struct wish wish = hard_wish(input);
	int64_t penalty_s = min(input->host_penalty_s * backoff->factor,
	    backoff->cap_s);

	if (wish.wait_s == 0)
		wish = (struct wish){ backoff->base_s, SCHEDULE_BACKOFF };
	if (penalty_s > wish.wait_s)
		wish = (struct wish){ penalty_s, SCHEDULE_BACKOFF };
	honour(input, verdict, wish);
	if (!input->feed->allow_private)
		verdict->host_throttle_s = wish.wait_s;
}

static int64_t
failure_delay_s(const struct schedule_input *input, int64_t failures)
{
	const struct backoff *backoff = backoff_of(input->failure_class);
	int64_t delay_s = backoff_delay_s(backoff, failures, input->random);

	if (failures >= WEARY_COUNT &&
	    input->now_at - input->state->last_ok_at >= WEARY_S)
		delay_s = max(delay_s, WEARY_DELAY_S);
	/* Our own trouble may pass sooner than the interval does. */
	if (input->failure_class == CLASS_LOCAL)
		return delay_s;
	return max(delay_s,
	    schedule_floor_s(input->feed, input->default_interval_s));
}

static void
fail(const struct schedule_input *input, struct schedule_verdict *verdict)
{
	int64_t failures = input->state->fail_count;

	if (!backoff_of(input->failure_class)->is_no_fault &&
	    failures < INT64_MAX)
		failures++;
	verdict->fail_count = failures;
	set_next(verdict, input->now_at + failure_delay_s(input, failures),
	    SCHEDULE_BACKOFF);
	if (input->failure_class == CLASS_THROTTLED)
		throttle(input, verdict);
	else
		honour(input, verdict, hard_wish(input));
	if (input->failure_class == CLASS_GONE)
		find_gone(input, verdict);
}

struct schedule_verdict
schedule_next(const struct schedule_input *input)
{
	struct schedule_verdict verdict = {
		.lifetime_s = input->state->lifetime_s,
		.gone_at = input->state->gone_at,
	};

	if (input->failure_class == CLASS_NONE)
		succeed(input, &verdict);
	else
		fail(input, &verdict);
	return verdict;
}

/*
 * When what waits for a hook is due: at once, in batches, in a digest at a time
 * of the day, and never in quiet hours. Nothing is remembered: all follows from
 * the policy and the time, so that a restart changes nothing.
 */
#include "notify.h"

#include <time.h>

#define WEEK_DAYS 7

/* The moment at minute of the day that lies days after that of now_at; a minute
 * that the clock skips is the one after it. */
static int64_t
moment_of(int64_t now_at, int days, int minute, int *weekday)
{
	time_t now = (time_t)now_at;
	struct tm local;

	if (localtime_r(&now, &local) == NULL)
		return now_at;
	local.tm_mday += days;
	local.tm_hour = minute / 60;
	local.tm_min = minute % 60;
	local.tm_sec = 0;
	local.tm_isdst = -1;
	now = mktime(&local);
	*weekday = local.tm_wday;
	return (int64_t)now;
}

static int
minute_of_day(int64_t now_at)
{
	time_t now = (time_t)now_at;
	struct tm local;

	return localtime_r(&now, &local) == NULL
	    ? 0
	    : local.tm_hour * 60 + local.tm_min;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* ---- what may go ------------------------------------------------------------- */

static void
judge_batch(const struct hook_policy *policy, int64_t now_at,
    struct policy_now *now)
{
	now->together = true;
	now->created_before_at = now_at - now_at % policy->every_s;
	now->changes_at = now->created_before_at + policy->every_s;
}

/* The last time of the digest that has come is its end, the next one changes
 * it. A week and a day either way holds one of each. */
static void
judge_digest(const struct hook_policy *policy, int64_t now_at,
    struct policy_now *now)
{
	now->together = true;
	now->created_before_at = INT64_MIN;
	now->changes_at = INT64_MAX;
	for (int days = -WEEK_DAYS - 1; days <= WEEK_DAYS + 1; days++) {
		int weekday = 0;
		int64_t at = moment_of(now_at, days, policy->at_minute,
		    &weekday);

		if (!policy->days[weekday])
			continue;
		if (at <= now_at)
			now->created_before_at = at;
		else
			now->changes_at = earlier(now->changes_at, at);
	}
}

/* ---- quiet hours ---------------------------------------------------------------- */

static int64_t
next_minute_at(int64_t now_at, int minute)
{
	int weekday;
	int64_t at = moment_of(now_at, 0, minute, &weekday);

	return at > now_at ? at : moment_of(now_at, 1, minute, &weekday);
}

static bool
is_between(int minute, int from, int to)
{
	return from < to ? minute >= from && minute < to
			 : minute >= from || minute < to;
}

static void
judge_quiet(const struct hook_policy *policy, int64_t now_at,
    struct policy_now *now)
{
	int from = policy->quiet_from_minute, to = policy->quiet_to_minute;

	if (from < 0 || to < 0 || from == to)
		return;
	now->skip = is_between(minute_of_day(now_at), from, to);
	now->changes_at = earlier(now->changes_at,
	    next_minute_at(now_at, now->skip ? to : from));
}

struct policy_now
notify_policy(const struct hook_policy *policy, int64_t now_at)
{
	struct policy_now now = {
		.created_before_at = INT64_MAX,
		.changes_at = INT64_MAX,
	};

	switch (policy->deliver) {
	case DELIVER_AT_ONCE:
		break;
	case DELIVER_BATCH:
		judge_batch(policy, now_at, &now);
		break;
	case DELIVER_DIGEST:
		judge_digest(policy, now_at, &now);
		break;
	}
	judge_quiet(policy, now_at, &now);
	return now;
}

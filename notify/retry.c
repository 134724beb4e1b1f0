/*
 * What follows an attempt. The schedule is that of Standard Webhooks, about
 * three days in nine steps; each step is spread by a fifth either way, so that
 * what failed together does not come back together.
 */
#include "notify.h"

#include "compiler.h"
#include "limits.h"

#define MINUTE_S ((int64_t)60)
#define HOUR_S   (60 * MINUTE_S)

static const int64_t steps_s[] = {
	5,
	5 * MINUTE_S,
	30 * MINUTE_S,
	2 * HOUR_S,
	5 * HOUR_S,
	10 * HOUR_S,
	14 * HOUR_S,
	20 * HOUR_S,
	24 * HOUR_S,
};

static int64_t
spread(int64_t step_s, uint32_t random)
{
	int64_t fifth = step_s / 5;

	return step_s - fifth + (int64_t)(random % (2 * fifth + 1));
}

struct retry_verdict
notify_retry(const struct delivery_result *result, int attempts, int64_t now_at,
    uint32_t random)
{
	struct retry_verdict verdict = { DELIVERY_DEAD, 0 };
	int64_t asked_at;

	switch (result->verdict) {
	case DELIVERY_OK:
		verdict.state = DELIVERY_DONE;
		return verdict;
	case DELIVERY_PERMANENT:
		return verdict;
	case DELIVERY_RETRY:
		break;
	}
	if (attempts < 1)
		attempts = 1;
	if ((size_t)attempts > ARRAY_LEN(steps_s))
		return verdict;
	verdict.state = DELIVERY_WAITING;
	verdict.not_before_at = now_at + spread(steps_s[attempts - 1], random);
	asked_at = now_at +
	    (result->retry_after_s < LIMIT_RETRY_AFTER_HOOK_S
		    ? result->retry_after_s
		    : LIMIT_RETRY_AFTER_HOOK_S);
	if (verdict.not_before_at < asked_at)
		verdict.not_before_at = asked_at;
	return verdict;
}

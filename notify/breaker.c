/*
 * The circuit breaker of a hook (T43): what has failed again and again is only
 * probed, so that a dead receiver costs it and us one attempt a minute at most
 * however much waits.
 */
#include "limits.h"
#include "notify.h"

static int64_t
pause_s(int64_t failures)
{
	int64_t pause = BREAKER_FIRST_S;

	for (int64_t i = LIMIT_BREAKER_FAILURES; i < failures; i++) {
		pause *= 2;
		if (pause >= BREAKER_LONGEST_S)
			return BREAKER_LONGEST_S;
	}
	return pause;
}

struct breaker
notify_breaker(int64_t failures, const struct delivery_result *result,
    int64_t now_at)
{
	struct breaker breaker = { .disabled = result->gone };

	if (result->verdict == DELIVERY_OK)
		return breaker;
	/* It answered, though it did not want this one. */
	if (result->verdict == DELIVERY_PERMANENT && !result->gone)
		return breaker;
	breaker.failures = failures + 1;
	if (breaker.failures >= LIMIT_BREAKER_FAILURES)
		breaker.open_until_at = now_at + pause_s(breaker.failures);
	return breaker;
}

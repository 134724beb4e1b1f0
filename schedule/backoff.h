/* How long a failure makes a feed wait (A5). Private to schedule/. */
#ifndef CRIER_SCHEDULE_BACKOFF_H
#define CRIER_SCHEDULE_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

#include "outcome.h"

struct backoff {
	int64_t base_s, cap_s;
	int64_t factor;   /* from one failure to the next */
	bool is_no_fault; /* the feed did nothing wrong: not counted */
	const char *rule;
};
const struct backoff *backoff_of(enum failure_class failure_class);

/* min(cap, base * factor^(n-1)) * U(1, 1.25), for the n-th failure in a row. */
int64_t backoff_delay_s(const struct backoff *backoff, int64_t failures,
    uint32_t random);

#endif

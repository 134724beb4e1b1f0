/*
 * Hooks: what is done with a delivery. Each kind is one row of a table in
 * notify/kinds.c; the policy of retries another in notify/retry.c.
 */
#ifndef CRIER_NOTIFY_H
#define CRIER_NOTIFY_H

#include "buffer.h"
#include "clock.h"
#include "delivery.h"
#include "error.h"

struct event_base;
struct notifier;
struct notification;

typedef void (*notify_done)(const struct delivery_result *result, void *arg);

/* One for each loop, which is borrowed. */
struct notifier *
notifier_new(struct event_base *base, const struct clock *clock);
/* Kills what runs, with its process group; no callback is called any more.
 * Takes NULL. */
void notifier_free(struct notifier *notifier);

/*
 * Begins one attempt: hook and delivery are borrowed until done. Exactly one
 * call of done, later from the loop, unless cancelled.
 */
struct notification *
notify_start(struct notifier *notifier, const struct hook *hook,
    const struct delivery *delivery, notify_done done, void *arg);
void notify_cancel(struct notification *notification);
size_t notifier_running(const struct notifier *notifier);

/* The JSON document of the contract (DESIGN section 8), at most LIMIT_PAYLOAD
 * bytes; text is cut to LIMIT_PAYLOAD_TEXT and "truncated" added. */
MUST_CHECK bool notify_payload(const struct delivery *delivery,
    struct buffer *out, struct error *err);

/*
 * What follows an attempt: DONE, DEAD, or WAITING with the time of the next
 * (reliability section 7: 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, each
 * +-20 %; then dead). random: any number.
 */
struct retry_verdict {
	enum delivery_state state;
	int64_t not_before_at;
};
struct retry_verdict notify_retry(const struct delivery_result *result,
    int attempts, int64_t now_at, uint32_t random);

#endif

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
struct net;
struct notifier;
struct notification;

typedef void (*notify_done)(const struct delivery_result *result, void *arg);

/* One for each loop. All is borrowed; mail may be NULL, and changes with
 * notifier_set_mail while nothing of the old one runs any more. */
struct notifier *notifier_new(struct event_base *base, struct net *net,
    const struct clock *clock);
/* The mail server from now on; attempts that run keep a copy of theirs. */
void
notifier_set_mail(struct notifier *notifier, const struct mail_server *server);
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
 * +-20 %; then dead). A receiver that asked for more time gets it, up to
 * LIMIT_RETRY_AFTER_HOOK_S. random: any number.
 */
struct retry_verdict {
	enum delivery_state state;
	int64_t not_before_at;
};
struct retry_verdict notify_retry(const struct delivery_result *result,
    int attempts, int64_t now_at, uint32_t random);

/*
 * The circuit breaker of a hook: after LIMIT_BREAKER_FAILURES attempts that
 * failed one after the other nothing is sent to it but a probe, after a minute
 * at first, then twice as long up to a quarter of an hour. The first success
 * closes it. A refusal of one delivery (PERMANENT) is no failure of the hook.
 */
struct breaker {
	int64_t failures;      /* one after the other */
	int64_t open_until_at; /* 0: closed */
	bool disabled;         /* gone: until a person says otherwise */
};
struct breaker notify_breaker(int64_t failures,
    const struct delivery_result *result, int64_t now_at);

/*
 * When what waits for a hook is due by its policy: what was created before
 * created_before_at, unless skip says that these are quiet hours. Both hold
 * until changes_at, INT64_MAX where that is never. Times of the day are those
 * of the process's time zone.
 */
struct policy_now {
	bool skip, together;
	int64_t created_before_at; /* INT64_MAX: all */
	int64_t changes_at;
};
struct policy_now
notify_policy(const struct hook_policy *policy, int64_t now_at);

#endif

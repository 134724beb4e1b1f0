/*
 * The kinds of hooks to each other: a notification is begun and cancelled by
 * the row of its kind.
 */
#ifndef CRIER_NOTIFY_KINDS_H
#define CRIER_NOTIFY_KINDS_H

#include <sys/queue.h>

#include "notify.h"
#include "notify/errand.h"
#include "secret.h"

struct notification {
	struct notifier *notifier;
	const struct hook *hook;
	const struct delivery *delivery;
	notify_done done;
	void *arg;
	int64_t started_mono_ms;
	const struct notify_kind *kind;
	struct buffer payload;  /* until the attempt has begun */
	struct errand *reading; /* of its secret, before the attempt begins */
	const struct secret *secret; /* while start is called; or NULL */
	void *attempt;               /* of the kind */
	struct event *start_event;   /* posts a failure to start */
	struct delivery_result result;
	TAILQ_ENTRY(notification) entry; /* of the notifier's list */
};

struct notifier {
	struct event_base *base;
	struct net *net;
	const struct mail_server *mail; /* NULL: none is configured */
	const struct clock *clock;
	struct errands *errands; /* owned */
	TAILQ_HEAD(, notification) running;
	size_t count;
};

struct notify_kind {
	enum hook_kind kind;
	/* The name of the secret that the attempt needs, or NULL: it is read
	 * before start is called, which finds it in the notification. No such
	 * function: none is needed. */
	const char *(*secret)(const struct notification *notification);
	/* Sets notification->attempt. False with err where it could not be
	 * begun; ERROR_INPUT: this delivery never can be. Ends in
	 * notification_end, later, from the loop. */
	bool (*start)(struct notification *notification, struct slice payload,
	    struct error *err);
	/* Kills what runs and frees the attempt; nothing is called. */
	void (*cancel)(void *attempt);
};

/* NULL for a kind that this version does not have. */
const struct notify_kind *notify_kind_find(enum hook_kind kind);

/* The attempt is over and freed: result is filled but for its duration. Calls
 * done and frees the notification. */
void notification_end(struct notification *notification);

extern const struct notify_kind notify_exec, notify_webhook, notify_mail,
    notify_append;

#endif

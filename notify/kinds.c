/*
 * Notifications of every kind: the table, the list of those that run, their
 * beginning and their end.
 *
 * What an attempt is, the kind's own file knows; what follows a failure,
 * retry.c. A failure to begin is answered later from the loop like any other
 * end, so that callers need no thought of re-entry.
 */
#include "notify/kinds.h"

#include <stdio.h>
#include <stdlib.h>

#include <event2/event.h>

#include "limits.h"
#include "memory.h"

static const struct notify_kind *const kinds[] = {
	&notify_exec,
	&notify_webhook,
	&notify_mail,
	&notify_append,
};

const struct notify_kind *
notify_kind_find(enum hook_kind kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i]->kind == kind)
			return kinds[i];
	return NULL;
}

const char *
delivery_state_name(enum delivery_state state)
{
	static const char *const names[] = {
		[DELIVERY_WAITING] = "waiting",
		[DELIVERY_RUNNING] = "running",
		[DELIVERY_DONE] = "done",
		[DELIVERY_DEAD] = "dead",
		[DELIVERY_HELD] = "held",
		[DELIVERY_GROUPED] = "grouped",
	};

	return names[state];
}

const char *
delivery_event_name(enum delivery_event event)
{
	static const char *const names[] = {
		[EVENT_NEW] = "new",
		[EVENT_UPDATED] = "updated",
		[EVENT_DIGEST] = "digest",
		[EVENT_HEALTH] = "health",
	};

	return names[event];
}

struct notifier *
notifier_new(struct event_base *base, struct net *net,
    const struct clock *clock)
{
	struct notifier *notifier = xcalloc(1, sizeof(*notifier));

	notifier->base = base;
	notifier->net = net;
	notifier->clock = clock;
	notifier->errands = errands_new(base);
	TAILQ_INIT(&notifier->running);
	return notifier;
}

void
notifier_set_mail(struct notifier *notifier, const struct mail_server *server)
{
	notifier->mail = server;
}

static void
notification_free(struct notification *notification)
{
	struct notifier *notifier = notification->notifier;

	TAILQ_REMOVE(&notifier->running, notification, entry);
	notifier->count--;
	if (notification->start_event != NULL)
		event_free(notification->start_event);
	buffer_finish(&notification->payload);
	free(notification);
}

void
notify_cancel(struct notification *notification)
{
	if (notification->reading != NULL)
		errand_cancel(notification->reading);
	if (notification->attempt != NULL)
		notification->kind->cancel(notification->attempt);
	notification_free(notification);
}

void
notifier_free(struct notifier *notifier)
{
	struct notification *notification;

	if (notifier == NULL)
		return;
	/* NOLINTBEGIN(clang-analyzer-unix.Malloc): what is freed is unlinked */
	while ((notification = TAILQ_FIRST(&notifier->running)) != NULL)
		notify_cancel(notification);
	/* NOLINTEND(clang-analyzer-unix.Malloc) */
	errands_free(notifier->errands);
	free(notifier);
}

void
notification_end(struct notification *notification)
{
	struct delivery_result result = notification->result;
	notify_done done = notification->done;
	void *arg = notification->arg;

	result.duration_ms = clock_mono_ms(notification->notifier->clock) -
	    notification->started_mono_ms;
	notification_free(notification);
	done(&result, arg);
}

static void
on_not_started(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	notification_end(arg);
}

/* Answers from the loop that nothing was begun. */
static void
post_failure(struct notification *notification, enum delivery_verdict verdict,
    const char *reason)
{
	notification->result.verdict = verdict;
	notification->result.status = -1;
	snprintf(notification->result.reason,
	    sizeof(notification->result.reason), "%s", reason);
	notification->start_event = event_new(notification->notifier->base, -1,
	    0, on_not_started, notification);
	if (notification->start_event == NULL)
		memory_exhausted(1, event_get_struct_event_size());
	event_active(notification->start_event, EV_TIMEOUT, 1);
}

/* What the kind needs is there. */
static void
begin(struct notification *notification)
{
	struct error err;

	/* ERROR_INPUT: it will never be better. */
	if (!notification->kind->start(notification,
		buffer_slice(&notification->payload), &err))
		post_failure(notification,
		    err.kind == ERROR_INPUT ? DELIVERY_PERMANENT
					    : DELIVERY_RETRY,
		    err.text);
	buffer_finish(&notification->payload);
}

/* ---- its secret ---------------------------------------------------------------- */

struct reading {
	struct notification *notification; /* gone where it was cancelled */
	char *name;                        /* owned */
	bool ok;
	struct secret secret;
	struct error error;
};

static void
reading_run(void *arg)
{
	struct reading *reading = arg;

	reading->ok = secret_read(reading->name, &reading->secret,
	    &reading->error);
}

static void
reading_done(void *arg)
{
	struct reading *reading = arg;
	struct notification *notification = reading->notification;

	notification->reading = NULL;
	if (!reading->ok) {
		post_failure(notification, DELIVERY_RETRY, reading->error.text);
		return;
	}
	notification->secret = &reading->secret;
	begin(notification);
	notification->secret = NULL;
}

static void
reading_free(void *arg)
{
	struct reading *reading = arg;

	secret_wipe(&reading->secret);
	free(reading->name);
	free(reading);
}

/* Begins behind the reading. */
static void
read_secret(struct notification *notification, const char *name)
{
	static const struct errand_kind kind = { reading_run, reading_done,
		reading_free };
	struct reading *reading = xcalloc(1, sizeof(*reading));
	struct error err;

	reading->notification = notification;
	reading->name = xstrdup(name);
	notification->reading = errand_start(notification->notifier->errands,
	    &kind, reading, &err);
	if (notification->reading != NULL)
		return;
	reading_free(reading);
	post_failure(notification, DELIVERY_RETRY, err.text);
}

/* ---- the beginning ---------------------------------------------------------------- */

static const char *
secret_of(const struct notification *notification)
{
	return notification->kind->secret == NULL
	    ? NULL
	    : notification->kind->secret(notification);
}

struct notification *
notify_start(struct notifier *notifier, const struct hook *hook,
    const struct delivery *delivery, notify_done done, void *arg)
{
	struct notification *notification = xcalloc(1, sizeof(*notification));
	struct error err;

	*notification = (struct notification){
		.notifier = notifier,
		.hook = hook,
		.delivery = delivery,
		.done = done,
		.arg = arg,
		.kind = notify_kind_find(hook->kind),
		.started_mono_ms = clock_mono_ms(notifier->clock),
	};
	TAILQ_INSERT_TAIL(&notifier->running, notification, entry);
	notifier->count++;
	buffer_init(&notification->payload, LIMIT_PAYLOAD);
	if (notification->kind == NULL)
		post_failure(notification, DELIVERY_PERMANENT,
		    "this version has no hooks of this kind");
	else if (!notify_payload(delivery, &notification->payload, &err))
		post_failure(notification, DELIVERY_PERMANENT, err.text);
	else if (secret_of(notification) != NULL)
		read_secret(notification, secret_of(notification));
	else
		begin(notification);
	return notification;
}

size_t
notifier_running(const struct notifier *notifier)
{
	return notifier->count;
}

/*
 * Hooks as configured, and the deliveries that wait for them in the outbox.
 */
#ifndef CRIER_DELIVERY_H
#define CRIER_DELIVERY_H

#include <stdbool.h>

#include "article.h"
#include "match.h"

enum hook_kind {
	HOOK_EXEC,
	HOOK_WEBHOOK,
	HOOK_MAIL,
	HOOK_FILE
};

/* When what waits for a hook is handed over. */
enum hook_deliver {
	DELIVER_AT_ONCE,
	DELIVER_BATCH, /* all of a topic together, every so often */
	DELIVER_DIGEST /* all of a topic together, at a time of the day */
};

/* In minutes of the day of the configuration's time zone. */
struct hook_policy {
	enum hook_deliver deliver;
	int64_t every_s; /* DELIVER_BATCH */
	int at_minute;   /* DELIVER_DIGEST */
	bool days[7];    /* DELIVER_DIGEST, Sunday first */
	/* Nothing is sent from one to the other; -1: no quiet hours. */
	int quiet_from_minute, quiet_to_minute;
	int per_hour; /* then a summary; 0: no such limit */
};

/* Strings belong to the configuration's arena. Secrets are named
 * ("credential:NAME", "file:PATH"), never held here. */
struct hook {
	const char *name;
	enum hook_kind kind;
	const char **argv;    /* HOOK_EXEC, NULL-terminated, absolute path */
	const char *url;      /* HOOK_WEBHOOK */
	const char *secret;   /* HOOK_WEBHOOK; NULL: not signed */
	bool allow_private;   /* HOOK_WEBHOOK */
	const char **mail_to; /* HOOK_MAIL: addresses */
	size_t mail_to_count;
	const char *path;  /* HOOK_FILE, absolute */
	int64_t timeout_s; /* TIMEOUT_HOOK_S where not said */
	struct hook_policy policy;
	const char *file; /* where it was configured */
	int line;
};

/* The mail server of the configuration; host NULL where none is said. */
enum mail_tls {
	MAIL_STARTTLS, /* demanded: never in the clear where it is missing */
	MAIL_TLS,      /* from the first byte */
	MAIL_PLAIN
};
struct mail_server {
	const char *host;
	int port;
	enum mail_tls tls;
	const char *user, *password; /* the latter named as above */
	const char *from;            /* address, with or without a name */
	const char *hello;           /* of EHLO; NULL: the machine's name */
	bool insecure_tls;
};

enum delivery_state {
	DELIVERY_WAITING, /* to be tried at not_before_at */
	DELIVERY_RUNNING, /* an attempt was stored and has begun */
	DELIVERY_DONE,
	DELIVERY_DEAD,   /* a dead letter: never again by itself */
	DELIVERY_HELD,   /* waits for a person */
	DELIVERY_GROUPED /* a digest carries it: its end is the digest's */
};
/* "waiting", "running", "done", "dead", "held", "grouped". */
const char *delivery_state_name(enum delivery_state state);

/* Keys are 26 characters, the same for ever for an article, topic, hook and
 * revision. */
#define DELIVERY_KEY 26

enum delivery_event {
	EVENT_NEW,
	EVENT_UPDATED, /* a changed article that still matches */
	EVENT_DIGEST,  /* several articles of a topic */
	EVENT_HEALTH   /* of crier or a feed itself, for the operator */
};
/* "new", "updated", "digest", "health". */
const char *delivery_event_name(enum delivery_event event);

/* One article of a digest. */
struct delivery_item {
	struct article article; /* with text */
	struct match match;
};

struct delivery {
	int64_t id;
	char key[DELIVERY_KEY + 1];
	enum delivery_state state;
	enum delivery_event event;
	int attempts; /* begun so far, this one included while it runs */
	int64_t created_at, not_before_at;
	int last_status; /* exit code, or 128 + signal; -1: none */
	struct slice topic, topic_query; /* absent of EVENT_HEALTH */
	struct slice hook, last_error;
	struct slice held_why; /* DELIVERY_HELD */
	/* EVENT_NEW, EVENT_UPDATED */
	struct article article; /* with text */
	struct match match;     /* terms and snippet as stored */
	/* EVENT_UPDATED: the version before */
	int64_t previous_revision, previous_changed_at;
	struct slice previous_title;
	/* EVENT_DIGEST: oldest first; of the time from_at to to_at */
	const struct delivery_item *items;
	size_t item_count;
	int64_t from_at, to_at;
	struct slice notice; /* EVENT_HEALTH: the JSON object as stored */
	/* How its hook stood when it was taken (notify_breaker). */
	int64_t hook_failures;
};

enum delivery_verdict {
	DELIVERY_OK,
	DELIVERY_RETRY,
	DELIVERY_PERMANENT
};

struct delivery_result {
	enum delivery_verdict verdict;
	int status;            /* exit code, or 128 + signal; -1: not started;
			   * HTTP's or SMTP's of a webhook or mail */
	int64_t retry_after_s; /* what the receiver asked for; 0: nothing */
	bool gone;             /* the receiver is gone for ever (410) */
	char reason[240];      /* of RETRY and PERMANENT, for people */
	int64_t duration_ms;
};

#endif

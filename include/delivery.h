/*
 * Hooks as configured, and the deliveries that wait for them in the outbox.
 */
#ifndef CRIER_DELIVERY_H
#define CRIER_DELIVERY_H

#include "article.h"
#include "match.h"

enum hook_kind {
	HOOK_EXEC,
	HOOK_WEBHOOK,
	HOOK_MAIL,
	HOOK_FILE
};

/* Strings belong to the configuration's arena. */
struct hook {
	const char *name;
	enum hook_kind kind;
	const char **argv; /* HOOK_EXEC, NULL-terminated, absolute path */
	int64_t timeout_s; /* TIMEOUT_HOOK_S where not said */
	const char *file;  /* where it was configured */
	int line;
};

enum delivery_state {
	DELIVERY_WAITING, /* to be tried at not_before_at */
	DELIVERY_RUNNING, /* an attempt was stored and has begun */
	DELIVERY_DONE,
	DELIVERY_DEAD, /* a dead letter: never again by itself */
	DELIVERY_HELD  /* waits for a person */
};
/* "waiting", "running", "done", "dead", "held". */
const char *delivery_state_name(enum delivery_state state);

/* Keys are 26 characters, the same for ever for an article, topic, hook and
 * revision. */
#define DELIVERY_KEY 26

struct delivery {
	int64_t id;
	char key[DELIVERY_KEY + 1];
	enum delivery_state state;
	int attempts; /* begun so far, this one included while it runs */
	int64_t created_at, not_before_at;
	int last_status; /* exit code, or 128 + signal; -1: none */
	struct slice topic, topic_query, hook, last_error, event;
	struct article article; /* with text */
	struct match match;     /* terms and snippet as stored */
};

enum delivery_verdict {
	DELIVERY_OK,
	DELIVERY_RETRY,
	DELIVERY_PERMANENT
};

struct delivery_result {
	enum delivery_verdict verdict;
	int status;       /* exit code, or 128 + signal; -1: not started */
	char reason[240]; /* of RETRY and PERMANENT, for people */
	int64_t duration_ms;
};

#endif

/*
 * The inside of the control server: what its files share. A peer is a
 * connection; a task is a request of it that runs.
 */
#ifndef CRIER_DAEMON_TASK_H
#define CRIER_DAEMON_TASK_H

#include <sys/queue.h>
#include <sys/types.h>

#include "daemon/daemon.h"
#include "daemon/server.h"
#include "daemon/store_thread.h"
#include "limits.h"

struct peer;
struct watching;

/* ---- tasks: server.c -------------------------------------------------------- */

/*
 * Embedded in whatever a request needs. Either the task ends, by task_succeed
 * or task_fail, or its peer goes before: then abandon is called, which frees
 * it; where abandon is NULL it goes on with peer NULL until it ends.
 */
struct task {
	struct server *server;
	struct peer *peer; /* NULL once it is gone */
	const char *name;  /* static */
	uid_t uid;
	char about[LIMIT_CONFIG_NAME + 1]; /* the feed, topic or hook; or "" */
	int64_t started_mono_ms;
	void (*abandon)(struct task *task);
	TAILQ_ENTRY(task) next; /* free for its owner's list */
};
TAILQ_HEAD(task_list, task);

/* The peer's task from now on; request is read for what the log shall say. */
void task_begin(struct task *task, struct peer *peer, const char *name,
    const json_t *request);
/* Sends {"progress": progress}, which is taken over. */
void task_progress(const struct task *task, json_t *progress);
/* Each logs the command and answers; the task is free afterwards. result is
 * taken over, may be NULL. */
void task_succeed(struct task *task, json_t *result);
void task_fail(struct task *task, const struct error *err);
/* Logs a command whose peer has left before its end. */
void task_left(const struct task *task);

/* ---- the server --------------------------------------------------------------- */

TAILQ_HEAD(peer_list, peer);

struct server {
	struct daemon *daemon;
	const struct server_calls *calls;
	struct evconnlistener *listener; /* owned, as what follows */
	struct event *accept_timer;
	char *path;
	struct peer_list peers;
	size_t peer_count;
	struct task_list reloads;    /* in the order of the calls */
	struct task_list refreshes;  /* refresh.c */
	struct task_list hook_tests; /* hook_test.c */
	struct watching *watching;   /* watch.c */
};

/* A request has come whole; it is borrowed, and may be kept by json_incref. */
void server_dispatch(struct peer *peer, json_t *request);

/* ---- refresh.c, watch.c, hook_test.c -------------------------------------------- */

void refresh_begin(struct peer *peer, json_t *request);

struct watching *watching_new(struct server *server);
void watching_free(struct watching *watching); /* takes NULL */
void watch_begin(struct peer *peer, json_t *request);

void hook_test_begin(struct peer *peer, json_t *request);
/* Cancels the hooks that run for tests. */
void hook_tests_stop(struct server *server);

#endif

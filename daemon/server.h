/*
 * crierd's end of the control socket: who may ask for what, changes handed to
 * the store's thread, progress and streams.
 *
 * Everything runs on the loop's thread. What the rest of crierd does for a
 * request is reached through a table of calls, so that the server needs nothing
 * of the daemon but its loop, its clock and its store's thread.
 */
#ifndef CRIER_DAEMON_SERVER_H
#define CRIER_DAEMON_SERVER_H

#include <jansson.h>

#include "control.h"
#include "outcome.h"

struct daemon;
struct notifier;
struct server;
struct setup;

/* How a feed took the wish to be polled at once. */
enum refresh_answer {
	REFRESH_QUEUED,   /* it will be polled, and server_poll_ended called */
	REFRESH_RUNNING,  /* it is being polled; the same */
	REFRESH_TOO_SOON, /* manners forbid it before not_before_at */
	REFRESH_PAUSED,   /* or gone: it is not polled at all */
	REFRESH_UNKNOWN,  /* there is no feed of that name */
	REFRESH_ANSWERS
};
typedef void (*refresh_visitor)(const char *feed, enum refresh_answer answer,
    int64_t not_before_at, void *arg);

struct server_calls {
	/* The configuration as it is now; it stays so until release, whatever
	 * is reloaded meanwhile. */
	struct setup *(*hold)(struct daemon *daemon,
	    const struct configuration **configuration);
	void (*release)(struct setup *setup);
	/* A change has been committed. What this posts to the store's thread
	 * comes before whatever the next request posts. */
	void (*changed)(struct daemon *daemon, const struct change *change);
	/* Fills the object: what crier status shows. */
	void (*status)(struct daemon *daemon, json_t *result);
	/* Begins to reload; exactly one server_reloaded for each call, in the
	 * order of the calls, from inside or later. */
	void (*reload)(struct daemon *daemon);
	/* Calls visit for the feed of that name, or for every feed where it is
	 * NULL. server_poll_ended is not called from inside. */
	void (*refresh)(struct daemon *daemon, const char *name,
	    refresh_visitor visit, void *arg);
	/* For hooks.test; NULL where hooks do not run. */
	struct notifier *(*notifier)(struct daemon *daemon);
	/* A job of the server's has left the store's thread. */
	void (*job_ended)(struct daemon *daemon);
};

/*
 * Listens. daemon->base, ->store and ->clock must stand, and the writer's lock
 * must be held. calls is borrowed for as long as the server lives.
 */
struct server *server_start(struct daemon *daemon,
    const struct server_calls *calls, struct error *err);
/*
 * Answers what still waits, sends what can be sent, closes all and removes the
 * socket. After store_thread_stop, whose last answers still need the server,
 * and before the notifier goes. Takes NULL.
 */
void server_stop(struct server *server);
/* Connections, for the metrics. */
size_t server_peer_count(const struct server *server);

/* ---- what the daemon tells --------------------------------------------------- */

/* A poll has ended, or was dropped because crierd stops. Takes a NULL server,
 * as all below. */
struct server_poll {
	const char *feed;
	enum outcome outcome;
	const char *reason; /* of OUTCOME_FAILED; may be NULL */
	size_t fresh, matched;
};
void server_poll_ended(struct server *server, const struct server_poll *poll);
/* Articles have been committed that were not there before. */
void server_committed(struct server *server, const int64_t *ids, size_t count);
/* A reload has ended: with what changed, or with err. Both are borrowed; one of
 * them is NULL. */
void
server_reloaded(struct server *server, json_t *result, const struct error *err);

#endif

/* A connection to the control socket. */
#ifndef CRIER_DAEMON_PEER_H
#define CRIER_DAEMON_PEER_H

#include <jansson.h>
#include <sys/queue.h>
#include <sys/types.h>

#include "slice.h"

struct bufferevent;
struct event;
struct server;
struct task;

enum peer_state {
	PEER_WAITING, /* for a whole request, until the deadline */
	PEER_RUNNING, /* task is set */
	PEER_LEAVING, /* what was queued is still sent, until the deadline */
	PEER_LOST     /* to be closed by the next turn of the loop */
};

struct peer {
	struct server *server;
	enum peer_state state;
	uid_t uid;
	struct bufferevent *stream; /* owned */
	struct event *deadline;     /* owned */
	struct task *task;          /* of PEER_RUNNING */
	TAILQ_ENTRY(peer) next;     /* of the server's */
};

/* Takes fd over; NULL (and fd closed) where there is no memory. It is in the
 * server's list. */
struct peer *peer_new(struct server *server, int fd, uid_t uid);
/* Abandons its task, closes, frees. Never from inside a task. */
void peer_close(struct peer *peer);
/* Each queues a message, or loses a peer that does not read. */
void peer_send(struct peer *peer, json_t *message); /* taken over */
void peer_send_frames(struct peer *peer, struct slice frames);
/* Sends what is queued now and not by the next turn of the loop, as far as the
 * socket takes it. */
void peer_push(struct peer *peer);
/* Its task has ended: it waits for the next request. */
void peer_wait(struct peer *peer);
/* Sends what is queued, until then at most, and hangs up: for the end of crierd,
 * when no loop runs any more. */
void peer_finish(struct peer *peer, int64_t until_mono_ms);

#endif

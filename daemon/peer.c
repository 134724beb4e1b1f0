/*
 * One connection to the control socket: frames in, frames out, deadlines.
 *
 * What comes is hostile: a request has TIMEOUT_PEER_S to arrive whole, however
 * its bytes dribble; bytes are looked at again only when a whole frame is there;
 * what a peer does not read is bounded, and beyond that the peer is lost. What
 * requests mean is server.c's business.
 */
#include "daemon/peer.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "daemon/task.h"
#include "limits.h"
#include "memory.h"

/*
 *              ┌───────────answer────────────┐
 *              ▼                             │
 *  accept ─▶ WAITING ─whole request─▶ RUNNING ─┤
 *              │ garbage                     │ queue full
 *              ▼                             ▼
 *           LEAVING ─sent, deadline──▶ closed ◀─ LOST
 *
 * and from every state to closed when the other side closes, from WAITING also
 * at the deadline.
 */
enum peer_event {
	PEER_READABLE,
	PEER_READ_ON, /* there were bytes when the last request ended */
	PEER_SENT,
	PEER_CLOSED,
	PEER_TIMED_OUT
};

static void
arm(struct peer *peer)
{
	struct timeval limit = { .tv_sec = TIMEOUT_PEER_S };

	event_add(peer->deadline, &limit);
}

/* ---- out ------------------------------------------------------------------------- */

static void
lose(struct peer *peer)
{
	peer->state = PEER_LOST;
	event_active(peer->deadline, EV_TIMEOUT, 0);
}

void
peer_send_frames(struct peer *peer, struct slice frames)
{
	struct evbuffer *out = bufferevent_get_output(peer->stream);

	if (peer->state == PEER_LOST)
		return;
	if (evbuffer_get_length(out) > LIMIT_PEER_QUEUE ||
	    bufferevent_write(peer->stream, frames.ptr, frames.len) == -1)
		lose(peer);
}

void
peer_send(struct peer *peer, json_t *message)
{
	struct buffer frame;
	struct error err;

	buffer_init(&frame, CONTROL_HEAD + LIMIT_CONTROL_FRAME);
	if (control_frame(message, &frame, &err))
		peer_send_frames(peer, buffer_slice(&frame));
	else
		lose(
		    peer); /* an answer that is not there cannot be waited for */
	json_decref(message);
	buffer_finish(&frame);
}

void
peer_push(struct peer *peer)
{
	struct evbuffer *out = bufferevent_get_output(peer->stream);

	if (peer->state == PEER_LOST)
		return;
	evbuffer_unfreeze(out, 1);
	/* What the socket does not take, or why, the loop finds out. */
	(void)evbuffer_write(out, bufferevent_getfd(peer->stream));
	evbuffer_freeze(out, 1);
}

void
peer_wait(struct peer *peer)
{
	peer->task = NULL;
	if (peer->state != PEER_RUNNING)
		return;
	peer->state = PEER_WAITING;
	arm(peer);
	/* The next request may be here already: it is not read from inside the
	 * end of this one. */
	if (evbuffer_get_length(bufferevent_get_input(peer->stream)) > 0)
		event_active(peer->deadline, EV_READ, 0);
}

static void
flush(struct peer *peer, int64_t until_mono_ms)
{
	const struct clock *clock = peer->server->daemon->clock;
	struct evbuffer *out = bufferevent_get_output(peer->stream);
	struct pollfd ready = { .fd = bufferevent_getfd(peer->stream),
		.events = POLLOUT };

	evbuffer_unfreeze(out, 1);
	while (evbuffer_get_length(out) > 0) {
		int64_t left = until_mono_ms - clock_mono_ms(clock);

		if (left <= 0 || poll(&ready, 1, (int)left) <= 0 ||
		    evbuffer_write(out, ready.fd) == -1)
			return;
	}
}

void
peer_finish(struct peer *peer, int64_t until_mono_ms)
{
	bufferevent_disable(peer->stream, EV_READ | EV_WRITE);
	flush(peer, until_mono_ms);
	/* libevent closes only when its loop goes on. */
	shutdown(bufferevent_getfd(peer->stream), SHUT_RDWR);
}

/* ---- in -------------------------------------------------------------------------- */

/* The next whole frame; NULL with err->kind ERROR_NONE where more is needed. */
static json_t *
take_frame(struct peer *peer, struct error *err)
{
	struct evbuffer *in = bufferevent_get_input(peer->stream);
	char head[CONTROL_HEAD];
	struct slice bytes = { head, sizeof(head) };
	json_t *request;
	size_t size;

	err->kind = ERROR_NONE;
	if (evbuffer_copyout(in, head, sizeof(head)) < (ssize_t)sizeof(head))
		return NULL;
	size = control_frame_size(bytes);
	if (size > evbuffer_get_length(in))
		return NULL;
	if (size > 0) {
		bytes.ptr = (const char *)evbuffer_pullup(in, (ssize_t)size);
		bytes.len = size;
	}
	if (bytes.ptr == NULL) {
		error_set(err, ERROR_MEMORY, "no memory for a request");
		return NULL;
	}
	request = control_unframe(&bytes, err);
	evbuffer_drain(in, size);
	return request;
}

static void
leave(struct peer *peer, const struct error *err)
{
	peer_send(peer, control_answer_error(err));
	if (peer->state == PEER_LOST)
		return;
	peer->state = PEER_LEAVING;
	bufferevent_disable(peer->stream, EV_READ);
	arm(peer);
}

static void
read_request(struct peer *peer)
{
	struct error err;
	json_t *request = take_frame(peer, &err);

	if (request == NULL) {
		if (err.kind != ERROR_NONE)
			leave(peer, &err);
		return;
	}
	peer->state = PEER_RUNNING;
	event_del(peer->deadline);
	server_dispatch(peer, request);
	json_decref(request);
}

/* ---- the machine ------------------------------------------------------------------ */

static void
peer_step(struct peer *peer, enum peer_event event)
{
	bool ends = event == PEER_CLOSED;

	switch (event) {
	case PEER_READABLE:
	case PEER_READ_ON:
		if (peer->state != PEER_WAITING)
			break;
		if (event == PEER_READ_ON)
			arm(peer); /* libevent took the timer for this */
		read_request(peer);
		break;
	case PEER_SENT:
		ends = peer->state == PEER_LEAVING;
		break;
	case PEER_TIMED_OUT:
		/* Where the request came whole in this very turn it counts. */
		ends = peer->state != PEER_RUNNING;
		break;
	case PEER_CLOSED:
		break;
	}
	if (ends)
		peer_close(peer);
}

static void
on_readable(struct bufferevent *stream, void *arg)
{
	(void)stream;
	peer_step(arg, PEER_READABLE);
}

static void
on_sent(struct bufferevent *stream, void *arg)
{
	(void)stream;
	peer_step(arg, PEER_SENT);
}

static void
on_stream_event(struct bufferevent *stream, short what, void *arg)
{
	(void)stream;
	(void)what; /* end of file and errors alike */
	peer_step(arg, PEER_CLOSED);
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	peer_step(arg,
	    (what & EV_TIMEOUT) != 0 ? PEER_TIMED_OUT : PEER_READ_ON);
}

/* ---- life -------------------------------------------------------------------------- */

static void
free_peer(struct peer *peer)
{
	if (peer->deadline != NULL)
		event_free(peer->deadline);
	if (peer->stream != NULL)
		bufferevent_free(peer->stream);
	free(peer);
}

struct peer *
peer_new(struct server *server, int fd, uid_t uid)
{
	struct event_base *base = server->daemon->base;
	struct peer *peer = xcalloc(1, sizeof(*peer));

	peer->server = server;
	peer->uid = uid;
	peer->stream = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
	peer->deadline = evtimer_new(base, on_deadline, peer);
	if (peer->stream == NULL)
		evutil_closesocket(fd);
	if (peer->stream == NULL || peer->deadline == NULL) {
		free_peer(peer);
		return NULL;
	}
	bufferevent_setcb(peer->stream, on_readable, on_sent, on_stream_event,
	    peer);
	bufferevent_setwatermark(peer->stream, EV_READ, 0,
	    CONTROL_HEAD + LIMIT_CONTROL_FRAME);
	bufferevent_enable(peer->stream, EV_READ | EV_WRITE);
	arm(peer);
	TAILQ_INSERT_TAIL(&server->peers, peer, next);
	server->peer_count++;
	return peer;
}

void
peer_close(struct peer *peer)
{
	struct server *server = peer->server;
	struct task *task = peer->task;

	peer->task = NULL;
	if (task != NULL) {
		task->peer = NULL;
		if (task->abandon != NULL)
			task->abandon(task);
	}
	TAILQ_REMOVE(&server->peers, peer, next);
	assert(server->peer_count > 0);
	server->peer_count--;
	free_peer(peer);
}

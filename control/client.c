/*
 * The CLI's end of the control socket: one request, one answer, by poll(2) with
 * a deadline. How far an exchange came when the other side ended is told apart,
 * so that a change is asked for again only if it cannot have been done.
 */
#include "control/client.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "control/answer.h"
#include "control/place.h"
#include "limits.h"

#define CHUNK (64 * KIB) /* bytes read at once */

struct exchange {
	const struct control_call *call;
	int fd;
	int64_t deadline_mono_ms; /* INT64_MAX: none */
	struct buffer in;
	bool begun, stopped;
	json_t *last; /* owned; the message that ends it */
};

/* ---- the socket ------------------------------------------------------------------ */

static enum client_end
refused(const char *path, int code, struct error *err)
{
	if (code == ENOENT || code == ECONNREFUSED) {
		error_set(err, ERROR_UNAVAILABLE,
		    "crierd does not run: nobody listens at %s", path);
		return CLIENT_NOBODY;
	}
	if (code == EACCES)
		error_set(err, ERROR_UNAVAILABLE,
		    "%s may be used by its owner and group only", path);
	else
		error_set(err, ERROR_UNAVAILABLE, "%s: %s", path,
		    strerror(code));
	return CLIENT_FAILED;
}

static enum client_end
connect_to(const char *path, int *out, struct error *err)
{
	struct place place;
	int fd, code;

	if (!place_open(&place, path, err))
		return err->kind == ERROR_UNAVAILABLE ? CLIENT_NOBODY
						      : CLIENT_FAILED;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	code = fd == -1 ||
		connect(fd, (const struct sockaddr *)&place.address,
		    sizeof(place.address)) != 0
	    ? errno
	    : 0;
	place_close(&place);
	if (code == 0) {
		*out = fd;
		return CLIENT_OK;
	}
	if (fd != -1)
		close(fd);
	return refused(path, code, err);
}

/* What poll(2) wants: milliseconds left, -1 where there is no deadline. */
static int
time_left(const struct exchange *exchange)
{
	int64_t left;

	if (exchange->deadline_mono_ms == INT64_MAX)
		return -1;
	left = exchange->deadline_mono_ms - clock_mono_ms(clock_real());
	if (left <= 0)
		return 0;
	return left < INT32_MAX ? (int)left : INT32_MAX;
}

/* Waits until the socket is ready; false at the deadline. */
static bool
wait_for(const struct exchange *exchange, short events, struct error *err)
{
	struct pollfd ready = { .fd = exchange->fd, .events = events };
	int got;

	do
		got = poll(&ready, 1, time_left(exchange));
	while (got == -1 && errno == EINTR);
	if (got > 0)
		return true;
	if (got == 0)
		return error_set(err, ERROR_UNAVAILABLE,
		    "crierd did not answer within %lld s",
		    (long long)exchange->call->timeout_s);
	return error_set(err, ERROR_IO, "poll: %s", strerror(errno));
}

/* Where the other side has closed, what it said before that is still read. */
static bool
send_all(const struct exchange *exchange, struct slice bytes, struct error *err)
{
	while (bytes.len > 0) {
		ssize_t sent;

		if (!wait_for(exchange, POLLOUT, err))
			return false;
		sent = send(exchange->fd, bytes.ptr, bytes.len,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent >= 0)
			bytes = slice_from(bytes, (size_t)sent);
		else if (errno == EPIPE || errno == ECONNRESET)
			return true;
		else if (errno != EINTR && errno != EAGAIN)
			return error_set(err, ERROR_IO, "%s: %s",
			    exchange->call->socket_path, strerror(errno));
	}
	return true;
}

static bool
send_request(const struct exchange *exchange, struct error *err)
{
	struct buffer out;
	bool ok;

	buffer_init(&out, 2 * LIMIT_CONTROL_FRAME);
	ok = control_frame(exchange->call->request, &out, err) &&
	    send_all(exchange, buffer_slice(&out), err);
	buffer_finish(&out);
	return ok;
}

/* ---- messages -------------------------------------------------------------------- */

static void
take_message(struct exchange *exchange, json_t *message)
{
	const struct control_call *call = exchange->call;
	const json_t *progress = json_object_get(message, "progress");

	if (answer_is_last(message)) {
		exchange->last = json_incref(message);
		return;
	}
	exchange->begun = true;
	if (json_object_get(progress, "begun") != NULL)
		return;
	if (call->progress != NULL && !call->progress(message, call->arg))
		exchange->stopped = true;
}

/* Takes whole messages off what has come; false at garbage. */
static bool
take_messages(struct exchange *exchange, struct error *err)
{
	struct slice rest = buffer_slice(&exchange->in);
	bool more = true;

	while (more && exchange->last == NULL && !exchange->stopped) {
		json_t *message = control_unframe(&rest, err);

		more = message != NULL;
		if (more)
			take_message(exchange, message);
		json_decref(message);
	}
	if (!more && err->kind != ERROR_NONE)
		return false;
	if (rest.ptr != exchange->in.ptr && rest.len > 0)
		memmove(exchange->in.ptr, rest.ptr, rest.len);
	buffer_truncate(&exchange->in, rest.len);
	return true;
}

static enum client_end
ended(const struct exchange *exchange, struct error *err)
{
	if (exchange->begun) {
		error_set(err, ERROR_UNAVAILABLE,
		    "crierd ended before it said whether it was done");
		return CLIENT_LOST;
	}
	error_set(err, ERROR_UNAVAILABLE, "crierd ended before it answered");
	return CLIENT_CLOSED;
}

/* CLIENT_OK: something has come. */
static enum client_end
receive(struct exchange *exchange, struct error *err)
{
	char *room;
	ssize_t got;

	if (!wait_for(exchange, POLLIN, err))
		return CLIENT_FAILED;
	room = buffer_room(&exchange->in, CHUNK);
	if (room == NULL) {
		error_set(err, ERROR_MEMORY, "no memory for an answer");
		return CLIENT_FAILED;
	}
	got = recv(exchange->fd, room, CHUNK, MSG_DONTWAIT);
	if (got > 0) {
		buffer_added(&exchange->in, (size_t)got);
		return CLIENT_OK;
	}
	if (got == 0 || errno == ECONNRESET)
		return ended(exchange, err);
	if (errno == EINTR || errno == EAGAIN)
		return CLIENT_OK;
	error_set(err, ERROR_IO, "%s: %s", exchange->call->socket_path,
	    strerror(errno));
	return CLIENT_FAILED;
}

static enum client_end
converse(struct exchange *exchange, json_t **result, struct error *err)
{
	if (!send_request(exchange, err))
		return CLIENT_FAILED;
	while (exchange->last == NULL && !exchange->stopped) {
		enum client_end end = receive(exchange, err);

		if (end != CLIENT_OK)
			return end;
		if (!take_messages(exchange, err))
			return CLIENT_FAILED;
	}
	if (exchange->stopped || answer_read(exchange->last, result, err))
		return CLIENT_OK;
	return CLIENT_FAILED;
}

enum client_end
client_call(const struct control_call *call, json_t **result, struct error *err)
{
	struct exchange exchange = { .call = call,
		.deadline_mono_ms = INT64_MAX };
	enum client_end end = connect_to(call->socket_path, &exchange.fd, err);

	*result = NULL;
	if (end != CLIENT_OK)
		return end;
	if (call->timeout_s > 0)
		exchange.deadline_mono_ms = clock_mono_ms(clock_real()) +
		    call->timeout_s * 1000;
	buffer_init(&exchange.in, 2 * LIMIT_CONTROL_FRAME);
	end = converse(&exchange, result, err);
	json_decref(exchange.last);
	buffer_finish(&exchange.in);
	close(exchange.fd);
	return end;
}

bool
control_ask(const struct control_call *call, json_t **result, struct error *err)
{
	return client_call(call, result, err) == CLIENT_OK;
}

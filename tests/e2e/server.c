/*
 * The scripted server: a thread with a loop of its own that plays the steps of
 * script.c over plain sockets. Connections belong to the thread alone; what the
 * test says and asks is in routes.c. It judges no request.
 */
#include "tests/e2e/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "memory.h"
#include "tests/e2e/routes.h"

#define HEAD_MAX     (256 * 1024) /* bytes of a request's head */
#define REPEAT_BYTES (64 * 1024)  /* written at once of an endless answer */

struct connection {
	LIST_ENTRY(connection) link;
	struct server *server;
	struct bufferevent *stream;
	struct event *wait; /* of STEP_WAIT and STEP_DRIP */
	struct script script;
	size_t step, at; /* the step that is played, and how far */
	struct server_request *request; /* owned: its body is being read */
	size_t missing;                 /* bytes of it */
	bool answering;
	int number;
};

static void play(struct connection *connection);
static void read_request(struct connection *connection);

static void
die(const char *what)
{
	perror(what);
	abort();
}

/* ---- connections ----------------------------------------------------------- */

static void
close_connection(struct connection *connection)
{
	LIST_REMOVE(connection, link);
	connection->server->connection_count--;
	event_free(connection->wait);
	bufferevent_free(connection->stream);
	script_finish(&connection->script);
	server_request_free(connection->request);
	free(connection);
}

static void
reset_connection(struct connection *connection)
{
	struct linger hard = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(bufferevent_getfd(connection->stream), SOL_SOCKET, SO_LINGER,
	    &hard, sizeof(hard));
	close_connection(connection);
}

static void
repeat(struct connection *connection, const struct step *step)
{
	for (size_t sent = 0; sent < REPEAT_BYTES; sent += step->len)
		bufferevent_write(connection->stream, step->bytes, step->len);
}

static void
wait_ms(struct connection *connection, int ms)
{
	event_add(connection->wait,
	    &(struct timeval){ ms / 1000, ms % 1000 * 1000 });
}

/*
 * Plays until something has to be waited for: the time, or that what was
 * written is gone. Either calls it again.
 */
static void
play(struct connection *connection)
{
	struct script *script = &connection->script;
	const struct step *step = &script->steps[connection->step];

	if (connection->step == script->count) {
		script_finish(script);
		connection->answering = false;
		read_request(connection);
		return;
	}
	switch (step->kind) {
	case STEP_SEND:
		connection->step++;
		bufferevent_write(connection->stream, step->bytes, step->len);
		return;
	case STEP_REPEAT:
		repeat(connection, step);
		return;
	case STEP_WAIT:
		connection->step++;
		wait_ms(connection, step->ms);
		return;
	case STEP_DRIP:
		bufferevent_write(connection->stream,
		    step->bytes + connection->at, 1);
		if (++connection->at == step->len) {
			connection->at = 0;
			connection->step++;
		}
		return;
	case STEP_HANG:
		return;
	case STEP_CLOSE:
		close_connection(connection);
		return;
	case STEP_RESET:
		reset_connection(connection);
		return;
	}
}

static void
on_wait(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	play(arg);
}

static void
on_drained(struct bufferevent *stream, void *arg)
{
	struct connection *connection = arg;
	const struct step *step = &connection->script.steps[connection->step];

	(void)stream;
	if (!connection->answering ||
	    event_pending(connection->wait, EV_TIMEOUT, NULL))
		return;
	if (connection->step < connection->script.count &&
	    step->kind == STEP_DRIP)
		wait_ms(connection, step->ms);
	else
		play(connection);
}

/* ---- requests -------------------------------------------------------------- */

/* head: of the request, with its empty line, NUL-terminated. */
static struct server_request *
parse_head(char *head, int connection)
{
	struct server_request *request = xcalloc(1, sizeof(*request));
	char *line_end = strstr(head, "\r\n"), *blank;

	*line_end = '\0';
	request->connection = connection;
	request->headers = xstrdup(line_end + 2);
	blank = strchr(head, ' ');
	if (blank != NULL)
		*blank++ = '\0';
	request->method = xstrdup(head);
	head = blank != NULL ? blank : line_end;
	head[strcspn(head, " ")] = '\0';
	request->target = xstrdup(head);
	return request;
}

static void
answer(struct connection *connection)
{
	struct server_request *request = connection->request;

	connection->request = NULL;
	server_play(connection->server, request, &connection->script);
	connection->step = connection->at = 0;
	connection->answering = true;
	play(connection);
}

/* Whether a whole head has come; then the request is there, with room for its
 * body. */
static bool
read_head(struct connection *connection)
{
	struct evbuffer *input = bufferevent_get_input(connection->stream);
	struct evbuffer_ptr end = evbuffer_search(input, "\r\n\r\n", 4, NULL);
	struct server_request *request;
	char *head, length[32];
	size_t len;

	if (end.pos < 0)
		return false;
	len = (size_t)end.pos + 4;
	head = xcalloc(1, len + 1);
	evbuffer_remove(input, head, len);
	request = parse_head(head, connection->number);
	free(head);
	connection->missing = request_header(request, "Content-Length", length,
				  sizeof(length)) == NULL
	    ? 0
	    : strtoul(length, NULL, 10);
	request->body = xcalloc(1, connection->missing + 1);
	connection->request = request;
	return true;
}

static void
read_request(struct connection *connection)
{
	struct server_request *request;
	int got;

	if (connection->answering ||
	    (connection->request == NULL && !read_head(connection)))
		return;
	request = connection->request;
	got = evbuffer_remove(bufferevent_get_input(connection->stream),
	    request->body + request->body_len, connection->missing);
	if (got > 0) {
		request->body_len += (size_t)got;
		connection->missing -= (size_t)got;
	}
	if (connection->missing == 0)
		answer(connection);
}

static void
on_readable(struct bufferevent *stream, void *arg)
{
	(void)stream;
	read_request(arg);
}

static void
on_event(struct bufferevent *stream, short what, void *arg)
{
	(void)stream;
	if ((what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) != 0)
		close_connection(arg);
}

static void
on_accept(evutil_socket_t listener, short what, void *arg)
{
	struct server *server = arg;
	struct connection *connection;
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)what;
	if (fd < 0)
		return;
	connection = xcalloc(1, sizeof(*connection));
	connection->server = server;
	connection->number = ++server->accepted;
	connection->wait = evtimer_new(server->base, on_wait, connection);
	connection->stream = bufferevent_socket_new(server->base, fd,
	    BEV_OPT_CLOSE_ON_FREE);
	LIST_INSERT_HEAD(&server->connections, connection, link);
	server->connection_count++;
	server_note_peak(server);
	bufferevent_setcb(connection->stream, on_readable, on_drained, on_event,
	    connection);
	bufferevent_setwatermark(connection->stream, EV_READ, 0, HEAD_MAX);
	bufferevent_enable(connection->stream, EV_READ | EV_WRITE);
}

/* ---- the thread ------------------------------------------------------------ */

static void
on_stop(evutil_socket_t fd, short what, void *arg)
{
	struct server *server = arg;

	(void)fd;
	(void)what;
	event_base_loopbreak(server->base);
}

static void *
serve(void *arg)
{
	struct server *server = arg;

	event_base_dispatch(server->base);
	event_del(server->accept);
	while (!LIST_EMPTY(&server->connections))
		close_connection(LIST_FIRST(&server->connections));
	/* libevent frees what was closed in a turn of its loop. */
	event_base_loop(server->base, EVLOOP_NONBLOCK);
	return NULL;
}

static void
listen_on_loopback(struct server *server)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);

	server->listener = socket(AF_INET,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (server->listener < 0 ||
	    bind(server->listener, (struct sockaddr *)&address, len) != 0 ||
	    listen(server->listener, SOMAXCONN) != 0 ||
	    getsockname(server->listener, (struct sockaddr *)&address, &len) !=
		0)
		die("scripted server");
	server->port = ntohs(address.sin_port);
}

struct server *
server_start(void)
{
	struct server *server = xcalloc(1, sizeof(*server));

	signal(SIGPIPE, SIG_IGN);
	LIST_INIT(&server->connections);
	server_init_routes(server);
	listen_on_loopback(server);
	if (pipe2(server->stop_pipe, O_CLOEXEC) != 0)
		die("pipe");
	server->base = event_base_new();
	server->accept = event_new(server->base, server->listener,
	    EV_READ | EV_PERSIST, on_accept, server);
	server->stop = event_new(server->base, server->stop_pipe[0], EV_READ,
	    on_stop, server);
	event_add(server->accept, NULL);
	event_add(server->stop, NULL);
	if (pthread_create(&server->thread, NULL, serve, server) != 0)
		die("pthread_create");
	return server;
}

void
server_stop(struct server *server)
{
	if (server == NULL)
		return;
	if (write(server->stop_pipe[1], "x", 1) != 1)
		die("stop");
	pthread_join(server->thread, NULL);
	event_free(server->accept);
	event_free(server->stop);
	event_base_free(server->base);
	close(server->listener);
	close(server->stop_pipe[0]);
	close(server->stop_pipe[1]);
	server_finish_routes(server);
	free(server);
}

int
server_port(const struct server *server)
{
	return server->port;
}

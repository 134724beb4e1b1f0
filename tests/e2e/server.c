/*
 * The scripted server: a thread with a loop of its own that plays the steps of
 * script.c over plain sockets. The routes and the log are shared with the test
 * under one mutex; connections belong to the thread alone. It reads no request
 * bodies and judges no request.
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

#define HEAD_MAX     (256 * 1024) /* bytes of a request's head */
#define REPEAT_BYTES (64 * 1024)  /* written at once of an endless answer */

struct route {
	LIST_ENTRY(route) link;
	char *path;
	struct reply **replies;
	size_t reply_count, served;
};

struct connection {
	LIST_ENTRY(connection) link;
	struct server *server;
	struct bufferevent *stream;
	struct event *wait; /* of STEP_WAIT and STEP_DRIP */
	struct script script;
	size_t step, at; /* the step that is played, and how far */
	bool answering;
	int number;
};

struct server {
	struct event_base *base;
	struct event *accept, *stop;
	int listener, port, stop_pipe[2];
	pthread_t thread;
	LIST_HEAD(, connection) connections; /* of the thread */
	int connection_count, accepted;

	pthread_mutex_t mutex; /* over what follows */
	pthread_cond_t came;
	LIST_HEAD(, route) routes;
	struct server_request **requests;
	size_t request_count;
	char **urls;
	size_t url_count;
	int peak;
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

const char *
request_header(const struct server_request *request, const char *name,
    char *text, size_t size)
{
	size_t name_len = strlen(name);

	for (const char *line = request->headers; *line != '\0';) {
		const char *end = strstr(line, "\r\n");

		if (end == NULL)
			return NULL;
		if (strncasecmp(line, name, name_len) == 0 &&
		    line[name_len] == ':') {
			line += name_len + 1;
			line += strspn(line, " ");
			snprintf(text, size, "%.*s", (int)(end - line), line);
			return text;
		}
		line = end + 2;
	}
	return NULL;
}

static struct route *
find_route(struct server *server, const char *path)
{
	struct route *route = LIST_FIRST(&server->routes);

	while (route != NULL && strcmp(route->path, path) != 0)
		route = LIST_NEXT(route, link);
	return route;
}

static void
make_script(struct server *server, const struct server_request *request,
    struct script *script)
{
	static const struct reply not_found = { .status = 404, .body = "" };
	struct route *route = find_route(server, request->target);
	const struct reply *reply = &not_found;
	char etag[8192], date[8192];

	if (route != NULL && route->reply_count > 0) {
		size_t n = route->served < route->reply_count
		    ? route->served
		    : route->reply_count - 1;

		route->served++;
		reply = route->replies[n];
	}
	script_make(script, reply,
	    request_header(request, "If-None-Match", etag, sizeof(etag)),
	    request_header(request, "If-Modified-Since", date, sizeof(date)));
}

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
answer(struct connection *connection, char *head)
{
	struct server *server = connection->server;
	struct server_request *request = parse_head(head, connection->number);

	pthread_mutex_lock(&server->mutex);
	server->requests = xreallocarray(server->requests,
	    server->request_count + 1, sizeof(struct server_request *));
	server->requests[server->request_count++] = request;
	make_script(server, request, &connection->script);
	pthread_cond_broadcast(&server->came);
	pthread_mutex_unlock(&server->mutex);
	connection->step = connection->at = 0;
	connection->answering = true;
	play(connection);
}

static void
read_request(struct connection *connection)
{
	struct evbuffer *input = bufferevent_get_input(connection->stream);
	struct evbuffer_ptr end = evbuffer_search(input, "\r\n\r\n", 4, NULL);
	char *head;
	size_t len;

	if (connection->answering || end.pos < 0)
		return;
	len = (size_t)end.pos + 4;
	head = xcalloc(1, len + 1);
	evbuffer_remove(input, head, len);
	answer(connection, head);
	free(head);
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
	pthread_mutex_lock(&server->mutex);
	if (server->connection_count > server->peak)
		server->peak = server->connection_count;
	pthread_mutex_unlock(&server->mutex);
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
	LIST_INIT(&server->routes);
	LIST_INIT(&server->connections);
	pthread_mutex_init(&server->mutex, NULL);
	pthread_cond_init(&server->came, NULL);
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

static void
free_route(struct route *route)
{
	for (size_t i = 0; i < route->reply_count; i++)
		reply_free(route->replies[i]);
	free(route->replies);
	LIST_REMOVE(route, link);
	free(route->path);
	free(route);
}

static void
free_log(struct server *server)
{
	for (size_t i = 0; i < server->request_count; i++) {
		free(server->requests[i]->method);
		free(server->requests[i]->target);
		free(server->requests[i]->headers);
		free(server->requests[i]);
	}
	free(server->requests);
	for (size_t i = 0; i < server->url_count; i++)
		free(server->urls[i]);
	free(server->urls);
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
	while (!LIST_EMPTY(&server->routes))
		free_route(LIST_FIRST(&server->routes));
	free_log(server);
	pthread_mutex_destroy(&server->mutex);
	pthread_cond_destroy(&server->came);
	free(server);
}

/* ---- what tests say and ask ------------------------------------------------ */

int
server_port(const struct server *server)
{
	return server->port;
}

const char *
server_url(struct server *server, const char *path)
{
	size_t size = strlen(path) + sizeof("http://127.0.0.1:65535");
	char *url = xcalloc(1, size);

	snprintf(url, size, "http://127.0.0.1:%d%s", server->port, path);
	pthread_mutex_lock(&server->mutex);
	server->urls = xreallocarray(server->urls, server->url_count + 1,
	    sizeof(char *));
	server->urls[server->url_count++] = url;
	pthread_mutex_unlock(&server->mutex);
	return url;
}

void
server_reply(struct server *server, const char *path, const struct reply *reply)
{
	struct route *route;

	pthread_mutex_lock(&server->mutex);
	route = find_route(server, path);
	if (route == NULL) {
		route = xcalloc(1, sizeof(*route));
		route->path = xstrdup(path);
		LIST_INSERT_HEAD(&server->routes, route, link);
	}
	route->replies = xreallocarray(route->replies, route->reply_count + 1,
	    sizeof(struct reply *));
	route->replies[route->reply_count++] = reply_copy(reply);
	pthread_mutex_unlock(&server->mutex);
}

void
server_reply_body(struct server *server, const char *path, const char *headers,
    const char *body)
{
	server_reply(server, path,
	    &(struct reply){ .headers = headers, .body = body });
}

void
server_reply_redirect(struct server *server, const char *path, int status,
    const char *location)
{
	char headers[8192];

	snprintf(headers, sizeof(headers), "Location: %s\r\n", location);
	server_reply(server, path,
	    &(struct reply){ .status = status, .headers = headers });
}

void
server_forget(struct server *server, const char *path)
{
	struct route *route;

	pthread_mutex_lock(&server->mutex);
	route = find_route(server, path);
	if (route != NULL)
		free_route(route);
	pthread_mutex_unlock(&server->mutex);
}

static bool
is_for(const struct server_request *request, const char *path)
{
	return path == NULL || strcmp(request->target, path) == 0;
}

/* With the mutex held. */
static size_t
count_requests(const struct server *server, const char *path)
{
	size_t count = 0;

	for (size_t i = 0; i < server->request_count; i++)
		count += is_for(server->requests[i], path) ? 1 : 0;
	return count;
}

size_t
server_count(struct server *server, const char *path)
{
	size_t count;

	pthread_mutex_lock(&server->mutex);
	count = count_requests(server, path);
	pthread_mutex_unlock(&server->mutex);
	return count;
}

const struct server_request *
server_request(struct server *server, const char *path, size_t n)
{
	const struct server_request *found = NULL;

	pthread_mutex_lock(&server->mutex);
	for (size_t i = 0; i < server->request_count && found == NULL; i++) {
		if (is_for(server->requests[i], path) && n-- == 0)
			found = server->requests[i];
	}
	pthread_mutex_unlock(&server->mutex);
	return found;
}

bool
server_wait(struct server *server, const char *path, size_t count,
    int timeout_ms)
{
	struct timespec until;
	bool came;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += timeout_ms / 1000;
	until.tv_nsec += timeout_ms % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	pthread_mutex_lock(&server->mutex);
	while (!(came = count_requests(server, path) >= count)) {
		if (pthread_cond_timedwait(&server->came, &server->mutex,
			&until) != 0)
			break;
	}
	pthread_mutex_unlock(&server->mutex);
	return came;
}

int
server_peak(struct server *server)
{
	int peak;

	pthread_mutex_lock(&server->mutex);
	peak = server->peak;
	pthread_mutex_unlock(&server->mutex);
	return peak;
}

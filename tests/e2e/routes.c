/*
 * What the scripted server answers and what it was asked: shared between its
 * thread and the test under one mutex. Knows no socket.
 */
#include "tests/e2e/routes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "memory.h"

/* ---- the thread's ---------------------------------------------------------- */

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

void
server_play(struct server *server, struct server_request *request,
    struct script *script)
{
	pthread_mutex_lock(&server->mutex);
	server->requests = xreallocarray(server->requests,
	    server->request_count + 1, sizeof(struct server_request *));
	server->requests[server->request_count++] = request;
	make_script(server, request, script);
	pthread_cond_broadcast(&server->came);
	pthread_mutex_unlock(&server->mutex);
}

void
server_note_peak(struct server *server)
{
	pthread_mutex_lock(&server->mutex);
	if (server->connection_count > server->peak)
		server->peak = server->connection_count;
	pthread_mutex_unlock(&server->mutex);
}

void
server_init_routes(struct server *server)
{
	LIST_INIT(&server->routes);
	pthread_mutex_init(&server->mutex, NULL);
	pthread_cond_init(&server->came, NULL);
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

void
server_request_free(struct server_request *request)
{
	if (request == NULL)
		return;
	free(request->method);
	free(request->target);
	free(request->headers);
	free(request->body);
	free(request);
}

static void
free_log(struct server *server)
{
	for (size_t i = 0; i < server->request_count; i++)
		server_request_free(server->requests[i]);
	free(server->requests);
	for (size_t i = 0; i < server->url_count; i++)
		free(server->urls[i]);
	free(server->urls);
}

void
server_finish_routes(struct server *server)
{
	while (!LIST_EMPTY(&server->routes))
		free_route(LIST_FIRST(&server->routes));
	free_log(server);
	pthread_mutex_destroy(&server->mutex);
	pthread_cond_destroy(&server->came);
}

/* ---- what tests say and ask ------------------------------------------------ */

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

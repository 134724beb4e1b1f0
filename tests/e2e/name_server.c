/*
 * The scripted name server: libevent's own for the packets, a list of names
 * under a mutex for the answers. Times to live are zero: what is kept, the
 * client decided to keep.
 */
#include "tests/e2e/name_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <event2/dns.h>
#include <event2/dns_struct.h>
#include <event2/event.h>

#include "memory.h"

#define ADDRESSES 64

struct known_name {
	LIST_ENTRY(known_name) link;
	char *name;
	bool has_fault;
	enum name_fault fault;
	struct in_addr v4[ADDRESSES];
	struct in6_addr v6[ADDRESSES];
	int v4_count, v6_count, asked;
};

struct name_server {
	struct event_base *base;
	struct evdns_server_port *port;
	struct event *stop;
	int socket, stop_pipe[2];
	char address[32];
	pthread_t thread;

	pthread_mutex_t mutex; /* over what follows */
	LIST_HEAD(, known_name) names;
};

static struct known_name *
find(struct name_server *server, const char *name)
{
	struct known_name *known = LIST_FIRST(&server->names);

	while (known != NULL && strcasecmp(known->name, name) != 0)
		known = LIST_NEXT(known, link);
	return known;
}

/* With the mutex held. */
static struct known_name *
find_or_add(struct name_server *server, const char *name)
{
	struct known_name *known = find(server, name);

	if (known != NULL)
		return known;
	known = xcalloc(1, sizeof(*known));
	known->name = xstrdup(name);
	LIST_INSERT_HEAD(&server->names, known, link);
	return known;
}

static void
add_address(struct known_name *known, const char *address)
{
	if (known->v4_count < ADDRESSES &&
	    inet_pton(AF_INET, address, &known->v4[known->v4_count]) == 1)
		known->v4_count++;
	else if (known->v6_count < ADDRESSES &&
	    inet_pton(AF_INET6, address, &known->v6[known->v6_count]) == 1)
		known->v6_count++;
	else
		abort(); /* the test has a mistake */
}

/* ---- answers --------------------------------------------------------------- */

/* The code of the answer, or -1: none. */
static int
code_of_fault(enum name_fault fault)
{
	switch (fault) {
	case NAME_SERVER_FAILS:
		return DNS_ERR_SERVERFAILED;
	case NAME_SERVER_REFUSES:
		return DNS_ERR_REFUSED;
	case NAME_SERVER_SILENT:
		return -1;
	case NAME_IS_EMPTY:
		return DNS_ERR_NONE;
	}
	return -1;
}

static int
answer(struct name_server *server, struct evdns_server_request *request,
    const struct evdns_server_question *question)
{
	struct known_name *known = find(server, question->name);

	if (known == NULL)
		return DNS_ERR_NOTEXIST;
	if (question->type == EVDNS_TYPE_A)
		known->asked++;
	if (known->has_fault)
		return code_of_fault(known->fault);
	/* One call an address: it makes one record of all that it is given. */
	for (int i = 0; question->type == EVDNS_TYPE_A && i < known->v4_count;
	     i++)
		evdns_server_request_add_a_reply(request, question->name, 1,
		    &known->v4[i], 0);
	for (int i = 0;
	     question->type == EVDNS_TYPE_AAAA && i < known->v6_count; i++)
		evdns_server_request_add_aaaa_reply(request, question->name, 1,
		    &known->v6[i], 0);
	return DNS_ERR_NONE;
}

static void
on_question(struct evdns_server_request *request, void *arg)
{
	struct name_server *server = arg;
	int code = DNS_ERR_FORMAT;

	pthread_mutex_lock(&server->mutex);
	if (request->nquestions == 1)
		code = answer(server, request, request->questions[0]);
	pthread_mutex_unlock(&server->mutex);
	if (code < 0)
		evdns_server_request_drop(request);
	else
		evdns_server_request_respond(request, code);
}

/* ---- the thread ------------------------------------------------------------ */

static void
on_stop(evutil_socket_t fd, short what, void *arg)
{
	struct name_server *server = arg;

	(void)fd;
	(void)what;
	event_base_loopbreak(server->base);
}

static void *
serve(void *arg)
{
	struct name_server *server = arg;

	event_base_dispatch(server->base);
	return NULL;
}

static void
bind_to_loopback(struct name_server *server)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);

	server->socket = socket(AF_INET,
	    SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (server->socket < 0 ||
	    bind(server->socket, (struct sockaddr *)&address, len) != 0 ||
	    getsockname(server->socket, (struct sockaddr *)&address, &len) != 0)
		abort();
	snprintf(server->address, sizeof(server->address), "127.0.0.1:%d",
	    ntohs(address.sin_port));
}

struct name_server *
name_server_start(void)
{
	struct name_server *server = xcalloc(1, sizeof(*server));

	LIST_INIT(&server->names);
	pthread_mutex_init(&server->mutex, NULL);
	bind_to_loopback(server);
	if (pipe2(server->stop_pipe, O_CLOEXEC) != 0)
		abort();
	server->base = event_base_new();
	server->port = evdns_add_server_port_with_base(server->base,
	    server->socket, 0, on_question, server);
	server->stop = event_new(server->base, server->stop_pipe[0], EV_READ,
	    on_stop, server);
	event_add(server->stop, NULL);
	if (pthread_create(&server->thread, NULL, serve, server) != 0)
		abort();
	return server;
}

void
name_server_stop(struct name_server *server)
{
	struct known_name *known;

	if (server == NULL)
		return;
	if (write(server->stop_pipe[1], "x", 1) != 1)
		abort();
	pthread_join(server->thread, NULL);
	evdns_close_server_port(server->port);
	event_free(server->stop);
	event_base_free(server->base);
	close(server->stop_pipe[0]);
	close(server->stop_pipe[1]);
	while ((known = LIST_FIRST(&server->names)) != NULL) {
		LIST_REMOVE(known, link);
		free(known->name);
		free(known);
	}
	pthread_mutex_destroy(&server->mutex);
	free(server);
}

/* ---- what tests say and ask ------------------------------------------------ */

const char *
name_server_address(const struct name_server *server)
{
	return server->address;
}

void
name_server_add(struct name_server *server, const char *name,
    const char *address)
{
	pthread_mutex_lock(&server->mutex);
	add_address(find_or_add(server, name), address);
	pthread_mutex_unlock(&server->mutex);
}

void
name_server_change(struct name_server *server, const char *name,
    const char *address)
{
	struct known_name *known;

	pthread_mutex_lock(&server->mutex);
	known = find_or_add(server, name);
	known->v4_count = known->v6_count = 0;
	known->has_fault = false;
	add_address(known, address);
	pthread_mutex_unlock(&server->mutex);
}

void
name_server_fault(struct name_server *server, const char *name,
    enum name_fault fault)
{
	struct known_name *known;

	pthread_mutex_lock(&server->mutex);
	known = find_or_add(server, name);
	known->has_fault = true;
	known->fault = fault;
	pthread_mutex_unlock(&server->mutex);
}

int
name_server_asked(struct name_server *server, const char *name)
{
	struct known_name *known;
	int asked = 0;

	pthread_mutex_lock(&server->mutex);
	known = find(server, name);
	if (known != NULL)
		asked = known->asked;
	pthread_mutex_unlock(&server->mutex);
	return asked;
}

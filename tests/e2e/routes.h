/*
 * The inside of the scripted server, shared by server.c (connections) and
 * routes.c (what it answers, and what it was asked).
 */
#ifndef CRIER_TESTS_ROUTES_H
#define CRIER_TESTS_ROUTES_H

#include <pthread.h>
#include <sys/queue.h>

#include "tests/e2e/server.h"

struct route {
	LIST_ENTRY(route) link;
	char *path;
	struct reply **replies;
	size_t reply_count, served;
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

void server_init_routes(struct server *server);
void server_finish_routes(struct server *server);

void server_request_free(struct server_request *request); /* takes NULL */
/* Keeps the request, which is the server's from now on, and makes the steps of
 * its answer. */
void server_play(struct server *server, struct server_request *request,
    struct script *script);
/* A connection more is open. */
void server_note_peak(struct server *server);

#endif

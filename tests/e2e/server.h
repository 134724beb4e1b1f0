/*
 * A scripted HTTP/1.1 server on 127.0.0.1, in a thread of the test. It says
 * what the test wrote, wrong or right, and keeps every request for the test to
 * look at. All functions may be called while it serves.
 */
#ifndef CRIER_TESTS_SERVER_H
#define CRIER_TESTS_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/e2e/script.h"

struct server;

/* On a port that the kernel chose. Aborts the test where that fails. */
struct server *server_start(void);
/* Ends all connections and the thread. Takes NULL. */
void server_stop(struct server *server);

int server_port(const struct server *server);
/* "http://127.0.0.1:PORT" and path; lives as long as the server. */
const char *server_url(struct server *server, const char *path);

/*
 * Adds a reply for the path (as requested, with its query): the first request
 * gets the first, the last one serves all that follow. A path without replies
 * is a 404. The reply is copied.
 */
void server_reply(struct server *server, const char *path,
    const struct reply *reply);
/* The same with a 200, these headers (lines with CR LF, or NULL), this body. */
void server_reply_body(struct server *server, const char *path,
    const char *headers, const char *body);
/* A redirect with that status. */
void server_reply_redirect(struct server *server, const char *path, int status,
    const char *location);
/* The path has no replies again, and its next request is its first. */
void server_forget(struct server *server, const char *path);

struct server_request {
	char *method, *target; /* as received */
	char *headers;         /* all lines as received */
	char *body;            /* as Content-Length says, NUL-terminated */
	size_t body_len;
	int connection; /* its number, from 1 */
};

/* How many requests came for the path (NULL: for any). */
size_t server_count(struct server *server, const char *path);
/* The n-th of them, from 0; NULL if there is none. Lives as the server does. */
const struct server_request *
server_request(struct server *server, const char *path, size_t n);
/* Waits until count requests have come for the path; false after timeout_ms. */
bool server_wait(struct server *server, const char *path, size_t count,
    int timeout_ms);
/* The most connections that were open at the same time. */
int server_peak(struct server *server);

/* The value of a header of the request, as received, or NULL; text holds it. */
const char *request_header(const struct server_request *request,
    const char *name, char *text, size_t size);

#endif

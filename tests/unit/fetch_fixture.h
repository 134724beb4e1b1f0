/*
 * A fetcher with all that it needs, a feed on a scripted server, and its state
 * from poll to poll, kept as the daemon keeps it.
 */
#ifndef CRIER_TESTS_FETCH_FIXTURE_H
#define CRIER_TESTS_FETCH_FIXTURE_H

#include "fetch.h"
#include "net.h"
#include "tests/e2e/name_server.h"
#include "tests/e2e/server.h"

#define FIXTURE_NOON ((int64_t)1700000000) /* Tue, 14 Nov 2023 22:13:20 GMT */
#define FIXTURE_LM   "Mon, 13 Nov 2023 10:00:00 GMT"
#define FIXTURE_RSS \
	"<rss><channel><item><title>one</title></item></channel></rss>"

struct fetch_fixture {
	struct event_base *base;
	struct server *server;
	struct name_server *names;
	struct net *net;
	struct fetcher *fetcher;
	struct fake_clock clock;

	struct feed feed; /* "/feed" of the server, which is private */
	struct feed_state state;
	struct fetch_result kept; /* owns the strings of state */
	char body_hash[33];
	struct fetch_result result; /* of the last poll */
	bool done;
};

void fixture_set_up(struct fetch_fixture *fixture);
void fixture_tear_down(struct fetch_fixture *fixture);

/* One poll; fixture->result is its result until the next. */
const struct fetch_result *fixture_poll(struct fetch_fixture *fixture);
/* For fetch_start: puts the result into the fixture. */
void fixture_done(struct fetch_result *result, void *arg);
/* What is stored of the last poll; takes the strings out of its result. */
void fixture_keep(struct fetch_fixture *fixture);
/* A poll whose result is stored. */
enum outcome fixture_poll_and_keep(struct fetch_fixture *fixture);

/* Fails the test unless the n-th request for path had that header with that
 * value, or (NULL) did not have it. */
void fixture_sent(struct fetch_fixture *fixture, const char *path, size_t n,
    const char *name, const char *value);
/* The same for both validators of the n-th request for "/feed". */
void fixture_sent_validators(struct fetch_fixture *fixture, size_t n,
    const char *etag, const char *date);

#endif

/*
 * A struct net with a scripted server and a scripted name server, and what
 * transfers over it came to.
 */
#ifndef CRIER_TESTS_NET_FIXTURE_H
#define CRIER_TESTS_NET_FIXTURE_H

#include "net.h"
#include "tests/e2e/name_server.h"
#include "tests/e2e/server.h"

struct net_fixture {
	struct event_base *base;
	struct server *server;
	struct name_server *names;
	struct net *net;
};

/* What one transfer came to. */
struct net_outcome {
	struct net_fixture *fixture;
	int called;
	enum failure_class failure_class;
	int status;
	char reason[240], body[64], header[64], address[64], redirect[256];
	size_t body_len, header_count;
	int64_t wire_bytes;
	unsigned char digest[HASH_SHA256_SIZE];
};

void net_fixture_set_up(struct net_fixture *fixture);
void net_fixture_set_up_with(struct net_fixture *fixture, int connections);
void net_fixture_tear_down(struct net_fixture *fixture);

/* A GET of url by one who may go to private addresses. */
struct net_request net_fixture_request(const char *url);
/* Starts it; got says what it came to once got->called is 1. */
struct net_transfer *net_fixture_start(struct net_fixture *fixture,
    const struct net_request *request, struct net_outcome *got);
void net_fixture_wait(struct net_outcome *got);
/* Both. */
void net_fixture_run(struct net_fixture *fixture,
    const struct net_request *request, struct net_outcome *got);
/* Asks the server for /x, which says this and nothing else. */
void
net_fixture_run_reply(struct net_fixture *fixture, const struct reply *reply,
    struct net_request request, struct net_outcome *got);

#endif

/* Sets up and runs the transfers of tests. */
#include "tests/unit/net_fixture.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <event2/event.h>

void
net_fixture_set_up_with(struct net_fixture *fixture, int connections)
{
	struct error err;
	const char *resolvers[1];
	struct net_options options = { .connections = connections,
		.resolvers = resolvers,
		.resolver_count = 1,
		.user_agent = "crier-test/1" };

	signal(SIGPIPE, SIG_IGN);
	fixture->base = event_base_new();
	fixture->server = server_start();
	fixture->names = name_server_start();
	resolvers[0] = name_server_address(fixture->names);
	fixture->net = net_new(fixture->base, &options, clock_real(), &err);
	ck_assert_msg(fixture->net != NULL, "%s", err.text);
}

void
net_fixture_set_up(struct net_fixture *fixture)
{
	net_fixture_set_up_with(fixture, 8);
}

void
net_fixture_tear_down(struct net_fixture *fixture)
{
	net_free(fixture->net);
	name_server_stop(fixture->names);
	server_stop(fixture->server);
	event_base_free(fixture->base);
}

static void
copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from == NULL ? "" : from);
}

static void
on_done(struct net_response *response, void *arg)
{
	struct net_outcome *got = arg;
	size_t from = 0;

	got->called++;
	got->failure_class = response->failure_class;
	got->status = response->status;
	got->body_len = response->body->len;
	got->header_count = response->header_count;
	got->wire_bytes = response->wire_bytes;
	copy(got->reason, sizeof(got->reason), response->reason);
	copy(got->address, sizeof(got->address), response->address);
	copy(got->redirect, sizeof(got->redirect), response->redirect_url);
	copy(got->header, sizeof(got->header),
	    net_response_header(response, "x-test", &from));
	copy(got->body, sizeof(got->body), buffer_string(response->body));
	memcpy(got->digest, response->body_digest, sizeof(got->digest));
	event_base_loopbreak(got->fixture->base);
}

struct net_transfer *
net_fixture_start(struct net_fixture *fixture,
    const struct net_request *request, struct net_outcome *got)
{
	struct net_transfer *transfer;

	*got = (struct net_outcome){ .fixture = fixture };
	transfer = net_start(fixture->net, request, on_done, got);
	ck_assert_int_eq(got->called, 0);
	return transfer;
}

void
net_fixture_wait(struct net_outcome *got)
{
	while (got->called == 0)
		event_base_loop(got->fixture->base, EVLOOP_ONCE);
}

struct net_request
net_fixture_request(const char *url)
{
	return (struct net_request){ .url = url,
		.accept_encoding = "gzip, br",
		.allow_private = true };
}

void
net_fixture_run(struct net_fixture *fixture, const struct net_request *request,
    struct net_outcome *got)
{
	net_fixture_start(fixture, request, got);
	net_fixture_wait(got);
}

void
net_fixture_run_reply(struct net_fixture *fixture, const struct reply *reply,
    struct net_request request, struct net_outcome *got)
{
	server_forget(fixture->server, "/x");
	server_reply(fixture->server, "/x", reply);
	request.url = server_url(fixture->server, "/x");
	net_fixture_run(fixture, &request, got);
}

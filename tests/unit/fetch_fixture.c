/* The fetcher of the tests, and what a store would keep of its polls. */
#include "tests/unit/fetch_fixture.h"

#include <check.h>
#include <signal.h>
#include <string.h>

#include <event2/event.h>

#include "limits.h"

void
fixture_set_up(struct fetch_fixture *fixture)
{
	struct error err;
	const char *resolvers[1];

	*fixture = (struct fetch_fixture){ .feed = { .allow_private = true } };
	signal(SIGPIPE, SIG_IGN);
	fixture->base = event_base_new();
	fixture->server = server_start();
	fixture->names = name_server_start();
	fake_clock_init(&fixture->clock, FIXTURE_NOON);
	resolvers[0] = name_server_address(fixture->names);
	fixture->net = net_new(fixture->base,
	    &(struct net_options){ .connections = 4,
		.resolvers = resolvers,
		.resolver_count = 1,
		.user_agent = fetch_user_agent() },
	    &fixture->clock.clock, &err);
	ck_assert_msg(fixture->net != NULL, "%s", err.text);
	fixture->fetcher = fetcher_new(fixture->base, fixture->net,
	    &fixture->clock.clock);
	fixture->feed.url = server_url(fixture->server, "/feed");
}

void
fixture_tear_down(struct fetch_fixture *fixture)
{
	fetch_result_finish(&fixture->kept);
	fetch_result_finish(&fixture->result);
	fetcher_free(fixture->fetcher);
	net_free(fixture->net);
	name_server_stop(fixture->names);
	server_stop(fixture->server);
	event_base_free(fixture->base);
}

void
fixture_done(struct fetch_result *result, void *arg)
{
	struct fetch_fixture *fixture = arg;

	ck_assert(!fixture->done);
	fixture->done = true;
	fixture->result = *result;
	fetch_result_init(result);
}

void
fixture_keep(struct fetch_fixture *fixture)
{
	struct feed_state *state = &fixture->state;
	struct fetch_result *result = &fixture->result;

	state->outcome = result->outcome;
	state->failure_class = result->failure_class;
	state->status = result->status;
	if (result->failure_class != CLASS_NONE)
		return;
	fetch_result_finish(&fixture->kept);
	fixture->kept = *result;
	state->etag = result->etag;
	state->last_modified = result->last_modified;
	state->validator_url = result->effective_url;
	state->moved_url = result->permanent_url;
	if (result->body_hash[0] != '\0') {
		memcpy(fixture->body_hash, result->body_hash,
		    sizeof(fixture->body_hash));
		state->body_hash = fixture->body_hash;
	}
	state->last_ok_at = result->ended_at;
	fetch_result_init(result);
}

const struct fetch_result *
fixture_poll(struct fetch_fixture *fixture)
{
	fetch_result_finish(&fixture->result);
	fixture->done = false;
	fetch_start(fixture->fetcher, &fixture->feed, &fixture->state,
	    fixture_done, fixture);
	ck_assert(!fixture->done);
	while (!fixture->done)
		event_base_loop(fixture->base, EVLOOP_ONCE);
	return &fixture->result;
}

enum outcome
fixture_poll_and_keep(struct fetch_fixture *fixture)
{
	enum outcome outcome = fixture_poll(fixture)->outcome;

	fixture_keep(fixture);
	return outcome;
}

void
fixture_sent(struct fetch_fixture *fixture, const char *path, size_t n,
    const char *name, const char *value)
{
	const struct server_request *request = server_request(fixture->server,
	    path, n);
	char text[LIMIT_HEADER_VALUE];
	const char *got;

	ck_assert_msg(request != NULL, "no request %zu for %s", n, path);
	got = request_header(request, name, text, sizeof(text));
	if (value == NULL)
		ck_assert_msg(got == NULL, "request %zu: %s: %s", n, name, got);
	else
		ck_assert_msg(got != NULL && strcmp(got, value) == 0,
		    "request %zu: %s: %s", n, name, got == NULL ? "-" : got);
}

void
fixture_sent_validators(struct fetch_fixture *fixture, size_t n,
    const char *etag, const char *date)
{
	fixture_sent(fixture, "/feed", n, "If-None-Match", etag);
	fixture_sent(fixture, "/feed", n, "If-Modified-Since", date);
}

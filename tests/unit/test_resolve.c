/*
 * The resolver against a scripted name server: what is found, what is kept and
 * for how long, and that nobody is called when he does not expect it.
 */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <event2/event.h>

#include "compiler.h"
#include "limits.h"
#include "net/resolve.h"
#include "tests/e2e/name_server.h"

Suite *resolve_suite(void);

#define NOON 1700000000

struct fixture {
	struct event_base *base;
	struct name_server *server;
	struct resolver *resolver;
	struct fake_clock clock;
};

/* One who asks, and what he was told. */
struct asker {
	struct fixture *fixture;
	int called;
	enum failure_class failure_class;
	size_t count;
	char first[INET6_ADDRSTRLEN];
};

static void
set_up(struct fixture *fixture)
{
	struct error err;
	const char *servers[1];

	fixture->base = event_base_new();
	fixture->server = name_server_start();
	fake_clock_init(&fixture->clock, NOON);
	servers[0] = name_server_address(fixture->server);
	fixture->resolver = resolver_new(fixture->base, servers, 1,
	    &fixture->clock.clock, &err);
	ck_assert_msg(fixture->resolver != NULL, "%s", err.text);
}

static void
tear_down(struct fixture *fixture)
{
	resolver_free(fixture->resolver);
	name_server_stop(fixture->server);
	event_base_free(fixture->base);
}

static void
on_answer(const struct resolve_answer *answer, void *arg)
{
	struct asker *asker = arg;

	asker->called++;
	asker->failure_class = answer->failure_class;
	asker->count = answer->count;
	asker->first[0] = '\0';
	if (answer->count > 0)
		address_format(&answer->addresses[0].any, asker->first);
	event_base_loopbreak(asker->fixture->base);
}

static struct resolve_question *
ask(struct fixture *fixture, struct asker *asker, const char *name)
{
	struct resolve_question *question;

	*asker = (struct asker){ .fixture = fixture };
	question = resolver_ask(fixture->resolver, name, on_answer, asker);
	ck_assert_int_eq(asker->called, 0);
	return question;
}

static void
ask_and_wait(struct fixture *fixture, struct asker *asker, const char *name)
{
	ask(fixture, asker, name);
	while (asker->called == 0)
		event_base_loop(fixture->base, EVLOOP_ONCE);
}

START_TEST(both_families_are_found)
{
	struct fixture fixture;
	struct asker asker;

	set_up(&fixture);
	name_server_add(fixture.server, "two.example", "192.0.2.1");
	name_server_add(fixture.server, "two.example", "2001:db8::1");
	ask_and_wait(&fixture, &asker, "two.example");
	ck_assert_int_eq(asker.failure_class, CLASS_NONE);
	ck_assert_uint_eq(asker.count, 2);
	tear_down(&fixture);
}
END_TEST

START_TEST(an_answer_is_kept_five_minutes)
{
	struct fixture fixture;
	struct asker asker;

	set_up(&fixture);
	name_server_add(fixture.server, "a.example", "192.0.2.1");
	ask_and_wait(&fixture, &asker, "a.example");
	name_server_change(fixture.server, "a.example", "192.0.2.2");
	fake_clock_advance(&fixture.clock, 299);
	ask_and_wait(&fixture, &asker, "a.example");
	ck_assert_str_eq(asker.first, "192.0.2.1");
	ck_assert_int_eq(name_server_asked(fixture.server, "a.example"), 1);
	fake_clock_advance(&fixture.clock, 1);
	ask_and_wait(&fixture, &asker, "a.example");
	ck_assert_str_eq(asker.first, "192.0.2.2");
	ck_assert_int_eq(name_server_asked(fixture.server, "a.example"), 2);
	tear_down(&fixture);
}
END_TEST

START_TEST(e080_a_missing_name_is_kept_one_minute)
{
	struct fixture fixture;
	struct asker asker;

	set_up(&fixture);
	ask_and_wait(&fixture, &asker, "late.example");
	ck_assert_int_eq(asker.failure_class, CLASS_DNS_NAME);
	name_server_add(fixture.server, "late.example", "192.0.2.1");
	fake_clock_advance(&fixture.clock, 59);
	ask_and_wait(&fixture, &asker, "late.example");
	ck_assert_int_eq(asker.failure_class, CLASS_DNS_NAME);
	ck_assert_uint_eq(asker.count, 0);
	fake_clock_advance(&fixture.clock, 1);
	ask_and_wait(&fixture, &asker, "late.example");
	ck_assert_int_eq(asker.failure_class, CLASS_NONE);
	tear_down(&fixture);
}
END_TEST

START_TEST(failures_have_their_class)
{
	static const struct {
		const char *name;
		enum name_fault fault;
		enum failure_class failure_class;
	} rows[] = {
		{ "fails.example", NAME_SERVER_FAILS, CLASS_DNS_SERVER },
		{ "refuses.example", NAME_SERVER_REFUSES, CLASS_DNS_SERVER },
		{ "empty.example", NAME_IS_EMPTY, CLASS_DNS_NAME },
	};
	struct fixture fixture;
	struct asker asker;

	set_up(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		name_server_fault(fixture.server, rows[i].name, rows[i].fault);
		ask_and_wait(&fixture, &asker, rows[i].name);
		ck_assert_msg(asker.failure_class == rows[i].failure_class,
		    "%s: class %d", rows[i].name, asker.failure_class);
	}
	tear_down(&fixture);
}
END_TEST

START_TEST(one_lookup_serves_all_who_ask)
{
	struct fixture fixture;
	struct asker askers[20];

	set_up(&fixture);
	name_server_add(fixture.server, "busy.example", "192.0.2.1");
	for (size_t i = 0; i < ARRAY_LEN(askers); i++)
		ask(&fixture, &askers[i], "busy.example");
	while (askers[ARRAY_LEN(askers) - 1].called == 0)
		event_base_loop(fixture.base, EVLOOP_ONCE);
	for (size_t i = 0; i < ARRAY_LEN(askers); i++) {
		ck_assert_int_eq(askers[i].called, 1);
		ck_assert_str_eq(askers[i].first, "192.0.2.1");
	}
	ck_assert_int_eq(name_server_asked(fixture.server, "busy.example"), 1);
	tear_down(&fixture);
}
END_TEST

START_TEST(a_cancelled_question_has_no_answer)
{
	struct fixture fixture;
	struct asker gone, stays;
	struct resolve_question *question;

	set_up(&fixture);
	name_server_add(fixture.server, "a.example", "192.0.2.1");
	question = ask(&fixture, &gone, "a.example");
	ask(&fixture, &stays, "a.example");
	resolve_cancel(question);
	while (stays.called == 0)
		event_base_loop(fixture.base, EVLOOP_ONCE);
	ck_assert_int_eq(gone.called, 0);
	/* And when it was known already. */
	question = ask(&fixture, &gone, "a.example");
	resolve_cancel(question);
	event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	ck_assert_int_eq(gone.called, 0);
	tear_down(&fixture);
}
END_TEST

START_TEST(a_silent_server_leaves_questions_to_be_dropped)
{
	struct fixture fixture;
	struct asker asker;

	set_up(&fixture);
	name_server_fault(fixture.server, "mute.example", NAME_SERVER_SILENT);
	ask(&fixture, &asker, "mute.example");
	event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	ck_assert_int_eq(asker.called, 0);
	tear_down(&fixture);
	ck_assert_int_eq(asker.called, 0);
}
END_TEST

/* A bare system has no hosts file. */
static bool
hosts_file_has(const char *name)
{
	char line[256];
	bool found = false;
	FILE *file = fopen("/etc/hosts", "r");

	while (file != NULL && !found && fgets(line, sizeof(line), file))
		found = line[0] != '#' && strstr(line, name) != NULL;
	if (file != NULL)
		fclose(file);
	return found;
}

START_TEST(the_hosts_file_counts)
{
	struct fixture fixture;
	struct asker asker;

	if (!hosts_file_has("localhost")) {
		puts("skipped: /etc/hosts does not name localhost");
		return;
	}
	set_up(&fixture);
	ask_and_wait(&fixture, &asker, "localhost");
	ck_assert_int_eq(asker.failure_class, CLASS_NONE);
	ck_assert_int_eq(name_server_asked(fixture.server, "localhost"), 0);
	tear_down(&fixture);
}
END_TEST

START_TEST(many_addresses_are_cut_at_the_limit)
{
	struct fixture fixture;
	struct asker asker;
	char address[INET6_ADDRSTRLEN];

	set_up(&fixture);
	/* Each family's answer fits into one packet. */
	for (int i = 1; i <= 25; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i);
		name_server_add(fixture.server, "many.example", address);
	}
	for (int i = 1; i <= 15; i++) {
		snprintf(address, sizeof(address), "2001:db8::%d", i);
		name_server_add(fixture.server, "many.example", address);
	}
	ask_and_wait(&fixture, &asker, "many.example");
	ck_assert_int_eq(asker.failure_class, CLASS_NONE);
	ck_assert_uint_eq(asker.count, LIMIT_ADDRESSES);
	tear_down(&fixture);
}
END_TEST

START_TEST(a_server_that_is_no_address_is_an_error)
{
	struct event_base *base = event_base_new();
	const char *servers[] = { "not an address" };
	struct error err = { 0 };

	ck_assert_ptr_null(resolver_new(base, servers, 1, clock_real(), &err));
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
	ck_assert_str_eq(err.text,
	    "resolver \"not an address\": expected address or address:port");
	event_base_free(base);
}
END_TEST

Suite *
resolve_suite(void)
{
	Suite *suite = suite_create("resolve");
	TCase *tests = tcase_create("resolve");

	tcase_add_test(tests, both_families_are_found);
	tcase_add_test(tests, an_answer_is_kept_five_minutes);
	tcase_add_test(tests, e080_a_missing_name_is_kept_one_minute);
	tcase_add_test(tests, failures_have_their_class);
	tcase_add_test(tests, one_lookup_serves_all_who_ask);
	tcase_add_test(tests, a_cancelled_question_has_no_answer);
	tcase_add_test(tests, a_silent_server_leaves_questions_to_be_dropped);
	tcase_add_test(tests, the_hosts_file_counts);
	tcase_add_test(tests, many_addresses_are_cut_at_the_limit);
	tcase_add_test(tests, a_server_that_is_no_address_is_an_error);
	suite_add_tcase(suite, tests);
	return suite;
}

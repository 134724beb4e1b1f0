/*
 * Which addresses are never connected to, however they are reached, and how
 * names become addresses on the way.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "compiler.h"
#include "tests/unit/net_fixture.h"

Suite *transfer_addresses_suite(void);

static const struct address_row {
	const char *name, *address;
} address_rows[] = {
	{ "E109 loopback", "127.0.0.1" },
	{ "E111 mapped", "::ffff:10.0.0.1" },
	{ "E111 translated", "64:ff9b::7f00:1" },
	{ "metadata", "169.254.169.254" },
	{ "6to4", "2002:7f00:1::" },
};

START_TEST(r61_no_packet_goes_to_a_private_address)
{
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);
	char name[32], url[64];

	net_fixture_set_up(&fixture);
	request.allow_private = false;
	request.url = url;
	for (size_t i = 0; i < ARRAY_LEN(address_rows); i++) {
		snprintf(name, sizeof(name), "row%zu.example", i);
		name_server_add(fixture.names, name, address_rows[i].address);
		snprintf(url, sizeof(url), "http://%s:%d/", name,
		    server_port(fixture.server));
		net_fixture_run(&fixture, &request, &got);
		ck_assert_msg(got.failure_class == CLASS_ADDRESS,
		    "%s: class %d, \"%s\"", address_rows[i].name,
		    got.failure_class, got.reason);
	}
	ck_assert_uint_eq(server_count(fixture.server, NULL), 0);
	ck_assert_int_eq(server_peak(fixture.server), 0);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(refused_addresses_are_taken_out_of_an_answer)
{
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);
	char url[64];

	net_fixture_set_up(&fixture);
	/* 192.0.2.1 can never be allowed; loopback is, for this feed. */
	name_server_add(fixture.names, "both.example", "192.0.2.1");
	name_server_add(fixture.names, "both.example", "127.0.0.1");
	server_reply_body(fixture.server, "/x", NULL, "hello");
	snprintf(url, sizeof(url), "http://both.example:%d/x",
	    server_port(fixture.server));
	request.url = url;
	request.connect_timeout_ms = 1000;
	net_fixture_run(&fixture, &request, &got);
	ck_assert_msg(got.failure_class == CLASS_NONE, "%s", got.reason);
	ck_assert_str_eq(got.address, "127.0.0.1");
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e110_each_transfer_vets_what_the_name_is_now)
{
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);
	char url[64];

	net_fixture_set_up(&fixture);
	name_server_add(fixture.names, "moves.example", "127.0.0.1");
	server_reply_body(fixture.server, "/x", NULL, "hello");
	snprintf(url, sizeof(url), "http://moves.example:%d/x",
	    server_port(fixture.server));
	request.url = url;
	net_fixture_run(&fixture, &request, &got);
	ck_assert_int_eq(got.failure_class, CLASS_NONE);
	/* The same cached answer, for one that may not go there. */
	request.allow_private = false;
	net_fixture_run(&fixture, &request, &got);
	ck_assert_int_eq(got.failure_class, CLASS_ADDRESS);
	ck_assert_uint_eq(server_count(fixture.server, NULL), 1);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(t1_no_spelling_reaches_loopback)
{
	static const char *const hosts[] = { "127.1", "0x7f.1", "2130706433",
		"0177.0.0.1", "0", "[::ffff:127.0.0.1]", "user@127.0.0.1",
		"good.example\\@127.0.0.1", "①②⑦.⓪.⓪.①", "127.0.0.1.",
		"localhost", "localhost.", "%31%32%37.0.0.1" };
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);
	char url[128];

	net_fixture_set_up(&fixture);
	request.allow_private = false;
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		snprintf(url, sizeof(url), "http://%s:%d/", hosts[i],
		    server_port(fixture.server));
		request.url = url;
		net_fixture_run(&fixture, &request, &got);
		ck_assert_msg(got.failure_class == CLASS_ADDRESS ||
			got.failure_class == CLASS_DNS_NAME ||
			got.failure_class == CLASS_DNS_SERVER,
		    "%s: class %d, \"%s\"", url, got.failure_class, got.reason);
	}
	ck_assert_int_eq(server_peak(fixture.server), 0);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(a_trailing_dot_and_a_foreign_name_are_found)
{
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);
	static const char *const hosts[] = { "dot.example.", "bücher.example" };
	char url[128];

	net_fixture_set_up(&fixture);
	name_server_add(fixture.names, "dot.example", "127.0.0.1");
	name_server_add(fixture.names, "xn--bcher-kva.example", "127.0.0.1");
	server_reply_body(fixture.server, "/x", NULL, "hello");
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		snprintf(url, sizeof(url), "http://%s:%d/x", hosts[i],
		    server_port(fixture.server));
		request.url = url;
		net_fixture_run(&fixture, &request, &got);
		ck_assert_msg(got.failure_class == CLASS_NONE, "%s: %s",
		    hosts[i], got.reason);
	}
	net_fixture_tear_down(&fixture);
}
END_TEST

Suite *
transfer_addresses_suite(void)
{
	Suite *suite = suite_create("transfer_addresses");
	TCase *tests = tcase_create("transfer_addresses");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, r61_no_packet_goes_to_a_private_address);
	tcase_add_test(tests, refused_addresses_are_taken_out_of_an_answer);
	tcase_add_test(tests, e110_each_transfer_vets_what_the_name_is_now);
	tcase_add_test(tests, t1_no_spelling_reaches_loopback);
	tcase_add_test(tests, a_trailing_dot_and_a_foreign_name_are_found);
	suite_add_tcase(suite, tests);
	return suite;
}

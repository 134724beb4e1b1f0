/*
 * Redirects and refused addresses in whole exchanges, with the numbers of the
 * test matrix.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "compiler.h"
#include "tests/unit/fetch_fixture.h"

Suite *fetch_hops_suite(void);

#define RSS FIXTURE_RSS
#define LM  FIXTURE_LM

#define DAY 86400

static void
reply(struct fetch_fixture *fixture, const char *path, const char *headers,
    const char *body)
{
	server_reply_body(fixture->server, path, headers, body);
}

/* ---- redirects ------------------------------------------------------------- */

static void
redirect(struct fetch_fixture *fixture, const char *path, int status,
    const char *location)
{
	server_reply_redirect(fixture->server, path, status, location);
}

START_TEST(e056_a_permanent_move_is_followed_and_then_asked_directly)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	redirect(&fixture, "/feed", 301, "/new");
	reply(&fixture, "/new", "ETag: \"a\"\r\n", RSS);
	server_reply(fixture.server, "/new",
	    &(struct reply){ .status = 304, .framing = REPLY_BARE });
	ck_assert_int_eq(fixture_poll(&fixture)->outcome, OUTCOME_MODIFIED);
	ck_assert_int_eq(fixture.result.hops, 1);
	ck_assert_str_eq(fixture.result.permanent_url,
	    server_url(fixture.server, "/new"));
	ck_assert_str_eq(fixture.result.effective_url,
	    server_url(fixture.server, "/new"));
	fixture_keep(&fixture);
	/* The same day: directly, and with the validators of that URL. */
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_NOT_MODIFIED);
	ck_assert_uint_eq(server_count(fixture.server, "/feed"), 1);
	fixture_sent(&fixture, "/new", 1, "If-None-Match", "\"a\"");
	ck_assert_ptr_nonnull(fixture.state.moved_url);
	/* The next day the original is asked again. */
	fake_clock_advance(&fixture.clock, DAY);
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_NOT_MODIFIED);
	ck_assert_uint_eq(server_count(fixture.server, "/feed"), 2);
	fixture_sent(&fixture, "/feed", 1, "If-None-Match", NULL);
	fixture_sent(&fixture, "/new", 2, "If-None-Match", "\"a\"");
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e061_a_move_that_is_withdrawn_or_dead_is_forgotten)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	redirect(&fixture, "/feed", 308, "/new");
	reply(&fixture, "/feed", NULL, RSS);
	reply(&fixture, "/new", NULL, RSS);
	server_reply(fixture.server, "/new",
	    &(struct reply){ .status = 404, .body = "" });
	fixture_poll_and_keep(&fixture);
	fixture_poll_and_keep(&fixture);
	ck_assert_int_eq(fixture.state.failure_class, CLASS_NOT_FOUND);
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class, CLASS_NONE);
	ck_assert_str_eq(fixture.result.effective_url, fixture.feed.url);
	ck_assert_ptr_null(fixture.result.permanent_url);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e058_a_temporary_hop_makes_no_new_place)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	redirect(&fixture, "/feed", 301, "/a");
	redirect(&fixture, "/a", 302, "/b");
	reply(&fixture, "/b", NULL, RSS);
	ck_assert_int_eq(fixture_poll(&fixture)->outcome, OUTCOME_MODIFIED);
	ck_assert_int_eq(fixture.result.hops, 2);
	ck_assert_ptr_null(fixture.result.permanent_url);
	ck_assert_str_eq(fixture.result.effective_url,
	    server_url(fixture.server, "/b"));
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(r36_a_place_that_fails_is_no_new_place)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	redirect(&fixture, "/feed", 301, "/a");
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class,
	    CLASS_NOT_FOUND);
	ck_assert_ptr_null(fixture.result.permanent_url);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e063_nothing_private_goes_to_another_host)
{
	static const struct feed_header own[] = { { "X-Key", "secret" } };
	struct fetch_fixture fixture;
	struct server *other = server_start();
	char text[64];
	const struct server_request *request;

	fixture_set_up(&fixture);
	fixture.feed.headers = own;
	fixture.feed.header_count = 1;
	fixture.feed.cookies = "a=b";
	reply(&fixture, "/feed", "ETag: \"a\"\r\nLast-Modified: " LM "\r\n",
	    RSS);
	redirect(&fixture, "/feed", 302, server_url(other, "/feed"));
	server_reply_body(other, "/feed", NULL, RSS " ");
	fixture_poll_and_keep(&fixture);
	ck_assert_int_eq(fixture_poll(&fixture)->outcome, OUTCOME_MODIFIED);
	fixture_sent(&fixture, "/feed", 1, "X-Key", "secret");
	fixture_sent_validators(&fixture, 1, "\"a\"", LM);
	request = server_request(other, "/feed", 0);
	ck_assert_ptr_null(
	    request_header(request, "X-Key", text, sizeof(text)));
	ck_assert_ptr_null(
	    request_header(request, "Cookie", text, sizeof(text)));
	ck_assert_ptr_null(
	    request_header(request, "If-None-Match", text, sizeof(text)));
	ck_assert_ptr_null(
	    request_header(request, "If-Modified-Since", text, sizeof(text)));
	ck_assert_ptr_null(
	    request_header(request, "Referer", text, sizeof(text)));
	ck_assert_ptr_null(
	    request_header(request, "Authorization", text, sizeof(text)));
	server_stop(other);
	fixture_tear_down(&fixture);
}
END_TEST

static const struct hop_row {
	const char *name, *location;
	enum failure_class failure_class;
	size_t requests;
} hop_rows[] = {
	{ "E064 a circle", "/feed2", CLASS_REDIRECT, 2 },
	{ "E067 a file", "file:///etc/passwd", CLASS_REDIRECT, 1 },
	{ "E067 ftp", "ftp://127.0.0.1/feed", CLASS_REDIRECT, 1 },
	{ "E112 metadata", "http://169.254.169.254/latest/", CLASS_ADDRESS, 1 },
	{ "E113 0x7f.1", "http://0x7f.1:8080/", CLASS_ADDRESS, 1 },
	{ "E113 2130706433", "http://2130706433:8080/", CLASS_ADDRESS, 1 },
	{ "loopback as IPv6", "http://[::1]:8080/", CLASS_ADDRESS, 1 },
	{ "a port of another service", "http://public.example:25/",
	    CLASS_REDIRECT, 1 },
	{ "a port of the web", "http://public.example:8080/feed3", CLASS_NONE,
	    2 },
};

#define PUBLIC "http://public.example"

/* The server stands in as a proxy, so that the feed is a public one and its
 * hops are judged as those of any other. */
START_TEST(d3_each_hop_is_vetted)
{
	const struct hop_row *row = &hop_rows[_i];
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	fixture.feed.allow_private = false;
	fixture.feed.proxy = server_url(fixture.server, "");
	fixture.feed.url = PUBLIC "/feed";
	redirect(&fixture, PUBLIC "/feed", 302, row->location);
	redirect(&fixture, PUBLIC "/feed2", 302, "/feed");
	reply(&fixture, PUBLIC ":8080/feed3", NULL, RSS);
	ck_assert_msg(fixture_poll(&fixture)->failure_class ==
		row->failure_class,
	    "%s: %s, \"%s\"", row->name,
	    failure_class_name(fixture.result.failure_class),
	    fixture.result.reason);
	ck_assert_msg(server_count(fixture.server, NULL) == row->requests,
	    "%s: %zu requests", row->name, server_count(fixture.server, NULL));
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e065_six_hops)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	redirect(&fixture, "/feed", 302, "/1");
	redirect(&fixture, "/1", 302, "/2");
	redirect(&fixture, "/2", 302, "/3");
	redirect(&fixture, "/3", 302, "/4");
	redirect(&fixture, "/4", 302, "/5");
	redirect(&fixture, "/5", 302, "/6");
	reply(&fixture, "/6", NULL, RSS);
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class, CLASS_REDIRECT);
	ck_assert_uint_eq(server_count(fixture.server, NULL), 6);
	ck_assert_uint_eq(server_count(fixture.server, "/6"), 0);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e068_userinfo_and_fragment_are_dropped)
{
	struct fetch_fixture fixture;
	char location[128];

	fixture_set_up(&fixture);
	snprintf(location, sizeof(location),
	    "http://user:secret@127.0.0.1:%d/new?x#part",
	    server_port(fixture.server));
	redirect(&fixture, "/feed", 302, location);
	reply(&fixture, "/new?x", NULL, RSS);
	ck_assert_int_eq(fixture_poll(&fixture)->outcome, OUTCOME_MODIFIED);
	ck_assert_str_eq(fixture.result.effective_url,
	    server_url(fixture.server, "/new?x"));
	fixture_sent(&fixture, "/new?x", 0, "Authorization", NULL);
	fixture_tear_down(&fixture);
}
END_TEST

/* ---- addresses ------------------------------------------------------------- */

START_TEST(e109_e111_e113_no_packet_to_a_private_address)
{
	static const char *const hosts[] = { "loopback.example",
		"mapped.example", "translated.example", "0x7f.1", "2130706433",
		"127.0.0.1", "[::ffff:127.0.0.1]" };
	struct fetch_fixture fixture;
	char url[128];

	fixture_set_up(&fixture);
	name_server_add(fixture.names, "loopback.example", "127.0.0.1");
	name_server_add(fixture.names, "mapped.example", "::ffff:10.0.0.1");
	name_server_add(fixture.names, "translated.example", "64:ff9b::7f00:1");
	fixture.feed.allow_private = false;
	fixture.feed.url = url;
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		snprintf(url, sizeof(url), "http://%s:%d/feed", hosts[i],
		    server_port(fixture.server));
		ck_assert_msg(fixture_poll(&fixture)->failure_class ==
			CLASS_ADDRESS,
		    "%s: %s", url, fixture.result.reason);
	}
	ck_assert_int_eq(server_peak(fixture.server), 0);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(a_bad_url_ends_as_a_result)
{
	static const char *const urls[] = { "", "ftp://example.org/", "http://",
		"feed.xml", "http://exa mple.org/" };
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		fixture.feed.url = urls[i];
		ck_assert_msg(fixture_poll(&fixture)->failure_class ==
			CLASS_REDIRECT,
		    "%s: %s", urls[i], fixture.result.reason);
	}
	fixture_tear_down(&fixture);
}
END_TEST

Suite *
fetch_hops_suite(void)
{
	Suite *suite = suite_create("fetch_hops");
	TCase *tests = tcase_create("fetch_hops");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests,
	    e056_a_permanent_move_is_followed_and_then_asked_directly);
	tcase_add_test(tests,
	    e061_a_move_that_is_withdrawn_or_dead_is_forgotten);
	tcase_add_test(tests, e058_a_temporary_hop_makes_no_new_place);
	tcase_add_test(tests, r36_a_place_that_fails_is_no_new_place);
	tcase_add_test(tests, e063_nothing_private_goes_to_another_host);
	tcase_add_loop_test(tests, d3_each_hop_is_vetted, 0,
	    ARRAY_LEN(hop_rows));
	tcase_add_test(tests, e065_six_hops);
	tcase_add_test(tests, e068_userinfo_and_fragment_are_dropped);
	tcase_add_test(tests, e109_e111_e113_no_packet_to_a_private_address);
	tcase_add_test(tests, a_bad_url_ends_as_a_result);
	suite_add_tcase(suite, tests);
	return suite;
}

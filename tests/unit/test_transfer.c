/*
 * Transfers between those who keep the rules: what is sent, what comes back,
 * proxies, how many run at once, and who is called when.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "compiler.h"
#include "limits.h"
#include "memory.h"
#include "tests/unit/net_fixture.h"

Suite *transfer_suite(void);

/* ---- what is sent and what comes ------------------------------------------- */

START_TEST(an_answer_comes_whole)
{
	struct net_fixture fixture;
	struct net_outcome got;
	unsigned char digest[HASH_SHA256_SIZE];
	struct hash_state hash;

	net_fixture_set_up(&fixture);
	net_fixture_run_reply(&fixture,
	    &(struct reply){ .headers = "X-Test:  one \r\nX-Test: two\r\n",
		.body = "hello" },
	    net_fixture_request(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_NONE);
	ck_assert_int_eq(got.status, 200);
	ck_assert_str_eq(got.body, "hello");
	ck_assert_str_eq(got.header, "one");
	ck_assert_uint_eq(got.header_count, 3);
	ck_assert_str_eq(got.address, "127.0.0.1");
	ck_assert_str_eq(got.redirect, "");
	ck_assert_int_gt(got.wire_bytes, 5);
	hash_init(&hash);
	hash_add(&hash, SLICE("hello"));
	hash_end(&hash, digest);
	ck_assert_mem_eq(got.digest, digest, sizeof(digest));
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(r3_nothing_is_sent_that_was_not_asked_for)
{
	static const char *const lines[] = { "Accept: text/xml",
		"If-None-Match: W/\"a,b\"", NULL };
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);
	char expected[256];

	net_fixture_set_up(&fixture);
	request.headers = lines;
	net_fixture_run_reply(&fixture, &(struct reply){ .body = "x" }, request,
	    &got);
	snprintf(expected, sizeof(expected),
	    "Host: 127.0.0.1:%d\r\n"
	    "User-Agent: crier-test/1\r\n"
	    "Accept-Encoding: gzip, br\r\n"
	    "Accept: text/xml\r\n"
	    "If-None-Match: W/\"a,b\"\r\n\r\n",
	    server_port(fixture.server));
	ck_assert_str_eq(server_request(fixture.server, "/x", 0)->headers,
	    expected);
	ck_assert_str_eq(server_request(fixture.server, "/x", 0)->method,
	    "GET");
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(a_post_sends_its_body_at_once)
{
	static const char *const lines[] = { "Content-Type: application/json",
		NULL };
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);
	const struct server_request *seen;
	char text[64];

	net_fixture_set_up(&fixture);
	request.method = NET_POST;
	request.headers = lines;
	request.body = (struct bytes){ (const unsigned char *)"{\"a\":\0}", 7 };
	net_fixture_run_reply(&fixture,
	    &(struct reply){ .status = 204, .framing = REPLY_BARE }, request,
	    &got);
	ck_assert_int_eq(got.status, 204);
	seen = server_request(fixture.server, "/x", 0);
	ck_assert_str_eq(seen->method, "POST");
	ck_assert_str_eq(request_header(seen, "Content-Length", text,
			     sizeof(text)),
	    "7");
	ck_assert_str_eq(request_header(seen, "Content-Type", text,
			     sizeof(text)),
	    "application/json");
	ck_assert_ptr_null(request_header(seen, "Expect", text, sizeof(text)));
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(a_large_post_asks_for_no_leave)
{
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);
	unsigned char *body = xcalloc(1, 2 * MIB);
	char text[64];

	net_fixture_set_up(&fixture);
	request.method = NET_POST;
	request.body = (struct bytes){ body, 2 * MIB };
	net_fixture_run_reply(&fixture,
	    &(struct reply){ .status = 204, .framing = REPLY_BARE }, request,
	    &got);
	ck_assert_ptr_null(
	    request_header(server_request(fixture.server, "/x", 0), "Expect",
		text, sizeof(text)));
	free(body);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(a_redirect_is_told_and_not_followed)
{
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);

	net_fixture_set_up(&fixture);
	server_reply_redirect(fixture.server, "/a/b", 301, "../c?d#e");
	request.url = server_url(fixture.server, "/a/b");
	net_fixture_run(&fixture, &request, &got);
	ck_assert_int_eq(got.failure_class, CLASS_NONE);
	ck_assert_int_eq(got.status, 301);
	ck_assert_str_eq(got.redirect, server_url(fixture.server, "/c?d#e"));
	ck_assert_uint_eq(server_count(fixture.server, NULL), 1);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e103_early_hints_are_not_the_answer)
{
	struct net_fixture fixture;
	struct net_outcome got;

	net_fixture_set_up(&fixture);
	net_fixture_run_reply(&fixture,
	    &(struct reply){
		.raw = "HTTP/1.1 103 Early Hints\r\nX-Test: early\r\n\r\n"
		       "HTTP/1.1 200 OK\r\nX-Test: final\r\n"
		       "Content-Length: 2\r\n\r\nok" },
	    net_fixture_request(NULL), &got);
	ck_assert_int_eq(got.status, 200);
	ck_assert_str_eq(got.header, "final");
	ck_assert_uint_eq(got.header_count, 2);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(a_header_that_is_too_long_is_no_header)
{
	struct net_fixture fixture;
	struct net_outcome got;
	char value[LIMIT_HEADER_VALUE + 2] = "", headers[sizeof(value) + 16];

	net_fixture_set_up(&fixture);
	memset(value, 'a', sizeof(value) - 1);
	snprintf(headers, sizeof(headers), "X-Test: %s\r\n", value);
	net_fixture_run_reply(&fixture,
	    &(struct reply){ .headers = headers, .body = "x" },
	    net_fixture_request(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_NONE);
	ck_assert_str_eq(got.header, "");
	ck_assert_uint_eq(got.header_count, 1);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(gzip_and_chunks_are_undone)
{
	struct net_fixture fixture;
	struct net_outcome got;
	size_t len;
	char *packed = script_gzip("hello, world", 12, &len);

	net_fixture_set_up(&fixture);
	net_fixture_run_reply(&fixture,
	    &(struct reply){ .headers = "Content-Encoding: gzip\r\n",
		.body = packed,
		.body_len = len,
		.framing = REPLY_CHUNKED },
	    net_fixture_request(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_NONE);
	ck_assert_str_eq(got.body, "hello, world");
	free(packed);
	net_fixture_tear_down(&fixture);
}
END_TEST

/* ---- proxies --------------------------------------------------------------- */

START_TEST(t3_the_environment_has_no_say)
{
	struct net_fixture fixture;
	struct net_outcome got;
	struct server *proxy = server_start();

	net_fixture_set_up(&fixture);
	setenv("http_proxy", server_url(proxy, ""), 1);
	setenv("all_proxy", server_url(proxy, ""), 1);
	net_fixture_run_reply(&fixture, &(struct reply){ .body = "direct" },
	    net_fixture_request(NULL), &got);
	ck_assert_str_eq(got.body, "direct");
	ck_assert_int_eq(server_peak(proxy), 0);
	server_stop(proxy);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(a_proxy_of_the_configuration_is_used)
{
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(
	    "http://far.example/feed");

	net_fixture_set_up(&fixture);
	setenv("no_proxy", "far.example", 1);
	server_reply_body(fixture.server, "http://far.example/feed", NULL,
	    "by proxy");
	request.proxy = server_url(fixture.server, "");
	request.allow_private = false;
	net_fixture_run(&fixture, &request, &got);
	ck_assert_msg(got.failure_class == CLASS_NONE, "%s", got.reason);
	ck_assert_str_eq(got.body, "by proxy");
	/* The name is the proxy's to find. */
	ck_assert_int_eq(name_server_asked(fixture.names, "far.example"), 0);
	/* An address is judged all the same. */
	request.url = "http://127.0.0.1/feed";
	net_fixture_run(&fixture, &request, &got);
	ck_assert_int_eq(got.failure_class, CLASS_ADDRESS);
	ck_assert_uint_eq(server_count(fixture.server, NULL), 1);
	net_fixture_tear_down(&fixture);
}
END_TEST

/* ---- many, and their end --------------------------------------------------- */

START_TEST(no_more_run_at_once_than_allowed)
{
	struct net_fixture fixture;
	struct net_outcome got[20];
	struct net_request request = net_fixture_request(NULL);

	net_fixture_set_up_with(&fixture, 3);
	server_reply(fixture.server, "/x",
	    &(struct reply){ .body = "x", .delay_ms = 5 });
	request.url = server_url(fixture.server, "/x");
	for (size_t i = 0; i < ARRAY_LEN(got); i++)
		net_fixture_start(&fixture, &request, &got[i]);
	for (size_t i = 0; i < ARRAY_LEN(got); i++) {
		net_fixture_wait(&got[i]);
		ck_assert_int_eq(got[i].failure_class, CLASS_NONE);
	}
	/* One may be accepted before the last is seen to be closed. */
	ck_assert_int_le(server_peak(fixture.server), 4);
	ck_assert_uint_eq(server_count(fixture.server, "/x"), ARRAY_LEN(got));
	for (size_t i = 0; i < ARRAY_LEN(got); i++)
		ck_assert_int_eq(got[i].called, 1);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(a_cancelled_transfer_calls_nobody)
{
	struct net_fixture fixture;
	struct net_outcome queued, resolving, running, refused, last;
	struct net_transfer *transfers[4];
	struct net_request request = net_fixture_request(NULL);

	net_fixture_set_up_with(&fixture, 2);
	server_reply(fixture.server, "/silent",
	    &(struct reply){ .fault = FAULT_SILENT });
	server_reply_body(fixture.server, "/x", NULL, "x");
	name_server_fault(fixture.names, "mute.example", NAME_SERVER_SILENT);
	request.url = server_url(fixture.server, "/silent");
	transfers[0] = net_fixture_start(&fixture, &request, &running);
	request.url = "http://mute.example/";
	transfers[1] = net_fixture_start(&fixture, &request, &resolving);
	request.url = server_url(fixture.server, "/x");
	transfers[2] = net_fixture_start(&fixture, &request, &queued);
	while (server_count(fixture.server, "/silent") == 0)
		event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	request.url = "gopher://example.org/";
	transfers[3] = net_fixture_start(&fixture, &request, &refused);
	for (size_t i = 0; i < ARRAY_LEN(transfers); i++)
		net_cancel(transfers[i]);
	request.url = server_url(fixture.server, "/x");
	net_fixture_run(&fixture, &request, &last);
	ck_assert_str_eq(last.body, "x");
	ck_assert_int_eq(queued.called + resolving.called + running.called +
		refused.called,
	    0);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(an_end_with_transfers_under_way_calls_nobody)
{
	struct net_fixture fixture;
	struct net_outcome got[3];
	struct net_request request = net_fixture_request(NULL);

	net_fixture_set_up_with(&fixture, 1);
	server_reply(fixture.server, "/silent",
	    &(struct reply){ .fault = FAULT_SILENT });
	request.url = server_url(fixture.server, "/silent");
	for (size_t i = 0; i < ARRAY_LEN(got); i++)
		net_fixture_start(&fixture, &request, &got[i]);
	while (server_count(fixture.server, "/silent") == 0)
		event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	net_fixture_tear_down(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(got); i++)
		ck_assert_int_eq(got[i].called, 0);
}
END_TEST

static int
open_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

START_TEST(d6_no_connection_outlives_its_transfer)
{
	struct net_fixture fixture;
	struct net_outcome got;
	int before;

	net_fixture_set_up(&fixture);
	net_fixture_run_reply(&fixture, &(struct reply){ .body = "x" },
	    net_fixture_request(NULL), &got);
	/* The server closes its end when it sees ours closed. */
	before = open_descriptors();
	for (int i = 0; i < 20; i++)
		net_fixture_run_reply(&fixture, &(struct reply){ .body = "x" },
		    net_fixture_request(NULL), &got);
	ck_assert_int_le(open_descriptors(), before + 2);
	net_fixture_tear_down(&fixture);
}
END_TEST

Suite *
transfer_suite(void)
{
	Suite *suite = suite_create("transfer");
	TCase *tests = tcase_create("transfer");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, an_answer_comes_whole);
	tcase_add_test(tests, r3_nothing_is_sent_that_was_not_asked_for);
	tcase_add_test(tests, a_post_sends_its_body_at_once);
	tcase_add_test(tests, a_large_post_asks_for_no_leave);
	tcase_add_test(tests, a_redirect_is_told_and_not_followed);
	tcase_add_test(tests, e103_early_hints_are_not_the_answer);
	tcase_add_test(tests, a_header_that_is_too_long_is_no_header);
	tcase_add_test(tests, gzip_and_chunks_are_undone);
	tcase_add_test(tests, t3_the_environment_has_no_say);
	tcase_add_test(tests, a_proxy_of_the_configuration_is_used);
	tcase_add_test(tests, no_more_run_at_once_than_allowed);
	tcase_add_test(tests, a_cancelled_transfer_calls_nobody);
	tcase_add_test(tests, an_end_with_transfers_under_way_calls_nobody);
	tcase_add_test(tests, d6_no_connection_outlives_its_transfer);
	suite_add_tcase(suite, tests);
	return suite;
}

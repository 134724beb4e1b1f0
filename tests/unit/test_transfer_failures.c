/*
 * The ways in which an answer can go wrong, with the numbers of the test
 * matrix, and the class that each has.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "limits.h"
#include "memory.h"
#include "tests/unit/net_fixture.h"

Suite *transfer_failures_suite(void);

#define LONG_BODY                                                            \
	"<rss>0123456789012345678901234567890123456789012345678901234567890" \
	"123456789012345678901234567890123456789</rss>"

static const struct failure_row {
	const char *name;
	struct reply reply;
	enum failure_class failure_class;
	int64_t timeout_ms;
	size_t max_decoded, max_wire;
} failure_rows[] = {
	{ .name = "E085 accepts, never answers",
	    .reply = { .fault = FAULT_SILENT },
	    .failure_class = CLASS_TRANSFER,
	    .timeout_ms = 200 },
	{ .name = "E086 a byte now and then",
	    .reply = { .body = LONG_BODY, .fault = FAULT_DRIP, .drip_ms = 40 },
	    .failure_class = CLASS_TRANSFER,
	    .timeout_ms = 200 },
	{ .name = "E090 reset in the body",
	    .reply = { .body = LONG_BODY, .fault = FAULT_RESET },
	    .failure_class = CLASS_TRANSFER },
	{ .name = "E091 shorter than it says",
	    .reply = { .body = LONG_BODY, .fault = FAULT_CUT },
	    .failure_class = CLASS_TRANSFER },
	{ .name = "E092 no last chunk",
	    .reply = { .body = LONG_BODY,
		.framing = REPLY_CHUNKED,
		.fault = FAULT_NO_LAST_CHUNK },
	    .failure_class = CLASS_TRANSFER },
	{ .name = "closed before a byte",
	    .reply = { .raw = "", .fault = FAULT_NONE },
	    .failure_class = CLASS_TRANSFER },
	{ .name = "E094 endless chunks, decoded",
	    .reply = { .body = LONG_BODY,
		.framing = REPLY_CHUNKED,
		.fault = FAULT_ENDLESS_BODY },
	    .failure_class = CLASS_SIZE,
	    .max_decoded = 100000 },
	{ .name = "E094 endless chunks, on the wire",
	    .reply = { .body = LONG_BODY,
		.framing = REPLY_CHUNKED,
		.fault = FAULT_ENDLESS_BODY },
	    .failure_class = CLASS_SIZE,
	    .max_wire = 200000 },
	{ .name = "T12 chunks that are nearly all extension",
	    .reply = { .headers = "Transfer-Encoding: chunked\r\n",
		.body = "1;" LONG_BODY LONG_BODY LONG_BODY "\r\nx\r\n",
		.framing = REPLY_UNTIL_CLOSE,
		.fault = FAULT_ENDLESS_BODY },
	    .failure_class = CLASS_SIZE,
	    .max_wire = 200000 },
	{ .name = "a length that is too large",
	    .reply = { .raw =
			   "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx",
		.fault = FAULT_NONE },
	    .failure_class = CLASS_SIZE },
	{ .name = "E097 six encodings",
	    .reply = { .headers =
			   "Content-Encoding: gzip, gzip, gzip, gzip, gzip, "
			   "gzip\r\n",
		.body = LONG_BODY },
	    .failure_class = CLASS_ENCODING },
	{ .name = "E098 an encoding that nobody knows",
	    .reply = { .headers = "Content-Encoding: bogus\r\n",
		.body = LONG_BODY },
	    .failure_class = CLASS_ENCODING },
	{ .name = "E098 gzip that is none",
	    .reply = { .headers = "Content-Encoding: gzip\r\n",
		.body = LONG_BODY },
	    .failure_class = CLASS_ENCODING },
	{ .name = "E099 endless headers",
	    .reply = { .headers =
			   "X-A: 0123456789012345678901234567890123456789\r\n",
		.fault = FAULT_ENDLESS_HEADERS },
	    .failure_class = CLASS_HEADERS },
	{ .name = "E101 HTTP/0.9",
	    .reply = { .raw = "<rss><channel/></rss>\n" },
	    .failure_class = CLASS_GARBAGE },
	{ .name = "garbage",
	    .reply = { .raw = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03" },
	    .failure_class = CLASS_GARBAGE },
	{ .name = "E102 a NUL in a header",
	    .reply = { .raw = "HTTP/1.1 200 OK\r\nETag: \"a\0b\"\r\n"
			      "Content-Length: 1\r\n\r\nx",
		.raw_len = 53 },
	    .failure_class = CLASS_GARBAGE },
};

static void
check_failure(struct net_fixture *fixture, const struct failure_row *row)
{
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);

	request.timeout_ms = row->timeout_ms;
	request.max_decoded = row->max_decoded;
	request.max_wire = row->max_wire;
	net_fixture_run_reply(fixture, &row->reply, request, &got);
	ck_assert_msg(got.failure_class == row->failure_class,
	    "%s: class %d, \"%s\"", row->name, got.failure_class, got.reason);
	ck_assert_msg(strncmp(got.reason, "127.0.0.1: ", 11) == 0 &&
		strlen(got.reason) > 15,
	    "%s: \"%s\"", row->name, got.reason);
	/* Far below what would be too much once decoded. */
	if (row->max_wire > 0)
		ck_assert_msg(got.body_len <= row->max_wire + 64 * KIB &&
			strstr(got.reason, "wire") != NULL,
		    "%s: %zu, \"%s\"", row->name, got.body_len, got.reason);
	if (row->max_decoded > 0)
		ck_assert_msg(got.body_len <= row->max_decoded, "%s: %zu",
		    row->name, got.body_len);
}

START_TEST(a5_each_failure_has_its_class)
{
	struct net_fixture fixture;

	net_fixture_set_up(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(failure_rows); i++)
		check_failure(&fixture, &failure_rows[i]);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e083_a_closed_port_is_a_failed_connection)
{
	struct net_fixture fixture;
	struct net_outcome got;
	struct net_request request = net_fixture_request(NULL);
	struct server *gone = server_start();
	char url[64];

	net_fixture_set_up(&fixture);
	snprintf(url, sizeof(url), "%s", server_url(gone, "/"));
	server_stop(gone);
	request.url = url;
	net_fixture_run(&fixture, &request, &got);
	ck_assert_int_eq(got.failure_class, CLASS_CONNECT);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e100_one_huge_header_line_is_not_our_memory)
{
	struct net_fixture fixture;
	struct net_outcome got;
	size_t len = 150 * KIB;
	char *headers = xcalloc(1, len + 16);

	net_fixture_set_up(&fixture);
	memset(headers, 'a', len);
	memcpy(headers, "X-Long: ", 8);
	memcpy(headers + len, "\r\n", 2);
	net_fixture_run_reply(&fixture,
	    &(struct reply){ .headers = headers, .body = "x" },
	    net_fixture_request(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_HEADERS);
	free(headers);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e095_a_gzip_bomb_is_stopped_by_its_ratio)
{
	struct net_fixture fixture;
	struct net_outcome got;
	size_t len;
	const char *bomb = script_gzip_bomb(&len);

	net_fixture_set_up(&fixture);
	net_fixture_run_reply(&fixture,
	    &(struct reply){ .headers = "Content-Encoding: gzip\r\n",
		.body = bomb,
		.body_len = len,
		.framing = REPLY_UNTIL_CLOSE,
		.fault = FAULT_ENDLESS_ZEROS },
	    net_fixture_request(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_SIZE);
	ck_assert_msg(strstr(got.reason, "expands") != NULL, "%s", got.reason);
	ck_assert_uint_lt(got.body_len, 8 * MIB);
	net_fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e096_gzip_in_gzip_is_stopped_too)
{
	struct net_fixture fixture;
	struct net_outcome got;
	size_t bomb_len, len;
	const char *bomb = script_gzip_bomb(&bomb_len);
	char *inner = xcalloc(1, 64 * KIB), *outer;

	net_fixture_set_up(&fixture);
	memcpy(inner, bomb, bomb_len);
	outer = script_gzip(inner, 64 * KIB, &len);
	net_fixture_run_reply(&fixture,
	    &(struct reply){ .headers = "Content-Encoding: gzip, gzip\r\n",
		.body = outer,
		.body_len = len },
	    net_fixture_request(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_SIZE);
	ck_assert_uint_lt(got.body_len, LIMIT_BODY_DECODED);
	free(inner);
	free(outer);
	net_fixture_tear_down(&fixture);
}
END_TEST

Suite *
transfer_failures_suite(void)
{
	Suite *suite = suite_create("transfer_failures");
	TCase *tests = tcase_create("transfer_failures");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a5_each_failure_has_its_class);
	tcase_add_test(tests, e083_a_closed_port_is_a_failed_connection);
	tcase_add_test(tests, e100_one_huge_header_line_is_not_our_memory);
	tcase_add_test(tests, e095_a_gzip_bomb_is_stopped_by_its_ratio);
	tcase_add_test(tests, e096_gzip_in_gzip_is_stopped_too);
	suite_add_tcase(suite, tests);
	return suite;
}

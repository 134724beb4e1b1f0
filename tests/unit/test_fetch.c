/*
 * Whole exchanges against the scripted server, with the numbers of the test
 * matrix: what an answer means, what a result tells, how a fetch ends.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "compiler.h"
#include "limits.h"
#include "tests/unit/fetch_fixture.h"

Suite *fetch_suite(void);

#define RSS FIXTURE_RSS
#define DAY 86400

static void
reply(struct fetch_fixture *fixture, const char *path, const char *headers,
    const char *body)
{
	server_reply_body(fixture->server, path, headers, body);
}

/* ---- single answers -------------------------------------------------------- */

static const struct answer_row {
	const char *name;
	struct reply reply;
	enum outcome outcome;
	enum failure_class failure_class;
	int64_t lifetime_s, retry_after_s; /* -1: not stated */
} answer_rows[] = {
	/* clang-format off */
	{ "200", { .body = RSS }, OUTCOME_MODIFIED, CLASS_NONE, -1, -1 },
	{ "203", { .status = 203, .body = RSS }, OUTCOME_MODIFIED, CLASS_NONE,
	    -1, -1 },
	{ "E028", { .headers = "Cache-Control: max-age=7200\r\n", .body = RSS },
	    OUTCOME_MODIFIED, CLASS_NONE, 7200, -1 },
	{ "E031", { .headers = "Cache-Control: max-age=abc\r\n", .body = RSS },
	    OUTCOME_MODIFIED, CLASS_NONE, 0, -1 },
	{ "E032", { .headers = "Cache-Control: max-age=99999999999999\r\n",
	    .body = RSS }, OUTCOME_MODIFIED, CLASS_NONE, 2 * DAY, -1 },
	{ "E033", { .headers = "Cache-Control: max-age=504576000\r\n",
	    .body = RSS }, OUTCOME_MODIFIED, CLASS_NONE, 2 * DAY, -1 },
	{ "E036", { .headers = "Expires: 0\r\n", .body = RSS },
	    OUTCOME_MODIFIED, CLASS_NONE, 0, -1 },
	{ "E045", { .status = 429, .headers = "Retry-After: 86400\r\n",
	    .body = "" }, OUTCOME_FAILED, CLASS_THROTTLED, -1, DAY },
	{ "E046", { .status = 429,
	    .headers = "Date: Mon, 13 Nov 2023 22:13:20 GMT\r\n"
		       "Retry-After: Mon, 13 Nov 2023 23:13:20 GMT\r\n",
	    .body = "" }, OUTCOME_FAILED, CLASS_THROTTLED, -1, 3600 },
	{ "E047", { .status = 429, .body = "" }, OUTCOME_FAILED,
	    CLASS_THROTTLED, -1, -1 },
	{ "E048", { .status = 429, .headers = "Retry-After: 2592000\r\n",
	    .body = "" }, OUTCOME_FAILED, CLASS_THROTTLED, -1, 14 * DAY },
	{ "E049 negative", { .status = 429, .headers = "Retry-After: -5\r\n",
	    .body = "" }, OUTCOME_FAILED, CLASS_THROTTLED, -1, -1 },
	{ "E049 a word", { .status = 429, .headers = "Retry-After: soon\r\n",
	    .body = "" }, OUTCOME_FAILED, CLASS_THROTTLED, -1, -1 },
	{ "R27 both", { .status = 429, .headers = "Retry-After: 3600\r\n"
	    "Cache-Control: max-age=150000\r\n", .body = "" }, OUTCOME_FAILED,
	    CLASS_THROTTLED, 150000, 3600 },
	{ "E051", { .status = 503, .headers = "Retry-After: 600\r\n",
	    .body = "" }, OUTCOME_FAILED, CLASS_SERVER, -1, 600 },
	{ "E077", { .status = 500, .body = "oops" }, OUTCOME_FAILED,
	    CLASS_SERVER, -1, -1 },
	{ "E078 599", { .status = 599, .body = "oops" }, OUTCOME_FAILED,
	    CLASS_SERVER, -1, -1 },
	{ "E078 299", { .status = 299, .body = RSS }, OUTCOME_FAILED,
	    CLASS_SOFT, -1, -1 },
	{ "E079 204", { .status = 204, .framing = REPLY_BARE }, OUTCOME_FAILED,
	    CLASS_SOFT, -1, -1 },
	{ "E079 an empty 200", { .body = "" }, OUTCOME_FAILED, CLASS_SOFT, -1,
	    -1 },
	{ "E128 226", { .status = 226, .body = RSS }, OUTCOME_FAILED,
	    CLASS_SOFT, -1, -1 },
	{ "410", { .status = 410, .body = "" }, OUTCOME_GONE, CLASS_GONE, -1,
	    -1 },
	{ "E066", { .status = 301, .body = "" }, OUTCOME_FAILED, CLASS_SOFT, -1,
	    -1 },
	{ "305", { .status = 305, .headers = "Location: http://127.0.0.1/\r\n",
	    .body = "" }, OUTCOME_FAILED, CLASS_SOFT, -1, -1 },
	{ "E090", { .body = RSS, .fault = FAULT_RESET }, OUTCOME_FAILED,
	    CLASS_TRANSFER, -1, -1 },
	{ "E091", { .body = RSS, .fault = FAULT_CUT }, OUTCOME_FAILED,
	    CLASS_TRANSFER, -1, -1 },
	{ "E092", { .body = RSS, .framing = REPLY_CHUNKED,
	    .fault = FAULT_NO_LAST_CHUNK }, OUTCOME_FAILED, CLASS_TRANSFER, -1,
	    -1 },
	{ "E093 cut where nobody can tell", { .body = RSS,
	    .framing = REPLY_UNTIL_CLOSE, .fault = FAULT_CUT },
	    OUTCOME_MODIFIED, CLASS_NONE, -1, -1 },
	{ "E097", { .headers = "Content-Encoding: gzip, gzip, gzip, gzip, "
	    "gzip, gzip\r\n", .body = RSS }, OUTCOME_FAILED, CLASS_ENCODING,
	    -1, -1 },
	{ "E099", { .headers = "X-A: 01234567890123456789012345678901\r\n",
	    .fault = FAULT_ENDLESS_HEADERS }, OUTCOME_FAILED, CLASS_HEADERS,
	    -1, -1 },
	{ "E101", { .raw = RSS }, OUTCOME_FAILED, CLASS_GARBAGE, -1, -1 },
	{ "E102 a bare CR", { .headers = "ETag: \"a\rb\"\r\n", .body = RSS },
	    OUTCOME_MODIFIED, CLASS_NONE, -1, -1 },
	/* clang-format on */
};

START_TEST(a4_a5_what_an_answer_means)
{
	const struct answer_row *row = &answer_rows[_i];
	struct fetch_fixture fixture;
	const struct fetch_result *result;

	fixture_set_up(&fixture);
	server_reply(fixture.server, "/feed", &row->reply);
	result = fixture_poll(&fixture);
	ck_assert_msg(result->outcome == row->outcome &&
		result->failure_class == row->failure_class,
	    "%s: %s, %s, \"%s\"", row->name, outcome_name(result->outcome),
	    failure_class_name(result->failure_class), result->reason);
	ck_assert_msg(result->lifetime_stated == (row->lifetime_s >= 0) &&
		(row->lifetime_s < 0 || result->lifetime_s == row->lifetime_s),
	    "%s: lifetime %lld", row->name, (long long)result->lifetime_s);
	ck_assert_msg(result->retry_after_stated == (row->retry_after_s >= 0) &&
		(row->retry_after_s < 0 ||
		    result->retry_after_s == row->retry_after_s),
	    "%s: retry after %lld", row->name,
	    (long long)result->retry_after_s);
	ck_assert_msg((result->reason[0] != '\0') ==
		(result->failure_class != CLASS_NONE),
	    "%s: \"%s\"", row->name, result->reason);
	ck_assert_str_eq(result->effective_url, fixture.feed.url);
	/* A failure is not tried again within the poll. */
	ck_assert_uint_eq(server_count(fixture.server, NULL), 1);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(a_result_tells_what_came)
{
	struct fetch_fixture fixture;
	const struct fetch_result *result;

	fixture_set_up(&fixture);
	reply(&fixture, "/feed",
	    "Content-Type: application/rss+xml; charset=koi8-r\r\n"
	    "Content-Language: ru\r\nContent-Location: /f\r\n",
	    RSS);
	result = fixture_poll(&fixture);
	ck_assert_int_eq(result->status, 200);
	ck_assert_str_eq(result->content_type,
	    "application/rss+xml; charset=koi8-r");
	ck_assert_str_eq(result->content_language, "ru");
	ck_assert_str_eq(result->content_location, "/f");
	ck_assert(slice_eq(buffer_slice(&result->body), SLICE(RSS)));
	ck_assert_int_eq(result->body_bytes, strlen(RSS));
	ck_assert_int_gt(result->wire_bytes, (int64_t)strlen(RSS));
	ck_assert_uint_eq(strlen(result->body_hash), 32);
	ck_assert_int_eq(result->started_at, FIXTURE_NOON);
	ck_assert_int_eq(result->ended_at, FIXTURE_NOON);
	ck_assert_ptr_null(result->permanent_url);
	ck_assert_int_eq(result->hops, 0);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e103_early_hints_have_no_say)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	server_reply(fixture.server, "/feed",
	    &(struct reply){
		.raw = "HTTP/1.1 103 Early Hints\r\nETag: \"hint\"\r\n\r\n"
		       "HTTP/1.1 200 OK\r\nETag: \"final\"\r\n"
		       "Content-Length: 6\r\n\r\n<rss/>" });
	ck_assert_str_eq(fixture_poll(&fixture)->etag, "\"final\"");
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e083_a_closed_port)
{
	struct fetch_fixture fixture;
	struct server *gone = server_start();
	char url[64];

	fixture_set_up(&fixture);
	snprintf(url, sizeof(url), "%s", server_url(gone, "/feed"));
	server_stop(gone);
	fixture.feed.url = url;
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class, CLASS_CONNECT);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e085_a_silent_server_costs_the_timeout)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	fixture.feed.timeout_s = 1;
	server_reply(fixture.server, "/feed",
	    &(struct reply){ .fault = FAULT_SILENT });
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class, CLASS_TRANSFER);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e094_to_e096_too_large)
{
	struct fetch_fixture fixture;
	size_t len;
	const char *bomb = script_gzip_bomb(&len);

	fixture_set_up(&fixture);
	server_reply(fixture.server, "/feed",
	    &(struct reply){ .body = RSS RSS RSS RSS,
		.framing = REPLY_CHUNKED,
		.fault = FAULT_ENDLESS_BODY });
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class, CLASS_SIZE);
	ck_assert_int_le(fixture.result.wire_bytes, 11 * MIB);
	ck_assert_uint_eq(fixture.result.body.len, 0);
	server_forget(fixture.server, "/feed");
	server_reply(fixture.server, "/feed",
	    &(struct reply){ .headers = "Content-Encoding: gzip\r\n",
		.body = bomb,
		.body_len = len,
		.framing = REPLY_UNTIL_CLOSE,
		.fault = FAULT_ENDLESS_ZEROS });
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class, CLASS_SIZE);
	ck_assert_int_le(fixture.result.wire_bytes, MIB);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(a_feeds_own_size_holds)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	reply(&fixture, "/feed", NULL, "0123456789");
	fixture.feed.max_size = 10;
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class, CLASS_NONE);
	fixture.feed.max_size = 9;
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class, CLASS_SIZE);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e098_identity_after_a_bogus_encoding)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	reply(&fixture, "/feed", "Content-Encoding: gzip\r\n", RSS);
	reply(&fixture, "/feed", NULL, RSS);
	fixture_poll_and_keep(&fixture);
	ck_assert_int_eq(fixture.state.failure_class, CLASS_ENCODING);
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_MODIFIED);
	fixture_sent(&fixture, "/feed", 0, "Accept-Encoding", "gzip, br");
	fixture_sent(&fixture, "/feed", 1, "Accept-Encoding", "identity");
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e075_any_type_after_a_406)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	server_reply(fixture.server, "/feed",
	    &(struct reply){ .status = 406, .body = "" });
	reply(&fixture, "/feed", NULL, RSS);
	fixture_poll_and_keep(&fixture);
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_MODIFIED);
	fixture_sent(&fixture, "/feed", 1, "Accept", "*/*");
	fixture_tear_down(&fixture);
}
END_TEST

/* ---- files ----------------------------------------------------------------- */

START_TEST(a_file_is_a_source_like_any_other)
{
	struct fetch_fixture fixture;
	const char *parent = getenv("TMPDIR");
	char path[512];
	int fd;

	fixture_set_up(&fixture);
	snprintf(path, sizeof(path), "%s/crier-fetch-XXXXXX",
	    parent == NULL ? "/tmp" : parent);
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	fixture.feed = (struct feed){ .source = FEED_FROM_FILE, .url = path };
	ck_assert_int_eq(write(fd, "<rss/>", 6), 6);
	ck_assert_int_eq(fixture_poll(&fixture)->outcome, OUTCOME_MODIFIED);
	ck_assert(
	    slice_eq(buffer_slice(&fixture.result.body), SLICE("<rss/>")));
	ck_assert_str_eq(fixture.result.effective_url, path);
	ck_assert_int_eq(fixture.result.status, 0);
	fixture_keep(&fixture);
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_NOT_MODIFIED);
	/* Touched, and the same. */
	ck_assert_int_eq(pwrite(fd, "<rss/>", 6, 0), 6);
	ck_assert_int_eq(futimens(fd,
			     (struct timespec[2]){ { 1, 0 }, { 1, 0 } }),
	    0);
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_UNCHANGED);
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_NOT_MODIFIED);
	ck_assert_int_eq(write(fd, " ", 1), 1);
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_MODIFIED);
	ck_assert_int_eq(ftruncate(fd, 0), 0);
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class, CLASS_SOURCE);
	unlink(path);
	ck_assert_int_eq(fixture_poll(&fixture)->failure_class, CLASS_SOURCE);
	ck_assert_msg(strstr(fixture.result.reason, path) != NULL, "%s",
	    fixture.result.reason);
	close(fd);
	fixture_tear_down(&fixture);
}
END_TEST

/* ---- ends ------------------------------------------------------------------ */

START_TEST(a_cancelled_fetch_calls_nobody)
{
	struct fetch_fixture fixture;
	struct fetch *fetch;

	fixture_set_up(&fixture);
	server_reply(fixture.server, "/feed",
	    &(struct reply){ .fault = FAULT_SILENT });
	fetch = fetch_start(fixture.fetcher, &fixture.feed, &fixture.state,
	    fixture_done, &fixture);
	fetch_cancel(fetch);
	event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	fetch = fetch_start(fixture.fetcher, &fixture.feed, &fixture.state,
	    fixture_done, &fixture);
	while (server_count(fixture.server, "/feed") == 0)
		event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	fetch_cancel(fetch);
	fixture.feed = (struct feed){ .source = FEED_FROM_FILE,
		.url = "/etc/hosts" };
	fetch = fetch_start(fixture.fetcher, &fixture.feed, &fixture.state,
	    fixture_done, &fixture);
	event_base_loop(fixture.base, EVLOOP_ONCE);
	if (!fixture.done)
		fetch_cancel(fetch);
	fixture_tear_down(&fixture);
}
END_TEST

Suite *
fetch_suite(void)
{
	Suite *suite = suite_create("fetch");
	TCase *tests = tcase_create("fetch");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, a4_a5_what_an_answer_means, 0,
	    ARRAY_LEN(answer_rows));
	tcase_add_test(tests, a_result_tells_what_came);
	tcase_add_test(tests, e103_early_hints_have_no_say);
	tcase_add_test(tests, e083_a_closed_port);
	tcase_add_test(tests, e085_a_silent_server_costs_the_timeout);
	tcase_add_test(tests, e094_to_e096_too_large);
	tcase_add_test(tests, a_feeds_own_size_holds);
	tcase_add_test(tests, e098_identity_after_a_bogus_encoding);
	tcase_add_test(tests, e075_any_type_after_a_406);
	tcase_add_test(tests, a_file_is_a_source_like_any_other);
	tcase_add_test(tests, a_cancelled_fetch_calls_nobody);
	suite_add_tcase(suite, tests);
	return suite;
}

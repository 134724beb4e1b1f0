#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "limits.h"
#include "memory.h"
#include "reader/sandbox.h"
#include "reader_probe.h"

Suite *once_suite(void);

static void
run(const struct reader_request *request, struct reader_result *result)
{
	struct error err;

	ck_assert_msg(reader_run_once(request, SANDBOX_REQUIRED, result, &err),
	    "%s", err.text);
	ck_assert((result->document != NULL) == (result->status == READER_OK));
}

START_TEST(a_job_is_done_in_a_reader)
{
	struct reader_request request = reader_probe_request("!document");
	struct reader_result result;

	run(&request, &result);
	ck_assert_msg(result.status == READER_OK, "%s", result.reason);
	ck_assert_uint_eq(result.document->entry_count, 2);
	ck_assert(result.document->recovered);
	document_free(result.document);
}
END_TEST

static void
check_text(const struct document *document, struct doc_span span,
    const char *expected)
{
	ck_assert(
	    slice_eq(doc_slice(&document->feed, span), slice_of(expected)));
}

START_TEST(what_http_said_reaches_the_parser)
{
	struct reader_request request = reader_probe_request("!echo");
	struct reader_result result;
	const struct doc_feed *feed;

	request.url = SLICE("http://h.example/feed");
	request.content_type = SLICE("text/xml");
	request.content_language = SLICE("cy");
	request.html = READER_RAW;
	request.max_output = 1000000;
	run(&request, &result);
	feed = document_feed(result.document);
	check_text(result.document, feed->title.value, "http://h.example/feed");
	check_text(result.document, feed->id, "text/xml");
	check_text(result.document, feed->language, "cy");
	ck_assert_uint_eq(feed->link.at, 0);
	ck_assert_int_eq(feed->ttl_minutes, PARSE_RAW);
	ck_assert_int_eq(feed->update_frequency, 1000000);
	document_free(result.document);
}
END_TEST

START_TEST(twenty_megabytes_go_in_and_come_out)
{
	const size_t size = LIMIT_BODY_DECODED;
	char *body = xcalloc(1, size);
	struct reader_request request = { .wall_ms = 60000 };
	struct reader_result result;

	memcpy(body, "!large", 6);
	request.body = (struct bytes){ (unsigned char *)body, size };
	run(&request, &result);
	ck_assert_msg(result.status == READER_OK, "%s", result.reason);
	ck_assert_uint_eq(result.document->entry_count, 20);
	ck_assert_uint_gt(result.document->size, 20 * MIB);
	document_free(result.document);
	free(body);
}
END_TEST

/* clang-format off */
static const struct {
	const char *body;
	enum reader_status status;
	const char *reason;
} failures[] = {
	{ "!crash", READER_KILLED, "the reader was killed by signal SIGILL" },
	{ "!exit", READER_KILLED, "the reader ended with status 7" },
	{ "!garbage", READER_KILLED, "wrong answer of the reader: frame of kind 1651663207" },
	{ "!miscount", READER_KILLED, "wrong answer of the reader: document that is not whole" },
	{ "!no-feed", READER_KILLED, "wrong answer of the reader: document that is not whole" },
	{ "!bad-frame", READER_KILLED, "wrong answer of the reader: document frame: a text is not UTF-8" },
	{ "!controls", READER_REFUSED, "a\uFFFD[31mb c\uFFFD" },
};
/* clang-format on */

START_TEST(a_reader_that_fails_costs_its_job)
{
	struct reader_request request = reader_probe_request(failures[_i].body);
	struct reader_result result;

	run(&request, &result);
	ck_assert_msg(result.status == failures[_i].status, "%s: %d %s",
	    failures[_i].body, (int)result.status, result.reason);
	ck_assert_msg(strcmp(result.reason, failures[_i].reason) == 0, "%s: %s",
	    failures[_i].body, result.reason);
}
END_TEST

START_TEST(a_reader_that_hangs_is_killed_at_its_deadline)
{
	struct reader_request request = reader_probe_request("!hang");
	struct reader_result result;

	request.wall_ms = 100;
	run(&request, &result);
	ck_assert_int_eq(result.status, READER_TIMEOUT);
	ck_assert_str_eq(result.reason, "the reader took too long");
	ck_assert_int_ge(result.duration_ms, 100);
}
END_TEST

START_TEST(a_document_larger_than_the_limit_is_a_failure)
{
	const size_t size = LIMIT_READER_OUTPUT + MIB;
	char *body = xcalloc(1, size);
	struct reader_request request = { .wall_ms = 60000 };
	struct reader_result result;

	memcpy(body, "!large", 6);
	request.body = (struct bytes){ (unsigned char *)body, size };
	run(&request, &result);
	ck_assert_int_eq(result.status, READER_FAILED);
	ck_assert_str_eq(result.reason, "document of more than 64 MiB");
	free(body);
}
END_TEST

START_TEST(a_body_larger_than_any_is_refused_here)
{
	struct reader_request request = {
		.body = { (const unsigned char *)"",
		    (size_t)LIMIT_READER_INPUT + 1 },
	};
	struct reader_result result;

	run(&request, &result);
	ck_assert_int_eq(result.status, READER_FAILED);
	ck_assert_str_eq(result.reason, "larger than 512 MiB");
}
END_TEST

Suite *
once_suite(void)
{
	Suite *suite = suite_create("once");
	TCase *tests = tcase_create("once");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a_job_is_done_in_a_reader);
	tcase_add_test(tests, what_http_said_reaches_the_parser);
	tcase_add_test(tests, twenty_megabytes_go_in_and_come_out);
	tcase_add_loop_test(tests, a_reader_that_fails_costs_its_job, 0,
	    ARRAY_LEN(failures));
	tcase_add_test(tests, a_reader_that_hangs_is_killed_at_its_deadline);
	tcase_add_test(tests, a_document_larger_than_the_limit_is_a_failure);
	tcase_add_test(tests, a_body_larger_than_any_is_refused_here);
	suite_add_tcase(suite, tests);
	return suite;
}

#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "limits.h"
#include "listing_fixture.h"
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
	ck_assert((result->document != NULL) ==
	    (result->status == READER_OK && request->kind == READER_FEED));
	ck_assert((result->listing != NULL) ==
	    (result->status == READER_OK && request->kind != READER_FEED));
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

/* ---- lists ----------------------------------------------------------------- */

static void
check_listing(const struct reader_request *request, const char *feeds)
{
	struct reader_result result;
	struct buffer out;

	run(request, &result);
	ck_assert_msg(result.status == READER_OK, "%s", result.reason);
	buffer_init(&out, MIB);
	listing_describe(result.listing, &out);
	ck_assert_str_eq(buffer_string(&out), feeds);
	buffer_finish(&out);
	listing_free(result.listing);
}

START_TEST(a_list_is_read_in_a_reader)
{
	struct reader_request request = reader_probe_request(
	    "<opml><head><title>L</title></head><body><outline text='A & B'>"
	    "<outline text='T' xmlUrl='http://h.example/1' "
	    "crier:name='tide' crier:exec='x'/></outline>"
	    "<outline xmlUrl='/2'/>");
	struct reader_result result;

	request.kind = READER_OPML;
	check_listing(&request,
	    "http://h.example/1 'T' name=tide tags=a-&-b refused=exec\n");
	run(&request, &result);
	ck_assert(slice_eq(result.listing->title, SLICE("L")));
	ck_assert_uint_eq(result.listing->skipped, 1);
	ck_assert(result.listing->recovered);
	ck_assert(result.listing->truncated);
	ck_assert(!result.listing->is_feed);
	listing_free(result.listing);
}
END_TEST

START_TEST(a_page_is_read_in_a_reader)
{
	struct reader_request request = reader_probe_request(
	    "<html><link rel=feed type=text/xml href=/a>");

	request.kind = READER_LINKS;
	request.url = SLICE("http://h.example/p");
	request.link = SLICE("</b>; rel=feed; type=\"text/xml\"");
	check_listing(&request,
	    "http://h.example/b site=http://h.example/p type=text/xml\n"
	    "http://h.example/a site=http://h.example/p type=text/xml\n");
	request = reader_probe_request(
	    "<rss><channel><title>T</title></channel></rss>");
	request.kind = READER_LINKS;
	request.url = SLICE("http://h.example/p");
	check_listing(&request,
	    "http://h.example/p 'T' type=application/rss+xml\n");
}
END_TEST

START_TEST(what_http_said_reaches_lists_too)
{
	struct reader_request request = reader_probe_request("!echo");

	request.kind = READER_LINKS;
	request.url = SLICE("http://h.example/");
	request.link = SLICE("<l>");
	request.content_type = SLICE("text/html");
	check_listing(&request,
	    "http://h.example/ '<l>'\nhttp://h.example/ 'text/html'\n");
}
END_TEST

START_TEST(a_list_of_a_hundred_thousand_comes_whole)
{
	struct reader_request request = { .kind = READER_OPML,
		.wall_ms = 60000 };
	struct reader_result result;
	struct buffer body;

	buffer_init(&body, LIMIT_BODY_DECODED);
	buffer_append_string(&body, "<opml><body><outline text='All'>");
	for (int i = 0; i < LIMIT_LISTED_FEEDS; i++)
		buffer_append_format(&body,
		    "<outline type='rss' text='Feed number %d' title='Feed "
		    "number %d' xmlUrl='http://www.h%d.example/feed.xml' "
		    "htmlUrl='http://www.h%d.example/'/>",
		    i, i, i, i);
	buffer_append_string(&body, "</outline></body></opml>");
	ck_assert(!body.failed);
	request.body = (struct bytes){ (const unsigned char *)body.ptr,
		body.len };
	run(&request, &result);
	ck_assert_msg(result.status == READER_OK, "%s", result.reason);
	ck_assert_uint_eq(result.listing->feed_count, LIMIT_LISTED_FEEDS);
	ck_assert(!result.listing->truncated);
	ck_assert_uint_eq(result.listing->feeds[LIMIT_LISTED_FEEDS - 1]
			      .tag_count,
	    1);
	listing_free(result.listing);
	buffer_finish(&body);
}
END_TEST

/* clang-format off */
static const struct {
	const char *body;
	enum reader_status status;
	const char *reason;
} list_failures[] = {
	{ "<rss/>", READER_NOT_A_FEED, "not OPML: root element is rss" },
	{ "!crash", READER_KILLED, "the reader was killed by signal SIGILL" },
	{ "!bad-url", READER_KILLED, "wrong answer of the reader: listing: a URL is none" },
	{ "!miscount", READER_KILLED, "wrong answer of the reader: listing that is not whole" },
	{ "!is-feed", READER_KILLED, "wrong answer of the reader: listing: it cannot be a feed" },
	{ "!document", READER_KILLED, "wrong answer of the reader: answer that nobody asked for" },
};
/* clang-format on */

START_TEST(a_reader_that_fails_at_a_list_costs_its_job)
{
	struct reader_request request = reader_probe_request(
	    list_failures[_i].body);
	struct reader_result result;

	request.kind = READER_OPML;
	run(&request, &result);
	ck_assert_msg(result.status == list_failures[_i].status &&
		strcmp(result.reason, list_failures[_i].reason) == 0,
	    "%s: %s", list_failures[_i].body, result.reason);
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
	tcase_add_test(tests, a_list_is_read_in_a_reader);
	tcase_add_test(tests, a_page_is_read_in_a_reader);
	tcase_add_test(tests, what_http_said_reaches_lists_too);
	tcase_add_test(tests, a_list_of_a_hundred_thousand_comes_whole);
	tcase_add_loop_test(tests, a_reader_that_fails_at_a_list_costs_its_job,
	    0, ARRAY_LEN(list_failures));
	tcase_add_test(tests, a_reader_that_hangs_is_killed_at_its_deadline);
	tcase_add_test(tests, a_document_larger_than_the_limit_is_a_failure);
	tcase_add_test(tests, a_body_larger_than_any_is_refused_here);
	suite_add_tcase(suite, tests);
	return suite;
}

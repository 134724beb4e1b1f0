/* The header lines of a request: which, to whom, and never more (R3, R6, R7). */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "compiler.h"
#include "fetch.h"
#include "fetch/request.h"

Suite *request_suite(void);

#define ACCEPT                                                \
	"Accept: application/atom+xml, application/rss+xml, " \
	"application/feed+json, application/rdf+xml;q=0.9, "  \
	"application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1\n"

static const struct feed_header own_headers[] = {
	{ "X-Key", "secret" },
	{ "X-Bad", "a\r\nX-Injected: yes" },
};
static const struct feed_header own_accept[] = { { "accept", "text/x" } };

static const struct row {
	const char *name, *url;
	struct feed feed;
	struct feed_state state;
	const char *lines; /* each ends with a line feed */
} rows[] = {
	{ .name = "plain",
	    .url = "https://a.example/f",
	    .feed = { .url = "https://a.example/f" },
	    .lines = ACCEPT },
	{ .name = "R5 both validators as they came",
	    .url = "https://a.example/f",
	    .feed = { .url = "https://a.example/f" },
	    .state = { .etag = "W/\"a,b\"",
		.last_modified = "Mon, 1-Jan-24 0:0:0 UTC",
		.validator_url = "https://a.example/f" },
	    .lines = ACCEPT "If-None-Match: W/\"a,b\"\n"
			    "If-Modified-Since: Mon, 1-Jan-24 0:0:0 UTC\n" },
	{ .name = "R6 not to another URL",
	    .url = "https://a.example/g",
	    .feed = { .url = "https://a.example/f" },
	    .state = { .etag = "\"a\"",
		.validator_url = "https://a.example/f" },
	    .lines = ACCEPT },
	{ .name = "what the user gave, to its origin",
	    .url = "https://a.example/g",
	    .feed = { .url = "https://a.example/f",
		.headers = own_headers,
		.header_count = 2,
		.cookies = "a=b",
		.user_agent = "mine/1" },
	    .lines = ACCEPT
	    "User-Agent: mine/1\nX-Key: secret\nCookie: a=b\n" },
	{ .name = "R38 and not to another",
	    .url = "https://b.example/f",
	    .feed = { .url = "https://a.example/f",
		.headers = own_headers,
		.header_count = 2,
		.cookies = "a=b",
		.user_agent = "mine/1" },
	    .lines = ACCEPT "User-Agent: mine/1\n" },
	{ .name = "another scheme is another origin",
	    .url = "http://a.example/f",
	    .feed = { .url = "https://a.example/f", .cookies = "a=b" },
	    .lines = ACCEPT },
	{ .name = "another port is another origin",
	    .url = "https://a.example:444/f",
	    .feed = { .url = "https://a.example/f", .cookies = "a=b" },
	    .lines = ACCEPT },
	{ .name = "the default port is the same",
	    .url = "https://A.example:443/f",
	    .feed = { .url = "https://a.example/f", .cookies = "a=b" },
	    .lines = ACCEPT "Cookie: a=b\n" },
	{ .name = "R44 after a 406",
	    .url = "https://a.example/f",
	    .feed = { .url = "https://a.example/f" },
	    .state = { .status = 406 },
	    .lines = "Accept: */*\n" },
	{ .name = "the user's own Accept",
	    .url = "https://a.example/f",
	    .feed = { .url = "https://a.example/f",
		.headers = own_accept,
		.header_count = 1 },
	    .lines = "accept: text/x\n" },
};

START_TEST(r3_exactly_these_lines)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct request_headers headers;
		struct arena arena;
		struct buffer text;

		arena_init(&arena, LIMIT_FETCH_ARENA);
		buffer_init(&text, LIMIT_FETCH_ARENA);
		ck_assert(request_headers_make(&headers, &rows[i].feed,
		    &rows[i].state, rows[i].url, &arena));
		for (size_t j = 0; headers.lines[j] != NULL; j++)
			buffer_append_format(&text, "%s\n", headers.lines[j]);
		ck_assert_msg(strcmp(buffer_string(&text), rows[i].lines) == 0,
		    "%s:\n%s", rows[i].name, buffer_string(&text));
		buffer_finish(&text);
		arena_finish(&arena);
	}
}
END_TEST

START_TEST(there_is_an_end_to_headers)
{
	struct feed_header many[LIMIT_REQUEST_HEADERS + 10];
	struct feed feed = { .url = "http://a.example/", .headers = many };
	struct feed_state state = { .id = 1 };
	struct request_headers headers;
	struct arena arena;

	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = (struct feed_header){ "X-A", "b" };
	feed.header_count = ARRAY_LEN(many);
	arena_init(&arena, LIMIT_FETCH_ARENA);
	ck_assert(
	    request_headers_make(&headers, &feed, &state, feed.url, &arena));
	ck_assert_uint_eq(headers.count, LIMIT_REQUEST_HEADERS);
	ck_assert_ptr_null(headers.lines[headers.count]);
	arena_finish(&arena);
	arena_init(&arena, 16);
	ck_assert(
	    !request_headers_make(&headers, &feed, &state, feed.url, &arena));
	arena_finish(&arena);
}
END_TEST

START_TEST(r59_identity_after_a_bad_encoding)
{
	struct feed_state state = { .failure_class = CLASS_ENCODING };

	ck_assert_str_eq(request_accept_encoding(&state), "identity");
	state.failure_class = CLASS_SERVER;
	ck_assert_str_eq(request_accept_encoding(&state), "gzip, br");
}
END_TEST

START_TEST(r4_the_name_says_who_asks)
{
	const char *agent = fetch_user_agent();

	ck_assert_msg(strncmp(agent, PACKAGE_NAME "/" PACKAGE_VERSION " (",
			  strlen(PACKAGE_NAME "/" PACKAGE_VERSION " (")) == 0,
	    "%s", agent);
	ck_assert_int_eq(agent[strlen(agent) - 1], ')');
	ck_assert_ptr_null(strstr(agent, "curl"));
	ck_assert_ptr_null(strstr(agent, "Mozilla"));
}
END_TEST

Suite *
request_suite(void)
{
	Suite *suite = suite_create("request");
	TCase *tests = tcase_create("request");

	tcase_add_test(tests, r3_exactly_these_lines);
	tcase_add_test(tests, there_is_an_end_to_headers);
	tcase_add_test(tests, r59_identity_after_a_bad_encoding);
	tcase_add_test(tests, r4_the_name_says_who_asks);
	suite_add_tcase(suite, tests);
	return suite;
}

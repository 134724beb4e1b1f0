/* What is stored and sent of ETag and Last-Modified (R5, R6, R9, R11, R14). */
#include <check.h>
#include <string.h>

#include "compiler.h"
#include "fetch/validators.h"
#include "tests/unit/fake_response.h"

Suite *validators_suite(void);

#define NOON ((int64_t)1700000000) /* Tue, 14 Nov 2023 22:13:20 GMT */
#define URL  "https://example.org/feed"

/* 1024 and 1025 bytes. */
static char longest[1025], too_long[1026];

static const struct row {
	const char *name;
	struct net_header headers[4];
	const char *etag, *last_modified; /* stored */
} rows[] = {
	/* clang-format off */
	{ "both", { { "ETag", "\"a\"" },
	    { "Last-Modified", "Mon, 13 Nov 2023 00:00:00 GMT" } },
	    "\"a\"", "Mon, 13 Nov 2023 00:00:00 GMT" },
	{ "none", { { NULL, NULL } }, NULL, NULL },
	{ "E010 weak, with a comma", { { "ETag", "W/\"a,b\"" } }, "W/\"a,b\"",
	    NULL },
	{ "E011 unquoted", { { "ETag", "abc" } }, "abc", NULL },
	{ "E012 a quote inside", { { "ETag", "\"a\"b\"" } }, "\"a\"b\"", NULL },
	{ "E013 empty", { { "ETag", "" }, { "Last-Modified", "" } }, NULL,
	    NULL },
	{ "only blanks", { { "ETag", "   " } }, NULL, NULL },
	{ "blanks round it", { { "ETag", "  \"a\" " } }, "\"a\"", NULL },
	{ "the longest", { { "ETag", longest } }, longest, NULL },
	{ "E014 too long", { { "ETag", too_long } }, NULL, NULL },
	{ "a control byte", { { "ETag", "\"a\001\"" } }, NULL, NULL },
	{ "DEL", { { "ETag", "\"a\177\"" } }, NULL, NULL },
	{ "UTF-8", { { "ETag", "\"é\"" } }, "\"é\"", NULL },
	{ "E015 an odd date is kept as it is",
	    { { "Last-Modified", "Mon, 1-Nov-23 0:0:0 UTC" } }, NULL,
	    "Mon, 1-Nov-23 0:0:0 UTC" },
	{ "and one that nobody can read",
	    { { "Last-Modified", "yesterday" } }, NULL, "yesterday" },
	{ "E016 zero", { { "Last-Modified", "0" } }, NULL, NULL },
	{ "minus one", { { "Last-Modified", "-1" } }, NULL, NULL },
	{ "E017 2041", { { "Last-Modified", "Tue, 14 Nov 2041 22:13:20 GMT" },
	    { "ETag", "\"a\"" } }, "\"a\"", NULL },
	{ "a day ahead", { { "Last-Modified", "Wed, 15 Nov 2023 22:13:20 GMT" } },
	    NULL, "Wed, 15 Nov 2023 22:13:20 GMT" },
	{ "a day and a second",
	    { { "Last-Modified", "Wed, 15 Nov 2023 22:13:21 GMT" } }, NULL,
	    NULL },
	{ "ahead of us and not of the server",
	    { { "Last-Modified", "Sun, 19 Nov 2023 22:13:20 GMT" },
	      { "Date", "Sun, 19 Nov 2023 22:13:20 GMT" } }, NULL,
	    "Sun, 19 Nov 2023 22:13:20 GMT" },
	/* clang-format on */
};

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
make_long_values(void)
{
	memset(longest, 'x', sizeof(longest) - 1);
	memset(too_long, 'x', sizeof(too_long) - 1);
}

START_TEST(r9_what_is_stored)
{
	make_long_values();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct net_response response = fake_response(rows[i].headers);
		struct fetch_result result;

		fetch_result_init(&result);
		validators_replace(&result, &response, NOON);
		ck_assert_msg(same(result.etag, rows[i].etag), "%s: \"%s\"",
		    rows[i].name, result.etag == NULL ? "" : result.etag);
		ck_assert_msg(same(result.last_modified, rows[i].last_modified),
		    "%s: \"%s\"", rows[i].name,
		    result.last_modified == NULL ? "" : result.last_modified);
		fetch_result_finish(&result);
	}
}
END_TEST

START_TEST(r14_a_304_replaces_what_it_carries)
{
	static const struct {
		const char *name;
		struct net_header headers[3];
		const char *etag, *last_modified;
	} cases[] = {
		{ "E008 nothing", { { NULL, NULL } }, "\"old\"", "before" },
		{ "E007 a new ETag", { { "ETag", "\"new\"" } }, "\"new\"",
		    "before" },
		{ "a new date", { { "Last-Modified", "after" } }, "\"old\"",
		    "after" },
		{ "one that may not be stored", { { "ETag", "" } }, "\"old\"",
		    "before" },
	};
	struct validators sent = { "\"old\"", "before" };

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct net_response response = fake_response(cases[i].headers);
		struct fetch_result result;

		fetch_result_init(&result);
		validators_renew(&result, &response, sent, NOON);
		ck_assert_msg(same(result.etag, cases[i].etag), "%s",
		    cases[i].name);
		ck_assert_msg(same(result.last_modified,
				  cases[i].last_modified),
		    "%s", cases[i].name);
		fetch_result_finish(&result);
	}
}
END_TEST

START_TEST(r6_only_to_the_url_that_gave_them)
{
	static const struct {
		const char *validator_url, *url;
		bool sent;
	} cases[] = {
		{ URL, URL, true },
		{ URL, URL "/", false },
		{ URL, "http://example.org/feed", false },
		{ URL, "https://EXAMPLE.org/feed", false },
		{ URL, URL "?", false },
		{ NULL, URL, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct feed_state state = { .etag = "\"a\"",
			.last_modified = "b",
			.validator_url = cases[i].validator_url };
		struct validators validators = validators_for(&state,
		    cases[i].url);

		ck_assert_msg(same(validators.etag,
				  cases[i].sent ? "\"a\"" : NULL),
		    "%s", cases[i].url);
		ck_assert_msg(same(validators.last_modified,
				  cases[i].sent ? "b" : NULL),
		    "%s", cases[i].url);
	}
}
END_TEST

Suite *
validators_suite(void)
{
	Suite *suite = suite_create("validators");
	TCase *tests = tcase_create("validators");

	tcase_add_test(tests, r9_what_is_stored);
	tcase_add_test(tests, r14_a_304_replaces_what_it_carries);
	tcase_add_test(tests, r6_only_to_the_url_that_gave_them);
	suite_add_tcase(suite, tests);
	return suite;
}

/*
 * Validators from poll to poll against the scripted server, with the numbers of
 * the test matrix: what was given is sent, byte for byte, and nothing else.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "compiler.h"
#include "tests/unit/fetch_fixture.h"

Suite *fetch_validators_suite(void);

#define RSS FIXTURE_RSS
#define LM  FIXTURE_LM

static void
reply(struct fetch_fixture *fixture, const char *path, const char *headers,
    const char *body)
{
	server_reply_body(fixture->server, path, headers, body);
}

static void
reply_not_modified(struct fetch_fixture *fixture, const char *headers)
{
	server_reply(fixture->server, "/feed",
	    &(struct reply){ .status = 304,
		.headers = headers,
		.framing = REPLY_BARE });
}

/* ---- validators over polls ------------------------------------------------- */

/* What two answers say, and what the second and third request must carry. */
static const struct sequence_row {
	const char *name;
	const char *first, *second; /* headers */
	bool second_is_304;
	const char *etag_2, *date_2, *etag_3, *date_3;
} sequence_rows[] = {
	/* clang-format off */
	{ "E001 both", "ETag: \"a\"\r\nLast-Modified: " LM "\r\n", "", true,
	    "\"a\"", LM, "\"a\"", LM },
	{ "E002 ETag only", "ETag: \"a\"\r\n", "", true, "\"a\"", NULL,
	    "\"a\"", NULL },
	{ "E003 date only", "Last-Modified: " LM "\r\n", "", true, NULL, LM,
	    NULL, LM },
	{ "E004 none", "X-A: b\r\n", "X-A: b\r\n", false, NULL, NULL, NULL,
	    NULL },
	{ "E005 the same date and a new ETag",
	    "ETag: \"a\"\r\nLast-Modified: " LM "\r\n",
	    "ETag: \"b\"\r\nLast-Modified: " LM "\r\n", false,
	    "\"a\"", LM, "\"b\"", LM },
	{ "E006 both new over the same body",
	    "ETag: \"a\"\r\nLast-Modified: " LM "\r\n",
	    "ETag: \"b\"\r\nLast-Modified: Mon, 13 Nov 2023 11:00:00 GMT\r\n",
	    false, "\"a\"", LM, "\"b\"", "Mon, 13 Nov 2023 11:00:00 GMT" },
	{ "E007 a 304 with a new ETag", "ETag: \"a\"\r\n", "ETag: \"b\"\r\n",
	    true, "\"a\"", NULL, "\"b\"", NULL },
	{ "E008 a bare 304", "ETag: \"a\"\r\nLast-Modified: " LM "\r\n", "",
	    true, "\"a\"", LM, "\"a\"", LM },
	{ "E009 a 200 drops the ETag",
	    "ETag: \"a\"\r\nLast-Modified: " LM "\r\n",
	    "Last-Modified: " LM "\r\n", false, "\"a\"", LM, NULL, LM },
	{ "E010 weak, with a comma", "ETag: W/\"a,b\"\r\n", "", true,
	    "W/\"a,b\"", NULL, "W/\"a,b\"", NULL },
	{ "E011 unquoted", "ETag: abc\r\n", "", true, "abc", NULL, "abc",
	    NULL },
	{ "E012 a quote inside", "ETag: \"a\"b\"\r\n", "", true, "\"a\"b\"",
	    NULL, "\"a\"b\"", NULL },
	{ "E013 empty", "ETag:\r\n", "", false, NULL, NULL, NULL, NULL },
	{ "E015 an odd date", "Last-Modified: Mon, 1-Nov-23 0:0:0 UTC\r\n", "",
	    true, NULL, "Mon, 1-Nov-23 0:0:0 UTC", NULL,
	    "Mon, 1-Nov-23 0:0:0 UTC" },
	{ "E016 zero", "Last-Modified: 0\r\nETag: \"a\"\r\n", "", true,
	    "\"a\"", NULL, "\"a\"", NULL },
	{ "E017 2041",
	    "Last-Modified: Thu, 14 Nov 2041 22:13:20 GMT\r\nETag: \"a\"\r\n",
	    "", true, "\"a\"", NULL, "\"a\"", NULL },
	/* clang-format on */
};

static void
check_sequence(const struct sequence_row *row)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	reply(&fixture, "/feed", row->first, RSS);
	if (row->second_is_304)
		reply_not_modified(&fixture, row->second);
	else
		reply(&fixture, "/feed", row->second, RSS);
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_MODIFIED);
	ck_assert_msg(fixture_poll_and_keep(&fixture) ==
		(row->second_is_304 ? OUTCOME_NOT_MODIFIED : OUTCOME_UNCHANGED),
	    "%s: %s", row->name, fixture.result.reason);
	fixture_poll_and_keep(&fixture);
	fixture_sent_validators(&fixture, 0, NULL, NULL);
	fixture_sent_validators(&fixture, 1, row->etag_2, row->date_2);
	fixture_sent_validators(&fixture, 2, row->etag_3, row->date_3);
	ck_assert_uint_eq(server_count(fixture.server, NULL), 3);
	fixture_tear_down(&fixture);
}

START_TEST(r5_r11_r14_validators_follow_the_server)
{
	check_sequence(&sequence_rows[_i]);
}
END_TEST

START_TEST(e014_a_huge_etag_is_not_kept)
{
	struct fetch_fixture fixture;
	char value[5001] = "", headers[5100];

	fixture_set_up(&fixture);
	memset(value, 'x', sizeof(value) - 1);
	snprintf(headers, sizeof(headers), "ETag: \"%s\"\r\n", value);
	reply(&fixture, "/feed", headers, RSS);
	fixture_poll_and_keep(&fixture);
	fixture_poll_and_keep(&fixture);
	fixture_sent_validators(&fixture, 1, NULL, NULL);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e018_a_server_that_compares_bytes_says_304)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	server_reply(fixture.server, "/feed",
	    &(struct reply){ .headers = "Last-Modified: " LM "\r\n",
		.body = RSS,
		.honours_validators = true });
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_MODIFIED);
	ck_assert_int_eq(fixture_poll_and_keep(&fixture), OUTCOME_NOT_MODIFIED);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e022_a_304_to_an_unconditional_get_is_an_error)
{
	struct fetch_fixture fixture;
	const struct fetch_result *result;

	fixture_set_up(&fixture);
	reply_not_modified(&fixture, "ETag: \"a\"\r\n");
	result = fixture_poll(&fixture);
	ck_assert_int_eq(result->outcome, OUTCOME_FAILED);
	ck_assert_int_eq(result->failure_class, CLASS_SOFT);
	ck_assert_ptr_null(result->etag);
	ck_assert_uint_eq(server_count(fixture.server, NULL), 1);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(e024_the_same_validators_over_a_new_body)
{
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	reply(&fixture, "/feed", "ETag: \"a\"\r\n", RSS);
	reply(&fixture, "/feed", "ETag: \"a\"\r\n", RSS " ");
	fixture_poll_and_keep(&fixture);
	ck_assert_int_eq(fixture_poll(&fixture)->outcome, OUTCOME_MODIFIED);
	fixture_tear_down(&fixture);
}
END_TEST

START_TEST(r16_a_failure_leaves_the_validators)
{
	static const int statuses[] = { 404, 429, 500, 204 };
	struct fetch_fixture fixture;

	fixture_set_up(&fixture);
	reply(&fixture, "/feed", "ETag: \"a\"\r\n", RSS);
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		server_reply(fixture.server, "/feed",
		    &(struct reply){ .status = statuses[i],
			.headers = "ETag: \"error\"\r\n",
			.framing = REPLY_BARE,
			.fault = FAULT_CUT });
	fixture_poll_and_keep(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		ck_assert_int_ne(fixture_poll(&fixture)->failure_class,
		    CLASS_NONE);
		ck_assert_ptr_null(fixture.result.etag);
		fixture_keep(&fixture);
		fixture_sent_validators(&fixture, i + 1, "\"a\"", NULL);
	}
	fixture_tear_down(&fixture);
}
END_TEST

Suite *
fetch_validators_suite(void)
{
	Suite *suite = suite_create("fetch_validators");
	TCase *tests = tcase_create("fetch_validators");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, r5_r11_r14_validators_follow_the_server, 0,
	    ARRAY_LEN(sequence_rows));
	tcase_add_test(tests, e014_a_huge_etag_is_not_kept);
	tcase_add_test(tests, e018_a_server_that_compares_bytes_says_304);
	tcase_add_test(tests, e022_a_304_to_an_unconditional_get_is_an_error);
	tcase_add_test(tests, e024_the_same_validators_over_a_new_body);
	tcase_add_test(tests, r16_a_failure_leaves_the_validators);
	suite_add_tcase(suite, tests);
	return suite;
}

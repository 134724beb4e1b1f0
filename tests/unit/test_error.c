/*
 * Errors: place, prefix, and where a long text is cut.
 */
#include "error.h"

#include <check.h>
#include <string.h>

#include "slice.h"
#include "utf8.h"

Suite *error_suite(void);

START_TEST(set_fills_everything_and_returns_false)
{
	struct error err = { .line = 5, .column = 6 };

	ck_assert(!error_set(&err, ERROR_IO, "%s: %d", "a file", 2));
	ck_assert_int_eq(err.kind, ERROR_IO);
	ck_assert_int_eq(err.line, 0);
	ck_assert_int_eq(err.column, 0);
	ck_assert_str_eq(err.text, "a file: 2");
}
END_TEST

START_TEST(place_is_kept)
{
	struct error err;

	ck_assert(!error_set_at(&err, ERROR_CONFIG, 3, 7, "bad %s", "key"));
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
	ck_assert_int_eq(err.line, 3);
	ck_assert_int_eq(err.column, 7);
	ck_assert_str_eq(err.text, "bad key");
}
END_TEST

START_TEST(prefix_goes_before_the_text_and_changes_nothing_else)
{
	struct error err;

	error_set_at(&err, ERROR_QUERY, 1, 9, "expected a word");
	ck_assert(!error_prefix(&err, "topic %s", "nk"));
	ck_assert_str_eq(err.text, "topic nk: expected a word");
	ck_assert_int_eq(err.kind, ERROR_QUERY);
	ck_assert_int_eq(err.column, 9);
}
END_TEST

START_TEST(text_may_be_built_from_itself)
{
	struct error err;

	error_set(&err, ERROR_IO, "inner");
	error_set(&err, ERROR_STORE, "outer (%s)", err.text);
	ck_assert_str_eq(err.text, "outer (inner)");
	error_prefix(&err, "<%s>", err.text);
	ck_assert_str_eq(err.text, "<outer (inner)>: outer (inner)");
}
END_TEST

START_TEST(long_text_is_cut_between_characters)
{
	struct error err;
	char text[400];

	/* Every phase of a character of three bytes against the end. */
	for (size_t phase = 0; phase < 3; phase++) {
		memset(text, 'a', phase);
		for (size_t i = phase; i + 3 < sizeof(text); i += 3)
			memcpy(text + i, "\xe2\x82\xac", 4);
		error_set(&err, ERROR_INPUT, "%s", text);
		ck_assert_uint_gt(strlen(err.text), sizeof(err.text) - 4);
		ck_assert_uint_lt(strlen(err.text), sizeof(err.text));
		ck_assert_uint_eq(utf8_valid_len(slice_of(err.text)),
		    strlen(err.text));
		ck_assert_int_eq(memcmp(err.text, text, strlen(err.text)), 0);
	}
}
END_TEST

START_TEST(text_that_just_fits_is_whole)
{
	struct error err;
	char text[sizeof(err.text)];

	memset(text, 'a', sizeof(text) - 4);
	memcpy(text + sizeof(text) - 4, "\xe2\x82\xac", 4);
	error_set(&err, ERROR_INPUT, "%s", text);
	ck_assert_str_eq(err.text, text);
}
END_TEST

START_TEST(prefixed_text_is_cut_between_characters)
{
	struct error err;
	char text[200], context[100];

	memset(context, 'x', sizeof(context) - 1);
	context[sizeof(context) - 1] = '\0';
	text[0] = '\0';
	for (size_t i = 0; i + 3 < sizeof(text); i += 3)
		memcpy(text + i, "\xe2\x82\xac", 4);
	error_set(&err, ERROR_INPUT, "%s", text);
	error_prefix(&err, "%s", context);
	ck_assert_int_eq(memcmp(err.text, context, strlen(context)), 0);
	ck_assert_uint_gt(strlen(err.text), sizeof(err.text) - 4);
	ck_assert_uint_eq(utf8_valid_len(slice_of(err.text)), strlen(err.text));
}
END_TEST

START_TEST(every_kind_has_a_name)
{
	for (int kind = ERROR_NONE; kind <= ERROR_REFUSED; kind++)
		ck_assert_ptr_nonnull(error_kind_name((enum error_kind)kind));
	ck_assert_str_eq(error_kind_name(ERROR_NONE), "none");
	ck_assert_str_eq(error_kind_name(ERROR_REFUSED), "refused");
	ck_assert_str_eq(error_kind_name(ERROR_UNAVAILABLE), "unavailable");
}
END_TEST

Suite *
error_suite(void)
{
	Suite *suite = suite_create("error");
	TCase *tests = tcase_create("error");

	tcase_add_test(tests, set_fills_everything_and_returns_false);
	tcase_add_test(tests, place_is_kept);
	tcase_add_test(tests,
	    prefix_goes_before_the_text_and_changes_nothing_else);
	tcase_add_test(tests, text_may_be_built_from_itself);
	tcase_add_test(tests, long_text_is_cut_between_characters);
	tcase_add_test(tests, text_that_just_fits_is_whole);
	tcase_add_test(tests, prefixed_text_is_cut_between_characters);
	tcase_add_test(tests, every_kind_has_a_name);
	suite_add_tcase(suite, tests);
	return suite;
}

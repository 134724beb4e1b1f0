/*
 * Durations, read and written.
 */
#include "duration.h"

#include <check.h>

#include "compiler.h"

Suite *duration_suite(void);

START_TEST(durations_are_read_with_their_units)
{
	static const struct {
		const char *text;
		int64_t seconds; /* -1: refused */
	} rows[] = {
		{ "0", 0 },
		{ "0s", 0 },
		{ "0d", 0 },
		{ "90s", 90 },
		{ "30m", 1800 },
		{ "12h", 43200 },
		{ "14d", 1209600 },
		{ "2w", 1209600 },
		{ "1mo", 2592000 },
		{ "1y", 31536000 },
		{ "1h30m", 5400 },
		{ "1y1mo1w1d1h1m1s", 34822861 },
		{ "1mo1m", 2592060 },
		{ "007s", 7 },
		{ "100y", INT64_C(3153600000) },
		{ "36500d", INT64_C(3153600000) },
		{ "3153600000s", INT64_C(3153600000) },
		{ "3153600001s", -1 },
		{ "100y1s", -1 },
		{ "99y365d", INT64_C(3153600000) },
		{ "101y", -1 },
		{ "99999999999999999999y", -1 },
		{ "9223372036854775807y", -1 },
		{ "9223372036854775807s", -1 },
		{ "", -1 },
		{ "5", -1 },
		{ "00", -1 },
		{ "1h30", -1 },
		{ "h", -1 },
		{ "-1h", -1 },
		{ "+1h", -1 },
		{ "1 h", -1 },
		{ " 1h", -1 },
		{ "1h ", -1 },
		{ "1h 30m", -1 },
		{ "1H", -1 },
		{ "1hour", -1 },
		{ "1ms", -1 },
		{ "1.5h", -1 },
		{ "0x5s", -1 },
		{ "P1D", -1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t seconds = -1;
		bool ok = duration_parse(slice_of(rows[i].text), &seconds);

		ck_assert_msg(ok == (rows[i].seconds >= 0), "\"%s\": %s",
		    rows[i].text, ok ? "read" : "refused");
		ck_assert_msg(seconds == rows[i].seconds, "\"%s\" gave %lld",
		    rows[i].text, (long long)seconds);
	}
}
END_TEST

START_TEST(durations_are_written_in_their_shortest_exact_form)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ 1, "1s" },
		{ 59, "59s" },
		{ 60, "1m" },
		{ 61, "1m1s" },
		{ 5400, "1h30m" },
		{ 86400, "1d" },
		{ 86401, "1d1s" },
		{ 1209600, "14d" },
		{ 31536000, "365d" },
		{ -90, "-1m30s" },
		{ INT64_MAX, "106751991167300d15h30m7s" },
		{ INT64_MIN, "-106751991167300d15h30m8s" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[DURATION_TEXT];

		ck_assert_ptr_eq(duration_format(rows[i].seconds, text), text);
		ck_assert_str_eq(text, rows[i].text);
	}
}
END_TEST

START_TEST(what_is_written_is_read_back)
{
	for (int64_t seconds = 0; seconds < 3000000; seconds += 977) {
		char text[DURATION_TEXT];
		int64_t back = -1;

		duration_format(seconds, text);
		ck_assert_msg(duration_parse(slice_of(text), &back), "%s",
		    text);
		ck_assert_int_eq(back, seconds);
	}
}
END_TEST

Suite *
duration_suite(void)
{
	Suite *suite = suite_create("duration");
	TCase *tests = tcase_create("duration");

	tcase_add_test(tests, durations_are_read_with_their_units);
	tcase_add_test(tests,
	    durations_are_written_in_their_shortest_exact_form);
	tcase_add_test(tests, what_is_written_is_read_back);
	suite_add_tcase(suite, tests);
	return suite;
}

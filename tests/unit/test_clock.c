/*
 * Clocks and the one spelling of a time in UTC.
 */
#include "clock.h"

#include <check.h>
#include <time.h>

#include "compiler.h"

Suite *clock_suite(void);

START_TEST(fake_clock_stands_still_until_it_is_turned)
{
	struct fake_clock fake;

	fake_clock_init(&fake, 1000);
	ck_assert_int_eq(clock_now_at(&fake.clock), 1000);
	ck_assert_int_eq(clock_mono_ms(&fake.clock), 0);
	fake_clock_advance(&fake, 5);
	ck_assert_int_eq(clock_now_at(&fake.clock), 1005);
	ck_assert_int_eq(clock_mono_ms(&fake.clock), 5000);
	fake.wall_s = 7; /* somebody sets the wall clock back */
	ck_assert_int_eq(clock_now_at(&fake.clock), 7);
	ck_assert_int_eq(clock_mono_ms(&fake.clock), 5000);
}
END_TEST

START_TEST(real_clock_is_this_century_and_does_not_go_back)
{
	const struct clock *clock = clock_real();
	int64_t before = clock_mono_ms(clock);
	struct timespec now;

	/* The kernel's own answer lies between two of ours. */
	ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
	ck_assert_int_le(before, now.tv_sec * 1000 + 999);
	ck_assert_int_ge(clock_mono_ms(clock), now.tv_sec * 1000);
	ck_assert_int_gt(clock_now_at(clock), INT64_C(1700000000));
	ck_assert_int_lt(clock_now_at(clock), INT64_C(4102444800));
	ck_assert_int_ge(clock_mono_ms(clock), before);
	ck_assert_int_gt(before, 0);
}
END_TEST

START_TEST(times_are_rfc_3339)
{
	static const struct {
		int64_t at;
		const char *text;
	} rows[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ -1, "1969-12-31T23:59:59Z" },
		{ 1785938709, "2026-08-05T14:05:09Z" },
		{ 1709164800, "2024-02-29T00:00:00Z" },
		{ 951782400, "2000-02-29T00:00:00Z" },
		{ 4107542400, "2100-03-01T00:00:00Z" },
		{ 253402300799, "9999-12-31T23:59:59Z" },
		{ 253402300800, "9999-12-31T23:59:59Z" },
		{ INT64_MAX, "9999-12-31T23:59:59Z" },
		{ -62167219200, "0000-01-01T00:00:00Z" },
		{ -62167219201, "0000-01-01T00:00:00Z" },
		{ INT64_MIN, "0000-01-01T00:00:00Z" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[21];

		ck_assert_ptr_eq(clock_format_utc(rows[i].at, text), text);
		ck_assert_str_eq(text, rows[i].text);
	}
}
END_TEST

Suite *
clock_suite(void)
{
	Suite *suite = suite_create("clock");
	TCase *tests = tcase_create("clock");

	tcase_add_test(tests, fake_clock_stands_still_until_it_is_turned);
	tcase_add_test(tests, real_clock_is_this_century_and_does_not_go_back);
	tcase_add_test(tests, times_are_rfc_3339);
	suite_add_tcase(suite, tests);
	return suite;
}

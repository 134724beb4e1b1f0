#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/reltime.h"
#include "compiler.h"

Suite *reltime_suite(void);

#define NOW    INT64_C(1800000000) /* 2027-01-15 08:00:00 UTC */
#define MINUTE 60
#define HOUR   3600
#define DAY    86400

static const struct {
	int64_t ago_s;
	const char *expected;
} ages[] = {
	{ 0, "now" },
	{ 59, "now" },
	{ MINUTE, "1m" },
	{ HOUR - 1, "59m" },
	{ HOUR, "1h" },
	{ 48 * HOUR - 1, "47h" },
	{ 48 * HOUR, "2d" },
	{ 56 * DAY - 1, "55d" },
	{ 56 * DAY, "8w" },
	{ 730 * DAY - 1, "104w" },
	{ 730 * DAY, "2y" },
	{ -30, "now" },
	{ -5 * MINUTE, "+5m" },
	{ -3 * DAY, "+3d" },
	{ NOW, "-" },
};

START_TEST(ages_are_a_number_and_a_unit)
{
	char text[RELTIME_TEXT];

	ck_assert_str_eq(reltime_age(NOW - ages[_i].ago_s, NOW, text),
	    ages[_i].expected);
}
END_TEST

static const struct {
	const char *zone;
	int64_t at, offset_s, day_start_at;
	const char *local;
} zones[] = {
	{ "UTC", NOW, 0, NOW - 8 * HOUR, "2027-01-15 08:00" },
	{ "Asia/Seoul", NOW, 9 * HOUR, NOW - 17 * HOUR, "2027-01-15 17:00" },
	{ "America/New_York", NOW, -5 * HOUR, NOW - 3 * HOUR,
	    "2027-01-15 03:00" },
	/* 2026-03-29: the hour from 2 to 3 is left out. */
	{ "Europe/Paris", 1774789200, 2 * HOUR, 1774738800,
	    "2026-03-29 15:00" },
	/* 2026-10-25: it comes twice. */
	{ "Europe/Paris", 1792933200, HOUR, 1792879200, "2026-10-25 14:00" },
};

START_TEST(days_begin_at_midnight_of_the_zone)
{
	char text[RELTIME_TEXT];

	setenv("TZ", zones[_i].zone, 1);
	tzset();
	ck_assert_str_eq(reltime_local(zones[_i].at, text), zones[_i].local);
	ck_assert_int_eq(reltime_offset_s(zones[_i].at), zones[_i].offset_s);
	ck_assert_int_eq(reltime_day_start(zones[_i].at),
	    zones[_i].day_start_at);
}
END_TEST

Suite *
reltime_suite(void)
{
	Suite *suite = suite_create("reltime");
	TCase *tcase = tcase_create("reltime");

	tcase_add_loop_test(tcase, ages_are_a_number_and_a_unit, 0,
	    ARRAY_LEN(ages));
	tcase_add_loop_test(tcase, days_begin_at_midnight_of_the_zone, 0,
	    ARRAY_LEN(zones));
	suite_add_tcase(suite, tcase);
	return suite;
}

/*
 * When what waits for a hook may go. Times stand as people write them, in the
 * zone of the row; a test is a process of its own, so that it may set one.
 */
#include "notify.h"

#include <stdlib.h>
#include <time.h>

#include <check.h>

#include "compiler.h"

Suite *policy_suite(void);

#define AT(hours, minutes) ((hours)*60 + (minutes))

/* "2026-03-29 08:00" in the zone; summer: 1 in summer time, 0 not, -1 the
 * only one. */
static int64_t
moment(const char *text, int summer)
{
	struct tm local = { 0 };

	ck_assert_ptr_nonnull(strptime(text, "%Y-%m-%d %H:%M", &local));
	local.tm_isdst = summer;
	return (int64_t)mktime(&local);
}

static void
set_zone(const char *zone)
{
	ck_assert_int_eq(setenv("TZ", zone, 1), 0);
	tzset();
}

static struct hook_policy
policy_of(enum hook_deliver deliver)
{
	return (struct hook_policy){
		.deliver = deliver,
		.every_s = 900,
		.at_minute = AT(8, 0),
		.days = { true, true, true, true, true, true, true },
		.quiet_from_minute = -1,
		.quiet_to_minute = -1,
	};
}

START_TEST(at_once_is_always_and_never_changes)
{
	struct hook_policy policy = policy_of(DELIVER_AT_ONCE);
	struct policy_now now = notify_policy(&policy, 1234567);

	ck_assert(!now.skip && !now.together);
	ck_assert_int_eq(now.created_before_at, INT64_MAX);
	ck_assert_int_eq(now.changes_at, INT64_MAX);
}
END_TEST

START_TEST(a_batch_is_what_came_before_the_last_multiple)
{
	static const struct {
		int64_t now_at, before_at, changes_at;
	} rows[] = {
		{ 9000, 9000, 9900 },
		{ 9001, 9000, 9900 },
		{ 9899, 9000, 9900 },
		{ 9900, 9900, 10800 },
	};
	struct hook_policy policy = policy_of(DELIVER_BATCH);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct policy_now now = notify_policy(&policy, rows[i].now_at);

		ck_assert(now.together && !now.skip);
		ck_assert_int_eq(now.created_before_at, rows[i].before_at);
		ck_assert_int_eq(now.changes_at, rows[i].changes_at);
	}
}
END_TEST

/* ---- digests ------------------------------------------------------------------ */

#define ALL                                              \
	{                                                \
		true, true, true, true, true, true, true \
	}
#define MONDAYS                                                \
	{                                                      \
		false, true, false, false, false, false, false \
	}
#define WORKDAYS                                           \
	{                                                  \
		false, true, true, true, true, true, false \
	}

static const struct digest_row {
	const char *name, *zone, *now;
	int summer; /* of now */
	int at_minute;
	bool days[7];
	const char *last, *next; /* the digests around now */
} digests[] = {
	{ "a second before is the day before", "Europe/Paris",
	    "2026-11-25 07:59", -1, AT(8, 0), ALL, "2026-11-24 08:00",
	    "2026-11-25 08:00" },
	{ "the moment itself is the day", "Europe/Paris", "2026-11-25 08:00",
	    -1, AT(8, 0), ALL, "2026-11-25 08:00", "2026-11-26 08:00" },
	{ "midnight", "Asia/Tokyo", "2026-11-25 23:59", -1, AT(0, 0), ALL,
	    "2026-11-25 00:00", "2026-11-26 00:00" },
	{ "over the end of a year", "Asia/Seoul", "2026-12-31 12:00", -1,
	    AT(8, 0), ALL, "2026-12-31 08:00", "2027-01-01 08:00" },
	{ "mondays, on a sunday", "Europe/Paris", "2026-11-22 12:00", -1,
	    AT(8, 0), MONDAYS, "2026-11-16 08:00", "2026-11-23 08:00" },
	{ "mondays, early on a monday", "Europe/Paris", "2026-11-23 07:00", -1,
	    AT(8, 0), MONDAYS, "2026-11-16 08:00", "2026-11-23 08:00" },
	{ "mondays, late on a monday", "Europe/Paris", "2026-11-23 09:00", -1,
	    AT(8, 0), MONDAYS, "2026-11-23 08:00", "2026-11-30 08:00" },
	{ "workdays, on a saturday", "Europe/Paris", "2026-11-21 12:00", -1,
	    AT(18, 30), WORKDAYS, "2026-11-20 18:30", "2026-11-23 18:30" },
	{ "a day of 23 hours", "Europe/Paris", "2026-03-29 12:00", -1, AT(8, 0),
	    ALL, "2026-03-29 08:00", "2026-03-30 08:00" },
	{ "a day of 25 hours", "Europe/Paris", "2026-10-25 12:00", -1, AT(8, 0),
	    ALL, "2026-10-25 08:00", "2026-10-26 08:00" },
	{ "the night before 23 hours", "Europe/Paris", "2026-03-28 12:00", -1,
	    AT(8, 0), ALL, "2026-03-28 08:00", "2026-03-29 08:00" },
	{ "half an hour off", "Asia/Kolkata", "2026-11-25 08:30", -1, AT(8, 0),
	    ALL, "2026-11-25 08:00", "2026-11-26 08:00" },
	{ "in the south", "America/Santiago", "2026-09-06 12:00", -1, AT(8, 0),
	    ALL, "2026-09-06 08:00", "2026-09-07 08:00" },
};

START_TEST(a_digest_ends_at_its_hour_of_its_days)
{
	const struct digest_row *row = &digests[_i];
	struct hook_policy policy = policy_of(DELIVER_DIGEST);
	struct policy_now now;

	set_zone(row->zone);
	policy.at_minute = row->at_minute;
	memcpy(policy.days, row->days, sizeof(policy.days));
	now = notify_policy(&policy, moment(row->now, row->summer));
	ck_assert(now.together && !now.skip);
	ck_assert_msg(now.created_before_at == moment(row->last, -1),
	    "%s: last %lld", row->name, (long long)now.created_before_at);
	ck_assert_msg(now.changes_at == moment(row->next, -1), "%s: next %lld",
	    row->name, (long long)now.changes_at);
}
END_TEST

/* 02:30 is not there on the 29th of March: its digest goes an hour later by
 * the clock, not a day. */
START_TEST(an_hour_that_the_clock_skips_has_its_digest_all_the_same)
{
	struct hook_policy policy = policy_of(DELIVER_DIGEST);
	struct policy_now now;

	set_zone("Europe/Paris");
	policy.at_minute = AT(2, 30);
	now = notify_policy(&policy, moment("2026-03-29 01:00", -1));
	ck_assert_int_gt(now.changes_at, moment("2026-03-29 01:00", -1));
	ck_assert_int_le(now.changes_at, moment("2026-03-29 03:30", -1));
	now = notify_policy(&policy, moment("2026-03-29 04:00", -1));
	ck_assert_int_gt(now.created_before_at, moment("2026-03-29 01:00", -1));
	ck_assert_int_eq(now.changes_at, moment("2026-03-30 02:30", -1));
}
END_TEST

/* 02:30 is there twice on the 25th of October: one digest. */
START_TEST(an_hour_that_the_clock_repeats_has_one_digest)
{
	struct hook_policy policy = policy_of(DELIVER_DIGEST);
	int64_t from, to, seen = 0;
	int changes = 0;

	set_zone("Europe/Paris");
	policy.at_minute = AT(2, 30);
	from = moment("2026-10-25 00:00", -1);
	to = moment("2026-10-25 12:00", -1);
	for (int64_t at = from; at <= to; at += 600) {
		struct policy_now now = notify_policy(&policy, at);

		ck_assert_int_le(now.created_before_at, at);
		ck_assert_int_gt(now.changes_at, at);
		changes += seen != 0 && now.created_before_at != seen;
		seen = now.created_before_at;
	}
	ck_assert_int_eq(changes, 1);
}
END_TEST

/* ---- quiet hours ---------------------------------------------------------------- */

static const struct quiet_row {
	const char *name, *now;
	int from, to;
	bool quiet;
	const char *changes;
} quiets[] = {
	{ "before", "2026-11-25 12:59", AT(13, 0), AT(14, 30), false,
	    "2026-11-25 13:00" },
	{ "the first minute", "2026-11-25 13:00", AT(13, 0), AT(14, 30), true,
	    "2026-11-25 14:30" },
	{ "the last minute", "2026-11-25 14:29", AT(13, 0), AT(14, 30), true,
	    "2026-11-25 14:30" },
	{ "the end", "2026-11-25 14:30", AT(13, 0), AT(14, 30), false,
	    "2026-11-26 13:00" },
	{ "a night, before", "2026-11-25 21:59", AT(22, 0), AT(7, 0), false,
	    "2026-11-25 22:00" },
	{ "a night, its evening", "2026-11-25 23:30", AT(22, 0), AT(7, 0), true,
	    "2026-11-26 07:00" },
	{ "a night, its morning", "2026-11-26 06:59", AT(22, 0), AT(7, 0), true,
	    "2026-11-26 07:00" },
	{ "a night, its end", "2026-11-26 07:00", AT(22, 0), AT(7, 0), false,
	    "2026-11-26 22:00" },
	{ "from midnight", "2026-11-26 00:00", AT(0, 0), AT(6, 0), true,
	    "2026-11-26 06:00" },
	{ "to midnight", "2026-11-25 23:59", AT(20, 0), AT(0, 0), true,
	    "2026-11-26 00:00" },
	{ "a night of 7 hours", "2026-03-28 23:00", AT(22, 0), AT(7, 0), true,
	    "2026-03-29 07:00" },
	{ "a night of 10 hours", "2026-10-24 23:00", AT(22, 0), AT(7, 0), true,
	    "2026-10-25 07:00" },
};

START_TEST(nothing_goes_in_quiet_hours)
{
	const struct quiet_row *row = &quiets[_i];
	struct hook_policy policy = policy_of(DELIVER_AT_ONCE);
	struct policy_now now;

	set_zone("Europe/Paris");
	policy.quiet_from_minute = row->from;
	policy.quiet_to_minute = row->to;
	now = notify_policy(&policy, moment(row->now, -1));
	ck_assert_msg(now.skip == row->quiet, "%s", row->name);
	ck_assert_msg(now.changes_at == moment(row->changes, -1), "%s: %lld",
	    row->name, (long long)now.changes_at);
	ck_assert_int_eq(now.created_before_at, INT64_MAX);
}
END_TEST

/* The digest of the night waits for the morning and is still the digest of its
 * hour. */
START_TEST(a_digest_in_quiet_hours_waits_for_their_end)
{
	struct hook_policy policy = policy_of(DELIVER_DIGEST);
	struct policy_now now;

	set_zone("Europe/Paris");
	policy.at_minute = AT(6, 0);
	policy.quiet_from_minute = AT(22, 0);
	policy.quiet_to_minute = AT(7, 0);
	now = notify_policy(&policy, moment("2026-11-25 06:30", -1));
	ck_assert(now.skip);
	ck_assert_int_eq(now.changes_at, moment("2026-11-25 07:00", -1));
	now = notify_policy(&policy, now.changes_at);
	ck_assert(!now.skip);
	ck_assert_int_eq(now.created_before_at, moment("2026-11-25 06:00", -1));
}
END_TEST

Suite *
policy_suite(void)
{
	Suite *suite = suite_create("policy");
	TCase *tcase = tcase_create("policy");

	tcase_add_test(tcase, at_once_is_always_and_never_changes);
	tcase_add_test(tcase, a_batch_is_what_came_before_the_last_multiple);
	tcase_add_loop_test(tcase, a_digest_ends_at_its_hour_of_its_days, 0,
	    (int)ARRAY_LEN(digests));
	tcase_add_test(tcase,
	    an_hour_that_the_clock_skips_has_its_digest_all_the_same);
	tcase_add_test(tcase, an_hour_that_the_clock_repeats_has_one_digest);
	tcase_add_loop_test(tcase, nothing_goes_in_quiet_hours, 0,
	    (int)ARRAY_LEN(quiets));
	tcase_add_test(tcase, a_digest_in_quiet_hours_waits_for_their_end);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* Manners towards hosts: one at a time, gaps that are learned, silence. */
#include <check.h>
#include <stdlib.h>

#include "schedule.h"

Suite *host_suite(void);

#define START     ((int64_t)1000000)
#define DAY_MS    86400000
#define BUSY      (-1)
#define MAY_BEGIN 0

/* What the gate says at that time: MAY_BEGIN (and it has begun), BUSY, or the
 * milliseconds to wait. */
static int64_t
ask(struct host_gate *gate, const char *host, int64_t mono_ms)
{
	int64_t wait_ms = 12345;

	if (host_gate_begin(gate, host, mono_ms, &wait_ms))
		return MAY_BEGIN;
	return wait_ms;
}

/* A request that begins then and ends after duration_ms. */
static void
request(struct host_gate *gate, int64_t mono_ms, int64_t duration_ms,
    enum failure_class failure_class)
{
	ck_assert_int_eq(ask(gate, "a.example", mono_ms), MAY_BEGIN);
	host_gate_end(gate, "a.example", mono_ms + duration_ms, duration_ms,
	    failure_class);
}

START_TEST(b5_one_request_at_a_time)
{
	struct host_gate *gate = host_gate_new();

	ck_assert_int_eq(ask(gate, "a.example", START), MAY_BEGIN);
	ck_assert_int_eq(ask(gate, "a.example", START + 99999), BUSY);
	ck_assert_int_eq(ask(gate, "b.example", START), MAY_BEGIN);
	host_gate_end(gate, "a.example", START + 99999, 100, CLASS_NONE);
	ck_assert_int_eq(ask(gate, "a.example", START + 99999), MAY_BEGIN);
	host_gate_free(gate);
	host_gate_free(NULL);
}
END_TEST

START_TEST(b5_two_seconds_from_start_to_start)
{
	struct host_gate *gate = host_gate_new();

	request(gate, START, 100, CLASS_NONE);
	ck_assert_int_eq(ask(gate, "a.example", START + 100), 1900);
	ck_assert_int_eq(ask(gate, "a.example", START + 1999), 1);
	ck_assert_int_eq(ask(gate, "a.example", START + 2000), MAY_BEGIN);
	host_gate_free(gate);
}
END_TEST

START_TEST(b5_a_slow_host_gets_twice_its_time)
{
	struct host_gate *gate = host_gate_new();

	request(gate, START, 5000, CLASS_NONE);
	ck_assert_int_eq(ask(gate, "a.example", START + 5000), 5000);
	host_gate_free(gate);
}
END_TEST

START_TEST(a_first_request_never_waits)
{
	struct host_gate *gate = host_gate_new();

	ck_assert_int_eq(ask(gate, "a.example", 0), MAY_BEGIN);
	host_gate_free(gate);
}
END_TEST

START_TEST(b5_complaints_lengthen_the_gap_fourfold_up_to_an_hour)
{
	static const int64_t gaps_ms[] = { 8000, 32000, 128000, 512000, 2048000,
		3600000, 3600000 };
	struct host_gate *gate = host_gate_new();
	int64_t at = START;

	for (size_t i = 0; i < sizeof(gaps_ms) / sizeof(gaps_ms[0]); i++) {
		request(gate, at, 0,
		    i % 2 == 0 ? CLASS_THROTTLED : CLASS_FORBIDDEN);
		ck_assert_int_eq(ask(gate, "a.example", at), gaps_ms[i]);
		at += gaps_ms[i];
	}
	host_gate_free(gate);
}
END_TEST

START_TEST(b5_each_quiet_day_halves_the_gap)
{
	struct host_gate *gate = host_gate_new();

	request(gate, START, 0, CLASS_THROTTLED);
	request(gate, START + DAY_MS - 1, 0, CLASS_NONE);
	ck_assert_int_eq(ask(gate, "a.example", START + DAY_MS - 1), 8000);
	request(gate, START + DAY_MS + 8000, 0, CLASS_NONE);
	ck_assert_int_eq(ask(gate, "a.example", START + DAY_MS + 8000), 4000);
	request(gate, START + 2 * DAY_MS, 0, CLASS_NONE);
	ck_assert_int_eq(ask(gate, "a.example", START + 2 * DAY_MS), 2000);
	host_gate_free(gate);
}
END_TEST

START_TEST(a_host_of_ones_own_has_its_own_manners)
{
	struct host_gate *gate = host_gate_new();

	host_gate_configure(gate, "127.0.0.1", 0, 3);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(ask(gate, "127.0.0.1", START), MAY_BEGIN);
	ck_assert_int_eq(ask(gate, "127.0.0.1", START), BUSY);
	host_gate_end(gate, "127.0.0.1", START, 9999, CLASS_THROTTLED);
	ck_assert_int_eq(ask(gate, "127.0.0.1", START), MAY_BEGIN);
	host_gate_free(gate);
}
END_TEST

START_TEST(one_of_two_manners_may_be_configured)
{
	struct host_gate *gate = host_gate_new();

	host_gate_configure(gate, "many.example", -1, 2);
	host_gate_configure(gate, "fast.example", 10, 0);
	ck_assert_int_eq(ask(gate, "many.example", START), MAY_BEGIN);
	ck_assert_int_eq(ask(gate, "many.example", START + 1), 1999);
	ck_assert_int_eq(ask(gate, "many.example", START + 2000), MAY_BEGIN);
	ck_assert_int_eq(ask(gate, "many.example", START + 9000), BUSY);
	ck_assert_int_eq(ask(gate, "fast.example", START), MAY_BEGIN);
	ck_assert_int_eq(ask(gate, "fast.example", START + 9000), BUSY);
	host_gate_end(gate, "fast.example", START + 1, 1, CLASS_NONE);
	ck_assert_int_eq(ask(gate, "fast.example", START + 9), 1);
	host_gate_free(gate);
}
END_TEST

START_TEST(a_source_without_a_host_never_waits)
{
	struct host_gate *gate = host_gate_new();

	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(ask(gate, NULL, START), MAY_BEGIN);
	host_gate_end(gate, NULL, START, 0, CLASS_NONE);
	ck_assert_int_eq(host_gate_held_until(gate, NULL), 0);
	host_gate_free(gate);
}
END_TEST

START_TEST(r47_a_hold_is_never_shortened)
{
	struct host_gate *gate = host_gate_new();

	ck_assert_int_eq(host_gate_held_until(gate, "a.example"), 0);
	host_gate_hold(gate, "a.example", 500);
	host_gate_hold(gate, "a.example", 400);
	ck_assert_int_eq(host_gate_held_until(gate, "a.example"), 500);
	ck_assert_int_eq(host_gate_held_until(gate, "b.example"), 0);
	host_gate_free(gate);
}
END_TEST

START_TEST(r47_a_penalty_lasts_until_a_success)
{
	struct host_gate *gate = host_gate_new();

	ck_assert_int_eq(host_gate_penalty_s(gate, "a.example"), 0);
	host_gate_throttle(gate, "a.example", 1000, 3600);
	ck_assert_int_eq(host_gate_held_until(gate, "a.example"), 4600);
	ck_assert_int_eq(host_gate_penalty_s(gate, "a.example"), 3600);
	request(gate, START, 0, CLASS_SERVER);
	ck_assert_int_eq(host_gate_penalty_s(gate, "a.example"), 3600);
	request(gate, START + 9000, 0, CLASS_NONE);
	ck_assert_int_eq(host_gate_penalty_s(gate, "a.example"), 0);
	host_gate_free(gate);
}
END_TEST

Suite *
host_suite(void)
{
	Suite *suite = suite_create("host");
	TCase *tests = tcase_create("host");

	tcase_add_test(tests, b5_one_request_at_a_time);
	tcase_add_test(tests, b5_two_seconds_from_start_to_start);
	tcase_add_test(tests, b5_a_slow_host_gets_twice_its_time);
	tcase_add_test(tests, a_first_request_never_waits);
	tcase_add_test(tests,
	    b5_complaints_lengthen_the_gap_fourfold_up_to_an_hour);
	tcase_add_test(tests, b5_each_quiet_day_halves_the_gap);
	tcase_add_test(tests, a_host_of_ones_own_has_its_own_manners);
	tcase_add_test(tests, one_of_two_manners_may_be_configured);
	tcase_add_test(tests, a_source_without_a_host_never_waits);
	tcase_add_test(tests, r47_a_hold_is_never_shortened);
	tcase_add_test(tests, r47_a_penalty_lasts_until_a_success);
	suite_add_tcase(suite, tests);
	return suite;
}

/* What follows an attempt: done, later, dead. */
#include "notify.h"

#include <check.h>

#include "compiler.h"

Suite *retry_suite(void);

static struct retry_verdict
verdict_of(enum delivery_verdict verdict, int attempts, uint32_t random)
{
	struct delivery_result result = { .verdict = verdict };

	return notify_retry(&result, attempts, 1000, random);
}

START_TEST(a_success_is_done)
{
	ck_assert_int_eq(verdict_of(DELIVERY_OK, 1, 0).state, DELIVERY_DONE);
	ck_assert_int_eq(verdict_of(DELIVERY_OK, 99, 0).state, DELIVERY_DONE);
}
END_TEST

START_TEST(a_permanent_failure_is_dead_at_once)
{
	ck_assert_int_eq(verdict_of(DELIVERY_PERMANENT, 1, 0).state,
	    DELIVERY_DEAD);
}
END_TEST

static const struct {
	int attempts;
	int64_t step_s;
} steps[] = {
	{ 1, 5 },
	{ 2, 300 },
	{ 3, 1800 },
	{ 4, 7200 },
	{ 5, 18000 },
	{ 6, 36000 },
	{ 7, 50400 },
	{ 8, 72000 },
	{ 9, 86400 },
};

START_TEST(each_failure_waits_its_step_within_a_fifth)
{
	int64_t step_s = steps[_i].step_s;

	for (uint32_t random = 0; random < 100000; random += 997) {
		struct retry_verdict verdict = verdict_of(DELIVERY_RETRY,
		    steps[_i].attempts, random);

		ck_assert_int_eq(verdict.state, DELIVERY_WAITING);
		ck_assert_int_ge(verdict.not_before_at,
		    1000 + step_s - step_s / 5);
		ck_assert_int_le(verdict.not_before_at,
		    1000 + step_s + step_s / 5);
	}
}
END_TEST

START_TEST(the_spread_reaches_both_ends)
{
	ck_assert_int_eq(verdict_of(DELIVERY_RETRY, 2, 0).not_before_at,
	    1000 + 240);
	ck_assert_int_eq(verdict_of(DELIVERY_RETRY, 2, 120).not_before_at,
	    1000 + 360);
}
END_TEST

START_TEST(the_tenth_failure_is_dead)
{
	ck_assert_int_eq(verdict_of(DELIVERY_RETRY, 9, 0).state,
	    DELIVERY_WAITING);
	ck_assert_int_eq(verdict_of(DELIVERY_RETRY, 10, 0).state,
	    DELIVERY_DEAD);
}
END_TEST

Suite *
retry_suite(void)
{
	Suite *suite = suite_create("retry");
	TCase *tcase = tcase_create("retry");

	tcase_add_test(tcase, a_success_is_done);
	tcase_add_test(tcase, a_permanent_failure_is_dead_at_once);
	tcase_add_loop_test(tcase, each_failure_waits_its_step_within_a_fifth,
	    0, ARRAY_LEN(steps));
	tcase_add_test(tcase, the_spread_reaches_both_ends);
	tcase_add_test(tcase, the_tenth_failure_is_dead);
	suite_add_tcase(suite, tcase);
	return suite;
}

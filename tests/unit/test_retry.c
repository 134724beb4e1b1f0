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

/* The step after the first failure is 4 to 6 s. */
static const struct {
	const char *name;
	int64_t asked_s;
	int attempts;
	int64_t least_s, most_s;
} asked[] = {
	{ "nothing", 0, 1, 4, 6 },
	{ "less than the step", 2, 1, 4, 6 },
	{ "more than the step", 120, 1, 120, 120 },
	{ "less than a later step", 120, 2, 240, 360 },
	{ "a day", 86400, 1, 86400, 86400 },
	{ "more than a day", 86401, 1, 86400, 86400 },
	{ "for ever", INT64_MAX, 1, 86400, 86400 },
};

START_TEST(a_receiver_gets_the_time_it_asks_for_up_to_a_day)
{
	for (uint32_t random = 0; random < 1000; random++) {
		struct delivery_result result = { .verdict = DELIVERY_RETRY,
			.retry_after_s = asked[_i].asked_s };
		struct retry_verdict verdict = notify_retry(&result,
		    asked[_i].attempts, 1000, random);

		ck_assert_int_eq(verdict.state, DELIVERY_WAITING);
		ck_assert_msg(verdict.not_before_at >=
			    1000 + asked[_i].least_s &&
			verdict.not_before_at <= 1000 + asked[_i].most_s,
		    "%s: %lld", asked[_i].name,
		    (long long)verdict.not_before_at);
	}
}
END_TEST

START_TEST(asking_for_time_gives_no_more_attempts)
{
	struct delivery_result result = { .verdict = DELIVERY_RETRY,
		.retry_after_s = 60 };

	ck_assert_int_eq(notify_retry(&result, 10, 1000, 0).state,
	    DELIVERY_DEAD);
	result.verdict = DELIVERY_OK;
	ck_assert_int_eq(notify_retry(&result, 1, 1000, 0).state,
	    DELIVERY_DONE);
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
	tcase_add_loop_test(tcase,
	    a_receiver_gets_the_time_it_asks_for_up_to_a_day, 0,
	    ARRAY_LEN(asked));
	tcase_add_test(tcase, asking_for_time_gives_no_more_attempts);
	suite_add_tcase(suite, tcase);
	return suite;
}

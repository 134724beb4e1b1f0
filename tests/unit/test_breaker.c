/* When a hook that fails is left alone, and for how long (T43). */
#include "notify.h"

#include <check.h>

#include "limits.h"

Suite *breaker_suite(void);

#define NOW 1000000

static const struct row {
	const char *name;
	int64_t failures;
	struct delivery_result result;
	struct breaker after;
} rows[] = {
	{ "a success", 0, { .verdict = DELIVERY_OK }, { 0, 0, false } },
	{ "a success closes it", 9, { .verdict = DELIVERY_OK },
	    { 0, 0, false } },
	{ "a refusal is an answer", 9, { .verdict = DELIVERY_PERMANENT },
	    { 0, 0, false } },
	{ "the first failure", 0, { .verdict = DELIVERY_RETRY },
	    { 1, 0, false } },
	{ "the fourth", 3, { .verdict = DELIVERY_RETRY }, { 4, 0, false } },
	{ "the fifth opens it", 4, { .verdict = DELIVERY_RETRY },
	    { 5, NOW + 60, false } },
	{ "then twice as long", 5, { .verdict = DELIVERY_RETRY },
	    { 6, NOW + 120, false } },
	{ "and again", 6, { .verdict = DELIVERY_RETRY },
	    { 7, NOW + 240, false } },
	{ "and again", 7, { .verdict = DELIVERY_RETRY },
	    { 8, NOW + 480, false } },
	{ "up to a quarter of an hour", 8, { .verdict = DELIVERY_RETRY },
	    { 9, NOW + 900, false } },
	{ "for ever", 1000000, { .verdict = DELIVERY_RETRY },
	    { 1000001, NOW + 900, false } },
	{ "gone", 0, { .verdict = DELIVERY_RETRY, .gone = true },
	    { 1, 0, true } },
	{ "gone by a refusal", 0,
	    { .verdict = DELIVERY_PERMANENT, .gone = true }, { 1, 0, true } },
};

START_TEST(t43_a_dead_receiver_is_only_probed)
{
	const struct row *row = &rows[_i];
	struct breaker got = notify_breaker(row->failures, &row->result, NOW);

	ck_assert_msg(got.failures == row->after.failures, "%s: %lld failures",
	    row->name, (long long)got.failures);
	ck_assert_msg(got.open_until_at == row->after.open_until_at,
	    "%s: until %lld", row->name, (long long)got.open_until_at);
	ck_assert_msg(got.disabled == row->after.disabled, "%s", row->name);
}
END_TEST

/* However many wait: an attempt a minute at most, once it is open. */
START_TEST(t43_at_most_one_probe_a_minute)
{
	struct delivery_result result = { .verdict = DELIVERY_RETRY };
	struct breaker breaker = { 0 };
	int64_t now_at = NOW, probes = 0;

	for (int i = 0; i < LIMIT_BREAKER_FAILURES; i++)
		breaker = notify_breaker(breaker.failures, &result, now_at);
	while (now_at < NOW + 3600) {
		now_at = breaker.open_until_at;
		breaker = notify_breaker(breaker.failures, &result, now_at);
		ck_assert_int_ge(breaker.open_until_at - now_at, 60);
		probes++;
	}
	ck_assert_int_le(probes, 60);
	ck_assert_int_ge(probes, 4); /* it is still asked */
}
END_TEST

Suite *
breaker_suite(void)
{
	Suite *suite = suite_create("breaker");
	TCase *tcase = tcase_create("breaker");

	tcase_add_loop_test(tcase, t43_a_dead_receiver_is_only_probed, 0,
	    (int)ARRAY_LEN(rows));
	tcase_add_test(tcase, t43_at_most_one_probe_a_minute);
	suite_add_tcase(suite, tcase);
	return suite;
}

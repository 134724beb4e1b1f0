/*
 * When the next poll is and why. Rows give what an exchange said; the time and
 * the chance stand still.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "schedule.h"

Suite *interval_suite(void);

#define NOW ((int64_t)1700000000)
#define H   ((int64_t)3600)
#define D   (24 * H)

/* Chance 0 adds nothing to an interval, and 5 s to a server's time. */
static const struct row {
	const char *name;
	enum outcome outcome;
	enum failure_class failure_class;
	int64_t stored_lifetime_s;
	int64_t lifetime_s;    /* -1: not stated */
	int64_t retry_after_s; /* -1: not stated */
	int64_t ttl_s, update_s;
	int64_t interval_s; /* of the feed; 0: auto */
	int64_t next_s, not_before_s;
	enum schedule_reason reason;
} rows[] = {
	/* clang-format off */
	{ "nothing said", OUTCOME_MODIFIED, CLASS_NONE, 0, -1, -1, 0, 0, 0,
	    H, 0, SCHEDULE_INTERVAL },
	{ "configured", OUTCOME_MODIFIED, CLASS_NONE, 0, -1, -1, 0, 0, 1800,
	    1800, 0, SCHEDULE_INTERVAL },
	{ "never below ten minutes", OUTCOME_MODIFIED, CLASS_NONE, 0, -1, -1,
	    0, 0, 60, 600, 0, SCHEDULE_INTERVAL },
	{ "E028 max-age on a 200", OUTCOME_MODIFIED, CLASS_NONE, 0, 7200, -1,
	    0, 0, 0, 7205, 7200, SCHEDULE_FRESHNESS },
	{ "E028 a bare 304 renews it", OUTCOME_NOT_MODIFIED, CLASS_NONE, 7200,
	    -1, -1, 0, 0, 0, 7205, 7200, SCHEDULE_FRESHNESS },
	{ "R14 a 304 may shorten", OUTCOME_NOT_MODIFIED, CLASS_NONE, 7200,
	    5400, -1, 0, 0, 0, 5405, 5400, SCHEDULE_FRESHNESS },
	{ "R14 and not lengthen", OUTCOME_NOT_MODIFIED, CLASS_NONE, 7200,
	    90000, -1, 0, 0, 0, 7205, 7200, SCHEDULE_FRESHNESS },
	{ "R14 a 304 alone", OUTCOME_NOT_MODIFIED, CLASS_NONE, 0,
	    7200, -1, 0, 0, 0, 7205, 7200, SCHEDULE_FRESHNESS },
	{ "a 200 that says nothing forgets", OUTCOME_UNCHANGED, CLASS_NONE,
	    7200, -1, -1, 0, 0, 0, H, 0, SCHEDULE_INTERVAL },
	{ "R31 shorter than the interval", OUTCOME_MODIFIED, CLASS_NONE, 0,
	    900, -1, 0, 0, 0, H, 900, SCHEDULE_INTERVAL },
	{ "no-cache", OUTCOME_MODIFIED, CLASS_NONE, 7200, 0, -1, 0, 0, 0,
	    H, 0, SCHEDULE_INTERVAL },
	{ "R25 never more than two days", OUTCOME_MODIFIED, CLASS_NONE, 0,
	    504576000, -1, 0, 0, 0, 2 * D + 5, 2 * D, SCHEDULE_FRESHNESS },
	{ "E039 ttl", OUTCOME_MODIFIED, CLASS_NONE, 0, -1, -1, 3 * H, 0, 0,
	    3 * H, 0, SCHEDULE_HINT },
	{ "E040 a huge ttl is a day", OUTCOME_MODIFIED, CLASS_NONE, 0, -1, -1,
	    1000000000, 0, 0, D, 0, SCHEDULE_HINT },
	{ "E041 a short hint shortens nothing", OUTCOME_MODIFIED, CLASS_NONE,
	    0, -1, -1, 0, 1800, 0, H, 0, SCHEDULE_INTERVAL },
	{ "R29", OUTCOME_NOT_MODIFIED, CLASS_NONE, 0, -1, -1, H, 2 * H, 0,
	    2 * H, 0, SCHEDULE_HINT },
	{ "the server over the hint", OUTCOME_MODIFIED, CLASS_NONE, 0, 9 * H,
	    -1, 3 * H, 0, 0, 9 * H + 5, 9 * H, SCHEDULE_FRESHNESS },
	{ "the hint over the server", OUTCOME_MODIFIED, CLASS_NONE, 0, 2 * H,
	    -1, 3 * H, 0, 0, 3 * H, 2 * H, SCHEDULE_HINT },
	{ "the user over all", OUTCOME_MODIFIED, CLASS_NONE, 0, 2 * H, -1,
	    3 * H, 0, 7 * D, 7 * D, 2 * H, SCHEDULE_INTERVAL },

	{ "R65", OUTCOME_FAILED, CLASS_SERVER, 0, -1, -1, 0, 0, 0,
	    H, 0, SCHEDULE_BACKOFF },
	{ "no failure is sooner than the interval", OUTCOME_FAILED,
	    CLASS_SERVER, 0, -1, -1, 0, 0, 2 * D, 2 * D, 0, SCHEDULE_BACKOFF },
	{ "our own trouble is", OUTCOME_FAILED, CLASS_LOCAL, 0, -1, -1, 0, 0,
	    2 * D, 300, 0, SCHEDULE_BACKOFF },
	{ "R27 a 503 with Retry-After", OUTCOME_FAILED, CLASS_SERVER, 0, -1,
	    2 * H, 0, 0, 0, 2 * H + 5, 2 * H, SCHEDULE_RETRY_AFTER },
	{ "R27 the longer of both", OUTCOME_FAILED, CLASS_SERVER, 0, 3 * H,
	    2 * H, 0, 0, 0, 3 * H + 5, 3 * H, SCHEDULE_FRESHNESS },
	{ "an old lifetime is none of a failure", OUTCOME_FAILED, CLASS_SERVER,
	    9 * H, -1, -1, 0, 0, 0, H, 0, SCHEDULE_BACKOFF },
	{ "E045", OUTCOME_FAILED, CLASS_THROTTLED, 0, -1, 86400, 0, 0, 0,
	    D + 5, D, SCHEDULE_RETRY_AFTER },
	{ "E047 a 429 that says nothing", OUTCOME_FAILED, CLASS_THROTTLED, 0,
	    -1, -1, 0, 0, 0, H + 5, H, SCHEDULE_BACKOFF },
	{ "E048", OUTCOME_FAILED, CLASS_THROTTLED, 0, -1, 2592000, 0, 0, 0,
	    14 * D + 5, 14 * D, SCHEDULE_RETRY_AFTER },
	{ "R27 a 429 with both", OUTCOME_FAILED, CLASS_THROTTLED, 0, 40 * H, H, 0, 0,
	    0, 40 * H + 5, 40 * H, SCHEDULE_FRESHNESS },
	/* clang-format on */
};

static struct schedule_verdict
decide(const struct row *row, struct feed *feed, struct feed_state *state,
    uint32_t random)
{
	struct fetch_result result = { .lifetime_stated = row->lifetime_s >= 0,
		.lifetime_s = row->lifetime_s < 0 ? 0 : row->lifetime_s,
		.retry_after_stated = row->retry_after_s >= 0,
		.retry_after_s = row->retry_after_s < 0 ? 0
							: row->retry_after_s };
	struct schedule_input input = { .feed = feed,
		.state = state,
		.result = &result,
		.outcome = row->outcome,
		.failure_class = row->failure_class,
		.ttl_s = row->ttl_s,
		.update_s = row->update_s,
		.default_interval_s = H,
		.now_at = NOW,
		.random = random };

	feed->interval_s = row->interval_s;
	state->lifetime_s = row->stored_lifetime_s;
	return schedule_next(&input);
}

START_TEST(r31_the_latest_wish_wins)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct feed feed = { .source = FEED_FROM_URL };
		struct feed_state state = { .last_ok_at = NOW - H };
		struct schedule_verdict verdict = decide(&rows[i], &feed,
		    &state, 0);

		ck_assert_msg(verdict.next_at - NOW == rows[i].next_s,
		    "%s: next in %lld", rows[i].name,
		    (long long)(verdict.next_at - NOW));
		ck_assert_msg(verdict.not_before_at ==
			(rows[i].not_before_s == 0
				? 0
				: NOW + rows[i].not_before_s),
		    "%s: not before %lld", rows[i].name,
		    (long long)(verdict.not_before_at - NOW));
		ck_assert_msg(verdict.reason == rows[i].reason, "%s: %s",
		    rows[i].name, schedule_reason_name(verdict.reason));
	}
}
END_TEST

START_TEST(b4_chance_only_adds)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (uint32_t random = 1; random < 5000; random += 7) {
			struct feed feed = { .source = FEED_FROM_URL };
			struct feed_state state = { .last_ok_at = NOW - H };
			struct schedule_verdict verdict = decide(&rows[i],
			    &feed, &state, random);

			ck_assert_msg(verdict.next_at >= verdict.not_before_at,
			    "%s with %u", rows[i].name, random);
			ck_assert_msg(verdict.next_at >= NOW + rows[i].next_s,
			    "%s with %u", rows[i].name, random);
			ck_assert_msg(verdict.next_at <=
				NOW + rows[i].next_s + rows[i].next_s / 4 + 60,
			    "%s with %u", rows[i].name, random);
		}
	}
}
END_TEST

START_TEST(r14_the_lifetime_of_the_last_200_is_kept)
{
	static const struct row changes[] = {
		{ "200", OUTCOME_MODIFIED, CLASS_NONE, 7200, 600, -1, 0, 0, 0,
		    600, 0, SCHEDULE_NEW },
		{ "200, nothing", OUTCOME_UNCHANGED, CLASS_NONE, 7200, -1, -1,
		    0, 0, 0, 0, 0, SCHEDULE_NEW },
		{ "304, shorter", OUTCOME_NOT_MODIFIED, CLASS_NONE, 7200, 600,
		    -1, 0, 0, 0, 7200, 0, SCHEDULE_NEW },
		{ "failure", OUTCOME_FAILED, CLASS_SERVER, 7200, 600, -1, 0, 0,
		    0, 7200, 0, SCHEDULE_NEW },
	};

	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		struct feed feed = { .source = FEED_FROM_URL };
		struct feed_state state = { .id = 1 };

		ck_assert_msg(decide(&changes[i], &feed, &state, 0)
				  .lifetime_s == changes[i].next_s,
		    "%s", changes[i].name);
	}
}
END_TEST

/* ---- failures in a row ----------------------------------------------------- */

static struct schedule_verdict
after_failure(enum failure_class failure_class, struct feed_state *state,
    int64_t host_penalty_s, bool allow_private)
{
	struct feed feed = { .source = FEED_FROM_URL,
		.allow_private = allow_private };
	struct fetch_result result = { .outcome = OUTCOME_FAILED };
	struct schedule_verdict verdict = schedule_next(
	    &(struct schedule_input){ .feed = &feed,
		.state = state,
		.result = &result,
		.outcome = failure_class == CLASS_GONE ? OUTCOME_GONE
						       : OUTCOME_FAILED,
		.failure_class = failure_class,
		.default_interval_s = H,
		.host_penalty_s = host_penalty_s,
		.now_at = NOW });

	state->fail_count = verdict.fail_count;
	return verdict;
}

START_TEST(e077_thirty_errors_wait_from_an_hour_to_a_day)
{
	static const int64_t expected_h[] = { 1, 2, 4, 8, 16, 24, 24, 24 };
	struct feed_state state = { .last_ok_at = NOW - D };

	for (size_t i = 0; i < 30; i++) {
		size_t row = i < ARRAY_LEN(expected_h)
		    ? i
		    : ARRAY_LEN(expected_h) - 1;

		ck_assert_int_eq(after_failure(CLASS_SERVER, &state, 0, false)
				     .next_at -
			NOW,
		    expected_h[row] * H);
		ck_assert_int_eq(state.fail_count, (int64_t)i + 1);
	}
}
END_TEST

START_TEST(r66_after_thirty_days_and_twenty_failures_weekly)
{
	struct feed_state state = { .last_ok_at = NOW - 30 * D,
		.fail_count = 18 };

	ck_assert_int_eq(after_failure(CLASS_NOT_FOUND, &state, 0, false)
			     .next_at -
		NOW,
	    2 * D);
	ck_assert_int_eq(after_failure(CLASS_NOT_FOUND, &state, 0, false)
			     .next_at -
		NOW,
	    7 * D);
	state.last_ok_at = NOW - 30 * D + 1;
	ck_assert_int_eq(after_failure(CLASS_NOT_FOUND, &state, 0, false)
			     .next_at -
		NOW,
	    2 * D);
}
END_TEST

START_TEST(a_success_forgets_all_failures)
{
	struct feed feed = { .source = FEED_FROM_URL };
	struct feed_state state = { .fail_count = 9, .gone_at = NOW - D };
	struct schedule_verdict verdict = decide(&rows[0], &feed, &state, 0);

	ck_assert_int_eq(verdict.fail_count, 0);
	ck_assert_int_eq(verdict.gone_at, 0);
	ck_assert(!verdict.gone);
}
END_TEST

START_TEST(e073_the_second_410_after_a_day_is_the_last)
{
	struct feed_state state = { .last_ok_at = NOW - D };
	struct schedule_verdict verdict = after_failure(CLASS_GONE, &state, 0,
	    false);

	ck_assert(!verdict.gone);
	ck_assert_int_eq(verdict.gone_at, NOW);
	ck_assert_int_eq(verdict.next_at, NOW + D);
	state.gone_at = NOW - D + 1;
	verdict = after_failure(CLASS_GONE, &state, 0, false);
	ck_assert(!verdict.gone);
	ck_assert_int_eq(verdict.gone_at, NOW - D + 1);
	state.gone_at = NOW - D;
	verdict = after_failure(CLASS_GONE, &state, 0, false);
	ck_assert(verdict.gone);
	ck_assert_int_eq(verdict.next_at, INT64_MAX);
	ck_assert_int_eq(verdict.reason, SCHEDULE_GONE);
}
END_TEST

START_TEST(e047_silence_doubles_up_to_a_day)
{
	static const int64_t expected_h[] = { 1, 2, 4, 8, 16, 24, 24 };
	struct feed_state state = { .last_ok_at = NOW - D, .fail_count = 3 };
	int64_t penalty_s = 0;

	for (size_t i = 0; i < ARRAY_LEN(expected_h); i++) {
		struct schedule_verdict verdict = after_failure(CLASS_THROTTLED,
		    &state, penalty_s, false);

		ck_assert_int_eq(verdict.host_throttle_s, expected_h[i] * H);
		ck_assert_int_ge(verdict.next_at,
		    NOW + verdict.host_throttle_s);
		ck_assert_int_eq(verdict.fail_count, 3);
		penalty_s = verdict.host_throttle_s;
	}
}
END_TEST

START_TEST(r47_a_private_host_is_throttled_by_the_feed)
{
	struct feed_state state = { .last_ok_at = NOW - D };
	struct schedule_verdict verdict = after_failure(CLASS_THROTTLED, &state,
	    0, true);

	ck_assert_int_eq(verdict.host_throttle_s, 0);
	ck_assert_int_eq(verdict.next_at, NOW + H + 5);
	verdict = after_failure(CLASS_SERVER, &state, 0, false);
	ck_assert_int_eq(verdict.host_throttle_s, 0);
}
END_TEST

/* ---- the floor ------------------------------------------------------------- */

START_TEST(r17_the_floor_is_the_interval)
{
	static const struct {
		const char *name;
		enum feed_source source;
		bool allow_private;
		int64_t interval_s, default_s, floor_s;
	} cases[] = {
		{ "auto", FEED_FROM_URL, false, 0, 3600, 3600 },
		{ "configured", FEED_FROM_URL, false, 1800, 3600, 1800 },
		{ "too short", FEED_FROM_URL, false, 60, 3600, 600 },
		{ "too short by default", FEED_FROM_URL, false, 0, 60, 600 },
		{ "own server", FEED_FROM_URL, true, 60, 3600, 60 },
		{ "file", FEED_FROM_FILE, false, 5, 3600, 5 },
		{ "file without one", FEED_FROM_FILE, false, 0, 3600, 3600 },
		{ "never zero", FEED_FROM_FILE, false, 0, 0, 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct feed feed = { .source = cases[i].source,
			.allow_private = cases[i].allow_private,
			.interval_s = cases[i].interval_s };

		ck_assert_msg(schedule_floor_s(&feed, cases[i].default_s) ==
			cases[i].floor_s,
		    "%s", cases[i].name);
	}
}
END_TEST

START_TEST(every_reason_has_its_word)
{
	for (int i = 0; i < SCHEDULE_REASONS; i++) {
		const char *name = schedule_reason_name(
		    (enum schedule_reason)i);

		for (int j = 0; j < i; j++)
			ck_assert_str_ne(name,
			    schedule_reason_name((enum schedule_reason)j));
	}
}
END_TEST

Suite *
interval_suite(void)
{
	Suite *suite = suite_create("interval");
	TCase *tests = tcase_create("interval");

	tcase_add_test(tests, r31_the_latest_wish_wins);
	tcase_add_test(tests, b4_chance_only_adds);
	tcase_add_test(tests, r14_the_lifetime_of_the_last_200_is_kept);
	tcase_add_test(tests, e077_thirty_errors_wait_from_an_hour_to_a_day);
	tcase_add_test(tests, r66_after_thirty_days_and_twenty_failures_weekly);
	tcase_add_test(tests, a_success_forgets_all_failures);
	tcase_add_test(tests, e073_the_second_410_after_a_day_is_the_last);
	tcase_add_test(tests, e047_silence_doubles_up_to_a_day);
	tcase_add_test(tests, r47_a_private_host_is_throttled_by_the_feed);
	tcase_add_test(tests, r17_the_floor_is_the_interval);
	tcase_add_test(tests, every_reason_has_its_word);
	suite_add_tcase(suite, tests);
	return suite;
}

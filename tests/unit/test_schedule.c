/* The heap of feeds: order, moves, removals, and itself against a plain list. */
#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "schedule.h"

Suite *schedule_suite(void);

START_TEST(feeds_come_in_the_order_of_their_times)
{
	static const int64_t times[] = { 50, 10, 40, 20, 30 };
	static const size_t expected[] = { 1, 3, 4, 2, 0 };
	struct schedule *schedule = schedule_new();
	size_t feed;

	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		schedule_put(schedule, i, times[i]);
	ck_assert_uint_eq(schedule_count(schedule), 5);
	ck_assert_int_eq(schedule_first_at(schedule), 10);
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		ck_assert(schedule_pop_due(schedule, 50, &feed));
		ck_assert_uint_eq(feed, expected[i]);
	}
	ck_assert_int_eq(schedule_first_at(schedule), INT64_MAX);
	ck_assert_uint_eq(schedule_count(schedule), 0);
	schedule_free(schedule);
}
END_TEST

START_TEST(a_feed_is_due_at_its_second_and_not_before)
{
	struct schedule *schedule = schedule_new();
	size_t feed = 99;

	ck_assert(!schedule_pop_due(schedule, INT64_MAX, &feed));
	schedule_put(schedule, 7, 100);
	ck_assert(!schedule_pop_due(schedule, 99, &feed));
	ck_assert_uint_eq(feed, 99);
	ck_assert(schedule_pop_due(schedule, 100, &feed));
	ck_assert_uint_eq(feed, 7);
	ck_assert(!schedule_pop_due(schedule, 100, &feed));
	schedule_free(schedule);
}
END_TEST

START_TEST(equal_times_come_by_number)
{
	struct schedule *schedule = schedule_new();
	size_t feed;

	for (size_t i = 10; i > 0; i--)
		schedule_put(schedule, i, 5);
	for (size_t i = 1; i <= 10; i++) {
		ck_assert(schedule_pop_due(schedule, 5, &feed));
		ck_assert_uint_eq(feed, i);
	}
	schedule_free(schedule);
}
END_TEST

START_TEST(a_feed_is_moved_and_not_doubled)
{
	struct schedule *schedule = schedule_new();
	size_t feed;

	schedule_put(schedule, 0, 10);
	schedule_put(schedule, 1, 20);
	schedule_put(schedule, 0, 30);
	ck_assert_uint_eq(schedule_count(schedule), 2);
	ck_assert(schedule_pop_due(schedule, 30, &feed));
	ck_assert_uint_eq(feed, 1);
	schedule_put(schedule, 0, 5);
	ck_assert_int_eq(schedule_first_at(schedule), 5);
	schedule_free(schedule);
}
END_TEST

START_TEST(a_removed_feed_is_never_due)
{
	struct schedule *schedule = schedule_new();
	size_t feed;

	schedule_put(schedule, 3, 10);
	schedule_remove(schedule, 3);
	schedule_remove(schedule, 3);
	schedule_remove(schedule, 1000);
	ck_assert(!schedule_pop_due(schedule, INT64_MAX, &feed));
	schedule_free(schedule);
	schedule_free(NULL);
}
END_TEST

#define FEEDS 200

/* What the heap must say, found by looking at all. */
static size_t
first_of(const int64_t *times)
{
	size_t first = 0;

	for (size_t i = 1; i < FEEDS; i++) {
		if (times[i] < times[first])
			first = i;
	}
	return first;
}

START_TEST(a_long_life_of_moves_keeps_the_order)
{
	struct schedule *schedule = schedule_new();
	int64_t times[FEEDS];
	uint32_t random = 1;
	size_t feed, first;

	for (size_t i = 0; i < FEEDS; i++)
		times[i] = INT64_MAX;
	for (int step = 0; step < 20000; step++) {
		random = random * 1664525 + 1013904223;
		feed = random >> 8 & 0xFF;
		if (feed < FEEDS && (random & 7) != 0) {
			times[feed] = random >> 16;
			schedule_put(schedule, feed, times[feed]);
		} else if (feed < FEEDS) {
			times[feed] = INT64_MAX;
			schedule_remove(schedule, feed);
		}
		first = first_of(times);
		ck_assert_int_eq(schedule_first_at(schedule), times[first]);
		if ((random >> 28) != 0)
			continue;
		if (times[first] == INT64_MAX)
			continue;
		ck_assert(schedule_pop_due(schedule, INT64_MAX - 1, &feed));
		ck_assert_uint_eq(feed, first);
		times[first] = INT64_MAX;
	}
	schedule_free(schedule);
}
END_TEST

Suite *
schedule_suite(void)
{
	Suite *suite = suite_create("schedule");
	TCase *tests = tcase_create("schedule");

	tcase_add_test(tests, feeds_come_in_the_order_of_their_times);
	tcase_add_test(tests, a_feed_is_due_at_its_second_and_not_before);
	tcase_add_test(tests, equal_times_come_by_number);
	tcase_add_test(tests, a_feed_is_moved_and_not_doubled);
	tcase_add_test(tests, a_removed_feed_is_never_due);
	tcase_add_test(tests, a_long_life_of_moves_keeps_the_order);
	suite_add_tcase(suite, tests);
	return suite;
}

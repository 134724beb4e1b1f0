#include <check.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *health_suite(void);

#define DAY_S (24 * 3600)

static void
open_well(struct fixture *f)
{
	static const struct fixture_entry old = { .id = "old", .title = "Old" };

	fixture_open(f);
	f->health_hook = "operator";
	f->state.last_ok_at = f->now_at;
	f->state.last_new_at = f->now_at;
	fixture_entries(f, &old, 1);
}

static void
poll_in_vain(struct fixture *f, int64_t after_s)
{
	f->now_at += after_s;
	f->state.fail_count++;
	f->state.reason = "harbour.example: connection refused";
	fixture_commit(f, NULL);
}

static void
answer(struct fixture *f, int64_t after_s)
{
	f->now_at += after_s;
	f->state.fail_count = 0;
	f->state.last_ok_at = f->now_at;
	fixture_commit(f, NULL);
}

#define CHECK_NOTICES(f, expected)                                      \
	CHECK_TEXT(f,                                                   \
	    "SELECT group_concat(json_extract(notice, '$.kind'), ' ') " \
	    "FROM (SELECT notice FROM delivery WHERE event = 'health' " \
	    "ORDER BY id)",                                             \
	    expected)

START_TEST(a_feed_that_fails_for_three_days_is_told_of_once)
{
	struct fixture f;

	open_well(&f);
	poll_in_vain(&f, DAY_S);
	poll_in_vain(&f, DAY_S);
	CHECK_NOTICES(&f, "");
	poll_in_vain(&f, DAY_S);
	CHECK_NOTICES(&f, "feed-failing");
	poll_in_vain(&f, DAY_S);
	poll_in_vain(&f, DAY_S);
	CHECK_NOTICES(&f, "feed-failing");
	CHECK_TEXT(&f, "SELECT json_extract(notice, '$.about') FROM delivery",
	    "it has failed for three days: harbour.example: connection "
	    "refused");
	answer(&f, 3600);
	answer(&f, 3600);
	CHECK_NOTICES(&f, "feed-failing feed-recovered");
	CHECK_TEXT(&f, "SELECT health FROM feed", "ok");
	fixture_close(&f);
}
END_TEST

START_TEST(one_failure_after_days_without_a_poll_is_no_illness)
{
	struct fixture f;

	open_well(&f);
	poll_in_vain(&f, 10 * DAY_S);
	CHECK_NOTICES(&f, "");
	fixture_close(&f);
}
END_TEST

START_TEST(silence_is_told_of_and_so_is_its_end)
{
	static const struct fixture_entry fresh = { .id = "n", .title = "New" };
	struct fixture f;

	open_well(&f);
	answer(&f, 13 * DAY_S);
	CHECK_NOTICES(&f, "");
	answer(&f, 2 * DAY_S);
	CHECK_NOTICES(&f, "feed-silent");
	answer(&f, 2 * DAY_S);
	CHECK_NOTICES(&f, "feed-silent");
	f.now_at += 3600;
	f.state.last_new_at = f.now_at;
	fixture_entries(&f, &fresh, 1);
	CHECK_NOTICES(&f, "feed-silent feed-speaks");
	fixture_close(&f);
}
END_TEST

START_TEST(a_move_and_an_end_are_told_of)
{
	struct fixture f;

	open_well(&f);
	f.state.moved_url = "https://new.example/feed";
	answer(&f, 60);
	answer(&f, 60);
	CHECK_NOTICES(&f, "feed-moved");
	f.state.gone = true;
	answer(&f, 60);
	CHECK_NOTICES(&f, "feed-moved feed-gone");
	fixture_close(&f);
}
END_TEST

START_TEST(without_a_hook_for_it_nothing_is_told)
{
	struct fixture f;

	open_well(&f);
	f.health_hook = NULL;
	f.state.gone = true;
	answer(&f, 60);
	CHECK_NOTICES(&f, "");
	CHECK_TEXT(&f, "SELECT health FROM feed", "gone");
	fixture_close(&f);
}
END_TEST

Suite *
health_suite(void)
{
	Suite *suite = suite_create("health");
	TCase *tcase = tcase_create("health");

	tcase_add_test(tcase, a_feed_that_fails_for_three_days_is_told_of_once);
	tcase_add_test(tcase,
	    one_failure_after_days_without_a_poll_is_no_illness);
	tcase_add_test(tcase, silence_is_told_of_and_so_is_its_end);
	tcase_add_test(tcase, a_move_and_an_end_are_told_of);
	tcase_add_test(tcase, without_a_hook_for_it_nothing_is_told);
	suite_add_tcase(suite, tcase);
	return suite;
}

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *totals_suite(void);

START_TEST(an_empty_database_has_figures_too)
{
	struct store_status status;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	CHECK_OK(store_get_status(f.store, f.now_at, f.now_at - 100, &status,
		     &err),
	    err);
	ck_assert_int_eq(status.feeds, 1);
	ck_assert_int_eq(status.feeds_never_polled, 1);
	ck_assert_int_eq(status.articles, 0);
	ck_assert_int_eq(status.next_poll_at, 0);
	ck_assert_int_eq(status.last_poll_at, 0);
	ck_assert_int_eq(status.schema, 2);
	ck_assert_int_eq(status.size,
	    fixture_int(&f, "PRAGMA page_count") * 8192);
	fixture_close(&f);
}
END_TEST

START_TEST(figures_count_what_they_say)
{
	static const struct topic boats = { .name = "boats", .query = "boat" };
	static const struct fixture_entry entries[] = {
		{ .id = "1", .title = "A boat" },
		{ .id = "2", .title = "A second boat" },
		{ .id = "3", .title = "A cart" },
	};
	struct store_status status;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_topics(&f, &boats, 1);
	fixture_entries(&f, entries, 1);
	f.now_at += 1000;
	fixture_entries(&f, entries, 3);
	fixture_run(&f,
	    "UPDATE article SET unread = 0 WHERE identity = '1';"
	    "INSERT INTO feed (name, source, origin, added_at, "
	    "attempt_at, next_at, fail_count, gone, removed_at) "
	    "VALUES ('failing', 'url', 'opml', 1, 1, 7, 2, 0, 0),"
	    "('gone', 'url', 'opml', 1, 1, 2, 2, 1, 0),"
	    "('away', 'url', 'opml', 1, 0, 1, 2, 0, 9);"
	    "INSERT INTO delivery (key, article, topic, hook, "
	    "revision, event, state, created_at, not_before_at) "
	    "VALUES ('a', 1, 1, 'a', 1, 'new', 'waiting', 1, 1),"
	    "('b', 1, 1, 'b', 1, 'new', 'running', 1, 1),"
	    "('c', 1, 1, 'c', 1, 'new', 'dead', 1, 1),"
	    "('d', 1, 1, 'd', 1, 'new', 'held', 1, 1),"
	    "('e', 1, 1, 'e', 1, 'new', 'done', 1, 1)");
	CHECK_OK(store_get_status(f.store, f.now_at, f.now_at, &status, &err),
	    err);
	ck_assert_int_eq(status.feeds, 3);
	ck_assert_int_eq(status.feeds_failing, 1);
	ck_assert_int_eq(status.feeds_gone, 1);
	ck_assert_int_eq(status.feeds_never_polled, 0);
	ck_assert_int_eq(status.articles, 2);
	ck_assert_int_eq(status.articles_today, 1);
	ck_assert_int_eq(status.backlog, 1);
	ck_assert_int_eq(status.unread, 1);
	ck_assert_int_eq(status.waiting, 1);
	ck_assert_int_eq(status.running, 1);
	ck_assert_int_eq(status.dead, 1);
	ck_assert_int_eq(status.held, 1);
	ck_assert_int_eq(status.next_poll_at, 7);
	ck_assert_int_eq(status.last_poll_at, f.now_at);
	fixture_close(&f);
}
END_TEST

Suite *
totals_suite(void)
{
	Suite *suite = suite_create("totals");
	TCase *tcase = tcase_create("totals");

	tcase_add_test(tcase, an_empty_database_has_figures_too);
	tcase_add_test(tcase, figures_count_what_they_say);
	suite_add_tcase(suite, tcase);
	return suite;
}

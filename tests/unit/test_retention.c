#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *retention_suite(void);

#define DAY_S (24 * 3600)

static const struct topic boats = { .name = "boats", .query = "boat" };
static const struct fixture_entry entries[] = {
	{ .id = "boat", .title = "A boat" },
	{ .id = "cart", .title = "A cart" },
	{ .id = "mill", .title = "A mill" },
	{ .id = "barn", .title = "A barn" },
};

static void
open_with_backlog(struct fixture *f)
{
	fixture_open(f);
	fixture_topics(f, &boats, 1);
	fixture_entries(f, entries, ARRAY_LEN(entries));
}

static size_t
prune(struct fixture *f, size_t max)
{
	struct error err;
	size_t pruned;

	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(store_prune(f->store, f->now_at, 14 * DAY_S, max, &pruned,
		     &err),
	    err);
	CHECK_OK(store_commit(f->store, &err), err);
	return pruned;
}

START_TEST(what_waited_too_long_is_forgotten_and_stays_known)
{
	struct fixture f;

	open_with_backlog(&f);
	f.now_at += 14 * DAY_S - 1;
	ck_assert_uint_eq(prune(&f, 100), 0);
	f.now_at++;
	ck_assert_uint_eq(prune(&f, 100), 3);
	CHECK_TEXT(&f, "SELECT group_concat(identity) FROM article", "boat");
	CHECK_SQL(&f, "SELECT count(*) FROM article_text", 1);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM article_fts "
	    "WHERE article_fts MATCH 'cart OR mill OR barn'",
	    0);
	CHECK_SQL(&f, "SELECT value FROM meta WHERE key LIKE 'language:%'", 1);
	ck_assert_uint_eq(fixture_entries(&f, entries, ARRAY_LEN(entries))
			      .fresh,
	    0);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 1);
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(a_slice_at_a_time)
{
	struct fixture f;

	open_with_backlog(&f);
	f.now_at += 14 * DAY_S;
	ck_assert_uint_eq(prune(&f, 2), 2);
	ck_assert_uint_eq(prune(&f, 2), 1);
	ck_assert_uint_eq(prune(&f, 2), 0);
	fixture_close(&f);
}
END_TEST

START_TEST(what_has_a_star_stays)
{
	struct fixture f;

	open_with_backlog(&f);
	fixture_run(&f,
	    "UPDATE article SET starred = 1 "
	    "WHERE identity = 'mill'");
	f.now_at += 20 * DAY_S;
	ck_assert_uint_eq(prune(&f, 100), 2);
	CHECK_TEXT(&f,
	    "SELECT group_concat(identity) FROM "
	    "(SELECT * FROM article ORDER BY identity)",
	    "boat,mill");
	fixture_close(&f);
}
END_TEST

Suite *
retention_suite(void)
{
	Suite *suite = suite_create("retention");
	TCase *tcase = tcase_create("backlog");

	tcase_add_test(tcase,
	    what_waited_too_long_is_forgotten_and_stays_known);
	tcase_add_test(tcase, a_slice_at_a_time);
	tcase_add_test(tcase, what_has_a_star_stays);
	suite_add_tcase(suite, tcase);
	return suite;
}

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

static struct store_pruned
forget(struct fixture *f, struct store_retention retention, size_t max)
{
	struct store_pruned pruned;
	struct error err;

	CHECK_CHANGE(f, store_prune(f->store, &retention, max, &pruned, &err),
	    err);
	return pruned;
}

static size_t
prune(struct fixture *f, size_t max)
{
	struct store_retention retention = { .now_at = f->now_at,
		.backlog_s = 14 * DAY_S };

	return forget(f, retention, max).backlog;
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

/* ---- what is kept ------------------------------------------------------------- */

static const struct topic sorts[] = {
	{ .name = "boats", .query = "boat" },
	{ .name = "carts", .query = "cart" },
};
/* Seen day after day: ids 1 to 5. */
static const struct fixture_entry days[] = {
	{ .id = "1", .title = "A boat" },
	{ .id = "2", .title = "A cart" },
	{ .id = "3", .title = "A boat on a cart" },
	{ .id = "4", .title = "Another boat" },
	{ .id = "5", .title = "Another cart" },
};

static void
open_with_days(struct fixture *f)
{
	fixture_open(f);
	fixture_topics(f, sorts, ARRAY_LEN(sorts));
	for (size_t i = 0; i < ARRAY_LEN(days); i++, f->now_at += DAY_S)
		fixture_entries(f, &days[i], 1);
	/* The fifth is one day old now. */
}

static const char *
ids(struct fixture *f)
{
	return fixture_text(f,
	    "SELECT group_concat(id, ' ') FROM "
	    "(SELECT id FROM article ORDER BY id)");
}

START_TEST(an_article_leaves_with_the_longest_time_that_holds_for_it)
{
	static const struct {
		const char *name;
		int days, feed_days, boat_days, cart_days;
		const char *left;
	} rows[] = {
		{ "for ever", 0, 0, 0, 0, "1 2 3 4 5" },
		{ "an age", 3, 0, 0, 0, "4 5" },
		{ "older than all", 1, 0, 0, 0, "" },
		{ "younger than all", 6, 0, 0, 0, "1 2 3 4 5" },
		{ "the feed's is longer", 2, 4, 0, 0, "3 4 5" },
		{ "the feed's is shorter", 4, 2, 0, 0, "5" },
		{ "the feed's alone", 0, 2, 0, 0, "5" },
		{ "a topic's is longer", 2, 0, 5, 0, "3 4 5" },
		{ "a topic's is shorter", 6, 0, 2, 0, "2 3 5" },
		{ "a topic's alone", 0, 0, 2, 0, "2 3 5" },
		{ "both topics'", 0, 0, 2, 4, "3 5" },
		{ "a topic's over the feed's", 0, 3, 6, 0, "1 3 4 5" },
		{ "a topic's below the feed's", 0, 6, 2, 0, "2 3 5" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct topic topics[ARRAY_LEN(sorts)] = { sorts[0], sorts[1] };
		struct store_retention retention;
		struct store_pruned pruned;
		struct fixture f;

		open_with_days(&f);
		topics[0].keep_s = rows[i].boat_days * DAY_S;
		topics[1].keep_s = rows[i].cart_days * DAY_S;
		f.feed.keep_s = rows[i].feed_days * DAY_S;
		retention = (struct store_retention){
			.now_at = f.now_at,
			.backlog_s = 14 * DAY_S,
			.age_s = rows[i].days * DAY_S,
			.feeds = &f.feed,
			.feed_count = 1,
			.topics = topics,
			.topic_count = ARRAY_LEN(topics),
		};
		pruned = forget(&f, retention, 100);
		ck_assert_msg(strcmp(ids(&f), rows[i].left) == 0, "%s: %s",
		    rows[i].name, ids(&f));
		ck_assert_uint_eq(pruned.backlog, 0);
		ck_assert(!pruned.more);
		fixture_check_integrity(&f);
		fixture_close(&f);
	}
}
END_TEST

static struct store_retention
age_of(const struct fixture *f, int days_kept)
{
	return (struct store_retention){ .now_at = f->now_at,
		.backlog_s = 14 * DAY_S,
		.age_s = days_kept * DAY_S };
}

START_TEST(a_second_too_young_stays)
{
	struct store_retention retention;
	struct fixture f;

	open_with_days(&f);
	retention = age_of(&f, 5);
	retention.age_s++;
	ck_assert_uint_eq(forget(&f, retention, 100).kept, 0);
	f.now_at += 3600;
	ck_assert_uint_eq(forget(&f, age_of(&f, 5), 100).kept, 1);
	fixture_close(&f);
}
END_TEST

START_TEST(what_left_is_known_and_comes_back_no_more)
{
	struct fixture f;

	open_with_days(&f);
	ck_assert_uint_eq(forget(&f, age_of(&f, 1), 100).kept, 5);
	ck_assert_uint_eq(fixture_entries(&f, days, ARRAY_LEN(days)).fresh, 0);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 0);
	CHECK_SQL(&f, "SELECT count(*) FROM \"match\"", 0);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM article_fts "
	    "WHERE article_fts MATCH 'boat OR cart'",
	    0);
	fixture_close(&f);
}
END_TEST

START_TEST(what_somebody_holds_on_to_stays)
{
	static const struct {
		const char *name, *sql;
		const char *left;
	} rows[] = {
		{ "a star", "UPDATE article SET starred = 1 WHERE id = 2",
		    "2" },
		{ "a label", "INSERT INTO label VALUES (2, 'x')", "2" },
#define DELIVERY(state)                                                      \
	"INSERT INTO delivery (key, article, topic, hook, revision, event, " \
	"state, created_at, not_before_at) VALUES ('k', 2, 1, 'h', 1, "      \
	"'new', '" state "', 1, 1)"
		{ "waiting", DELIVERY("waiting"), "2" },
		{ "running", DELIVERY("running"), "2" },
		{ "held", DELIVERY("held"), "2" },
		{ "a dead letter", DELIVERY("dead"), "2" },
		{ "grouped", DELIVERY("grouped"), "2" },
		{ "done", DELIVERY("done"), "" },
		{ "read", "UPDATE article SET unread = 0", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct store_retention retention;
		struct fixture f;

		open_with_days(&f);
		fixture_run(&f, rows[i].sql);
		forget(&f, age_of(&f, 1), 100);
		ck_assert_msg(strcmp(ids(&f), rows[i].left) == 0, "%s: %s",
		    rows[i].name, ids(&f));
		/* Nor does their number matter. */
		fixture_close(&f);
		open_with_days(&f);
		fixture_run(&f, rows[i].sql);
		retention = age_of(&f, 0);
		retention.count = rows[i].left[0] == '\0' ? 3 : 4;
		forget(&f, retention, 100);
		ck_assert_msg(strcmp(ids(&f),
				  rows[i].left[0] == '\0' ? "3 4 5"
							  : "2 3 4 5") == 0,
		    "%s, by number: %s", rows[i].name, ids(&f));
		fixture_close(&f);
	}
}
END_TEST

START_TEST(the_oldest_leave_where_there_are_too_many)
{
	struct store_retention retention;
	struct store_pruned pruned;
	struct fixture f;

	open_with_days(&f);
	retention = age_of(&f, 0);
	retention.count = 5;
	ck_assert_uint_eq(forget(&f, retention, 100).kept, 0);
	retention.count = 2;
	pruned = forget(&f, retention, 2);
	ck_assert_uint_eq(pruned.kept, 2);
	ck_assert(pruned.more);
	pruned = forget(&f, retention, 2);
	ck_assert_uint_eq(pruned.kept, 1);
	ck_assert(!pruned.more);
	ck_assert_str_eq(ids(&f), "4 5");
	/* The backlog is no part of that number. */
	fixture_run(&f, "UPDATE article SET backlog = 1 WHERE id = 4");
	retention.count = 1;
	ck_assert_uint_eq(forget(&f, retention, 100).kept, 0);
	fixture_close(&f);
}
END_TEST

START_TEST(where_all_are_held_on_to_nothing_is_asked_for_again)
{
	struct store_retention retention;
	struct store_pruned pruned;
	struct fixture f;

	open_with_days(&f);
	fixture_run(&f, "UPDATE article SET starred = 1");
	retention = age_of(&f, 0);
	retention.count = 1;
	pruned = forget(&f, retention, 2);
	ck_assert_uint_eq(pruned.kept, 0);
	ck_assert(!pruned.more);
	fixture_close(&f);
}
END_TEST

START_TEST(a_walk_in_slices_passes_over_what_stays)
{
	struct store_pruned pruned;
	struct fixture f;

	open_with_days(&f);
	fixture_run(&f,
	    "INSERT INTO label VALUES (1, 'x'), (2, 'x'), (4, 'x')");
	pruned = forget(&f, age_of(&f, 1), 2);
	ck_assert_uint_eq(pruned.kept, 0);
	ck_assert(pruned.more);
	pruned = forget(&f, age_of(&f, 1), 2);
	ck_assert_uint_eq(pruned.kept, 1);
	ck_assert(pruned.more);
	pruned = forget(&f, age_of(&f, 1), 2);
	ck_assert_uint_eq(pruned.kept, 1);
	ck_assert(!pruned.more);
	ck_assert_str_eq(ids(&f), "1 2 4");
	/* Then it rests for an hour. */
	fixture_run(&f, "DELETE FROM label");
	f.now_at += 3599;
	ck_assert_uint_eq(forget(&f, age_of(&f, 1), 9).kept, 0);
	f.now_at++;
	ck_assert_uint_eq(forget(&f, age_of(&f, 1), 9).kept, 3);
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
	tcase = tcase_create("kept");
	tcase_add_test(tcase,
	    an_article_leaves_with_the_longest_time_that_holds_for_it);
	tcase_add_test(tcase, a_second_too_young_stays);
	tcase_add_test(tcase, what_left_is_known_and_comes_back_no_more);
	tcase_add_test(tcase, what_somebody_holds_on_to_stays);
	tcase_add_test(tcase, the_oldest_leave_where_there_are_too_many);
	tcase_add_test(tcase,
	    where_all_are_held_on_to_nothing_is_asked_for_again);
	tcase_add_test(tcase, a_walk_in_slices_passes_over_what_stays);
	suite_add_tcase(suite, tcase);
	return suite;
}

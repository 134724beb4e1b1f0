#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *topics_suite(void);

static const char *harbour_only[] = { "harbour" };
static const struct topic boats = { .name = "boats", .query = "boat" };
static const struct fixture_entry boat = {
	.id = "boat",
	.title = "A boat came in",
};

START_TEST(a_topic_is_judged_when_it_is_new_or_means_something_else)
{
	struct topic wider = boats, elsewhere = boats, other_file = boats;
	struct fixture f;

	fixture_open(&f);
	ck_assert(!fixture_topics(&f, &boats, 1)); /* nothing is stored */
	fixture_entries(&f, &boat, 1);
	ck_assert(!fixture_topics(&f, &boats, 1));
	other_file.file = "other.yaml";
	other_file.line = 7;
	ck_assert(!fixture_topics(&f, &other_file, 1));
	wider.query = "boat OR ship";
	ck_assert(fixture_topics(&f, &wider, 1));
	/* Not judged yet: it stays owed. */
	ck_assert(fixture_topics(&f, &wider, 1));
	elsewhere.feeds = harbour_only;
	elsewhere.feed_count = 1;
	ck_assert(fixture_topics(&f, &elsewhere, 1));
	CHECK_TEXT(&f, "SELECT query FROM v1_topics", "boat");
	fixture_close(&f);
}
END_TEST

START_TEST(a_topic_whose_lists_or_mutes_changed_is_judged_anew)
{
	struct topic listed = { .name = "craft",
		.query = "~craft",
		.meaning = 41 };
	struct fixture f;
	struct error err;
	bool judge;

	fixture_open(&f);
	fixture_topics(&f, &boats, 1);
	fixture_entries(&f, &boat, 1);
	CHECK_CHANGE(&f,
	    store_sync_topics(f.store, &listed, 1, f.now_at, &judge, &err),
	    err);
	fixture_run(&f, "UPDATE topic SET judged_to = judge_until");
	CHECK_CHANGE(&f,
	    store_sync_topics(f.store, &listed, 1, f.now_at, &judge, &err),
	    err);
	ck_assert(!judge);
	/* Laid out anew: it is shown so, and means the same. */
	listed.query = "( ~craft )";
	CHECK_CHANGE(&f,
	    store_sync_topics(f.store, &listed, 1, f.now_at, &judge, &err),
	    err);
	ck_assert(!judge);
	CHECK_TEXT(&f, "SELECT query FROM v1_topics WHERE name = 'craft'",
	    "( ~craft )");
	listed.meaning = 42;
	CHECK_CHANGE(&f,
	    store_sync_topics(f.store, &listed, 1, f.now_at, &judge, &err),
	    err);
	ck_assert(judge);
	fixture_close(&f);
}
END_TEST

START_TEST(a_topic_that_returns_is_the_same_and_is_judged_anew)
{
	const struct topic storms = { .name = "storms", .query = "storm" };
	struct fixture f;
	int64_t id;

	fixture_open(&f);
	fixture_topics(&f, &boats, 1);
	id = fixture_int(&f, "SELECT id FROM topic");
	fixture_topics(&f, &storms, 1);
	CHECK_SQL(&f, "SELECT removed_at FROM v1_topics WHERE name = 'boats'",
	    f.now_at);
	fixture_entries(&f, &boat, 1);
	ck_assert(fixture_topics(&f, &boats, 1));
	CHECK_SQL(&f, "SELECT id FROM topic WHERE removed_at = 0", id);
	fixture_close(&f);
}
END_TEST

START_TEST(a_topic_that_a_command_added_is_not_removed_by_files)
{
	struct topic added = boats;
	const struct topic storms = { .name = "storms", .query = "storm" };
	struct fixture f;

	fixture_open(&f);
	added.origin = ORIGIN_COMMAND;
	fixture_topics(&f, &added, 1);
	fixture_topics(&f, &storms, 1);
	CHECK_SQL(&f, "SELECT count(*) FROM topic WHERE removed_at = 0", 2);
	fixture_close(&f);
}
END_TEST

static bool
keep_row(const struct topic_row *row, void *arg)
{
	struct topic_row *kept = arg;

	kept->matches += row->matches;
	kept->matches_7d += row->matches_7d;
	if (row->last_match_at > kept->last_match_at)
		kept->last_match_at = row->last_match_at;
	kept->name.len++;
	return true;
}

START_TEST(topics_are_listed_with_their_matches)
{
	static const struct topic topics[] = {
		{ .name = "boats", .query = "boat" },
		{ .name = "storms", .query = "storm" },
	};
	struct topic_row sums = { .matches = 0 };
	struct fixture_entry second = boat;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_topics(&f, topics, 2);
	fixture_entries(&f, &boat, 1);
	f.now_at += 8 * 24 * 3600;
	second.id = "second";
	fixture_entries(&f, &second, 1);
	CHECK_OK(store_list_topics(f.store, f.now_at, keep_row, &sums, &err),
	    err);
	ck_assert_uint_eq(sums.name.len, 2);
	ck_assert_int_eq(sums.matches, 2);
	ck_assert_int_eq(sums.matches_7d, 1);
	ck_assert_int_eq(sums.last_match_at, f.now_at);
	fixture_close(&f);
}
END_TEST

Suite *
topics_suite(void)
{
	Suite *suite = suite_create("topics");
	TCase *tcase = tcase_create("topics");

	tcase_add_test(tcase,
	    a_topic_is_judged_when_it_is_new_or_means_something_else);
	tcase_add_test(tcase,
	    a_topic_whose_lists_or_mutes_changed_is_judged_anew);
	tcase_add_test(tcase,
	    a_topic_that_returns_is_the_same_and_is_judged_anew);
	tcase_add_test(tcase,
	    a_topic_that_a_command_added_is_not_removed_by_files);
	tcase_add_test(tcase, topics_are_listed_with_their_matches);
	suite_add_tcase(suite, tcase);
	return suite;
}

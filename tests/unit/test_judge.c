#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *judge_suite(void);

static const char *hooks[] = { "desk" };
static const struct topic boats = {
	.name = "boats",
	.query = "boat",
	.hooks = hooks,
	.hook_count = 1,
};
static const struct topic none = { .name = "none", .query = "nothing" };

/* Ten articles in the backlog, of which the odd ones have a boat. */
static void
open_with_backlog(struct fixture *f)
{
	struct fixture_entry entries[10];
	char ids[10][12];

	fixture_open(f);
	fixture_entries(f, NULL, 0);
	fixture_topics(f, &none, 1);
	for (int i = 0; i < 10; i++) {
		snprintf(ids[i], sizeof(ids[i]), "%d", i);
		entries[i] = (struct fixture_entry){
			.id = ids[i],
			.title = i % 2 == 1 ? "A boat" : "A cart",
		};
	}
	fixture_entries(f, entries, 10);
	CHECK_SQL(f, "SELECT count(*) FROM article WHERE backlog = 1", 10);
}

static bool
judge(struct fixture *f, size_t max)
{
	struct error err;
	bool more;

	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(store_judge(f->store, f->topics, f->now_at, max, &more, &err),
	    err);
	CHECK_OK(store_commit(f->store, &err), err);
	return more;
}

START_TEST(a_new_topic_takes_its_articles_out_of_the_backlog_and_fires_nothing)
{
	struct fixture f;

	open_with_backlog(&f);
	ck_assert(fixture_topics(&f, &boats, 1));
	ck_assert(!judge(&f, 100));
	CHECK_SQL(&f,
	    "SELECT count(*) FROM v1_matches WHERE topic = 'boats' "
	    "AND fired = 0",
	    5);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM article WHERE backlog = 0 AND "
	    "backlog_since_at = 0 AND title = 'A boat'",
	    5);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM article WHERE backlog = 1 AND "
	    "title = 'A cart'",
	    5);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery", 0);
	/* Nothing is owed any more. */
	ck_assert(!fixture_topics(&f, &boats, 1));
	fixture_close(&f);
}
END_TEST

START_TEST(slices_go_on_where_the_last_committed_one_ended)
{
	struct fixture f;
	struct error err;
	bool more;

	open_with_backlog(&f);
	fixture_topics(&f, &boats, 1);
	ck_assert(judge(&f, 4));
	CHECK_SQL(&f, "SELECT count(*) FROM v1_matches", 2);
	/* A slice that was not committed has not been. */
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(store_judge(f.store, f.topics, f.now_at, 4, &more, &err), err);
	store_rollback(f.store);
	CHECK_SQL(&f, "SELECT count(*) FROM v1_matches", 2);
	fixture_reopen(&f);
	ck_assert(judge(&f, 4));
	CHECK_SQL(&f, "SELECT count(*) FROM v1_matches", 4);
	ck_assert(!judge(&f, 4));
	CHECK_SQL(&f, "SELECT count(*) FROM v1_matches", 5);
	ck_assert(!judge(&f, 4));
	fixture_close(&f);
}
END_TEST

START_TEST(only_topics_that_owe_are_judged)
{
	struct topic both[] = { boats, { .name = "all", .query = "a" } };
	struct fixture f;

	open_with_backlog(&f);
	fixture_topics(&f, both, 2);
	ck_assert(!judge(&f, 100));
	CHECK_SQL(&f, "SELECT count(*) FROM v1_matches WHERE topic = 'all'",
	    10);
	fixture_run(&f, "DELETE FROM \"match\"");
	both[0].query = "boat OR ship";
	ck_assert(fixture_topics(&f, both, 2));
	ck_assert(!judge(&f, 100));
	CHECK_SQL(&f, "SELECT count(*) FROM v1_matches WHERE topic = 'all'", 0);
	CHECK_SQL(&f, "SELECT count(*) FROM v1_matches WHERE topic = 'boats'",
	    5);
	fixture_close(&f);
}
END_TEST

START_TEST(articles_that_came_after_the_topic_are_not_judged_again)
{
	struct fixture f;

	open_with_backlog(&f);
	fixture_topics(&f, &boats, 1);
	ck_assert_uint_eq(fixture_entries(&f,
			      &(struct fixture_entry){ .id = "new",
				  .title = "A boat" },
			      1)
			      .deliveries,
	    1);
	ck_assert(!judge(&f, 100));
	CHECK_SQL(&f, "SELECT count(*) FROM v1_matches", 6);
	CHECK_SQL(&f, "SELECT count(*) FROM v1_matches WHERE fired = 1", 1);
	fixture_close(&f);
}
END_TEST

START_TEST(a_debt_waits_for_a_set_that_has_its_topic)
{
	struct fixture f;

	open_with_backlog(&f);
	fixture_topics(&f, &boats, 1);
	topic_scratch_free(f.scratch);
	topic_set_unref(f.topics);
	f.topics = topic_set_build(&none, 1, NULL, 0, NULL, 0,
	    &(struct topic_set_problem){ 0 });
	f.scratch = topic_scratch_new(f.topics);
	ck_assert(!judge(&f, 100));
	CHECK_SQL(&f, "SELECT judged_to FROM topic WHERE name = 'boats'", 0);
	fixture_close(&f);
}
END_TEST

Suite *
judge_suite(void)
{
	Suite *suite = suite_create("judge");
	TCase *tcase = tcase_create("judge");

	tcase_add_test(tcase,
	    a_new_topic_takes_its_articles_out_of_the_backlog_and_fires_nothing);
	tcase_add_test(tcase, slices_go_on_where_the_last_committed_one_ended);
	tcase_add_test(tcase, only_topics_that_owe_are_judged);
	tcase_add_test(tcase,
	    articles_that_came_after_the_topic_are_not_judged_again);
	tcase_add_test(tcase, a_debt_waits_for_a_set_that_has_its_topic);
	suite_add_tcase(suite, tcase);
	return suite;
}

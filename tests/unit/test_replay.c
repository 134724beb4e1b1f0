#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *replay_suite(void);

static const char *desk_only[] = { "desk" };
static const char *const hooks[] = { "desk", "archive" };
static const struct topic boats = {
	.name = "boats",
	.query = "boat",
	.hooks = desk_only,
	.hook_count = 1,
};

/* An hour apart: 1 and 2 with the feed's first document, 3 after it. */
static void
open_with_matches(struct fixture *f)
{
	static const struct fixture_entry first[] = {
		{ .id = "2", .title = "Boat two" },
		{ .id = "1", .title = "Boat one" },
	};
	static const struct fixture_entry second[] = {
		{ .id = "3", .title = "Boat three" },
	};

	fixture_open(f);
	fixture_topics(f, &boats, 1);
	fixture_entries(f, first, ARRAY_LEN(first));
	f->now_at += 3600;
	fixture_entries(f, second, ARRAY_LEN(second));
	CHECK_SQL(f, "SELECT count(*) FROM \"match\"", 3);
	CHECK_SQL(f, "SELECT count(*) FROM delivery", 1);
}

static struct replay
replay_of(const struct fixture *f, size_t hook_count, int64_t age_s, size_t max)
{
	return (struct replay){
		.topic = SLICE("boats"),
		.hooks = hooks,
		.hook_count = hook_count,
		.since_at = f->now_at - age_s,
		.now_at = f->now_at,
		.max = max,
	};
}

static size_t
run(struct fixture *f, const struct replay *replay)
{
	struct error err;
	size_t count = 99;

	CHECK_CHANGE(f, store_topic_replay(f->store, replay, &count, &err),
	    err);
	return count;
}

START_TEST(matches_that_were_never_sent_are_counted_and_sent_once)
{
	static const struct {
		const char *name;
		size_t hook_count;
		int64_t age_s;
		size_t count;
	} rows[] = {
		{ "all of one hook", 1, 3600, 2 },
		{ "the last one was sent", 1, 3599, 0 },
		{ "the last one to the other hook", 2, 3599, 1 },
		{ "all of both", 2, 3600, 5 },
		{ "of no hook", 0, 3600, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture f;
		struct replay replay;

		open_with_matches(&f);
		replay = replay_of(&f, rows[i].hook_count, rows[i].age_s, 0);
		ck_assert_msg(run(&f, &replay) == rows[i].count, "%s",
		    rows[i].name);
		CHECK_SQL(&f, "SELECT count(*) FROM delivery", 1);
		replay.max = 100;
		ck_assert_msg(run(&f, &replay) == rows[i].count, "%s",
		    rows[i].name);
		CHECK_SQL(&f, "SELECT count(*) - 1 FROM delivery",
		    (int64_t)rows[i].count);
		ck_assert_uint_eq(run(&f, &replay), 0);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(replayed_deliveries_are_due_and_have_the_keys_of_old)
{
	struct fixture f;
	struct replay replay;
	const char *key;

	open_with_matches(&f);
	key = fixture_text(&f, "SELECT key FROM delivery WHERE article = 3");
	fixture_run(&f, "DELETE FROM delivery");
	f.now_at += 5;
	replay = replay_of(&f, 1, 3605, 100);
	ck_assert_uint_eq(run(&f, &replay), 3);
	CHECK_TEXT(&f, "SELECT key FROM delivery WHERE article = 3", key);
	CHECK_TEXT(&f,
	    "SELECT group_concat(article || hook || state || event || "
	    "revision || topic) FROM (SELECT * FROM v1_deliveries ORDER BY id)",
	    "1deskwaitingnew1boats,2deskwaitingnew1boats,"
	    "3deskwaitingnew1boats");
	CHECK_SQL(&f, "SELECT min(not_before_at) FROM delivery", f.now_at);
	fixture_close(&f);
}
END_TEST

START_TEST(no_more_are_sent_than_allowed_the_oldest_first)
{
	struct fixture f;
	struct replay replay;

	open_with_matches(&f);
	fixture_run(&f, "DELETE FROM delivery");
	replay = replay_of(&f, 2, 3600, 4);
	ck_assert_uint_eq(run(&f, &replay), 4);
	CHECK_TEXT(&f,
	    "SELECT group_concat(article || hook) FROM "
	    "(SELECT * FROM delivery ORDER BY id)",
	    "1desk,2desk,3desk,1archive");
	ck_assert_uint_eq(run(&f, &replay), 2);
	fixture_close(&f);
}
END_TEST

START_TEST(what_was_done_or_is_dead_counts_as_sent)
{
	struct fixture f;
	struct replay replay;

	open_with_matches(&f);
	replay = replay_of(&f, 1, 3600, 100);
	run(&f, &replay);
	fixture_run(&f,
	    "UPDATE delivery SET state = iif(article = 1, 'done', 'dead')");
	ck_assert_uint_eq(run(&f, &replay), 0);
	fixture_close(&f);
}
END_TEST

START_TEST(a_muted_topic_is_counted_and_not_sent)
{
	struct fixture f;
	struct replay replay;
	struct error err;
	size_t count;

	open_with_matches(&f);
	CHECK_CHANGE(&f,
	    store_topic_mute(f.store, SLICE("boats"), f.now_at + 1, &err), err);
	replay = replay_of(&f, 1, 3600, 0);
	ck_assert_uint_eq(run(&f, &replay), 2);
	replay.max = 100;
	CHECK_REFUSED(&f, store_topic_replay(f.store, &replay, &count, &err),
	    err, ERROR_REFUSED, "topic boats is muted: end that first");
	ck_assert_uint_eq(count, 0);
	replay.now_at++;
	ck_assert_uint_eq(run(&f, &replay), 2);
	fixture_close(&f);
}
END_TEST

START_TEST(a_topic_that_is_not_there_is_said)
{
	struct fixture f;
	struct replay replay;
	struct error err;
	size_t count;

	open_with_matches(&f);
	replay = replay_of(&f, 1, 3600, 100);
	fixture_topics(&f, NULL, 0);
	CHECK_REFUSED(&f, store_topic_replay(f.store, &replay, &count, &err),
	    err, ERROR_INPUT, "there is no topic \"boats\"");
	fixture_close(&f);
}
END_TEST

Suite *
replay_suite(void)
{
	Suite *suite = suite_create("replay");
	TCase *tcase = tcase_create("replay");

	tcase_add_test(tcase,
	    matches_that_were_never_sent_are_counted_and_sent_once);
	tcase_add_test(tcase,
	    replayed_deliveries_are_due_and_have_the_keys_of_old);
	tcase_add_test(tcase, no_more_are_sent_than_allowed_the_oldest_first);
	tcase_add_test(tcase, what_was_done_or_is_dead_counts_as_sent);
	tcase_add_test(tcase, a_muted_topic_is_counted_and_not_sent);
	tcase_add_test(tcase, a_topic_that_is_not_there_is_said);
	suite_add_tcase(suite, tcase);
	return suite;
}

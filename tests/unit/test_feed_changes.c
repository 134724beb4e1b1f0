#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *feed_changes_suite(void);

static const struct fixture_entry tide = { .id = "1", .title = "Tide" };

/* From now on the own feed is the one that is polled. */
static void
find_state(struct fixture *f)
{
	struct feed_state *states;
	struct feed *feeds;
	struct error err;
	size_t count;

	CHECK_OK(store_own_feeds(f->store, &f->arena, &feeds, &states, &count,
		     &err),
	    err);
	ck_assert_uint_eq(count, 1);
	f->state = states[0];
}

/* ---- renaming -------------------------------------------------------------------- */

START_TEST(a_renamed_feed_stays_the_feed_that_it_was)
{
	const struct fixture_entry changed = { .id = "1", .title = "Ebb" };
	struct fixture f;
	struct error err;
	const char *uid;

	fixture_open(&f);
	fixture_add_feed(&f, SLICE("port"), SLICE("https://port.example/"));
	find_state(&f);
	f.feed.name = "port";
	fixture_entries(&f, &tide, 1);
	uid = fixture_text(&f, "SELECT uid FROM article");
	CHECK_CHANGE(&f,
	    store_feed_tag(f.store, SLICE("port"), SLICE("west"), FEED_TAG_ADD,
		&err),
	    err);
	CHECK_CHANGE(&f,
	    store_feed_rename(f.store, SLICE("port"), SLICE("cape"), &err),
	    err);
	CHECK_TEXT(&f, "SELECT feed || ' ' || uid FROM v1_articles",
	    arena_format(&f.arena, "cape %s", uid));
	CHECK_TEXT(&f, "SELECT feed FROM feed_tag WHERE tag = 'west'", "cape");
	f.feed.name = "cape";
	ck_assert_uint_eq(fixture_entries(&f, &tide, 1).fresh, 0);
	ck_assert_uint_eq(fixture_entries(&f, &changed, 1).changed, 1);
	CHECK_TEXT(&f, "SELECT uid FROM article", uid);
	fixture_close(&f);
}
END_TEST

START_TEST(deliveries_of_a_renamed_feed_keep_their_keys)
{
	static const char *hooks[] = { "desk" };
	static const struct topic boats = {
		.name = "boats",
		.query = "boat",
		.hooks = hooks,
		.hook_count = 1,
	};
	static const struct fixture_entry boat = { .id = "1", .title = "Boat" };
	const struct replay replay = {
		.topic = SLICE("boats"),
		.hooks = (const char *const[]){ "desk" },
		.hook_count = 1,
		.now_at = FIXTURE_NOW,
		.max = 1,
	};
	struct fixture f;
	struct error err;
	const char *key;
	size_t count;

	fixture_open(&f);
	fixture_topics(&f, &boats, 1);
	fixture_add_feed(&f, SLICE("port"), SLICE("https://port.example/"));
	find_state(&f);
	f.feed.name = "port";
	fixture_entries(&f, &tide, 1);
	CHECK_CHANGE(&f,
	    store_feed_rename(f.store, SLICE("port"), SLICE("cape"), &err),
	    err);
	f.feed.name = "cape";
	fixture_entries(&f, &boat, 1); /* it comes to match by a change */
	CHECK_SQL(&f, "SELECT count(*) FROM delivery", 1);
	key = fixture_text(&f, "SELECT key FROM delivery");
	fixture_run(&f, "DELETE FROM delivery");
	CHECK_CHANGE(&f, store_topic_replay(f.store, &replay, &count, &err),
	    err);
	CHECK_TEXT(&f, "SELECT key FROM delivery", key);
	fixture_close(&f);
}
END_TEST

START_TEST(a_name_is_not_taken_from_another_feed)
{
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_add_feed(&f, SLICE("port"), SLICE("https://port.example/"));
	fixture_add_feed(&f, SLICE("gone"), SLICE("https://gone.example/"));
	fixture_remove_feed(&f, SLICE("gone"));
	CHECK_REFUSED(&f,
	    store_feed_rename(f.store, SLICE("port"), SLICE("harbour"), &err),
	    err, ERROR_REFUSED, "there is a feed harbour: choose another name");
	CHECK_REFUSED(&f,
	    store_feed_rename(f.store, SLICE("port"), SLICE("gone"), &err), err,
	    ERROR_REFUSED,
	    "a removed feed has the name gone and keeps its articles: choose "
	    "another name");
	CHECK_REFUSED(&f,
	    store_feed_rename(f.store, SLICE("port"), SLICE("a b"), &err), err,
	    ERROR_INPUT,
	    "\"a b\" is no name for a feed: expected a-z, 0-9, and \"-\" "
	    "between them, at most 64");
	CHECK_REFUSED(&f,
	    store_feed_rename(f.store, SLICE("gone"), SLICE("new"), &err), err,
	    ERROR_INPUT, "there is no feed \"gone\"");
	fixture_close(&f);
}
END_TEST

START_TEST(topics_follow_a_renamed_feed)
{
	static const char *feeds[] = { "tag:sea", "port" };
	static const struct topic boats = {
		.name = "boats",
		.query = "boat",
		.feeds = feeds,
		.feed_count = ARRAY_LEN(feeds),
		.origin = ORIGIN_COMMAND,
	};
	struct topic *topics;
	struct fixture f;
	struct error err;
	size_t count;

	fixture_open(&f);
	fixture_add_feed(&f, SLICE("port"), SLICE("https://port.example/"));
	find_state(&f);
	fixture_entries(&f, &tide, 1);
	CHECK_CHANGE(&f, store_topic_add(f.store, &boats, f.now_at, &err), err);
	fixture_run(&f, "UPDATE topic SET judged_to = judge_until");
	CHECK_CHANGE(&f,
	    store_feed_rename(f.store, SLICE("port"), SLICE("cape"), &err),
	    err);
	CHECK_OK(store_own_topics(f.store, &f.arena, &topics, &count, &err),
	    err);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(topics[0].feeds[0], "tag:sea");
	ck_assert_str_eq(topics[0].feeds[1], "cape");
	/* It means what it meant. */
	CHECK_CHANGE(&f, store_topic_add(f.store, &topics[0], f.now_at, &err),
	    err);
	CHECK_SQL(&f, "SELECT judged_to = judge_until FROM topic", 1);
	fixture_close(&f);
}
END_TEST

/* ---- rights ---------------------------------------------------------------------- */

START_TEST(what_a_file_says_is_changed_in_the_file)
{
	static const struct {
		const char *origin, *rename, *remove;
	} rows[] = {
		{ "configuration",
		    "feed harbour stands in a configuration file: change it "
		    "there",
		    "feed harbour stands in a configuration file: change it "
		    "there" },
		{ "opml", NULL,
		    "feed harbour stands in an OPML list: change it there" },
		{ "command", NULL, NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice name = SLICE("harbour"), to = SLICE("port");
		struct fixture f;
		struct error err;
		char sql[100];

		fixture_open(&f);
		snprintf(sql, sizeof(sql), "UPDATE feed SET origin = '%s'",
		    rows[i].origin);
		fixture_run(&f, sql);
		if (rows[i].remove != NULL) {
			CHECK_REFUSED(&f,
			    store_feed_remove(f.store, name, f.now_at, &err),
			    err, ERROR_REFUSED, rows[i].remove);
			CHECK_REFUSED(&f,
			    store_feed_tag(f.store, name, to, FEED_TAG_ADD,
				&err),
			    err, ERROR_REFUSED, rows[i].remove);
		}
		CHECK_CHANGE(&f,
		    store_feed_pause(f.store, name, FEED_PAUSE, &err), err);
		if (rows[i].rename != NULL)
			CHECK_REFUSED(&f,
			    store_feed_rename(f.store, name, to, &err), err,
			    ERROR_REFUSED, rows[i].rename);
		else
			CHECK_CHANGE(&f,
			    store_feed_rename(f.store, name, to, &err), err);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(what_is_not_there_cannot_be_changed)
{
	static const char text[] = "there is no feed \"port\"";
	struct slice name = SLICE("port");
	struct fixture f;
	struct error err;

	fixture_open(&f);
	for (int removed = 0; removed < 2; removed++) {
		CHECK_REFUSED(&f,
		    store_feed_remove(f.store, name, f.now_at, &err), err,
		    ERROR_INPUT, text);
		CHECK_REFUSED(&f,
		    store_feed_rename(f.store, name, SLICE("x"), &err), err,
		    ERROR_INPUT, text);
		CHECK_REFUSED(&f,
		    store_feed_tag(f.store, name, SLICE("x"), FEED_TAG_ADD,
			&err),
		    err, ERROR_INPUT, text);
		CHECK_REFUSED(&f,
		    store_feed_pause(f.store, name, FEED_PAUSE, &err), err,
		    ERROR_INPUT, text);
		if (removed == 0) {
			fixture_add_feed(&f, name,
			    SLICE("https://port.example/"));
			fixture_remove_feed(&f, name);
		}
	}
	fixture_close(&f);
}
END_TEST

START_TEST(tags_are_added_and_removed_once)
{
	struct slice name = SLICE("port");
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_add_feed(&f, name, SLICE("https://port.example/"));
	for (int i = 0; i < 2; i++)
		CHECK_CHANGE(&f,
		    store_feed_tag(f.store, name, SLICE("west"), FEED_TAG_ADD,
			&err),
		    err);
	CHECK_TEXT(&f,
	    "SELECT group_concat(tag) FROM feed_tag WHERE feed = 'port'",
	    "west");
	for (int i = 0; i < 2; i++)
		CHECK_CHANGE(&f,
		    store_feed_tag(f.store, name, SLICE("west"),
			FEED_TAG_REMOVE, &err),
		    err);
	CHECK_SQL(&f, "SELECT count(*) FROM feed_tag WHERE feed = 'port'", 0);
	fixture_close(&f);
}
END_TEST

START_TEST(r43_a_person_may_resume_what_is_paused_or_gone)
{
	struct slice name = SLICE("harbour");
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_run(&f, "UPDATE feed SET next_at = 77, fail_count = 3");
	CHECK_CHANGE(&f, store_feed_pause(f.store, name, FEED_PAUSE, &err),
	    err);
	CHECK_SQL(&f, "SELECT paused FROM feed", 1);
	CHECK_CHANGE(&f, store_feed_pause(f.store, name, FEED_RESUME, &err),
	    err);
	CHECK_TEXT(&f,
	    "SELECT paused || ' ' || next_at || ' ' || fail_count FROM feed",
	    "0 77 3");
	fixture_run(&f, "UPDATE feed SET gone = 1, gone_at = 66");
	CHECK_CHANGE(&f, store_feed_pause(f.store, name, FEED_RESUME, &err),
	    err);
	CHECK_TEXT(&f,
	    "SELECT gone || ' ' || gone_at || ' ' || next_at || ' ' || "
	    "fail_count FROM feed",
	    "0 0 0 0");
	fixture_close(&f);
}
END_TEST

Suite *
feed_changes_suite(void)
{
	Suite *suite = suite_create("feed_changes");
	TCase *tcase = tcase_create("renaming");

	tcase_add_test(tcase, a_renamed_feed_stays_the_feed_that_it_was);
	tcase_add_test(tcase, deliveries_of_a_renamed_feed_keep_their_keys);
	tcase_add_test(tcase, a_name_is_not_taken_from_another_feed);
	tcase_add_test(tcase, topics_follow_a_renamed_feed);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("rights");
	tcase_add_test(tcase, what_a_file_says_is_changed_in_the_file);
	tcase_add_test(tcase, what_is_not_there_cannot_be_changed);
	tcase_add_test(tcase, tags_are_added_and_removed_once);
	tcase_add_test(tcase, r43_a_person_may_resume_what_is_paused_or_gone);
	suite_add_tcase(suite, tcase);
	return suite;
}

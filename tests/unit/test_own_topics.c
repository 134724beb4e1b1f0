#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *own_topics_suite(void);

static const char *two_feeds[] = { "harbour", "tag:sea" };
static const char *two_hooks[] = { "desk", "archive" };
static const struct topic boats = {
	.name = "boats",
	.query = "boat",
	.feeds = two_feeds,
	.feed_count = ARRAY_LEN(two_feeds),
	.hooks = two_hooks,
	.hook_count = ARRAY_LEN(two_hooks),
	.origin = ORIGIN_COMMAND,
};
static const struct topic storms = { .name = "storms", .query = "storm" };
static const struct fixture_entry boat = { .id = "1", .title = "A boat" };

struct own {
	struct topic *topics;
	size_t count;
};

static struct own
own_topics(struct fixture *f)
{
	struct own own;
	struct error err;

	CHECK_OK(store_own_topics(f->store, &f->arena, &own.topics, &own.count,
		     &err),
	    err);
	return own;
}

static void
add(struct fixture *f, const struct topic *topic)
{
	struct error err;

	CHECK_CHANGE(f, store_topic_add(f->store, topic, f->now_at, &err), err);
}

static bool
owes(struct fixture *f)
{
	return fixture_int(f, "SELECT judged_to < judge_until FROM topic") != 0;
}

START_TEST(a_topic_comes_back_as_it_was_added)
{
	struct topic plain = {
		.name = "fish",
		.query = "fish OR \"fruits de mer\"",
		.origin = ORIGIN_COMMAND,
	};
	struct fixture f;
	struct own own;

	fixture_open(&f);
	fixture_topics(&f, &storms, 1);
	ck_assert_uint_eq(own_topics(&f).count, 0);
	add(&f, &boats);
	add(&f, &plain);
	own = own_topics(&f);
	ck_assert_uint_eq(own.count, 2);
	ck_assert_str_eq(own.topics[0].name, "boats");
	ck_assert_str_eq(own.topics[0].query, "boat");
	ck_assert_int_eq(own.topics[0].origin, ORIGIN_COMMAND);
	ck_assert_uint_eq(own.topics[0].feed_count, 2);
	ck_assert_str_eq(own.topics[0].feeds[0], "harbour");
	ck_assert_str_eq(own.topics[0].feeds[1], "tag:sea");
	ck_assert_uint_eq(own.topics[0].hook_count, 2);
	ck_assert_str_eq(own.topics[0].hooks[0], "desk");
	ck_assert_str_eq(own.topics[0].hooks[1], "archive");
	ck_assert_str_eq(own.topics[1].query, "fish OR \"fruits de mer\"");
	ck_assert_uint_eq(own.topics[1].feed_count, 0);
	ck_assert_uint_eq(own.topics[1].hook_count, 0);
	fixture_close(&f);
}
END_TEST

START_TEST(an_own_topic_is_judged_when_it_means_something_else)
{
	struct topic changed = boats;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_entries(&f, &boat, 1);
	add(&f, &boats);
	ck_assert(owes(&f));
	fixture_run(&f, "UPDATE topic SET judged_to = judge_until");
	changed.hook_count = 1;
	CHECK_CHANGE(&f, store_topic_mute(f.store, SLICE("boats"), 77, &err),
	    err);
	add(&f, &changed);
	CHECK_SQL(&f, "SELECT muted_until_at FROM topic", 77);
	ck_assert_uint_eq(own_topics(&f).topics[0].hook_count, 1);
	ck_assert(!owes(&f));
	changed.query = "boat OR ship";
	add(&f, &changed);
	ck_assert_str_eq(own_topics(&f).topics[0].query, "boat OR ship");
	ck_assert(owes(&f));
	fixture_close(&f);
}
END_TEST

START_TEST(a_new_own_topic_tries_the_backlog_without_firing)
{
	struct topic both[2] = { storms, boats };
	struct fixture f;
	struct error err;
	bool more;

	fixture_open(&f);
	fixture_topics(&f, &storms, 1);
	fixture_entries(&f, NULL, 0); /* the baseline */
	fixture_entries(&f, &boat, 1);
	CHECK_SQL(&f, "SELECT backlog FROM article", 1);
	add(&f, &boats);
	ck_assert(fixture_topics(&f, both, 2));
	CHECK_CHANGE(&f,
	    store_judge(f.store, f.topics, f.now_at, 100, &more, &err), err);
	ck_assert(!more);
	CHECK_SQL(&f, "SELECT backlog FROM article", 0);
	CHECK_TEXT(&f, "SELECT topic || ' ' || fired FROM v1_matches",
	    "boats 0");
	CHECK_SQL(&f, "SELECT count(*) FROM delivery", 0);
	fixture_close(&f);
}
END_TEST

START_TEST(files_leave_own_topics_alone_until_they_name_them)
{
	const struct topic configured = {
		.name = "boats",
		.query = "boat",
		.hooks = two_hooks,
		.hook_count = 1,
	};
	struct topic both[2] = { storms, configured };
	struct fixture f;

	fixture_open(&f);
	add(&f, &boats);
	fixture_topics(&f, &storms, 1);
	ck_assert_uint_eq(own_topics(&f).count, 1);
	fixture_topics(&f, both, 2);
	ck_assert_uint_eq(own_topics(&f).count, 0);
	CHECK_TEXT(&f,
	    "SELECT origin || coalesce(feeds, '-') || coalesce(hooks, '-') "
	    "FROM topic WHERE name = 'boats'",
	    "configuration--");
	fixture_topics(&f, &storms, 1);
	ck_assert_uint_eq(own_topics(&f).count, 0);
	CHECK_SQL(&f, "SELECT removed_at FROM topic WHERE name = 'boats'",
	    f.now_at);
	fixture_close(&f);
}
END_TEST

START_TEST(taken_over_with_the_same_meaning_it_is_not_judged_again)
{
	struct topic configured = boats;
	struct fixture f;

	fixture_open(&f);
	fixture_entries(&f, &boat, 1);
	add(&f, &boats);
	fixture_run(&f, "UPDATE topic SET judged_to = judge_until");
	configured.origin = ORIGIN_CONFIGURATION;
	ck_assert(!fixture_topics(&f, &configured, 1));
	CHECK_TEXT(&f, "SELECT origin FROM topic", "configuration");
	fixture_close(&f);
}
END_TEST

START_TEST(a_configured_topic_is_changed_in_its_file)
{
	static const char text[] =
	    "topic storms stands in a configuration file: change it there";
	struct topic own = storms;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_topics(&f, &storms, 1);
	own.origin = ORIGIN_COMMAND;
	CHECK_REFUSED(&f, store_topic_add(f.store, &own, f.now_at, &err), err,
	    ERROR_REFUSED, text);
	CHECK_REFUSED(&f,
	    store_topic_remove(f.store, SLICE("storms"), f.now_at, &err), err,
	    ERROR_REFUSED, text);
	fixture_topics(&f, NULL, 0);
	add(&f, &own);
	ck_assert_uint_eq(own_topics(&f).count, 1);
	fixture_close(&f);
}
END_TEST

START_TEST(a_removed_topic_returns_as_it_was_judged_anew_and_not_muted)
{
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_entries(&f, &boat, 1);
	add(&f, &boats);
	fixture_run(&f, "UPDATE topic SET judged_to = judge_until");
	CHECK_CHANGE(&f,
	    store_topic_mute(f.store, SLICE("boats"), f.now_at + 60, &err),
	    err);
	CHECK_CHANGE(&f,
	    store_topic_remove(f.store, SLICE("boats"), f.now_at, &err), err);
	ck_assert_uint_eq(own_topics(&f).count, 0);
	add(&f, &boats);
	CHECK_TEXT(&f, "SELECT id || ' ' || muted_until_at FROM v1_topics",
	    "1 0");
	ck_assert(owes(&f));
	fixture_close(&f);
}
END_TEST

START_TEST(what_is_not_there_cannot_be_changed)
{
	static const char text[] = "there is no topic \"boats\"";
	struct slice name = SLICE("boats");
	struct fixture f;
	struct error err;

	fixture_open(&f);
	for (int removed = 0; removed < 2; removed++) {
		CHECK_REFUSED(&f,
		    store_topic_remove(f.store, name, f.now_at, &err), err,
		    ERROR_INPUT, text);
		CHECK_REFUSED(&f,
		    store_topic_mute(f.store, name, f.now_at, &err), err,
		    ERROR_INPUT, text);
		if (removed == 0) {
			add(&f, &boats);
			CHECK_CHANGE(&f,
			    store_topic_remove(f.store, name, f.now_at, &err),
			    err);
		}
	}
	fixture_close(&f);
}
END_TEST

START_TEST(a_muted_topic_matches_and_is_silent_until_its_time)
{
	static const struct {
		const char *name;
		int64_t muted_for_s;
		const char *fired;
	} rows[] = {
		{ "muted", 61, "0" },
		{ "just ended", 60, "1" },
		{ "not muted", 0, "1" },
	};
	static const char *hooks[] = { "desk" };
	const struct topic loud = {
		.name = "boats",
		.query = "boat",
		.hooks = hooks,
		.hook_count = 1,
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture f;
		struct error err;
		bool fires = rows[i].fired[0] == '1';

		fixture_open(&f);
		fixture_topics(&f, &loud, 1);
		fixture_entries(&f, NULL, 0); /* the baseline */
		CHECK_CHANGE(&f,
		    store_topic_mute(f.store, SLICE("boats"),
			rows[i].muted_for_s == 0
			    ? 0
			    : f.now_at + rows[i].muted_for_s,
			&err),
		    err);
		/* A reload does not end it. */
		fixture_topics(&f, &loud, 1);
		f.now_at += 60;
		fixture_entries(&f, &boat, 1);
		CHECK_TEXT(&f, "SELECT fired FROM v1_matches", rows[i].fired);
		ck_assert_msg(fixture_int(&f,
				  "SELECT count(*) FROM delivery") == fires,
		    "%s", rows[i].name);
		CHECK_SQL(&f, "SELECT backlog FROM article", 0);
		fixture_close(&f);
	}
}
END_TEST

/* Whether the version of the topics is another one since the last call. */
static bool
is_new_version(struct fixture *f, int64_t *version)
{
	int64_t before = *version;

	*version = store_topics_version(f->store);
	return *version != before;
}

START_TEST(a_change_of_what_topics_mean_makes_another_version_of_them)
{
	int64_t version = 0;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_topics(&f, &storms, 1);
	ck_assert(is_new_version(&f, &version));
	fixture_topics(&f, &storms, 1);
	ck_assert(!is_new_version(&f, &version));
	add(&f, &boats);
	ck_assert(is_new_version(&f, &version));
	CHECK_CHANGE(&f,
	    store_topic_mute(f.store, SLICE("boats"), f.now_at + 60, &err),
	    err);
	ck_assert(!is_new_version(&f, &version));
	CHECK_CHANGE(&f,
	    store_topic_remove(f.store, SLICE("boats"), f.now_at, &err), err);
	ck_assert(is_new_version(&f, &version));
	fixture_topics(&f, NULL, 0);
	ck_assert(is_new_version(&f, &version));
	fixture_close(&f);
}
END_TEST

Suite *
own_topics_suite(void)
{
	Suite *suite = suite_create("own_topics");
	TCase *tcase = tcase_create("own_topics");

	tcase_add_test(tcase, a_topic_comes_back_as_it_was_added);
	tcase_add_test(tcase,
	    a_change_of_what_topics_mean_makes_another_version_of_them);
	tcase_add_test(tcase,
	    an_own_topic_is_judged_when_it_means_something_else);
	tcase_add_test(tcase, a_new_own_topic_tries_the_backlog_without_firing);
	tcase_add_test(tcase,
	    files_leave_own_topics_alone_until_they_name_them);
	tcase_add_test(tcase,
	    taken_over_with_the_same_meaning_it_is_not_judged_again);
	tcase_add_test(tcase, a_configured_topic_is_changed_in_its_file);
	tcase_add_test(tcase,
	    a_removed_topic_returns_as_it_was_judged_anew_and_not_muted);
	tcase_add_test(tcase, what_is_not_there_cannot_be_changed);
	tcase_add_test(tcase,
	    a_muted_topic_matches_and_is_silent_until_its_time);
	suite_add_tcase(suite, tcase);
	return suite;
}

/*
 * Feeds and topics over time: renamed, moved, away and back, doubled, changed,
 * muted, replayed. What was known stays known, and what fired once fires never
 * again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "compiler.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/expect.h"

Suite *identity_suite(void);

static struct world world;

static void
end(void)
{
	world_end(&world);
}

static void
serve(const char *path, const char *headers, const char *items)
{
	char *feed = rss_feed(items);

	server_forget(world.server, path);
	server_reply_body(world.server, path, headers, feed);
	free(feed);
}

/* The feeds, whose first documents fire nothing, and topic nk with hook h. */
static void
configure(const char *feeds)
{
	char yaml[1024];

	snprintf(yaml, sizeof(yaml),
	    "on_first: store\n"
	    "topics: {nk: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook]}}\n"
	    "feeds: {%s}\n",
	    feeds);
	world_configure(&world, yaml);
}

/* Every feed is due, whatever its rhythm. */
static void
poll_all(void)
{
	struct run run;

	world_sql_write(&world, "UPDATE feed SET next_at = 0");
	world_poll(&world, &run);
	ck_assert_msg(run.status == 0, "exit %d: %s", run.status, run.err);
	run_finish(&run);
}

#define FEED(name, path) name ": {url: '@SERVER@" path "', allow_private: true}"
#define TWO              ITEM("1", "One dprk") ITEM("2", "Two dprk")
#define THREE            TWO ITEM("3", "Three dprk")
#define FOUR             THREE ITEM("4", "Four dprk")

#define OF(feed) "SELECT count(*) FROM v1_articles WHERE feed = '" feed "'"
#define FIRED    "SELECT count(*) FROM v1_deliveries"

/* Feed f has been polled: articles 1 and 2 are its baseline. */
static void
begin(void)
{
	struct run run;

	world_begin(&world);
	world_write_hook(&world, "hook", "exit 0");
	serve("/a", "ETag: \"a\"\r\n", TWO);
	configure(FEED("f", "/a"));
	world_poll(&world, &run);
	ck_assert_msg(run.status == 0, "%s", run.err);
	run_finish(&run);
	expect_sql(&world, 2, OF("f"));
	expect_sql(&world, 0, FIRED);
}

/* ---- feeds --------------------------------------------------------------------- */

/* The name is the identity: another name is another feed, with a first
 * document of its own; the old articles stay with the old name. */
START_TEST(a_feed_that_is_renamed_in_the_file_is_a_new_one)
{
	configure(FEED("g", "/a"));
	serve("/a", NULL, THREE);
	poll_all();
	expect_sql(&world, 2, OF("f"));
	expect_sql(&world, 3, OF("g"));
	expect_sql(&world, 0, FIRED);
	expect_crier(&world, "feeds --format '{name} {state}'", 0, "f removed",
	    "");
	serve("/a", NULL, FOUR);
	poll_all();
	expect_sql(&world, 2, OF("f"));
	expect_sql(&world, 1, FIRED);
}
END_TEST

/* With the same state: what was known is known under the new name. The name of
 * an article, its uid, is made once and stays. */
START_TEST(a_feed_that_a_command_renames_keeps_all_it_has)
{
	char words[256], *uid, *later;

	uid = world_sql_text(&world, "SELECT uid FROM v1_articles LIMIT 1");
	configure("");
	poll_all();
	snprintf(words, sizeof(words), "feeds add %s --name f",
	    server_url(world.server, "/a"));
	expect_crier(&world, words, 0, "", "");
	expect_crier(&world, "feeds rename f g", 0, "", "");
	expect_sql(&world, 2, OF("g"));
	expect_crier(&world, "list feed:g --format '{title}'", 0, "One dprk",
	    "");
	configure(FEED("g", "/a"));
	serve("/a", NULL, THREE);
	poll_all();
	expect_sql(&world, 3, OF("g"));
	expect_sql(&world, 0, OF("f"));
	expect_sql(&world, 1, FIRED);
	expect_in(&world, "hook.out", "Three dprk");
	later = world_sql_text(&world, "SELECT uid FROM v1_articles LIMIT 1");
	ck_assert_str_eq(uid, later);
	free(later);
	free(uid);
}
END_TEST

START_TEST(a_feed_that_moves_asks_anew_and_fires_what_is_new)
{
	const struct server_request *request;
	char text[64];

	poll_all();
	request = server_request(world.server, "/a", 1);
	ck_assert_str_eq(request_header(request, "If-None-Match", text,
			     sizeof(text)),
	    "\"a\"");
	serve("/b", NULL, THREE);
	configure(FEED("f", "/b"));
	poll_all();
	request = server_request(world.server, "/b", 0);
	ck_assert_ptr_nonnull(request);
	ck_assert_ptr_null(
	    request_header(request, "If-None-Match", text, sizeof(text)));
	expect_sql(&world, 3, OF("f"));
	expect_sql(&world, 1, FIRED);
	expect_in(&world, "hook.out", "Three dprk");
	expect_not_in(&world, "hook.out", "One dprk");
}
END_TEST

/* Within the backlog a feed that returns fires what it brought meanwhile;
 * beyond, its first document is a baseline again. */
static const struct {
	const char *name, *away;
	int64_t fired;
} returns[] = {
	{ "the next day", "86400", 1 },
	{ "after a day less than the backlog", "13 * 86400", 1 },
	{ "after a day more than the backlog", "15 * 86400", 0 },
};

START_TEST(a_feed_that_returns_is_known_as_long_as_the_backlog)
{
	char sql[128];

	configure("");
	poll_all();
	expect_crier(&world, "feeds --format '{name} {state}'", 0, "f removed",
	    "");
	expect_crier(&world, "count", 0, "2\n", "");
	snprintf(sql, sizeof(sql),
	    "UPDATE feed SET removed_at = removed_at - %s", returns[_i].away);
	world_sql_write(&world, sql);
	configure(FEED("f", "/a"));
	serve("/a", NULL, THREE);
	poll_all();
	expect_sql(&world, 3, OF("f"));
	ck_assert_msg(world_sql(&world, FIRED) == returns[_i].fired, "%s",
	    returns[_i].name);
	serve("/a", NULL, FOUR);
	poll_all();
	ck_assert_msg(world_sql(&world, FIRED) == returns[_i].fired + 1, "%s",
	    returns[_i].name);
}
END_TEST

START_TEST(one_url_under_two_names_is_seen_by_both)
{
	configure(FEED("f", "/a") ", " FEED("g", "/a"));
	serve("/a", NULL, THREE);
	poll_all();
	expect_sql(&world, 3, OF("f"));
	expect_sql(&world, 3, OF("g"));
	expect_sql(&world, 1, FIRED);
}
END_TEST

/* ---- topics --------------------------------------------------------------------- */

static void
write_topic(const char *query)
{
	char yaml[512];

	snprintf(yaml, sizeof(yaml),
	    "on_first: store\n"
	    "topics: {nk: {query: '%s', hooks: [h]}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook]}}\n"
	    "feeds: {f: {url: '@SERVER@/a', allow_private: true}}\n",
	    query);
	world_configure(&world, yaml);
}

#define MATCHES "SELECT count(*) FROM v1_matches"

/* With crierd stopped (0) and running (1). */
START_TEST(a_changed_topic_matches_what_is_stored_and_fires_nothing)
{
	serve("/a", NULL, TWO ITEM("5", "Five cats") ITEM("6", "Six cats"));
	poll_all();
	expect_sql(&world, 2, MATCHES);
	expect_crier(&world, "count", 0, "2\n", "");
	world_start_ready(&world);
	write_topic("dprk OR cats");
	expect_crier(&world, "reload", 0, "~ topic nk", "");
	await_sql(&world, 4, MATCHES);
	expect_crier(&world, "count", 0, "4\n", "");
	expect_sql(&world, 0, FIRED);
	if (_i == 0)
		world_stop(&world);
	expect_crier(&world, "topics replay nk --since 7d", 0,
	    "4 deliveries queued", "");
	expect_crier(&world, "topics replay nk --since 7d", 1, "",
	    "nothing to replay");
	if (_i == 0)
		world_start_ready(&world);
	await_sql(&world, 4, DELIVERIES("done"));
	expect_crier(&world, "topics replay nk --since 7d", 1, "",
	    "nothing to replay");
	serve("/a", NULL, TWO ITEM("5", "Five cats") ITEM("7", "Seven cats"));
	world_stop(&world);
	poll_all();
	expect_sql(&world, 5, FIRED);
	expect_in(&world, "hook.out", "Seven cats");
}
END_TEST

START_TEST(a_muted_topic_matches_and_is_silent_until_it_speaks)
{
	expect_crier(&world, "topics mute nk 3d", 0, "muted until ", "");
	serve("/a", NULL, THREE);
	poll_all();
	expect_sql(&world, 3, MATCHES);
	expect_sql(&world, 0, DELIVERIES("done"));
	expect_crier(&world, "count", 0, "3\n", "");
	expect_crier(&world, "topics mute nk off", 0, "not muted", "");
	serve("/a", NULL, FOUR);
	poll_all();
	expect_sql(&world, 1, DELIVERIES("done"));
	expect_in(&world, "hook.out", "Four dprk");
	expect_not_in(&world, "hook.out", "Three dprk");
}
END_TEST

/* Time goes by, and nobody unmutes it. */
START_TEST(a_mute_ends_by_itself)
{
	expect_crier(&world, "topics mute nk 3d", 0, "muted until ", "");
	world_sql_write(&world,
	    "UPDATE topic SET muted_until_at = muted_until_at - 4 * 86400");
	serve("/a", NULL, THREE);
	poll_all();
	expect_sql(&world, 1, DELIVERIES("done"));
}
END_TEST

Suite *
identity_suite(void)
{
	Suite *suite = suite_create("identity");
	TCase *tcase = tcase_create("identity");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, a_feed_that_is_renamed_in_the_file_is_a_new_one);
	tcase_add_test(tcase, a_feed_that_a_command_renames_keeps_all_it_has);
	tcase_add_test(tcase,
	    a_feed_that_moves_asks_anew_and_fires_what_is_new);
	tcase_add_loop_test(tcase,
	    a_feed_that_returns_is_known_as_long_as_the_backlog, 0,
	    (int)ARRAY_LEN(returns));
	tcase_add_test(tcase, one_url_under_two_names_is_seen_by_both);
	tcase_add_loop_test(tcase,
	    a_changed_topic_matches_what_is_stored_and_fires_nothing, 0, 2);
	tcase_add_test(tcase,
	    a_muted_topic_matches_and_is_silent_until_it_speaks);
	tcase_add_test(tcase, a_mute_ends_by_itself);
	suite_add_tcase(suite, tcase);
	return suite;
}

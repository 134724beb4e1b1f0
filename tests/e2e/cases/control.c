/*
 * What a person changes with crier: the same with crierd running and stopped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "compiler.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/expect.h"

Suite *control_suite(void);

static struct world world;

static void
begin(void)
{
	desk_begin(&world);
}

static void
end(void)
{
	world_end(&world);
}

/* Each loop test runs with crierd stopped (0) and running (1). */
static void
start_if(int running)
{
	if (running)
		world_start_ready(&world);
}

/* ---- feeds --------------------------------------------------------------------- */

START_TEST(feeds_are_changed_with_crierd_and_without)
{
	static const struct expectation rows[] = {
		{ "feeds add http://feed.invalid/rss --name new --tag a "
		  "--title Fresh --interval 30m",
		    0, "added new", "" },
		{ "feeds list", 0, "new\t", "" },
		{ "feeds list --format '{name} {title}'", 0, "new Fresh", "" },
		{ "feeds add http://feed.invalid/rss", 0,
		    "new is there already", "" },
		{ "feeds add http://other.invalid/ --name new", 4, "", "new" },
		{ "feeds add http://other.invalid/ --name f", 4, "",
		    "change it there" },
		{ "feeds add file:///etc/passwd", 2, "", "http or https URL" },
		{ "feeds add", 2, "", "which URL?" },
		{ "feeds tag new +b -a", 0, "", "" },
		{ "feeds tag new b", 2, "", "neither +TAG nor -TAG" },
		{ "feeds pause new", 0, "", "" },
		{ "feeds list --format '{name} {state}'", 0, "new paused", "" },
		{ "feeds resume new", 0, "", "" },
		{ "feeds rename new old", 0, "", "" },
		{ "feeds rename f g", 4, "", "change it there" },
		{ "feeds pause new", 1, "", "new" },
		{ "feeds remove f", 4, "", "change it there" },
		{ "feeds remove old", 0, "", "" },
		{ "feeds list --format '{name} {state}'", 0, "old removed",
		    "" },
		{ "feeds remove old", 1, "", "old" },
	};

	start_if(_i);
	expect_each(&world, rows, ARRAY_LEN(rows));
}
END_TEST

/* A list is parsed by a reader of crier's own, and its feeds are added by
 * whoever may write. */
START_TEST(a_list_of_feeds_is_imported_with_crierd_and_without)
{
	static const struct expectation rows[] = {
		{ "feeds list --format '{name} {title}'", 0, "one First", "" },
		{ "feeds list --format '{name} {title} {state}'", 0,
		    "zwei Second paused", "" },
		{ "export opml --tag asia", 0,
		    "xmlUrl=\"http://two.invalid/\" crier:name=\"zwei\" "
		    "crier:tags=\"asia\" crier:interval=\"2h\" "
		    "crier:paused=\"true\"/>",
		    "" },
		{ "feeds log zwei", 1, "", "" },
	};
	char words[300];

	world_write(&world, "list.opml",
	    "<opml xmlns:crier=\"urn:crier:opml:1\"><body>"
	    "<outline text=\"First\" xmlUrl=\"http://one.invalid/\" "
	    "crier:name=\"one\" crier:allow_private=\"true\"/>"
	    "<outline text=\"Asia\">"
	    "<outline text=\"Second\" xmlUrl=\"http://two.invalid/\" "
	    "crier:name=\"zwei\" crier:interval=\"2h\" "
	    "crier:paused=\"true\"/></outline></body></opml>");
	start_if(_i);
	snprintf(words, sizeof(words), "import %s",
	    world_path(&world, "list.opml"));
	expect_crier(&world, words, 4, "2 added, 0 known, 0 refused\n",
	    "crier: allow_private of http://one.invalid/ ignored: it is "
	    "taken only from configuration files\n");
	expect_crier(&world, words, 0, "0 added, 2 known, 0 refused\n", "");
	expect_each(&world, rows, ARRAY_LEN(rows));
}
END_TEST

/* ---- marks ------------------------------------------------------------------------ */

START_TEST(articles_are_marked_and_that_is_undone)
{
	static const struct expectation rows[] = {
		{ "mark --dry-run read dprk", 0, "2 articles would change",
		    "" },
		{ "count is:unread", 0, "2\n", "" },
		{ "mark read one", 0, "read: 1 article\n", "" },
		{ "list is:unread --format '{title}'", 0, "Two dprk", "" },
		{ "undo", 0, "undone: read, 1 article", "" },
		{ "count is:unread", 0, "2\n", "" },
		{ "mark star 1 id:2", 0, "star: 2 articles", "" },
		{ "count is:starred", 0, "2\n", "" },
		{ "mark label --add good 1", 0, "label: 1 article", "" },
		{ "count label:good", 0, "1\n", "" },
		{ "mark read 1 99", 1, "", "99" },
		{ "mark read zebra", 1, "0 articles", "" },
		{ "mark read 'dprk OR'", 2, "", "E08" },
		{ "mark read", 2, "", "which articles?" },
		{ "mark read ''", 2, "", "which articles?" },
		{ "mark read 1 dprk", 2, "", "\"dprk\" behind ids is none" },
		{ "mark green 1", 2, "", "expected read, unread, star" },
		{ "count is:unread", 0, "2\n", "" },
	};

	start_if(_i);
	expect_each(&world, rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(next_shows_the_oldest_first_and_each_once)
{
	static const struct expectation rows[] = {
		{ "next", 0, "One dprk", "" },
		{ "next --format json", 0, "\"title\":\"Two dprk\"", "" },
		{ "next", 1, "", "nothing is unread" },
		{ "undo", 0, "", "" },
		{ "next", 0, "Two dprk", "" },
	};

	start_if(_i);
	expect_each(&world, rows, ARRAY_LEN(rows));
}
END_TEST

/* ---- topics ------------------------------------------------------------------------ */

START_TEST(a_topic_that_was_added_fires_on_new_articles)
{
	char *out;

	desk_write_feed(&world,
	    ITEM("1", "One dprk") ITEM("2", "Two dprk") ITEM("3", "Old cats"));
	world_start_ready(&world);
	expect_crier(&world, "refresh f --wait", 0,
	    "1 feed polled: 1 ok, 0 failed, 1 new", "");
	expect_crier(&world, "topics add pets cats --hook h", 0, "", "");
	desk_write_feed(&world, ITEM("3", "Old cats") ITEM("4", "New cats"));
	expect_crier(&world, "refresh f --wait", 0, "1 new, 1 matched", "");
	await_sql(&world, 1, DELIVERIES("done"));
	world_stop(&world);
	out = world_read(&world, "hook.out");
	ck_assert_msg(strstr(out, "New cats") != NULL, "%s", out);
	ck_assert_msg(strstr(out, "Old cats") == NULL, "%s", out);
	free(out);
}
END_TEST

START_TEST(topics_are_changed_with_crierd_and_without)
{
	static const struct expectation rows[] = {
		{ "topics add pets cats --hook no", 1, "", "no hook \"no\"" },
		{ "topics add pets 'cats OR'", 2, "", "E08" },
		{ "topics add nk cats", 4, "", "change it there" },
		{ "topics add pets cats", 0, "", "" },
		{ "topics list", 0, "pets\t", "" },
		{ "topics show pets", 0,
		    "pets  (added by a command)\n  query cats", "" },
		{ "topics show nk", 0, "crier.yaml:", "" },
		{ "topics mute pets 3d", 0, "muted until ", "" },
		{ "topics mute pets off", 0, "not muted", "" },
		{ "topics mute pets", 2, "", "for how long?" },
		{ "topics remove pets", 0, "", "" },
		{ "topics remove pets", 1, "", "pets" },
		{ "topics remove nk", 4, "", "change it there" },
	};

	start_if(_i);
	expect_each(&world, rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(a_topic_is_replayed_once_to_a_hook_that_is_new)
{
	static const struct expectation rows[] = {
		{ "topics replay nk", 2, "", "since when?" },
		{ "topics replay nk --since 7d", 0, "2 deliveries queued", "" },
		{ "topics replay nk --since 7d", 1, "", "nothing to replay" },
		{ "topics replay no --since 7d", 1, "", "no" },
	};

	desk_connect_hook(&world, "exit 0");
	start_if(_i);
	expect_each(&world, rows, ARRAY_LEN(rows));
}
END_TEST

/* ---- hooks -------------------------------------------------------------------------- */

/* crierd runs in the second round, and delivers at once. */
START_TEST(a_dead_letter_is_tried_again_or_dropped)
{
	static const struct expectation rows[] = {
		{ "hooks retry", 2, "", "which ones?" },
		{ "hooks retry --all --hook h", 2, "", "which ones?" },
		{ "hooks retry nokey", 1, "", "nokey" },
		{ "hooks retry --hook h", 0, "2 queued again", "" },
		{ "hooks retry --all", 1, "0 queued again", "" },
	};
	struct run run;

	desk_connect_hook(&world, "exit 65");
	expect_crier(&world, "topics replay nk --since 7d", 0, "2 deliveries",
	    "");
	world_poll(&world, &run);
	run_finish(&run);
	expect_sql(&world, 2, DELIVERIES("dead"));
	world_write_hook(&world, "hook", "exit 0");
	start_if(_i);
	expect_each(&world, rows, ARRAY_LEN(rows));
	if (_i) {
		await_sql(&world, 2, DELIVERIES("done"));
	} else {
		expect_sql(&world, 2, DELIVERIES("waiting"));
		expect_crier(&world, "hooks drop --all", 0, "2 dropped", "");
		expect_sql(&world, 0, DELIVERIES("waiting"));
	}
}
END_TEST

START_TEST(a_hook_is_tested_without_a_row_in_the_outbox)
{
	char *out;

	expect_crier(&world, "hooks test h 1", 3, "", "crierd does not run");
	world_start_ready(&world);
	expect_crier(&world, "hooks test h 1", 0, "ok in ", "");
	expect_crier(&world, "hooks test h 99", 1, "", "no article 99");
	expect_crier(&world, "hooks test no 1", 1, "", "no hook \"no\"");
	world_write_hook(&world, "hook", "echo oops; exit 65");
	expect_crier(&world, "hooks test h 1", 4, "", "never-again");
	world_stop(&world);
	out = world_read(&world, "hook.out");
	ck_assert_msg(strstr(out, "dprk") != NULL, "%s", out);
	free(out);
	expect_sql(&world, 0, "SELECT count(*) FROM v1_deliveries");
}
END_TEST

/* ---- the database --------------------------------------------------------------------- */

START_TEST(a_backup_is_a_database)
{
	char words[256];

	start_if(_i);
	snprintf(words, sizeof(words), "backup %s",
	    world_path(&world, "copy.db"));
	expect_crier(&world, words, 0, "", "");
	expect_crier(&world, words, 1, "", "exists already");
	world_write(&world, "copy.yaml", "database: copy.db\n");
	snprintf(words, sizeof(words), "-c %s list --format '{title}'",
	    world_path(&world, "copy.yaml"));
	expect_crier(&world, words, 0, "One dprk", "");
}
END_TEST

static const struct expectation statements[] = {
	{ "sql 'SELECT name, NULL, 1.5 AS x FROM v1_feeds'", 0, "f\t\t1.5\n",
	    "" },
	{ "sql --format json 'SELECT name AS n, NULL AS x FROM v1_feeds'", 0,
	    "{\"format\":1,\"rows\":[{\"n\":\"f\",\"x\":null}]}\n", "" },
	{ "sql --format jsonl 'SELECT 1 AS n'", 0, "{\"n\":\"1\"}\n", "" },
	{ "sql --format table 'SELECT name AS n, 2 AS two FROM v1_feeds'", 0,
	    "n  two\nf  2\n", "" },
	{ "sql 'SELECT 1 WHERE 0'", 1, "", "" },
	{ "sql 'DELETE FROM feed'", 4, "", "only reads" },
	{ "sql 'ATTACH \"x\" AS y'", 4, "", "only reads" },
	{ "sql 'SELEC 1'", 2, "", "syntax error" },
	{ "sql", 2, "", "which statement?" },
	{ "backup", 2, "", "to which FILE?" },
};

START_TEST(sql_reads_and_writes_nothing)
{
	expect_each(&world, statements, ARRAY_LEN(statements));
	expect_sql(&world, 1, "SELECT count(*) FROM v1_feeds");
}
END_TEST

Suite *
control_suite(void)
{
	Suite *suite = suite_create("control");
	TCase *tcase = tcase_create("control");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, feeds_are_changed_with_crierd_and_without, 0,
	    2);
	tcase_add_loop_test(tcase,
	    a_list_of_feeds_is_imported_with_crierd_and_without, 0, 2);
	tcase_add_loop_test(tcase, articles_are_marked_and_that_is_undone, 0,
	    2);
	tcase_add_loop_test(tcase, next_shows_the_oldest_first_and_each_once, 0,
	    2);
	tcase_add_test(tcase, a_topic_that_was_added_fires_on_new_articles);
	tcase_add_loop_test(tcase, topics_are_changed_with_crierd_and_without,
	    0, 2);
	tcase_add_loop_test(tcase,
	    a_topic_is_replayed_once_to_a_hook_that_is_new, 0, 2);
	tcase_add_loop_test(tcase, a_dead_letter_is_tried_again_or_dropped, 0,
	    2);
	tcase_add_test(tcase, a_hook_is_tested_without_a_row_in_the_outbox);
	tcase_add_loop_test(tcase, a_backup_is_a_database, 0, 2);
	tcase_add_test(tcase, sql_reads_and_writes_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

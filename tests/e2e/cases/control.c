/*
 * What a person changes with crier: the same with crierd running and stopped.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "compiler.h"
#include "control.h"
#include "tests/e2e/world.h"

Suite *control_suite(void);

static struct world world;

#define ITEM(id, title)                                            \
	"<item><title>" title "</title><link>http://h.example/" id \
	"</link><guid>" id "</guid><pubDate>Wed, 0" id             \
	" Jul 2026 14:05:09 GMT</pubDate></item>"

static const char configured[] =
    "feeds: {f: {file: @FOLDER@/feed.xml, interval: 1d}}\n"
    "topics: {nk: {query: dprk}}\n"
    "hooks: {h: {exec: [@FOLDER@/hook]}}\n";

static void
write_feed(const char *items)
{
	char *feed = rss_feed(items);

	world_write(&world, "feed.xml", feed);
	free(feed);
}

/* Articles 1 and 2 are there and unread. */
static void
begin(void)
{
	struct run run;

	world_begin(&world);
	world_write_hook(&world, "hook", "exit 0");
	write_feed(ITEM("1", "One dprk") ITEM("2", "Two dprk"));
	world_configure(&world, configured);
	world_poll(&world, &run);
	ck_assert_msg(run.status == 0, "%s", run.err);
	run_finish(&run);
}

static void
end(void)
{
	world_end(&world);
}

static void
start(void)
{
	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "start "));
}

static void
stop(void)
{
	world_signal_daemon(&world, SIGTERM);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
}

/* Runs crier and looks at its exit code and a part of what it prints and says;
 * an empty part is not looked at. */
static void
expect(const char *words, int status, const char *out, const char *err)
{
	struct run run;

	world_crier(&world, &run, words);
	ck_assert_msg(run.status == status, "crier %s: exit %d: %s%s", words,
	    run.status, run.out, run.err);
	ck_assert_msg(strstr(run.out, out) != NULL, "crier %s printed: %s",
	    words, run.out);
	ck_assert_msg(strstr(run.err, err) != NULL, "crier %s said: %s", words,
	    run.err);
	run_finish(&run);
}

static void
expect_sql(int64_t expected, const char *sql)
{
	int64_t got = world_sql(&world, sql);

	ck_assert_msg(got == expected, "%s: %lld, not %lld", sql,
	    (long long)got, (long long)expected);
}

static void
wait_for_sql(int64_t expected, const char *sql)
{
	for (int i = 0; i < 200 && world_sql(&world, sql) != expected; i++)
		usleep(50000);
	expect_sql(expected, sql);
}

#define COUNT(state) \
	"SELECT count(*) FROM v1_deliveries WHERE state = '" state "'"

/* Each loop test runs with crierd stopped (0) and running (1). */
static void
start_if(int running)
{
	if (running)
		start();
}

/* ---- feeds --------------------------------------------------------------------- */

START_TEST(feeds_are_changed_with_crierd_and_without)
{
	start_if(_i);
	expect("feeds add http://feed.invalid/rss --name new --tag a "
	       "--title Fresh --interval 30m",
	    0, "added new", "");
	expect("feeds list", 0, "new\t", "");
	expect("feeds list --format '{name} {title}'", 0, "new Fresh", "");
	expect("feeds add http://feed.invalid/rss", 0, "new is there already",
	    "");
	expect("feeds add http://other.invalid/ --name new", 4, "", "new");
	expect("feeds add http://other.invalid/ --name f", 4, "",
	    "change it there");
	expect("feeds add file:///etc/passwd", 2, "", "http or https URL");
	expect("feeds add", 2, "", "which URL?");
	expect("feeds tag new +b -a", 0, "", "");
	expect("feeds tag new b", 2, "", "neither +TAG nor -TAG");
	expect("feeds pause new", 0, "", "");
	expect("feeds list --format '{name} {state}'", 0, "new paused", "");
	expect("feeds resume new", 0, "", "");
	expect("feeds rename new old", 0, "", "");
	expect("feeds rename f g", 4, "", "change it there");
	expect("feeds pause new", 1, "", "new");
	expect("feeds remove f", 4, "", "change it there");
	expect("feeds remove old", 0, "", "");
	expect("feeds list --format '{name} {state}'", 0, "old removed", "");
	expect("feeds remove old", 1, "", "old");
}
END_TEST

/* The server of the test is at a private address: such a feed is added, and the
 * polls of it fail without a word to the server. */
START_TEST(a_feed_that_was_added_is_polled_but_not_at_private_addresses)
{
	char words[256];

	server_reply_body(world.server, "/private", NULL, "secret");
	start();
	snprintf(words, sizeof(words), "feeds add %s --name private",
	    server_url(world.server, "/private"));
	expect(words, 0, "added private", "");
	ck_assert(world_wait_log(&world, "poll feed=private outcome=failed"));
	ck_assert_uint_eq(server_count(world.server, NULL), 0);
	expect("feeds log private", 0, "\taddress\t", "");
	expect("feeds log private --format json", 0,
	    "{\"format\":1,\"fetches\":[{\"at\":\"", "");
	expect("refresh private --wait", 4, "", "private: too soon; possible");
	stop();
}
END_TEST

static const char *const powerful[] = { "allow_private", "exec", "file",
	"insecure_tls" };

START_TEST(a_powerful_option_is_refused_by_name_over_the_socket)
{
	json_t *request = json_pack("{s:s, s:s}", "do", "feed.add", "url",
	    "http://127.0.0.1/");
	struct control_call call = {
		.socket_path = world_path(&world, "crier.sock"),
		.request = request,
		.timeout_s = 10,
	};
	json_t *result;
	struct error err;

	json_object_set_new(request, powerful[_i], json_true());
	start();
	ck_assert(!control_ask(&call, &result, &err));
	ck_assert_msg(err.kind == ERROR_REFUSED, "%s", err.text);
	ck_assert_msg(strstr(err.text, powerful[_i]) != NULL, "%s", err.text);
	json_decref(request);
	stop();
	expect_sql(1, "SELECT count(*) FROM v1_feeds");
}
END_TEST

/* ---- marks ------------------------------------------------------------------------ */

START_TEST(articles_are_marked_and_that_is_undone)
{
	start_if(_i);
	expect("mark --dry-run read dprk", 0, "2 articles would change", "");
	expect("count is:unread", 0, "2\n", "");
	expect("mark read one", 0, "read: 1 article\n", "");
	expect("list is:unread --format '{title}'", 0, "Two dprk", "");
	expect("undo", 0, "undone: read, 1 article", "");
	expect("count is:unread", 0, "2\n", "");
	expect("mark star 1 id:2", 0, "star: 2 articles", "");
	expect("count is:starred", 0, "2\n", "");
	expect("mark label --add good 1", 0, "label: 1 article", "");
	expect("count label:good", 0, "1\n", "");
	expect("mark read 1 99", 1, "", "99");
	expect("mark read zebra", 1, "0 articles", "");
	expect("mark read 'dprk OR'", 2, "", "E08");
	expect("mark read", 2, "", "which articles?");
	expect("mark read ''", 2, "", "which articles?");
	expect("mark read 1 dprk", 2, "", "\"dprk\" behind ids is none");
	expect("mark green 1", 2, "", "expected read, unread, star");
	expect("count is:unread", 0, "2\n", "");
}
END_TEST

START_TEST(next_shows_the_oldest_first_and_each_once)
{
	start_if(_i);
	expect("next", 0, "One dprk", "");
	expect("next --format json", 0, "\"title\":\"Two dprk\"", "");
	expect("next", 1, "", "nothing is unread");
	expect("undo", 0, "", "");
	expect("next", 0, "Two dprk", "");
}
END_TEST

/* ---- topics ------------------------------------------------------------------------ */

START_TEST(a_topic_that_was_added_fires_on_new_articles)
{
	char *out;

	write_feed(
	    ITEM("1", "One dprk") ITEM("2", "Two dprk") ITEM("3", "Old cats"));
	start();
	expect("refresh f --wait", 0, "1 feed polled: 1 ok, 0 failed, 1 new",
	    "");
	expect("topics add pets cats --hook h", 0, "", "");
	write_feed(ITEM("3", "Old cats") ITEM("4", "New cats"));
	expect("refresh f --wait", 0, "1 new, 1 matched", "");
	wait_for_sql(1, COUNT("done"));
	stop();
	out = world_read(&world, "hook.out");
	ck_assert_msg(strstr(out, "New cats") != NULL, "%s", out);
	ck_assert_msg(strstr(out, "Old cats") == NULL, "%s", out);
	free(out);
}
END_TEST

START_TEST(topics_are_changed_with_crierd_and_without)
{
	start_if(_i);
	expect("topics add pets cats --hook no", 1, "", "no hook \"no\"");
	expect("topics add pets 'cats OR'", 2, "", "E08");
	expect("topics add nk cats", 4, "", "change it there");
	expect("topics add pets cats", 0, "", "");
	expect("topics list", 0, "pets\t", "");
	expect("topics show pets", 0,
	    "pets  (added by a command)\n  query cats", "");
	expect("topics show nk", 0, "crier.yaml:", "");
	expect("topics mute pets 3d", 0, "muted until ", "");
	expect("topics mute pets off", 0, "not muted", "");
	expect("topics mute pets", 2, "", "for how long?");
	expect("topics remove pets", 0, "", "");
	expect("topics remove pets", 1, "", "pets");
	expect("topics remove nk", 4, "", "change it there");
}
END_TEST

START_TEST(a_topic_is_replayed_once_to_a_hook_that_is_new)
{
	world_configure(&world,
	    "feeds: {f: {file: @FOLDER@/feed.xml, interval: 1d}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook]}}\n");
	start_if(_i);
	expect("topics replay nk", 2, "", "since when?");
	expect("topics replay nk --since 7d", 0, "2 deliveries queued", "");
	expect("topics replay nk --since 7d", 1, "", "nothing to replay");
	expect("topics replay no --since 7d", 1, "", "no");
}
END_TEST

/* ---- hooks -------------------------------------------------------------------------- */

/* crierd runs in the second round, and delivers at once. */
START_TEST(a_dead_letter_is_tried_again_or_dropped)
{
	struct run run;

	world_configure(&world,
	    "feeds: {f: {file: @FOLDER@/feed.xml, interval: 1d}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook]}}\n");
	world_write_hook(&world, "hook", "exit 65");
	expect("topics replay nk --since 7d", 0, "2 deliveries", "");
	world_poll(&world, &run);
	run_finish(&run);
	expect_sql(2, COUNT("dead"));
	world_write_hook(&world, "hook", "exit 0");
	start_if(_i);
	expect("hooks retry", 2, "", "which ones?");
	expect("hooks retry --all --hook h", 2, "", "which ones?");
	expect("hooks retry nokey", 1, "", "nokey");
	expect("hooks retry --hook h", 0, "2 queued again", "");
	expect("hooks retry --all", 1, "0 queued again", "");
	if (_i) {
		wait_for_sql(2, COUNT("done"));
	} else {
		expect_sql(2, COUNT("waiting"));
		expect("hooks drop --all", 0, "2 dropped", "");
		expect_sql(0, COUNT("waiting"));
	}
}
END_TEST

START_TEST(a_hook_is_tested_without_a_row_in_the_outbox)
{
	char *out;

	expect("hooks test h 1", 3, "", "crierd does not run");
	start();
	expect("hooks test h 1", 0, "ok in ", "");
	expect("hooks test h 99", 1, "", "no article 99");
	expect("hooks test no 1", 1, "", "no hook \"no\"");
	world_write_hook(&world, "hook", "echo oops; exit 65");
	expect("hooks test h 1", 4, "", "never-again");
	stop();
	out = world_read(&world, "hook.out");
	ck_assert_msg(strstr(out, "dprk") != NULL, "%s", out);
	free(out);
	expect_sql(0, "SELECT count(*) FROM v1_deliveries");
}
END_TEST

/* ---- crierd ------------------------------------------------------------------------- */

static const char two_feeds[] = "feeds:\n"
				"  f: {file: @FOLDER@/feed.xml, interval: 1d}\n"
				"  g: {file: @FOLDER@/feed.xml, interval: 1d}\n"
				"topics: {nk: {query: 'dprk OR cats'}}\n";

START_TEST(a_reload_says_what_changed_and_a_bad_file_changes_nothing)
{
	expect("reload", 3, "", "crierd does not run");
	start();
	expect("reload", 0, "no feed, topic or hook changed", "");
	world_configure(&world, two_feeds);
	expect("reload", 0, "+ feed g\n~ topic nk\n- hook h\n", "");
	ck_assert(world_wait_log(&world, "poll feed=g outcome=modified"));
	world_configure(&world, "feeds: {f: {color: red}}\n");
	expect("reload", 2, "", "crier.yaml:5:");
	/* This one only crierd finds out. */
	world_configure(&world, "topics: {nk: {query: 'a OR'}}\n");
	expect("reload", 2, "", "E08");
	world_configure(&world, two_feeds);
	expect("reload", 0, "no feed, topic or hook changed", "");
	expect("refresh g --wait", 0, "1 feed polled: 1 ok", "");
	stop();
}
END_TEST

START_TEST(sighup_reloads_a_good_file_and_keeps_the_old_for_a_bad_one)
{
	start();
	world_configure(&world, "feeds: {f: {color: red}}\n");
	world_signal_daemon(&world, SIGHUP);
	ck_assert(world_wait_log(&world, "reload reason="));
	world_configure(&world, two_feeds);
	world_signal_daemon(&world, SIGHUP);
	ck_assert(world_wait_log(&world, "poll feed=g outcome=modified"));
	expect("refresh f g --wait", 0, "2 feeds polled: 2 ok", "");
	stop();
}
END_TEST

START_TEST(refresh_waits_for_the_polls_and_tells_how_they_ended)
{
	expect("refresh", 3, "", "crierd does not run");
	start();
	write_feed(ITEM("3", "Three dprk"));
	expect("refresh --wait", 0,
	    "1 feed polled: 1 ok, 0 failed, 1 new, 1 matched\n", "");
	expect("list three", 0, "Three dprk", "");
	expect("refresh no --wait", 1, "", "no feed \"no\"");
	expect("feeds pause f", 0, "", "");
	expect("refresh f --wait", 4, "0 feeds polled", "f: paused");
	unlink(world_path(&world, "feed.xml"));
	expect("feeds resume f", 0, "", "");
	expect("refresh f --wait", 4, "1 failed", "f: ");
	expect("status", 0, "version ", "");
	expect("status --format json", 0, "\"polls_running\":", "");
	stop();
}
END_TEST

/* Starts "crier watch three" and waits until crierd has it beside the one who
 * asks. */
static pid_t
start_watcher(void)
{
	char program[256];
	struct run run;
	bool there = false;
	pid_t watcher;

	snprintf(program, sizeof(program), "%s/crier", world.programs);
	watcher = fork();
	if (watcher == 0) {
		if (freopen("/dev/null", "w", stderr) != NULL &&
		    freopen(world_path(&world, "watch.out"), "w", stdout) !=
			NULL)
			execl(program, program, "-c",
			    world_path(&world, "crier.yaml"), "watch", "three",
			    (char *)NULL);
		_exit(1);
	}
	ck_assert_int_gt(watcher, 0);
	for (int i = 0; i < 200 && !there; i++) {
		usleep(50000);
		world_crier(&world, &run, "status --format json");
		there = strstr(run.out, "\"connections\":2") != NULL;
		run_finish(&run);
	}
	ck_assert(there);
	return watcher;
}

/* What a reload makes of a feed that is being fetched, and never answered. */
static const struct {
	const char *name, *feeds;
} reloads[] = {
	{ "its address changed",
	    "  slow: {url: '@SERVER@/good', allow_private: true}\n" },
	{ "its host changed",
	    "  slow: {url: 'http://127.0.0.2:1/', allow_private: true}\n" },
	{ "it was removed", "" },
};

START_TEST(a_reload_may_come_while_feeds_are_fetched)
{
	static const struct reply silent = { .fault = FAULT_SILENT };
	static const char others[] = "feeds:\n"
				     "  before: {file: @FOLDER@/feed.xml}\n"
				     "%s"
				     "  zlast: {file: @FOLDER@/feed.xml}\n";
	char yaml[1024];

	server_reply(world.server, "/silent", &silent);
	snprintf(yaml, sizeof(yaml), others,
	    "  gone: {file: @FOLDER@/feed.xml}\n"
	    "  slow: {url: '@SERVER@/silent', allow_private: true}\n");
	world_configure(&world, yaml);
	start();
	ck_assert(server_wait(world.server, "/silent", 1, 10000));
	snprintf(yaml, sizeof(yaml), others, reloads[_i].feeds);
	world_configure(&world, yaml);
	world_signal_daemon(&world, SIGHUP);
	ck_assert_msg(world_wait_log(&world, "reload feeds="), "%s",
	    reloads[_i].name);
	expect("feeds", 0, "zlast", "");
	world_signal_daemon(&world, SIGTERM);
	ck_assert_msg(world_wait_daemon(&world) == 0, "%s", reloads[_i].name);
}
END_TEST

/* Waits for the text in what the watcher has printed, for five seconds while
 * crierd runs. */
static bool
has_watched(const char *text)
{
	for (int i = 0; i < 100; i++) {
		char *out = world_read(&world, "watch.out");
		bool found = strstr(out, text) != NULL;

		free(out);
		if (found || world.daemon == 0)
			return found;
		usleep(50000);
	}
	return false;
}

START_TEST(watch_prints_what_matches_and_lasts_as_long_as_crierd)
{
	pid_t watcher;
	int status;

	expect("watch", 3, "", "crierd does not run");
	expect("watch 'a OR'", 2, "", "E08");
	start();
	watcher = start_watcher();
	write_feed(ITEM("1", "One dprk") ITEM("2", "Two dprk")
		ITEM("3", "Three dprk") ITEM("4", "Four dprk"));
	expect("refresh --wait f", 0, "", "");
	ck_assert(has_watched("\"title\":\"Three dprk\""));
	stop();
	ck_assert_int_eq(waitpid(watcher, &status, 0), watcher);
	ck_assert(!has_watched("Four dprk"));
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 3);
}
END_TEST

/* ---- the database --------------------------------------------------------------------- */

START_TEST(a_backup_is_a_database)
{
	char words[256];

	start_if(_i);
	snprintf(words, sizeof(words), "backup %s",
	    world_path(&world, "copy.db"));
	expect(words, 0, "", "");
	expect(words, 1, "", "exists already");
	world_write(&world, "copy.yaml", "database: copy.db\n");
	snprintf(words, sizeof(words), "-c %s list --format '{title}'",
	    world_path(&world, "copy.yaml"));
	expect(words, 0, "One dprk", "");
}
END_TEST

static const struct {
	const char *words;
	int status;
	const char *out, *err;
} statements[] = {
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
	expect(statements[_i].words, statements[_i].status, statements[_i].out,
	    statements[_i].err);
	expect_sql(1, "SELECT count(*) FROM v1_feeds");
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
	tcase_add_test(tcase,
	    a_feed_that_was_added_is_polled_but_not_at_private_addresses);
	tcase_add_loop_test(tcase,
	    a_powerful_option_is_refused_by_name_over_the_socket, 0,
	    (int)ARRAY_LEN(powerful));
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
	tcase_add_test(tcase,
	    a_reload_says_what_changed_and_a_bad_file_changes_nothing);
	tcase_add_test(tcase,
	    sighup_reloads_a_good_file_and_keeps_the_old_for_a_bad_one);
	tcase_add_test(tcase,
	    refresh_waits_for_the_polls_and_tells_how_they_ended);
	tcase_add_loop_test(tcase, a_reload_may_come_while_feeds_are_fetched, 0,
	    (int)ARRAY_LEN(reloads));
	tcase_add_test(tcase,
	    watch_prints_what_matches_and_lasts_as_long_as_crierd);
	tcase_add_loop_test(tcase, a_backup_is_a_database, 0, 2);
	tcase_add_loop_test(tcase, sql_reads_and_writes_nothing, 0,
	    (int)ARRAY_LEN(statements));
	suite_add_tcase(suite, tcase);
	return suite;
}

/*
 * crier and crierd as commands: exit codes, messages, formats.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "tests/e2e/world.h"

Suite *command_suite(void);

static struct world world;

static void
begin(void)
{
	char *feed = rss_feed(
	    "<item><title>One dprk</title><link>http://h.example/1</link>"
	    "<guid>1</guid><pubDate>Wed, 05 Aug 2026 14:05:09 GMT</pubDate>"
	    "</item><item><title>Two</title><guid>2</guid></item>");
	struct run run;

	world_begin(&world);
	world_write(&world, "feed.xml", feed);
	world_write(&world, "page.html", "<html><title>No feed</title></html>");
	world_configure(&world,
	    "feeds: {f: {file: @FOLDER@/feed.xml, interval: 1d}}\n"
	    "lists: {nk: 'dprk OR pyongyang'}\n"
	    "topics: {t: {query: ~nk}}\n");
	world_poll(&world, &run);
	ck_assert_msg(run.status == 0, "%s", run.err);
	run_finish(&run);
	free(feed);
}

static void
end(void)
{
	world_end(&world);
}

static const struct {
	const char *words;
	int status;
	const char *out, *err; /* parts; NULL: not looked at */
} rows[] = {
	{ "list", 0, "\tf\tt\tOne dprk\thttp://h.example/1\n", "" },
	{ "list ~nk", 0, "One dprk", "" },
	{ "list nothinglikeit", 1, "", "" },
	{ "list is:backlog", 0, "Two", "" },
	{ "list --limit 1 *", 0, "One", "" },
	{ "list --limt 1", 2, "",
	    "crier: list: no option --limt (did you mean \"limit\"?)" },
	{ "list -x", 2, "", "no option -x" },
	{ "list two -dprk", 1, "", "" },
	{ "list dprk or x", 2, "",
	    "crier: query: 1:6: E14 \"or\" is an operator only in capitals" },
	{ "list --format '{title}|{feed.name}'", 0, "One dprk|f\n", "" },
	{ "list --format '{titel}'", 2, "", "articles have no \"titel\"" },
	{ "list --format tabel", 2, "", "did you mean \"table\"" },
	{ "list --format ids", 0, "\n", "" },
	{ "list --format json", 0, "{\"format\":1,\"articles\":[{\"id\":", "" },
	{ "list --format jsonl", 0, "{\"id\":", "" },
	{ "list --format jsonfeed", 0, "https://jsonfeed.org/version/1.1", "" },
	{ "search dprk", 0, "One dprk", "" },
	{ "search", 2, "", "what for?" },
	{ "count", 0, "1\n", "" },
	{ "count --format json", 0, "{\"format\":1,\"count\":1}\n", "" },
	{ "count --by feed --format json", 0,
	    "\"counts\":[{\"key\":\"f\",\"count\":1}]", "" },
	{ "count --by day", 0, "2026-08-05\t1\n", "" },
	{ "show 999999", 1, "", "no article 999999" },
	{ "show x", 2, "", "not the number of an article" },
	{ "show", 2, "", "which article?" },
	{ "feeds", 0, "f\tok\t", "" },
	{ "feeds list --format json", 0, "\"feeds\":[{\"name\":\"f\"", "" },
	{ "topics", 0, "t\t1\t", "" },
	{ "topics show t", 0, "~nk", "" },
	{ "topics show no", 1, "", "no topic \"no\"" },
	{ "hooks", 1, "", "" },
	{ "status", 3, "not running", "" },
	{ "status --format json", 3, "\"running\":false", "" },
	{ "check", 0, "1 feed, 1 topic", "" },
	{ "frobnicate", 2, "", "no command \"frobnicate\"" },
	{ "lst", 2, "", "did you mean \"list\"" },
	{ "--version", 0, "crier ", "" },
	{ "--help", 0, "usage: crier COMMAND", "" },
	{ "list --help", 0, "usage: crier list", "" },
	{ "", 2, "", "usage: crier COMMAND" },
	{ "-c /nonexistent.yaml list", 2, "", "/nonexistent.yaml" },
};

START_TEST(each_command_line_ends_as_the_contract_says)
{
	struct run run;

	world_crier(&world, &run, rows[_i].words);
	ck_assert_msg(run.status == rows[_i].status, "crier %s: exit %d: %s%s",
	    rows[_i].words, run.status, run.out, run.err);
	ck_assert_msg(strstr(run.out, rows[_i].out) != NULL,
	    "crier %s printed: %s", rows[_i].words, run.out);
	ck_assert_msg(strstr(run.err, rows[_i].err) != NULL,
	    "crier %s said: %s", rows[_i].words, run.err);
	run_finish(&run);
}
END_TEST

START_TEST(parse_prints_a_document_or_says_why_not)
{
	char words[256];
	struct run run;

	snprintf(words, sizeof(words), "parse --json %s",
	    world_path(&world, "feed.xml"));
	world_crier(&world, &run, words);
	ck_assert_msg(run.status == 0, "%s", run.err);
	ck_assert_ptr_nonnull(strstr(run.out, "\"format\":\"rss20\""));
	ck_assert_ptr_nonnull(strstr(run.out, "\"title\":\"One dprk\""));
	run_finish(&run);
	snprintf(words, sizeof(words), "parse %s",
	    world_path(&world, "feed.xml"));
	world_crier(&world, &run, words);
	ck_assert_int_eq(run.status, 0);
	ck_assert_ptr_nonnull(strstr(run.out, "rss20"));
	run_finish(&run);
	snprintf(words, sizeof(words), "parse --json %s",
	    world_path(&world, "page.html"));
	world_crier(&world, &run, words);
	ck_assert_int_eq(run.status, 1);
	ck_assert_ptr_nonnull(strstr(run.out, "{\"error\":\"not a feed"));
	run_finish(&run);
	world_crier(&world, &run, "parse /nonexistent");
	ck_assert_int_eq(run.status, 3);
	ck_assert_ptr_nonnull(strstr(run.err, "No such file"));
	run_finish(&run);
}
END_TEST

static const char articles[] =
    "{\"id\":1,\"title\":\"North Korea\",\"text\":\"human rights\"}\n"
    "{\"id\":2,\"title\":\"Cats\",\"text\":\"dogs\",\"feed\":\"pets\"}\n";

START_TEST(match_is_a_grep_over_articles)
{
	struct run run;

	world_run(&world, &run, "crier", "match '\"north korea\"'", articles);
	ck_assert_msg(run.status == 0, "%s", run.err);
	ck_assert_ptr_nonnull(strstr(run.out, "\"id\":1,"));
	ck_assert_ptr_null(strstr(run.out, "\"id\":2,"));
	run_finish(&run);
	world_run(&world, &run, "crier", "match feed:pets -", articles);
	ck_assert_int_eq(run.status, 0);
	ck_assert_ptr_nonnull(strstr(run.out, "\"id\":2,"));
	run_finish(&run);
	world_run(&world, &run, "crier", "match zebra", articles);
	ck_assert_int_eq(run.status, 1);
	run_finish(&run);
	world_run(&world, &run, "crier", "match x", "not json\n");
	ck_assert_int_eq(run.status, 4);
	ck_assert_ptr_nonnull(strstr(run.err, "line 1"));
	run_finish(&run);
}
END_TEST

START_TEST(reading_works_beside_a_running_daemon)
{
	struct run run;

	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "start "));
	world_crier(&world, &run, "status");
	ck_assert_msg(run.status == 0, "%s%s", run.out, run.err);
	ck_assert_ptr_nonnull(strstr(run.out, "running, process"));
	run_finish(&run);
	world_crier(&world, &run, "list");
	ck_assert_int_eq(run.status, 0);
	run_finish(&run);
	/* There is one writer: a second crierd is refused and says whose. */
	world_poll(&world, &run);
	ck_assert_int_eq(run.status, 73);
	run_finish(&run);
	world_signal_daemon(&world, SIGTERM);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
}
END_TEST

static const struct {
	const char *yaml;
	int status;
	const char *err;
} wrong[] = {
	{ "feeds: {f: {url: 'http://h.example/', color: red}}\n", 78,
	    "crier.yaml:5:" },
	{ "topics: {t: {query: 'a OR'}}\n", 78, "topic \"t\": query 1:3: E08" },
	{ "topics: {t: {query: a, hooks: [h]}}\n", 78, "crier.yaml:5:" },
};

START_TEST(a_wrong_configuration_starts_nothing)
{
	struct run run;

	world_configure(&world, wrong[_i].yaml);
	world_poll(&world, &run);
	ck_assert_msg(run.status == wrong[_i].status, "exit %d: %s", run.status,
	    run.err);
	ck_assert_msg(strstr(run.err, wrong[_i].err) != NULL, "said: %s",
	    run.err);
	run_finish(&run);
	world_crier(&world, &run, "check");
	ck_assert_int_eq(run.status, 2);
	ck_assert_msg(strstr(run.err, wrong[_i].err) != NULL, "said: %s",
	    run.err);
	run_finish(&run);
}
END_TEST

START_TEST(without_a_database_questions_are_refused)
{
	struct run run;

	world_configure(&world, "database: @FOLDER@/none.db\n");
	world_crier(&world, &run, "list");
	ck_assert_int_eq(run.status, 3);
	ck_assert_ptr_nonnull(strstr(run.err, "none.db"));
	run_finish(&run);
	world_configure(&world, "backlog: 1d\nbacklog: 2d\n");
	world_crier(&world, &run, "list");
	ck_assert_int_eq(run.status, 2);
	ck_assert_ptr_nonnull(strstr(run.err, "backlog"));
	run_finish(&run);
}
END_TEST

Suite *
command_suite(void)
{
	Suite *suite = suite_create("command");
	TCase *tcase = tcase_create("command");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, each_command_line_ends_as_the_contract_says,
	    0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, parse_prints_a_document_or_says_why_not);
	tcase_add_test(tcase, match_is_a_grep_over_articles);
	tcase_add_test(tcase, reading_works_beside_a_running_daemon);
	tcase_add_loop_test(tcase, a_wrong_configuration_starts_nothing, 0,
	    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(tcase, without_a_database_questions_are_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}

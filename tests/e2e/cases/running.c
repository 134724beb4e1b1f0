/*
 * What only a running crierd can do for a person: reload, refresh, watch.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "compiler.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/expect.h"

Suite *running_suite(void);

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

/* ---- reload --------------------------------------------------------------------- */

static const char two_feeds[] = "feeds:\n"
				"  f: {file: @FOLDER@/feed.xml, interval: 1d}\n"
				"  g: {file: @FOLDER@/feed.xml, interval: 1d}\n"
				"topics: {nk: {query: 'dprk OR cats'}}\n";

START_TEST(a_reload_says_what_changed_and_a_bad_file_changes_nothing)
{
	expect_crier(&world, "reload", 3, "", "crierd does not run");
	world_start_ready(&world);
	expect_crier(&world, "reload", 0, "no feed, topic or hook changed", "");
	world_configure(&world, two_feeds);
	expect_crier(&world, "reload", 0, "+ feed g\n~ topic nk\n- hook h\n",
	    "");
	ck_assert(world_wait_log(&world, "poll feed=g outcome=modified"));
	world_configure(&world, "feeds: {f: {color: red}}\n");
	expect_crier(&world, "reload", 2, "", "crier.yaml:5:");
	/* This one only crierd finds out. */
	world_configure(&world, "topics: {nk: {query: 'a OR'}}\n");
	expect_crier(&world, "reload", 2, "", "E08");
	world_configure(&world, two_feeds);
	expect_crier(&world, "reload", 0, "no feed, topic or hook changed", "");
	expect_crier(&world, "refresh g --wait", 0, "1 feed polled: 1 ok", "");
	world_configure(&world, "readers: 3\nconnections: 7\n");
	expect_crier(&world, "reload", 0,
	    "connections takes effect after a restart\n"
	    "readers takes effect after a restart\n",
	    "");
	ck_assert(world_wait_log(&world, "reload option=readers reason="));
	world_stop(&world);
}
END_TEST

START_TEST(sighup_reloads_a_good_file_and_keeps_the_old_for_a_bad_one)
{
	world_start_ready(&world);
	world_configure(&world, "feeds: {f: {color: red}}\n");
	world_signal_daemon(&world, SIGHUP);
	ck_assert(world_wait_log(&world, "reload reason="));
	world_configure(&world, two_feeds);
	world_signal_daemon(&world, SIGHUP);
	ck_assert(world_wait_log(&world, "poll feed=g outcome=modified"));
	expect_crier(&world, "refresh f g --wait", 0, "2 feeds polled: 2 ok",
	    "");
	world_stop(&world);
}
END_TEST

START_TEST(refresh_waits_for_the_polls_and_tells_how_they_ended)
{
	expect_crier(&world, "refresh", 3, "", "crierd does not run");
	world_start_ready(&world);
	desk_write_feed(&world, ITEM("3", "Three dprk"));
	expect_crier(&world, "refresh --wait", 0,
	    "1 feed polled: 1 ok, 0 failed, 1 new, 1 matched\n", "");
	expect_crier(&world, "list three", 0, "Three dprk", "");
	expect_crier(&world, "refresh no --wait", 1, "", "no feed \"no\"");
	expect_crier(&world, "feeds pause f", 0, "", "");
	expect_crier(&world, "refresh f --wait", 4, "0 feeds polled",
	    "f: paused");
	unlink(world_path(&world, "feed.xml"));
	expect_crier(&world, "feeds resume f", 0, "", "");
	expect_crier(&world, "refresh f --wait", 4, "1 failed", "f: ");
	expect_crier(&world, "status", 0, "version ", "");
	expect_crier(&world, "status --format json", 0,
	    "\"polls_running\":", "");
	world_stop(&world);
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
	world_start_ready(&world);
	ck_assert(server_wait(world.server, "/silent", 1, 10000));
	snprintf(yaml, sizeof(yaml), others, reloads[_i].feeds);
	world_configure(&world, yaml);
	world_signal_daemon(&world, SIGHUP);
	ck_assert_msg(world_wait_log(&world, "reload feeds="), "%s",
	    reloads[_i].name);
	expect_crier(&world, "feeds", 0, "zlast", "");
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

	expect_crier(&world, "watch", 3, "", "crierd does not run");
	expect_crier(&world, "watch 'a OR'", 2, "", "E08");
	world_start_ready(&world);
	watcher = start_watcher();
	desk_write_feed(&world,
	    ITEM("1", "One dprk") ITEM("2", "Two dprk") ITEM("3", "Three dprk")
		ITEM("4", "Four dprk"));
	expect_crier(&world, "refresh --wait f", 0, "", "");
	ck_assert(has_watched("\"title\":\"Three dprk\""));
	world_stop(&world);
	ck_assert_int_eq(waitpid(watcher, &status, 0), watcher);
	ck_assert(!has_watched("Four dprk"));
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 3);
}
END_TEST

Suite *
running_suite(void)
{
	Suite *suite = suite_create("running");
	TCase *tcase = tcase_create("running");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
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
	suite_add_tcase(suite, tcase);
	return suite;
}

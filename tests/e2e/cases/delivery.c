/*
 * From the outbox to hooks that succeed, fail, hang or are not there.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "tests/e2e/world.h"

Suite *delivery_suite(void);

static struct world world;

static void
begin(void)
{
	char *feed = rss_feed("<item><title>One dprk</title><guid>1</guid>"
			      "</item><item><title>Two dprk</title>"
			      "<guid>2</guid></item>");

	world_begin(&world);
	world_write(&world, "feed.xml", feed);
	free(feed);
}

static void
end(void)
{
	world_end(&world);
}

static void
configure(const char *hook)
{
	char yaml[1024];

	snprintf(yaml, sizeof(yaml),
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: %s}\n",
	    hook);
	world_configure(&world, yaml);
}

static void
poll_once(void)
{
	struct run run;

	world_poll(&world, &run);
	ck_assert_msg(run.status == 0, "exit %d: %s", run.status, run.err);
	run_finish(&run);
}

static const struct {
	const char *name, *more;
	int64_t done, waiting, dead, attempts;
	const char *error;
} rows[] = {
	{ "success", "exit 0", 2, 0, 0, 2, NULL },
	{ "65 is dead at once", "echo bad data; exit 65", 0, 0, 2, 2,
	    "exit code 65: bad data" },
	{ "75 waits", "exit 75", 0, 2, 0, 2, "exit code 75" },
	{ "another code waits", "echo oops >&2; exit 1", 0, 2, 0, 2,
	    "exit code 1: oops" },
	{ "a signal waits", "kill -KILL $$", 0, 2, 0, 2, "killed by signal 9" },
};

START_TEST(each_end_of_a_hook_leaves_its_state)
{
	char *error;

	world_write_hook(&world, "hook", rows[_i].more);
	configure("{exec: [@FOLDER@/hook], timeout: 20s}");
	poll_once();
#define COUNT(state)      \
	world_sql(&world, \
	    "SELECT count(*) FROM v1_deliveries WHERE state = '" state "'")
	ck_assert_msg(COUNT("done") == rows[_i].done, "%s", rows[_i].name);
	ck_assert_msg(COUNT("waiting") == rows[_i].waiting, "%s",
	    rows[_i].name);
	ck_assert_msg(COUNT("dead") == rows[_i].dead, "%s", rows[_i].name);
	ck_assert_int_eq(world_sql(&world,
			     "SELECT sum(attempts) FROM v1_deliveries"),
	    rows[_i].attempts);
	if (rows[_i].error != NULL) {
		error = world_sql_text(&world,
		    "SELECT last_error FROM v1_deliveries");
		ck_assert_str_eq(error, rows[_i].error);
		free(error);
	}
}
END_TEST

START_TEST(a_hook_that_hangs_is_killed_and_retried)
{
	char *error;

	world_write_hook(&world, "hook", "exec sleep 600");
	configure("{exec: [@FOLDER@/hook], timeout: 1s}");
	poll_once();
	ck_assert_int_eq(COUNT("waiting"), 2);
	error = world_sql_text(&world, "SELECT last_error FROM v1_deliveries");
	ck_assert_ptr_nonnull(strstr(error, "still ran after 1 s"));
	free(error);
}
END_TEST

START_TEST(a_retry_carries_the_same_key)
{
	char *keys, *second, line[40];

	/* The first attempt fails, the second, some seconds later, succeeds. */
	world_write_hook(&world, "hook",
	    "[ \"$CRIER_ATTEMPT\" = 2 ] || exit 75\nexit 0");
	configure("{exec: [@FOLDER@/hook]}");
	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "state=done attempt=2"));
	world_signal_daemon(&world, SIGTERM);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	keys = world_read(&world, "hook.keys");
	second = strstr(keys, " 2\n");
	ck_assert_ptr_nonnull(second);
	snprintf(line, sizeof(line), "%.26s 1\n", second - 26);
	ck_assert_msg(strstr(keys, line) != NULL, "%s", keys);
	free(keys);
}
END_TEST

START_TEST(what_is_not_there_says_why)
{
	struct run run;

	configure("{exec: [@FOLDER@/missing]}");
	poll_once();
	world_crier(&world, &run, "hooks --format '{state} {error}'");
	ck_assert_int_eq(run.status, 0);
	ck_assert_ptr_nonnull(
	    strstr(run.out, "/missing: No such file or directory"));
	run_finish(&run);
}
END_TEST

START_TEST(dead_letters_are_listed)
{
	struct run run;

	world_write_hook(&world, "hook", "exit 65");
	configure("{exec: [@FOLDER@/hook]}");
	poll_once();
	world_crier(&world, &run, "hooks failed --format tsv");
	ck_assert_int_eq(run.status, 0);
	ck_assert_ptr_nonnull(strstr(run.out, "\tdead\t1\t"));
	run_finish(&run);
}
END_TEST

START_TEST(a_topic_without_hooks_delivers_nothing)
{
	world_configure(&world,
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "topics: {nk: {query: dprk}}\n");
	poll_once();
	ck_assert_int_eq(world_sql(&world, "SELECT count(*) FROM v1_matches"),
	    2);
	ck_assert_int_eq(world_sql(&world,
			     "SELECT count(*) FROM v1_deliveries"),
	    0);
}
END_TEST

Suite *
delivery_suite(void)
{
	Suite *suite = suite_create("delivery");
	TCase *tcase = tcase_create("delivery");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, each_end_of_a_hook_leaves_its_state, 0,
	    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, a_hook_that_hangs_is_killed_and_retried);
	tcase_add_test(tcase, a_retry_carries_the_same_key);
	tcase_add_test(tcase, what_is_not_there_says_why);
	tcase_add_test(tcase, dead_letters_are_listed);
	tcase_add_test(tcase, a_topic_without_hooks_delivers_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

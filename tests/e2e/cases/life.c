/*
 * The life of crierd as who manages services sees it: signals, notifications,
 * locks and exit codes.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include "compiler.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/expect.h"

Suite *life_suite(void);

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

/* ---- signals ------------------------------------------------------------------ */

static const int stop_signals[] = { SIGTERM, SIGINT };

START_TEST(a_stop_signal_waits_for_the_hook_that_runs)
{
	char drain[32];

	desk_start_hook(&world, "");
	world_signal_daemon(&world, stop_signals[_i]);
	snprintf(drain, sizeof(drain), "drain signal=%d", stop_signals[_i]);
	ck_assert(world_wait_log(&world, drain));
	expect_sql(&world, 1, DELIVERIES("running"));
	desk_open_gate(&world);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	expect_sql(&world, 1, DELIVERIES("done"));
	expect_in(&world, "crierd.log", "stop polled=");
	world_start_ready(&world);
	world_stop(&world);
	expect_not_in(&world, "hook.keys", " 2\n");
}
END_TEST

static pid_t
hook_pid(void)
{
	char *text = world_read(&world, "hook.pid");
	pid_t pid = (pid_t)strtol(text, NULL, 10);

	free(text);
	ck_assert_int_gt(pid, 1);
	return pid;
}

/* The hook would hold the drain up for half a minute. */
START_TEST(a_second_signal_ends_at_once)
{
	char *keys, *second;
	pid_t hook;

	desk_start_hook(&world, "trap '' TERM; echo $$ >\"${0%/*}/hook.pid\"");
	hook = hook_pid();
	world_signal_daemon(&world, SIGTERM);
	ck_assert(world_wait_log(&world, "drain signal="));
	world_signal_daemon(&world, SIGTERM);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	expect_in(&world, "crierd.log", "stop reason=\"second signal\"");
	ck_assert_int_eq(kill(hook, 0), -1);
	ck_assert_int_eq(errno, ESRCH);

	world_write_hook(&world, "hook", "exit 0");
	world_start_ready(&world);
	await_sql(&world, 1, DELIVERIES("done"));
	world_stop(&world);
	keys = world_read(&world, "hook.keys");
	second = strchr(keys, '\n') + 1;
	ck_assert_msg(strcspn(keys, " ") == strcspn(second, " ") &&
		strncmp(keys, second, strcspn(keys, " ")) == 0,
	    "%s", keys);
	ck_assert_msg(strstr(second, " 2\n") != NULL, "%s", keys);
	free(keys);
}
END_TEST

START_TEST(a_hook_that_ignores_its_end_is_killed)
{
	world_write_hook(&world, "hook",
	    "trap '' TERM; echo $$ >\"${0%/*}/hook.pid\"\n"
	    "while :; do sleep 600; done");
	world_configure(&world,
	    "feeds: {f: {file: @FOLDER@/feed.xml, interval: 1d}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook], timeout: 1s}}\n");
	desk_write_feed(&world, ITEM("3", "Three dprk"));
	world_start_ready(&world);
	expect_crier(&world, "refresh f --wait", 0, "1 matched", "");
	ck_assert(world_wait_log(&world, "still ran after 1 s"));
	ck_assert_int_eq(kill(hook_pid(), 0), -1);
	await_sql(&world, 1, DELIVERIES("waiting"));
	world_stop(&world);
}
END_TEST

static const struct {
	const char *name, *yaml, *says;
} wrong[] = {
	{ "an unknown key", "feeds: {f: {color: red}}\n", "crier.yaml:5:12: " },
	{ "a topic that does not compile", "topics: {nk: {query: 'a OR'}}\n",
	    "crier.yaml:5: topic \"nk\": query 1:3: E08" },
	{ "no YAML at all", "feeds: [\n", "crier.yaml:6:" },
	{ "another database", "database: @FOLDER@/other.db\n",
	    "needs a restart" },
};

START_TEST(sighup_with_a_wrong_file_says_where_and_changes_nothing)
{
	world_start_ready(&world);
	world_configure(&world, wrong[_i].yaml);
	world_signal_daemon(&world, SIGHUP);
	ck_assert_msg(world_wait_log(&world, "reload reason="), "%s",
	    wrong[_i].name);
	expect_in(&world, "crierd.log", wrong[_i].says);
	world_configure(&world, "feeds: {}\n");
	desk_write_feed(&world, ITEM("3", "Three dprk"));
	expect_crier(&world, "refresh f --wait", 0, "1 new, 1 matched", "");
	world_stop(&world);
}
END_TEST

/* ---- the service manager --------------------------------------------------------- */

static int
listen_for_notifications(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	strncat(address.sun_path, world_path(&world, "notify"),
	    sizeof(address.sun_path) - 1);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address,
			     sizeof(address)),
	    0);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	return fd;
}

/* The next message that begins so, within ten seconds; static text. */
static const char *
notification(int fd, const char *beginning)
{
	static char text[1024];
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	while (poll(&wait, 1, 10000) == 1) {
		ssize_t len = recv(fd, text, sizeof(text) - 1, 0);

		ck_assert_int_gt(len, 0);
		text[len] = '\0';
		if (strncmp(text, beginning, strlen(beginning)) == 0)
			return text;
	}
	ck_abort_msg("no notification %s", beginning);
}

static int64_t
mono_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

START_TEST(the_service_manager_is_told_what_happens)
{
	int fd = listen_for_notifications();
	int64_t before, told;
	const char *text;

	world_start_daemon(&world);
	notification(fd, "READY=1");
	notification(fd, "STATUS=1 feed");
	before = mono_us();
	world_signal_daemon(&world, SIGHUP);
	text = notification(fd, "RELOADING=1");
	text = strstr(text, "\nMONOTONIC_USEC=");
	ck_assert_ptr_nonnull(text);
	told = strtoll(text + strlen("\nMONOTONIC_USEC="), NULL, 10);
	ck_assert_int_ge(told, before);
	ck_assert_int_le(told, mono_us());
	notification(fd, "READY=1");
	world_configure(&world, "feeds: [\n");
	world_signal_daemon(&world, SIGHUP);
	notification(fd, "RELOADING=1");
	notification(fd, "READY=1");
	world_signal_daemon(&world, SIGTERM);
	notification(fd, "STOPPING=1");
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	close(fd);
}
END_TEST

/* While it drains too: systemd would kill it in the middle. */
START_TEST(the_watchdog_is_fed_twice_in_its_time)
{
	int fd = listen_for_notifications();
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	setenv("WATCHDOG_USEC", "2000000", 1);
	desk_start_hook(&world, "");
	notification(fd, "WATCHDOG=1");
	for (int i = 0; i < 4; i++) {
		if (i == 2)
			world_signal_daemon(&world, SIGTERM);
		while (poll(&wait, 1, 2000) == 1 &&
		    strncmp(notification(fd, ""), "WATCHDOG=1", 10) != 0)
			continue;
		ck_assert_msg((wait.revents & POLLIN) != 0,
		    "nothing for a whole time of the watchdog");
	}
	desk_open_gate(&world);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	close(fd);
}
END_TEST

/* ---- exit codes -------------------------------------------------------------------- */

START_TEST(a_second_crierd_says_who_was_first)
{
	struct run run;
	char says[64];

	world_start_ready(&world);
	snprintf(says, sizeof(says), "is written by process %ld",
	    (long)world.daemon);
	world_run(&world, &run, "crierd", "--foreground", "");
	ck_assert_int_eq(run.status, 73);
	ck_assert_msg(strstr(run.err, says) != NULL, "%s", run.err);
	run_finish(&run);
	expect_crier(&world, "feeds", 0, "f\t", "");
	world_stop(&world);
}
END_TEST

START_TEST(a_wrong_configuration_ends_with_78_and_says_where)
{
	struct run run;

	if (strstr(wrong[_i].says, "restart") != NULL)
		return;
	world_configure(&world, wrong[_i].yaml);
	world_poll(&world, &run);
	ck_assert_msg(run.status == 78, "%s: exit %d", wrong[_i].name,
	    run.status);
	ck_assert_msg(strstr(run.err, wrong[_i].says) != NULL, "%s: %s",
	    wrong[_i].name, run.err);
	run_finish(&run);
}
END_TEST

/* What was polled is stored; the feed that hangs holds nothing up. */
START_TEST(once_ends_with_a_signal_too)
{
	static const struct reply silent = { .fault = FAULT_SILENT };
	struct program program;
	struct run run;

	server_reply(world.server, "/silent", &silent);
	world_configure(&world,
	    "feeds:\n"
	    "  g: {file: @FOLDER@/feed.xml}\n"
	    "  slow: {url: '@SERVER@/silent', allow_private: true}\n");
	world_start(&world, &program, "crierd", "--once --foreground", "");
	ck_assert(server_wait(world.server, "/silent", 1, 10000));
	await_sql(&world, 2,
	    "SELECT count(*) FROM v1_articles WHERE feed = 'g'");
	kill(program.pid, SIGTERM);
	world_finish(&program, &run);
	ck_assert_msg(run.status == 4, "exit %d: %s", run.status, run.err);
	ck_assert_msg(strstr(run.err, "stop polled=") != NULL, "%s", run.err);
	run_finish(&run);
}
END_TEST

Suite *
life_suite(void)
{
	Suite *suite = suite_create("life");
	TCase *tcase = tcase_create("life");

	tcase_set_timeout(tcase, 25);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, a_stop_signal_waits_for_the_hook_that_runs,
	    0, (int)ARRAY_LEN(stop_signals));
	tcase_add_test(tcase, a_second_signal_ends_at_once);
	tcase_add_test(tcase, a_hook_that_ignores_its_end_is_killed);
	tcase_add_loop_test(tcase,
	    sighup_with_a_wrong_file_says_where_and_changes_nothing, 0,
	    (int)ARRAY_LEN(wrong));
	tcase_add_test(tcase, the_service_manager_is_told_what_happens);
	tcase_add_test(tcase, the_watchdog_is_fed_twice_in_its_time);
	tcase_add_test(tcase, a_second_crierd_says_who_was_first);
	tcase_add_loop_test(tcase,
	    a_wrong_configuration_ends_with_78_and_says_where, 0,
	    (int)ARRAY_LEN(wrong));
	tcase_add_test(tcase, once_ends_with_a_signal_too);
	suite_add_tcase(suite, tcase);
	return suite;
}

/*
 * Changes that meet a crierd that begins, drains, ends or is killed, or each
 * other: each is whole or absent, and crier says which as far as it can know.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include "buffer.h"
#include "compiler.h"
#include "control.h"
#include "limits.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/expect.h"

Suite *race_suite(void);

#define AT_ONCE 6
#define KILLS   16

static struct world world;

static void
begin(void)
{
	desk_begin(&world);
}

static void
end(void)
{
	char *integrity = world_sql_text(&world, "PRAGMA integrity_check");

	ck_assert_str_eq(integrity, "ok");
	free(integrity);
	world_end(&world);
}

/* A change of two articles: the label n on both. */
static void
start_change(struct program *program, int n)
{
	char words[64];

	snprintf(words, sizeof(words), "mark label --add l%d 1 2", n);
	world_start(&world, program, "crier", words, "");
}

static int64_t
labelled(int n)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM label WHERE label = 'l%d'", n);
	return world_sql(&world, sql);
}

/* Done where crier says so; where it does not know, whole or absent. */
static void
judge(const struct run *run, int64_t changed, int64_t whole)
{
	ck_assert_msg(run->status == 0 || run->status == 3, "exit %d: %s",
	    run->status, run->err);
	ck_assert_msg(changed == whole || (run->status == 3 && changed == 0),
	    "exit %d, %lld of %lld changed: %s", run->status,
	    (long long)changed, (long long)whole, run->err);
	ck_assert_msg((run->status == 0) == (run->err[0] == '\0'), "%s",
	    run->err);
}

/* Whether crier knows that it was done. */
static bool
finish_change(struct program *program, int n)
{
	struct run run;
	bool known;

	world_finish(program, &run);
	judge(&run, labelled(n), 2);
	known = run.status == 0;
	run_finish(&run);
	return known;
}

/* ---- with an end in order ----------------------------------------------------------- */

START_TEST(changes_at_once_without_crierd_all_come_about)
{
	struct program programs[AT_ONCE];

	for (int i = 0; i < AT_ONCE; i++)
		start_change(&programs[i], i);
	for (int i = 0; i < AT_ONCE; i++) {
		ck_assert(finish_change(&programs[i], i));
	}
}
END_TEST

START_TEST(a_change_while_crierd_drains_is_done)
{
	struct program program;

	desk_start_hook(&world, "");
	world_signal_daemon(&world, SIGTERM);
	ck_assert(world_wait_log(&world, "drain signal="));
	start_change(&program, 1);
	ck_assert(finish_change(&program, 1));
	expect_crier(&world, "mark star 1", 0, "star: 1 article", "");
	expect_sql(&world, 1, DELIVERIES("running"));
	desk_open_gate(&world);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	expect_sql(&world, 1, DELIVERIES("done"));
	expect_crier(&world, "count is:starred", 0, "1\n", "");
}
END_TEST

/* They come while it listens, while it closes, and when only the lock is left. */
START_TEST(changes_that_meet_the_end_find_crierd_or_the_lock)
{
	struct program programs[AT_ONCE];

	desk_start_hook(&world, "");
	world_signal_daemon(&world, SIGTERM);
	ck_assert(world_wait_log(&world, "drain signal="));
	for (int i = 0; i < AT_ONCE; i++) {
		start_change(&programs[i], i);
		if (i == AT_ONCE / 2)
			desk_open_gate(&world);
	}
	for (int i = 0; i < AT_ONCE; i++)
		(void)finish_change(&programs[i], i); /* 0 or 3 */
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	expect_sql(&world, 1, DELIVERIES("done"));
}
END_TEST

START_TEST(changes_that_meet_the_start_wait_for_it)
{
	struct program programs[AT_ONCE];

	for (int i = 0; i < AT_ONCE; i++) {
		start_change(&programs[i], i);
		if (i == AT_ONCE / 2)
			world_start_daemon(&world);
	}
	for (int i = 0; i < AT_ONCE; i++) {
		ck_assert(finish_change(&programs[i], i));
	}
	ck_assert(world_wait_log(&world, "start version="));
	world_stop(&world);
}
END_TEST

/* crierd --once has the lock and listens nowhere. */
START_TEST(a_change_waits_for_who_has_the_lock)
{
	struct program once, change;
	struct run run;

	desk_make_gate(&world, "");
	world_sql_write(&world, "UPDATE feed SET next_at = 0");
	world_start(&world, &once, "crierd", "--once --foreground", "");
	await_in(&world, "hook.keys", " 1\n");
	start_change(&change, 1);
	desk_open_gate(&world);
	world_finish(&once, &run);
	ck_assert_int_eq(run.status, 0);
	run_finish(&run);
	ck_assert(finish_change(&change, 1));
}
END_TEST

/* ---- with a kill ------------------------------------------------------------------- */

static void
pause_at_random(unsigned short seed[3])
{
	struct timespec pause = { .tv_nsec = nrand48(seed) % 6000000 };

	nanosleep(&pause, NULL);
}

static void
print_seed(unsigned short seed[3])
{
	seed[0] = (unsigned short)time(NULL);
	seed[1] = (unsigned short)getpid();
	seed[2] = 2;
	printf("seed %u %u\n", seed[0], seed[1]);
}

START_TEST(a_change_that_a_kill_meets_is_whole_or_absent)
{
	unsigned short seed[3];
	int unknown = 0;

	print_seed(seed);
	for (int i = 0; i < KILLS; i++) {
		struct program program;

		world_start_ready(&world);
		start_change(&program, i);
		pause_at_random(seed);
		world_kill(&world);
		unknown += finish_change(&program, i) ? 0 : 1;
		start_change(&program, i);
		ck_assert(finish_change(&program, i));
	}
	printf("%d kills: crier did not know of %d\n", KILLS, unknown);
}
END_TEST

/* To undo twice would be wrong, so what was begun is not asked for again. */
START_TEST(what_a_kill_meets_is_not_done_twice)
{
	unsigned short seed[3];
	int unknown = 0;

	print_seed(seed);
	for (int i = 0; i < KILLS; i++) {
		struct program program;
		struct run run;

		expect_crier(&world, "mark star 1", 0, "", "");
		expect_crier(&world, "mark star 2", 0, "", "");
		world_start_ready(&world);
		world_start(&world, &program, "crier", "undo", "");
		pause_at_random(seed);
		world_kill(&world);
		world_finish(&program, &run);
		judge(&run,
		    2 -
			world_sql(&world,
			    "SELECT count(*) FROM v1_articles WHERE starred"),
		    1);
		unknown += run.status == 0 ? 0 : 1;
		run_finish(&run);
		expect_crier(&world, "mark unstar 1 2", 0, "", "");
	}
	printf("%d kills: crier did not know of %d\n", KILLS, unknown);
}
END_TEST

static void
send_frame(int fd, json_t *request)
{
	struct buffer frame;
	struct error err;

	buffer_init(&frame, LIMIT_CONTROL_FRAME);
	ck_assert(control_frame(request, &frame, &err));
	ck_assert_int_eq(send(fd, frame.ptr, frame.len, MSG_NOSIGNAL),
	    (ssize_t)frame.len);
	buffer_finish(&frame);
	json_decref(request);
}

/* The worst moment: crierd has begun and has not answered. */
START_TEST(a_kill_right_after_the_beginning_leaves_no_half)
{
	for (int i = 0; i < KILLS / 2; i++) {
		char label[16], byte;
		int64_t changed;
		int fd;

		snprintf(label, sizeof(label), "l%d", i);
		world_start_ready(&world);
		fd = desk_connect(&world);
		send_frame(fd,
		    json_pack("{s:s, s:s, s:s, s:[i, i]}", "do", "mark", "mark",
			"label", "add", label, "ids", 1, 2));
		ck_assert_int_eq(recv(fd, &byte, 1, MSG_PEEK), 1);
		world_kill(&world);
		close(fd);
		changed = labelled(i);
		ck_assert_msg(changed == 0 || changed == 2, "%lld",
		    (long long)changed);
	}
	world_start_ready(&world);
	world_stop(&world);
}
END_TEST

Suite *
race_suite(void)
{
	Suite *suite = suite_create("races");
	TCase *tcase = tcase_create("races");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, changes_at_once_without_crierd_all_come_about);
	tcase_add_test(tcase, a_change_while_crierd_drains_is_done);
	tcase_add_test(tcase,
	    changes_that_meet_the_end_find_crierd_or_the_lock);
	tcase_add_test(tcase, changes_that_meet_the_start_wait_for_it);
	tcase_add_test(tcase, a_change_waits_for_who_has_the_lock);
	tcase_add_test(tcase, a_change_that_a_kill_meets_is_whole_or_absent);
	tcase_add_test(tcase, what_a_kill_meets_is_not_done_twice);
	tcase_add_test(tcase, a_kill_right_after_the_beginning_leaves_no_half);
	suite_add_tcase(suite, tcase);
	return suite;
}

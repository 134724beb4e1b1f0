/* Readers that die in a row, or cannot be started: what becomes of the jobs. */
#include <check.h>
#include <dlfcn.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "compiler.h"
#include "limits.h"
#include "pool_stage.h"

Suite *mood_suite(void);

/* ---- another program in the place of readers ------------------------------------ */

static const char *impostor; /* NULL: none */

int
posix_spawn(pid_t *pid, const char *path,
    const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attributes, char *const argv[],
    char *const environment[])
{
	__typeof__(posix_spawn) *real;
	void *found = dlsym(RTLD_NEXT, "posix_spawn");

	memcpy(&real, &found, sizeof(real));
	return real(pid, impostor != NULL ? impostor : path, actions,
	    attributes, argv, environment);
}

/* ---- a stage that is watched ------------------------------------------------------ */

static struct stage stage;
static int told;

static void
on_change(void *arg)
{
	ck_assert_ptr_eq(arg, &stage);
	told++;
}

static void
open_watched(int readers)
{
	told = 0;
	stage_open(&stage, readers);
	reader_pool_watch(stage.pool, on_change, &stage);
}

static enum readers_mood
mood(void)
{
	return reader_pool_health(stage.pool).mood;
}

static struct job_slot *
start_from(int64_t source, const char *text)
{
	struct reader_request request = reader_probe_request(text);

	request.source = source;
	return stage_start(&stage, (int)source, &request);
}

/* Jobs 1 to 3 kill a reader each, and 4 waits behind them. */
static void
pause_pool(void)
{
	open_watched(2);
	start_from(1, "!crash");
	start_from(2, "!exit");
	start_from(3, "!crash");
	stage_run_until(&stage, 3);
	ck_assert_int_eq(mood(), READERS_PAUSE);
}

/* What can happen at once has happened. */
static void
turn_a_while(void)
{
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_NONBLOCK),
		    0);
}

static size_t
living(void)
{
	int pids[STAGE_JOBS];

	return reader_pool_pids(stage.pool, pids, STAGE_JOBS);
}

/* ---- deaths ------------------------------------------------------------------------ */

START_TEST(nothing_is_parsed_after_three_deaths_until_the_pause_is_over)
{
	struct readers_health health;
	struct job_slot *waits;

	pause_pool();
	health = reader_pool_health(stage.pool);
	ck_assert_int_gt(health.wait_ms, PAUSE_READERS_FIRST_MS - 30000);
	ck_assert_int_le(health.wait_ms, PAUSE_READERS_FIRST_MS);
	ck_assert_str_eq(health.reason,
	    "the reader was killed by signal SIGILL");
	waits = start_from(4, "!document");
	turn_a_while();
	ck_assert_int_eq(told, 1);
	ck_assert_uint_eq(living(), 0);
	ck_assert_int_eq(waits->done, 0);
	stage_turn_clock(PAUSE_READERS_FIRST_MS / 1000);
	stage_run_until(&stage, 4);
	ck_assert_int_eq(waits->status, READER_OK);
	ck_assert_int_eq(mood(), READERS_WORK);
	turn_a_while();
	ck_assert_int_ge(told, 2);
	ck_assert_int_le(told, 3);
	stage_close(&stage);
}
END_TEST

START_TEST(one_job_at_a_time_probes_and_the_others_wait_on)
{
	pause_pool();
	for (int i = 4; i < 8; i++)
		start_from(i, i == 5 ? "!document" : "!crash");
	stage_turn_clock(PAUSE_READERS_FIRST_MS / 1000);
	stage_run_until(&stage, 4);
	ck_assert_int_eq(stage.slots[4].status, READER_KILLED);
	ck_assert_int_eq(mood(), READERS_PAUSE);
	ck_assert_int_gt(reader_pool_health(stage.pool).wait_ms,
	    PAUSE_READERS_FIRST_MS);
	turn_a_while();
	ck_assert_uint_eq(living(), 0);
	ck_assert_int_eq(stage.done, 4);
	stage_turn_clock(3 * PAUSE_READERS_FIRST_MS / 1000);
	stage_run_until(&stage, 5);
	ck_assert_int_eq(stage.slots[5].status, READER_OK);
	ck_assert_int_eq(mood(), READERS_WORK);
	stage_run_until(&stage, 7);
	ck_assert_int_eq(mood(), READERS_WORK);
	stage_close(&stage);
}
END_TEST

START_TEST(what_a_body_is_decides_nothing)
{
	pause_pool();
	start_from(4, "no feed");
	start_from(5, "!memory");
	stage_turn_clock(PAUSE_READERS_FIRST_MS / 1000);
	stage_run_until(&stage, 5);
	ck_assert_int_eq(stage.slots[4].status, READER_NOT_A_FEED);
	ck_assert_int_eq(stage.slots[5].status, READER_FAILED);
	ck_assert_int_eq(mood(), READERS_PROBE);
	ck_assert_int_eq(told, 2);
	start_from(6, "!document");
	stage_run_until(&stage, 6);
	ck_assert_int_eq(mood(), READERS_WORK);
	stage_close(&stage);
}
END_TEST

START_TEST(a_probe_that_is_cancelled_decides_nothing)
{
	struct job_slot *probe;

	pause_pool();
	probe = start_from(4, "!hang");
	stage_turn_clock(PAUSE_READERS_FIRST_MS / 1000);
	while (mood() == READERS_PAUSE || living() == 0)
		ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_ONCE), 0);
	reader_cancel(probe->job);
	start_from(5, "!document");
	stage_run_until(&stage, 4);
	ck_assert_int_eq(stage.slots[5].status, READER_OK);
	stage_close(&stage);
}
END_TEST

START_TEST(a_single_poison_source_pauses_nobody)
{
	open_watched(1);
	for (int i = 1; i < 8; i++) {
		start_from(1, "!crash");
		stage_run_until(&stage, i);
		ck_assert_int_eq(stage.slots[1].status, READER_KILLED);
	}
	ck_assert_int_eq(mood(), READERS_WORK);
	start_from(2, "!document");
	stage_run_until(&stage, 8);
	ck_assert_int_eq(stage.slots[2].status, READER_OK);
	ck_assert_int_eq(told, 0);
	stage_close(&stage);
}
END_TEST

START_TEST(a_pool_that_pauses_may_be_freed)
{
	pause_pool();
	start_from(4, "!document");
	stage_close(&stage);
	ck_assert_int_eq(stage.done, 3);
}
END_TEST

/* ---- starts ------------------------------------------------------------------------- */

/* clang-format off */
static const struct {
	const char *name, *script; /* NULL: there is no program */
	const char *reason;
} impostors[] = {
	{ "cannot be executed", NULL,
	    "a reader cannot be started: No such file or directory" },
	{ "is of another build", "exit 76",
	    "a reader cannot be started: the reader ended with status 76" },
	{ "talks nonsense", "echo nonsense nonsense nonsense >&3; exec sleep 60",
	    "a reader cannot be started: frame of kind 1936617326" },
};
/* clang-format on */

static char script_path[] = "/tmp/crier-impostor.XXXXXX";

static void
write_script(const char *script)
{
	int fd = mkstemp(script_path);
	FILE *file = fdopen(fd, "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, "#!/bin/sh\n%s\n", script);
	ck_assert_int_eq(fchmod(fd, 0700), 0);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(three_starts_that_fail_pause_and_cost_no_more_jobs)
{
	const char *name = impostors[_i].name;

	if (impostors[_i].script != NULL)
		write_script(impostors[_i].script);
	impostor = script_path;
	open_watched(1);
	for (int i = 1; i < 6; i++)
		start_from(i, "!document");
	stage_run_until(&stage, 3);
	for (int i = 1; i < 4; i++) {
		ck_assert_msg(stage.slots[i].status == READER_UNAVAILABLE, "%s",
		    name);
		ck_assert_msg(strcmp(stage.slots[i].reason,
				  impostors[_i].reason) == 0,
		    "%s: %s", name, stage.slots[i].reason);
	}
	ck_assert_msg(mood() == READERS_PAUSE, "%s", name);
	turn_a_while();
	ck_assert_int_eq(stage.done, 3);
	unlink(script_path);
	impostor = NULL;
	stage_turn_clock(PAUSE_READERS_FIRST_MS / 1000);
	stage_run_until(&stage, 5);
	ck_assert_msg(stage.slots[4].status == READER_OK, "%s", name);
	ck_assert_msg(stage.slots[5].status == READER_OK, "%s", name);
	stage_close(&stage);
}
END_TEST

START_TEST(a_reader_that_is_never_ready_is_given_up)
{
	write_script("exec sleep 60");
	impostor = script_path;
	open_watched(1);
	start_from(1, "!document");
	while (living() == 0)
		ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_ONCE), 0);
	stage_turn_clock(LIMIT_READER_START_MS / 1000 + 1);
	stage_run_until(&stage, 1);
	unlink(script_path);
	ck_assert_int_eq(stage.slots[1].status, READER_UNAVAILABLE);
	ck_assert_str_eq(stage.slots[1].reason,
	    "a reader cannot be started: it was not ready in time");
	ck_assert_uint_eq(living(), 0);
	ck_assert_int_eq(mood(), READERS_WORK);
	stage_close(&stage);
}
END_TEST

Suite *
mood_suite(void)
{
	Suite *suite = suite_create("mood");
	TCase *tests = tcase_create("mood");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests,
	    nothing_is_parsed_after_three_deaths_until_the_pause_is_over);
	tcase_add_test(tests, one_job_at_a_time_probes_and_the_others_wait_on);
	tcase_add_test(tests, what_a_body_is_decides_nothing);
	tcase_add_test(tests, a_probe_that_is_cancelled_decides_nothing);
	tcase_add_test(tests, a_single_poison_source_pauses_nobody);
	tcase_add_test(tests, a_pool_that_pauses_may_be_freed);
	tcase_add_loop_test(tests,
	    three_starts_that_fail_pause_and_cost_no_more_jobs, 0,
	    ARRAY_LEN(impostors));
	tcase_add_test(tests, a_reader_that_is_never_ready_is_given_up);
	suite_add_tcase(suite, tests);
	return suite;
}

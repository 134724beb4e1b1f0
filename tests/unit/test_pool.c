#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <event2/event.h>

#include "compiler.h"
#include "limits.h"
#include "memory.h"
#include "pool_stage.h"

Suite *pool_suite(void);

static int
only_pid(const struct stage *stage)
{
	int pids[STAGE_JOBS];

	ck_assert_uint_eq(reader_pool_pids(stage->pool, pids, STAGE_JOBS), 1);
	return pids[0];
}

static bool
is_alive(int pid)
{
	return kill(pid, 0) == 0 || errno != ESRCH;
}

/* ---- jobs --------------------------------------------------------------------- */

START_TEST(jobs_are_done_in_order_by_one_reader)
{
	struct stage stage;
	int pid = 0;

	stage_open(&stage, 1);
	for (int i = 0; i < 5; i++)
		stage_start_text(&stage, i, "!document");
	for (int i = 0; i < 5; i++) {
		stage_run_until(&stage, i + 1);
		ck_assert_int_eq(stage.slots[i].status, READER_OK);
		ck_assert_int_eq(stage.slots[i].order, i);
		ck_assert_uint_eq(stage.slots[i].entries, 2);
		ck_assert(pid == 0 || pid == only_pid(&stage));
		pid = only_pid(&stage);
	}
	stage_close(&stage);
	ck_assert(!is_alive(pid));
}
END_TEST

START_TEST(lists_and_documents_are_read_by_the_same_reader)
{
	static const struct {
		enum reader_kind kind;
		const char *text;
		enum reader_status status;
		size_t entries;
	} jobs[] = {
		{ READER_FEED, "!document", READER_OK, 2 },
		{ READER_OPML,
		    "<opml><outline xmlUrl='http://h.example/'/></opml>",
		    READER_OK, 1 },
		{ READER_OPML, "<rss/>", READER_NOT_A_FEED, 0 },
		{ READER_LINKS, "<html><p>a</p></html>", READER_OK, 0 },
		{ READER_LINKS, "<rss><channel/></rss>", READER_OK, 1 },
		{ READER_FEED, "!document", READER_OK, 2 },
	};
	struct stage stage;

	stage_open(&stage, 1);
	for (int i = 0; i < (int)ARRAY_LEN(jobs); i++) {
		struct reader_request request = reader_probe_request(
		    jobs[i].text);

		request.kind = jobs[i].kind;
		stage_start(&stage, i, &request);
	}
	stage_run_until(&stage, ARRAY_LEN(jobs));
	for (size_t i = 0; i < ARRAY_LEN(jobs); i++) {
		ck_assert_msg(stage.slots[i].status == jobs[i].status &&
			stage.slots[i].entries == jobs[i].entries,
		    "%s: %s", jobs[i].text, stage.slots[i].reason);
	}
	(void)only_pid(&stage);
	stage_close(&stage);
}
END_TEST

START_TEST(a_lie_about_a_list_costs_one_job)
{
	struct reader_request lie = reader_probe_request("!bad-url");
	struct stage stage;

	lie.kind = READER_OPML;
	stage_open(&stage, 1);
	stage_start(&stage, 0, &lie);
	stage_start_text(&stage, 1, "!document");
	stage_run_until(&stage, 2);
	ck_assert_int_eq(stage.slots[0].status, READER_KILLED);
	ck_assert_str_eq(stage.slots[0].reason,
	    "wrong answer of the reader: listing: a URL is none");
	ck_assert_int_eq(stage.slots[1].status, READER_OK);
	stage_close(&stage);
}
END_TEST

START_TEST(readers_are_started_as_jobs_come)
{
	struct stage stage;
	int pids[STAGE_JOBS];

	stage_open(&stage, 2);
	ck_assert_uint_eq(reader_pool_pids(stage.pool, pids, STAGE_JOBS), 0);
	stage_start_text(&stage, 0, "!document");
	stage_run_until(&stage, 1);
	ck_assert_uint_eq(reader_pool_pids(stage.pool, pids, STAGE_JOBS), 1);
	for (int i = 1; i < 8; i++)
		stage_start_text(&stage, i, "!document");
	stage_run_until(&stage, 8);
	ck_assert_uint_eq(reader_pool_pids(stage.pool, pids, STAGE_JOBS), 2);
	ck_assert_uint_eq(reader_pool_pids(stage.pool, pids, 1), 1);
	stage_close(&stage);
}
END_TEST

START_TEST(a_reader_that_is_starting_is_not_started_twice)
{
	struct stage stage;
	int pids[STAGE_JOBS];

	stage_open(&stage, 4);
	for (int i = 0; i < 2; i++) {
		stage_start_text(&stage, i, "!document");
		ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_NONBLOCK),
		    0);
	}
	/* One for each job; one for both where the first was quick. */
	ck_assert_uint_le(reader_pool_pids(stage.pool, pids, STAGE_JOBS), 2);
	stage_run_until(&stage, 2);
	stage_close(&stage);
}
END_TEST

START_TEST(twenty_megabytes_go_in_and_come_out)
{
	const size_t size = LIMIT_BODY_DECODED;
	char *body = xcalloc(1, size);
	struct reader_request request = { .wall_ms = 60000 };
	struct stage stage;

	memcpy(body, "!large", 6);
	request.body = (struct bytes){ (unsigned char *)body, size };
	stage_open(&stage, 2);
	stage_start(&stage, 0, &request);
	stage_start(&stage, 1, &request);
	stage_start_text(&stage, 2, "!document");
	stage_run_until(&stage, 3);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(stage.slots[i].status, READER_OK);
		ck_assert_uint_eq(stage.slots[i].entries, 20);
	}
	ck_assert_uint_eq(stage.slots[2].entries, 2);
	stage_close(&stage);
	free(body);
}
END_TEST

START_TEST(a_body_larger_than_any_fails_from_the_loop)
{
	struct reader_request request = {
		.body = { (const unsigned char *)"",
		    (size_t)LIMIT_READER_INPUT + 1 },
	};
	struct stage stage;

	stage_open(&stage, 1);
	stage_start(&stage, 0, &request);
	stage_start_text(&stage, 1, "!document");
	stage_run_until(&stage, 2);
	ck_assert_int_eq(stage.slots[0].status, READER_FAILED);
	ck_assert_int_eq(stage.slots[1].status, READER_OK);
	stage_close(&stage);
}
END_TEST

static void
start_another(struct stage *stage)
{
	stage_start_text(stage, 5, "!document");
	reader_cancel(stage->slots[1].job);
}

START_TEST(a_callback_may_start_and_cancel_jobs)
{
	struct stage stage;

	stage_open(&stage, 1);
	stage_start_text(&stage, 0, "!document")->then = start_another;
	stage_start_text(&stage, 1, "!hang");
	stage_run_until(&stage, 2);
	ck_assert_int_eq(stage.slots[5].status, READER_OK);
	ck_assert_int_eq(stage.slots[1].done, 0);
	stage_close(&stage);
}
END_TEST

/* ---- failures ------------------------------------------------------------------ */

/* clang-format off */
static const struct {
	const char *body;
	int64_t wall_ms;
	enum reader_status status;
	const char *reason;
} failures[] = {
	{ "!crash", 0, READER_KILLED, "the reader was killed by signal SIGILL" },
	{ "!exit", 0, READER_KILLED, "the reader ended with status 7" },
	{ "!garbage", 0, READER_KILLED, "wrong answer of the reader: frame of kind 1651663207" },
	{ "!miscount", 0, READER_KILLED, "wrong answer of the reader: document that is not whole" },
	{ "!bad-frame", 0, READER_KILLED, "wrong answer of the reader: document frame: a text is not UTF-8" },
	{ "!hang", 50, READER_TIMEOUT, "the reader took too long" },
};
/* clang-format on */

START_TEST(a_reader_that_fails_costs_one_job_and_is_replaced)
{
	struct reader_request request = reader_probe_request(failures[_i].body);
	struct stage stage;
	int pid;

	request.wall_ms = failures[_i].wall_ms;
	stage_open(&stage, 1);
	stage_start_text(&stage, 0, "!document");
	stage_run_until(&stage, 1);
	pid = only_pid(&stage);
	stage_start(&stage, 1, &request);
	stage_start_text(&stage, 2, "!document");
	stage_run_until(&stage, 2);
	ck_assert_msg(stage.slots[1].status == failures[_i].status, "%s: %d",
	    failures[_i].body, (int)stage.slots[1].status);
	ck_assert_msg(strcmp(stage.slots[1].reason, failures[_i].reason) == 0,
	    "%s: %s", failures[_i].body, stage.slots[1].reason);
	ck_assert(!is_alive(pid));
	stage_run_until(&stage, 3);
	ck_assert_int_eq(stage.slots[2].status, READER_OK);
	ck_assert_int_ne(only_pid(&stage), pid);
	stage_close(&stage);
}
END_TEST

/* The limit itself is read in test_sandbox.c; here it is lowered by hand, for
 * on a busy machine the deadline may come first. */
START_TEST(a_reader_out_of_processor_time_is_late)
{
	struct reader_request request = reader_probe_request("!hang");
	struct rlimit limit;
	struct stage stage;

	request.wall_ms = LIMIT_READER_WALL_MAX_MS;
	stage_open(&stage, 1);
	stage_start_text(&stage, 0, "!document");
	stage_run_until(&stage, 1);
	stage_start(&stage, 1, &request);
	ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_NONBLOCK), 0);
	ck_assert_int_eq(prlimit(only_pid(&stage), RLIMIT_CPU, NULL, &limit),
	    0);
	limit.rlim_cur = 1;
	ck_assert_int_eq(prlimit(only_pid(&stage), RLIMIT_CPU, &limit, NULL),
	    0);
	stage_run_until(&stage, 2);
	ck_assert_int_eq(stage.slots[1].status, READER_TIMEOUT);
	ck_assert_str_eq(stage.slots[1].reason,
	    "the reader used up its processor time");
	stage_close(&stage);
}
END_TEST

START_TEST(a_reader_that_dies_idle_costs_nothing)
{
	struct stage stage;
	int pid;

	stage_open(&stage, 1);
	stage_start_text(&stage, 0, "!document");
	stage_run_until(&stage, 1);
	pid = only_pid(&stage);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	while (is_alive(pid))
		ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_ONCE), 0);
	stage_start_text(&stage, 1, "!document");
	stage_run_until(&stage, 2);
	ck_assert_int_eq(stage.slots[1].status, READER_OK);
	stage_close(&stage);
}
END_TEST

/* Takes the last descriptor away, and gives the limits back. */
static struct rlimit
take_descriptors(void)
{
	struct rlimit few, many;
	int lowest = dup(0);

	ck_assert_int_eq(close(lowest), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &many), 0);
	few = many;
	few.rlim_cur = (rlim_t)lowest;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	return many;
}

START_TEST(without_descriptors_jobs_are_refused_and_later_not)
{
	struct rlimit many;
	struct stage stage;

	stage_open(&stage, 1);
	many = take_descriptors();
	stage_start_text(&stage, 0, "!document");
	stage_start_text(&stage, 1, "!document");
	stage_run_until(&stage, 2);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &many), 0);
	stage_start_text(&stage, 2, "!document");
	stage_run_until(&stage, 3);
	ck_assert_int_eq(stage.slots[0].status, READER_UNAVAILABLE);
	ck_assert_int_eq(stage.slots[1].status, READER_UNAVAILABLE);
	ck_assert_int_eq(stage.slots[1].order, 1);
	ck_assert_int_eq(stage.slots[2].status, READER_OK);
	stage_close(&stage);
}
END_TEST

START_TEST(a_reader_that_lives_does_what_another_cannot_be_started_for)
{
	struct stage stage;

	stage_open(&stage, 2);
	stage_start_text(&stage, 0, "!document");
	stage_run_until(&stage, 1);
	take_descriptors();
	for (int i = 1; i < 4; i++)
		stage_start_text(&stage, i, "!document");
	stage_run_until(&stage, 4);
	for (int i = 1; i < 4; i++)
		ck_assert_int_eq(stage.slots[i].status, READER_OK);
	stage_close(&stage);
}
END_TEST

/* ---- ends ---------------------------------------------------------------------- */

START_TEST(a_cancelled_job_is_not_called)
{
	struct stage stage;
	struct job_slot *hanging, *waiting;
	int pid;

	stage_open(&stage, 1);
	stage_start_text(&stage, 0, "!document");
	stage_run_until(&stage, 1);
	pid = only_pid(&stage);
	hanging = stage_start_text(&stage, 1, "!hang");
	waiting = stage_start_text(&stage, 2, "!document");
	stage_start_text(&stage, 3, "!document");
	/* One turn hands the first of them out. */
	ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_NONBLOCK), 0);
	reader_cancel(waiting->job);
	reader_cancel(hanging->job);
	ck_assert(!is_alive(pid));
	stage_run_until(&stage, 2);
	ck_assert_int_eq(stage.slots[3].status, READER_OK);
	ck_assert_int_eq(hanging->done, 0);
	ck_assert_int_eq(waiting->done, 0);
	stage_close(&stage);
}
END_TEST

START_TEST(freeing_the_pool_kills_and_calls_nobody)
{
	struct stage stage;
	int pids[STAGE_JOBS];

	stage_open(&stage, 2);
	stage_start_text(&stage, 0, "!document");
	stage_run_until(&stage, 1);
	for (int i = 1; i < 4; i++)
		stage_start_text(&stage, i, "!hang");
	ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_NONBLOCK), 0);
	ck_assert_uint_eq(reader_pool_pids(stage.pool, pids, STAGE_JOBS), 2);
	reader_pool_free(stage.pool);
	ck_assert(!is_alive(pids[0]));
	ck_assert(!is_alive(pids[1]));
	ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_NONBLOCK), 1);
	ck_assert_int_eq(stage.done, 1);
	event_base_free(stage.base);
	reader_pool_free(NULL);
}
END_TEST

static void
free_the_pool(struct stage *stage)
{
	reader_pool_free(stage->pool);
	stage->pool = NULL;
}

START_TEST(a_callback_may_free_the_pool)
{
	struct stage stage;

	stage_open(&stage, 2);
	stage_start_text(&stage, 0, "!document")->then = free_the_pool;
	stage_start_text(&stage, 1, "!hang");
	stage_start_text(&stage, 2, "!document");
	stage_run_until(&stage, 1);
	ck_assert_ptr_null(stage.pool);
	ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_NONBLOCK), 1);
	ck_assert_int_eq(stage.done, 1);
	stage_close(&stage);
}
END_TEST

/* Lets the loop run until no reader lives. */
static void
run_until_empty(struct stage *stage)
{
	int pid;

	while (reader_pool_pids(stage->pool, &pid, 1) > 0)
		ck_assert_int_eq(event_base_loop(stage->base, EVLOOP_ONCE), 0);
}

START_TEST(an_idle_reader_ends_after_its_time)
{
	struct stage stage;
	int pid;

	stage_open(&stage, 1);
	stage_start_text(&stage, 0, "!document");
	stage_run_until(&stage, 1);
	pid = only_pid(&stage);
	stage_turn_clock(LIMIT_READER_IDLE_MS / 1000 - 1);
	ck_assert_int_eq(event_base_loop(stage.base, EVLOOP_NONBLOCK), 0);
	ck_assert_int_eq(only_pid(&stage), pid);
	stage_turn_clock(2);
	run_until_empty(&stage);
	ck_assert(!is_alive(pid));
	stage_start_text(&stage, 1, "!document");
	stage_run_until(&stage, 2);
	ck_assert_int_eq(stage.slots[1].status, READER_OK);
	stage_close(&stage);
}
END_TEST

START_TEST(a_reader_is_renewed_after_many_jobs)
{
	struct stage stage;
	int pid = 0;

	stage_open(&stage, 1);
	for (int i = 1; i <= LIMIT_READER_JOBS; i++) {
		stage_start_text(&stage, 0, "!document");
		stage_run_until(&stage, i);
		ck_assert_int_eq(stage.slots[0].status, READER_OK);
		if (i == 1)
			pid = only_pid(&stage);
		if (i < LIMIT_READER_JOBS)
			ck_assert_int_eq(only_pid(&stage), pid);
	}
	run_until_empty(&stage);
	stage_start_text(&stage, 0, "!document");
	stage_run_until(&stage, LIMIT_READER_JOBS + 1);
	ck_assert_int_eq(stage.slots[0].status, READER_OK);
	ck_assert_int_ne(only_pid(&stage), pid);
	stage_close(&stage);
}
END_TEST

START_TEST(a_reader_is_renewed_after_its_memory_was_not_enough)
{
	struct stage stage;

	stage_open(&stage, 1);
	stage_start_text(&stage, 0, "!memory");
	stage_run_until(&stage, 1);
	ck_assert_int_eq(stage.slots[0].status, READER_FAILED);
	run_until_empty(&stage);
	stage_start_text(&stage, 1, "!document");
	stage_run_until(&stage, 2);
	ck_assert_int_eq(stage.slots[1].status, READER_OK);
	stage_close(&stage);
}
END_TEST

Suite *
pool_suite(void)
{
	Suite *suite = suite_create("pool");
	TCase *tests = tcase_create("pool");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, jobs_are_done_in_order_by_one_reader);
	tcase_add_test(tests, lists_and_documents_are_read_by_the_same_reader);
	tcase_add_test(tests, a_lie_about_a_list_costs_one_job);
	tcase_add_test(tests, readers_are_started_as_jobs_come);
	tcase_add_test(tests, a_reader_that_is_starting_is_not_started_twice);
	tcase_add_test(tests, twenty_megabytes_go_in_and_come_out);
	tcase_add_test(tests, a_body_larger_than_any_fails_from_the_loop);
	tcase_add_test(tests, a_callback_may_start_and_cancel_jobs);
	tcase_add_loop_test(tests,
	    a_reader_that_fails_costs_one_job_and_is_replaced, 0,
	    ARRAY_LEN(failures));
	tcase_add_test(tests, a_reader_out_of_processor_time_is_late);
	tcase_add_test(tests, a_reader_that_dies_idle_costs_nothing);
	tcase_add_test(tests,
	    without_descriptors_jobs_are_refused_and_later_not);
	tcase_add_test(tests,
	    a_reader_that_lives_does_what_another_cannot_be_started_for);
	tcase_add_test(tests, a_cancelled_job_is_not_called);
	tcase_add_test(tests, freeing_the_pool_kills_and_calls_nobody);
	tcase_add_test(tests, a_callback_may_free_the_pool);
	tcase_add_test(tests, an_idle_reader_ends_after_its_time);
	tcase_add_test(tests, a_reader_is_renewed_after_many_jobs);
	tcase_add_test(tests,
	    a_reader_is_renewed_after_its_memory_was_not_enough);
	suite_add_tcase(suite, tests);
	return suite;
}

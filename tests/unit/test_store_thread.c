/* The store's thread: order, groups, answers, the end. */
#include "daemon/store_thread.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <check.h>
#include <event2/event.h>

Suite *store_thread_suite(void);

#define JOBS 300
#define ROOM 1000

static char folder[] = "/tmp/crier-thread.XXXXXX";
static struct event_base *base;
static struct store_thread *thread;

struct test_job {
	struct store_job job; /* first */
	int number;
	bool fails;
	pthread_t ran_on;
};

/* In the order in which they ran, and were answered. */
static int ran[ROOM], answered[ROOM];
static size_t ran_count, answered_count;

static bool
run_job(struct store *store, struct store_job *job, struct error *err)
{
	struct test_job *test = (struct test_job *)job;

	(void)store;
	test->ran_on = pthread_self();
	ran[ran_count++] = test->number;
	if (test->fails)
		return error_set(err, ERROR_STORE, "as asked");
	return true;
}

static void
job_done(struct store_job *job)
{
	struct test_job *test = (struct test_job *)job;

	ck_assert(!pthread_equal(test->ran_on, pthread_self()));
	ck_assert_int_eq(job->ok, !test->fails);
	if (test->fails)
		ck_assert_str_eq(job->error.text, "as asked");
	answered[answered_count++] = test->number;
	free(test);
	if (answered_count == JOBS)
		event_base_loopbreak(base);
}

static void
post_weighing(int number, bool fails, size_t weight)
{
	struct test_job *test = calloc(1, sizeof(*test));

	test->job.run = run_job;
	test->job.done = job_done;
	test->job.weight = weight;
	test->number = number;
	test->fails = fails;
	store_thread_post(thread, &test->job);
}

static void
post(int number, bool fails)
{
	post_weighing(number, fails, 100000);
}

static void
post_heavy(void)
{
	post_weighing(JOBS, false, 10000000);
}

static int
remove_one(const char *path, const struct stat *status, int type,
    struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static void
begin(void)
{
	struct store *store;
	struct error err;
	char path[64];

	ran_count = answered_count = 0;
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/crier.db", folder);
	ck_assert_msg(store_open_writer(&store, path, &err), "%s", err.text);
	base = event_base_new();
	thread = store_thread_start(base, store, &err);
	ck_assert_msg(thread != NULL, "%s", err.text);
}

static void
end(void)
{
	event_base_free(base);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

START_TEST(jobs_run_and_are_answered_in_order)
{
	for (int i = 0; i < JOBS; i++)
		post(i, i % 7 == 3);
	ck_assert_uint_eq(store_thread_pending(thread), JOBS);
	event_base_dispatch(base);
	ck_assert_uint_eq(store_thread_pending(thread), 0);
	ck_assert_uint_eq(answered_count, JOBS);
	for (int i = 0; i < JOBS; i++) {
		ck_assert_int_eq(ran[i], i);
		ck_assert_int_eq(answered[i], i);
	}
	store_thread_stop(thread);
}
END_TEST

START_TEST(stopping_runs_and_answers_what_is_queued)
{
	for (int i = 0; i < JOBS - 1; i++)
		post(i, false);
	store_thread_stop(thread);
	ck_assert_uint_eq(answered_count, JOBS - 1);
}
END_TEST

START_TEST(a_long_queue_says_that_it_is_full)
{
	/* 64 MiB of texts are the bound; done is not called meanwhile. */
	for (int i = 0; i < JOBS - 1; i++) {
		ck_assert(!store_thread_is_full(thread));
		post(i, false);
	}
	for (int i = JOBS; i < 700 && !store_thread_is_full(thread); i++)
		post_heavy();
	ck_assert(store_thread_is_full(thread));
	store_thread_stop(thread);
}
END_TEST

Suite *
store_thread_suite(void)
{
	Suite *suite = suite_create("store_thread");
	TCase *tcase = tcase_create("store_thread");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, jobs_run_and_are_answered_in_order);
	tcase_add_test(tcase, stopping_runs_and_answers_what_is_queued);
	tcase_add_test(tcase, a_long_queue_says_that_it_is_full);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* Which polls begin, and when not: back-pressure of the store, of readers. */
#include "daemon/daemon.h"

#include <ftw.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <check.h>
#include <event2/event.h>

#include "compiler.h"
#include "daemon/store_thread.h"
#include "fetch.h"
#include "limits.h"
#include "pool_stage.h"
#include "schedule.h"

Suite *polling_suite(void);

#define FEEDS 1000

static char folder[] = "/tmp/crier-polling.XXXXXX";
static char names[FEEDS][8];
static struct feed feeds[FEEDS];
static struct feed_state states[FEEDS];
static struct configuration configuration;
static struct setup setup;
static struct daemon daemon_;
static sem_t gates[2], entered;

/* ---- a daemon whose feeds are files that are not there --------------------------- */

static void
open_daemon(size_t feed_count)
{
	struct store *store;
	struct error err;
	char path[64];

	sem_init(&entered, 0, 0);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/crier.db", folder);
	ck_assert_msg(store_open_writer(&store, path, &err), "%s", err.text);
	for (size_t i = 0; i < feed_count; i++) {
		snprintf(names[i], sizeof(names[i]), "f%04zu", i);
		feeds[i] = (struct feed){ .name = names[i],
			.source = FEED_FROM_FILE,
			.url = "/nowhere/feed.xml" };
		states[i].id = (int64_t)i + 1;
	}
	configuration = (struct configuration){ .connections = FEEDS,
		.starts_per_second = 50,
		.interval_s = 1800 };
	/* One use is never given back: it is nobody's to free. */
	setup = (struct setup){ .users = 1,
		.configuration = &configuration,
		.feeds = feeds,
		.states = states,
		.feed_count = feed_count };
	daemon_ = (struct daemon){ .clock = clock_real(), .setup = &setup };
	daemon_.base = event_base_new();
	daemon_.store = store_thread_start(daemon_.base, store, &err);
	ck_assert_msg(daemon_.store != NULL, "%s", err.text);
	daemon_.readers = reader_pool_new(daemon_.base, 1, SANDBOX_REQUIRED,
	    &err);
	ck_assert_msg(daemon_.readers != NULL, "%s", err.text);
	daemon_.fetcher = fetcher_new(daemon_.base, NULL, daemon_.clock);
	daemon_.gate = host_gate_new();
	feed_slots_adopt(&daemon_, &setup);
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

/* Whatever waits for the store ends without a fetch. */
static void
close_daemon(void)
{
	daemon_.phase = PHASE_STOPPED;
	polling_drain(&daemon_);
	for (size_t i = 0; i < ARRAY_LEN(gates); i++)
		sem_post(&gates[i]);
	store_thread_stop(daemon_.store);
	polling_stop(&daemon_);
	reader_pool_free(daemon_.readers);
	fetcher_free(daemon_.fetcher);
	host_gate_free(daemon_.gate);
	schedule_free(daemon_.schedule);
	feed_slots_free(&daemon_);
	event_base_free(daemon_.base);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void
start_polling(void)
{
	struct error err;

	ck_assert_msg(polling_start(&daemon_, &err), "%s", err.text);
}

/* What can happen at once has happened. */
static void
turn_a_while(void)
{
	for (int i = 0; i < 30; i++)
		ck_assert_int_eq(event_base_loop(daemon_.base, EVLOOP_NONBLOCK),
		    0);
}

static void
turn_until_running(size_t count)
{
	while (polling_running(&daemon_) != count)
		ck_assert_int_eq(event_base_loop(daemon_.base, EVLOOP_ONCE), 0);
	turn_a_while();
	ck_assert_uint_eq(polling_running(&daemon_), count);
}

/* ---- what keeps the store's thread busy ------------------------------------------- */

struct gate_job {
	struct store_job job; /* first */
	sem_t *gate;          /* NULL: does not wait */
};

static bool
run_gate(struct store *store, struct store_job *job, struct error *err)
{
	struct gate_job *gate = (struct gate_job *)job;

	(void)store;
	(void)err;
	if (gate->gate == NULL)
		return true;
	sem_post(&entered);
	return sem_wait(gate->gate) == 0;
}

static void
gate_done(struct store_job *job)
{
	free(job);
}

static void
post(sem_t *gate, size_t weight)
{
	struct gate_job *job = calloc(1, sizeof(*job));

	job->job = (struct store_job){ .run = run_gate,
		.done = gate_done,
		.weight = weight };
	job->gate = gate;
	store_thread_post(daemon_.store, &job->job);
}

/* Holds up what is posted from now on. */
static void
close_first_gate(void)
{
	sem_init(&gates[0], 0, 0);
	post(&gates[0], 0);
	ck_assert_int_eq(sem_wait(&entered), 0);
}

/* The same, but not the answers to what was posted before: that is another
 * transaction. */
static void
close_second_gate(void)
{
	sem_init(&gates[1], 0, 0);
	post(NULL, LIMIT_STORE_GROUP_BYTES);
	post(&gates[1], 0);
}

/* ---- the store ---------------------------------------------------------------------- */

START_TEST(polls_begin_until_the_store_has_no_room_and_again_when_it_has)
{
	open_daemon(FEEDS);
	close_first_gate();
	start_polling();
	turn_until_running(LIMIT_STORE_QUEUE - 1);
	ck_assert(store_thread_is_full(daemon_.store));
	/* They shall end when they are stored, not fetch. */
	polling_drain(&daemon_);
	close_second_gate();
	sem_post(&gates[0]);
	turn_until_running(FEEDS - (LIMIT_STORE_QUEUE - 1));
	ck_assert_uint_eq(daemon_.polled, LIMIT_STORE_QUEUE - 1);
	close_daemon();
	ck_assert_uint_eq(daemon_.polled, FEEDS);
}
END_TEST

START_TEST(room_that_others_make_begins_polls_too)
{
	open_daemon(3);
	close_first_gate();
	while (!store_thread_is_full(daemon_.store))
		post(NULL, 0);
	close_second_gate();
	start_polling();
	turn_a_while();
	ck_assert_uint_eq(polling_running(&daemon_), 0);
	sem_post(&gates[0]);
	turn_until_running(3);
	close_daemon();
}
END_TEST

/* ---- readers -------------------------------------------------------------------------- */

static size_t refused;

static void
on_refused(struct reader_result *result, void *arg)
{
	(void)arg;
	ck_assert_int_eq(result->status, READER_UNAVAILABLE);
	refused++;
}

/* No descriptor is left for one. */
static void
fail_to_start_readers(size_t count)
{
	struct reader_request request = reader_probe_request("<rss/>");
	struct rlimit few, many;
	int lowest = dup(0);

	ck_assert_int_eq(close(lowest), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &many), 0);
	few = many;
	few.rlim_cur = (rlim_t)lowest;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	refused = 0;
	for (size_t i = 0; i < count; i++)
		reader_start(daemon_.readers, &request, on_refused, NULL);
	while (refused < count)
		ck_assert_int_eq(event_base_loop(daemon_.base, EVLOOP_ONCE), 0);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &many), 0);
}

START_TEST(nothing_is_asked_while_parsing_pauses_and_one_feed_on_probe)
{
	open_daemon(5);
	close_first_gate();
	fail_to_start_readers(LIMIT_READER_DEATHS);
	start_polling();
	turn_a_while();
	ck_assert_uint_eq(polling_running(&daemon_), 0);
	stage_turn_clock(PAUSE_READERS_FIRST_MS / 1000 + 1);
	turn_until_running(1);
	ck_assert_int_eq(reader_pool_health(daemon_.readers).mood,
	    READERS_PROBE);
	close_daemon();
}
END_TEST

START_TEST(a_single_run_waits_for_one_pause_and_then_gives_up)
{
	open_daemon(5);
	daemon_.mode = DAEMON_ONCE;
	close_first_gate();
	start_polling();
	turn_until_running(5);
	polling_drain(&daemon_);
	fail_to_start_readers(LIMIT_READER_DEATHS);
	turn_a_while();
	ck_assert(!polling_is_done(&daemon_));
	stage_turn_clock(PAUSE_READERS_FIRST_MS / 1000 + 1);
	while (reader_pool_health(daemon_.readers).mood == READERS_PAUSE)
		ck_assert_int_eq(event_base_loop(daemon_.base, EVLOOP_ONCE), 0);
	fail_to_start_readers(1);
	turn_a_while();
	ck_assert_uint_eq(daemon_.failed, 1);
	daemon_.phase = PHASE_STOPPED;
	sem_post(&gates[0]);
	while (polling_running(&daemon_) > 0)
		ck_assert_int_eq(event_base_loop(daemon_.base, EVLOOP_ONCE), 0);
	ck_assert(polling_is_done(&daemon_));
	close_daemon();
}
END_TEST

Suite *
polling_suite(void)
{
	Suite *suite = suite_create("polling");
	TCase *tcase = tcase_create("polling");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase,
	    polls_begin_until_the_store_has_no_room_and_again_when_it_has);
	tcase_add_test(tcase, room_that_others_make_begins_polls_too);
	tcase_add_test(tcase,
	    nothing_is_asked_while_parsing_pauses_and_one_feed_on_probe);
	tcase_add_test(tcase,
	    a_single_run_waits_for_one_pause_and_then_gives_up);
	suite_add_tcase(suite, tcase);
	return suite;
}

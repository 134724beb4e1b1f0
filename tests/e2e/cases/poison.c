/*
 * What kills readers: one poison feed costs itself, several in a row pause
 * parsing, an upgrade asks them again. And what starves crierd: no descriptors.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include "tests/e2e/expect.h"
#include "tests/e2e/hunter.h"

Suite *poison_suite(void);

static struct world world;
static struct hunter hunter;

#define FEED(name, file) "  " name ": {file: @FOLDER@/" file ", interval: 1d}\n"
#define GOOD             "  good: {url: '@SERVER@/good', allow_private: true}\n"

static void
write_good(const char *file)
{
	char *feed = rss_feed("<item><title>Good</title><guid>1</guid></item>");

	world_write(&world, file, feed);
	server_reply_body(world.server, "/good", NULL, feed);
	free(feed);
}

static void
begin(void)
{
	char *feed = poison_feed();

	world_begin(&world);
	world_write(&world, "poison.xml", feed);
	free(feed);
	write_good("good.xml");
}

static void
end(void)
{
	world_end(&world);
}

/* Whether the poison would be none. */
static bool
has_sanitizers(void)
{
#ifdef CRIER_RELAXED_SANDBOX
	puts("skipped: poison (with sanitizers no reader is small)");
	return true;
#else
	return false;
#endif
}

static void
start_hunted(void)
{
	world_start_ready(&world);
	hunter = (struct hunter){ .daemon = world.daemon,
		.more_than_kib = POISON_KIB,
		.pause_ms = 1 };
	hunter_start(&hunter);
}

static bool
was_paused(void)
{
	char *log = world_read(&world, "crierd.log");
	bool found = strstr(log, "parsing state=paused") != NULL;

	free(log);
	return found;
}

START_TEST(one_poison_feed_however_often_asked_pauses_nobody)
{
	if (has_sanitizers())
		return;
	world_configure(&world, "feeds:\n" FEED("p", "poison.xml") GOOD);
	start_hunted();
	ck_assert(world_wait_log(&world, "poll feed=p outcome=failed"));
	for (int i = 0; i < 4; i++)
		expect_crier(&world, "refresh p --wait", 4, "1 failed",
		    "killed by signal SIGKILL");
	hunter_stop(&hunter);
	expect_crier(&world, "refresh good --wait", 0, "1 ok", "");
	ck_assert(!was_paused());
	ck_assert_int_ge(hunter.kills, 5);
	expect_crier(&world, "feeds log p", 0,
	    "the reader was killed by signal SIGKILL", "");
	expect_crier(&world, "feeds health", 0, "hostile", "");
	/* Eight times the wait of a feed that cannot be read, twice for each
	 * time more. */
	expect_sql(&world, 1,
	    "SELECT next_at - attempt_at >= 7 * 86400 FROM feed "
	    "WHERE name = 'p'");
	world_stop(&world);
}
END_TEST

/* The pause is a minute long. */
static void
await_parsing(void)
{
	for (int i = 0; i < 9; i++)
		if (world_wait_log(&world, "parsing state=works"))
			return;
	ck_abort_msg("parsing does not go on");
}

START_TEST(three_in_a_row_pause_parsing_until_a_good_document_comes)
{
	if (has_sanitizers())
		return;
	world_configure(&world,
	    "feeds:\n" FEED("a", "poison.xml") FEED("b", "poison.xml")
		FEED("c", "poison.xml"));
	start_hunted();
	ck_assert(world_wait_log(&world, "parsing state=paused"));
	hunter_stop(&hunter);
	expect_in(&world, "crierd.log", "pause_s=60");
	expect_crier(&world, "status", 0,
	    "s more, for readers died: the reader was killed by signal "
	    "SIGKILL\n",
	    "");
	expect_crier(&world, "status --format json", 0,
	    "\"parsing\":{\"state\":\"paused\",\"wait_s\":", "");
	world_configure(&world, "feeds:\n" GOOD);
	expect_crier(&world, "reload", 0, "+ feed good\n", "");
	expect_crier(&world, "refresh good", 0, "", "");
	ck_assert_uint_eq(server_count(world.server, "/good"), 0);
	expect_sql(&world, 0,
	    "SELECT fail_count FROM feed WHERE name = 'good'");
	await_parsing();
	await_sql(&world, 1, "SELECT count(*) FROM v1_articles");
	expect_crier(&world, "status --format json", 0,
	    "\"parsing\":{\"state\":\"works\",\"wait_s\":0,\"reason\":null}",
	    "");
	world_stop(&world);
}
END_TEST

START_TEST(a_poison_feed_waits_under_its_build_and_is_asked_again_by_another)
{
	if (has_sanitizers())
		return;
	world_configure(&world,
	    "feeds:\n" FEED("p", "poison.xml") FEED("q", "good.xml"));
	start_hunted();
	ck_assert(world_wait_log(&world, "poll feed=p outcome=failed"));
	ck_assert(world_wait_log(&world, "poll feed=q outcome=modified"));
	hunter_stop(&hunter);
	world_stop(&world);
	/* An hour later than its interval. */
	world_sql_write(&world,
	    "UPDATE feed SET attempt_at = attempt_at - 90000, "
	    "next_at = iif(name = 'q', next_at - 90000, next_at)");
	write_good("poison.xml");
	world_start_ready(&world);
	ck_assert(world_wait_log_times(&world, "poll feed=q", 2));
	world_stop(&world);
	ck_assert(world_wait_log_times(&world, "poll feed=p", 1));
	expect_not_in(&world, "crierd.log", "poll feed=p outcome=modified");
	world_sql_write(&world,
	    "UPDATE feed SET hostile_build = '0.0.1-older' "
	    "WHERE name = 'p'");
	world_start_ready(&world);
	ck_assert(world_wait_log(&world, "poll feed=p outcome=modified"));
	await_sql(&world, 1,
	    "SELECT hostile_build IS NULL FROM feed WHERE name = 'p'");
	world_stop(&world);
}
END_TEST

/* ---- no descriptors ----------------------------------------------------------- */

/* The number that the next descriptor of crierd would have. */
static rlim_t
next_descriptor(void)
{
	char path[64];
	rlim_t number = 0;

	do
		snprintf(path, sizeof(path), "/proc/%d/fd/%d",
		    (int)world.daemon, (int)number++);
	while (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
	return number - 1;
}

/* The least of a while: connections that have just ended are closed meanwhile. */
static rlim_t
steady_descriptor(void)
{
	rlim_t least = next_descriptor();

	for (int i = 0; i < 30; i++) {
		struct timespec pause = { .tv_nsec = 10 * 1000000 };
		rlim_t now;

		nanosleep(&pause, NULL);
		now = next_descriptor();
		least = now < least ? now : least;
	}
	return least;
}

/* Lets crierd have so many; returns what it could have before. */
static rlim_t
limit_descriptors(rlim_t count)
{
	struct rlimit limit, old;

	ck_assert_int_eq(prlimit(world.daemon, RLIMIT_NOFILE, NULL, &old), 0);
	limit = old;
	limit.rlim_cur = count;
	ck_assert_int_eq(prlimit(world.daemon, RLIMIT_NOFILE, &limit, NULL), 0);
	return old.rlim_cur;
}

/* What comes of all polls while few descriptors are left beside the one of who
 * asks: fewer and fewer of the parts can work. */
static void
poll_with_spare(rlim_t spare, size_t *failed)
{
	rlim_t plenty = limit_descriptors(steady_descriptor() + 1 + spare);
	struct run run;

	world_crier(&world, &run, "refresh --wait");
	ck_assert_msg(run.status == 0 || run.status == 4, "%d left: exit %d %s",
	    (int)spare, run.status, run.err);
	*failed += run.status == 4;
	run_finish(&run);
	limit_descriptors(plenty);
	world_crier(&world, &run, "refresh --wait");
	ck_assert_msg(run.status == 0, "after %d left: exit %d %s%s",
	    (int)spare, run.status, run.out, run.err);
	run_finish(&run);
}

START_TEST(polls_without_descriptors_fail_softly_and_come_back)
{
	static const struct reply busy = { .headers = "Connection: close\r\n",
		.body = "<rss><channel><title>x</title></channel></rss>" };
	size_t failed = 0;

	server_reply(world.server, "/busy", &busy);
	world_configure(&world,
	    "feeds:\n" FEED("f",
		"good.xml") "  u: {url: '@SERVER@/busy', allow_private: true}\n");
	world_start_ready(&world);
	expect_crier(&world, "refresh --wait", 0, "2 ok", "");
	for (rlim_t spare = 0; spare < 8; spare++)
		poll_with_spare(spare, &failed);
	ck_assert_uint_gt(failed, 0);
	expect_sql(&world, 0,
	    "SELECT count(*) FROM v1_fetches WHERE failure_class NOT IN "
	    "('none', 'local')");
	world_stop(&world);
}
END_TEST

START_TEST(who_asks_without_descriptors_waits_for_one)
{
	struct program asking;
	struct run run;
	rlim_t plenty;

	world_configure(&world, "feeds:\n" FEED("f", "good.xml"));
	world_start_ready(&world);
	ck_assert(world_wait_log(&world, "poll feed=f outcome=modified"));
	plenty = limit_descriptors(next_descriptor());
	world_start(&world, &asking, "crier", "refresh --wait", "");
	ck_assert(world_wait_log(&world, "accept reason="));
	limit_descriptors(plenty);
	world_finish(&asking, &run);
	ck_assert_msg(run.status == 0, "exit %d: %s", run.status, run.err);
	run_finish(&run);
	world_stop(&world);
}
END_TEST

Suite *
poison_suite(void)
{
	Suite *suite = suite_create("poison");
	TCase *tcase = tcase_create("poison");

	tcase_set_timeout(tcase, 150);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase,
	    one_poison_feed_however_often_asked_pauses_nobody);
	tcase_add_test(tcase,
	    three_in_a_row_pause_parsing_until_a_good_document_comes);
	tcase_add_test(tcase,
	    a_poison_feed_waits_under_its_build_and_is_asked_again_by_another);
	tcase_add_test(tcase,
	    polls_without_descriptors_fail_softly_and_come_back);
	tcase_add_test(tcase, who_asks_without_descriptors_waits_for_one);
	suite_add_tcase(suite, tcase);
	return suite;
}

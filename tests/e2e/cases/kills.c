/*
 * kill -9 at random moments: every item is stored once, every delivery
 * succeeds, a delivery that ran at a kill may run again under the same key.
 *
 * How many kills: $CRIER_KILLS, else 40; the seed is printed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include "tests/e2e/world.h"

Suite *kill_suite(void);

#define FEEDS 20
#define ITEMS 15

static struct world world;

static void
serve_feeds(void)
{
	char *items = malloc(ITEMS * 256);

	for (int feed = 0; feed < FEEDS; feed++) {
		char path[32], *body;
		size_t used = 0;

		for (int i = 0; i < ITEMS; i++)
			used += (size_t)snprintf(items + used,
			    ITEMS * 256 - used,
			    "<item><title>dprk %d-%d</title>"
			    "<guid>%d-%d</guid></item>",
			    feed, i, feed, i);
		body = rss_feed(items);
		snprintf(path, sizeof(path), "/f%d", feed);
		server_reply_body(world.server, path, NULL, body);
		free(body);
	}
	free(items);
}

static void
configure(void)
{
	char *yaml = malloc(8192);
	size_t used = (size_t)snprintf(yaml, 8192,
	    "topics: {t: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook]}}\n"
	    "feeds:\n");

	for (int i = 0; i < FEEDS; i++)
		used += (size_t)snprintf(yaml + used, 8192 - used,
		    "  f%d: {url: '@SERVER@/f%d', allow_private: true, "
		    "interval: 1s}\n",
		    i, i);
	world_configure(&world, yaml);
	free(yaml);
}

struct tally {
	size_t lines, distinct, most;
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Successes by key. */
static struct tally
tally_keys(void)
{
	struct tally tally = { 0 };
	char *text = world_read(&world, "hook.done"), *rest = text, *line;
	char **keys = calloc(strlen(text) / 2 + 1, sizeof(*keys));
	size_t run = 0;

	while ((line = strsep(&rest, "\n")) != NULL)
		if (*line != '\0')
			keys[tally.lines++] = line;
	qsort(keys, tally.lines, sizeof(*keys), by_text);
	for (size_t i = 0; i < tally.lines; i++) {
		bool same = i > 0 && strcmp(keys[i], keys[i - 1]) == 0;

		run = same ? run + 1 : 1;
		tally.distinct += !same;
		if (run > tally.most)
			tally.most = run;
	}
	free(keys);
	free(text);
	return tally;
}

static unsigned
asked_kills(void)
{
	const char *text = getenv("CRIER_KILLS");

	return text == NULL ? 40 : (unsigned)strtoul(text, NULL, 10);
}

START_TEST(nothing_is_lost_or_doubled_by_kills)
{
	unsigned kills = asked_kills();
	unsigned short seed[3] = { (unsigned short)time(NULL),
		(unsigned short)getpid(), 1 };
	struct tally tally;
	char *integrity;

	printf("seed %u %u, %u kills\n", seed[0], seed[1], kills);
	serve_feeds();
	world_write_hook(&world, "hook",
	    "echo $CRIER_KEY >>\"${0%/*}/hook.done\"; exit 0");
	configure();
	for (unsigned i = 0; i < kills; i++) {
		struct timespec pause = {
			.tv_nsec = (4 + nrand48(seed) % 150) * 1000000,
		};

		world_start_daemon(&world);
		nanosleep(&pause, NULL);
		world_signal_daemon(&world, SIGKILL);
		ck_assert_int_eq(world_wait_daemon(&world), 128 + SIGKILL);
	}
	world_start_daemon(&world);
	for (int i = 0; i < 600; i++) {
		struct timespec pause = { .tv_nsec = 100 * 1000000 };

		nanosleep(&pause, NULL);
		if (access(world_path(&world, "crier.db"), F_OK) == 0 &&
		    world_sql(&world,
			"SELECT count(*) FROM v1_deliveries "
			"WHERE state = 'done'") == FEEDS * ITEMS)
			break;
	}
	world_signal_daemon(&world, SIGTERM);
	ck_assert_int_eq(world_wait_daemon(&world), 0);

	tally = tally_keys();
	printf("%u kills: %lld articles of %d, %lld deliveries done, %zu "
	       "successes, %zu keys, at most %zu of one key\n",
	    kills,
	    (long long)world_sql(&world, "SELECT count(*) FROM v1_articles"),
	    FEEDS * ITEMS,
	    (long long)world_sql(&world,
		"SELECT count(*) FROM v1_deliveries WHERE state = 'done'"),
	    tally.lines, tally.distinct, tally.most);
	ck_assert_int_eq(world_sql(&world, "SELECT count(*) FROM v1_articles"),
	    FEEDS * ITEMS);
	ck_assert_int_eq(
	    world_sql(&world,
		"SELECT count(*) FROM v1_deliveries WHERE state = 'done'"),
	    FEEDS * ITEMS);
	ck_assert_uint_eq(tally.distinct, FEEDS * ITEMS);
	ck_assert_uint_le(tally.lines - tally.distinct, kills);
	integrity = world_sql_text(&world, "PRAGMA integrity_check");
	ck_assert_str_eq(integrity, "ok");
	free(integrity);
}
END_TEST

static void
begin(void)
{
	world_begin(&world);
}

static void
end(void)
{
	world_end(&world);
}

Suite *
kill_suite(void)
{
	Suite *suite = suite_create("kills");
	TCase *tcase = tcase_create("kills");

	tcase_set_timeout(tcase, 600 + (int)asked_kills());
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, nothing_is_lost_or_doubled_by_kills);
	suite_add_tcase(suite, tcase);
	return suite;
}

/*
 * A thousand feeds from one server, 64 at a time: everything is stored, no turn
 * of the loop breaks the law of 50 ms, and bad neighbours cost the good feeds
 * nothing: neither servers that hang, break off or talk nonsense, nor feeds that
 * kill readers, nor the death of a reader that meant another.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "compiler.h"
#include "tests/e2e/expect.h"
#include "tests/e2e/hunter.h"
#include "tests/e2e/world.h"

Suite *load_suite(void);

#define FEEDS 1000
#define ITEMS 5

static struct world world;

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

static void
serve_after(int feed, int delay_ms)
{
	static const char *const words[ITEMS] = { "alpha", "beta", "gamma",
		"alpha beta", "delta" };
	char items[ITEMS * 160], path[32], *body;
	size_t used = 0;

	for (int i = 0; i < ITEMS; i++)
		used += (size_t)snprintf(items + used, sizeof(items) - used,
		    "<item><title>News %d of %d</title><guid>%d-%d</guid>"
		    "<description>Some text: %s.</description></item>",
		    i, feed, feed, i, words[i]);
	body = rss_feed(items);
	snprintf(path, sizeof(path), "/f%d", feed);
	server_reply(world.server, path,
	    &(struct reply){ .body = body, .delay_ms = delay_ms });
	free(body);
}

static void
serve_good(int feed)
{
	serve_after(feed, 0);
}

/* Each a way to be bad. */
static const struct reply bad_replies[] = {
	{ .fault = FAULT_SILENT },
	{ .body = "<rss><channel><item>", .fault = FAULT_RESET },
	{ .body = "<rss><channel><item><title>x", .fault = FAULT_CUT },
	{ .raw = "\x01\x02garbage\r\n\r\n" },
	{ .status = 500, .body = "oops" },
	{ .body = "<html>log in</html>" },
};

/* The feeds, and more. */
static void
configure(const char *more)
{
	size_t room = FEEDS * 80 + 512, used = 0;
	char *yaml = malloc(room);

	used += (size_t)snprintf(yaml, room, "connections: 64\n%sfeeds:\n",
	    more);
	for (int i = 0; i < FEEDS; i++)
		used += (size_t)snprintf(yaml + used, room - used,
		    "  f%d: {url: '@SERVER@/f%d', allow_private: true, "
		    "timeout: 3s}\n",
		    i, i);
	world_configure(&world, yaml);
	free(yaml);
}

static void
check_law(const struct run *run)
{
	const char *slow = strstr(run->err, " turn cpu_ms=");
	const char *last = strstr(run->err, "longest_turn_ms=");

	printf("%d feeds: %.*s, %ld KiB at most\n", FEEDS,
	    last == NULL ? 0 : (int)strcspn(last, "\n"), last,
	    run->max_rss_kib);
#ifdef CRIER_RELAXED_SANDBOX
	puts("skipped: the law of 50 ms (this build has sanitizers)");
	(void)slow;
#else
	ck_assert_msg(slow == NULL, "%.60s", slow);
#endif
}

START_TEST(a_thousand_feeds_are_stored_within_the_law)
{
	struct run run;

	for (int i = 0; i < FEEDS; i++)
		serve_good(i);
	configure("");
	world_poll(&world, &run);
	ck_assert_msg(run.status == 0, "exit %d: %.1000s", run.status, run.err);
	ck_assert_int_eq(world_sql(&world, "SELECT count(*) FROM v1_articles"),
	    FEEDS * ITEMS);
	ck_assert_int_le(server_peak(world.server), 64);
	check_law(&run);
	run_finish(&run);
}
END_TEST

static void
serve_tenth_bad(void)
{
	for (int i = 0; i < FEEDS; i++) {
		size_t kind = (size_t)i / 10 % ARRAY_LEN(bad_replies);
		char path[32];

		snprintf(path, sizeof(path), "/f%d", i);
		if (i % 10 == 0)
			server_reply(world.server, path, &bad_replies[kind]);
		else
			serve_good(i);
	}
}

#define GOOD_ARTICLES \
	"SELECT count(*) FROM v1_articles WHERE title LIKE 'News%'"

START_TEST(a_tenth_of_bad_servers_costs_the_good_ones_nothing)
{
	struct run run;

	serve_tenth_bad();
	configure("");
	world_poll(&world, &run);
	ck_assert_msg(run.status == 4, "exit %d: %.1000s", run.status, run.err);
	ck_assert_int_eq(world_sql(&world, GOOD_ARTICLES),
	    FEEDS / 10 * 9 * ITEMS);
	check_law(&run);
	run_finish(&run);
}
END_TEST

/* Polls every feed that is due, while readers die: those that hold much at once,
 * any other now and then. */
static int
poll_hunted(struct run *run)
{
	struct program program;
	struct hunter strict = { .more_than_kib = POISON_KIB, .pause_ms = 1 };
	struct hunter blind = { .pause_ms = 100 };

	world_start(&world, &program, "crierd", "--once --foreground", "");
	strict.daemon = blind.daemon = program.pid;
	hunter_start(&strict);
	hunter_start(&blind);
	world_finish(&program, run);
	hunter_stop(&strict);
	hunter_stop(&blind);
	return strict.kills + blind.kills;
}

/*
 * Two feeds are poison, a hundred servers are bad, and readers die whose feeds
 * are good. Those feeds lose the poll, as the marks in the database say, and
 * nothing else: the next one has it all.
 */
START_TEST(readers_that_die_cost_the_good_feeds_a_poll_at_most)
{
	char *poison = poison_feed();
	struct run run;
	int64_t lost;
	int kills;

#ifdef CRIER_RELAXED_SANDBOX
	puts("skipped: readers that die under load (with sanitizers none is "
	     "small)");
	free(poison);
	return;
#endif
	serve_tenth_bad();
	for (int i = 1; i <= 2; i++) {
		const char *path = i == 1 ? "/f100" : "/f600";

		server_forget(world.server, path);
		server_reply_body(world.server, path, NULL, poison);
	}
	free(poison);
	configure("");
	kills = poll_hunted(&run);
	ck_assert_msg(run.status == 4, "exit %d: %.1000s", run.status, run.err);
	check_law(&run);
	run_finish(&run);
	lost = world_sql(&world,
	    "SELECT count(*) FROM feed WHERE "
	    "failure_class IN ('hostile', 'local') AND name NOT LIKE '%0'");
	printf("%d readers killed, %lld good feeds lost a poll\n", kills,
	    (long long)lost);
	ck_assert_int_ge(kills, 2);
	ck_assert_int_le(lost, kills);
	ck_assert_int_eq(world_sql(&world, GOOD_ARTICLES),
	    (FEEDS / 10 * 9 - lost) * ITEMS);
	ck_assert_int_eq(world_sql(&world,
			     "SELECT count(*) FROM feed WHERE "
			     "failure_class = 'hostile' AND "
			     "name IN ('f100', 'f600')"),
	    2);
	world_sql_write(&world,
	    "UPDATE feed SET next_at = 0 WHERE name NOT LIKE '%0'");
	world_poll(&world, &run);
	ck_assert_msg(run.status == 0, "exit %d: %.1000s", run.status, run.err);
	run_finish(&run);
	ck_assert_int_eq(world_sql(&world, GOOD_ARTICLES),
	    FEEDS / 10 * 9 * ITEMS);
}
END_TEST

#define ARTICLES "SELECT count(*) FROM v1_articles"

/* ---- a topic that changes meanwhile ------------------------------------------ */

static void
ask_for(const char *query)
{
	char more[256];

	snprintf(more, sizeof(more),
	    "topics: {t: {query: %s, hooks: [h]}}\n"
	    "hooks: {h: {file: '@FOLDER@/clips'}}\n",
	    query);
	configure(more);
}

static size_t
lines_of(const char *file)
{
	char *text = world_read(&world, file);
	size_t count = 0;

	for (const char *at = text; *at != '\0'; at++)
		count += *at == '\n';
	free(text);
	return count;
}

/*
 * What was stored before a topic changed is matched and not fired, what comes
 * after it fires: nothing falls between the two, and nothing is told twice.
 */
START_TEST(a_topic_that_changes_while_commits_run_misses_nothing)
{
	int reloads = 0;

	for (int i = 0; i < FEEDS; i++)
		serve_after(i, i % 16 * 20);
	ask_for("alpha");
	world_start_ready(&world);
	/* The last word is beta, and much is still to come. */
	while (reloads % 2 == 0 ||
	    world_sql(&world, ARTICLES) < FEEDS * ITEMS / 3) {
		ask_for(reloads++ % 2 == 0 ? "beta" : "alpha");
		expect_crier(&world, "reload", 0, "~ topic t", "");
	}
	printf("%d reloads while %d feeds were stored\n", reloads, FEEDS);
	await_sql(&world, FEEDS * ITEMS, ARTICLES);
	await_sql(&world, 0,
	    "SELECT count(*) FROM topic WHERE judged_to < judge_until");
	expect_sql(&world, 0,
	    "SELECT count(*) FROM v1_articles a WHERE "
	    "substr(title, 6, 1) IN ('1', '3') AND NOT EXISTS "
	    "(SELECT 1 FROM v1_matches m WHERE m.article = a.id)");
	expect_sql(&world, 0,
	    "SELECT count(*) FROM v1_matches m WHERE fired <> "
	    "(SELECT count(*) FROM v1_deliveries d "
	    "WHERE d.article = m.article)");
	await_sql(&world, 0, DELIVERIES("waiting"));
	world_stop(&world);
	ck_assert_int_eq((int64_t)lines_of("clips"),
	    world_sql(&world, DELIVERIES("done")));
	expect_sql(&world, 0,
	    "SELECT count(*) FROM v1_deliveries WHERE state <> 'done'");
}
END_TEST

Suite *
load_suite(void)
{
	Suite *suite = suite_create("load");
	TCase *tcase = tcase_create("load");

	tcase_set_timeout(tcase, 300);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, a_thousand_feeds_are_stored_within_the_law);
	tcase_add_test(tcase,
	    a_tenth_of_bad_servers_costs_the_good_ones_nothing);
	tcase_add_test(tcase,
	    a_topic_that_changes_while_commits_run_misses_nothing);
	tcase_add_test(tcase,
	    readers_that_die_cost_the_good_feeds_a_poll_at_most);
	suite_add_tcase(suite, tcase);
	return suite;
}

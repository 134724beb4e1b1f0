/*
 * When hooks deliver: batches, digests, quiet hours, so many an hour, and a
 * target that is dead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <check.h>

#include "clock.h"
#include "tests/e2e/expect.h"
#include "tests/e2e/hook_desk.h"

Suite *policies_suite(void);

#define MANY 10000

START_TEST(a_batch_goes_together)
{
	json_t *lines, *batch;

	hook_desk_configure_hook(HOOK_FILE ", deliver: batch, every: 1s");
	world_start_ready(&hook_world);
	await_sql(&hook_world, 2, DELIVERIES("done") " AND event = 'new'");
	world_stop(&hook_world);
	lines = hook_desk_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 1);
	batch = json_array_get(lines, 0);
	ck_assert_str_eq(json_text(batch, "event"), "digest");
	ck_assert_uint_eq(json_array_size(json_object_get(batch, "articles")),
	    2);
	json_decref(lines);
}
END_TEST

/* "HH:MM" in a zone, so many minutes from now. */
static void
time_of_day(const char *zone, int minutes, char text[6])
{
	time_t at = (time_t)clock_now_at(clock_real()) + 60L * minutes;
	struct tm local;

	ck_assert_int_eq(setenv("TZ", zone, 1), 0);
	tzset();
	localtime_r(&at, &local);
	ck_assert_uint_eq(strftime(text, 6, "%H:%M", &local), 5);
	unsetenv("TZ");
	tzset();
}

static void
configure_in_tokyo(const char *hook)
{
	hook_desk_configure(&(struct hook_options){ .hook = hook,
	    .lines = "timezone: Asia/Tokyo\n" });
}

static void
configure_digest(const char *at)
{
	char hook[200];

	snprintf(hook, sizeof(hook), HOOK_FILE ", deliver: digest, at: '%s'",
	    at);
	configure_in_tokyo(hook);
}

static void
configure_quiet(const char *from, const char *to)
{
	char hook[200];

	snprintf(hook, sizeof(hook), HOOK_FILE ", quiet: '%s-%s'", from, to);
	configure_in_tokyo(hook);
}

/* Both articles came an hour ago. */
static void
age_deliveries(void)
{
	world_sql_write(&hook_world,
	    "UPDATE delivery SET created_at = created_at - 3600, "
	    "not_before_at = not_before_at - 3600");
}

START_TEST(a_digest_goes_at_its_time_of_the_configured_zone)
{
	char tokyo[6], later[6];
	json_t *lines, *digest;

	time_of_day("Asia/Tokyo", -30, tokyo);
	time_of_day("Asia/Tokyo", 30, later);
	configure_digest(later);
	hook_desk_poll();
	expect_sql(&hook_world, 2, DELIVERIES("waiting"));
	age_deliveries();
	hook_desk_poll(); /* the next is in half an hour, the last was yesterday */
	expect_sql(&hook_world, 2, DELIVERIES("waiting"));
	configure_digest(tokyo);
	hook_desk_poll();
	expect_sql(&hook_world, 2, DELIVERIES("done") " AND event = 'new'");
	lines = hook_desk_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 1);
	digest = json_array_get(lines, 0);
	ck_assert_str_eq(json_text(digest, "event"), "digest");
	ck_assert_uint_eq(json_array_size(json_object_get(digest, "articles")),
	    2);
	ck_assert_str_eq(json_text(json_object_get(digest, "topic"), "name"),
	    "nk");
	json_decref(lines);
}
END_TEST

START_TEST(nothing_goes_in_quiet_hours)
{
	char from[6], to[6];

	time_of_day("Asia/Tokyo", -60, from);
	time_of_day("Asia/Tokyo", 60, to);
	configure_quiet(from, to);
	hook_desk_poll();
	expect_sql(&hook_world, 2, DELIVERIES("waiting") " AND attempts = 0");
	configure_quiet(to, from);
	hook_desk_poll();
	expect_sql(&hook_world, 2, DELIVERIES("done"));
}
END_TEST

START_TEST(beyond_so_many_an_hour_there_is_a_summary)
{
	json_t *lines, *summary;

	hook_desk_write_feed(HOOK_ITEM("1", "One dprk")
		HOOK_ITEM("2", "Two dprk") HOOK_ITEM("3", "Three dprk")
		    HOOK_ITEM("4", "Four dprk") HOOK_ITEM("5", "Five dprk"));
	hook_desk_configure_hook(HOOK_FILE ", per_hour: 2");
	hook_desk_poll();
	lines = hook_desk_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 2);
	ck_assert_str_eq(json_text(json_array_get(lines, 0), "event"), "new");
	summary = json_array_get(lines, 1);
	ck_assert_str_eq(json_text(summary, "event"), "digest");
	ck_assert_uint_eq(json_array_size(json_object_get(summary, "articles")),
	    4);
	json_decref(lines);
	expect_sql(&hook_world, 5, DELIVERIES("done") " AND event = 'new'");
	hook_desk_write_feed(HOOK_ITEM("6", "Six dprk"));
	hook_desk_poll_again(); /* no more within this hour */
	expect_sql(&hook_world, 1, DELIVERIES("waiting"));
}
END_TEST

/* ---- a dead target -------------------------------------------------------------------- */

#define OPEN_FOR "SELECT open_until_at - unixepoch() FROM hook WHERE name = 'h'"

static void
expect_open_for(int64_t least, int64_t most)
{
	int64_t open_s = world_sql(&hook_world, OPEN_FOR);

	ck_assert_msg(open_s >= least && open_s <= most, "open for %lld s",
	    (long long)open_s);
}

static void
queue_many(void)
{
	char sql[400];

	snprintf(sql, sizeof(sql),
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < %d) INSERT INTO delivery (key, article, topic, hook, "
	    "revision, event, state, created_at, not_before_at) "
	    "SELECT printf('%%026d', i), article, topic, hook, i + 100, "
	    "event, 'waiting', created_at, created_at FROM n, delivery "
	    "WHERE delivery.id = (SELECT min(id) FROM delivery "
	    "WHERE hook = 'h')",
	    MANY - 2);
	world_sql_write(&hook_world, sql);
	expect_sql(&hook_world, MANY, DELIVERIES("waiting") " AND hook = 'h'");
}

static void
probe_now(void)
{
	world_sql_write(&hook_world,
	    "UPDATE hook SET open_until_at = unixepoch() - 1 "
	    "WHERE name = 'h'");
}

/* The hook g of another topic has a healthy receiver. */
static void
configure_dead_and_well(void)
{
	world_configure(&hook_world,
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "topics:\n"
	    "  nk: {query: dprk, hooks: [h]}\n"
	    "  well: {query: dprk, hooks: [g]}\n"
	    "hooks:\n"
	    "  h: {" HOOK_WEBHOOK "}\n"
	    "  g: {" HOOK_FILE "}\n");
}

START_TEST(t43_a_dead_target_is_only_probed_and_harms_nobody)
{
	server_reply(hook_world.server, "/in",
	    &(struct reply){ .status = 503, .body = "down" });
	world_configure(&hook_world,
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: {" HOOK_WEBHOOK ", quiet: '00:00-23:59'}}\n");
	hook_desk_poll();
	queue_many();
	hook_desk_write_feed(HOOK_ITEM("1", "One dprk")
		HOOK_ITEM("2", "Two dprk") HOOK_ITEM("3", "Three dprk"));
	configure_dead_and_well();
	world_start_ready(&hook_world);
	/* Five failures one after the other; then silence. */
	await_sql(&hook_world, 5, "SELECT failures FROM hook WHERE name = 'h'");
	expect_crier(&hook_world, "refresh --wait f", 0, "", "");
	await_sql(&hook_world, 1, DELIVERIES("done") " AND hook = 'g'");
	expect_open_for(45, 60);
	world_stop(&hook_world);
	ck_assert_uint_eq(server_count(hook_world.server, "/in"), 5);
	/* A minute later there is one probe, and a longer silence. */
	probe_now();
	hook_desk_write_feed(HOOK_ITEM("4", "Four dprk"));
	world_start_ready(&hook_world);
	await_sql(&hook_world, 6, "SELECT failures FROM hook WHERE name = 'h'");
	expect_crier(&hook_world, "refresh --wait f", 0, "", "");
	await_sql(&hook_world, 2, DELIVERIES("done") " AND hook = 'g'");
	expect_open_for(100, 120);
	world_stop(&hook_world);
	ck_assert_uint_eq(server_count(hook_world.server, "/in"), 6);
	/* A success lets all go. */
	server_forget(hook_world.server, "/in");
	server_reply_body(hook_world.server, "/in", NULL, "");
	probe_now();
	world_start_ready(&hook_world);
	await_sql(&hook_world, 0, "SELECT failures FROM hook WHERE name = 'h'");
	ck_assert(server_wait(hook_world.server, "/in", 50, 10000));
	world_stop(&hook_world);
}
END_TEST

Suite *
policies_suite(void)
{
	Suite *suite = suite_create("policies");
	TCase *tcase = tcase_create("when they deliver");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, hook_desk_begin, hook_desk_end);

	tcase_add_test(tcase, a_batch_goes_together);
	tcase_add_test(tcase, a_digest_goes_at_its_time_of_the_configured_zone);
	tcase_add_test(tcase, nothing_goes_in_quiet_hours);
	tcase_add_test(tcase, beyond_so_many_an_hour_there_is_a_summary);
	tcase_add_test(tcase,
	    t43_a_dead_target_is_only_probed_and_harms_nobody);
	suite_add_tcase(suite, tcase);
	return suite;
}

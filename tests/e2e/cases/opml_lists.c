/*
 * OPML lists of the configuration: read when crierd begins, re-read when they
 * change; what is damaged removes nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "tests/e2e/world.h"

Suite *list_suite(void);

static struct world world;

static void
begin(void)
{
	char *feed = rss_feed("<item><title>One dprk</title><guid>1</guid>"
			      "</item>");

	world_begin(&world);
	world_write(&world, "a.xml", feed);
	server_reply_body(world.server, "/a", NULL, feed);
	server_reply_body(world.server, "/b", NULL, feed);
	free(feed);
}

static void
end(void)
{
	world_end(&world);
}

static void
write_list(const char *name, const char *outlines)
{
	char text[2000];

	snprintf(text, sizeof(text),
	    "<opml version=\"2.0\"><head><title>x</title></head><body>%s"
	    "</body></opml>",
	    outlines);
	world_write(&world, name, text);
}

#define A "<outline text=\"First\" xmlUrl=\"https://a.example/feed\"/>"
#define B "<outline text=\"Second\" xmlUrl=\"https://b.example/feed\"/>"

static void
check_feeds(const char *expected)
{
	char *got = world_sql_text(&world,
	    "SELECT coalesce(group_concat(name || ':' || state, ' '), '') "
	    "FROM (SELECT name, CASE WHEN removed_at > 0 THEN 'removed' "
	    "ELSE origin END AS state FROM v1_feeds ORDER BY name)");

	ck_assert_str_eq(got, expected);
	free(got);
}

/* Nothing is asked of a network in these tests. */
static void
configure(const char *opml)
{
	char yaml[600];

	snprintf(yaml, sizeof(yaml),
	    "feeds: {own: {file: @FOLDER@/a.xml, interval: 1d}}\n%s", opml);
	world_configure(&world, yaml);
}

static void
reload(const char *log)
{
	struct run run;

	world_crier(&world, &run, "reload");
	ck_assert_msg(run.status == 0, "%s", run.err);
	run_finish(&run);
	ck_assert_msg(world_wait_log(&world, log), "no \"%s\"", log);
}

START_TEST(lists_are_read_at_the_start_and_again)
{
	write_list("desk.opml", "<outline text=\"Asia\">" A "</outline>" B);
	configure("opml: [{file: desk.opml, tags: [desk]}]\n");
	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "lists files=1 feeds=2 new=2"));
	check_feeds("first:opml own:configuration second:opml");
	ck_assert_int_eq(world_sql(&world,
			     "SELECT count(*) FROM feed_tag WHERE feed = "
			     "'first' AND tag IN ('asia', 'desk')"),
	    2);
	write_list("desk.opml", A);
	reload("lists files=1 feeds=1 new=0");
	check_feeds("first:opml own:configuration second:removed");
	write_list("desk.opml", A B);
	reload("lists files=1 feeds=2 new=1");
	check_feeds("first:opml own:configuration second:opml");
	configure("");
	reload("reload feeds=");
	world_signal_daemon(&world, 15);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	check_feeds("first:removed own:configuration second:removed");
}
END_TEST

START_TEST(a_bad_list_removes_nothing)
{
	static const struct {
		const char *name, *text, *log;
	} rows[] = {
		{ "cut short", "<opml version=\"2.0\"><body>" A,
		    "it is damaged" },
		{ "no feeds", "<opml version=\"2.0\"><body></body></opml>",
		    "it names no feed" },
		{ "another thing", "<html><body>Log in</body></html>",
		    "removed=nothing" },
	};

	write_list("desk.opml", A B);
	configure("opml: desk.opml\n");
	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "lists files=1 feeds=2 new=2"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		world_write(&world, "desk.opml", rows[i].text);
		reload(rows[i].log);
	}
	world_signal_daemon(&world, 15);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	check_feeds("first:opml own:configuration second:opml");
}
END_TEST

START_TEST(of_two_lists_the_first_wins_and_tags_add_up)
{
	write_list("one.opml", A);
	write_list("two.opml",
	    "<outline text=\"Other\" xmlUrl=\"https://a.example/feed\"/>" B);
	configure("opml: [{file: one.opml, tags: [x]}, "
		  "{file: two.opml, tags: [y]}]\n");
	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "lists files=2 feeds=2 new=2"));
	world_signal_daemon(&world, 15);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	check_feeds("first:opml own:configuration second:opml");
	ck_assert_int_eq(world_sql(&world,
			     "SELECT count(*) FROM feed_tag WHERE feed = "
			     "'first' AND tag IN ('x', 'y')"),
	    2);
}
END_TEST

START_TEST(powerful_options_of_a_list_are_named_and_ignored)
{
	write_list("desk.opml",
	    "<outline xmlns:crier=\"urn:crier:opml:1\" text=\"First\" "
	    "xmlUrl=\"https://a.example/feed\" crier:allow_private=\"true\" "
	    "crier:exec=\"/bin/sh\"/>");
	configure("opml: desk.opml\n");
	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "ignored=allow_private"));
	ck_assert(world_wait_log(&world, "ignored=exec"));
	ck_assert(world_wait_log(&world, "lists files=1 feeds=1 new=1"));
	world_signal_daemon(&world, 15);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
}
END_TEST

START_TEST(once_reads_the_lists_before_it_polls)
{
	struct run run;

	write_list("desk.opml", A);
	configure("opml: desk.opml\n");
	world_poll(&world, &run);
	ck_assert_ptr_nonnull(strstr(run.err, "feed=first"));
	run_finish(&run);
	check_feeds("first:opml own:configuration");
}
END_TEST

Suite *
list_suite(void)
{
	Suite *suite = suite_create("lists");
	TCase *tcase = tcase_create("lists");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, lists_are_read_at_the_start_and_again);
	tcase_add_test(tcase, a_bad_list_removes_nothing);
	tcase_add_test(tcase, of_two_lists_the_first_wins_and_tags_add_up);
	tcase_add_test(tcase, powerful_options_of_a_list_are_named_and_ignored);
	tcase_add_test(tcase, once_reads_the_lists_before_it_polls);
	suite_add_tcase(suite, tcase);
	return suite;
}

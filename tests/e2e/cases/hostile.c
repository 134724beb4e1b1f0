/*
 * Feeds and servers written by attackers: each costs its own poll and nothing
 * else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "tests/e2e/world.h"

Suite *hostile_suite(void);

static struct world world;

static void
begin(void)
{
	char *feed = rss_feed("<item><title>Good</title><guid>1</guid></item>");

	world_begin(&world);
	server_reply_body(world.server, "/good", NULL, feed);
	free(feed);
}

static void
end(void)
{
	world_end(&world);
}

/* Repeats part count times between head and tail. */
static char *
repeat(const char *head, const char *part, size_t count, const char *tail)
{
	size_t len = strlen(part), at = strlen(head);
	char *text = malloc(at + len * count + strlen(tail) + 1);

	memcpy(text, head, at);
	for (size_t i = 0; i < count; i++, at += len)
		memcpy(text + at, part, len);
	memcpy(text + at, tail, strlen(tail) + 1);
	return text;
}

static const struct {
	const char *name, *head, *part;
	size_t count;
	const char *tail;
	bool read; /* as a feed */
	bool mole; /* of one entry */
} bombs[] = {
	{ "attributes in a tag", "<rss version='2.0'><channel><item ", "a='b' ",
	    80000, "/></channel></rss>", false, false },
	{ "depth", "<rss version='2.0'><channel>", "<x>", 200000,
	    "<item><title>Mole</title></item></channel></rss>", true, true },
	{ "nested entities",
	    "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b "
	    "'&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c "
	    "'&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d "
	    "'&c;&c;&c;&c;&c;&c;&c;&c;'>]><rss version='2.0'><channel><item>"
	    "<title>Mole</title><description>",
	    "&d;", 10000, "</description></item></channel></rss>", true, true },
	{ "an external entity",
	    "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
	    "<rss version='2.0'><channel><item><title>Mole</title>"
	    "<description>&x;</description></item></channel></rss>",
	    "", 0, "", true, true },
	{ "nested HTML",
	    "<rss version='2.0'><channel><item><title>Mole</title>"
	    "<description>",
	    "&lt;div>", 200000, "</description></item></channel></rss>", true,
	    true },
	{ "not a feed", "<html><body>", "hello ", 10, "</body></html>", false,
	    false },
	{ "nothing", "", "", 0, "", false, false },
	{ "broken JSON",
	    "{\"version\": \"https://jsonfeed.org/version/1\", "
	    "\"items\": ",
	    "[", 100000, "", true, false },
};

START_TEST(a_bomb_costs_its_own_poll_alone)
{
	char *bomb = repeat(bombs[_i].head, bombs[_i].part, bombs[_i].count,
	    bombs[_i].tail);
	char *text;
	struct run run;

	server_reply_body(world.server, "/bomb", NULL, bomb);
	world_configure(&world,
	    "feeds:\n"
	    "  bomb: {url: '@SERVER@/bomb', allow_private: true}\n"
	    "  good: {url: '@SERVER@/good', allow_private: true}\n");
	world_poll(&world, &run);
	ck_assert_msg(run.status == (bombs[_i].read ? 0 : 4), "%s: exit %d: %s",
	    bombs[_i].name, run.status, run.err);
	run_finish(&run);
	ck_assert_int_eq(
	    world_sql(&world,
		"SELECT count(*) FROM v1_articles WHERE feed = 'good'"),
	    1);
	ck_assert_msg(
	    world_sql(&world,
		"SELECT count(*) FROM v1_articles WHERE feed = 'bomb'") ==
		bombs[_i].mole,
	    "%s", bombs[_i].name);
	text = world_sql_text(&world,
	    "SELECT text FROM v1_articles WHERE feed = 'bomb'");
	ck_assert_ptr_null(strstr(text, "root:"));
	free(text);
	free(bomb);
}
END_TEST

static const struct {
	const char *name, *class;
	struct reply reply;
} servers[] = {
	{ "cut in the middle", "transfer",
	    { .body = "<rss><channel><item><title>x</title>",
		.fault = FAULT_CUT } },
	{ "reset", "transfer",
	    { .body = "<rss><channel><item>", .fault = FAULT_RESET } },
	{ "garbage", "garbage", { .raw = "\x01\x02garbage\r\n\r\n" } },
	{ "endless", "size",
	    { .body = "0123456789abcdef0123456789abcdef",
		.framing = REPLY_CHUNKED,
		.fault = FAULT_ENDLESS_BODY } },
	{ "a page", "not-a-feed",
	    { .body = "<html><title>Log in</title></html>" } },
	{ "an error with a page", "server",
	    { .status = 500, .body = "<html>oops</html>" } },
};

START_TEST(a_bad_server_is_classed_and_good_feeds_lose_nothing)
{
	char *outcome;
	struct run run;

	server_reply(world.server, "/bad", &servers[_i].reply);
	world_configure(&world,
	    "feeds:\n"
	    "  bad: {url: '@SERVER@/bad', allow_private: true}\n"
	    "  good: {url: '@SERVER@/good', allow_private: true}\n");
	world_poll(&world, &run);
	ck_assert_msg(run.status == 4, "%s: exit %d: %s", servers[_i].name,
	    run.status, run.err);
	ck_assert_msg(strstr(run.err, servers[_i].class) != NULL, "%s: %s",
	    servers[_i].name, run.err);
	run_finish(&run);
	ck_assert_int_eq(world_sql(&world, "SELECT count(*) FROM v1_articles"),
	    1);
	outcome = world_sql_text(&world,
	    "SELECT etag IS NULL AND last_modified IS NULL FROM feed "
	    "WHERE name = 'bad'");
	ck_assert_str_eq(outcome, "1");
	free(outcome);
}
END_TEST

START_TEST(text_of_attackers_reaches_no_terminal)
{
	char *feed = rss_feed(
	    "<item><title>&#27;]0;pwned&#7; \xE2\x80\xAE"
	    "evil\xE2\x80\xAC &#x9b;31m tab&#9;lf&#10;end</title>"
	    "<link>http://h.example/1</link><guid>1</guid><description>"
	    "\xE2\x80\xAE text &lt;script>alert(1)&lt;/script></description>"
	    "</item>");
	static const char *const commands[] = { "list", "list --format table",
		"list --format json", "list --format '{title}'",
		"list --format atom", "show 1", "show --format html 1",
		"search evil" };
	struct run run;

	world_write(&world, "f.xml", feed);
	world_configure(&world, "feeds: {f: {file: @FOLDER@/f.xml}}\n");
	world_poll(&world, &run);
	run_finish(&run);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		world_crier(&world, &run, commands[i]);
		ck_assert_msg(run.status == 0, "%s: %s", commands[i], run.err);
		for (const char *c = run.out; *c != '\0'; c++)
			ck_assert_msg((unsigned char)*c >= 0x20 || *c == '\n' ||
				*c == '\t',
			    "%s: byte %02x", commands[i], (unsigned char)*c);
		ck_assert_msg(strstr(run.out, "\xE2\x80\xAE") == NULL ||
			strstr(commands[i], "json") != NULL ||
			strstr(commands[i], "atom") != NULL,
		    "%s: a bidi control", commands[i]);
		ck_assert_ptr_null(strstr(run.out, "alert(1)"));
		run_finish(&run);
	}
	free(feed);
}
END_TEST

Suite *
hostile_suite(void)
{
	Suite *suite = suite_create("hostile");
	TCase *tcase = tcase_create("hostile");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, a_bomb_costs_its_own_poll_alone, 0,
	    sizeof(bombs) / sizeof(bombs[0]));
	tcase_add_loop_test(tcase,
	    a_bad_server_is_classed_and_good_feeds_lose_nothing, 0,
	    sizeof(servers) / sizeof(servers[0]));
	tcase_add_test(tcase, text_of_attackers_reaches_no_terminal);
	suite_add_tcase(suite, tcase);
	return suite;
}

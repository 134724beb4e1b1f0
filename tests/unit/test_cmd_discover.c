/* The feeds that a page names, from files; from a URL: test_blocking.c. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli_fixture.h"
#include "compiler.h"

Suite *cmd_discover_suite(void);

static struct cli_world world;

static void
begin(void)
{
	cli_world_open(&world);
	cli_world_write(&world, "page.html",
	    "<title>x</title><link rel=alternate type=application/rss+xml "
	    "title='All &amp; more' href=/feed hreflang=ko>"
	    "<link rel=alternate type=application/atom+xml "
	    "href=https://other.example/atom>");
	cli_world_write(&world, "none.html", "<title>nothing</title>");
	cli_world_write(&world, "feed.xml",
	    "<rss version='2.0'><channel><title>T</title>"
	    "<item><title>a</title></item></channel></rss>");
	cli_world_input(&world, "page.html");
}

static void
end(void)
{
	cli_world_close(&world);
}

#define BOTH                                                            \
	"https://h.example/feed\tapplication/rss+xml\tAll & more\tko\n" \
	"https://other.example/atom\tapplication/atom+xml\t\t\n"

static const struct {
	const char *words;
	int code;
	const char *out, *err;
} rows[] = {
	/* clang-format off */
	{ "discover --url https://h.example/x @/page.html", CLI_FOUND, BOTH, "" },
	{ "discover --url https://h.example/x -", CLI_FOUND, BOTH, "" },
	{ "discover --url https://h.example/ -n 1 --format '{url} {language}' @/page.html",
	  CLI_FOUND, "https://h.example/feed ko\n", "" },
	{ "discover --format json --url https://h.example/ --limit 1 @/page.html", CLI_FOUND,
	  "{\"format\":1,\"feeds\":[{\"url\":\"https://h.example/feed\",\"type\":\"application/rss+xml\","
	  "\"title\":\"All & more\",\"language\":\"ko\"}]}\n", "" },
	{ "discover @/none.html", CLI_NOTHING, "", "none.html names no feed\n" },
	{ "discover --url https://h.example/feed @/feed.xml", CLI_FOUND,
	  "https://h.example/feed\tapplication/rss+xml\tT\t\n",
	  "feed.xml is itself a feed\n" },
	{ "discover @/missing.html", CLI_UNAVAILABLE, "", "missing.html: No such file or directory\n" },
	{ "discover", CLI_USAGE, "", "crier: discover: which page? a URL or a file (- is input)\n" },
	/* No page of this machine or of its network is asked for. */
	{ "discover http://127.0.0.1:1/", CLI_PARTLY, "", "127.0.0.0/8" },
	{ "discover http://[::1]:1/", CLI_PARTLY, "", "crier: http://[::1]:1/: " },
	{ "discover http://localhost:1/", CLI_PARTLY, "", "crier: http://localhost:1/: " },
	/* clang-format on */
};

START_TEST(a_page_says_where_its_feeds_are)
{
	struct answer answer;

	ask_plainly(&world, &answer, rows[_i].words);
	ck_assert_msg(answer.code == rows[_i].code, "crier %s: %d: %s",
	    rows[_i].words, answer.code, answer.printed.err);
	ck_assert_msg(strcmp(answer.printed.out, rows[_i].out) == 0,
	    "crier %s printed\n%s", rows[_i].words, answer.printed.out);
	CHECK_SAYS(answer.printed.err, rows[_i].err);
	answer_finish(&answer);
}
END_TEST

Suite *
cmd_discover_suite(void)
{
	Suite *suite = suite_create("cmd_discover");
	TCase *tcase = tcase_create("cmd_discover");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, a_page_says_where_its_feeds_are, 0,
	    ARRAY_LEN(rows));
	suite_add_tcase(suite, tcase);
	return suite;
}

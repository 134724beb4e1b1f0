#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "cli/command.h"
#include "cli_fixture.h"
#include "compiler.h"

Suite *cmd_parse_suite(void);

static const char feed[] =
    "<rss version=\"2.0\"><channel><title>Boats</title><item>"
    "<title>One</title><link>/1</link><description>&lt;b "
    "onclick=\"x\"&gt;Hi&lt;/b&gt;</description></item></channel></rss>";

static struct cli_world world;

static void
write_gzip(const char *name, const char *text)
{
	char path[160];
	gzFile file;

	snprintf(path, sizeof(path), "%s/%s", world.store.folder, name);
	file = gzopen(path, "wb");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_gt(gzputs(file, text), 0);
	ck_assert_int_eq(gzclose(file), Z_OK);
}

static void
begin(void)
{
	cli_world_open(&world);
	cli_world_write(&world, "feed.xml", feed);
	cli_world_write(&world, "page.html", "<html><body>No</body></html>");
	cli_world_write(&world, "empty.xml", "");
	cli_world_write(&world, "broken.gz", "\x1F\x8B\x08 no more");
	write_gzip("feed.gz", feed);
	write_gzip("twice.gz", "\x1F\x8B");
}

static void
end(void)
{
	cli_world_close(&world);
}

static const struct {
	const char *words;
	int code;
	const char *out, *err; /* parts; "": nothing at all */
} rows[] = {
	{ "parse --json @/feed.xml", CLI_FOUND, "\"format\":\"rss20\"", "" },
	{ "parse --json @/feed.xml", CLI_FOUND, "\"title\":\"One\"", "" },
	{ "parse --json @/feed.xml", CLI_FOUND, "\"summary\":\"<b>Hi</b>\"",
	    "" },
	{ "parse --json --raw-html @/feed.xml", CLI_FOUND, "onclick", "" },
	{ "parse --json --url https://h.example/feed @/feed.xml", CLI_FOUND,
	    "\"https://h.example/1\"", "" },
	{ "parse @/feed.xml", CLI_FOUND, "rss20", "" },
	{ "parse --json @/feed.gz", CLI_FOUND, "\"title\":\"One\"", "" },
	{ "parse --json @/page.html", CLI_NOTHING, "{\"error\":\"not a feed",
	    "" },
	{ "parse @/page.html", CLI_NOTHING, "", "page.html: not a feed" },
	{ "parse --json @/empty.xml", CLI_NOTHING, "{\"error\":\"", "" },
	{ "parse --json @/broken.gz", CLI_NOTHING,
	    "{\"error\":\"broken gzip data: ", "" },
	{ "parse @/broken.gz", CLI_NOTHING, "",
	    "broken.gz: broken gzip data: " },
	{ "parse @/twice.gz", CLI_NOTHING, "", "twice.gz: not a feed" },
	{ "parse --max-size 100 @/feed.xml", CLI_NOTHING, "",
	    "feed.xml: larger than 100 bytes (see --max-size)" },
	{ "parse --json --max-size 100 @/feed.xml", CLI_NOTHING,
	    "{\"error\":\"larger than 100 bytes (see --max-size)\"}\n", "" },
	{ "parse --max-size 150 @/feed.gz", CLI_NOTHING, "",
	    "feed.gz: holds more than 150 bytes" },
	{ "parse --max-size 100MiB @/feed.xml", CLI_FOUND, "Boats", "" },
	{ "parse --max-size 512MiB @/feed.gz", CLI_FOUND, "Boats", "" },
	{ "parse --max-size 513MiB @/feed.xml", CLI_USAGE, "",
	    "crier: parse: --max-size needs a size up to 512MiB" },
	{ "parse --max-size 0 @/feed.xml", CLI_USAGE, "", "not \"0\"" },
	{ "parse --max-size MiB @/feed.xml", CLI_USAGE, "", "not \"MiB\"" },
	{ "parse --max-size 1GB @/feed.xml", CLI_USAGE, "", "not \"1GB\"" },
	{ "parse @/none.xml", CLI_UNAVAILABLE, "",
	    "none.xml: No such file or directory\n" },
	{ "parse --json @/none.xml", CLI_UNAVAILABLE, "",
	    "none.xml: No such file or directory\n" },
	{ "parse @", CLI_UNAVAILABLE, "", ": Is a directory\n" },
	{ "parse", CLI_USAGE, "", "crier: parse: which file?" },
	{ "parse @/feed.xml @/feed.xml", CLI_USAGE, "", "one word too many" },
};

START_TEST(a_file_is_read_or_the_reason_given)
{
	struct answer answer;

	ask_plainly(&world, &answer, rows[_i].words);
	ck_assert_msg(answer.code == rows[_i].code, "crier %s: %d: %s%s",
	    rows[_i].words, answer.code, answer.printed.out,
	    answer.printed.err);
	CHECK_SAYS(answer.printed.out, rows[_i].out);
	CHECK_SAYS(answer.printed.err, rows[_i].err);
	if (rows[_i].out[0] == '\0')
		ck_assert_str_eq(answer.printed.out, "");
	if (rows[_i].err[0] == '\0')
		ck_assert_str_eq(answer.printed.err, "");
	answer_finish(&answer);
}
END_TEST

START_TEST(a_file_of_just_the_limit_is_read)
{
	struct answer answer;
	char words[80];

	snprintf(words, sizeof(words), "parse --max-size %zu @/feed.xml",
	    sizeof(feed) - 1);
	ask_plainly(&world, &answer, words);
	CHECK_CODE(answer, CLI_FOUND);
	answer_finish(&answer);
	snprintf(words, sizeof(words), "parse --max-size %zu @/feed.xml",
	    sizeof(feed) - 2);
	ask_plainly(&world, &answer, words);
	CHECK_CODE(answer, CLI_NOTHING);
	answer_finish(&answer);
}
END_TEST

START_TEST(standard_input_is_a_file_too)
{
	struct answer answer;

	cli_world_input(&world, "feed.gz");
	ask_plainly(&world, &answer, "parse --json -");
	CHECK_CODE(answer, CLI_FOUND);
	CHECK_SAYS(answer.printed.out, "\"title\":\"One\"");
	answer_finish(&answer);
}
END_TEST

Suite *
cmd_parse_suite(void)
{
	Suite *suite = suite_create("cmd_parse");
	TCase *tcase = tcase_create("cmd_parse");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, a_file_is_read_or_the_reason_given, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, a_file_of_just_the_limit_is_read);
	tcase_add_test(tcase, standard_input_is_a_file_too);
	suite_add_tcase(suite, tcase);
	return suite;
}

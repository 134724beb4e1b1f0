/*
 * OPML in and out, with no crierd: the changes are made by this process, in a
 * database of their own.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli_fixture.h"
#include "compiler.h"
#include "limits.h"

Suite *cmd_import_suite(void);

static struct cli_world world;

/* Beside the fixture's database, whose lock is held. */
static const char *const folders[] = { "a", "b" };

static void
begin(void)
{
	char path[160];

	cli_world_open(&world);
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", world.store.folder,
		    folders[i]);
		ck_assert_int_eq(mkdir(path, 0700), 0);
		snprintf(path, sizeof(path), "%s/crier.yaml", folders[i]);
		cli_world_write(&world, path,
		    "database: crier.db\n"
		    "feeds: {pier: https://pier.example/}\n");
	}
}

static void
end(void)
{
	static const char *const files[] = { "crier.yaml", "crier.db",
		"crier.db-wal", "crier.db-shm", "crier.lock", "" };
	char path[160];

	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		for (size_t j = 0; j < ARRAY_LEN(files); j++) {
			snprintf(path, sizeof(path), "%s/%s/%s",
			    world.store.folder, folders[i], files[j]);
			remove(path);
		}
	cli_world_close(&world);
}

static void
check(const char *words, int code, const char *out, const char *err)
{
	struct answer answer;

	ask_plainly(&world, &answer, words);
	ck_assert_msg(answer.code == code, "crier %s: %d: %s%s", words,
	    answer.code, answer.printed.out, answer.printed.err);
	ck_assert_msg(strcmp(answer.printed.out, out) == 0,
	    "crier %s printed\n%s", words, answer.printed.out);
	ck_assert_msg(strcmp(answer.printed.err, err) == 0, "crier %s said\n%s",
	    words, answer.printed.err);
	answer_finish(&answer);
}

#define OPML(body)                                                           \
	"<opml version=\"2.0\" xmlns:crier=\"urn:crier:opml:1\"><body>" body \
	"</body></opml>"

START_TEST(a_list_is_added_once)
{
	cli_world_write(&world, "list.opml",
	    OPML("<outline text=\"Asia\">"
		 "<outline text=\"One\" xmlUrl=\"http://one.example/\"/>"
		 "<outline text=\"Two\" xmlUrl=\"http://two.example/\" "
		 "crier:name=\"zwei\" crier:interval=\"2h\" "
		 "crier:paused=\"true\"/></outline>"
		 "<outline text=\"P\" xmlUrl=\"https://pier.example/\"/>"));
	check("-c @/a/crier.yaml import --dry-run @/list.opml", CLI_FOUND,
	    "new\thttp://one.example/\t\tOne\tasia\t\n"
	    "new\thttp://two.example/\tzwei\tTwo\tasia\t2h\n"
	    "known\thttps://pier.example/\tpier\tP\t\t\n",
	    "");
	check("-c @/a/crier.yaml import @/list.opml", CLI_FOUND,
	    "2 added, 1 known, 0 refused\n", "");
	check("-c @/a/crier.yaml feeds --format '{name} {title} {state}'",
	    CLI_FOUND, "one One new\nzwei Two paused\n", "");
	check("-c @/a/crier.yaml import @/list.opml", CLI_FOUND,
	    "0 added, 3 known, 0 refused\n", "");
}
END_TEST

START_TEST(what_a_list_may_not_say_is_named)
{
	cli_world_write(&world, "list.opml",
	    OPML("<outline text=\"One\" xmlUrl=\"http://one.example/\" "
		 "crier:allow_private=\"true\" crier:interval=\"soon\"/>"
		 "<outline text=\"Two\" xmlUrl=\"http://a:b@two.example/\"/>"
		 "<outline text=\"File\" xmlUrl=\"file:///etc/passwd\"/>"));
	check("-c @/a/crier.yaml import --tag x @/list.opml", CLI_PARTLY,
	    "2 added, 0 known, 0 refused\n",
	    "crier: interval of http://one.example/ ignored: its value is "
	    "none\n"
	    "crier: allow_private of http://one.example/ ignored: it is "
	    "taken only from configuration files\n"
	    "crier: auth of http://two.example/ ignored: it is taken only "
	    "from configuration files\n"
	    "crier: 1 outline named no URL of a feed\n");
}
END_TEST

static const struct {
	const char *words, *list;
	int code;
	const char *err;
} wrong[] = {
	{ "import", "", CLI_USAGE,
	    "crier: import: which file? (- is input)\n" },
	{ "import --format json @/list.opml", "", CLI_USAGE,
	    "crier: import: --format goes with --dry-run\n" },
	{ "import @/none.opml", "", CLI_UNAVAILABLE,
	    "none.opml: No such file or directory\n" },
	{ "import @/list.opml", "", CLI_NOTHING, "list.opml: not OPML" },
	{ "import @/list.opml", "<rss><channel/></rss>", CLI_NOTHING,
	    "list.opml: not OPML: root element is rss\n" },
	{ "import @/list.opml", OPML("<outline text=\"x\"/>"), CLI_NOTHING,
	    "list.opml: it names no feed\n" },
};

START_TEST(what_is_no_list_is_refused)
{
	struct answer answer;
	char words[200];

	cli_world_write(&world, "list.opml", wrong[_i].list);
	snprintf(words, sizeof(words), "-c @/a/crier.yaml %s", wrong[_i].words);
	ask_plainly(&world, &answer, words);
	CHECK_CODE(answer, wrong[_i].code);
	ck_assert_str_eq(answer.printed.out, "");
	CHECK_SAYS(answer.printed.err, wrong[_i].err);
	answer_finish(&answer);
}
END_TEST

/* What crier writes, it reads: all that it keeps of a feed. */
START_TEST(import_of_an_export_gives_the_same_export)
{
	static const char *const lines[] = {
		"feeds add http://1.example/ --name plain",
		"feeds add http://2.example/?a=1&b=2 --title '<A> \"&\" B' "
		"--tag News --tag asia/north --tag a,b --tag /odd//tag/",
		"feeds add https://3.example/ --name slow --interval 90m "
		"--tag asia/north --tag x%2Fy",
		"feeds add https://4.example/ --name still --tag asia",
		"feeds pause still",
	};
	struct answer first, second;
	char words[300];

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		snprintf(words, sizeof(words), "-c @/a/crier.yaml %s",
		    lines[i]);
		ask_plainly(&world, &first, words);
		CHECK_CODE(first, CLI_FOUND);
		answer_finish(&first);
	}
	ask_plainly(&world, &first, "-c @/a/crier.yaml export opml");
	CHECK_CODE(first, CLI_FOUND);
	cli_world_write(&world, "list.opml", first.printed.out);
	check("-c @/b/crier.yaml import @/list.opml", CLI_FOUND,
	    "4 added, 1 known, 0 refused\n", "");
	ask_plainly(&world, &second, "-c @/b/crier.yaml export opml");
	ck_assert_str_eq(first.printed.out, second.printed.out);
	answer_finish(&first);
	answer_finish(&second);
}
END_TEST

/* More than one request takes. */
START_TEST(a_long_list_is_taken_in_parts)
{
	struct buffer list;

	buffer_init(&list, 8 * MIB);
	buffer_append_string(&list, "<opml><body>");
	for (int i = 0; i < LIMIT_IMPORT_FEEDS * 2 + 1; i++)
		buffer_append_format(&list,
		    "<outline xmlUrl=\"http://h%d.example/\" text=\"t%d\"/>", i,
		    i);
	buffer_append_string(&list, "</body></opml>");
	cli_world_write(&world, "list.opml", buffer_string(&list));
	buffer_finish(&list);
	check("-c @/a/crier.yaml import @/list.opml", CLI_FOUND,
	    "2001 added, 0 known, 0 refused\n", "");
}
END_TEST

Suite *
cmd_import_suite(void)
{
	Suite *suite = suite_create("cmd_import");
	TCase *tcase = tcase_create("cmd_import");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, a_list_is_added_once);
	tcase_add_test(tcase, what_a_list_may_not_say_is_named);
	tcase_add_loop_test(tcase, what_is_no_list_is_refused, 0,
	    ARRAY_LEN(wrong));
	tcase_add_test(tcase, import_of_an_export_gives_the_same_export);
	tcase_add_test(tcase, a_long_list_is_taken_in_parts);
	suite_add_tcase(suite, tcase);
	return suite;
}

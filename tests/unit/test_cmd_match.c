#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli_fixture.h"
#include "compiler.h"
#include "limits.h"

Suite *cmd_match_suite(void);

static struct cli_world world;

static void
begin(void)
{
	cli_world_open(&world);
	cli_world_write(&world, "in.jsonl",
	    "{\"id\":1,\"title\":\"Boat race\",\"text\":\"won\"}\n"
	    "\n"
	    "  {\"id\":2,\"title\":\"Tide\",\"feed\":\"sea\"}  \n"
	    "{\"id\":3,\"title\":\"北朝鮮\",\"url\":\"https://h.example/\"}");
	cli_world_input(&world, "in.jsonl");
}

static void
end(void)
{
	cli_world_close(&world);
}

/* Which ids come out, in order. */
static const struct {
	const char *words;
	int code;
	const char *ids, *err;
} rows[] = {
	{ "match boat @/in.jsonl", CLI_FOUND, "1 ", "" },
	{ "match 北朝鮮 @/in.jsonl", CLI_FOUND, "3 ", "" },
	{ "match feed:sea @/in.jsonl", CLI_FOUND, "2 ", "" },
	{ "match * @/in.jsonl", CLI_FOUND, "1 2 3 ", "" },
	{ "match boat OR tide @/in.jsonl", CLI_FOUND, "1 2 ", "" },
	{ "match * -boat @/in.jsonl", CLI_FOUND, "2 3 ", "" },
	/* The end of a query that has a slash is no path. */
	{ "match boat title:/B.at/", CLI_FOUND, "1 ", "" },
	{ "match * 'url:\"h.example/\"'", CLI_FOUND, "3 ", "" },
	{ "match zebra @/in.jsonl", CLI_NOTHING, "", "" },
	{ "match ~ships @/in.jsonl", CLI_USAGE, "", "crier: query: 1:1: " },
	{ "match", CLI_USAGE, "", "crier: match: which query?\n" },
	{ "match boat @/none.jsonl", CLI_UNAVAILABLE, "",
	    "none.jsonl: No such file or directory\n" },
	{ "match boat @", CLI_UNAVAILABLE, "",
	    "crier: cannot read: Is a directory\n" },
	{ "match boat OR @/in.jsonl", CLI_USAGE, "", "crier: query: 1:6: " },
	{ "-c /nonexistent.yaml match boat @/in.jsonl", CLI_USAGE, "",
	    "crier: " },
};

static void
list_ids(const char *out, char *ids)
{
	for (ids[0] = '\0'; (out = strstr(out, "{\"id\":")) != NULL; out++)
		strncat(ids, (char[]){ out[6], ' ', '\0' }, 3);
}

START_TEST(lines_that_match_come_out)
{
	struct answer answer;
	char ids[40];

	ask_plainly(&world, &answer, rows[_i].words);
	list_ids(answer.printed.out, ids);
	ck_assert_msg(answer.code == rows[_i].code, "crier %s: %d: %s",
	    rows[_i].words, answer.code, answer.printed.err);
	ck_assert_msg(strcmp(ids, rows[_i].ids) == 0, "crier %s: %s",
	    rows[_i].words, ids);
	CHECK_SAYS(answer.printed.err, rows[_i].err);
	answer_finish(&answer);
}
END_TEST

START_TEST(the_lists_of_a_named_configuration_serve)
{
	struct answer answer;

	ask(&world, &answer, "match ~ships @/in.jsonl");
	CHECK_CODE(answer, CLI_FOUND);
	CHECK_SAYS(answer.printed.out, "{\"id\":1,");
	answer_finish(&answer);
}
END_TEST

static const struct {
	const char *words;
} standard[] = { { "match boat" }, { "match boat -" } };

START_TEST(standard_input_is_read)
{
	struct answer answer;

	ask_plainly(&world, &answer, standard[_i].words);
	CHECK_CODE(answer, CLI_FOUND);
	CHECK_SAYS(answer.printed.out, "{\"id\":1,");
	answer_finish(&answer);
}
END_TEST

START_TEST(a_line_that_is_wrong_is_named_and_passed_over)
{
	struct answer answer;

	cli_world_write(&world, "in.jsonl",
	    "{\"id\":1,\"title\":\"boat\"}\n\nboat\n[]\n"
	    "{\"id\":5,\"title\":\"boat\"}\n");
	ask_plainly(&world, &answer, "match boat @/in.jsonl");
	CHECK_CODE(answer, CLI_PARTLY);
	CHECK_SAYS(answer.printed.out, "{\"id\":1,");
	CHECK_SAYS(answer.printed.out, "{\"id\":5,");
	CHECK_SAYS(answer.printed.err, "crier: line 3: ");
	CHECK_SAYS(answer.printed.err, "crier: line 4: ");
	answer_finish(&answer);
}
END_TEST

/* The rest of such a line is no line. */
START_TEST(a_line_that_is_too_long_is_passed_over_whole)
{
	char path[160];
	struct answer answer;
	FILE *file;

	snprintf(path, sizeof(path), "%s/in.jsonl", world.store.folder);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	for (size_t i = 0; i < LIMIT_INPUT_LINE + 1; i++)
		putc_unlocked('x', file);
	fputs("\n{\"id\":2,\"title\":\"boat\"}\n", file);
	ck_assert_int_eq(fclose(file), 0);
	ask_plainly(&world, &answer, "match boat @/in.jsonl");
	CHECK_CODE(answer, CLI_PARTLY);
	CHECK_SAYS(answer.printed.out, "{\"id\":2,");
	ck_assert_str_eq(answer.printed.err,
	    "crier: line 1 is longer than 16777216 bytes\n");
	answer_finish(&answer);
}
END_TEST

Suite *
cmd_match_suite(void)
{
	Suite *suite = suite_create("cmd_match");
	TCase *tcase = tcase_create("cmd_match");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, lines_that_match_come_out, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, the_lists_of_a_named_configuration_serve);
	tcase_add_loop_test(tcase, standard_input_is_read, 0,
	    ARRAY_LEN(standard));
	tcase_add_test(tcase, a_line_that_is_wrong_is_named_and_passed_over);
	tcase_add_test(tcase, a_line_that_is_too_long_is_passed_over_whole);
	suite_add_tcase(suite, tcase);
	return suite;
}

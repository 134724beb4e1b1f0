#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "cli_fixture.h"
#include "compiler.h"

Suite *invocation_suite(void);

static struct cli_world world;

static void
begin(void)
{
	cli_world_open(&world);
}

static void
end(void)
{
	cli_world_close(&world);
}

/* Parts of what is printed. */
static const struct {
	const char *words;
	int code;
	const char *out, *err;
} plain[] = {
	{ "", CLI_USAGE, "", "usage: crier COMMAND" },
	{ "--help", CLI_FOUND, "usage: crier COMMAND", "" },
	{ "-h", CLI_FOUND, "usage: crier COMMAND", "" },
	{ "help", CLI_FOUND, "usage: crier COMMAND", "" },
	{ "help list", CLI_FOUND, "usage: crier list", "" },
	{ "help feeds list", CLI_FOUND, "usage: crier feeds list", "" },
	{ "help lst", CLI_USAGE, "", "did you mean \"list\"" },
	{ "help list x", CLI_USAGE, "", "crier: no command \"list x\"\n" },
	{ "help feeds list x", CLI_USAGE, "",
	    "crier: help: one word too many: \"x\"\n" },
	{ "--version", CLI_FOUND, "crier ", "" },
	{ "-c", CLI_USAGE, "", "usage: crier COMMAND" },
	{ "--system", CLI_USAGE, "", "usage: crier COMMAND" },
	{ "--help list", CLI_FOUND, "usage: crier list", "" },
	{ "list --help", CLI_FOUND, "usage: crier list", "" },
	{ "feeds list -h", CLI_FOUND, "usage: crier feeds list", "" },
	{ "--formt json list", CLI_USAGE, "",
	    "crier: no option --formt before the command\n" },
	{ "frobnicate", CLI_USAGE, "", "crier: no command \"frobnicate\"\n" },
	{ "-c /nonexistent.yaml list", CLI_USAGE, "",
	    "crier: /nonexistent.yaml" },
	{ "list -c /nonexistent.yaml", CLI_USAGE, "",
	    "crier: /nonexistent.yaml" },
	{ "list boat -c @/crier.yaml", CLI_USAGE, "", "crier: " },
	{ "-c @/crier.yaml list -n 1 --format ids", CLI_FOUND, "4\n", "" },
	{ "--config @/crier.yaml --color never list -n 1 --format ids",
	    CLI_FOUND, "4\n", "" },
	{ "list -n 1 --format ids --config @/crier.yaml", CLI_FOUND, "4\n",
	    "" },
};

START_TEST(a_call_ends_with_the_code_of_the_contract)
{
	struct answer answer;

	unsetenv("CRIER_CONFIG");
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	ask_plainly(&world, &answer, plain[_i].words);
	ck_assert_msg(answer.code == plain[_i].code, "crier %s: %d: %s%s",
	    plain[_i].words, answer.code, answer.printed.out,
	    answer.printed.err);
	CHECK_SAYS(answer.printed.out, plain[_i].out);
	CHECK_SAYS(answer.printed.err, plain[_i].err);
	if (plain[_i].out[0] == '\0')
		ck_assert_str_eq(answer.printed.out, "");
	if (plain[_i].err[0] == '\0')
		ck_assert_str_eq(answer.printed.err, "");
	answer_finish(&answer);
}
END_TEST

START_TEST(every_problem_of_the_configuration_is_a_line)
{
	struct answer answer;

	cli_world_write(&world, "crier.yaml",
	    "databse: x\nfeeds: {f: {color: red}}\n");
	ask(&world, &answer, "list");
	CHECK_CODE(answer, CLI_USAGE);
	CHECK_SAYS(answer.printed.err, "/crier.yaml:1:1: ");
	CHECK_SAYS(answer.printed.err, "/crier.yaml:2:");
	CHECK_SAYS(answer.printed.err, "\ncrier: ");
	answer_finish(&answer);
}
END_TEST

START_TEST(the_configured_zone_decides_what_a_day_is)
{
	struct answer answer;

	cli_world_write(&world, "crier.yaml",
	    "database: crier.db\ntimezone: Pacific/Auckland\n");
	unsetenv("TZ");
	ask(&world, &answer, "show 4");
	/* 07:00 UTC and 13 hours */
	CHECK_SAYS(answer.printed.out, "2027-01-15 20:00");
	answer_finish(&answer);
}
END_TEST

START_TEST(the_users_own_zone_comes_first)
{
	struct answer answer;

	cli_world_write(&world, "crier.yaml",
	    "database: crier.db\ntimezone: Pacific/Auckland\n");
	setenv("TZ", "Asia/Seoul", 1);
	tzset();
	ask(&world, &answer, "show 4");
	CHECK_SAYS(answer.printed.out, "2027-01-15 16:00");
	answer_finish(&answer);
}
END_TEST

START_TEST(without_a_database_there_is_nothing_to_ask)
{
	struct answer answer;

	cli_world_write(&world, "crier.yaml", "database: none.db\n");
	ask(&world, &answer, "list");
	CHECK_CODE(answer, CLI_UNAVAILABLE);
	CHECK_SAYS(answer.printed.err, "none.db");
	answer_finish(&answer);
}
END_TEST

Suite *
invocation_suite(void)
{
	Suite *suite = suite_create("invocation");
	TCase *tcase = tcase_create("invocation");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, a_call_ends_with_the_code_of_the_contract, 0,
	    ARRAY_LEN(plain));
	tcase_add_test(tcase, every_problem_of_the_configuration_is_a_line);
	tcase_add_test(tcase, the_configured_zone_decides_what_a_day_is);
	tcase_add_test(tcase, the_users_own_zone_comes_first);
	tcase_add_test(tcase, without_a_database_there_is_nothing_to_ask);
	suite_add_tcase(suite, tcase);
	return suite;
}

#include <check.h>
#include <string.h>

#include "cli_fixture.h"
#include "compiler.h"

Suite *hooks_state_suite(void);

START_TEST(every_hook_says_how_it_stands)
{
	struct cli_world world;
	struct answer answer;

	cli_world_open(&world);
	fixture_run(&world.store,
	    "INSERT INTO hook (name, failures, open_until_at, last_error) "
	    "VALUES ('clips', 5, 1900000000, 'exit 1'), ('former', 0, 0, NULL)");
	ask(&world, &answer, "hooks state --format tsv");
	CHECK_CODE(answer, 0);
	CHECK_SAYS(answer.printed.out, "clips\tpaused\t1\t0\t1\t0\t\texit 1\n");
	CHECK_SAYS(answer.printed.out, "former\tunknown\t0\t0\t0\t0\t\t\n");
	answer_finish(&answer);
	fixture_run(&world.store,
	    "UPDATE hook SET disabled = 1 WHERE name = 'clips'");
	ask(&world, &answer, "hooks state --format json");
	CHECK_SAYS(answer.printed.out, "\"gone\":true");
	answer_finish(&answer);
	cli_world_close(&world);
}
END_TEST

START_TEST(held_ones_are_listed_with_the_reason)
{
	struct cli_world world;
	struct answer answer;

	cli_world_open(&world);
	fixture_run(&world.store,
	    "UPDATE delivery SET state = 'held', held_why = 'a burst' "
	    "WHERE state = 'waiting'");
	ask(&world, &answer, "hooks held --format '{state} {held}'");
	CHECK_CODE(answer, 0);
	ck_assert_str_eq(answer.printed.out, "held a burst\n");
	answer_finish(&answer);
	ask(&world, &answer, "hooks release");
	CHECK_CODE(answer, 2);
	answer_finish(&answer);
	cli_world_close(&world);
}
END_TEST

Suite *
hooks_state_suite(void)
{
	Suite *suite = suite_create("hooks_state");
	TCase *tcase = tcase_create("hooks_state");

	tcase_add_test(tcase, every_hook_says_how_it_stands);
	tcase_add_test(tcase, held_ones_are_listed_with_the_reason);
	suite_add_tcase(suite, tcase);
	return suite;
}

/*
 * crier-once: a command that succeeds once for each key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "tests/e2e/world.h"

Suite *once_suite(void);

static struct world world;

static void
begin(void)
{
	world_begin(&world);
	world_write(&world, "add",
	    "#!/bin/sh\ncat >> \"$1\"\nexit \"${2:-0}\"\n");
	ck_assert_int_eq(setenv("CRIER_ONCE", world_path(&world, "marks"), 1),
	    0);
}

static void
end(void)
{
	world_end(&world);
}

static int
once(const char *key, int code)
{
	char words[400];
	struct run run;
	int status;

	snprintf(words, sizeof(words), "%s -- /bin/sh %s %s %d", key,
	    world_path(&world, "add"), world_path(&world, "out"), code);
	world_run(&world, &run, "crier-once", words, "x");
	status = run.status;
	run_finish(&run);
	return status;
}

static void
check_out(const char *expected)
{
	char *out = world_read(&world, "out");

	ck_assert_str_eq(out, expected);
	free(out);
}

START_TEST(a_command_that_succeeded_is_not_run_again)
{
	ck_assert_int_eq(once("abc", 0), 0);
	ck_assert_int_eq(once("abc", 0), 0);
	check_out("x");
	ck_assert_int_eq(once("abd", 0), 0);
	check_out("xx");
}
END_TEST

START_TEST(one_that_failed_is_run_again_and_its_code_given)
{
	ck_assert_int_eq(once("abc", 75), 75);
	ck_assert_int_eq(once("abc", 65), 65);
	ck_assert_int_eq(once("abc", 0), 0);
	ck_assert_int_eq(once("abc", 65), 0);
	check_out("xxx");
}
END_TEST

START_TEST(a_key_is_no_path)
{
	static const char *const keys[] = { "../x", ".hidden", "a/b", "..",
		"''" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		ck_assert_msg(once(keys[i], 0) == 64, "%s", keys[i]);
	check_out("");
}
END_TEST

START_TEST(wrong_usage_and_missing_commands_are_told)
{
	struct run run;

	world_run(&world, &run, "crier-once", "abc true", "");
	ck_assert_int_eq(run.status, 64);
	ck_assert_ptr_nonnull(strstr(run.err, "usage: crier-once KEY"));
	run_finish(&run);
	world_run(&world, &run, "crier-once", "abc -- /nowhere/at/all", "");
	ck_assert_int_eq(run.status, 127);
	run_finish(&run);
}
END_TEST

Suite *
once_suite(void)
{
	Suite *suite = suite_create("once");
	TCase *tcase = tcase_create("once");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, a_command_that_succeeded_is_not_run_again);
	tcase_add_test(tcase, one_that_failed_is_run_again_and_its_code_given);
	tcase_add_test(tcase, a_key_is_no_path);
	tcase_add_test(tcase, wrong_usage_and_missing_commands_are_told);
	suite_add_tcase(suite, tcase);
	return suite;
}

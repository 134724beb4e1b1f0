/*
 * Memory of our own structure: never NULL, and exit 71 where there is none.
 */
#include "memory.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <sysexits.h>

Suite *memory_suite(void);

/* Not a constant, so that the compiler does not warn of what is meant. */
static volatile size_t huge = SIZE_MAX / 4;

START_TEST(memory_is_zeroed)
{
	unsigned char *memory = xcalloc(100, 3);

	for (size_t i = 0; i < 300; i++)
		ck_assert_uint_eq(memory[i], 0);
	free(memory);
}
END_TEST

START_TEST(nothing_is_still_an_address)
{
	void *memory = xcalloc(0, 8);

	ck_assert_ptr_nonnull(memory);
	free(memory);
	memory = xcalloc(8, 0);
	ck_assert_ptr_nonnull(memory);
	memory = xreallocarray(memory, 0, 8);
	ck_assert_ptr_nonnull(memory);
	free(memory);
}
END_TEST

START_TEST(growing_keeps_what_was_there)
{
	int *numbers = xreallocarray(NULL, 2, sizeof(*numbers));

	numbers[0] = 3;
	numbers[1] = 4;
	numbers = xreallocarray(numbers, 1000, sizeof(*numbers));
	ck_assert_int_eq(numbers[0], 3);
	ck_assert_int_eq(numbers[1], 4);
	free(numbers);
}
END_TEST

START_TEST(strings_are_copied_and_absent_ones_stay_absent)
{
	const char *text = "text";
	char *copy = xstrdup(text);

	ck_assert_ptr_ne(copy, text);
	ck_assert_str_eq(copy, "text");
	free(copy);
	ck_assert_ptr_null(xstrdup(NULL));
}
END_TEST

START_TEST(missing_memory_ends_the_process)
{
	free(xcalloc(1, huge));
}
END_TEST

START_TEST(product_that_overflows_ends_the_process)
{
	free(xcalloc(huge, 8));
}
END_TEST

START_TEST(growth_that_overflows_ends_the_process)
{
	free(xreallocarray(NULL, huge, 8));
}
END_TEST

Suite *
memory_suite(void)
{
	Suite *suite = suite_create("memory");
	TCase *tests = tcase_create("memory");

	tcase_add_test(tests, memory_is_zeroed);
	tcase_add_test(tests, nothing_is_still_an_address);
	tcase_add_test(tests, growing_keeps_what_was_there);
	tcase_add_test(tests, strings_are_copied_and_absent_ones_stay_absent);
	tcase_add_exit_test(tests, missing_memory_ends_the_process, EX_OSERR);
	tcase_add_exit_test(tests, product_that_overflows_ends_the_process,
	    EX_OSERR);
	tcase_add_exit_test(tests, growth_that_overflows_ends_the_process,
	    EX_OSERR);
	suite_add_tcase(suite, tests);
	return suite;
}

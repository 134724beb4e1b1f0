/*
 * Runs the suites of base/. The sanitizer is told to let allocations fail,
 * for the tests of what happens then.
 */
#include <check.h>
#include <stdio.h>

Suite *secret_suite(void);
Suite *slice_suite(void);
Suite *buffer_suite(void);
Suite *memory_suite(void);
Suite *arena_suite(void);
Suite *error_suite(void);
Suite *clock_suite(void);
Suite *log_suite(void);
Suite *utf8_suite(void);
Suite *url_suite(void);
Suite *url_resolve_suite(void);
Suite *hash_suite(void);
Suite *duration_suite(void);
Suite *byte_size_suite(void);
Suite *json_write_suite(void);

const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

int
main(void)
{
	SRunner *runner = srunner_create(slice_suite());
	int failed;

	srunner_add_suite(runner, buffer_suite());
	srunner_add_suite(runner, memory_suite());
	srunner_add_suite(runner, arena_suite());
	srunner_add_suite(runner, error_suite());
	srunner_add_suite(runner, clock_suite());
	srunner_add_suite(runner, log_suite());
	srunner_add_suite(runner, utf8_suite());
	srunner_add_suite(runner, url_suite());
	srunner_add_suite(runner, url_resolve_suite());
	srunner_add_suite(runner, hash_suite());
	srunner_add_suite(runner, duration_suite());
	srunner_add_suite(runner, byte_size_suite());
	srunner_add_suite(runner, json_write_suite());
	srunner_add_suite(runner, secret_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

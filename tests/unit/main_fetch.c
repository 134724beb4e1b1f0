/* Runs the suites of fetch/. */
#include <check.h>

Suite *freshness_suite(void);
Suite *validators_suite(void);
Suite *redirect_suite(void);
Suite *status_suite(void);
Suite *request_suite(void);
Suite *source_file_suite(void);
Suite *blocking_suite(void);
Suite *fetch_suite(void);
Suite *fetch_validators_suite(void);
Suite *fetch_hops_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(freshness_suite());
	int failed;

	srunner_add_suite(runner, validators_suite());
	srunner_add_suite(runner, redirect_suite());
	srunner_add_suite(runner, status_suite());
	srunner_add_suite(runner, request_suite());
	srunner_add_suite(runner, source_file_suite());
	srunner_add_suite(runner, blocking_suite());
	srunner_add_suite(runner, fetch_suite());
	srunner_add_suite(runner, fetch_validators_suite());
	srunner_add_suite(runner, fetch_hops_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

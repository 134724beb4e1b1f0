/* Runs the suites of schedule/. */
#include <check.h>

Suite *schedule_suite(void);
Suite *backoff_suite(void);
Suite *interval_suite(void);
Suite *host_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(schedule_suite());
	int failed;

	srunner_add_suite(runner, backoff_suite());
	srunner_add_suite(runner, interval_suite());
	srunner_add_suite(runner, host_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

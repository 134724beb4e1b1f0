/* What must hold though memory, disk and power fail. */
#include <check.h>
#include <stdlib.h>

Suite *power_suite(void);
Suite *memory_faults_suite(void);
Suite *disk_faults_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(power_suite());
	int failed;

	srunner_add_suite(runner, memory_faults_suite());
	srunner_add_suite(runner, disk_faults_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

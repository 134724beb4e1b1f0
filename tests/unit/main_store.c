#include <check.h>
#include <stdlib.h>

Suite *feeds_suite(void);
Suite *migrate_suite(void);
Suite *outbox_suite(void);
Suite *store_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(store_suite());
	int failed;

	srunner_add_suite(runner, migrate_suite());
	srunner_add_suite(runner, feeds_suite());
	srunner_add_suite(runner, outbox_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

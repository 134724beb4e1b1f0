/* Runs the suites of net/. */
#include <check.h>

Suite *address_suite(void);
Suite *target_suite(void);
Suite *resolve_suite(void);
Suite *http_date_suite(void);
Suite *retry_after_suite(void);
Suite *transfer_suite(void);
Suite *transfer_failures_suite(void);
Suite *transfer_addresses_suite(void);
Suite *mail_transfer_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(address_suite());
	int failed;

	srunner_add_suite(runner, target_suite());
	srunner_add_suite(runner, resolve_suite());
	srunner_add_suite(runner, http_date_suite());
	srunner_add_suite(runner, retry_after_suite());
	srunner_add_suite(runner, transfer_suite());
	srunner_add_suite(runner, transfer_failures_suite());
	srunner_add_suite(runner, transfer_addresses_suite());
	srunner_add_suite(runner, mail_transfer_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

/* Runs the suites of notify/. */
#include <stdlib.h>

#include <check.h>

Suite *retry_suite(void);
Suite *payload_suite(void);
Suite *exec_suite(void);
Suite *append_suite(void);
Suite *webhook_suite(void);
Suite *signature_suite(void);
Suite *breaker_suite(void);
Suite *policy_suite(void);
Suite *mime_suite(void);
Suite *mail_suite(void);
Suite *mail_body_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(retry_suite());
	int failed;

	srunner_add_suite(runner, payload_suite());
	srunner_add_suite(runner, exec_suite());
	srunner_add_suite(runner, append_suite());
	srunner_add_suite(runner, webhook_suite());
	srunner_add_suite(runner, signature_suite());
	srunner_add_suite(runner, breaker_suite());
	srunner_add_suite(runner, policy_suite());
	srunner_add_suite(runner, mime_suite());
	srunner_add_suite(runner, mail_suite());
	srunner_add_suite(runner, mail_body_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Runs the suites of daemon/. */
#include <stdlib.h>

#include <check.h>

Suite *poll_state_suite(void);
Suite *slot_suite(void);
Suite *hook_test_suite(void);
Suite *peer_suite(void);
Suite *polling_suite(void);
Suite *refresh_suite(void);
Suite *server_suite(void);
Suite *watch_suite(void);
Suite *store_thread_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(poll_state_suite());
	int failed;

	srunner_add_suite(runner, slot_suite());
	srunner_add_suite(runner, store_thread_suite());
	srunner_add_suite(runner, polling_suite());
	srunner_add_suite(runner, hook_test_suite());
	srunner_add_suite(runner, peer_suite());
	srunner_add_suite(runner, refresh_suite());
	srunner_add_suite(runner, server_suite());
	srunner_add_suite(runner, watch_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

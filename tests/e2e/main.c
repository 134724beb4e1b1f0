/* Runs the end-to-end cases against the real crierd and crier. */
#include <stdlib.h>

#include <check.h>

Suite *spine_suite(void);
Suite *delivery_suite(void);
Suite *list_suite(void);
Suite *once_suite(void);
Suite *hostile_suite(void);
Suite *command_suite(void);
Suite *control_suite(void);
Suite *running_suite(void);
Suite *life_suite(void);
Suite *race_suite(void);
Suite *refusal_suite(void);
Suite *rights_suite(void);
Suite *identity_suite(void);
Suite *disk_suite(void);
Suite *load_suite(void);
Suite *kill_suite(void);
Suite *poison_suite(void);
Suite *mail_suite(void);
Suite *hooks_suite(void);
Suite *policies_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(spine_suite());
	int failed;

	srunner_add_suite(runner, delivery_suite());
	srunner_add_suite(runner, list_suite());
	srunner_add_suite(runner, once_suite());
	srunner_add_suite(runner, hostile_suite());
	srunner_add_suite(runner, command_suite());
	srunner_add_suite(runner, control_suite());
	srunner_add_suite(runner, running_suite());
	srunner_add_suite(runner, life_suite());
	srunner_add_suite(runner, race_suite());
	srunner_add_suite(runner, refusal_suite());
	srunner_add_suite(runner, rights_suite());
	srunner_add_suite(runner, identity_suite());
	srunner_add_suite(runner, disk_suite());
	srunner_add_suite(runner, load_suite());
	srunner_add_suite(runner, kill_suite());
	srunner_add_suite(runner, poison_suite());
	srunner_add_suite(runner, mail_suite());
	srunner_add_suite(runner, hooks_suite());
	srunner_add_suite(runner, policies_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

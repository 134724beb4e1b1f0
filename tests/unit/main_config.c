/*
 * Runs the suites of config/.
 */
#include <check.h>

Suite *characters_suite(void);
Suite *compare_suite(void);
Suite *configuration_suite(void);
Suite *examples_suite(void);
Suite *hook_section_suite(void);
Suite *include_suite(void);
Suite *locate_suite(void);
Suite *nearest_suite(void);
Suite *opml_files_suite(void);
Suite *options_suite(void);
Suite *owner_suite(void);
Suite *read_suite(void);
Suite *value_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(nearest_suite());
	int failed;

	srunner_add_suite(runner, options_suite());
	srunner_add_suite(runner, characters_suite());
	srunner_add_suite(runner, read_suite());
	srunner_add_suite(runner, value_suite());
	srunner_add_suite(runner, configuration_suite());
	srunner_add_suite(runner, hook_section_suite());
	srunner_add_suite(runner, include_suite());
	srunner_add_suite(runner, locate_suite());
	srunner_add_suite(runner, owner_suite());
	srunner_add_suite(runner, opml_files_suite());
	srunner_add_suite(runner, compare_suite());
	srunner_add_suite(runner, examples_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

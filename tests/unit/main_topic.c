/*
 * Runs the suites of topic/.
 */
#include <check.h>

Suite *eval_suite(void);
Suite *fts_suite(void);
Suite *parser_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(parser_suite());
	int failed;

	srunner_add_suite(runner, eval_suite());
	srunner_add_suite(runner, fts_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed > 0;
}

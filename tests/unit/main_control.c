/* Runs the suites of control/. */
#include <stdlib.h>

#include <check.h>

#include "compiler.h"

Suite *answer_suite(void);
Suite *arguments_suite(void);
Suite *changes_suite(void);
Suite *client_suite(void);
Suite *direct_suite(void);
Suite *frame_suite(void);
Suite *listen_suite(void);
Suite *place_suite(void);
Suite *powerful_suite(void);
Suite *requests_suite(void);

int
main(void)
{
	Suite *(*const suites[])(void) = {
		answer_suite,
		arguments_suite,
		powerful_suite,
		changes_suite,
		requests_suite,
		place_suite,
		listen_suite,
		client_suite,
		direct_suite,
	};
	SRunner *runner = srunner_create(frame_suite());
	int failed;

	for (size_t i = 0; i < ARRAY_LEN(suites); i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

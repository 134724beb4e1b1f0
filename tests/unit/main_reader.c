#include <check.h>
#include <stdlib.h>

Suite *document_decode_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(document_decode_suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

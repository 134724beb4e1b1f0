/*
 * Runs the suites of parse/.
 */
#include <check.h>

Suite *autodiscover_suite(void);
Suite *charset_suite(void);
Suite *charset_labels_suite(void);
Suite *date_suite(void);
Suite *entities_suite(void);
Suite *html_suite(void);
Suite *html_allow_suite(void);
Suite *html_tag_suite(void);
Suite *html_text_suite(void);
Suite *language_tag_suite(void);
Suite *person_suite(void);

int
main(void)
{
	SRunner *runner = srunner_create(charset_suite());
	int failed;

	srunner_add_suite(runner, autodiscover_suite());
	srunner_add_suite(runner, charset_labels_suite());
	srunner_add_suite(runner, date_suite());
	srunner_add_suite(runner, entities_suite());
	srunner_add_suite(runner, html_suite());
	srunner_add_suite(runner, html_allow_suite());
	srunner_add_suite(runner, html_tag_suite());
	srunner_add_suite(runner, html_text_suite());
	srunner_add_suite(runner, language_tag_suite());
	srunner_add_suite(runner, person_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

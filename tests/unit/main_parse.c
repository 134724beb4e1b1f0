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
Suite *html_scan_suite(void);
Suite *html_tag_suite(void);
Suite *html_text_suite(void);
Suite *key_table_suite(void);
Suite *language_tag_suite(void);
Suite *link_header_suite(void);
Suite *person_suite(void);
Suite *tag_path_suite(void);

/* documents */
Suite *atom_suite(void);
Suite *elements_suite(void);
Suite *recover_suite(void);
Suite *bombs_suite(void);
Suite *document_build_suite(void);
Suite *geo_suite(void);
Suite *jsonfeed_suite(void);
Suite *loose_suite(void);
Suite *media_suite(void);
Suite *namespaces_suite(void);
Suite *opml_suite(void);
Suite *page_links_suite(void);
Suite *parse_suite(void);
Suite *podcast_suite(void);
Suite *prescan_suite(void);
Suite *rdf_suite(void);
Suite *rss_suite(void);
Suite *text_suite(void);

static void
add_documents(SRunner *runner)
{
	srunner_add_suite(runner, atom_suite());
	srunner_add_suite(runner, elements_suite());
	srunner_add_suite(runner, recover_suite());
	srunner_add_suite(runner, bombs_suite());
	srunner_add_suite(runner, document_build_suite());
	srunner_add_suite(runner, geo_suite());
	srunner_add_suite(runner, jsonfeed_suite());
	srunner_add_suite(runner, loose_suite());
	srunner_add_suite(runner, media_suite());
	srunner_add_suite(runner, namespaces_suite());
	srunner_add_suite(runner, opml_suite());
	srunner_add_suite(runner, page_links_suite());
	srunner_add_suite(runner, parse_suite());
	srunner_add_suite(runner, podcast_suite());
	srunner_add_suite(runner, prescan_suite());
	srunner_add_suite(runner, rdf_suite());
	srunner_add_suite(runner, rss_suite());
	srunner_add_suite(runner, text_suite());
}

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
	srunner_add_suite(runner, html_scan_suite());
	srunner_add_suite(runner, html_tag_suite());
	srunner_add_suite(runner, html_text_suite());
	srunner_add_suite(runner, key_table_suite());
	srunner_add_suite(runner, language_tag_suite());
	srunner_add_suite(runner, link_header_suite());
	srunner_add_suite(runner, person_suite());
	srunner_add_suite(runner, tag_path_suite());
	add_documents(runner);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

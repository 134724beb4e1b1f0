/*
 * Runs the suites of topic/.
 */
#include <check.h>

#include "compiler.h"

Suite *eval_suite(void);
Suite *exclude_suite(void);
Suite *explain_suite(void);
Suite *fts_suite(void);
Suite *key_eval_suite(void);
Suite *language_suite(void);
Suite *match_suite(void);
Suite *meaning_suite(void);
Suite *parser_suite(void);
Suite *query_print_suite(void);
Suite *tokens_suite(void);
Suite *topic_data_suite(void);
Suite *vocabulary_suite(void);

int
main(void)
{
	static Suite *(*const suites[])(void) = {
		parser_suite,
		query_print_suite,
		tokens_suite,
		language_suite,
		vocabulary_suite,
		key_eval_suite,
		eval_suite,
		fts_suite,
		match_suite,
		meaning_suite,
		exclude_suite,
		explain_suite,
		topic_data_suite,
	};
	SRunner *runner = srunner_create(NULL);
	int failed;

	for (size_t i = 0; i < ARRAY_LEN(suites); i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed > 0;
}

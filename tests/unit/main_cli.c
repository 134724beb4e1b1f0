/*
 * Runs the suites of cli/. crier parse starts a reader, which is this program.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "reader.h"

Suite *answers_suite(void);
Suite *asking_suite(void);
Suite *cmd_discover_suite(void);
Suite *cmd_import_suite(void);
Suite *cmd_match_suite(void);
Suite *cmd_parse_suite(void);
Suite *command_line_suite(void);
Suite *commands_suite(void);
Suite *completion_suite(void);
Suite *daemon_state_suite(void);
Suite *document_json_suite(void);
Suite *document_summary_suite(void);
Suite *feed_health_suite(void);
Suite *format_feed_suite(void);
Suite *format_json_suite(void);
Suite *format_table_suite(void);
Suite *format_template_suite(void);
Suite *format_tsv_suite(void);
Suite *import_plan_suite(void);
Suite *inflate_suite(void);
Suite *invocation_suite(void);
Suite *opml_export_suite(void);
Suite *queries_suite(void);
Suite *reltime_suite(void);
Suite *rows_suite(void);
Suite *terminal_suite(void);
Suite *url_objection_suite(void);
Suite *xml_text_suite(void);

/* valgrind does not follow a program that starts itself from /proc. */
static bool
runs_under_valgrind(void)
{
	const char *preloaded = getenv("LD_PRELOAD");

	return preloaded != NULL && strstr(preloaded, "vgpreload") != NULL;
}
Suite *hooks_state_suite(void);
Suite *revisions_view_suite(void);
Suite *word_diff_suite(void);

int
main(int argc, char *argv[])
{
	Suite *(*const suites[])(void) = {
		hooks_state_suite,
		revisions_view_suite,
		word_diff_suite,
		commands_suite,
		terminal_suite,
		reltime_suite,
		rows_suite,
		format_table_suite,
		format_tsv_suite,
		format_json_suite,
		format_template_suite,
		format_feed_suite,
		queries_suite,
		daemon_state_suite,
		inflate_suite,
		document_json_suite,
		document_summary_suite,
		invocation_suite,
		answers_suite,
		asking_suite,
		cmd_match_suite,
		xml_text_suite,
		import_plan_suite,
		url_objection_suite,
		completion_suite,
		opml_export_suite,
		feed_health_suite,
	};
	Suite *(*const reading[])(void) = {
		cmd_parse_suite,
		cmd_import_suite,
		cmd_discover_suite,
	};
	SRunner *runner;
	int failed;

	if (reader_role_asked(argc, argv))
		return reader_role_main();
	runner = srunner_create(command_line_suite());
	for (size_t i = 0; i < ARRAY_LEN(suites); i++)
		srunner_add_suite(runner, suites[i]());
	if (runs_under_valgrind())
		printf("skipped: readers cannot be started under valgrind\n");
	for (size_t i = 0; !runs_under_valgrind() && i < ARRAY_LEN(reading);
	     i++)
		srunner_add_suite(runner, reading[i]());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"
#include "reader/role.h"
#include "reader_probe.h"

Suite *document_suite(void);
Suite *document_decode_suite(void);
Suite *exchange_suite(void);
Suite *listing_wire_suite(void);
Suite *mood_suite(void);
Suite *once_suite(void);
Suite *pause_suite(void);
Suite *pool_suite(void);
Suite *reader_corpus_suite(void);
Suite *role_suite(void);
Suite *sandbox_suite(void);
Suite *wire_suite(void);

/* valgrind does not follow a program that starts itself from /proc. */
static bool
runs_under_valgrind(void)
{
	const char *preloaded = getenv("LD_PRELOAD");

	return preloaded != NULL && strstr(preloaded, "vgpreload") != NULL;
}

static void
add_suites_with_readers(SRunner *runner)
{
	if (runs_under_valgrind()) {
		printf("skipped: readers cannot be started under valgrind\n");
		return;
	}
	srunner_add_suite(runner, role_suite());
	srunner_add_suite(runner, once_suite());
	srunner_add_suite(runner, pool_suite());
	srunner_add_suite(runner, mood_suite());
	srunner_add_suite(runner, sandbox_suite());
	srunner_add_suite(runner, reader_corpus_suite());
}

int
main(int argc, char *argv[])
{
	SRunner *runner;
	int failed;

	/* A reader starts the program that it is to serve: this one. */
	if (reader_role_asked(argc, argv))
		return role_run(&reader_probe_parsers);
	runner = srunner_create(document_suite());
	srunner_add_suite(runner, document_decode_suite());
	srunner_add_suite(runner, wire_suite());
	srunner_add_suite(runner, exchange_suite());
	srunner_add_suite(runner, listing_wire_suite());
	srunner_add_suite(runner, pause_suite());
	add_suites_with_readers(runner);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

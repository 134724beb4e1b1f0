/*
 * Every nth allocation fails, once or from then on: no crash, no leak, a
 * database that is whole, and a next run that completes the work. All of them
 * with $CRIER_FAULTS=all, else every so many.
 */
#include <check.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"
#include "tests/fault/cycle.h"
#include "tests/fault/failing_memory.h"

Suite *memory_faults_suite(void);

#define SHORT_RUN      60 /* allocations that fail in each of the two ways */
#define EXIT_NO_MEMORY 71 /* xcalloc: what is stored is whole at any time */
#define EXIT_LEAK      90

struct life {
	struct folder folder;
	struct acknowledged *acknowledged;
	int64_t fail_at;
	bool forever;
};

static int
live(void *arg)
{
	struct life *life = arg;
	struct error err;
	int64_t left;
	bool ok;

	/* What libraries keep for the life of the process is there before: of
	 * iconv the converters, as long as somebody has them open. */
	xmlInitParser();
	sqlite3_initialize();
	if (parse_tables_open(&err) == NULL)
		return 2;
	failing_memory_begin(life->fail_at, life->forever);
	ok = cycle_run(life->folder.database, life->acknowledged, &err);
	xmlResetLastError(); /* libxml2 keeps its text for the thread */
	life->acknowledged->attempts = failing_memory_end(&left);
	if (left > 0) {
		fprintf(stderr, "%lld allocations were not freed\n",
		    (long long)left);
		return EXIT_LEAK;
	}
	return ok ? 0 : 1;
}

static int
live_on(void *arg)
{
	struct life *life = arg;
	struct error err = { .text = "" };
	char what[200];

	if (!cycle_check(life->folder.database, life->acknowledged,
		CYCLE_CONSISTENT, what) ||
	    !cycle_run(life->folder.database, life->acknowledged, &err) ||
	    !cycle_check(life->folder.database, life->acknowledged,
		CYCLE_COMPLETE, what)) {
		fprintf(stderr, "%s %s\n", what, err.text);
		return 2;
	}
	return 0;
}

struct tally {
	unsigned long soft, ended, unharmed;
};

static void
fail_once(struct life *life, struct tally *tally)
{
	int code;

	*life->acknowledged = (struct acknowledged){ .done = 0 };
	folder_make(&life->folder);
	code = in_a_process(live, life);
	ck_assert_msg(code == 0 || code == 1 || code == EXIT_NO_MEMORY,
	    "allocation %lld%s: exit %d", (long long)life->fail_at,
	    life->forever ? " and all after it" : "", code);
	tally->soft += code == 1;
	tally->ended += code == EXIT_NO_MEMORY;
	tally->unharmed += code == 0;
	ck_assert_msg(in_a_process(live_on, life) == 0,
	    "after allocation %lld%s", (long long)life->fail_at,
	    life->forever ? " and all after it" : "");
	folder_remove(&life->folder);
}

static int64_t
count_allocations(struct life *life)
{
	folder_make(&life->folder);
	life->fail_at = 0;
	ck_assert_int_eq(in_a_process(live, life), 0);
	folder_remove(&life->folder);
	return life->acknowledged->attempts;
}

START_TEST(every_allocation_may_fail)
{
	const char *asked = getenv("CRIER_FAULTS");
	bool all = asked != NULL && strcmp(asked, "all") == 0;
	struct life life = { .acknowledged = acknowledged_new() };
	struct tally tally = { 0 };
	int64_t count, stride;

	if (failing_memory_unfit() != NULL) {
		printf("skipped: failing memory: %s\n", failing_memory_unfit());
		return;
	}
	count = count_allocations(&life);
	stride = all ? 1 : 1 + count / SHORT_RUN;
	for (int64_t at = 1 + (int64_t)_i % stride; at <= count; at += stride) {
		life.fail_at = at;
		life.forever = _i == 1;
		fail_once(&life, &tally);
	}
	printf("memory: %lld allocations, one in %lld fails%s: %lu runs failed "
	       "softly, %lu ended with %d, %lu took no harm\n",
	    (long long)count, (long long)stride,
	    _i == 1 ? " and all after it" : "", tally.soft, tally.ended,
	    EXIT_NO_MEMORY, tally.unharmed);
	acknowledged_free(life.acknowledged);
}
END_TEST

Suite *
memory_faults_suite(void)
{
	Suite *suite = suite_create("memory_faults");
	TCase *tcase = tcase_create("memory_faults");

	tcase_set_timeout(tcase, 7200);
	tcase_add_loop_test(tcase, every_allocation_may_fail, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}

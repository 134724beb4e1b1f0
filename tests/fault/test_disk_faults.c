/*
 * Every nth operation of the disk fails, once or from then on: no crash, a
 * database that is whole, and a next run that completes the work. All of them
 * with $CRIER_FAULTS=all, else every so many.
 */
#include <check.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "tests/fault/cycle.h"
#include "tests/fault/fault_vfs.h"

Suite *disk_faults_suite(void);

#define SHORT_RUN 40 /* operations that fail of each kind */

static const struct kind {
	const char *name;
	enum fault_operation operation;
	int rc, system;
	int64_t times;
} kinds[] = {
	{ "a write", FAULT_WRITE, SQLITE_IOERR_WRITE, EIO, 1 },
	{ "all writes from one on", FAULT_WRITE, SQLITE_IOERR_WRITE, EIO, -1 },
	{ "a write for lack of room", FAULT_WRITE, SQLITE_FULL, ENOSPC, 1 },
	{ "room from one write on", FAULT_WRITE, SQLITE_FULL, ENOSPC, -1 },
	{ "a sync", FAULT_SYNC, SQLITE_IOERR_FSYNC, EIO, 1 },
	{ "all syncs from one on", FAULT_SYNC, SQLITE_IOERR_FSYNC, EIO, -1 },
	{ "a read", FAULT_READ, SQLITE_IOERR_READ, EIO, 1 },
	{ "an opening", FAULT_OPEN, SQLITE_CANTOPEN, EMFILE, 1 },
};

struct life {
	struct folder folder;
	struct acknowledged *acknowledged;
	const struct kind *kind;
	int64_t after;
};

static int
live(void *arg)
{
	struct life *life = arg;
	struct fault_vfs fault;
	struct error err;
	struct fault_plan plan = {
		.after = life->after,
		.times = life->kind->times,
		.rc = life->kind->rc,
		.system = life->kind->system,
	};

	plan.fails[life->kind->operation] = true;
	fault_vfs_install(&fault);
	fault_vfs_plan(&fault, &plan);
	return cycle_run(life->folder.database, life->acknowledged, &err) ? 0
									  : 1;
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

static void
fail_once(struct life *life, unsigned long *failed)
{
	int code;

	*life->acknowledged = (struct acknowledged){ .done = 0 };
	folder_make(&life->folder);
	code = in_a_process(live, life);
	ck_assert_msg(code == 0 || code == 1, "%s, the one after %lld: exit %d",
	    life->kind->name, (long long)life->after, code);
	*failed += code == 1;
	ck_assert_msg(in_a_process(live_on, life) == 0, "%s, after %lld",
	    life->kind->name, (long long)life->after);
	folder_remove(&life->folder);
}

/* How many operations of the kind a whole run needs; told in the memory that
 * both processes see. */
static int
count_run(void *arg)
{
	struct life *life = arg;
	struct fault_vfs fault;
	struct error err;

	fault_vfs_install(&fault);
	if (!cycle_run(life->folder.database, life->acknowledged, &err))
		return 1;
	life->acknowledged->attempts = fault.operations[life->kind->operation];
	return 0;
}

START_TEST(every_operation_of_the_disk_may_fail)
{
	const char *asked = getenv("CRIER_FAULTS");
	bool all = asked != NULL && strcmp(asked, "all") == 0;
	struct life life = { .acknowledged = acknowledged_new(),
		.kind = &kinds[_i] };
	unsigned long failed = 0;
	int64_t count, stride;

	folder_make(&life.folder);
	ck_assert_int_eq(in_a_process(count_run, &life), 0);
	folder_remove(&life.folder);
	count = life.acknowledged->attempts;
	stride = all ? 1 : 1 + count / SHORT_RUN;
	for (life.after = 0; life.after < count; life.after += stride)
		fail_once(&life, &failed);
	printf("disk: %lld operations, one in %lld fails (%s): %lu runs "
	       "failed softly\n",
	    (long long)count, (long long)stride, kinds[_i].name, failed);
	acknowledged_free(life.acknowledged);
}
END_TEST

Suite *
disk_faults_suite(void)
{
	Suite *suite = suite_create("disk_faults");
	TCase *tcase = tcase_create("disk_faults");

	tcase_set_timeout(tcase, 7200);
	tcase_add_loop_test(tcase, every_operation_of_the_disk_may_fail, 0,
	    (int)ARRAY_LEN(kinds));
	suite_add_tcase(suite, tcase);
	return suite;
}

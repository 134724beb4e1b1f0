/*
 * Power cuts: nothing acknowledged is missing, nothing is there twice, and the
 * next run completes the work. How many: $CRIER_CUTS.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/fault/cycle.h"
#include "tests/fault/power_vfs.h"

Suite *power_suite(void);

#define SHORT_RUN 60

struct life {
	struct folder folder;
	struct acknowledged *acknowledged;
	int64_t cut_at;
	unsigned int seed;
};

static int
live(void *arg)
{
	struct life *life = arg;
	struct error err;

	power_vfs_install(life->cut_at, life->seed);
	if (!cycle_run(life->folder.database, life->acknowledged, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	return 0;
}

static int
live_on(void *arg)
{
	struct life *life = arg;
	struct error err;
	char what[200];

	if (!cycle_check(life->folder.database, life->acknowledged,
		CYCLE_CONSISTENT, what)) {
		fprintf(stderr, "after the cut: %s\n", what);
		return 2;
	}
	if (!cycle_run(life->folder.database, life->acknowledged, &err)) {
		fprintf(stderr, "the next run: %s\n", err.text);
		return 3;
	}
	if (!cycle_check(life->folder.database, life->acknowledged,
		CYCLE_COMPLETE, what)) {
		fprintf(stderr, "in the end: %s\n", what);
		return 4;
	}
	return 0;
}

static int
count_operations(void *arg)
{
	struct life *life = arg;
	struct error err;

	power_vfs_install(0, 1);
	if (!cycle_run(life->folder.database, life->acknowledged, &err))
		return 1;
	life->acknowledged->attempts = power_vfs_operations();
	return 0;
}

START_TEST(nothing_acknowledged_is_lost_by_power_cuts)
{
	unsigned long cuts = asked_number("CRIER_CUTS", SHORT_RUN), made = 0;
	unsigned int seed = (unsigned int)time(NULL) ^
	    ((unsigned int)getpid() << 16);
	struct life life = { .acknowledged = acknowledged_new() };
	int64_t operations;

	folder_make(&life.folder);
	ck_assert_int_eq(in_a_process(count_operations, &life), 0);
	operations = life.acknowledged->attempts;
	folder_remove(&life.folder);
	printf("power: seed %u, %lu cuts in %lld operations of the disk\n",
	    seed, cuts, (long long)operations);
	for (unsigned long i = 0; i < cuts; i++) {
		*life.acknowledged = (struct acknowledged){ .done = 0 };
		folder_make(&life.folder);
		life.seed = seed + (unsigned int)i;
		life.cut_at = 1 + rand_r(&seed) % operations;
		made += in_a_process(live, &life) == POWER_EXIT;
		ck_assert_msg(in_a_process(live_on, &life) == 0,
		    "cut %lu at operation %lld, seed %u: kept in %s", i,
		    (long long)life.cut_at, life.seed, life.folder.path);
		folder_remove(&life.folder);
	}
	printf("power: %lu cuts, nothing missing\n", made);
	ck_assert_uint_eq(made, cuts);
	acknowledged_free(life.acknowledged);
}
END_TEST

Suite *
power_suite(void)
{
	Suite *suite = suite_create("power");
	TCase *tcase = tcase_create("power");

	tcase_set_timeout(tcase, 3600);
	tcase_add_test(tcase, nothing_acknowledged_is_lost_by_power_cuts);
	suite_add_tcase(suite, tcase);
	return suite;
}

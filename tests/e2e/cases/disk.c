/*
 * A disk that is full while crierd runs: a small file system of the test's own,
 * in a mount namespace of its own, holds the database and nothing else.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "tests/e2e/desk.h"
#include "tests/e2e/expect.h"

Suite *disk_suite(void);

static struct world world;
static bool mounted;

static bool
mount_disk(void)
{
	return mkdir(world_path(&world, "disk"), 0755) == 0 &&
	    unshare(CLONE_NEWNS) == 0 &&
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount("tmpfs", world_path(&world, "disk"), "tmpfs",
		MS_NOSUID | MS_NODEV, "size=8m") == 0;
}

static void
begin(void)
{
	struct run run;

	world_begin(&world);
	mounted = mount_disk();
	if (!mounted) {
		printf("skipped: a disk that is full (%s)\n", strerror(errno));
		return;
	}
	/* Where the test looks for the database. */
	ck_assert_int_eq(symlink("disk/crier.db",
			     world_path(&world, "crier.db")),
	    0);
	world_write_hook(&world, "hook", "exit 0");
	desk_write_feed(&world, ITEM("1", "One dprk"));
	world_configure(&world,
	    "database: @FOLDER@/disk/crier.db\n"
	    "socket: @FOLDER@/crier.sock\n"
	    "feeds: {f: {file: @FOLDER@/feed.xml, interval: 1d}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook]}, "
	    "operator: {exec: [@FOLDER@/hook]}}\n"
	    "health_hook: operator\n");
	world_poll(&world, &run);
	ck_assert_msg(run.status == 0, "%s", run.err);
	run_finish(&run);
	expect_sql(&world, 1, DELIVERIES("done"));
}

static void
end(void)
{
	if (world.daemon != 0)
		world_kill(&world);
	if (mounted)
		umount2(world_path(&world, "disk"), MNT_DETACH);
	world_end(&world);
}

/* To the last byte. */
static void
fill_disk(void)
{
	static const char block[4096];
	int fd = open(world_path(&world, "disk/filler"),
	    O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ne(fd, -1);
	while (write(fd, block, sizeof(block)) > 0)
		continue;
	ck_assert_int_eq(errno, ENOSPC);
	close(fd);
}

static void
free_disk(void)
{
	ck_assert_int_eq(unlink(world_path(&world, "disk/filler")), 0);
}

/* Items 2 to 9, of 64 KiB each: more than any room that is left over. */
static void
publish(void)
{
	size_t room = (size_t)8 * 70000, used = 0;
	char *items = malloc(room), *text = malloc(65537);

	memset(text, 'x', 65536);
	text[65536] = '\0';
	for (int i = 2; i < 10; i++)
		used += (size_t)snprintf(items + used, room - used,
		    "<item><title>Item %d dprk</title><guid>%d</guid>"
		    "<description>%s</description></item>",
		    i, i, text);
	desk_write_feed(&world, items);
	free(text);
	free(items);
}

/* A feed that could not be stored is asked again a minute later, or when a
 * person asks. */
START_TEST(a_full_disk_delays_and_loses_nothing)
{
	if (!mounted)
		return;
	world_start_ready(&world);
	fill_disk();
	publish();
	expect_crier(&world, "refresh f --wait", 4, "1 failed", "");
	ck_assert(world_wait_log(&world, "no room on the disk"));
	expect_crier(&world, "count", 0, "1\n", "");
	expect_crier(&world, "feeds pause f", 3, "", "no room");
	expect_crier(&world, "status", 0, "version ", "");
	free_disk();
	expect_crier(&world, "refresh f --wait", 0, "8 new, 8 matched", "");
	ck_assert(world_wait_log(&world, "delivery hook=operator"));
	await_sql(&world, 9, "SELECT count(*) FROM v1_articles");
	/* And one notice, for the operator. */
	await_sql(&world, 10, DELIVERIES("done"));
	expect_sql(&world, 1,
	    "SELECT count(*) FROM delivery WHERE event = 'health' "
	    "AND notice LIKE '%disk-full%'");
	world_stop(&world);
}
END_TEST

Suite *
disk_suite(void)
{
	Suite *suite = suite_create("disk");
	TCase *tcase = tcase_create("disk");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	suite_add_tcase(suite, tcase);
	if (geteuid() != 0) {
		puts("skipped: a disk that is full (needs root)");
		return suite;
	}
	tcase_add_test(tcase, a_full_disk_delays_and_loses_nothing);
	return suite;
}

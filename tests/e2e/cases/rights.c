/*
 * Who may read and who may change: the owner, a member of the group, a
 * stranger. Tests that become somebody else need root.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "compiler.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/expect.h"

Suite *rights_suite(void);

/* Nobody has these ids; the member is in the owner's group. */
static const struct world_user owner = { 61001, 61001, 0 };
static const struct world_user member = { 61002, 61002, 61001 };
static const struct world_user stranger = { 61003, 61003, 0 };

static struct world world;

/* Article 3 came by a crierd that ended, or was killed, or still runs. */
enum life {
	RUNNING,
	STOPPED,
	KILLED,
	LIVES
};

static void
begin(void)
{
	desk_begin(&world);
	world_give(&world, &owner);
	world.user = owner;
}

static void
end(void)
{
	world_end(&world);
}

static void
live(enum life life)
{
	desk_write_feed(&world,
	    ITEM("1", "One dprk") ITEM("2", "Two dprk")
		ITEM("3", "Three dprk"));
	world_give(&world, &owner);
	/* It says nothing secret here; what a stranger meets is the rest. */
	ck_assert_int_eq(chmod(world_path(&world, "crier.yaml"), 0644), 0);
	world_start_ready(&world);
	expect_crier(&world, "refresh f --wait", 0, "1 new, 1 matched", "");
	if (life == STOPPED)
		world_stop(&world);
	else if (life == KILLED)
		world_kill(&world);
}

/* ---- reading -------------------------------------------------------------------- */

START_TEST(a_member_of_the_group_reads_all)
{
	static const struct expectation rows[] = {
		{ "list --format '{title}'", 0, "Three dprk", "" },
		{ "search three --format '{title}'", 0, "Three dprk", "" },
		{ "count", 0, "3\n", "" },
		{ "show 3", 0, "Three dprk", "" },
		{ "feeds", 0, "f\t", "" },
		{ "feeds log f", 0, "modified", "" },
		{ "topics list", 0, "nk\t", "" },
		{ "sql 'SELECT count(*) FROM v1_articles'", 0, "3\n", "" },
	};

	live((enum life)_i);
	world.user = member;
	expect_each(&world, rows, ARRAY_LEN(rows));
	expect_crier(&world, "status", _i == RUNNING ? 0 : 3, "3 kept", "");
	expect_crier(&world, "hooks list", 1, "", "");
}
END_TEST

static const char *const states[] = { "running", "stopped", "killed" };

/* A stranger sees that there is a database, if the folder lets him. */
START_TEST(a_stranger_reads_nothing)
{
	static const char *const questions[] = { "list", "search three",
		"count", "show 3", "feeds", "topics list", "hooks list",
		"sql 'SELECT 1'" };

	live((enum life)_i);
	world.user = stranger;
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		struct run run;

		world_crier(&world, &run, questions[i]);
		ck_assert_msg(run.status == 3, "%s, %s: exit %d", questions[i],
		    states[_i], run.status);
		ck_assert_msg(strstr(run.err,
				  "crier.db may not be read by this user") !=
			NULL,
		    "%s, %s: %s", questions[i], states[_i], run.err);
		ck_assert_str_eq(run.out, "");
		run_finish(&run);
	}
	expect_crier(&world, "status", 3, "", "");
}
END_TEST

START_TEST(files_have_the_modes_that_say_so)
{
	static const char *const files[] = { "crier.db", "crier.db-wal",
		"crier.db-shm", "crier.lock", "crier.sock" };

	live(RUNNING);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		mode_t expected = i == 4 ? 0660 : 0640;
		struct stat st;

		ck_assert_int_eq(stat(world_path(&world, files[i]), &st), 0);
		ck_assert_msg((st.st_mode & 07777) == expected, "%s: %o",
		    files[i], st.st_mode);
		ck_assert_msg(st.st_uid == owner.uid && st.st_gid == owner.gid,
		    "%s: %u:%u", files[i], st.st_uid, st.st_gid);
	}
}
END_TEST

/* ---- changing -------------------------------------------------------------------- */

static const char *const changes[] = { "feeds pause f", "feeds resume f",
	"feeds add http://feed.invalid/ --name new", "feeds tag new +x",
	"feeds rename new old", "feeds remove old", "topics add t cats",
	"topics mute t 3d", "topics remove t", "mark read 1", "undo" };

START_TEST(a_member_changes_over_the_socket)
{
	live(RUNNING);
	world.user = member;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++)
		expect_crier(&world, changes[i], 0, "", "");
	expect_crier(&world, "refresh f --wait", 0, "1 feed polled", "");
	expect_crier(&world, "reload", 0, "", "");
	expect_in(&world, "crierd.log",
	    "command uid=61002 do=feed.pause about=f end=ok");
	expect_in(&world, "crierd.log",
	    "command uid=61002 do=topic.add about=t end=ok");
	expect_in(&world, "crierd.log", "command uid=61002 do=reload end=ok");
	world_stop(&world);
}
END_TEST

/* The owner does it then, and root for him. */
START_TEST(without_crierd_only_the_owner_changes)
{
	struct stat st;

	live((enum life)_i);
	world.user = member;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++)
		expect_crier(&world, changes[i], 3, "",
		    "belongs to uid 61001: start crierd");
	world.user = owner;
	expect_crier(&world, "feeds pause f", 0, "", "");
	world.user = (struct world_user){ 0 };
	expect_crier(&world, "feeds resume f", 0, "", "");
	ck_assert_int_eq(stat(world_path(&world, "crier.db-wal"), &st), 0);
	ck_assert_uint_eq(st.st_uid, owner.uid);
	ck_assert_int_eq(stat(world_path(&world, "crier.lock"), &st), 0);
	ck_assert_uint_eq(st.st_uid, owner.uid);
	world.user = owner;
	world_start_ready(&world);
	world_stop(&world);
}
END_TEST

START_TEST(control_writes_false_leaves_the_group_reading)
{
	world_configure(&world,
	    "control_writes: false\n"
	    "feeds: {f: {file: @FOLDER@/feed.xml, interval: 1d}}\n"
	    "topics: {nk: {query: dprk}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook]}}\n");
	live(RUNNING);
	world.user = member;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++)
		expect_crier(&world, changes[i], 4, "", "control_writes");
	expect_crier(&world, "refresh f --wait", 4, "", "control_writes");
	expect_crier(&world, "reload", 4, "", "control_writes");
	expect_crier(&world, "hooks test h 1", 4, "", "control_writes");
	expect_crier(&world, "status", 0, "version ", "");
	expect_crier(&world, "count", 0, "3\n", "");
	expect_in(&world, "crierd.log",
	    "command uid=61002 do=feed.pause about=f end=failed");
	world.user = owner;
	expect_crier(&world, "feeds pause f", 0, "", "");
	world.user = (struct world_user){ 0 };
	expect_crier(&world, "feeds resume f", 0, "", "");
	expect_in(&world, "crierd.log",
	    "command uid=0 do=feed.resume about=f end=ok");
	world_stop(&world);
}
END_TEST

/* In a child that becomes the stranger: what connect says. */
static int
stranger_connects(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strncat(address.sun_path, world_path(&world, "crier.sock"),
	    sizeof(address.sun_path) - 1);
	if (setresgid(stranger.gid, stranger.gid, stranger.gid) != 0 ||
	    setresuid(stranger.uid, stranger.uid, stranger.uid) != 0)
		return 255;
	return connect(fd, (const struct sockaddr *)&address,
		   sizeof(address)) == 0
	    ? 0
	    : errno;
}

START_TEST(a_stranger_cannot_even_connect)
{
	pid_t child;
	int status;

	live(RUNNING);
	child = fork();
	if (child == 0)
		_exit(stranger_connects());
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(WEXITSTATUS(status), EACCES);
	world.user = stranger;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++)
		expect_crier(&world, changes[i], 3, "",
		    "may be used by its owner and group only");
	expect_crier(&world, "refresh", 3, "",
	    "may be used by its owner and group only");
	expect_crier(&world, "reload", 3, "",
	    "may be used by its owner and group only");
	expect_not_in(&world, "crierd.log", "uid=61003");
	world_stop(&world);
}
END_TEST

Suite *
rights_suite(void)
{
	Suite *suite = suite_create("rights");
	TCase *tcase = tcase_create("rights");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	suite_add_tcase(suite, tcase);
	if (geteuid() != 0) {
		puts("skipped: rights of other users (needs root)");
		return suite;
	}
	tcase_add_loop_test(tcase, a_member_of_the_group_reads_all, 0, LIVES);
	tcase_add_loop_test(tcase, a_stranger_reads_nothing, 0, LIVES);
	tcase_add_test(tcase, files_have_the_modes_that_say_so);
	tcase_add_test(tcase, a_member_changes_over_the_socket);
	tcase_add_loop_test(tcase, without_crierd_only_the_owner_changes,
	    STOPPED, LIVES);
	tcase_add_test(tcase, control_writes_false_leaves_the_group_reading);
	tcase_add_test(tcase, a_stranger_cannot_even_connect);
	return suite;
}

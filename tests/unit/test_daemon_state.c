#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/daemon_state.h"
#include "compiler.h"

Suite *daemon_state_suite(void);

static char folder[32], database[64], lock[64];

static void
begin(void)
{
	snprintf(folder, sizeof(folder), "/tmp/crier-state-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(database, sizeof(database), "%s/crier.db", folder);
	snprintf(lock, sizeof(lock), "%s/crier.lock", folder);
}

static void
end(void)
{
	unlink(lock);
	rmdir(folder);
}

static void
write_lock(const char *text)
{
	FILE *file = fopen(lock, "we");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

/* A child that holds the lock until it is killed. */
static pid_t
start_holder(int mode)
{
	int pair[2];
	char byte;
	pid_t child;

	ck_assert_int_eq(pipe(pair), 0);
	child = fork();
	if (child == 0) {
		int fd = open(lock, O_RDWR | O_CLOEXEC);

		if (fd == -1 || flock(fd, mode) != 0 ||
		    write(pair[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(read(pair[0], &byte, 1), 1);
	close(pair[0]);
	close(pair[1]);
	return child;
}

static void
stop_holder(pid_t child)
{
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
}

static const struct {
	const char *text;
	int64_t pid;
} locks[] = {
	{ "1234\n", 1234 },
	{ "1234", 1234 },
	{ "", 0 },
	{ "-5\n", 0 },
	{ "crierd\n", 0 },
	{ "99999999999999999999999999999999999999999\n", 0 },
};

START_TEST(who_holds_the_lock_serves_the_database)
{
	int64_t pid = -1;
	pid_t child;

	write_lock(locks[_i].text);
	child = start_holder(LOCK_EX);
	ck_assert(daemon_is_running(database, &pid));
	ck_assert_int_eq(pid, locks[_i].pid);
	stop_holder(child);
	ck_assert(!daemon_is_running(database, &pid));
	ck_assert_int_eq(pid, 0);
}
END_TEST

START_TEST(a_lock_file_alone_is_nobody)
{
	int64_t pid = -1;

	write_lock("1234\n");
	ck_assert(!daemon_is_running(database, &pid));
	ck_assert_int_eq(pid, 0);
}
END_TEST

START_TEST(two_that_ask_at_once_do_not_see_one_another)
{
	int64_t pid = -1;
	pid_t child;

	write_lock("1234\n");
	child = start_holder(LOCK_SH);
	ck_assert(!daemon_is_running(database, &pid));
	stop_holder(child);
}
END_TEST

START_TEST(without_a_lock_file_nobody_ran_yet)
{
	int64_t pid = -1;

	ck_assert(!daemon_is_running(database, &pid));
	ck_assert_int_eq(pid, 0);
	ck_assert_int_ne(access(lock, F_OK), 0); /* and none was made */
}
END_TEST

Suite *
daemon_state_suite(void)
{
	Suite *suite = suite_create("daemon_state");
	TCase *tcase = tcase_create("daemon_state");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, who_holds_the_lock_serves_the_database, 0,
	    ARRAY_LEN(locks));
	tcase_add_test(tcase, a_lock_file_alone_is_nobody);
	tcase_add_test(tcase, two_that_ask_at_once_do_not_see_one_another);
	tcase_add_test(tcase, without_a_lock_file_nobody_ran_yet);
	suite_add_tcase(suite, tcase);
	return suite;
}

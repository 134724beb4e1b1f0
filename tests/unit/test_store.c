#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *store_suite(void);

#define STRANGER 65534 /* nobody, nogroup */

static const struct fixture_entry tide = {
	.id = "tide-1",
	.link = "https://harbour.example/tide",
	.title = "High tide",
	.text = "The water rose over the quay.",
};

START_TEST(a_second_writer_is_refused_by_the_first_ones_pid)
{
	struct fixture f;
	struct store *second;
	struct error err;
	char expected[200];

	fixture_open(&f);
	ck_assert(!store_open_writer(&second, f.path, &err));
	ck_assert_int_eq(err.kind, ERROR_LOCKED);
	snprintf(expected, sizeof(expected), "%s is written by process %ld",
	    f.path, (long)getpid());
	ck_assert_str_eq(err.text, expected);
	ck_assert_ptr_null(second);
	fixture_close(&f);
}
END_TEST

START_TEST(the_lock_goes_with_its_holder)
{
	struct fixture f;
	int status;
	pid_t child;

	fixture_open(&f);
	store_close(f.store);
	f.store = NULL;
	child = fork();
	if (child == 0) {
		struct store *store;
		struct error err;

		if (!store_open_writer(&store, f.path, &err))
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	waitpid(child, &status, 0);
	ck_assert(WIFSIGNALED(status));
	fixture_reopen(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(who_asks_for_the_writer_keeps_none_out)
{
	char path[100];
	struct fixture f;
	int status, fd;
	pid_t child;

	fixture_open(&f);
	store_close(f.store);
	f.store = NULL;
	snprintf(path, sizeof(path), "%s/crier.lock", f.folder);
	child = fork();
	if (child == 0) {
		fd = open(path, O_RDONLY);
		for (;;) {
			flock(fd, LOCK_SH | LOCK_NB);
			flock(fd, LOCK_UN);
		}
	}
	for (int i = 0; i < 20; i++) {
		struct error err;

		CHECK_OK(store_open_writer(&f.store, f.path, &err), err);
		store_close(f.store);
		f.store = NULL;
	}
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	fixture_close(&f);
}
END_TEST

START_TEST(a_reader_sees_what_a_running_writer_commits)
{
	struct fixture f;
	struct store *reader;
	struct article article;
	struct error err;
	bool found;

	fixture_open(&f);
	CHECK_OK(store_open_reader(&reader, f.path, &err), err);
	fixture_entries(&f, &tide, 1);
	CHECK_OK(store_get_article(reader, 1, &f.arena, &article, &found, &err),
	    err);
	ck_assert(found);
	ck_assert(slice_eq(article.title, SLICE("High tide")));
	store_close(reader);
	fixture_close(&f);
}
END_TEST

START_TEST(a_reader_cannot_write)
{
	struct fixture f;
	struct store *reader;
	struct error err;

	fixture_open(&f);
	CHECK_OK(store_open_reader(&reader, f.path, &err), err);
	ck_assert(!store_begin(reader, &err));
	ck_assert(!store_execute(reader, "DELETE FROM feed", &err));
	store_close(reader);
	fixture_close(&f);
}
END_TEST

START_TEST(a_reader_wants_a_database)
{
	struct fixture f;
	struct store *reader;
	struct error err;
	char expected[200];

	fixture_open(&f);
	ck_assert(!store_open_reader(&reader, "/nonexistent/crier.db", &err));
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	ck_assert_str_eq(err.text,
	    "no database /nonexistent/crier.db; crierd makes it");
	store_close(f.store);
	f.store = NULL;
	ck_assert_int_eq(truncate(f.path, 0), 0);
	ck_assert(!store_open_reader(&reader, f.path, &err));
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	snprintf(expected, sizeof(expected), "%s is empty; crierd fills it",
	    f.path);
	ck_assert_str_eq(err.text, expected);
	fixture_close(&f);
}
END_TEST

/* Reads as a member of the group, who may not write the folder; 0: it could. */
static int
read_as_member(const char *path, const char *title)
{
	struct store *reader;
	struct article article;
	struct arena arena;
	struct error err;
	bool found;

	if (setgroups(0, NULL) != 0 || setgid(STRANGER) != 0 ||
	    setuid(STRANGER) != 0)
		return 2;
	if (!store_open_reader(&reader, path, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 3;
	}
	arena_init(&arena, 1 << 20);
	if (!store_get_article(reader, 1, &arena, &article, &found, &err) ||
	    !found || !slice_eq(article.title, slice_of(title))) {
		fprintf(stderr, "%s\n", err.text);
		return 4;
	}
	arena_finish(&arena);
	store_close(reader);
	return 0;
}

static void
check_member_reads(const struct fixture *f)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(read_as_member(f->path, "High tide"));
	waitpid(child, &status, 0);
	ck_assert_int_eq(status, 0);
}

static void
give_to_group(const char *path, mode_t mode)
{
	ck_assert_int_eq(chown(path, (uid_t)-1, STRANGER), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

START_TEST(a_member_of_the_group_reads_beside_a_writer_and_after_its_end)
{
	struct fixture f;
	char path[100];

	if (geteuid() != 0) {
		printf("skipped: only root can become another user\n");
		return;
	}
	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	give_to_group(f.folder, 0750);
	give_to_group(f.path, 0640);
	/* These follow the database's mode, and a setgid folder's group. */
	snprintf(path, sizeof(path), "%s-wal", f.path);
	give_to_group(path, 0640);
	snprintf(path, sizeof(path), "%s-shm", f.path);
	give_to_group(path, 0640);
	check_member_reads(&f);
	store_close(f.store);
	f.store = NULL;
	check_member_reads(&f);
	fixture_close(&f);
}
END_TEST

/* A folder that gives its group to what is made in it, and a usual umask: what
 * an administrator sets up, with nothing done by hand afterwards. */
START_TEST(new_files_are_the_groups_of_the_folder)
{
	struct fixture f;
	mode_t old;

	if (geteuid() != 0) {
		printf("skipped: only root can become another user\n");
		return;
	}
	fixture_open(&f);
	store_close(f.store);
	f.store = NULL;
	ck_assert_int_eq(unlink(f.path), 0);
	unlink(arena_format(&f.arena, "%s-wal", f.path));
	unlink(arena_format(&f.arena, "%s-shm", f.path));
	ck_assert_int_eq(chown(f.folder, (uid_t)-1, STRANGER), 0);
	ck_assert_int_eq(chmod(f.folder, 02750), 0);
	old = umask(027);
	fixture_reopen(&f);
	umask(old);
	fixture_sync(&f);
	fixture_entries(&f, &tide, 1);
	check_member_reads(&f);
	/* In the log and in the file. */
	store_tidy(f.store);
	check_member_reads(&f);
	store_close(f.store);
	f.store = NULL;
	check_member_reads(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(files_are_for_owner_and_group)
{
	static const char *const names[] = { "crier.db", "crier.db-wal",
		"crier.db-shm", "crier.lock" };
	struct fixture f;
	mode_t old = umask(0);

	fixture_open(&f);
	umask(old);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[100];
		struct stat st;

		snprintf(path, sizeof(path), "%s/%s", f.folder, names[i]);
		ck_assert_msg(stat(path, &st) == 0, "%s", path);
		ck_assert_msg((st.st_mode & 0777) == 0640, "%s has mode %o",
		    path, st.st_mode & 0777);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(settings_of_the_writer)
{
	static const struct {
		const char *pragma;
		int64_t value;
	} rows[] = {
		{ "PRAGMA synchronous", 2 },
		{ "PRAGMA foreign_keys", 1 },
		{ "PRAGMA wal_autocheckpoint", 0 },
		{ "PRAGMA trusted_schema", 0 },
		{ "PRAGMA cell_size_check", 1 },
		{ "PRAGMA auto_vacuum", 2 },
		{ "PRAGMA busy_timeout", 5000 },
		{ "PRAGMA application_id", 0x63726965 },
		{ "PRAGMA user_version", 2 },
	};
	struct fixture f;

	fixture_open(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		CHECK_SQL(&f, rows[i].pragma, rows[i].value);
	CHECK_TEXT(&f, "PRAGMA journal_mode", "wal");
	fixture_close(&f);
}
END_TEST

START_TEST(no_sql_may_load_code_or_change_the_schema_by_hand)
{
	struct fixture f;
	struct error err;

	fixture_open(&f);
	ck_assert(!store_execute(f.store, "SELECT load_extension('x')", &err));
	ck_assert(!store_execute(f.store,
	    "PRAGMA writable_schema = 1; "
	    "UPDATE sqlite_schema SET sql = '' WHERE name = 'feed'",
	    &err));
	ck_assert(
	    !store_execute(f.store, "DELETE FROM article_fts_data", &err));
	fixture_close(&f);
}
END_TEST

START_TEST(a_part_that_failed_is_undone_alone)
{
	struct fixture f;
	struct error err;

	fixture_open(&f);
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(part_begin(f.store, &err), err);
	fixture_run(&f, "INSERT INTO host VALUES ('kept', 1)");
	CHECK_OK(part_end(f.store, true, &err), err);
	CHECK_OK(part_begin(f.store, &err), err);
	fixture_run(&f, "INSERT INTO host VALUES ('undone', 1)");
	ck_assert(!part_end(f.store, false, &err));
	CHECK_OK(store_commit(f.store, &err), err);
	CHECK_TEXT(&f, "SELECT group_concat(name) FROM host", "kept");
	fixture_close(&f);
}
END_TEST

START_TEST(nothing_is_written_after_a_transaction_that_ended_by_itself)
{
	struct fixture f;
	struct error err;

	fixture_open(&f);
	CHECK_OK(store_begin(f.store, &err), err);
	fixture_run(&f, "ROLLBACK"); /* as SQLite does where the disk is full */
	ck_assert(!part_begin(f.store, &err));
	ck_assert_int_eq(err.kind, ERROR_STORE);
	ck_assert(!store_commit(f.store, &err));
	store_rollback(f.store);
	fixture_close(&f);
}
END_TEST

/* A child that is killed between two writes of one transaction. */
static void
die_in_a_transaction(struct fixture *f, int writes)
{
	struct error err;

	if (!store_open_writer(&f->store, f->path, &err) ||
	    !store_begin(f->store, &err))
		_exit(1);
	for (int i = 0; i < writes; i++)
		fixture_run(f,
		    "INSERT INTO host "
		    "SELECT 'h' || count(*), 1 FROM host");
	/* Cached pages go to the disk, as they do when they are many. */
	sqlite3_db_cacheflush(f->store->db);
	kill(getpid(), SIGKILL);
}

START_TEST(a_killed_transaction_leaves_nothing)
{
	struct fixture f;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	store_close(f.store);
	f.store = NULL;
	for (int writes = 1; writes < 40; writes += 13) {
		pid_t child = fork();
		int status;

		if (child == 0)
			die_in_a_transaction(&f, writes);
		waitpid(child, &status, 0);
		ck_assert(WIFSIGNALED(status));
	}
	fixture_reopen(&f);
	CHECK_SQL(&f, "SELECT count(*) FROM host", 0);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 1);
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

Suite *
store_suite(void)
{
	Suite *suite = suite_create("store");
	TCase *tcase = tcase_create("opening");

	tcase_add_test(tcase, a_second_writer_is_refused_by_the_first_ones_pid);
	tcase_add_test(tcase, the_lock_goes_with_its_holder);
	tcase_add_test(tcase, who_asks_for_the_writer_keeps_none_out);
	tcase_add_test(tcase, a_reader_sees_what_a_running_writer_commits);
	tcase_add_test(tcase, a_reader_cannot_write);
	tcase_add_test(tcase, a_reader_wants_a_database);
	tcase_add_test(tcase,
	    a_member_of_the_group_reads_beside_a_writer_and_after_its_end);
	tcase_add_test(tcase, new_files_are_the_groups_of_the_folder);
	tcase_add_test(tcase, files_are_for_owner_and_group);
	tcase_add_test(tcase, settings_of_the_writer);
	tcase_add_test(tcase,
	    no_sql_may_load_code_or_change_the_schema_by_hand);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("transactions");
	tcase_add_test(tcase, a_part_that_failed_is_undone_alone);
	tcase_add_test(tcase,
	    nothing_is_written_after_a_transaction_that_ended_by_itself);
	tcase_add_test(tcase, a_killed_transaction_leaves_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

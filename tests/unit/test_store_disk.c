#include <check.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store_fixture.h"
#include "tests/fault/fault_vfs.h"

Suite *store_disk_suite(void);

#define STRANGER 65534 /* nobody, nogroup */

static const struct fixture_entry tide = { .id = "1", .title = "High tide" };
static const struct fixture_entry ebb = { .id = "2", .title = "Low tide" };

/* What a disk may say, and what becomes of it. */
static const struct {
	const char *name;
	enum fault_operation operation;
	int rc, system;
	enum error_kind kind;
	const char *says;
} faults[] = {
	{ "full", FAULT_WRITE, SQLITE_FULL, ENOSPC, ERROR_FULL,
	    "no room on the disk for " },
	{ "unwritable", FAULT_WRITE, SQLITE_IOERR_WRITE, EIO, ERROR_IO,
	    "disk I/O error (778" },
	{ "read-only now", FAULT_WRITE, SQLITE_IOERR_WRITE, EROFS, ERROR_IO,
	    "disk I/O error (778" },
	{ "read-only", FAULT_WRITE, SQLITE_READONLY, EROFS, ERROR_UNAVAILABLE,
	    "cannot be written: it or its disk is read-only" },
	{ "unsynced", FAULT_SYNC, SQLITE_IOERR_FSYNC, EIO, ERROR_IO,
	    "disk I/O error (1034" },
};

static bool
try_commit(struct fixture *f, const struct fixture_entry *entry,
    struct error *err)
{
	struct fetch_result result = { .outcome = OUTCOME_MODIFIED };
	struct document *document = fixture_document(entry, 1);
	struct store_fetch fetch = {
		.feed = &f->feed,
		.state = &f->state,
		.result = &result,
		.document = document,
		.backlog_s = f->backlog_s,
		.now_at = f->now_at,
		.next_why = "interval",
	};
	struct store_counts counts;
	bool ok = store_begin(f->store, err);

	if (ok && !store_commit_fetch(f->store, &fetch, &counts, err)) {
		store_rollback(f->store);
		ok = false;
	}
	ok = ok && store_commit(f->store, err);
	document_free(document);
	return ok;
}

static struct fault_plan
plan_of(size_t fault, int64_t after, int64_t times)
{
	struct fault_plan plan = {
		.after = after,
		.times = times,
		.rc = faults[fault].rc,
		.system = faults[fault].system,
	};

	plan.fails[faults[fault].operation] = true;
	return plan;
}

/* One failing commit, then a sound one. False where none failed any more. */
static bool
check_survived(struct fixture *f, struct fault_vfs *disk, size_t fault,
    int64_t after)
{
	struct fault_plan plan = plan_of(fault, after, -1);
	struct error err;
	bool ok;

	fault_vfs_plan(disk, &plan);
	ok = try_commit(f, &tide, &err);
	fault_vfs_heal(disk);
	if (!ok) {
		ck_assert_msg(err.kind == faults[fault].kind &&
			strstr(err.text, faults[fault].says) != NULL,
		    "%s after %lld: %s", faults[fault].name, (long long)after,
		    err.text);
		CHECK_SQL(f, "SELECT count(*) FROM article", 0);
		/* The same connection goes on as if nothing had been. */
		CHECK_OK(try_commit(f, &tide, &err), err);
	}
	CHECK_SQL(f, "SELECT count(*) FROM article", 1);
	CHECK_SQL(f,
	    "SELECT count(*) FROM article_fts WHERE article_fts MATCH 'tide'",
	    1);
	fixture_check_integrity(f);
	return !ok;
}

START_TEST(a_commit_that_the_disk_refuses_is_undone_and_can_be_repeated)
{
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		int64_t after = 0;
		bool failed = true;

		for (; failed; after++) {
			struct fault_vfs disk;
			struct fixture f;

			fault_vfs_install(&disk);
			fixture_open(&f);
			failed = check_survived(&f, &disk, i, after);
			fixture_close(&f);
			fault_vfs_remove(&disk);
		}
		ck_assert_msg(after > 1, "%s: nothing failed", faults[i].name);
	}
}
END_TEST

/* Writes more than the cache holds, so that SQLite writes before the end. */
static bool
spill(struct fixture *f, struct error *err)
{
	fixture_run(f, "PRAGMA cache_size = 1");
	fixture_run(f, "PRAGMA cache_spill = 1");
	return store_execute(f->store,
	    "INSERT INTO meta WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
	    "SELECT i + 1 FROM n WHERE i < 100) "
	    "SELECT 'blob' || i, zeroblob(8000) FROM n",
	    err);
}

START_TEST(what_the_system_says_is_told)
{
	struct fault_plan plan = plan_of(2, 0, 1);
	struct fault_vfs disk;
	struct fixture f;
	struct error err;

	fault_vfs_install(&disk);
	fixture_open(&f);
	CHECK_OK(store_begin(f.store, &err), err);
	fault_vfs_plan(&disk, &plan);
	ck_assert(!spill(&f, &err));
	ck_assert_str_eq(err.text,
	    arena_format(&f.arena,
		"%s: disk I/O error (778, Read-only file system)", f.path));
	store_rollback(f.store);
	fixture_close(&f);
	fault_vfs_remove(&disk);
}
END_TEST

START_TEST(jobs_behind_the_failed_one_hear_why)
{
	struct fault_plan plan = plan_of(0, 0, 1);
	struct fault_vfs disk;
	struct fixture f;
	struct error err;

	fault_vfs_install(&disk);
	fixture_open(&f);
	CHECK_OK(store_begin(f.store, &err), err);
	fixture_run(&f, "INSERT INTO host VALUES ('a', 1)");
	fault_vfs_plan(&disk, &plan);
	/* SQLite gives the whole transaction up. */
	ck_assert(!spill(&f, &err));
	ck_assert_int_eq(err.kind, ERROR_FULL);
	fault_vfs_heal(&disk);
	ck_assert(sqlite3_get_autocommit(f.store->db));
	err.kind = ERROR_NONE;
	ck_assert(!part_begin(f.store, &err));
	ck_assert_int_eq(err.kind, ERROR_FULL);
	err.kind = ERROR_NONE;
	ck_assert(!store_commit(f.store, &err));
	ck_assert_int_eq(err.kind, ERROR_FULL);
	/* It is forgotten with its transaction. */
	CHECK_OK(store_begin(f.store, &err), err);
	fixture_run(&f, "ROLLBACK");
	ck_assert(!store_commit(f.store, &err));
	ck_assert_int_eq(err.kind, ERROR_STORE);
	fixture_close(&f);
	fault_vfs_remove(&disk);
}
END_TEST

START_TEST(a_checkpoint_that_fails_loses_nothing)
{
	struct fault_vfs disk;
	struct fixture f;
	struct error err;

	fault_vfs_install(&disk);
	for (int64_t after = 0; after < 3; after++) {
		struct fault_plan plan = plan_of(0, after, -1);

		fixture_open(&f);
		CHECK_OK(try_commit(&f, &tide, &err), err);
		f.store->wal_pages = LIMIT_STORE_WAL_IDLE + 1;
		fault_vfs_plan(&disk, &plan);
		store_tidy(f.store);
		ck_assert_int_gt(disk.failed, 0);
		fault_vfs_heal(&disk);
		CHECK_OK(try_commit(&f, &ebb, &err), err);
		fixture_reopen(&f);
		CHECK_SQL(&f, "SELECT count(*) FROM article", 2);
		fixture_check_integrity(&f);
		fixture_close(&f);
	}
	fault_vfs_remove(&disk);
}
END_TEST

/* Opens with the nth of these operations failing, then without. */
static bool
open_fails(struct fixture *f, struct fault_vfs *disk,
    const struct fault_plan *plan, const char *name)
{
	struct error err;
	bool ok;

	store_close(f->store);
	f->store = NULL;
	fault_vfs_plan(disk, plan);
	ok = store_open_writer(&f->store, f->path, &err);
	ck_assert_msg(ok ||
		(err.kind != ERROR_NONE && err.kind != ERROR_CORRUPT &&
		    strstr(err.text, f->path) != NULL),
	    "%s after %lld: %s", name, (long long)plan->after, err.text);
	fault_vfs_heal(disk);
	if (!ok)
		CHECK_OK(store_open_writer(&f->store, f->path, &err), err);
	CHECK_TEXT(f, "SELECT title FROM article", "High tide");
	return disk->failed > 0 || !ok;
}

START_TEST(an_opening_that_fails_can_be_repeated)
{
	static const struct {
		const char *name;
		enum fault_operation operation;
		int rc;
	} rows[] = {
		{ "open", FAULT_OPEN, SQLITE_CANTOPEN },
		{ "read", FAULT_READ, SQLITE_IOERR_READ },
		{ "write", FAULT_WRITE, SQLITE_FULL },
		{ "sync", FAULT_SYNC, SQLITE_IOERR_FSYNC },
		{ "wal-index", FAULT_LOG_INDEX, SQLITE_IOERR_SHMMAP },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fault_vfs disk;
		struct fixture f;
		struct error err;

		fault_vfs_install(&disk);
		fixture_open(&f);
		CHECK_OK(try_commit(&f, &tide, &err), err);
		for (int64_t after = 0; after < 12; after++) {
			struct fault_plan plan = { .after = after,
				.times = 1,
				.rc = rows[i].rc };

			plan.fails[rows[i].operation] = true;
			open_fails(&f, &disk, &plan, rows[i].name);
		}
		fixture_check_integrity(&f);
		fixture_close(&f);
		fault_vfs_remove(&disk);
	}
}
END_TEST

START_TEST(a_first_opening_that_fails_can_be_repeated)
{
	struct fault_vfs disk;
	bool failed = true;

	fault_vfs_install(&disk);
	for (int64_t after = 0; failed; after++) {
		struct fault_plan plan = plan_of(0, after, -1);
		struct fixture f;
		struct error err;

		ck_assert_int_lt(after, 1000); /* a hundred writes */
		fixture_open(&f);
		store_close(f.store);
		unlink(f.path);
		unlink(arena_format(&f.arena, "%s-wal", f.path));
		unlink(arena_format(&f.arena, "%s-shm", f.path));
		fault_vfs_plan(&disk, &plan);
		failed = !store_open_writer(&f.store, f.path, &err);
		fault_vfs_heal(&disk);
		if (failed) {
			ck_assert_int_eq(err.kind, ERROR_FULL);
			CHECK_OK(store_open_writer(&f.store, f.path, &err),
			    err);
		}
		fixture_check_integrity(&f);
		fixture_close(&f);
	}
	fault_vfs_remove(&disk);
}
END_TEST

/* 0: the opening failed as it should. */
static int
open_as_stranger(const char *path, const char *says)
{
	struct store *store;
	struct error err;

	if (setgroups(0, NULL) != 0 || setgid(STRANGER) != 0 ||
	    setuid(STRANGER) != 0)
		return 2;
	if (store_open_writer(&store, path, &err))
		return 3;
	fprintf(stderr, "%s\n", err.text);
	return err.kind != ERROR_UNAVAILABLE || strstr(err.text, says) == NULL;
}

START_TEST(a_file_that_may_only_be_read_is_no_writers)
{
	struct fixture f;
	const char *lock;
	pid_t child;
	int status;

	if (geteuid() != 0) {
		printf("skipped: only root can become another user\n");
		return;
	}
	fixture_open(&f);
	store_close(f.store);
	f.store = NULL;
	lock = arena_format(&f.arena, "%s/crier.lock", f.folder);
	ck_assert_int_eq(chmod(f.folder, 0777), 0);
	ck_assert_int_eq(chmod(lock, 0666), 0);
	ck_assert_int_eq(chmod(f.path, 0444), 0);
	child = fork();
	if (child == 0)
		_exit(open_as_stranger(f.path,
		    "cannot be written by this user, or its disk is "
		    "read-only"));
	waitpid(child, &status, 0);
	ck_assert_int_eq(status, 0);
	fixture_close(&f);
}
END_TEST

Suite *
store_disk_suite(void)
{
	Suite *suite = suite_create("store_disk");
	TCase *tcase = tcase_create("store_disk");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase,
	    a_commit_that_the_disk_refuses_is_undone_and_can_be_repeated);
	tcase_add_test(tcase, what_the_system_says_is_told);
	tcase_add_test(tcase, jobs_behind_the_failed_one_hear_why);
	tcase_add_test(tcase, a_checkpoint_that_fails_loses_nothing);
	tcase_add_test(tcase, an_opening_that_fails_can_be_repeated);
	tcase_add_test(tcase, a_first_opening_that_fails_can_be_repeated);
	tcase_add_test(tcase, a_file_that_may_only_be_read_is_no_writers);
	suite_add_tcase(suite, tcase);
	return suite;
}

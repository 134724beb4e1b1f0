#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store/upkeep.h"
#include "store_fixture.h"

Suite *upkeep_suite(void);

#define PAGE 8192

static const struct fixture_entry tide = { .id = "1", .title = "High tide" };

/* Rows of a page each, that stand in the log afterwards. */
static void
write_pages(struct fixture *f, int count)
{
	struct error err;

	CHECK_OK(store_begin(f->store, &err), err);
	fixture_run(f, "DELETE FROM meta WHERE key LIKE 'blob%'");
	fixture_run(f,
	    arena_format(&f->arena,
		"INSERT INTO meta WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
		"SELECT i + 1 FROM n WHERE i < %d) "
		"SELECT 'blob' || i, zeroblob(8000) FROM n",
		count));
	CHECK_OK(store_commit(f->store, &err), err);
}

static struct store *
open_old_state(struct fixture *f)
{
	struct store *reader;
	struct error err;

	CHECK_OK(store_open_reader(&reader, f->path, &err), err);
	CHECK_OK(store_execute(reader, "BEGIN; SELECT count(*) FROM article",
		     &err),
	    err);
	return reader;
}

/* ---- the log ------------------------------------------------------------------------ */

START_TEST(tidying_moves_the_log_and_gives_pages_back)
{
	struct fixture f;
	int64_t pages;

	fixture_open(&f);
	write_pages(&f, 1500);
	ck_assert_int_gt(f.store->wal_pages, LIMIT_STORE_WAL_IDLE);
	store_tidy(f.store);
	ck_assert_int_eq(f.store->wal_pages, 0);
	fixture_run(&f, "DELETE FROM meta WHERE key LIKE 'blob%'");
	pages = fixture_int(&f, "PRAGMA freelist_count");
	ck_assert_int_gt(pages, LIMIT_STORE_FREE_PAGES);
	store_tidy(f.store);
	CHECK_SQL(&f, "PRAGMA freelist_count", pages - LIMIT_STORE_VACUUM);
	fixture_close(&f);
}
END_TEST

START_TEST(a_commit_leaves_a_short_log_alone)
{
	struct fixture f;

	fixture_open(&f);
	write_pages(&f, LIMIT_STORE_WAL_IDLE * 2);
	ck_assert_int_gt(f.store->wal_pages, LIMIT_STORE_WAL_IDLE * 2);
	fixture_close(&f);
}
END_TEST

START_TEST(a_commit_brings_a_long_log_home_and_begins_it_anew)
{
	struct fixture f;
	int64_t pid;

	fixture_open(&f);
	write_pages(&f, LIMIT_STORE_WAL_PAGES + 100);
	ck_assert_int_eq(f.store->wal_pages, 0);
	ck_assert_int_eq(store_log_held(f.store, &pid), 0);
	/* The next commit stands at the log's beginning. */
	write_pages(&f, 1);
	ck_assert_int_lt(f.store->wal_pages, LIMIT_STORE_WAL_PAGES + 100);
	ck_assert_int_eq(f.store->wal_try_at, LIMIT_STORE_WAL_PAGES);
	CHECK_SQL(&f, "PRAGMA busy_timeout", LIMIT_STORE_BUSY_MS);
	fixture_close(&f);
}
END_TEST

START_TEST(a_reader_holds_the_log_back_but_not_every_commit)
{
	struct fixture f;
	struct store *reader;
	int64_t pid;
	int pages, try_at;

	fixture_open(&f);
	write_pages(&f, 1);
	reader = open_old_state(&f);
	write_pages(&f, LIMIT_STORE_WAL_PAGES + 100);
	pages = f.store->wal_pages;
	try_at = f.store->wal_try_at;
	ck_assert_int_gt(pages, LIMIT_STORE_WAL_PAGES);
	ck_assert_int_eq(f.store->wal_held, pages);
	ck_assert_int_eq(try_at, pages + LIMIT_STORE_WAL_STEP);
	/* It is no news yet. */
	ck_assert_int_eq(store_log_held(f.store, &pid), 0);
	fixture_run(&f, "DELETE FROM meta WHERE key = 'blob1'");
	log_trim(f.store);
	ck_assert_int_eq(f.store->wal_try_at, try_at);
	/* One that has grown by that much tries again. */
	f.store->wal_pages = try_at;
	log_trim(f.store);
	ck_assert_int_eq(f.store->wal_try_at, try_at + LIMIT_STORE_WAL_STEP);
	store_close(reader);
	f.store->wal_pages = f.store->wal_try_at;
	log_trim(f.store);
	ck_assert_int_eq(f.store->wal_pages, 0);
	ck_assert_int_eq(f.store->wal_held, 0);
	fixture_close(&f);
}
END_TEST

START_TEST(a_log_that_a_reader_still_needs_is_not_begun_anew)
{
	struct fixture f;
	struct store *reader;

	fixture_open(&f);
	write_pages(&f, 10);
	/* It sees all that is in the log: that can come home, but stays. */
	reader = open_old_state(&f);
	f.store->wal_pages = LIMIT_STORE_WAL_PAGES + 1;
	log_trim(f.store);
	ck_assert_int_eq(f.store->wal_held, LIMIT_STORE_WAL_PAGES + 1);
	store_close(reader);
	fixture_close(&f);
}
END_TEST

/* A process of its own that reads an old state until it is told to end. */
static pid_t
start_reader(struct fixture *f, int *until)
{
	int ready[2], end[2];
	char byte;
	pid_t child;

	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(end), 0);
	child = fork();
	if (child == 0) {
		close(end[1]);
		open_old_state(f);
		if (write(ready[1], "r", 1) != 1 || read(end[0], &byte, 1) != 0)
			_exit(1);
		_exit(0);
	}
	close(ready[1]);
	close(end[0]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	*until = end[1];
	return child;
}

START_TEST(a_log_that_was_held_back_for_long_names_who_reads)
{
	struct fixture f;
	struct store *reader;
	int64_t pid, page;
	pid_t child;
	int until;

	fixture_open(&f);
	store_close(f.store);
	f.store = NULL;
	child = start_reader(&f, &until);
	fixture_reopen(&f);
	page = fixture_int(&f, "PRAGMA page_size");
	ck_assert_int_eq(page, PAGE);
	f.store->wal_held = LIMIT_STORE_WAL_HELD - 1;
	ck_assert_int_eq(store_log_held(f.store, &pid), 0);
	ck_assert_int_eq(pid, 0);
	f.store->wal_held = LIMIT_STORE_WAL_HELD;
	ck_assert_int_eq(store_log_held(f.store, &pid),
	    LIMIT_STORE_WAL_HELD * page);
	ck_assert_int_eq(pid, child);
	close(until);
	waitpid(child, NULL, 0);
	/* This process is not told to end itself. */
	reader = open_old_state(&f);
	store_log_held(f.store, &pid);
	ck_assert_int_eq(pid, 0);
	store_close(reader);
	fixture_close(&f);
}
END_TEST

/* ---- after an unclean end --------------------------------------------------------------- */

static void
die(const char *path)
{
	struct store *store;
	struct error err;

	if (store_open_writer(&store, path, &err))
		kill(getpid(), SIGKILL);
	_exit(1);
}

static void
be_killed(struct fixture *f)
{
	pid_t child;
	int status;

	store_close(f->store);
	f->store = NULL;
	child = fork();
	if (child == 0)
		die(f->path);
	waitpid(child, &status, 0);
	ck_assert(WIFSIGNALED(status));
}

START_TEST(an_end_in_order_needs_no_look)
{
	struct store_opening opening;
	struct fixture f;

	fixture_open(&f);
	opening = store_get_opening(f.store);
	ck_assert(!opening.unclean && !opening.checked);
	fixture_reopen(&f);
	opening = store_get_opening(f.store);
	ck_assert(!opening.unclean && !opening.checked);
	fixture_close(&f);
}
END_TEST

START_TEST(after_a_kill_the_database_is_looked_over_once)
{
	struct store_opening opening;
	struct fixture f;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	be_killed(&f);
	fixture_reopen(&f);
	opening = store_get_opening(f.store);
	ck_assert(opening.unclean && opening.checked);
	ck_assert_int_ge(opening.check_ms, 0);
	fixture_reopen(&f);
	opening = store_get_opening(f.store);
	ck_assert(!opening.unclean && !opening.checked);
	fixture_close(&f);
}
END_TEST

/* Makes every entry of an index point to where nothing is. */
static void
damage(const struct fixture *f, int64_t page)
{
	unsigned char bytes[PAGE];
	int fd = open(f->path, O_WRONLY);

	memset(bytes, 0xa5, sizeof(bytes));
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, bytes, sizeof(bytes), (page - 1) * PAGE),
	    PAGE);
	close(fd);
}

START_TEST(damage_is_found_after_a_kill_and_stays_found)
{
	struct fixture f;
	struct error err;
	int64_t page;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	page = fixture_int(&f,
	    "SELECT rootpage FROM sqlite_schema WHERE name = 'article_uid'");
	be_killed(&f);
	damage(&f, page);
	/* Not looked at, not found: the page may never be asked for. */
	for (int i = 0; i < 2; i++) {
		ck_assert(!store_open_writer(&f.store, f.path, &err));
		ck_assert_int_eq(err.kind, ERROR_CORRUPT);
		ck_assert_ptr_nonnull(
		    strstr(err.text, "stop crierd and use crier recover"));
		ck_assert_ptr_nonnull(strstr(err.text, f.path));
	}
	fixture_close(&f);
}
END_TEST

START_TEST(nothing_is_written_once_damage_was_met)
{
	struct store_opening opening;
	struct fixture f;
	struct error err;
	int64_t page;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	page = fixture_int(&f,
	    "SELECT rootpage FROM sqlite_schema WHERE name = 'article_uid'");
	store_close(f.store);
	damage(&f, page);
	CHECK_OK(store_open_writer(&f.store, f.path, &err), err);
	CHECK_OK(store_begin(f.store, &err), err);
	ck_assert(!store_execute(f.store,
	    "UPDATE article SET uid = 'x' WHERE id = 1", &err));
	ck_assert_int_eq(err.kind, ERROR_CORRUPT);
	store_rollback(f.store);
	ck_assert(!store_begin(f.store, &err));
	ck_assert_int_eq(err.kind, ERROR_CORRUPT);
	store_tidy(f.store);
	/* Who comes next looks for himself. */
	store_close(f.store);
	ck_assert(!store_open_writer(&f.store, f.path, &err));
	ck_assert_int_eq(err.kind, ERROR_CORRUPT);
	/* What is not damaged can be read. */
	CHECK_OK(store_open_reader(&f.store, f.path, &err), err);
	CHECK_TEXT(&f, "SELECT title FROM article", "High tide");
	opening = store_get_opening(f.store);
	ck_assert(!opening.unclean);
	fixture_close(&f);
}
END_TEST

Suite *
upkeep_suite(void)
{
	Suite *suite = suite_create("upkeep");
	TCase *tcase = tcase_create("log");

	tcase_add_test(tcase, tidying_moves_the_log_and_gives_pages_back);
	tcase_add_test(tcase, a_commit_leaves_a_short_log_alone);
	tcase_add_test(tcase,
	    a_commit_brings_a_long_log_home_and_begins_it_anew);
	tcase_add_test(tcase, a_reader_holds_the_log_back_but_not_every_commit);
	tcase_add_test(tcase,
	    a_log_that_a_reader_still_needs_is_not_begun_anew);
	tcase_add_test(tcase,
	    a_log_that_was_held_back_for_long_names_who_reads);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("soundness");
	tcase_add_test(tcase, an_end_in_order_needs_no_look);
	tcase_add_test(tcase, after_a_kill_the_database_is_looked_over_once);
	tcase_add_test(tcase, damage_is_found_after_a_kill_and_stays_found);
	tcase_add_test(tcase, nothing_is_written_once_damage_was_met);
	suite_add_tcase(suite, tcase);
	return suite;
}

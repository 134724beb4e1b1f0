#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *backup_suite(void);

static const struct fixture_entry tide = { .id = "1", .title = "Tide" };

static const char *
path_in(struct fixture *f, const char *name)
{
	return arena_format(&f->arena, "%s/%s", f->folder, name);
}

/* Files of the folder whose names begin with "copy". */
static int
count_copies(struct fixture *f)
{
	DIR *dir = opendir(f->folder);
	struct dirent *entry;
	int count = 0;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL)
		count += strncmp(entry->d_name, "copy", 4) == 0;
	closedir(dir);
	return count;
}

static void
check_copy(struct fixture *f, const char *path)
{
	struct store *copy;
	struct stat st;
	struct error err;
	sqlite3 *db = f->store->db;

	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	CHECK_OK(store_open_reader(&copy, path, &err), err);
	f->store->db = copy->db;
	CHECK_TEXT(f, "SELECT title FROM v1_articles", "Tide");
	CHECK_SQL(f,
	    "SELECT count(*) FROM article_fts WHERE article_fts MATCH 'tide'",
	    1);
	f->store->db = db;
	ck_assert_str_eq(copy->instance, f->store->instance);
	store_close(copy);
}

START_TEST(a_copy_is_whole_and_for_its_owner)
{
	struct store *reader;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	CHECK_OK(store_backup(f.store, path_in(&f, "copy-1"), &err), err);
	check_copy(&f, path_in(&f, "copy-1"));
	CHECK_OK(store_open_reader(&reader, f.path, &err), err);
	CHECK_OK(store_backup(reader, path_in(&f, "copy-2"), &err), err);
	check_copy(&f, path_in(&f, "copy-2"));
	/* It still only reads. */
	ck_assert(!store_execute(reader, "CREATE TEMP TABLE t (x)", &err));
	store_close(reader);
	ck_assert_int_eq(count_copies(&f), 2);
	/* The writer goes on as before. */
	f.now_at++;
	fixture_entries(&f, &tide, 1);
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(a_copy_can_take_the_place_of_the_database)
{
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	CHECK_OK(store_backup(f.store, path_in(&f, "copy"), &err), err);
	store_close(f.store);
	unlink(path_in(&f, "crier.db-wal"));
	unlink(path_in(&f, "crier.db-shm"));
	ck_assert_int_eq(rename(path_in(&f, "copy"), f.path), 0);
	CHECK_OK(store_open_writer(&f.store, f.path, &err), err);
	ck_assert_uint_eq(fixture_entries(&f, &tide, 1).fresh, 0);
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(a_copy_replaces_nothing)
{
	struct fixture f;
	struct error err;
	const char *path, *text;
	int fd;

	fixture_open(&f);
	path = path_in(&f, "copy");
	text = arena_format(&f.arena,
	    "%s exists already; a copy replaces nothing", path);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert(!store_backup(f.store, path, &err));
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_str_eq(err.text, text);
	unlink(path);
	/* Nor does it follow a link to what is not there. */
	ck_assert_int_eq(symlink("copy-of-others", path), 0);
	ck_assert(!store_backup(f.store, path, &err));
	ck_assert_str_eq(err.text, text);
	ck_assert_int_eq(count_copies(&f), 1);
	fixture_close(&f);
}
END_TEST

START_TEST(a_copy_that_fails_leaves_nothing)
{
	struct fixture f;
	struct error err;
	const char *path;

	fixture_open(&f);
	path = path_in(&f, "none/copy");
	ck_assert(!store_backup(f.store, path, &err));
	ck_assert_int_eq(err.kind, ERROR_IO);
	ck_assert_str_eq(err.text,
	    arena_format(&f.arena, "%s: No such file or directory", path));
	/* In a transaction SQLite refuses to make one. */
	CHECK_OK(store_begin(f.store, &err), err);
	ck_assert(!store_backup(f.store, path_in(&f, "copy"), &err));
	ck_assert_int_eq(err.kind, ERROR_STORE);
	store_rollback(f.store);
	ck_assert_int_eq(count_copies(&f), 0);
	fixture_close(&f);
}
END_TEST

START_TEST(a_path_is_a_path_and_no_uri)
{
	char here[4096];
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	ck_assert_int_eq(chdir(f.folder), 0);
	CHECK_OK(store_backup(f.store, "file:copy?mode=memory", &err), err);
	ck_assert_int_eq(access("file:copy?mode=memory", R_OK), 0);
	CHECK_OK(store_backup(f.store, "copy", &err), err);
	check_copy(&f, "copy");
	ck_assert_int_eq(chdir(here), 0);
	fixture_close(&f);
}
END_TEST

Suite *
backup_suite(void)
{
	Suite *suite = suite_create("backup");
	TCase *tcase = tcase_create("backup");

	tcase_add_test(tcase, a_copy_is_whole_and_for_its_owner);
	tcase_add_test(tcase, a_copy_can_take_the_place_of_the_database);
	tcase_add_test(tcase, a_copy_replaces_nothing);
	tcase_add_test(tcase, a_copy_that_fails_leaves_nothing);
	tcase_add_test(tcase, a_path_is_a_path_and_no_uri);
	suite_add_tcase(suite, tcase);
	return suite;
}

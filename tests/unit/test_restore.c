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
#include "store/loss.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *restore_suite(void);

#define DAY_S INT64_C(86400)

static const char *hooks[] = { "bell" };
static const struct topic boats = { .name = "boats",
	.query = "boat",
	.hooks = hooks,
	.hook_count = 1 };
static const struct fixture_entry day_one[] = {
	{ .id = "1", .title = "A boat" },
};
static const struct fixture_entry day_two[] = {
	{ .id = "2", .title = "Another boat" },
	{ .id = "1", .title = "A boat" },
};
static const struct fixture_entry day_three[] = {
	{ .id = "3", .title = "A third boat" },
	{ .id = "2", .title = "Another boat" },
	{ .id = "1", .title = "A boat" },
};

static const char *
path_in(struct fixture *f, const char *name)
{
	return arena_format(&f->arena, "%s/%s", f->folder, name);
}

/* A feed that has been polled once, and a copy of the database then. */
static void
open_with_copy(struct fixture *f)
{
	struct error err;

	fixture_open(f);
	f->fire_on_first = true;
	f->state.etag = "\"one\"";
	f->state.last_modified = "yesterday";
	f->state.body_hash = "abc";
	f->state.lifetime_s = 600;
	f->state.last_ok_at = f->now_at;
	fixture_topics(f, &boats, 1);
	fixture_entries(f, day_one, ARRAY_LEN(day_one));
	CHECK_OK(store_backup(f->store, path_in(f, "copy"), &err), err);
	f->now_at += DAY_S;
	f->state.last_ok_at = f->now_at;
	fixture_entries(f, day_two, ARRAY_LEN(day_two));
}

static bool
restore(struct fixture *f, const char *file, struct store_rescued *rescued,
    struct error *err)
{
	struct store_restore request = { f->path, file, f->now_at };

	store_close(f->store);
	f->store = NULL;
	return store_restore(&request, rescued, err);
}

static void
go_on(struct fixture *f)
{
	struct error err;

	CHECK_OK(store_open_writer(&f->store, f->path, &err), err);
	fixture_topics(f, &boats, 1);
}

START_TEST(the_copy_takes_the_place_and_the_old_one_stays)
{
	struct store_rescued rescued;
	struct fixture f;
	struct stat st;
	struct error err;
	const char *key, *kept;

	open_with_copy(&f);
	key = fixture_text(&f, "SELECT key FROM delivery WHERE id = 1");
	f.now_at += DAY_S;
	CHECK_OK(restore(&f, path_in(&f, "copy"), &rescued, &err), err);
	ck_assert_int_eq(rescued.articles, 1);
	ck_assert_int_eq(rescued.held, 1);
	ck_assert_int_eq(rescued.last_at, FIXTURE_NOW);
	kept = path_in(&f, "crier.db.before-restore");
	ck_assert_str_eq(rescued.kept, kept);
	ck_assert_int_eq(stat(f.path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
	go_on(&f);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 1);
	CHECK_TEXT(&f, "SELECT key FROM delivery", key);
	fixture_check_integrity(&f);
	/* The writer ended in order. */
	ck_assert(!store_get_opening(f.store).unclean);
	store_close(f.store);
	CHECK_OK(store_open_reader(&f.store, kept, &err), err);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 2);
	fixture_close(&f);
}
END_TEST

START_TEST(nothing_fires_again_before_a_person_says_so)
{
	struct store_rescued rescued;
	struct fixture f;
	struct error err;

	open_with_copy(&f);
	f.now_at += DAY_S;
	CHECK_OK(restore(&f, path_in(&f, "copy"), &rescued, &err), err);
	go_on(&f);
	CHECK_TEXT(&f, "SELECT state || ', ' || held_why FROM delivery",
	    "held, restored from a copy");
	/* The next document brings what was lost, and may be old news. */
	f.state.last_ok_at = f.now_at;
	ck_assert_uint_eq(fixture_entries(&f, day_two, 2).matched, 1);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE state = 'held'", 2);
	CHECK_TEXT(&f, "SELECT held_why FROM delivery WHERE id = 2",
	    "restored from a copy");
	/* From then on all is as ever. */
	f.now_at += 600;
	f.state.last_ok_at = f.now_at;
	ck_assert_uint_eq(fixture_entries(&f, day_three, 3).deliveries, 1);
	CHECK_TEXT(&f, "SELECT state FROM delivery WHERE id = 3", "waiting");
	fixture_close(&f);
}
END_TEST

START_TEST(what_was_at_its_end_stays_there)
{
	struct store_rescued rescued;
	struct fixture f;
	struct error err;

	open_with_copy(&f);
	unlink(path_in(&f, "copy"));
	fixture_run(&f, "UPDATE delivery SET state = 'done' WHERE id = 1");
	fixture_run(&f, "UPDATE delivery SET state = 'dead' WHERE id = 2");
	f.now_at++;
	fixture_entries(&f, day_three, 3);
	fixture_run(&f, "UPDATE delivery SET state = 'running' WHERE id = 3");
	CHECK_OK(store_backup(f.store, path_in(&f, "copy"), &err), err);
	CHECK_OK(restore(&f, path_in(&f, "copy"), &rescued, &err), err);
	ck_assert_int_eq(rescued.held, 1);
	go_on(&f);
	CHECK_TEXT(&f, "SELECT group_concat(state) FROM delivery",
	    "done,dead,held");
	fixture_close(&f);
}
END_TEST

START_TEST(no_304_hides_what_was_lost)
{
	struct store_rescued rescued;
	struct fixture f;
	struct error err;

	open_with_copy(&f);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM feed WHERE etag IS NOT NULL "
	    "AND body_hash IS NOT NULL AND lifetime_s > 0",
	    1);
	CHECK_OK(restore(&f, path_in(&f, "copy"), &rescued, &err), err);
	go_on(&f);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM feed WHERE etag IS NULL AND "
	    "last_modified IS NULL AND validator_url IS NULL AND "
	    "body_hash IS NULL AND lifetime_s = 0",
	    1);
	fixture_close(&f);
}
END_TEST

START_TEST(old_ones_are_never_written_over)
{
	struct store_rescued rescued;
	struct fixture f;
	struct error err;

	open_with_copy(&f);
	CHECK_OK(restore(&f, path_in(&f, "copy"), &rescued, &err), err);
	CHECK_OK(restore(&f, path_in(&f, "copy"), &rescued, &err), err);
	ck_assert_str_eq(rescued.kept,
	    path_in(&f, "crier.db.before-restore-2"));
	CHECK_OK(restore(&f, path_in(&f, "crier.db.before-restore"), &rescued,
		     &err),
	    err);
	ck_assert_str_eq(rescued.kept,
	    path_in(&f, "crier.db.before-restore-3"));
	go_on(&f);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 2);
	fixture_close(&f);
}
END_TEST

START_TEST(a_database_that_is_gone_comes_back)
{
	struct store_rescued rescued;
	struct fixture f;
	struct error err;

	open_with_copy(&f);
	store_close(f.store);
	f.store = NULL;
	unlink(f.path);
	unlink(path_in(&f, "crier.db-wal"));
	unlink(path_in(&f, "crier.db-shm"));
	CHECK_OK(restore(&f, path_in(&f, "copy"), &rescued, &err), err);
	ck_assert_str_eq(rescued.kept, "");
	go_on(&f);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 1);
	fixture_close(&f);
}
END_TEST

/* The log of a killed writer must not be taken for the new file's. */
START_TEST(a_log_that_was_left_is_the_old_ones)
{
	struct store_rescued rescued;
	struct fixture f;
	struct error err;
	const char *wal;
	char *bytes;
	size_t size;
	FILE *file;

	open_with_copy(&f);
	wal = path_in(&f, "crier.db-wal");
	file = fopen(wal, "r");
	bytes = malloc(1 << 20);
	size = fread(bytes, 1, 1 << 20, file);
	ck_assert_uint_gt(size, 0);
	fclose(file);
	store_close(f.store);
	f.store = NULL;
	file = fopen(wal, "w");
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	fclose(file);
	free(bytes);
	CHECK_OK(restore(&f, path_in(&f, "copy"), &rescued, &err), err);
	ck_assert_int_ne(access(wal, F_OK), 0);
	go_on(&f);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 1);
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

static void
overwrite(const char *path, long at, const char *text)
{
	FILE *file = fopen(path, "r+");

	ck_assert_ptr_nonnull(file);
	fseek(file, at, SEEK_SET);
	fputs(text, file);
	fclose(file);
}

/* Names in the folder, so that no temporary one is overlooked. */
static int
count_files(struct fixture *f)
{
	DIR *dir = opendir(f->folder);
	struct dirent *entry;
	int count = 0;

	while ((entry = readdir(dir)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

START_TEST(what_is_no_good_copy_changes_nothing)
{
	struct store_rescued rescued;
	struct fixture f;
	struct error err;
	int files;

	open_with_copy(&f);
	close(open(path_in(&f, "empty"), O_CREAT | O_WRONLY, 0600));
	overwrite(path_in(&f, "copy"), 3 * 8192, "damaged, damaged, damaged");
	close(open(path_in(&f, "garbage"), O_CREAT | O_WRONLY, 0600));
	for (int i = 0; i < 100; i++)
		overwrite(path_in(&f, "garbage"), i * 100L,
		    "this is no database at all");
	store_close(f.store);
	f.store = NULL;
	files = count_files(&f);
	{
		const struct {
			const char *file;
			enum error_kind kind;
			const char *says;
		} rows[] = {
			{ path_in(&f, "none"), ERROR_INPUT,
			    "No such file or directory" },
			{ path_in(&f, "empty"), ERROR_INPUT,
			    "is empty: no database of crier" },
			{ path_in(&f, "copy"), ERROR_CORRUPT, "is damaged" },
			{ path_in(&f, "garbage"), ERROR_CORRUPT,
			    "file is not a database" },
			{ f.path, ERROR_INPUT, "is the database itself" },
		};

		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			ck_assert(!restore(&f, rows[i].file, &rescued, &err));
			ck_assert_msg(err.kind == rows[i].kind &&
				strstr(err.text, rows[i].says) != NULL,
			    "%s", err.text);
			ck_assert_int_eq(count_files(&f), files);
		}
	}
	go_on(&f);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 2);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE state = 'held'", 0);
	fixture_close(&f);
}
END_TEST

/* A copy of the rows alone would not have met it. */
START_TEST(a_copy_with_a_damaged_index_is_no_good)
{
	struct store_rescued rescued;
	struct fixture f;
	struct store *copy, *own;
	struct error err;
	int64_t page;

	open_with_copy(&f);
	own = f.store;
	CHECK_OK(store_open_reader(&copy, path_in(&f, "copy"), &err), err);
	f.store = copy;
	page = fixture_int(&f,
	    "SELECT rootpage FROM sqlite_schema WHERE name = 'article_uid'");
	f.store = own;
	store_close(copy);
	overwrite(path_in(&f, "copy"), (long)(page - 1) * 8192,
	    "damaged, damaged, damaged");
	ck_assert(!restore(&f, path_in(&f, "copy"), &rescued, &err));
	ck_assert_int_eq(err.kind, ERROR_CORRUPT);
	fixture_close(&f);
}
END_TEST

START_TEST(a_running_writer_is_left_alone)
{
	struct store_restore request;
	struct store_rescued rescued;
	struct fixture f;
	struct error err;

	open_with_copy(&f);
	request = (struct store_restore){ f.path, path_in(&f, "copy"),
		f.now_at };
	ck_assert(!store_restore(&request, &rescued, &err));
	ck_assert_int_eq(err.kind, ERROR_LOCKED);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 2);
	fixture_close(&f);
}
END_TEST

Suite *
restore_suite(void)
{
	Suite *suite = suite_create("restore");
	TCase *tcase = tcase_create("restore");

	tcase_add_test(tcase, the_copy_takes_the_place_and_the_old_one_stays);
	tcase_add_test(tcase, nothing_fires_again_before_a_person_says_so);
	tcase_add_test(tcase, what_was_at_its_end_stays_there);
	tcase_add_test(tcase, no_304_hides_what_was_lost);
	tcase_add_test(tcase, old_ones_are_never_written_over);
	tcase_add_test(tcase, a_database_that_is_gone_comes_back);
	tcase_add_test(tcase, a_log_that_was_left_is_the_old_ones);
	tcase_add_test(tcase, what_is_no_good_copy_changes_nothing);
	tcase_add_test(tcase, a_copy_with_a_damaged_index_is_no_good);
	tcase_add_test(tcase, a_running_writer_is_left_alone);
	suite_add_tcase(suite, tcase);
	return suite;
}

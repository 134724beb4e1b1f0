#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler.h"
#include "store/snapshot.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *snapshot_suite(void);

#define DAY_S INT64_C(86400)

static const struct fixture_entry tide = { .id = "1", .title = "Tide" };

static bool
take(struct fixture *f, size_t keep)
{
	struct store_snapshot snapshot = { f->path, keep, f->now_at };
	struct error err;
	bool made;

	CHECK_OK(store_snapshot(&snapshot, &made, &err), err);
	return made;
}

/* The names in the folder, in order. */
static const char *
names_in(struct fixture *f)
{
	struct dirent **entries;
	const char *text = "";
	int count = scandir(arena_format(&f->arena, "%s/snapshots", f->folder),
	    &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		if (entries[i]->d_name[0] != '.')
			text = arena_format(&f->arena, "%s%s%s", text,
			    *text == '\0' ? "" : " ", entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return text;
}

static void
put_file(struct fixture *f, const char *name)
{
	const char *path = arena_format(&f->arena, "%s/snapshots/%s", f->folder,
	    name);
	int fd = open(path, O_CREAT | O_WRONLY, 0600);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void
finish(struct fixture *f)
{
	const char *folder = arena_format(&f->arena, "%s/snapshots", f->folder);
	const char *names = names_in(f);
	struct slice rest = slice_of(names), name;

	while (slice_cut(&rest, ' ', &name))
		unlink(arena_format(&f->arena, "%s/%.*s", folder,
		    SLICE_FMT(name)));
	rmdir(folder);
	fixture_close(f);
}

START_TEST(one_a_day_and_the_newest_are_kept)
{
	struct fixture f;
	struct stat st;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	ck_assert(take(&f, 3));
	ck_assert(!take(&f, 3));
	f.now_at += DAY_S - 8 * 3600 - 1; /* the last second of that day */
	ck_assert(!take(&f, 3));
	for (int day = 0; day < 3; day++, f.now_at += DAY_S) {
		f.now_at += day == 0;
		ck_assert(take(&f, 3));
	}
	ck_assert_str_eq(names_in(&f),
	    "crier-20270116.db crier-20270117.db crier-20270118.db");
	ck_assert_int_eq(stat(arena_format(&f.arena,
				  "%s/snapshots/crier-20270118.db", f.folder),
			     &st),
	    0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	ck_assert_int_eq(stat(arena_format(&f.arena, "%s/snapshots", f.folder),
			     &st),
	    0);
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	f.now_at -= DAY_S;
	ck_assert(!take(&f, 1));
	ck_assert_str_eq(names_in(&f), "crier-20270118.db");
	finish(&f);
}
END_TEST

START_TEST(a_snapshot_is_the_database_of_its_moment)
{
	struct fixture f;
	struct store *copy;
	struct article article;
	struct error err;
	bool found;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	ck_assert(take(&f, 3));
	CHECK_OK(store_open_reader(&copy,
		     arena_format(&f.arena, "%s/snapshots/crier-20270115.db",
			 f.folder),
		     &err),
	    err);
	CHECK_OK(store_get_article(copy, 1, &f.arena, &article, &found, &err),
	    err);
	ck_assert(found);
	store_close(copy);
	/* The writer never noticed. */
	fixture_check_integrity(&f);
	finish(&f);
}
END_TEST

START_TEST(none_are_wanted_none_are_made)
{
	struct fixture f;

	fixture_open(&f);
	ck_assert(!take(&f, 0));
	ck_assert_int_ne(access(arena_format(&f.arena, "%s/snapshots",
				    f.folder),
			     F_OK),
	    0);
	finish(&f);
}
END_TEST

START_TEST(only_its_own_files_are_touched)
{
	static const char *const others[] = { "crier-2027.db",
		"crier-20270101.db.keep", "crier-20270101.dbx",
		"crier-2027010a.db", "mine.db", "xcrier-20270101.db" };
	struct fixture f;

	fixture_open(&f);
	ck_assert(take(&f, 1));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		put_file(&f, others[i]);
	put_file(&f, "crier-20260101.db");
	put_file(&f, "crier-20270101.db.aB3dEf"); /* a copy that was cut off */
	f.now_at += DAY_S;
	ck_assert(take(&f, 1));
	ck_assert_str_eq(names_in(&f),
	    "crier-2027.db crier-20270101.db.keep crier-20270101.dbx "
	    "crier-2027010a.db crier-20270116.db mine.db xcrier-20270101.db");
	finish(&f);
}
END_TEST

START_TEST(where_the_copy_fails_the_old_ones_stay)
{
	struct store_snapshot snapshot;
	struct fixture f;
	struct error err;
	bool made;

	fixture_open(&f);
	ck_assert(take(&f, 1));
	snapshot = (struct store_snapshot){ arena_format(&f.arena, "%s/none.db",
						f.folder),
		1, f.now_at + DAY_S };
	ck_assert(!store_snapshot(&snapshot, &made, &err));
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	ck_assert(!made);
	ck_assert_str_eq(names_in(&f), "crier-20270115.db");
	finish(&f);
}
END_TEST

START_TEST(snapshots_are_listed_newest_first)
{
	struct snapshots list;
	struct fixture f;
	struct error err;
	char folder[PATH_MAX];

	fixture_open(&f);
	CHECK_OK(snapshots_folder(f.path, folder, &err), err);
	CHECK_OK(snapshots_list(&list, folder, &err), err);
	ck_assert_uint_eq(list.count, 0);
	snapshots_finish(&list);
	ck_assert(take(&f, 3));
	put_file(&f, "crier-20260101.db");
	put_file(&f, "crier-20280101.db");
	CHECK_OK(snapshots_list(&list, folder, &err), err);
	ck_assert_uint_eq(list.count, 3);
	ck_assert_str_eq(list.names[0], "crier-20280101.db");
	ck_assert_str_eq(list.names[1], "crier-20270115.db");
	ck_assert_str_eq(list.names[2], "crier-20260101.db");
	snapshots_finish(&list);
	CHECK_OK(snapshots_folder("crier.db", folder, &err), err);
	ck_assert_str_eq(folder, "snapshots");
	finish(&f);
}
END_TEST

Suite *
snapshot_suite(void)
{
	Suite *suite = suite_create("snapshot");
	TCase *tcase = tcase_create("snapshot");

	tcase_add_test(tcase, one_a_day_and_the_newest_are_kept);
	tcase_add_test(tcase, a_snapshot_is_the_database_of_its_moment);
	tcase_add_test(tcase, none_are_wanted_none_are_made);
	tcase_add_test(tcase, only_its_own_files_are_touched);
	tcase_add_test(tcase, where_the_copy_fails_the_old_ones_stay);
	tcase_add_test(tcase, snapshots_are_listed_newest_first);
	suite_add_tcase(suite, tcase);
	return suite;
}

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler.h"
#include "store/writer_lock.h"

Suite *writer_lock_suite(void);

struct place {
	char folder[64], database[80], lock[80];
};

static void
place_make(struct place *place)
{
	snprintf(place->folder, sizeof(place->folder),
	    "/tmp/crier-lock-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(place->folder));
	snprintf(place->database, sizeof(place->database), "%s/crier.db",
	    place->folder);
	snprintf(place->lock, sizeof(place->lock), "%s/crier.lock",
	    place->folder);
}

static void
place_drop(const struct place *place)
{
	unlink(place->lock);
	ck_assert_int_eq(rmdir(place->folder), 0);
}

static struct writer_lock
take(const struct place *place)
{
	struct writer_lock lock;
	struct error err;

	ck_assert_msg(writer_lock_take(&lock, place->database, &err), "%s",
	    err.text);
	return lock;
}

static void
write_lock(const struct place *place, const char *text)
{
	FILE *file = fopen(place->lock, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

START_TEST(an_end_in_order_leaves_an_empty_file)
{
	struct place place;
	struct writer_lock lock;
	struct stat st;

	place_make(&place);
	lock = take(&place);
	ck_assert(!lock.unclean);
	writer_lock_release(&lock, WRITER_CLEAN);
	ck_assert_int_eq(lock.fd, -1);
	ck_assert_int_eq(stat(place.lock, &st), 0);
	ck_assert_int_eq(st.st_size, 0);
	lock = take(&place);
	ck_assert(!lock.unclean);
	writer_lock_release(&lock, WRITER_CLEAN);
	place_drop(&place);
}
END_TEST

START_TEST(any_other_end_is_seen_by_the_next)
{
	static const struct {
		const char *name, *text;
		bool unclean;
	} rows[] = {
		{ "empty", "", false },
		{ "a pid", "4242\n", true },
		{ "a byte", "\n", true },
		{ "longer than a pid", "999999999999999999999999\n", true },
	};
	struct place place;

	place_make(&place);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct writer_lock lock;
		char got[64] = "", expected[64];
		FILE *file;

		write_lock(&place, rows[i].text);
		lock = take(&place);
		ck_assert_msg(lock.unclean == rows[i].unclean, "%s",
		    rows[i].name);
		/* Only our own number is in it now. */
		file = fopen(place.lock, "r");
		ck_assert_uint_gt(fread(got, 1, sizeof(got) - 1, file), 0);
		fclose(file);
		snprintf(expected, sizeof(expected), "%ld\n", (long)getpid());
		ck_assert_str_eq(got, expected);
		writer_lock_release(&lock, WRITER_UNCLEAN);
		lock = take(&place);
		ck_assert_msg(lock.unclean, "%s", rows[i].name);
		writer_lock_release(&lock, WRITER_CLEAN);
	}
	place_drop(&place);
}
END_TEST

START_TEST(a_refused_one_changes_nothing)
{
	struct writer_lock lock, second;
	struct place place;
	struct error err;
	char expected[160];

	place_make(&place);
	lock = take(&place);
	ck_assert(!writer_lock_take(&second, place.database, &err));
	ck_assert_int_eq(err.kind, ERROR_LOCKED);
	snprintf(expected, sizeof(expected), "%s is written by process %ld",
	    place.database, (long)getpid());
	ck_assert_str_eq(err.text, expected);
	/* Its end says nothing about the first one's. */
	writer_lock_release(&second, WRITER_CLEAN);
	ck_assert(!writer_lock_take(&second, place.database, &err));
	ck_assert_str_eq(err.text, expected);
	writer_lock_release(&lock, WRITER_UNCLEAN);
	lock = take(&place);
	ck_assert(lock.unclean);
	writer_lock_release(&lock, WRITER_CLEAN);
	place_drop(&place);
}
END_TEST

START_TEST(what_stands_in_the_way_is_named)
{
	struct writer_lock lock;
	struct place place;
	struct error err;

	place_make(&place);
	ck_assert_int_eq(symlink("/tmp/elsewhere", place.lock), 0);
	ck_assert(!writer_lock_take(&lock, place.database, &err));
	ck_assert_int_eq(err.kind, ERROR_IO);
	ck_assert_ptr_nonnull(strstr(err.text, place.lock));
	writer_lock_release(&lock, WRITER_UNCLEAN);
	ck_assert(!writer_lock_take(&lock, "/nonexistent/crier.db", &err));
	ck_assert_str_eq(err.text,
	    "/nonexistent/crier.lock: No such file or directory");
	place_drop(&place);
}
END_TEST

Suite *
writer_lock_suite(void)
{
	Suite *suite = suite_create("writer_lock");
	TCase *tcase = tcase_create("writer_lock");

	tcase_add_test(tcase, an_end_in_order_leaves_an_empty_file);
	tcase_add_test(tcase, any_other_end_is_seen_by_the_next);
	tcase_add_test(tcase, a_refused_one_changes_nothing);
	tcase_add_test(tcase, what_stands_in_the_way_is_named);
	suite_add_tcase(suite, tcase);
	return suite;
}

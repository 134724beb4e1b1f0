/* Files as sources: read by threads, told apart, and never a trap. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "compiler.h"
#include "fetch/source_file.h"
#include "limits.h"

Suite *source_file_suite(void);

struct fixture {
	struct event_base *base;
	struct file_readers *readers;
	char directory[512];
	char path[520]; /* directory/feed */
};

struct reading {
	struct fixture *fixture;
	int called;
	enum failure_class failure_class;
	bool not_modified;
	size_t len;
	char body[64], reason[240], validator[FILE_VALIDATOR];
	unsigned char digest[HASH_SHA256_SIZE];
};

static void
set_up(struct fixture *fixture)
{
	const char *parent = getenv("TMPDIR");

	snprintf(fixture->directory, sizeof(fixture->directory),
	    "%s/crier-file-XXXXXX", parent == NULL ? "/tmp" : parent);
	ck_assert_ptr_nonnull(mkdtemp(fixture->directory));
	snprintf(fixture->path, sizeof(fixture->path), "%s/feed",
	    fixture->directory);
	fixture->base = event_base_new();
	fixture->readers = file_readers_new(fixture->base);
}

static void
tear_down(struct fixture *fixture)
{
	file_readers_free(fixture->readers);
	event_base_free(fixture->base);
	unlink(fixture->path);
	rmdir(fixture->directory);
}

static void
write_file(const struct fixture *fixture, const char *text)
{
	FILE *file = fopen(fixture->path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
on_done(struct file_answer *answer, void *arg)
{
	struct reading *reading = arg;

	reading->called++;
	reading->failure_class = answer->failure_class;
	reading->not_modified = answer->not_modified;
	reading->len = answer->body.len;
	snprintf(reading->body, sizeof(reading->body), "%s",
	    buffer_string(&answer->body));
	memcpy(reading->reason, answer->reason, sizeof(reading->reason));
	memcpy(reading->validator, answer->validator, FILE_VALIDATOR);
	memcpy(reading->digest, answer->digest, sizeof(reading->digest));
}

static struct file_read *
start(struct fixture *fixture, const char *path, const char *known,
    size_t max_size, struct reading *reading)
{
	*reading = (struct reading){ .fixture = fixture };
	return file_read_start(fixture->readers,
	    &(struct file_request){ path, known, max_size }, on_done, reading);
}

static void
wait_for(struct reading *reading)
{
	while (reading->called == 0)
		event_base_loop(reading->fixture->base, EVLOOP_ONCE);
}

static void
read_file(struct fixture *fixture, const char *known, size_t max_size,
    struct reading *reading)
{
	start(fixture, fixture->path, known, max_size, reading);
	ck_assert_int_eq(reading->called, 0);
	wait_for(reading);
}

START_TEST(a_file_is_read_whole)
{
	struct fixture fixture;
	struct reading reading;
	struct hash_state hash;
	unsigned char digest[HASH_SHA256_SIZE];

	set_up(&fixture);
	write_file(&fixture, "<rss/>");
	read_file(&fixture, NULL, 100, &reading);
	ck_assert_int_eq(reading.failure_class, CLASS_NONE);
	ck_assert_str_eq(reading.body, "<rss/>");
	ck_assert_str_ne(reading.validator, "");
	hash_init(&hash);
	hash_add(&hash, SLICE("<rss/>"));
	hash_end(&hash, digest);
	ck_assert_mem_eq(reading.digest, digest, sizeof(digest));
	tear_down(&fixture);
}
END_TEST

START_TEST(d6_no_descriptor_left_is_no_fault_of_the_file)
{
	struct fixture fixture;
	struct reading reading;
	struct rlimit few, many;
	int lowest;

	set_up(&fixture);
	write_file(&fixture, "<rss/>");
	read_file(&fixture, NULL, 100, &reading);
	lowest = dup(0);
	ck_assert_int_eq(close(lowest), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &many), 0);
	few = many;
	few.rlim_cur = (rlim_t)lowest;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	read_file(&fixture, NULL, 100, &reading);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &many), 0);
	ck_assert_int_eq(reading.failure_class, CLASS_LOCAL);
	read_file(&fixture, NULL, 100, &reading);
	ck_assert_int_eq(reading.failure_class, CLASS_NONE);
	tear_down(&fixture);
}
END_TEST

START_TEST(an_unchanged_file_is_not_read)
{
	struct fixture fixture;
	struct reading first, second;

	set_up(&fixture);
	write_file(&fixture, "<rss/>");
	read_file(&fixture, NULL, 100, &first);
	read_file(&fixture, first.validator, 100, &second);
	ck_assert(second.not_modified);
	ck_assert_uint_eq(second.len, 0);
	ck_assert_str_eq(second.validator, first.validator);
	tear_down(&fixture);
}
END_TEST

START_TEST(a_changed_file_is_read_whatever_changed)
{
	struct fixture fixture;
	struct reading first, second;
	struct timespec times[2] = { { .tv_sec = 1000000000 },
		{ .tv_sec = 1000000000 } };

	set_up(&fixture);
	write_file(&fixture, "<rss/>");
	utimensat(AT_FDCWD, fixture.path, times, 0);
	read_file(&fixture, NULL, 100, &first);
	/* The size alone. */
	write_file(&fixture, "<rss></rss>");
	utimensat(AT_FDCWD, fixture.path, times, 0);
	read_file(&fixture, first.validator, 100, &second);
	ck_assert(!second.not_modified);
	ck_assert_str_eq(second.body, "<rss></rss>");
	/* The nanoseconds alone. */
	times[1].tv_nsec = 1;
	utimensat(AT_FDCWD, fixture.path, times, 0);
	read_file(&fixture, second.validator, 100, &first);
	ck_assert(!first.not_modified);
	tear_down(&fixture);
}
END_TEST

START_TEST(a_file_may_be_as_large_as_allowed)
{
	struct fixture fixture;
	struct reading reading;

	set_up(&fixture);
	write_file(&fixture, "0123456789");
	read_file(&fixture, NULL, 10, &reading);
	ck_assert_int_eq(reading.failure_class, CLASS_NONE);
	ck_assert_str_eq(reading.body, "0123456789");
	read_file(&fixture, NULL, 9, &reading);
	ck_assert_int_eq(reading.failure_class, CLASS_SIZE);
	ck_assert_uint_eq(reading.len, 0);
	tear_down(&fixture);
}
END_TEST

START_TEST(a_large_file_comes_in_pieces)
{
	struct fixture fixture;
	struct reading reading;
	FILE *file;

	set_up(&fixture);
	file = fopen(fixture.path, "w");
	for (int i = 0; i < 300000; i++)
		fputs("x", file);
	fclose(file);
	read_file(&fixture, NULL, MIB, &reading);
	ck_assert_int_eq(reading.failure_class, CLASS_NONE);
	ck_assert_uint_eq(reading.len, 300000);
	tear_down(&fixture);
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	static const struct {
		const char *path, *says;
	} rows[] = {
		{ "/tmp", "not a regular file" },
		{ "/dev/zero", "not a regular file" },
		{ "/nonexistent/feed.xml", "No such file" },
		{ "", "No such file" },
	};
	struct fixture fixture;
	struct reading reading;

	set_up(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		start(&fixture, rows[i].path, NULL, 100, &reading);
		wait_for(&reading);
		ck_assert_msg(reading.failure_class == CLASS_SOURCE &&
			strstr(reading.reason, rows[i].says) != NULL &&
			strstr(reading.reason, rows[i].path) != NULL,
		    "%s: class %d, %s", rows[i].path, reading.failure_class,
		    reading.reason);
	}
	/* Nobody writes to it: opening it must not wait for one. */
	ck_assert_int_eq(mkfifo(fixture.path, 0600), 0);
	read_file(&fixture, NULL, 100, &reading);
	ck_assert_int_eq(reading.failure_class, CLASS_SOURCE);
	tear_down(&fixture);
}
END_TEST

START_TEST(many_files_are_read_by_few_threads)
{
	struct fixture fixture;
	struct reading readings[50];

	set_up(&fixture);
	write_file(&fixture, "<rss/>");
	for (size_t i = 0; i < ARRAY_LEN(readings); i++)
		start(&fixture, fixture.path, NULL, 100, &readings[i]);
	for (size_t i = 0; i < ARRAY_LEN(readings); i++) {
		wait_for(&readings[i]);
		ck_assert_str_eq(readings[i].body, "<rss/>");
		ck_assert_int_eq(readings[i].called, 1);
	}
	tear_down(&fixture);
}
END_TEST

START_TEST(a_cancelled_reading_calls_nobody)
{
	struct fixture fixture;
	struct reading readings[50], last;
	struct file_read *reads[ARRAY_LEN(readings)];

	set_up(&fixture);
	write_file(&fixture, "<rss/>");
	for (size_t i = 0; i < ARRAY_LEN(readings); i++)
		reads[i] = start(&fixture, fixture.path, NULL, 100,
		    &readings[i]);
	/* Some of them wait, some are being read, some are through. */
	for (size_t i = 0; i < ARRAY_LEN(readings); i++)
		file_read_cancel(reads[i]);
	read_file(&fixture, NULL, 100, &last);
	for (size_t i = 0; i < ARRAY_LEN(readings); i++)
		ck_assert_int_eq(readings[i].called, 0);
	tear_down(&fixture);
}
END_TEST

START_TEST(an_end_with_files_to_read_calls_nobody)
{
	struct fixture fixture;
	struct reading readings[50];

	set_up(&fixture);
	write_file(&fixture, "<rss/>");
	for (size_t i = 0; i < ARRAY_LEN(readings); i++)
		start(&fixture, fixture.path, NULL, 100, &readings[i]);
	tear_down(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(readings); i++)
		ck_assert_int_eq(readings[i].called, 0);
	file_readers_free(NULL);
}
END_TEST

Suite *
source_file_suite(void)
{
	Suite *suite = suite_create("source_file");
	TCase *tests = tcase_create("source_file");

	tcase_add_test(tests, d6_no_descriptor_left_is_no_fault_of_the_file);
	tcase_add_test(tests, a_file_is_read_whole);
	tcase_add_test(tests, an_unchanged_file_is_not_read);
	tcase_add_test(tests, a_changed_file_is_read_whatever_changed);
	tcase_add_test(tests, a_file_may_be_as_large_as_allowed);
	tcase_add_test(tests, a_large_file_comes_in_pieces);
	tcase_add_test(tests, what_is_no_file_is_refused);
	tcase_add_test(tests, many_files_are_read_by_few_threads);
	tcase_add_test(tests, a_cancelled_reading_calls_nobody);
	tcase_add_test(tests, an_end_with_files_to_read_calls_nobody);
	suite_add_tcase(suite, tests);
	return suite;
}

/*
 * Files that include others, and files that cannot be read.
 */
#include <check.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_folder.h"

Suite *include_suite(void);

static void
write_text(const char *path, const char *text)
{
	config_folder_write(path, slice_of(text));
}

static void
expect(const char *path, const char *expected)
{
	struct buffer got;

	buffer_init(&got, MIB);
	config_folder_complaints(path, &got);
	ck_assert_str_eq(buffer_string(&got), expected);
	buffer_finish(&got);
}

START_TEST(globs_are_sorted_and_relative_to_their_file)
{
	static const char *const files[] = { "sub/crier.yaml", "sub/last.yaml",
		"sub/conf.d/10.yaml", "sub/conf.d/9.yaml", "sub/conf.d/a.yaml",
		"sub/lists/nk.yaml" };
	struct configuration *c;

	write_text("sub/crier.yaml",
	    "include: [last.yaml, conf.d/*.yaml]\nmute: [one]\n");
	write_text("sub/last.yaml", "mute: two\n");
	write_text("sub/conf.d/a.yaml", "include: ../lists/nk.yaml\n");
	write_text("sub/conf.d/9.yaml",
	    "mute: [four]\nfeeds: {nine: {file: 9.xml}}\n");
	write_text("sub/conf.d/10.yaml", "mute: [three]\n");
	write_text("sub/conf.d/.hidden.yaml", "zzz: 1\n");
	write_text("sub/conf.d/not.yml", "zzz: 1\n");
	write_text("sub/lists/nk.yaml", "lists: {nk: dprk}\n");
	c = config_folder_load("sub/crier.yaml");
	ck_assert_uint_eq(c->file_count, ARRAY_LEN(files));
	for (size_t i = 0; i + 1 < c->file_count; i++)
		ck_assert_str_eq(c->files[i], files[i]);
	ck_assert_str_eq(c->files[5], "sub/conf.d/../lists/nk.yaml");
	ck_assert_uint_eq(c->mute_count, 4);
	ck_assert_str_eq(c->mutes[0].query, "one");
	ck_assert_str_eq(c->mutes[1].query, "two");
	ck_assert_str_eq(c->mutes[2].query, "three");
	ck_assert_str_eq(c->mutes[3].query, "four");
	ck_assert_str_eq(c->mutes[3].file, "sub/conf.d/9.yaml");
	ck_assert_str_eq(c->lists[0].file, "sub/conf.d/../lists/nk.yaml");
	ck_assert(slice_has_suffix(slice_of(c->feeds[0].url),
	    SLICE("/sub/conf.d/9.xml")));
	ck_assert_int_eq(c->feeds[0].url[0], '/');
	configuration_free(c);
}
END_TEST

START_TEST(a_glob_that_finds_nothing_is_right)
{
	struct configuration *c;

	ck_assert_int_eq(mkdir("conf.d", 0755), 0);
	write_text("crier.yaml", "include: conf.d/*.yaml\n");
	c = config_folder_load("crier.yaml");
	ck_assert_uint_eq(c->file_count, 1);
	configuration_free(c);
}
END_TEST

START_TEST(the_folder_is_no_part_of_the_glob)
{
	struct configuration *c;

	write_text("a[b]*/crier.yaml", "include: '*.yml'\n");
	write_text("a[b]*/x.yml", "mute: [x]\n");
	write_text("ab/y.yml", "mute: [y]\n");
	c = config_folder_load("a[b]*/crier.yaml");
	ck_assert_uint_eq(c->mute_count, 1);
	ck_assert_str_eq(c->mutes[0].query, "x");
	configuration_free(c);
}
END_TEST

/* 0.yaml includes 1.yaml, and so on to last. */
static void
write_chain(int last)
{
	char path[32], text[64];

	for (int i = 0; i <= last; i++) {
		snprintf(path, sizeof(path), "%d.yaml", i);
		snprintf(text, sizeof(text),
		    i == last ? "mute: x\n" : "include: %d.yaml\n", i + 1);
		write_text(path, text);
	}
}

START_TEST(eight_levels_are_read)
{
	struct configuration *c;

	write_chain(LIMIT_INCLUDE_DEPTH);
	c = config_folder_load("0.yaml");
	ck_assert_uint_eq(c->mute_count, 1);
	configuration_free(c);
}
END_TEST

START_TEST(nine_levels_are_refused)
{
	write_chain(LIMIT_INCLUDE_DEPTH + 1);
	expect("0.yaml",
	    "8.yaml:1:10: include: \"9.yaml\": files are "
	    "included more than 8 deep\n");
}
END_TEST

START_TEST(a_link_does_not_hide_a_circle)
{
	write_text("crier.yaml", "include: other.yaml\n");
	ck_assert_int_eq(symlink("crier.yaml", "other.yaml"), 0);
	expect("crier.yaml",
	    "crier.yaml:1:10: include: \"other.yaml\": files include each "
	    "other in a circle\n");
}
END_TEST

START_TEST(a_thousand_files_are_enough)
{
	char path[32];

	write_text("crier.yaml", "include: many/*.yaml\n");
	for (int i = 0; i < (int)LIMIT_CONFIG_FILES; i++) {
		snprintf(path, sizeof(path), "many/%04d.yaml", i);
		write_text(path, "");
	}
	expect("crier.yaml",
	    "crier.yaml:1:10: include: \"many/0999.yaml\": "
	    "more than 1000 files\n");
	ck_assert_int_eq(remove("many/0999.yaml"), 0);
	expect("crier.yaml", "");
}
END_TEST

START_TEST(what_is_no_file_is_named)
{
	expect("none.yaml", "none.yaml: No such file or directory\n");
	expect(".", ".: it is a folder, not a file\n");
	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	expect("pipe", "pipe: it is not a regular file\n");
}
END_TEST

START_TEST(a_file_that_may_not_be_read_is_named)
{
	if (geteuid() == 0) {
		printf("skipped: root may read everything\n");
		return;
	}
	write_text("crier.yaml", "");
	ck_assert_int_eq(chmod("crier.yaml", 0), 0);
	expect("crier.yaml", "crier.yaml: Permission denied\n");
}
END_TEST

/* Without writing 64 MiB: a hole reads as zeros. */
START_TEST(a_file_that_is_too_large_is_named)
{
	write_text("crier.yaml", "");
	ck_assert_int_eq(truncate("crier.yaml", (off_t)LIMIT_CONFIG_FILE + 1),
	    0);
	expect("crier.yaml", "crier.yaml: it is larger than 64 MiB\n");
}
END_TEST

START_TEST(files_that_are_too_large_together_are_named)
{
	char path[32];

	write_text("crier.yaml", "include: '?.yaml'\n");
	for (int i = 1; i <= 4; i++) {
		snprintf(path, sizeof(path), "%d.yaml", i);
		write_text(path, "");
		ck_assert_int_eq(truncate(path, (off_t)LIMIT_CONFIG_FILE), 0);
	}
	expect("crier.yaml",
	    "crier.yaml:1:10: include: \"4.yaml\": all files together are "
	    "larger than 256 MiB\n"
	    "1.yaml:1:1: the character U+0000 is not allowed\n"
	    "2.yaml:1:1: the character U+0000 is not allowed\n"
	    "3.yaml:1:1: the character U+0000 is not allowed\n");
}
END_TEST

Suite *
include_suite(void)
{
	Suite *suite = suite_create("include");
	TCase *tcase = tcase_create("include");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, globs_are_sorted_and_relative_to_their_file);
	tcase_add_test(tcase, a_glob_that_finds_nothing_is_right);
	tcase_add_test(tcase, the_folder_is_no_part_of_the_glob);
	tcase_add_test(tcase, eight_levels_are_read);
	tcase_add_test(tcase, nine_levels_are_refused);
	tcase_add_test(tcase, a_link_does_not_hide_a_circle);
	tcase_add_test(tcase, a_thousand_files_are_enough);
	tcase_add_test(tcase, what_is_no_file_is_named);
	tcase_add_test(tcase, a_file_that_may_not_be_read_is_named);
	tcase_add_test(tcase, a_file_that_is_too_large_is_named);
	tcase_add_test(tcase, files_that_are_too_large_together_are_named);
	suite_add_tcase(suite, tcase);
	return suite;
}

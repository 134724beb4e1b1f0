/*
 * Lists that are there and lists that are not, and where it is said.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_folder.h"

Suite *opml_files_suite(void);

/* What is said of the lists of crier.yaml, with the current folder left out. */
static void
expect(const char *yaml, const char *expected)
{
	struct configuration_problems problems;
	struct configuration *c;
	struct buffer text;
	char *here = getcwd(NULL, 0), *found;
	bool right;

	config_folder_write("crier.yaml", slice_of(yaml));
	c = config_folder_load("crier.yaml");
	right = configuration_check_opml(c, &problems);
	buffer_init(&text, MIB);
	for (size_t i = 0; i < problems.count; i++) {
		configuration_problem_append(&problems.items[i], &text);
		buffer_append_string(&text, "\n");
	}
	found = strdup(buffer_string(&text));
	for (char *at; (at = strstr(found, here)) != NULL;)
		memmove(at, at + strlen(here), strlen(at + strlen(here)) + 1);
	ck_assert_str_eq(found, expected);
	ck_assert(right == (expected[0] == '\0'));
	configuration_problems_finish(&problems);
	configuration_free(c);
	buffer_finish(&text);
	free(found);
	free(here);
}

START_TEST(a_list_that_can_be_read_is_right_whatever_is_in_it)
{
	config_folder_write("desk.opml", SLICE("no OPML"));
	expect("opml: desk.opml\n", "");
	expect("feeds: {}\n", "");
}
END_TEST

START_TEST(what_cannot_be_read_is_named_with_its_place)
{
	config_folder_write("desk.opml", SLICE("<opml/>"));
	ck_assert_int_eq(mkdir("folder", 0700), 0);
	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	config_folder_write("large.opml", SLICE(""));
	ck_assert_int_eq(truncate("large.opml", (off_t)LIMIT_OPML_BYTES), 0);
	config_folder_write("larger.opml", SLICE(""));
	ck_assert_int_eq(truncate("larger.opml", (off_t)LIMIT_OPML_BYTES + 1),
	    0);
	config_folder_write("more.yaml",
	    SLICE("opml: [folder, large.opml, larger.opml]\n"));
	expect("include: more.yaml\n"
	       "opml:\n"
	       "  - {file: none.opml}\n"
	       "  - desk.opml\n"
	       "  - pipe\n",
	    "crier.yaml:3:5: opml: \"/none.opml\": No such file or directory\n"
	    "crier.yaml:5:5: opml: \"/pipe\": it is not a regular file\n"
	    "more.yaml:1:8: opml: \"/folder\": it is not a regular file\n"
	    "more.yaml:1:28: opml: \"/larger.opml\": it is larger than "
	    "20 MiB\n");
}
END_TEST

Suite *
opml_files_suite(void)
{
	Suite *suite = suite_create("opml_files");
	TCase *tcase = tcase_create("files");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_add_test(tcase,
	    a_list_that_can_be_read_is_right_whatever_is_in_it);
	tcase_add_test(tcase, what_cannot_be_read_is_named_with_its_place);
	suite_add_tcase(suite, tcase);
	return suite;
}

/*
 * Who may write a configuration that crierd reads.
 */
#include <check.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_folder.h"

Suite *owner_suite(void);

static const struct {
	const char *name;
	mode_t file, folder;
	const char *expected; /* NULL: it is right */
} rows[] = {
	{ "ours alone", 0600, 0700, NULL },
	{ "others may read", 0644, 0755, NULL },
	{ "the group may write it", 0664, 0755,
	    "d/more.yaml may be written by its group: chmod go-w it" },
	{ "everybody may write it", 0646, 0755,
	    "d/more.yaml may be written by everybody: chmod go-w it" },
	{ "the group may replace it", 0644, 0775,
	    "d may be written by its group: chmod go-w it" },
	{ "everybody may replace it", 0644, 01777,
	    "d may be written by everybody: chmod go-w it" },
};

static void
check(const char *name, const char *expected)
{
	struct configuration *c = config_folder_load("crier.yaml");
	struct error err = { .text = "" };
	bool right = configuration_check_owner(c, &err);

	ck_assert_msg(right == (expected == NULL) &&
		(right || strcmp(err.text, expected) == 0),
	    "%s: got %s", name, err.text);
	ck_assert(right || err.kind == ERROR_CONFIG);
	configuration_free(c);
}

START_TEST(others_may_write_neither_file_nor_folder)
{
	config_folder_write("crier.yaml", SLICE("include: d/more.yaml\n"));
	config_folder_write("d/more.yaml", SLICE(""));
	ck_assert_int_eq(chmod("crier.yaml", 0644), 0);
	ck_assert_int_eq(chmod("d/more.yaml", rows[_i].file), 0);
	ck_assert_int_eq(chmod("d", rows[_i].folder), 0);
	check(rows[_i].name, rows[_i].expected);
}
END_TEST

START_TEST(the_first_file_counts_too)
{
	config_folder_write("crier.yaml", SLICE(""));
	ck_assert_int_eq(chmod("crier.yaml", 0666), 0);
	check("the first file",
	    "crier.yaml may be written by everybody: chmod go-w it");
	ck_assert_int_eq(chmod("crier.yaml", 0644), 0);
	ck_assert_int_eq(chmod(".", 0777), 0);
	check("its folder", ". may be written by everybody: chmod go-w it");
}
END_TEST

START_TEST(nobody_else_may_own_it)
{
	if (geteuid() != 0) {
		printf("skipped: only root can give files away\n");
		return;
	}
	config_folder_write("crier.yaml", SLICE(""));
	ck_assert_int_eq(chown("crier.yaml", 12345, 0), 0);
	check("another user's file",
	    "crier.yaml belongs to another user (uid 12345): it must belong "
	    "to root or to the user who runs crierd");
}
END_TEST

START_TEST(a_file_that_has_gone_is_an_error)
{
	struct configuration *c;
	struct error err;

	config_folder_write("crier.yaml", SLICE(""));
	c = config_folder_load("crier.yaml");
	ck_assert_int_eq(remove("crier.yaml"), 0);
	ck_assert(!configuration_check_owner(c, &err));
	ck_assert_str_eq(err.text, "crier.yaml: No such file or directory");
	configuration_free(c);
}
END_TEST

Suite *
owner_suite(void)
{
	Suite *suite = suite_create("owner");
	TCase *tcase = tcase_create("owner");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_add_loop_test(tcase, others_may_write_neither_file_nor_folder, 0,
	    (int)ARRAY_LEN(rows));
	tcase_add_test(tcase, the_first_file_counts_too);
	tcase_add_test(tcase, nobody_else_may_own_it);
	tcase_add_test(tcase, a_file_that_has_gone_is_an_error);
	suite_add_tcase(suite, tcase);
	return suite;
}

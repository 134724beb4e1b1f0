/*
 * Wrong configurations and what is said of them, to the letter: the cases are
 * data in tests/data/config, whose README describes their form.
 */
#include <check.h>
#include <stdlib.h>

#include "config_folder.h"

Suite *read_suite(void);

static const char *const themes[] = {
	"tests/data/config/yaml.cases",
	"tests/data/config/options.cases",
	"tests/data/config/values.cases",
	"tests/data/config/references.cases",
	"tests/data/config/includes.cases",
	"tests/data/config/opml.cases",
	"tests/data/config/hooks.cases",
};

/* A case: its name, its files one behind the other, what is expected. */
struct wrong {
	struct slice name, files, expected;
};

/* Takes text off *rest up to the marker at the start of a line, if there is
 * one: then also the marker's own line, into *title. */
static bool
cut_at(struct slice *rest, struct slice marker, struct slice *before,
    struct slice *title)
{
	struct slice all = *rest, line;

	while (rest->len > 0) {
		struct slice at = *rest;

		(void)slice_cut(rest, '\n', &line);
		if (!slice_has_prefix(line, marker))
			continue;
		*before = slice_sub(all, 0, (size_t)(at.ptr - all.ptr));
		*title = slice_from(line, marker.len);
		return true;
	}
	*before = all;
	return false;
}

/* The case of that number, or false where there are not so many. */
static bool
find_case(struct slice text, int number, struct wrong *found)
{
	struct slice rest = text, before, body;
	bool more = cut_at(&rest, SLICE("=== "), &before, &found->name);

	for (int i = 0; more; i++) {
		struct slice next;

		more = cut_at(&rest, SLICE("=== "), &body, &next);
		if (i < number) {
			found->name = next;
			continue;
		}
		/* Without the marker nothing is expected: it fails. */
		(void)cut_at(&body, SLICE(">>>"), &found->files, &next);
		found->expected = body;
		return true;
	}
	return false;
}

static int
count_cases(const char *theme)
{
	struct slice text = config_folder_source(theme);
	struct wrong found;
	int count = 0;

	while (find_case(text, count, &found))
		count++;
	free((char *)(uintptr_t)text.ptr);
	return count;
}

static void
write_files(struct slice files)
{
	struct slice text, title = SLICE("crier.yaml"), next;
	bool more = true;

	while (more) {
		char *path = slice_to_string(title);

		more = cut_at(&files, SLICE("+++ "), &text, &next);
		config_folder_write(path, text);
		free(path);
		title = next;
	}
}

static void
check_case(const char *theme, int number)
{
	struct slice text = config_folder_source(theme);
	struct buffer got;
	struct wrong wrong;

	ck_assert(find_case(text, number, &wrong));
	write_files(wrong.files);
	buffer_init(&got, MIB);
	config_folder_complaints("crier.yaml", &got);
	ck_assert_msg(wrong.expected.len > 0 &&
		slice_eq(buffer_slice(&got), wrong.expected),
	    "%.*s: expected\n%.*sgot\n%s", SLICE_FMT(wrong.name),
	    SLICE_FMT(wrong.expected), buffer_string(&got));
	buffer_finish(&got);
	free((char *)(uintptr_t)text.ptr);
}

START_TEST(yaml_is_refused_with_place_and_reason)
{
	check_case(themes[0], _i);
}
END_TEST
START_TEST(wrong_options_are_named)
{
	check_case(themes[1], _i);
}
END_TEST
START_TEST(wrong_values_say_what_was_expected)
{
	check_case(themes[2], _i);
}
END_TEST
START_TEST(references_must_lead_somewhere)
{
	check_case(themes[3], _i);
}
END_TEST
START_TEST(wrong_includes_are_named)
{
	check_case(themes[4], _i);
}
END_TEST
START_TEST(hooks_and_mail_must_be_complete_and_consistent)
{
	check_case(themes[5], _i);
}
END_TEST

Suite *
read_suite(void)
{
	Suite *suite = suite_create("read");
	TCase *tcase = tcase_create("wrong configurations");
	int counts[ARRAY_LEN(themes)];

	for (size_t i = 0; i < ARRAY_LEN(themes); i++) {
		counts[i] = count_cases(themes[i]);
	}
	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_add_loop_test(tcase, yaml_is_refused_with_place_and_reason, 0,
	    counts[0]);
	tcase_add_loop_test(tcase, wrong_options_are_named, 0, counts[1]);
	tcase_add_loop_test(tcase, wrong_values_say_what_was_expected, 0,
	    counts[2]);
	tcase_add_loop_test(tcase, references_must_lead_somewhere, 0,
	    counts[3]);
	tcase_add_loop_test(tcase, wrong_includes_are_named, 0, counts[4]);
	tcase_add_loop_test(tcase,
	    hooks_and_mail_must_be_complete_and_consistent, 0, counts[5]);
	suite_add_tcase(suite, tcase);
	return suite;
}

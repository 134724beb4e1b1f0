#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "compiler.h"
#include "limits.h"

Suite *commands_suite(void);

static const struct {
	const char *words[3];
	size_t count;
	const char *name;
	size_t used;
} found[] = {
	{ { "list" }, 1, "list", 1 },
	{ { "feeds" }, 1, "feeds", 1 },
	{ { "feeds", "list" }, 2, "feeds list", 2 },
	{ { "hooks", "failed", "archive" }, 3, "hooks failed", 2 },
	{ { "hooks", "archive" }, 2, "hooks", 1 },
	{ { "list", "feeds" }, 2, "list", 1 },
	{ { "topics", "show", "x" }, 3, "topics show", 2 },
};

START_TEST(a_command_is_found_by_its_words)
{
	const struct command *command;
	struct error err;
	size_t used = 0;

	command = command_find(found[_i].words, found[_i].count, &used, &err);
	ck_assert_ptr_nonnull(command);
	ck_assert_str_eq(command->name, found[_i].name);
	ck_assert_uint_eq(used, found[_i].used);
}
END_TEST

static const struct {
	const char *word, *expected;
} wrong[] = {
	{ "lst", "no command \"lst\" (did you mean \"list\"?)" },
	{ "serach", "no command \"serach\" (did you mean \"search\"?)" },
	{ "frobnicate", "no command \"frobnicate\"" },
	{ "", "no command \"\"" },
};

START_TEST(of_an_unknown_word_the_nearest_command_is_named)
{
	struct error err;
	size_t used;

	ck_assert_ptr_null(command_find(&wrong[_i].word, 1, &used, &err));
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_str_eq(err.text, wrong[_i].expected);
}
END_TEST

START_TEST(the_usage_names_every_command)
{
	struct buffer out;

	buffer_init(&out, MIB);
	commands_print_usage(&out);
	for (size_t i = 0; commands[i] != NULL; i++) {
		const char *at = strstr(buffer_string(&out), commands[i]->name);

		if (commands[i]->hidden)
			continue;
		ck_assert_ptr_nonnull(at);
		ck_assert_ptr_nonnull(strstr(at, commands[i]->summary));
	}
	buffer_finish(&out);
}
END_TEST

/* Two options of a name or letter would hide one another. */
static void
check_options(const struct command *command)
{
	const struct option_row *tables[] = { command->options,
		common_options };
	const char *names[2 * OPTIONS_MAX];
	char letters[128] = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		for (const struct option_row *row = tables[i];
		     row != NULL && row->name != NULL; row++) {
			for (size_t j = 0; j < count; j++)
				ck_assert_str_ne(names[j], row->name);
			names[count++] = row->name;
			ck_assert_msg(row->letter == 0 ||
				!letters[(int)row->letter]++,
			    "%s: -%c twice", command->name, row->letter);
			ck_assert_int_eq(row->kind == OPTION_FLAG,
			    row->value == NULL);
			ck_assert_int_eq(row->kind == OPTION_CHOICE,
			    row->choices != NULL);
		}
}

/* A child's name begins with its parent's; help fits a terminal. */
static void
check_command(const struct command *command)
{
	struct slice rest, line;
	struct buffer out;

	check_options(command);
	ck_assert_ptr_nonnull(command->run);
	buffer_init(&out, MIB);
	options_print_help(command, &out);
	rest = buffer_slice(&out);
	while (slice_cut(&rest, '\n', &line))
		ck_assert_msg(line.len <= 80, "%.*s", SLICE_FMT(line));
	buffer_finish(&out);
	for (size_t i = 0;
	     command->children != NULL && command->children[i] != NULL; i++) {
		const struct command *child = command->children[i];
		size_t len = strlen(command->name);

		ck_assert_int_eq(strncmp(child->name, command->name, len), 0);
		ck_assert_int_eq(child->name[len], ' ');
		check_command(child);
	}
}

START_TEST(every_command_is_declared_soundly)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		check_command(commands[i]);
}
END_TEST

Suite *
commands_suite(void)
{
	Suite *suite = suite_create("commands");
	TCase *tcase = tcase_create("commands");

	tcase_add_loop_test(tcase, a_command_is_found_by_its_words, 0,
	    ARRAY_LEN(found));
	tcase_add_loop_test(tcase,
	    of_an_unknown_word_the_nearest_command_is_named, 0,
	    ARRAY_LEN(wrong));
	tcase_add_test(tcase, the_usage_names_every_command);
	tcase_add_test(tcase, every_command_is_declared_soundly);
	suite_add_tcase(suite, tcase);
	return suite;
}

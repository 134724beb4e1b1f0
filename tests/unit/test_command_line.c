#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "compiler.h"
#include "limits.h"

Suite *command_line_suite(void);

static const char *const colors[] = { "red", "green", NULL };

static const struct option_row options[] = {
	{ "format", 'f', OPTION_TEXT, "FORMAT", NULL, "how" },
	{ "limit", 'n', OPTION_NUMBER, "N", NULL, "how many" },
	{ "paint", 0, OPTION_CHOICE, "PAINT", colors, "red or green" },
	{ "all", 'a', OPTION_FLAG, NULL, NULL, "everything" },
	{ 0 },
};

static const struct command child = { .name = "pots list", .summary = "pots" };
static const struct command *const children[] = { &child, NULL };
static const struct command find = {
	.name = "find",
	.summary = "finds pots",
	.arguments = "[QUERY]",
	.options = options,
};
static const struct command one = {
	.name = "one",
	.arguments = "FILE",
	.argument_max = 1,
	.options = options,
};
static const struct command none = { .name = "none", .options = options };
static const struct command pots = {
	.name = "pots",
	.summary = "all pots",
	.options = options,
	.children = children,
};

struct words {
	char text[200];
	char *list[32];
	int count;
};

/* "~" stands for an empty word. */
static void
split(struct words *words, const char *line)
{
	char *word, *rest;

	words->count = 0;
	snprintf(words->text, sizeof(words->text), "%s", line);
	for (word = strtok_r(words->text, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest)) {
		if (strcmp(word, "~") == 0)
			word[0] = '\0';
		words->list[words->count++] = word;
	}
	words->list[words->count] = NULL;
}

/* "name=value" of each option, then the arguments in brackets. */
static void
describe(const struct option_values *values, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < values->count; i++)
		len += (size_t)snprintf(text + len, size - len, "%s=%s ",
		    values->rows[i]->name, values->values[i]);
	for (size_t i = 0; i < values->argument_count; i++)
		len += (size_t)snprintf(text + len, size - len, "[%s]",
		    values->arguments[i]);
}

static const struct {
	const char *line, *expected;
} right[] = {
	{ "", "" },
	{ "--format json", "format=json " },
	{ "--format=json", "format=json " },
	{ "--format= x", "format= [x]" },
	{ "--format --limit", "format=--limit " },
	{ "-f json -n 5", "format=json limit=5 " },
	{ "-fjson -n5", "format=json limit=5 " },
	{ "-a boat", "all= [boat]" },
	{ "boat --all race", "all= [boat][race]" },
	{ "boat -a", "[boat][-a]" },
	{ "boat -race -n 5", "[boat][-race][-n][5]" },
	{ "boat --limit 5 -race", "limit=5 [boat][-race]" },
	{ "-n 5 -- -boat --all", "limit=5 [-boat][--all]" },
	{ "-- --", "[--]" },
	{ "boat -- --all", "[boat][--all]" },
	{ "-", "[-]" },
	{ "- -a", "[-][-a]" },
	{ "~ -a", "[][-a]" },
	{ "--paint green --paint red", "paint=green paint=red " },
	{ "--config x -c y --color never --help",
	    "config=x config=y color=never help= " },
	{ "--limit 0", "limit=0 " },
};

START_TEST(options_are_told_from_the_query)
{
	struct option_values values = { .count = 0 };
	struct words words;
	struct error err;
	char text[400];

	split(&words, right[_i].line);
	ck_assert_msg(options_parse(&find, words.count, words.list, &values,
			  &err),
	    "%s: %s", right[_i].line, err.text);
	describe(&values, text, sizeof(text));
	ck_assert_msg(strcmp(text, right[_i].expected) == 0, "%s gave %s",
	    right[_i].line, text);
	options_finish(&values);
}
END_TEST

static const struct {
	const struct command *command;
	const char *line, *expected;
} wrong[] = {
	{ &find, "--limt 5",
	    "find: no option --limt (did you mean \"limit\"?)" },
	{ &find, "--halp", "find: no option --halp (did you mean \"help\"?)" },
	{ &find, "--xyzzyx", "find: no option --xyzzyx" },
	{ &find, "-x",
	    "find: no option -x (before a query that begins with - write --)" },
	{ &find, "-boat",
	    "find: no option -boat (before a query that begins with - "
	    "write --)" },
	{ &find, "-ax",
	    "find: no option -ax (before a query that begins with - "
	    "write --)" },
	{ &find, "--format", "find: --format needs FORMAT" },
	{ &find, "-n", "find: -n needs N" },
	{ &find, "--all=yes", "find: --all takes no value" },
	{ &find, "--limit many", "find: --limit needs a number, not \"many\"" },
	{ &find, "--limit -1", "find: --limit needs a number, not \"-1\"" },
	{ &find, "--limit 99999999999999999999",
	    "find: --limit needs a number, not \"99999999999999999999\"" },
	{ &find, "--paint blue",
	    "find: --paint cannot be \"blue\": red or green" },
	{ &find, "--color pink",
	    "find: --color cannot be \"pink\": colours: auto, always or "
	    "never" },
	{ &one, "a b", "one: one word too many: \"b\"" },
	{ &none, "a", "none: one word too many: \"a\"" },
	{ &pots, "lst", "pots: no command \"lst\" (did you mean \"list\"?)" },
	{ &pots, "zebra", "pots: no command \"zebra\"" },
	{ &find,
	    "-a -a -a -a -a -a -a -a -a -a -a -a -a -a -a -a -a -a -a -a -a "
	    "-a -a -a -a",
	    "find: too many options" },
};

START_TEST(a_wrong_word_is_named)
{
	struct option_values values = { .count = 0 };
	struct words words;
	struct error err;

	split(&words, wrong[_i].line);
	ck_assert_msg(!options_parse(wrong[_i].command, words.count, words.list,
			  &values, &err),
	    "%s", wrong[_i].line);
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_str_eq(err.text, wrong[_i].expected);
	options_finish(&values);
}
END_TEST

START_TEST(help_is_given_whatever_else_is_wrong)
{
	struct option_values values = { .count = 0 };
	struct words words;
	struct error err;

	split(&words, "a b --help");
	ck_assert(options_parse(&none, words.count, words.list, &values, &err));
	ck_assert(option_given(&values, "help"));
	options_finish(&values);
}
END_TEST

START_TEST(the_last_value_counts)
{
	struct option_values values = { .count = 0 };
	struct words words;
	struct error err;

	split(&words, "-n 5 --format a --limit 7 --format b");
	ck_assert(options_parse(&find, words.count, words.list, &values, &err));
	ck_assert_str_eq(option_value(&values, "format"), "b");
	ck_assert_int_eq(option_number(&values, "limit", 50), 7);
	ck_assert_ptr_null(option_value(&values, "paint"));
	ck_assert(!option_given(&values, "all"));
	ck_assert_int_eq(option_number(&values, "offset", 3), 3);
	options_finish(&values);
}
END_TEST

static const struct {
	const char *line;
	int expected;
} leading[] = {
	{ "list", 0 },
	{ "-c file list", 2 },
	{ "-cfile list", 1 },
	{ "--config file list", 2 },
	{ "--config=file list", 1 },
	{ "--config= list", 1 },
	{ "--system --color never list -n 5", 3 },
	{ "-h list", 1 },
	{ "-c", 1 },
	{ "--user", 1 },
	{ "", 0 },
	{ "- list", 0 },
	{ "--format json list", -1 },
	{ "-n 5 list", -1 },
};

START_TEST(common_options_may_stand_before_the_command)
{
	struct words words;
	struct error err;
	int got;

	split(&words, leading[_i].line);
	got = options_leading(words.count, words.list, &err);
	ck_assert_msg(got == leading[_i].expected, "%s gave %d",
	    leading[_i].line, got);
	if (got == -1)
		ck_assert_ptr_nonnull(strstr(err.text, "before the command"));
}
END_TEST

START_TEST(help_is_made_from_the_tables)
{
	struct buffer out;

	buffer_init(&out, MIB);
	options_print_help(&find, &out);
	ck_assert_str_eq(buffer_string(&out),
	    "usage: crier find [OPTION...] [QUERY]\n\nfinds pots\n\n"
	    "  -f, --format FORMAT       how\n"
	    "  -n, --limit N             how many\n"
	    "      --paint PAINT         red or green\n"
	    "  -a, --all                 everything\n"
	    "  -c, --config FILE         read this configuration\n"
	    "      --system              read /etc/crier/crier.yaml\n"
	    "      --user                read "
	    "$XDG_CONFIG_HOME/crier/crier.yaml\n"
	    "      --color WHEN          colours: auto, always or never\n"
	    "  -h, --help                print this\n");
	buffer_reset(&out);
	options_print_help(&pots, &out);
	ck_assert_ptr_nonnull(strstr(buffer_string(&out),
	    "usage: crier pots [COMMAND] [OPTION...]\n\nall pots\n\n"
	    "  pots list                 pots\n\n  -f"));
	buffer_finish(&out);
}
END_TEST

Suite *
command_line_suite(void)
{
	Suite *suite = suite_create("command_line");
	TCase *tcase = tcase_create("command_line");

	tcase_add_loop_test(tcase, options_are_told_from_the_query, 0,
	    ARRAY_LEN(right));
	tcase_add_loop_test(tcase, a_wrong_word_is_named, 0, ARRAY_LEN(wrong));
	tcase_add_test(tcase, help_is_given_whatever_else_is_wrong);
	tcase_add_test(tcase, the_last_value_counts);
	tcase_add_loop_test(tcase, common_options_may_stand_before_the_command,
	    0, ARRAY_LEN(leading));
	tcase_add_test(tcase, help_is_made_from_the_tables);
	suite_add_tcase(suite, tcase);
	return suite;
}

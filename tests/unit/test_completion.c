/* What crier offers to a shell, by the tables and by what there is. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli_fixture.h"
#include "compiler.h"

Suite *completion_suite(void);

static struct cli_world world;

static void
begin(void)
{
	cli_world_open(&world);
}

static void
end(void)
{
	cli_world_close(&world);
}

/* First words of the lines. */
static void
list_words(const char *out, char *words, size_t size)
{
	for (words[0] = '\0'; *out != '\0'; out = strchr(out, '\n') + 1)
		snprintf(words + strlen(words), size - strlen(words), "%.*s ",
		    (int)strcspn(out, "\t\n"), out);
}

/* clang-format off */
static const struct {
	const char *typed, *offered;
} rows[] = {
	{ "st", "status " },
	{ "complete ''", "" },
	{ "compl", "" },
	{ "nope ''", "" },
	{ "feeds re", "remove rename resume " },
	{ "feeds --limit 5 re", "" },
	{ "-c x feeds re", "remove rename resume " },
	{ "--color always feeds re", "remove rename resume " },
	{ "--color ''", "auto always never " },
	{ "--color=al", "--color=always " },
	{ "export ''", "opml feed " },
	{ "feeds pause ''", "harbour " },
	{ "feeds pause x", "" },
	{ "feeds pause harbour ''", "" },
	{ "feeds rename harbour ''", "" },
	{ "refresh harbour ''", "harbour " },
	{ "topics show ''", "boats empty " },
	{ "topics mute boats ''", "off " },
	{ "hooks cl", "clips " },
	{ "hooks test ''", "clips " },
	{ "hooks test clips ''", "" },
	{ "topics add --feed ''", "harbour " },
	{ "topics add --feed=h", "--feed=harbour " },
	{ "topics add --hook=", "--hook=clips " },
	{ "topics add x y --ho", "--hook " },
	{ "list --format a", "atom " },
	{ "list --format=json", "--format=json --format=jsonl --format=jsonfeed " },
	{ "feeds -f j", "json jsonl " },
	{ "list -n ''", "" },
	{ "list --sort ''", "newest oldest relevance " },
	{ "list --so", "--sort " },
	{ "list --sort=x", "" },
	{ "list -- --so", "" },
	{ "list cats -s", "" },
	{ "mark ''", "read unread star unstar label " },
	{ "mark --dry-run u", "unread unstar " },
	{ "mark read u", "" },
	{ "parse ''", ":file " },
	{ "parse x ''", "" },
	{ "match a ''", ":file " },
	{ "match ''", "" },
	{ "--config ''", ":file " },
	{ "list --config=/e", ":file " },
	{ "help ex", "export " },
};
/* clang-format on */

START_TEST(what_fits_is_offered_and_nothing_else)
{
	struct answer answer;
	char line[200], words[400];

	snprintf(line, sizeof(line), "complete -- -c @/crier.yaml %s",
	    rows[_i].typed);
	ask_plainly(&world, &answer, line);
	list_words(answer.printed.out, words, sizeof(words));
	ck_assert_msg(strcmp(words, rows[_i].offered) == 0, "%s: %s",
	    rows[_i].typed, words);
	CHECK_CODE(answer, words[0] == '\0' ? CLI_NOTHING : CLI_FOUND);
	answer_finish(&answer);
}
END_TEST

/* Whether a line of out is word and help. */
static bool
has_line(const char *out, const char *word, const char *help)
{
	char line[200];

	snprintf(line, sizeof(line), "%s\t%s\n", word, help);
	return strstr(out, line) != NULL;
}

static void
check_options(const char *name, const struct option_row *options)
{
	struct answer answer;
	char line[100], word[100];

	snprintf(line, sizeof(line), "complete -- %s --", name);
	ask_plainly(&world, &answer, line);
	for (; options != NULL && options->name != NULL; options++) {
		snprintf(word, sizeof(word), "--%s", options->name);
		ck_assert_msg(has_line(answer.printed.out, word, options->help),
		    "%s: no %s", name, word);
	}
	ck_assert(has_line(answer.printed.out, "--help", "print this"));
	answer_finish(&answer);
}

static void
check_children(const struct command *command)
{
	struct answer answer;
	char line[100];

	snprintf(line, sizeof(line), "complete -- %s ''", command->name);
	ask(&world, &answer, line);
	for (size_t i = 0; command->children[i] != NULL; i++) {
		const struct command *child = command->children[i];

		ck_assert_msg(has_line(answer.printed.out,
				  child->name + strlen(command->name) + 1,
				  child->summary),
		    "no %s", child->name);
		check_options(child->name, child->options);
	}
	answer_finish(&answer);
}

START_TEST(every_command_and_option_is_offered)
{
	struct answer answer;

	ask_plainly(&world, &answer, "complete -- ''");
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (commands[i]->hidden)
			continue;
		ck_assert(has_line(answer.printed.out, commands[i]->name,
		    commands[i]->summary));
		check_options(commands[i]->name, commands[i]->options);
		if (commands[i]->children != NULL)
			check_children(commands[i]);
	}
	answer_finish(&answer);
}
END_TEST

START_TEST(names_of_the_database_are_offered_too)
{
	struct answer answer;

	fixture_run(&world.store,
	    "INSERT INTO feed (name, source, origin, url, shown_url, added_at) "
	    "VALUES ('pier', 'url', 'command', 'http://p/', 'http://p/', 1)");
	ask(&world, &answer, "complete -- feeds log p");
	ck_assert_str_eq(answer.printed.out, "pier\n");
	answer_finish(&answer);
}
END_TEST

Suite *
completion_suite(void)
{
	Suite *suite = suite_create("completion");
	TCase *tcase = tcase_create("completion");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, what_fits_is_offered_and_nothing_else, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, every_command_and_option_is_offered);
	tcase_add_test(tcase, names_of_the_database_are_offered_too);
	suite_add_tcase(suite, tcase);
	return suite;
}

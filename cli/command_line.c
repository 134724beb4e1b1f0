/*
 * The command line of a command: parsed from its table, explained by the same.
 *
 * getopt is not used because of one rule of the contract: a word that begins
 * with "-" is a negation once the query has begun, while long options may stand
 * anywhere.
 */
#include "cli/command.h"

#include <assert.h>
#include <stdlib.h>

#include "memory.h"
#include "nearest.h"

static const char *const color_choices[] = { "auto", "always", "never", NULL };

const struct option_row common_options[] = {
	{ "config", 'c', OPTION_TEXT, "FILE", NULL, "read this configuration" },
	{ "system", 0, OPTION_FLAG, NULL, NULL, "read /etc/crier/crier.yaml" },
	{ "user", 0, OPTION_FLAG, NULL, NULL,
	    "read $XDG_CONFIG_HOME/crier/crier.yaml" },
	{ "color", 0, OPTION_CHOICE, "WHEN", color_choices,
	    "colours: auto, always or never" },
	{ "help", 'h', OPTION_FLAG, NULL, NULL, "print this" },
	{ 0 },
};

static const struct option_row *
find_in(const struct option_row *rows, struct slice name, char letter)
{
	for (; rows != NULL && rows->name != NULL; rows++) {
		if (letter != 0 ? rows->letter == letter
				: slice_eq(slice_of(rows->name), name))
			return rows;
	}
	return NULL;
}

const struct option_row *
option_find(const struct command *command, struct slice name, char letter)
{
	const struct option_row *row = command == NULL
	    ? NULL
	    : find_in(command->options, name, letter);

	return row != NULL ? row : find_in(common_options, name, letter);
}

static bool
unknown_option(const struct command *command, struct slice name,
    struct error *err)
{
	const struct option_row *tables[] = { command->options,
		common_options };
	struct nearest nearest;
	char hint[NEAREST_TEXT];

	nearest_init(&nearest, name);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		for (const struct option_row *row = tables[i];
		     row != NULL && row->name != NULL; row++)
			nearest_try(&nearest, row->name);
	return error_set(err, ERROR_USAGE, "%s: no option --%.*s%s",
	    command->name, SLICE_FMT(name), nearest_hint(&nearest, hint));
}

static bool
check_value(const struct command *command, const struct option_row *row,
    const char *value, struct error *err)
{
	int64_t number;

	switch (row->kind) {
	case OPTION_FLAG:
	case OPTION_TEXT:
		return true;
	case OPTION_NUMBER:
		if (slice_to_int64(slice_of(value), 0, INT64_MAX, &number))
			return true;
		return error_set(err, ERROR_USAGE,
		    "%s: --%s needs a number, not \"%s\"", command->name,
		    row->name, value);
	case OPTION_CHOICE:
		for (size_t i = 0; row->choices[i] != NULL; i++)
			if (slice_eq(slice_of(row->choices[i]),
				slice_of(value)))
				return true;
		break;
	}
	return error_set(err, ERROR_USAGE, "%s: --%s cannot be \"%s\": %s",
	    command->name, row->name, value, row->help);
}

static bool
keep(const struct command *command, const struct option_row *row,
    const char *value, struct option_values *values, struct error *err)
{
	if (!check_value(command, row, value, err))
		return false;
	if (values->count == OPTIONS_MAX)
		return error_set(err, ERROR_USAGE, "%s: too many options",
		    command->name);
	values->rows[values->count] = row;
	values->values[values->count++] = value;
	return true;
}

/* --name, --name=value, --name value; *used counts the words it took. */
static bool
read_long(const struct command *command, char *const *words, int *used,
    struct option_values *values, struct error *err)
{
	struct slice rest = slice_from(slice_of(words[0]), 2), name;
	const struct option_row *row;
	bool joined;

	slice_cut(&rest, '=', &name);
	joined = name.ptr[name.len] == '=';
	*used = 1;
	row = option_find(command, name, 0);
	if (row == NULL)
		return unknown_option(command, name, err);
	if (row->kind == OPTION_FLAG) {
		if (!joined)
			return keep(command, row, "", values, err);
		return error_set(err, ERROR_USAGE, "%s: --%s takes no value",
		    command->name, row->name);
	}
	if (joined)
		return keep(command, row, name.ptr + name.len + 1, values, err);
	if (words[1] == NULL)
		return error_set(err, ERROR_USAGE, "%s: --%s needs %s",
		    command->name, row->name, row->value);
	*used = 2;
	return keep(command, row, words[1], values, err);
}

/* -n 5, -n5. Letters are not combined. */
static bool
read_short(const struct command *command, char *const *words, int *used,
    struct option_values *values, struct error *err)
{
	const struct option_row *row = option_find(command, SLICE_NONE,
	    words[0][1]);

	*used = 1;
	if (row == NULL || (row->kind == OPTION_FLAG && words[0][2] != '\0'))
		return error_set(err, ERROR_USAGE,
		    "%s: no option %s (before a query that begins with - "
		    "write --)",
		    command->name, words[0]);
	if (row->kind == OPTION_FLAG)
		return keep(command, row, "", values, err);
	if (words[0][2] != '\0')
		return keep(command, row, words[0] + 2, values, err);
	if (words[1] == NULL)
		return error_set(err, ERROR_USAGE, "%s: -%c needs %s",
		    command->name, row->letter, row->value);
	*used = 2;
	return keep(command, row, words[1], values, err);
}

/* What stands where an argument would, in a command that has commands. */
static bool
unknown_child(const struct command *command, const char *word,
    struct error *err)
{
	struct nearest nearest;
	char hint[NEAREST_TEXT];
	size_t own = slice_of(command->name).len + 1;

	nearest_init(&nearest, slice_of(word));
	for (size_t i = 0; command->children[i] != NULL; i++)
		nearest_try(&nearest, command->children[i]->name + own);
	return error_set(err, ERROR_USAGE, "%s: no command \"%s\"%s",
	    command->name, word, nearest_hint(&nearest, hint));
}

static bool
check_arguments(const struct command *command,
    const struct option_values *values, struct error *err)
{
	size_t max = command->arguments == NULL ? 0 : command->argument_max;

	if (values->argument_count <= max ||
	    (max == 0 && command->arguments != NULL))
		return true;
	if (max == 0 && command->children != NULL)
		return unknown_child(command, values->arguments[0], err);
	return error_set(err, ERROR_USAGE, "%s: one word too many: \"%s\"",
	    command->name, values->arguments[max]);
}

static bool
read_words(const struct command *command, int argc, char *argv[],
    struct option_values *values, struct error *err)
{
	bool options = true; /* until "--" */
	int used;

	for (int i = 0; i < argc; i += used) {
		struct slice word = slice_of(argv[i]);

		used = 1;
		if (options && slice_eq(word, SLICE("--"))) {
			options = false;
		} else if (options && slice_has_prefix(word, SLICE("--"))) {
			if (!read_long(command, argv + i, &used, values, err))
				return false;
		} else if (options && word.len > 1 && word.ptr[0] == '-' &&
		    values->argument_count == 0) {
			if (!read_short(command, argv + i, &used, values, err))
				return false;
		} else {
			values->arguments[values->argument_count++] = argv[i];
		}
	}
	return true;
}

bool
options_parse(const struct command *command, int argc, char *argv[],
    struct option_values *values, struct error *err)
{
	values->arguments = xcalloc((size_t)argc + 1,
	    sizeof(*values->arguments));
	return read_words(command, argc, argv, values, err) &&
	    (option_given(values, "help") ||
		check_arguments(command, values, err));
}

int
options_leading(int argc, char *argv[], struct error *err)
{
	int i = 0;

	while (i < argc && argv[i][0] == '-' && argv[i][1] != '\0') {
		struct slice rest = slice_of(argv[i]), name;
		const struct option_row *row;
		bool is_long = slice_has_prefix(rest, SLICE("--"));
		bool joined;
		char letter;

		rest = slice_from(rest, is_long ? 2 : 1);
		slice_cut(&rest, '=', &name);
		joined = is_long ? rest.ptr != NULL : name.len > 1;
		letter = argv[i][1];
		if (is_long)
			letter = 0;
		row = find_in(common_options, name, letter);
		if (row == NULL) {
			error_set(err, ERROR_USAGE,
			    "no option %s before the command", argv[i]);
			return -1;
		}
		i += row->kind == OPTION_FLAG || joined ? 1 : 2;
	}
	return i < argc ? i : argc;
}

bool
options_has_letter(const struct command *command, char letter)
{
	return option_find(command, SLICE_NONE, letter) != NULL;
}

void
options_finish(struct option_values *values)
{
	free(values->arguments);
}

const char *
option_value(const struct option_values *values, const char *name)
{
	for (size_t i = values->count; i > 0; i--)
		if (slice_eq(slice_of(values->rows[i - 1]->name),
			slice_of(name)))
			return values->values[i - 1];
	return NULL;
}

bool
option_given(const struct option_values *values, const char *name)
{
	return option_value(values, name) != NULL;
}

void
options_set(struct option_values *values, const struct option_row *row,
    const char *value)
{
	/* A command line holds fewer: keep sees to that. */
	assert(values->count < ARRAY_LEN(values->values));
	values->rows[values->count] = row;
	values->values[values->count++] = value;
}

int64_t
option_number(const struct option_values *values, const char *name,
    int64_t fallback)
{
	const char *value = option_value(values, name);

	if (value != NULL)
		slice_to_int64(slice_of(value), 0, INT64_MAX, &fallback);
	return fallback;
}

static void
print_rows(const struct option_row *rows, struct buffer *out)
{
	for (; rows != NULL && rows->name != NULL; rows++) {
		size_t start = out->len;

		if (rows->letter != 0)
			buffer_append_format(out, "  -%c, ", rows->letter);
		else
			buffer_append_string(out, "      ");
		buffer_append_format(out, "--%s", rows->name);
		if (rows->value != NULL)
			buffer_append_format(out, " %s", rows->value);
		while (!out->failed && out->len - start < 26)
			buffer_append_char(out, ' ');
		buffer_append_format(out, "  %s\n", rows->help);
	}
}

void
options_print_help(const struct command *command, struct buffer *out)
{
	bool parent = command->children != NULL;

	buffer_append_format(out, "usage: crier %s%s [OPTION...]%s%s\n\n%s\n\n",
	    command->name, parent ? " [COMMAND]" : "",
	    command->arguments == NULL ? "" : " ",
	    command->arguments == NULL ? "" : command->arguments,
	    command->summary);
	for (size_t i = 0; parent && command->children[i] != NULL; i++)
		buffer_append_format(out, "  %-24s  %s\n",
		    command->children[i]->name, command->children[i]->summary);
	if (parent)
		buffer_append_char(out, '\n');
	print_rows(command->options, out);
	print_rows(common_options, out);
}

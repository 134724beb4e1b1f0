/*
 * The commands of crier, in the order of the help, and how one is found by its
 * words. A new command is a file and a line here.
 */
#include "cli/command.h"

#include "nearest.h"

extern const struct command command_status, command_list, command_search,
    command_show, command_count, command_next, command_mark, command_undo,
    command_feeds, command_topics, command_hooks, command_refresh,
    command_watch, command_reload, command_discover, command_import,
    command_export, command_complete, command_check, command_parse,
    command_match, command_backup, command_restore, command_recover,
    command_sql, command_help;

const struct command *const commands[] = {
	&command_status,
	&command_list,
	&command_search,
	&command_show,
	&command_count,
	&command_next,
	&command_mark,
	&command_undo,
	&command_feeds,
	&command_topics,
	&command_hooks,
	&command_refresh,
	&command_watch,
	&command_reload,
	&command_discover,
	&command_import,
	&command_export,
	&command_check,
	&command_parse,
	&command_match,
	&command_backup,
	&command_restore,
	&command_recover,
	&command_sql,
	&command_help,
	&command_complete,
	NULL,
};

/* "list" of "feeds list": what the user types behind the parent's name. */
static const char *
last_word(const struct command *command)
{
	struct slice name = slice_of(command->name);
	size_t blank = slice_find_char(name, ' ');

	return blank == SIZE_MAX ? command->name : command->name + blank + 1;
}

static const struct command *
find_in(const struct command *const *table, const char *word,
    struct nearest *nearest)
{
	for (; table != NULL && *table != NULL; table++) {
		if (slice_eq(slice_of(last_word(*table)), slice_of(word)))
			return *table;
		if (!(*table)->hidden)
			nearest_try(nearest, last_word(*table));
	}
	return NULL;
}

const struct command *
command_find(const char *const *words, size_t count, size_t *used,
    struct error *err)
{
	const struct command *command, *child = NULL;
	struct nearest nearest;
	char hint[NEAREST_TEXT];

	nearest_init(&nearest, slice_of(words[0]));
	command = find_in(commands, words[0], &nearest);
	if (command == NULL) {
		error_set(err, ERROR_USAGE, "no command \"%s\"%s", words[0],
		    nearest_hint(&nearest, hint));
		return NULL;
	}
	if (count > 1)
		child = find_in(command->children, words[1], &nearest);
	*used = child == NULL ? 1 : 2;
	return child == NULL ? command : child;
}

void
commands_print_usage(struct buffer *out)
{
	buffer_append_string(out,
	    "usage: crier COMMAND [OPTION...] [ARGUMENT...]\n\n");
	for (size_t i = 0; commands[i] != NULL; i++)
		if (!commands[i]->hidden)
			buffer_append_format(out, "  %-8s  %s\n",
			    commands[i]->name, commands[i]->summary);
	buffer_append_string(out,
	    "\n\"crier help COMMAND\" tells more; see crier(1) and "
	    "crier-query(7).\n");
}

/*
 * crier help: the commands, or the usage of one. It asks nothing of the
 * configuration, so that it helps where that is wrong.
 */
#include "cli/command.h"

#include "cli/terminal.h"
#include "limits.h"

static int
run(struct cli *cli, struct error *err)
{
	const struct option_values *options = &cli->options;
	const struct command *command = NULL;
	struct buffer out;
	size_t used = 0;

	if (options->argument_count > 0) {
		command = command_find(options->arguments,
		    options->argument_count, &used, err);
		if (command == NULL)
			return -1;
	}
	if (used < options->argument_count) {
		error_set(err, ERROR_USAGE, "no command \"%s %s\"",
		    command->name, options->arguments[used]);
		return -1;
	}
	buffer_init(&out, LIMIT_COMMAND_OUTPUT);
	if (command == NULL)
		commands_print_usage(&out);
	else
		options_print_help(command, &out);
	terminal_write(&out);
	buffer_finish(&out);
	return CLI_FOUND;
}

const struct command command_help = {
	.name = "help",
	.summary = "what a command does and takes",
	.arguments = "[COMMAND]",
	.argument_max = 2,
	.needs = NEEDS_NOTHING,
	.run = run,
};

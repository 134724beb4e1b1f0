/*
 * crier backup: a consistent copy of the database, beside a running crierd too.
 */
#include "cli/command.h"

#include "store_changes.h"

static int
run(struct cli *cli, struct error *err)
{
	if (cli->options.argument_count == 0) {
		error_set(err, ERROR_USAGE, "backup: to which FILE?");
		return -1;
	}
	return store_backup(cli->store, cli->options.arguments[0], err)
	    ? CLI_FOUND
	    : -1;
}

const struct command command_backup = {
	.name = "backup",
	.summary = "copy the database into a new file",
	.arguments = "FILE",
	.argument_max = 1,
	.needs = NEEDS_STORE,
	.run = run,
};

/*
 * crier restore: the database from a copy that crier backup or crierd made.
 */
#include "cli/command.h"

#include <stdio.h>

#include "cli/rescued.h"
#include "control.h"

static int
run(struct cli *cli, struct error *err)
{
	struct store_restore restore = {
		.database = cli->configuration->database,
		.now_at = clock_now_at(cli->clock),
	};
	struct store_rescued rescued;
	char question[PATH_MAX + 32];

	if (cli->options.argument_count == 0) {
		error_set(err, ERROR_USAGE, "restore: from which FILE?");
		return -1;
	}
	restore.file = cli->options.arguments[0];
	snprintf(question, sizeof(question), "Replace %s", restore.database);
	if (!rescued_is_meant(cli, question))
		return CLI_NOTHING;
	if (!control_be_owner(restore.database, err) ||
	    !store_restore(&restore, &rescued, err))
		return -1;
	rescued_print(&rescued);
	return CLI_FOUND;
}

static const struct option_row options[] = {
	{ "yes", 'y', OPTION_FLAG, NULL, NULL, "do not ask" },
	{ 0 },
};

const struct command command_restore = {
	.name = "restore",
	.summary = "put a copy in the database's place",
	.arguments = "FILE",
	.argument_max = 1,
	.options = options,
	.needs = NEEDS_CONFIGURATION,
	.run = run,
};

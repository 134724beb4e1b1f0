/*
 * crier recover: what can still be read of a damaged database.
 */
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/asking.h"
#include "cli/rescued.h"
#include "cli/terminal.h"
#include "control.h"

static void
print_table(const char *table, int64_t rows, int64_t places, void *arg)
{
	(void)arg;
	printf("%-14s %8" PRId64 " row%s", table, rows, asking_plural(rows));
	if (places > 0)
		printf(", unreadable at %" PRId64 " place%s", places,
		    asking_plural(places));
	putchar('\n');
}

static int
run(struct cli *cli, struct error *err)
{
	struct store_recovery recovery = {
		.database = cli->configuration->database,
		.now_at = clock_now_at(cli->clock),
		.visit = print_table,
	};
	struct store_rescued rescued;
	char question[PATH_MAX + 64];

	snprintf(question, sizeof(question), "Make %s anew of what can be read",
	    recovery.database);
	if (!rescued_is_meant(cli, question))
		return CLI_NOTHING;
	if (!control_be_owner(recovery.database, err) ||
	    !store_recover(&recovery, &rescued, err))
		return -1;
	if (rescued.sound) {
		terminal_complain("%s is sound: there is nothing to recover",
		    recovery.database);
		return CLI_NOTHING;
	}
	if (rescued.snapshot[0] != '\0')
		printf("over the copy %s\n", rescued.snapshot);
	rescued_print(&rescued);
	return CLI_FOUND;
}

static const struct option_row options[] = {
	{ "yes", 'y', OPTION_FLAG, NULL, NULL, "do not ask" },
	{ 0 },
};

const struct command command_recover = {
	.name = "recover",
	.summary = "save what can be read of a damaged database",
	.options = options,
	.needs = NEEDS_CONFIGURATION,
	.run = run,
};

/*
 * The end of restoring and recovering in words: what is there, what is held and
 * how it is released, where the old file is.
 */
#include "cli/rescued.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/asking.h"
#include "cli/reltime.h"

bool
rescued_is_meant(const struct cli *cli, const char *what)
{
	char answer[16];

	if (option_given(&cli->options, "yes") || !isatty(STDIN_FILENO) ||
	    !isatty(STDERR_FILENO))
		return true;
	fprintf(stderr, "%s? [y/N] ", what);
	return fgets(answer, sizeof(answer), stdin) != NULL &&
	    (answer[0] == 'y' || answer[0] == 'Y');
}

void
rescued_print(const struct store_rescued *rescued)
{
	char at[RELTIME_TEXT];

	printf("%" PRId64 " article%s", rescued->articles,
	    asking_plural(rescued->articles));
	if (rescued->last_at > 0)
		printf(", the last feed was read %s",
		    reltime_local(rescued->last_at, at));
	putchar('\n');
	if (rescued->held > 0)
		printf("%" PRId64 " deliver%s held until \"crier hooks "
		       "release\", and so is what each feed brings first\n",
		    rescued->held, rescued->held == 1 ? "y is" : "ies are");
	else
		puts("what each feed brings first is held until \"crier hooks "
		     "release\"");
	if (rescued->kept[0] != '\0')
		printf("the old database is %s\n", rescued->kept);
}

/*
 * crier. Where hostile bytes are read it executes itself again as a reader, as
 * crierd does.
 */
#include <signal.h>

#include "cli/invocation.h"
#include "reader.h"

int
main(int argc, char *argv[])
{
	if (reader_role_asked(argc, argv))
		return reader_role_main();
	/* Who starts us may have ignored it; "crier list | head" ends quietly. */
	(void)signal(SIGPIPE, SIG_DFL);
	return invocation_run(argc, argv, clock_real());
}

/* crier as a function: what main does with its words. */
#ifndef CRIER_CLI_INVOCATION_H
#define CRIER_CLI_INVOCATION_H

#include "clock.h"

/* argv[argc] is NULL; the order of the words may be changed. Writes to standard
 * output and error. The exit code. */
int invocation_run(int argc, char *argv[], const struct clock *clock);

#endif

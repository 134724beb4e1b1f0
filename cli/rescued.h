/* What crier restore and crier recover tell of the new database. */
#ifndef CRIER_CLI_RESCUED_H
#define CRIER_CLI_RESCUED_H

#include "store_changes.h"

struct cli;

/* Asks the person at the terminal, if there is one and --yes was not given.
 * what: a question without its sign. */
bool rescued_is_meant(const struct cli *cli, const char *what);

void rescued_print(const struct store_rescued *rescued);

#endif

/* An import's requests to crierd, or to the store where no crierd runs. */
#ifndef CRIER_CLI_IMPORT_SEND_H
#define CRIER_CLI_IMPORT_SEND_H

#include "cli/import_plan.h"

struct import_result {
	int64_t added, known;
};

/*
 * Adds the new feeds of the plan, with the tags of every --tag too, and paused
 * where the list calls them so. A list that does not fit into one request
 * goes in several, each of which is taken whole or not at all: where one fails,
 * result says what those before it did.
 */
MUST_CHECK bool import_send(struct cli *cli, const struct import_plan *plan,
    struct import_result *result, struct error *err);

#endif

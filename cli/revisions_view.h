/* What has changed in an article since it was stored. */
#ifndef CRIER_CLI_REVISIONS_VIEW_H
#define CRIER_CLI_REVISIONS_VIEW_H

#include "cli/command.h"

/* Each version against the one before, newest last. *found is false, and that is
 * said on standard error, where there is no such article. */
MUST_CHECK bool revisions_view_print(struct cli *cli, int64_t id, size_t index,
    bool *found, struct error *err);

#endif

/* The daily copies that there are. */
#ifndef CRIER_STORE_SNAPSHOT_H
#define CRIER_STORE_SNAPSHOT_H

#include <linux/limits.h>
#include <stddef.h>

#include "compiler.h"
#include "error.h"

/* Where those of a database are. */
MUST_CHECK bool snapshots_folder(const char *database, char folder[PATH_MAX],
    struct error *err);

struct snapshots {
	char **names; /* owned; the newest first, without the folder */
	size_t count;
};
/* None where there is no folder. */
MUST_CHECK bool
snapshots_list(struct snapshots *list, const char *folder, struct error *err);
void snapshots_finish(struct snapshots *list);

#endif

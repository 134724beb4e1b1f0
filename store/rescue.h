/* What copies, restoring and recovering share. */
#ifndef CRIER_STORE_RESCUE_H
#define CRIER_STORE_RESCUE_H

#include "store_changes.h"

/* Everything, compact, into a file that is empty or not there. Outside a
 * transaction; for a store that may write other files (not query_only). */
MUST_CHECK bool
copy_write(struct store *store, const char *path, struct error *err);

/* The database at from, if it is sound and ours, into the file to, which is
 * empty or not there. */
MUST_CHECK bool
rescue_copy(const char *from, const char *to, struct error *err);

/* Tells a copy what was lost (loss_note), and counts what is there. */
MUST_CHECK bool rescue_settle(struct store *copy, const char *why,
    int64_t now_at, struct store_rescued *rescued, struct error *err);

#endif

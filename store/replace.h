/*
 * A new file in the place of the database. The caller holds the writer's lock.
 */
#ifndef CRIER_STORE_REPLACE_H
#define CRIER_STORE_REPLACE_H

#include <linux/limits.h>

#include "compiler.h"
#include "error.h"

struct store;

/* An empty file beside the database, for its owner alone: "<database>.XXXXXX".
 */
MUST_CHECK bool replace_temporary(const char *database,
    char temporary[PATH_MAX], struct error *err);
/* Removes the file and what SQLite puts beside one; takes a migration's copy of
 * it along. */
void replace_remove(const char *temporary);

/* Whether every page of the database of that store is sound, and each index
 * right: ERROR_CORRUPT where not. */
MUST_CHECK bool replace_check(struct store *store, struct error *err);
/* Ends a store of store_open_copy so that all is in its one file, on the disk.
 */
MUST_CHECK bool replace_close(struct store *copy, struct error *err);

/*
 * Gives the file the place of the database, its group and mode, in one step: a
 * crash leaves the one or the other. The old one stays as "<database>.suffix",
 * or with "-2" and so on where that is there already; kept tells, "" where there
 * was none.
 */
MUST_CHECK bool replace_database(const char *database, const char *temporary,
    const char *suffix, char kept[PATH_MAX], struct error *err);

#endif

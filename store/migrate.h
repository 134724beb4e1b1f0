/* The schema of a database and how it comes to be what this crier wants. */
#ifndef CRIER_STORE_MIGRATE_H
#define CRIER_STORE_MIGRATE_H

#include <stddef.h>

#include "compiler.h"
#include "error.h"

struct store;

#define STORE_APPLICATION_ID 0x63726965 /* "crie" */

/* Steps in order: the first makes version 1 of nothing, and so on. */
struct migration {
	const char *const *steps;
	size_t count; /* also the version that they lead to */
};
const struct migration *migration_of_store(void);

/* What a database says of itself, judged: ERROR_STORE where it is another
 * program's or of a newer crier. *version 0: it is empty. */
MUST_CHECK bool migration_check(struct store *store,
    const struct migration *migration, int *version, struct error *err);
/*
 * Brings the database up to the last version in one transaction; one that has
 * content is copied first to "<path>.before-<version>". Makes the views anew.
 */
MUST_CHECK bool migrate(struct store *store, const struct migration *migration,
    struct error *err);

#endif

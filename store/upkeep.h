/* What a writer does for its database beside writing. */
#ifndef CRIER_STORE_UPKEEP_H
#define CRIER_STORE_UPKEEP_H

#include "compiler.h"
#include "error.h"

struct store;

/* Brings the write-ahead log home where it has become long. After a commit. */
void log_trim(struct store *store);

/*
 * Looks the database over where the last writer did not close it in order:
 * ERROR_CORRUPT where it is damaged. One that is larger than LIMIT_STORE_CHECK
 * is not looked over, for a start must not take minutes.
 */
MUST_CHECK bool soundness_check(struct store *store, struct error *err);

#endif

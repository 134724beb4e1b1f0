/* The rows of a damaged database, as many as can be read. */
#ifndef CRIER_STORE_SALVAGE_H
#define CRIER_STORE_SALVAGE_H

#include "store_changes.h"

/*
 * Copies them over those of the same keys in store, which is a copy
 * (store_open_copy) without a transaction, table by table, and tells visit of
 * each. What belongs to rows that are not there any more is removed, and the
 * full-text index is empty: index_check_version sees that it is made anew. A damaged file of which
 * not even the schema can be read gives nothing, which is no error.
 */
MUST_CHECK bool salvage(struct store *store, const char *damaged,
    salvage_visitor visit, void *arg, struct error *err);

#endif

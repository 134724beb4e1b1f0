/*
 * Names and what they stand for: feeds, lists, ..., tags. Entries belong to
 * the caller; the table is NULL while it is empty, and keeps the order in which
 * entries were added.
 */
#ifndef CRIER_CONFIG_NAME_TABLE_H
#define CRIER_CONFIG_NAME_TABLE_H

#include "config/problems.h"
#include "hash.h"
#include "memory.h"

/* Our own memory, and our own hash: clang refuses the fall-through in that of
 * uthash. Names come from the user's own files, so that nobody aims at it. */
#define uthash_malloc(size)        xcalloc(1, size)
#define uthash_free(pointer, size) free(pointer)
#define HASH_FUNCTION(key, length, value) \
	((value) = (unsigned)hash_fast((struct slice){ (key), (length) }))

#include <uthash.h>

struct config_named {
	UT_hash_handle hh; /* next: hh.next, NULL at the end */
	const char *name;
	struct config_origin origin;
	void *object; /* struct feed, struct query_list, ...; NULL: a tag */
};

/* NULL where there is none of that name. */
struct config_named *
config_name_find(struct config_named *table, const char *name);
/* entry->name must not be in the table yet. */
void config_name_add(struct config_named **table, struct config_named *entry);
size_t config_name_count(const struct config_named *table);
/* Forgets all entries, and frees what the table itself had. */
void config_name_clear(struct config_named **table);

#endif

/*
 * uthash, whose macros are branches by the hundred, in four functions that the
 * rest of config/ calls.
 */
#include "config/name_table.h"

/* NOLINTBEGIN(readability-function-size): the macros branch a lot */

struct config_named *
config_name_find(struct config_named *table, const char *name)
{
	struct config_named *entry;

	HASH_FIND_STR(table, name, entry);
	return entry;
}

void
config_name_add(struct config_named **table, struct config_named *entry)
{
	HASH_ADD_KEYPTR(hh, *table, entry->name, strlen(entry->name), entry);
}

size_t
config_name_count(const struct config_named *table)
{
	return HASH_COUNT(table);
}

void
config_name_clear(struct config_named **table)
{
	HASH_CLEAR(hh, *table);
}

/* NOLINTEND(readability-function-size) */

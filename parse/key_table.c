/*
 * A hash table with open addressing. At most half of it is used, so that a
 * search ends soon; nothing is ever taken out.
 */
#include "parse/key_table.h"

#include <stdlib.h>

#include "hash.h"
#include "limits.h"

#define SMALLEST 64 /* slots */

void
key_table_finish(struct key_table *table)
{
	free(table->slots);
	*table = (struct key_table){ .slots = NULL };
}

/* The slot of the key, or the free one where it belongs. */
static struct key_slot *
slot_of(const struct key_table *table, uint64_t key)
{
	size_t at = key & (table->cap - 1);

	while (table->slots[at].number != 0 && table->slots[at].key != key)
		at = (at + 1) & (table->cap - 1);
	return &table->slots[at];
}

static bool
grow(struct key_table *table)
{
	struct key_table larger = {
		.cap = table->cap == 0 ? SMALLEST : table->cap * 2,
		.count = table->count,
	};

	larger.slots = calloc(larger.cap, sizeof(*larger.slots));
	if (larger.slots == NULL)
		return false;
	for (size_t i = 0; i < table->cap; i++) {
		if (table->slots[i].number != 0)
			*slot_of(&larger,
			    table->slots[i].key) = table->slots[i];
	}
	free(table->slots);
	*table = larger;
	return true;
}

bool
key_table_find(struct key_table *table, uint64_t key, uint32_t given,
    uint32_t *number)
{
	struct key_slot *slot;

	*number = given;
	if (table->count * 2 >= table->cap && !grow(table)) {
		table->failed = true;
		return false;
	}
	slot = slot_of(table, key);
	if (slot->number != 0) {
		*number = slot->number - 1;
		return true;
	}
	*slot = (struct key_slot){ key, given + 1 };
	table->count++;
	return false;
}

uint64_t
key_of_text(struct slice text)
{
	unsigned char digest[HASH_SHA256_SIZE];
	struct hash_state state;

	hash_init(&state);
	hash_add(&state, text);
	hash_end(&state, digest);
	return (uint64_t)hash_int64(digest);
}

/* A multiplication by an odd number and a shifted XOR can both be undone. */
uint64_t
key_of_pair(uint32_t first, uint32_t second)
{
	uint64_t key = (uint64_t)first << 32 | second;

	key *= UINT64_C(0x9E3779B97F4A7C15);
	return key ^ key >> 32;
}

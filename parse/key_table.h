/*
 * Numbers by 64-bit keys, for what is told apart by digests. Grows by doubling;
 * keys are taken for what they stand for, so that texts come as the first bytes
 * of their SHA-256 and nobody can choose where they lie.
 */
#ifndef CRIER_PARSE_KEY_TABLE_H
#define CRIER_PARSE_KEY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slice.h"

struct key_slot {
	uint64_t key;
	uint32_t number; /* and 1; 0: free */
};

struct key_table {
	struct key_slot *slots; /* owned; a power of two of them */
	size_t cap, count;
	bool failed; /* no memory */
};

/* Owns nothing yet; a zeroed table is one. */
void key_table_finish(struct key_table *table);
/*
 * The number that key has; a key that is new gets the one that is given. False
 * where it was new. Without memory it is new every time, and failed is set.
 */
bool key_table_find(struct key_table *table, uint64_t key, uint32_t given,
    uint32_t *number);
/* The key of a text. */
uint64_t key_of_text(struct slice text);
/* The key of two numbers: different pairs have different ones. */
uint64_t key_of_pair(uint32_t first, uint32_t second);

#endif

/*
 * Memory that is freed all at once: what belongs to one document, one query,
 * one command.
 *
 * Invariant: pointers into an arena die with arena_reset or arena_finish and
 * never outlive it. An allocation that would pass the cap, or for which memory
 * is missing, gives NULL and sets failed, so that a series of allocations may
 * be checked once where NULL is tolerated in between.
 */
#ifndef CRIER_ARENA_H
#define CRIER_ARENA_H

#include "compiler.h"
#include "slice.h"

struct arena_block;

struct arena {
	struct arena_block *blocks; /* owned */
	size_t used, max;           /* bytes handed out; cap from limits.h */
	bool failed;
	bool full; /* it failed by its cap: more memory would not help */
};

void arena_init(struct arena *a, size_t max);
void arena_finish(struct arena *a);
/* Forgets all that was handed out; keeps one block for the next use. */
void arena_reset(struct arena *a);

/* Zeroed memory aligned for any type, or NULL. size may be 0. */
void *arena_alloc(struct arena *a, size_t size);
/* The same for count objects; NULL also where the product overflows. */
void *arena_alloc_array(struct arena *a, size_t count, size_t size);
/* Copies. An absent slice stays absent; on failure SLICE_NONE or NULL. */
struct slice arena_slice(struct arena *a, struct slice s);
char *arena_string(struct arena *a, struct slice s); /* NUL-terminated */
char *arena_format(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);

#endif

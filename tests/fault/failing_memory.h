/*
 * Memory that runs out when a test says so. It stands before the C library's
 * allocator in the test's own program, where that is glibc without sanitizers.
 */
#ifndef CRIER_TESTS_FAILING_MEMORY_H
#define CRIER_TESTS_FAILING_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* NULL, or why it cannot be done in this build. */
const char *failing_memory_unfit(void);

/* From now on the allocation of that number, counted from 1, fails; and with
 * forever all after it. 0: none does, they are only counted. */
void failing_memory_begin(int64_t at, bool forever);
/* Stops; how many there were, and how many of them were not freed. */
int64_t failing_memory_end(int64_t *left);

#endif

/*
 * A disk that loses its power: a VFS of SQLite's that remembers, for every
 * sector written since the last sync of its file, what was there before. When
 * the power fails each of them has been written, has not, or is torn.
 *
 * One process and thread of it; it stays installed until the process ends.
 */
#ifndef CRIER_TESTS_POWER_VFS_H
#define CRIER_TESTS_POWER_VFS_H

#include <stdint.h>

/* The power fails at that operation (writes, truncations, syncs), counted from
 * 1; 0: never. Then the process ends with POWER_EXIT. */
#define POWER_EXIT 42
void power_vfs_install(int64_t cut_at, unsigned int seed);
int64_t power_vfs_operations(void);

#endif

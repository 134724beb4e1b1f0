/*
 * Sizes as people write them: "512", "500KiB", "20MiB", "1GiB". Bytes
 * everywhere.
 */
#ifndef CRIER_BYTE_SIZE_H
#define CRIER_BYTE_SIZE_H

#include "slice.h"

/* The whole slice; false for another unit, a sign, a blank, a fraction, or more
 * than an int64_t holds. */
bool byte_size_parse(struct slice s, int64_t *bytes);

#endif

/*
 * Memory of our own structure: what crier needs however small the input is.
 * A failure here is logged and ends the process with exit code 71 (EX_OSERR);
 * the database is consistent at every instant, so that is harmless. Memory
 * whose size an input decides comes from an arena or a buffer instead, which
 * fail softly.
 */
#ifndef CRIER_MEMORY_H
#define CRIER_MEMORY_H

#include <stddef.h>

#include "compiler.h"

/* Zeroed memory for count objects of size bytes; free() it. Never NULL. */
void *xcalloc(size_t count, size_t size);
/* Like reallocarray, but never NULL; the new part is not zeroed. */
void *xreallocarray(void *old, size_t count, size_t size);
/* A copy of string, which may be NULL (then the copy is NULL too). */
char *xstrdup(const char *string);
/* Where a library had no memory for a part of our structure: says so and ends
 * the process as above. */
void memory_exhausted(size_t count, size_t size) NO_RETURN;

#endif

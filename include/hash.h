/*
 * Digests. SHA-256 (FIPS 180-4) by nettle where a name must never collide;
 * a fast 64-bit hash where only tables need it.
 */
#ifndef CRIER_HASH_H
#define CRIER_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "slice.h"

#define HASH_SHA256_SIZE 32

struct hash_state {
	/* Opaque; large enough for nettle's struct sha256_ctx. */
	_Alignas(8) unsigned char opaque[128];
};

void hash_init(struct hash_state *state);
void hash_add(struct hash_state *state, struct slice s);
/* Adds the length as 8 bytes and then s, so that the parts of a series cannot
 * be confused ("ab","c" differs from "a","bc"). */
void hash_add_part(struct hash_state *state, struct slice s);
void hash_end(struct hash_state *state, unsigned char digest[HASH_SHA256_SIZE]);

/* The first chars characters (at most 51) of the digest in base32 (RFC 4648,
 * lower case, no padding), NUL-terminated: text has chars + 1 bytes. */
void hash_base32(const unsigned char digest[HASH_SHA256_SIZE], size_t chars,
    char *text);
/* The first 8 bytes as a signed number, for database keys. */
int64_t hash_int64(const unsigned char digest[HASH_SHA256_SIZE]);

/* FNV-1a, 64 bit; not for anything that an attacker may choose. */
uint64_t hash_fast(struct slice s);

#endif

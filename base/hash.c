/*
 * Digests: nettle's SHA-256 behind a state of our own, so that callers need
 * not know nettle; its spelling in base32 for names that people copy; and
 * FNV-1a for tables whose keys nobody hostile chooses.
 */
#include "hash.h"

#include <assert.h>

#include <nettle/sha2.h>

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(struct hash_state),
    "hash_state holds a struct sha256_ctx");
_Static_assert(_Alignof(struct sha256_ctx) <= _Alignof(struct hash_state),
    "hash_state is aligned for a struct sha256_ctx");
_Static_assert(HASH_SHA256_SIZE == SHA256_DIGEST_SIZE, "a digest is a digest");

static struct sha256_ctx *
context(struct hash_state *state)
{
	return (struct sha256_ctx *)(void *)state->opaque;
}

void
hash_init(struct hash_state *state)
{
	sha256_init(context(state));
}

void
hash_add(struct hash_state *state, struct slice s)
{
	if (s.len > 0)
		sha256_update(context(state), s.len,
		    (const unsigned char *)s.ptr);
}

static void
put_uint64(unsigned char bytes[8], uint64_t value)
{
	for (int i = 7; i >= 0; i--) {
		bytes[i] = (unsigned char)(value & 0xFF);
		value >>= 8;
	}
}

void
hash_add_part(struct hash_state *state, struct slice s)
{
	unsigned char len[8];

	put_uint64(len, s.len);
	sha256_update(context(state), sizeof(len), len);
	hash_add(state, s);
}

void
hash_end(struct hash_state *state, unsigned char digest[HASH_SHA256_SIZE])
{
	sha256_digest(context(state), HASH_SHA256_SIZE, digest);
}

void
hash_base32(const unsigned char digest[HASH_SHA256_SIZE], size_t chars,
    char *text)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

	assert(chars * 5 <= (size_t)HASH_SHA256_SIZE * 8);
	for (size_t i = 0; i < chars; i++) {
		size_t bit = i * 5, byte = bit / 8;
		unsigned pair = (unsigned)digest[byte] << 8;

		if (byte + 1 < HASH_SHA256_SIZE)
			pair |= digest[byte + 1];
		text[i] = alphabet[pair >> (11 - bit % 8) & 31];
	}
	text[chars] = '\0';
}

int64_t
hash_int64(const unsigned char digest[HASH_SHA256_SIZE])
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | digest[i];
	return (int64_t)value; /* all 64 bits, whatever the sign comes to */
}

uint64_t
hash_fast(struct slice s)
{
	uint64_t hash = 0xcbf29ce484222325U;

	for (size_t i = 0; i < s.len; i++) {
		hash ^= (unsigned char)s.ptr[i];
		hash *= 0x100000001b3U;
	}
	return hash;
}

/*
 * A growing run of bytes with a cap that is stated at birth.
 *
 * Invariants: len <= cap <= max; ptr may be NULL while cap is 0. The first
 * append that would pass max, or for which memory is missing, sets failed and
 * appends nothing; later appends do nothing either, so that a series of
 * appends needs one check at its end.
 */
#ifndef CRIER_BUFFER_H
#define CRIER_BUFFER_H

#include "compiler.h"
#include "slice.h"

struct buffer {
	char *ptr; /* owned */
	size_t len, cap, max;
	bool failed;
	bool lost; /* memory was missing once: something may be gone, also
		    * after a reset */
};

/* max is the largest len in bytes, from limits.h. Allocates nothing yet. */
void buffer_init(struct buffer *b, size_t max);
/* Frees the bytes. The buffer may be initialised again. */
void buffer_finish(struct buffer *b);
/* Empties it and forgets a failure; keeps the memory for the next use. */
void buffer_reset(struct buffer *b);
/* Shortens to len, which must not be more than b->len. */
void buffer_truncate(struct buffer *b, size_t len);

/* Each returns !b->failed. The source may not lie inside the buffer. */
bool buffer_append(struct buffer *b, struct slice s);
bool buffer_append_bytes(struct buffer *b, const void *bytes, size_t len);
bool buffer_append_char(struct buffer *b, char c);
bool buffer_append_string(struct buffer *b, const char *string);
bool buffer_append_format(struct buffer *b, const char *format, ...)
    PRINTF_LIKE(2, 3);
/* Appends code point c as UTF-8. */
bool buffer_append_rune(struct buffer *b, uint32_t c);
/* Room for len more bytes; NULL on failure. Follow with buffer_added. */
char *buffer_room(struct buffer *b, size_t len);
void buffer_added(struct buffer *b, size_t len);

/* What it holds now; dies with the next append. */
struct slice buffer_slice(const struct buffer *b);
/* The bytes as a NUL-terminated string, valid until the next call; "" if
 * failed or empty. */
const char *buffer_string(struct buffer *b);

#endif

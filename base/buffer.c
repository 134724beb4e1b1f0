/*
 * A growing run of bytes with a cap. The allocation is always one byte longer
 * than cap, so that buffer_string has room for its NUL even where len has
 * reached max. Capacity doubles: a document that is built byte by byte is
 * copied twice at most.
 */
#include "buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "utf8.h"

#define SMALLEST 64 /* bytes: most values fit without a second allocation */

void
buffer_init(struct buffer *b, size_t max)
{
	/* One less than everything, for the NUL. */
	*b = (struct buffer){ .max = max < SIZE_MAX ? max : SIZE_MAX - 1 };
}

void
buffer_finish(struct buffer *b)
{
	free(b->ptr);
	*b = (struct buffer){ .max = b->max };
}

void
buffer_reset(struct buffer *b)
{
	b->len = 0;
	b->failed = false;
}

void
buffer_truncate(struct buffer *b, size_t len)
{
	assert(len <= b->len);
	b->len = len;
}

static bool
grow(struct buffer *b, size_t more)
{
	size_t need, cap;
	char *grown;

	if (__builtin_add_overflow(b->len, more, &need) || need > b->max)
		goto failed;
	cap = b->cap > b->max / 2 ? b->max : b->cap * 2;
	if (cap < SMALLEST)
		cap = SMALLEST < b->max ? SMALLEST : b->max;
	if (cap < need)
		cap = need;
	grown = realloc(b->ptr, cap + 1);
	if (grown == NULL) {
		b->lost = true;
		goto failed;
	}
	b->ptr = grown;
	b->cap = cap;
	return true;
failed:
	b->failed = true;
	return false;
}

char *
buffer_room(struct buffer *b, size_t len)
{
	if (b->failed)
		return NULL;
	if ((b->ptr == NULL || len > b->cap - b->len) && !grow(b, len))
		return NULL;
	return b->ptr + b->len;
}

void
buffer_added(struct buffer *b, size_t len)
{
	assert(len <= b->cap - b->len);
	b->len += len;
}

bool
buffer_append_bytes(struct buffer *b, const void *bytes, size_t len)
{
	char *room;

	if (len == 0)
		return !b->failed;
	room = buffer_room(b, len);
	if (room == NULL)
		return false;
	memcpy(room, bytes, len);
	b->len += len;
	return true;
}

bool
buffer_append(struct buffer *b, struct slice s)
{
	return buffer_append_bytes(b, s.ptr, s.len);
}

bool
buffer_append_char(struct buffer *b, char c)
{
	char *room = buffer_room(b, 1);

	if (room == NULL)
		return false;
	*room = c;
	b->len++;
	return true;
}

bool
buffer_append_string(struct buffer *b, const char *string)
{
	return buffer_append(b, slice_of(string));
}

/* Formats into what room there is; returns the length that it would take. */
static int PRINTF_LIKE(2, 0)
    format_into_room(struct buffer *b, const char *format, va_list args)
{
	return vsnprintf(b->ptr + b->len, b->cap - b->len + 1, format, args);
}

bool
buffer_append_format(struct buffer *b, const char *format, ...)
{
	va_list args;
	int len;

	if (buffer_room(b, 0) == NULL)
		return false;
	va_start(args, format);
	len = format_into_room(b, format, args);
	va_end(args);
	if (len < 0) {
		b->failed = true;
		return false;
	}
	if ((size_t)len > b->cap - b->len) {
		if (buffer_room(b, (size_t)len) == NULL)
			return false;
		va_start(args, format);
		len = format_into_room(b, format, args);
		va_end(args);
	}
	b->len += (size_t)len;
	return true;
}

bool
buffer_append_rune(struct buffer *b, uint32_t c)
{
	char text[4];

	return buffer_append_bytes(b, text, utf8_encode(c, text));
}

struct slice
buffer_slice(const struct buffer *b)
{
	return (struct slice){ b->ptr == NULL ? "" : b->ptr, b->len };
}

const char *
buffer_string(struct buffer *b)
{
	if (b->failed || b->ptr == NULL)
		return "";
	b->ptr[b->len] = '\0';
	return b->ptr;
}

/*
 * An arena is a list of blocks; the first is the one that hands out. Blocks
 * double up to LIMIT_ARENA_BLOCK_MAX. What does not fit well into a block gets
 * one of its own, put second, so that the first goes on being filled. Text is
 * packed without alignment; everything else is aligned for any type.
 */
#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "limits.h"

struct arena_block {
	struct arena_block *next; /* owned */
	size_t size, used;        /* of space, in bytes */
	_Alignas(max_align_t) char space[];
};

void
arena_init(struct arena *a, size_t max)
{
	*a = (struct arena){ .max = max };
}

static void
free_blocks(struct arena_block *block)
{
	while (block != NULL) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
}

void
arena_finish(struct arena *a)
{
	free_blocks(a->blocks);
	arena_init(a, a->max);
}

void
arena_reset(struct arena *a)
{
	struct arena_block *kept = a->blocks;

	a->used = 0;
	a->failed = a->full = false;
	if (kept == NULL)
		return;
	free_blocks(kept->next);
	kept->next = NULL;
	kept->used = 0;
	if (kept->size > LIMIT_ARENA_BLOCK_MAX) {
		free(kept);
		a->blocks = NULL;
	}
}

static struct arena_block *
add_block(struct arena *a, size_t size)
{
	struct arena_block *first = a->blocks, *block;
	size_t usual = LIMIT_ARENA_BLOCK;
	bool own;

	if (first != NULL && first->size >= usual)
		usual = first->size * 2;
	if (usual > LIMIT_ARENA_BLOCK_MAX)
		usual = LIMIT_ARENA_BLOCK_MAX;
	own = size > usual / 4;
	if (!own)
		size = usual;
	if (__builtin_add_overflow(size, sizeof(*block), &size))
		return NULL;
	block = malloc(size);
	if (block == NULL)
		return NULL;
	block->size = size - sizeof(*block);
	block->used = 0;
	if (own && first != NULL) {
		block->next = first->next;
		first->next = block;
	} else {
		block->next = first;
		a->blocks = block;
	}
	return block;
}

static size_t
padding(const struct arena_block *block, size_t alignment)
{
	return -block->used & (alignment - 1);
}

/* Memory that is not zeroed yet; alignment is a power of two. */
static void *
take(struct arena *a, size_t size, size_t alignment)
{
	struct arena_block *block = a->blocks;
	size_t pad;

	if (size > a->max - a->used) {
		a->full = true;
		goto failed;
	}
	if (block == NULL || size > block->size - block->used ||
	    padding(block, alignment) > block->size - block->used - size) {
		block = add_block(a, size);
		if (block == NULL)
			goto failed;
	}
	pad = padding(block, alignment);
	block->used += pad + size;
	a->used += size;
	return block->space + block->used - size;
failed:
	a->failed = true;
	return NULL;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	void *memory = take(a, size, _Alignof(max_align_t));

	if (memory != NULL)
		memset(memory, 0, size);
	return memory;
}

void *
arena_alloc_array(struct arena *a, size_t count, size_t size)
{
	size_t product;

	if (__builtin_mul_overflow(count, size, &product)) {
		a->failed = true;
		return NULL;
	}
	return arena_alloc(a, product);
}

struct slice
arena_slice(struct arena *a, struct slice s)
{
	char *copy;

	if (s.ptr == NULL)
		return SLICE_NONE;
	copy = take(a, s.len, 1);
	if (copy == NULL)
		return SLICE_NONE;
	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	return (struct slice){ copy, s.len };
}

char *
arena_string(struct arena *a, struct slice s)
{
	char *copy;

	if (s.ptr == NULL)
		return NULL;
	copy = s.len == SIZE_MAX ? NULL : take(a, s.len + 1, 1);
	if (copy == NULL)
		return NULL;
	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	copy[s.len] = '\0';
	return copy;
}

char *
arena_format(struct arena *a, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0) {
		a->failed = true;
		return NULL;
	}
	text = take(a, (size_t)len + 1, 1);
	if (text == NULL)
		return NULL;
	va_start(args, format);
	len = vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	if (len < 0)
		text[0] = '\0';
	return text;
}

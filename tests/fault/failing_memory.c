/*
 * malloc and its kin, with a counter. glibc lets a program have its own, and
 * keeps the real ones under other names.
 */
#include "tests/fault/failing_memory.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)

/* Of the process: allocators have no owner. */
static struct {
	bool counts, forever;
	int64_t at, count, left;
} memory;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *old);

static bool
fails(void)
{
	if (!memory.counts)
		return false;
	memory.count++;
	if (memory.at == 0 || memory.count < memory.at ||
	    (memory.count > memory.at && !memory.forever))
		return false;
	errno = ENOMEM;
	return true;
}

static void *
note(void *made)
{
	if (memory.counts && made != NULL)
		memory.left++;
	return made;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : note(__libc_malloc(size));
}

void *
calloc(size_t count, size_t size)
{
	return fails() ? NULL : note(__libc_calloc(count, size));
}

void *
realloc(void *old, size_t size)
{
	if (old == NULL)
		return malloc(size);
	return fails() ? NULL : __libc_realloc(old, size);
}

void
free(void *old)
{
	if (memory.counts && old != NULL)
		memory.left--;
	__libc_free(old);
}

const char *
failing_memory_unfit(void)
{
	return NULL;
}

void
failing_memory_begin(int64_t at, bool forever)
{
	memory.count = memory.left = 0;
	memory.at = at;
	memory.forever = forever;
	memory.counts = true;
}

int64_t
failing_memory_end(int64_t *left)
{
	memory.counts = false;
	*left = memory.left;
	return memory.count;
}

#else

const char *
failing_memory_unfit(void)
{
	return "this build has an allocator of its own";
}

void
failing_memory_begin(int64_t at, bool forever)
{
	(void)at;
	(void)forever;
}

int64_t
failing_memory_end(int64_t *left)
{
	*left = 0;
	return 0;
}

#endif

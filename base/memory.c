/*
 * Memory of our own structure. There is nothing better to do without it than
 * to stop, and systemd, the outbox and the transactions make that harmless.
 * Sizes that an input decides do not come here.
 */
#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "log.h"

void
memory_exhausted(size_t count, size_t size)
{
	log_message(LOG_LEVEL_ERROR,
	    "out of memory for %zu objects of %zu "
	    "bytes",
	    count, size);
	exit(EX_OSERR);
}

void *
xcalloc(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	/* What calloc gives for nothing may be NULL; ours never is. */
	if (memory == NULL && (count == 0 || size == 0))
		memory = calloc(1, 1);
	if (memory == NULL)
		memory_exhausted(count, size);
	return memory;
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	void *memory;

	/* A size of 0 would free old on some systems. */
	if (count == 0 || size == 0)
		count = size = 1;
	memory = reallocarray(old, count, size);
	if (memory == NULL)
		memory_exhausted(count, size);
	return memory;
}

char *
xstrdup(const char *string)
{
	size_t size;

	if (string == NULL)
		return NULL;
	size = strlen(string) + 1;
	return memcpy(xcalloc(size, 1), string, size);
}

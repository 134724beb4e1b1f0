/*
 * Frames that a captured reader could send. The first byte says what the rest
 * is: 0 and 1: changes of four bytes each (where, as two bytes; what) to a
 * complete feed or complete entries, which then go on; else a frame as it is.
 * What the decoder lets pass must be readable to its last string.
 */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/read_document.h"
#include "tests/unit/frame_maker.h"

#define CHANGE 6 /* bytes */

static void
change(unsigned char *frame, size_t size, struct bytes changes)
{
	for (; changes.len >= CHANGE;
	     changes.ptr += CHANGE, changes.len -= CHANGE) {
		size_t at = changes.ptr[0] | (size_t)changes.ptr[1] << 8;

		at = at % (size / 4) * 4;
		memcpy(frame + at, changes.ptr + 2, 4);
	}
}

/* True where it was taken. */
static bool
add(struct document *document, unsigned char *frame, size_t size)
{
	struct error err = { .kind = ERROR_NONE };

	if (document_add(document, frame, size, &err))
		return true;
	FUZZ_CHECK(err.kind == ERROR_PROTOCOL || err.kind == ERROR_MEMORY);
	return false;
}

static unsigned char *
copy_of(struct bytes input)
{
	unsigned char *copy = xcalloc(1, input.len + 1);

	return input.len == 0 ? copy : memcpy(copy, input.ptr, input.len);
}

void
fuzz_document(const struct fuzz_world *world, struct bytes input)
{
	struct document *document = document_new();
	unsigned char *feed, *entries;
	size_t feed_size, entries_size;
	unsigned char kind = input.len > 0 ? input.ptr[0] : 0;
	struct bytes rest = { input.ptr + 1, input.len - 1 };

	(void)world;
	if (input.len == 0)
		rest.len = 0;
	feed = frame_complete_feed(&feed_size);
	entries = frame_complete_entries(&entries_size);
	if (kind == 0)
		change(feed, feed_size, rest);
	else if (kind == 1)
		change(entries, entries_size, rest);
	else
		add(document, copy_of(rest), rest.len);
	add(document, entries, entries_size);
	add(document, feed, feed_size);
	if (document_feed(document) != NULL)
		read_document(document, READ_OF_STRANGER);
	document_free(document);
}

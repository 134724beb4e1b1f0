/*
 * Joins what two passes over one damaged document found. Entries are taken
 * whole from one or the other, never mixed; which entry is which is told by the
 * same order that the store uses: id, link, title.
 */
#include "parse/recover.h"

#include <stdlib.h>

#include "hash.h"

struct identities {
	struct buffer hashes; /* uint64_t; sorted once they are all there */
};

static struct slice
text_of(const struct doc_batch *batch, struct doc_span span)
{
	if (span.at == 0)
		return SLICE_NONE;
	return (struct slice){ (const char *)batch->bytes + span.at, span.len };
}

static uint64_t
identity_of(const struct doc_batch *batch, const struct doc_entry *entry)
{
	struct slice text = text_of(batch, entry->id);

	if (text.len == 0)
		text = text_of(batch, entry->link);
	if (text.len == 0)
		text = text_of(batch, entry->title.value);
	return hash_fast(text);
}

static bool
collect(void *arg, const struct doc_batch *batch, const struct doc_entry *entry)
{
	struct identities *known = arg;
	uint64_t hash = identity_of(batch, entry);

	buffer_append_bytes(&known->hashes, &hash, sizeof(hash));
	return true;
}

static int
compare(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

static bool
is_new(void *arg, const struct doc_batch *batch, const struct doc_entry *entry)
{
	struct identities *known = arg;
	uint64_t hash = identity_of(batch, entry);

	return bsearch(&hash, known->hashes.ptr,
		   known->hashes.len / sizeof(hash), sizeof(hash),
		   compare) == NULL;
}

void
recover_join(struct pass *first, struct pass *second)
{
	struct identities known;

	buffer_init(&known.hashes, SIZE_MAX);
	document_build_filter(&first->build, collect, &known);
	if (known.hashes.len > 0)
		qsort(known.hashes.ptr, known.hashes.len / sizeof(uint64_t),
		    sizeof(uint64_t), compare);
	if (known.hashes.len > 0)
		document_build_filter(&second->build, is_new, &known);
	document_build_join(&first->build, &second->build);
	first->state.recovered = true;
	first->state.truncated |= second->state.truncated;
	buffer_finish(&known.hashes);
}

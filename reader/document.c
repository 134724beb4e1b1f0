/*
 * A document as a list of frames that have been validated, and the reading of
 * what is in them. Whether a frame holds is the business of document_decode.c;
 * from then on a wrong offset is a bug of ours.
 */
#include "document.h"

#include <assert.h>
#include <stdlib.h>

#include "limits.h"
#include "memory.h"
#include "reader/document_decode.h"

struct document *
document_new(void)
{
	struct document *document = xcalloc(1, sizeof(*document));

	document->max = LIMIT_READER_OUTPUT;
	return document;
}

void
document_free(struct document *document)
{
	if (document == NULL)
		return;
	for (size_t i = 0; i < document->batch_count; i++)
		free(document->batches[i].bytes);
	free(document->batches);
	free(document->feed.bytes);
	free(document);
}

/* Full batches are large, so that an honest document has a few hundred. */
static bool
add_batch(struct document *document, struct doc_batch batch, struct error *err)
{
	size_t count = document->batch_count;
	struct doc_batch *grown;

	if (count == LIMIT_DOCUMENT_BATCHES)
		return error_set(err, ERROR_PROTOCOL,
		    "document of more than %d frames", LIMIT_DOCUMENT_BATCHES);
	grown = reallocarray(document->batches, count + 1, sizeof(*grown));
	if (grown == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for a document");
	grown[count] = batch;
	document->batches = grown;
	document->batch_count++;
	document->entry_count += batch.count;
	return true;
}

static bool
add_frame(struct document *document, struct doc_batch batch, uint32_t kind,
    struct error *err)
{
	if (document->size > document->max ||
	    batch.size > document->max - document->size)
		return error_set(err, ERROR_MEMORY,
		    "document of more than %zu MiB", document->max / MIB);
	if (kind == DOC_FRAME_ENTRIES) {
		if (!add_batch(document, batch, err))
			return false;
	} else if (document->feed.bytes == NULL) {
		document->feed = batch;
	} else {
		return error_set(err, ERROR_PROTOCOL,
		    "document with two feeds");
	}
	document->size += batch.size;
	return true;
}

bool
document_add(struct document *document, unsigned char *bytes, size_t size,
    struct error *err)
{
	const struct doc_frame_header *header = (const void *)bytes;

	if (document_check_frame(bytes, size, err) &&
	    add_frame(document,
		(struct doc_batch){
		    .bytes = bytes,
		    .size = header->size,
		    .count = header->count,
		    .first = header->first,
		},
		header->kind, err))
		return true;
	free(bytes);
	return false;
}

const struct doc_feed *
document_feed(const struct document *document)
{
	const struct doc_batch *batch = &document->feed;

	if (batch->bytes == NULL)
		return NULL;
	return (const void *)(batch->bytes + batch->first);
}

const struct doc_entry *
document_entry(const struct document *document, size_t index,
    const struct doc_batch **batch)
{
	const struct doc_batch *in = document->batches;

	assert(index < document->entry_count);
	for (; index >= in->count; in++)
		index -= in->count;
	*batch = in;
	return (const void *)(in->bytes + in->first +
	    index * sizeof(struct doc_entry));
}

struct slice
doc_slice(const struct doc_batch *batch, struct doc_span span)
{
	if (span.at == 0)
		return SLICE_NONE;
	assert(span.len <= batch->size && span.at <= batch->size - span.len);
	return (struct slice){ (const char *)batch->bytes + span.at, span.len };
}

const void *
doc_element(const struct doc_batch *batch, struct doc_list list, size_t index,
    size_t size)
{
	size_t at = list.at + index * size;

	assert(index < list.count && at <= batch->size &&
	    size <= batch->size - at);
	return batch->bytes + at;
}

const char *
doc_format_name(uint32_t format)
{
	static const char *const names[DOC_FORMAT_COUNT] = {
		[DOC_FORMAT_UNKNOWN] = "unknown",
		[DOC_FORMAT_RSS20] = "rss20",
		[DOC_FORMAT_RSS10] = "rss10",
		[DOC_FORMAT_RSS090] = "rss090",
		[DOC_FORMAT_RSS091] = "rss091",
		[DOC_FORMAT_RSS092] = "rss092",
		[DOC_FORMAT_RSS093] = "rss093",
		[DOC_FORMAT_RSS094] = "rss094",
		[DOC_FORMAT_RSS] = "rss",
		[DOC_FORMAT_ATOM10] = "atom10",
		[DOC_FORMAT_ATOM03] = "atom03",
		[DOC_FORMAT_ATOM] = "atom",
		[DOC_FORMAT_JSON1] = "json1",
		[DOC_FORMAT_JSON11] = "json11",
	};

	return names[format < DOC_FORMAT_COUNT ? format : DOC_FORMAT_UNKNOWN];
}

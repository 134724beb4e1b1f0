/*
 * Writes the frames in which a document travels. A frame is one growing buffer:
 * room for its header, then values one behind the other, then lists as they are
 * closed, last the fixed structs; only offsets are kept, so that it may move.
 * It knows nothing of feeds: what belongs into a doc_feed or a doc_entry is
 * decided by the drafts.
 */
#include "parse/document_build.h"

#include <assert.h>
#include <stdlib.h>

#include "limits.h"

#define ALIGNMENT 8

static void
open_frame(struct doc_frame *frame)
{
	static const struct doc_frame_header room;

	buffer_init(&frame->bytes, LIMIT_FRAME_BYTES);
	buffer_append_bytes(&frame->bytes, &room, sizeof(room));
}

static void
align_frame(struct doc_frame *frame)
{
	static const char zeros[ALIGNMENT];
	size_t odd = frame->bytes.len % ALIGNMENT;

	if (odd != 0)
		buffer_append_bytes(&frame->bytes, zeros, ALIGNMENT - odd);
}

uint32_t
doc_frame_mark(const struct doc_frame *frame)
{
	return (uint32_t)frame->bytes.len; /* at most LIMIT_FRAME_BYTES */
}

struct doc_span
doc_frame_since(const struct doc_frame *frame, uint32_t mark)
{
	uint32_t len = (uint32_t)frame->bytes.len - mark;

	if (len == 0 || frame->bytes.failed)
		return (struct doc_span){ 0, 0 };
	return (struct doc_span){ mark, len };
}

struct doc_span
doc_frame_put(struct doc_frame *frame, struct slice s)
{
	uint32_t mark = doc_frame_mark(frame);

	buffer_append(&frame->bytes, s);
	return doc_frame_since(frame, mark);
}

struct doc_list
doc_frame_put_list(struct doc_frame *frame, const void *items, size_t count,
    size_t size)
{
	uint32_t mark;

	assert(size % ALIGNMENT == 0);
	if (count == 0)
		return (struct doc_list){ 0, 0 };
	align_frame(frame);
	mark = doc_frame_mark(frame);
	if (!buffer_append_bytes(&frame->bytes, items, count * size))
		return (struct doc_list){ 0, 0 };
	return (struct doc_list){ mark, (uint32_t)count };
}

struct slice
doc_frame_slice(const struct doc_frame *frame, struct doc_span span)
{
	if (span.at == 0)
		return SLICE_NONE;
	return slice_sub(buffer_slice(&frame->bytes), span.at, span.len);
}

void
document_build_init(struct document_build *build, size_t max)
{
	*build = (struct document_build){ .max = max };
	open_frame(&build->feed);
	open_frame(&build->batch);
	buffer_init(&build->entries,
	    LIMIT_BATCH_ENTRIES * sizeof(struct doc_entry));
	buffer_init(&build->done, SIZE_MAX);
}

void
document_build_stream(struct document_build *build, parse_sink sink,
    void *sink_arg)
{
	build->sink = sink;
	build->sink_arg = sink_arg;
}

static size_t
done_count(const struct document_build *build)
{
	return build->done.len / sizeof(struct doc_frame_done);
}

static struct doc_frame_done *
done_frame(const struct document_build *build, size_t index)
{
	/* malloc aligned the buffer, and it holds nothing else. */
	return (struct doc_frame_done *)(void *)build->done.ptr + index;
}

void
document_build_finish(struct document_build *build)
{
	for (size_t i = 0; i < done_count(build); i++)
		free(done_frame(build, i)->bytes);
	free(build->head.bytes);
	buffer_finish(&build->done);
	buffer_finish(&build->entries);
	buffer_finish(&build->batch.bytes);
	buffer_finish(&build->feed.bytes);
}

/* Ends frame with its structs and header; *done takes its bytes over. */
static bool
close_frame(struct document_build *build, struct doc_frame *frame,
    struct doc_frame_header header, struct slice structs,
    struct doc_frame_done *done)
{
	unsigned char *bytes;

	align_frame(frame);
	header.first = doc_frame_mark(frame);
	buffer_append(&frame->bytes, structs);
	header.size = doc_frame_mark(frame);
	header.magic = DOC_FRAME_MAGIC;
	if (frame->bytes.failed || header.size > build->max - build->size) {
		build->failed = true;
		return false;
	}
	memcpy(frame->bytes.ptr, &header, sizeof(header));
	/* What doubling took too much is given back: frames wait. */
	bytes = realloc(frame->bytes.ptr, header.size);
	if (bytes == NULL)
		bytes = (unsigned char *)frame->bytes.ptr;
	done->bytes = bytes;
	done->size = header.size;
	frame->bytes.ptr = NULL;
	buffer_finish(&frame->bytes);
	build->size += header.size;
	return true;
}

/* False where nobody has taken it over. */
static bool
hand_on(struct document_build *build, const struct doc_frame_done *done)
{
	if (build->sink == NULL)
		return buffer_append_bytes(&build->done, done, sizeof(*done));
	if (!build->sink(build->sink_arg, done->bytes, done->size))
		return false;
	free(done->bytes);
	return true;
}

static void
close_batch(struct document_build *build)
{
	struct doc_frame_header header = {
		.kind = DOC_FRAME_ENTRIES,
		.count = (uint32_t)(build->entries.len /
		    sizeof(struct doc_entry)),
	};
	struct doc_frame_done done;

	if (header.count == 0)
		return;
	if (!close_frame(build, &build->batch, header,
		buffer_slice(&build->entries), &done))
		return;
	if (!hand_on(build, &done)) {
		free(done.bytes);
		build->failed = true;
	}
	buffer_reset(&build->entries);
	open_frame(&build->batch);
}

bool
document_build_entry(struct document_build *build,
    const struct doc_entry *entry)
{
	if (!buffer_append_bytes(&build->entries, entry, sizeof(*entry)) ||
	    build->batch.bytes.failed)
		build->failed = true;
	build->entry_count++;
	if (build->entries.len == build->entries.max ||
	    build->batch.bytes.len + build->entries.len >= LIMIT_BATCH_BYTES)
		close_batch(build);
	return !build->failed;
}

bool
document_build_close(struct document_build *build, const struct doc_feed *feed)
{
	struct doc_frame_header header = { .kind = DOC_FRAME_FEED, .count = 1 };
	struct slice bytes = { (const char *)feed, sizeof(*feed) };

	close_batch(build);
	close_frame(build, &build->feed, header, bytes, &build->head);
	return !build->failed;
}

bool
document_build_send(const struct document_build *build, parse_sink sink,
    void *sink_arg)
{
	for (size_t i = 0; i < done_count(build); i++) {
		const struct doc_frame_done *done = done_frame(build, i);

		if (!sink(sink_arg, done->bytes, done->size))
			return false;
	}
	return sink(sink_arg, build->head.bytes, build->head.size);
}

static uint32_t
filter_frame(struct doc_frame_done *done, document_build_keep keep, void *arg)
{
	struct doc_frame_header *header = (void *)done->bytes;
	struct doc_entry *entries = (void *)(done->bytes + header->first);
	struct doc_batch batch = {
		.bytes = done->bytes,
		.size = done->size,
		.count = header->count,
		.first = header->first,
	};
	uint32_t kept = 0;

	for (uint32_t i = 0; i < header->count; i++) {
		if (keep(arg, &batch, &entries[i]))
			entries[kept++] = entries[i];
	}
	/* The structs are last, so that the frame only becomes shorter. */
	done->size -= (header->count - kept) *
	    (uint32_t)sizeof(struct doc_entry);
	header->size = done->size;
	header->count = kept;
	return kept;
}

void
document_build_filter(struct document_build *build, document_build_keep keep,
    void *arg)
{
	size_t kept = 0;

	build->entry_count = 0;
	for (size_t i = 0; i < done_count(build); i++) {
		struct doc_frame_done *done = done_frame(build, i);
		uint32_t count = filter_frame(done, keep, arg);

		build->entry_count += count;
		if (count > 0)
			*done_frame(build, kept++) = *done;
		else
			free(done->bytes);
	}
	buffer_truncate(&build->done, kept * sizeof(struct doc_frame_done));
}

void
document_build_join(struct document_build *build, struct document_build *from)
{
	if (!buffer_append(&build->done, buffer_slice(&from->done))) {
		build->failed = true;
		return;
	}
	build->size += from->size;
	build->entry_count += from->entry_count;
	if (build->size > build->max)
		build->failed = true;
	buffer_reset(&from->done);
}

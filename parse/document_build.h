/*
 * Frames as they are written (their form is include/document.h's).
 *
 * Values are appended to a frame while the document is read; the fixed structs
 * follow when the frame is closed. The feed's frame and the open batch of
 * entries grow side by side. Nothing is sent before the whole document is read:
 * a pass over a damaged one may be thrown away.
 */
#ifndef CRIER_PARSE_DOCUMENT_BUILD_H
#define CRIER_PARSE_DOCUMENT_BUILD_H

#include "buffer.h"
#include "document.h"
#include "parse.h"

struct doc_frame {
	struct buffer bytes; /* header and values so far */
};

/* Appends s; an empty or absent one gives an absent span. s may not lie in the
 * frame. Failures are kept in frame->bytes.failed. */
struct doc_span doc_frame_put(struct doc_frame *frame, struct slice s);
/* Appends count structs of size bytes, a multiple of 8, at a multiple of 8. */
struct doc_list doc_frame_put_list(struct doc_frame *frame, const void *items,
    size_t count, size_t size);
/* What has been put; dies with the next put. */
struct slice
doc_frame_slice(const struct doc_frame *frame, struct doc_span span);
/*
 * For values that are rendered straight into frame->bytes: where they begin,
 * and the span of what came since then. A span of nothing is absent.
 */
uint32_t doc_frame_mark(const struct doc_frame *frame);
struct doc_span doc_frame_since(const struct doc_frame *frame, uint32_t mark);

struct doc_frame_done {
	unsigned char *bytes; /* owned; malloc */
	uint32_t size;
};

struct document_build {
	struct doc_frame feed;      /* values of the feed */
	struct doc_frame batch;     /* values of the entries of this batch */
	struct buffer entries;      /* struct doc_entry, of this batch */
	struct buffer done;         /* struct doc_frame_done */
	struct doc_frame_done head; /* the feed's, once it is closed */
	size_t size, max;           /* bytes of all closed frames; their cap */
	parse_sink sink;            /* NULL: frames wait for _send */
	void *sink_arg;
	uint32_t entry_count;
	bool failed; /* memory or max */
};

void document_build_init(struct document_build *build, size_t max);
void document_build_finish(struct document_build *build);

/* From now on closed batches go to sink at once. */
void document_build_stream(struct document_build *build, parse_sink sink,
    void *sink_arg);

/* Adds an entry whose spans lie in build->batch. Closes the batch when it is
 * full. Returns !build->failed. */
bool document_build_entry(struct document_build *build,
    const struct doc_entry *entry);
/* Closes the open batch and the feed's frame; feed's spans lie in
 * build->feed. Returns !build->failed. */
bool
document_build_close(struct document_build *build, const struct doc_feed *feed);
/* Hands all frames on that wait: entries in order, the feed last. */
bool document_build_send(const struct document_build *build, parse_sink sink,
    void *sink_arg);

/*
 * Walks over the entries of closed frames; keep says whether an entry stays.
 * Those that do not are taken out of their frame.
 */
typedef bool (*document_build_keep)(void *arg, const struct doc_batch *batch,
    const struct doc_entry *entry);
void document_build_filter(struct document_build *build,
    document_build_keep keep, void *arg);
/* Moves the closed batches of from behind those of build. */
void
document_build_join(struct document_build *build, struct document_build *from);

#endif

/*
 * Listings as frames: a WIRE_LISTING that says how many feeds there are, and
 * WIRE_FEEDS with runs of them. Numbers and texts stand one behind the other, a
 * text being its length and its bytes; there are no offsets.
 */
#ifndef CRIER_READER_LISTING_WIRE_H
#define CRIER_READER_LISTING_WIRE_H

#include "buffer.h"
#include "error.h"
#include "listing.h"
#include "reader.h"

#define LISTING_FRAME_MIN 28 /* bytes of the smallest WIRE_LISTING */
/* Bytes of the largest frame: a batch, and the feed that filled it. */
#define LISTING_FRAME_MAX (2 * LIMIT_BATCH_BYTES)

/* ---- the reader's end ------------------------------------------------------ */

/* Each appends the payload of a frame. Failures are kept in out. */
void listing_put(struct buffer *out, const struct listing *listing);
/* Feeds from *next on, as many as fit in a frame; *next is moved on. */
void listing_put_feeds(struct buffer *out, const struct listing *listing,
    size_t *next);

/* ---- the other end --------------------------------------------------------- */

/* A listing as its frames come. Zeroed: there is none. */
struct listing_intake {
	struct listing *listing;   /* owned; NULL until begun */
	struct listed_feed *feeds; /* in its arena, room for announced */
	size_t announced;
	bool has_head;
	enum reader_kind kind; /* of the job that is answered */
};

void listing_intake_begin(struct listing_intake *intake, enum reader_kind kind);
void listing_intake_finish(struct listing_intake *intake);
/*
 * Takes the payload of a WIRE_LISTING or WIRE_FEEDS, which is copied.
 * ERROR_PROTOCOL where anything in it does not hold: every text, number and
 * count is looked at, but URLs are not compared with one another.
 * ERROR_MEMORY past LIMIT_READER_OUTPUT.
 */
MUST_CHECK bool listing_take(struct listing_intake *intake,
    struct slice payload, struct error *err);
MUST_CHECK bool listing_take_feeds(struct listing_intake *intake,
    struct slice payload, struct error *err);
/* All that was announced has come, count feeds. */
bool listing_is_whole(const struct listing_intake *intake, size_t count);

#endif

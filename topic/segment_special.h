/*
 * What a text has besides words: addresses and tags (3.4 9, 10, 12, 13).
 */
#ifndef CRIER_TOPIC_SEGMENT_SPECIAL_H
#define CRIER_TOPIC_SEGMENT_SPECIAL_H

#include "topic/segment.h"

/* A URL or an e-mail address that begins at at: its end, or at. */
size_t segment_address(const struct segmenter *segmenter, size_t at);
/* "#word" or "@word" from its sign on; its end, or the end of the sign. */
size_t segment_tag(const struct segmenter *segmenter, const struct glyph *sign);

/* One unit as a position; next: the unit that follows in its run, or NULL.
 * False where no position was made. (segment.c) */
bool segment_unit(const struct segmenter *segmenter, const struct glyph *unit,
    const struct glyph *next);

#endif

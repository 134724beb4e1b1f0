/*
 * Text to positions (3.4, 3.5): where words, compounds, tags, addresses and
 * runs of units begin and end.
 */
#ifndef CRIER_TOPIC_SEGMENT_H
#define CRIER_TOPIC_SEGMENT_H

#include "topic/glyph.h"
#include "topic/tokens.h"

/* Stand for "*" and "?" in the text of a query, and are letters there. */
#define WILDCARD_ANY '\x01'
#define WILDCARD_ONE '\x02'

enum segment_mode {
	SEGMENT_ARTICLE,
	SEGMENT_QUERY /* knows the wildcards */
};

/* Appends the positions of text, which begins at byte offset of its field, to
 * the field that tokens reads. */
void segment_text(struct tokens *tokens, struct slice text, size_t offset,
    enum segment_mode mode);

/* ---- between segment.c and word_chain.c ------------------------------------- */

struct segmenter {
	struct tokens *tokens;
	struct slice text;
	size_t offset;
	enum segment_mode mode;
};
struct glyph segmenter_glyph(const struct segmenter *segmenter, size_t at);
void segmenter_add_glyph(const struct segmenter *segmenter,
    struct folded_word *word, const struct glyph *glyph);

/* A form of [start, end) of the text. */
void segmenter_form(const struct segmenter *segmenter,
    const struct folded_word *word, struct form_spot spot);

/*
 * Words with what joins them, from at on: apostrophes, hyphens, dots, numbers,
 * signs behind (3.4 1 to 8, 11, 13, 14). sign: where a dot before the first
 * word belongs to it (".NET"), else at. Returns where they end.
 */
size_t segment_chain(const struct segmenter *segmenter, size_t sign, size_t at);

#endif

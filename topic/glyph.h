/*
 * A glyph: one grapheme cluster of a text and what the tokenizer makes of it
 * (3.3, 3.4). Ignorable characters never show.
 */
#ifndef CRIER_TOPIC_GLYPH_H
#define CRIER_TOPIC_GLYPH_H

#include "slice.h"

enum glyph_class {
	GLYPH_OTHER, /* a separator */
	GLYPH_LETTER,
	GLYPH_DIGIT,
	GLYPH_UNIT, /* of a script without spaces */
	GLYPH_APOSTROPHE,
	GLYPH_DOT,
	GLYPH_COMMA,
	GLYPH_HYPHEN,
	GLYPH_UNDERSCORE,
	GLYPH_AMPERSAND,
	GLYPH_HASH,
	GLYPH_AT,
	GLYPH_PLUS,
	GLYPH_MIDDLE_DOT, /* of Katakana */
	GLYPH_SPACE,
	GLYPH_HARD_SPACE, /* U+00A0, U+202F */
	GLYPH_LF,
	GLYPH_TAB,
	GLYPH_END
};
struct glyph {
	size_t start, end;
	uint32_t rune; /* its first */
	uint8_t class; /* enum glyph_class */
	uint8_t group; /* enum unit_group */
};

/* The first glyph at or after at; GLYPH_END past the last. */
struct glyph glyph_at(struct slice text, size_t at);

/* A letter or a digit. */
bool glyph_is_word(const struct glyph *glyph);
bool glyph_is_space(const struct glyph *glyph);

#endif

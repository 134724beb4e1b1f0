/*
 * Texts that nobody would write: random pieces of URLs, JSON, controls and
 * broken UTF-8, the same in every run.
 */
#ifndef CRIER_TESTS_RANDOM_TEXT_H
#define CRIER_TESTS_RANDOM_TEXT_H

#include <stdint.h>

#include "buffer.h"
#include "compiler.h"
#include "slice.h"

#define RANDOM_TEXTS 20000 /* a loop of a property */

struct random_text {
	uint64_t state;
	struct buffer text;
};

static inline uint32_t
random_below(struct random_text *r, uint32_t bound)
{
	/* Knuth's MMIX; its high bits are good enough here. */
	r->state = r->state * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(r->state >> 33) % bound;
}

static inline void
random_text_init(struct random_text *r)
{
	r->state = 1;
	buffer_init(&r->text, 4096);
}

/* Valid until the next call. */
static inline struct slice
random_text_next(struct random_text *r)
{
	static const struct slice pieces[] = {
		SLICE_INIT("http:"),
		SLICE_INIT("HTTPS://h"),
		SLICE_INIT("file:"),
		SLICE_INIT("mailto:"),
		SLICE_INIT("//"),
		SLICE_INIT("/"),
		SLICE_INIT("\\"),
		SLICE_INIT("."),
		SLICE_INIT(".."),
		SLICE_INIT("/../"),
		SLICE_INIT("/./"),
		SLICE_INIT("?"),
		SLICE_INIT("#"),
		SLICE_INIT("@"),
		SLICE_INIT(":"),
		SLICE_INIT(":80"),
		SLICE_INIT("["),
		SLICE_INIT("]"),
		SLICE_INIT("[::1]"),
		SLICE_INIT("%2e"),
		SLICE_INIT(" "),
		SLICE_INIT("\t"),
		SLICE_INIT("\r\n"),
		SLICE_INIT("\r"),
		SLICE_INIT("\""),
		SLICE_INIT("plain text"),
		SLICE_INIT("\xc2\x85"),
		SLICE_INIT("\xc2\xa0"),
		SLICE_INIT("\xe2\x80\xae"),
		SLICE_INIT("\xe2\x80\xa8"),
		SLICE_INIT("\xef\xbb\xbf"),
		SLICE_INIT("\xef\xbf\xbe"),
		SLICE_INIT("\xed\xa0\x80"),
		SLICE_INIT("\xf0\x9f\x98\x80"),
		SLICE_INIT("\xeb\xb6\x81"),
		SLICE_INIT("\xe2\x82"),
		SLICE_INIT("\0"),
	};
	uint32_t count = random_below(r, 12);

	buffer_reset(&r->text);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t kind = random_below(r, 4);

		if (kind == 0)
			buffer_append_char(&r->text,
			    (char)random_below(r, 256));
		else if (kind == 1)
			buffer_append_rune(&r->text, random_below(r, 0x110000));
		else
			buffer_append(&r->text,
			    pieces[random_below(r, ARRAY_LEN(pieces))]);
	}
	return buffer_slice(&r->text);
}

static inline void
random_text_finish(struct random_text *r)
{
	buffer_finish(&r->text);
}

#endif

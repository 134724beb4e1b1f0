/*
 * What FTS5 sees: a stream of tokens that were made before is only split; text
 * that a user writes to the index by hand is cut into plain words. Also the
 * spelling of a form as it was written, for "==".
 */
#include <utf8proc.h>

#include "topic/glyph.h"
#include "topic/segment.h"
#include "topic/tokens.h"
#include "utf8.h"

#define LITERAL_BYTES 256 /* of a word; tokens have 64 */

typedef int (*token_emit)(void *arg, struct slice token, size_t start,
    size_t end, bool colocated);

static int
split_stream(struct slice text, size_t at, token_emit emit, void *arg)
{
	int result;

	while (at < text.len) {
		size_t start = at;
		bool joined = text.ptr[at] == MARK_JOINED;

		while (at < text.len && text.ptr[at] != ' ')
			at++;
		start += joined;
		if (at > start) {
			result = emit(arg, slice_sub(text, start, at - start),
			    start, at, joined);
			if (result != 0)
				return result;
		}
		at++;
	}
	return 0;
}

static int
split_plain(struct slice text, token_emit emit, void *arg)
{
	struct arena arena;
	struct tokens tokens;
	int result = 0;

	arena_init(&arena, LIMIT_TOKENS_ARENA);
	tokens_init(&tokens, &arena, TOKENS_OF_QUERY);
	segment_text(&tokens, text, 0, SEGMENT_ARTICLE);
	for (uint32_t p = 0; p < tokens.position_count && result == 0; p++) {
		const struct form *form = &tokens.forms[tokens.first_form[p]];

		if (tokens.first_form[p] == tokens.first_form[p + 1])
			continue;
		result = emit(arg, term_text(&tokens.terms[form->term]),
		    form->start, form->end, false);
	}
	arena_finish(&arena);
	return result;
}

int
tokens_split(enum tokens_mode mode, struct slice text, token_emit emit,
    void *arg)
{
	if (mode == TOKENS_DOCUMENT)
		return split_stream(text, 0, emit, arg);
	if (text.len > 0 && text.ptr[0] == MARK_QUERY)
		return split_stream(text, 1, emit, arg);
	return split_plain(text, emit, arg);
}

/* ---- spelling -------------------------------------------------------------------- */

/* Whether == compares the character: letters and digits always, a sign where
 * the form has kept it. */
static bool
is_spelt(struct slice text, const struct glyph *glyph, struct slice folded,
    char *sign)
{
	*sign = '\0';
	if (glyph_is_word(glyph) || glyph->class == GLYPH_UNIT)
		return true;
	*sign = text.ptr[glyph->start];
	if (glyph->class == GLYPH_APOSTROPHE)
		*sign = '\'';
	return (unsigned char)*sign < 0x80 &&
	    slice_find_char(folded, *sign) != SIZE_MAX;
}

/* The characters of the form that count, one after the other; their bytes. */
static size_t
spell(struct slice text, size_t at, struct slice folded, char *out, size_t max)
{
	size_t len = 0;
	char sign;

	for (struct glyph glyph = glyph_at(text, at);
	     glyph.class != GLYPH_END && glyph.start < text.len;
	     glyph = glyph_at(text, glyph.end)) {
		struct slice bytes = slice_sub(text, glyph.start,
		    glyph.end - glyph.start);

		if (!is_spelt(text, &glyph, folded, &sign))
			continue;
		if (sign != '\0')
			bytes = (struct slice){ &sign, 1 };
		bytes = utf8_cut(bytes, max - len);
		memcpy(out + len, bytes.ptr, bytes.len);
		len += bytes.len;
	}
	return len;
}

struct slice
tokens_literal(struct slice text, const struct form *form, struct slice folded,
    struct arena *arena)
{
	static const utf8proc_option_t nfc = UTF8PROC_STABLE |
	    UTF8PROC_COMPOSE | UTF8PROC_IGNORE;
	char spelt[LITERAL_BYTES], *bytes;
	int32_t runes[LITERAL_BYTES];
	struct slice scheme = slice_from(text, form->start);
	size_t at = form->start, len;
	utf8proc_ssize_t count;

	if (slice_has_prefix_nocase(scheme, SLICE("http://")))
		at += SLICE("http://").len;
	else if (slice_has_prefix_nocase(scheme, SLICE("https://")))
		at += SLICE("https://").len;
	text.len = form->end;
	len = spell(text, at, folded, spelt, sizeof(spelt));
	count = utf8proc_decompose((const unsigned char *)spelt,
	    (utf8proc_ssize_t)len, runes, LITERAL_BYTES, nfc);
	if (count < 0 || count > LITERAL_BYTES)
		count = 0;
	count = utf8proc_normalize_utf32(runes, count, nfc);
	bytes = arena_alloc(arena, (size_t)count * 4 + 1);
	if (bytes == NULL)
		return SLICE_NONE;
	len = 0;
	for (utf8proc_ssize_t i = 0; i < count; i++)
		len += utf8_encode((uint32_t)runes[i], bytes + len);
	return (struct slice){ bytes, len };
}

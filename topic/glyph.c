/*
 * The classes of characters, by table for ASCII and by general category for the
 * rest. Word characters are L*, M*, Nd and Nl of the text as it is: So and No
 * separate, for compatibility folding would make "whotm" of WHO with its sign.
 */
#include "topic/glyph.h"

#include <utf8proc.h>

#include "topic/fold.h"
#include "topic/query_text.h"
#include "topic/script.h"
#include "utf8.h"

/* clang-format off */
static const uint8_t ascii_classes[128] = {
	['0' ... '9'] = GLYPH_DIGIT,
	['A' ... 'Z'] = GLYPH_LETTER,
	['a' ... 'z'] = GLYPH_LETTER,
	['\''] = GLYPH_APOSTROPHE,
	['.'] = GLYPH_DOT,
	[','] = GLYPH_COMMA,
	['-'] = GLYPH_HYPHEN,
	['_'] = GLYPH_UNDERSCORE,
	['&'] = GLYPH_AMPERSAND,
	['#'] = GLYPH_HASH,
	['@'] = GLYPH_AT,
	['+'] = GLYPH_PLUS,
	[' '] = GLYPH_SPACE,
	['\r'] = GLYPH_SPACE,
	['\v'] = GLYPH_SPACE,
	['\f'] = GLYPH_SPACE,
	['\n'] = GLYPH_LF,
	['\t'] = GLYPH_TAB,
};
/* clang-format on */

static uint8_t
class_of(uint32_t rune, uint8_t *group)
{
	utf8proc_category_t category;

	*group = GROUP_NONE;
	if (rune < 0x80)
		return ascii_classes[rune];
	switch (rune) {
	case 0x2019:
	case 0x02BC:
	case 0xFF07:
		return GLYPH_APOSTROPHE;
	case 0x2010:
	case 0x2011:
		return GLYPH_HYPHEN;
	case 0x00A0:
	case 0x202F:
		return GLYPH_HARD_SPACE;
	case 0x30FB:
	case 0x30A0:
	case 0xFF65:
		return GLYPH_MIDDLE_DOT;
	default:
		break;
	}
	category = utf8proc_category((int32_t)rune);
	if (category == UTF8PROC_CATEGORY_ND)
		return GLYPH_DIGIT;
	if (category == UTF8PROC_CATEGORY_CN || category > UTF8PROC_CATEGORY_NL)
		return rune_is_space(rune) ? GLYPH_SPACE : GLYPH_OTHER;
	*group = (uint8_t)script_group(script_of(rune));
	return *group == GROUP_NONE ? GLYPH_LETTER : GLYPH_UNIT;
}

static size_t
skip_ignorable(struct slice text, size_t at)
{
	struct slice rest = slice_from(text, at);

	while (rest.len > 0 && (unsigned char)rest.ptr[0] >= 0x80) {
		struct slice ahead = rest;

		if (!rune_is_ignorable(utf8_next(&ahead)))
			break;
		rest = ahead;
	}
	return text.len - rest.len;
}

struct glyph
glyph_at(struct slice text, size_t at)
{
	struct glyph glyph = { .class = GLYPH_END };
	unsigned char c;

	at = skip_ignorable(text, at);
	glyph.start = glyph.end = at;
	if (at >= text.len)
		return glyph;
	c = (unsigned char)text.ptr[at];
	if (c < 0x80 &&
	    (at + 1 == text.len || (unsigned char)text.ptr[at + 1] < 0x80)) {
		glyph.end = at + 1;
		glyph.rune = c;
		glyph.class = ascii_classes[c];
		return glyph;
	}
	glyph.end = fold_cluster_end(text, at, &glyph.rune);
	glyph.class = class_of(glyph.rune, &glyph.group);
	return glyph;
}

bool
glyph_is_word(const struct glyph *glyph)
{
	return glyph->class == GLYPH_LETTER || glyph->class == GLYPH_DIGIT;
}

bool
glyph_is_space(const struct glyph *glyph)
{
	return glyph->class >= GLYPH_SPACE && glyph->class <= GLYPH_TAB;
}

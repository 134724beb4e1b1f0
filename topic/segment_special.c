/*
 * Addresses and tags. Each becomes its words at successive positions and, at
 * the first, the whole: the host of a URL, an e-mail address, a tag with and
 * without its sign. The path and query of a URL give no words.
 */
#include "topic/segment_special.h"

#include <utf8proc.h>

#include "compiler.h"

#define TAG_PARTS   32 /* words of one tag; what follows is ordinary text */
#define EMAIL_LOCAL 64 /* bytes before the @ (RFC 5321 4.5.3.1.1) */

enum split {
	SPLIT_AT_SIGNS,
	SPLIT_AT_CAPITALS /* and at signs */
};
struct special {
	size_t start;   /* of the whole */
	size_t at, end; /* its words */
	enum split split;
	char sign; /* of a tag; 0: an address */
};
struct part {
	size_t start, end;
	struct glyph last; /* its last glyph, the unit where it is one */
	struct folded_word word;
	bool letters;
};

/* ---- parts --------------------------------------------------------------------- */

static bool
is_upper(const struct glyph *glyph)
{
	utf8proc_category_t category = utf8proc_category((int32_t)glyph->rune);

	return category == UTF8PROC_CATEGORY_LU ||
	    category == UTF8PROC_CATEGORY_LT;
}

static bool
is_lower(const struct glyph *glyph)
{
	return glyph->class == GLYPH_LETTER && !is_upper(glyph);
}

/* CamelCase: a word begins at glyph, which follows last (3.4 9). */
static bool
begins_at_capital(const struct segmenter *s, const struct glyph *last,
    const struct glyph *glyph)
{
	struct glyph next;

	if (!is_upper(glyph))
		return false;
	if (!is_upper(last))
		return true;
	next = segmenter_glyph(s, glyph->end);
	return is_lower(&next);
}

/* The next word or unit of special at or after at. */
static bool
read_part(const struct segmenter *s, const struct special *special, size_t at,
    struct part *part)
{
	struct glyph glyph = segmenter_glyph(s, at);

	part->word.cased_len = part->word.folded_len = 0;
	part->word.full = false;
	part->letters = true;
	while (glyph.start < special->end && !glyph_is_word(&glyph) &&
	    glyph.class != GLYPH_UNIT)
		glyph = segmenter_glyph(s, glyph.end);
	if (glyph.start >= special->end)
		return false;
	part->start = glyph.start;
	do {
		segmenter_add_glyph(s, &part->word, &glyph);
		part->letters &= glyph.class == GLYPH_LETTER;
		part->last = glyph;
		part->end = glyph.end;
		glyph = segmenter_glyph(s, glyph.end);
	} while (part->last.class != GLYPH_UNIT && glyph.start < special->end &&
	    glyph_is_word(&glyph) &&
	    !(special->split == SPLIT_AT_CAPITALS &&
		begins_at_capital(s, &part->last, &glyph)));
	return true;
}

static bool
add_part(const struct segmenter *s, const struct special *special,
    const struct part *part)
{
	struct glyph next;

	if (part->last.class == GLYPH_UNIT) {
		next = segmenter_glyph(s, part->end);
		if (next.class == GLYPH_UNIT && next.start < special->end &&
		    next.group == part->last.group)
			return segment_unit(s, &part->last, &next);
		return segment_unit(s, &part->last, NULL);
	}
	if (part->word.folded_len == 0 || !tokens_add_position(s->tokens))
		return false;
	segmenter_form(s, &part->word,
	    (struct form_spot){ .start = (uint32_t)part->start,
		.end = (uint32_t)part->end,
		.kind = FORM_PART,
		.span = 1,
		.letters = part->letters });
	return true;
}

/* ---- wholes ----------------------------------------------------------------------- */

/* The glyphs of special as one word: all of an address, the words of a tag. */
static bool
read_whole(const struct segmenter *s, const struct special *special,
    struct folded_word *word)
{
	bool letters = true;

	for (struct glyph glyph = segmenter_glyph(s, special->at);
	     glyph.start < special->end;
	     glyph = segmenter_glyph(s, glyph.end)) {
		letters &= glyph.class == GLYPH_LETTER;
		if (special->sign == '\0' || glyph_is_word(&glyph) ||
		    glyph.class == GLYPH_UNIT)
			segmenter_add_glyph(s, word, &glyph);
	}
	return letters;
}

static void
add_wholes(const struct segmenter *s, const struct special *special,
    size_t parts)
{
	struct folded_word whole = { .full = false }, tag = { .full = false };
	struct form_spot spot = { .start = (uint32_t)special->start,
		.end = (uint32_t)special->end,
		.kind = FORM_JOINED,
		.span = (uint8_t)(parts > UINT8_MAX ? UINT8_MAX : parts) };

	spot.letters = read_whole(s, special, &whole);
	segmenter_form(s, &whole, spot);
	if (special->sign == '\0')
		return;
	folded_word_add_ascii(&tag, special->sign);
	folded_word_add_word(&tag, &whole);
	spot.kind = FORM_SIGN;
	spot.letters = false;
	segmenter_form(s, &tag, spot);
}

static void
add_special(const struct segmenter *s, const struct special *special)
{
	struct part part;
	size_t parts = 0;
	bool first = true;

	for (size_t at = special->at; read_part(s, special, at, &part);
	     at = part.end)
		parts++;
	for (size_t at = special->at; read_part(s, special, at, &part);
	     at = part.end) {
		if (!add_part(s, special, &part))
			continue;
		if (first)
			add_wholes(s, special, parts);
		first = false;
	}
}

size_t
segment_tag(const struct segmenter *s, const struct glyph *sign)
{
	struct special tag = { .start = sign->start,
		.at = sign->end,
		.end = sign->end,
		.split = sign->class == GLYPH_HASH ? SPLIT_AT_CAPITALS
						   : SPLIT_AT_SIGNS,
		.sign = sign->class == GLYPH_HASH ? '#' : '@' };
	struct glyph glyph = segmenter_glyph(s, sign->end);
	size_t breaks = 0;

	if (glyph.start != sign->end)
		return sign->end;
	while (glyph_is_word(&glyph) || glyph.class == GLYPH_UNIT ||
	    (glyph.class == GLYPH_UNDERSCORE && tag.end > sign->end)) {
		breaks += glyph.class != GLYPH_LETTER || is_upper(&glyph);
		if (breaks > TAG_PARTS)
			break;
		if (glyph.class != GLYPH_UNDERSCORE)
			tag.end = glyph.end;
		glyph = segmenter_glyph(s, glyph.end);
	}
	if (tag.end > sign->end)
		add_special(s, &tag);
	return tag.end;
}

/* ---- addresses ---------------------------------------------------------------------- */

/* Where a host name that begins at at ends; *dots counts its dots. */
static size_t
host_end(const struct segmenter *s, size_t at, size_t *dots)
{
	struct glyph glyph = segmenter_glyph(s, at);
	size_t end = at, pending = 0;

	*dots = 0;
	while (glyph_is_word(&glyph) || glyph.class == GLYPH_UNIT ||
	    glyph.class == GLYPH_HYPHEN || glyph.class == GLYPH_UNDERSCORE ||
	    (glyph.class == GLYPH_DOT && end > at)) {
		if (glyph.class == GLYPH_DOT)
			pending++;
		if (glyph_is_word(&glyph) || glyph.class == GLYPH_UNIT) {
			*dots += pending;
			pending = 0;
			end = glyph.end;
		}
		glyph = segmenter_glyph(s, glyph.end);
	}
	return end;
}

/* Whether a URL may have the glyph. */
static bool
goes_on_with_url(const struct glyph *glyph)
{
	if (glyph->class == GLYPH_END || glyph_is_space(glyph))
		return false;
	if (glyph->class != GLYPH_OTHER)
		return true;
	return glyph->rune < 0x80 && glyph->rune > ' ' && glyph->rune != '"' &&
	    glyph->rune != '<' && glyph->rune != '>';
}

/* The part of a URL before the host's name: "user:secret@". */
static size_t
skip_userinfo(const struct segmenter *s, size_t at)
{
	struct glyph glyph = segmenter_glyph(s, at);

	while (goes_on_with_url(&glyph) && glyph.rune != '/' &&
	    glyph.rune != '?' && glyph.rune != '#') {
		if (glyph.class == GLYPH_AT)
			return glyph.end;
		glyph = segmenter_glyph(s, glyph.end);
	}
	return at;
}

static size_t
segment_url(const struct segmenter *s, size_t start, size_t host)
{
	struct special special = { .start = start };
	struct glyph glyph;
	size_t dots;

	special.at = skip_userinfo(s, host);
	special.end = host_end(s, special.at, &dots);
	if (special.end == special.at)
		return start;
	add_special(s, &special);
	glyph = segmenter_glyph(s, special.end);
	while (goes_on_with_url(&glyph)) {
		special.end = glyph.end;
		glyph = segmenter_glyph(s, glyph.end);
	}
	return special.end;
}

static size_t
segment_email(const struct segmenter *s, size_t start)
{
	struct special special = { .start = start, .at = start };
	size_t at = start, dots;

	while (at < s->text.len && at - start <= EMAIL_LOCAL) {
		char c = s->text.ptr[at];

		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			(c >= 'a' && c <= 'z') || c == '.' || c == '_' ||
			c == '%' || c == '+' || c == '-'))
			break;
		at++;
	}
	if (at == start || at >= s->text.len || s->text.ptr[at] != '@')
		return start;
	special.end = host_end(s, at + 1, &dots);
	if (dots == 0)
		return start;
	add_special(s, &special);
	return special.end;
}

size_t
segment_address(const struct segmenter *s, size_t at)
{
	static const struct slice schemes[] = { SLICE_INIT("http://"),
		SLICE_INIT("https://") };
	struct slice rest = slice_from(s->text, at);

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (slice_has_prefix_nocase(rest, schemes[i]))
			return segment_url(s, at, at + schemes[i].len);
	}
	if (slice_has_prefix_nocase(rest, SLICE("www.")))
		return segment_url(s, at, at);
	return segment_email(s, at);
}

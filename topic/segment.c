/*
 * The walk through a text. Plain ASCII words, which are most, take a short way;
 * everything that may be joined goes to word_chain.c, addresses and tags to
 * segment_special.c, scripts without spaces are cut into units here. A block
 * ends at a blank line, at a tab (a table's cell) and before a list's item;
 * that is how the plain text of an article writes them.
 */
#include "topic/segment.h"

#include "topic/query_text.h"
#include "topic/script.h"
#include "topic/segment_special.h"

/* What may follow a plain word: a byte that joins nothing. */
enum ascii_end {
	ENDS_NOT, /* part of the word, or to be looked at closely */
	ENDS_PLAINLY,
	ENDS_BEFORE_BLANK /* plain only where no word follows */
};

/* clang-format off */
static const uint8_t ascii_ends[128] = {
	[' '] = ENDS_PLAINLY, ['\n'] = ENDS_PLAINLY, ['\t'] = ENDS_PLAINLY,
	['\r'] = ENDS_PLAINLY, ['!'] = ENDS_PLAINLY, ['"'] = ENDS_PLAINLY,
	['('] = ENDS_PLAINLY, [')'] = ENDS_PLAINLY, [';'] = ENDS_PLAINLY,
	['?'] = ENDS_PLAINLY, ['['] = ENDS_PLAINLY, [']'] = ENDS_PLAINLY,
	['/'] = ENDS_PLAINLY, ['<'] = ENDS_PLAINLY, ['>'] = ENDS_PLAINLY,
	['{'] = ENDS_PLAINLY, ['}'] = ENDS_PLAINLY, ['|'] = ENDS_PLAINLY,
	['.'] = ENDS_BEFORE_BLANK, [','] = ENDS_BEFORE_BLANK,
	[':'] = ENDS_BEFORE_BLANK,
};
/* clang-format on */

struct glyph
segmenter_glyph(const struct segmenter *s, size_t at)
{
	struct glyph glyph = glyph_at(s->text, at);

	if (s->mode == SEGMENT_QUERY && glyph.class == GLYPH_OTHER &&
	    (glyph.rune == WILDCARD_ANY || glyph.rune == WILDCARD_ONE))
		glyph.class = GLYPH_LETTER;
	return glyph;
}

void
segmenter_add_glyph(const struct segmenter *s, struct folded_word *word,
    const struct glyph *glyph)
{
	if (glyph->end - glyph->start == 1)
		folded_word_add_ascii(word, s->text.ptr[glyph->start]);
	else
		folded_word_add_cluster(word,
		    slice_sub(s->text, glyph->start,
			glyph->end - glyph->start));
}

void
segmenter_form(const struct segmenter *s, const struct folded_word *word,
    struct form_spot spot)
{
	spot.start += (uint32_t)s->offset;
	spot.end += (uint32_t)s->offset;
	tokens_add_form(s->tokens, word, spot);
}

static bool
is_ascii_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/* Whether the byte at at ends a word so that nothing can join behind it. */
static bool
ends_plainly(struct slice text, size_t at)
{
	unsigned char c;

	if (at >= text.len)
		return true;
	c = (unsigned char)text.ptr[at];
	if (c >= 0x80 || ascii_ends[c] == ENDS_NOT)
		return false;
	if (ascii_ends[c] == ENDS_PLAINLY || at + 1 == text.len)
		return true;
	c = (unsigned char)text.ptr[at + 1];
	return c == ' ' || c == '\n';
}

/* A plain ASCII word at at: adds it and returns its end; else returns at. */
static size_t
add_plain_word(const struct segmenter *s, size_t at)
{
	const char *text = s->text.ptr;
	struct folded_word word;
	size_t end = at;
	bool letters = true;

	word.cased_len = 0;
	word.full = false;
	while (end < s->text.len && is_ascii_word((unsigned char)text[end])) {
		letters &= text[end] > '9';
		end++;
	}
	if (end == at || end - at > LIMIT_TOKEN_BYTES ||
	    !ends_plainly(s->text, end))
		return at;
	for (size_t i = at; i < end; i++) {
		char c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		word.cased[word.cased_len] = c;
		word.folded[word.cased_len++] = c;
	}
	word.folded_len = word.cased_len;
	if (tokens_add_position(s->tokens))
		segmenter_form(s, &word,
		    (struct form_spot){ .start = (uint32_t)at,
			.end = (uint32_t)end,
			.kind = FORM_PART,
			.span = 1,
			.letters = letters });
	return end;
}

/* ---- blocks -------------------------------------------------------------------- */

/* Whether the LF at at ends a block (3.1). */
static bool
ends_block(struct slice text, size_t at)
{
	size_t digits;

	at++;
	if (slice_has_prefix(slice_from(text, at), SLICE("- ")))
		return true;
	for (digits = at; digits < text.len && text.ptr[digits] >= '0' &&
	     text.ptr[digits] <= '9';)
		digits++;
	if (digits > at &&
	    slice_has_prefix(slice_from(text, digits), SLICE(". ")))
		return true;
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\r'))
		at++;
	return at < text.len && text.ptr[at] == '\n';
}

static bool
is_boundary(const struct segmenter *s, const struct glyph *glyph)
{
	if (glyph->class == GLYPH_TAB)
		return true;
	return glyph->class == GLYPH_LF && ends_block(s->text, glyph->start);
}

/* ---- units ---------------------------------------------------------------------- */

/* The unit that goes on with the run after unit, or any other glyph (3.5). */
static struct glyph
next_of_run(const struct segmenter *s, const struct glyph *unit)
{
	struct glyph next = segmenter_glyph(s, unit->end);
	bool katakana = script_of(unit->rune) == SCRIPT_KATAKANA;

	if (unit->group != GROUP_HAN)
		return next;
	if (next.class == GLYPH_MIDDLE_DOT && katakana) {
		struct glyph after = segmenter_glyph(s, next.end);

		if (after.class == GLYPH_UNIT &&
		    script_of(after.rune) == SCRIPT_KATAKANA)
			return after;
	}
	while (glyph_is_space(&next) && !is_boundary(s, &next))
		next = segmenter_glyph(s, next.end);
	return next;
}

bool
segment_unit(const struct segmenter *s, const struct glyph *unit,
    const struct glyph *next)
{
	struct folded_word word = { .full = false };

	segmenter_add_glyph(s, &word, unit);
	if (word.folded_len == 0 || !tokens_add_position(s->tokens))
		return false;
	segmenter_form(s, &word,
	    (struct form_spot){ .start = (uint32_t)unit->start,
		.end = (uint32_t)unit->end,
		.kind = FORM_UNIT,
		.span = 1 });
	if (next == NULL)
		return true;
	segmenter_add_glyph(s, &word, next);
	segmenter_form(s, &word,
	    (struct form_spot){ .start = (uint32_t)unit->start,
		.end = (uint32_t)next->end,
		.kind = FORM_PAIR,
		.span = 2 });
	return true;
}

static size_t
segment_run(const struct segmenter *s, struct glyph unit)
{
	struct glyph next;

	for (;;) {
		bool goes_on;

		next = next_of_run(s, &unit);
		goes_on = next.class == GLYPH_UNIT && next.group == unit.group;
		segment_unit(s, &unit, goes_on ? &next : NULL);
		if (!goes_on)
			return unit.end;
		unit = next;
	}
}

/* ---- the walk --------------------------------------------------------------------- */

/* A word, an address or a tag at glyph, which may stand after before. */
static size_t
segment_glyph(const struct segmenter *s, const struct glyph *glyph,
    const struct glyph *before)
{
	struct glyph next;
	size_t end;

	switch ((enum glyph_class)glyph->class) {
	case GLYPH_LETTER:
	case GLYPH_DIGIT:
		end = segment_address(s, glyph->start);
		if (end > glyph->start)
			return end;
		return segment_chain(s, glyph->start, glyph->start);
	case GLYPH_UNIT:
		return segment_run(s, *glyph);
	case GLYPH_HASH:
	case GLYPH_AT:
		if (glyph_is_word(before))
			return glyph->end;
		return segment_tag(s, glyph);
	case GLYPH_DOT:
		next = segmenter_glyph(s, glyph->end);
		if (glyph_is_space(before) && glyph_is_word(&next))
			return segment_chain(s, glyph->start, next.start);
		return glyph->end;
	case GLYPH_LF:
	case GLYPH_TAB:
		s->tokens->boundary |= is_boundary(s, glyph);
		return glyph->end;
	case GLYPH_OTHER:
	case GLYPH_APOSTROPHE:
	case GLYPH_COMMA:
	case GLYPH_HYPHEN:
	case GLYPH_UNDERSCORE:
	case GLYPH_AMPERSAND:
	case GLYPH_PLUS:
	case GLYPH_MIDDLE_DOT:
	case GLYPH_SPACE:
	case GLYPH_HARD_SPACE:
	case GLYPH_END:
		break;
	}
	return glyph->end;
}

void
segment_text(struct tokens *tokens, struct slice text, size_t offset,
    enum segment_mode mode)
{
	struct segmenter s = { tokens, text, offset, mode };
	struct glyph before = { .class = GLYPH_SPACE };
	struct glyph glyph;
	size_t at = 0, end;

	while (at < text.len && !tokens->failed &&
	    !tokens->fields[tokens->field].truncated) {
		if (text.ptr[at] == ' ') {
			before.class = GLYPH_SPACE;
			at++;
			continue;
		}
		end = at;
		if (!glyph_is_word(&before))
			end = add_plain_word(&s, at);
		if (end > at) {
			before.class = GLYPH_LETTER;
			at = end;
			continue;
		}
		glyph = segmenter_glyph(&s, at);
		at = segment_glyph(&s, &glyph, &before);
		before = glyph;
		if (glyph.class == GLYPH_DOT && at > glyph.end)
			before.class = GLYPH_LETTER;
	}
}

/*
 * UTF-8 by table 3-7 of the Unicode standard. What is asked of 50 MB documents
 * (validity, length) runs over ASCII eight bytes at a time; what filters text
 * copies whole runs of characters that stay. Widths are utf8proc's. Nothing
 * here normalises or folds: that is the tokenizer's.
 */
#include "utf8.h"

#include <limits.h>

#include <utf8proc.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

static bool
is_continuation(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/*
 * Bytes that the lead c announces, and the bounds of the second byte, which
 * alone keep out long forms, surrogates and what is past U+10FFFF. 0 for a
 * byte that leads nothing.
 */
static size_t
lead(unsigned char c, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xBF;
	if (c >= 0xC2 && c <= 0xDF)
		return 2;
	if (c >= 0xE0 && c <= 0xEF) {
		if (c == 0xE0)
			*low = 0xA0;
		if (c == 0xED)
			*high = 0x9F;
		return 3;
	}
	if (c >= 0xF0 && c <= 0xF4) {
		if (c == 0xF0)
			*low = 0x90;
		if (c == 0xF4)
			*high = 0x8F;
		return 4;
	}
	return 0;
}

/*
 * Length of the sequence at p, of which left bytes (at least one) are there;
 * *well tells whether it is well-formed or a maximal ill-formed subpart.
 */
static size_t
sequence(const unsigned char *p, size_t left, bool *well)
{
	unsigned char low, high;
	size_t need, len;

	*well = p[0] < 0x80;
	if (*well)
		return 1;
	need = lead(p[0], &low, &high);
	if (need == 0 || left < 2 || p[1] < low || p[1] > high)
		return 1;
	len = 2;
	while (len < need && len < left && is_continuation(p[len]))
		len++;
	*well = len == need;
	return len;
}

static const unsigned char *
bytes_of(struct slice s)
{
	return (const unsigned char *)s.ptr;
}

uint32_t
utf8_next(struct slice *rest)
{
	const unsigned char *p = bytes_of(*rest);
	uint32_t c = p[0];
	size_t len;
	bool well;

	len = sequence(p, rest->len, &well);
	rest->ptr += len;
	rest->len -= len;
	if (!well)
		return UTF8_REPLACEMENT;
	if (len == 1)
		return c;
	c &= 0x7FU >> len;
	for (size_t i = 1; i < len; i++)
		c = c << 6 | (p[i] & 0x3FU);
	return c;
}

size_t
utf8_encode(uint32_t c, char out[4])
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = UTF8_REPLACEMENT;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

static bool
eight_are_ascii(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return (word & HIGH_BITS) == 0;
}

size_t
utf8_valid_len(struct slice s)
{
	const unsigned char *p = bytes_of(s);
	size_t at = 0;

	while (at < s.len) {
		size_t len;
		bool well;

		if (s.len - at >= 8 && eight_are_ascii(p + at)) {
			at += 8;
			continue;
		}
		len = sequence(p + at, s.len - at, &well);
		if (!well)
			return at;
		at += len;
	}
	return at;
}

struct slice
utf8_cut(struct slice s, size_t max)
{
	size_t start = max;
	bool well;

	if (s.len <= max)
		return s;
	/* Back to a lead that is near enough to own the byte at max. */
	while (
	    start > 0 && max - start < 3 && is_continuation(bytes_of(s)[start]))
		start--;
	if (start + sequence(bytes_of(s) + start, s.len - start, &well) > max)
		max = start;
	return slice_sub(s, 0, max);
}

size_t
utf8_count(struct slice s)
{
	size_t count = 0;

	while (s.len > 0) {
		size_t len = utf8_valid_len(s);

		for (size_t i = 0; i < len; i++)
			count += !is_continuation(bytes_of(s)[i]);
		s = slice_from(s, len);
		if (s.len == 0)
			break;
		(void)utf8_next(&s); /* the ill-formed one */
		count++;
	}
	return count;
}

int
utf8_width(struct slice s)
{
	int width = 0;

	while (s.len > 0 && width < INT_MAX - 2)
		width += utf8proc_charwidth((utf8proc_int32_t)utf8_next(&s));
	return width;
}

/* What becomes of a character in text of one kind. */
enum fate {
	FATE_KEEP,
	FATE_DROP,
	FATE_SPACE,
	FATE_NEWLINE,
	FATE_REPLACE
};

static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

static bool
is_bidi_control(uint32_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
	    c == 0x200E || c == 0x200F;
}

static bool
is_noncharacter(uint32_t c)
{
	return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

static enum fate
fate_in_line(uint32_t c)
{
	if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
		return FATE_SPACE;
	if (c == 0x2028 || c == 0x2029)
		return FATE_SPACE;
	if (is_control(c) || c == 0xFEFF || is_noncharacter(c))
		return FATE_DROP;
	return c == UTF8_REPLACEMENT ? FATE_REPLACE : FATE_KEEP;
}

static enum fate
fate_in_text(uint32_t c)
{
	if (c == ' ' || c == '\t' || c == '\n')
		return FATE_KEEP;
	return c == '\r' ? FATE_NEWLINE : fate_in_line(c);
}

static enum fate
fate_in_terminal_line(uint32_t c)
{
	if (c == '\t' || c == '\n')
		return FATE_SPACE;
	if (is_control(c) || is_bidi_control(c) || c == UTF8_REPLACEMENT)
		return FATE_REPLACE;
	return FATE_KEEP;
}

static enum fate
fate_in_terminal_lines(uint32_t c)
{
	if (c == '\t' || c == '\n')
		return FATE_KEEP;
	return fate_in_terminal_line(c);
}

typedef enum fate fate_rule(uint32_t c);

/*
 * Bytes at the start of s that every rule keeps: printable ASCII, a space
 * behind something else, and what begins with a lead that none of the special
 * characters has. Most text is nothing but such runs.
 */
static size_t
plain_run(struct slice s)
{
	const unsigned char *p = bytes_of(s);
	size_t at = 0;

	while (at < s.len) {
		unsigned char c = p[at];

		if ((c > ' ' && c < 0x7F) ||
		    (c == ' ' && at > 0 && p[at - 1] != ' '))
			at++;
		else if (c >= 0xC3 && c <= 0xDF && s.len - at >= 2 &&
		    is_continuation(p[at + 1]))
			at += 2;
		else if (c >= 0xE3 && c <= 0xEC && s.len - at >= 3 &&
		    is_continuation(p[at + 1]) && is_continuation(p[at + 2]))
			at += 3;
		else
			break;
	}
	return at;
}

/*
 * Appends the characters at the start of *rest that stay as they are, in one
 * piece, and takes them off. True if a character of another fate follows; it
 * is taken off too.
 */
static bool
copy_kept(struct slice *rest, fate_rule *rule, struct buffer *out,
    enum fate *fate)
{
	struct slice run = *rest;

	while (rest->len > 0) {
		const char *at;

		*rest = slice_from(*rest, plain_run(*rest));
		if (rest->len == 0)
			break;
		at = rest->ptr;
		*fate = rule(utf8_next(rest));
		if (*fate == FATE_KEEP)
			continue;
		run.len = (size_t)(at - run.ptr);
		(void)buffer_append(out, run); /* the caller asks out->failed */
		return true;
	}
	(void)buffer_append(out, run);
	return false;
}

static void
append_fate(enum fate fate, struct slice *rest, struct buffer *out)
{
	switch (fate) {
	case FATE_KEEP:
	case FATE_DROP:
		break;
	case FATE_SPACE:
		buffer_append_char(out, ' ');
		break;
	case FATE_NEWLINE:
		/* CR LF is one line end. */
		if (!slice_has_prefix(*rest, SLICE("\n")))
			buffer_append_char(out, '\n');
		break;
	case FATE_REPLACE:
		buffer_append_rune(out, UTF8_REPLACEMENT);
		break;
	}
}

static bool
filter(struct slice s, fate_rule *rule, struct buffer *out)
{
	enum fate fate;

	while (copy_kept(&s, rule, out, &fate))
		append_fate(fate, &s, out);
	return !out->failed;
}

bool
utf8_clean_line(struct slice s, struct buffer *out)
{
	size_t start = out->len;
	enum fate fate;

	while (copy_kept(&s, fate_in_line, out, &fate)) {
		/* A space only between two things, and never a second. */
		if (fate == FATE_SPACE &&
		    (out->len == start || out->ptr[out->len - 1] == ' '))
			continue;
		append_fate(fate, &s, out);
	}
	if (out->len > start && out->ptr[out->len - 1] == ' ')
		buffer_truncate(out, out->len - 1);
	return !out->failed;
}

bool
utf8_clean_text(struct slice s, struct buffer *out)
{
	return filter(s, fate_in_text, out);
}

bool
utf8_for_terminal(struct slice s, enum utf8_lines lines, struct buffer *out)
{
	return filter(s,
	    lines == UTF8_MANY_LINES ? fate_in_terminal_lines
				     : fate_in_terminal_line,
	    out);
}

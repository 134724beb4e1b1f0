/*
 * Text of HTML, written so that it can be read in one way only. Works on runs:
 * what needs no change, nearly everything, is copied in one piece.
 */
#include "parse/html.h"
#include "parse/html_cleaner.h"
#include "parse/html_scan.h"
#include "utf8.h"

static bool
append_escaped(char c, enum reference_rules rules, struct buffer *out)
{
	switch (c) {
	case '&':
		return buffer_append(out, SLICE("&amp;"));
	case '<':
		return buffer_append(out, SLICE("&lt;"));
	case '>':
		return buffer_append(out, SLICE("&gt;"));
	case '"':
		if (rules == REFERENCE_HTML_ATTRIBUTE)
			return buffer_append(out, SLICE("&quot;"));
		return buffer_append_char(out, c);
	default:
		return true; /* a control */
	}
}

/* The character at the start of s, at which a run stopped and which is no
 * reference; returns the bytes that it took. */
static size_t
append_stop(struct slice s, enum reference_rules rules, struct buffer *out)
{
	char c = s.ptr[0];

	if (c == '\r') {
		if (s.len < 2 || s.ptr[1] != '\n')
			buffer_append_char(out, '\n');
		return 1;
	}
	if ((unsigned char)c != 0xC2) {
		append_escaped(c, rules, out);
		return 1;
	}
	/* C1 controls go; a cut character never leaves half of it. */
	if (s.len > 1 && (unsigned char)s.ptr[1] >= 0xA0)
		buffer_append(out, slice_sub(s, 0, 2));
	return 2;
}

/* The same as html_append_text for what is decoded already. */
static bool
append_decoded(struct slice s, enum reference_rules rules, struct buffer *out)
{
	while (s.len > 0) {
		size_t len = html_scan_plain(s);

		buffer_append(out, slice_sub(s, 0, len));
		s = slice_from(s, len);
		if (s.len > 0)
			s = slice_from(s, append_stop(s, rules, out));
	}
	return !out->failed;
}

bool
html_append_value(struct slice value, struct buffer *out)
{
	return append_decoded(value, REFERENCE_HTML_ATTRIBUTE, out);
}

bool
html_append_text(struct slice raw, enum reference_rules rules,
    struct buffer *out)
{
	struct reference reference;

	while (raw.len > 0) {
		size_t len = html_scan_plain(raw);

		buffer_append(out, slice_sub(raw, 0, len));
		raw = slice_from(raw, len);
		if (raw.len == 0)
			break;
		if (raw.ptr[0] != '&' ||
		    !reference_read(raw, rules, &reference)) {
			raw = slice_from(raw, append_stop(raw, rules, out));
			continue;
		}
		append_decoded((struct slice){ reference.text,
				   reference.text_len },
		    rules, out);
		raw = slice_from(raw, reference.len);
	}
	return !out->failed;
}

bool
html_escape(struct slice text, struct buffer *out)
{
	while (text.len > 0) {
		size_t len = html_scan_plain(text);

		buffer_append(out, slice_sub(text, 0, len));
		text = slice_from(text, len);
		if (text.len == 0)
			break;
		if (slice_find_char(SLICE("&<>\""), text.ptr[0]) != SIZE_MAX)
			append_escaped(text.ptr[0], REFERENCE_HTML_ATTRIBUTE,
			    out);
		else
			buffer_append_char(out, text.ptr[0]);
		text = slice_from(text, 1);
	}
	return !out->failed;
}

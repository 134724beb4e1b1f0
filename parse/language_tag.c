/*
 * Language tags: letters and digits in parts. "English" has the shape of one
 * too, but no tag without a region is longer than three letters (the registry
 * holds none of more), so that it is told apart by its length.
 */
#include "parse/language_tag.h"

#define SUBTAG_MAX 8

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool
is_dash(char c)
{
	return c == '-' || c == '_';
}

/* Length of the subtag at the start of s, or 0. */
static size_t
subtag_len(struct slice s, bool is_first)
{
	size_t len = 0;

	while (len < s.len && !is_dash(s.ptr[len])) {
		char c = s.ptr[len];

		if (!is_letter(c) && (is_first || c < '0' || c > '9'))
			return 0;
		len++;
	}
	return len <= SUBTAG_MAX ? len : 0;
}

static bool
is_tag(struct slice s)
{
	size_t len = subtag_len(s, true);

	if (len < 2 || (len > 3 && len == s.len))
		return false;
	while (len < s.len) {
		s = slice_from(s, len + 1);
		len = subtag_len(s, false);
		if (len == 0)
			return false;
	}
	return true;
}

bool
language_tag_append(struct slice text, struct buffer *out)
{
	size_t start = out->len;

	text = slice_trim(text);
	if (!is_tag(text) || !buffer_append(out, text))
		return false;
	for (size_t i = start; i < out->len; i++) {
		if (out->ptr[i] == '_')
			out->ptr[i] = '-';
	}
	return true;
}

bool
language_tag_is(struct slice tag, struct slice primary)
{
	return slice_has_prefix_nocase(tag, primary) &&
	    (tag.len == primary.len || is_dash(tag.ptr[primary.len]));
}

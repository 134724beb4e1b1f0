/*
 * Steps over what is neither tag nor text in damaged markup. A comment that
 * nobody closed ends with its line or at the next entry, a declaration at the
 * next '>': better a few words too many than a feed too few.
 */
#include "parse/loose_skip.h"

bool
loose_begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    c == ':' || (c & 0x80) != 0;
}

const char *
loose_skip_comment(struct loose_text *text, const char *from)
{
	const char *end = look_ahead(text, AHEAD_COMMENT_END, from + 4);
	const char *entry, *line;

	if (end < text->end)
		return end + (sizeof("-->") - 1);
	entry = look_ahead(text, AHEAD_ENTRY, from);
	line = memchr(from, '\n', (size_t)(entry - from));
	return line == NULL ? entry : line;
}

const char *
loose_skip_instruction(struct loose_text *text, const char *from)
{
	const char *end = look_ahead(text, AHEAD_PI_END, from + 2);

	if (end < text->end)
		return end + (sizeof("?>") - 1);
	end = look_ahead(text, AHEAD_TAG_CLOSE, from);
	return end < text->end ? end + 1 : end;
}

const char *
loose_skip_declaration(struct loose_text *text, const char *from)
{
	struct slice rest = { from, (size_t)(text->end - from) };
	size_t len = 0;
	const char *end;

	if (slice_has_prefix_nocase(rest, SLICE("<!DOCTYPE")))
		len = prescan_doctype_length(rest);
	if (len > 0)
		return from + len;
	end = look_ahead(text, AHEAD_TAG_CLOSE, from);
	return end < text->end ? end + 1 : end;
}

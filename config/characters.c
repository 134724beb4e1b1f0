/*
 * What a configuration file may consist of, checked before libyaml sees it:
 * libyaml has no line and column for its complaints about bytes, and it would
 * take UTF-16 too.
 */
#include "config/node.h"

#include "utf8.h"

/* Line and column of a byte. */
static struct config_place
place_of(struct slice text, size_t at)
{
	struct config_place place = { 1, 1 };
	size_t line_at = 0;

	for (size_t i = 0; i < at; i++) {
		if (text.ptr[i] != '\n')
			continue;
		place.line++;
		line_at = i + 1;
	}
	place.column += (int)utf8_count(slice_sub(text, line_at, at - line_at));
	return place;
}

/* YAML 1.1, 5.1; a byte order mark only where a file begins. */
static bool
is_allowed(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	if (c < 0xA0)
		return c < 0x7F || c == 0x85;
	return c != 0xFEFF && c != 0xFFFE && c != 0xFFFF;
}

/* True for the bytes that make up nearly all of every file. */
static bool
is_ordinary(char c)
{
	return (c >= 0x20 && c < 0x7F) || c == '\n';
}

bool
config_text_check(struct slice text, const struct config_source *source,
    struct configuration_problems *problems)
{
	size_t valid, at = 0;

	if (slice_has_prefix(text, SLICE("\xEF\xBB\xBF")))
		text = slice_from(text, 3);
	valid = utf8_valid_len(text);
	while (at < valid) {
		struct slice rest;
		uint32_t c;

		if (is_ordinary(text.ptr[at])) {
			at++;
			continue;
		}
		rest = slice_sub(text, at, valid - at);
		c = utf8_next(&rest);
		if (!is_allowed(c)) {
			config_problem_say(problems, source, place_of(text, at),
			    "the character U+%04X is not allowed", (unsigned)c);
			return false;
		}
		at = valid - rest.len;
	}
	if (valid < text.len)
		config_problem_say(problems, source, place_of(text, valid),
		    "the byte 0x%02X is not UTF-8",
		    (unsigned)(unsigned char)text.ptr[valid]);
	return valid == text.len;
}

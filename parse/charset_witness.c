/*
 * What a document and its server say of the encoding: a parameter of the media
 * type, the XML declaration, the pattern of the first bytes, the language. None
 * of it is believed here; charset.c weighs it.
 */
#include "compiler.h"
#include "limits.h"
#include "parse/charset_table.h"

#define DECLARATION_WITHIN KIB /* bytes in which each is sought */
#define LANGUAGE_WITHIN    (4 * KIB)

static struct slice
unquoted(struct slice s)
{
	s = slice_trim(s);
	if (s.len > 1 && (s.ptr[0] == '"' || s.ptr[0] == '\'') &&
	    s.ptr[s.len - 1] == s.ptr[0])
		return slice_trim(slice_sub(s, 1, s.len - 2));
	return s;
}

struct slice
charset_parameter(struct slice content_type)
{
	struct slice rest = content_type, part;

	(void)slice_cut(&rest, ';', &part); /* the type itself */
	while (slice_cut(&rest, ';', &part)) {
		size_t equals = slice_find_char(part, '=');
		struct slice value;

		if (equals == SIZE_MAX ||
		    !slice_eq_nocase(slice_trim(slice_sub(part, 0, equals)),
			SLICE("charset")))
			continue;
		value = unquoted(slice_from(part, equals + 1));
		if (value.len > 0)
			return value;
	}
	return SLICE_NONE;
}

static size_t
find_nocase(struct slice s, struct slice needle)
{
	for (size_t at = 0; at + needle.len <= s.len; at++) {
		if (slice_has_prefix_nocase(slice_from(s, at), needle))
			return at;
	}
	return SIZE_MAX;
}

/* A value as it is written after '=': quoted somehow, or up to a blank. */
static struct slice
read_value(struct slice s)
{
	size_t end = 0;

	if (s.len > 0 && (s.ptr[0] == '"' || s.ptr[0] == '\'')) {
		end = slice_find_char(slice_from(s, 1), s.ptr[0]);
		if (end != SIZE_MAX)
			return slice_sub(s, 1, end);
		s = slice_from(s, 1);
		end = 0;
	}
	while (end < s.len &&
	    slice_find_char(SLICE(" \t\r\n?>\"'"), s.ptr[end]) == SIZE_MAX)
		end++;
	return slice_sub(s, 0, end);
}

struct slice
charset_declared(struct bytes body)
{
	struct slice text = { (const char *)body.ptr, body.len };
	struct slice s = slice_sub(text, 0, DECLARATION_WITHIN);
	size_t at = find_nocase(s, SLICE("<?xml"));
	struct slice value;

	if (at == SIZE_MAX)
		return SLICE_NONE;
	s = slice_from(s, at);
	at = slice_find_char(s, '>');
	if (at != SIZE_MAX)
		s = slice_sub(s, 0, at);
	at = find_nocase(s, SLICE("encoding"));
	if (at == SIZE_MAX)
		return SLICE_NONE;
	s = slice_trim(slice_from(s, at + sizeof("encoding") - 1));
	if (!slice_has_prefix(s, SLICE("=")))
		return SLICE_NONE;
	value = slice_trim(read_value(slice_trim(slice_from(s, 1))));
	return value.len > 0 ? value : SLICE_NONE;
}

/* XML begins so, or JSON. */
static bool
begins_document(unsigned char c)
{
	return c == '<' || c == '{' || c == '[';
}

enum charset
charset_pattern(struct bytes body)
{
	const unsigned char *p = body.ptr;

	if (body.len < 4)
		return CHARSET_NONE;
	if (p[0] == 0 && p[1] == 0 && p[2] == 0 && p[3] == '<')
		return CHARSET_UTF_32BE;
	if (p[0] == '<' && p[1] == 0 && p[2] == 0 && p[3] == 0)
		return CHARSET_UTF_32LE;
	if (p[0] == 0 && p[2] == 0 && p[3] != 0 && begins_document(p[1]))
		return CHARSET_UTF_16BE;
	if (p[1] == 0 && p[3] == 0 && p[2] != 0 && begins_document(p[0]))
		return CHARSET_UTF_16LE;
	return CHARSET_NONE;
}

struct slice
charset_language(struct bytes body)
{
	static const struct slice before[] = { SLICE_INIT("<language>"),
		SLICE_INIT("xml:lang=\""), SLICE_INIT("<dc:language>") };
	struct slice text = { (const char *)body.ptr, body.len };
	struct slice s = slice_sub(text, 0, LANGUAGE_WITHIN);

	for (size_t i = 0; i < ARRAY_LEN(before); i++) {
		size_t at = slice_find(s, before[i]);
		struct slice tag;
		size_t len = 0;

		if (at == SIZE_MAX)
			continue;
		tag = slice_from(s, at + before[i].len);
		while (len < tag.len &&
		    slice_find_char(SLICE("<\" "), tag.ptr[len]) == SIZE_MAX)
			len++;
		return slice_sub(tag, 0, len);
	}
	return SLICE_NONE;
}

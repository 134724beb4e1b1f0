/*
 * Looks once at the whole text, with memchr where it can. It takes away the XML
 * declaration (which the charset step has obeyed) and the DOCTYPE, keeping the
 * entities that are plain text, so that no parser behind it ever sees a DTD;
 * it flags what makes libxml2 lose text; and it refuses tags that are made to
 * keep a parser busy.
 */
#include "parse/prescan.h"

#include <stdint.h>

#include "parse/namespaces.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct slice
skip_space(struct slice s)
{
	size_t at = 0;

	while (at < s.len && is_space(s.ptr[at]))
		at++;
	return slice_from(s, at);
}

/* ---- the declaration ------------------------------------------------------- */

/* name = "value", with the quotes that XML wants. */
static bool
cut_quoted(struct slice *rest, struct slice name, struct slice *value)
{
	struct slice s = skip_space(*rest);
	size_t end;

	if (!slice_has_prefix(s, name))
		return false;
	s = skip_space(slice_from(s, name.len));
	if (s.len == 0 || s.ptr[0] != '=')
		return false;
	s = skip_space(slice_from(s, 1));
	if (s.len == 0 || (s.ptr[0] != '"' && s.ptr[0] != '\''))
		return false;
	end = slice_find_char(slice_from(s, 1), s.ptr[0]);
	if (end == SIZE_MAX)
		return false;
	*value = slice_sub(s, 1, end);
	*rest = slice_from(s, end + 2);
	return true;
}

/* As XML 1.0 or 1.1 has it; anything else was meant so too, but is mended. */
static bool
declaration_is_sound(struct slice inside)
{
	struct slice version, encoding, standalone;

	if (!cut_quoted(&inside, SLICE("version"), &version) ||
	    (!slice_eq(version, SLICE("1.0")) &&
		!slice_eq(version, SLICE("1.1"))))
		return false;
	(void)cut_quoted(&inside, SLICE("encoding"), &encoding); /* optional */
	if (cut_quoted(&inside, SLICE("standalone"), &standalone) &&
	    !slice_eq(standalone, SLICE("yes")) &&
	    !slice_eq(standalone, SLICE("no")))
		return false;
	return skip_space(inside).len == 0;
}

static struct slice
skip_declaration(struct slice text, struct prescan *scan)
{
	struct slice rest = skip_space(text), inside;
	size_t end;

	if (!slice_has_prefix_nocase(rest, SLICE("<?xml")) || rest.len < 6 ||
	    (!is_space(rest.ptr[5]) && rest.ptr[5] != '?'))
		return text;
	end = slice_find_char(rest, '>');
	if (end == SIZE_MAX)
		return text;
	inside = slice_sub(rest, 5, end - 5);
	if (rest.len != text.len || !slice_has_suffix(inside, SLICE("?")))
		scan->recovered = true;
	else
		inside.len--;
	if (!declaration_is_sound(inside))
		scan->recovered = true;
	return slice_from(rest, end + 1);
}

/* ---- the DOCTYPE ----------------------------------------------------------- */

size_t
prescan_doctype_length(struct slice text)
{
	char quote = '\0';
	int brackets = 0;

	for (size_t at = 0; at < text.len && at < LIMIT_DOCTYPE_BYTES; at++) {
		char c = text.ptr[at];

		if (quote != '\0') {
			if (c == quote)
				quote = '\0';
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '[') {
			brackets++;
		} else if (c == ']') {
			brackets--;
		} else if (c == '>' && brackets <= 0) {
			return at + 1;
		}
	}
	return 0;
}

static bool
is_safe_value(struct slice value)
{
	return value.len <= LIMIT_ENTITY_BYTES &&
	    slice_find_char(value, '&') == SIZE_MAX &&
	    slice_find_char(value, '<') == SIZE_MAX &&
	    slice_find_char(value, '%') == SIZE_MAX;
}

/* <!ENTITY name "value">, where rest begins behind the word. */
static void
read_entity(struct slice rest, struct prescan *scan)
{
	struct slice name, value;
	size_t end = 0;

	rest = skip_space(rest);
	while (end < rest.len && !is_space(rest.ptr[end]))
		end++;
	name = slice_sub(rest, 0, end);
	rest = skip_space(slice_from(rest, end));
	if (name.len == 0 || name.ptr[0] == '%' || rest.len == 0 ||
	    (rest.ptr[0] != '"' && rest.ptr[0] != '\''))
		return;
	end = slice_find_char(slice_from(rest, 1), rest.ptr[0]);
	if (end == SIZE_MAX)
		return;
	value = slice_sub(rest, 1, end);
	if (is_safe_value(value) && scan->entity_count < LIMIT_ENTITIES &&
	    prescan_entity(scan, name).ptr == NULL)
		scan->entities[scan->entity_count++] = (struct prescan_entity){
			name, value
		};
}

static void
read_doctype(struct slice doctype, struct prescan *scan)
{
	size_t subset = slice_find_char(doctype, '[');
	struct slice rest = slice_from(doctype, subset);
	size_t at;

	for (at = 0; at + 8 <= doctype.len; at++) {
		if (slice_eq_nocase(slice_sub(doctype, at, 8),
			SLICE("netscape")))
			scan->netscape = true;
	}
	at = slice_find(doctype, SLICE("http"));
	scan->declares_html = at < subset;
	/* 1.3: a longer subset is not worth reading. */
	if (subset == SIZE_MAX || rest.len > LIMIT_DTD_BYTES)
		return;
	while ((at = slice_find(rest, SLICE("<!ENTITY"))) != SIZE_MAX) {
		rest = slice_from(rest, at + sizeof("<!ENTITY") - 1);
		read_entity(rest, scan);
	}
}

struct slice
prescan_entity(const struct prescan *scan, struct slice name)
{
	for (size_t i = 0; i < scan->entity_count; i++) {
		if (slice_eq(name, scan->entities[i].name))
			return scan->entities[i].value;
	}
	return SLICE_NONE;
}

/* Steps over comments and instructions before the root. */
static struct slice
skip_misc(struct slice rest)
{
	for (;;) {
		struct slice end = SLICE("?>");
		size_t at;

		rest = skip_space(rest);
		if (slice_has_prefix(rest, SLICE("<!--")))
			end = SLICE("-->");
		else if (!slice_has_prefix(rest, SLICE("<?")))
			return rest;
		at = slice_find(rest, end);
		if (at == SIZE_MAX)
			return rest;
		rest = slice_from(rest, at + end.len);
	}
}

static void
split_doctype(struct slice text, struct prescan *scan)
{
	size_t junk = slice_find_char(text, '<'), len;
	struct slice doctype = skip_misc(slice_from(text, junk));

	scan->before = SLICE("");
	scan->after = text;
	if (!slice_has_prefix_nocase(doctype, SLICE("<!DOCTYPE")))
		return;
	len = prescan_doctype_length(doctype);
	if (len == 0) {
		scan->loose = true;
		return;
	}
	scan->before = slice_sub(text, 0, (size_t)(doctype.ptr - text.ptr));
	scan->after = slice_from(doctype, len);
	read_doctype(slice_sub(doctype, 0, len), scan);
}

/* ---- the whole ------------------------------------------------------------- */

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

static bool
is_control(unsigned char c)
{
	return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/* Eight bytes at a time. */
bool
prescan_has_control(struct slice text)
{
	size_t at = 0;

	for (; at + sizeof(uint64_t) <= text.len; at += sizeof(uint64_t)) {
		uint64_t word, low;

		memcpy(&word, text.ptr + at, sizeof(word));
		low = (word - ONES * 0x20) & ~word & HIGHS;
		for (size_t i = 0; low != 0 && i < sizeof(word); i++) {
			if (is_control((unsigned char)text.ptr[at + i]))
				return true;
		}
	}
	for (; at < text.len; at++) {
		if (is_control((unsigned char)text.ptr[at]))
			return true;
	}
	return false;
}

bool
prescan_is_plain(struct slice text)
{
	uint64_t high = 0;
	size_t at = 0;

	for (; at + sizeof(uint64_t) <= text.len; at += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, text.ptr + at, sizeof(word));
		/* One more makes a DEL high; what carries was high before. */
		high |= word | (word + ONES);
	}
	for (; at < text.len; at++)
		high |= (uint64_t)(unsigned char)text.ptr[at] |
		    ((uint64_t)(unsigned char)text.ptr[at] + 1);
	return (high & HIGHS) == 0 && !prescan_has_control(text);
}

size_t
prescan_find_close(struct slice text, struct slice close)
{
	size_t from = 0, at;

	while ((at = slice_find_char(slice_from(text, from), close.ptr[0])) !=
	    SIZE_MAX) {
		if (slice_has_prefix(slice_from(text, from + at), close))
			return from + at;
		from += at + 1;
	}
	return SIZE_MAX;
}

/* Where the walk over tags stands, and what it knows is not ahead. */
struct tag_walk {
	const char *at, *end;
	bool no_quote[2]; /* no " or ' from here on */
	bool no_end[2];   /* no "-->" or "]]>" */
};

static const char *
find_from(const struct tag_walk *walk, const char *from, char c)
{
	return memchr(from, c, (size_t)(walk->end - from));
}

/* Behind the '>' of the tag that begins at from; NULL if there is none. */
static const char *
tag_end(struct tag_walk *walk, const char *from, size_t *quotes)
{
	const char *at = from;

	*quotes = 0;
	while (at < walk->end && *at != '>') {
		bool single = *at == '\'';
		const char *close;

		if ((*at != '"' && !single) || walk->no_quote[single]) {
			at++;
			continue;
		}
		close = find_from(walk, at + 1, *at);
		if (close == NULL) {
			walk->no_quote[single] = true;
			at++;
			continue;
		}
		(*quotes)++;
		at = close + 1;
	}
	return at < walk->end ? at + 1 : NULL;
}

static struct slice
local_name(const char *from, const char *end)
{
	struct slice name = { from, 0 };
	size_t colon;

	while (from + name.len < end && !is_space(from[name.len]) &&
	    from[name.len] != '/' && from[name.len] != '>')
		name.len++;
	colon = slice_find_char(name, ':');
	return colon == SIZE_MAX ? name : slice_from(name, colon + 1);
}

static void
note_name(const char *from, const char *end, struct prescan *scan)
{
	struct slice local = local_name(from, end);

	if (scan->root.ptr == NULL)
		scan->root = local;
	if (namespace_is_root_name(local))
		scan->has_feed = true;
	else if (slice_eq_nocase(local, SLICE("item")) ||
	    slice_eq_nocase(local, SLICE("entry")))
		scan->has_entry = true;
}

static bool
begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    c == ':' || (c & 0x80) != 0;
}

/* Steps over a comment or CDATA section, or over "<!". */
static const char *
skip_section(struct tag_walk *walk, const char *from, struct prescan *scan)
{
	static const struct slice ends[] = { SLICE_INIT("-->"),
		SLICE_INIT("]]>") };
	struct slice rest = { from, (size_t)(walk->end - from) };
	bool cdata = slice_has_prefix_nocase(rest, SLICE("<![CDATA["));
	size_t at = SIZE_MAX;

	if (!cdata && !slice_has_prefix(rest, SLICE("<!--")))
		return from + 1;
	if (cdata && !slice_has_prefix(rest, SLICE("<![CDATA[")))
		scan->loose = true;
	if (!walk->no_end[cdata])
		at = prescan_find_close(rest, ends[cdata]);
	if (at != SIZE_MAX)
		return from + at + ends[cdata].len;
	/* Damage: what stands in it is looked at tag by tag. */
	walk->no_end[cdata] = true;
	scan->loose = true;
	return from + 1;
}

static void
judge_tag(struct prescan *scan, size_t len, size_t quotes)
{
	/* One huge value is harmless, thousands of small ones are not. */
	if (len > LIMIT_TAG_BYTES_MAX ||
	    (len > LIMIT_TAG_BYTES && quotes > LIMIT_TAG_ATTRS))
		scan->refused = "oversized tag";
}

static void
walk_tags(struct slice text, struct prescan *scan)
{
	struct tag_walk walk = { .at = text.ptr, .end = text.ptr + text.len };

	while (scan->refused == NULL && walk.at < walk.end) {
		const char *from = find_from(&walk, walk.at, '<'), *end;
		size_t quotes;

		if (from == NULL || from + 1 == walk.end)
			break;
		if (from[1] == '!') {
			walk.at = skip_section(&walk, from, scan);
			continue;
		}
		walk.at = from + 1;
		if (!begins_name(from[1]))
			continue;
		end = tag_end(&walk, from + 1, &quotes);
		if (end == NULL)
			break;
		if (!scan->has_feed)
			note_name(from + 1, end, scan);
		judge_tag(scan, (size_t)(end - from), quotes);
		walk.at = end;
	}
}

void
prescan_text(struct slice text, struct prescan *scan)
{
	struct slice rest;

	*scan = (struct prescan){ .loose = false };
	rest = skip_declaration(text, scan);
	split_doctype(rest, scan);
	rest = skip_space(rest);
	if (rest.len == 0 || rest.ptr[0] != '<')
		scan->loose = true;
	if (prescan_has_control(text))
		scan->loose = true;
	walk_tags(scan->after, scan);
}

/*
 * Reads tags as people wrote them: attributes without quotes, without space
 * between, with quotes that never close. What is a tag and what is a bare "<"
 * is decided here, by what comes next; references are decoded by the rules for
 * damaged XML, which turn nothing into a character that the author may not have
 * meant.
 */
#include "parse/loose_tags.h"

#include "parse/entities.h"

#define PIECE KIB

void
loose_text_init(struct loose_text *text, const struct prescan *scan)
{
	*text = (struct loose_text){ .scan = scan };
	buffer_init(&text->values, LIMIT_READER_OUTPUT);
	buffer_init(&text->attrs, LIMIT_READER_OUTPUT);
	buffer_init(&text->decoded, LIMIT_READER_OUTPUT);
}

void
loose_text_finish(struct loose_text *text)
{
	buffer_finish(&text->values);
	buffer_finish(&text->attrs);
	buffer_finish(&text->decoded);
}

/* ---- looking ahead --------------------------------------------------------- */

static struct slice
rest_of(const struct loose_text *text, const char *from)
{
	return (struct slice){ from, (size_t)(text->end - from) };
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
ends_name(char c)
{
	return is_space(c) || c == '/' || c == '>';
}

/* "<item" or "<entry", with any prefix. */
static bool
is_entry_tag(struct slice rest)
{
	size_t len = 0;
	struct slice local;
	size_t colon;

	while (len < rest.len && len < LIMIT_EXT_KEYS &&
	    !ends_name(rest.ptr[len]) && rest.ptr[len] != '<')
		len++;
	local = slice_sub(rest, 0, len);
	colon = slice_find_char(local, ':');
	if (colon != SIZE_MAX)
		local = slice_from(local, colon + 1);
	return slice_eq_nocase(local, SLICE("item")) ||
	    slice_eq_nocase(local, SLICE("entry"));
}

static const char *
find_entry(const struct loose_text *text, const char *from)
{
	struct slice rest = rest_of(text, from);
	size_t at;

	while ((at = slice_find_char(rest, '<')) != SIZE_MAX) {
		rest = slice_from(rest, at + 1);
		if (is_entry_tag(rest))
			return rest.ptr - 1;
	}
	return text->end;
}

static const char *
search(const struct loose_text *text, enum ahead what, const char *from)
{
	static const struct slice needles[] = {
		[AHEAD_TAG_OPEN] = SLICE_INIT("<"),
		[AHEAD_TAG_CLOSE] = SLICE_INIT(">"),
		[AHEAD_QUOTE] = SLICE_INIT("\""),
		[AHEAD_APOSTROPHE] = SLICE_INIT("'"),
		[AHEAD_CDATA_END] = SLICE_INIT("]]>"),
		[AHEAD_COMMENT_END] = SLICE_INIT("-->"),
		[AHEAD_PI_END] = SLICE_INIT("?>"),
		[AHEAD_ENTRY] = { NULL, 0 },
	};
	size_t at;

	if (what == AHEAD_ENTRY)
		return find_entry(text, from);
	at = needles[what].len == 1
	    ? slice_find_char(rest_of(text, from), needles[what].ptr[0])
	    : prescan_find_close(rest_of(text, from), needles[what]);
	return at == SIZE_MAX ? text->end : from + at;
}

const char *
look_ahead(struct loose_text *text, enum ahead what, const char *from)
{
	const char **known = &text->ahead.at[what];

	if (*known == NULL || *known < from)
		*known = search(text, what, from);
	return *known;
}

/* ---- references ------------------------------------------------------------ */

/* An entity of the document itself, as "&name;". */
static size_t
append_declared(struct loose_text *text, struct slice rest)
{
	size_t end = slice_find_char(slice_sub(rest, 0, LIMIT_NAME_BYTES), ';');
	struct slice value;

	if (text->scan->entity_count == 0 || end == SIZE_MAX)
		return 0;
	value = prescan_entity(text->scan, slice_sub(rest, 1, end - 1));
	if (value.ptr == NULL)
		return 0;
	buffer_append(&text->decoded, value);
	return end + 1;
}

/* What begins with '&': how much of it was decoded. */
static size_t
append_reference(struct loose_text *text, struct slice rest)
{
	struct reference reference;
	size_t taken = append_declared(text, rest);

	if (taken > 0)
		return taken;
	if (!reference_read(rest, REFERENCE_LOOSE_XML, &reference)) {
		buffer_append_char(&text->decoded, '&');
		return 1;
	}
	buffer_append_bytes(&text->decoded, reference.text, reference.text_len);
	return reference.len;
}

/* CR LF and CR are LF. */
static size_t
append_line_end(struct loose_text *text, struct slice rest)
{
	buffer_append_char(&text->decoded, '\n');
	return rest.len > 1 && rest.ptr[1] == '\n' ? 2 : 1;
}

/* Position of the first '&' or CR. By pieces: one may be far, and the other
 * everywhere. */
static size_t
next_special(struct slice rest)
{
	for (size_t from = 0; from < rest.len; from += PIECE) {
		struct slice piece = slice_sub(rest, from, PIECE);
		size_t amp = slice_find_char(piece, '&');
		size_t cr = slice_find_char(slice_sub(piece, 0, amp), '\r');

		if (cr != SIZE_MAX)
			return from + cr;
		if (amp != SIZE_MAX)
			return from + amp;
	}
	return SIZE_MAX;
}

struct slice
loose_decode(struct loose_text *text, struct slice raw)
{
	size_t at = next_special(raw);

	if (at == SIZE_MAX)
		return raw;
	buffer_reset(&text->decoded);
	while (at != SIZE_MAX) {
		buffer_append(&text->decoded, slice_sub(raw, 0, at));
		raw = slice_from(raw, at);
		raw = slice_from(raw,
		    raw.ptr[0] == '&' ? append_reference(text, raw)
				      : append_line_end(text, raw));
		at = next_special(raw);
	}
	buffer_append(&text->decoded, raw);
	return buffer_slice(&text->decoded);
}

struct slice
loose_line_ends(struct loose_text *text, struct slice raw)
{
	size_t at = slice_find_char(raw, '\r');

	if (at == SIZE_MAX)
		return raw;
	buffer_reset(&text->decoded);
	while (at != SIZE_MAX) {
		buffer_append(&text->decoded, slice_sub(raw, 0, at));
		raw = slice_from(raw, at);
		raw = slice_from(raw, append_line_end(text, raw));
		at = slice_find_char(raw, '\r');
	}
	buffer_append(&text->decoded, raw);
	return buffer_slice(&text->decoded);
}

/* ---- attributes ------------------------------------------------------------ */

static const char *
skip_space(const struct loose_text *text, const char *at)
{
	while (at < text->end && is_space(*at))
		at++;
	return at;
}

/* A quoted value; false if its quote does not close where it was meant to. */
static bool
read_quoted(struct loose_text *text, const char **at, struct slice *value)
{
	const char *from = *at + 1;
	const char *close = look_ahead(text,
	    **at == '"' ? AHEAD_QUOTE : AHEAD_APOSTROPHE, from);
	const char *greater;

	if (close == text->end)
		return false;
	greater = look_ahead(text, AHEAD_TAG_CLOSE, from);
	/* ">" and then "<" in a value: it ran into the next tag. */
	if (greater < close &&
	    memchr(greater, '<', (size_t)(close - greater)) != NULL)
		return false;
	*value = (struct slice){ from, (size_t)(close - from) };
	*at = close + 1;
	return true;
}

/* Up to white space or '>'; a last '/' is the tag's unless it is an address. */
static struct slice
read_bare(const struct loose_text *text, const char **at)
{
	const char *from = *at;
	struct slice value;

	while (*at < text->end && !is_space(**at) && **at != '>' && **at != '<')
		(*at)++;
	value = (struct slice){ from, (size_t)(*at - from) };
	if (*at < text->end && **at == '>' &&
	    slice_has_suffix(value, SLICE("/")) &&
	    slice_find_char(value, '/') == value.len - 1) {
		value.len--;
		(*at)--;
	}
	return value;
}

static struct slice
read_value(struct loose_text *text, const char **at)
{
	struct slice value;

	if (*at == text->end || (**at != '"' && **at != '\''))
		return read_bare(text, at);
	if (read_quoted(text, at, &value))
		return value;
	(*at)++;
	value = read_bare(text, at);
	/* The quote that did not close may stand at its end all the same. */
	while (value.len > 0 &&
	    (value.ptr[value.len - 1] == '"' ||
		value.ptr[value.len - 1] == '\''))
		value.len--;
	return value;
}

static bool
ends_attr_name(char c)
{
	return ends_name(c) || c == '=' || c == '<';
}

static void
split_name(struct slice name, struct slice *prefix, struct slice *local)
{
	size_t colon = slice_find_char(name, ':');

	*prefix = SLICE("");
	*local = name;
	if (colon != SIZE_MAX && colon > 0) {
		*prefix = slice_sub(name, 0, colon);
		*local = slice_from(name, colon + 1);
	}
}

static bool
is_repeated(const struct loose_text *text, struct slice prefix,
    struct slice name)
{
	const struct event_attr *attrs = (void *)text->attrs.ptr;
	size_t count = text->attrs.len / sizeof(*attrs);

	for (size_t i = 0; i < count; i++) {
		if (slice_eq(attrs[i].name, name) &&
		    slice_eq(attrs[i].prefix, prefix))
			return true;
	}
	return count == LIMIT_LOOSE_ATTRS;
}

/* White space in values is spaces (XML 1.0, 3.3.3). Values are kept by offset
 * until all are there. */
static void
put_attr(struct loose_text *text, struct slice name, struct slice raw,
    struct loose_tag *tag)
{
	struct slice value = loose_decode(text, raw);
	size_t at = text->values.len;
	struct event_attr attr = { .value = { NULL, value.len } };

	split_name(name, &attr.prefix, &attr.name);
	if (slice_eq(name, SLICE("xmlns")) ||
	    slice_eq(attr.prefix, SLICE("xmlns"))) {
		if (tag->own_count == LIMIT_TAG_NAMESPACES)
			return;
		tag->own[tag->own_count++] = (struct declared_ns){
			.prefix = attr.prefix.len > 0 ? attr.name : SLICE(""),
			.uri = raw,
		};
		return;
	}
	if (is_repeated(text, attr.prefix, attr.name))
		return;
	buffer_append(&text->values, value);
	for (size_t i = at; i < text->values.len; i++) {
		if (is_space(text->values.ptr[i]))
			text->values.ptr[i] = ' ';
	}
	buffer_append_bytes(&text->attrs, &attr, sizeof(attr));
}

/* One attribute at *at; false where no tag goes on. */
static bool
read_attr(struct loose_text *text, const char **at, struct loose_tag *tag)
{
	const char *from = *at;
	struct slice name, value = SLICE("");

	while (*at < text->end && !ends_attr_name(**at))
		(*at)++;
	name = (struct slice){ from, (size_t)(*at - from) };
	*at = skip_space(text, *at);
	if (*at < text->end && **at == '=') {
		*at = skip_space(text, *at + 1);
		value = read_value(text, at);
	}
	if (*at == text->end || **at == '<')
		return false;
	if (name.len > 0)
		put_attr(text, name, value, tag);
	return true;
}

/* Values have moved while they grew: now they stand. */
static void
settle_values(struct loose_text *text, struct loose_tag *tag)
{
	const char *value = buffer_slice(&text->values).ptr;

	tag->attrs = (void *)text->attrs.ptr;
	tag->attr_count = text->attrs.len / sizeof(*tag->attrs);
	for (size_t i = 0; i < tag->attr_count; i++) {
		tag->attrs[i].value.ptr = value;
		value += tag->attrs[i].value.len;
	}
}

/* ---- tags ------------------------------------------------------------------ */

const char *
loose_read_start(struct loose_text *text, const char *from,
    struct loose_tag *tag)
{
	const char *at = skip_space(text, from + 1), *name = at;

	buffer_reset(&text->values);
	buffer_reset(&text->attrs);
	tag->own_count = 0;
	tag->is_empty = false;
	while (at < text->end && !ends_name(*at) && *at != '<')
		at++;
	split_name((struct slice){ name, (size_t)(at - name) }, &tag->prefix,
	    &tag->local);
	for (;;) {
		while (at < text->end && (is_space(*at) || *at == '/')) {
			tag->is_empty = *at == '/';
			at++;
		}
		if (at == text->end || *at == '<')
			return NULL;
		if (*at == '>')
			break;
		tag->is_empty = false;
		if (!read_attr(text, &at, tag))
			return NULL;
	}
	settle_values(text, tag);
	return at + 1;
}

const char *
loose_read_end(struct loose_text *text, const char *from, struct slice *prefix,
    struct slice *local)
{
	const char *at = skip_space(text, from + 2), *name = at;
	const char *close = look_ahead(text, AHEAD_TAG_CLOSE, at);

	while (at < close && !ends_name(*at))
		at++;
	split_name((struct slice){ name, (size_t)(at - name) }, prefix, local);
	if (close == text->end ||
	    look_ahead(text, AHEAD_TAG_OPEN, from + 1) < close)
		return NULL;
	return close + 1;
}

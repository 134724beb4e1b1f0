/*
 * Collects a text construct. Text goes straight to where the value will stay.
 * Tags are written again: own prefixes dropped, attributes quoted, void
 * elements closed. Where a construct that said text or HTML turns out to hold
 * tags, the text between them is escaped, run by run; a run of HTML that is
 * itself escaped markup stays as it is, for publishers mix the two. Knows no
 * feeds; what the value means is decided in text.c.
 */
#include "parse/capture.h"

#include "limits.h"
#include "parse/html.h"
#include "utf8.h"

void
capture_begin(struct capture *capture, enum text_shape shape,
    struct buffer *into)
{
	*capture = (struct capture){
		.active = true,
		.shape = shape,
		.into = into,
		.at = into->len,
		.run_at = into->len,
		.escape = shape == SHAPE_XHTML || shape == SHAPE_XML,
		.div = DIV_NONE,
	};
}

static size_t
escaped_extra(struct slice s)
{
	size_t extra = 0;

	for (size_t i = 0; i < s.len; i++) {
		switch (s.ptr[i]) {
		case '&':
			extra += sizeof("&amp;") - 2;
			break;
		case '<':
		case '>':
			extra += sizeof("&lt;") - 2;
			break;
		case '"':
			extra += sizeof("&quot;") - 2;
			break;
		}
	}
	return extra;
}

static const char *
escape_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	}
	return NULL;
}

/* Escapes what stands behind from, from its end to its start. */
static void
escape_in_place(struct buffer *b, size_t from)
{
	struct slice tail = slice_from(buffer_slice(b), from);
	size_t extra = escaped_extra(tail), old = b->len, at;

	if (extra == 0 || buffer_room(b, extra) == NULL)
		return;
	buffer_added(b, extra);
	at = b->len;
	while (old > from) {
		char c = b->ptr[--old];
		const char *escape = escape_of(c);
		size_t len = escape == NULL ? 1 : strlen(escape);

		at -= len;
		memcpy(b->ptr + at, escape == NULL ? &c : escape, len);
	}
}

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* True where text has what looks like a tag of HTML. */
static bool
has_html_tag(struct slice text)
{
	size_t at;

	while ((at = slice_find_char(text, '<')) != SIZE_MAX) {
		size_t len = 0;

		text = slice_from(text, at + 1);
		if (text.len > 0 && text.ptr[0] == '/')
			text = slice_from(text, 1);
		while (len < text.len && is_name_char(text.ptr[len]))
			len++;
		if (len > 0 && html_is_element(slice_sub(text, 0, len)))
			return true;
	}
	return false;
}

/* A piece of text between two tags is complete. */
static void
end_run(struct capture *capture)
{
	struct buffer *into = capture->into;
	struct slice run = slice_from(buffer_slice(into), capture->run_at);

	if (capture->escape || run.len == 0)
		return;
	if (capture->shape != SHAPE_HTML || !has_html_tag(run))
		escape_in_place(into, capture->run_at);
	capture->run_at = into->len;
}

static bool
is_wrapping_div(const struct event_tag *tag)
{
	return slice_eq_nocase(tag->local, SLICE("div"));
}

static bool
has_own_prefix(enum xml_ns ns)
{
	switch ((int)ns) {
	case NS_NONE:
	case NS_RSS:
	case NS_ATOM:
	case NS_XHTML:
	case NS_SVG:
	case NS_MATHML:
		return false;
	}
	return true;
}

static void
append_name(const struct event_tag *tag, struct buffer *into)
{
	if (has_own_prefix(tag->ns.ns) && tag->prefix.len > 0) {
		buffer_append(into, tag->prefix);
		buffer_append_char(into, ':');
	}
	buffer_append(into, tag->local);
}

static void
append_attr(const struct event_attr *attr, struct buffer *into)
{
	buffer_append_char(into, ' ');
	if (attr->prefix.len > 0) {
		buffer_append(into, attr->prefix);
		buffer_append_char(into, ':');
	}
	buffer_append(into, attr->name);
	buffer_append(into, SLICE("=\""));
	html_escape(attr->value, into);
	buffer_append_char(into, '"');
}

/* The root of a picture or formula is told by its namespace (3.2). */
static struct slice
vocabulary_of(const struct event_tag *tag)
{
	if (tag->ns.ns == NS_SVG && slice_eq_nocase(tag->local, SLICE("svg")))
		return SLICE(" xmlns=\"http://www.w3.org/2000/svg\"");
	if (tag->ns.ns == NS_MATHML &&
	    slice_eq_nocase(tag->local, SLICE("math")))
		return SLICE(" xmlns=\"http://www.w3.org/1998/Math/MathML\"");
	return SLICE_NONE;
}

static bool
is_void(const struct event_tag *tag)
{
	return !has_own_prefix(tag->ns.ns) && html_is_void(tag->local);
}

static void
append_start(const struct event_tag *tag, struct buffer *into)
{
	buffer_append_char(into, '<');
	append_name(tag, into);
	buffer_append(into, vocabulary_of(tag));
	for (size_t i = 0; i < tag->attr_count; i++)
		append_attr(&tag->attrs[i], into);
	buffer_append(into, is_void(tag) ? SLICE(" />") : SLICE(">"));
}

static bool
has_room(struct capture *capture)
{
	if (capture->into->len - capture->at < LIMIT_VALUE_BYTES)
		return true;
	capture->overflow = true;
	return false;
}

/* A tag other than a lone wrapping div: the construct is markup from here. */
static void
become_markup(struct capture *capture)
{
	struct buffer *into = capture->into;

	if (capture->has_markup)
		return;
	capture->has_markup = true;
	/* Inside a div that was taken for a wrapper, or before any tag. The
	 * text in a closed one was ended with it. */
	if (capture->div == DIV_OPEN)
		capture->run_at = capture->div_from;
	if (capture->div == DIV_CLOSED)
		capture->run_at = into->len;
}

void
capture_start(struct capture *capture, const struct event_tag *tag)
{
	bool lone = capture->div == DIV_NONE && capture->depth == 0 &&
	    is_wrapping_div(tag);

	capture->depth++;
	if (!lone) {
		become_markup(capture);
		end_run(capture);
		if (capture->depth == 1)
			capture->div = DIV_REFUSED;
	}
	if (has_room(capture))
		append_start(tag, capture->into);
	capture->run_at = capture->into->len;
	if (lone) {
		capture->div = DIV_OPEN;
		capture->div_from = capture->into->len;
	}
}

void
capture_end(struct capture *capture, const struct event_tag *tag)
{
	if (capture->has_markup)
		end_run(capture);
	if (capture->depth == 1 && capture->div == DIV_OPEN) {
		capture->div = DIV_CLOSED;
		capture->div_to = capture->into->len;
	}
	capture->depth--;
	if (is_void(tag))
		return;
	/* Past the limit too: what was opened is closed. */
	buffer_append(capture->into, SLICE("</"));
	append_name(tag, capture->into);
	buffer_append_char(capture->into, '>');
	capture->run_at = capture->into->len;
}

void
capture_text(struct capture *capture, struct slice text, enum event_text kind)
{
	size_t used = capture->into->len - capture->at;

	if (used + text.len > LIMIT_VALUE_BYTES) {
		text = utf8_cut(text,
		    used < LIMIT_VALUE_BYTES ? LIMIT_VALUE_BYTES - used : 0);
		capture->overflow = true;
	}
	if ((capture->div == DIV_NONE || capture->div == DIV_CLOSED) &&
	    capture->depth == 0 && slice_trim(text).len > 0) {
		/* The div was no wrapper, but markup beside text. */
		if (capture->div == DIV_CLOSED)
			capture->has_markup = true;
		capture->div = DIV_REFUSED;
	}
	if (capture->escape) {
		html_escape(text, capture->into);
		return;
	}
	/* Text in a CDATA section beside tags was meant as markup. */
	if (kind == EVENT_CDATA && capture->has_markup) {
		end_run(capture);
		buffer_append(capture->into, text);
		capture->run_at = capture->into->len;
		return;
	}
	buffer_append(capture->into, text);
}

void
capture_finish(struct capture *capture, struct captured *captured)
{
	struct slice value;
	const char *base;

	if (capture->has_markup)
		end_run(capture);
	value = slice_from(buffer_slice(capture->into), capture->at);
	if (capture->div == DIV_CLOSED)
		value = slice_sub(buffer_slice(capture->into),
		    capture->div_from, capture->div_to - capture->div_from);
	base = buffer_slice(capture->into).ptr;
	value = slice_trim(value);
	*captured = (struct captured){
		.shape = capture->shape,
		.in = capture->into,
		.at = (size_t)(value.ptr - base),
		.len = value.len,
		.has_markup = capture->has_markup,
	};
	capture->active = false;
}

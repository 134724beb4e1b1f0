/*
 * Is this text markup? What feeds call text is often HTML, and what they call
 * HTML is often escaped once too often; but "a < b", "AT&T" and "List<String>"
 * are text. Decides by names that exist and tags that are complete; the rules
 * are in 3.1 and 3.2 of the parsing rules.
 */
#include "compiler.h"
#include "parse/entities.h"
#include "parse/html.h"
#include "parse/html_allow.h"
#include "parse/html_tokens.h"

/* What the sniff has seen so far. */
struct sniff {
	bool is_markup;  /* something that only markup has */
	bool is_text;    /* a name that HTML does not know */
	bool no_greater; /* no '>' comes any more */
};

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool
ends_name(char c)
{
	return html_is_space(c) || c == '/' || c == '>' || c == '<';
}

/* s begins with '<'. */
static void
look_at_tag(struct sniff *sniff, struct slice s)
{
	bool is_end = s.len > 1 && s.ptr[1] == '/';
	size_t start = is_end ? 2 : 1, at = start;
	const struct html_element *element;
	bool is_complete;

	if (at >= s.len || !is_letter(s.ptr[at]))
		return;
	while (
	    at < s.len && !ends_name(s.ptr[at]) && at - start <= HTML_NAME_MAX)
		at++;
	element = html_element_find(slice_sub(s, start, at - start));
	if (element == NULL || !element->is_html) {
		sniff->is_text = true;
		return;
	}
	is_complete = !sniff->no_greater &&
	    slice_find_char(slice_from(s, at), '>') != SIZE_MAX;
	sniff->no_greater = !is_complete;
	if (is_complete && (is_end || element->is_void))
		sniff->is_markup = true;
}

/* s begins with '&'. */
static void
look_at_reference(struct sniff *sniff, struct slice s)
{
	struct reference reference;
	size_t at = 1;

	while (at < s.len &&
	    (is_letter(s.ptr[at]) || s.ptr[at] == '#' ||
		(s.ptr[at] >= '0' && s.ptr[at] <= '9')))
		at++;
	if (at == 1 || at >= s.len || s.ptr[at] != ';')
		return;
	/* The loose rules need the ';' after a name. */
	if (reference_read(s, REFERENCE_LOOSE_XML, &reference) &&
	    reference.len == at + 1)
		sniff->is_markup = true;
	else if (s.ptr[1] != '#')
		sniff->is_text = true;
}

bool
html_sniff(struct slice text)
{
	struct sniff sniff = { 0 };
	size_t at;

	for (struct slice s = text; !sniff.is_text; s = slice_from(s, at + 1)) {
		at = slice_find_char(s, '<');
		if (at == SIZE_MAX)
			break;
		look_at_tag(&sniff, slice_from(s, at));
	}
	for (struct slice s = text; !sniff.is_text; s = slice_from(s, at + 1)) {
		at = slice_find_char(s, '&');
		if (at == SIZE_MAX)
			break;
		look_at_reference(&sniff, slice_from(s, at));
	}
	return sniff.is_markup && !sniff.is_text;
}

/* Appends the text of markup; false if there is an element in it. */
static bool
append_text(struct slice markup, struct buffer *out)
{
	struct html_tokens tokens;
	struct html_token token;

	html_tokens_init(&tokens, markup, HTML_READ_WIDE);
	while (html_tokens_next(&tokens, &token)) {
		if (token.kind != HTML_TEXT)
			return false;
		references_decode(token.text, REFERENCE_HTML_TEXT, out);
	}
	return true;
}

/* Some element begins and ends in it. Looks at the first few kinds. */
static bool
has_pair(struct slice markup)
{
	const struct html_element *open[8];
	size_t count = 0;
	struct html_tokens tokens;
	struct html_token token;

	html_tokens_init(&tokens, markup, HTML_READ_WIDE);
	while (html_tokens_next(&tokens, &token)) {
		if (token.kind == HTML_START && count < ARRAY_LEN(open))
			open[count++] = token.element;
		if (token.kind != HTML_END || token.element == NULL)
			continue;
		for (size_t i = 0; i < count; i++) {
			if (open[i] == token.element)
				return true;
		}
	}
	return false;
}

bool
html_unescape_twice(struct slice markup, enum html_twice where,
    struct buffer *out)
{
	size_t start = out->len;
	struct slice text;

	if (slice_find_char(markup, '&') == SIZE_MAX)
		return false;
	if (append_text(markup, out) && !out->failed) {
		text = slice_from(buffer_slice(out), start);
		if (html_sniff(text) &&
		    (where == HTML_TWICE_TITLE || has_pair(text)))
			return true;
	}
	buffer_truncate(out, start);
	return false;
}

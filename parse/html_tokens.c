/*
 * HTML as a run of tokens, by the tokenizer of the standard in outline. It
 * parts from it where feeds need that: "<" before no letter is text; so are
 * "<![CDATA[" and comments and doctypes without an end; "/>" ends any element;
 * an attribute whose quote is never closed ends at the first blank; a tag cut
 * off by the end of the text is dropped if it has attributes, else is text.
 * What was once looked for in vain up to the end is not looked for again.
 */
#include "parse/html_tokens.h"

#include <strings.h>

#include "compiler.h"

void
html_tokens_init(struct html_tokens *tokens, struct slice markup,
    enum html_reading reading)
{
	*tokens = (struct html_tokens){ .rest = markup, .reading = reading };
}

bool
html_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool
ends_name(char c)
{
	return html_is_space(c) || c == '/' || c == '>';
}

/* Position of the first '>' from `at` on, or SIZE_MAX. */
static size_t
find_greater(struct html_tokens *tokens, struct slice s, size_t at)
{
	size_t end = SIZE_MAX;

	if (!tokens->no_greater)
		end = slice_find_char(slice_from(s, at), '>');
	if (end != SIZE_MAX)
		return at + end;
	tokens->no_greater = true;
	return SIZE_MAX;
}

/* Position behind the value that begins with the quote at `at`, or SIZE_MAX. */
static size_t
skip_quoted(struct slice s, size_t at)
{
	size_t end = slice_find_char(slice_from(s, at + 1), s.ptr[at]);

	return end == SIZE_MAX ? SIZE_MAX : at + 1 + end + 1;
}

/* The same as find_tag_end where every quote is closed. */
static size_t
find_end_with_quotes(struct slice s, size_t at)
{
	bool after_equals = false;

	while (at < s.len) {
		char c = s.ptr[at];

		if (c == '>')
			return at;
		if (after_equals && (c == '"' || c == '\'')) {
			at = skip_quoted(s, at);
			after_equals = false;
			continue;
		}
		if (!html_is_space(c))
			after_equals = c == '=';
		at++;
	}
	return SIZE_MAX;
}

/*
 * Position of the '>' that ends the tag at the start of s, or SIZE_MAX. Quotes
 * count only where they begin a value, and no more once they have led to the
 * end of the text in vain.
 */
static size_t
find_tag_end(struct html_tokens *tokens, struct slice s, size_t at)
{
	size_t end = SIZE_MAX;

	if (!tokens->no_quotes && !tokens->no_greater)
		end = find_end_with_quotes(s, at);
	if (end != SIZE_MAX)
		return end;
	tokens->no_quotes = true;
	return find_greater(tokens, s, at);
}

static size_t
name_len(struct slice s, size_t at)
{
	size_t start = at;

	while (at < s.len && !ends_name(s.ptr[at]))
		at++;
	return at - start;
}

/* Position of "</name" in s with what ends a name behind it, or SIZE_MAX. */
static size_t
find_end_tag(struct slice s, struct slice name)
{
	size_t from = 0;

	for (;;) {
		size_t at = slice_find_char(slice_from(s, from), '<');

		if (at == SIZE_MAX)
			return SIZE_MAX;
		from += at + 1;
		if (s.len - from > name.len + 1 && s.ptr[from] == '/' &&
		    strncasecmp(s.ptr + from + 1, name.ptr, name.len) == 0 &&
		    ends_name(s.ptr[from + 1 + name.len]))
			return from - 1;
	}
}

/* Elements that take their content with them, each a bit of unclosed. */
static uint32_t
unclosed_bit(const struct html_element *element)
{
	static const char names[][HTML_NAME_MAX] = { "script", "style",
		"applet", "noscript", "template", "iframe", "textarea",
		"title" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (memcmp(names[i], element->name, HTML_NAME_MAX) == 0)
			return 1U << i;
	}
	return 0;
}

/* Position of the end tag of element in what is ahead, or SIZE_MAX. */
static size_t
find_content_end(struct html_tokens *tokens, const struct html_element *element)
{
	uint32_t bit = unclosed_bit(element);
	size_t end;

	if ((tokens->unclosed & bit) != 0)
		return SIZE_MAX;
	end = find_end_tag(tokens->rest, slice_of(element->name));
	if (end == SIZE_MAX)
		tokens->unclosed |= bit;
	return end;
}

static void
skip(struct html_tokens *tokens, size_t len)
{
	tokens->rest = slice_from(tokens->rest, len);
}

/* Passes over the end tag at `at`, and what stands before it. */
static void
skip_end_tag(struct html_tokens *tokens, size_t at)
{
	size_t end = find_greater(tokens, tokens->rest, at);

	skip(tokens, end == SIZE_MAX ? tokens->rest.len : end + 1);
}

/*
 * Deals with what the element of a start tag holds; the tag itself is off the
 * rest. True if the tag is to be passed over.
 */
static bool
skip_content(struct html_tokens *tokens, const struct html_token *token)
{
	const struct html_element *element = token->element;
	bool is_wide = tokens->reading == HTML_READ_WIDE;
	size_t end;

	if (element == NULL || element->content == CONTENT_MARKUP)
		return false;
	if (is_wide && element->content == CONTENT_HIDDEN)
		return false;
	if (token->is_empty)
		return !is_wide || element->content == CONTENT_CODE;
	end = find_content_end(tokens, element);
	if (is_wide && element->content == CONTENT_PLAIN) {
		/* Unclosed, it is passed over: what follows is markup. */
		if (end != SIZE_MAX)
			tokens->plain_end = tokens->rest.ptr + end;
		return end == SIZE_MAX;
	}
	if (end != SIZE_MAX)
		skip_end_tag(tokens, end);
	else if (element->content == CONTENT_CODE)
		tokens->rest.len = 0;
	return true;
}

/* The text ends within this tag, whose attributes begin at `at`: "<a href=" is
 * a tag that was cut off, "a <b and" is not. */
static bool
is_cut_tag(struct slice s, size_t at, const struct html_element *element)
{
	struct slice attributes = slice_from(s, at), name, value;

	return element != NULL &&
	    html_attribute_next(&attributes, &name, &value) &&
	    value.ptr != NULL;
}

/* Attributes end in '/', and that belongs to no value: "<a href=/x/>". */
static bool
ends_empty(struct slice attributes)
{
	char before;

	if (!slice_has_suffix(attributes, SLICE("/")))
		return false;
	if (attributes.len == 1)
		return true;
	before = attributes.ptr[attributes.len - 2];
	return html_is_space(before) || before == '"' || before == '\'';
}

enum verdict {
	VERDICT_TEXT,
	VERDICT_SKIPPED,
	VERDICT_TOKEN
};

/* A start or end tag whose name begins at `at` of the rest. */
static enum verdict
read_tag(struct html_tokens *tokens, size_t at, struct html_token *token)
{
	struct slice s = tokens->rest;
	size_t len = name_len(tokens->no_greater
		? slice_sub(s, 0, at + HTML_NAME_MAX + 1)
		: s,
	    at);
	size_t end;

	token->name = slice_sub(s, at, len);
	token->element = html_element_find(token->name);
	end = find_tag_end(tokens, s, at + len);
	if (end == SIZE_MAX) {
		if (!is_cut_tag(s, at + len, token->element))
			return VERDICT_TEXT;
		tokens->rest.len = 0;
		return VERDICT_SKIPPED;
	}
	token->attributes = slice_sub(s, at + len, end - at - len);
	token->is_empty = ends_empty(token->attributes);
	if (token->is_empty)
		token->attributes.len--;
	skip(tokens, end + 1);
	if (token->kind == HTML_START && skip_content(tokens, token))
		return VERDICT_SKIPPED;
	return VERDICT_TOKEN;
}

/* Passes over what ends with a '>' that is not further than the text. */
static enum verdict
skip_declaration(struct html_tokens *tokens)
{
	size_t end = find_greater(tokens, tokens->rest, 0);

	if (end == SIZE_MAX)
		return VERDICT_TEXT;
	skip(tokens, end + 1);
	return VERDICT_SKIPPED;
}

/* Position behind the end of the comment, or SIZE_MAX: "-->", "--!>" and,
 * since SGML allowed it, "-- >". */
static size_t
find_comment_end(struct slice s, size_t at)
{
	for (;;) {
		size_t found = slice_find(slice_from(s, at), SLICE("--"));
		size_t end;

		if (found == SIZE_MAX)
			return SIZE_MAX;
		at += found;
		end = at + 2;
		while (end < s.len && s.ptr[end] == '-')
			end++;
		at = end;
		if (end < s.len && s.ptr[end] == '!')
			end++;
		while (end < s.len && html_is_space(s.ptr[end]))
			end++;
		if (end < s.len && s.ptr[end] == '>')
			return end + 1;
	}
}

static enum verdict
skip_comment(struct html_tokens *tokens)
{
	struct slice s = tokens->rest;
	size_t end;

	if (slice_has_prefix(s, SLICE("<!-->")) ||
	    slice_has_prefix(s, SLICE("<!--->")))
		return skip_declaration(tokens);
	if (tokens->no_comment_end)
		return VERDICT_TEXT;
	end = find_comment_end(s, 4);
	if (end == SIZE_MAX) {
		tokens->no_comment_end = true;
		return VERDICT_TEXT;
	}
	skip(tokens, end);
	return VERDICT_SKIPPED;
}

/* What begins with "<!". */
static enum verdict
skip_markup(struct html_tokens *tokens)
{
	struct slice s = tokens->rest;

	if (slice_has_prefix(s, SLICE("<!--")))
		return skip_comment(tokens);
	if (slice_has_prefix_nocase(s, SLICE("<![CDATA[")))
		return VERDICT_TEXT;
	if (slice_has_prefix_nocase(s, SLICE("<!DOCTYPE")) ||
	    slice_has_prefix(s, SLICE("<![")))
		return skip_declaration(tokens);
	return VERDICT_TEXT;
}

/* The rest begins with '<'. */
static enum verdict
read_markup(struct html_tokens *tokens, struct html_token *token)
{
	struct slice s = tokens->rest;

	if (s.len < 2)
		return VERDICT_TEXT;
	if (is_letter(s.ptr[1])) {
		token->kind = HTML_START;
		return read_tag(tokens, 1, token);
	}
	switch (s.ptr[1]) {
	case '/':
		if (s.len < 3 || !is_letter(s.ptr[2]))
			return VERDICT_TEXT;
		token->kind = HTML_END;
		return read_tag(tokens, 2, token);
	case '!':
		return skip_markup(tokens);
	case '?':
		return skip_declaration(tokens);
	default:
		return VERDICT_TEXT;
	}
}

static bool
take_text(struct html_tokens *tokens, size_t len, struct html_token *token)
{
	token->kind = HTML_TEXT;
	token->text = slice_sub(tokens->rest, 0, len);
	skip(tokens, len);
	return true;
}

bool
html_tokens_next(struct html_tokens *tokens, struct html_token *token)
{
	while (tokens->rest.len > 0) {
		const char *start = tokens->rest.ptr;
		size_t at;

		if (tokens->plain_end > start)
			return take_text(tokens,
			    (size_t)(tokens->plain_end - start), token);
		tokens->plain_end = NULL;
		if (*start != '<') {
			at = slice_find_char(tokens->rest, '<');
			return take_text(tokens, at, token);
		}
		switch (read_markup(tokens, token)) {
		case VERDICT_TOKEN:
			return true;
		case VERDICT_SKIPPED:
			break;
		case VERDICT_TEXT:
			at = slice_find_char(slice_from(tokens->rest, 1), '<');
			return take_text(tokens,
			    at == SIZE_MAX ? SIZE_MAX : at + 1, token);
		}
	}
	return false;
}

/* The value at the start of s, with *len the bytes that it takes. */
static struct slice
take_value(struct slice s, size_t *len)
{
	size_t end = 0;

	if (s.len > 0 && (s.ptr[0] == '"' || s.ptr[0] == '\'')) {
		end = slice_find_char(slice_from(s, 1), s.ptr[0]);
		if (end != SIZE_MAX) {
			*len = end + 2;
			return slice_sub(s, 1, end);
		}
		s = slice_from(s, 1);
		end = 0;
		*len = 1;
	} else {
		*len = 0;
	}
	while (end < s.len && !html_is_space(s.ptr[end]))
		end++;
	*len += end;
	return slice_sub(s, 0, end);
}

static size_t
skip_spaces(struct slice s, size_t at)
{
	while (at < s.len && html_is_space(s.ptr[at]))
		at++;
	return at;
}

bool
html_attribute_next(struct slice *attributes, struct slice *name,
    struct slice *value)
{
	struct slice s = *attributes;
	size_t at = 0, start, len;

	while (at < s.len && (html_is_space(s.ptr[at]) || s.ptr[at] == '/'))
		at++;
	if (at == s.len)
		return false;
	start = at++;
	while (at < s.len && !ends_name(s.ptr[at]) && s.ptr[at] != '=')
		at++;
	*name = slice_sub(s, start, at - start);
	*value = SLICE_NONE;
	start = skip_spaces(s, at);
	if (start < s.len && s.ptr[start] == '=') {
		start = skip_spaces(s, start + 1);
		*value = take_value(slice_from(s, start), &len);
		at = start + len;
	}
	*attributes = slice_from(s, at);
	return true;
}

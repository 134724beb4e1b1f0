/*
 * Looks for <meta charset> and its older spelling with http-equiv, by the
 * tokenizer of HTML, before anything is known of the page's encoding.
 */
#include "parse/meta_charset.h"

#include "limits.h"
#include "parse/charset.h"
#include "parse/html_tokens.h"

/* The value of an attribute; absent if it is not there. */
static struct slice
attribute(const struct html_token *token, struct slice wanted)
{
	struct slice rest = token->attributes, name, value;

	while (html_attribute_next(&rest, &name, &value)) {
		if (slice_eq_nocase(name, wanted))
			return value;
	}
	return SLICE_NONE;
}

static struct slice
label_of(const struct html_token *meta)
{
	struct slice label = slice_trim(attribute(meta, SLICE("charset")));

	if (label.len > 0)
		return label;
	if (!slice_eq_nocase(slice_trim(attribute(meta, SLICE("http-equiv"))),
		SLICE("content-type")))
		return SLICE_NONE;
	return charset_parameter(attribute(meta, SLICE("content")));
}

struct slice
meta_charset(struct bytes page)
{
	struct slice text = { (const char *)page.ptr, page.len };
	struct html_tokens tokens;
	struct html_token token;

	html_tokens_init(&tokens, slice_sub(text, 0, LIMIT_META_CHARSET),
	    HTML_READ_VISIBLE);
	while (html_tokens_next(&tokens, &token)) {
		struct slice label = SLICE_NONE;

		if (token.kind == HTML_START &&
		    slice_eq_nocase(token.name, SLICE("meta")))
			label = label_of(&token);
		if (label.len > 0)
			return label;
	}
	return SLICE_NONE;
}

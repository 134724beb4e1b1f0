/*
 * HTML as a run of tokens: text, start tags, end tags. Comments, processing
 * instructions and doctypes are passed over, and so are the elements that go
 * with what they hold (script, style ...), tags and all.
 *
 * Every byte of the markup is looked at a bounded number of times, however
 * broken it is; nothing is allocated; tokens point into the markup.
 */
#ifndef CRIER_PARSE_HTML_TOKENS_H
#define CRIER_PARSE_HTML_TOKENS_H

#include <stdbool.h>

#include "parse/html_allow.h"
#include "slice.h"

/* What becomes of CONTENT_HIDDEN and CONTENT_PLAIN. */
enum html_reading {
	HTML_READ_VISIBLE, /* passed over: the strict level, text, discovery */
	HTML_READ_WIDE     /* tokens like any other */
};

enum html_token_kind {
	HTML_TEXT,
	HTML_START,
	HTML_END
};

struct html_token {
	enum html_token_kind kind;
	/* Of HTML_TEXT: raw text. It may have references, and '<' where that
	 * begins no tag; never empty. */
	struct slice text;
	/* Of tags. */
	struct slice name, attributes;
	const struct html_element *element; /* NULL for an unknown one */
	bool is_empty;                      /* ends in "/>" */
};

struct html_tokens {
	struct slice rest;
	enum html_reading reading;
	const char *plain_end; /* up to here is text, or NULL */
	uint32_t unclosed;     /* elements known to have no end tag ahead */
	/* What is known not to come any more. */
	bool no_comment_end, no_greater, no_quotes;
};

void html_tokens_init(struct html_tokens *tokens, struct slice markup,
    enum html_reading reading);
/* False at the end. */
bool html_tokens_next(struct html_tokens *tokens, struct html_token *token);

/*
 * Takes the next attribute off *attributes: its name as spelled, its value raw
 * (references not decoded), absent where there is no '='. False at the end.
 */
bool html_attribute_next(struct slice *attributes, struct slice *name,
    struct slice *value);

/* White space of HTML: space, TAB, LF, FF, CR. */
bool html_is_space(char c);

#endif

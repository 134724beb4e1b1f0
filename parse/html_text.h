/*
 * Plain text of HTML: what is matched, searched and shown (section 3.3 of the
 * parsing rules; 8.2 of the reliability rules). Linear, stateless; the output
 * holds no control characters but LF and TAB.
 */
#ifndef CRIER_PARSE_HTML_TEXT_H
#define CRIER_PARSE_HTML_TEXT_H

#include <stdbool.h>

#include "buffer.h"
#include "parse/html.h"
#include "slice.h"

enum html_links {
	/* The text of links alone: what is stored and what topics match. */
	HTML_LINKS_PLAIN,
	/* Each link followed by its number, "[1]", and a list of the URLs at
	 * the end: for people. */
	HTML_LINKS_LISTED
};

/*
 * Appends the text of markup. Blocks are parted by an empty line, br and rows
 * by a line end, cells by a TAB; "- " or "1. " begins an item, "> " a quoted
 * line; pre is verbatim; an image is its alt text. No white space at either
 * end. Returns !out->failed.
 */
bool
html_to_text(struct slice markup, enum html_links links, struct buffer *out);

/*
 * html_clean into html and html_to_text (with plain links) into text, by one
 * pass over markup. Either gives the same bytes as alone. False if one of the
 * buffers failed.
 */
bool
html_clean_with_text(struct slice markup, const struct html_options *options,
    struct buffer *html, struct buffer *text);

/*
 * Appends the text of markup as one line, for titles and names: tags dropped
 * (br and blocks are a space, an image its alt text, script and style go with
 * what they hold), references decoded, runs of white space one space, control
 * characters dropped. May append nothing. Returns !out->failed.
 */
bool html_to_line(struct slice markup, struct buffer *out);

#endif

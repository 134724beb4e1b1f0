/*
 * HTML as feeds carry it, rebuilt from an allow-list in one pass of our own
 * tokenizer (section 8 of the parsing rules; 8.1 of the reliability rules).
 *
 * The output is never an edit of the input: every tag, attribute and reference
 * in it was written by the cleaner. It always closes what it opens, and nothing
 * in it is open to two readings: text has no bare '<', '>' or '&', attribute
 * values are quoted and have no bare '"', '<', '>' or '&'. All functions are
 * linear in their input, keep no state, and never fail but for lack of room.
 */
#ifndef CRIER_PARSE_HTML_H
#define CRIER_PARSE_HTML_H

#include <stdbool.h>

#include "buffer.h"
#include "slice.h"

enum html_level {
	/* What is stored and shown. Idempotent: cleaning the output again
	 * gives the same bytes. */
	HTML_STRICT,
	/* What crier parse --json prints: more elements and attributes, style
	 * filtered, MathML and SVG shapes. As safe as the other. */
	HTML_WIDE
};

struct html_options {
	enum html_level level;
	struct slice base; /* against which URLs are resolved; may be absent */
	/* Bytes of output after which text and tags are left out (what is open
	 * is still closed); 0: none but the buffer's own. */
	size_t max;
};

/*
 * Appends markup, cleaned. markup is decoded once already: its references are
 * HTML's own. Void elements are written "<br />". At most LIMIT_HTML_DEPTH
 * elements deep; deeper ones go, their text stays. Returns !out->failed.
 */
bool html_clean(struct slice markup, const struct html_options *options,
    struct buffer *out);

/*
 * The sniff of 3.1: text has a complete end tag, a void tag or a reference
 * that exists, and every tag in it is of an HTML element and every named
 * reference one of HTML. So "AT&T", "5 < 6" and "<T> in C++" are text. Cheap
 * where there is neither '<' nor '&'.
 */
bool html_sniff(struct slice text);

/*
 * The double escaping of 3.2, for RSS: if markup has no element, and its text,
 * decoded, again looks like HTML by the sniff and has a pair of tags, appends
 * that text (which is the markup to use) and returns true. In titles references
 * alone are enough. Otherwise, or without room, appends nothing.
 */
enum html_twice {
	HTML_TWICE_BODY,
	HTML_TWICE_TITLE
};
bool html_unescape_twice(struct slice markup, enum html_twice where,
    struct buffer *out);

/* An element of HTML (any version; the case of name is ignored), so that a tag
 * in a leaf is markup and not structure. MathML and SVG are not among them. */
bool html_is_element(struct slice name);
/* One that never has an end tag: br, img, hr ... */
bool html_is_void(struct slice name);

/*
 * Appends text as it must stand between tags or inside double quotes:
 * & < > " escaped, nothing else changed. For serialising XHTML.
 */
bool html_escape(struct slice text, struct buffer *out);

#endif

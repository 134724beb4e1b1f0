/*
 * A text construct while it is read: markup inside it feeds no key, but is
 * written again in a canonical form (section 3.2 of the parsing rules).
 */
#ifndef CRIER_PARSE_CAPTURE_H
#define CRIER_PARSE_CAPTURE_H

#include "buffer.h"
#include "document.h"
#include "parse/event.h"

/* What a construct says it holds. */
enum text_shape {
	SHAPE_PLAIN,
	SHAPE_SNIFF, /* plain unless it looks like HTML */
	SHAPE_HTML,
	SHAPE_XHTML,
	SHAPE_XML,  /* inline, of another vocabulary */
	SHAPE_TEXT, /* text of another media type */
	SHAPE_BASE64,
	SHAPE_BASE64_HTML
};

struct capture {
	bool active;
	bool escape;   /* what comes is text between tags */
	bool overflow; /* LIMIT_VALUE_BYTES was passed */
	enum text_shape shape;
	uint32_t depth; /* elements open inside */
	struct buffer *into;
	size_t at; /* where the value begins in it */
	/* A div that may be a mere wrapper: positions of its content. */
	enum {
		DIV_NONE, /* nothing yet but white space */
		DIV_OPEN,
		DIV_CLOSED,
		DIV_REFUSED /* not alone */
	} div;
	size_t div_from, div_to;
	bool has_markup; /* tags were written; what is between them is a run */
	size_t run_at;   /* of SHAPE_HTML and less: escaped when it ends */
};

/* A construct that is complete: bytes [at, at + len) of its buffer, trimmed. */
struct captured {
	enum text_shape shape;
	const struct buffer *in;
	size_t at, len;
	bool has_markup; /* tags were written again: it is XHTML */
	bool claimed;    /* somebody needs the bytes: they stay */
};

void capture_begin(struct capture *capture, enum text_shape shape,
    struct buffer *into);
void capture_start(struct capture *capture, const struct event_tag *tag);
void capture_end(struct capture *capture, const struct event_tag *tag);
void
capture_text(struct capture *capture, struct slice text, enum event_text kind);
/* Ends it; the value stays in its buffer. */
void capture_finish(struct capture *capture, struct captured *captured);

#endif

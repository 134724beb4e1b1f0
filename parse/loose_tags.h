/*
 * Tags and references as they are found in damaged markup (rules 1 to 3 of
 * section 1.5): one tag at a time, no memory of what is open.
 */
#ifndef CRIER_PARSE_LOOSE_TAGS_H
#define CRIER_PARSE_LOOSE_TAGS_H

#include "parse/loose_structure.h"
#include "parse/prescan.h"

/* Looks ahead in the text, and remembers what it found: whatever is asked, the
 * whole text is searched for each thing once. */
struct lookahead {
	const char *at[8]; /* of each thing; NULL: not asked yet */
};
enum ahead {
	AHEAD_TAG_OPEN,  /* < */
	AHEAD_TAG_CLOSE, /* > */
	AHEAD_QUOTE,     /* " */
	AHEAD_APOSTROPHE,
	AHEAD_CDATA_END,   /* ]]> */
	AHEAD_COMMENT_END, /* --> */
	AHEAD_PI_END,      /* ?> */
	AHEAD_ENTRY        /* <item or <entry */
};

struct loose_text {
	const struct prescan *scan;
	const char *end;
	struct lookahead ahead;
	struct buffer values; /* of attributes, decoded */
	struct buffer attrs;  /* struct event_attr */
	struct buffer decoded;
};

void loose_text_init(struct loose_text *text, const struct prescan *scan);
void loose_text_finish(struct loose_text *text);

/* The first of that thing at or behind from; text->end if there is none. */
const char *
look_ahead(struct loose_text *text, enum ahead what, const char *from);

/*
 * Reads the start tag at from, which points to '<'. Returns what is behind it,
 * or NULL if it is none. Attributes lie in text until the next tag is read.
 */
const char *loose_read_start(struct loose_text *text, const char *from,
    struct loose_tag *tag);
/* The end tag at from ("</"): what is behind it, or NULL. */
const char *loose_read_end(struct loose_text *text, const char *from,
    struct slice *prefix, struct slice *local);

/* text with its references decoded and its line ends made LF; it may be raw
 * itself. */
struct slice loose_decode(struct loose_text *text, struct slice raw);
/* The same for literal text: only line ends. */
struct slice loose_line_ends(struct loose_text *text, struct slice raw);

#endif

/*
 * One look at the whole text before anything parses it (section 1.3 of the
 * parsing rules): what it may be, what must be kept from libxml2, and bombs.
 */
#ifndef CRIER_PARSE_PRESCAN_H
#define CRIER_PARSE_PRESCAN_H

#include <stdbool.h>

#include "limits.h"
#include "slice.h"

/* An entity that the document declares, and that is safe to use: text alone. */
struct prescan_entity {
	struct slice name, value;
};

struct prescan {
	/* The text without declaration and DOCTYPE. */
	struct slice before, after; /* the DOCTYPE; before may be empty */
	struct prescan_entity entities[LIMIT_ENTITIES];
	size_t entity_count;
	struct slice root;   /* name of the first element; absent if none */
	bool has_feed;       /* rss, rdf, feed or channel stands somewhere */
	bool has_entry;      /* item or entry */
	bool netscape;       /* the DOCTYPE names the DTD of RSS 0.91 */
	bool declares_html;  /* a DTD that would define HTML's entities */
	bool recovered;      /* the declaration or its place is wrong */
	bool loose;          /* nothing for libxml2 */
	const char *refused; /* why it is not even tried; else NULL */
};

/* Linear in text, which is valid UTF-8; slices point into it. */
void prescan_text(struct slice text, struct prescan *scan);

/* True if text has a C0 control character that XML forbids, NUL among them. */
bool prescan_has_control(struct slice text);
/* True if text is ASCII without such: nothing in it can be wrong. */
bool prescan_is_plain(struct slice text);
/* Position of close ("]]>" or "-->"), or SIZE_MAX: its first character is rare
 * in texts. */
size_t prescan_find_close(struct slice text, struct slice close);
/* Length of the DOCTYPE at the start of text, brackets and quotes respected; 0
 * where it does not end within LIMIT_DOCTYPE_BYTES. */
size_t prescan_doctype_length(struct slice text);
/* The value of a declared entity, or SLICE_NONE. */
struct slice prescan_entity(const struct prescan *scan, struct slice name);

#endif

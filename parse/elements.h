/*
 * THE table: every element that means something, by namespace and name, where
 * it may stand and what becomes of it (section 2 of the parsing rules). An
 * extension is a few rows here, a line in namespaces.c, and a function where a
 * value is structured.
 */
#ifndef CRIER_PARSE_ELEMENTS_H
#define CRIER_PARSE_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler.h"
#include "parse/namespaces.h"
#include "slice.h"

struct pass;
struct leaf;
struct frame;

/* Where an element stands: what the nearest known container is. */
enum place {
	PLACE_TOP, /* outside of any feed */
	PLACE_FEED,
	PLACE_ENTRY,
	PLACE_SOURCE,
	PLACE_IMAGE,
	PLACE_TEXTINPUT,
	PLACE_PERSON,
	PLACE_SKIP_HOURS,
	PLACE_SKIP_DAYS,
	PLACE_MEDIA_CONTENT,
	PLACE_ALTERNATE, /* podcast:alternateEnclosure */
	PLACE_ITUNES_CATEGORY,
	PLACE_CONTENT_ITEMS, /* content:items of RSS 1.0 */
	PLACE_GEO,           /* inside georss:where, gml:Point ... */
	PLACE_CHAPTERS,
	PLACE_WRAPPER, /* where it stands, but one farther: media:group */
	PLACE_LEAF,    /* children are only text */
	PLACE_CLOSED,  /* children count for nothing */
	PLACE_COUNT
};

enum element_takes {
	TAKES_NOTHING, /* its attributes alone, or its children */
	TAKES_TEXT,    /* the text in it, tags left out */
	TAKES_MARKUP   /* a text construct */
};

/* How the type of a text construct is found (3.1). */
enum text_rule {
	TEXT_RULE_NONE,
	TEXT_RULE_ATOM,   /* @type; without it text, in RSS sniffed */
	TEXT_RULE_SNIFF,  /* text unless it looks like HTML */
	TEXT_RULE_HTML,   /* HTML unless @type is known and says otherwise */
	TEXT_RULE_CONTENT /* atom:content: media types, base64, inline XML */
};

typedef void (*element_start)(struct pass *pass, const struct leaf *leaf);
typedef void (*element_end)(struct pass *pass, const struct leaf *leaf);

struct element {
	enum xml_ns ns;
	const char *name; /* in lower case */
	uint32_t places;  /* IN_FEED | ... */
	enum element_takes takes;
	element_end end;     /* once it is complete; may be NULL */
	int field;           /* whose meaning end knows */
	unsigned rank;       /* 0 wins over 1 for the same field */
	enum text_rule rule; /* of TAKES_MARKUP */
	enum place opens;    /* of a container: where its children stand */
	element_start start; /* with attributes only; may be NULL */
};

#define IN(place) (1U << (place))

/* All rows of one name, one behind the other. */
struct element_rows {
	const struct element *rows;
	size_t count;
};

/*
 * Rows for an element. NS_NONE means core: home (NS_RSS or NS_ATOM, the
 * document's own format) first, then the other. The case of local is ignored.
 */
struct element_rows
elements_find(enum xml_ns ns, struct slice local, enum xml_ns home);
/* The first of rows that may stand in place, or NULL. */
const struct element *
elements_in_place(struct element_rows rows, enum place place);

/* For the tests: the whole table in its order. */
struct element_rows elements_all(void);

#endif

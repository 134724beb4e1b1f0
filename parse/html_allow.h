/*
 * What the cleaner, the text and the sniff know of the names of HTML: the
 * allow-list of section 8 of the parsing rules and 8.1 of the reliability
 * rules, as tables.
 */
#ifndef CRIER_PARSE_HTML_ALLOW_H
#define CRIER_PARSE_HTML_ALLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler.h"
#include "slice.h"

/* Bytes of the longest name in the tables, padded with NULs: two words. */
#define HTML_NAME_MAX 16

/* Which level keeps an element. */
enum html_kept {
	KEPT_NEVER,
	KEPT_WIDE,
	KEPT_ALWAYS
};

/* How what an element holds is read, and what becomes of it. */
enum html_content {
	CONTENT_MARKUP, /* nothing, for void elements */
	CONTENT_CODE,   /* goes, and unclosed all that follows goes too */
	CONTENT_HIDDEN, /* goes in the strict level and in text; else markup */
	CONTENT_PLAIN   /* the same, but has references and no tags */
};

/* Where an element may stand: see html_nestings. */
enum html_nest {
	NEST_FREE,
	NEST_BLOCK, /* closes a paragraph */
	NEST_PARAGRAPH,
	NEST_HEADING,
	NEST_LIST,
	NEST_ITEM,
	NEST_TERMS,
	NEST_TERM, /* dt, dd */
	NEST_TABLE,
	NEST_CAPTION,
	NEST_GROUP, /* thead, tbody, tfoot, colgroup */
	NEST_ROW,
	NEST_CELL,
	NEST_SELECT,
	NEST_OPTIONS,
	NEST_OPTION,
	NEST_LINK,
	NEST_BUTTON,
	NEST_RUBY,
	NEST_RUBY_TEXT,
	NEST_COUNT
};
#define NEST_BIT(nest) (1U << (nest))

/* The start tag closes the outermost open element of closes that is found
 * before one of stops; the end tag looks for its element up to one of stops. */
struct html_nesting {
	uint32_t closes, stops;
};
extern const struct html_nesting html_nestings[NEST_COUNT];

/* What an element is in plain text. */
enum html_role {
	ROLE_INLINE,
	ROLE_BLOCK,
	ROLE_LINE, /* begins a line, without an empty one before it */
	ROLE_BREAK,
	ROLE_LIST,
	ROLE_NUMBERED,
	ROLE_ITEM,
	ROLE_ROW,
	ROLE_CELL,
	ROLE_QUOTE,
	ROLE_PRE,
	ROLE_IMAGE,
	ROLE_LINK
};

/* Groups of attributes that the strict level keeps on an element. */
enum {
	STRICT_ALL = 1 << 0, /* on every element */
	STRICT_LINK = 1 << 1,
	STRICT_SOURCE = 1 << 2,
	STRICT_TYPE = 1 << 3,
	STRICT_SIZE = 1 << 4,
	STRICT_ALT = 1 << 5,
	STRICT_POSTER = 1 << 6,
	STRICT_CITE = 1 << 7,
	STRICT_TIME = 1 << 8,
	STRICT_CELL = 1 << 9,
	STRICT_LIST = 1 << 10
};

/* Elements that the cleaner treats in a way of their own. */
enum html_special {
	SPECIAL_NONE,
	SPECIAL_LINK,
	SPECIAL_IMAGE,
	SPECIAL_MEDIA,
	SPECIAL_MATH,
	SPECIAL_SVG
};

struct html_element {
	char name[HTML_NAME_MAX];
	uint16_t strict; /* groups of attributes */
	uint8_t kept, nest, role, content;
	uint8_t special;
	bool is_void;
	bool has_urls; /* even an empty URL of it is resolved */
	bool is_html;  /* false for svg and math */
};

/*
 * Rows whose names begin with one letter. Each begins with its name, in lower
 * case and padded with NULs to HTML_NAME_MAX.
 */
struct html_rows {
	const void *rows;
	size_t count, size; /* rows; bytes of each */
};
#define HTML_ROWS(table)                                    \
	{                                                   \
		table, ARRAY_LEN(table), sizeof((table)[0]) \
	}
#define HTML_LETTERS ('z' - 'a' + 1)
/* The row called name, ASCII case ignored; or NULL. */
const void *
html_row_find(const struct html_rows letters[HTML_LETTERS], struct slice name);

/* NULL for a name that is no element of HTML, svg or math. ASCII case is
 * ignored. */
const struct html_element *html_element_find(struct slice name);

enum html_attribute_kind {
	ATTRIBUTE_TEXT,
	ATTRIBUTE_URL,
	ATTRIBUTE_STYLE,
	ATTRIBUTE_FRAGMENT /* "#name" alone */
};
struct html_attribute {
	char name[HTML_NAME_MAX];
	uint16_t strict; /* groups it belongs to; 0: wide level alone */
	uint8_t kind;
};
/* NULL for an attribute that no level keeps. */
const struct html_attribute *html_attribute_find(struct slice name);

/* MathML and SVG: names with their canonical case; both tables are small. */
enum html_foreign {
	FOREIGN_NONE,
	FOREIGN_MATH,
	FOREIGN_SVG
};
struct html_foreign_name {
	struct slice name; /* as it is written */
	uint8_t kind;      /* of an attribute */
};
/* NULL for what is not kept inside math or svg. */
const struct html_foreign_name *
html_foreign_element(enum html_foreign within, struct slice name);
const struct html_foreign_name *
html_foreign_attribute(enum html_foreign within, struct slice name);

#endif

/*
 * Character references: the 2,125 named ones of HTML 5 and the numeric ones.
 */
#ifndef CRIER_PARSE_ENTITIES_H
#define CRIER_PARSE_ENTITIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slice.h"

#define ENTITY_COUNT 2125

/*
 * Number (below ENTITY_COUNT) of the entity called name, without '&' and ';',
 * or ENTITY_COUNT if there is none. Case counts, as in HTML.
 */
size_t entity_find(struct slice name);
/* Its name and its text (one or two characters of UTF-8); both are static and
 * NUL-terminated behind their len. */
struct slice entity_name(size_t number);
struct slice entity_text(size_t number);

/* Who reads the reference decides what is forgiven. */
enum reference_rules {
	/* The loose XML pass (1.5, rule 3): with ';', numeric ones without it,
	 * and &amp &lt &gt &quot where no letter, digit or '=' follows. */
	REFERENCE_LOOSE_XML,
	/* HTML: also the 106 old names without ';'; inside an attribute only
	 * where no letter, digit or '=' follows. */
	REFERENCE_HTML_TEXT,
	REFERENCE_HTML_ATTRIBUTE
};

struct reference {
	size_t len;   /* bytes of the input that it takes; 0: none */
	char text[8]; /* what it stands for, UTF-8 */
	size_t text_len;
};

/*
 * Reads the reference at the start of text, which begins with '&'. False (and
 * len 0) where there is none: the '&' is a character then. Code points that do
 * not exist, surrogates and 0 give U+FFFD; 128 to 159 the characters of
 * windows-1252.
 */
bool reference_read(struct slice text, enum reference_rules rules,
    struct reference *reference);

/*
 * Appends text with its references decoded, once. The rest is copied byte by
 * byte. Returns !out->failed.
 */
struct buffer;
bool references_decode(struct slice text, enum reference_rules rules,
    struct buffer *out);

#endif

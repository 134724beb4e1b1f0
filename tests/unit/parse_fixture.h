/*
 * A document from a text, for the tests of parse/: parsed in this process, its
 * frames checked by the same decoder that crierd uses, its fields asked for by
 * name.
 */
#ifndef CRIER_TEST_PARSE_FIXTURE_H
#define CRIER_TEST_PARSE_FIXTURE_H

#include "buffer.h"
#include "parse.h"
#include "slice.h"

struct parsed {
	struct parse_outcome outcome;
	struct document *document;
	struct buffer frames; /* as they came, one behind the other */
	struct buffer answer; /* what parsed_get made last */
};

/* As crier parse --json does it, without a URL. The caller frees it. */
struct parsed *parsed_text(struct slice text);
struct parsed *parsed_with(const struct parse_input *input);
void parsed_free(struct parsed *parsed);

/*
 * A field: "title", "link" ... of the feed, "0.title" of an entry. Lists give
 * their first item, "0.author.name"; "#" in front of a list counts it
 * ("0.#category"). Dates are RFC 3339; objects are printed as JSON
 * ("0.geo"). Absent: an absent slice. Dies with the next call.
 */
struct slice parsed_get(struct parsed *parsed, const char *path);

/* A row of a table of documents: what is inside an item (or a whole document),
 * and fields with the values that they must have; NULL: absent. */
#define PARSE_CHECKS 6
struct parse_row {
	const char *name, *text;
	const char *checks[PARSE_CHECKS][2];
};
/* Puts text between head and tail, parses it, and checks every field. */
void parse_row_check(const struct parse_row *row, const char *head,
    const char *tail);

/* The whole file; NULL, with errno, where it cannot be read. malloc. */
unsigned char *read_whole_file(const char *path, size_t *size);

#endif

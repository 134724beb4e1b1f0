/*
 * The attributes of one tag, as the cleaner keeps and writes them.
 */
#ifndef CRIER_PARSE_HTML_TAG_H
#define CRIER_PARSE_HTML_TAG_H

#include "buffer.h"
#include "limits.h"
#include "parse/html_allow.h"
#include "parse/html_cleaner.h"
#include "slice.h"

struct html_kept_attribute {
	struct slice name;  /* of the tables */
	struct slice value; /* raw, in the markup; never absent */
	enum html_attribute_kind kind;
};
struct html_kept_attributes {
	struct html_kept_attribute list[LIMIT_HTML_ATTRIBUTES];
	size_t count;
};

/* element is NULL for what stands inside math and svg. */
void html_attributes_read(const struct html_cleaner *cleaner,
    const struct html_element *element, struct slice raw,
    struct html_kept_attributes *kept);

/* A picture that only counts its readers, or that has nothing to show. */
bool html_tag_is_worthless(struct html_cleaner *cleaner,
    const struct html_element *element,
    const struct html_kept_attributes *kept);

/* Writes the start tag called name. */
void
html_tag_write(struct html_cleaner *cleaner, const struct html_element *element,
    struct slice name, const struct html_kept_attributes *kept);

/* Appends the three, in one step. */
void html_write_tag(struct buffer *out, struct slice before, struct slice name,
    struct slice after);

#endif

/*
 * Language tags (section 5.2 of the parsing rules): spelling is kept, shape is
 * checked, no registry is consulted.
 */
#ifndef CRIER_PARSE_LANGUAGE_TAG_H
#define CRIER_PARSE_LANGUAGE_TAG_H

#include <stdbool.h>

#include "buffer.h"
#include "slice.h"

/* Appends the tag that text is, trimmed and with '-' for '_', as spelled
 * otherwise. False (nothing appended) for what is none, such as "English", or
 * where there is no room. */
bool language_tag_append(struct slice text, struct buffer *out);

/* tag is of the language called primary ("ja"), in any region; case is
 * ignored, '_' is '-'. */
bool language_tag_is(struct slice tag, struct slice primary);

#endif

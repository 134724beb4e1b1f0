/*
 * Text constructs (section 3 of the parsing rules): what type a value is, and
 * its decoding, exactly once.
 */
#ifndef CRIER_PARSE_TEXT_H
#define CRIER_PARSE_TEXT_H

#include "parse/pass.h"

/* What a construct says it holds, at its start. */
enum text_shape text_shape_of(struct pass *pass, const struct leaf *leaf);

/*
 * The construct of leaf as a slot: type found, base64 read, characters mended.
 * Its value lies in leaf->draft->raw. False where it is empty.
 */
bool text_slot_of(struct pass *pass, const struct leaf *leaf,
    struct text_slot *slot);
/* The same for a value that a front end has as plain text or HTML already. */
bool text_slot_make(struct pass *pass, const struct leaf *leaf,
    enum doc_text_type type, struct slice value, struct text_slot *slot);

/*
 * Appends value as one line of plain text, for titles and names: HTML (said or,
 * for DOC_TEXT_ABSENT, sniffed) loses its tags. Returns the type that it had.
 */
enum doc_text_type text_line(struct pass *pass, enum doc_text_type type,
    struct slice value, struct buffer *out);
/* A name or label into the draft's frame: text, sniffed. */
struct doc_span
text_name_put(struct pass *pass, struct draft *draft, struct slice value);

/* value without what may not stand in text; it may lie in pass->mended. */
struct slice text_mend(struct pass *pass, struct slice value);

#endif

/*
 * Text constructs as they are handed on: cleaned, as plain text, or raw.
 */
#ifndef CRIER_PARSE_TEXT_RENDER_H
#define CRIER_PARSE_TEXT_RENDER_H

#include "parse/pass.h"

/* A construct in the form that was asked for. */
struct doc_text text_render(struct pass *pass, struct draft *draft,
    const struct text_slot *slot);
/* What the store keeps of an entry: the two plain texts and the HTML. */
void text_render_stored(struct pass *pass, struct draft *draft,
    struct doc_entry *entry);
/* The best of an entry's contents to be read, or NULL. */
const struct text_slot *text_best_content(const struct draft *draft);

#endif

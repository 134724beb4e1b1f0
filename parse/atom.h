/*
 * Elements of Atom, and of its extensions for threads and archives, whose value
 * is not one simple text.
 */
#ifndef CRIER_PARSE_ATOM_H
#define CRIER_PARSE_ATOM_H

#include "parse/pass.h"

void atom_id(struct pass *pass, const struct leaf *leaf);
void atom_link(struct pass *pass, const struct leaf *leaf);
void atom_in_reply_to(struct pass *pass, const struct leaf *leaf);
/* The source of an entry, in Atom or (@url and text) in RSS. */
void source_begin(struct pass *pass, const struct leaf *leaf);
void source_end(struct pass *pass, const struct leaf *leaf);

#endif

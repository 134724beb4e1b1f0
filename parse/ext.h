/*
 * What no key is made for: kept under its own name, if it is short (section 11
 * of the parsing rules).
 */
#ifndef CRIER_PARSE_EXT_H
#define CRIER_PARSE_EXT_H

#include "parse/pass.h"

/* The key of an element without a row, into pass->text: "prefix_name". */
struct span32 ext_key(struct pass *pass, const struct event_tag *tag);
/* Puts an element that is complete, and has no children, into the draft. */
void ext_put(struct pass *pass, const struct leaf *leaf);
/* The same for an element of the table, whose key is usual_prefix_name; as an
 * item of a list where it may be repeated. */
void ext_put_known(struct pass *pass, const struct leaf *leaf);
void ext_put_repeated(struct pass *pass, const struct leaf *leaf);

#endif

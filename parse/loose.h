/*
 * The loose tokenizer: the events of markup that is not well-formed (section
 * 1.5 of the parsing rules).
 */
#ifndef CRIER_PARSE_LOOSE_H
#define CRIER_PARSE_LOOSE_H

#include "parse/pass.h"
#include "parse/prescan.h"

/* Reads the text that scan has looked at into pass. Never fails; linear. Sets
 * pass->state.truncated where the text ends before the feed does. */
void loose_run(struct pass *pass, const struct prescan *scan);

#endif

/*
 * What a loose tokenizer passes over: comments, instructions, declarations.
 */
#ifndef CRIER_PARSE_LOOSE_SKIP_H
#define CRIER_PARSE_LOOSE_SKIP_H

#include "parse/loose_tags.h"

/* Each: what is behind the thing that begins at from, which points to '<'. One
 * that was not closed ends where it can do no more harm. */
const char *loose_skip_comment(struct loose_text *text, const char *from);
const char *loose_skip_instruction(struct loose_text *text, const char *from);
/* A DOCTYPE, or what else begins with "<!". */
const char *loose_skip_declaration(struct loose_text *text, const char *from);

/* True for what the name of an element may begin with. */
bool loose_begins_name(char c);

#endif

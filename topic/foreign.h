/*
 * What people write who know another query language, or who forgot capitals:
 * each an error that says what to write here (2.1 4, 6; E09, E14, E26, E27,
 * E30).
 */
#ifndef CRIER_TOPIC_FOREIGN_H
#define CRIER_TOPIC_FOREIGN_H

#include "topic/lexer.h"

/* Operators with a number behind a slash. */
struct counted_operator {
	const char *name;
	enum token_kind kind;
	uint32_t min, max, example;
};
/* The operator that word is, with or without a number: *number is what follows
 * the slash. NULL for other words. */
const struct counted_operator *
foreign_counted(struct slice word, struct slice *number);

/* E09, for a field that does not exist. Returns false. */
bool
foreign_field(struct query_error *err, struct place place, struct slice name);
/* False with an error where the bare word is an operator elsewhere. */
bool
foreign_word(struct query_error *err, struct place place, struct slice word);
/* False with an error where chars [from, end) hold a sign that is one. */
bool foreign_sign(struct query_error *err, const struct query_text *text,
    size_t from, size_t end);

#endif

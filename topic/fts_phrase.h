/*
 * Phrases for FTS5, shared by atoms and NEAR.
 */
#ifndef CRIER_TOPIC_FTS_PHRASE_H
#define CRIER_TOPIC_FTS_PHRASE_H

#include "limits.h"
#include "topic/fts.h"
#include "topic/vocabulary.h"

/* The sequences that one expression is made of: one, or one an operand. */
struct phrase_set {
	const struct sequence *sequences[LIMIT_NEAR_OPERANDS];
	const struct atom *atoms[LIMIT_NEAR_OPERANDS];
	size_t count;
	uint32_t distance; /* of NEAR */
	bool near;
	uint8_t fields;
};

const struct vocabulary_word *
phrase_word(const struct fts_room *room, const struct element *element);
/* Whether the element stands for the inflections of its word too. */
bool phrase_has_stems(const struct fts_room *room, const struct atom *atom,
    const struct element *element);
/* Whether FTS5 can say the sequence: whole words, and a prefix at its end. */
bool
phrase_is_sayable(const struct fts_room *room, const struct sequence *sequence);
/* The set for all languages of the store. */
void phrase_write(const struct fts_room *room, const struct phrase_set *set,
    struct buffer *out);
/* What was written, into the arena; finishes out. */
struct fts_text
phrase_finish(const struct fts_room *room, struct buffer *out, bool exact);

#endif

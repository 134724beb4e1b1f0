/*
 * Queries and articles by chance, from few words that were chosen to collide:
 * as stems, as prefixes, as compounds, as pairs of characters, by accents.
 */
#ifndef CRIER_TEST_TOPIC_RANDOM_H
#define CRIER_TEST_TOPIC_RANDOM_H

#include "arena.h"
#include "article.h"
#include "buffer.h"

struct chance {
	uint64_t state;
};
/* CRIER_SEED of the environment, or a fixed one; printed with the name. */
struct chance chance_begin(const char *name);
uint32_t chance_below(struct chance *chance, uint32_t bound);

/* The text of a query that is always accepted as a search. */
void random_query(struct chance *chance, int depth, struct buffer *out);
/* Operands of random_query alone: words, phrases, patterns. */
void random_atom(struct chance *chance, struct buffer *out);
/* An article with all fields, in arena. */
void
random_article(struct chance *chance, struct arena *arena, struct article *out);

#endif

/*
 * Where the leaves of a tree hit an article, in bytes of its fields, and pieces
 * of text round such places: for explanations and for what a hook is told.
 */
#ifndef CRIER_TOPIC_HITS_H
#define CRIER_TOPIC_HITS_H

#include "topic/eval.h"

struct hit {
	uint32_t from, until; /* bytes in the field's text */
	uint32_t start;       /* position, or TOKEN_NONE (regex) */
	uint32_t leaf;        /* number of the leaf in its query */
	uint8_t field;        /* enum text_field */
	const char *via;      /* same stem exact case prefix pattern compound
			       * regex */
};
struct hits {
	struct hit *items; /* in the arena of the findings */
	size_t count, room;
};

/* Appends the hits of one atom or regex, in the order of the article. */
void hits_add_leaf(const struct evaluation *ev, const struct node *leaf,
    uint32_t number, struct hits *hits);
/* Those of all leaves that can make node true (none below a NOT), sorted by
 * field and place. */
void hits_add_tree(const struct evaluation *ev, const struct node *node,
    struct hits *hits);

/* The text of the hit. */
struct slice hit_text(const struct tokens *tokens, const struct hit *hit);
/* The position that the hit begins in. */
uint32_t hit_position(const struct tokens *tokens, const struct hit *hit);
/* "title", "content", ... */
const char *text_field_name(enum text_field field);

/* ---- snippet.c ---------------------------------------------------------------- */

/* Appends the words [first, end) of field as one line, an ellipsis where it
 * goes on. mark, if not NULL, is put in brackets. */
bool snippet_append(const struct tokens *tokens, enum text_field field,
    uint32_t first, uint32_t end, const struct hit *mark, struct buffer *out);

#endif

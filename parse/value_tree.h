/*
 * Trees of values while they grow: itunes, podcast, geo, chapters, ext and the
 * like, before they are written into a frame as doc_values.
 */
#ifndef CRIER_PARSE_VALUE_TREE_H
#define CRIER_PARSE_VALUE_TREE_H

#include "parse/document_build.h"

/* Nodes are named by number; 0 is none. */
struct value_tree {
	struct buffer nodes; /* struct value_node */
};

void value_tree_init(struct value_tree *tree);
void value_tree_finish(struct value_tree *tree);
void value_tree_reset(struct value_tree *tree);

/*
 * Adds a node below parent (0: a root). key is absent in lists and roots; both
 * spans lie in the frame that the tree will be written to. 0 where there are
 * LIMIT_VALUE_NODES already, or parent is 0 and was meant to be a node that
 * could not be added.
 */
struct value_node_text {
	struct doc_span key, text;
};
uint32_t value_tree_add(struct value_tree *tree, uint32_t parent,
    enum doc_value_kind kind, struct value_node_text text);
uint32_t value_tree_root(struct value_tree *tree, enum doc_value_kind kind);

/* The child of an object with that key, or 0. */
uint32_t value_tree_find(const struct value_tree *tree, uint32_t parent,
    const struct doc_frame *frame, struct slice key);
size_t value_tree_child_count(const struct value_tree *tree, uint32_t node);
struct doc_value *value_tree_value(struct value_tree *tree, uint32_t node);
/* Takes a child out. */
void
value_tree_remove(struct value_tree *tree, uint32_t parent, uint32_t child);

/* Writes node and all below it into frame: a list of one, or of none if node is
 * 0, or an object or list without children. */
struct doc_list value_tree_write(const struct value_tree *tree, uint32_t node,
    struct doc_frame *frame);

#endif

/*
 * Builds the trees of values that are structured and rare. Nodes are linked by
 * number while they grow, so that members may come in any order; they are
 * written level by level, as a frame wants children one behind the other.
 */
#include "parse/value_tree.h"

#include "limits.h"

struct value_node {
	struct doc_value value;
	uint32_t first, last, next; /* node numbers; 0: none */
	uint32_t count;             /* of children */
};

void
value_tree_init(struct value_tree *tree)
{
	buffer_init(&tree->nodes,
	    LIMIT_VALUE_NODES * sizeof(struct value_node));
}

void
value_tree_finish(struct value_tree *tree)
{
	buffer_finish(&tree->nodes);
}

void
value_tree_reset(struct value_tree *tree)
{
	buffer_reset(&tree->nodes);
}

static struct value_node *
node_at(const struct value_tree *tree, uint32_t node)
{
	return (struct value_node *)(void *)tree->nodes.ptr + (node - 1);
}

static uint32_t
append_node(struct value_tree *tree, enum doc_value_kind kind,
    struct value_node_text text)
{
	struct value_node node = {
		.value = { .key = text.key, .text = text.text, .kind = kind },
	};

	if (!buffer_append_bytes(&tree->nodes, &node, sizeof(node)))
		return 0;
	return (uint32_t)(tree->nodes.len / sizeof(node));
}

uint32_t
value_tree_root(struct value_tree *tree, enum doc_value_kind kind)
{
	return append_node(tree, kind, (struct value_node_text){ 0 });
}

uint32_t
value_tree_add(struct value_tree *tree, uint32_t parent,
    enum doc_value_kind kind, struct value_node_text text)
{
	uint32_t added = parent == 0 ? 0 : append_node(tree, kind, text);
	struct value_node *above;

	if (added == 0)
		return 0;
	above = node_at(tree, parent);
	if (above->first == 0)
		above->first = added;
	else
		node_at(tree, above->last)->next = added;
	above->last = added;
	above->count++;
	return added;
}

uint32_t
value_tree_find(const struct value_tree *tree, uint32_t parent,
    const struct doc_frame *frame, struct slice key)
{
	uint32_t at = parent == 0 ? 0 : node_at(tree, parent)->first;

	while (at != 0) {
		const struct value_node *node = node_at(tree, at);

		if (slice_eq(doc_frame_slice(frame, node->value.key), key))
			break;
		at = node->next;
	}
	return at;
}

size_t
value_tree_child_count(const struct value_tree *tree, uint32_t node)
{
	return node == 0 ? 0 : node_at(tree, node)->count;
}

struct doc_value *
value_tree_value(struct value_tree *tree, uint32_t node)
{
	return &node_at(tree, node)->value;
}

void
value_tree_remove(struct value_tree *tree, uint32_t parent, uint32_t child)
{
	struct value_node *above = node_at(tree, parent);
	uint32_t before = 0;

	for (uint32_t at = above->first; at != 0;
	     at = node_at(tree, at)->next) {
		if (at == child)
			break;
		before = at;
	}
	if (before == 0)
		above->first = node_at(tree, child)->next;
	else
		node_at(tree, before)->next = node_at(tree, child)->next;
	if (above->last == child)
		above->last = before;
	above->count--;
}

/*
 * Writes the values of a list and then, for each, its children. Recursion is
 * bounded by the depth of what the handlers build (DOC_VALUE_DEPTH at most),
 * never by the input.
 */
static struct doc_list
write_children(const struct value_tree *tree, uint32_t node,
    struct doc_frame *frame)
{
	const struct value_node *above = node_at(tree, node);
	static const struct doc_value blank;
	struct doc_list list = { 0, 0 };

	for (uint32_t at = above->first; at != 0;
	     at = node_at(tree, at)->next) {
		struct doc_list one = doc_frame_put_list(frame, &blank, 1,
		    sizeof(blank));

		if (list.count == 0)
			list.at = one.at;
		list.count += one.count;
	}
	if (frame->bytes.failed)
		return (struct doc_list){ 0, 0 };
	for (uint32_t at = above->first, i = 0; at != 0;
	     at = node_at(tree, at)->next, i++) {
		struct doc_value value = node_at(tree, at)->value;

		value.unused = 0; /* was the builder's */
		value.children = write_children(tree, at, frame);
		if (frame->bytes.failed)
			return (struct doc_list){ 0, 0 };
		memcpy(frame->bytes.ptr + list.at + i * sizeof(value), &value,
		    sizeof(value));
	}
	return list;
}

struct doc_list
value_tree_write(const struct value_tree *tree, uint32_t node,
    struct doc_frame *frame)
{
	struct doc_value value;
	struct doc_list list;

	if (node == 0)
		return (struct doc_list){ 0, 0 };
	value = node_at(tree, node)->value;
	if (node_at(tree, node)->count == 0 &&
	    (value.kind == DOC_VALUE_OBJECT || value.kind == DOC_VALUE_LIST))
		return (struct doc_list){ 0, 0 };
	list = doc_frame_put_list(frame, &value, 1, sizeof(value));
	value.children = write_children(tree, node, frame);
	if (!frame->bytes.failed)
		memcpy(frame->bytes.ptr + list.at, &value, sizeof(value));
	return list;
}

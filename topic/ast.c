/*
 * Making and looking at trees. The shape that ast.h promises (flat AND and OR,
 * no double NOT) is made here, so that nobody has to normalise later.
 */
#include "topic/ast.h"

#include "topic/fields.h"
#include "topic/vocabulary.h"

struct node *
node_new(struct arena *arena, enum node_op op, struct place place)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	if (node == NULL)
		return NULL;
	node->op = (uint8_t)op;
	node->place = place;
	return node;
}

static void
append(struct node *parent, struct node *child)
{
	struct node **end = &parent->children;

	while (*end != NULL)
		end = &(*end)->next;
	*end = child;
}

void
node_add(struct node *parent, struct node *child)
{
	bool same = parent->op == child->op &&
	    (parent->op == NODE_AND || parent->op == NODE_OR);

	append(parent, same ? child->children : child);
}

struct node *
node_negate(struct arena *arena, struct node *child, struct place place)
{
	struct node *node;

	if (child->op == NODE_NOT)
		return child->children;
	node = node_new(arena, NODE_NOT, place_join(place, child->place));
	if (node != NULL) {
		node->joint = place;
		append(node, child);
	}
	return node;
}

size_t
node_child_count(const struct node *node)
{
	size_t count = 0;

	for (const struct node *c = node->children; c != NULL; c = c->next)
		count++;
	return count;
}

struct place
place_join(struct place a, struct place b)
{
	if (b.line == a.line && b.column + b.length > a.column + a.length)
		a.length = b.column + b.length - a.column;
	return a;
}

const struct node *
node_skip_names(const struct node *node)
{
	while (node->op == NODE_LIST || node->op == NODE_FIELD)
		node = node->children;
	return node;
}

/* Whether node holds where every atom and every key field is false. "*" says
 * openly that everything is wanted, so it counts as false (4.3). */
static bool
holds_without_words(const struct node *node)
{
	uint32_t count = 0;

	switch ((enum node_op)node->op) {
	case NODE_NOT:
		return !holds_without_words(node->children);
	case NODE_AND:
		for (const struct node *c = node->children; c; c = c->next) {
			if (!holds_without_words(c))
				return false;
		}
		return true;
	case NODE_OR:
	case NODE_ANY:
		for (const struct node *c = node->children; c; c = c->next)
			count += holds_without_words(c);
		return count >= (node->op == NODE_ANY ? node->number : 1);
	case NODE_FIELD:
	case NODE_LIST:
		return holds_without_words(node->children);
	case NODE_ALL:
	case NODE_NEAR:
	case NODE_ATLEAST:
	case NODE_ATOM:
	case NODE_REGEX:
	case NODE_KEY:
		break;
	}
	return false;
}

const struct node *
node_find_negative(const struct node *node)
{
	const struct node *child = node->children;

	if (!holds_without_words(node))
		return NULL;
	while (node->op != NODE_NOT && child != NULL) {
		while (child->next != NULL && !holds_without_words(child))
			child = child->next;
		node = child;
		child = node->children;
	}
	return node;
}

static const char *
atom_name(const struct query *query, const struct atom *atom)
{
	const struct sequence *first = &atom->sequences[0];

	if (atom->level == LEVEL_CASE)
		return "case";
	if (atom->level == LEVEL_EXACT)
		return "exact";
	if (first->count > 1)
		return "phrase";
	switch (
	    vocabulary_word(query->vocabulary, first->elements[0].word)->kind) {
	case WORD_PREFIX:
		return "prefix";
	case WORD_PATTERN:
		return "pattern";
	case WORD_WHOLE:
		break;
	}
	return "word";
}

const char *
node_op_name(const struct query *query, const struct node *node)
{
	/* clang-format off */
	static const char *const names[] = {
		[NODE_ALL] = "all", [NODE_AND] = "and", [NODE_OR] = "or",
		[NODE_NOT] = "not", [NODE_NEAR] = "near",
		[NODE_ATLEAST] = "atleast", [NODE_ANY] = "any",
		[NODE_ATOM] = "word", [NODE_REGEX] = "regex",
		[NODE_KEY] = "key", [NODE_FIELD] = "field",
		[NODE_LIST] = "list",
	};
	/* clang-format on */

	if (node->op == NODE_ATOM)
		return atom_name(query, node->atom);
	if (node->op == NODE_KEY)
		return field_definition(node->key->field)->name;
	if (node->op == NODE_NEAR && node->ordered)
		return "onear";
	return names[node->op];
}

/*
 * What must be there if a query is true (6.1). An OR needs something of every
 * branch, an AND only of one: the cheapest, by how common its words are likely
 * to be. That is guessed from the word alone (is it a stop word, how long is
 * it), for a set must not depend on what the store has seen; a wrong guess
 * costs time and never a match.
 */
#include "topic/fields.h"
#include "topic/set.h"
#include "topic/stop_words.h"
#include "utf8.h"

#define NO_COVER UINT64_MAX

/* What a word of so many characters costs: articles of 10,000, roughly. */
static const uint64_t cost_by_length[] = { 2000, 1000, 500, 200, 80, 40, 20, 12,
	8, 5 };
#define COST_STOP_WORD 5000
#define COST_UNIT      800 /* one character of Chinese and the like */
#define PREFIX_FACTOR  4
#define ANY_WEIGHED    64 /* members; of more all are taken */

static uint64_t
word_cost(const struct vocabulary_word *word)
{
	size_t length = utf8_count(slice_sub(word->text, 0,
	    word->kind == WORD_WHOLE ? word->text.len : word->head));
	uint64_t cost;

	if (word->kind == WORD_WHOLE && stop_word_languages(word->cased) != 0)
		return COST_STOP_WORD;
	if (length == 1 && word->text.len > 2)
		return COST_UNIT;
	if (length >= ARRAY_LEN(cost_by_length))
		length = ARRAY_LEN(cost_by_length) - 1;
	cost = cost_by_length[length];
	/* two characters of Chinese say more than two letters */
	if (length == 2 && word->text.len > 4)
		cost = cost_by_length[6];
	return word->kind == WORD_WHOLE ? cost : cost * PREFIX_FACTOR;
}

static uint64_t
sum(uint64_t a, uint64_t b)
{
	return a == NO_COVER || b == NO_COVER ? NO_COVER : a + b;
}

/* The cheapest word of a sequence. */
static uint32_t
cheapest_word(const struct query *query, const struct sequence *sequence,
    uint64_t *cost)
{
	uint32_t best = 0;

	*cost = NO_COVER;
	for (uint32_t i = 0; i < sequence->count; i++) {
		uint32_t word = sequence->elements[i].word;
		uint64_t now = word_cost(
		    vocabulary_word(query->vocabulary, word));

		if (now < *cost) {
			*cost = now;
			best = word;
		}
	}
	return best;
}

static uint64_t
atom_cost(const struct query *query, const struct atom *atom)
{
	uint64_t all = 0, one;

	for (uint32_t i = 0; i < atom->sequence_count; i++) {
		cheapest_word(query, &atom->sequences[i], &one);
		all = sum(all, one);
	}
	return all;
}

static uint64_t node_cost(const struct query *query, const struct node *node);

static const struct node *
cheapest_child(const struct query *query, const struct node *node,
    uint64_t *cost)
{
	const struct node *best = NULL;

	*cost = NO_COVER;
	for (const struct node *c = node->children; c != NULL; c = c->next) {
		uint64_t now = node_cost(query, c);

		if (best == NULL || now < *cost) {
			best = c;
			*cost = now;
		}
	}
	return best;
}

/* The members of an ANY/k of which one must hold: all but the k-1 dearest.
 * Whether child, one of so many, is among them; the first of equals stays. */
static bool
is_needed(const struct query *query, const struct node *any, size_t members,
    const struct node *child)
{
	size_t needed = members - any->number + 1, cheaper = 0;
	bool before = true;
	uint64_t own;

	if (members > ANY_WEIGHED)
		return true;
	own = node_cost(query, child);
	for (const struct node *c = any->children; c != NULL; c = c->next) {
		uint64_t cost = node_cost(query, c);

		before &= c != child;
		cheaper += cost < own || (cost == own && before);
	}
	return cheaper < needed;
}

static uint64_t
any_cost(const struct query *query, const struct node *any)
{
	size_t members = node_child_count(any);
	uint64_t cost = 0;

	for (const struct node *c = any->children; c != NULL; c = c->next) {
		if (is_needed(query, any, members, c))
			cost = sum(cost, node_cost(query, c));
	}
	return cost;
}

static uint64_t
node_cost(const struct query *query, const struct node *node)
{
	uint64_t cost = 0;

	switch ((enum node_op)node->op) {
	case NODE_ATOM:
		return atom_cost(query, node->atom);
	case NODE_AND:
	case NODE_NEAR:
		cheapest_child(query, node, &cost);
		return cost;
	case NODE_OR:
		for (const struct node *c = node->children; c; c = c->next)
			cost = sum(cost, node_cost(query, c));
		return cost;
	case NODE_ANY:
		return any_cost(query, node);
	case NODE_ATLEAST:
	case NODE_FIELD:
	case NODE_LIST:
		return node_cost(query, node->children);
	case NODE_ALL:
	case NODE_NOT:
	case NODE_REGEX:
	case NODE_KEY:
		break;
	}
	return NO_COVER;
}

static void
add_cover(const struct query *query, const struct node *node, cover_add add,
    void *arg)
{
	size_t members = node->op == NODE_ANY ? node_child_count(node) : 0;
	uint64_t cost;

	if (node->op == NODE_ATOM) {
		for (uint32_t i = 0; i < node->atom->sequence_count; i++)
			add(arg,
			    cheapest_word(query, &node->atom->sequences[i],
				&cost));
	} else if (node->op == NODE_AND || node->op == NODE_NEAR) {
		add_cover(query, cheapest_child(query, node, &cost), add, arg);
	} else {
		for (const struct node *c = node->children; c; c = c->next) {
			if (members == 0 || is_needed(query, node, members, c))
				add_cover(query, c, add, arg);
		}
	}
}

bool
cover_find(const struct query *query, cover_add add, void *arg)
{
	if (node_cost(query, query->root) == NO_COVER)
		return false;
	add_cover(query, query->root, add, arg);
	return true;
}

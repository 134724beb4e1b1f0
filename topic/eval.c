/*
 * Trees over findings: three values, for a limit that was hit is neither true
 * nor false and must not be lost on the way to the root (4.4). Evaluates only
 * as far as the verdict needs; explain.c asks every node.
 */
#include "topic/eval.h"

#include "topic/parser.h"

enum truth
truth_not(enum truth a)
{
	static const enum truth table[] = {
		[TRUTH_FALSE] = TRUTH_TRUE,
		[TRUTH_TRUE] = TRUTH_FALSE,
		[TRUTH_UNKNOWN] = TRUTH_UNKNOWN,
	};

	return table[a];
}

enum truth
truth_and(enum truth a, enum truth b)
{
	if (a == TRUTH_FALSE || b == TRUTH_FALSE)
		return TRUTH_FALSE;
	return a == TRUTH_TRUE ? b : a;
}

enum truth
truth_or(enum truth a, enum truth b)
{
	return truth_not(truth_and(truth_not(a), truth_not(b)));
}

static enum truth
truth_of(const struct evaluation *ev, bool value)
{
	if (ev->findings->failed)
		return TRUTH_UNKNOWN;
	return value ? TRUTH_TRUE : TRUTH_FALSE;
}

static enum truth
eval_all(const struct evaluation *ev, const struct node *node)
{
	enum truth truth = TRUTH_TRUE;

	for (const struct node *c = node->children;
	     c != NULL && truth != TRUTH_FALSE; c = c->next)
		truth = truth_and(truth, eval_node(ev, c));
	return truth;
}

static enum truth
eval_either(const struct evaluation *ev, const struct node *node)
{
	enum truth truth = TRUTH_FALSE;

	for (const struct node *c = node->children;
	     c != NULL && truth != TRUTH_TRUE; c = c->next)
		truth = truth_or(truth, eval_node(ev, c));
	return truth;
}

static enum truth
eval_any(const struct evaluation *ev, const struct node *node)
{
	uint32_t yes = 0, maybe = 0;

	for (const struct node *c = node->children;
	     c != NULL && yes < node->number; c = c->next) {
		enum truth truth = eval_node(ev, c);

		yes += truth == TRUTH_TRUE;
		maybe += truth == TRUTH_UNKNOWN;
	}
	if (yes >= node->number)
		return TRUTH_TRUE;
	return yes + maybe >= node->number ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

static enum truth
eval_atleast(const struct evaluation *ev, const struct node *node)
{
	struct occurrences list = { .count = 0 };

	if (node->number == 1)
		return eval_node(ev, node->children);
	occurrences_add(ev, node->children, 0, &list);
	return truth_of(ev, occurrences_count_starts(&list) >= node->number);
}

static enum truth
eval_near(const struct evaluation *ev, const struct node *node)
{
	struct occurrences list = { .count = 0 };
	bool exhausted;
	uint32_t distance;

	occurrences_of_near(ev, node, &list);
	distance = near_distance(&list, node_child_count(node), node->ordered,
	    node->number, &exhausted);
	if (distance != NEAR_NOWHERE)
		return TRUTH_TRUE;
	return exhausted ? TRUTH_UNKNOWN : truth_of(ev, false);
}

static enum truth
eval_regex(const struct evaluation *ev, const struct node *node)
{
	const struct tokens *tokens = ev->findings->tokens;
	enum truth truth = TRUTH_FALSE;
	size_t start, end;

	for (int i = 0; i < TEXT_FIELDS && tokens != NULL; i++) {
		if ((node->fields >> i & 1) == 0)
			continue;
		truth = truth_or(truth,
		    regex_find(node->regex, tokens->fields[i].text, 0, &start,
			&end));
		if (truth == TRUTH_TRUE)
			break;
	}
	return truth;
}

enum truth
eval_node(const struct evaluation *ev, const struct node *node)
{
	switch ((enum node_op)node->op) {
	case NODE_ALL:
		return TRUTH_TRUE;
	case NODE_AND:
		return eval_all(ev, node);
	case NODE_OR:
		return eval_either(ev, node);
	case NODE_NOT:
		return truth_not(eval_node(ev, node->children));
	case NODE_NEAR:
		return eval_near(ev, node);
	case NODE_ATLEAST:
		return eval_atleast(ev, node);
	case NODE_ANY:
		return eval_any(ev, node);
	case NODE_ATOM:
		return truth_of(ev, atom_occurs(ev, node));
	case NODE_REGEX:
		return eval_regex(ev, node);
	case NODE_KEY:
		return truth_of(ev, key_holds(ev, node->key));
	case NODE_FIELD:
	case NODE_LIST:
		return eval_node(ev, node->children);
	}
	return TRUTH_UNKNOWN;
}

enum truth
query_eval(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct query_moment moment)
{
	struct findings findings;
	struct evaluation ev = { &findings, article, moment };
	enum truth truth;

	if (query->root == NULL)
		return TRUTH_TRUE;
	findings_init(&findings, query->vocabulary);
	findings_take(&findings, tokens);
	truth = eval_node(&ev, query->root);
	findings_finish(&findings);
	return truth;
}

/*
 * The grammar (2.2), one function a rule, by descent. The depth of groups is
 * limited, chains of NOT are counted and not recursed into, so no query can
 * exhaust the stack. Lists are read anew wherever they stand, for a field
 * around one changes what its words mean; sizes are counted over all of them.
 */
#include "topic/parser.h"

#include "limits.h"
#include "topic/vocabulary.h"

static struct node *parse_or(struct parser *parser, const struct token *after);
static struct node *
parse_unit(struct parser *parser, const struct token *after);

/* ---- tokens -------------------------------------------------------------------------- */

bool
parser_advance(struct parser *parser)
{
	return lexer_next(&parser->lexer, &parser->token);
}

struct node *
parser_fail(struct parser *parser, const char *code, struct place place,
    const char *message)
{
	query_fail(parser->err, code, place, "%s", message);
	return NULL;
}

static struct node *
fail_named(struct parser *parser, const char *code, const struct token *token,
    const char *message)
{
	query_fail(parser->err, code, token->place, "%.*s %s",
	    SLICE_FMT(token->source), message);
	return NULL;
}

struct node *
parser_node(struct parser *parser, enum node_op op, struct place place)
{
	struct node *node;

	if (parser->list != NULL)
		place = (struct place){ 0 };
	node = node_new(parser->state->room->arena, op, place);
	if (node == NULL)
		query_fail_memory(parser->err);
	return node;
}

/* Of an error that was found on the tree: the node's, or that of the list which
 * it stands in. */
static struct place
place_or(struct place place, struct place outer)
{
	return place.line == 0 ? outer : place;
}

/* ---- what NEAR and ATLEAST may hold ------------------------------------------------- */

/* The node below that is no atom and no OR of atoms, or NULL. */
static const struct node *
find_not_atom(const struct node *node)
{
	while (node->op == NODE_LIST)
		node = node->children;
	if (node->op == NODE_ATOM)
		return NULL;
	if (node->op != NODE_OR)
		return node;
	for (const struct node *c = node->children; c != NULL; c = c->next) {
		const struct node *found = find_not_atom(c);

		if (found != NULL)
			return found;
	}
	return NULL;
}

/* E15 for what stands inside joint (NEAR, ATLEAST). */
static bool
fail_inside(struct parser *parser, const struct node *node, const char *joint,
    struct place outer)
{
	static const char *const names[] = {
		[NODE_ALL] = "*",
		[NODE_AND] = "AND",
		[NODE_OR] = "OR",
		[NODE_NOT] = "NOT",
		[NODE_NEAR] = "NEAR",
		[NODE_ATLEAST] = "ATLEAST",
		[NODE_ANY] = "ANY",
		[NODE_ATOM] = "a word",
		[NODE_REGEX] = "a regular expression",
		[NODE_KEY] = "a field",
		[NODE_FIELD] = "a field",
		[NODE_LIST] = "a list",
	};
	struct place place = node->op == NODE_AND ? node->joint : node->place;

	return query_fail(parser->err, "E15", place_or(place, outer),
	    "%s is not allowed inside %s", names[node->op], joint);
}

static bool
check_near_operand(struct parser *parser, const struct node *node,
    const struct token *near)
{
	const struct node *bad = find_not_atom(node);
	const char *name = near->kind == TOKEN_ONEAR ? "ONEAR" : "NEAR";

	if (bad == NULL)
		return true;
	if (bad->op == NODE_FIELD)
		return query_fail(parser->err, "E15",
		    place_or(bad->place, node->place),
		    "put the field outside: %s:(\xE2\x80\xA6 %s/%u "
		    "\xE2\x80\xA6)",
		    field_definition(bad->number)->name, name, near->number);
	return fail_inside(parser, bad, name, node->place);
}

/* ---- operands ----------------------------------------------------------------------- */

/* What is wrong where an operand should begin. after: the operator before it,
 * or NULL at the start of a group. */
struct node *
parser_fail_operand(struct parser *parser, const struct token *after)
{
	switch (parser->token.kind) {
	case TOKEN_AND:
	case TOKEN_OR:
	case TOKEN_NEAR:
	case TOKEN_ONEAR:
		return fail_named(parser, "E08", &parser->token,
		    "needs something before it");
	case TOKEN_COMMA:
		if (after == NULL || after->kind != TOKEN_COMMA)
			return parser_fail(parser, "E25", parser->token.place,
			    "a comma separates only in ANY/k ( \xE2\x80\xA6 )");
		break;
	case TOKEN_CLOSE:
		if (after == NULL)
			return parser_fail(parser, "E06", parser->token.place,
			    "nothing to close here");
		break;
	case TOKEN_END:
	case TOKEN_OPEN:
	case TOKEN_NOT:
	case TOKEN_ATLEAST:
	case TOKEN_ANY:
	case TOKEN_EXACT:
	case TOKEN_CASE:
	case TOKEN_WORD:
	case TOKEN_QUOTED:
	case TOKEN_REGEX:
	case TOKEN_FIELD:
	case TOKEN_SET:
	case TOKEN_STAR:
		break;
	}
	if (after == NULL)
		return parser_fail(parser, "E01", (struct place){ 1, 1, 1 },
		    "empty query");
	if (after->kind == TOKEN_OPEN)
		return parser->token.kind == TOKEN_CLOSE
		    ? parser_fail(parser, "E32", after->place,
			  "empty parentheses")
		    : parser_fail(parser, "E05", after->place,
			  "parenthesis is not closed");
	return fail_named(parser, "E08", after, "needs something after it");
}

static bool
enter_group(struct parser *parser, struct place place)
{
	if (++parser->state->groups <= LIMIT_QUERY_DEPTH)
		return true;
	return query_fail(parser->err, "E28", place,
	    "more than %d groups in each other", LIMIT_QUERY_DEPTH);
}

struct node *
parser_group(struct parser *parser)
{
	struct token open = parser->token;
	struct node *node;

	if (!enter_group(parser, open.place) || !parser_advance(parser))
		return NULL;
	node = parse_or(parser, &open);
	if (node == NULL)
		return NULL;
	if (parser->token.kind == TOKEN_COMMA)
		return parser_fail(parser, "E25", parser->token.place,
		    "a comma separates only in ANY/k ( \xE2\x80\xA6 )");
	if (parser->token.kind != TOKEN_CLOSE)
		return parser_fail(parser, "E05", open.place,
		    "parenthesis is not closed");
	parser->state->groups--;
	return parser_advance(parser) ? node : NULL;
}

struct node *
parser_atom(struct parser *parser)
{
	struct token token = parser->token;
	struct place equals = token.place;
	enum atom_level level = LEVEL_STEM;

	if (token.kind == TOKEN_EXACT || token.kind == TOKEN_CASE) {
		level = token.kind == TOKEN_CASE ? LEVEL_CASE : LEVEL_EXACT;
		if (!parser_advance(parser))
			return NULL;
		token = parser->token;
	}
	if (token.kind != TOKEN_WORD && token.kind != TOKEN_QUOTED) {
		query_fail(parser->err, "E08", equals,
		    "%s needs a word or a phrase directly after it",
		    level == LEVEL_CASE ? "==" : "=");
		return NULL;
	}
	if (!parser_advance(parser))
		return NULL;
	return atom_read(parser, &token, level, equals);
}

/* ---- counts -------------------------------------------------------------------------- */

/* ATLEAST/n and what it counts. */
static struct node *
parse_atleast(struct parser *parser)
{
	struct token token = parser->token;
	struct node *node = parser_node(parser, NODE_ATLEAST, token.place);
	struct node *inner;
	const struct node *bad;

	if (node == NULL || !parser_advance(parser))
		return NULL;
	if (parser->token.kind == TOKEN_NOT) {
		query_fail(parser->err, "E15", parser->token.place,
		    "NOT is not allowed inside ATLEAST");
		return NULL;
	}
	inner = parse_unit(parser, &token);
	if (inner == NULL)
		return NULL;
	bad = find_not_atom(inner->op == NODE_FIELD ? inner->children : inner);
	if (bad != NULL) {
		fail_inside(parser, bad, "ATLEAST", inner->place);
		return NULL;
	}
	node->number = token.number;
	node->place = place_join(node->place, inner->place);
	node_add(node, inner);
	return node;
}

/* ANY/k (a, b, ...). */
static struct node *
parse_any(struct parser *parser)
{
	struct token token = parser->token, open, after;
	struct node *node = parser_node(parser, NODE_ANY, token.place);
	size_t count;

	if (node == NULL || !parser_advance(parser))
		return NULL;
	open = after = parser->token;
	if (open.kind != TOKEN_OPEN) {
		query_fail(parser->err, "E18", token.place,
		    "%.*s needs a list in parentheses",
		    SLICE_FMT(token.source));
		return NULL;
	}
	if (!enter_group(parser, open.place))
		return NULL;
	do {
		struct node *member;

		after = parser->token;
		if (!parser_advance(parser))
			return NULL;
		member = parse_or(parser, &after);
		if (member == NULL)
			return NULL;
		node_add(node, member);
	} while (parser->token.kind == TOKEN_COMMA);
	if (parser->token.kind != TOKEN_CLOSE)
		return parser_fail(parser, "E05", open.place,
		    "parenthesis is not closed");
	count = node_child_count(node);
	if (token.number > count) {
		query_fail(parser->err, "E18", token.place, "wants %u of %zu",
		    token.number, count);
		return NULL;
	}
	parser->state->groups--;
	node->number = token.number;
	if (parser->list == NULL)
		node->place = place_join(token.place, parser->token.place);
	return parser_advance(parser) ? node : NULL;
}

/* ---- the levels -------------------------------------------------------------------- */

static struct node *
parse_star(struct parser *parser)
{
	struct token token = parser->token;

	if (parser->in_field)
		return parser_fail(parser, "E29", token.place,
		    "* is not allowed inside a field");
	if (!parser_advance(parser))
		return NULL;
	return parser_node(parser, NODE_ALL, token.place);
}

/* unit of the grammar; after as for parser_fail_operand. */
static struct node *
parse_unit(struct parser *parser, const struct token *after)
{
	switch (parser->token.kind) {
	case TOKEN_OPEN:
		return parser_group(parser);
	case TOKEN_ATLEAST:
		return parse_atleast(parser);
	case TOKEN_ANY:
		return parse_any(parser);
	case TOKEN_EXACT:
	case TOKEN_CASE:
	case TOKEN_WORD:
	case TOKEN_QUOTED:
		return parser_atom(parser);
	case TOKEN_FIELD:
		return parser_field(parser);
	case TOKEN_SET:
		return parser_set(parser);
	case TOKEN_STAR:
		return parse_star(parser);
	case TOKEN_END:
	case TOKEN_CLOSE:
	case TOKEN_COMMA:
	case TOKEN_AND:
	case TOKEN_OR:
	case TOKEN_NOT:
	case TOKEN_NEAR:
	case TOKEN_ONEAR:
	case TOKEN_REGEX:
		break;
	}
	return parser_fail_operand(parser, after);
}

/* The operands of a NEAR after its first. */
static struct node *
parse_near(struct parser *parser, struct node *first)
{
	struct token near = parser->token, token;
	struct node *node = parser_node(parser, NODE_NEAR, first->place);
	struct node *operand = first;
	size_t count = 1;

	if (node == NULL)
		return NULL;
	node->number = near.number;
	node->ordered = near.kind == TOKEN_ONEAR;
	for (;;) {
		token = parser->token;
		if (!check_near_operand(parser, operand, &near))
			return NULL;
		node_add(node, operand);
		node->place = place_join(node->place, operand->place);
		if (token.kind != TOKEN_NEAR && token.kind != TOKEN_ONEAR)
			return node;
		if (token.kind != near.kind || token.number != near.number)
			return parser_fail(parser, "E17", token.place,
			    "one distance and one operator in a chain");
		if (++count > LIMIT_NEAR_OPERANDS) {
			query_fail(parser->err, "E28", token.place,
			    "more than %d operands of NEAR",
			    LIMIT_NEAR_OPERANDS);
			return NULL;
		}
		if (!parser_advance(parser))
			return NULL;
		if (parser->token.kind == TOKEN_NOT) {
			query_fail(parser->err, "E15", parser->token.place,
			    "NOT is not allowed inside %s",
			    node->ordered ? "ONEAR" : "NEAR");
			return NULL;
		}
		operand = parse_unit(parser, &token);
		if (operand == NULL)
			return NULL;
	}
}

static struct node *
parse_prox(struct parser *parser, const struct token *after)
{
	struct node *node = parse_unit(parser, after);

	if (node == NULL ||
	    (parser->token.kind != TOKEN_NEAR &&
		parser->token.kind != TOKEN_ONEAR))
		return node;
	return parse_near(parser, node);
}

static struct node *
parse_not(struct parser *parser, const struct token *after)
{
	struct token first = parser->token, last;
	struct node *node;
	bool negated = false;

	if (first.kind != TOKEN_NOT)
		return parse_prox(parser, after);
	do {
		last = parser->token;
		negated = !negated;
		if (!parser_advance(parser))
			return NULL;
	} while (parser->token.kind == TOKEN_NOT);
	node = parse_prox(parser, &last);
	if (node == NULL || !negated)
		return node;
	node = node_negate(parser->state->room->arena, node,
	    parser->list == NULL ? first.place : (struct place){ 0 });
	if (node == NULL)
		query_fail_memory(parser->err);
	return node;
}

/* Whether an operand begins here, so that an AND is meant. */
static bool
begins_operand(enum token_kind kind)
{
	return kind == TOKEN_OPEN || kind == TOKEN_NOT ||
	    (kind >= TOKEN_ATLEAST && kind <= TOKEN_STAR);
}

/* node and, behind joint, next: under a node of op, which node may be. */
static struct node *
join(struct parser *parser, struct node *node, enum node_op op,
    const struct token *joint, struct node *next)
{
	struct node *wide = node;

	if (next == NULL)
		return NULL;
	if (node->op != op) {
		wide = parser_node(parser, op, node->place);
		if (wide == NULL)
			return NULL;
		if (parser->list == NULL)
			wide->joint = joint->place;
		node_add(wide, node);
	}
	wide->place = place_join(wide->place, next->place);
	node_add(wide, next);
	return wide;
}

static struct node *
parse_and(struct parser *parser, const struct token *after)
{
	struct node *node = parse_not(parser, after);

	while (node != NULL &&
	    (parser->token.kind == TOKEN_AND ||
		begins_operand(parser->token.kind))) {
		struct token joint = parser->token;

		if (joint.kind == TOKEN_AND && !parser_advance(parser))
			return NULL;
		node = join(parser, node, NODE_AND, &joint,
		    parse_not(parser, &joint));
	}
	return node;
}

static struct node *
parse_or(struct parser *parser, const struct token *after)
{
	struct node *node = parse_and(parser, after);

	while (node != NULL && parser->token.kind == TOKEN_OR) {
		struct token joint = parser->token;

		if (!parser_advance(parser))
			return NULL;
		node = join(parser, node, NODE_OR, &joint,
		    parse_and(parser, &joint));
	}
	return node;
}

struct node *
parser_whole(struct parser *parser)
{
	struct node *node;

	if (!parser_advance(parser))
		return NULL;
	node = parse_or(parser, NULL);
	if (node == NULL)
		return NULL;
	if (parser->token.kind == TOKEN_CLOSE ||
	    parser->token.kind == TOKEN_COMMA)
		return parser_fail_operand(parser, NULL);
	return node;
}

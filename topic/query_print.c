/*
 * The normal form (2.3): one spelling for a tree, which reads back as the same
 * tree. Parentheses stand exactly round an OR inside anything tighter and round
 * an AND inside an OR.
 */
#include "topic/fields.h"
#include "topic/glyph.h"
#include "utf8.h"

enum context {
	INSIDE_NOTHING, /* the top, or parentheses that are there anyway */
	INSIDE_OR,
	INSIDE_AND,
	INSIDE_NOT,
	INSIDE_OPERAND /* of NEAR, of ATLEAST, of a field */
};

static void
print_in(const struct node *node, enum context context, struct buffer *out);

static bool
is_operator(struct slice word)
{
	static const struct slice words[] = { SLICE_INIT("and"),
		SLICE_INIT("or"), SLICE_INIT("not"), SLICE_INIT("near"),
		SLICE_INIT("onear"), SLICE_INIT("atleast"), SLICE_INIT("any"),
		SLICE_INIT("andnot") };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (slice_eq_nocase(word, words[i]))
			return true;
	}
	return false;
}

/* Whether quoted text says the same without its quotes. */
static bool
needs_no_quotes(struct slice text)
{
	struct glyph glyph = glyph_at(text, 0);

	if (text.len == 0 || glyph.start != 0 || is_operator(text))
		return false;
	for (; glyph.class != GLYPH_END; glyph = glyph_at(text, glyph.end)) {
		if (!glyph_is_word(&glyph) && glyph.class != GLYPH_UNIT)
			return false;
	}
	return true;
}

static void
print_text(struct slice text, bool quoted, struct buffer *out)
{
	quoted = quoted && !needs_no_quotes(text);
	if (quoted)
		buffer_append_char(out, '"');
	buffer_append(out, text);
	if (quoted)
		buffer_append_char(out, '"');
}

static void
print_atom(const struct atom *atom, struct buffer *out)
{
	static const char *const equals[] = { "", "=", "==" };

	buffer_append_string(out, equals[atom->level]);
	print_text(atom->source, atom->quoted, out);
}

static void
print_regex(const struct regex *regex, struct buffer *out)
{
	buffer_append_char(out, '/');
	buffer_append(out, regex->source);
	buffer_append_char(out, '/');
	if (regex->ignore_case)
		buffer_append_char(out, 'i');
	if (regex->dot_all)
		buffer_append_char(out, 's');
}

static void
print_key(const struct key *key, struct buffer *out)
{
	buffer_append_format(out, "%s:", field_definition(key->field)->name);
	if (key->count > 1)
		buffer_append_char(out, '(');
	for (uint32_t i = 0; i < key->count; i++) {
		if (i > 0)
			buffer_append_string(out, " OR ");
		print_text(key->values[i].source, key->values[i].quoted, out);
	}
	if (key->count > 1)
		buffer_append_char(out, ')');
}

static void
print_children(const struct node *node, const char *between,
    enum context context, struct buffer *out)
{
	for (const struct node *c = node->children; c != NULL; c = c->next) {
		print_in(c, context, out);
		if (c->next != NULL)
			buffer_append_string(out, between);
	}
}

static void
print_near(const struct node *node, struct buffer *out)
{
	for (const struct node *c = node->children; c != NULL; c = c->next) {
		print_in(c, INSIDE_OPERAND, out);
		if (c->next != NULL)
			buffer_append_format(out, " %s/%u ",
			    node->ordered ? "ONEAR" : "NEAR", node->number);
	}
}

/* Whether the node stands in parentheses where it is. */
static bool
is_bracketed(const struct node *node, enum context context)
{
	switch ((enum node_op)node->op) {
	case NODE_AND:
		return context != INSIDE_NOTHING && context != INSIDE_AND;
	case NODE_OR:
		return context != INSIDE_NOTHING && context != INSIDE_OR;
	case NODE_NOT:
	case NODE_NEAR:
	case NODE_ATLEAST:
	case NODE_ANY:
	case NODE_LIST:
		return context == INSIDE_OPERAND && node->op != NODE_LIST;
	case NODE_ALL:
	case NODE_ATOM:
	case NODE_REGEX:
	case NODE_KEY:
	case NODE_FIELD:
		break;
	}
	return false;
}

static void
print_field(const struct node *node, struct buffer *out)
{
	const struct node *inner = node->children;
	bool brackets = inner->op == NODE_LIST;

	buffer_append_format(out, "%s:", field_definition(node->number)->name);
	if (brackets)
		buffer_append_char(out, '(');
	print_in(inner, INSIDE_OPERAND, out);
	if (brackets)
		buffer_append_char(out, ')');
}

static void
print_op(const struct node *node, struct buffer *out)
{
	switch ((enum node_op)node->op) {
	case NODE_ALL:
		buffer_append_char(out, '*');
		return;
	case NODE_AND:
		print_children(node, " AND ", INSIDE_AND, out);
		return;
	case NODE_OR:
		print_children(node, " OR ", INSIDE_OR, out);
		return;
	case NODE_NOT:
		buffer_append_string(out, "NOT ");
		print_in(node->children, INSIDE_NOT, out);
		return;
	case NODE_NEAR:
		print_near(node, out);
		return;
	case NODE_ATLEAST:
		buffer_append_format(out, "ATLEAST/%u ", node->number);
		print_in(node->children, INSIDE_OPERAND, out);
		return;
	case NODE_ANY:
		buffer_append_format(out, "ANY/%u (", node->number);
		print_children(node, ", ", INSIDE_NOTHING, out);
		buffer_append_char(out, ')');
		return;
	case NODE_ATOM:
		print_atom(node->atom, out);
		return;
	case NODE_REGEX:
		print_regex(node->regex, out);
		return;
	case NODE_KEY:
		print_key(node->key, out);
		return;
	case NODE_FIELD:
		print_field(node, out);
		return;
	case NODE_LIST:
		buffer_append_char(out, '~');
		buffer_append(out, node->name);
		return;
	}
}

static void
print_in(const struct node *node, enum context context, struct buffer *out)
{
	bool brackets = is_bracketed(node, context);

	if (brackets)
		buffer_append_char(out, '(');
	print_op(node, out);
	if (brackets)
		buffer_append_char(out, ')');
}

void
node_print(const struct node *node, struct buffer *out)
{
	print_in(node, INSIDE_NOTHING, out);
}

bool
query_print(const struct query *query, struct buffer *out)
{
	if (query->said != NULL)
		node_print(query->said, out);
	return !out->failed;
}

/*
 * A query into SQL (section 5): an expression that holds at least where the
 * query does. Bounds go down the tree, NOT turns them round; parts that no
 * index can tell are everything from above and nothing from below. What is only
 * text is joined into as few MATCHes as can be; the rest is SQL on the columns.
 */
#include "topic/fts.h"

#include "limits.h"
#include "topic/fields.h"

enum part_op {
	PART_TRUE,
	PART_FALSE,
	PART_MATCH, /* text: of FTS5 */
	PART_KEY,
	PART_AND,
	PART_OR,
	PART_NOT
};
struct part {
	enum part_op op;
	struct part *children, *next;
	struct slice match;
	const struct key *key;
	enum bound bound;
	/* Levels that it has as one MATCH; 0 where it cannot be one. */
	uint32_t depth;
};

struct translation {
	struct fts_room room;
	struct sql_values values;
	struct error *err;
	bool exact, failed;
};

/* ---- the tree of parts -------------------------------------------------------------- */

static struct part *
part_new(struct translation *t, enum part_op op)
{
	struct part *part = arena_alloc(t->room.arena, sizeof(*part));

	if (part == NULL) {
		t->failed = true;
		return NULL;
	}
	part->op = op;
	return part;
}

static struct part *
translate(struct translation *t, const struct node *node, enum bound bound);

static struct part *
translate_text(struct translation *t, struct fts_text text, enum bound bound)
{
	struct part *part;

	t->exact &= text.exact;
	t->failed |= text.match.ptr == NULL;
	if (!text.exact && bound == BOUND_LOWER)
		return part_new(t, PART_FALSE);
	part = part_new(t, PART_MATCH);
	if (part != NULL) {
		part->match = text.match;
		part->depth = 1;
	}
	return part;
}

/* What nothing can narrow. */
static struct part *
translate_blind(struct translation *t, enum bound bound)
{
	t->exact = false;
	return part_new(t, bound == BOUND_UPPER ? PART_TRUE : PART_FALSE);
}

static struct part *
translate_key(struct translation *t, const struct node *node, enum bound bound)
{
	struct part *part = part_new(t, PART_KEY);

	t->exact &= key_is_exact(node->key);
	if (part != NULL) {
		part->key = node->key;
		part->bound = bound;
	}
	return part;
}

static struct part *
translate_not(struct translation *t, const struct node *node, enum bound bound)
{
	struct part *inner = translate(t, node->children,
	    bound == BOUND_UPPER ? BOUND_LOWER : BOUND_UPPER);
	struct part *part;

	if (inner == NULL)
		return NULL;
	if (inner->op == PART_TRUE || inner->op == PART_FALSE)
		return part_new(t,
		    inner->op == PART_TRUE ? PART_FALSE : PART_TRUE);
	part = part_new(t, PART_NOT);
	if (part != NULL)
		part->children = inner;
	return part;
}

/* The levels of the part as one MATCH: an AND needs something positive. */
static uint32_t
depth_of(const struct part *part)
{
	uint32_t deepest = 0;
	bool positive = false;

	for (const struct part *c = part->children; c != NULL; c = c->next) {
		uint32_t depth = c->depth;

		if (c->op == PART_NOT && part->op == PART_AND)
			depth = c->children->depth;
		else
			positive = true;
		if (depth == 0)
			return 0;
		if (depth > deepest)
			deepest = depth;
	}
	return positive && deepest < LIMIT_FTS_DEPTH ? deepest + 1 : 0;
}

/* AND or OR of the children's parts, as far as they say anything. */
static struct part *
translate_all(struct translation *t, const struct node *node, enum part_op op,
    enum bound bound)
{
	enum part_op decides = op == PART_AND ? PART_FALSE : PART_TRUE;
	enum part_op says_nothing = op == PART_AND ? PART_TRUE : PART_FALSE;
	struct part *part = part_new(t, op), **end;

	if (part == NULL)
		return NULL;
	end = &part->children;
	for (const struct node *c = node->children; c != NULL; c = c->next) {
		struct part *child = translate(t, c, bound);

		if (child == NULL)
			return NULL;
		if (child->op == decides)
			part->op = decides;
		if (child->op == says_nothing)
			continue;
		*end = child;
		end = &child->next;
	}
	if (part->op == decides)
		return part;
	if (part->children == NULL)
		part->op = says_nothing;
	else if (part->children->next == NULL)
		return part->children;
	part->depth = depth_of(part);
	return part;
}

static struct part *
translate_any(struct translation *t, const struct node *node, enum bound bound)
{
	if (node->number == 1)
		return translate_all(t, node, PART_OR, bound);
	if (node->number == node_child_count(node))
		return translate_all(t, node, PART_AND, bound);
	t->exact = false;
	if (bound == BOUND_LOWER)
		return part_new(t, PART_FALSE);
	return translate_all(t, node, PART_OR, bound);
}

static struct part *
translate_atleast(struct translation *t, const struct node *node,
    enum bound bound)
{
	if (node->number == 1)
		return translate(t, node->children, bound);
	t->exact = false;
	if (bound == BOUND_LOWER)
		return part_new(t, PART_FALSE);
	return translate(t, node->children, bound);
}

static struct part *
translate(struct translation *t, const struct node *node, enum bound bound)
{
	switch ((enum node_op)node->op) {
	case NODE_ALL:
		return part_new(t, PART_TRUE);
	case NODE_AND:
		return translate_all(t, node, PART_AND, bound);
	case NODE_OR:
		return translate_all(t, node, PART_OR, bound);
	case NODE_NOT:
		return translate_not(t, node, bound);
	case NODE_NEAR:
		return translate_text(t, fts_near(&t->room, node), bound);
	case NODE_ATLEAST:
		return translate_atleast(t, node, bound);
	case NODE_ANY:
		return translate_any(t, node, bound);
	case NODE_ATOM:
		return translate_text(t, fts_atom(&t->room, node), bound);
	case NODE_REGEX:
		return translate_blind(t, bound);
	case NODE_KEY:
		return translate_key(t, node, bound);
	case NODE_FIELD:
	case NODE_LIST:
		return translate(t, node->children, bound);
	}
	return NULL;
}

/* ---- MATCH ----------------------------------------------------------------------------- */

/* Whether child of an AND or OR may be part of the parent's one MATCH; the
 * negative ones only behind a positive. */
static bool
is_positive(const struct part *child)
{
	return child->depth > 0;
}

static bool
is_negative(const struct part *child)
{
	return child->op == PART_NOT && child->children->depth > 0;
}

static void write_match(const struct part *part, struct buffer *out);

/* The text children: "(p) AND (p)", and behind it " NOT ((n) OR (n))". */
static void
write_matches(const struct part *part, struct buffer *out)
{
	const char *before = "(";
	bool negative = false;

	for (const struct part *c = part->children; c != NULL; c = c->next) {
		if (!is_positive(c))
			continue;
		buffer_append_string(out, before);
		write_match(c, out);
		before = part->op == PART_AND ? " AND " : " OR ";
	}
	buffer_append_char(out, ')');
	for (const struct part *c = part->children; c != NULL; c = c->next) {
		if (part->op != PART_AND || !is_negative(c))
			continue;
		buffer_append_string(out, negative ? " OR " : " NOT (");
		write_match(c->children, out);
		negative = true;
	}
	if (negative)
		buffer_append_char(out, ')');
}

static void
write_match(const struct part *part, struct buffer *out)
{
	buffer_append_char(out, '(');
	if (part->op == PART_MATCH)
		buffer_append(out, part->match);
	else
		write_matches(part, out);
	buffer_append_char(out, ')');
}

/* ---- SQL ------------------------------------------------------------------------------ */

static void
write_sql(struct translation *t, const struct part *part, struct buffer *out);

/* "a.id IN (...)" over the MATCH that write gives for part; that text. */
static struct slice
write_in(struct translation *t, const struct part *part,
    void (*write)(const struct part *, struct buffer *), struct buffer *out)
{
	struct buffer match;
	struct slice text;

	buffer_init(&match, LIMIT_MATCH_BYTES);
	write(part, &match);
	text = arena_slice(t->room.arena, buffer_slice(&match));
	t->failed |= match.failed || text.ptr == NULL;
	buffer_finish(&match);
	buffer_append_string(out,
	    "a.id IN (SELECT rowid FROM article_fts WHERE article_fts MATCH ");
	sql_text(&t->values, text, out);
	buffer_append_char(out, ')');
	return text;
}

static size_t
count_positive(const struct part *part)
{
	size_t count = 0;

	for (const struct part *c = part->children; c != NULL; c = c->next)
		count += is_positive(c);
	return count;
}

/* An AND or OR with a part that is not text: one MATCH for what is, and each
 * of the others. */
static struct slice
write_joined(struct translation *t, const struct part *part, struct buffer *out)
{
	bool text = count_positive(part) > 0;
	bool with_negative = text && part->op == PART_AND;
	struct slice match = SLICE_NONE;
	const char *before = "(";

	if (text) {
		buffer_append_string(out, before);
		match = write_in(t, part, write_matches, out);
		before = part->op == PART_AND ? " AND " : " OR ";
	}
	for (const struct part *c = part->children; c != NULL; c = c->next) {
		if (is_positive(c) || (with_negative && is_negative(c)))
			continue;
		buffer_append_string(out, before);
		write_sql(t, c, out);
		before = part->op == PART_AND ? " AND " : " OR ";
	}
	buffer_append_char(out, ')');
	return match;
}

static void
write_sql(struct translation *t, const struct part *part, struct buffer *out)
{
	if (part->depth > 0) {
		write_in(t, part, write_match, out);
		return;
	}
	switch (part->op) {
	case PART_TRUE:
		buffer_append_char(out, '1');
		return;
	case PART_FALSE:
		buffer_append_char(out, '0');
		return;
	case PART_KEY:
		key_write_sql(part->key, part->bound, t->room.moment,
		    &t->values, out);
		return;
	case PART_AND:
	case PART_OR:
		write_joined(t, part, out);
		return;
	case PART_NOT:
		/* a column that is NULL is no reason to leave a row out */
		buffer_append_string(out, "NOT ifnull(");
		write_sql(t, part->children, out);
		buffer_append_string(out, ", 0)");
		return;
	case PART_MATCH:
		break;
	}
}

/* The whole condition; *rank is the MATCH that every row meets, if any. */
static void
write_root(struct translation *t, const struct part *part, struct slice *rank,
    struct buffer *out)
{
	if (part->depth > 0)
		*rank = write_in(t, part, write_match, out);
	else if (part->op == PART_AND)
		*rank = write_joined(t, part, out);
	else
		write_sql(t, part, out);
}

static void
choose_languages(struct fts_room *room, const struct language_count *languages,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int language = stem_language(slice_of(languages[i].language));
		bool known = false;

		for (size_t j = 0; j < room->language_count; j++)
			known |= room->languages[j] == language;
		if (language >= 0 && !known && languages[i].articles > 0)
			room->languages[room->language_count++] = language;
	}
}

bool
/* NOLINTNEXTLINE(readability-function-size): two arrays and two results */
query_to_sql(const struct query *query, const struct language_count *languages,
    size_t language_count, struct query_moment moment, struct arena *arena,
    struct sql_filter *filter, struct error *err)
{
	struct translation t = {
		.room = { .query = query, .arena = arena, .moment = moment },
		.values = { .arena = arena },
		.exact = true
	};
	struct part *part = NULL;
	struct buffer out;

	*filter = (struct sql_filter){ .where = SLICE("1"), .exact = true };
	if (query->root == NULL)
		return true;
	choose_languages(&t.room, languages, language_count);
	buffer_init(&out, LIMIT_MATCH_BYTES);
	part = translate(&t, query->root, BOUND_UPPER);
	if (part != NULL)
		write_root(&t, part, &filter->rank_match, &out);
	filter->where = arena_slice(arena, buffer_slice(&out));
	filter->values = t.values.items;
	filter->value_count = t.values.count;
	filter->exact = t.exact;
	t.failed |= part == NULL || out.failed || t.values.failed ||
	    filter->where.ptr == NULL;
	buffer_finish(&out);
	return !t.failed ||
	    error_set(err, ERROR_MEMORY,
		"the query is too large to be searched for");
}

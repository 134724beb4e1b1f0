/*
 * NEAR for FTS5: one expression for each combination of alternatives. FTS5 lets
 * one place serve two operands; where words of two might share a place the
 * answer only narrows, and the matcher decides.
 */
#include "topic/fts_phrase.h"
#include "utf8.h"

/* The alternatives of one operand. */
struct operand {
	const struct sequence *sequences[LIMIT_NEAR_PRODUCT];
	const struct atom *atoms[LIMIT_NEAR_PRODUCT];
	size_t count;
	bool sayable; /* all of them, and no more than can be combined */
};

static void
read_operand(const struct fts_room *room, const struct node *node,
    struct operand *operand)
{
	for (const struct node *c = node->children; c != NULL; c = c->next)
		read_operand(room, c, operand);
	if (node->op != NODE_ATOM)
		return;
	for (uint32_t i = 0; i < node->atom->sequence_count; i++) {
		if (operand->count == LIMIT_NEAR_PRODUCT) {
			operand->sayable = false;
			return;
		}
		operand->sequences[operand->count] = &node->atom->sequences[i];
		operand->atoms[operand->count++] = node->atom;
		operand->sayable &= phrase_is_sayable(room,
		    &node->atom->sequences[i]);
	}
}

/* The first two characters without a sign; what two forms at one position
 * always share (3.4). */
static struct slice
beginning(struct slice text)
{
	struct slice rest;

	if (text.len > 1 && strchr("#@.", text.ptr[0]) != NULL)
		text = slice_from(text, 1);
	rest = text;
	for (int i = 0; i < 2 && rest.len > 0; i++)
		(void)utf8_next(&rest); /* its length is what is wanted */
	return slice_sub(text, 0, text.len - rest.len);
}

/* Whether a stemmer of the store may give the word another beginning. */
static bool
may_change_beginning(const struct fts_room *room, const struct atom *atom,
    const struct element *element)
{
	struct slice text = phrase_word(room, element)->text;
	uint32_t rune;

	if (!phrase_has_stems(room, atom, element))
		return false;
	rune = utf8_next(&text);
	for (size_t i = 0; i < room->language_count; i++) {
		if (stem_changes_beginning(room->languages[i], rune))
			return true;
	}
	return false;
}

static bool
words_may_overlap(const struct fts_room *room, const struct element *a,
    const struct element *b)
{
	struct slice one = beginning(phrase_word(room, a)->text);
	struct slice two = beginning(phrase_word(room, b)->text);

	return slice_has_prefix(one, two) || slice_has_prefix(two, one);
}

/* Whether some word of one and some word of the other can be at one place. */
static bool
sequences_may_overlap(const struct fts_room *room, const struct phrase_set *set,
    size_t a, size_t b)
{
	for (uint32_t i = 0; i < set->sequences[a]->count; i++) {
		const struct element *one = &set->sequences[a]->elements[i];

		if (may_change_beginning(room, set->atoms[a], one))
			return true;
		for (uint32_t j = 0; j < set->sequences[b]->count; j++) {
			const struct element *two =
			    &set->sequences[b]->elements[j];

			if (words_may_overlap(room, one, two) ||
			    may_change_beginning(room, set->atoms[b], two))
				return true;
		}
	}
	return false;
}

static bool
set_is_exact(const struct fts_room *room, const struct phrase_set *set)
{
	for (size_t a = 0; a < set->count; a++) {
		if (set->atoms[a]->level == LEVEL_CASE)
			return false;
		for (size_t b = a + 1; b < set->count; b++) {
			if (sequences_may_overlap(room, set, a, b))
				return false;
		}
	}
	return true;
}

/* One of the atoms below node. */
static void
write_either(const struct fts_room *room, const struct node *node,
    struct buffer *out)
{
	struct slice match;

	if (node->op == NODE_ATOM) {
		match = fts_atom(room, node).match;
		buffer_append(out, match);
		out->failed |= match.ptr == NULL;
		return;
	}
	for (const struct node *c = node->children; c != NULL; c = c->next) {
		if (c != node->children)
			buffer_append_string(out, " OR ");
		write_either(room, c, out);
	}
}

/* All operands somewhere in the fields. */
static struct fts_text
near_loosely(const struct fts_room *room, const struct node *node)
{
	struct buffer out;

	buffer_init(&out, LIMIT_MATCH_BYTES);
	for (const struct node *c = node->children; c != NULL; c = c->next) {
		buffer_append_string(&out,
		    c == node->children ? "(" : " AND (");
		write_either(room, c, &out);
		buffer_append_char(&out, ')');
	}
	return phrase_finish(room, &out, false);
}

/* The number-th combination of one alternative an operand. */
static void
pick(const struct operand *operands, size_t count, size_t number,
    struct phrase_set *set)
{
	set->count = count;
	for (size_t i = 0; i < count; i++) {
		set->sequences[i] =
		    operands[i].sequences[number % operands[i].count];
		set->atoms[i] = operands[i].atoms[number % operands[i].count];
		number /= operands[i].count;
	}
}

static const struct node *
first_atom(const struct node *node)
{
	while (node->op != NODE_ATOM)
		node = node->children;
	return node;
}

struct fts_text
fts_near(const struct fts_room *room, const struct node *node)
{
	size_t count = node_child_count(node), product = 1, i = 0;
	struct operand *operands = arena_alloc_array(room->arena, count,
	    sizeof(*operands));
	struct phrase_set set = { .near = true,
		.distance = node->number,
		.fields = first_atom(node)->fields };
	bool exact = !node->ordered, sayable = true;
	struct buffer out;

	if (operands == NULL)
		return (struct fts_text){ .exact = false };
	for (const struct node *c = node->children; c != NULL; c = c->next) {
		operands[i].sayable = true;
		read_operand(room, c, &operands[i]);
		sayable &= operands[i].sayable;
		product *= operands[i++].count;
		sayable &= product <= LIMIT_NEAR_PRODUCT;
		if (!sayable)
			return near_loosely(room, node);
	}
	buffer_init(&out, LIMIT_MATCH_BYTES);
	for (size_t n = 0; n < product; n++) {
		pick(operands, count, n, &set);
		exact &= set_is_exact(room, &set);
		buffer_append_string(&out, n == 0 ? "(" : " OR (");
		phrase_write(room, &set, &out);
		buffer_append_char(&out, ')');
	}
	return phrase_finish(room, &out, exact);
}

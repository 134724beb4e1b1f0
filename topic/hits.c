/*
 * Hits of leaves. Words come by occurrence.c; regular expressions are run over
 * a field from behind each match on.
 */
#include "topic/hits.h"

#include <stdlib.h>

#include "limits.h"
#include "topic/parser.h"

const char *
text_field_name(enum text_field field)
{
	static const char *const names[TEXT_FIELDS] = { "title", "summary",
		"content", "author", "category", "url" };

	return names[field];
}

struct slice
hit_text(const struct tokens *tokens, const struct hit *hit)
{
	return slice_sub(tokens->fields[hit->field].text, hit->from,
	    hit->until - hit->from);
}

uint32_t
hit_position(const struct tokens *tokens, const struct hit *hit)
{
	const struct token_field *field = &tokens->fields[hit->field];
	uint32_t position = field->first;

	if (hit->start != TOKEN_NONE)
		return hit->start;
	/* the last position that begins at or before the hit */
	for (uint32_t p = field->first; p < field->end; p++) {
		uint32_t form = tokens->first_form[p];

		if (form == tokens->first_form[p + 1])
			continue;
		if (tokens->forms[form].start > hit->from)
			break;
		position = p;
	}
	return position;
}

static void
add_hit(const struct evaluation *ev, struct hits *hits, const struct hit *hit)
{
	size_t room = hits->room == 0 ? 16 : hits->room * 2;
	struct hit *more;

	if (hits->count == hits->room) {
		more = arena_alloc_array(&ev->findings->arena, room,
		    sizeof(*more));
		if (more == NULL) {
			ev->findings->failed = true;
			return;
		}
		if (hits->count > 0)
			memcpy(more, hits->items, hits->count * sizeof(*more));
		hits->items = more;
		hits->room = room;
	}
	hits->items[hits->count++] = *hit;
}

static void
add_regex(const struct evaluation *ev, const struct node *leaf, uint32_t number,
    struct hits *hits)
{
	const struct tokens *tokens = ev->findings->tokens;
	size_t start, end, from;

	for (int f = 0; f < TEXT_FIELDS; f++) {
		struct slice text = tokens->fields[f].text;

		if ((leaf->fields >> f & 1) == 0)
			continue;
		for (from = 0; hits->count < LIMIT_EXPLAIN_HITS &&
		     regex_find(leaf->regex, text, from, &start, &end) ==
			 TRUTH_TRUE;
		     from = end > start ? end : end + 1) {
			struct hit hit = { .from = (uint32_t)start,
				.until = (uint32_t)end,
				.start = TOKEN_NONE,
				.leaf = number,
				.field = (uint8_t)f,
				.via = "regex" };

			add_hit(ev, hits, &hit);
		}
	}
}

void
hits_add_leaf(const struct evaluation *ev, const struct node *leaf,
    uint32_t number, struct hits *hits)
{
	struct occurrences found = { .count = 0 };

	if (ev->findings->tokens == NULL)
		return;
	if (leaf->op == NODE_REGEX) {
		add_regex(ev, leaf, number, hits);
		return;
	}
	occurrences_add(ev, leaf, 0, &found);
	occurrences_sort(&found);
	for (size_t i = 0; i < found.count; i++) {
		const struct occurrence *at = &found.items[i];
		struct hit hit = { .from = at->from,
			.until = at->until,
			.start = at->start,
			.leaf = number,
			.field = at->field,
			.via = at->via };

		add_hit(ev, hits, &hit);
	}
}

static void
add_leaves(const struct evaluation *ev, const struct node *node,
    uint32_t *number, struct hits *hits)
{
	if (node->op == NODE_NOT)
		return;
	if (node->op == NODE_ATOM || node->op == NODE_REGEX) {
		hits_add_leaf(ev, node, (*number)++, hits);
		return;
	}
	for (const struct node *c = node->children; c != NULL; c = c->next)
		add_leaves(ev, c, number, hits);
}

static int
compare(const void *left, const void *right)
{
	const struct hit *a = left, *b = right;

	if (a->field != b->field)
		return (int)a->field - (int)b->field;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	if (a->until != b->until)
		return a->until < b->until ? -1 : 1;
	return a->leaf < b->leaf ? -1 : a->leaf > b->leaf;
}

void
hits_add_tree(const struct evaluation *ev, const struct node *node,
    struct hits *hits)
{
	uint32_t number = 0;

	add_leaves(ev, node, &number, hits);
	if (hits->count > 0)
		qsort(hits->items, hits->count, sizeof(*hits->items), compare);
}

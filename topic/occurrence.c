/*
 * Where atoms stand (4.2). A sequence is found from its rarest word: each place
 * of that is tried, and the other words are asked for around it. Positions
 * without forms part blocks and fields, so no sequence can cross them.
 */
#include <stdlib.h>

#include "topic/eval.h"
#include "topic/fields.h"

/* Called with each occurrence; false ends the search. */
typedef bool (*visit_occurrence)(void *arg, const struct occurrence *found);

struct search {
	const struct evaluation *ev;
	const struct atom *atom;
	const struct sequence *sequence;
	uint8_t fields;
	visit_occurrence visit;
	void *arg;
};

static const struct tokens *
tokens_of(const struct search *search)
{
	return search->ev->findings->tokens;
}

/* ---- one position ------------------------------------------------------------------- */

/* Whether a form that a link led to is what the element means at its level. */
static bool
fits_level(const struct search *search, const struct element *element,
    const struct link *link, const struct form *form)
{
	const struct tokens *tokens = tokens_of(search);
	struct slice literal;

	if (search->atom->level == LEVEL_STEM)
		return true;
	if (link->via != VIA_FORM)
		return false;
	if (search->atom->level == LEVEL_EXACT)
		return true;
	literal = tokens_literal(tokens->fields[form->field].text, form,
	    term_text(&tokens->terms[form->term]),
	    &search->ev->findings->arena);
	if (literal.ptr == NULL) {
		search->ev->findings->failed = true;
		return false;
	}
	return slice_eq(literal, element->literal);
}

/* The form at position that is the element, and its link; or NULL. */
static const struct form *
form_at(const struct search *search, const struct element *element,
    uint32_t position, const struct link **link)
{
	const struct findings *findings = search->ev->findings;
	const struct tokens *tokens = findings->tokens;

	for (uint32_t f = tokens->first_form[position];
	     f < tokens->first_form[position + 1]; f++) {
		const struct form *form = &tokens->forms[f];
		uint32_t l = findings_of(findings, element->word);

		for (; l != TOKEN_NONE; l = findings->links[l].next) {
			*link = &findings->links[l];
			if ((*link)->term == form->term &&
			    fits_level(search, element, *link, form))
				return form;
		}
	}
	return NULL;
}

static const char *
via_name(const struct search *search, const struct element *element,
    const struct link *link, const struct form *form)
{
	if (search->atom->level == LEVEL_CASE)
		return "case";
	if (search->atom->level == LEVEL_EXACT)
		return "exact";
	if (link->via == VIA_STEM)
		return "stem";
	if (link->via == VIA_PATTERN)
		return vocabulary_word(search->ev->findings->vocabulary,
			   element->word)
			    ->kind == WORD_PREFIX
		    ? "prefix"
		    : "pattern";
	return form->kind == FORM_JOINED ? "compound" : "same";
}

/* ---- sequences -------------------------------------------------------------------------- */

/* Tells how the last element that was not simply equal came to be found. */
static void
note_via(const struct search *search, struct occurrence *found,
    const struct element *element, const struct link *link,
    const struct form *form)
{
	const char *via = via_name(search, element, link, form);

	if (found->via == NULL || strcmp(via, "same") != 0)
		found->via = via;
}

/* The sequence with its element anchor being form; false where it is not. */
static bool
fits_around(const struct search *search, uint32_t anchor,
    const struct form *form, const struct link *link, struct occurrence *found)
{
	const struct tokens *tokens = tokens_of(search);
	const struct token_field *field = &tokens->fields[form->field];
	uint32_t count = search->sequence->count, start;

	if (form->position < field->first + anchor ||
	    form->position - anchor + count > field->end)
		return false;
	start = form->position - anchor;
	*found = (struct occurrence){ .start = start,
		.end = start + count,
		.from = form->start,
		.until = form->end,
		.field = form->field };
	for (uint32_t i = 0; i < count; i++) {
		const struct element *element = &search->sequence->elements[i];
		const struct form *at = form;
		const struct link *by = link;

		if (i != anchor)
			at = form_at(search, element, start + i, &by);
		if (at == NULL)
			return false;
		if (i == 0)
			found->from = at->start;
		if (found->until < at->end || i + 1 == count)
			found->until = at->end;
		note_via(search, found, element, by, at);
	}
	return true;
}

/* How many forms of the article an element may be. */
static size_t
count_forms(const struct findings *findings, const struct element *element)
{
	uint32_t l = findings_of(findings, element->word);
	size_t count = 0;

	for (; l != TOKEN_NONE; l = findings->links[l].next)
		count += findings->tokens->terms[findings->links[l].term].count;
	return count;
}

/* The element with the fewest; false where one has none at all. */
static bool
find_anchor(const struct search *search, uint32_t *anchor)
{
	size_t fewest = SIZE_MAX;

	for (uint32_t i = 0; i < search->sequence->count; i++) {
		const struct element *element = &search->sequence->elements[i];
		size_t count = count_forms(search->ev->findings, element);

		if (count == 0)
			return false;
		if (count < fewest) {
			fewest = count;
			*anchor = i;
		}
	}
	return true;
}

static bool
visit_sequence(const struct search *search)
{
	const struct findings *findings = search->ev->findings;
	const struct tokens *tokens = findings->tokens;
	const struct element *element;
	uint32_t anchor = 0, l;

	if (!find_anchor(search, &anchor))
		return true;
	element = &search->sequence->elements[anchor];
	l = findings_of(findings, element->word);
	for (; l != TOKEN_NONE; l = findings->links[l].next) {
		const struct link *link = &findings->links[l];
		uint32_t f = tokens->terms[link->term].first;

		for (; f != TOKEN_NONE; f = tokens->forms[f].next) {
			const struct form *form = &tokens->forms[f];
			struct occurrence found;

			if ((search->fields & FIELD_BIT(form->field)) == 0 ||
			    !fits_level(search, element, link, form) ||
			    !fits_around(search, anchor, form, link, &found))
				continue;
			if (!search->visit(search->arg, &found))
				return false;
		}
	}
	return true;
}

static void
visit_atom(const struct evaluation *ev, const struct node *node,
    visit_occurrence visit, void *arg)
{
	struct search search = { .ev = ev,
		.atom = node->atom,
		.fields = node->fields,
		.visit = visit,
		.arg = arg };

	if (ev->findings->tokens == NULL)
		return;
	for (uint32_t i = 0; i < node->atom->sequence_count; i++) {
		search.sequence = &node->atom->sequences[i];
		if (!visit_sequence(&search))
			return;
	}
}

/* ---- what is asked ----------------------------------------------------------------------- */

static bool
stop_at_first(void *arg, const struct occurrence *found)
{
	bool *occurs = arg;

	(void)found; /* that there is one is enough */
	*occurs = true;
	return false;
}

bool
atom_occurs(const struct evaluation *ev, const struct node *atom)
{
	const struct sequence *only = &atom->atom->sequences[0];
	bool occurs = false;

	/* a word alone needs no places */
	if (atom->atom->sequence_count == 1 && only->count == 1 &&
	    atom->atom->level != LEVEL_CASE)
		return findings_have(ev->findings, only->elements[0].word,
		    atom->atom->level, atom->fields);
	visit_atom(ev, atom, stop_at_first, &occurs);
	return occurs;
}

struct collecting {
	struct findings *findings;
	struct occurrences *list;
	uint8_t operand;
};

static bool
collect(void *arg, const struct occurrence *found)
{
	const struct collecting *to = arg;
	struct occurrences *list = to->list;
	size_t room = list->room == 0 ? 16 : list->room * 2;
	struct occurrence *more;

	if (list->count == list->room) {
		more = arena_alloc_array(&to->findings->arena, room,
		    sizeof(*more));
		if (more == NULL) {
			to->findings->failed = true;
			return false;
		}
		if (list->count > 0)
			memcpy(more, list->items, list->count * sizeof(*more));
		list->items = more;
		list->room = room;
	}
	list->items[list->count] = *found;
	list->items[list->count++].operand = to->operand;
	return true;
}

void
occurrences_add(const struct evaluation *ev, const struct node *node,
    uint8_t operand, struct occurrences *list)
{
	struct collecting to = { ev->findings, list, operand };

	if (node->op == NODE_ATOM) {
		visit_atom(ev, node, collect, &to);
		return;
	}
	for (const struct node *c = node->children; c != NULL; c = c->next)
		occurrences_add(ev, c, operand, list);
}

static int
compare(const void *left, const void *right)
{
	const struct occurrence *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return (int)a->operand - (int)b->operand;
}

void
occurrences_sort(struct occurrences *list)
{
	size_t kept = 0;

	if (list->count == 0)
		return;
	qsort(list->items, list->count, sizeof(*list->items), compare);
	for (size_t i = 1; i < list->count; i++) {
		if (compare(&list->items[kept], &list->items[i]) != 0)
			list->items[++kept] = list->items[i];
	}
	list->count = kept + 1;
}

size_t
occurrences_count_starts(struct occurrences *list)
{
	size_t starts = 0;

	occurrences_sort(list);
	for (size_t i = 0; i < list->count; i++)
		starts += i == 0 ||
		    list->items[i].start != list->items[i - 1].start;
	return starts;
}

void
occurrences_of_near(const struct evaluation *ev, const struct node *near,
    struct occurrences *list)
{
	uint8_t operand = 0;

	for (const struct node *c = near->children; c != NULL; c = c->next)
		occurrences_add(ev, c, operand++, list);
	occurrences_sort(list);
}

/*
 * The definition of the language by enumeration.
 */
#include "topic_naive.h"

#include <check.h>
#include <stdlib.h>

#include "topic/eval.h"
#include "topic/fields.h"
#include "topic/parser.h"
#include "topic/vocabulary.h"

#define SPANS 4096

struct span {
	uint32_t start, end;
	int field;
};
struct spans {
	struct span items[SPANS];
	size_t count;
};
struct naive {
	const struct query *query;
	const struct tokens *tokens;
	const struct article *article;
	struct query_moment moment;
	struct stemmer stemmer;
};

static bool holds(struct naive *n, const struct node *node);

static struct slice
stem_of(struct naive *n, struct slice cased, struct slice folded, bool letters,
    char *out)
{
	struct slice stem = { out, 0 };

	if (!letters)
		return folded;
	stem.len = stemmer_stem(&n->stemmer, cased, folded, out);
	return stem;
}

/* 3.7: the whole meaning of a word at a form. */
static bool
is_word(struct naive *n, const struct vocabulary_word *word,
    const struct term *term)
{
	char a[LIMIT_TOKEN_BYTES], b[LIMIT_TOKEN_BYTES];
	struct slice wanted, has;

	if (slice_eq(word->text, term_text(term)))
		return true;
	if (!word->letters || !term->letters)
		return false;
	wanted = stem_of(n, word->cased, word->text, true, a);
	has = stem_of(n, term_cased(term), term_text(term), true, b);
	if (slice_eq(wanted, has))
		return true;
	/* a spelling without accents that is a stem itself stands for it */
	has = stem_of(n, term_text(term), term_text(term), true, b);
	return slice_eq(has, term_text(term)) && slice_eq(wanted, has);
}

static bool
is_element(struct naive *n, const struct atom *atom,
    const struct element *element, const struct form *form)
{
	const struct vocabulary_word *word =
	    vocabulary_word(n->query->vocabulary, element->word);
	const struct term *term = &n->tokens->terms[form->term];
	struct arena arena;
	bool same;

	if (word->kind == WORD_PREFIX)
		return slice_has_prefix(term_text(term), word->text);
	if (word->kind == WORD_PATTERN)
		return wildcard_match(word->text, term_text(term));
	if (atom->level == LEVEL_STEM)
		return is_word(n, word, term);
	if (!slice_eq(word->text, term_text(term)))
		return false;
	if (atom->level == LEVEL_EXACT)
		return true;
	arena_init(&arena, 4096);
	same = slice_eq(element->literal,
	    tokens_literal(n->tokens->fields[form->field].text, form,
		term_text(term), &arena));
	arena_finish(&arena);
	return same;
}

static bool
stands_at(struct naive *n, const struct atom *atom,
    const struct sequence *sequence, uint32_t start)
{
	for (uint32_t i = 0; i < sequence->count; i++) {
		bool found = false;

		for (uint32_t f = n->tokens->first_form[start + i];
		     f < n->tokens->first_form[start + i + 1]; f++)
			found |= is_element(n, atom, &sequence->elements[i],
			    &n->tokens->forms[f]);
		if (!found)
			return false;
	}
	return true;
}

/* Occ of an atom or of a group of atoms, within fields. */
static void
collect(struct naive *n, const struct node *node, struct spans *spans)
{
	if (node->op != NODE_ATOM) {
		for (const struct node *c = node->children; c; c = c->next)
			collect(n, c, spans);
		return;
	}
	for (int f = 0; f < TEXT_FIELDS; f++) {
		const struct token_field *field = &n->tokens->fields[f];

		for (uint32_t s = 0; s < node->atom->sequence_count &&
		     (node->fields >> f & 1) != 0;
		     s++) {
			const struct sequence *q = &node->atom->sequences[s];

			for (uint32_t p = field->first;
			     p + q->count <= field->end; p++) {
				if (!stands_at(n, node->atom, q, p))
					continue;
				ck_assert(spans->count < SPANS);
				spans->items[spans->count++] = (struct span){ p,
					p + q->count, f };
			}
		}
	}
}

/* Whether chosen[0..count) are apart, in one field, near enough. */
static bool
are_near(const struct span *chosen, size_t count, const struct node *node)
{
	struct span first = chosen[0], last = chosen[0];

	for (size_t i = 0; i < count; i++) {
		for (size_t j = i + 1; j < count; j++) {
			if (chosen[i].field != chosen[j].field)
				return false;
			if (chosen[i].start < chosen[j].end &&
			    chosen[j].start < chosen[i].end)
				return false;
			if (node->ordered && chosen[i].start > chosen[j].start)
				return false;
		}
		if (chosen[i].start < first.start)
			first = chosen[i];
		if (chosen[i].start > last.start)
			last = chosen[i];
	}
	return last.start < first.end || last.start - first.end <= node->number;
}

static bool
try_tuples(const struct spans *operands, size_t count, size_t at,
    struct span *chosen, const struct node *node)
{
	if (at == count)
		return are_near(chosen, count, node);
	for (size_t i = 0; i < operands[at].count; i++) {
		chosen[at] = operands[at].items[i];
		if (try_tuples(operands, count, at + 1, chosen, node))
			return true;
	}
	return false;
}

static bool
near_holds(struct naive *n, const struct node *node)
{
	size_t count = node_child_count(node), at = 0;
	struct spans *operands = calloc(count, sizeof(*operands));
	struct span chosen[8];
	bool found;

	for (const struct node *c = node->children; c != NULL; c = c->next)
		collect(n, c, &operands[at++]);
	found = try_tuples(operands, count, 0, chosen, node);
	free(operands);
	return found;
}

static size_t
count_starts(struct naive *n, const struct node *node)
{
	struct spans *spans = calloc(1, sizeof(*spans));
	size_t starts = 0;

	collect(n, node, spans);
	for (size_t i = 0; i < spans->count; i++) {
		bool seen = false;

		for (size_t j = 0; j < i; j++)
			seen |= spans->items[j].start == spans->items[i].start;
		starts += !seen;
	}
	free(spans);
	return starts;
}

static bool
regex_holds(struct naive *n, const struct node *node)
{
	size_t start, end;

	for (int f = 0; f < TEXT_FIELDS; f++) {
		if ((node->fields >> f & 1) != 0 &&
		    regex_find(node->regex, n->tokens->fields[f].text, 0,
			&start, &end) == TRUTH_TRUE)
			return true;
	}
	return false;
}

static size_t
count_true(struct naive *n, const struct node *node)
{
	size_t count = 0;

	for (const struct node *c = node->children; c != NULL; c = c->next)
		count += holds(n, c);
	return count;
}

static bool
key_is(struct naive *n, const struct key *key)
{
	struct findings findings;
	struct evaluation ev = { &findings, n->article, n->moment };
	bool is;

	findings_init(&findings, n->query->vocabulary);
	findings_take(&findings, n->tokens);
	is = key_holds(&ev, key);
	findings_finish(&findings);
	return is;
}

static bool
holds(struct naive *n, const struct node *node)
{
	switch ((enum node_op)node->op) {
	case NODE_ALL:
		return true;
	case NODE_AND:
		return count_true(n, node) == node_child_count(node);
	case NODE_OR:
		return count_true(n, node) > 0;
	case NODE_NOT:
		return !holds(n, node->children);
	case NODE_NEAR:
		return near_holds(n, node);
	case NODE_ATLEAST:
		return count_starts(n, node->children) >= node->number;
	case NODE_ANY:
		return count_true(n, node) >= node->number;
	case NODE_ATOM:
		return count_starts(n, node) > 0;
	case NODE_REGEX:
		return regex_holds(n, node);
	case NODE_KEY:
		return key_is(n, node->key);
	case NODE_FIELD:
	case NODE_LIST:
		return holds(n, node->children);
	}
	return false;
}

bool
naive_matches(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct query_moment moment)
{
	struct naive n = { .query = query,
		.tokens = tokens,
		.article = article,
		.moment = moment };
	bool result;

	stemmer_open(&n.stemmer, tokens->stem_language);
	result = query->root == NULL || holds(&n, query->root);
	stemmer_close(&n.stemmer);
	return result;
}

/*
 * Words, phrases and patterns: the text of a token through the same tokenizer
 * as an article, and its positions into what must stand side by side. A
 * compound means its parts or the whole (3.4 6, 7, 13), so an atom may have
 * several sequences; a sign means the form with the sign alone; a run of a
 * script without spaces means its pairs (3.5).
 */
#include "compiler.h"
#include "limits.h"
#include "topic/parser.h"
#include "topic/segment.h"
#include "topic/vocabulary.h"
#include "utf8.h"

#define COMPOUNDS_SPELT_OUT 3 /* of one phrase (3.4) */
#define SEQUENCES_MAX       (1 << COMPOUNDS_SPELT_OUT)

/* One atom on its way. */
struct atom_draft {
	struct parser *parser;
	const struct token *token;
	enum atom_level level;
	struct tokens tokens; /* of its text */
	struct element elements[LIMIT_PHRASE_WORDS];
	struct sequence sequences[SEQUENCES_MAX];
	uint32_t sequence_count;
};

static bool
fail(struct atom_draft *draft, const char *code, const char *message)
{
	return query_fail(draft->parser->err, code, draft->token->place, "%s",
	    message);
}

/* ---- wildcards --------------------------------------------------------------------- */

static bool
is_wildcard(char c)
{
	return c == WILDCARD_ANY || c == WILDCARD_ONE;
}

static size_t
first_wildcard(struct slice text)
{
	size_t at = 0;

	while (at < text.len && !is_wildcard(text.ptr[at]))
		at++;
	return at;
}

/* Says what a word with wildcards is, or why it cannot be one (E12). */
static bool
read_wildcards(struct atom_draft *draft, struct vocabulary_word *word)
{
	size_t head = first_wildcard(word->text), any;

	word->head = (uint32_t)head;
	if (head == word->text.len)
		return true;
	word->letters = false;
	if (head == 0)
		return fail(draft, "E12",
		    word->text.ptr[0] == WILDCARD_ANY
			? "a word cannot begin with *"
			: "a word cannot begin with ?");
	any = slice_find_char(word->text, WILDCARD_ANY);
	if (any != SIZE_MAX &&
	    utf8_count(slice_sub(word->text, 0, any)) < LIMIT_PREFIX_MIN)
		return fail(draft, "E12", "at least 2 characters before *");
	word->kind = WORD_PATTERN;
	if (head + 1 == word->text.len && any == head) {
		word->kind = WORD_PREFIX;
		word->text = slice_sub(word->text, 0, head);
	}
	word->cased = word->text;
	return true;
}

/* ---- elements ---------------------------------------------------------------------- */

static bool
make_element(struct atom_draft *draft, const struct form *form,
    struct element *element)
{
	const struct term *term = &draft->tokens.terms[form->term];
	const struct query_room *room = draft->parser->state->room;
	struct vocabulary_word word = { .kind = WORD_WHOLE,
		.text = term_text(term),
		.cased = term_cased(term),
		.letters = term->letters };

	if (!read_wildcards(draft, &word))
		return false;
	element->word = vocabulary_add(room->vocabulary, room->arena, &word);
	if (draft->level == LEVEL_CASE)
		element->literal = tokens_literal(draft->token->text, form,
		    word.text, room->arena);
	if (element->word == TOKEN_NONE ||
	    (draft->level == LEVEL_CASE && element->literal.ptr == NULL))
		return query_fail_memory(draft->parser->err);
	return true;
}

/* The form of a kind at a position, or NULL. */
static const struct form *
find_form(const struct tokens *tokens, uint32_t position, enum form_kind kind)
{
	for (uint32_t i = tokens->first_form[position];
	     i < tokens->first_form[position + 1]; i++) {
		if (tokens->forms[i].kind == kind)
			return &tokens->forms[i];
	}
	return NULL;
}

/* Whether the position is nothing but the star behind a run (3.5). */
static bool
is_dropped_star(const struct tokens *tokens, uint32_t position)
{
	const struct form *form = &tokens->forms[tokens->first_form[position]];
	const struct form *unit;

	if (position == 0 || form->kind != FORM_PART ||
	    !slice_eq(term_text(&tokens->terms[form->term]), SLICE("\x01")))
		return false;
	unit = find_form(tokens, position - 1, FORM_UNIT);
	return unit != NULL && unit->end == form->start;
}

/* ---- sequences --------------------------------------------------------------------- */

static bool
finish_sequence(struct atom_draft *draft, uint32_t count)
{
	struct sequence *sequence = &draft->sequences[draft->sequence_count];
	struct element *copy =
	    arena_alloc_array(draft->parser->state->room->arena, count,
		sizeof(*copy));

	if (copy == NULL)
		return query_fail_memory(draft->parser->err);
	memcpy(copy, draft->elements, count * sizeof(*copy));
	*sequence = (struct sequence){ copy, count };
	draft->sequence_count++;
	return true;
}

static bool spell_out(struct atom_draft *draft, uint32_t position,
    uint32_t count, int compounds);

/* Goes on behind form, which is the next element. */
static bool
follow(struct atom_draft *draft, const struct form *form, uint32_t count,
    int compounds)
{
	uint32_t span = form->kind == FORM_JOINED || form->kind == FORM_SIGN
	    ? form->span
	    : 1;

	if (count == LIMIT_PHRASE_WORDS)
		return fail(draft, "E28", "a phrase of more than 32 words");
	draft->elements[count] = (struct element){ .implied = false };
	if (!make_element(draft, form, &draft->elements[count]))
		return false;
	if (form->kind == FORM_UNIT && form->position > 0) {
		const struct form *pair = find_form(&draft->tokens,
		    form->position - 1, FORM_PAIR);

		draft->elements[count].implied = pair != NULL;
	}
	return spell_out(draft, form->position + span, count + 1, compounds);
}

/* All sequences from position on, count elements being there already. */
static bool
spell_out(struct atom_draft *draft, uint32_t position, uint32_t count,
    int compounds)
{
	const struct tokens *tokens = &draft->tokens;
	const struct form *form;

	while (position < tokens->position_count &&
	    (tokens->first_form[position] == tokens->first_form[position + 1] ||
		is_dropped_star(tokens, position)))
		position++;
	if (position >= tokens->position_count)
		return finish_sequence(draft, count);
	form = find_form(tokens, position, FORM_SIGN);
	if (form == NULL)
		form = find_form(tokens, position, FORM_PAIR);
	if (form == NULL)
		form = &tokens->forms[tokens->first_form[position]];
	if (form->kind == FORM_SIGN)
		return follow(draft, form, count, compounds);
	for (uint32_t i = tokens->first_form[position];
	     i < tokens->first_form[position + 1] && compounds > 0; i++) {
		if (tokens->forms[i].kind != FORM_JOINED)
			continue;
		compounds--;
		if (!follow(draft, &tokens->forms[i], count, compounds))
			return false;
	}
	return follow(draft, form, count, compounds);
}

/* ---- the atom -------------------------------------------------------------------------- */

static bool
check_token(struct atom_draft *draft, struct place equals)
{
	struct slice text = draft->token->text;
	size_t wildcard = first_wildcard(text);

	if (draft->level == LEVEL_STEM || wildcard == text.len)
		return true;
	return query_fail(draft->parser->err, "E13", equals,
	    "%s and %c cannot be combined",
	    draft->level == LEVEL_CASE ? "==" : "=",
	    text.ptr[wildcard] == WILDCARD_ANY ? '*' : '?');
}

static struct atom *
finish_atom(struct atom_draft *draft)
{
	struct arena *arena = draft->parser->state->room->arena;
	struct atom *atom = arena_alloc(arena, sizeof(*atom));
	struct sequence *sequences;
	size_t count = draft->sequence_count;

	sequences = arena_alloc_array(arena, count, sizeof(*sequences));
	if (atom == NULL || sequences == NULL)
		return NULL;
	memcpy(sequences, draft->sequences, count * sizeof(*sequences));
	atom->source = arena_slice(arena, draft->token->source);
	atom->sequences = sequences;
	atom->sequence_count = draft->sequence_count;
	atom->level = draft->level;
	atom->quoted = draft->token->kind == TOKEN_QUOTED;
	return atom->source.ptr == NULL ? NULL : atom;
}

struct node *
atom_read(struct parser *parser, const struct token *token,
    enum atom_level level, struct place equals)
{
	struct parse_state *state = parser->state;
	struct atom_draft draft = { .parser = parser,
		.token = token,
		.level = level };
	struct node *node;

	if (!check_token(&draft, equals))
		return NULL;
	if (++state->query->atoms > LIMIT_QUERY_TERMS) {
		query_fail(parser->err, "E28", token->place,
		    "more than %d terms", LIMIT_QUERY_TERMS);
		return NULL;
	}
	tokens_init(&draft.tokens, state->room->scratch, TOKENS_OF_QUERY);
	segment_text(&draft.tokens, token->text, 0, SEGMENT_QUERY);
	if (draft.tokens.failed) {
		query_fail_memory(parser->err);
		return NULL;
	}
	if (draft.tokens.position_count == 0) {
		query_fail(parser->err, "E11", token->place,
		    "no word in \"%.*s\"", SLICE_FMT(token->source));
		return NULL;
	}
	if (!spell_out(&draft, 0, 0, COMPOUNDS_SPELT_OUT))
		return NULL;
	node = parser_node(parser, NODE_ATOM,
	    level == LEVEL_STEM ? token->place
				: place_join(equals, token->place));
	if (node == NULL)
		return NULL;
	node->fields = FIELDS_DEFAULT;
	node->atom = finish_atom(&draft);
	state->query->has_text = true;
	if (node->atom == NULL) {
		query_fail_memory(parser->err);
		return NULL;
	}
	return node;
}

/*
 * What of a vocabulary an article has. The arrays by word are never cleared:
 * an entry counts only while its stamp is that of the present article, so an
 * article costs what it has and not what is asked.
 */
#include <stdlib.h>

#include "limits.h"
#include "memory.h"
#include "topic/eval.h"

#define FIRST_LINKS 256

void
findings_init(struct findings *findings, const struct vocabulary *vocabulary)
{
	size_t words = vocabulary_count(vocabulary);

	*findings = (struct findings){ .vocabulary = vocabulary };
	arena_init(&findings->arena, LIMIT_EVAL_ARENA);
	findings->words = xcalloc(words + 1, sizeof(*findings->words));
}

void
findings_finish(struct findings *findings)
{
	free(findings->words);
	arena_finish(&findings->arena);
}

static bool
grow_links(struct findings *findings)
{
	uint32_t room = findings->link_room == 0 ? FIRST_LINKS
						 : findings->link_room * 2;
	struct link *links = arena_alloc_array(&findings->arena, room,
	    sizeof(*links));

	if (links == NULL) {
		findings->failed = true;
		return false;
	}
	if (findings->link_count > 0)
		memcpy(links, findings->links,
		    findings->link_count * sizeof(*links));
	findings->links = links;
	findings->link_room = room;
	return true;
}

struct taking {
	struct findings *findings;
	uint32_t term;
	uint8_t fields; /* of the term */
};

static void
add_link(void *arg, uint32_t word, enum via via)
{
	const struct taking *taking = arg;
	struct findings *findings = taking->findings;
	struct word_state *state = &findings->words[word];
	bool first = state->stamp != findings->stamp;

	if (findings->link_count == findings->link_room &&
	    !grow_links(findings))
		return;
	if (first)
		*state = (struct word_state){ .stamp = findings->stamp,
			.head = TOKEN_NONE };
	findings->links[findings->link_count] = (struct link){ taking->term,
		state->head, via };
	state->head = findings->link_count++;
	state->fields |= taking->fields;
	if (via == VIA_FORM)
		state->exact_fields |= taking->fields;
	if (first && findings->on_word != NULL)
		findings->on_word(findings->arg, word);
}

static void
next_stamp(struct findings *findings)
{
	if (++findings->stamp == 0) {
		memset(findings->words, 0,
		    (vocabulary_count(findings->vocabulary) + 1) *
			sizeof(*findings->words));
		findings->stamp = 1;
	}
}

void
findings_take(struct findings *findings, const struct tokens *tokens)
{
	struct taking taking = { findings, 0, 0 };

	arena_reset(&findings->arena);
	findings->links = NULL;
	findings->link_count = findings->link_room = 0;
	findings->failed = false;
	findings->tokens = tokens;
	next_stamp(findings);
	if (tokens == NULL || vocabulary_count(findings->vocabulary) == 0)
		return;
	for (; taking.term < tokens->term_count; taking.term++) {
		const struct term *term = &tokens->terms[taking.term];

		taking.fields = term->fields;
		if (term->count > 0)
			vocabulary_look_up(findings->vocabulary, term,
			    tokens->stem_language, add_link, &taking);
	}
}

uint32_t
findings_of(const struct findings *findings, uint32_t word)
{
	const struct word_state *state = &findings->words[word];

	return state->stamp == findings->stamp ? state->head : TOKEN_NONE;
}

bool
findings_have(const struct findings *findings, uint32_t word,
    enum atom_level level, uint8_t fields)
{
	const struct word_state *state = &findings->words[word];

	if (state->stamp != findings->stamp)
		return false;
	return ((level == LEVEL_STEM ? state->fields : state->exact_fields) &
		   fields) != 0;
}

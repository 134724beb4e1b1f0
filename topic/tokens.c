/*
 * The list of positions: terms kept once, found by hash, and forms by position.
 * Everything grows in the arena of one article, so a failure is soft; an
 * article that makes hashes collide costs no more than another, for after a few
 * probes a term is simply kept twice. The texts are cut into positions by
 * segment.c, article_tokens.c makes the list of an article.
 */
#include "topic/tokens.h"

#include <utf8proc.h>

#include "limits.h"

#define POOL_WORD 16 /* bytes of text for each word that room is made for */
#define PROBES    64 /* an article that makes hashes collide costs no more */

/* The rules of section 3 as they are here; then the libraries. */
#define RULES_VERSION        "1"
#define QUOTED(number)       #number
#define VERSION_TEXT(number) QUOTED(number)

const char *
tokens_version(void)
{
	return RULES_VERSION
	    "/" VERSION_TEXT(UTF8PROC_VERSION_MAJOR) "." VERSION_TEXT(
		UTF8PROC_VERSION_MINOR) "." VERSION_TEXT(UTF8PROC_VERSION_PATCH) "/" STEM_VERSION;
}

uint32_t
token_hash(struct slice text)
{
	uint64_t hash = 0x9E3779B97F4A7C15U ^ text.len, word;
	const char *p = text.ptr;
	size_t left = text.len;

	for (; left >= 8; left -= 8, p += 8) {
		memcpy(&word, p, 8);
		hash = (hash ^ word) * 0x9FB21C651E98DF25U;
		hash ^= hash >> 32;
	}
	if (left > 0) {
		word = 0;
		memcpy(&word, p, left);
		hash = (hash ^ word) * 0x9FB21C651E98DF25U;
		hash ^= hash >> 32;
	}
	hash *= 0x9E3779B97F4A7C15U;
	return (uint32_t)(hash >> 32);
}

struct slice
term_text(const struct term *term)
{
	return (struct slice){ term->text, term->text_len };
}

struct slice
term_cased(const struct term *term)
{
	return (struct slice){ term->cased, term->cased_len };
}

struct slice
term_stem(const struct term *term)
{
	return (struct slice){ term->stem, term->stem_len };
}

/* ---- growing -------------------------------------------------------------------- */

static void *
grow(struct tokens *tokens, void *old, size_t count, uint32_t *room,
    size_t size)
{
	uint32_t more = *room == 0 ? tokens->first_room : *room * 2;
	void *array;

	if (*room > UINT32_MAX / 4) {
		tokens->failed = true;
		return NULL;
	}
	array = arena_alloc_array(tokens->arena, more, size);
	if (array == NULL) {
		tokens->failed = true;
		return NULL;
	}
	if (count > 0)
		memcpy(array, old, count * size);
	*room = more;
	return array;
}

static void
insert_slot(struct tokens *tokens, uint32_t term)
{
	uint32_t mask = tokens->slot_count - 1;
	uint32_t slot = tokens->terms[term].key_hash & mask;

	for (int i = 0; i < PROBES; i++) {
		if (tokens->slots[slot] == TOKEN_NONE) {
			tokens->slots[slot] = term;
			return;
		}
		slot = (slot + 1) & mask;
	}
}

static bool
grow_slots(struct tokens *tokens)
{
	uint32_t count = tokens->slot_count == 0 ? tokens->first_room * 2
						 : tokens->slot_count * 4;
	uint32_t *slots = arena_alloc_array(tokens->arena, count,
	    sizeof(*slots));

	if (slots == NULL) {
		tokens->failed = true;
		return false;
	}
	memset(slots, 0xFF, count * sizeof(*slots));
	tokens->slots = slots;
	tokens->slot_count = count;
	for (uint32_t i = 0; i < tokens->term_count; i++)
		insert_slot(tokens, i);
	return true;
}

const char *
tokens_keep(struct tokens *tokens, struct slice bytes)
{
	char *kept;

	if (bytes.len > tokens->pool_left) {
		size_t size = (size_t)tokens->first_room * POOL_WORD;

		tokens->pool = arena_alloc(tokens->arena, size);
		if (tokens->pool == NULL) {
			tokens->failed = true;
			tokens->pool_left = 0;
			return "";
		}
		tokens->pool_left = size;
	}
	kept = tokens->pool;
	memcpy(kept, bytes.ptr, bytes.len);
	tokens->pool += bytes.len;
	tokens->pool_left -= bytes.len;
	return kept;
}

void
tokens_init(struct tokens *tokens, struct arena *arena, uint32_t room)
{
	*tokens = (struct tokens){ .arena = arena,
		.stem_language = -1,
		.first_room = room };
	grow_slots(tokens);
}

/* ---- terms and forms ---------------------------------------------------------------- */

static uint32_t
find_term(const struct tokens *tokens, struct slice cased, uint32_t hash)
{
	uint32_t mask = tokens->slot_count - 1, slot = hash & mask;

	for (int i = 0; i < PROBES; i++) {
		uint32_t term = tokens->slots[slot];

		if (term == TOKEN_NONE)
			break;
		if (tokens->terms[term].key_hash == hash &&
		    slice_eq(term_cased(&tokens->terms[term]), cased))
			return term;
		slot = (slot + 1) & mask;
	}
	return TOKEN_NONE;
}

static uint32_t
add_term(struct tokens *tokens, const struct folded_word *word, bool letters)
{
	struct slice cased = folded_word_cased(word);
	struct slice folded = folded_word_folded(word);
	uint32_t hash = token_hash(cased);
	uint32_t number = find_term(tokens, cased, hash);
	struct term *term;

	if (number != TOKEN_NONE)
		return number;
	if (tokens->term_count == tokens->term_room) {
		term = grow(tokens, tokens->terms, tokens->term_count,
		    &tokens->term_room, sizeof(*term));
		if (term == NULL)
			return TOKEN_NONE;
		tokens->terms = term;
	}
	if (tokens->term_count >= tokens->slot_count / 2 && !grow_slots(tokens))
		return TOKEN_NONE;
	number = tokens->term_count++;
	term = &tokens->terms[number];
	term->text = term->cased = tokens_keep(tokens, folded);
	term->text_len = term->cased_len = (uint8_t)folded.len;
	term->hash = term->key_hash = hash;
	if (!slice_eq(cased, folded)) {
		term->cased = tokens_keep(tokens, cased);
		term->cased_len = (uint8_t)cased.len;
		term->hash = token_hash(folded);
	}
	term->stem = "";
	term->letters = letters;
	term->first = TOKEN_NONE;
	insert_slot(tokens, number);
	return number;
}

/* Begins a position with no forms yet. */
static bool
push_position(struct tokens *tokens)
{
	uint32_t *first;

	if (tokens->position_count + 1 >= tokens->position_room) {
		first = grow(tokens, tokens->first_form,
		    tokens->position_count + (tokens->position_room > 0),
		    &tokens->position_room, sizeof(*first));
		if (first == NULL)
			return false;
		tokens->first_form = first;
	}
	tokens->first_form[tokens->position_count++] = tokens->form_count;
	tokens->first_form[tokens->position_count] = tokens->form_count;
	return true;
}

void
tokens_part(struct tokens *tokens)
{
	push_position(tokens);
}

bool
tokens_add_position(struct tokens *tokens)
{
	struct token_field *field = &tokens->fields[tokens->field];

	if (tokens->failed)
		return false;
	/* the boundary before it is one more */
	if (tokens->position_count - field->first + 2 > LIMIT_FIELD_TOKENS) {
		field->truncated = true;
		return false;
	}
	if (tokens->boundary && tokens->position_count > field->first &&
	    !push_position(tokens))
		return false;
	tokens->boundary = false;
	return push_position(tokens);
}

void
tokens_add_form(struct tokens *tokens, const struct folded_word *word,
    struct form_spot spot)
{
	uint32_t position = tokens->position_count - 1;
	uint32_t term;
	struct form *form;

	if (word->folded_len == 0 || tokens->failed)
		return;
	term = add_term(tokens, word, spot.letters);
	if (term == TOKEN_NONE)
		return;
	for (uint32_t i = tokens->first_form[position]; i < tokens->form_count;
	     i++) {
		if (tokens->forms[i].term == term)
			return;
	}
	if (tokens->form_count == tokens->form_room) {
		form = grow(tokens, tokens->forms, tokens->form_count,
		    &tokens->form_room, sizeof(*form));
		if (form == NULL)
			return;
		tokens->forms = form;
	}
	tokens->forms[tokens->form_count++] = (struct form){ .term = term,
		.position = position,
		.start = spot.start,
		.end = spot.end,
		.next = TOKEN_NONE,
		.field = tokens->field,
		.kind = (uint8_t)spot.kind,
		.span = spot.span };
	tokens->first_form[tokens->position_count] = tokens->form_count;
}

void
tokens_link(struct tokens *tokens)
{
	for (uint32_t i = tokens->form_count; i-- > 0;) {
		struct term *term = &tokens->terms[tokens->forms[i].term];

		tokens->forms[i].next = term->first;
		term->first = i;
		term->count++;
		term->fields |= (uint8_t)(1U << tokens->forms[i].field);
	}
}

/*
 * Three hash tables: whole words by folded text, prefixes and patterns by the
 * bytes before their first wildcard, and per language words by stem. Rows with
 * the same key are chained by number. The stems of a language are the only
 * thing made late: whoever needs them first makes them and publishes the table
 * by one compare-and-swap; a loser frees its own.
 */
#include "topic/vocabulary.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "memory.h"
#include "topic/segment.h"
#include "utf8.h"

#define FIRST_SLOTS 16

struct table {
	uint32_t *slots; /* owned; word that heads a chain, or TOKEN_NONE */
	uint32_t count, used;
};
struct stem_table {
	struct table table; /* by stem */
	uint32_t *next;     /* owned; of the same stem */
	char *text;         /* owned; all stems */
	uint32_t *at; /* owned; where the stem of a word begins; count+1 */
};
struct vocabulary {
	struct vocabulary_word *words; /* owned */
	uint32_t count, room;
	struct table whole, heads;
	uint64_t head_lengths; /* bit n - 1: some head has n bytes */
	/* owned; a cache, by language */
	_Atomic(struct stem_table *) *stems;
};

/* ---- tables -------------------------------------------------------------------- */

typedef struct slice (*key_of)(const void *owner, uint32_t row);

static void
table_insert(struct table *table, uint32_t row, uint32_t hash)
{
	uint32_t slot = hash & (table->count - 1);

	while (table->slots[slot] != TOKEN_NONE)
		slot = (slot + 1) & (table->count - 1);
	table->slots[slot] = row;
	table->used++;
}

static void
table_init(struct table *table, uint32_t rows)
{
	table->count = FIRST_SLOTS;
	while (table->count / 2 < rows)
		table->count *= 2;
	table->used = 0;
	table->slots = xcalloc(table->count, sizeof(*table->slots));
	memset(table->slots, 0xFF, table->count * sizeof(*table->slots));
}

static void
table_grow(struct table *table, key_of key, const void *owner)
{
	struct table old = *table;

	if (old.used < old.count / 2)
		return;
	table_init(table, old.count);
	for (uint32_t i = 0; i < old.count; i++) {
		if (old.slots[i] != TOKEN_NONE)
			table_insert(table, old.slots[i],
			    token_hash(key(owner, old.slots[i])));
	}
	free(old.slots);
}

static uint32_t
table_find(const struct table *table, struct slice text, uint32_t hash,
    key_of key, const void *owner)
{
	uint32_t slot = hash & (table->count - 1);

	while (table->slots[slot] != TOKEN_NONE) {
		if (slice_eq(key(owner, table->slots[slot]), text))
			return table->slots[slot];
		slot = (slot + 1) & (table->count - 1);
	}
	return TOKEN_NONE;
}

static struct slice
word_text(const void *owner, uint32_t row)
{
	const struct vocabulary *vocabulary = owner;

	return vocabulary->words[row].text;
}

static struct slice
word_head(const void *owner, uint32_t row)
{
	const struct vocabulary_word *word =
	    &((const struct vocabulary *)owner)->words[row];

	return slice_sub(word->text, 0, word->head);
}

/* ---- words ----------------------------------------------------------------------- */

struct vocabulary *
vocabulary_new(void)
{
	struct vocabulary *vocabulary = xcalloc(1, sizeof(*vocabulary));

	vocabulary->stems = xcalloc(STEM_LANGUAGES,
	    sizeof(struct stem_table *));
	table_init(&vocabulary->whole, 0);
	table_init(&vocabulary->heads, 0);
	return vocabulary;
}

static void
stem_table_free(struct stem_table *table)
{
	if (table == NULL)
		return;
	free(table->table.slots);
	free(table->next);
	free(table->text);
	free(table->at);
	free(table);
}

void
vocabulary_free(struct vocabulary *vocabulary)
{
	if (vocabulary == NULL)
		return;
	for (int i = 0; i < STEM_LANGUAGES; i++)
		stem_table_free(atomic_load(&vocabulary->stems[i]));
	free(vocabulary->stems);
	free(vocabulary->whole.slots);
	free(vocabulary->heads.slots);
	free(vocabulary->words);
	free(vocabulary);
}

uint32_t
vocabulary_count(const struct vocabulary *vocabulary)
{
	return vocabulary->count;
}

const struct vocabulary_word *
vocabulary_word(const struct vocabulary *vocabulary, uint32_t word)
{
	return &vocabulary->words[word];
}

static bool
is_same(const struct vocabulary_word *a, const struct vocabulary_word *b)
{
	return a->kind == b->kind && a->letters == b->letters &&
	    slice_eq(a->text, b->text) && slice_eq(a->cased, b->cased);
}

static uint32_t
push_word(struct vocabulary *vocabulary, struct arena *arena,
    const struct vocabulary_word *word)
{
	struct vocabulary_word copy = *word;

	copy.text = arena_slice(arena, word->text);
	copy.cased = copy.text;
	if (!slice_eq(word->text, word->cased))
		copy.cased = arena_slice(arena, word->cased);
	if (copy.text.ptr == NULL || copy.cased.ptr == NULL)
		return TOKEN_NONE;
	copy.next = TOKEN_NONE;
	if (vocabulary->count == vocabulary->room) {
		vocabulary->room = vocabulary->room == 0 ? FIRST_SLOTS
							 : vocabulary->room * 2;
		vocabulary->words = xreallocarray(vocabulary->words,
		    vocabulary->room, sizeof(*vocabulary->words));
	}
	vocabulary->words[vocabulary->count] = copy;
	return vocabulary->count++;
}

uint32_t
vocabulary_add(struct vocabulary *vocabulary, struct arena *arena,
    const struct vocabulary_word *word)
{
	bool whole = word->kind == WORD_WHOLE;
	struct table *table = whole ? &vocabulary->whole : &vocabulary->heads;
	key_of key = whole ? word_text : word_head;
	struct slice text = whole ? word->text
				  : slice_sub(word->text, 0, word->head);
	uint32_t hash = token_hash(text), first, number;

	first = table_find(table, text, hash, key, vocabulary);
	for (number = first; number != TOKEN_NONE;
	     number = vocabulary->words[number].next) {
		if (is_same(&vocabulary->words[number], word))
			return number;
	}
	number = push_word(vocabulary, arena, word);
	if (number == TOKEN_NONE)
		return TOKEN_NONE;
	if (first != TOKEN_NONE) {
		vocabulary->words[number].next = vocabulary->words[first].next;
		vocabulary->words[first].next = number;
		return number;
	}
	if (!whole)
		vocabulary->head_lengths |= UINT64_C(1) << (word->head - 1);
	table_grow(table, key, vocabulary);
	table_insert(table, number, hash);
	return number;
}

/* ---- stems ------------------------------------------------------------------------ */

static struct slice
stem_at(const struct stem_table *table, uint32_t word)
{
	return (struct slice){ table->text + table->at[word],
		table->at[word + 1] - table->at[word] };
}

static struct slice
stem_key(const void *owner, uint32_t row)
{
	return stem_at(owner, row);
}

static bool
has_stem(const struct vocabulary_word *word)
{
	return word->kind == WORD_WHOLE && word->letters;
}

static struct stem_table *
make_stems(const struct vocabulary *vocabulary, int language)
{
	struct stem_table *made = xcalloc(1, sizeof(*made));
	struct stemmer stemmer;

	made->next = xcalloc(vocabulary->count, sizeof(*made->next));
	made->at = xcalloc((size_t)vocabulary->count + 1, sizeof(*made->at));
	made->text = xcalloc(vocabulary->count, LIMIT_TOKEN_BYTES);
	table_init(&made->table, vocabulary->count);
	stemmer_open(&stemmer, language);
	for (uint32_t i = 0; i < vocabulary->count; i++) {
		const struct vocabulary_word *word = &vocabulary->words[i];
		uint32_t first, hash;

		made->next[i] = TOKEN_NONE;
		made->at[i + 1] = made->at[i];
		if (!has_stem(word))
			continue;
		made->at[i + 1] += (uint32_t)stemmer_stem(&stemmer, word->cased,
		    word->text, made->text + made->at[i]);
		hash = token_hash(stem_at(made, i));
		first = table_find(&made->table, stem_at(made, i), hash,
		    stem_key, made);
		if (first == TOKEN_NONE) {
			table_insert(&made->table, i, hash);
			continue;
		}
		made->next[i] = made->next[first];
		made->next[first] = i;
	}
	stemmer_close(&stemmer);
	made->text = xreallocarray(made->text, made->at[vocabulary->count] + 1,
	    1);
	return made;
}

static const struct stem_table *
stems_of(const struct vocabulary *vocabulary, int language)
{
	_Atomic(struct stem_table *) *place = &vocabulary->stems[language];
	struct stem_table *table = atomic_load(place), *made;

	if (table != NULL)
		return table;
	made = make_stems(vocabulary, language);
	if (atomic_compare_exchange_strong(place, &table, made))
		return made;
	stem_table_free(made);
	return table;
}

struct slice
vocabulary_stem(const struct vocabulary *vocabulary, uint32_t word,
    int language)
{
	if (!has_stem(&vocabulary->words[word]))
		return vocabulary->words[word].text;
	return stem_at(stems_of(vocabulary, language), word);
}

/* ---- looking up ---------------------------------------------------------------------- */

bool
wildcard_match(struct slice pattern, struct slice text)
{
	struct slice star = SLICE_NONE, resume = SLICE_NONE;

	while (text.len > 0) {
		if (pattern.len > 0 && pattern.ptr[0] == WILDCARD_ANY) {
			pattern = slice_from(pattern, 1);
			star = pattern;
			resume = text;
		} else if (pattern.len > 0 && pattern.ptr[0] == WILDCARD_ONE) {
			pattern = slice_from(pattern, 1);
			(void)utf8_next(&text); /* any one character */
		} else if (pattern.len > 0 && pattern.ptr[0] == text.ptr[0]) {
			pattern = slice_from(pattern, 1);
			text = slice_from(text, 1);
		} else if (star.ptr != NULL) {
			(void)utf8_next(&resume); /* the star takes one more */
			pattern = star;
			text = resume;
		} else {
			return false;
		}
	}
	while (pattern.len > 0 && pattern.ptr[0] == WILDCARD_ANY)
		pattern = slice_from(pattern, 1);
	return pattern.len == 0;
}

static void
look_up_stem(const struct vocabulary *vocabulary,
    const struct stem_table *stems, const struct term *term,
    vocabulary_found found, void *arg)
{
	uint32_t word = table_find(&stems->table, term_stem(term),
	    term->stem_hash, stem_key, stems);

	for (; word != TOKEN_NONE; word = stems->next[word]) {
		/* found as a form already */
		if (!slice_eq(vocabulary->words[word].text, term_text(term)))
			found(arg, word, VIA_STEM);
	}
}

static void
look_up_heads(const struct vocabulary *vocabulary, const struct term *term,
    vocabulary_found found, void *arg)
{
	struct slice text = term_text(term);

	for (uint32_t len = 1; len <= text.len; len++) {
		struct slice head = slice_sub(text, 0, len);
		uint32_t word;

		if ((vocabulary->head_lengths >> (len - 1) & 1) == 0)
			continue;
		word = table_find(&vocabulary->heads, head, token_hash(head),
		    word_head, vocabulary);
		for (; word != TOKEN_NONE;
		     word = vocabulary->words[word].next) {
			if (vocabulary->words[word].kind == WORD_PREFIX ||
			    wildcard_match(vocabulary->words[word].text, text))
				found(arg, word, VIA_PATTERN);
		}
	}
}

void
vocabulary_look_up(const struct vocabulary *vocabulary, const struct term *term,
    int language, vocabulary_found found, void *arg)
{
	uint32_t word = table_find(&vocabulary->whole, term_text(term),
	    term->hash, word_text, vocabulary);

	for (; word != TOKEN_NONE; word = vocabulary->words[word].next)
		found(arg, word, VIA_FORM);
	if (language >= 0 && term->letters) {
		const struct stem_table *stems = stems_of(vocabulary, language);
		struct term own = *term;

		look_up_stem(vocabulary, stems, term, found, arg);
		own.stem = term->text;
		own.stem_len = term->text_len;
		own.stem_hash = term->hash;
		if (term->own_stem && term->stem != term->text)
			look_up_stem(vocabulary, stems, &own, found, arg);
	}
	if (vocabulary->head_lengths != 0)
		look_up_heads(vocabulary, term, found, arg);
}

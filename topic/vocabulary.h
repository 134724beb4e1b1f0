/*
 * The distinct words of one query or of all topics, numbered; what an article's
 * terms are looked up in. Filled while queries are read, then immutable but for
 * the stems of a language, which are made when the first article in it comes
 * and published once for all threads.
 */
#ifndef CRIER_TOPIC_VOCABULARY_H
#define CRIER_TOPIC_VOCABULARY_H

#include "arena.h"
#include "topic/stem.h"
#include "topic/tokens.h"

enum word_kind {
	WORD_WHOLE,
	WORD_PREFIX, /* text is the prefix */
	WORD_PATTERN /* text has wildcards (segment.h) */
};
struct vocabulary_word {
	struct slice text;  /* folded */
	struct slice cased; /* what stemmers want */
	uint32_t head; /* PREFIX, PATTERN: leading bytes without wildcard */
	uint32_t next; /* with the same text or head, or TOKEN_NONE */
	uint8_t kind;  /* enum word_kind */
	bool letters;  /* has a stem */
};

struct vocabulary;

struct vocabulary *vocabulary_new(void);
void vocabulary_free(struct vocabulary *vocabulary); /* takes NULL */

/* The number of the word, added where it is new, its bytes then copied into
 * arena, which must live as long; TOKEN_NONE without memory. */
uint32_t vocabulary_add(struct vocabulary *vocabulary, struct arena *arena,
    const struct vocabulary_word *word);
uint32_t vocabulary_count(const struct vocabulary *vocabulary);
const struct vocabulary_word *
vocabulary_word(const struct vocabulary *vocabulary, uint32_t word);

/* How a term came to a word. */
enum via {
	VIA_FORM,
	VIA_STEM,
	VIA_PATTERN /* or prefix */
};
typedef void (*vocabulary_found)(void *arg, uint32_t word, enum via via);
/* Every word that term is, in an article whose stemmer is of language (-1: it
 * has none); each word at most once. */
void vocabulary_look_up(const struct vocabulary *vocabulary,
    const struct term *term, int language, vocabulary_found found, void *arg);

/* The stem of a word in a language that has a stemmer; its text where it has
 * none. */
struct slice vocabulary_stem(const struct vocabulary *vocabulary, uint32_t word,
    int language);

/* Whether text fits a pattern with wildcards. */
bool wildcard_match(struct slice pattern, struct slice text);

#endif

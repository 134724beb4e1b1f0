/*
 * Folding (3.3): text to the forms that are compared. A word is made cluster by
 * cluster and kept twice: cased, NFKC with case folded and accents kept, which
 * stemmers want; and folded, without accents, which is the form.
 */
#ifndef CRIER_TOPIC_FOLD_H
#define CRIER_TOPIC_FOLD_H

#include "arena.h"
#include "limits.h"
#include "slice.h"

/* Both are cut at LIMIT_TOKEN_BYTES, together and at a cluster. */
struct folded_word {
	char cased[LIMIT_TOKEN_BYTES], folded[LIMIT_TOKEN_BYTES];
	uint8_t cased_len, folded_len;
	bool full; /* cut: takes no more */
};

struct slice folded_word_cased(const struct folded_word *word);
struct slice folded_word_folded(const struct folded_word *word);

/* One ASCII byte, one grapheme cluster of bytes, what another word has. */
void folded_word_add_ascii(struct folded_word *word, char c);
void folded_word_add_cluster(struct folded_word *word, struct slice cluster);
void
folded_word_add_word(struct folded_word *word, const struct folded_word *other);

/* Cased text (a stem) without its accents, into out[max]; its length. */
size_t fold_cased(struct slice cased, char *out, size_t max);

/* Any text, punctuation and all, folded, in arena; absent on failure. */
struct slice fold_text(struct slice text, struct arena *arena);

/* Default_Ignorable_Code_Point: dropped before anything else looks. */
bool rune_is_ignorable(uint32_t rune);

/*
 * The cluster at text.ptr + at: its end, and its first character that is not
 * ignorable (0 and end = text.len where only ignorables are left). at < len.
 */
size_t fold_cluster_end(struct slice text, size_t at, uint32_t *first);

#endif

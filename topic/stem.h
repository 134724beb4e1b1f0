/*
 * Stems (3.7): English plurals by a rule of our own, other languages by
 * Snowball. What a stemmer gives is folded; a stem of fewer than three
 * characters is replaced by the form.
 */
#ifndef CRIER_TOPIC_STEM_H
#define CRIER_TOPIC_STEM_H

#include "slice.h"
#include "topic/fold.h"

#define STEM_LANGUAGES 28

/* The number of a primary subtag, or -1 where there is no stemmer. */
int stem_language(struct slice primary);
/* Its two letters. */
const char *stem_language_code(int language);
/* Whether the language changes the beginnings of words too, of this script. */
bool stem_changes_beginning(int language, uint32_t rune);

struct stemmer {
	int language;
	void *snowball; /* owned; NULL for English and for none */
};
/* language as of stem_language. Not to be shared by threads. */
void stemmer_open(struct stemmer *stemmer, int language);
void stemmer_close(struct stemmer *stemmer);
/* The stem into out; its length. folded is the form of cased. */
size_t stemmer_stem(const struct stemmer *stemmer, struct slice cased,
    struct slice folded, char out[LIMIT_TOKEN_BYTES]);

/* The version of the library, as its headers and our table name it. */
#define STEM_VERSION "2.2.0"

#endif

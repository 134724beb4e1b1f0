/*
 * The language of an article (3.8): by script, by a vote of stop words, by what
 * was declared.
 */
#ifndef CRIER_TOPIC_LANGUAGE_H
#define CRIER_TOPIC_LANGUAGE_H

#include "topic/tokens.h"

/* Sets language, primary, language_from and stem_language of tokens, whose
 * title and texts are cut into positions. declared: a BCP 47 tag or absent. */
void language_find(struct tokens *tokens, struct slice declared);

/* A tag in lower case, old codes replaced ("NO" is "nb"), in arena; absent for
 * what is no tag. Also used for the value of lang:. */
struct slice language_tag(struct slice text, struct arena *arena);
struct slice language_primary(struct slice tag);

#endif

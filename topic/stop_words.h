/*
 * Which languages a word is among the commonest of (3.8, appendix A).
 */
#ifndef CRIER_TOPIC_STOP_WORDS_H
#define CRIER_TOPIC_STOP_WORDS_H

#include "slice.h"

#define STOP_WORD_LANGUAGES 19

/* Bits 1 << number of a language; 0 for other words. word is cased (fold.h). */
uint32_t stop_word_languages(struct slice word);
/* The two letters of language number. */
const char *stop_word_code(int language);

#endif

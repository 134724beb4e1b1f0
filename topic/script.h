/*
 * Scripts, as far as the tokenizer asks: which marks are stripped (3.3), which
 * texts have no spaces (3.5), which language a script speaks for (3.8).
 */
#ifndef CRIER_TOPIC_SCRIPT_H
#define CRIER_TOPIC_SCRIPT_H

#include <stdint.h>

enum script {
	SCRIPT_OTHER,
	SCRIPT_LATIN,
	SCRIPT_GREEK,
	SCRIPT_CYRILLIC,
	SCRIPT_HEBREW,
	SCRIPT_ARABIC,
	SCRIPT_ARMENIAN,
	SCRIPT_GEORGIAN,
	SCRIPT_DEVANAGARI,
	SCRIPT_BENGALI,
	SCRIPT_GURMUKHI,
	SCRIPT_GUJARATI,
	SCRIPT_ORIYA,
	SCRIPT_TAMIL,
	SCRIPT_TELUGU,
	SCRIPT_KANNADA,
	SCRIPT_MALAYALAM,
	SCRIPT_SINHALA,
	SCRIPT_TIBETAN,
	SCRIPT_ETHIOPIC,
	SCRIPT_THAI,
	SCRIPT_LAO,
	SCRIPT_KHMER,
	SCRIPT_MYANMAR,
	SCRIPT_HAN,
	SCRIPT_HIRAGANA,
	SCRIPT_KATAKANA,
	SCRIPT_BOPOMOFO,
	SCRIPT_HANGUL,
	SCRIPT_COUNT
};
enum script script_of(uint32_t rune);

/* Runs of units stay within one of these. */
enum unit_group {
	GROUP_NONE, /* a script with spaces */
	GROUP_HAN,  /* Han, Kana, Bopomofo */
	GROUP_HANGUL,
	GROUP_THAI,
	GROUP_LAO,
	GROUP_KHMER,
	GROUP_MYANMAR
};
enum unit_group script_group(enum script script);

#endif

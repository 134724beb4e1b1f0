/*
 * The text of a date, made uniform and cut into tokens.
 */
#ifndef CRIER_PARSE_DATE_TEXT_H
#define CRIER_PARSE_DATE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

#define DATE_TEXT_MAX   256 /* bytes; "posted on" and a long zone fit */
#define DATE_TOKENS_MAX 48

enum date_token_kind {
	DATE_NUMBER, /* digits; value is theirs */
	DATE_WORD,   /* letters, folded; one character of Han */
	DATE_SIGN    /* one character of ASCII */
};

struct date_token {
	enum date_token_kind kind;
	struct slice text; /* in the struct date_text */
	int64_t value;
	bool after_space;
	bool is_used; /* left to the reader of the tokens */
};

struct date_text {
	char text[DATE_TEXT_MAX];
	size_t len;
	struct date_token tokens[DATE_TOKENS_MAX];
	size_t count;
	bool has_kanji_day; /* there was a (月) or the like */
};

/* False for what is empty or longer than any date. */
bool date_text_read(struct slice raw, struct date_text *text);

bool date_token_is_word(const struct date_token *token, struct slice word);
bool date_token_is_sign(const struct date_token *token, char sign);

#endif

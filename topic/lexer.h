/*
 * Query text to tokens (2.1), one at a time.
 */
#ifndef CRIER_TOPIC_LEXER_H
#define CRIER_TOPIC_LEXER_H

#include "topic/fields.h"
#include "topic/query_text.h"

enum token_kind {
	TOKEN_END,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_COMMA,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_NOT,     /* also "-" */
	TOKEN_NEAR,    /* number */
	TOKEN_ONEAR,   /* number */
	TOKEN_ATLEAST, /* number */
	TOKEN_ANY,     /* number */
	TOKEN_EXACT,   /* "=" */
	TOKEN_CASE,    /* "==" */
	TOKEN_WORD,    /* text; a value behind a key field */
	TOKEN_QUOTED,  /* text */
	TOKEN_REGEX,   /* text, flags */
	TOKEN_FIELD,   /* field */
	TOKEN_SET,     /* text: the name */
	TOKEN_STAR     /* "*" */
};
struct token {
	enum token_kind kind;
	struct place place;
	struct slice source; /* as written (TOKEN_QUOTED: inside) */
	/* Escapes undone; "*" and "?" that mean something are WILDCARD_*. */
	struct slice text;
	uint32_t number, field;
	bool ignore_case, dot_all;
};

struct lexer {
	const struct query_text *text;
	struct arena *scratch; /* for texts of tokens */
	struct query_error *err;
	size_t at;
	bool value;       /* the next token is the value of a key field */
	bool regex;       /* the next token may be a regular expression */
	size_t in_values; /* parentheses open since a key field */
};

void lexer_init(struct lexer *lexer, const struct query_text *text,
    struct arena *scratch, struct query_error *err);
/* False with *err filled on an error. */
bool lexer_next(struct lexer *lexer, struct token *token);

#endif

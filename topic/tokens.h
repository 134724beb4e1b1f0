/*
 * Tokens as the parts of this stage share them (3.1, 3.2).
 *
 * Positions are numbered through the whole article; each field is a range of
 * them, and a position without forms parts the fields, so that no phrase can
 * cross. A position has the forms [first_form[p], first_form[p + 1]). A form is
 * one occurrence of a term; each term is kept once, with its stem.
 */
#ifndef CRIER_TOPIC_TOKENS_H
#define CRIER_TOPIC_TOKENS_H

#include "arena.h"
#include "topic/ast.h"
#include "topic/fold.h"
#include "topic/stem.h"

#define TOKEN_NONE UINT32_MAX

/* Of the stream (3.1, 3.2). */
#define MARK_JOINED '\x1F' /* before a token colocated with the last */
#define MARK_STEM   '\x01' /* before language and stem */
#define MARK_BLOCK  '\x03' /* a boundary */
#define MARK_QUERY  '\x02' /* before a stream that a query asks for */

struct term {
	const char *text;  /* folded */
	const char *cased; /* may be text */
	const char *stem;  /* folded; may be text; "" while there is none */
	uint8_t text_len, cased_len, stem_len;
	uint8_t fields; /* bits 1 << enum text_field that it stands in */
	bool letters;   /* made of letters: has a stem */
	bool own_stem;  /* text is its own stem though the accented word's
			    * is another (3.7) */
	uint32_t hash;  /* of text */
	uint32_t stem_hash;
	uint32_t key_hash; /* of cased */
	uint32_t first;    /* form, or TOKEN_NONE */
	uint32_t count;    /* of its forms */
};

enum form_kind {
	FORM_PART,   /* the word itself */
	FORM_SECOND, /* what stands before an apostrophe */
	FORM_JOINED, /* a compound, over span positions */
	FORM_SIGN,   /* with its # @ . ++, over span positions */
	FORM_PAIR,   /* two units of a script without spaces */
	FORM_UNIT    /* one unit */
};
struct form {
	uint32_t term, position;
	uint32_t start, end; /* bytes in the field's text */
	uint32_t next;       /* of the same term, or TOKEN_NONE */
	uint8_t field, kind, span;
};

struct token_field {
	struct slice text;
	uint32_t first, end; /* positions */
	bool truncated;      /* LIMIT_FIELD_TOKENS */
};

struct tokens {
	struct arena *arena;
	struct term *terms;
	uint32_t *slots; /* of terms by cased, TOKEN_NONE empty */
	struct form *forms;
	uint32_t *first_form;
	uint32_t term_count, term_room, slot_count;
	uint32_t form_count, form_room;
	uint32_t position_count, position_room;
	char *pool; /* bytes for terms */
	size_t pool_left;
	struct token_field fields[TEXT_FIELDS];
	struct slice language, primary;
	const char *language_from;
	int stem_language; /* index in stem.h, -1: none */
	uint32_t first_room;
	/* Of the field being read. */
	uint8_t field;
	bool boundary, failed;
};

/* An empty list in arena, with room for so many words at first; failed is set
 * where memory is missing. */
#define TOKENS_OF_ARTICLE 512
#define TOKENS_OF_QUERY   8
void tokens_init(struct tokens *tokens, struct arena *arena, uint32_t room);

/* A position without forms, between two fields. */
void tokens_part(struct tokens *tokens);
/* A copy of bytes, at most LIMIT_TOKEN_BYTES; "" and failed without memory. */
const char *tokens_keep(struct tokens *tokens, struct slice bytes);
/* Begins a new position; false where the field is full. */
bool tokens_add_position(struct tokens *tokens);
/* The range and kind of a form at the last position. */
struct form_spot {
	uint32_t start, end;
	enum form_kind kind;
	uint8_t span;
	bool letters;
};
void tokens_add_form(struct tokens *tokens, const struct folded_word *word,
    struct form_spot spot);
/* Chains the forms of each term; after the last field. */
void tokens_link(struct tokens *tokens);

/* The slices of a term. */
struct slice term_text(const struct term *term);
struct slice term_cased(const struct term *term);
struct slice term_stem(const struct term *term);

/* The spelling of a form without folding, as == compares it (3.7), in arena. */
struct slice tokens_literal(struct slice text, const struct form *form,
    struct slice folded, struct arena *arena);

/* The hash of the tables of this stage. */
uint32_t token_hash(struct slice text);

#endif

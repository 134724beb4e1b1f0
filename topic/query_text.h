/*
 * The text of a query as the lexer reads it: characters in NFC, each with the
 * place that it was written at, and errors that point there.
 */
#ifndef CRIER_TOPIC_QUERY_TEXT_H
#define CRIER_TOPIC_QUERY_TEXT_H

#include "arena.h"
#include "topic/ast.h"

struct query_char {
	uint32_t rune;     /* read as its ASCII equal (2.1) */
	uint32_t original; /* in NFC */
	uint32_t line, column;
};
/* Always ended by a character 0 that stands one after the text. */
struct query_text {
	struct query_char *chars;
	size_t count; /* without the 0 */
};

/* Reads text into arena; false on E02, E03. */
bool query_text_read(struct query_text *text, struct slice source,
    struct arena *arena, struct query_error *err);
/* The place of chars [from, end), cut at the end of the line. */
struct place
query_text_place(const struct query_text *text, size_t from, size_t end);
/* The characters as they are read, or as they were written. */
struct slice query_text_slice(const struct query_text *text, size_t from,
    size_t end, struct arena *arena);
struct slice query_text_original(const struct query_text *text, size_t from,
    size_t end, struct arena *arena);

/* White_Space of Unicode. */
bool rune_is_space(uint32_t rune);
/* General category L*. */
bool rune_is_letter(uint32_t rune);

/* Fill *err and return false. */
bool query_fail(struct query_error *err, const char *code, struct place place,
    const char *format, ...) PRINTF_LIKE(4, 5);
/* Returns false too. */
bool
query_hint(struct query_error *err, const char *format, ...) PRINTF_LIKE(2, 3);
bool query_fail_memory(struct query_error *err);

#endif

/*
 * The lists of an article as JSON: in the rows of the database and within the
 * object of the contract.
 */
#ifndef CRIER_STORE_ARTICLE_PARTS_H
#define CRIER_STORE_ARTICLE_PARTS_H

#include "article.h"

struct json_t; /* jansson's */

void write_authors(struct json_writer *w, const struct article *article);
void write_enclosures(struct json_writer *w, const struct article *article);
void
write_strings(struct json_writer *w, const struct slice *strings, size_t count);

/* What of json is not of the shape is passed over; json may be NULL. Strings
 * are copied into arena, which says whether memory was missing. */
enum json_origin {
	JSON_FROM_US,    /* exactly as it was written */
	JSON_FROM_OTHERS /* made clean text of one line */
};
void read_authors(const struct json_t *json, enum json_origin origin,
    struct arena *arena, struct article *article);
void read_enclosures(const struct json_t *json, enum json_origin origin,
    struct arena *arena, struct article *article);
void read_strings(const struct json_t *json, enum json_origin origin,
    struct arena *arena, const struct slice **strings, size_t *count);

/* The three lists as columns: JSON each, absent where a list is empty. */
struct article_lists {
	struct buffer text; /* owned; the columns lie in it */
	struct slice authors, categories, enclosures;
};
MUST_CHECK bool article_lists_make(struct article_lists *lists,
    const struct article *article, struct error *err);
void article_lists_finish(struct article_lists *lists);
/* And back. What somebody damaged reads as an empty list. */
void article_lists_read(const struct article_lists *lists, struct arena *arena,
    struct article *article);

/* A column that write_strings made. */
void words_read(struct slice text, struct arena *arena,
    const struct slice **words, size_t *count);

/* The string under key of an object, or absent. */
struct slice read_line(const struct json_t *object, const char *key,
    enum json_origin origin, struct arena *arena);

#endif

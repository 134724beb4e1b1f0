/*
 * Queries for FTS5 (section 5): what parts of a tree become.
 */
#ifndef CRIER_TOPIC_FTS_H
#define CRIER_TOPIC_FTS_H

#include "arena.h"
#include "buffer.h"
#include "topic/ast.h"
#include "topic/stem.h"

/* What an expression depends on beside the tree. */
struct fts_room {
	const struct query *query;
	struct arena *arena;
	int languages[STEM_LANGUAGES]; /* those of the store with a stemmer */
	size_t language_count;
	struct query_moment moment;
};

/* Of one atom or NEAR: a MATCH expression in arena that holds at least where
 * the node does. exact: and nowhere else. Absent where memory is missing. */
struct fts_text {
	struct slice match;
	bool exact;
};
struct fts_text fts_atom(const struct fts_room *room, const struct node *node);
struct fts_text fts_near(const struct fts_room *room, const struct node *node);

/* ---- key_sql.c ---------------------------------------------------------------- */

/* Whether "at least" and "at most" of a key are to be told apart in SQL. */
enum bound {
	BOUND_UPPER,
	BOUND_LOWER
};
bool key_is_exact(const struct key *key);
/* A list of parameters that grows. */
struct sql_values {
	struct arena *arena;
	struct sql_value *items;
	size_t count, room;
	bool failed;
};
/* "?N" of a further parameter. */
void sql_text(struct sql_values *values, struct slice text, struct buffer *out);
void sql_number(struct sql_values *values, int64_t number, struct buffer *out);
/* The condition on the columns of v1_articles, in parentheses. */
void key_write_sql(const struct key *key, enum bound bound,
    struct query_moment moment, struct sql_values *values, struct buffer *out);

#endif

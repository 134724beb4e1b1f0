/*
 * The tree of a query and what hangs on its leaves.
 *
 * Everything lives in the arena that the query was read into and is never
 * changed once the query is whole. Children are a list by next; the tree is
 * flat (no AND directly in AND, no OR in OR, no NOT in NOT). Words are numbers
 * in the query's vocabulary.
 */
#ifndef CRIER_TOPIC_AST_H
#define CRIER_TOPIC_AST_H

#include "arena.h"
#include "topic_set.h"

struct vocabulary;

/* Where something stands in its text; in characters, from 1. */
struct place {
	uint32_t line, column, length;
};

enum node_op {
	NODE_ALL, /* "*" */
	NODE_AND,
	NODE_OR,
	NODE_NOT,
	NODE_NEAR,    /* number: words between; ordered: ONEAR */
	NODE_ATLEAST, /* number: occurrences */
	NODE_ANY,     /* number: members */
	NODE_ATOM,
	NODE_REGEX,
	NODE_KEY,
	NODE_FIELD, /* a text field round its child; number: enum field_id */
	NODE_LIST   /* ~name round its tree */
};

struct node {
	struct node *next, *children;
	uint8_t op;     /* enum node_op */
	uint8_t fields; /* atoms, regex: bits 1 << enum text_field */
	bool ordered;
	uint32_t number;
	struct place place; /* of the whole; line 0 inside a list */
	struct place joint; /* of its first operator, for errors */
	union {
		const struct atom *atom;
		const struct regex *regex;
		const struct key *key;
		struct slice name; /* of a list */
	};
};

/* ---- atoms ---------------------------------------------------------------- */

enum atom_level {
	LEVEL_STEM,  /* word */
	LEVEL_EXACT, /* =word */
	LEVEL_CASE   /* ==word */
};

/* What must stand at one position. */
struct element {
	uint32_t word;        /* in the vocabulary */
	struct slice literal; /* LEVEL_CASE: the spelling, NFC */
	/* Follows from the element before it (the last character of a run
	 * whose last pair is asked for already). */
	bool implied;
};
struct sequence {
	const struct element *elements;
	uint32_t count; /* at least 1 */
};
/* A word, a phrase or a pattern: holds where one of its sequences stands. More
 * than one only where compounds are spelt out (3.4). */
struct atom {
	struct slice source; /* as written, without = and quotes */
	const struct sequence *sequences;
	uint32_t sequence_count;
	enum atom_level level;
	bool quoted;
};

struct regex {
	struct slice source; /* as written between the slashes */
	bool ignore_case, dot_all;
	void *code;               /* pcre2_code, freed with the query */
	const struct regex *next; /* of the query's */
};

/* ---- key fields ------------------------------------------------------------ */

enum moment_kind {
	MOMENT_NONE,     /* open */
	MOMENT_CALENDAR, /* [first_s, end_s) in local seconds */
	MOMENT_AGO,      /* the instant first_s seconds ago */
	MOMENT_DAY_OF,   /* the local day of that instant */
};
struct moment_spec {
	enum moment_kind kind;
	int64_t first_s, end_s;
};

struct key_value {
	struct slice source; /* as written */
	struct slice folded;
	bool quoted, glob;
	bool younger; /* age:< */
	int64_t number;
	uint32_t word;                  /* has: and is: enum in fields.h */
	struct moment_spec from, until; /* date: and seen: */
};
struct key {
	uint32_t field; /* enum field_id */
	uint32_t count;
	const struct key_value *values; /* any of them */
};

/* ---- the query ---------------------------------------------------------------- */

struct query {
	struct node *root;       /* NULL: empty */
	const struct node *said; /* of its text, where root is more */
	struct slice text;
	struct vocabulary *vocabulary;
	const struct regex *regexes;
	enum query_use use;
	uint32_t atoms;
	bool has_text, mentions_scope;
	bool reads_text;                        /* it, or what it excludes */
	struct query *excluded, *next_excluded; /* mutes, released with it */
	/* Owned where it was read alone; a topic set owns them otherwise. */
	struct arena own;
	bool owns_vocabulary;
};

/* Calls for children: for (c = node->children; c != NULL; c = c->next). */

/* A node in arena, or NULL. */
struct node *node_new(struct arena *arena, enum node_op op, struct place place);
/* Puts child last; a child of the same kind gives its own children (AND, OR).
 */
void node_add(struct node *parent, struct node *child);
/* NOT child; NOT NOT x is x. */
struct node *
node_negate(struct arena *arena, struct node *child, struct place place);
/* A node of op over a chain of operands; a single one stays as it is. */
size_t node_child_count(const struct node *node);
/* The place from the first of a to the last of b, on one line. */
struct place place_join(struct place a, struct place b);
/* Tells what of a topic would be true where no word is (4.3): the node whose
 * negation is to blame, or NULL where the query is sound. */
const struct node *node_find_negative(const struct node *node);
/* Below lists and fields: what a NEAR or an ATLEAST sees. */
const struct node *node_skip_names(const struct node *node);

/* "word", "phrase", ... of section 4.6. */
const char *node_op_name(const struct query *query, const struct node *node);
/* Appends the normal form of one node. */
void node_print(const struct node *node, struct buffer *out);

#endif

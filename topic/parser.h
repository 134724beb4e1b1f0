/*
 * What the parts of the parser share: the tokens of one text, the tree that
 * grows, and the limits that count over all lists.
 */
#ifndef CRIER_TOPIC_PARSER_H
#define CRIER_TOPIC_PARSER_H

#include "topic/ast.h"
#include "topic/lexer.h"

/* Where queries are read into. One after the other may share it. */
struct query_room {
	struct arena *arena;   /* trees, texts */
	struct arena *scratch; /* reset by each query_tree_read */
	struct vocabulary *vocabulary;
};

/*
 * Reads text into room. NULL and *err filled on an error. What the query owns
 * beside the arena is freed by query_release.
 */
struct query *query_tree_read(const struct query_room *room, struct slice text,
    enum query_use use, const struct query_list *lists, size_t list_count,
    struct query_error *err);
void query_release(const struct query *query);

/* ---- inside ------------------------------------------------------------------ */

/* Of a query and the lists that it stands on. */
struct parse_state {
	const struct query_room *room;
	const struct query_list *lists;
	size_t list_count;
	struct query *query;
	struct regex *regexes; /* of the query, newest first */
	size_t regex_count, groups, expanded;
};
struct expansion { /* a list that is being read */
	const struct query_list *list;
	const struct expansion *outer;
	size_t depth;
};
struct parser {
	struct parse_state *state;
	const struct expansion *list; /* NULL: the query itself */
	struct query_text text;
	struct lexer lexer;
	struct token token; /* the one to be read */
	struct query_error *err;
	bool in_field;
};

/* A node at place, or NULL with an error. Places inside lists are not kept. */
struct node *
parser_node(struct parser *parser, enum node_op op, struct place place);

/* The next token; false with an error. */
bool parser_advance(struct parser *parser);
/* An error; returns NULL. */
struct node *parser_fail(struct parser *parser, const char *code,
    struct place place, const char *message);
/* What is wrong where an operand should begin. after: the operator before it,
 * or NULL at the start of the text. */
struct node *
parser_fail_operand(struct parser *parser, const struct token *after);

/* parser.c: the whole text; from "(" to behind ")"; from "=" or a word on. */
struct node *parser_whole(struct parser *parser);
struct node *parser_group(struct parser *parser);
struct node *parser_atom(struct parser *parser);
/* field_parser.c: from the field's name on. */
struct node *parser_field(struct parser *parser);
/* query.c: the tree of the list whose "~name" is the token. */
struct node *parser_set(struct parser *parser);
/* atom_draft.c: the atom of a word or a quoted text; equals is the = before it. */
struct node *atom_read(struct parser *parser, const struct token *token,
    enum atom_level level, struct place equals);
/* regex.c */
struct node *
regex_read(struct parser *parser, const struct token *token, uint8_t fields);
void regex_free(const struct regex *regex);
enum truth regex_find(const struct regex *regex, struct slice subject,
    size_t from, size_t *start, size_t *end);

#endif

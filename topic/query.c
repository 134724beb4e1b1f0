/*
 * A query from its text: the parser on it, the lists that it names, what a
 * topic must not be. Also what is asked about a whole query.
 */
#include <stdlib.h>

#include "limits.h"
#include "memory.h"
#include "topic/parser.h"
#include "topic/vocabulary.h"

#define PATH_BYTES 160 /* of "nk -> dprk -> nk" in an error */

/* ---- lists ------------------------------------------------------------------------ */

static const struct query_list *
find_list(const struct parse_state *state, struct slice name)
{
	for (size_t i = 0; i < state->list_count; i++) {
		if (state->lists[i].name != NULL &&
		    slice_eq(name, slice_of(state->lists[i].name)))
			return &state->lists[i];
	}
	return NULL;
}

static void
append_path(const struct expansion *list, struct buffer *path)
{
	if (list == NULL)
		return;
	append_path(list->outer, path);
	buffer_append_format(path, "%s \xE2\x86\x92 ", list->list->name);
}

/* E24 where the list is being read already. */
static bool
check_cycle(struct parser *parser, const struct query_list *list)
{
	const struct expansion *outer = parser->list;
	struct buffer path;

	while (outer != NULL && outer->list != list)
		outer = outer->outer;
	if (outer == NULL)
		return true;
	buffer_init(&path, PATH_BYTES);
	append_path(parser->list, &path);
	query_fail(parser->err, "E24", parser->token.place,
	    "lists in a circle: %s%s", buffer_string(&path), list->name);
	buffer_finish(&path);
	return false;
}

static struct node *
fail_no_list(struct parser *parser, struct slice name)
{
	int64_t number;
	bool distance = slice_to_int64(name, 0, INT32_MAX, &number);

	if (distance)
		query_fail(parser->err, "E23", parser->token.place,
		    "no list \"%.*s\" (for distance write NEAR/%.*s)",
		    SLICE_FMT(name), SLICE_FMT(name));
	else
		query_fail(parser->err, "E23", parser->token.place,
		    "no list \"%.*s\"", SLICE_FMT(name));
	return NULL;
}

/* Reads the text of a list with a parser of its own. */
static struct node *
read_list(struct parser *outer, const struct expansion *list,
    struct query_error *err)
{
	struct parser parser = { .state = outer->state,
		.list = list,
		.err = err,
		.in_field = outer->in_field };
	struct slice text = slice_of(list->list->query);
	const struct node *negative;
	struct node *node;

	outer->state->expanded += text.len;
	if (outer->state->expanded > LIMIT_QUERY_EXPANDED) {
		query_fail(err, "E03", outer->token.place,
		    "the query with its lists is longer than %zu bytes",
		    LIMIT_QUERY_EXPANDED);
		return NULL;
	}
	if (!query_text_read(&parser.text, text, outer->state->room->scratch,
		err))
		return NULL;
	lexer_init(&parser.lexer, &parser.text, outer->state->room->scratch,
	    err);
	node = parser_whole(&parser);
	if (node == NULL)
		return NULL;
	negative = node_find_negative(node);
	if (negative != NULL) {
		query_fail(err, "E19", (struct place){ 1, 1, 1 },
		    "would match every article without these words");
		return NULL;
	}
	return node;
}

struct node *
parser_set(struct parser *parser)
{
	struct token token = parser->token;
	const struct query_list *list = find_list(parser->state, token.text);
	struct expansion expansion = { .list = list,
		.outer = parser->list,
		.depth = parser->list == NULL ? 1 : parser->list->depth + 1 };
	struct query_error err;
	struct node *node, *inner;

	if (list == NULL)
		return fail_no_list(parser, token.text);
	if (!check_cycle(parser, list))
		return NULL;
	if (expansion.depth > LIMIT_LIST_DEPTH) {
		query_fail(parser->err, "E28", token.place,
		    "more than %d lists in each other", LIMIT_LIST_DEPTH);
		return NULL;
	}
	inner = read_list(parser, &expansion, &err);
	if (inner == NULL) {
		query_fail(parser->err, err.code, token.place,
		    "in list \"%s\" at %d:%d: %s", list->name, err.line,
		    err.column, err.message);
		query_hint(parser->err, "%s", err.hint);
		return NULL;
	}
	node = parser_node(parser, NODE_LIST, token.place);
	if (node == NULL || !parser_advance(parser))
		return NULL;
	node->name = arena_slice(parser->state->room->arena, token.text);
	node_add(node, inner);
	if (node->name.ptr == NULL) {
		query_fail_memory(parser->err);
		return NULL;
	}
	return node;
}

/* ---- the whole ------------------------------------------------------------------- */

static bool
check_topic(const struct query *query, struct query_error *err)
{
	const struct node *negative = node_find_negative(query->root);

	if (query->use != QUERY_FOR_TOPIC || negative == NULL)
		return true;
	query_fail(err, "E19", negative->place,
	    "would match every article without these words");
	return query_hint(err,
	    "say as well what an article must have, or * for every one");
}

/* The tree of the query; true with no tree where it is empty and may be. */
static bool
read_root(struct parser *parser)
{
	struct query *query = parser->state->query;

	query->root = parser_whole(parser);
	if (query->root != NULL)
		return check_topic(query, parser->err);
	if (query->use == QUERY_FOR_TOPIC || parser->token.kind != TOKEN_END ||
	    strcmp(parser->err->code, "E01") != 0)
		return false;
	*parser->err = (struct query_error){ .code = "" };
	return true;
}

struct query *
query_tree_read(const struct query_room *room, struct slice text,
    enum query_use use, const struct query_list *lists, size_t list_count,
    struct query_error *err)
{
	struct query *query = arena_alloc(room->arena, sizeof(*query));
	struct parse_state state = { .room = room,
		.lists = lists,
		.list_count = list_count,
		.query = query };
	struct parser parser = { .state = &state, .err = err };

	*err = (struct query_error){ .code = "" };
	arena_reset(room->scratch);
	if (query == NULL) {
		query_fail_memory(err);
		return NULL;
	}
	query->use = use;
	query->vocabulary = room->vocabulary;
	query->text = arena_slice(room->arena,
	    text.ptr == NULL ? SLICE("") : text);
	if (query->text.ptr == NULL) {
		query_fail_memory(err);
		return NULL;
	}
	if (!query_text_read(&parser.text, text, room->scratch, err))
		return NULL;
	lexer_init(&parser.lexer, &parser.text, room->scratch, err);
	if (!read_root(&parser)) {
		query->regexes = state.regexes;
		query_release(query);
		return NULL;
	}
	query->regexes = state.regexes;
	query->said = query->root;
	query->reads_text = query->has_text;
	return query;
}

void
query_release(const struct query *query)
{
	for (const struct query *q = query->excluded; q != NULL;
	     q = q->next_excluded)
		query_release(q);
	for (const struct regex *r = query->regexes; r != NULL; r = r->next)
		regex_free(r);
}

struct query *
query_parse(struct slice text, enum query_use use,
    const struct query_list *lists, size_t list_count, struct query_error *err)
{
	struct query_room room;
	struct arena scratch, arena;
	struct query *query;

	arena_init(&arena, LIMIT_QUERY_ARENA);
	arena_init(&scratch, LIMIT_QUERY_ARENA);
	room.arena = &arena;
	room.scratch = &scratch;
	room.vocabulary = vocabulary_new();
	query = query_tree_read(&room, text, use, lists, list_count, err);
	arena_finish(&scratch);
	if (query == NULL) {
		vocabulary_free(room.vocabulary);
		arena_finish(&arena);
		return NULL;
	}
	query->own = arena;
	query->owns_vocabulary = true;
	return query;
}

void
query_free(struct query *query)
{
	struct arena arena;

	if (query == NULL)
		return;
	query_release(query);
	if (!query->owns_vocabulary)
		return;
	vocabulary_free(query->vocabulary);
	/* the query itself lies in it */
	arena = query->own;
	arena_finish(&arena);
}

bool
query_mentions_scope(const struct query *query)
{
	return query->mentions_scope;
}

bool
query_is_empty(const struct query *query)
{
	return query->said == NULL;
}

bool
query_has_text(const struct query *query)
{
	return query->has_text;
}

bool
query_reads_text(const struct query *query)
{
	return query->reads_text;
}

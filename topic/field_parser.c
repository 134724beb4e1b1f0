/*
 * Fields of the grammar (2.2, 2.4): a text field and what stands in it, a key
 * field and its values. What a value may be is fields.c's to say.
 */
#include "limits.h"
#include "topic/parser.h"
#include "topic/segment.h"

static void
set_fields(struct node *node, uint8_t fields)
{
	if (node->op == NODE_ATOM || node->op == NODE_REGEX)
		node->fields = fields;
	for (struct node *c = node->children; c != NULL; c = c->next)
		set_fields(c, fields);
}

static struct node *
parse_text_field(struct parser *parser, const struct token *field)
{
	const struct field_definition *definition = field_definition(
	    field->field);
	struct token token = parser->token;
	struct node *node, *inner = NULL;

	if (token.kind == TOKEN_REGEX) {
		if (parser_advance(parser))
			inner = regex_read(parser, &token, definition->fields);
	} else if (token.kind == TOKEN_OPEN) {
		parser->in_field = true;
		inner = parser_group(parser);
		parser->in_field = false;
	} else if (token.kind == TOKEN_WORD || token.kind == TOKEN_QUOTED ||
	    token.kind == TOKEN_EXACT || token.kind == TOKEN_CASE) {
		inner = parser_atom(parser);
	} else if (token.kind == TOKEN_FIELD) {
		return parser_fail(parser, "E29", token.place,
		    "no field inside a field");
	} else {
		query_fail(parser->err, "E10", field->place,
		    "%s: needs a word, a phrase or parentheses directly after "
		    "the colon",
		    definition->name);
	}
	if (inner == NULL)
		return NULL;
	set_fields(inner, definition->fields);
	node = parser_node(parser, NODE_FIELD,
	    place_join(field->place, token.place));
	if (node == NULL)
		return NULL;
	if (inner->place.line != 0)
		node->place = place_join(node->place, inner->place);
	node->number = field->field;
	node_add(node, inner);
	return node;
}

/* One value of a key field, into values[count]. */
static bool
parse_value(struct parser *parser, uint32_t field, struct key_value *value)
{
	struct arena *arena = parser->state->room->arena;
	struct token token = parser->token;
	char *text;
	size_t len = 0;

	if (token.kind != TOKEN_WORD && token.kind != TOKEN_QUOTED)
		return query_fail(parser->err, "E10", token.place,
		    "%s: needs values with OR between",
		    field_definition(field)->name);
	text = arena_alloc(arena, token.text.len + 1);
	value->source = arena_slice(arena, token.source);
	value->quoted = token.kind == TOKEN_QUOTED;
	if (text == NULL || value->source.ptr == NULL)
		return query_fail_memory(parser->err);
	/* in a value only "*" is more than a character */
	for (size_t i = 0; i < token.text.len; i++) {
		char c = token.text.ptr[i];

		if (c == WILDCARD_ANY && i + 1 < token.text.len &&
		    value->quoted)
			i++; /* the blank that the lexer puts behind it */
		if (c == WILDCARD_ANY)
			c = '*';
		if (c == WILDCARD_ONE)
			c = '?';
		text[len++] = c;
	}
	if (!field_read_value(field, value, (struct slice){ text, len }, arena,
		token.place, parser->err))
		return false;
	if (field == FIELD_IS &&
	    (value->word == IS_BACKLOG || value->word == IS_MATCHED))
		parser->state->query->mentions_scope = true;
	return parser_advance(parser);
}

/* "(value OR value)" behind a key field, or one value. */
static bool
parse_values(struct parser *parser, uint32_t field, struct key *key)
{
	struct arena *arena = parser->state->room->arena;
	struct token open = parser->token;
	struct key_value *values, *more;
	size_t room = 1;

	values = arena_alloc_array(arena, room, sizeof(*values));
	if (values == NULL)
		return query_fail_memory(parser->err);
	key->field = field;
	key->values = values;
	if (open.kind != TOKEN_OPEN) {
		key->count = 1;
		return parse_value(parser, field, values);
	}
	do {
		if (!parser_advance(parser))
			return false;
		if (parser->token.kind == TOKEN_CLOSE ||
		    parser->token.kind == TOKEN_END) {
			parser_fail_operand(parser, &open);
			return false;
		}
		if (key->count == room) {
			more = arena_alloc_array(arena, room * 2,
			    sizeof(*more));
			if (more == NULL)
				return query_fail_memory(parser->err);
			memcpy(more, values, room * sizeof(*more));
			key->values = values = more;
			room *= 2;
		}
		if (++parser->state->query->atoms > LIMIT_QUERY_TERMS)
			return query_fail(parser->err, "E28",
			    parser->token.place, "more than %d terms",
			    LIMIT_QUERY_TERMS);
		if (!parse_value(parser, field, &values[key->count++]))
			return false;
	} while (parser->token.kind == TOKEN_OR);
	if (parser->token.kind != TOKEN_CLOSE)
		return query_fail(parser->err,
		    parser->token.kind == TOKEN_END ? "E05" : "E10",
		    parser->token.kind == TOKEN_END ? open.place
						    : parser->token.place,
		    parser->token.kind == TOKEN_END
			? "parenthesis is not closed"
			: "values stand with OR between");
	return parser_advance(parser);
}

static struct node *
parse_key_field(struct parser *parser, const struct token *field)
{
	const struct field_definition *definition = field_definition(
	    field->field);
	struct node *node = parser_node(parser, NODE_KEY, field->place);
	struct token token = parser->token;
	struct key *key = arena_alloc(parser->state->room->arena, sizeof(*key));

	if (node == NULL || key == NULL) {
		query_fail_memory(parser->err);
		return NULL;
	}
	if (definition->query_only &&
	    parser->state->query->use == QUERY_FOR_TOPIC) {
		query_fail(parser->err, "E20", field->place,
		    "%s: is for queries, not topics", definition->name);
		query_hint(parser->err,
		    "ask for it where you list: crier list 'topic:NAME "
		    "%s:\xE2\x80\xA6'",
		    definition->name);
		return NULL;
	}
	if (!parse_values(parser, field->field, key))
		return NULL;
	if (parser->list == NULL)
		node->place = place_join(field->place, token.place);
	node->key = key;
	return node;
}

struct node *
parser_field(struct parser *parser)
{
	struct token field = parser->token;

	if (parser->in_field)
		return parser_fail(parser, "E29", field.place,
		    "no field inside a field");
	if (!parser_advance(parser))
		return NULL;
	return field_definition(field.field)->value == VALUE_TEXT
	    ? parse_text_field(parser, &field)
	    : parse_key_field(parser, &field);
}

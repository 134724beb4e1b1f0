/*
 * libyaml's events to nodes. Anchors, tags and merge keys are reported and
 * passed over, so that one run shows all of them; errors of syntax end the
 * file. libyaml counts columns in characters, as we do, once a byte order mark
 * is out of its way.
 */
#include "config/node.h"

#include <stdio.h>

#include "config/yaml_errors.h"
#include "utf8.h"

static void
fail_for_memory(struct config_reader *reader, struct config_place at)
{
	struct error err;

	error_set(&err, ERROR_MEMORY, "out of memory");
	config_problem_add(reader->problems, reader->source, at, &err);
	reader->failed = true;
}

void
config_reader_init(struct config_reader *reader, struct slice text,
    const struct config_source *source, struct arena *arena,
    struct configuration_problems *problems)
{
	*reader = (struct config_reader){
		.arena = arena,
		.source = source,
		.problems = problems,
	};
	if (slice_has_prefix(text, SLICE("\xEF\xBB\xBF")))
		text = slice_from(text, 3);
	if (yaml_parser_initialize(&reader->parser) == 0) {
		fail_for_memory(reader, (struct config_place){ 0, 0 });
		return;
	}
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader->parser,
	    (const unsigned char *)(text.ptr == NULL ? "" : text.ptr),
	    text.len);
}

static void
skip_event(struct config_reader *reader)
{
	if (reader->has_event)
		yaml_event_delete(&reader->event);
	reader->has_event = false;
}

void
config_reader_finish(struct config_reader *reader)
{
	skip_event(reader);
	yaml_parser_delete(&reader->parser);
}

/* The next event, which stays the next one until it is skipped. */
static bool
peek(struct config_reader *reader)
{
	struct config_place at;
	struct error err;

	if (reader->failed || reader->has_event)
		return !reader->failed;
	if (yaml_parser_parse(&reader->parser, &reader->event) == 0) {
		config_yaml_error(&reader->parser, &at, &err);
		config_problem_add(reader->problems, reader->source, at, &err);
		reader->failed = true;
		return false;
	}
	reader->has_event = true;
	return true;
}

static struct config_place
event_place(const struct config_reader *reader)
{
	return config_place_of(reader->event.start_mark);
}

static bool
next_is(struct config_reader *reader, yaml_event_type_t type)
{
	return peek(reader) && reader->event.type == type;
}

static void
refuse(struct config_reader *reader, const char *what)
{
	config_problem_say(reader->problems, reader->source,
	    event_place(reader), "%s", what);
}

/* The standard tags as people write them. */
static struct slice
tag_as_written(const yaml_char_t *tag, struct arena *arena)
{
	static const struct slice standard = SLICE_INIT("tag:yaml.org,2002:");
	struct slice text = slice_of((const char *)tag);

	if (!slice_has_prefix(text, standard))
		return text;
	text = slice_from(text, standard.len);
	return slice_of(arena_format(arena, "!!%.*s", SLICE_FMT(text)));
}

/* What scalars, lists and mappings may carry, and we do not take: true if there
 * was none. */
static bool
refuse_extras(struct config_reader *reader, const yaml_char_t *anchor,
    const yaml_char_t *tag)
{
	struct config_quote quote;

	if (anchor != NULL) {
		quote = config_quote(slice_of((const char *)anchor));
		config_problem_say(reader->problems, reader->source,
		    event_place(reader),
		    "anchor %s: anchors are not allowed (a value that begins "
		    "with \"&\" must be in quotes)",
		    quote.text);
	}
	if (tag != NULL) {
		quote = config_quote(tag_as_written(tag, reader->arena));
		config_problem_say(reader->problems, reader->source,
		    event_place(reader),
		    "tag %s: tags are not allowed (a value that begins with "
		    "\"!\" must be in quotes)",
		    quote.text);
	}
	return anchor == NULL && tag == NULL;
}

static struct config_node *
new_node(struct config_reader *reader, enum config_node_kind kind)
{
	struct config_node *node = arena_alloc(reader->arena, sizeof(*node));

	if (node == NULL) {
		fail_for_memory(reader, event_place(reader));
		return NULL;
	}
	node->kind = kind;
	node->at = event_place(reader);
	node->text_line = node->at.line;
	return node;
}

/* A byte that no value of a configuration has any use for, or SIZE_MAX. */
static size_t
find_control(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7F)
			return i;
	}
	return SIZE_MAX;
}

static struct config_node *
scalar_node(struct config_reader *reader)
{
	yaml_scalar_style_t style = reader->event.data.scalar.style;
	struct slice text = { (const char *)reader->event.data.scalar.value,
		reader->event.data.scalar.length };
	struct config_node *node = new_node(reader, CONFIG_NODE_TEXT);
	size_t control = find_control(text);

	if (node == NULL)
		return NULL;
	if (!refuse_extras(reader, reader->event.data.scalar.anchor,
		reader->event.data.scalar.tag))
		node->kind = CONFIG_NODE_BROKEN;
	if (style == YAML_LITERAL_SCALAR_STYLE ||
	    style == YAML_FOLDED_SCALAR_STYLE)
		node->text_line++;
	/* Escapes in double quotes can make what the file may not contain. */
	if (control != SIZE_MAX) {
		config_problem_say(reader->problems, reader->source, node->at,
		    "a value contains the control character U+%04X",
		    (unsigned)(unsigned char)text.ptr[control]);
		node->kind = CONFIG_NODE_BROKEN;
	}
	node->text.ptr = arena_string(reader->arena, text);
	node->text.len = text.len;
	if (node->text.ptr == NULL)
		fail_for_memory(reader, node->at);
	skip_event(reader);
	return reader->failed ? NULL : node;
}

static struct config_node *build(struct config_reader *reader, int depth);

static struct config_node *
list_node(struct config_reader *reader, int depth)
{
	struct config_node *list = new_node(reader, CONFIG_NODE_LIST), *item;
	const struct config_node **end;

	if (list == NULL)
		return NULL;
	(void)refuse_extras(reader, reader->event.data.sequence_start.anchor,
	    reader->event.data.sequence_start.tag);
	skip_event(reader);
	end = &list->first;
	while (peek(reader) && reader->event.type != YAML_SEQUENCE_END_EVENT) {
		item = build(reader, depth + 1);
		if (item == NULL)
			return NULL;
		*end = item;
		end = &item->next;
		list->count++;
	}
	skip_event(reader);
	return reader->failed ? NULL : list;
}

static bool
is_plain(const struct config_reader *reader)
{
	return reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static struct config_node *
build_key(struct config_reader *reader, int depth)
{
	struct config_place at;
	struct config_node *key;
	bool scalar, merge;

	if (!peek(reader))
		return NULL;
	scalar = reader->event.type == YAML_SCALAR_EVENT;
	merge = scalar && is_plain(reader) &&
	    strcmp((const char *)reader->event.data.scalar.value, "<<") == 0;
	at = event_place(reader);
	if (merge)
		refuse(reader, "merge keys (<<) are not allowed");
	else if (!scalar && reader->event.type != YAML_ALIAS_EVENT)
		refuse(reader,
		    "expected a key, found a list or a mapping (a "
		    "value that begins with \"[\" or \"{\" must be in "
		    "quotes)");
	key = build(reader, depth);
	if (key == NULL)
		return NULL;
	if (scalar && key->kind == CONFIG_NODE_TEXT && !merge &&
	    key->text.len == 0)
		config_problem_say(reader->problems, reader->source, at,
		    "expected a key before \":\"");
	if (!scalar || merge || key->text.len == 0)
		key->kind = CONFIG_NODE_BROKEN;
	return key;
}

static struct config_node *
mapping_node(struct config_reader *reader, int depth)
{
	struct config_node *map = new_node(reader, CONFIG_NODE_MAPPING), *key;
	const struct config_node **end;

	if (map == NULL)
		return NULL;
	(void)refuse_extras(reader, reader->event.data.mapping_start.anchor,
	    reader->event.data.mapping_start.tag);
	skip_event(reader);
	end = &map->first;
	while (peek(reader) && reader->event.type != YAML_MAPPING_END_EVENT) {
		key = build_key(reader, depth + 1);
		if (key == NULL)
			return NULL;
		key->value = build(reader, depth + 1);
		if (key->value == NULL)
			return NULL;
		*end = key;
		end = &key->next;
		map->count++;
	}
	skip_event(reader);
	return reader->failed ? NULL : map;
}

static struct config_node *
alias_node(struct config_reader *reader)
{
	const char *name = (const char *)reader->event.data.alias.anchor;
	struct config_quote quote = config_quote(slice_of(name));

	config_problem_say(reader->problems, reader->source,
	    event_place(reader),
	    "alias %s: aliases are not allowed (a value "
	    "that begins with \"*\" must be in quotes)",
	    quote.text);
	skip_event(reader);
	return new_node(reader, CONFIG_NODE_BROKEN);
}

static struct config_node *
build(struct config_reader *reader, int depth)
{
	if (!peek(reader))
		return NULL;
	if (depth > LIMIT_CONFIG_DEPTH) {
		config_problem_say(reader->problems, reader->source,
		    event_place(reader), "nested more than %d deep",
		    LIMIT_CONFIG_DEPTH);
		reader->failed = true;
		return NULL;
	}
	if (reader->event.type == YAML_SEQUENCE_START_EVENT)
		return list_node(reader, depth);
	if (reader->event.type == YAML_MAPPING_START_EVENT)
		return mapping_node(reader, depth);
	if (reader->event.type == YAML_ALIAS_EVENT)
		return alias_node(reader);
	return scalar_node(reader);
}

static void
skip_if(struct config_reader *reader, yaml_event_type_t type)
{
	if (next_is(reader, type))
		skip_event(reader);
}

bool
config_reader_begin(struct config_reader *reader)
{
	const struct config_node *node;
	struct config_quote quote;

	skip_if(reader, YAML_STREAM_START_EVENT);
	if (!next_is(reader, YAML_DOCUMENT_START_EVENT))
		return false;
	if (reader->event.data.document_start.tag_directives.start !=
	    reader->event.data.document_start.tag_directives.end)
		refuse(reader, "%TAG: tags are not allowed");
	skip_event(reader);
	if (config_reader_enter(reader))
		return true;
	node = config_reader_value(reader);
	if (node == NULL || node->kind == CONFIG_NODE_BROKEN ||
	    (node->kind == CONFIG_NODE_TEXT && node->text.len == 0))
		return false;
	quote = config_node_quote(node);
	config_problem_say(reader->problems, reader->source, node->at,
	    "expected options such as \"feeds:\", found %s", quote.text);
	return false;
}

void
config_reader_end(struct config_reader *reader)
{
	skip_if(reader, YAML_DOCUMENT_END_EVENT);
	if (next_is(reader, YAML_DOCUMENT_START_EVENT))
		refuse(reader,
		    "a second document begins here: only one is "
		    "allowed in a file");
}

const struct config_node *
config_reader_key(struct config_reader *reader)
{
	if (next_is(reader, YAML_MAPPING_END_EVENT)) {
		skip_event(reader);
		return NULL;
	}
	return build_key(reader, 1);
}

const struct config_node *
config_reader_value(struct config_reader *reader)
{
	return build(reader, 1);
}

bool
config_reader_enter(struct config_reader *reader)
{
	if (!next_is(reader, YAML_MAPPING_START_EVENT))
		return false;
	(void)refuse_extras(reader, reader->event.data.mapping_start.anchor,
	    reader->event.data.mapping_start.tag);
	skip_event(reader);
	return true;
}

struct config_quote
config_node_quote(const struct config_node *node)
{
	if (node->kind == CONFIG_NODE_TEXT)
		return config_quote(node->text);
	if (node->kind == CONFIG_NODE_MAPPING)
		return (struct config_quote){ "a mapping" };
	if (node->count == 0)
		return (struct config_quote){ "an empty list" };
	return (struct config_quote){ "a list" };
}

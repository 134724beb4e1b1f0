/*
 * YAML as crier reads it: texts, lists and mappings with their places. What
 * YAML has beyond that (anchors, aliases, tags, merge keys, several documents)
 * is refused; every scalar is text.
 *
 * A document is read from front to back: the mappings that may be large are
 * entered key by key, everything else is built as a tree in an arena.
 */
#ifndef CRIER_CONFIG_NODE_H
#define CRIER_CONFIG_NODE_H

#include <yaml.h>

#include "arena.h"
#include "config/problems.h"

enum config_node_kind {
	CONFIG_NODE_BROKEN, /* reported already: to be passed over */
	CONFIG_NODE_TEXT,
	CONFIG_NODE_LIST,
	CONFIG_NODE_MAPPING
};

struct config_node {
	enum config_node_kind kind;
	struct config_place at;
	int text_line;     /* where the text begins: after a | or > */
	struct slice text; /* NUL-terminated */
	size_t count;      /* of items or pairs */
	/* Items of a list, or the keys of a mapping, which have values. */
	const struct config_node *first, *next, *value;
};

struct config_reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the next one, if has_event */
	bool has_event;
	bool failed;         /* nothing can be read any more; it was reported */
	struct arena *arena; /* of the nodes; borrowed */
	const struct config_source *source;
	struct configuration_problems *problems;
};

/* text is borrowed until finish, and must have passed config_text_check. */
void config_reader_init(struct config_reader *reader, struct slice text,
    const struct config_source *source, struct arena *arena,
    struct configuration_problems *problems);
void config_reader_finish(struct config_reader *reader);

/*
 * Begins the document. True if it is a mapping, whose keys config_reader_key
 * then reads; false if there is none or it is something else, which has been
 * reported.
 */
bool config_reader_begin(struct config_reader *reader);
/* Reports what follows the document. */
void config_reader_end(struct config_reader *reader);

/* The next key of the mapping that was entered; NULL at its end or after a
 * failure. Its value must be read by one of the two below. */
const struct config_node *config_reader_key(struct config_reader *reader);
/* The whole value. NULL after a failure. */
const struct config_node *config_reader_value(struct config_reader *reader);
/* If the value is a mapping, enters it. */
bool config_reader_enter(struct config_reader *reader);

/*
 * True if text is UTF-8 of characters that YAML allows; else the first place
 * where it is not is reported.
 */
bool config_text_check(struct slice text, const struct config_source *source,
    struct configuration_problems *problems);

/* "nothing", "a list", "an empty list", "a mapping", or the text in quotes. */
struct config_quote config_node_quote(const struct config_node *node);

#endif

/*
 * A document to structs: sections by name, options by the table. It reads on
 * after every mistake that it can pass over. The names of feeds, topics, ... are
 * found through hash tables over all files, so that a name twice is an error
 * with both places; what needs all names is left to validate.c.
 */
#include "config/loader.h"

#include <stdio.h>

#include "config/sections.h"
#include "nearest.h"

bool
config_loader_stopped(const struct config_loader *loader)
{
	return config_problems_full(loader->problems) ||
	    config_loader_has_failed(loader);
}

bool
config_loader_has_failed(const struct config_loader *loader)
{
	return loader->scratch.failed || loader->configuration->arena.failed;
}

void
config_read_presets(struct config_loader *loader, enum config_section section,
    void *object)
{
	for (size_t i = 0; i < config_option_count(); i++) {
		const struct config_option *option = config_option_at(i);
		struct config_node node = { .kind = CONFIG_NODE_TEXT };
		struct config_value value = {
			.loader = loader,
			.option = option,
			.node = &node,
			.section = section,
			.object = object,
		};

		if (option->section != section || option->preset == NULL)
			continue;
		node.text = slice_of(option->preset);
		if (!config_value_set(&value))
			loader->incomplete = true; /* no memory */
	}
}

/* ---- options --------------------------------------------------------------- */

static void
complain_unknown(const struct config_value *value,
    const struct config_node *key)
{
	struct config_quote quote = config_quote(key->text);
	struct nearest nearest;
	char hint[NEAREST_TEXT];

	nearest_init(&nearest, key->text);
	for (size_t i = 0; i < config_option_count(); i++) {
		if (config_option_at(i)->section == value->section)
			nearest_try(&nearest, config_option_at(i)->name);
	}
	config_value_complain(value, key, "unknown option %s%s", quote.text,
	    nearest_hint(&nearest, hint));
}

/* The option that a key names, or NULL after a complaint. */
static const struct config_option *
option_of(const struct config_value *value, const struct config_node *key)
{
	size_t index = config_option_find(value->section, key->text);

	if (key->kind == CONFIG_NODE_BROKEN)
		return NULL;
	if (index != SIZE_MAX)
		return config_option_at(index);
	complain_unknown(value, key);
	return NULL;
}

/* True if it is said for the first time; else complains. */
static bool
is_first(const struct config_value *value, const struct config_node *key,
    struct config_origin *first)
{
	if (first->source == NULL) {
		*first = (struct config_origin){ value->source, key->at };
		return true;
	}
	return config_value_complain(value, key,
	    "\"%s\" is there twice (first at %s:%d)", key->text.ptr,
	    first->source->path, first->at.line);
}

static void read_items(const struct config_value *list);

/* Sets the option that value names, from its key and the key's value. */
static void
set_option(const struct config_value *value, const struct config_node *key,
    const struct config_node *node)
{
	struct config_value set = *value;

	set.node = node;
	if (set.option->type == CONFIG_LATER)
		config_value_complain(&set, key,
		    "not supported by this version");
	else if (set.option->type == CONFIG_ITEMS)
		read_items(&set);
	else
		(void)config_value_set(&set); /* it has complained */
}

/* The options of a feed, a topic, ...: value->node is a mapping. */
static void
read_options(const struct config_value *value)
{
	struct config_origin said[CONFIG_OPTIONS_MAX] = { 0 };
	const struct config_node *key;

	for (key = value->node->first; key != NULL; key = key->next) {
		struct config_value set = *value;

		set.option = option_of(value, key);
		if (set.option == NULL)
			continue;
		if (is_first(value, key,
			&said[config_option_index(set.option)]))
			set_option(&set, key, key->value);
	}
	if (config_section_kind(value->section)->end != NULL)
		config_section_kind(value->section)->end(value, said);
}

/* What stands behind a name, or is an item of a list: options, or a text in
 * their place. */
static void
read_object(const struct config_value *value)
{
	const struct config_section_kind *kind = config_section_kind(
	    value->section);

	config_read_presets(value->loader, value->section, value->object);
	if (value->node->kind == CONFIG_NODE_MAPPING && kind->has_options)
		read_options(value);
	else if (value->node->kind == CONFIG_NODE_TEXT &&
	    value->node->text.len > 0 && kind->read_text != NULL)
		(void)kind->read_text(value); /* it has complained */
	else
		config_value_expected(value, value->node, kind->expected);
}

/* ---- items ----------------------------------------------------------------- */

/* How many structs the field has that the option names; *items is the first. */
static size_t
items_so_far(const struct config_value *list, const char **items)
{
	const char *object = list->object;
	size_t count;

	memcpy(items, object + list->option->at, sizeof(*items));
	memcpy(&count, object + list->option->count_at, sizeof(count));
	return count;
}

static void
read_item(const struct config_value *list, const struct config_node *node,
    void *object)
{
	struct config_value item = {
		.loader = list->loader,
		.source = list->source,
		.section = list->option->names,
		.node = node,
		.object = object,
	};
	struct config_named entry = {
		.origin = { list->source, node->at },
		.object = object,
	};

	config_section_kind(item.section)->begin(&entry);
	read_object(&item);
}

/* Each item becomes a struct of the section, behind those that other files have
 * named; one alone needs no list. */
static void
read_items(const struct config_value *list)
{
	const struct config_section_kind *kind = config_section_kind(
	    list->option->names);
	const struct config_node *node = list->node;
	bool is_list = node->kind == CONFIG_NODE_LIST;
	const struct config_node *item = is_list ? node->first : node;
	size_t count = is_list ? node->count : 1, have;
	const char *before;
	char *objects;

	if (node->kind == CONFIG_NODE_BROKEN)
		return;
	have = items_so_far(list, &before);
	if (have + count > kind->limit) {
		config_value_complain(list, node, "more than %zu", kind->limit);
		return;
	}
	objects = arena_alloc_array(&list->loader->configuration->arena,
	    have + count, kind->size);
	if (objects == NULL)
		return; /* config_loader_stopped will tell */
	if (have > 0)
		memcpy(objects, before, have * kind->size);
	config_value_store_pointer(list, objects);
	for (; count > 0; count--, item = item->next) {
		read_item(list, item, objects + have * kind->size);
		config_value_store_count(list, ++have);
	}
}

/* ---- names ----------------------------------------------------------------- */

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static bool
is_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (!is_name_char(name.ptr[i]))
			return false;
	}
	return name.len > 0 && name.len <= LIMIT_CONFIG_NAME &&
	    name.ptr[0] != '-' && name.ptr[name.len - 1] != '-';
}

/* A name as near to the given one as the rule allows; "" where nothing is. */
static void
suggest_name(struct slice name, char text[LIMIT_CONFIG_NAME + 1])
{
	size_t len = 0;

	for (size_t i = 0; i < name.len && len < LIMIT_CONFIG_NAME; i++) {
		char c = slice_lower(name.ptr[i]);

		if (is_name_char(c) && c != '-')
			text[len++] = c;
		else if (len > 0 && text[len - 1] != '-')
			text[len++] = '-';
	}
	while (len > 0 && text[len - 1] == '-')
		len--;
	text[len] = '\0';
}

static void
complain_of_name(const struct config_value *value,
    const struct config_node *key)
{
	const char *noun = config_section_kind(value->section)->noun;
	struct config_quote quote = config_quote(key->text);
	char better[LIMIT_CONFIG_NAME + 1];

	if (key->text.len > LIMIT_CONFIG_NAME) {
		config_value_complain(value, key,
		    "%s name %s: longer than %d bytes", noun, quote.text,
		    LIMIT_CONFIG_NAME);
		return;
	}
	suggest_name(key->text, better);
	config_value_complain(value, key,
	    "%s name %s: expected a-z and 0-9, and \"-\" between them%s%s%s",
	    noun, quote.text, better[0] == '\0' ? "" : ", as in \"", better,
	    better[0] == '\0' ? "" : "\"");
}

/* The host in the form in which it is kept, or NULL after a complaint. */
static const char *
host_of(const struct config_value *value, const struct config_node *key)
{
	struct slice host =
	    config_host_name(&value->loader->configuration->arena, key->text);
	struct config_quote quote;

	if (host.ptr == NULL) {
		quote = config_quote(key->text);
		config_value_complain(value, key,
		    "expected a host such as example.org or 127.0.0.1, found "
		    "%s",
		    quote.text);
	}
	return host.ptr;
}

/* The name, or NULL without memory. A wrong one is kept too, so that what it
 * stands for is checked and references find it. */
static const char *
name_of(const struct config_value *value, const struct config_node *key)
{
	if (!is_name(key->text))
		complain_of_name(value, key);
	return config_value_keep(value, key->text);
}

static struct config_named *
add_named(const struct config_value *value, const char *name,
    const struct config_node *key)
{
	struct config_loader *loader = value->loader;
	struct config_named *entry, **table = &loader->named[value->section];
	struct arena *arena = &loader->scratch;

	entry = config_name_find(*table, name);
	if (entry != NULL) {
		config_value_complain(value, key,
		    "%s \"%s\" is there twice (first at %s:%d)",
		    config_section_kind(value->section)->noun, name,
		    entry->origin.source->path, entry->origin.at.line);
		return NULL;
	}
	entry = arena_alloc(arena, sizeof(*entry));
	if (entry == NULL)
		return NULL;
	entry->name = name;
	entry->origin = (struct config_origin){ value->source, key->at };
	entry->object = arena_alloc(arena,
	    config_section_kind(value->section)->size);
	if (entry->object == NULL)
		return NULL;
	config_name_add(table, entry);
	return entry;
}

/* One feed, topic, ...: value->node is what stands behind its name. */
static void
read_entry(struct config_value *value, const struct config_node *key)
{
	struct config_named *entry;
	const char *name;

	if (key->kind == CONFIG_NODE_BROKEN)
		return;
	name = value->section == CONFIG_HOST ? host_of(value, key)
					     : name_of(value, key);
	entry = name == NULL ? NULL : add_named(value, name, key);
	if (entry == NULL)
		return;
	value->name = name;
	value->object = entry->object;
	config_section_kind(value->section)->begin(entry);
	read_object(value);
}

/* All names of a section; the reader stands before their mapping. */
static void
read_names(const struct config_value *top, struct config_reader *reader)
{
	struct config_loader *loader = top->loader;
	enum config_section section = top->option->names;
	const struct config_node *key, *node;

	if (!config_reader_enter(reader)) {
		node = config_reader_value(reader);
		if (node != NULL &&
		    (node->kind != CONFIG_NODE_TEXT || node->text.len > 0))
			config_value_expected(top, node,
			    "\"name: value\" pairs");
		return;
	}
	while (!config_loader_stopped(loader) &&
	    (key = config_reader_key(reader)) != NULL) {
		struct config_value value = {
			.loader = loader,
			.source = top->source,
			.section = section,
		};

		value.node = config_reader_value(reader);
		if (value.node == NULL)
			return;
		if (config_name_count(loader->named[section]) >=
		    config_section_kind(section)->limit) {
			config_value_complain(top, key, "more than %zu",
			    config_section_kind(section)->limit);
			reader->failed = true;
			return;
		}
		read_entry(&value, key);
		arena_reset(&loader->nodes);
	}
}

/* A section that has no name: its struct lies within the configuration. */
static void
read_part(const struct config_value *top, const struct config_node *node)
{
	const struct config_option *option = top->option;
	struct config_value value = *top;

	value.section = option->names;
	value.option = NULL;
	value.object = (char *)top->object + option->at;
	value.node = node;
	read_object(&value);
}

/* ---- the top --------------------------------------------------------------- */

/* An option of the top; the reader stands before its value. */
static void
read_top_option(const struct config_value *top, struct config_reader *reader,
    const struct config_node *key, struct config_origin *here)
{
	struct config_value value = *top;
	struct config_origin *first;
	const struct config_node *node;
	size_t index;

	value.option = option_of(top, key);
	if (value.option == NULL) {
		(void)config_reader_value(reader); /* passed over */
		return;
	}
	index = config_option_index(value.option);
	first = value.option->every_file ? here : top->loader->said;
	if (!is_first(top, key, &first[index])) {
		(void)config_reader_value(reader); /* passed over */
		return;
	}
	if (value.option->type == CONFIG_NAMED) {
		read_names(&value, reader);
		return;
	}
	node = config_reader_value(reader);
	if (node == NULL)
		return;
	if (value.option->type == CONFIG_PART)
		read_part(&value, node);
	else
		set_option(&value, key, node);
}

void
config_read_top(struct config_loader *loader, struct config_reader *reader,
    const struct config_source *source)
{
	struct config_origin here[CONFIG_OPTIONS_MAX] = { 0 };
	const struct config_node *key;
	struct config_value top = {
		.loader = loader,
		.source = source,
		.section = CONFIG_TOP,
		.object = loader->configuration,
	};

	while (!config_loader_stopped(loader) &&
	    (key = config_reader_key(reader)) != NULL) {
		read_top_option(&top, reader, key, here);
		arena_reset(&loader->nodes);
	}
}

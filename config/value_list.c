/*
 * Lists of texts: tags, names, addresses, arguments, queries. Where a list is
 * expected one text alone counts as a list of one, but for commands, which
 * would look as if a shell read them.
 */
#include "config/value.h"

#include <arpa/inet.h>
#include <stdio.h>

/* The first item and their number; NULL for none or after a complaint. */
static const struct config_node *
items_of(const struct config_value *value, const char *what, size_t *count)
{
	const struct config_node *node = value->node;

	*count = node->kind == CONFIG_NODE_LIST ? node->count : 1;
	if (*count > LIMIT_CONFIG_LIST) {
		config_value_complain(value, node, "more than %d items",
		    LIMIT_CONFIG_LIST);
		return NULL;
	}
	if (node->kind == CONFIG_NODE_LIST)
		return node->first;
	if (node->kind == CONFIG_NODE_TEXT && node->text.len > 0)
		return node;
	config_value_expected(value, node, what);
	return NULL;
}

static const struct config_node *
find_twin(const struct config_node *first, const struct config_node *item)
{
	for (; first != item; first = first->next) {
		if (first->kind == CONFIG_NODE_TEXT &&
		    slice_eq(first->text, item->text))
			return first;
	}
	return NULL;
}

/* What each item of a list must be. */
struct item_rule {
	const char *list, *item; /* what a message says is expected */
	bool (*is_right)(struct slice text);
	void (*take)(const struct config_value *value,
	    const struct config_node *item, const char *kept);
};

static bool
item_is_right(const struct config_value *value, const struct config_node *first,
    const struct config_node *item, const struct item_rule *rule)
{
	struct config_quote quote;

	if (!config_value_is_text(value, item, rule->item))
		return false;
	if (!rule->is_right(item->text))
		return config_value_expected(value, item, rule->item);
	if (find_twin(first, item) == NULL)
		return true;
	quote = config_quote(item->text);
	return config_value_complain(value, item, "%s is there twice",
	    quote.text);
}

struct strings {
	const char **items;
	size_t count;
};

/* Copies the items that are right; false if one is not. */
static bool
keep_items(const struct config_value *value, const struct item_rule *rule,
    struct strings *kept)
{
	struct arena *arena = &value->loader->configuration->arena;
	const struct config_node *first, *item;
	const char *text;
	size_t count;

	*kept = (struct strings){ NULL, 0 };
	first = items_of(value, rule->list, &count);
	if (first == NULL)
		return value->node->kind == CONFIG_NODE_LIST && count == 0;
	kept->items = arena_alloc_array(arena, count, sizeof(*kept->items));
	if (kept->items == NULL)
		return false;
	for (item = first; item != NULL; item = item->next) {
		if (!item_is_right(value, first, item, rule))
			continue;
		text = config_value_keep(value, item->text);
		if (text == NULL)
			return false;
		if (rule->take != NULL)
			rule->take(value, item, text);
		kept->items[kept->count++] = text;
	}
	return kept->count == count;
}

/* Into a const char ** and its count. */
static bool
set_strings(const struct config_value *value, const struct item_rule *rule)
{
	struct strings kept;
	bool right = keep_items(value, rule, &kept);

	config_value_store_pointer(value, kept.items);
	config_value_store_count(value, kept.count);
	return right;
}

static bool
is_word(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] <= ' ')
			return false;
	}
	return text.len > 0 && text.len <= LIMIT_CONFIG_NAME;
}

bool
config_set_tags(const struct config_value *value)
{
	static const struct item_rule rule = {
		"a list of tags",
		"a tag: one word of at most 64 bytes",
		is_word,
		NULL,
	};

	return set_strings(value, &rule);
}

static void
add_reference(const struct config_value *value, const struct config_node *item,
    const char *kept)
{
	struct config_loader *loader = value->loader;
	struct config_reference *reference = arena_alloc(&loader->scratch,
	    sizeof(*reference));

	if (reference == NULL)
		return; /* config_loader_stopped will tell */
	*reference = (struct config_reference){
		.option = value->option,
		.topic = value->name,
		.text = kept,
		.origin = { value->source, item->at },
	};
	*loader->reference_end = reference;
	loader->reference_end = &reference->next;
}

bool
config_set_references(const struct config_value *value)
{
	static const struct item_rule hooks = {
		"a list of hooks",
		"the name of a hook",
		is_word,
		add_reference,
	};
	static const struct item_rule feeds = {
		"a list of feeds",
		"a feed, a glob or tag:TAG",
		is_word,
		add_reference,
	};

	return set_strings(value,
	    value->option->type == CONFIG_HOOKS ? &hooks : &feeds);
}

bool
config_set_hook_name(const struct config_value *value)
{
	static const char what[] = "the name of a hook";
	const char *name;

	if (!config_value_is_text(value, value->node, what))
		return false;
	if (!is_word(value->node->text))
		return config_value_expected(value, value->node, what);
	name = config_value_keep(value, value->node->text);
	config_value_store_pointer(value, name);
	if (name != NULL)
		add_reference(value, value->node, name);
	return name != NULL;
}

/* "192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:53". */
static bool
is_address(struct slice text)
{
	unsigned char address[sizeof(struct in6_addr)];
	struct slice host = text, port = SLICE("53");
	char name[INET6_ADDRSTRLEN];
	size_t colon;
	int64_t number;

	if (slice_has_prefix(text, SLICE("["))) {
		size_t end = slice_find_char(text, ']');

		if (end == SIZE_MAX)
			return false;
		host = slice_sub(text, 1, end - 1);
		if (end + 1 < text.len)
			port = slice_from(text, end + 2);
		if (end + 1 < text.len && text.ptr[end + 1] != ':')
			return false;
	} else if ((colon = slice_find_char(text, ':')) != SIZE_MAX &&
	    slice_find_char(slice_from(text, colon + 1), ':') == SIZE_MAX) {
		host = slice_sub(text, 0, colon);
		port = slice_from(text, colon + 1);
	}
	if (host.len >= sizeof(name) ||
	    !slice_to_int64(port, 1, 65535, &number))
		return false;
	(void)snprintf(name, sizeof(name), "%.*s", SLICE_FMT(host));
	if (text.ptr[0] == '[')
		return inet_pton(AF_INET6, name, address) == 1;
	return inet_pton(AF_INET, name, address) == 1 ||
	    inet_pton(AF_INET6, name, address) == 1;
}

bool
config_set_addresses(const struct config_value *value)
{
	static const struct item_rule rule = {
		"a list of addresses",
		"an address such as 127.0.0.1:53 or [::1]:53",
		is_address,
		NULL,
	};

	return set_strings(value, &rule);
}

bool
config_set_mailboxes(const struct config_value *value)
{
	static const struct item_rule rule = {
		"an address or a list of addresses",
		"an address such as desk@example.org",
		config_is_mail_address,
		NULL,
	};

	return value->node->kind == CONFIG_NODE_LIST && value->node->count == 0
	    ? config_value_expected(value, value->node, rule.list)
	    : set_strings(value, &rule);
}

/* A bool for each word that is there, at its place behind the field. */
bool
config_set_words(const struct config_value *value)
{
	const struct config_choice *choices = value->option->choices, *choice;
	const struct config_node *first, *item;
	bool *field = (bool *)((char *)value->object + value->option->at);
	char what[128];
	size_t count;

	config_list_choices(choices, what, sizeof(what));
	first = items_of(value, what, &count);
	if (first == NULL)
		return value->node->kind == CONFIG_NODE_LIST && count == 0 &&
		    config_value_expected(value, value->node, what);
	for (choice = choices; choice->word != NULL; choice++)
		field[choice->value] = false;
	for (item = first; item != NULL; item = item->next) {
		if (!config_value_is_text(value, item, what))
			return false;
		choice = config_find_choice(choices, item->text);
		if (choice == NULL)
			return config_value_expected(value, item, what);
		if (field[choice->value])
			return config_value_complain(value, item,
			    "\"%s\" is there twice", choice->word);
		field[choice->value] = true;
	}
	return true;
}

static bool
is_anything(struct slice text)
{
	(void)text;
	return true;
}

static void
add_include(const struct config_value *value, const struct config_node *item,
    const char *kept)
{
	struct config_loader *loader = value->loader;
	struct config_include *include;

	if (slice_has_prefix(item->text, SLICE("~"))) {
		config_value_complain(value, item,
		    "\"~\" is not expanded in paths: write the folder");
		return;
	}
	include = arena_alloc(&loader->scratch, sizeof(*include));
	if (include == NULL)
		return; /* config_loader_stopped will tell */
	*include = (struct config_include){
		.pattern = kept,
		.origin = { value->source, item->at },
	};
	*loader->include_end = include;
	loader->include_end = &include->next;
}

/* Into the loader, which reads the files when this one has ended. */
bool
config_set_include(const struct config_value *value)
{
	static const struct item_rule rule = {
		"a path or a list of paths",
		"a path or a glob",
		is_anything,
		add_include,
	};
	struct strings kept;

	return keep_items(value, &rule, &kept);
}

/* The program is found by its path alone: hooks get no search path. */
static const char *
program_path(const struct config_value *value,
    const struct config_node *program)
{
	if (!config_value_is_text(value, program, "the path of a program"))
		return NULL;
	if (slice_find_char(program->text, '/') == SIZE_MAX) {
		config_value_expected(value, program,
		    "the path of a program (with a \"/\": nothing is "
		    "searched)");
		return NULL;
	}
	return config_value_path(value, program);
}

bool
config_set_argv(const struct config_value *value)
{
	struct arena *arena = &value->loader->configuration->arena;
	const struct config_node *node = value->node, *item;
	const char **argv;
	size_t count = 0;

	if (node->kind != CONFIG_NODE_LIST || node->count == 0)
		return config_value_expected(value, node,
		    "a list: [/path/of/program, argument, ...]");
	if (node->count > LIMIT_CONFIG_LIST)
		return config_value_complain(value, node, "more than %d items",
		    LIMIT_CONFIG_LIST);
	argv = arena_alloc_array(arena, node->count + 1, sizeof(*argv));
	if (argv == NULL)
		return false;
	for (item = node->first; item != NULL; item = item->next) {
		if (item->kind != CONFIG_NODE_TEXT)
			return config_value_expected(value, item,
			    "an argument");
		argv[count] = item == node->first
		    ? program_path(value, item)
		    : config_value_keep(value, item->text);
		if (argv[count++] == NULL)
			return false;
	}
	config_value_store_pointer(value, argv);
	return true;
}

/* Adds to those that other files have named. */
bool
config_set_queries(const struct config_value *value)
{
	struct configuration *configuration = value->loader->configuration;
	const struct config_node *item;
	struct query_list *mutes;
	size_t count, have = configuration->mute_count;

	item = items_of(value, "a list of queries", &count);
	if (item == NULL)
		return value->node->kind == CONFIG_NODE_LIST && count == 0;
	mutes = arena_alloc_array(&configuration->arena, have + count,
	    sizeof(*mutes));
	if (mutes == NULL)
		return false;
	if (have > 0)
		memcpy(mutes, configuration->mutes, have * sizeof(*mutes));
	for (; item != NULL; item = item->next) {
		if (!config_value_is_text(value, item, "a query"))
			continue;
		mutes[have++] = (struct query_list){
			.query = config_value_keep(value, item->text),
			.file = value->source->path,
			.line = item->text_line,
		};
	}
	configuration->mutes = mutes;
	configuration->mute_count = have;
	return true;
}

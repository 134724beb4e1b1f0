/*
 * The kinds of sections: what a new feed, list, topic, hook or host is before
 * anything is said of it, and what has to be said. One row a kind; read.c knows
 * no kind by name.
 */
#include "config/sections.h"

#include <assert.h>

static size_t
find(enum config_section section, const char *name)
{
	size_t index = config_option_find(section, slice_of(name));

	assert(index != SIZE_MAX);
	return index;
}

bool
config_is_said(const struct config_origin *said, enum config_section section,
    const char *name)
{
	return said[find(section, name)].source != NULL;
}

/* ---- sections -------------------------------------------------------------- */

static void
begin_feed(struct config_named *entry)
{
	struct feed *feed = entry->object;

	feed->name = entry->name;
	feed->origin = ORIGIN_CONFIGURATION;
	feed->file = entry->origin.source->path;
	feed->line = entry->origin.at.line;
}

/* The text in place of options is the value of the one of that name. */
static bool
read_as(const struct config_value *value, const char *name)
{
	struct config_value option = *value;

	option.option = config_option_at(find(value->section, name));
	return config_value_set(&option);
}

/* "name: https://example.org/feed.xml" */
static bool
read_feed_url(const struct config_value *value)
{
	return read_as(value, "url");
}

void
config_check_one_of(const struct config_value *value,
    const struct config_origin *said, const char *const *names, const char *all)
{
	const char *first = NULL;

	for (; *names != NULL; names++) {
		if (!config_is_said(said, value->section, *names))
			continue;
		if (first != NULL)
			config_value_complain(value, value->node,
			    "%s and %s exclude each other", first, *names);
		else
			first = *names;
	}
	if (first == NULL)
		config_value_complain(value, value->node, "expected one of %s",
		    all);
}

static void
end_feed(const struct config_value *value, const struct config_origin *said)
{
	static const char *const sources[] = { "url", "file", "exec", NULL };
	struct feed *feed = value->object;

	config_check_one_of(value, said, sources, "url, file or exec");
	if (config_is_said(said, CONFIG_FEED, "file"))
		feed->source = FEED_FROM_FILE;
}

static void
begin_list(struct config_named *entry)
{
	struct query_list *list = entry->object;

	list->name = entry->name;
	list->file = entry->origin.source->path;
}

static bool
read_list_query(const struct config_value *value)
{
	struct query_list *list = value->object;

	if (!config_value_is_text(value, value->node, "a query"))
		return false;
	list->query = config_value_keep(value, value->node->text);
	list->line = value->node->text_line;
	return true;
}

static void
begin_topic(struct config_named *entry)
{
	struct topic *topic = entry->object;

	topic->name = entry->name;
	topic->origin = ORIGIN_CONFIGURATION;
	topic->file = entry->origin.source->path;
	topic->line = entry->origin.at.line;
}

static void
end_topic(const struct config_value *value, const struct config_origin *said)
{
	struct topic *topic = value->object;

	if (!config_is_said(said, CONFIG_TOPIC, "query"))
		config_value_complain(value, value->node, "expected a query");
	for (const struct config_node *key = value->node->first; key != NULL;
	     key = key->next) {
		if (slice_eq(key->text, SLICE("query")))
			topic->line = key->value->text_line;
	}
}

static void
begin_host(struct config_named *entry)
{
	struct host_manners *manners = entry->object;

	manners->host = entry->name;
	manners->gap_s = -1;
}

static void
begin_opml(struct config_named *entry)
{
	struct opml_list *list = entry->object;

	list->conf_file = entry->origin.source->path;
	list->line = entry->origin.at.line;
	list->column = entry->origin.at.column;
}

/* Of two lists of one file each would have the last word in turn. */
static bool
check_twin(const struct config_value *value)
{
	const struct configuration *c = value->loader->configuration;
	const struct opml_list *list = value->object;

	for (size_t i = 0; i < c->opml_count; i++) {
		const struct opml_list *other = &c->opml[i];

		if (strcmp(other->file, list->file) == 0)
			return config_value_complain(value, value->node,
			    "%s is there twice (first at %s:%d)", list->file,
			    other->conf_file, other->line);
	}
	return true;
}

/* "opml: desk.opml" */
static bool
read_opml_file(const struct config_value *value)
{
	return read_as(value, "file") && check_twin(value);
}

static void
end_opml(const struct config_value *value, const struct config_origin *said)
{
	const struct opml_list *list = value->object;

	if (!config_is_said(said, CONFIG_OPML, "file"))
		config_value_complain(value, value->node,
		    "a list needs \"file:\"");
	else if (list->file != NULL)
		(void)check_twin(value); /* it has complained */
}

static const struct config_section_kind kinds[CONFIG_SECTIONS] = {
	/* clang-format off */
	[CONFIG_TOP] = { .size = sizeof(struct configuration) },
	[CONFIG_FEED] = { "feed", "a URL or options", sizeof(struct feed),
	    LIMIT_FEEDS, true, begin_feed, read_feed_url, end_feed },
	[CONFIG_LIST] = { "list", "a query", sizeof(struct query_list),
	    LIMIT_TOPICS, false, begin_list, read_list_query, NULL },
	[CONFIG_TOPIC] = { "topic", "options such as \"query:\"",
	    sizeof(struct topic), LIMIT_TOPICS, true, begin_topic, NULL,
	    end_topic },
	[CONFIG_HOOK] = { "hook", "options such as \"exec:\"",
	    sizeof(struct hook), LIMIT_TOPICS, true, config_begin_hook, NULL,
	    config_end_hook },
	[CONFIG_HOST] = { "host", "options such as \"gap:\"",
	    sizeof(struct host_manners), LIMIT_TOPICS, true, begin_host, NULL,
	    NULL },
	[CONFIG_MAIL] = { "mail", "options such as \"host:\"",
	    sizeof(struct mail_server), 1, true, NULL, NULL,
	    config_end_mail },
	[CONFIG_RETENTION] = { "retention", "options such as \"age:\"",
	    sizeof(struct retention), 1, true, NULL, NULL, NULL },
	[CONFIG_OPML] = { "opml", "a path or options such as \"file:\"",
	    sizeof(struct opml_list), LIMIT_OPML_LISTS, true, begin_opml,
	    read_opml_file, end_opml },
	/* clang-format on */
};

const struct config_section_kind *
config_section_kind(enum config_section section)
{
	return &kinds[section];
}

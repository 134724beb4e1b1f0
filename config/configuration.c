/*
 * Loading as a whole: read, check, and lay out what was found in arrays that
 * can be searched. Either everything is right or there is no configuration.
 */
#include "configuration.h"

#include <assert.h>

#include "config/loader.h"
#include "config/locate.h"
#include "config/sections.h"

/* ---- layout ---------------------------------------------------------------- */

/* Every object of a section begins with its name. */
static_assert(offsetof(struct feed, name) == 0, "name first");
static_assert(offsetof(struct query_list, name) == 0, "name first");
static_assert(offsetof(struct topic, name) == 0, "name first");
static_assert(offsetof(struct hook, name) == 0, "name first");
static_assert(offsetof(struct host_manners, host) == 0, "name first");

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The objects of a section side by side, in the order of the files. */
static void *
lay_out(struct config_loader *loader, enum config_section section,
    size_t *count)
{
	size_t size = config_section_kind(section)->size, at = 0;
	struct config_named *entry;
	char *objects;

	*count = 0;
	objects = arena_alloc_array(&loader->configuration->arena,
	    config_name_count(loader->named[section]), size);
	if (objects == NULL)
		return NULL;
	for (entry = loader->named[section]; entry != NULL;
	     entry = entry->hh.next) {
		memcpy(objects + at, entry->object, size);
		at += size;
	}
	*count = at / size;
	return objects;
}

static void *
lay_out_sorted(struct config_loader *loader, enum config_section section,
    size_t *count)
{
	void *objects = lay_out(loader, section, count);

	if (*count > 0)
		qsort(objects, *count, config_section_kind(section)->size,
		    compare_names);
	return objects;
}

static void
lay_out_all(struct config_loader *loader)
{
	struct configuration *c = loader->configuration;

	c->feeds = lay_out_sorted(loader, CONFIG_FEED, &c->feed_count);
	c->lists = lay_out_sorted(loader, CONFIG_LIST, &c->list_count);
	c->topics = lay_out(loader, CONFIG_TOPIC, &c->topic_count);
	c->hooks = lay_out_sorted(loader, CONFIG_HOOK, &c->hook_count);
	c->hosts = lay_out_sorted(loader, CONFIG_HOST, &c->host_count);
	c->files = arena_alloc_array(&c->arena, loader->source_count,
	    sizeof(*c->files));
	for (size_t i = 0; c->files != NULL && i < loader->source_count; i++)
		c->files[i] = loader->sources[i]->path;
	c->file_count = loader->source_count;
	c->path = loader->sources[0]->path;
	if (c->database == NULL)
		c->database = config_default_database(c);
}

/* ---- loading --------------------------------------------------------------- */

static void
report_memory(struct config_loader *loader, const char *path)
{
	struct config_source whole = { .path = path };
	struct config_place nowhere = { 0, 0 };
	struct error err;

	if (!config_loader_has_failed(loader))
		return;
	error_set(&err, ERROR_MEMORY,
	    "out of memory, or more than 1 GiB of configuration");
	config_problem_add(loader->problems, &whole, nowhere, &err);
}

static void
finish_loader(struct config_loader *loader)
{
	for (int i = 0; i < CONFIG_SECTIONS; i++)
		config_name_clear(&loader->named[i]);
	arena_finish(&loader->nodes);
	arena_finish(&loader->scratch);
	free(loader->sources);
	free(loader->said);
}

struct configuration *
configuration_load(const char *path, struct configuration_problems *problems)
{
	struct configuration *configuration = xcalloc(1,
	    sizeof(*configuration));
	struct config_loader loader = {
		.configuration = configuration,
		.problems = problems,
		.said = xcalloc(CONFIG_OPTIONS_MAX, sizeof(*loader.said)),
	};

	*problems = (struct configuration_problems){ 0 };
	loader.reference_end = &loader.references;
	loader.include_end = &loader.includes;
	arena_init(&configuration->arena, LIMIT_CONFIG_MEMORY);
	arena_init(&loader.nodes, LIMIT_CONFIG_MEMORY);
	arena_init(&loader.scratch, LIMIT_CONFIG_MEMORY);
	config_read_presets(&loader, CONFIG_TOP, configuration);
	config_load_file(&loader, path);
	/* Names of a part that could not be read would all be missing. */
	if (!loader.incomplete) {
		config_check_references(&loader);
		config_check_mail(&loader);
	}
	if (problems->count == 0 && !config_loader_stopped(&loader))
		lay_out_all(&loader);
	report_memory(&loader, path);
	assert(!loader.incomplete || problems->count > 0);
	finish_loader(&loader);
	config_problems_sort(problems);
	if (problems->count == 0)
		return configuration;
	configuration_free(configuration);
	return NULL;
}

void
configuration_free(struct configuration *configuration)
{
	if (configuration == NULL)
		return;
	arena_finish(&configuration->arena);
	free(configuration);
}

/* ---- looking up ------------------------------------------------------------ */

const struct feed *
configuration_feed(const struct configuration *configuration, const char *name)
{
	if (configuration->feed_count == 0)
		return NULL;
	return bsearch(&name, configuration->feeds, configuration->feed_count,
	    sizeof(struct feed), compare_names);
}

const struct hook *
configuration_hook(const struct configuration *configuration, const char *name)
{
	if (configuration->hook_count == 0)
		return NULL;
	return bsearch(&name, configuration->hooks, configuration->hook_count,
	    sizeof(struct hook), compare_names);
}

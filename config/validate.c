/*
 * What a topic says of hooks and feeds, checked when all names are known. Tags
 * are gathered once; a selector that many topics share is still looked up for
 * each, for finding one match ends the search.
 */
#include "config/loader.h"

#include <fnmatch.h>

#include "config/sections.h"
#include "nearest.h"

struct checker {
	struct config_loader *loader;
	struct config_named *tags; /* that at least one feed has */
};

static void
add_tag(struct checker *checker, const char *name)
{
	struct config_named *tag;

	if (config_name_find(checker->tags, name) != NULL)
		return;
	tag = arena_alloc(&checker->loader->scratch, sizeof(*tag));
	if (tag == NULL)
		return; /* config_loader_stopped will tell */
	tag->name = name;
	config_name_add(&checker->tags, tag);
}

static void
gather_tags(struct checker *checker)
{
	const struct config_named *entry = checker->loader->named[CONFIG_FEED];

	for (; entry != NULL; entry = entry->hh.next) {
		const struct feed *feed = entry->object;

		for (size_t i = 0; i < feed->tag_count; i++)
			add_tag(checker, feed->tags[i]);
	}
}

/* What feeds an OPML list has, with which tags, is seen when it is read, and may
 * be something else the next day. */
static bool
may_be_listed(const struct checker *checker)
{
	return checker->loader->configuration->opml_count > 0;
}

static bool
is_glob(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

/* "topic "x": OPTION: there is no WHAT "y" (did you mean "z"?)"; what stands at
 * the top has no name. */
static void
complain(const struct checker *checker,
    const struct config_reference *reference, const char *what,
    const struct nearest *nearest)
{
	struct config_quote name = config_quote(slice_of(reference->topic)),
			    text = config_quote(slice_of(reference->text));
	char hint[NEAREST_TEXT];

	bool named = reference->topic != NULL;

	config_problem_say(checker->loader->problems, reference->origin.source,
	    reference->origin.at, "%s%s%s%s: there is no %s %s%s",
	    named ? "topic " : "", named ? name.text : "", named ? ": " : "",
	    reference->option->name, what, text.text,
	    nearest_hint(nearest, hint));
}

static void
check_name(const struct checker *checker,
    const struct config_reference *reference, enum config_section section)
{
	struct config_named *table = checker->loader->named[section];
	struct nearest nearest;

	if (config_name_find(table, reference->text) != NULL)
		return;
	nearest_init(&nearest, slice_of(reference->text));
	for (; table != NULL; table = table->hh.next)
		nearest_try(&nearest, table->name);
	complain(checker, reference, config_section_kind(section)->noun,
	    &nearest);
}

static bool
glob_finds(const struct config_named *table, const char *glob)
{
	for (; table != NULL; table = table->hh.next) {
		if (fnmatch(glob, table->name, 0) == 0)
			return true;
	}
	return false;
}

static void
check_tag(const struct checker *checker,
    const struct config_reference *reference, const char *name)
{
	const struct config_named *tag;
	struct nearest nearest;

	if (config_name_find(checker->tags, name) != NULL ||
	    (is_glob(name) && glob_finds(checker->tags, name)))
		return;
	nearest_init(&nearest, slice_of(name));
	for (tag = checker->tags; tag != NULL; tag = tag->hh.next)
		nearest_try(&nearest, tag->name);
	complain(checker, reference, "feed with", &nearest);
}

static void
check_selector(const struct checker *checker,
    const struct config_reference *reference)
{
	const char *text = reference->text;
	struct nearest nobody = { 0 };

	if (strncmp(text, "tag:", 4) == 0)
		check_tag(checker, reference, text + 4);
	else if (!is_glob(text))
		check_name(checker, reference, CONFIG_FEED);
	else if (!glob_finds(checker->loader->named[CONFIG_FEED], text))
		complain(checker, reference, "feed like", &nobody);
}

void
config_check_references(struct config_loader *loader)
{
	struct checker checker = { .loader = loader };
	const struct config_reference *reference = loader->references;

	gather_tags(&checker);
	for (; reference != NULL && !config_loader_stopped(loader);
	     reference = reference->next) {
		if (reference->option->type != CONFIG_SELECTORS)
			check_name(&checker, reference, CONFIG_HOOK);
		else if (!may_be_listed(&checker))
			check_selector(&checker, reference);
	}
	config_name_clear(&checker.tags);
}

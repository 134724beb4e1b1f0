/*
 * What a topic says of hooks and feeds, checked when all names are known. Tags
 * are gathered once; a selector that many topics share is still looked up for
 * each, for finding one match ends the search.
 */
#include "config/loader.h"

#include <fnmatch.h>

#include "nearest.h"

/* A tag that at least one feed has. */
struct tag {
	UT_hash_handle hh;
	const char *name; /* borrowed */
};

struct checker {
	struct config_loader *loader;
	struct tag *tags;
};

static void
add_tag(struct checker *checker, const char *name)
{
	struct tag *tag;

	HASH_FIND_STR(checker->tags, name, tag);
	if (tag != NULL)
		return;
	tag = arena_alloc(&checker->loader->scratch, sizeof(*tag));
	if (tag == NULL)
		return; /* config_loader_stopped will tell */
	tag->name = name;
	HASH_ADD_KEYPTR(hh, checker->tags, name, strlen(name), tag);
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

static bool
is_glob(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

static const struct config_named *
find_named(const struct config_loader *loader, enum config_section section,
    const char *name)
{
	struct config_named *entry;

	HASH_FIND_STR(loader->named[section], name, entry);
	return entry;
}

/* "topic "x": OPTION: no WHAT "y" (did you mean "z"?)". */
static void
complain(const struct checker *checker,
    const struct config_reference *reference, const char *what,
    const struct nearest *nearest)
{
	struct config_quote name = config_quote(slice_of(reference->topic)),
			    text = config_quote(slice_of(reference->text));
	char hint[NEAREST_TEXT];

	config_problem_say(checker->loader->problems, reference->origin.source,
	    reference->origin.at, "topic %s: %s: there is no %s %s%s",
	    name.text, reference->option->name, what, text.text,
	    nearest_hint(nearest, hint));
}

static void
try_names(const struct config_loader *loader, enum config_section section,
    struct nearest *nearest)
{
	const struct config_named *entry = loader->named[section];

	for (; entry != NULL; entry = entry->hh.next)
		nearest_try(nearest, entry->name);
}

static void
check_name(const struct checker *checker,
    const struct config_reference *reference, enum config_section section)
{
	struct nearest nearest;

	if (find_named(checker->loader, section, reference->text) != NULL)
		return;
	nearest_init(&nearest, slice_of(reference->text));
	try_names(checker->loader, section, &nearest);
	complain(checker, reference, config_section_noun(section), &nearest);
}

static bool
glob_finds_feed(const struct checker *checker, const char *glob)
{
	const struct config_named *entry = checker->loader->named[CONFIG_FEED];

	for (; entry != NULL; entry = entry->hh.next) {
		if (fnmatch(glob, entry->name, 0) == 0)
			return true;
	}
	return false;
}

static bool
glob_finds_tag(const struct checker *checker, const char *glob)
{
	for (const struct tag *tag = checker->tags; tag != NULL;
	     tag = tag->hh.next) {
		if (fnmatch(glob, tag->name, 0) == 0)
			return true;
	}
	return false;
}

static void
check_tag(const struct checker *checker,
    const struct config_reference *reference, const char *name)
{
	struct nearest nearest;
	struct tag *tag;

	HASH_FIND_STR(checker->tags, name, tag);
	if (tag != NULL || (is_glob(name) && glob_finds_tag(checker, name)))
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
	else if (!glob_finds_feed(checker, text))
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
		if (reference->option->type == CONFIG_HOOKS)
			check_name(&checker, reference, CONFIG_HOOK);
		else
			check_selector(&checker, reference);
	}
	HASH_CLEAR(hh, checker.tags);
}

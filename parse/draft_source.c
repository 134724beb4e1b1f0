/*
 * The source of an entry: a feed in small, which is printed and not computed
 * with. What stands in it never reaches the entry, but for its authors, who are
 * the entry's where it has none (RFC 4287 4.2.1).
 */
#include "clock.h"
#include "parse/atom.h"
#include "parse/draft_build.h"
#include "parse/feed_url.h"
#include "parse/link_choice.h"
#include "parse/text.h"
#include "parse/text_render.h"

#define DATE_TEXT 21 /* clock_format_utc writes that much */

void
source_begin(struct pass *pass, const struct leaf *leaf)
{
	(void)leaf;
	draft_reset(&pass->source);
}

/* An entry's tree refers to strings of the same frame: spans are shared. */
static uint32_t
add(struct draft *entry, uint32_t parent, enum doc_value_kind kind,
    const char *key, struct doc_span text)
{
	struct value_node_text put = { { 0, 0 }, text };

	if (parent == 0 || (kind == DOC_VALUE_TEXT && text.at == 0))
		return 0;
	if (key != NULL)
		put.key = doc_frame_put(entry->frame, slice_of(key));
	return value_tree_add(&entry->tree, parent, kind, put);
}

struct source_plain {
	const char *key;
	enum plain_field field;
};

static void
add_plain(struct draft *entry, uint32_t object, const struct draft *source)
{
	static const struct source_plain parts[] = {
		{ "id", PLAIN_ID },
		{ "link", PLAIN_LINK },
		{ "language", PLAIN_LANGUAGE },
		{ "icon", PLAIN_ICON },
		{ "logo", PLAIN_LOGO },
	};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		add(entry, object, DOC_VALUE_TEXT, parts[i].key,
		    source->plain[parts[i].field].value);
}

static void
add_texts(struct pass *pass, uint32_t object)
{
	static const struct {
		const char *key;
		enum construct_field field;
	} parts[] = {
		{ "title", CONSTRUCT_TITLE },
		{ "subtitle", CONSTRUCT_SUMMARY },
		{ "rights", CONSTRUCT_RIGHTS },
	};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct doc_text text = text_render(pass, &pass->source,
		    &pass->source.texts[parts[i].field]);

		add(&pass->entry, object, DOC_VALUE_TEXT, parts[i].key,
		    text.value);
	}
}

static void
add_persons(struct draft *entry, uint32_t object, const struct draft *source,
    enum person_role role)
{
	const struct draft_person *persons = (void *)source->persons.ptr;
	size_t count = source->persons.len / sizeof(*persons);
	uint32_t list = 0;

	for (size_t i = 0; i < count; i++) {
		const struct doc_person *person = &persons[i].person;
		uint32_t one;

		if (persons[i].role != (uint32_t)role)
			continue;
		if (list == 0)
			list = add(entry, object, DOC_VALUE_LIST,
			    role == PERSON_AUTHOR ? "authors" : "contributors",
			    (struct doc_span){ 0, 0 });
		one = add(entry, list, DOC_VALUE_OBJECT, NULL,
		    (struct doc_span){ 0, 0 });
		add(entry, one, DOC_VALUE_TEXT, "name", person->name);
		add(entry, one, DOC_VALUE_TEXT, "email", person->email);
		add(entry, one, DOC_VALUE_TEXT, "url", person->url);
	}
}

static void
add_links(struct draft *entry, uint32_t object, const struct draft *source)
{
	const struct doc_link *links = (void *)source->links.ptr;
	size_t count = source->links.len / sizeof(*links);
	uint32_t list = count == 0 ? 0
				   : add(entry, object, DOC_VALUE_LIST, "links",
					 (struct doc_span){ 0, 0 });

	for (size_t i = 0; i < count; i++) {
		uint32_t one = add(entry, list, DOC_VALUE_OBJECT, NULL,
		    (struct doc_span){ 0, 0 });

		add(entry, one, DOC_VALUE_TEXT, "rel", links[i].rel);
		add(entry, one, DOC_VALUE_TEXT, "href", links[i].href);
		add(entry, one, DOC_VALUE_TEXT, "type", links[i].type);
		add(entry, one, DOC_VALUE_TEXT, "title", links[i].title);
	}
}

static void
add_categories(struct draft *entry, uint32_t object, const struct draft *source)
{
	const struct draft_category *items = (void *)source->categories.ptr;
	size_t count = source->categories.len / sizeof(*items);
	uint32_t list = count == 0
	    ? 0
	    : add(entry, object, DOC_VALUE_LIST, "categories",
		  (struct doc_span){ 0, 0 });

	for (size_t i = 0; i < count; i++) {
		const struct doc_category *category = &items[i].category;
		uint32_t one = add(entry, list, DOC_VALUE_OBJECT, NULL,
		    (struct doc_span){ 0, 0 });

		add(entry, one, DOC_VALUE_TEXT, "term", category->term);
		add(entry, one, DOC_VALUE_TEXT, "scheme", category->scheme);
		add(entry, one, DOC_VALUE_TEXT, "label", category->label);
	}
}

static void
add_generator(struct draft *entry, uint32_t object, const struct draft *source)
{
	static const struct source_plain parts[] = {
		{ "name", PLAIN_GENERATOR },
		{ "url", PLAIN_GENERATOR_URL },
		{ "version", PLAIN_GENERATOR_VERSION },
	};
	uint32_t generator;

	if (source->plain[PLAIN_GENERATOR].rank == RANK_NONE)
		return;
	generator = add(entry, object, DOC_VALUE_OBJECT, "generator",
	    (struct doc_span){ 0, 0 });
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		add(entry, generator, DOC_VALUE_TEXT, parts[i].key,
		    source->plain[parts[i].field].value);
}

static void
add_updated(struct pass *pass, uint32_t object)
{
	const struct date_slot *slot = &pass->source.dates[DATE_UPDATED];
	char text[DATE_TEXT];
	int64_t at = slot->date.at;

	if (slot->rank == RANK_NONE)
		return;
	if (slot->status == DATE_AMBIGUOUS)
		at = date_settle(&slot->date, &pass->dates);
	draft_value_opt(&pass->entry, object, "updated",
	    slice_of(clock_format_utc(at, text)));
}

static void
lend_authors(struct draft *entry, const struct draft *source)
{
	const struct draft_person *persons = (void *)source->persons.ptr;
	size_t count = source->persons.len / sizeof(*persons);

	for (size_t i = 0; i < count; i++) {
		if (persons[i].role == PERSON_AUTHOR)
			draft_person(entry, PERSON_AUTHOR,
			    RANK_ALONE - 1 + RANK_ALONE, &persons[i].person);
	}
}

void
draft_build_source(struct pass *pass)
{
	struct draft *entry = &pass->entry;
	struct draft *source = &pass->source;
	uint32_t object;

	if (entry->objects[OBJECT_SOURCE] != 0)
		return;
	object = draft_object(entry, OBJECT_SOURCE, DOC_VALUE_OBJECT);
	link_choose(source);
	add_plain(entry, object, source);
	add_texts(pass, object);
	add_persons(entry, object, source, PERSON_AUTHOR);
	add_persons(entry, object, source, PERSON_CONTRIBUTOR);
	add_links(entry, object, source);
	add_categories(entry, object, source);
	add_generator(entry, object, source);
	add_updated(pass, object);
	lend_authors(entry, source);
}

/* RSS: <source url="...">Title</source>; the address is of the feed. */
void
source_end(struct pass *pass, const struct leaf *leaf)
{
	struct slice url = leaf_attr(pass, leaf, "url");
	uint32_t object;

	if (leaf->draft->kind != DRAFT_ENTRY)
		return;
	draft_build_source(pass);
	object = leaf->draft->objects[OBJECT_SOURCE];
	if (url.len > 0)
		draft_value_opt(leaf->draft, object, "url",
		    feed_url(pass, leaf->base, url, FEED_URL_LINK));
	buffer_reset(&pass->scratch);
	text_line(pass, DOC_TEXT_ABSENT, text_mend(pass, leaf->text),
	    &pass->scratch);
	draft_value_opt(leaf->draft, object, "title",
	    buffer_slice(&pass->scratch));
}

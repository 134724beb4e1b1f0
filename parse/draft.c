/*
 * Keeps the best candidate for each key of a feed, entry or source. Values are
 * written to the frame as they come; one that loses is dropped again where
 * nothing stands behind it, else it stays as unused bytes, which is rare.
 * Says nothing about which element has which rank: the table does.
 */
#include "parse/draft.h"

#include "limits.h"

static void
init_list(struct buffer *list, size_t size)
{
	buffer_init(list, LIMIT_LIST * size);
}

void
draft_init(struct draft *draft, enum draft_kind kind, struct doc_frame *frame)
{
	*draft = (struct draft){ .kind = kind, .frame = frame };
	buffer_init(&draft->raw, LIMIT_FRAME_BYTES);
	init_list(&draft->contents, sizeof(struct text_slot));
	init_list(&draft->links, sizeof(struct doc_link));
	init_list(&draft->persons, sizeof(struct draft_person));
	init_list(&draft->categories, sizeof(struct draft_category));
	init_list(&draft->enclosures, sizeof(struct draft_enclosure));
	init_list(&draft->hubs, sizeof(struct doc_span));
	value_tree_init(&draft->tree);
	draft_reset(draft);
}

void
draft_finish(struct draft *draft)
{
	buffer_finish(&draft->raw);
	buffer_finish(&draft->contents);
	buffer_finish(&draft->links);
	buffer_finish(&draft->persons);
	buffer_finish(&draft->categories);
	buffer_finish(&draft->enclosures);
	buffer_finish(&draft->hubs);
	value_tree_finish(&draft->tree);
}

void
draft_reset(struct draft *draft)
{
	for (size_t i = 0; i < PLAIN_COUNT; i++)
		draft->plain[i] = (struct plain_slot){ .rank = RANK_NONE };
	for (size_t i = 0; i < DATE_COUNT; i++)
		draft->dates[i] = (struct date_slot){ .rank = RANK_NONE };
	for (size_t i = 0; i < CONSTRUCT_COUNT; i++)
		draft->texts[i] = (struct text_slot){ .rank = RANK_NONE };
	buffer_reset(&draft->raw);
	buffer_reset(&draft->contents);
	buffer_reset(&draft->links);
	buffer_reset(&draft->persons);
	buffer_reset(&draft->categories);
	buffer_reset(&draft->enclosures);
	buffer_reset(&draft->hubs);
	value_tree_reset(&draft->tree);
	memset(draft->objects, 0, sizeof(draft->objects));
	draft->geo_rank = RANK_NONE;
	draft->skip_hours = draft->skip_days = 0;
	draft->image = (struct doc_image){ 0 };
	draft->image_rank = RANK_NONE;
	draft->image_width = 0;
	draft->last_lang = draft->last_base = (struct doc_span){ 0, 0 };
	draft->link_is_id = false;
}

bool
draft_is_sound(const struct draft *draft)
{
	const struct buffer *lists[] = { &draft->raw, &draft->contents,
		&draft->links, &draft->persons, &draft->categories,
		&draft->enclosures, &draft->hubs };

	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (lists[i]->lost)
			return false;
	/* Lists and raw have caps that they may reach: what is beyond is
	 * left out. The frame has none to spare. */
	return !draft->frame->bytes.failed;
}

struct slice
draft_slice(const struct draft *draft, struct doc_span span)
{
	return doc_frame_slice(draft->frame, span);
}

struct slice
draft_text(const struct draft *draft, enum plain_field field)
{
	return draft_slice(draft, draft->plain[field].value);
}

bool
draft_wants(const struct draft *draft, enum plain_field field, uint32_t rank,
    enum draft_repeat repeat)
{
	uint32_t now = draft->plain[field].rank;

	return rank < now || (rank == now && repeat == DRAFT_LAST);
}

static void
put_plain(struct draft *draft, enum plain_field field, uint32_t rank,
    struct slice text)
{
	draft->plain[field] = (struct plain_slot){
		doc_frame_put(draft->frame, text), rank
	};
}

void
draft_plain(struct draft *draft, enum plain_field field, uint32_t rank,
    struct slice text)
{
	if (text.len > 0 && draft_wants(draft, field, rank, DRAFT_FIRST))
		put_plain(draft, field, rank, text);
}

void
draft_plain_last(struct draft *draft, enum plain_field field, uint32_t rank,
    struct slice text)
{
	if (text.len > 0 && draft_wants(draft, field, rank, DRAFT_LAST))
		put_plain(draft, field, rank, text);
}

static bool
same(const struct draft *draft, struct doc_span a, struct doc_span b)
{
	return slice_eq(draft_slice(draft, a), draft_slice(draft, b));
}

void
draft_link(struct draft *draft, const struct doc_link *link)
{
	const struct doc_link *known = (void *)draft->links.ptr;
	size_t count = draft->links.len / sizeof(*link);

	for (size_t i = 0; i < count; i++) {
		if (same(draft, known[i].rel, link->rel) &&
		    same(draft, known[i].href, link->href))
			return;
	}
	buffer_append_bytes(&draft->links, link, sizeof(*link));
}

void
draft_person(struct draft *draft, enum person_role role, uint32_t rank,
    const struct doc_person *person)
{
	struct draft_person added = { *person, rank, role };
	struct draft_person *known = (void *)draft->persons.ptr;
	size_t count = draft->persons.len / sizeof(added);

	for (size_t i = 0; i < count; i++) {
		if (known[i].role == (uint32_t)role &&
		    same(draft, known[i].person.name, person->name) &&
		    same(draft, known[i].person.email, person->email) &&
		    same(draft, known[i].person.url, person->url)) {
			if (rank < known[i].rank)
				known[i].rank = rank;
			return;
		}
	}
	buffer_append_bytes(&draft->persons, &added, sizeof(added));
}

void
draft_category(struct draft *draft, uint32_t rank,
    const struct doc_category *category)
{
	struct draft_category added = { *category, rank, 0 };
	const struct draft_category *known = (void *)draft->categories.ptr;
	size_t count = draft->categories.len / sizeof(added);

	for (size_t i = 0; i < count; i++) {
		if (same(draft, known[i].category.term, category->term) &&
		    same(draft, known[i].category.scheme, category->scheme) &&
		    same(draft, known[i].category.label, category->label))
			return;
	}
	buffer_append_bytes(&draft->categories, &added, sizeof(added));
}

void
draft_enclosure(struct draft *draft, uint32_t rank,
    const struct doc_enclosure *enclosure)
{
	struct draft_enclosure added = { *enclosure, rank, 0 };
	struct draft_enclosure *known = (void *)draft->enclosures.ptr;
	size_t count = draft->enclosures.len / sizeof(added);

	for (size_t i = 0; i < count; i++) {
		if (same(draft, known[i].enclosure.url, enclosure->url)) {
			if (rank < known[i].rank)
				known[i] = added;
			return;
		}
	}
	buffer_append_bytes(&draft->enclosures, &added, sizeof(added));
}

void
draft_hub(struct draft *draft, struct slice url)
{
	const struct doc_span *known = (void *)draft->hubs.ptr;
	size_t count = draft->hubs.len / sizeof(*known);
	struct doc_span hub;

	for (size_t i = 0; i < count; i++) {
		if (slice_eq(draft_slice(draft, known[i]), url))
			return;
	}
	hub = doc_frame_put(draft->frame, url);
	if (hub.at != 0)
		buffer_append_bytes(&draft->hubs, &hub, sizeof(hub));
}

uint32_t
draft_object(struct draft *draft, enum object_field field,
    enum doc_value_kind kind)
{
	if (draft->objects[field] == 0)
		draft->objects[field] = value_tree_root(&draft->tree, kind);
	return draft->objects[field];
}

uint32_t
draft_value(struct draft *draft, uint32_t parent, enum doc_value_kind kind,
    const char *key, struct slice text)
{
	struct value_node_text put = { { 0, 0 }, { 0, 0 } };

	/* A member needs a key: <x a:="..."> has an attribute without name. */
	if (parent == 0 || (key != NULL && key[0] == '\0'))
		return 0;
	if (key != NULL) {
		if (value_tree_find(&draft->tree, parent, draft->frame,
			slice_of(key)) != 0)
			return 0;
		put.key = doc_frame_put(draft->frame, slice_of(key));
	}
	put.text = doc_frame_put(draft->frame, text);
	return value_tree_add(&draft->tree, parent, kind, put);
}

void
draft_value_opt(struct draft *draft, uint32_t parent, const char *key,
    struct slice text)
{
	if (text.len > 0)
		draft_value(draft, parent, DOC_VALUE_TEXT, key, text);
}

uint32_t
draft_child(struct draft *draft, uint32_t parent, enum doc_value_kind kind,
    const char *key)
{
	uint32_t child = parent == 0 || key == NULL
	    ? 0
	    : value_tree_find(&draft->tree, parent, draft->frame,
		  slice_of(key));

	if (child == 0)
		child = draft_value(draft, parent, kind, key, SLICE_NONE);
	return child;
}

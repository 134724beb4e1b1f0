/*
 * Makes the structs that travel from a draft that is complete: lists are sorted
 * by rank and cut to what counts, texts are rendered, dates settled. Where one
 * key falls back on another (an image on the logo), it does so here.
 */
#include "parse/draft_build.h"

#include <stdlib.h>

#include "limits.h"
#include "parse/media.h"
#include "parse/text_render.h"

/* ---- values ---------------------------------------------------------------- */

static struct doc_span
plain(const struct draft *draft, enum plain_field field)
{
	return draft->plain[field].value;
}

static int64_t
number(const struct draft *draft, enum plain_field field)
{
	int64_t value = DOC_NO_NUMBER;

	/* What is no number was refused before it came here. */
	slice_to_int64(draft_text(draft, field), 0, INT64_MAX, &value);
	return value;
}

static uint32_t
flag(const struct draft *draft, enum plain_field field)
{
	return draft->plain[field].rank == RANK_NONE ? DOC_UNSET : DOC_TRUE;
}

static struct doc_date
date(struct pass *pass, const struct draft *draft, enum date_field field)
{
	const struct date_slot *slot = &draft->dates[field];
	struct doc_date made = { .at = DOC_NO_TIME };

	if (slot->rank == RANK_NONE) {
		made.raw = slot->raw;
	} else if (slot->status == DATE_AMBIGUOUS) {
		made.at = date_settle(&slot->date, &pass->dates);
		if (pass->dates.proven[slot->date.separator] ==
		    DATE_ORDER_UNKNOWN)
			pass->state.order_used[slot->date.separator] = true;
		pass->state.language_used = true;
	} else {
		made.at = slot->date.at;
	}
	if (made.at != DOC_NO_TIME &&
	    (made.at < LIMIT_DATE_FIRST_AT || made.at > LIMIT_DATE_LAST_AT))
		made.at = DOC_NO_TIME;
	return made;
}

/* ---- lists ----------------------------------------------------------------- */

static struct doc_list
put_list(struct draft *draft, const struct buffer *items, size_t size)
{
	return doc_frame_put_list(draft->frame, items->ptr, items->len / size,
	    size);
}

/*
 * Copies the items of a ranked list into pass->scratch, best rank first and in
 * their order within one rank; those that count only alone go where there is
 * another. item_size bytes of each are kept: its first member.
 */
struct ranked {
	const char *items;
	size_t count, size;
	size_t rank_at, item_size;
	uint32_t role, role_at; /* role_at 0: all */
};

static uint32_t
field_of(const struct ranked *list, size_t index, size_t at)
{
	uint32_t value;

	memcpy(&value, list->items + index * list->size + at, sizeof(value));
	return value;
}

static bool
has_role(const struct ranked *list, size_t index)
{
	return list->role_at == 0 ||
	    field_of(list, index, list->role_at) == list->role;
}

/* The next rank above floor that any item has. */
static uint32_t
next_rank(const struct ranked *list, int64_t floor)
{
	uint32_t best = RANK_NONE;

	for (size_t i = 0; i < list->count; i++) {
		uint32_t rank = field_of(list, i, list->rank_at);

		if (has_role(list, i) && rank > floor && rank < best)
			best = rank;
	}
	return best;
}

static struct doc_list
put_ranked(struct pass *pass, struct draft *draft, const struct ranked *list)
{
	struct buffer *out = &pass->scratch;
	int64_t floor = -1;
	uint32_t rank;

	buffer_reset(out);
	while ((rank = next_rank(list, floor)) != RANK_NONE) {
		if (rank >= RANK_ALONE && out->len > 0)
			break;
		for (size_t i = 0; i < list->count; i++) {
			if (has_role(list, i) &&
			    field_of(list, i, list->rank_at) == rank)
				buffer_append_bytes(out,
				    list->items + i * list->size,
				    list->item_size);
		}
		floor = rank;
	}
	return doc_frame_put_list(draft->frame, out->ptr,
	    out->len / list->item_size, list->item_size);
}

/* The list of a draft's items of a type whose first member travels. */
#define RANKED(list, type, member)                              \
	((struct ranked){                                       \
	    .items = (list).ptr,                                \
	    .count = (list).len / sizeof(struct type),          \
	    .size = sizeof(struct type),                        \
	    .rank_at = offsetof(struct type, rank),             \
	    .item_size = sizeof(((struct type *)NULL)->member), \
	})

static struct doc_list
put_persons(struct pass *pass, struct draft *draft, enum person_role role)
{
	struct ranked list = RANKED(draft->persons, draft_person, person);

	list.role = role;
	list.role_at = offsetof(struct draft_person, role);
	return put_ranked(pass, draft, &list);
}

static struct doc_list
put_categories(struct pass *pass, struct draft *draft)
{
	struct ranked list = RANKED(draft->categories, draft_category,
	    category);

	return put_ranked(pass, draft, &list);
}

/* Any role but the best of that role's: there is one publisher. */
static struct doc_person
publisher(const struct draft *draft)
{
	const struct draft_person *persons = (void *)draft->persons.ptr;
	size_t count = draft->persons.len / sizeof(*persons);
	struct doc_person best = { 0 };
	uint32_t rank = RANK_NONE;

	for (size_t i = 0; i < count; i++) {
		if (persons[i].role == PERSON_PUBLISHER &&
		    persons[i].rank < rank) {
			best = persons[i].person;
			rank = persons[i].rank;
		}
	}
	return best;
}

/* feedburner:origEnclosureLink stands for the only enclosure (2.2). */
static void
restore_enclosure(struct draft *draft)
{
	struct draft_enclosure *only = (void *)draft->enclosures.ptr;

	if (draft->plain[PLAIN_ENCLOSURE_ORIGINAL].rank != RANK_NONE &&
	    draft->enclosures.len == sizeof(*only))
		only->enclosure.url = plain(draft, PLAIN_ENCLOSURE_ORIGINAL);
}

static struct doc_list
put_enclosures(struct pass *pass, struct draft *draft)
{
	struct ranked list = RANKED(draft->enclosures, draft_enclosure,
	    enclosure);

	return put_ranked(pass, draft, &list);
}

static struct doc_list
put_object(struct draft *draft, enum object_field field)
{
	return value_tree_write(&draft->tree, draft->objects[field],
	    draft->frame);
}

/* ---- contents -------------------------------------------------------------- */

static bool
is_known_content(const struct draft *draft, const struct text_slot *slot)
{
	const struct text_slot *slots = (void *)draft->contents.ptr;
	size_t count = draft->contents.len / sizeof(*slots);
	struct slice raw = buffer_slice(&draft->raw);

	for (size_t i = 0; i < count; i++) {
		if (slots[i].raw_len == slot->raw_len && slot->raw_len > 0 &&
		    slots[i].raw_at != slot->raw_at && slots < slot &&
		    &slots[i] < slot &&
		    slice_eq(slice_sub(raw, slots[i].raw_at, slot->raw_len),
			slice_sub(raw, slot->raw_at, slot->raw_len)))
			return true;
	}
	return false;
}

static struct doc_list
put_contents(struct pass *pass, struct draft *draft)
{
	size_t count = draft->contents.len / sizeof(struct text_slot);

	buffer_reset(&pass->contents);
	for (size_t i = 0; i < count; i++) {
		const struct text_slot *slot =
		    (const struct text_slot *)(void *)draft->contents.ptr + i;
		struct doc_content content = { .src = slot->src };

		if (is_known_content(draft, slot))
			continue;
		content.text = text_render(pass, draft, slot);
		/* Content that is elsewhere has only an address. */
		if (content.text.type == DOC_TEXT_ABSENT) {
			content.text.media_type = slot->media_type;
			if (slot->media_type.at != 0)
				content.text.type = DOC_TEXT_OTHER;
		}
		if (content.text.value.at != 0 || content.src.at != 0)
			buffer_append_bytes(&pass->contents, &content,
			    sizeof(content));
	}
	return put_list(draft, &pass->contents, sizeof(struct doc_content));
}

/* A second summary is content, where there is no other (2.2). */
static void
promote_second_summary(struct draft *draft)
{
	struct text_slot *second = &draft->texts[CONSTRUCT_SECOND];

	if (second->rank != RANK_NONE && draft->contents.len == 0)
		buffer_append_bytes(&draft->contents, second, sizeof(*second));
}

/* ---- entries --------------------------------------------------------------- */

static bool
is_empty(const struct draft *draft)
{
	for (size_t i = 0; i < CONSTRUCT_COUNT; i++) {
		if (draft->texts[i].rank != RANK_NONE)
			return false;
	}
	return draft->plain[PLAIN_ID].rank == RANK_NONE &&
	    draft->plain[PLAIN_LINK].rank == RANK_NONE &&
	    draft->plain[PLAIN_COMMENTS].rank == RANK_NONE &&
	    draft->contents.len == 0 && draft->links.len == 0 &&
	    draft->enclosures.len == 0 && draft->categories.len == 0 &&
	    draft->persons.len == 0 && draft->image_rank == RANK_NONE &&
	    draft->objects[OBJECT_EXT] == 0 &&
	    draft->objects[OBJECT_ITUNES] == 0 &&
	    draft->objects[OBJECT_GEO] == 0;
}

static void
build_texts(struct pass *pass, struct draft *draft, struct doc_entry *entry)
{
	entry->title = text_render(pass, draft, &draft->texts[CONSTRUCT_TITLE]);
	entry->subtitle = text_render(pass, draft,
	    &draft->texts[CONSTRUCT_SUBTITLE]);
	entry->rights = text_render(pass, draft,
	    &draft->texts[CONSTRUCT_RIGHTS]);
	promote_second_summary(draft);
	if (pass->setup.html == PARSE_FOR_STORE) {
		text_render_stored(pass, draft, entry);
		return;
	}
	entry->summary = text_render(pass, draft,
	    &draft->texts[CONSTRUCT_SUMMARY]);
	entry->contents = put_contents(pass, draft);
}

static void
build_dates(struct pass *pass, const struct draft *draft,
    struct doc_entry *entry)
{
	entry->published = date(pass, draft, DATE_PUBLISHED);
	entry->updated = date(pass, draft, DATE_UPDATED);
	entry->created = date(pass, draft, DATE_CREATED);
	entry->expired = date(pass, draft, DATE_EXPIRED);
	entry->validity_start = date(pass, draft, DATE_VALIDITY_START);
	entry->validity_end = date(pass, draft, DATE_VALIDITY_END);
}

/* 2.2: only what differs from the feed's is said. */
static struct doc_span
entry_language(const struct pass *pass, const struct draft *draft)
{
	struct slice own = draft_text(draft, PLAIN_LANGUAGE);

	if (slice_eq_nocase(own, draft_text(&pass->feed, PLAIN_LANGUAGE)))
		return (struct doc_span){ 0, 0 };
	return plain(draft, PLAIN_LANGUAGE);
}

bool
draft_build_entry(struct pass *pass, struct doc_entry *entry)
{
	struct draft *draft = &pass->entry;

	if (is_empty(draft))
		return false;
	restore_enclosure(draft);
	media_choose_image(draft);
	*entry = (struct doc_entry){
		.id = plain(draft, PLAIN_ID),
		.link = plain(draft, PLAIN_LINK),
		.comments = plain(draft, PLAIN_COMMENTS),
		.comments_feed = plain(draft, PLAIN_COMMENTS_FEED),
		.language = entry_language(pass, draft),
		.license = plain(draft, PLAIN_LICENSE),
		.id_is_link = draft->link_is_id,
		.comments_count = number(draft, PLAIN_COMMENTS_COUNT),
		.duration_s = number(draft, PLAIN_DURATION),
		.publisher = publisher(draft),
		.image = draft->image,
	};
	build_texts(pass, draft, entry);
	build_dates(pass, draft, entry);
	entry->links = put_list(draft, &draft->links, sizeof(struct doc_link));
	entry->authors = put_persons(pass, draft, PERSON_AUTHOR);
	entry->contributors = put_persons(pass, draft, PERSON_CONTRIBUTOR);
	entry->categories = put_categories(pass, draft);
	entry->enclosures = put_enclosures(pass, draft);
	entry->source = put_object(draft, OBJECT_SOURCE);
	entry->itunes = put_object(draft, OBJECT_ITUNES);
	entry->podcast = put_object(draft, OBJECT_PODCAST);
	entry->geo = put_object(draft, OBJECT_GEO);
	entry->chapters = put_object(draft, OBJECT_CHAPTERS);
	entry->thread = put_object(draft, OBJECT_THREAD);
	entry->ext = put_object(draft, OBJECT_EXT);
	return true;
}

/* ---- the feed -------------------------------------------------------------- */

static struct doc_list
put_hours(struct draft *draft)
{
	uint64_t hours[32];
	size_t count = 0;

	for (uint64_t i = 0; i < ARRAY_LEN(hours); i++) {
		if ((draft->skip_hours >> i & 1) != 0)
			hours[count++] = i;
	}
	return doc_frame_put_list(draft->frame, hours, count, sizeof(hours[0]));
}

static struct doc_list
put_days(struct draft *draft)
{
	static const char *const names[] = { "Monday", "Tuesday", "Wednesday",
		"Thursday", "Friday", "Saturday", "Sunday" };
	struct doc_span days[ARRAY_LEN(names)];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if ((draft->skip_days >> i & 1) != 0)
			days[count++] = doc_frame_put(draft->frame,
			    slice_of(names[i]));
	}
	return doc_frame_put_list(draft->frame, days, count, sizeof(days[0]));
}

static void
build_feed_objects(struct draft *draft, struct doc_feed *feed)
{
	feed->cloud = put_object(draft, OBJECT_CLOUD);
	feed->textinput = put_object(draft, OBJECT_TEXTINPUT);
	feed->itunes = put_object(draft, OBJECT_ITUNES);
	feed->podcast = put_object(draft, OBJECT_PODCAST);
	feed->geo = put_object(draft, OBJECT_GEO);
	feed->thread = put_object(draft, OBJECT_THREAD);
	feed->ext = put_object(draft, OBJECT_EXT);
}

static void
build_feed_lists(struct pass *pass, struct draft *draft, struct doc_feed *feed)
{
	feed->authors = put_persons(pass, draft, PERSON_AUTHOR);
	feed->contributors = put_persons(pass, draft, PERSON_CONTRIBUTOR);
	feed->categories = put_categories(pass, draft);
	feed->links = put_list(draft, &draft->links, sizeof(struct doc_link));
	feed->hubs = put_list(draft, &draft->hubs, sizeof(struct doc_span));
	feed->skip_hours = put_hours(draft);
	feed->skip_days = put_days(draft);
}

static void
build_feed_texts(struct pass *pass, struct draft *draft, struct doc_feed *feed)
{
	feed->title = text_render(pass, draft, &draft->texts[CONSTRUCT_TITLE]);
	feed->description = text_render(pass, draft,
	    &draft->texts[CONSTRUCT_SUMMARY]);
	feed->info = text_render(pass, draft, &draft->texts[CONSTRUCT_INFO]);
	feed->rights = text_render(pass, draft,
	    &draft->texts[CONSTRUCT_RIGHTS]);
	/* 2.1: the address of a license is better than nothing. */
	if (feed->rights.type == DOC_TEXT_ABSENT &&
	    plain(draft, PLAIN_LICENSE).at != 0)
		feed->rights = (struct doc_text){
			.value = plain(draft, PLAIN_LICENSE),
			.type = DOC_TEXT_PLAIN,
		};
	feed->updated = date(pass, draft, DATE_UPDATED);
	feed->published = date(pass, draft, DATE_PUBLISHED);
	feed->created = date(pass, draft, DATE_CREATED);
	feed->validity_start = date(pass, draft, DATE_VALIDITY_START);
	feed->validity_end = date(pass, draft, DATE_VALIDITY_END);
	feed->update_base = date(pass, draft, DATE_UPDATE_BASE);
}

/* variant is the format, but for RSS 0.91, which came from two houses. */
static struct doc_span
put_variant(const struct pass *pass, struct draft *draft)
{
	const char *name = doc_format_name(pass->state.format);

	if (pass->state.format == DOC_FORMAT_RSS091)
		name = pass->setup.netscape ? "rss091n" : "rss091u";
	return doc_frame_put(draft->frame, slice_of(name));
}

/* Atom: logo, then icon, before what extensions say; RSS: the logo last. */
static void
choose_feed_image(const struct pass *pass, struct draft *draft)
{
	bool atom = pass->home == NS_ATOM;

	if (draft->image_rank != RANK_NONE && !atom)
		return;
	if (plain(draft, PLAIN_LOGO).at != 0)
		draft->image = (struct doc_image){ .url = plain(draft,
						       PLAIN_LOGO) };
	else if (atom && plain(draft, PLAIN_ICON).at != 0)
		draft->image = (struct doc_image){ .url = plain(draft,
						       PLAIN_ICON) };
}

void
draft_build_feed(struct pass *pass, struct doc_feed *feed)
{
	struct draft *draft = &pass->feed;

	choose_feed_image(pass, draft);
	*feed = (struct doc_feed){
		.format = pass->state.format,
		.complete = flag(draft, PLAIN_COMPLETE),
		.archive = flag(draft, PLAIN_ARCHIVE),
		.variant = put_variant(pass, draft),
		.encoding = doc_frame_put(draft->frame,
		    slice_of(pass->setup.encoding)),
		.id = plain(draft, PLAIN_ID),
		.link = plain(draft, PLAIN_LINK),
		.language = plain(draft, PLAIN_LANGUAGE),
		.icon = plain(draft, PLAIN_ICON),
		.logo = plain(draft, PLAIN_LOGO),
		.docs = plain(draft, PLAIN_DOCS),
		.rating = plain(draft, PLAIN_RATING),
		.newlocation = plain(draft, PLAIN_NEWLOCATION),
		.errorreportsto = plain(draft, PLAIN_ERRORS_TO),
		.license = plain(draft, PLAIN_LICENSE),
		.generator = { plain(draft, PLAIN_GENERATOR),
		    plain(draft, PLAIN_GENERATOR_URL),
		    plain(draft, PLAIN_GENERATOR_VERSION) },
		.publisher = publisher(draft),
		.image = draft->image,
		.ttl_minutes = number(draft, PLAIN_TTL),
		.update_period = plain(draft, PLAIN_UPDATE_PERIOD),
		.update_frequency = number(draft, PLAIN_UPDATE_FREQUENCY),
	};
	build_feed_texts(pass, draft, feed);
	build_feed_lists(pass, draft, feed);
	build_feed_objects(draft, feed);
}

/*
 * The attributes of an outline by one table, whatever their case, and what they
 * mean. Those of crier's own namespace are an allow-list: what is not in it is
 * never a setting, only a name to be reported.
 */
#include "parse/outline.h"

#include <stddef.h>

#include "duration.h"
#include "parse/feed_address.h"
#include "parse/language_tag.h"
#include "utf8.h"

/* ---- namespaces ------------------------------------------------------------ */

static struct outline_prefix *
find_prefix(struct outline_prefixes *prefixes, struct slice prefix)
{
	for (size_t i = 0; i < prefixes->count; i++) {
		if (slice_eq(prefixes->known[i].prefix, prefix))
			return &prefixes->known[i];
	}
	return NULL;
}

/* A later declaration holds from there to the end: nobody gives a prefix a
 * second meaning in one list. */
void
outline_prefixes_note(struct outline_prefixes *prefixes,
    const struct loose_tag *tag)
{
	for (uint32_t i = 0; i < tag->own_count; i++) {
		struct slice prefix = tag->own[i].prefix;
		bool ours = slice_eq(slice_trim(tag->own[i].uri),
		    SLICE(LISTING_NS));
		struct outline_prefix *known = find_prefix(prefixes, prefix);

		if (prefix.len == 0)
			continue; /* attributes take no part in it */
		if (known != NULL)
			known->ours = ours;
		else if (prefixes->count < ARRAY_LEN(prefixes->known) &&
		    (ours || slice_eq(prefix, SLICE(LISTING_NS_PREFIX))))
			prefixes->known[prefixes->count++] =
			    (struct outline_prefix){ prefix, ours };
	}
}

/* The usual prefix is ours though its declaration was lost. */
static bool
is_ours(const struct outline_prefixes *prefixes, struct slice prefix)
{
	for (size_t i = 0; i < prefixes->count; i++) {
		if (slice_eq(prefixes->known[i].prefix, prefix))
			return prefixes->known[i].ours;
	}
	return slice_eq(prefix, SLICE(LISTING_NS_PREFIX));
}

/* ---- attributes ------------------------------------------------------------ */

struct attribute {
	const char *name;
	size_t at; /* of a struct slice in struct outline */
};

static struct slice *
slot_of(struct outline *outline, const struct attribute *table, size_t count,
    struct slice name)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_eq_nocase(slice_of(table[i].name), name))
			return (void *)((char *)outline + table[i].at);
	}
	return NULL;
}

#define AT(member) offsetof(struct outline, member)

static struct slice *
plain_slot(struct outline *outline, struct slice name)
{
	static const struct attribute plain[] = {
		{ "xmlurl", AT(xml_url) },
		{ "feedurl", AT(feed_url) },
		{ "url", AT(url) },
		{ "htmlurl", AT(html_url) },
		{ "title", AT(title) },
		{ "text", AT(text) },
		{ "type", AT(type) },
		{ "language", AT(language) },
		{ "category", AT(category) },
		{ "iscomment", AT(comment) },
	};

	return slot_of(outline, plain, ARRAY_LEN(plain), name);
}

static struct slice *
own_slot(struct outline *outline, struct slice name)
{
	static const struct attribute own[] = {
		{ LISTING_ATTR_NAME, AT(name) },
		{ LISTING_ATTR_INTERVAL, AT(interval) },
		{ LISTING_ATTR_PAUSED, AT(paused) },
		{ LISTING_ATTR_TAGS, AT(tags) },
	};

	return slot_of(outline, own, ARRAY_LEN(own), name);
}

void
outline_read(struct outline *outline, const struct loose_tag *tag,
    const struct outline_prefixes *prefixes)
{
	*outline = (struct outline){ .other_count = 0 };
	for (size_t i = 0; i < tag->attr_count; i++) {
		const struct event_attr *attr = &tag->attrs[i];
		struct slice *slot = NULL;
		bool ours = false;

		if (attr->prefix.len == 0)
			slot = plain_slot(outline, attr->name);
		else if ((ours = is_ours(prefixes, attr->prefix)))
			slot = own_slot(outline, attr->name);
		if (slot != NULL && slot->ptr == NULL)
			*slot = attr->value;
		else if (slot == NULL && ours &&
		    outline->other_count < ARRAY_LEN(outline->other))
			outline->other[outline->other_count++] = attr->name;
	}
}

/* ---- what they mean -------------------------------------------------------- */

/* "url" is any link's, unless the type says that it is a feed's. */
static bool
is_feed_type(struct slice type)
{
	static const struct slice types[] = {
		SLICE_INIT("rss"),
		SLICE_INIT("atom"),
		SLICE_INIT("feed"),
		SLICE_INIT("json"),
		SLICE_INIT("jsonfeed"),
		SLICE_INIT("application/rss+xml"),
		SLICE_INIT("application/atom+xml"),
		SLICE_INIT("application/rdf+xml"),
		SLICE_INIT("application/feed+json"),
	};

	type = slice_trim(type);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (slice_eq_nocase(type, types[i]))
			return true;
	}
	return false;
}

struct slice
outline_address(const struct outline *outline)
{
	const struct slice addresses[] = {
		outline->xml_url,
		outline->feed_url,
		is_feed_type(outline->type) ? outline->url : SLICE_NONE,
	};

	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		if (slice_trim(addresses[i]).len > 0)
			return slice_trim(addresses[i]);
	}
	return SLICE_NONE;
}

struct slice
outline_title(const struct outline *outline)
{
	if (slice_trim(outline->title).len > 0)
		return outline->title;
	return outline->text;
}

/* ---- settings of crier's own ------------------------------------------------ */

/* What was not taken from a feed's outline, by name. */
struct refusals {
	struct listing_build *build;
	struct slice names[LIMIT_LISTED_REFUSED];
	size_t count;
};

static void
refuse(struct refusals *refusals, struct slice name)
{
	name = listing_build_line(refusals->build,
	    utf8_cut(name, LIMIT_CONFIG_NAME), LIMIT_CONFIG_NAME);
	if (name.len == 0 || refusals->count == ARRAY_LEN(refusals->names))
		return;
	for (size_t i = 0; i < refusals->count; i++) {
		if (slice_eq(refusals->names[i], name))
			return;
	}
	refusals->names[refusals->count++] = name;
}

static bool
is_name(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '-')
			return false;
	}
	return text.len > 0 && text.len <= LIMIT_CONFIG_NAME &&
	    text.ptr[0] != '-' && text.ptr[text.len - 1] != '-';
}

static void
set_name(struct listed_feed *feed, struct slice text, struct refusals *refusals)
{
	text = slice_trim(text);
	if (is_name(text))
		feed->name = arena_slice(&refusals->build->listing->arena,
		    text);
	else
		refuse(refusals, SLICE(LISTING_ATTR_NAME));
}

static void
set_interval(struct listed_feed *feed, struct slice text,
    struct refusals *refusals)
{
	int64_t interval_s = 0;

	text = slice_trim(text);
	if (slice_eq(text, SLICE("auto")))
		return;
	if (duration_parse(text, &interval_s) && interval_s >= 1 &&
	    interval_s <= LIMIT_LISTED_INTERVAL_S)
		feed->interval_s = interval_s;
	else
		refuse(refusals, SLICE(LISTING_ATTR_INTERVAL));
}

/* Spelled as in the configuration: true, yes, on. */
static bool
read_flag(struct slice text, bool *flag)
{
	static const struct slice words[] = {
		SLICE_INIT("false"),
		SLICE_INIT("true"),
		SLICE_INIT("no"),
		SLICE_INIT("yes"),
		SLICE_INIT("off"),
		SLICE_INIT("on"),
		SLICE_INIT("0"),
		SLICE_INIT("1"),
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (slice_eq_nocase(slice_trim(text), words[i])) {
			*flag = i % 2 == 1;
			return true;
		}
	}
	return false;
}

static void
set_paused(struct listed_feed *feed, struct slice text,
    struct refusals *refusals)
{
	if (!read_flag(text, &feed->paused))
		refuse(refusals, SLICE(LISTING_ATTR_PAUSED));
}

/* They are added later, when the feed is known. */
static void
check_tags(struct listed_feed *feed, struct slice text,
    struct refusals *refusals)
{
	struct slice tag;

	(void)feed;
	while (slice_cut(&text, ' ', &tag)) {
		if (tag.len > 0 && !tag_is_right(tag))
			refuse(refusals, SLICE(LISTING_ATTR_TAGS));
	}
}

static void
take_settings(const struct outline *outline, struct listed_feed *feed,
    struct refusals *refusals)
{
	const struct {
		struct slice text;
		void (*set)(struct listed_feed *feed, struct slice text,
		    struct refusals *refusals);
	} settings[] = {
		{ outline->name, set_name },
		{ outline->interval, set_interval },
		{ outline->paused, set_paused },
		{ outline->tags, check_tags },
	};

	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		if (settings[i].text.ptr != NULL)
			settings[i].set(feed, settings[i].text, refusals);
	}
	for (size_t i = 0; i < outline->other_count; i++)
		refuse(refusals, outline->other[i]);
}

/* ---- the feed -------------------------------------------------------------- */

static struct slice
language_of(const struct outline *outline, struct listing_build *build)
{
	struct slice kept = SLICE_NONE;
	struct buffer language;

	buffer_init(&language, LIMIT_NAME_BYTES);
	if (language_tag_append(outline->language, &language))
		kept = arena_slice(&build->listing->arena,
		    buffer_slice(&language));
	buffer_finish(&language);
	return kept;
}

static struct slice
site_of(const struct outline *outline, struct listing_build *build)
{
	struct slice kept = SLICE_NONE;
	struct buffer url;

	buffer_init(&url, LIMIT_URL);
	if (feed_address(SLICE_NONE, outline->html_url, &url) !=
	    FEED_ADDRESS_NONE)
		kept = arena_slice(&build->listing->arena, buffer_slice(&url));
	buffer_finish(&url);
	return kept;
}

static void
fill(const struct outline *outline, enum feed_address address,
    struct listing_build *build, struct listed_feed *feed)
{
	struct arena *arena = &build->listing->arena;
	struct refusals refusals = { .build = build };
	struct slice *names;

	feed->title = listing_build_line(build, outline_title(outline),
	    LIMIT_STORED_TITLE);
	feed->type = listing_build_line(build, outline->type, LIMIT_NAME_BYTES);
	feed->language = language_of(outline, build);
	feed->site_url = site_of(outline, build);
	if (address == FEED_ADDRESS_WITHOUT_USER)
		refuse(&refusals, SLICE("auth"));
	take_settings(outline, feed, &refusals);
	if (refusals.count == 0)
		return;
	names = arena_alloc_array(arena, refusals.count, sizeof(*names));
	if (names == NULL)
		return; /* the end will tell */
	memcpy(names, refusals.names, refusals.count * sizeof(*names));
	feed->refused = names;
	feed->refused_count = refusals.count;
}

/* "/news/asia,sport": each a path of its own. */
static void
add_categories(struct slice categories, struct listing_build *build,
    size_t number)
{
	struct slice category;

	while (slice_cut(&categories, ',', &category)) {
		struct tag_path path = { .len = 0 };

		tag_path_enter(&path, category);
		listing_build_path(build, number, &path);
	}
}

static void
add_exact(struct slice tags, struct listing_build *build, size_t number)
{
	struct slice tag;

	listing_build_exact(build, number);
	while (slice_cut(&tags, ' ', &tag)) {
		if (tag_is_right(tag))
			listing_build_tag(build, number, tag,
			    LISTING_TAG_EXACT);
	}
}

static void
add_tags(const struct outline *outline, struct listing_build *build,
    const struct tag_path *folders, size_t number)
{
	if (outline->tags.ptr != NULL) {
		add_exact(outline->tags, build, number);
		return;
	}
	listing_build_path(build, number, folders);
	add_categories(outline->category, build, number);
}

enum outline_feed
outline_list(const struct outline *outline, struct listing_build *build,
    const struct tag_path *folders)
{
	enum outline_feed feed = OUTLINE_NO_ADDRESS;
	enum feed_address address;
	struct listed_feed *fresh;
	struct buffer url;
	size_t number;

	buffer_init(&url, LIMIT_URL);
	address = feed_address(SLICE_NONE, outline_address(outline), &url);
	if (address != FEED_ADDRESS_NONE) {
		feed = OUTLINE_NO_ROOM;
		if (listing_build_feed(build, buffer_slice(&url), &number,
			&fresh)) {
			feed = OUTLINE_LISTED;
			if (fresh != NULL)
				fill(outline, address, build, fresh);
			add_tags(outline, build, folders, number);
		}
	}
	buffer_finish(&url);
	return feed;
}

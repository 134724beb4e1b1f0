/*
 * The feeds of all OPML lists as one: a feed in two lists is one feed with the
 * tags of both. What the configuration says of a URL wins, which the store
 * knows.
 */
#include "daemon/list_feeds.h"

#include <stdlib.h>

#include "limits.h"

/* A feed at one place in one list. */
struct place {
	const struct opml_list *list;
	const struct listed_feed *feed;
	size_t order;
};

static size_t
count_places(const struct list_reading *readings, size_t count)
{
	size_t places = 0;

	for (size_t i = 0; i < count; i++)
		if (readings[i].listing != NULL)
			places += readings[i].listing->feed_count;
	return places;
}

static void
fill_places(const struct list_reading *readings, size_t count,
    struct place *places)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct listing *listing = readings[i].listing;

		for (size_t j = 0; listing != NULL && j < listing->feed_count;
		     j++) {
			places[n] = (struct place){ readings[i].list,
				&listing->feeds[j], n };
			n++;
		}
	}
}

/* Places of one URL together, the first list's first. */
static int
by_url(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int order = slice_cmp(a->feed->url, b->feed->url);

	if (order != 0)
		return order;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void
add_tag(struct slice *tags, size_t *count, struct slice tag)
{
	for (size_t i = 0; i < *count; i++)
		if (slice_eq(tags[i], tag))
			return;
	if (*count < LIMIT_CONFIG_LIST)
		tags[(*count)++] = tag;
}

/* The tags of the list and those of the outline, of each place. */
static size_t
unite_tags(const struct place *places, size_t count, struct slice *tags)
{
	size_t tag_count = 0;

	for (size_t i = 0; i < count; i++) {
		const struct opml_list *list = places[i].list;
		const struct listed_feed *feed = places[i].feed;

		for (size_t t = 0; t < list->tag_count; t++)
			add_tag(tags, &tag_count, slice_of(list->tags[t]));
		for (size_t t = 0; t < feed->tag_count; t++)
			add_tag(tags, &tag_count, feed->tags[t]);
	}
	return tag_count;
}

struct adding {
	struct store *store;
	struct arena arena;
	struct slice *tags; /* room for LIMIT_CONFIG_LIST */
	const char **names;
	size_t name_count, added;
	int64_t now_at;
};

static bool
add_feed(struct adding *adding, const struct place *places, size_t count,
    struct error *err)
{
	const struct listed_feed *feed = places[0].feed;
	struct feed_addition addition = {
		.url = feed->url,
		.name = feed->name,
		.title = feed->title,
		.tags = adding->tags,
		.tag_count = unite_tags(places, count, adding->tags),
		.interval_s = feed->interval_s,
		.origin = ORIGIN_OPML,
	};
	char name[FEED_NAME + 1];
	struct error refused;
	bool is_new;

	if (!store_feed_add(adding->store, &addition, adding->now_at, name,
		&is_new, &refused)) {
		/* Its name is another feed's: it gets one of its own. */
		addition.name = SLICE_NONE;
		if (refused.kind != ERROR_REFUSED ||
		    slice_is_empty(feed->name)) {
			*err = refused;
			return false;
		}
		if (!store_feed_add(adding->store, &addition, adding->now_at,
			name, &is_new, err))
			return false;
	}
	adding->added += is_new;
	adding->names[adding->name_count] = arena_string(&adding->arena,
	    slice_of(name));
	return adding->names[adding->name_count++] != NULL ||
	    error_set(err, ERROR_MEMORY, "no memory for the names of lists");
}

static bool
add_all(struct adding *adding, const struct place *places, size_t count,
    struct error *err)
{
	size_t same;

	for (size_t i = 0; i < count; i += same) {
		for (same = 1; i + same < count &&
		     slice_eq(places[i + same].feed->url, places[i].feed->url);
		     same++)
			continue;
		if (!add_feed(adding, &places[i], same, err))
			return error_prefix(err, "%.*s",
			    SLICE_FMT(places[i].feed->url));
	}
	return true;
}

static bool
store_places(struct adding *adding, const struct list_reading *readings,
    size_t count, bool complete, struct error *err)
{
	size_t place_count = count_places(readings, count);
	struct place *places = arena_alloc_array(&adding->arena,
	    place_count + 1, sizeof(*places));

	adding->names = arena_alloc_array(&adding->arena, place_count + 1,
	    sizeof(*adding->names));
	adding->tags = arena_alloc_array(&adding->arena, LIMIT_CONFIG_LIST,
	    sizeof(*adding->tags));
	if (places == NULL || adding->names == NULL || adding->tags == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for %zu feeds",
		    place_count);
	fill_places(readings, count, places);
	qsort(places, place_count, sizeof(*places), by_url);
	return add_all(adding, places, place_count, err) &&
	    (!complete ||
		store_opml_feeds_keep(adding->store, adding->names,
		    adding->name_count, adding->now_at, err));
}

/* NOLINTBEGIN(readability-function-size): the face of the file */
bool
list_feeds_store(struct store *store, const struct list_reading *readings,
    size_t count, bool complete, int64_t now_at, struct list_outcome *outcome,
    struct error *err)
/* NOLINTEND(readability-function-size) */
{
	struct adding adding = { .store = store, .now_at = now_at };
	bool ok;

	arena_init(&adding.arena, LIMIT_SETUP_BYTES);
	ok = store_places(&adding, readings, count, complete, err);
	*outcome = (struct list_outcome){ .added = adding.added,
		.feeds = adding.name_count };
	arena_finish(&adding.arena);
	return ok;
}

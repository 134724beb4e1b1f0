/*
 * Compares a list with the feeds that there are: by URL, spelled in one way,
 * whether a feed is known, and by name, whether the list's own name is free. A
 * request to crierd is taken whole or not at all, so one taken name must not
 * spoil the rest.
 */
#include "cli/import_plan.h"

#include <stdlib.h>

#include "cli/url_objection.h"
#include "limits.h"
#include "url.h"

/* A feed that is there, under the URL as lists are read. */
struct known {
	struct slice url, name;
};

static int
by_url(const void *a, const void *b)
{
	const struct known *left = a, *right = b;

	return slice_cmp(left->url, right->url);
}

static int
by_name(const void *key, const void *item)
{
	const struct slice *name = key;
	const struct subscription *subscription = item;

	return slice_cmp(*name, slice_of(subscription->feed->name));
}

/* Sorted by URL; count is that of the feeds that have one. */
static struct known *
list_known(const struct subscriptions *all, struct arena *arena, size_t *count)
{
	struct known *known = arena_alloc_array(arena, all->count + 1,
	    sizeof(*known));
	struct buffer url;

	*count = 0;
	buffer_init(&url, LIMIT_URL);
	for (size_t i = 0; known != NULL && i < all->count; i++) {
		const struct feed *feed = all->items[i].feed;

		if (feed->source != FEED_FROM_URL)
			continue;
		buffer_reset(&url);
		url_resolve(SLICE_NONE, slice_of(feed->url), &url);
		known[*count].url = arena_slice(arena, buffer_slice(&url));
		known[(*count)++].name = slice_of(feed->name);
	}
	buffer_finish(&url);
	if (known != NULL)
		qsort(known, *count, sizeof(*known), by_url);
	return known;
}

static bool
is_taken(const struct subscriptions *all, struct slice name)
{
	return bsearch(&name, all->items, all->count, sizeof(*all->items),
		   by_name) != NULL;
}

static void
judge(struct import_item *item, const struct known *known, size_t known_count,
    const struct subscriptions *all)
{
	const struct listed_feed *feed = item->feed;
	const struct known *found;

	item->objection = url_objection(feed->url);
	if (item->objection != NULL) {
		item->verdict = IMPORT_REFUSED;
		return;
	}
	found = bsearch(&(struct known){ .url = feed->url }, known, known_count,
	    sizeof(*known), by_url);
	if (found != NULL) {
		item->verdict = IMPORT_KNOWN;
		item->name = found->name;
		return;
	}
	item->verdict = IMPORT_NEW;
	if (!is_taken(all, feed->name))
		item->name = feed->name;
	/* Our own export calls a feed that has no title by its name. */
	if (!slice_eq(feed->title, feed->name))
		item->title = feed->title;
}

/* ---- names that a list has twice ------------------------------------------------ */

struct named {
	struct slice name;
	struct import_item *item;
};

static int
by_name_and_place(const void *a, const void *b)
{
	const struct named *left = a, *right = b;
	int order = slice_cmp(left->name, right->name);

	if (order != 0)
		return order;
	return (left->item > right->item) - (left->item < right->item);
}

/* The first keeps it. */
static bool
part_names(struct import_plan *plan, struct arena *arena)
{
	struct named *named = arena_alloc_array(arena, plan->count + 1,
	    sizeof(*named));
	size_t count = 0;

	if (named == NULL)
		return false;
	for (size_t i = 0; i < plan->count; i++)
		if (plan->items[i].verdict == IMPORT_NEW &&
		    plan->items[i].name.ptr != NULL)
			named[count++] = (struct named){ plan->items[i].name,
				&plan->items[i] };
	qsort(named, count, sizeof(*named), by_name_and_place);
	for (size_t i = 1; i < count; i++)
		if (slice_eq(named[i].name, named[i - 1].name))
			named[i].item->name = SLICE_NONE;
	return true;
}

static void
count_verdicts(struct import_plan *plan)
{
	size_t *const counts[] = {
		[IMPORT_NEW] = &plan->fresh,
		[IMPORT_KNOWN] = &plan->known,
		[IMPORT_REFUSED] = &plan->refused,
	};

	for (size_t i = 0; i < plan->count; i++)
		(*counts[plan->items[i].verdict])++;
}

bool
import_plan_make(struct import_plan *plan, const struct listing *listing,
    const struct subscriptions *all, struct arena *arena, struct error *err)
{
	size_t known_count;
	struct known *known = list_known(all, arena, &known_count);

	*plan = (struct import_plan){
		.items = arena_alloc_array(arena, listing->feed_count + 1,
		    sizeof(*plan->items)),
		.count = listing->feed_count,
	};
	if (known == NULL || plan->items == NULL || arena->failed)
		return error_set(err, ERROR_MEMORY, "no memory for the list");
	for (size_t i = 0; i < plan->count; i++) {
		plan->items[i].feed = &listing->feeds[i];
		judge(&plan->items[i], known, known_count, all);
	}
	if (!part_names(plan, arena))
		return error_set(err, ERROR_MEMORY, "no memory for the list");
	count_verdicts(plan);
	return true;
}

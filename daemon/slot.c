/*
 * A feed as the loop holds it: what is configured, how its polling stands.
 *
 * Thousands of slots live as long as the daemon, so the strings of a state are
 * single small allocations and most of them are absent.
 */
#include "daemon/daemon.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/poll.h"
#include "memory.h"
#include "url.h"

/* The strings of a state, by their place in it. */
static const size_t state_strings[] = {
	offsetof(struct feed_state, etag),
	offsetof(struct feed_state, last_modified),
	offsetof(struct feed_state, validator_url),
	offsetof(struct feed_state, body_hash),
	offsetof(struct feed_state, moved_url),
	offsetof(struct feed_state, reason),
	offsetof(struct feed_state, hostile_build),
};

static const char **
string_at(struct feed_state *state, size_t index)
{
	return (const char **)((char *)state + state_strings[index]);
}

static void
own_strings(struct feed_state *state)
{
	for (size_t i = 0; i < ARRAY_LEN(state_strings); i++)
		*string_at(state, i) = xstrdup(*string_at(state, i));
}

static void
free_strings(struct feed_state *state)
{
	for (size_t i = 0; i < ARRAY_LEN(state_strings); i++) {
		char *owned;

		memcpy(&owned, string_at(state, i), sizeof(owned));
		free(owned);
	}
}

static char *
host_of(const struct feed *feed)
{
	struct url url;

	if (feed->source != FEED_FROM_URL)
		return NULL;
	url_split(slice_of(feed->url), &url);
	return slice_to_string(url.host);
}

struct feed_slot *
feed_slot_new(const struct feed *feed, const struct feed_state *state)
{
	struct feed_slot *slot = xcalloc(1, sizeof(*slot));

	slot->feed = feed;
	slot->state = *state;
	own_strings(&slot->state);
	slot->host = host_of(feed);
	return slot;
}

void
feed_slot_free(struct feed_slot *slot)
{
	if (slot == NULL)
		return;
	free_strings(&slot->state);
	free(slot->host);
	free(slot);
}

void
feed_slot_set_state(struct feed_slot *slot, const struct feed_state *state)
{
	struct feed_state old = slot->state;

	slot->state = *state;
	own_strings(&slot->state);
	free_strings(&old);
}

/* ---- all of them --------------------------------------------------------------- */

static int
by_name(const void *key, const void *element)
{
	const struct feed_slot *const *slot = element;

	return strcmp(key, (*slot)->feed->name);
}

struct feed_slot *
feed_slot_find(const struct daemon *daemon, const char *name)
{
	struct feed_slot **found = daemon->slot_count == 0
	    ? NULL
	    : bsearch(name, daemon->slots, daemon->slot_count,
		  sizeof(struct feed_slot *), by_name);

	return found == NULL ? NULL : *found;
}

static bool
is_same_source(const struct feed *a, const struct feed *b)
{
	return a->source == b->source &&
	    slice_eq(slice_of(a->url), slice_of(b->url));
}

/* The states of the setup as they are from now on. */
static void
forgive(const struct setup *setup)
{
	for (size_t i = 0; i < setup->feed_count; i++)
		poll_forgive(&setup->states[i], &setup->feeds[i],
		    setup->configuration->interval_s);
}

/* A feed that stays: what runs goes on, unless it asks an address that is not
 * the feed's any more. What is stored is newer than the loop's state only while
 * no poll runs. */
static void
keep_slot(struct feed_slot *slot, const struct feed *feed,
    const struct feed_state *stored)
{
	bool same = is_same_source(slot->feed, feed);

	if (!same && slot->poll != NULL)
		poll_drop(slot->poll);
	if (slot->poll == NULL)
		feed_slot_set_state(slot, stored);
	else
		slot->state.paused = stored->paused;
	slot->feed = feed;
	if (!same) {
		free(slot->host);
		slot->host = host_of(feed);
	}
}

static void
release_slot(struct daemon *daemon, struct feed_slot *slot)
{
	if (slot->poll == NULL) {
		feed_slot_free(slot);
		return;
	}
	slot->detached = true;
	slot->next_detached = daemon->detached;
	daemon->detached = slot;
}

void
feed_slot_forget(struct daemon *daemon, struct feed_slot *slot)
{
	struct feed_slot **place = &daemon->detached;

	while (*place != slot)
		place = &(*place)->next_detached;
	*place = slot->next_detached;
	feed_slot_free(slot);
}

/* Both lists are sorted by name: one walk. */
void
feed_slots_adopt(struct daemon *daemon, const struct setup *setup)
{
	struct feed_slot **slots = xcalloc(setup->feed_count + 1,
	    sizeof(struct feed_slot *));
	size_t old = 0;

	daemon->adopting = true;
	forgive(setup);
	for (size_t i = 0; i < setup->feed_count; i++) {
		const struct feed *feed = &setup->feeds[i];
		int order = -1;

		while (old < daemon->slot_count &&
		    (order = strcmp(daemon->slots[old]->feed->name,
			 feed->name)) < 0)
			release_slot(daemon, daemon->slots[old++]);
		if (old < daemon->slot_count && order == 0) {
			slots[i] = daemon->slots[old++];
			keep_slot(slots[i], feed, &setup->states[i]);
		} else {
			slots[i] = feed_slot_new(feed, &setup->states[i]);
		}
		slots[i]->index = i;
	}
	while (old < daemon->slot_count)
		release_slot(daemon, daemon->slots[old++]);
	free(daemon->slots);
	daemon->slots = slots;
	daemon->slot_count = setup->feed_count;
	daemon->adopting = false;
}

void
feed_slots_free(struct daemon *daemon)
{
	for (size_t i = 0; i < daemon->slot_count; i++)
		feed_slot_free(daemon->slots[i]);
	free(daemon->slots);
	daemon->slots = NULL;
	daemon->slot_count = 0;
}

/*
 * A feed as the loop holds it: what is configured, how its polling stands.
 *
 * Thousands of slots live as long as the daemon, so the strings of a state are
 * single small allocations and most of them are absent.
 */
#include "daemon/daemon.h"

#include <stdlib.h>
#include <string.h>

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

void
feed_slot_init(struct feed_slot *slot, const struct feed *feed,
    const struct feed_state *state)
{
	*slot = (struct feed_slot){ .feed = feed, .state = *state };
	own_strings(&slot->state);
	slot->host = host_of(feed);
}

void
feed_slot_finish(struct feed_slot *slot)
{
	free_strings(&slot->state);
	free(slot->host);
}

void
feed_slot_set_state(struct feed_slot *slot, const struct feed_state *state)
{
	struct feed_state old = slot->state;

	slot->state = *state;
	own_strings(&slot->state);
	free_strings(&old);
}

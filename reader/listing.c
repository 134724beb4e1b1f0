/*
 * The life of a listing.
 */
#include "listing.h"

#include <stdlib.h>

#include "memory.h"

struct listing *
listing_new(size_t max)
{
	struct listing *listing = xcalloc(1, sizeof(*listing));

	arena_init(&listing->arena, max);
	return listing;
}

void
listing_free(struct listing *listing)
{
	if (listing == NULL)
		return;
	arena_finish(&listing->arena);
	free(listing);
}

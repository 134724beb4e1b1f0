/*
 * Keeps what belongs to a feed while its outlines come in any order: tags are
 * numbers in a list beside it until the end, when each feed gets an array. What
 * a hostile list can ask for is bounded by the room, by the arena's cap, and by
 * the looks at tags, which cost most.
 */
#include "parse/listing_build.h"

#include "limits.h"
#include "utf8.h"

/* A tag of a feed; they are chained by numbers and 1. */
struct tag_use {
	uint32_t tag, next;
};
struct tag_user {
	uint32_t first, last, count;
	bool exact;
};

void
listing_build_init(struct listing_build *build, struct listing *listing,
    size_t room)
{
	*build = (struct listing_build){ .listing = listing, .room = room };
	buffer_init(&build->tags, LIMIT_READER_OUTPUT);
	buffer_init(&build->uses, LIMIT_READER_OUTPUT);
	buffer_init(&build->users, LIMIT_READER_OUTPUT);
	if (build->room > LIMIT_LISTED_FEEDS)
		build->room = LIMIT_LISTED_FEEDS;
	build->feeds = arena_alloc_array(&listing->arena, build->room,
	    sizeof(*build->feeds));
	build->failed = build->feeds == NULL;
}

/* ---- feeds ----------------------------------------------------------------- */

bool
listing_build_feed(struct listing_build *build, struct slice url,
    size_t *number, struct listed_feed **fresh)
{
	struct listing *listing = build->listing;
	struct tag_user user = { .count = 0 };
	uint64_t key = key_of_text(url);
	uint32_t found;

	*fresh = NULL;
	if (build->failed)
		return false;
	if (listing->feed_count == build->room) {
		listing->truncated = true;
		return false;
	}
	if (!key_table_find(&build->by_url, key, (uint32_t)listing->feed_count,
		&found)) {
		*fresh = &build->feeds[listing->feed_count++];
		(*fresh)->url = arena_slice(&listing->arena, url);
		buffer_append_bytes(&build->users, &user, sizeof(user));
	}
	build->failed = build->users.failed || build->by_url.failed ||
	    listing->arena.failed;
	*number = found;
	return !build->failed;
}

struct slice
listing_build_line(struct listing_build *build, struct slice raw, size_t max)
{
	struct slice kept = SLICE_NONE, mended;
	struct buffer room, line;

	buffer_init(&room, LIMIT_FRAME_BYTES);
	buffer_init(&line, LIMIT_FRAME_BYTES);
	if (charset_mend(raw, build->mend, &room, &mended) &&
	    utf8_clean_line(mended, &line)) {
		mended = slice_trim(utf8_cut(buffer_slice(&line), max));
		if (mended.len > 0)
			kept = arena_slice(&build->listing->arena, mended);
	}
	buffer_finish(&room);
	buffer_finish(&line);
	return kept;
}

/* ---- tags ------------------------------------------------------------------ */

static struct tag_user *
user_of(struct listing_build *build, size_t number)
{
	return (struct tag_user *)(void *)build->users.ptr + number;
}

void
listing_build_exact(struct listing_build *build, size_t number)
{
	struct tag_user *user = user_of(build, number);

	if (!user->exact)
		*user = (struct tag_user){ .exact = true };
}

/* A tag's own number, known or new. */
static uint32_t
number_of(struct listing_build *build, struct slice tag)
{
	uint32_t count = (uint32_t)(build->tags.len / sizeof(tag)), number;

	if (!key_table_find(&build->by_tag, key_of_text(tag), count, &number)) {
		tag = arena_slice(&build->listing->arena, tag);
		buffer_append_bytes(&build->tags, &tag, sizeof(tag));
	}
	return number;
}

/* True if the feed has the tag already; else it has it from now on. The tags
 * that were derived before the exact ones came do not count. */
static bool
is_known(struct listing_build *build, size_t number, bool exact, uint32_t tag)
{
	uint64_t key = key_of_pair((uint32_t)(number * 2 + exact), tag);
	uint32_t unused;

	return key_table_find(&build->by_use, key, 0, &unused);
}

static void
chain(struct listing_build *build, struct tag_user *user, uint32_t tag)
{
	struct tag_use use = { tag, 0 };
	uint32_t last = (uint32_t)(build->uses.len / sizeof(use)) + 1;
	struct tag_use *uses;

	if (!buffer_append_bytes(&build->uses, &use, sizeof(use)))
		return;
	uses = (void *)build->uses.ptr;
	if (user->last == 0)
		user->first = last;
	else
		uses[user->last - 1].next = last;
	user->last = last;
	user->count++;
}

void
listing_build_tag(struct listing_build *build, size_t number, struct slice tag,
    enum listing_tag how)
{
	struct tag_user *user = user_of(build, number);
	uint32_t known;

	if (build->failed || user->exact != (how == LISTING_TAG_EXACT))
		return;
	if (build->looks == LIMIT_LISTED_TAGS ||
	    user->count == LIMIT_CONFIG_LIST) {
		build->listing->truncated = true;
		return;
	}
	build->looks++;
	known = number_of(build, tag);
	if (!is_known(build, number, user->exact, known))
		chain(build, user, known);
	build->failed = build->tags.failed || build->uses.failed ||
	    build->by_tag.failed || build->by_use.failed ||
	    build->listing->arena.failed;
}

void
listing_build_path(struct listing_build *build, size_t number,
    const struct tag_path *path)
{
	struct slice tag;
	size_t at = 0;

	while (tag_path_next(path, &at, &tag))
		listing_build_tag(build, number, tag, LISTING_TAG_DERIVED);
}

/* ---- the end --------------------------------------------------------------- */

static bool
give_tags(struct listing_build *build, size_t number)
{
	const struct tag_user *user = user_of(build, number);
	const struct tag_use *uses = (const void *)build->uses.ptr;
	const struct slice *tags = (const void *)build->tags.ptr;
	struct listed_feed *feed = &build->feeds[number];
	struct slice *own;

	if (user->count == 0)
		return true;
	own = arena_alloc_array(&build->listing->arena, user->count,
	    sizeof(*own));
	if (own == NULL)
		return false;
	for (uint32_t at = user->first; at != 0; at = uses[at - 1].next)
		own[feed->tag_count++] = tags[uses[at - 1].tag];
	feed->tags = own;
	return true;
}

bool
listing_build_finish(struct listing_build *build)
{
	struct listing *listing = build->listing;
	bool ok = !build->failed && !listing->arena.failed;

	for (size_t i = 0; ok && i < listing->feed_count; i++)
		ok = give_tags(build, i);
	listing->feeds = build->feeds;
	if (!ok)
		listing->feed_count = 0;
	buffer_finish(&build->tags);
	buffer_finish(&build->uses);
	buffer_finish(&build->users);
	key_table_finish(&build->by_url);
	key_table_finish(&build->by_tag);
	key_table_finish(&build->by_use);
	return ok;
}

/*
 * A listing as it grows: each URL once, the tags of all its places united. Of
 * everything else the first place that names a URL is heard.
 */
#ifndef CRIER_PARSE_LISTING_BUILD_H
#define CRIER_PARSE_LISTING_BUILD_H

#include "buffer.h"
#include "listing.h"
#include "parse/charset.h"
#include "parse/key_table.h"
#include "parse/tag_path.h"

struct listing_build {
	struct listing *listing;   /* borrowed; texts go into its arena */
	struct listed_feed *feeds; /* in that arena */
	size_t room;               /* of them */
	struct buffer tags;        /* struct slice, each once */
	struct buffer uses;        /* struct tag_use */
	struct buffer users;       /* struct tag_user, one a feed */
	struct key_table by_url, by_tag, by_use;
	size_t looks; /* at a tag: LIMIT_LISTED_TAGS in all */
	enum charset_mend
	    mend;    /* of texts; of CHARSET_MEND_CONTROLS at first */
	bool failed; /* no memory */
};

/* listing is empty, as listing_new made it; at most room feeds will come. */
void listing_build_init(struct listing_build *build, struct listing *listing,
    size_t room);
/* Hands the feeds on to the listing. False (and no feeds) without memory. */
MUST_CHECK bool listing_build_finish(struct listing_build *build);

/*
 * The number of the feed of that URL. *fresh is where its texts go if it is new,
 * else NULL. False where there is no room for another one.
 */
bool listing_build_feed(struct listing_build *build, struct slice url,
    size_t *number, struct listed_feed **fresh);
/* From now on only tags that are said exactly count for this feed; those of
 * folders and categories, old or to come, do not. */
void listing_build_exact(struct listing_build *build, size_t number);

enum listing_tag {
	LISTING_TAG_DERIVED,
	LISTING_TAG_EXACT
};
void listing_build_tag(struct listing_build *build, size_t number,
    struct slice tag, enum listing_tag how);
/* The same for every folder of a path: "news" and "news/asia". */
void listing_build_path(struct listing_build *build, size_t number,
    const struct tag_path *path);

/* A copy of raw, mended, as one clean line, cut to max bytes; absent where
 * nothing is left. */
struct slice
listing_build_line(struct listing_build *build, struct slice raw, size_t max);

#endif

/*
 * Feeds that a document names: the outlines of an OPML file, the links of a
 * page. Read in the sandbox like everything that strangers wrote.
 */
#ifndef CRIER_LISTING_H
#define CRIER_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "slice.h"

/* Texts are clean UTF-8 on one line; absent where nothing was said. */
struct listed_feed {
	struct slice url;   /* absolute, http or https */
	struct slice title; /* as the list or the page says it */
	struct slice site_url, language, type;
	/* Settings that crier's own export wrote. */
	struct slice name;
	int64_t interval_s; /* 0: not said */
	bool paused;
	/* The folders in which it stands, as tags: "news", "news/asia"; then
	 * its categories. Each once, spelled as a tag may be. */
	const struct slice *tags;
	size_t tag_count;
	/* Names of options that a list may not set ("allow_private"): they were
	 * ignored, the caller says so. */
	const struct slice *refused;
	size_t refused_count;
};

struct listing {
	struct arena arena; /* owns everything */
	struct slice title;
	const struct listed_feed *feeds; /* each URL once, first place wins */
	size_t feed_count;
	size_t skipped; /* outlines with no usable URL that are no folders */
	bool is_feed;   /* of a page: it is itself a feed, feeds[0] says it */
	bool recovered; /* the document was damaged */
};

void listing_free(struct listing *listing); /* takes NULL */

#endif

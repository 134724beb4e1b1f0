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

/*
 * crier's own attributes of an outline, in their namespace. All are written by
 * the export and read back:
 *
 *	<opml version="2.0" xmlns:crier="urn:crier:opml:1"> ...
 *	<outline type="rss" text="Tide" xmlUrl="https://h.example/feed"
 *	    crier:name="tide" crier:interval="30m" crier:paused="true"
 *	    crier:tags="asia news/asia"/>
 *
 * name: of the feed, [a-z0-9-]. interval: as duration.h has it; absent where it
 * is auto. paused: "true", absent where it is not. tags: all of them, parted by
 * spaces, exactly as they are; where the attribute is there, even empty, folders
 * and categories are not looked at. Everything else in the namespace is refused
 * by name.
 */
#define LISTING_NS            "urn:crier:opml:1"
#define LISTING_NS_PREFIX     "crier"
#define LISTING_ATTR_NAME     "name"
#define LISTING_ATTR_INTERVAL "interval"
#define LISTING_ATTR_PAUSED   "paused"
#define LISTING_ATTR_TAGS     "tags"

/* Texts are clean UTF-8 on one line; absent where nothing was said. */
struct listed_feed {
	/* Absolute, http or https, without a user name. Absent only of a page
	 * that is itself a feed and was not fetched. */
	struct slice url;
	struct slice title; /* as the list or the page says it */
	struct slice site_url, language, type;
	/* Settings that crier's own export wrote. */
	struct slice name;
	int64_t interval_s; /* 0: not said */
	bool paused;
	/*
	 * The folders in which it stands, as tags: "news", "news/asia"; then
	 * its categories. Each once, a word of at most LIMIT_CONFIG_NAME bytes:
	 * lower case, '-' for white space, '/' between folders (and where a
	 * folder's own title has one).
	 */
	const struct slice *tags;
	size_t tag_count;
	/* Names of settings in crier's namespace that were ignored: those that
	 * a list may not set ("allow_private"), those that are unknown, and
	 * those whose value is none. "auth" also where the URL had a user name,
	 * which is not in url. The caller says so. */
	const struct slice *refused;
	size_t refused_count;
};

struct listing {
	struct arena arena; /* owns everything */
	struct slice title;
	const struct listed_feed *feeds; /* each URL once, first place wins */
	size_t feed_count;
	/* Outlines whose URL cannot be fetched, and those that have none and
	 * hold nothing. */
	size_t skipped;
	bool is_feed;   /* of a page: it is itself a feed, feeds[0] says it */
	bool recovered; /* the document was damaged */
	bool truncated; /* cut, or more feeds than LIMIT_LISTED_FEEDS */
};

/* An empty one, whose texts and feeds may take max bytes. */
struct listing *listing_new(size_t max);
void listing_free(struct listing *listing); /* takes NULL */

#endif

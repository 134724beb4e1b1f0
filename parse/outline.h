/*
 * One outline of a list: its attributes, and the feed that they make.
 */
#ifndef CRIER_PARSE_OUTLINE_H
#define CRIER_PARSE_OUTLINE_H

#include "parse/listing_build.h"
#include "parse/loose_tags.h"

/* Which prefixes stand for crier's namespace, as far as it was declared. */
struct outline_prefixes {
	struct outline_prefix {
		struct slice prefix; /* in the text */
		bool ours;
	} known[LIMIT_TAG_NAMESPACES];
	size_t count;
};

/* Notes what a tag, of an outline or round it, declares. */
void outline_prefixes_note(struct outline_prefixes *prefixes,
    const struct loose_tag *tag);

/* Attributes as spelled, references decoded; absent where they are not there.
 * They lie in the tokenizer until it reads the next tag. */
struct outline {
	struct slice xml_url, feed_url, url, html_url;
	struct slice title, text, type, language, category, comment;
	/* Of crier's namespace; other: names of all others. */
	struct slice name, interval, paused, tags;
	struct slice other[LIMIT_LISTED_REFUSED];
	size_t other_count;
};

void outline_read(struct outline *outline, const struct loose_tag *tag,
    const struct outline_prefixes *prefixes);

/* What it says of where its feed is; absent or empty where it names none. */
struct slice outline_address(const struct outline *outline);
/* Its title, else its text. */
struct slice outline_title(const struct outline *outline);

/* What becomes of an outline that names a feed. */
enum outline_feed {
	OUTLINE_NO_ADDRESS, /* none that could be fetched */
	OUTLINE_LISTED,
	OUTLINE_NO_ROOM /* too many, or no memory */
};
/* Adds the feed, or its tags to the one of the same URL, with the folders that
 * it stands in. */
enum outline_feed outline_list(const struct outline *outline,
    struct listing_build *build, const struct tag_path *folders);

#endif

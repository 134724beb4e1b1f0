/*
 * Writes OPML 2.0 (opml.org/spec2.opml). Folders are made by writing the feeds
 * in the order of their folders and opening and closing what differs between
 * two of them; no tree is built. What crier import reads back of it is read by
 * parse/opml.c.
 */
#include "cli/opml_export.h"

#include <stdlib.h>

#include "cli/xml_text.h"
#include "duration.h"
#include "limits.h"
#include "listing.h"

#define OWN(attribute) LISTING_NS_PREFIX ":" attribute

/* Other readers take the first tag for the folder; to crier crier:tags say
 * all. */
static struct slice
folder_of(const struct subscription *item)
{
	return item->feed->tag_count == 0 ? SLICE("")
					  : slice_of(item->feed->tags[0]);
}

/* A folder stands before what sorts behind it, with all that is in it. */
static int
compare_folders(struct slice a, struct slice b)
{
	struct slice left, right;
	int order = 0;

	if (a.len == 0 || b.len == 0)
		return (a.len > 0) - (b.len > 0);
	while (order == 0) {
		bool more = slice_cut(&a, '/', &left);

		if (!slice_cut(&b, '/', &right))
			return more;
		if (!more)
			return -1;
		order = slice_cmp(left, right);
	}
	return order;
}

static int
by_place(const void *a, const void *b)
{
	const struct subscription *left = a, *right = b;
	int order = compare_folders(folder_of(left), folder_of(right));

	return order != 0 ? order : strcmp(left->feed->name, right->feed->name);
}

/* ---- writing ----------------------------------------------------------------- */

struct outlines {
	struct slice open; /* the folders that are open */
	int depth;         /* how many they are */
	struct buffer *out;
};

static void
indent(const struct outlines *outlines)
{
	for (int i = -1; i < outlines->depth; i++)
		buffer_append_string(outlines->out, "  ");
}

static int
depth_of(struct slice folder)
{
	struct slice part;
	int depth = 0;

	while (folder.len > 0 && slice_cut(&folder, '/', &part))
		depth++;
	return depth;
}

/* How many folders both paths begin with. */
static int
common_depth(struct slice a, struct slice b)
{
	struct slice left, right;
	int depth = 0;

	if (a.len == 0 || b.len == 0)
		return 0;
	while (slice_cut(&a, '/', &left) && slice_cut(&b, '/', &right) &&
	    slice_eq(left, right))
		depth++;
	return depth;
}

static void
close_to(struct outlines *outlines, int depth)
{
	while (outlines->depth > depth) {
		outlines->depth--;
		indent(outlines);
		buffer_append_string(outlines->out, "</outline>\n");
	}
}

static void
enter(struct outlines *outlines, struct slice folder)
{
	int common = common_depth(outlines->open, folder);
	int depth = depth_of(folder);
	struct slice rest = folder, part;

	close_to(outlines, common);
	for (int i = 0; i < depth; i++) {
		slice_cut(&rest, '/', &part);
		if (i < common)
			continue;
		indent(outlines);
		buffer_append_string(outlines->out, "<outline");
		xml_append_attribute("text", part, outlines->out);
		buffer_append_string(outlines->out, ">\n");
		outlines->depth++;
	}
	outlines->open = folder;
}

/* A category ends at a comma, and begins with a slash where it is a path. */
static void
append_categories(const struct feed *feed, struct buffer *out)
{
	struct buffer list;

	buffer_init(&list, LIMIT_STORED_TEXT);
	for (size_t i = 1; i < feed->tag_count; i++) {
		struct slice tag = slice_of(feed->tags[i]);

		if (slice_find_char(tag, ',') != SIZE_MAX)
			continue;
		if (list.len > 0)
			buffer_append_char(&list, ',');
		if (slice_find_char(tag, '/') != SIZE_MAX)
			buffer_append_char(&list, '/');
		buffer_append(&list, tag);
	}
	if (list.len > 0)
		xml_append_attribute("category", buffer_slice(&list), out);
	buffer_finish(&list);
}

/* All of them, as they are spelled: tags are words. */
static void
append_tags(const struct feed *feed, struct buffer *out)
{
	struct buffer list;

	buffer_init(&list, LIMIT_STORED_TEXT);
	for (size_t i = 0; i < feed->tag_count; i++) {
		if (i > 0)
			buffer_append_char(&list, ' ');
		buffer_append_string(&list, feed->tags[i]);
	}
	if (list.len > 0)
		xml_append_attribute(OWN(LISTING_ATTR_TAGS),
		    buffer_slice(&list), out);
	buffer_finish(&list);
}

static void
append_feed(const struct outlines *outlines, const struct subscription *item)
{
	const struct feed *feed = item->feed;
	struct slice name = slice_of(feed->name);
	struct slice title = slice_is_empty(item->title) ? name : item->title;
	struct buffer *out = outlines->out;
	char interval[DURATION_TEXT];

	indent(outlines);
	buffer_append_string(out, "<outline type=\"rss\"");
	xml_append_attribute("text", title, out);
	xml_append_attribute("title", title, out);
	xml_append_attribute("xmlUrl", slice_of(feed->url), out);
	append_categories(feed, out);
	xml_append_attribute(OWN(LISTING_ATTR_NAME), name, out);
	append_tags(feed, out);
	if (feed->interval_s > 0)
		xml_append_attribute(OWN(LISTING_ATTR_INTERVAL),
		    slice_of(duration_format(feed->interval_s, interval)), out);
	if (item->paused)
		xml_append_attribute(OWN(LISTING_ATTR_PAUSED), SLICE("true"),
		    out);
	buffer_append_string(out, "/>\n");
}

bool
opml_export(struct subscription *items, size_t count, struct buffer *out)
{
	struct outlines outlines = { .open = SLICE(""), .out = out };

	if (count > 0)
		qsort(items, count, sizeof(*items), by_place);
	buffer_append_string(out,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<opml version=\"2.0\" xmlns:" LISTING_NS_PREFIX "=\"" LISTING_NS
	    "\">\n"
	    "<head>\n  <title>Feeds of crier</title>\n</head>\n<body>\n");
	for (size_t i = 0; i < count; i++) {
		enter(&outlines, folder_of(&items[i]));
		append_feed(&outlines, &items[i]);
	}
	close_to(&outlines, 0);
	buffer_append_string(out, "</body>\n</opml>\n");
	return !out->failed;
}

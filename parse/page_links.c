/*
 * Decides whether a body is a page that names feeds or is itself one. A page
 * may hold what looks like a feed (elements called item, RDF about a licence),
 * and a feed may hold links to others: the root decides who is asked first.
 */
#include "parse/page_links.h"

#include "limits.h"
#include "parse/autodiscover.h"
#include "parse/feed_address.h"
#include "parse/language_tag.h"
#include "parse/link_header.h"
#include "parse/listing_build.h"
#include "parse/prescan.h"
#include "utf8.h"

struct page {
	struct parse_tables *tables;
	const struct parse_input *input;
	struct listing_build build;
	struct buffer url; /* of the document; empty where none is known */
};

static struct slice
keep_language(struct page *page, struct slice raw)
{
	struct slice kept = SLICE_NONE;
	struct buffer language;

	buffer_init(&language, LIMIT_NAME_BYTES);
	if (language_tag_append(raw, &language))
		kept = arena_slice(&page->build.listing->arena,
		    buffer_slice(&language));
	buffer_finish(&language);
	return kept;
}

static struct slice
keep_url(struct page *page, struct slice raw)
{
	struct slice kept = SLICE_NONE;
	struct buffer url;

	buffer_init(&url, LIMIT_URL);
	if (feed_address(buffer_slice(&page->url), raw, &url) !=
	    FEED_ADDRESS_NONE)
		kept = arena_slice(&page->build.listing->arena,
		    buffer_slice(&url));
	buffer_finish(&url);
	return kept;
}

/* ---- the body as a feed ---------------------------------------------------- */

/* What a frame of the feed says, as it comes. */
struct feed_finding {
	struct page *page;
	struct listed_feed feed;
};

static struct slice
text_in(const void *frame, struct doc_span span)
{
	if (span.at == 0)
		return SLICE_NONE;
	return (struct slice){ (const char *)frame + span.at, span.len };
}

/* The address that a feed gives for itself. */
static struct slice
self_link(const void *frame, const struct doc_feed *feed)
{
	const struct doc_link *links = (const void *)((const char *)frame +
	    feed->links.at);

	for (uint32_t i = 0; i < feed->links.count; i++) {
		if (slice_eq_nocase(text_in(frame, links[i].rel),
			SLICE("self")))
			return text_in(frame, links[i].href);
	}
	return SLICE_NONE;
}

static struct slice
type_of(uint32_t format)
{
	switch (format) {
	case DOC_FORMAT_ATOM10:
	case DOC_FORMAT_ATOM03:
	case DOC_FORMAT_ATOM:
		return SLICE("application/atom+xml");
	case DOC_FORMAT_JSON1:
	case DOC_FORMAT_JSON11:
		return SLICE("application/feed+json");
	default:
		return SLICE("application/rss+xml");
	}
}

static bool
take_frame(void *arg, const void *frame, size_t size)
{
	const struct doc_frame_header *header = frame;
	struct feed_finding *finding = arg;
	struct page *page = finding->page;
	const struct doc_feed *feed;

	(void)size;
	if (frame == NULL)
		finding->feed = (struct listed_feed){ .tag_count = 0 };
	if (frame == NULL || header->kind != DOC_FRAME_FEED)
		return true;
	feed = (const void *)((const char *)frame + header->first);
	finding->feed = (struct listed_feed){
		.url = keep_url(page,
		    page->url.len > 0 ? buffer_slice(&page->url)
				      : self_link(frame, feed)),
		.title = listing_build_line(&page->build,
		    text_in(frame, feed->title.value), LIMIT_STORED_TITLE),
		.site_url = keep_url(page, text_in(frame, feed->link)),
		.language = keep_language(page, text_in(frame, feed->language)),
		.type = type_of(feed->format),
	};
	return true;
}

/* True if it was one. */
static bool
read_as_feed(struct page *page)
{
	struct listing *listing = page->build.listing;
	struct feed_finding finding = { .page = page };
	struct parse_input input = *page->input;
	struct parse_outcome outcome;
	struct listed_feed *feed;

	input.html = PARSE_WIDE;
	parse_run(page->tables, &input, take_frame, &finding, &outcome);
	if (outcome.status != PARSE_OK)
		return false;
	feed = arena_alloc(&listing->arena, sizeof(*feed));
	if (feed == NULL)
		return true; /* page_links_run asks the arena */
	*feed = finding.feed;
	listing->feeds = feed;
	listing->feed_count = 1;
	listing->is_feed = true;
	listing->recovered = outcome.recovered;
	listing->truncated = outcome.truncated;
	return true;
}

/* ---- links ----------------------------------------------------------------- */

static bool
read_header(struct page *page, struct autodiscover *found)
{
	struct autodiscover_candidate candidate;
	struct slice rest;
	struct buffer line;
	bool ok;

	buffer_init(&line, 3 * LIMIT_HEADER_VALUE); /* U+FFFD of one byte */
	ok = utf8_clean_line(page->input->link, &line);
	rest = buffer_slice(&line);
	while (ok && link_header_next(&rest, found->arena, &candidate))
		ok = autodiscover_add(found, buffer_slice(&page->url),
		    &candidate);
	buffer_finish(&line);
	return ok;
}

static bool
list_links(struct page *page, const struct autodiscover *found)
{
	struct listing *listing = page->build.listing;
	struct slice site = keep_url(page, buffer_slice(&page->url));
	struct listed_feed *feeds = arena_alloc_array(&listing->arena,
	    found->count, sizeof(*feeds));

	if (feeds == NULL)
		return false;
	for (const struct autodiscover_link *link = found->first; link != NULL;
	     link = link->next) {
		feeds[listing->feed_count++] = (struct listed_feed){
			.url = arena_slice(&listing->arena, link->url),
			.title = listing_build_line(&page->build, link->title,
			    LIMIT_STORED_TITLE),
			.site_url = site,
			.language = keep_language(page, link->hreflang),
			.type = listing_build_line(&page->build, link->type,
			    LIMIT_NAME_BYTES),
		};
	}
	listing->feeds = feeds;
	return true;
}

/* Links of HTTP first, then those of the page; *in_page of them. */
static bool
find_links(struct page *page, struct slice text, struct autodiscover *found,
    size_t *in_page)
{
	size_t in_header;

	if (!read_header(page, found))
		return false;
	in_header = found->count;
	if (!autodiscover_read(found, text, buffer_slice(&page->url)))
		return false;
	*in_page = found->count - in_header;
	return true;
}

/* ---- which of both --------------------------------------------------------- */

static bool
is_html(struct slice text)
{
	static const struct slice roots[] = { SLICE_INIT("html"),
		SLICE_INIT("head"), SLICE_INIT("body") };
	struct prescan scan;

	prescan_text(text, &scan);
	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		if (slice_eq_nocase(scan.root, roots[i]))
			return true;
	}
	return false;
}

static bool
read_page(struct page *page, struct slice text, struct arena *scratch)
{
	struct autodiscover found;
	size_t in_page = 0;
	bool html = is_html(text);

	if (!html && read_as_feed(page))
		return true;
	autodiscover_init(&found, scratch);
	if (!find_links(page, text, &found, &in_page))
		return false;
	/* A feed may stand in the wrappers of a page. */
	if (html && in_page == 0 && read_as_feed(page))
		return true;
	return list_links(page, &found);
}

bool
page_links_run(struct parse_tables *tables, const struct parse_input *input,
    struct slice text, struct listing *listing)
{
	struct page page = {
		.tables = tables,
		.input = input,
		.build = { .listing = listing },
	};
	struct arena scratch;
	bool ok;

	/* The texts of a head of 512 KiB, some of them twice. */
	arena_init(&scratch, 8 * LIMIT_AUTODISCOVER);
	buffer_init(&page.url, LIMIT_URL);
	(void)feed_address(SLICE_NONE, input->url, &page.url);
	ok = read_page(&page, text, &scratch);
	buffer_finish(&page.url);
	arena_finish(&scratch);
	return ok && !listing->arena.failed;
}

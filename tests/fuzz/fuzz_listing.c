/*
 * Lists of feeds out of strangers' hands: OPML, and the links of a page. Every
 * text of a listing goes to a terminal or into the database.
 */
#include "limits.h"
#include "listing.h"
#include "tests/fuzz/fuzz_targets.h"
#include "url.h"
#include "utf8.h"

static void
check_feed(const struct listed_feed *feed)
{
	const struct slice texts[] = { feed->url, feed->title, feed->site_url,
		feed->language, feed->type, feed->name };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		fuzz_check_clean(texts[i], "");
	FUZZ_CHECK(feed->url.ptr == NULL || url_is_http(feed->url));
	for (size_t i = 0; i < feed->tag_count; i++) {
		FUZZ_CHECK(feed->tags[i].len > 0);
		FUZZ_CHECK(feed->tags[i].len <= LIMIT_CONFIG_NAME);
		FUZZ_CHECK(slice_find_char(feed->tags[i], ' ') == SIZE_MAX);
		fuzz_check_clean(feed->tags[i], "");
	}
	for (size_t i = 0; i < feed->refused_count; i++)
		fuzz_check_clean(feed->refused[i], "");
	FUZZ_CHECK(feed->interval_s >= 0);
}

typedef void (*listing_run)(struct parse_tables *tables,
    const struct parse_input *input, struct listing *listing,
    struct parse_outcome *outcome);

static void
list(const struct fuzz_world *world, listing_run run,
    const struct parse_input *input)
{
	struct listing *listing = listing_new(LIMIT_READER_OUTPUT);
	struct parse_outcome outcome;

	run(world->tables, input, listing, &outcome);
	FUZZ_CHECK(outcome.status < PARSE_STATUS_COUNT);
	fuzz_check_clean(slice_of(outcome.reason), "");
	if (outcome.status == PARSE_OK) {
		fuzz_check_clean(listing->title, "");
		for (size_t i = 0; i < listing->feed_count; i++)
			check_feed(&listing->feeds[i]);
	}
	listing_free(listing);
}

void
fuzz_opml(const struct fuzz_world *world, struct bytes input)
{
	list(world, parse_opml_run, &(struct parse_input){ .body = input });
}

void
fuzz_links(const struct fuzz_world *world, struct bytes input)
{
	static const struct slice header = SLICE_INIT("Link:");
	struct slice rest = { (const char *)input.ptr, input.len };
	struct slice link = SLICE_NONE;

	if (slice_has_prefix(rest, header))
		link = slice_trim(
		    slice_from(fuzz_first_line(&rest), header.len));
	if (utf8_valid_len(link) != link.len)
		return;
	list(world, parse_links_run,
	    &(struct parse_input){
		.body = { (const unsigned char *)rest.ptr, rest.len },
		.url = SLICE("http://h.example/a/page"),
		.link = link,
	    });
}

/*
 * Listings over the socket: what arrives is what was sent, or nothing.
 */
#include "reader/listing_wire.h"

#include <check.h>
#include <stdio.h>

#include "compiler.h"
#include "limits.h"
#include "listing_fixture.h"
#include "url.h"
#include "utf8.h"

Suite *listing_wire_suite(void);

static const struct slice tags[] = { SLICE_INIT("asia"),
	SLICE_INIT("news/\u00E9t\u00E9") };
static const struct slice refused[] = { SLICE_INIT("exec") };

static const struct listed_feed complete = {
	.url = SLICE_INIT("http://h.example/feed"),
	.title = SLICE_INIT("Caf\u00E9 & more"),
	.site_url = SLICE_INIT("https://h.example/"),
	.language = SLICE_INIT("de-AT"),
	.type = SLICE_INIT("rss"),
	.name = SLICE_INIT("cafe-2"),
	.interval_s = LIMIT_LISTED_INTERVAL_S,
	.paused = true,
	.tags = tags,
	.tag_count = ARRAY_LEN(tags),
	.refused = refused,
	.refused_count = ARRAY_LEN(refused),
};

/* One with two feeds: a complete one and one of a URL alone. */
static struct listing *
make_listing(const struct listed_feed *first)
{
	struct listing *listing = listing_new(LIMIT_READER_OUTPUT);
	struct listed_feed *feeds = arena_alloc_array(&listing->arena, 2,
	    sizeof(*feeds));

	ck_assert_ptr_nonnull(feeds);
	feeds[0] = *first;
	feeds[1].url = SLICE("http://h.example/2");
	listing->title = SLICE("My list");
	listing->skipped = 7;
	listing->feeds = feeds;
	listing->feed_count = 2;
	return listing;
}

/* Both kinds of frames of a listing. */
struct frames {
	struct buffer head, feeds;
};

static void
put(struct frames *frames, const struct listing *listing)
{
	size_t next = 0;

	buffer_init(&frames->head, LISTING_FRAME_MAX);
	buffer_init(&frames->feeds, LISTING_FRAME_MAX);
	listing_put(&frames->head, listing);
	listing_put_feeds(&frames->feeds, listing, &next);
	ck_assert(!frames->head.failed && !frames->feeds.failed);
	ck_assert_uint_eq(next, listing->feed_count);
}

static void
finish(struct frames *frames)
{
	buffer_finish(&frames->head);
	buffer_finish(&frames->feeds);
}

static void
describe(const struct listing *listing, struct buffer *out)
{
	buffer_init(out, MIB);
	buffer_append_format(out, "%.*s %zu %d\n", SLICE_FMT(listing->title),
	    listing->skipped, listing->is_feed);
	listing_describe(listing, out);
}

START_TEST(a_listing_arrives_as_it_was_sent)
{
	struct listing *listing = make_listing(&complete);
	struct listing_intake intake = { .listing = NULL };
	struct buffer sent, got;
	struct frames frames;
	struct error err;

	put(&frames, listing);
	describe(listing, &sent);
	listing_intake_begin(&intake, READER_OPML);
	ck_assert(!listing_is_whole(&intake, 0));
	ck_assert(listing_take(&intake, buffer_slice(&frames.head), &err));
	ck_assert(!listing_is_whole(&intake, 2));
	ck_assert_msg(listing_take_feeds(&intake, buffer_slice(&frames.feeds),
			  &err),
	    "%s", err.text);
	ck_assert(listing_is_whole(&intake, 2));
	ck_assert(!listing_is_whole(&intake, 1));
	/* What came is its own. */
	finish(&frames);
	listing_free(listing);
	describe(intake.listing, &got);
	ck_assert_str_eq(buffer_string(&got), buffer_string(&sent));
	ck_assert_ptr_null(intake.listing->feeds[1].title.ptr);
	ck_assert_ptr_null(intake.listing->feeds[1].tags);
	buffer_finish(&sent);
	buffer_finish(&got);
	listing_intake_finish(&intake);
}
END_TEST

START_TEST(many_feeds_come_in_many_frames)
{
	const size_t count = 50000;
	struct listing *listing = listing_new(LIMIT_READER_OUTPUT);
	struct listing_intake intake = { .listing = NULL };
	struct listed_feed *feeds = arena_alloc_array(&listing->arena, count,
	    sizeof(*feeds));
	struct buffer frame;
	struct error err;
	size_t next = 0, frames = 0;

	for (size_t i = 0; i < count; i++) {
		feeds[i] = complete;
		feeds[i].url = slice_of(
		    arena_format(&listing->arena, "http://h.example/%zu", i));
	}
	listing->feeds = feeds;
	listing->feed_count = count;
	buffer_init(&frame, LISTING_FRAME_MAX);
	listing_put(&frame, listing);
	listing_intake_begin(&intake, READER_OPML);
	ck_assert(listing_take(&intake, buffer_slice(&frame), &err));
	while (next < count) {
		buffer_reset(&frame);
		listing_put_feeds(&frame, listing, &next);
		ck_assert(!frame.failed);
		ck_assert_uint_lt(frame.len, LIMIT_BATCH_BYTES + 64 * KIB);
		ck_assert(
		    listing_take_feeds(&intake, buffer_slice(&frame), &err));
		frames++;
	}
	ck_assert_uint_gt(frames, 5);
	ck_assert(listing_is_whole(&intake, count));
	ck_assert(slice_eq(intake.listing->feeds[count - 1].url,
	    SLICE("http://h.example/49999")));
	buffer_finish(&frame);
	listing_intake_finish(&intake);
	listing_free(listing);
}
END_TEST

/* ---- lies --------------------------------------------------------------------- */

static char long_text[LIMIT_STORED_TITLE + 2];
static const struct slice blank[] = { SLICE_INIT("a b") };
static const struct slice twins[] = { SLICE_INIT("a"), SLICE_INIT("b"),
	SLICE_INIT("a") };
static const struct slice empty[] = { SLICE_INIT("") };
static const struct slice control[] = { SLICE_INIT("a\x01") };
static const struct slice nothing[] = { { NULL, 0 } };

#define URL(text) .url = SLICE_INIT(text)
#define WITH_URL  URL("http://h.example/")
#define LONG(bytes)              \
	{                        \
		long_text, bytes \
	}

static const struct {
	const char *name;
	struct listed_feed feed;
	const char *wrong; /* NULL: it holds */
} lies[] = {
	/* clang-format off */
	{ "the least", { WITH_URL }, NULL },
	{ "no URL", { .title = SLICE_INIT("a") }, "a feed has no URL" },
	{ "an empty URL", { URL("") }, "a text is none" },
	{ "a relative URL", { URL("/feed") }, "a URL is none" },
	{ "a URL of a file", { URL("file:///etc/passwd") }, "a URL is none" },
	{ "a URL without a host", { URL("http:///a") }, "a URL is none" },
	{ "a URL with a user", { URL("http://a:b@h.example/") }, "a URL is none" },
	{ "a URL with a blank", { URL("http://h.example/a b") }, "a URL is none" },
	{ "a URL with a line end", { URL("http://h.example/\n") }, "a text is none" },
	{ "a site of javascript", { WITH_URL, .site_url = SLICE_INIT("javascript:x") }, "a URL is none" },
	{ "a title with an escape", { WITH_URL, .title = SLICE_INIT("a\x1B[31m") }, "a text is none" },
	{ "a title that is no UTF-8", { WITH_URL, .title = SLICE_INIT("a\xFF") }, "a text is none" },
	{ "a title with blanks round it", { WITH_URL, .title = SLICE_INIT(" a") }, "a text is none" },
	{ "the longest title", { WITH_URL, .title = LONG(LIMIT_STORED_TITLE) }, NULL },
	{ "a title that is too long", { WITH_URL, .title = LONG(LIMIT_STORED_TITLE + 1) }, "a text is none" },
	{ "a type that is too long", { WITH_URL, .type = LONG(LIMIT_NAME_BYTES + 1) }, "a text is none" },
	{ "a language that is too long", { WITH_URL, .language = LONG(LIMIT_NAME_BYTES + 1) }, "a text is none" },
	{ "a name in upper case", { WITH_URL, .name = SLICE_INIT("Tide") }, "a name is none" },
	{ "a name that ends in a hyphen", { WITH_URL, .name = SLICE_INIT("tide-") }, "a name is none" },
	{ "a name that is a path", { WITH_URL, .name = SLICE_INIT("../a") }, "a name is none" },
	{ "a name that is too long", { WITH_URL, .name = LONG(LIMIT_CONFIG_NAME + 1) }, "a text is none" },
	{ "an interval that is too long", { WITH_URL, .interval_s = LIMIT_LISTED_INTERVAL_S + 1 }, "a number is out of range" },
	{ "a negative interval", { WITH_URL, .interval_s = -1 }, "a number is out of range" },
	{ "a tag of two words", { WITH_URL, .tags = blank, .tag_count = 1 }, "a word is none" },
	{ "an empty tag", { WITH_URL, .tags = empty, .tag_count = 1 }, "a text is none" },
	{ "an absent tag", { WITH_URL, .tags = nothing, .tag_count = 1 }, "a word is none" },
	{ "a tag with a control character", { WITH_URL, .tags = control, .tag_count = 1 }, "a text is none" },
	{ "a tag twice", { WITH_URL, .tags = twins, .tag_count = 3 }, "a word stands twice" },
	{ "a refusal twice", { WITH_URL, .refused = twins, .refused_count = 3 }, "a word stands twice" },
	{ "a refusal of two words", { WITH_URL, .refused = blank, .refused_count = 1 }, "a word is none" },
	/* clang-format on */
};

START_TEST(a_feed_that_does_not_hold_is_refused)
{
	struct listing *listing;
	struct listing_intake intake = { .listing = NULL };
	struct frames frames;
	char expected[100];
	struct error err = { .text = "" };
	bool holds;

	memset(long_text, 'a', sizeof(long_text));
	listing = make_listing(&lies[_i].feed);
	put(&frames, listing);
	listing_intake_begin(&intake, READER_OPML);
	ck_assert(listing_take(&intake, buffer_slice(&frames.head), &err));
	holds = listing_take_feeds(&intake, buffer_slice(&frames.feeds), &err);
	ck_assert_msg(holds == (lies[_i].wrong == NULL), "%s: %s",
	    lies[_i].name, err.text);
	if (!holds) {
		snprintf(expected, sizeof(expected), "listing: %s",
		    lies[_i].wrong);
		ck_assert_msg(strcmp(err.text, expected) == 0, "%s: %s",
		    lies[_i].name, err.text);
		ck_assert_int_eq(err.kind, ERROR_PROTOCOL);
	}
	listing_intake_finish(&intake);
	finish(&frames);
	listing_free(listing);
}
END_TEST

START_TEST(too_many_words_are_refused)
{
	static struct slice words[LIMIT_CONFIG_LIST + 1];
	struct listed_feed feed = complete;
	struct listing *listing = make_listing(&complete);

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		words[i] = slice_of(arena_format(&listing->arena, "w%zu", i));
	feed.tags = words;
	feed.refused = words;
	for (size_t more = 0; more < 4; more++) {
		struct listing_intake intake = { .listing = NULL };
		struct listing *sent;
		struct frames frames;
		struct error err;

		feed.tag_count = LIMIT_CONFIG_LIST + (more & 1);
		feed.refused_count = LIMIT_LISTED_REFUSED + more / 2;
		sent = make_listing(&feed);
		put(&frames, sent);
		listing_intake_begin(&intake, READER_OPML);
		ck_assert(
		    listing_take(&intake, buffer_slice(&frames.head), &err));
		ck_assert(
		    listing_take_feeds(&intake, buffer_slice(&frames.feeds),
			&err) == (more == 0));
		listing_intake_finish(&intake);
		finish(&frames);
		listing_free(sent);
	}
	listing_free(listing);
}
END_TEST

static const struct {
	const char *name;
	uint64_t numbers[3]; /* feeds, skipped, is it a feed */
	struct slice title;
	enum reader_kind kind;
	bool holds;
} heads[] = {
	/* clang-format off */
	{ "nothing", { 0, 0, 0 }, { NULL, 0 }, READER_OPML, true },
	{ "the most feeds", { LIMIT_LISTED_FEEDS, 0, 0 }, { NULL, 0 }, READER_OPML, true },
	{ "too many feeds", { LIMIT_LISTED_FEEDS + 1, 0, 0 }, { NULL, 0 }, READER_OPML, false },
	{ "feeds without end", { UINT64_MAX, 0, 0 }, { NULL, 0 }, READER_OPML, false },
	{ "skipped more than bytes", { 0, LIMIT_READER_INPUT + 1, 0 }, { NULL, 0 }, READER_OPML, false },
	{ "a page that is a feed", { 1, 0, 1 }, { NULL, 0 }, READER_LINKS, true },
	{ "a list that is a feed", { 1, 0, 1 }, { NULL, 0 }, READER_OPML, false },
	{ "a feed that is two", { 2, 0, 1 }, { NULL, 0 }, READER_LINKS, false },
	{ "a feed that is none", { 0, 0, 1 }, { NULL, 0 }, READER_LINKS, false },
	{ "a feed more than once", { 1, 0, 2 }, { NULL, 0 }, READER_LINKS, false },
	{ "a title with an escape", { 0, 0, 0 }, SLICE_INIT("\x1B"), READER_OPML, false },
	/* clang-format on */
};

static void
put_head(struct buffer *out, const uint64_t numbers[3], struct slice title)
{
	uint32_t len = title.ptr == NULL ? UINT32_MAX : (uint32_t)title.len;

	buffer_init(out, LISTING_FRAME_MAX);
	buffer_append_bytes(out, numbers, 3 * sizeof(*numbers));
	buffer_append_bytes(out, &len, sizeof(len));
	buffer_append(out, title);
}

START_TEST(a_head_that_does_not_hold_is_refused)
{
	struct listing_intake intake = { .listing = NULL };
	struct buffer frame;
	struct error err;

	put_head(&frame, heads[_i].numbers, heads[_i].title);
	listing_intake_begin(&intake, heads[_i].kind);
	ck_assert_msg(listing_take(&intake, buffer_slice(&frame), &err) ==
		heads[_i].holds,
	    "%s: %s", heads[_i].name, err.text);
	listing_intake_finish(&intake);
	buffer_finish(&frame);
}
END_TEST

START_TEST(a_page_that_is_a_feed_may_not_say_where_it_is)
{
	static const uint64_t numbers[3] = { 1, 0, 1 };
	struct listed_feed feed = { .title = SLICE("a") };
	struct listing listing = { .feeds = &feed, .feed_count = 1 };
	struct listing_intake intake = { .listing = NULL };
	struct buffer frame;
	struct error err;
	size_t next = 0;

	listing_intake_begin(&intake, READER_LINKS);
	put_head(&frame, numbers, SLICE_NONE);
	ck_assert(listing_take(&intake, buffer_slice(&frame), &err));
	buffer_reset(&frame);
	listing_put_feeds(&frame, &listing, &next);
	ck_assert(listing_take_feeds(&intake, buffer_slice(&frame), &err));
	ck_assert(listing_is_whole(&intake, 1));
	buffer_finish(&frame);
	listing_intake_finish(&intake);
}
END_TEST

START_TEST(frames_come_in_order_and_no_more_than_announced)
{
	struct listing *listing = make_listing(&complete);
	struct listing_intake intake = { .listing = NULL };
	struct frames frames;
	struct error err;

	put(&frames, listing);
	listing_intake_begin(&intake, READER_OPML);
	/* Feeds before the head. */
	ck_assert(
	    !listing_take_feeds(&intake, buffer_slice(&frames.feeds), &err));
	ck_assert_str_eq(err.text, "listing: more than was announced");
	ck_assert(listing_take(&intake, buffer_slice(&frames.head), &err));
	ck_assert(!listing_take(&intake, buffer_slice(&frames.head), &err));
	ck_assert_str_eq(err.text, "listing: a second one");
	ck_assert(
	    listing_take_feeds(&intake, buffer_slice(&frames.feeds), &err));
	ck_assert(
	    !listing_take_feeds(&intake, buffer_slice(&frames.feeds), &err));
	ck_assert_str_eq(err.text, "listing: more than was announced");
	listing_intake_finish(&intake);
	finish(&frames);
	listing_free(listing);
}
END_TEST

START_TEST(a_cut_frame_is_refused_at_every_length)
{
	struct listing *listing = make_listing(&complete);
	struct frames frames;
	size_t whole = 0, one;
	struct buffer first;
	struct error err;

	put(&frames, listing);
	/* Behind the first feed the frame is whole, but the listing is not. */
	listing->feed_count = 1;
	buffer_init(&first, MIB);
	listing_put_feeds(&first, listing, &whole);
	one = first.len;
	for (size_t len = 1; len < frames.feeds.len; len++) {
		struct listing_intake intake = { .listing = NULL };
		struct slice head = slice_sub(buffer_slice(&frames.head), 0,
		    len);

		listing_intake_begin(&intake, READER_OPML);
		ck_assert(listing_take(&intake, head, &err) ==
		    (head.len == frames.head.len));
		listing_intake_begin(&intake, READER_OPML);
		ck_assert(
		    listing_take(&intake, buffer_slice(&frames.head), &err));
		ck_assert(listing_take_feeds(&intake,
			      slice_sub(buffer_slice(&frames.feeds), 0, len),
			      &err) == (len == one));
		ck_assert(!listing_is_whole(&intake, 2));
		listing_intake_finish(&intake);
	}
	buffer_finish(&first);
	finish(&frames);
	listing_free(listing);
}
END_TEST

static void
check_text(struct slice text, size_t max)
{
	ck_assert_uint_le(text.len, max);
	ck_assert_uint_eq(utf8_valid_len(text), text.len);
	for (size_t i = 0; i < text.len; i++)
		ck_assert_int_gt((unsigned char)text.ptr[i], 0x1F);
}

static void
check_feed(const struct listed_feed *feed)
{
	check_text(feed->url, LIMIT_URL);
	ck_assert(url_is_http(feed->url));
	check_text(feed->title, LIMIT_STORED_TITLE);
	check_text(feed->name, LIMIT_CONFIG_NAME);
	ck_assert_int_ge(feed->interval_s, 0);
	ck_assert_uint_le(feed->tag_count, LIMIT_CONFIG_LIST);
	for (size_t i = 0; i < feed->tag_count; i++)
		check_text(feed->tags[i], LIMIT_CONFIG_NAME);
	for (size_t i = 0; i < feed->refused_count; i++)
		check_text(feed->refused[i], LIMIT_CONFIG_NAME);
}

/* Each byte with some other values: refused, or as good as an honest one. */
START_TEST(damage_is_refused_or_harmless)
{
	static const unsigned char values[] = { 0, 1, 0x0A, 0x1B, ' ', '/',
		0x7F, 0x80, 0xC2, 0xFF };
	struct listing *listing = make_listing(&complete);
	struct frames frames;
	struct error err;
	size_t refusals = 0;

	put(&frames, listing);
	for (size_t i = 0; i < frames.feeds.len * sizeof(values); i++) {
		struct listing_intake intake = { .listing = NULL };
		char *byte = &frames.feeds.ptr[i / sizeof(values)];
		char before = *byte;

		*byte = (char)values[i % sizeof(values)];
		listing_intake_begin(&intake, READER_OPML);
		ck_assert(
		    listing_take(&intake, buffer_slice(&frames.head), &err));
		if (!listing_take_feeds(&intake, buffer_slice(&frames.feeds),
			&err))
			refusals++;
		else
			for (size_t f = 0; f < intake.listing->feed_count; f++)
				check_feed(&intake.listing->feeds[f]);
		*byte = before;
		listing_intake_finish(&intake);
	}
	ck_assert_uint_gt(refusals, frames.feeds.len);
	finish(&frames);
	listing_free(listing);
}
END_TEST

START_TEST(no_listing_is_larger_than_the_limit)
{
	static const uint64_t numbers[3] = { LIMIT_LISTED_FEEDS, 0, 0 };
	struct listing *listing = make_listing(&complete);
	struct listing_intake intake = { .listing = NULL };
	struct listed_feed feed = complete;
	struct buffer frame;
	struct error err;
	size_t taken = 0;
	bool ok = true;

	memset(long_text, 'a', sizeof(long_text));
	feed.title = (struct slice){ long_text, LIMIT_STORED_TITLE };
	listing->feeds = &feed;
	listing->feed_count = 1;
	put_head(&frame, numbers, SLICE_NONE);
	listing_intake_begin(&intake, READER_OPML);
	ck_assert(listing_take(&intake, buffer_slice(&frame), &err));
	while (ok && taken < LIMIT_LISTED_FEEDS) {
		size_t next = 0;

		buffer_reset(&frame);
		listing_put_feeds(&frame, listing, &next);
		ck_assert(!frame.failed);
		ok = listing_take_feeds(&intake, buffer_slice(&frame), &err);
		taken++;
	}
	ck_assert(!ok);
	ck_assert_int_eq(err.kind, ERROR_MEMORY);
	ck_assert_str_eq(err.text, "listing of more than 64 MiB");
	buffer_finish(&frame);
	listing_intake_finish(&intake);
	listing_free(listing);
}
END_TEST

Suite *
listing_wire_suite(void)
{
	Suite *suite = suite_create("listing_wire");
	TCase *tests = tcase_create("listing_wire");

	tcase_add_test(tests, a_listing_arrives_as_it_was_sent);
	tcase_add_test(tests, many_feeds_come_in_many_frames);
	tcase_add_loop_test(tests, a_feed_that_does_not_hold_is_refused, 0,
	    ARRAY_LEN(lies));
	tcase_add_test(tests, too_many_words_are_refused);
	tcase_add_loop_test(tests, a_head_that_does_not_hold_is_refused, 0,
	    ARRAY_LEN(heads));
	tcase_add_test(tests, a_page_that_is_a_feed_may_not_say_where_it_is);
	tcase_add_test(tests, frames_come_in_order_and_no_more_than_announced);
	tcase_add_test(tests, a_cut_frame_is_refused_at_every_length);
	tcase_add_test(tests, damage_is_refused_or_harmless);
	tcase_add_test(tests, no_listing_is_larger_than_the_limit);
	suite_add_tcase(suite, tests);
	return suite;
}

#include "listing_fixture.h"

#include <check.h>

#include "limits.h"

struct listing *
listing_of(listing_run run, const struct parse_input *input,
    struct parse_outcome *outcome)
{
	struct listing *listing = listing_new(LIMIT_READER_OUTPUT);
	struct error err;
	struct parse_tables *tables = parse_tables_open(&err);

	ck_assert_ptr_nonnull(tables);
	run(tables, input, listing, outcome);
	parse_tables_close(tables);
	if (outcome->status == PARSE_OK)
		ck_assert_uint_eq(outcome->entries, listing->feed_count);
	return listing;
}

struct parse_input
listing_input(struct slice text)
{
	return (struct parse_input){
		.body = { (const unsigned char *)text.ptr, text.len },
	};
}

static void
describe_text(const char *name, struct slice text, struct buffer *out)
{
	if (text.ptr != NULL)
		buffer_append_format(out, " %s=%.*s", name, SLICE_FMT(text));
}

static void
describe_words(const char *name, const struct slice *words, size_t count,
    struct buffer *out)
{
	for (size_t i = 0; i < count; i++) {
		buffer_append_string(out, i == 0 ? " " : ",");
		if (i == 0)
			buffer_append_format(out, "%s=", name);
		buffer_append(out, words[i]);
	}
}

static void
describe_feed(const struct listed_feed *feed, struct buffer *out)
{
	if (feed->url.ptr == NULL)
		buffer_append_char(out, '-');
	buffer_append(out, feed->url);
	if (feed->title.ptr != NULL)
		buffer_append_format(out, " '%.*s'", SLICE_FMT(feed->title));
	describe_text("site", feed->site_url, out);
	describe_text("lang", feed->language, out);
	describe_text("type", feed->type, out);
	describe_text("name", feed->name, out);
	if (feed->interval_s != 0)
		buffer_append_format(out, " every=%lld",
		    (long long)feed->interval_s);
	if (feed->paused)
		buffer_append_string(out, " paused");
	describe_words("tags", feed->tags, feed->tag_count, out);
	describe_words("refused", feed->refused, feed->refused_count, out);
	buffer_append_char(out, '\n');
}

void
listing_describe(const struct listing *listing, struct buffer *out)
{
	for (size_t i = 0; i < listing->feed_count; i++)
		describe_feed(&listing->feeds[i], out);
}

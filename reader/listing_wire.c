/*
 * Writes listings for the socket and believes none that comes from it. What a
 * reader says ends in the database, in logs and on terminals: texts are clean
 * lines, URLs can be fetched, names and tags are words, numbers are within what
 * can be configured; or the reader has lied and its job has failed.
 */
#include "reader/listing_wire.h"

#include <stdlib.h>

#include "limits.h"
#include "url.h"
#include "utf8.h"

#define ABSENT UINT32_MAX /* the length of a text that is not there */

/* ---- the reader's end ------------------------------------------------------ */

static void
put_number(struct buffer *out, uint64_t number)
{
	buffer_append_bytes(out, &number, sizeof(number));
}

static void
put_text(struct buffer *out, struct slice text)
{
	uint32_t len = text.ptr == NULL ? ABSENT : (uint32_t)text.len;

	buffer_append_bytes(out, &len, sizeof(len));
	buffer_append(out, text);
}

static void
put_texts(struct buffer *out, const struct slice *texts, size_t count)
{
	put_number(out, count);
	for (size_t i = 0; i < count; i++)
		put_text(out, texts[i]);
}

void
listing_put(struct buffer *out, const struct listing *listing)
{
	put_number(out, listing->feed_count);
	put_number(out, listing->skipped);
	put_number(out, listing->is_feed);
	put_text(out, listing->title);
}

static void
put_feed(struct buffer *out, const struct listed_feed *feed)
{
	put_text(out, feed->url);
	put_text(out, feed->title);
	put_text(out, feed->site_url);
	put_text(out, feed->language);
	put_text(out, feed->type);
	put_text(out, feed->name);
	put_number(out, (uint64_t)feed->interval_s);
	put_number(out, feed->paused);
	put_texts(out, feed->tags, feed->tag_count);
	put_texts(out, feed->refused, feed->refused_count);
}

void
listing_put_feeds(struct buffer *out, const struct listing *listing,
    size_t *next)
{
	while (*next < listing->feed_count && out->len < LIMIT_BATCH_BYTES &&
	    !out->failed)
		put_feed(out, &listing->feeds[(*next)++]);
}

/* ---- the other end --------------------------------------------------------- */

void
listing_intake_begin(struct listing_intake *intake, enum reader_kind kind)
{
	listing_intake_finish(intake);
	intake->listing = listing_new(LIMIT_READER_OUTPUT);
	intake->kind = kind;
}

void
listing_intake_finish(struct listing_intake *intake)
{
	listing_free(intake->listing);
	*intake = (struct listing_intake){ .listing = NULL };
}

/* What is left of a payload, and what was wrong with it first. */
struct cursor {
	struct slice rest;
	struct arena *arena;
	const char *wrong;
};

static bool
fail(struct cursor *cursor, const char *wrong)
{
	if (cursor->wrong == NULL)
		cursor->wrong = wrong;
	return false;
}

static bool
take_bytes(struct cursor *cursor, void *bytes, size_t size)
{
	if (cursor->wrong != NULL || cursor->rest.len < size)
		return fail(cursor, "it is cut");
	memcpy(bytes, cursor->rest.ptr, size);
	cursor->rest = slice_from(cursor->rest, size);
	return true;
}

/* A number of at most max; 0 where it is none. */
static uint64_t
take_number(struct cursor *cursor, uint64_t max)
{
	uint64_t number;

	if (!take_bytes(cursor, &number, sizeof(number)))
		return 0;
	if (number > max) {
		(void)fail(cursor, "a number is out of range");
		return 0;
	}
	return number;
}

static bool
is_clean(struct slice text)
{
	struct buffer line;
	bool clean;

	buffer_init(&line, text.len);
	clean = utf8_clean_line(text, &line) &&
	    slice_eq(buffer_slice(&line), text);
	buffer_finish(&line);
	return clean;
}

/* A clean line of at most max bytes, or absent. */
static struct slice
take_text(struct cursor *cursor, size_t max)
{
	struct slice text;
	uint32_t len;

	if (!take_bytes(cursor, &len, sizeof(len)) || len == ABSENT)
		return SLICE_NONE;
	text = slice_sub(cursor->rest, 0, len);
	if (len == 0 || len > max || text.len < len || !is_clean(text)) {
		(void)fail(cursor, "a text is none");
		return SLICE_NONE;
	}
	cursor->rest = slice_from(cursor->rest, len);
	return text;
}

static struct slice
take_url(struct cursor *cursor)
{
	struct slice text = take_text(cursor, LIMIT_URL);
	struct url url;

	if (text.ptr == NULL)
		return text;
	url_split(text, &url);
	if (!url_is_http(text) || url.host.len == 0 ||
	    url.userinfo.ptr != NULL || slice_find_char(text, ' ') != SIZE_MAX)
		(void)fail(cursor, "a URL is none");
	return text;
}

static bool
is_name(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    (c != '-' || i == 0 || i == text.len - 1))
			return false;
	}
	return true;
}

static struct slice
take_name(struct cursor *cursor)
{
	struct slice text = take_text(cursor, LIMIT_CONFIG_NAME);

	if (!is_name(text))
		(void)fail(cursor, "a name is none");
	return text;
}

static int
compare(const void *a, const void *b)
{
	struct slice first, second;

	memcpy(&first, a, sizeof(first));
	memcpy(&second, b, sizeof(second));
	return slice_cmp(first, second);
}

static bool
has_twins(const struct slice *words, size_t count)
{
	struct slice sorted[LIMIT_CONFIG_LIST];

	memcpy(sorted, words, count * sizeof(*words));
	qsort(sorted, count, sizeof(*sorted), compare);
	for (size_t i = 1; i < count; i++) {
		if (slice_eq(sorted[i - 1], sorted[i]))
			return true;
	}
	return false;
}

/* Words, each once, at most max of them (not more than LIMIT_CONFIG_LIST). */
static const struct slice *
take_words(struct cursor *cursor, size_t max, size_t *count)
{
	struct slice *words;

	*count = take_number(cursor, max);
	if (*count == 0)
		return NULL;
	words = arena_alloc_array(cursor->arena, *count, sizeof(*words));
	if (words == NULL)
		return NULL;
	for (size_t i = 0; i < *count && cursor->wrong == NULL; i++) {
		words[i] = take_text(cursor, LIMIT_CONFIG_NAME);
		if (words[i].ptr == NULL ||
		    slice_find_char(words[i], ' ') != SIZE_MAX)
			(void)fail(cursor, "a word is none");
	}
	if (cursor->wrong == NULL && *count > 1 && has_twins(words, *count))
		(void)fail(cursor, "a word stands twice");
	return words;
}

static void
take_feed(struct cursor *cursor, struct listed_feed *feed)
{
	feed->url = take_url(cursor);
	feed->title = take_text(cursor, LIMIT_STORED_TITLE);
	feed->site_url = take_url(cursor);
	feed->language = take_text(cursor, LIMIT_NAME_BYTES);
	feed->type = take_text(cursor, LIMIT_NAME_BYTES);
	feed->name = take_name(cursor);
	feed->interval_s = (int64_t)take_number(cursor,
	    LIMIT_LISTED_INTERVAL_S);
	feed->paused = take_number(cursor, 1) != 0;
	feed->tags = take_words(cursor, LIMIT_CONFIG_LIST, &feed->tag_count);
	feed->refused = take_words(cursor, LIMIT_LISTED_REFUSED,
	    &feed->refused_count);
}

/* A cursor over a copy that lives as long as the listing. */
static bool
begin(struct listing_intake *intake, struct slice payload,
    struct cursor *cursor, struct error *err)
{
	struct arena *arena = &intake->listing->arena;

	*cursor = (struct cursor){
		.rest = arena_slice(arena, payload),
		.arena = arena,
	};
	return !arena->failed ||
	    error_set(err, ERROR_MEMORY, "listing of more than %zu MiB",
		LIMIT_READER_OUTPUT / MIB);
}

static bool
end(const struct cursor *cursor, struct error *err)
{
	if (cursor->arena->failed)
		return error_set(err, ERROR_MEMORY,
		    "listing of more than %zu MiB", LIMIT_READER_OUTPUT / MIB);
	if (cursor->wrong != NULL)
		return error_set(err, ERROR_PROTOCOL, "listing: %s",
		    cursor->wrong);
	if (cursor->rest.len != 0)
		return error_set(err, ERROR_PROTOCOL,
		    "listing: more than was announced");
	return true;
}

bool
listing_take(struct listing_intake *intake, struct slice payload,
    struct error *err)
{
	struct listing *listing = intake->listing;
	struct cursor cursor;

	if (intake->has_head)
		return error_set(err, ERROR_PROTOCOL, "listing: a second one");
	if (!begin(intake, payload, &cursor, err))
		return false;
	intake->has_head = true;
	intake->announced = take_number(&cursor, LIMIT_LISTED_FEEDS);
	listing->skipped = take_number(&cursor, LIMIT_READER_INPUT);
	listing->is_feed = take_number(&cursor, 1) != 0;
	listing->title = take_text(&cursor, LIMIT_STORED_TITLE);
	if (listing->is_feed &&
	    (intake->kind != READER_LINKS || intake->announced != 1))
		(void)fail(&cursor, "it cannot be a feed");
	intake->feeds = arena_alloc_array(cursor.arena, intake->announced,
	    sizeof(*intake->feeds));
	listing->feeds = intake->feeds;
	return end(&cursor, err);
}

bool
listing_take_feeds(struct listing_intake *intake, struct slice payload,
    struct error *err)
{
	struct listing *listing = intake->listing;
	struct cursor cursor;

	if (!begin(intake, payload, &cursor, err))
		return false;
	while (cursor.wrong == NULL && cursor.rest.len > 0 &&
	    listing->feed_count < intake->announced) {
		struct listed_feed *feed = &intake->feeds[listing->feed_count];

		take_feed(&cursor, feed);
		if (feed->url.ptr == NULL && !listing->is_feed)
			(void)fail(&cursor, "a feed has no URL");
		if (cursor.wrong == NULL)
			listing->feed_count++;
	}
	return end(&cursor, err);
}

bool
listing_is_whole(const struct listing_intake *intake, size_t count)
{
	return intake->has_head && intake->announced == count &&
	    intake->listing->feed_count == count;
}

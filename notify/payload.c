/*
 * The JSON document that every kind of hook receives (DESIGN section 8).
 *
 * Never larger than LIMIT_PAYLOAD: texts are cut first, then lists, at last
 * titles; that something was cut is said by "truncated".
 */
#include "notify.h"

#include <jansson.h>

#include "json_write.h"
#include "limits.h"
#include "utf8.h"

/* Each round cuts harder; the last holds for any LIMIT_DIGEST_ARTICLES. URLs are
 * not cut but left out. */
static const struct {
	size_t text, summary, lists, title, url;
} rounds[] = {
	{ LIMIT_PAYLOAD_TEXT, LIMIT_PAYLOAD_TEXT, SIZE_MAX, SIZE_MAX,
	    SIZE_MAX },
	{ LIMIT_PAYLOAD_TEXT / 4, LIMIT_PAYLOAD_TEXT / 4, SIZE_MAX, SIZE_MAX,
	    SIZE_MAX },
	{ 8 * KIB, 2 * KIB, SIZE_MAX, SIZE_MAX, SIZE_MAX },
	{ KIB, KIB, 16, SIZE_MAX, SIZE_MAX },
	{ 0, 0, 0, 256, KIB },
};

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How hard is cut, and whether that took anything away. */
struct cuts {
	size_t round;
	bool truncated;
};

static void
cut_text(struct slice *text, size_t max, struct cuts *cuts)
{
	struct slice shorter = utf8_cut(*text, max);

	cuts->truncated = cuts->truncated || shorter.len < text->len;
	*text = shorter;
}

static void
cut_url(struct slice *url, struct cuts *cuts)
{
	if (url->len <= rounds[cuts->round].url)
		return;
	cuts->truncated = true;
	*url = SLICE_NONE;
}

static void
cut_list(size_t *count, struct cuts *cuts)
{
	size_t fewer = least(*count, rounds[cuts->round].lists);

	cuts->truncated = cuts->truncated || fewer < *count;
	*count = fewer;
}

static void
cut_article(struct article *article, struct cuts *cuts)
{
	size_t title = rounds[cuts->round].title;

	cut_text(&article->text, rounds[cuts->round].text, cuts);
	cut_text(&article->summary, rounds[cuts->round].summary, cuts);
	cut_text(&article->title, title, cuts);
	cut_text(&article->feed_title, title, cuts);
	cut_url(&article->url, cuts);
	cut_url(&article->feed_url, cuts);
	cut_list(&article->author_count, cuts);
	cut_list(&article->category_count, cuts);
	cut_list(&article->enclosure_count, cuts);
	cut_list(&article->also_in_count, cuts);
}

static void
write_match(struct json_writer *w, const struct match *match, struct cuts *cuts)
{
	struct match shown = *match;

	cut_list(&shown.term_count, cuts);
	cut_text(&shown.snippet, rounds[cuts->round].title, cuts);
	json_write_key(w, "match");
	json_write_object_begin(w);
	json_write_key(w, "terms");
	json_write_array_begin(w);
	for (size_t i = 0; i < shown.term_count; i++)
		json_write_string(w, shown.terms[i]);
	json_write_array_end(w);
	json_write_key_string(w, "snippet", shown.snippet);
	json_write_object_end(w);
}

static void
write_article(struct json_writer *w, const struct article *article,
    const struct match *match, struct cuts *cuts)
{
	struct article shown = *article;

	cut_article(&shown, cuts);
	json_write_key(w, "article");
	article_write_json(w, &shown, ARTICLE_WITH_TEXT);
	write_match(w, match, cuts);
}

static void
write_previous(struct json_writer *w, const struct delivery *delivery)
{
	json_write_key(w, "previous");
	json_write_object_begin(w);
	json_write_key_int(w, "revision", delivery->previous_revision);
	json_write_key_string(w, "title", delivery->previous_title);
	json_write_key(w, "changed_at");
	json_write_time(w, delivery->previous_changed_at);
	json_write_object_end(w);
}

static void
write_items(struct json_writer *w, const struct delivery *delivery,
    struct cuts *cuts)
{
	json_write_key(w, "articles");
	json_write_array_begin(w);
	for (size_t i = 0; i < delivery->item_count; i++) {
		const struct delivery_item *item = &delivery->items[i];

		json_write_object_begin(w);
		write_article(w, &item->article, &item->match, cuts);
		json_write_object_end(w);
	}
	json_write_array_end(w);
	json_write_key(w, "from");
	json_write_time(w, delivery->from_at);
	json_write_key(w, "to");
	json_write_time(w, delivery->to_at);
}

static void
write_topic(struct json_writer *w, const struct delivery *delivery)
{
	json_write_key(w, "topic");
	json_write_object_begin(w);
	json_write_key_string(w, "name", delivery->topic);
	json_write_key_string(w, "query", delivery->topic_query);
	json_write_object_end(w);
}

static void
write_event(struct json_writer *w, const struct delivery *delivery,
    struct cuts *cuts)
{
	switch (delivery->event) {
	case EVENT_UPDATED:
		write_topic(w, delivery);
		write_previous(w, delivery);
		write_article(w, &delivery->article, &delivery->match, cuts);
		return;
	case EVENT_NEW:
		write_topic(w, delivery);
		write_article(w, &delivery->article, &delivery->match, cuts);
		return;
	case EVENT_DIGEST:
		write_topic(w, delivery);
		write_items(w, delivery, cuts);
		return;
	case EVENT_HEALTH:
		json_write_key(w, "notice");
		json_write_raw(w, delivery->notice);
		return;
	}
}

static void
write_payload(struct json_writer *w, const struct delivery *delivery,
    size_t round)
{
	struct cuts cuts = { .round = round };

	json_write_object_begin(w);
	json_write_key_int(w, "format", 1);
	json_write_key_string(w, "key", slice_of(delivery->key));
	json_write_key_string(w, "event",
	    slice_of(delivery_event_name(delivery->event)));
	write_event(w, delivery, &cuts);
	if (cuts.truncated)
		json_write_key_bool(w, "truncated", true);
	json_write_object_end(w);
}

/* What is written as it is must be one JSON object; a line feed in it would
 * make two lines of a line. */
static bool
notice_is_right(struct slice notice, struct error *err)
{
	json_error_t why;
	json_t *json = json_loadb(notice.ptr == NULL ? "" : notice.ptr,
	    notice.len, JSON_REJECT_DUPLICATES, &why);
	bool ok = json_is_object(json) &&
	    slice_find_char(notice, '\n') == SIZE_MAX;

	json_decref(json);
	return ok ||
	    error_set(err, ERROR_INPUT, "the notice is no JSON object");
}

bool
notify_payload(const struct delivery *delivery, struct buffer *out,
    struct error *err)
{
	struct json_writer w;

	if (delivery->event == EVENT_HEALTH &&
	    !notice_is_right(delivery->notice, err))
		return false;
	for (size_t round = 0; round < ARRAY_LEN(rounds); round++) {
		buffer_reset(out);
		json_writer_init(&w, out);
		write_payload(&w, delivery, round);
		if (!out->failed)
			return true;
	}
	return error_set(err, ERROR_MEMORY, "it does not fit into %zu bytes",
	    LIMIT_PAYLOAD);
}

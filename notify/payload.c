/*
 * The JSON document that every kind of hook receives (DESIGN section 8).
 *
 * Never larger than LIMIT_PAYLOAD: text is cut first, then the summary; what
 * was cut is said by "truncated".
 */
#include "notify.h"

#include "json_write.h"
#include "limits.h"
#include "utf8.h"

/* Each round cuts harder; the last holds for any article. */
static const struct {
	size_t text, summary, lists;
} rounds[] = {
	{ LIMIT_PAYLOAD_TEXT, LIMIT_PAYLOAD_TEXT, SIZE_MAX },
	{ LIMIT_PAYLOAD_TEXT / 4, LIMIT_PAYLOAD_TEXT / 4, SIZE_MAX },
	{ KIB, KIB, 16 },
	{ 0, 0, 0 },
};

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool
cut(struct article *article, size_t round)
{
	struct article whole = *article;

	article->text = utf8_cut(article->text, rounds[round].text);
	article->summary = utf8_cut(article->summary, rounds[round].summary);
	article->author_count = least(article->author_count,
	    rounds[round].lists);
	article->category_count = least(article->category_count,
	    rounds[round].lists);
	article->enclosure_count = least(article->enclosure_count,
	    rounds[round].lists);
	return article->text.len < whole.text.len ||
	    article->summary.len < whole.summary.len ||
	    article->author_count < whole.author_count ||
	    article->category_count < whole.category_count ||
	    article->enclosure_count < whole.enclosure_count;
}

static void
write_match(struct json_writer *w, const struct match *match)
{
	json_write_key(w, "match");
	json_write_object_begin(w);
	json_write_key(w, "terms");
	json_write_array_begin(w);
	for (size_t i = 0; i < match->term_count; i++)
		json_write_string(w, match->terms[i]);
	json_write_array_end(w);
	json_write_key_string(w, "snippet", match->snippet);
	json_write_object_end(w);
}

static void
write_payload(struct json_writer *w, const struct delivery *delivery,
    size_t round)
{
	struct article article = delivery->article;
	bool truncated = cut(&article, round);

	json_write_object_begin(w);
	json_write_key_int(w, "format", 1);
	json_write_key_string(w, "key", slice_of(delivery->key));
	json_write_key_string(w, "event",
	    slice_of(delivery_event_name(delivery->event)));
	json_write_key(w, "topic");
	json_write_object_begin(w);
	json_write_key_string(w, "name", delivery->topic);
	json_write_key_string(w, "query", delivery->topic_query);
	json_write_object_end(w);
	json_write_key(w, "article");
	article_write_json(w, &article, ARTICLE_WITH_TEXT);
	write_match(w, &delivery->match);
	if (truncated)
		json_write_key_bool(w, "truncated", true);
	json_write_object_end(w);
}

bool
notify_payload(const struct delivery *delivery, struct buffer *out,
    struct error *err)
{
	struct json_writer w;

	for (size_t round = 0; round < ARRAY_LEN(rounds); round++) {
		buffer_reset(out);
		json_writer_init(&w, out);
		write_payload(&w, delivery, round);
		if (!out->failed)
			return true;
	}
	return error_set(err, ERROR_MEMORY,
	    "the article does not fit into %zu bytes", LIMIT_PAYLOAD);
}

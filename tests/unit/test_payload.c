/* The document that hooks receive, and how it is cut. */
#include "notify.h"

#include <stdlib.h>

#include <check.h>
#include <jansson.h>

#include "json_schema.h"
#include "limits.h"

Suite *payload_suite(void);

static struct delivery
delivery_of(struct slice text)
{
	static const struct slice terms[] = { SLICE_INIT("dprk"),
		SLICE_INIT("human rights") };
	struct delivery delivery = {
		.key = "abcdefghijklmnopqrstuvwxyz",
		.topic = SLICE("nk"),
		.topic_query = SLICE("dprk \"human rights\""),
		.event = EVENT_NEW,
		.article = { .id = 7,
		    .title = SLICE("A \"title\"\n\033[31m"),
		    .text = text },
		.match = { .terms = terms,
		    .term_count = 2,
		    .snippet = SLICE("the dprk ...") },
	};

	return delivery;
}

static json_t *
payload_of(const struct delivery *delivery, size_t *size)
{
	struct buffer out;
	struct error err;
	json_t *json;

	buffer_init(&out, LIMIT_PAYLOAD);
	ck_assert_msg(notify_payload(delivery, &out, &err), "%s", err.text);
	*size = out.len;
	for (size_t i = 0; i < out.len; i++)
		ck_assert_msg((unsigned char)out.ptr[i] >= 0x20,
		    "a control character at %zu", i);
	json = json_loadb(out.ptr, out.len, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(json);
	buffer_finish(&out);
	return json;
}

static const char *
text_at(const json_t *json, const char *outer, const char *inner)
{
	return json_string_value(
	    json_object_get(json_object_get(json, outer), inner));
}

START_TEST(the_document_has_the_keys_of_the_contract)
{
	struct delivery delivery = delivery_of(SLICE("the text"));
	size_t size;
	json_t *json = payload_of(&delivery, &size), *match;

	ck_assert_int_eq(json_integer_value(json_object_get(json, "format")),
	    1);
	ck_assert_str_eq(json_string_value(json_object_get(json, "key")),
	    "abcdefghijklmnopqrstuvwxyz");
	ck_assert_str_eq(json_string_value(json_object_get(json, "event")),
	    "new");
	ck_assert_str_eq(text_at(json, "topic", "name"), "nk");
	ck_assert_str_eq(text_at(json, "topic", "query"),
	    "dprk \"human rights\"");
	ck_assert_str_eq(text_at(json, "article", "text"), "the text");
	match = json_object_get(json, "match");
	ck_assert_uint_eq(json_array_size(json_object_get(match, "terms")), 2);
	ck_assert_str_eq(text_at(json, "match", "snippet"), "the dprk ...");
	ck_assert_ptr_null(json_object_get(json, "truncated"));
	json_decref(json);
}
END_TEST

/* Every byte becomes six in JSON, so cutting the text once is not enough. */
static const struct {
	const char *name;
	char fill;
	size_t len, expected;
} sizes[] = {
	{ "at the limit", 'x', LIMIT_PAYLOAD_TEXT, LIMIT_PAYLOAD_TEXT },
	{ "beyond it", 'x', LIMIT_PAYLOAD_TEXT + 1, LIMIT_PAYLOAD_TEXT },
	{ "far beyond", 'x', 3 * MIB, LIMIT_PAYLOAD_TEXT },
	{ "escaped", '\x01', LIMIT_PAYLOAD_TEXT, LIMIT_PAYLOAD_TEXT / 4 },
};

START_TEST(a_long_text_is_cut_and_said_to_be)
{
	char *text = malloc(sizes[_i].len);
	struct delivery delivery;
	size_t size;
	json_t *json;

	memset(text, sizes[_i].fill, sizes[_i].len);
	delivery = delivery_of((struct slice){ text, sizes[_i].len });
	json = payload_of(&delivery, &size);
	ck_assert_uint_le(size, LIMIT_PAYLOAD);
	ck_assert_msg(json_string_length(
			  json_object_get(json_object_get(json, "article"),
			      "text")) == sizes[_i].expected,
	    "%s", sizes[_i].name);
	ck_assert_int_eq(json_is_true(json_object_get(json, "truncated")),
	    sizes[_i].expected < sizes[_i].len);
	json_decref(json);
	free(text);
}
END_TEST

START_TEST(a_cut_never_parts_a_character)
{
	size_t len = LIMIT_PAYLOAD_TEXT + 5, size;
	char *text = malloc(len);
	struct delivery delivery;
	json_t *json;

	text[0] = 'x';
	for (size_t i = 1; i + 1 < len; i += 2)
		memcpy(text + i, "\xC3\xA9", 2);
	delivery = delivery_of((struct slice){ text, len });
	json = payload_of(&delivery, &size);
	ck_assert_uint_eq(json_string_length(
			      json_object_get(json_object_get(json, "article"),
				  "text")),
	    LIMIT_PAYLOAD_TEXT - 1);
	json_decref(json);
	free(text);
}
END_TEST

/* ---- the events ------------------------------------------------------------------- */

static void
expect_schema(json_t *json, const char *name)
{
	json_t *schema = json_schema_load(name);

	json_schema_check(schema, json);
	json_decref(schema);
}

static struct article
whole_article(void)
{
	static const struct article_person authors[] = { { SLICE_INIT("A"),
	    SLICE_INIT("a@b"), SLICE_INIT("http://a/") } };
	static const struct slice words[] = { SLICE_INIT("one"),
		SLICE_INIT("two") };
	static const struct article_enclosure enclosures[] = {
		{ SLICE_INIT("http://e/"), SLICE_INIT("audio/mpeg"), 7 }
	};
	static const struct article_copy copies[] = { { 8, SLICE_INIT("g"),
	    SLICE_INIT("http://g/") } };

	return (struct article){
		.id = 7,
		.uid = SLICE("abcdefghijklmnopqrstuvwxyz"),
		.url = SLICE("http://h/7"),
		.title = SLICE("T"),
		.language = SLICE("en"),
		.summary = SLICE("s"),
		.text = SLICE("the text"),
		.authors = authors,
		.author_count = 1,
		.categories = words,
		.category_count = 2,
		.enclosures = enclosures,
		.enclosure_count = 1,
		.published_at = 1700000000,
		.first_seen_at = 1700000001,
		.feed_name = SLICE("f"),
		.feed_title = SLICE("F"),
		.feed_url = SLICE("http://f/"),
		.topics = words,
		.topic_count = 2,
		.labels = words,
		.label_count = 2,
		.also_in = copies,
		.also_in_count = 1,
		.story = 3,
		.revision = 2,
	};
}

START_TEST(a_new_article_fits_its_schema)
{
	struct delivery delivery = delivery_of(SLICE("the text"));
	size_t size;
	json_t *json;

	delivery.article = whole_article();
	json = payload_of(&delivery, &size);
	expect_schema(json, "payload_new.json");
	json_decref(json);
}
END_TEST

START_TEST(an_updated_one_says_what_was_before)
{
	struct delivery delivery = delivery_of(SLICE("the text"));
	size_t size;
	json_t *json;

	delivery.event = EVENT_UPDATED;
	delivery.article = whole_article();
	delivery.previous_revision = 1;
	delivery.previous_title = SLICE("Before");
	delivery.previous_changed_at = 1700000000;
	json = payload_of(&delivery, &size);
	expect_schema(json, "payload_updated.json");
	ck_assert_str_eq(text_at(json, "previous", "title"), "Before");
	ck_assert_str_eq(text_at(json, "previous", "changed_at"),
	    "2023-11-14T22:13:20Z");
	ck_assert_int_eq(json_integer_value(
			     json_object_get(json_object_get(json, "previous"),
				 "revision")),
	    1);
	json_decref(json);
}
END_TEST

static struct delivery
digest_of(const struct delivery_item *items, size_t count)
{
	struct delivery delivery = delivery_of(SLICE_NONE);

	delivery.event = EVENT_DIGEST;
	delivery.article = (struct article){ 0 };
	delivery.match = (struct match){ 0 };
	delivery.items = items;
	delivery.item_count = count;
	delivery.from_at = 1700000000;
	delivery.to_at = 1700003600;
	return delivery;
}

START_TEST(a_digest_has_articles_and_its_time)
{
	struct delivery_item items[2] = {
		{ whole_article(), delivery_of(SLICE_NONE).match },
		{ whole_article(), { 0 } },
	};
	struct delivery delivery = digest_of(items, 2);
	json_t *json, *articles, *second;
	size_t size;

	items[1].article.id = 8;
	json = payload_of(&delivery, &size);
	expect_schema(json, "payload_digest.json");
	articles = json_object_get(json, "articles");
	ck_assert_uint_eq(json_array_size(articles), 2);
	second = json_array_get(articles, 1);
	ck_assert_int_eq(json_integer_value(
			     json_object_get(json_object_get(second, "article"),
				 "id")),
	    8);
	ck_assert_str_eq(json_string_value(json_object_get(json, "from")),
	    "2023-11-14T22:13:20Z");
	ck_assert_str_eq(json_string_value(json_object_get(json, "to")),
	    "2023-11-14T23:13:20Z");
	ck_assert_ptr_null(json_object_get(json, "article"));
	json_decref(json);
}
END_TEST

/* The longest of everything that the store keeps, in characters that JSON has
 * to escape. */
START_TEST(the_longest_digest_fits)
{
	static struct delivery_item items[LIMIT_DIGEST_ARTICLES];
	static char quotes[MIB];
	struct delivery delivery = digest_of(items, LIMIT_DIGEST_ARTICLES);
	struct slice terms[64];
	struct article_person authors[64];
	json_t *json;
	size_t size;

	memset(quotes, '"', sizeof(quotes));
	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		terms[i] = (struct slice){ quotes, KIB };
		authors[i] = (struct article_person){ terms[i], terms[i],
			terms[i] };
	}
	for (size_t i = 0; i < LIMIT_DIGEST_ARTICLES; i++) {
		struct article *article = &items[i].article;

		*article = whole_article();
		article->title = article->feed_title = (struct slice){ quotes,
			LIMIT_STORED_TITLE };
		article->url = article->feed_url = (struct slice){ quotes,
			LIMIT_URL };
		article->text = article->summary = (struct slice){ quotes,
			LIMIT_DIGEST_TEXTS / LIMIT_DIGEST_ARTICLES };
		article->authors = authors;
		article->author_count = ARRAY_LEN(authors);
		items[i].match = (struct match){ .terms = terms,
			.term_count = ARRAY_LEN(terms),
			.snippet = { quotes, KIB } };
	}
	json = payload_of(&delivery, &size);
	expect_schema(json, "payload_digest.json");
	ck_assert_uint_le(size, LIMIT_PAYLOAD);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "articles")),
	    LIMIT_DIGEST_ARTICLES);
	ck_assert(json_is_true(json_object_get(json, "truncated")));
	json_decref(json);
}
END_TEST

static struct delivery
notice_of(const char *notice)
{
	return (struct delivery){
		.key = "abcdefghijklmnopqrstuvwxyz",
		.event = EVENT_HEALTH,
		.notice = slice_of(notice),
	};
}

START_TEST(a_notice_is_handed_on_as_it_is)
{
	struct delivery delivery = notice_of(
	    "{\"kind\":\"failing\",\"subject\":\"f\",\"about\":\"HTTP 500\","
	    "\"since\":\"2026-11-22T00:00:00Z\","
	    "\"at\":\"2026-11-25T00:00:00Z\"}");
	size_t size;
	json_t *json = payload_of(&delivery, &size);

	expect_schema(json, "payload_health.json");
	ck_assert_str_eq(text_at(json, "notice", "subject"), "f");
	ck_assert_ptr_null(json_object_get(json, "topic"));
	json_decref(json);
}
END_TEST

static const char *const no_notices[] = {
	NULL,
	"",
	"x",
	"[]",
	"\"x\"",
	"{\"a\":1} {\"b\":2}",
	"{\"a\":1},\"b\":2",
	"{\"a\":1,\"a\":2}",
	"{\"a\":\n1}",
};

START_TEST(what_is_no_object_is_no_notice)
{
	struct delivery delivery = notice_of(no_notices[_i]);
	struct buffer out;
	struct error err;

	buffer_init(&out, LIMIT_PAYLOAD);
	ck_assert_msg(!notify_payload(&delivery, &out, &err), "%s",
	    no_notices[_i]);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	buffer_finish(&out);
}
END_TEST

Suite *
payload_suite(void)
{
	Suite *suite = suite_create("payload");
	TCase *tcase = tcase_create("payload");

	tcase_add_test(tcase, the_document_has_the_keys_of_the_contract);
	tcase_add_loop_test(tcase, a_long_text_is_cut_and_said_to_be, 0,
	    ARRAY_LEN(sizes));
	tcase_add_test(tcase, a_cut_never_parts_a_character);
	tcase_add_test(tcase, a_new_article_fits_its_schema);
	tcase_add_test(tcase, an_updated_one_says_what_was_before);
	tcase_add_test(tcase, a_digest_has_articles_and_its_time);
	tcase_add_test(tcase, the_longest_digest_fits);
	tcase_add_test(tcase, a_notice_is_handed_on_as_it_is);
	tcase_add_loop_test(tcase, what_is_no_object_is_no_notice, 0,
	    (int)ARRAY_LEN(no_notices));
	suite_add_tcase(suite, tcase);
	return suite;
}

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "article.h"
#include "compiler.h"
#include "limits.h"
#include "store_fixture.h"

Suite *article_json_suite(void);

static const struct article_person authors[] = {
	{ SLICE_INIT("Ann"), SLICE_INIT("ann@a.example"), { NULL, 0 } },
	{ SLICE_INIT("Bo"), { NULL, 0 }, SLICE_INIT("https://b.example/") },
};
static const struct article_enclosure enclosures[] = {
	{ SLICE_INIT("https://a.example/s.mp3"), SLICE_INIT("audio/mpeg"), 9 },
	{ SLICE_INIT("https://a.example/t"), { NULL, 0 }, -1 },
};
static const struct slice categories[] = { SLICE_INIT("sea"),
	SLICE_INIT("a \"b\"") };
static const struct slice topics[] = { SLICE_INIT("boats") };
static const struct slice labels[] = { SLICE_INIT("later") };
static const struct article_copy copies[] = {
	{ 9, SLICE_INIT("port"), SLICE_INIT("https://p.example/") },
};

static struct article
full_article(void)
{
	return (struct article){
		.id = 7,
		.uid = SLICE("abc"),
		.url = SLICE("https://a.example/x"),
		.title = SLICE("Tide"),
		.language = SLICE("en-gb"),
		.summary = SLICE("short"),
		.text = SLICE("one\n\ntwo"),
		.html = SLICE("<p>one"),
		.authors = authors,
		.author_count = 2,
		.categories = categories,
		.category_count = 2,
		.enclosures = enclosures,
		.enclosure_count = 2,
		.published_at = 1785938709,
		.first_seen_at = 1785938710,
		.feed_name = SLICE("harbour"),
		.feed_title = SLICE("The Harbour"),
		.feed_url = SLICE("https://a.example/f"),
		.topics = topics,
		.topic_count = 1,
		.labels = labels,
		.label_count = 1,
		.also_in = copies,
		.also_in_count = 1,
		.story = 3,
		.revision = 2,
		.unread = true,
		.starred = true,
	};
}

static const char *
json_of(const struct article *article, enum article_text text,
    struct arena *arena)
{
	struct json_writer w;
	struct buffer out;
	const char *json;

	buffer_init(&out, KIB * 64);
	json_writer_init(&w, &out);
	article_write_json(&w, article, text);
	json = arena_string(arena, buffer_slice(&out));
	buffer_finish(&out);
	return json;
}

START_TEST(every_key_is_written_in_the_order_of_the_contract)
{
	struct article article = full_article();
	struct arena arena;

	arena_init(&arena, KIB * 64);
	ck_assert_str_eq(json_of(&article, ARTICLE_WITH_TEXT, &arena),
	    "{\"id\":7,\"uid\":\"abc\",\"url\":\"https://a.example/x\","
	    "\"title\":\"Tide\",\"authors\":[{\"name\":\"Ann\",\"email\":"
	    "\"ann@a.example\",\"url\":null},{\"name\":\"Bo\",\"email\":null,"
	    "\"url\":\"https://b.example/\"}],"
	    "\"published\":\"2026-08-05T14:05:09Z\","
	    "\"first_seen\":\"2026-08-05T14:05:10Z\",\"language\":\"en-gb\","
	    "\"summary\":\"short\",\"text\":\"one\\n\\ntwo\","
	    "\"categories\":[\"sea\",\"a \\\"b\\\"\"],"
	    "\"enclosures\":[{\"url\":\"https://a.example/s.mp3\","
	    "\"type\":\"audio/mpeg\",\"length\":9},"
	    "{\"url\":\"https://a.example/t\",\"type\":null,"
	    "\"length\":null}],"
	    "\"feed\":{\"name\":\"harbour\",\"title\":\"The Harbour\","
	    "\"url\":\"https://a.example/f\"},\"topics\":[\"boats\"],"
	    "\"story\":3,\"also_in\":[{\"id\":9,\"feed\":\"port\","
	    "\"url\":\"https://p.example/\"}],\"revision\":2,"
	    "\"unread\":true,\"starred\":true,\"backlog\":false,"
	    "\"labels\":[\"later\"]}");
	arena_finish(&arena);
}
END_TEST

START_TEST(what_is_not_known_is_null_and_lists_are_empty)
{
	struct article article = { .id = 0 };
	struct arena arena;

	arena_init(&arena, KIB * 64);
	ck_assert_str_eq(json_of(&article, ARTICLE_WITHOUT_TEXT, &arena),
	    "{\"id\":null,\"uid\":null,\"url\":null,\"title\":null,"
	    "\"authors\":[],\"published\":null,\"first_seen\":null,"
	    "\"language\":null,\"summary\":null,\"categories\":[],"
	    "\"enclosures\":[],\"feed\":{\"name\":null,\"title\":null,"
	    "\"url\":null},\"topics\":[],\"story\":null,\"also_in\":[],"
	    "\"revision\":null,\"unread\":false,\"starred\":false,"
	    "\"backlog\":false,\"labels\":[]}");
	arena_finish(&arena);
}
END_TEST

START_TEST(the_summary_is_the_text_of_an_article_that_has_no_other)
{
	struct article article = { .summary = SLICE("all there is") };
	struct arena arena;

	arena_init(&arena, KIB * 64);
	ck_assert_ptr_nonnull(
	    strstr(json_of(&article, ARTICLE_WITH_TEXT, &arena),
		"\"text\":\"all there is\""));
	arena_finish(&arena);
}
END_TEST

START_TEST(what_was_written_is_read)
{
	struct article article = full_article(), again;
	const char *first;
	struct arena arena;
	struct error err;

	arena_init(&arena, KIB * 64);
	article.also_in_count = 0; /* the store's alone */
	first = json_of(&article, ARTICLE_WITH_TEXT, &arena);
	CHECK_OK(article_read_json(slice_of(first), &arena, &again, &err), err);
	ck_assert_str_eq(json_of(&again, ARTICLE_WITH_TEXT, &arena), first);
	arena_finish(&arena);
}
END_TEST

START_TEST(a_poor_object_is_enough)
{
	struct article article;
	struct arena arena;
	struct error err;

	arena_init(&arena, KIB * 64);
	CHECK_OK(article_read_json(SLICE("{\"id\":4,\"title\":\" a\\n b \","
					 "\"text\":\"c\\r\\nd\","
					 "\"feed\":\"harbour\",\"more\":[1]}"),
		     &arena, &article, &err),
	    err);
	ck_assert_int_eq(article.id, 4);
	ck_assert(slice_eq(article.title, SLICE("a b")));
	ck_assert(slice_eq(article.text, SLICE("c\nd")));
	ck_assert(slice_eq(article.feed_name, SLICE("harbour")));
	ck_assert_ptr_null(article.url.ptr);
	arena_finish(&arena);
}
END_TEST

START_TEST(values_of_another_type_are_passed_over)
{
	struct article article;
	struct arena arena;
	struct error err;

	arena_init(&arena, KIB * 64);
	CHECK_OK(article_read_json(
		     SLICE("{\"id\":\"x\",\"title\":5,\"text\":[],"
			   "\"authors\":{\"name\":\"x\"},\"categories\":"
			   "[1,\"a\",null,\"\"],\"enclosures\":[\"x\"],"
			   "\"feed\":7,\"unread\":1,\"published\":true}"),
		     &arena, &article, &err),
	    err);
	ck_assert_int_eq(article.id, 0);
	ck_assert_ptr_null(article.title.ptr);
	ck_assert_ptr_null(article.text.ptr);
	ck_assert_ptr_null(article.feed_name.ptr);
	ck_assert_uint_eq(article.author_count, 0);
	ck_assert_uint_eq(article.category_count, 1);
	ck_assert_uint_eq(article.enclosure_count, 0);
	ck_assert(!article.unread);
	arena_finish(&arena);
}
END_TEST

START_TEST(control_characters_of_others_do_not_come_in)
{
	struct article article;
	struct arena arena;
	struct error err;

	arena_init(&arena, KIB * 64);
	CHECK_OK(article_read_json(SLICE("{\"title\":\"a\\u001b[1mb\","
					 "\"text\":\"c\\u0007d\"}"),
		     &arena, &article, &err),
	    err);
	ck_assert(slice_eq(article.title, SLICE("a[1mb")));
	ck_assert(slice_eq(article.text, SLICE("cd")));
	arena_finish(&arena);
}
END_TEST

START_TEST(lines_that_are_no_object_are_refused)
{
	static const struct {
		const char *name, *line, *text;
	} rows[] = {
		{ "empty", "", "not JSON: " },
		{ "cut", "{\"id\":", "not JSON: " },
		{ "number", "5", "not JSON: " },
		{ "array", "[]", "not a JSON object" },
		{ "two", "{} {}", "not JSON: " },
	};
	struct arena arena;

	arena_init(&arena, KIB * 64);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct article article;
		struct error err;

		ck_assert_msg(!article_read_json(slice_of(rows[i].line), &arena,
				  &article, &err),
		    "%s", rows[i].name);
		ck_assert_int_eq(err.kind, ERROR_INPUT);
		ck_assert_msg(strncmp(err.text, rows[i].text,
				  strlen(rows[i].text)) == 0,
		    "%s: %s", rows[i].name, err.text);
	}
	arena_finish(&arena);
}
END_TEST

START_TEST(times_of_rfc_3339_are_read)
{
	static const struct {
		const char *text;
		int64_t at;
	} rows[] = {
		{ "2026-08-05T14:05:09Z", 1785938709 },
		{ "2026-08-05T14:05:09.25Z", 1785938709 },
		{ "2026-08-05t23:05:09+09:00", 1785938709 },
		{ "2026-08-05 10:35:09-03:30", 1785938709 },
		{ "2024-02-29T00:00:00Z", 1709164800 },
		{ "1970-01-02T00:00:00Z", 86400 },
		{ "1969-12-31T23:59:59Z", -1 },
		{ "2000-03-01T00:00:00Z", 951868800 },
		{ "2026-13-05T14:05:09Z", 0 },
		{ "2026-00-05T14:05:09Z", 0 },
		{ "2026-08-32T14:05:09Z", 0 },
		{ "2026-08-05T24:05:09Z", 0 },
		{ "2026-08-05T14:05:09", 0 },
		{ "2026-08-05", 0 },
		{ "2026-08-05T14:05:09+0900", 0 },
		{ "2026-08-05T14:05:09Zx", 0 },
		{ "+026-08-05T14:05:09Z", 0 },
		{ "soon", 0 },
		{ "", 0 },
	};
	struct arena arena;

	arena_init(&arena, KIB * 64);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct article article;
		struct error err;
		char line[80];

		snprintf(line, sizeof(line), "{\"published\":\"%s\"}",
		    rows[i].text);
		CHECK_OK(article_read_json(slice_of(line), &arena, &article,
			     &err),
		    err);
		ck_assert_msg(article.published_at == rows[i].at, "%s: %lld",
		    rows[i].text, (long long)article.published_at);
	}
	arena_finish(&arena);
}
END_TEST

Suite *
article_json_suite(void)
{
	Suite *suite = suite_create("article_json");
	TCase *tcase = tcase_create("article_json");

	tcase_add_test(tcase,
	    every_key_is_written_in_the_order_of_the_contract);
	tcase_add_test(tcase, what_is_not_known_is_null_and_lists_are_empty);
	tcase_add_test(tcase,
	    the_summary_is_the_text_of_an_article_that_has_no_other);
	tcase_add_test(tcase, what_was_written_is_read);
	tcase_add_test(tcase, a_poor_object_is_enough);
	tcase_add_test(tcase, values_of_another_type_are_passed_over);
	tcase_add_test(tcase, control_characters_of_others_do_not_come_in);
	tcase_add_test(tcase, lines_that_are_no_object_are_refused);
	tcase_add_test(tcase, times_of_rfc_3339_are_read);
	suite_add_tcase(suite, tcase);
	return suite;
}

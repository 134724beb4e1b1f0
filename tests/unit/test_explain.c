/*
 * Explanations: the words of people and the JSON of programs, against fixed
 * texts; that no node says other than the matcher; and what a hook is told.
 */
#include <check.h>
#include <jansson.h>
#include <stdio.h>

#include "compiler.h"
#include "json_write.h"
#include "topic_cases.h"
#include "topic_random.h"
#include "topic_set.h"

Suite *explain_suite(void);

static const struct query_moment moment = { 1785000000, 0 };

static const struct query_list lists[] = {
	{ .name = "nk", .query = "\"north korea*\" OR dprk" },
	{ .name = "rights", .query = "\"human rights\" OR 인권" },
};

static struct query *
parse(const char *text)
{
	struct query_error err;
	struct query *query = query_parse(slice_of(text), QUERY_FOR_SEARCH,
	    lists, ARRAY_LEN(lists), &err);

	ck_assert_msg(query != NULL, "%s: %d: %s %s", text, err.column,
	    err.code, err.message);
	return query;
}

/* ---- people ---------------------------------------------------------------------- */

static const struct {
	const char *query, *document, *lines;
} texts[] = {
	{ "~nk AND ~rights",
	    "en: North Korea's rights record // They spoke. It is the human "
	    "right to food in North Korea on that day",
	    "✓ AND\n"
	    "  ✓ ~nk\n"
	    "    ✓ \"north korea*\"    2   title 1: [North Korea]'s rights "
	    "record; content 11: … right to food in [North Korea] on that "
	    "day\n"
	    "    ✗ dprk\n"
	    "  ✓ ~rights\n"
	    "    ✓ \"human rights\"    1   content 6: … spoke. It is the "
	    "[human right] to food in North … (inflection)\n"
	    "    ✗ 인권\n" },
	{ "missile NEAR/1 test", "en: missile was a test // x",
	    "✗ NEAR/1    (nearest: 2 words between)\n"
	    "  ✓ missile    1   title 1: [missile] was a test\n"
	    "  ✓ test    1   title 4: missile was a [test]\n" },
	{ "==WHO", "en: who knew // x",
	    "✗ ==WHO    (1 in another spelling)\n" },
	{ "\"korea north\"", "en: North Korea // x",
	    "✗ \"korea north\"    (all its words, but not side by side)\n" },
	{ "ATLEAST/3 dprk", "en: DPRK // the DPRK said",
	    "✗ ATLEAST/3    2    (2 found)\n"
	    "  ✓ dprk    2   title 1: [DPRK]; content 2: the [DPRK] said\n" },
	{ "ceasefire -x is:read title:a title:/f.r/", "en: cease-fire // a",
	    "✗ AND\n"
	    "  ✓ ceasefire    1   title 1: [cease-fire] (compound)\n"
	    "  ✓ NOT\n"
	    "    ✗ x\n"
	    "  ✓ is:read\n"
	    "  ✗ title:\n"
	    "    ✗ a\n"
	    "  ✓ title:\n"
	    "    ✓ /f.r/    1   title 2: cease-[fir]e\n" },
	{ "", "en: a // b", "✓ *\n" },
	{ "text:/(a+)+$/", "en: x // aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
	    "? text:\n  ? /(a+)+$/\n" },
};

START_TEST(a_verdict_is_told_in_lines)
{
	struct article article;
	struct arena arena;
	struct buffer out;
	struct query *query;

	arena_init(&arena, 1 << 22);
	buffer_init(&out, 1 << 20);
	query = parse(texts[_i].query);
	topic_case_article(texts[_i].document, &arena, &article);
	ck_assert(query_explain_text(query, tokens_make(&article, &arena),
	    &article, moment, &out));
	ck_assert_msg(strcmp(buffer_string(&out), texts[_i].lines) == 0,
	    "%s:\n%s", texts[_i].query, buffer_string(&out));
	query_free(query);
	buffer_finish(&out);
	arena_finish(&arena);
}
END_TEST

/* ---- programs ---------------------------------------------------------------------- */

static void
explain_json(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct buffer *out)
{
	struct json_writer w;

	json_writer_init(&w, out);
	ck_assert(query_explain_json(query, tokens, article, moment, &w));
}

START_TEST(a_verdict_is_told_in_json)
{
	static const char *const wanted =
	    "{\"op\":\"and\",\"value\":false,\"column\":1,\"length\":14,"
	    "\"children\":["
	    "{\"op\":\"list\",\"name\":\"nk\",\"value\":true,\"column\":1,"
	    "\"length\":3,\"children\":[{\"op\":\"or\",\"value\":true,"
	    "\"children\":["
	    "{\"op\":\"phrase\",\"text\":\"\\\"north korea*\\\"\",\"value\":"
	    "true,\"count\":1,\"hits\":[{\"field\":\"title\",\"start\":0,"
	    "\"end\":11,\"text\":\"North Korea\",\"via\":\"prefix\"}]},"
	    "{\"op\":\"word\",\"text\":\"dprk\",\"value\":false,\"count\":0}]"
	    "}]},"
	    "{\"op\":\"near\",\"n\":1,\"value\":false,\"near_miss\":{"
	    "\"distance\":2},\"column\":5,\"length\":10,\"children\":["
	    "{\"op\":\"word\",\"text\":\"b\",\"value\":true,\"count\":1,"
	    "\"hits\":[{\"field\":\"content\",\"start\":0,\"end\":1,\"text\":"
	    "\"b\",\"via\":\"same\"}],\"column\":5,\"length\":1},"
	    "{\"op\":\"word\",\"text\":\"c\",\"value\":true,\"count\":1,"
	    "\"hits\":[{\"field\":\"content\",\"start\":6,\"end\":7,\"text\":"
	    "\"c\",\"via\":\"same\"}],\"column\":14,\"length\":1}]}]}";
	struct query *query = parse("~nk b NEAR/1 c");
	struct article article;
	struct arena arena;
	struct buffer out;

	arena_init(&arena, 1 << 22);
	buffer_init(&out, 1 << 20);
	topic_case_article("en: North Korea's x // b x x c", &arena, &article);
	explain_json(query, tokens_make(&article, &arena), &article, &out);
	ck_assert_msg(strcmp(buffer_string(&out), wanted) == 0, "%s",
	    buffer_string(&out));
	query_free(query);
	buffer_finish(&out);
	arena_finish(&arena);
}
END_TEST

static void
check_hits(const json_t *node, const struct article *article)
{
	const json_t *child;
	size_t i;

	json_array_foreach(json_object_get(node, "hits"), i, child) {
		const char *field = json_string_value(
		    json_object_get(child, "field"));
		struct slice text = strcmp(field, "title") == 0 ? article->title
		    : strcmp(field, "content") == 0             ? article->text
								: SLICE_NONE;
		int64_t start = json_integer_value(
		    json_object_get(child, "start"));
		int64_t end = json_integer_value(json_object_get(child, "end"));

		if (text.ptr == NULL)
			continue;
		ck_assert(slice_eq(slice_sub(text, (size_t)start,
				       (size_t)(end - start)),
		    slice_of(
			json_string_value(json_object_get(child, "text")))));
	}
	json_array_foreach(json_object_get(node, "children"), i, child)
		check_hits(child, article);
}

START_TEST(p1_the_explanation_says_what_the_matcher_says)
{
	struct chance chance = chance_begin("explain");

	for (int i = 0; i < 2000; i++) {
		struct article article;
		struct arena arena;
		struct buffer text, out;
		struct tokens *tokens;
		struct query *query;
		json_t *tree;
		enum truth truth;

		arena_init(&arena, 1 << 24);
		buffer_init(&text, 1 << 20);
		buffer_init(&out, 1 << 24);
		random_query(&chance, i % 5, &text);
		random_article(&chance, &arena, &article);
		tokens = tokens_make(&article, &arena);
		query = parse(buffer_string(&text));
		truth = query_eval(query, tokens, &article, moment);
		explain_json(query, tokens, &article, &out);
		tree = json_loads(buffer_string(&out), 0, NULL);
		ck_assert_msg(tree != NULL, "%s", buffer_string(&out));
		ck_assert_msg(json_is_true(json_object_get(tree, "value")) ==
			(truth == TRUTH_TRUE),
		    "%s", buffer_string(&text));
		check_hits(tree, &article);
		buffer_reset(&out);
		ck_assert(
		    query_explain_text(query, tokens, &article, moment, &out));
		ck_assert_msg(slice_has_prefix(buffer_slice(&out),
				  truth == TRUTH_TRUE ? SLICE("✓")
						      : SLICE("✗")),
		    "%s", buffer_string(&text));
		json_decref(tree);
		query_free(query);
		buffer_finish(&text);
		buffer_finish(&out);
		arena_finish(&arena);
	}
}
END_TEST

START_TEST(a_tree_deeper_than_json_is_cut_and_not_lost)
{
	struct article article = { .title = SLICE("a") };
	struct arena arena;
	struct buffer text, out;
	struct query *query;
	json_t *tree;

	arena_init(&arena, 1 << 22);
	buffer_init(&text, 1 << 16);
	buffer_init(&out, 1 << 20);
	for (int i = 0; i < 31; i++)
		buffer_append_string(&text, i % 2 ? "b OR (" : "a AND (");
	buffer_append_string(&text, "a");
	for (int i = 0; i < 31; i++)
		buffer_append_char(&text, ')');
	query = parse(buffer_string(&text));
	explain_json(query, tokens_make(&article, &arena), &article, &out);
	tree = json_loads(buffer_string(&out), 0, NULL);
	ck_assert(tree != NULL);
	ck_assert(json_is_true(json_object_get(tree, "value")));
	json_decref(tree);
	query_free(query);
	buffer_finish(&text);
	buffer_finish(&out);
	arena_finish(&arena);
}
END_TEST

/* ---- hooks ------------------------------------------------------------------------------ */

static const struct {
	const char *query, *document;
	const char *terms, *snippet;
} described[] = {
	{ "korea rights", "en: Korea's rights // No word", "Korea rights",
	    "No word" },
	{ "korea OR dprk", "en: x // The DPRK and Korea, korea", "DPRK Korea",
	    "The DPRK and Korea, korea" },
	{ "x NOT y", "en: x // Line one\n", "x", "Line one" },
	{ "\"human rights\"", "en: a // of human ¶ human right.", "human right",
	    "of human human right." },
	{ "zebra monkey",
	    "en: x // zebra 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 "
	    "20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 "
	    "41 zebra 43 monkey 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 "
	    "60 61 62 63 64 65 66 67 68 69 70",
	    "zebra monkey",
	    "… 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 zebra "
	    "43 monkey 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 "
	    "63 …" },
	/* the earliest of equal windows */
	{ "zebra",
	    "en: x // zebra 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 "
	    "19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 "
	    "39 40 41 42 43 44 45 zebra",
	    "zebra",
	    "zebra 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 "
	    "22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 …" },
	{ "title:/k.rea/i x", "en: Korea // x", "Korea x", "x" },
	{ "korea", "en: Korea // ", "Korea", "" },
};

START_TEST(a_match_is_described_in_few_words)
{
	struct article article;
	struct arena arena;
	struct match match = { 0 };
	struct buffer terms;
	struct query *query = parse(described[_i].query);

	arena_init(&arena, 1 << 22);
	buffer_init(&terms, 1 << 12);
	topic_case_article(described[_i].document, &arena, &article);
	query_describe(query, tokens_make(&article, &arena), &article, &arena,
	    &match);
	for (size_t i = 0; i < match.term_count; i++)
		buffer_append_format(&terms, "%s%.*s", i > 0 ? " " : "",
		    SLICE_FMT(match.terms[i]));
	ck_assert_msg(strcmp(buffer_string(&terms), described[_i].terms) == 0,
	    "%s: %s", described[_i].query, buffer_string(&terms));
	ck_assert_msg(slice_eq(match.snippet, slice_of(described[_i].snippet)),
	    "%s: %.*s", described[_i].query, SLICE_FMT(match.snippet));
	buffer_finish(&terms);
	query_free(query);
	arena_finish(&arena);
}
END_TEST

Suite *
explain_suite(void)
{
	Suite *suite = suite_create("explain");
	TCase *tcase = tcase_create("explain");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_verdict_is_told_in_lines, 0,
	    ARRAY_LEN(texts));
	tcase_add_test(tcase, a_verdict_is_told_in_json);
	tcase_add_test(tcase, p1_the_explanation_says_what_the_matcher_says);
	tcase_add_test(tcase, a_tree_deeper_than_json_is_cut_and_not_lost);
	tcase_add_loop_test(tcase, a_match_is_described_in_few_words, 0,
	    ARRAY_LEN(described));
	suite_add_tcase(suite, tcase);
	return suite;
}

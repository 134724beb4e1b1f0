/*
 * Many topics at once against each alone: covers lose nothing. Feeds, mutes,
 * and what is wrong with a set.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler.h"
#include "topic_random.h"
#include "topic_set.h"

#define TOPICS   300
#define ARTICLES 150

Suite *match_suite(void);

static const struct query_moment moment = { 0, 0 };

/* A random query that a topic may have, as an owned string. */
static char *
topic_text(struct chance *chance)
{
	struct query_error err;
	struct query *query = NULL;
	struct buffer text;
	char *owned;

	buffer_init(&text, 1 << 20);
	while (query == NULL) {
		buffer_reset(&text);
		random_query(chance, (int)chance_below(chance, 5), &text);
		query = query_parse(buffer_slice(&text), QUERY_FOR_TOPIC, NULL,
		    0, &err);
	}
	query_free(query);
	owned = slice_to_string(buffer_slice(&text));
	buffer_finish(&text);
	return owned;
}

static struct topic_set *
build(const struct topic *topics, size_t count)
{
	struct topic_set_problem problem;
	struct topic_set *set = topic_set_build(topics, count, NULL, 0, NULL, 0,
	    &problem);

	ck_assert_msg(set != NULL, "topic %zu: %s", problem.topic,
	    problem.error.message);
	return set;
}

START_TEST(p3_many_topics_match_as_each_does_alone)
{
	struct chance chance = chance_begin("p3");
	struct topic topics[TOPICS] = { 0 };
	struct query *alone[TOPICS];
	struct match matches[TOPICS];
	struct topic_set *set;
	struct topic_scratch *scratch;
	size_t found = 0;

	for (size_t i = 0; i < TOPICS; i++) {
		struct query_error err;

		topics[i].name = "t";
		/* some of them equal */
		topics[i].query = i % 10 == 9
		    ? slice_to_string(slice_of(topics[i - 1].query))
		    : topic_text(&chance);
		alone[i] = query_parse(slice_of(topics[i].query),
		    QUERY_FOR_TOPIC, NULL, 0, &err);
	}
	set = build(topics, TOPICS);
	scratch = topic_scratch_new(set);
	for (int a = 0; a < ARTICLES; a++) {
		struct article article;
		struct arena arena;
		struct tokens *tokens;
		size_t count, at = 0;

		arena_init(&arena, 1 << 24);
		random_article(&chance, &arena, &article);
		tokens = tokens_make(&article, &arena);
		count = topics_match(set, scratch, tokens, &article, matches,
		    TOPICS);
		for (size_t i = 0; i < TOPICS; i++) {
			bool is = query_eval(alone[i], tokens, &article,
				      moment) == TRUTH_TRUE;

			ck_assert_msg(is ==
				(at < count && matches[at].topic == i),
			    "%s on %.*s // %.*s", topics[i].query,
			    SLICE_FMT(article.title), SLICE_FMT(article.text));
			at += is;
		}
		ck_assert_uint_eq(at, count);
		found += count;
		arena_finish(&arena);
	}
	printf("p3: %d pairs, %zu matches\n", TOPICS * ARTICLES, found);
	ck_assert(found > ARTICLES);
	topic_scratch_free(scratch);
	topic_set_unref(set);
	for (size_t i = 0; i < TOPICS; i++) {
		query_free(alone[i]);
		free((void *)(uintptr_t)topics[i].query);
	}
}
END_TEST

/* Numbers of the topics that an article meets, as "0 2". */
static void
match_names(const struct topic_set *set, const struct article *article,
    struct buffer *out)
{
	struct topic_scratch *scratch = topic_scratch_new(set);
	struct match matches[8];
	struct arena arena;
	struct tokens *tokens;
	size_t count;

	arena_init(&arena, 1 << 20);
	tokens = tokens_make(article, &arena);
	count = topics_match(set, scratch, tokens, article, matches,
	    ARRAY_LEN(matches));
	buffer_reset(out);
	for (size_t i = 0; i < count; i++)
		buffer_append_format(out, "%s%s", i > 0 ? " " : "",
		    matches[i].name);
	arena_finish(&arena);
	topic_scratch_free(scratch);
}

START_TEST(a_topic_takes_only_its_feeds)
{
	static const char *asia[] = { "asia" };
	static const char *glob[] = { "as*", "x" };
	static const char *tag[] = { "tag:DESK" };
	const struct topic topics[] = {
		{ .name = "all", .query = "korea" },
		{ .name = "name",
		    .query = "korea",
		    .feeds = asia,
		    .feed_count = 1 },
		{ .name = "glob",
		    .query = "korea",
		    .feeds = glob,
		    .feed_count = 2 },
		{ .name = "tag",
		    .query = "korea",
		    .feeds = tag,
		    .feed_count = 1 },
		{ .name = "other", .query = "missile" },
	};
	const struct slice desk = SLICE("desk");
	struct topic_set *set = build(topics, ARRAY_LEN(topics));
	struct article article = { .title = SLICE("Korea") };
	struct buffer names;

	buffer_init(&names, 1 << 10);
	match_names(set, &article, &names);
	ck_assert_str_eq(buffer_string(&names), "all");
	article.feed_name = SLICE("Asia");
	match_names(set, &article, &names);
	ck_assert_str_eq(buffer_string(&names), "all name glob");
	article.feed_name = SLICE("asian");
	article.feed_tags = &desk;
	article.feed_tag_count = 1;
	match_names(set, &article, &names);
	ck_assert_str_eq(buffer_string(&names), "all glob tag");
	article.title = SLICE("Japan");
	match_names(set, &article, &names);
	ck_assert_str_eq(buffer_string(&names), "");
	buffer_finish(&names);
	topic_set_unref(set);
}
END_TEST

START_TEST(a_muted_article_matches_nothing)
{
	const struct topic topics[] = { { .name = "nk", .query = "korea" } };
	const struct query_list mutes[] = {
		{ .query = "horoscope OR \"sponsored content\"" },
		{ .query = "~noise" },
	};
	const struct query_list lists[] = { { .name = "noise",
	    .query = "lottery" } };
	struct topic_set_problem problem;
	struct topic_set *set = topic_set_build(topics, 1, lists, 1, mutes, 2,
	    &problem);
	struct article article = { .title = SLICE("Korea") };
	struct arena arena;
	struct buffer names;

	ck_assert(set != NULL);
	buffer_init(&names, 1 << 10);
	arena_init(&arena, 1 << 20);
	match_names(set, &article, &names);
	ck_assert_str_eq(buffer_string(&names), "nk");
	ck_assert(
	    !topic_set_mutes(set, tokens_make(&article, &arena), &article));
	article.text = SLICE("Sponsored content");
	match_names(set, &article, &names);
	ck_assert_str_eq(buffer_string(&names), "");
	ck_assert(
	    topic_set_mutes(set, tokens_make(&article, &arena), &article));
	article.text = SLICE("a lottery");
	match_names(set, &article, &names);
	ck_assert_str_eq(buffer_string(&names), "");
	arena_finish(&arena);
	buffer_finish(&names);
	topic_set_unref(set);
}
END_TEST

START_TEST(a_wrong_topic_is_named_with_its_error)
{
	const struct topic topics[] = {
		{ .name = "good", .query = "korea" },
		{ .name = "bad", .query = "korea or japan" },
	};
	const struct query_list mute = { .query = "-x" };
	struct topic_set_problem problem;

	ck_assert_ptr_null(
	    topic_set_build(topics, 2, NULL, 0, NULL, 0, &problem));
	ck_assert_uint_eq(problem.topic, 1);
	ck_assert_str_eq(problem.error.code, "E14");
	ck_assert_int_eq(problem.error.column, 7);
	ck_assert_ptr_null(
	    topic_set_build(topics, 1, NULL, 0, &mute, 1, &problem));
	ck_assert(problem.topic == SIZE_MAX);
	ck_assert_str_eq(problem.error.code, "E19");
}
END_TEST

START_TEST(a_set_lives_as_long_as_somebody_holds_it)
{
	const struct topic topics[] = { { .name = "nk",
	    .query = "title:/k.rea/i" } };
	struct topic_set *set = build(topics, 1), *empty = build(NULL, 0);
	struct article article = { .title = SLICE("Korea") };
	struct buffer names;

	ck_assert(topic_set_ref(set) == set);
	topic_set_unref(set);
	ck_assert_uint_eq(topic_set_count(set), 1);
	ck_assert_str_eq(topic_set_name(set, 0), "nk");
	ck_assert(
	    slice_eq(topic_set_query_text(set, 0), SLICE("title:/k.rea/i")));
	buffer_init(&names, 1 << 10);
	match_names(set, &article, &names);
	ck_assert_str_eq(buffer_string(&names), "nk");
	match_names(empty, &article, &names);
	ck_assert_str_eq(buffer_string(&names), "");
	buffer_finish(&names);
	topic_set_unref(set);
	topic_set_unref(empty);
	topic_set_unref(NULL);
}
END_TEST

Suite *
match_suite(void)
{
	Suite *suite = suite_create("match");
	TCase *tcase = tcase_create("match");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, p3_many_topics_match_as_each_does_alone);
	tcase_add_test(tcase, a_topic_takes_only_its_feeds);
	tcase_add_test(tcase, a_muted_article_matches_nothing);
	tcase_add_test(tcase, a_wrong_topic_is_named_with_its_error);
	tcase_add_test(tcase, a_set_lives_as_long_as_somebody_holds_it);
	suite_add_tcase(suite, tcase);
	return suite;
}

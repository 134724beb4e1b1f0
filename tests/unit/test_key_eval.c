/*
 * Key fields and times on one article, value by value.
 */
#include <check.h>

#include "compiler.h"
#include "topic_set.h"

Suite *key_eval_suite(void);

/* 2026-08-05 12:00 UTC, two hours later on the clock of the place */
static const struct query_moment moment = { 1785931200, 7200 };

static const struct {
	const char *query;
	bool holds;
} rows[] = {
	{ "site:example.org", true },
	{ "site:www.example.org", true },
	{ "site:WWW.Example.ORG", true },
	{ "site:ample.org", false },
	{ "site:org", true },
	{ "site:www.example.org.uk", false },
	{ "feed:asia-wire", true },
	{ "feed:Asia*", true },
	{ "feed:*wire", true },
	{ "feed:a*w*e", true },
	{ "feed:asia", false },
	{ "feed:(x OR asia-wire)", true },
	{ "tag:news", true },
	{ "tag:NEWS", true },
	{ "tag:elysee", true },
	{ "tag:new", false },
	{ "tag:n*", true },
	{ "lang:en", true },
	{ "lang:en-gb", true },
	{ "lang:en-us", false },
	{ "lang:e", false },
	{ "lang:und", false },
	{ "has:enclosure", true },
	{ "has:audio", true },
	{ "has:video", false },
	{ "has:image", false },
	{ "has:author", true },
	{ "has:date", true },
	{ "has:link", true },
	{ "has:content", true },
	{ "is:unread", true },
	{ "is:read", false },
	{ "is:starred", false },
	{ "is:matched", true },
	{ "is:backlog", false },
	{ "is:updated", true },
	{ "is:duplicate", true },
	{ "is:held", false },
	{ "topic:nk", true },
	{ "topic:nk*", true },
	{ "topic:n", false },
	{ "label:later", true },
	{ "label:late", false },
	{ "story:12", true },
	{ "story:13", false },
	{ "id:7", true },
	{ "id:(1 OR 7)", true },
	{ "id:8", false },
	/* the article is of 2026-08-03 23:30 local time */
	{ "date:2026", true },
	{ "date:2026-08", true },
	{ "date:2026-08-03", true },
	{ "date:2026-08-04", false },
	{ "date:2026-08-03T23:30", true },
	{ "date:2026-08-03T23:31", false },
	{ "date:2026-08-03T23:29..2026-08-03T23:30", true },
	{ "date:2025..2026", true },
	{ "date:..2026-08-02", false },
	{ "date:..2026-08-03", true },
	{ "date:2026-08-04..", false },
	{ "date:2024-02-29", false },
	{ "date:today", false },
	{ "date:yesterday", false },
	{ "date:2d", true },
	{ "date:1d", false },
	{ "date:2d..", true },
	{ "date:36h..", false },
	{ "date:..36h", true },
	{ "date:3d..yesterday", true },
	{ "date:(2025 OR 2026-08)", true },
	{ "seen:2026-08-05", true },
	{ "seen:today", true },
	{ "seen:..yesterday", false },
	{ "age:<2d", true },
	{ "age:<38h", false },
	{ "age:>38h", true },
	{ "age:>2d", false },
	{ "age:<1w", true },
};

static void
fill(struct article *article)
{
	static const struct slice tags[] = { SLICE_INIT("news"),
		SLICE_INIT("Élysée") };
	static const struct slice topics[] = { SLICE_INIT("nk") };
	static const struct slice labels[] = { SLICE_INIT("Later") };
	static const struct article_enclosure enclosures[] = {
		{ .type = SLICE_INIT("Audio/mpeg") }
	};
	static const struct article_person authors[] = { { .name = SLICE_INIT(
							       "Jane Doe") } };
	static const struct article_copy copies[] = { { .id = 8 } };

	*article = (struct article){ .id = 7,
		.url = SLICE("https://www.Example.org/a"),
		.title = SLICE("Xyz"),
		.text = SLICE("xyz"),
		.language = SLICE("en-GB"),
		.feed_name = SLICE("asia-wire"),
		.feed_tags = tags,
		.feed_tag_count = 2,
		.topics = topics,
		.topic_count = 1,
		.labels = labels,
		.label_count = 1,
		.enclosures = enclosures,
		.enclosure_count = 1,
		.authors = authors,
		.author_count = 1,
		.also_in = copies,
		.also_in_count = 1,
		.published_at = 1785792600, /* 2026-08-03T21:30Z */
		.first_seen_at = 1785931100,
		.story = 12,
		.revision = 2,
		.unread = true };
}

static enum truth
judge(const char *text, const struct article *article)
{
	struct query_error err;
	struct query *query = query_parse(slice_of(text), QUERY_FOR_SEARCH,
	    NULL, 0, &err);
	enum truth truth;

	ck_assert_msg(query != NULL, "%s: %s", text, err.message);
	truth = query_eval(query, NULL, article, moment);
	query_free(query);
	return truth;
}

START_TEST(a_key_field_holds)
{
	struct article article;

	fill(&article);
	ck_assert_msg(judge(rows[_i].query, &article) ==
		(rows[_i].holds ? TRUTH_TRUE : TRUTH_FALSE),
	    "%s", rows[_i].query);
}
END_TEST

START_TEST(what_is_not_known_does_not_hold)
{
	static const char *const queries[] = { "date:2026", "seen:2026",
		"age:<9y", "age:>1m", "story:0", "has:date", "has:link",
		"has:author", "site:x", "tag:*", "topic:*", "label:*",
		"lang:en" };
	const struct article article = { .id = 1 };

	for (size_t i = 0; i < ARRAY_LEN(queries); i++)
		ck_assert_msg(judge(queries[i], &article) == TRUTH_FALSE, "%s",
		    queries[i]);
	ck_assert_int_eq(judge("lang:und", &article), TRUTH_TRUE);
}
END_TEST

START_TEST(a_date_is_the_earlier_and_a_site_the_feed_s_where_need_be)
{
	struct article article;

	fill(&article);
	article.first_seen_at = article.published_at - 864000;
	ck_assert_int_eq(judge("date:2026-07-24", &article), TRUTH_TRUE);
	article.published_at = 0;
	ck_assert_int_eq(judge("date:2026-07-24", &article), TRUTH_TRUE);
	article.url = SLICE_NONE;
	article.feed_url = SLICE("https://feeds.example.net/x");
	ck_assert_int_eq(judge("site:example.net", &article), TRUTH_TRUE);
}
END_TEST

Suite *
key_eval_suite(void)
{
	Suite *suite = suite_create("key_eval");
	TCase *tcase = tcase_create("keys");

	tcase_add_loop_test(tcase, a_key_field_holds, 0, ARRAY_LEN(rows));
	tcase_add_test(tcase, what_is_not_known_does_not_hold);
	tcase_add_test(tcase,
	    a_date_is_the_earlier_and_a_site_the_feed_s_where_need_be);
	suite_add_tcase(suite, tcase);
	return suite;
}

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store/selection.h"
#include "store_fixture.h"

Suite *search_suite(void);

static const struct topic boats = { .name = "boats", .query = "boat" };

/* By age, the youngest first; ids are 5 to 1. */
static const struct fixture_entry entries[] = {
	{ .id = "e",
	    .title = "Boats and boats",
	    .text = "A boat is a boat.",
	    .published_at = FIXTURE_NOW - 100 },
	{ .id = "d",
	    .title = "The mill",
	    .text = "No water, no mill.",
	    .published_at = FIXTURE_NOW - 200 },
	{ .id = "c",
	    .title = "The weather",
	    .text = "Rain on every boat in the harbour. Wind and rain.",
	    .published_at = FIXTURE_NOW - 300 },
	{ .id = "b",
	    .title = "Carts",
	    .text = "Two carts and a BOAT.",
	    .published_at = FIXTURE_NOW - 400 },
	{ .id = "a",
	    .title = "Human rights",
	    .text = "The right to fish.",
	    .published_at = FIXTURE_NOW - 500 },
};

static void
open_with_articles(struct fixture *f)
{
	fixture_open(f);
	fixture_topics(f, &boats, 1);
	fixture_entries(f, entries, ARRAY_LEN(entries));
}

struct found {
	char ids[200]; /* "5 3 2" */
	struct article last;
};

static bool
note(const struct article *article, void *arg)
{
	struct found *found = arg;
	size_t len = strlen(found->ids);

	snprintf(found->ids + len, sizeof(found->ids) - len, "%s%lld",
	    len == 0 ? "" : " ", (long long)article->id);
	found->last = *article;
	return true;
}

static struct query *
parse(const char *text)
{
	struct query_error problem;
	struct query *query = query_parse(slice_of(text), QUERY_FOR_SEARCH,
	    NULL, 0, &problem);

	ck_assert_msg(query != NULL, "%s: %s", text, problem.message);
	return query;
}

static const char *
find(struct fixture *f, const char *text, struct article_request request)
{
	struct query *query = parse(text);
	struct found found = { .ids = "" };
	struct error err;

	request.query = query;
	request.moment.now_at = f->now_at;
	CHECK_OK(store_find_articles(f->store, &request, note, &found, &err),
	    err);
	query_free(query);
	return arena_format(&f->arena, "%s", found.ids);
}

START_TEST(what_is_muted_is_not_shown)
{
	static const struct query_list mutes[] = { { .query = "mill" },
		{ .query = "rain ONEAR/6 harbour" } };
	static const struct {
		const char *query, *ids, *by_rank;
	} rows[] = {
		{ "", "5 2 1", "5 2 1" },
		{ "boat", "5 2", "5 2" },
		{ "boat OR mill", "5 2", "5 2" },
		{ "NOT boat", "1", "1" },
		{ "feed:harbour", "5 2 1", "5 2 1" },
		{ "mill", "", "" },
	};
	struct fixture f;
	struct error err;

	open_with_articles(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct query *query = parse(rows[i].query);
		struct article_request request = { .query = query,
			.scope = SCOPE_ALL,
			.limit = -1,
			.moment.now_at = f.now_at };
		struct found found = { .ids = "" }, ranked = { .ids = "" };
		struct query_error problem;

		ck_assert(query_exclude(query, mutes, ARRAY_LEN(mutes), NULL, 0,
		    &problem));
		CHECK_OK(store_find_articles(f.store, &request, note, &found,
			     &err),
		    err);
		request.sort = SORT_RELEVANCE;
		CHECK_OK(store_find_articles(f.store, &request, note, &ranked,
			     &err),
		    err);
		query_free(query);
		ck_assert_msg(strcmp(found.ids, rows[i].ids) == 0 &&
			strcmp(ranked.ids, rows[i].by_rank) == 0,
		    "%s: %s, by rank %s", rows[i].query, found.ids, ranked.ids);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(the_answer_of_sql_and_proof_is_that_of_the_matcher)
{
	static const struct {
		const char *query, *ids;
	} rows[] = {
		{ "", "5 4 3 2 1" },
		{ "boat", "5 3 2" },
		{ "title:boat", "5" },
		{ "boat -cart", "5 3" },
		{ "NOT boat", "4 1" },
		{ "\"human rights\"", "1" },
		{ "=rights", "1" },
		{ "right", "1" },
		{ "==BOAT", "2" },
		{ "ATLEAST/2 rain", "3" },
		{ "rain ONEAR/6 harbour", "3" },
		{ "harbour ONEAR/6 rain", "3" },
		{ "wind ONEAR/3 boat", "" },
		{ "title:/^The/", "4 3" },
		{ "ca*s", "2" },
		{ "wat*", "4" },
		{ "topic:boats", "5 3 2" },
		{ "is:backlog", "4 1" },
		{ "is:matched", "5 3 2" },
		{ "feed:harbour boat", "5 3 2" },
		{ "feed:port", "" },
		{ "tag:sea mill", "4" },
		{ "tag:sky", "" },
		{ "lang:en cart", "2" },
		{ "id:3", "3" },
		{ "boat OR mill", "5 4 3 2" },
		{ "nowhere", "" },
	};
	struct fixture f;

	open_with_articles(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *got = find(&f, rows[i].query,
		    (struct article_request){ .scope = SCOPE_ALL,
			.limit = -1 });

		ck_assert_msg(strcmp(got, rows[i].ids) == 0,
		    "%s: \"%s\" and not \"%s\"", rows[i].query, got,
		    rows[i].ids);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(a_list_sees_what_is_kept_unless_the_query_speaks_of_it)
{
	static const struct {
		const char *query, *kept, *all;
	} rows[] = {
		{ "", "5 3 2", "5 4 3 2 1" },
		{ "mill", "", "4" },
		{ "is:backlog", "4 1", "4 1" },
		{ "mill is:backlog", "4", "4" },
		{ "is:matched", "5 3 2", "5 3 2" },
	};
	struct fixture f;

	open_with_articles(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *kept = find(&f, rows[i].query,
		    (struct article_request){ .scope = SCOPE_KEPT,
			.limit = -1 });
		const char *all = find(&f, rows[i].query,
		    (struct article_request){ .scope = SCOPE_ALL,
			.limit = -1 });

		ck_assert_msg(strcmp(kept, rows[i].kept) == 0, "%s: %s",
		    rows[i].query, kept);
		ck_assert_msg(strcmp(all, rows[i].all) == 0, "%s: %s",
		    rows[i].query, all);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(rows_come_in_the_order_asked_for)
{
	static const struct {
		const char *name, *query;
		enum article_sort sort;
		const char *ids;
	} rows[] = {
		{ "newest", "boat", SORT_NEWEST, "5 3 2" },
		{ "oldest", "boat", SORT_OLDEST, "2 3 5" },
		/* In the title it weighs most; then the shorter text. */
		{ "rank", "boat", SORT_RELEVANCE, "5 2 3" },
		{ "rank, proved", "boat ==boat", SORT_RELEVANCE, "5 3" },
		{ "rank without words", "is:unread", SORT_RELEVANCE,
		    "5 4 3 2 1" },
	};
	struct fixture f;

	open_with_articles(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *got = find(&f, rows[i].query,
		    (struct article_request){ .scope = SCOPE_ALL,
			.sort = rows[i].sort,
			.limit = -1 });

		ck_assert_msg(strcmp(got, rows[i].ids) == 0, "%s: %s",
		    rows[i].name, got);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(limit_and_offset_cut_the_answer)
{
	static const struct {
		int64_t limit, offset;
		const char *exact, *proved;
	} rows[] = {
		{ -1, 0, "5 3 2", "5 3 2" },
		{ 0, 0, "", "" },
		{ 1, 0, "5", "5" },
		{ 2, 1, "3 2", "3 2" },
		{ 9, 2, "2", "2" },
		{ 9, 3, "", "" },
		{ -1, 1, "3 2", "3 2" },
	};
	struct fixture f;

	open_with_articles(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct article_request request = {
			.scope = SCOPE_ALL,
			.limit = rows[i].limit,
			.offset = rows[i].offset,
		};

		ck_assert_str_eq(find(&f, "boat", request), rows[i].exact);
		ck_assert_str_eq(find(&f, "text:/boat/i", request),
		    rows[i].proved);
	}
	fixture_close(&f);
}
END_TEST

static bool
stop_at_second(const struct article *article, void *arg)
{
	int *count = arg;

	(void)article;
	return ++*count < 2;
}

START_TEST(a_visitor_may_end_the_walk)
{
	struct article_request request = { .scope = SCOPE_ALL, .limit = -1 };
	struct fixture f;
	struct error err;
	int count = 0;

	open_with_articles(&f);
	CHECK_OK(store_find_articles(f.store, &request, stop_at_second, &count,
		     &err),
	    err);
	ck_assert_int_eq(count, 2);
	fixture_close(&f);
}
END_TEST

/* Whether the texts of the visited row are there: "summary text html". */
static bool
note_texts(const struct article *article, void *arg)
{
	snprintf(arg, 4, "%d%d%d", article->summary.ptr != NULL,
	    article->text.ptr != NULL, article->html.ptr != NULL);
	return true;
}

START_TEST(rows_have_the_texts_that_were_asked_for)
{
	static const struct {
		const char *query;
		bool text, html;
		const char *has;
	} rows[] = {
		{ "tide", false, false, "100" },
		{ "tide", true, false, "110" },
		{ "tide", true, true, "111" },
		{ "text:/tide/", false, false, "100" },
		{ "text:/tide/", true, false, "110" },
	};
	static const struct fixture_entry tide = { .id = "t",
		.title = "x",
		.summary = "s",
		.text = "the tide" };
	struct fixture f;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	fixture_run(&f, "UPDATE article_text SET html = '<p>'");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct query *query = parse(rows[i].query);
		struct article_request request = {
			.query = query,
			.limit = -1,
			.text = rows[i].text,
			.html = rows[i].html,
		};
		struct error err;
		char has[4] = "";

		CHECK_OK(store_find_articles(f.store, &request, note_texts, has,
			     &err),
		    err);
		ck_assert_msg(strcmp(has, rows[i].has) == 0, "%zu: %s", i, has);
		query_free(query);
	}
	fixture_close(&f);
}
END_TEST

static bool
check_order(const struct article *article, void *arg)
{
	int64_t *next = arg;

	ck_assert_int_eq(article->id, *next);
	--*next;
	return true;
}

START_TEST(walks_over_many_pages_miss_and_repeat_nothing)
{
	enum {
		COUNT = LIMIT_SEARCH_PAGE * 6 + 17
	};
	static const char *const queries[] = { "", "word", "text:/word/" };
	struct fixture_entry *many = calloc(COUNT, sizeof(*many));
	char(*ids)[12] = calloc(COUNT, sizeof(*ids));
	struct fixture f;

	ck_assert(many != NULL && ids != NULL);
	for (int i = 0; i < COUNT; i++) {
		snprintf(ids[i], sizeof(ids[i]), "%d", i);
		/* Runs of equal dates, across the ends of pages. */
		many[i] = (struct fixture_entry){
			.id = ids[i],
			.text = "a word",
			.published_at = FIXTURE_NOW - i / 700,
		};
	}
	fixture_open(&f);
	fixture_entries(&f, many, COUNT);
	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		struct query *query = parse(queries[i]);
		struct article_request request = { .query = query,
			.limit = -1 };
		int64_t next = COUNT;
		struct error err;

		CHECK_OK(store_find_articles(f.store, &request, check_order,
			     &next, &err),
		    err);
		ck_assert_msg(next == 0, "%s: %lld", queries[i],
		    (long long)next);
		query_free(query);
	}
	free(many);
	free(ids);
	fixture_close(&f);
}
END_TEST

START_TEST(t36_nothing_of_a_query_is_sql)
{
	static const char *const queries[] = {
		"feed:\"x' OR 1=1 --\"",
		"\"boat\\\" OR \\\"mill\"",
		"tag:\"*'; DROP TABLE article; --\"",
		"title:/'\\) OR 1/",
		"label:\"a' UNION SELECT 1 --\"",
	};
	struct fixture f;

	open_with_articles(&f);
	for (size_t i = 0; i < ARRAY_LEN(queries); i++)
		ck_assert_str_eq(find(&f, queries[i],
				     (struct article_request){
					 .scope = SCOPE_ALL,
					 .limit = -1 }),
		    "");
	CHECK_SQL(&f, "SELECT count(*) FROM article", 5);
	fixture_close(&f);
}
END_TEST

/* How SQLite means to answer the first page. */
static const char *
plan_of(struct fixture *f, struct article_request *request)
{
	struct selection selection;
	struct statement s;
	struct error err;
	const char *plan = "";

	CHECK_OK(selection_init(&selection, f->store, request, &err), err);
	s = selection_prepare(&selection,
	    "EXPLAIN QUERY PLAN SELECT a.id, a.sort_at FROM v1_articles a",
	    " AND (a.sort_at, a.id) < (1, 1) "
	    "ORDER BY a.sort_at DESC, a.id DESC LIMIT 50");
	while (statement_step(&s, &err) == STEP_ROW) {
		struct slice detail;

		s.take = 3;
		detail = take_text(&s);
		plan = arena_format(&f->arena, "%s|%.*s", plan,
		    SLICE_FMT(detail));
	}
	selection_drop(&s);
	selection_finish(&selection);
	return plan;
}

START_TEST(the_newest_are_read_from_an_index)
{
	struct article_request request = { .limit = 50 };
	const char *plan;
	struct fixture f;

	fixture_open(&f);
	plan = plan_of(&f, &request);
	ck_assert_msg(strstr(plan, "article_newest") != NULL &&
		strstr(plan, "TEMP B-TREE") == NULL &&
		strstr(plan, "feed") == NULL,
	    "%s", plan);
	request.scope = SCOPE_ALL;
	plan = plan_of(&f, &request);
	ck_assert_msg(strstr(plan, "article_sort") != NULL &&
		strstr(plan, "TEMP B-TREE") == NULL,
	    "%s", plan);
	fixture_close(&f);
}
END_TEST

START_TEST(a_reader_without_a_writer_searches_too)
{
	struct fixture f;

	open_with_articles(&f);
	store_close(f.store);
	CHECK_OK(store_open_reader(&f.store, f.path, &(struct error){ 0 }),
	    (struct error){ 0 });
	ck_assert_str_eq(find(&f, "boat ==BOAT",
			     (struct article_request){ .scope = SCOPE_ALL,
				 .limit = -1 }),
	    "2");
	fixture_close(&f);
}
END_TEST

Suite *
search_suite(void)
{
	Suite *suite = suite_create("search");
	TCase *tcase = tcase_create("search");

	tcase_add_test(tcase, what_is_muted_is_not_shown);
	tcase_add_test(tcase,
	    the_answer_of_sql_and_proof_is_that_of_the_matcher);
	tcase_add_test(tcase,
	    a_list_sees_what_is_kept_unless_the_query_speaks_of_it);
	tcase_add_test(tcase, rows_come_in_the_order_asked_for);
	tcase_add_test(tcase, limit_and_offset_cut_the_answer);
	tcase_add_test(tcase, a_visitor_may_end_the_walk);
	tcase_add_test(tcase, rows_have_the_texts_that_were_asked_for);
	tcase_add_test(tcase, walks_over_many_pages_miss_and_repeat_nothing);
	tcase_add_test(tcase, t36_nothing_of_a_query_is_sql);
	tcase_add_test(tcase, the_newest_are_read_from_an_index);
	tcase_add_test(tcase, a_reader_without_a_writer_searches_too);
	suite_add_tcase(suite, tcase);
	return suite;
}

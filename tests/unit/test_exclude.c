#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "topic_set.h"

Suite *exclude_suite(void);

static const struct query_list lists[] = {
	{ .name = "ads", .query = "advert OR sponsored" },
};
static const struct query_list mutes[] = {
	{ .query = "horoscope" },
	{ .query = "title:(~ads)" },
	{ .query = "text:/zod(iac)+/ AND NOT sea" },
};

static struct query *
shown(const char *text)
{
	struct query_error problem;
	struct query *query = query_parse(slice_of(text), QUERY_FOR_SEARCH,
	    lists, ARRAY_LEN(lists), &problem);

	ck_assert_msg(query != NULL, "%s: %s", text, problem.message);
	ck_assert_msg(query_exclude(query, mutes, ARRAY_LEN(mutes), lists,
			  ARRAY_LEN(lists), &problem),
	    "%s", problem.message);
	return query;
}

START_TEST(what_a_mute_holds_for_is_not_found)
{
	static const struct {
		const char *query, *title, *text;
		enum truth truth;
	} rows[] = {
		{ "boat", "A boat", "It sails.", TRUTH_TRUE },
		{ "boat", "A cart", "It rolls.", TRUTH_FALSE },
		{ "boat", "A boat", "Your horoscope.", TRUTH_FALSE },
		{ "boat", "A sponsored boat", "It sails.", TRUTH_FALSE },
		{ "boat", "A boat", "Sponsored.", TRUTH_TRUE },
		{ "boat OR cart", "A boat", "The horoscope.", TRUTH_FALSE },
		{ "boat cart", "A boat", "A cart.", TRUTH_TRUE },
		{ "boat cart", "A boat", "A mill.", TRUTH_FALSE },
		{ "boat", "A boat", "The zodiac.", TRUTH_FALSE },
		{ "boat", "A boat", "The zodiac at sea.", TRUTH_TRUE },
		{ "-boat", "A cart", "It rolls.", TRUTH_TRUE },
		{ "-boat", "A cart", "A horoscope.", TRUTH_FALSE },
		{ "", "A cart", "It rolls.", TRUTH_TRUE },
		{ "", "A cart", "A horoscope.", TRUTH_FALSE },
		{ "is:unread", "A cart", "A horoscope.", TRUTH_FALSE },
		{ "is:unread", "A cart", "It rolls.", TRUTH_TRUE },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct article article = { .title = slice_of(rows[i].title),
			.text = slice_of(rows[i].text),
			.unread = true };
		struct query *query = shown(rows[i].query);
		struct arena arena;

		arena_init(&arena, 1 << 20);
		ck_assert_msg(query_eval(query, tokens_make(&article, &arena),
				  &article, (struct query_moment){ 0, 0 }) ==
			rows[i].truth,
		    "%s: %s %s", rows[i].query, rows[i].title, rows[i].text);
		arena_finish(&arena);
		query_free(query);
	}
}
END_TEST

START_TEST(a_query_still_says_what_its_text_says)
{
	static const struct {
		const char *query, *normal;
		bool text, scope, empty;
	} rows[] = {
		{ "boat", "boat", true, false, false },
		{ "boat cart", "boat AND cart", true, false, false },
		{ "is:backlog boat", "is:backlog AND boat", true, true, false },
		{ "is:unread", "is:unread", false, false, false },
		{ "", "", false, false, true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct query *query = shown(rows[i].query);
		struct buffer normal;

		buffer_init(&normal, 1000);
		ck_assert(query_print(query, &normal));
		ck_assert_str_eq(buffer_string(&normal), rows[i].normal);
		buffer_finish(&normal);
		ck_assert_int_eq(query_has_text(query), rows[i].text);
		ck_assert_int_eq(query_mentions_scope(query), rows[i].scope);
		ck_assert_int_eq(query_is_empty(query), rows[i].empty);
		ck_assert(query_reads_text(query));
		query_free(query);
	}
}
END_TEST

START_TEST(without_mutes_nothing_changes)
{
	struct query_error problem;
	struct query *query = query_parse(SLICE("is:unread"), QUERY_FOR_SEARCH,
	    NULL, 0, &problem);

	ck_assert(query_exclude(query, NULL, 0, NULL, 0, &problem));
	ck_assert(!query_reads_text(query));
	query_free(query);
}
END_TEST

START_TEST(a_mute_that_is_wrong_says_so)
{
	static const struct query_list wrong[] = { { .query = "horoscope" },
		{ .query = "~nothing" } };
	struct query_error problem;
	struct query *query = query_parse(SLICE("title:/boat+/"),
	    QUERY_FOR_SEARCH, NULL, 0, &problem);

	ck_assert(!query_exclude(query, wrong, 2, NULL, 0, &problem));
	ck_assert_str_eq(problem.code, "E23");
	query_free(query);
}
END_TEST

Suite *
exclude_suite(void)
{
	Suite *suite = suite_create("exclude");
	TCase *tcase = tcase_create("exclude");

	tcase_add_test(tcase, what_a_mute_holds_for_is_not_found);
	tcase_add_test(tcase, a_query_still_says_what_its_text_says);
	tcase_add_test(tcase, without_mutes_nothing_changes);
	tcase_add_test(tcase, a_mute_that_is_wrong_says_so);
	suite_add_tcase(suite, tcase);
	return suite;
}

/*
 * Verdicts: the table of the language through the matcher and through the
 * definition.
 */
#include <check.h>

#include "topic_cases.h"
#include "topic_naive.h"
#include "topic_set.h"

Suite *eval_suite(void);

static const struct query_moment moment = { 1785000000, 0 };

START_TEST(a_case_of_the_table_is_judged_as_it_says)
{
	const struct topic_case *row = &topic_cases[_i];
	struct query_error err;
	struct query *query = query_parse(slice_of(row->query),
	    QUERY_FOR_SEARCH, NULL, 0, &err);
	struct article article;
	struct arena arena;
	struct tokens *tokens;
	enum truth truth;

	ck_assert_msg(query != NULL, "row %d: %s: %d: %s %s", row->number,
	    row->query, err.column, err.code, err.message);
	arena_init(&arena, 1 << 20);
	topic_case_article(row->document, &arena, &article);
	tokens = tokens_make(&article, &arena);
	ck_assert(tokens != NULL);
	truth = query_eval(query, tokens, &article, moment);
	ck_assert_msg(truth == (row->matches ? TRUTH_TRUE : TRUTH_FALSE),
	    "row %d: %s on %s: %d", row->number, row->query, row->document,
	    truth);
	ck_assert_msg(naive_matches(query, tokens, &article, moment) ==
		row->matches,
	    "row %d: %s on %s: the definition says otherwise", row->number,
	    row->query, row->document);
	query_free(query);
	arena_finish(&arena);
}
END_TEST

Suite *
eval_suite(void)
{
	Suite *suite = suite_create("eval");
	TCase *tcase = tcase_create("table");

	tcase_add_loop_test(tcase, a_case_of_the_table_is_judged_as_it_says, 0,
	    (int)topic_case_count);
	suite_add_tcase(suite, tcase);
	return suite;
}

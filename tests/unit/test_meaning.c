#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "topic_set.h"

Suite *meaning_suite(void);

static int64_t
meaning(const char *query, const struct query_list *lists, size_t list_count,
    const struct query_list *mutes, size_t mute_count)
{
	const struct topic topics[] = { { .name = "first", .query = "x" },
		{ .name = "second", .query = query } };
	struct topic_set_problem problem;
	struct topic_set *set = topic_set_build(topics, 2, lists, list_count,
	    mutes, mute_count, &problem);
	int64_t meanings[2] = { 0, 0 };

	ck_assert_msg(set != NULL, "%s: %s", query, problem.error.message);
	topic_set_meanings(set, meanings);
	topic_set_unref(set);
	ck_assert_int_ne(meanings[0], 0);
	return meanings[1];
}

START_TEST(a_query_means_its_normal_form)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "boat", "boat", true },
		{ "boat ship", "  boat\n AND ship", true },
		{ "boat", "boats", false },
		{ "boat", "ship", false },
		{ "boat ship", "boat OR ship", false },
		{ "boat -ship", "boat ship", false },
		{ "boat", "=boat", false },
		{ "boat", "title:boat", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ck_assert_msg((meaning(rows[i].a, NULL, 0, NULL, 0) ==
				  meaning(rows[i].b, NULL, 0, NULL, 0)) ==
			rows[i].same,
		    "%s, %s", rows[i].a, rows[i].b);
}
END_TEST

START_TEST(a_list_is_meant_as_deep_as_it_is_used)
{
	const struct query_list before[] = {
		{ .name = "craft", .query = "~small OR ship" },
		{ .name = "small", .query = "boat" },
		{ .name = "unused", .query = "cart" },
	};
	struct query_list after[ARRAY_LEN(before)];
	static const struct {
		const char *name, *query;
		size_t list;
		const char *list_query;
		bool same;
	} rows[] = {
		{ "used", "~craft storm", 0, "ship", false },
		{ "used below", "~craft storm", 1, "boat OR canoe", false },
		{ "in a field", "title:(~small)", 1, "canoe", false },
		{ "negated", "storm -~small", 1, "canoe", false },
		{ "laid out anew", "~craft", 0, "( ~small )  OR ship", true },
		{ "not used", "~craft storm", 2, "mill", true },
		{ "not used by it", "storm", 0, "ship", true },
		{ "used below, elsewhere", "~small", 0, "ship", true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t old = meaning(rows[i].query, before, ARRAY_LEN(before),
		    NULL, 0);

		for (size_t j = 0; j < ARRAY_LEN(before); j++)
			after[j] = before[j];
		after[rows[i].list].query = rows[i].list_query;
		ck_assert_msg((meaning(rows[i].query, after, ARRAY_LEN(after),
				   NULL, 0) == old) == rows[i].same,
		    "%s", rows[i].name);
	}
}
END_TEST

START_TEST(what_is_muted_is_meant_by_every_topic)
{
	const struct query_list lists[] = { { .name = "ads",
	    .query = "advert" } };
	const struct query_list wider[] = { { .name = "ads",
	    .query = "advert OR sponsored" } };
	const struct query_list mutes[] = { { .query = "horoscope" },
		{ .query = "~ads" } };
	int64_t none = meaning("boat", lists, 1, NULL, 0);
	int64_t one = meaning("boat", lists, 1, mutes, 1);
	int64_t both = meaning("boat", lists, 1, mutes, 2);

	ck_assert_int_ne(none, one);
	ck_assert_int_ne(one, both);
	ck_assert_int_eq(both, meaning("boat", lists, 1, mutes, 2));
	ck_assert_int_ne(both, meaning("boat", wider, 1, mutes, 2));
	ck_assert_int_eq(one, meaning("boat", wider, 1, mutes, 1));
}
END_TEST

Suite *
meaning_suite(void)
{
	Suite *suite = suite_create("meaning");
	TCase *tcase = tcase_create("meaning");

	tcase_add_test(tcase, a_query_means_its_normal_form);
	tcase_add_test(tcase, a_list_is_meant_as_deep_as_it_is_used);
	tcase_add_test(tcase, what_is_muted_is_meant_by_every_topic);
	suite_add_tcase(suite, tcase);
	return suite;
}

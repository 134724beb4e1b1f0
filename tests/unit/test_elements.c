#include <check.h>

#include "compiler.h"
#include "parse/elements.h"

START_TEST(the_table_is_sorted)
{
	struct element_rows all = elements_all();

	for (size_t i = 1; i < all.count; i++) {
		const struct element *a = &all.rows[i - 1], *b = &all.rows[i];

		ck_assert_msg(a->ns < b->ns ||
			(a->ns == b->ns &&
			    slice_cmp(slice_of(a->name), slice_of(b->name)) <=
				0),
		    "%s before %s", a->name, b->name);
	}
}
END_TEST

START_TEST(every_row_can_be_found)
{
	struct element_rows all = elements_all();

	for (size_t i = 0; i < all.count; i++) {
		const struct element *row = &all.rows[i];
		struct element_rows rows = elements_find(row->ns,
		    slice_of(row->name), NS_RSS);

		ck_assert_msg(rows.rows <= row && row < rows.rows + rows.count,
		    "%s", row->name);
	}
}
END_TEST

START_TEST(every_row_does_something_in_some_place)
{
	struct element_rows all = elements_all();

	for (size_t i = 0; i < all.count; i++) {
		const struct element *row = &all.rows[i];

		ck_assert_msg(row->places != 0, "%s", row->name);
		ck_assert_msg(row->places < IN(PLACE_COUNT), "%s", row->name);
		ck_assert_msg((row->takes == TAKES_MARKUP) == (row->rule != 0),
		    "%s: a construct has a rule", row->name);
	}
}
END_TEST

/* Rows of one name in one place are taken by the first of them. */
START_TEST(rows_of_one_name_and_place_take_alike)
{
	struct element_rows all = elements_all();

	for (size_t i = 1; i < all.count; i++) {
		const struct element *a = &all.rows[i - 1], *b = &all.rows[i];

		if (a->ns != b->ns ||
		    !slice_eq(slice_of(a->name), slice_of(b->name)) ||
		    (a->places & b->places) == 0)
			continue;
		ck_assert_msg(a->takes == b->takes && a->rule == b->rule, "%s",
		    a->name);
	}
}
END_TEST

START_TEST(names_are_found_in_any_case_and_in_either_core)
{
	ck_assert_uint_gt(elements_find(NS_NONE, SLICE("PubDate"), NS_RSS)
			      .count,
	    0);
	ck_assert_uint_gt(elements_find(NS_ATOM, SLICE("pubDate"), NS_ATOM)
			      .count,
	    0);
	ck_assert_uint_gt(elements_find(NS_RSS, SLICE("published"), NS_RSS)
			      .count,
	    0);
	ck_assert_uint_eq(elements_find(NS_UNKNOWN, SLICE("title"), NS_RSS)
			      .count,
	    0);
	ck_assert_uint_eq(elements_find(NS_DC, SLICE("pubdate"), NS_RSS).count,
	    0);
}
END_TEST

Suite *elements_suite(void);

Suite *
elements_suite(void)
{
	Suite *suite = suite_create("elements");
	TCase *tests = tcase_create("table");

	tcase_add_test(tests, the_table_is_sorted);
	tcase_add_test(tests, every_row_can_be_found);
	tcase_add_test(tests, every_row_does_something_in_some_place);
	tcase_add_test(tests, rows_of_one_name_and_place_take_alike);
	tcase_add_test(tests, names_are_found_in_any_case_and_in_either_core);
	suite_add_tcase(suite, tests);
	return suite;
}

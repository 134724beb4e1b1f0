#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "rows_fixture.h"

Suite *format_tsv_suite(void);

#define BAD "\xEF\xBF\xBD"

START_TEST(a_row_is_a_line_whatever_is_in_it)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles, ROWS_COUNT,
	    "--format|tsv", &code, &err);

	ck_assert_int_eq(code, CLI_FOUND);
	ck_assert_str_eq(out,
	    "1\t2027-01-15T05:00:00Z\tharbour\tboats,harbours\t"
	    "北朝鮮 <boat> & \"sail\"\thttps://h.example/?a=1&b=2\n"
	    "22\t2027-01-12T08:00:00Z\tevil" BAD "\tboats\t" BAD
	    "[2J a\\tb\\nc\\\\ " BAD "d " BAD " " BAD "\t\n"
	    "333\t2027-01-15T08:00:00Z\t\t\t\t\n");
	free(out);
}
END_TEST

START_TEST(tsv_is_the_form_in_a_pipe)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles + 2, 1, "", &code,
	    &err);

	ck_assert_str_eq(out, "333\t2027-01-15T08:00:00Z\t\t\t\t\n");
	free(out);
}
END_TEST

START_TEST(ids_are_numbers_alone)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles, ROWS_COUNT,
	    "--format|ids", &code, &err);

	ck_assert_str_eq(out, "1\n22\n333\n");
	free(out);
}
END_TEST

START_TEST(what_has_no_ids_says_so)
{
	struct row_kind kind = article_rows;
	struct error err;
	int code;
	char *out;

	kind.id = NULL;
	kind.noun = "feeds";
	out = rows_print(&kind, rows_articles, 1, "--format|ids", &code, &err);
	ck_assert_int_eq(code, -1);
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_str_eq(err.text, "feeds have no ids");
	ck_assert_str_eq(out, "");
	free(out);
}
END_TEST

Suite *
format_tsv_suite(void)
{
	Suite *suite = suite_create("format_tsv");
	TCase *tcase = tcase_create("format_tsv");

	tcase_add_test(tcase, a_row_is_a_line_whatever_is_in_it);
	tcase_add_test(tcase, tsv_is_the_form_in_a_pipe);
	tcase_add_test(tcase, ids_are_numbers_alone);
	tcase_add_test(tcase, what_has_no_ids_says_so);
	suite_add_tcase(suite, tcase);
	return suite;
}

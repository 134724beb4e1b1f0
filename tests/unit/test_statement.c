#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *statement_suite(void);

START_TEST(values_come_back_as_they_were_put)
{
	static const char put_sql[] = "SELECT ?, ?, ?, ?, ?, ?";
	struct statement s;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	s = statement_of(f.store, put_sql);
	put_int(&s, INT64_MIN);
	put_text(&s, SLICE("a\0b"));
	put_text(&s, SLICE_NONE);
	put_text(&s, SLICE(""));
	put_string(&s, NULL);
	put_bytes(&s, "\xFF");
	ck_assert_int_eq(statement_step(&s, &err), STEP_ROW);
	ck_assert_int_eq(take_int(&s), INT64_MIN);
	ck_assert(slice_eq(take_text(&s), SLICE("a\0b")));
	ck_assert_ptr_null(take_text(&s).ptr);
	ck_assert_ptr_nonnull(take_text(&s).ptr); /* empty, not absent */
	ck_assert_ptr_null(take_string(&s, &f.arena));
	ck_assert_str_eq(take_string(&s, &f.arena), "\xFF");
	statement_end(&s);
	fixture_close(&f);
}
END_TEST

START_TEST(a_statement_is_prepared_once)
{
	static const char sql[] = "SELECT 1";
	struct statement first, second;
	struct fixture f;

	fixture_open(&f);
	first = statement_of(f.store, sql);
	second = statement_of(f.store, sql);
	ck_assert_ptr_nonnull(first.stmt);
	ck_assert_ptr_eq(first.stmt, second.stmt);
	fixture_close(&f);
}
END_TEST

START_TEST(parameters_of_one_run_are_not_those_of_the_next)
{
	static const char sql[] = "SELECT ?";
	struct statement s;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	for (int run = 0; run < 2; run++) {
		s = statement_of(f.store, sql);
		if (run == 0)
			put_int(&s, 5);
		ck_assert_int_eq(statement_step(&s, &err), STEP_ROW);
		ck_assert_int_eq(take_int(&s), run == 0 ? 5 : 0);
		statement_end(&s);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(errors_are_said_by_the_first_step)
{
	static const char wrong_sql[] = "SELEKT 1";
	static const char missing_sql[] = "SELECT x FROM nowhere WHERE y = ?";
	struct statement s;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	s = statement_of(f.store, wrong_sql);
	ck_assert(!statement_run(&s, &err));
	ck_assert_int_eq(err.kind, ERROR_STORE);
	ck_assert_ptr_nonnull(strstr(err.text, "near \"SELEKT\""));
	s = statement_of(f.store, missing_sql);
	put_int(&s, 1);
	ck_assert(!statement_run(&s, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "no such table: nowhere"));
	fixture_close(&f);
}
END_TEST

START_TEST(lists_of_any_length_are_taken)
{
	static const char sql[] =
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < 100) SELECT 'w' || i FROM n WHERE i <= ?";
	struct statement s;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	for (size_t count = 0; count <= 100; count += 25) {
		struct words words;

		s = statement_of(f.store, sql);
		put_int(&s, (int64_t)count);
		CHECK_OK(take_words(&s, &f.arena, &words, &err), err);
		ck_assert_uint_eq(words.count, count);
		if (count == 100)
			ck_assert(slice_eq(words.items[99], SLICE("w100")));
	}
	fixture_close(&f);
}
END_TEST

Suite *
statement_suite(void)
{
	Suite *suite = suite_create("statement");
	TCase *tcase = tcase_create("statement");

	tcase_add_test(tcase, values_come_back_as_they_were_put);
	tcase_add_test(tcase, a_statement_is_prepared_once);
	tcase_add_test(tcase, parameters_of_one_run_are_not_those_of_the_next);
	tcase_add_test(tcase, errors_are_said_by_the_first_step);
	tcase_add_test(tcase, lists_of_any_length_are_taken);
	suite_add_tcase(suite, tcase);
	return suite;
}

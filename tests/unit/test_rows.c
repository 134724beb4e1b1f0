#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "limits.h"
#include "rows_fixture.h"

Suite *rows_suite(void);

static const struct {
	const char *words, *expected;
	int code;
} parts[] = {
	{ "--format|ids", "1\n22\n333\n", CLI_FOUND },
	{ "--format|ids|--limit|2", "1\n22\n", CLI_FOUND },
	{ "--format|ids|--limit|0", "1\n22\n333\n", CLI_FOUND },
	{ "--format|ids|--limit|9", "1\n22\n333\n", CLI_FOUND },
	{ "--format|ids|--offset|1", "22\n333\n", CLI_FOUND },
	{ "--format|ids|--offset|1|-n|1", "22\n", CLI_FOUND },
	{ "--format|ids|--offset|3", "", CLI_NOTHING },
};

START_TEST(a_part_of_the_rows_is_printed)
{
	struct row_kind kind = article_rows;
	struct error err;
	int code;
	char *out;

	kind.articles = false; /* else the store has seen to it */
	out = rows_print(&kind, rows_articles, ROWS_COUNT, parts[_i].words,
	    &code, &err);
	ck_assert_str_eq(out, parts[_i].expected);
	ck_assert_int_eq(code, parts[_i].code);
	free(out);
}
END_TEST

START_TEST(of_articles_the_store_chose_the_part)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles, ROWS_COUNT,
	    "--format|ids|--limit|1|--offset|1", &code, &err);

	ck_assert_str_eq(out, "1\n22\n333\n");
	free(out);
}
END_TEST

START_TEST(an_unknown_format_is_named_and_the_nearest_with_it)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles, 1,
	    "--format|tabel", &code, &err);

	ck_assert_int_eq(code, -1);
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_str_eq(err.text,
	    "no format \"tabel\" (did you mean \"table\"?)");
	ck_assert_str_eq(out, "");
	free(out);
}
END_TEST

/* A row for which there is no memory. */
static void
lost_json(const void *row, struct json_writer *w)
{
	(void)row;
	w->out->failed = true;
}

START_TEST(what_does_not_fit_is_an_error_and_not_a_gap)
{
	struct row_kind kind = article_rows;
	struct error err;
	int code;
	char *out;

	kind.json = lost_json;
	out = rows_print(&kind, rows_articles, 1, "--format|jsonl", &code,
	    &err);
	ck_assert_int_eq(code, -1);
	ck_assert_int_eq(err.kind, ERROR_MEMORY);
	free(out);
}
END_TEST

static const struct slice names[] = { SLICE_INIT("a"), SLICE_INIT(""),
	SLICE_INIT("北") };

static const struct {
	size_t count;
	const char *expected;
} joins[] = { { 0, "" }, { 1, "a" }, { 2, "a," }, { 3, "a,,北" } };

START_TEST(lists_are_joined_by_commas)
{
	struct arena arena;
	char *text;

	arena_init(&arena, MIB);
	text = slice_to_string(rows_join(names, joins[_i].count, &arena));
	ck_assert_str_eq(text, joins[_i].expected);
	free(text);
	arena_finish(&arena);
}
END_TEST

START_TEST(cells_of_times_and_numbers)
{
	struct arena arena;
	struct cell_place place = { .arena = &arena, .now_at = ROWS_NOW };

	arena_init(&arena, MIB);
	ck_assert(slice_eq(rows_time(ROWS_NOW, &arena),
	    SLICE("2027-01-15T08:00:00Z")));
	ck_assert_ptr_null(rows_time(0, &arena).ptr);
	ck_assert(slice_eq(rows_age(ROWS_NOW - 7200, &place), SLICE("2h")));
	ck_assert(slice_eq(rows_int(INT64_MIN, &arena),
	    SLICE("-9223372036854775808")));
	arena_finish(&arena);
}
END_TEST

START_TEST(states_are_painted_by_how_they_are)
{
	ck_assert_int_eq(rows_paint_state(SLICE("ok")), PAINT_GOOD);
	ck_assert_int_eq(rows_paint_state(SLICE("dead")), PAINT_BAD);
	ck_assert_int_eq(rows_paint_state(SLICE("failing")), PAINT_BAD);
	ck_assert_int_eq(rows_paint_state(SLICE("waiting")), PAINT_DIM);
}
END_TEST

Suite *
rows_suite(void)
{
	Suite *suite = suite_create("rows");
	TCase *tcase = tcase_create("rows");

	tcase_add_loop_test(tcase, a_part_of_the_rows_is_printed, 0,
	    ARRAY_LEN(parts));
	tcase_add_test(tcase, of_articles_the_store_chose_the_part);
	tcase_add_test(tcase,
	    an_unknown_format_is_named_and_the_nearest_with_it);
	tcase_add_test(tcase, what_does_not_fit_is_an_error_and_not_a_gap);
	tcase_add_loop_test(tcase, lists_are_joined_by_commas, 0,
	    ARRAY_LEN(joins));
	tcase_add_test(tcase, cells_of_times_and_numbers);
	tcase_add_test(tcase, states_are_painted_by_how_they_are);
	suite_add_tcase(suite, tcase);
	return suite;
}

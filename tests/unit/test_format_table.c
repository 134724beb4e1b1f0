#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "memory.h"
#include "rows_fixture.h"
#include "utf8.h"

Suite *format_table_suite(void);

#define BAD "\xEF\xBF\xBD"

/* clang-format off */
static const struct {
	const char *columns, *expected;
} widths[] = {
	{ "80",
	    " id  age  topic           feed     title\n"
	    "  1   3h  boats,harbours  harbour  北朝鮮 <boat> & \"sail\"\n"
	    " 22   3d  boats           evil" BAD "    " BAD "[2J a b c\\ " BAD "d " BAD " " BAD "\n"
	    "333  now\n" },
	/* The title has at least 20 columns: the others are narrowed. */
	{ "47",
	    " id  age  topic   feed     title\n"
	    "  1   3h  boats…  harbour  北朝鮮 <boat> & \"sa…\n"
	    " 22   3d  boats   evil" BAD "    " BAD "[2J a b c\\ " BAD "d " BAD " " BAD "\n"
	    "333  now\n" },
	/* Narrower than that it cannot be. */
	{ "20",
	    " id  age  topic   feed    title\n"
	    "  1   3h  boats…  harbo…  北朝鮮 <boat> & \"sa…\n"
	    " 22   3d  boats   evil" BAD "   " BAD "[2J a b c\\ " BAD "d " BAD " " BAD "\n"
	    "333  now\n" },
};
/* clang-format on */

START_TEST(columns_line_up_whatever_the_titles)
{
	struct error err;
	int code;
	char *out;

	setenv("COLUMNS", widths[_i].columns, 1);
	out = rows_print(&article_rows, rows_articles, ROWS_COUNT,
	    "--format|table", &code, &err);
	ck_assert_int_eq(code, CLI_FOUND);
	ck_assert_str_eq(out, widths[_i].expected);
	free(out);
}
END_TEST

START_TEST(no_line_is_wider_than_the_terminal)
{
	for (int columns = 50; columns < 90; columns++) {
		char text[12];
		struct slice rest, line;
		struct error err;
		int code;
		char *out;

		snprintf(text, sizeof(text), "%d", columns);
		setenv("COLUMNS", text, 1);
		out = rows_print(&article_rows, rows_articles, ROWS_COUNT,
		    "--format|table", &code, &err);
		rest = slice_of(out);
		while (slice_cut(&rest, '\n', &line))
			ck_assert_int_le(utf8_width(line), columns);
		free(out);
	}
}
END_TEST

START_TEST(the_header_is_dim_where_there_is_colour)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles, 1,
	    "--format|table|--color|always", &code, &err);

	ck_assert_ptr_nonnull(strstr(out,
	    "\x1b[2mid  age  topic           feed     title\x1b[0m"
	    "\n"));
	free(out);
}
END_TEST

START_TEST(the_widest_column_gives_way_first)
{
	static const struct slice topic[] = { SLICE_INIT("harbours") };
	struct article article = {
		.id = 1,
		.first_seen_at = ROWS_NOW,
		.title = SLICE("A title of more than twenty columns"),
		.feed_name = SLICE("harbour-wire-weekly"),
		.topics = topic,
		.topic_count = 1,
	};
	struct error err;
	int code;
	char *out;

	setenv("COLUMNS", "52", 1);
	out = rows_print(&article_rows, &article, 1, "--format|table", &code,
	    &err);
	ck_assert_str_eq(out,
	    "id  age  topic     feed         title\n"
	    " 1  now  harbours  harbour-wi…  A title of more tha…\n");
	free(out);
}
END_TEST

START_TEST(nothing_found_prints_nothing)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles, 0,
	    "--format|table", &code, &err);

	ck_assert_int_eq(code, CLI_NOTHING);
	ck_assert_str_eq(out, "");
	free(out);
}
END_TEST

START_TEST(a_long_table_is_printed_piece_by_piece_under_one_header)
{
	enum {
		COUNT = 2500
	};
	struct article *many = xcalloc(COUNT, sizeof(*many));
	struct slice rest, line;
	size_t lines = 0, headers = 0;
	struct error err;
	int code;
	char *out;

	for (int i = 0; i < COUNT; i++)
		many[i] = (struct article){ .id = 1 + i,
			.title = i < 2000 ? SLICE("Boat")
					  : SLICE("Boat seen") };
	out = rows_print(&article_rows, many, COUNT, "--format|table", &code,
	    &err);
	rest = slice_of(out);
	while (slice_cut(&rest, '\n', &line)) {
		lines += line.len > 0;
		headers += slice_has_suffix(line, SLICE("title"));
	}
	ck_assert_uint_eq(lines, COUNT + 1);
	ck_assert_uint_eq(headers, 1);
	/* The width is that of the first piece. */
	ck_assert_ptr_nonnull(strstr(out, "  Boat…\n"));
	ck_assert_ptr_null(strstr(out, "Boat seen"));
	free(out);
	free(many);
}
END_TEST

Suite *
format_table_suite(void)
{
	Suite *suite = suite_create("format_table");
	TCase *tcase = tcase_create("format_table");

	tcase_add_loop_test(tcase, columns_line_up_whatever_the_titles, 0,
	    ARRAY_LEN(widths));
	tcase_add_test(tcase, no_line_is_wider_than_the_terminal);
	tcase_add_test(tcase, the_header_is_dim_where_there_is_colour);
	tcase_add_test(tcase, the_widest_column_gives_way_first);
	tcase_add_test(tcase, nothing_found_prints_nothing);
	tcase_add_test(tcase,
	    a_long_table_is_printed_piece_by_piece_under_one_header);
	suite_add_tcase(suite, tcase);
	return suite;
}

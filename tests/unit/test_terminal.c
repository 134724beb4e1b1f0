#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/terminal.h"
#include "cli_fixture.h"
#include "compiler.h"
#include "limits.h"
#include "random_text.h"
#include "utf8.h"

Suite *terminal_suite(void);

#define ESC "\x1b"
#define RLO "\xE2\x80\xAE"
#define BAD "\xEF\xBF\xBD"

static const struct {
	const char *name, *text;
	int width;
	enum align align;
	const char *expected;
} cells[] = {
	{ "short", "boat", 6, ALIGN_LEFT, "boat  " },
	{ "to the right", "boat", 6, ALIGN_RIGHT, "  boat" },
	{ "exact", "boat", 4, ALIGN_LEFT, "boat" },
	{ "cut", "boats", 4, ALIGN_LEFT, "boa…" },
	{ "cut to the right", "boats", 4, ALIGN_RIGHT, "boa…" },
	{ "empty", "", 3, ALIGN_LEFT, "   " },
	{ "one column", "boat", 1, ALIGN_LEFT, "…" },
	{ "wide", "北朝鮮", 6, ALIGN_LEFT, "北朝鮮" },
	{ "wide, padded", "北朝鮮", 8, ALIGN_LEFT, "北朝鮮  " },
	{ "wide, cut at a character", "北朝鮮", 5, ALIGN_LEFT, "北朝…" },
	{ "wide, cut within one", "北朝鮮", 4, ALIGN_LEFT, "北… " },
	{ "wide, to the right", "北朝鮮", 4, ALIGN_RIGHT, " 北…" },
	{ "Hangul", "인권", 5, ALIGN_LEFT, "인권 " },
	{ "combining marks cost nothing", "e\xCC\x81te", 4, ALIGN_LEFT,
	    "e\xCC\x81te " },
	{ "a mark stays on its letter", "re\xCC\x81sume\xCC\x81", 4, ALIGN_LEFT,
	    "re\xCC\x81s…" },
	{ "emoji", "🚢 on", 4, ALIGN_LEFT, "🚢 …" },
	{ "Arabic", "سفينة", 7, ALIGN_LEFT, "سفينة  " },
	{ "Arabic with a mark", "سُفن", 4, ALIGN_LEFT, "سُفن " },
	{ "escape sequence", ESC "[31mred", 9, ALIGN_LEFT, BAD "[31mred " },
	{ "C1 control",
	    "a\xC2\x9B"
	    "b",
	    4, ALIGN_LEFT, "a" BAD "b " },
	{ "bidi override", "a" RLO "b", 4, ALIGN_LEFT, "a" BAD "b " },
	{ "line end and TAB", "a\nb\tc", 6, ALIGN_LEFT, "a b c " },
	{ "broken UTF-8", "a\xFF\xC3", 4, ALIGN_LEFT, "a" BAD BAD " " },
};

START_TEST(a_cell_has_exactly_its_width)
{
	struct buffer out;

	buffer_init(&out, MIB);
	terminal_cell(slice_of(cells[_i].text), cells[_i].width,
	    cells[_i].align, &out);
	ck_assert_msg(strcmp(buffer_string(&out), cells[_i].expected) == 0,
	    "%s: \"%s\"", cells[_i].name, buffer_string(&out));
	ck_assert_int_eq(utf8_width(buffer_slice(&out)), cells[_i].width);
	buffer_finish(&out);
}
END_TEST

START_TEST(a_cell_of_anything_has_its_width_and_no_controls)
{
	struct random_text random;
	struct buffer out;

	random_text_init(&random);
	buffer_init(&out, MIB);
	for (int i = 0; i < RANDOM_TEXTS; i++) {
		int width = 1 + (int)random_below(&random, 12);

		buffer_reset(&out);
		terminal_cell(random_text_next(&random), width,
		    i % 2 == 0 ? ALIGN_LEFT : ALIGN_RIGHT, &out);
		ck_assert_int_eq(utf8_width(buffer_slice(&out)), width);
		for (size_t j = 0; j < out.len; j++)
			ck_assert_uint_ge((unsigned char)out.ptr[j], ' ');
	}
	buffer_finish(&out);
	random_text_finish(&random);
}
END_TEST

static const struct {
	const char *name, *text;
	int width, indent;
	const char *expected;
} wraps[] = {
	{ "at blanks", "the boat of the harbour", 10, 0,
	    "the boat\nof the\nharbour\n" },
	{ "exactly", "the boat", 8, 0, "the boat\n" },
	{ "indented", "the boat of", 10, 2, "  the boat\n  of\n" },
	{ "a long word is cut", "harbourmaster", 6, 0, "harbou\nrmaste\nr\n" },
	{ "without blanks", "北朝鮮の人権", 5, 0, "北朝\n鮮の\n人権\n" },
	{ "wider than the width", "北朝", 1, 0, "北\n朝\n" },
	{ "lines stay", "one\n\ntwo", 10, 0, "one\n\ntwo\n" },
	{ "blanks at an end go", "one   \ntwo", 10, 0, "one\ntwo\n" },
	{ "blanks at the start stay", "  one two", 6, 0, "  one\ntwo\n" },
	{ "TAB is a blank", "a\tb", 10, 0, "a b\n" },
	{ "marks stay on their letters",
	    "e\xCC\x81"
	    "e\xCC\x81",
	    1, 0, "e\xCC\x81\ne\xCC\x81\n" },
	{ "escapes", "a" ESC "[2Jb", 10, 0, "a" BAD "[2Jb\n" },
	{ "empty", "", 10, 0, "\n" },
};

START_TEST(text_is_wrapped_at_its_width)
{
	struct buffer out;

	buffer_init(&out, MIB);
	terminal_wrap(slice_of(wraps[_i].text), wraps[_i].width,
	    wraps[_i].indent, &out);
	ck_assert_msg(strcmp(buffer_string(&out), wraps[_i].expected) == 0,
	    "%s: \"%s\"", wraps[_i].name, buffer_string(&out));
	buffer_finish(&out);
}
END_TEST

START_TEST(wrapping_loses_no_word)
{
	static const char text[] = "one two three four five six seven eight";
	struct buffer out;

	buffer_init(&out, MIB);
	for (int width = 1; width < 50; width++) {
		const char *from = text;

		buffer_reset(&out);
		terminal_wrap(slice_of(text), width, 0, &out);
		for (size_t i = 0; i < out.len; i++) {
			if (out.ptr[i] == ' ' || out.ptr[i] == '\n')
				continue;
			from += *from == ' ';
			ck_assert_int_eq(out.ptr[i], *from++);
		}
		ck_assert_int_eq(*from, '\0');
	}
	buffer_finish(&out);
}
END_TEST

static const struct {
	const char *name, *option, *no_color, *columns;
	bool color;
	int width;
} looks[] = {
	{ "a pipe has no colour", NULL, NULL, "100", false, 100 },
	{ "unless it is asked", "always", "1", "100", true, 100 },
	{ "never", "never", NULL, "40", false, 40 },
	{ "auto", "auto", NULL, "40", false, 40 },
	{ "too narrow", NULL, NULL, "19", false, 80 },
	{ "too wide", NULL, NULL, "1001", false, 80 },
	{ "not a number", NULL, NULL, "wide", false, 80 },
	{ "nothing known", NULL, NULL, NULL, false, 80 },
};

START_TEST(a_pipe_is_plain_and_eighty_columns_wide)
{
	struct terminal terminal;
	struct printed printed;

	unsetenv("NO_COLOR");
	unsetenv("COLUMNS");
	if (looks[_i].no_color != NULL)
		setenv("NO_COLOR", looks[_i].no_color, 1);
	if (looks[_i].columns != NULL)
		setenv("COLUMNS", looks[_i].columns, 1);
	printed_begin(&printed);
	terminal_look(&terminal, looks[_i].option);
	printed_end(&printed);
	ck_assert(!terminal.is_terminal);
	ck_assert_msg(terminal.color == looks[_i].color, "%s", looks[_i].name);
	ck_assert_msg(terminal.width == looks[_i].width, "%s: %d",
	    looks[_i].name, terminal.width);
	printed_finish(&printed);
}
END_TEST

START_TEST(paint_is_put_only_where_there_is_colour)
{
	struct terminal terminal = { .color = true };
	struct buffer out;

	buffer_init(&out, MIB);
	terminal_paint(&terminal, PAINT_BAD, SLICE("x"), &out);
	terminal_paint(&terminal, PAINT_NONE, SLICE("y"), &out);
	terminal.color = false;
	terminal_paint(&terminal, PAINT_BAD, SLICE("z"), &out);
	ck_assert_str_eq(buffer_string(&out), ESC "[31mx" ESC "[0myz");
	buffer_finish(&out);
}
END_TEST

START_TEST(a_complaint_is_one_safe_line)
{
	struct printed printed;

	printed_begin(&printed);
	terminal_complain("no \"%s\"", "a" ESC "[2J\nb");
	printed_end(&printed);
	ck_assert_str_eq(printed.out, "");
	ck_assert_str_eq(printed.err, "crier: no \"a" BAD "[2J b\"\n");
	printed_finish(&printed);
}
END_TEST

Suite *
terminal_suite(void)
{
	Suite *suite = suite_create("terminal");
	TCase *tcase = tcase_create("terminal");

	tcase_add_loop_test(tcase, a_cell_has_exactly_its_width, 0,
	    ARRAY_LEN(cells));
	tcase_add_test(tcase, a_cell_of_anything_has_its_width_and_no_controls);
	tcase_add_loop_test(tcase, text_is_wrapped_at_its_width, 0,
	    ARRAY_LEN(wraps));
	tcase_add_test(tcase, wrapping_loses_no_word);
	tcase_add_loop_test(tcase, a_pipe_is_plain_and_eighty_columns_wide, 0,
	    ARRAY_LEN(looks));
	tcase_add_test(tcase, paint_is_put_only_where_there_is_colour);
	tcase_add_test(tcase, a_complaint_is_one_safe_line);
	suite_add_tcase(suite, tcase);
	return suite;
}

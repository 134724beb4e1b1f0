/*
 * UTF-8: what is well-formed, what becomes of the rest, and what text keeps
 * when it is cleaned.
 */
#include "utf8.h"

#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "random_text.h"

Suite *utf8_suite(void);

#define BAD UTF8_REPLACEMENT

START_TEST(decoding_takes_maximal_subparts)
{
	static const struct {
		const char *name;
		struct slice text;
		size_t count;
		uint32_t runes[8];
	} rows[] = {
		{ "ascii", SLICE_INIT("a\0"), 2, { 'a', 0 } },
		{ "two bytes", SLICE_INIT("\xc2\x80\xdf\xbf"), 2,
		    { 0x80, 0x7FF } },
		{ "three bytes", SLICE_INIT("\xe0\xa0\x80\xef\xbf\xbd"), 2,
		    { 0x800, 0xFFFD } },
		{ "four bytes", SLICE_INIT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"),
		    2, { 0x10000, 0x10FFFF } },
		{ "around surrogates", SLICE_INIT("\xed\x9f\xbf\xee\x80\x80"),
		    2, { 0xD7FF, 0xE000 } },
		{ "surrogate", SLICE_INIT("\xed\xa0\x80"), 3,
		    { BAD, BAD, BAD } },
		{ "long form of two", SLICE_INIT("\xc0\xaf\xc1\xbf"), 4,
		    { BAD, BAD, BAD, BAD } },
		{ "long form of three", SLICE_INIT("\xe0\x9f\xbf"), 3,
		    { BAD, BAD, BAD } },
		{ "long form of four", SLICE_INIT("\xf0\x8f\xbf\xbf"), 4,
		    { BAD, BAD, BAD, BAD } },
		{ "past the last", SLICE_INIT("\xf4\x90\x80\x80"), 4,
		    { BAD, BAD, BAD, BAD } },
		{ "never a lead", SLICE_INIT("\xf5\xf8\xfe\xff"), 4,
		    { BAD, BAD, BAD, BAD } },
		{ "lone continuation",
		    SLICE_INIT("\x80"
			       "a\xbf"),
		    3, { BAD, 'a', BAD } },
		{ "cut two", SLICE_INIT("\xc3"), 1, { BAD } },
		{ "cut three", SLICE_INIT("\xe2\x82"), 1, { BAD } },
		{ "cut four", SLICE_INIT("\xf0\x9f\x98"), 1, { BAD } },
		{ "broken four",
		    SLICE_INIT("\xf0\x9f\x98"
			       "a"),
		    2, { BAD, 'a' } },
		/* Unicode 15, table 3-11 */
		{ "table 3-11",
		    SLICE_INIT("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41"), 5,
		    { BAD, BAD, BAD, BAD, 'A' } },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice rest = rows[i].text;

		for (size_t j = 0; j < rows[i].count; j++) {
			uint32_t c;

			ck_assert_msg(rest.len > 0, "%s ended at %zu",
			    rows[i].name, j);
			c = utf8_next(&rest);
			ck_assert_msg(c == rows[i].runes[j],
			    "%s: U+%04X at %zu", rows[i].name, c, j);
		}
		ck_assert_msg(rest.len == 0, "%s did not end", rows[i].name);
		ck_assert_msg(utf8_count(rows[i].text) == rows[i].count,
		    "%s: count %zu", rows[i].name, utf8_count(rows[i].text));
	}
}
END_TEST

START_TEST(every_scalar_value_comes_back)
{
	for (uint32_t c = 0; c <= 0x110000; c++) {
		bool is_scalar = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
		char text[4];
		struct slice rest = { text, utf8_encode(c, text) };

		if (utf8_valid_len(rest) != rest.len ||
		    utf8_next(&rest) != (is_scalar ? c : BAD) || rest.len != 0)
			ck_abort_msg("U+%04X", c);
	}
}
END_TEST

START_TEST(valid_length_stops_at_the_first_fault_wherever_it_stands)
{
	char text[64];

	/* Every position against the strides of eight. */
	for (size_t at = 0; at < sizeof(text); at++) {
		struct slice s = { text, sizeof(text) };

		memset(text, 'a', sizeof(text));
		ck_assert_uint_eq(utf8_valid_len(s), sizeof(text));
		text[at] = '\xff';
		ck_assert_uint_eq(utf8_valid_len(s), at);
		text[at] = '\xc3';
		ck_assert_uint_eq(utf8_valid_len(s), at);
		if (at + 1 == sizeof(text))
			continue;
		text[at + 1] = '\xa9';
		ck_assert_uint_eq(utf8_valid_len(s), sizeof(text));
	}
	ck_assert_uint_eq(utf8_valid_len(SLICE_NONE), 0);
	ck_assert_uint_eq(utf8_valid_len(SLICE("")), 0);
	ck_assert_uint_eq(utf8_valid_len(SLICE("ab\xe2\x82")), 2);
}
END_TEST

START_TEST(cut_never_divides_a_character)
{
	static const struct {
		struct slice text;
		size_t max, len;
	} rows[] = {
		{ SLICE_INIT("abc"), 5, 3 },
		{ SLICE_INIT("abc"), 3, 3 },
		{ SLICE_INIT("abc"), 2, 2 },
		{ SLICE_INIT("abc"), 0, 0 },
		{ SLICE_INIT("a\xe2\x82\xac"
			     "b"),
		    4, 4 },
		{ SLICE_INIT("a\xe2\x82\xac"
			     "b"),
		    3, 1 },
		{ SLICE_INIT("a\xe2\x82\xac"
			     "b"),
		    2, 1 },
		{ SLICE_INIT("a\xe2\x82\xac"
			     "b"),
		    1, 1 },
		{ SLICE_INIT("\xf0\x9f\x98\x80x"), 3, 0 },
		{ SLICE_INIT("\xf0\x9f\x98\x80x"), 4, 4 },
		{ SLICE_INIT("\xf0\x9f\x98\x80\xf0\x9f\x98\x80"), 7, 4 },
		/* What is broken already is cut anywhere, but not far back. */
		{ SLICE_INIT("\x80\x80\x80\x80\x80\x80"), 4, 4 },
		{ SLICE_INIT("ab\xff\xff"), 3, 3 },
		{ SLICE_INIT(""), 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice cut = utf8_cut(rows[i].text, rows[i].max);

		ck_assert_msg(cut.len == rows[i].len,
		    "row %zu: %zu bytes, not %zu", i, cut.len, rows[i].len);
		ck_assert_ptr_eq(cut.ptr, rows[i].text.ptr);
	}
}
END_TEST

START_TEST(width_is_that_of_a_terminal)
{
	static const struct {
		const char *text;
		int width;
	} rows[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "\xeb\xb6\x81\xed\x95\x9c", 4 }, /* Hangul */
		{ "\xe5\x8c\x97", 2 },             /* Han */
		{ "e\xcc\x81", 1 },                /* combining acute */
		{ "\xe2\x80\x8b", 0 },             /* zero width space */
		{ "\x01\x1f\x7f", 0 },
		{ "\xc3\xa9", 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ck_assert_msg(utf8_width(slice_of(rows[i].text)) ==
			rows[i].width,
		    "\"%s\" is %d wide", rows[i].text,
		    utf8_width(slice_of(rows[i].text)));
}
END_TEST

/* Cleans text with one of the three functions, named by a letter. */
static struct slice
clean(char how, struct slice text, struct buffer *out)
{
	bool ok = false;

	buffer_reset(out);
	switch (how) {
	case 'l':
		ok = utf8_clean_line(text, out);
		break;
	case 't':
		ok = utf8_clean_text(text, out);
		break;
	case '1':
		ok = utf8_for_terminal(text, UTF8_ONE_LINE, out);
		break;
	case 'n':
		ok = utf8_for_terminal(text, UTF8_MANY_LINES, out);
		break;
	}
	ck_assert(ok);
	return buffer_slice(out);
}

#define FFFD       "\xef\xbf\xbd"
#define SAME(text) SLICE_INIT(text), SLICE_INIT(text)

START_TEST(t23_text_is_cleaned)
{
	static const struct {
		char how;
		struct slice text, cleaned;
	} rows[] = {
		{ 'l', SAME("Plain title: caf\xc3\xa9 \xeb\xb6\x81") },
		{ 'l', SAME("") },
		{ 'l', SLICE_INIT("  a  b  "), SLICE_INIT("a b") },
		{ 'l', SLICE_INIT("\n\ta\r\n\tb\n"), SLICE_INIT("a b") },
		{ 'l', SLICE_INIT("   "), SLICE_INIT("") },
		{ 'l', SLICE_INIT("a\x1b[31mb\x07\0c\x7f"),
		    SLICE_INIT("a[31mbc") },
		{ 'l', SLICE_INIT("a\v\fb"), SLICE_INIT("ab") },
		{ 'l', SLICE_INIT("a \x01 b"), SLICE_INIT("a b") },
		{ 'l',
		    SLICE_INIT("a\xc2\x85\xc2\x9b"
			       "b"),
		    SLICE_INIT("ab") },
		{ 'l',
		    SLICE_INIT("a\xe2\x80\xa8\xe2\x80\xa9"
			       "b"),
		    SLICE_INIT("a b") },
		{ 'l',
		    SLICE_INIT("\xef\xbb\xbf"
			       "a\xef\xbf\xbe\xef\xb7\x90\xf0\x9f\xbf\xbf"
			       "b"),
		    SLICE_INIT("ab") },
		{ 'l',
		    SLICE_INIT("a\xff\xe2\x82"
			       "b"),
		    SLICE_INIT("a" FFFD FFFD "b") },
		{ 'l',
		    SAME("\xc2\xa0"
			 "a\xc2\xa0 \xc2\xa0"
			 "b\xc2\xa0") },
		{ 'l',
		    SAME("a\xe2\x80\xae"
			 "b") },
		{ 'l',
		    SAME("a\xe3\x80\x80"
			 "b") },
		{ 't', SAME("  a  b\n\n\tc ") },
		{ 't', SLICE_INIT("a\r\nb\rc\r\r\nd\r"),
		    SLICE_INIT("a\nb\nc\n\nd\n") },
		{ 't', SLICE_INIT("a\x1b]8;;\x07\0b\v"), SLICE_INIT("a]8;;b") },
		{ 't',
		    SLICE_INIT("a\xe2\x80\xa8"
			       "b\xc2\x9d\xef\xbb\xbf"),
		    SLICE_INIT("a b") },
		{ 't', SLICE_INIT("\xff"), SLICE_INIT(FFFD) },
		{ '1', SAME("a  b\xc2\xa0 caf\xc3\xa9") },
		{ '1', SLICE_INIT("a\tb\nc"), SLICE_INIT("a b c") },
		{ '1', SLICE_INIT("\x1b[2J\r\x7f\xc2\x9b"),
		    SLICE_INIT(FFFD "[2J" FFFD FFFD FFFD) },
		{ '1',
		    SLICE_INIT("\xe2\x80\xaa\xe2\x80\xae\xe2\x81\xa6"
			       "\xe2\x81\xa9\xe2\x80\x8e\xe2\x80\x8f"),
		    SLICE_INIT(FFFD FFFD FFFD FFFD FFFD FFFD) },
		{ '1',
		    SAME("\xe2\x80\x8d\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xa5"
			 "\xe2\x81\xaa") },
		{ '1', SLICE_INIT("a\xff"), SLICE_INIT("a" FFFD) },
		{ 'n', SAME("a\tb\n c") },
		{ 'n', SLICE_INIT("a\r\n\x1b\xe2\x80\xae\xff"),
		    SLICE_INIT("a" FFFD "\n" FFFD FFFD FFFD) },
	};
	struct buffer out;

	buffer_init(&out, 200);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice cleaned = clean(rows[i].how, rows[i].text, &out);

		ck_assert_msg(slice_eq(cleaned, rows[i].cleaned),
		    "row %zu (%c) gave \"%s\"", i, rows[i].how,
		    buffer_string(&out));
	}
	buffer_finish(&out);
}
END_TEST

START_TEST(line_is_trimmed_for_itself_when_appended)
{
	struct buffer out;

	buffer_init(&out, 100);
	buffer_append(&out, SLICE("title: "));
	ck_assert(utf8_clean_line(SLICE(" a "), &out));
	ck_assert_str_eq(buffer_string(&out), "title: a");
	ck_assert(utf8_clean_line(SLICE("  "), &out));
	ck_assert_str_eq(buffer_string(&out), "title: a");
	buffer_append(&out, SLICE(" "));
	ck_assert(utf8_clean_line(SLICE(""), &out));
	ck_assert_str_eq(buffer_string(&out), "title: a ");
	buffer_finish(&out);
}
END_TEST

START_TEST(full_buffers_are_reported)
{
	struct buffer out;

	buffer_init(&out, 2);
	ck_assert(!utf8_clean_line(SLICE("abc  \t d"), &out));
	buffer_reset(&out);
	ck_assert(!utf8_clean_text(SLICE("a\r\xff"), &out));
	buffer_reset(&out);
	ck_assert(!utf8_for_terminal(SLICE("\x1b"), UTF8_ONE_LINE, &out));
	buffer_finish(&out);
}
END_TEST

static bool
has_rune(struct slice text, uint32_t low, uint32_t high)
{
	while (text.len > 0) {
		uint32_t c = utf8_next(&text);

		if (c >= low && c <= high)
			return true;
	}
	return false;
}

START_TEST(random_texts_come_out_valid_and_settled)
{
	static const char ways[] = "lt1n";
	struct random_text r;
	struct buffer once, twice;

	random_text_init(&r);
	buffer_init(&once, 8192);
	buffer_init(&twice, 8192);
	for (int i = 0; i < RANDOM_TEXTS; i++) {
		struct slice text = random_text_next(&r), cleaned;
		size_t max = random_below(&r, 40), count = 0;

		cleaned = clean(ways[i % 4], text, &once);
		ck_assert_uint_eq(utf8_valid_len(cleaned), cleaned.len);
		ck_assert(
		    slice_eq(clean(ways[i % 4], cleaned, &twice), cleaned));
		ck_assert(!has_rune(cleaned, 0, 8));
		ck_assert(!has_rune(cleaned, 11, 31));
		ck_assert(!has_rune(cleaned, 0x7F, 0x9F));
		ck_assert_uint_le(utf8_cut(text, max).len, max);
		cleaned = utf8_cut(cleaned, max);
		ck_assert_uint_eq(utf8_valid_len(cleaned), cleaned.len);
		ck_assert_int_ge(utf8_width(text), 0);
		for (struct slice rest = text; rest.len > 0; count++)
			(void)utf8_next(&rest);
		ck_assert_uint_eq(utf8_count(text), count);
	}
	buffer_finish(&once);
	buffer_finish(&twice);
	random_text_finish(&r);
}
END_TEST

Suite *
utf8_suite(void)
{
	Suite *suite = suite_create("utf8");
	TCase *tests = tcase_create("utf8");

	tcase_add_test(tests, decoding_takes_maximal_subparts);
	tcase_add_test(tests, every_scalar_value_comes_back);
	tcase_add_test(tests,
	    valid_length_stops_at_the_first_fault_wherever_it_stands);
	tcase_add_test(tests, cut_never_divides_a_character);
	tcase_add_test(tests, width_is_that_of_a_terminal);
	tcase_add_test(tests, t23_text_is_cleaned);
	tcase_add_test(tests, line_is_trimmed_for_itself_when_appended);
	tcase_add_test(tests, full_buffers_are_reported);
	tcase_add_test(tests, random_texts_come_out_valid_and_settled);
	suite_add_tcase(suite, tests);
	return suite;
}

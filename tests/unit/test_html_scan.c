/*
 * The fast scans against slow ones that say what is meant.
 */
#include "parse/html_scan.h"

#include <check.h>
#include <string.h>

#include "utf8.h"

Suite *html_scan_suite(void);

#define LENGTH 48 /* three vectors */

static bool
is_control(unsigned char c)
{
	return c < 0x20 || c == 0x7F;
}

/* Every byte at every place of a text of letters. */
START_TEST(plain_text_ends_at_what_needs_care)
{
	unsigned char c = (unsigned char)_i;
	bool stops = strchr("&<>\"", c) != NULL || c == 0xC2 ||
	    (is_control(c) && c != '\t' && c != '\n');

	for (size_t len = 1; len <= LENGTH; len++) {
		for (size_t at = 0; at < len; at++) {
			char text[LENGTH];

			memset(text, 'a', len);
			text[at] = (char)c;
			ck_assert_uint_eq(html_scan_plain(
					      (struct slice){ text, len }),
			    stops ? at : len);
		}
	}
}
END_TEST

START_TEST(words_end_at_what_is_no_word)
{
	unsigned char c = (unsigned char)_i;
	bool stops = c == '&' || is_control(c);

	if (c >= 0x80)
		return; /* whole characters have a test of their own */
	for (size_t len = 1; len <= LENGTH; len++) {
		for (size_t at = 0; at < len; at++) {
			char text[LENGTH];
			bool here = stops || (c == ' ' && at == 0);

			memset(text, 'a', len);
			text[at] = (char)c;
			ck_assert_uint_eq(html_scan_words(
					      (struct slice){ text, len }),
			    here ? at : len);
		}
	}
}
END_TEST

START_TEST(words_end_at_the_second_of_two_blanks)
{
	for (size_t at = 1; at + 1 < LENGTH; at++) {
		char text[LENGTH];

		memset(text, 'a', sizeof(text));
		text[at] = text[at + 1] = ' ';
		ck_assert_uint_eq(html_scan_words(
				      (struct slice){ text, sizeof(text) }),
		    at + 1);
	}
}
END_TEST

static bool
is_no_word(uint32_t c)
{
	return (c >= 0x80 && c <= 0xA0) || c == 0x2028 || c == 0x2029 ||
	    c == 0xFEFF;
}

START_TEST(words_never_hold_what_is_none)
{
	char text[LENGTH];
	size_t len;

	for (uint32_t c = 0x80; c < 0x10000; c++) {
		memset(text, 'a', sizeof(text));
		len = utf8_encode(c, text + LENGTH / 2);
		len = html_scan_words((struct slice){ text, LENGTH / 2 + len });
		if (is_no_word(c))
			ck_assert_msg(len == LENGTH / 2, "%X", (unsigned)c);
		else
			ck_assert_msg(len >= LENGTH / 2, "%X", (unsigned)c);
	}
}
END_TEST

Suite *
html_scan_suite(void)
{
	Suite *suite = suite_create("html_scan");
	TCase *tests = tcase_create("html_scan");

	tcase_add_loop_test(tests, plain_text_ends_at_what_needs_care, 1, 256);
	tcase_add_loop_test(tests, words_end_at_what_is_no_word, 1, 256);
	tcase_add_test(tests, words_end_at_the_second_of_two_blanks);
	tcase_add_test(tests, words_never_hold_what_is_none);
	suite_add_tcase(suite, tests);
	return suite;
}

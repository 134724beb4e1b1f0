/*
 * Folders as tags.
 */
#include "parse/tag_path.h"

#include <check.h>

#include "buffer.h"
#include "compiler.h"

Suite *tag_path_suite(void);

#define TEN   "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

/* tags: what tag_path_next gives, parted by blanks. */
static const struct {
	const char *name, *folders[3], *tags;
} rows[] = {
	/* clang-format off */
	{ "the top", { NULL }, "" },
	{ "folders", { "News", "Asia", "East" }, "news news/asia news/asia/east" },
	{ "lower case beyond ASCII", { "\u00C9\u0416\u0394" }, "\u00E9\u0436\u03B4" },
	{ "letters without case", { "\u97D3\u56FD" }, "\u97D3\u56FD" },
	{ "white space of all kinds", { "\u3000a \t\u2003b\u2028c\u00A0" }, "a-b-c" },
	{ "hyphens of its own", { "-a - b-" }, "-a---b-" },
	{ "what cannot be seen", { "a\u200B\u202Eb\u00ADc\x01\x7F" }, "abc" },
	{ "joiners of letters", { "\u0645\u06CC\u200C\u062E" }, "\u0645\u06CC\u200C\u062E" },
	{ "noncharacters", { "a\uFDD0b\U0001FFFE" }, "ab" },
	{ "slashes", { "//a / b//c/" }, "a a/b a/b/c" },
	{ "nothing in between", { "a", " / ", "b" }, "a a/b" },
	{ "sixty-four bytes", { SIXTY "abcd" }, SIXTY "abcd" },
	{ "a byte more", { SIXTY "abcde" }, SIXTY "abcd" },
	{ "no half characters", { SIXTY "abc\u00E9" }, SIXTY "abc" },
	{ "no slash at the end", { SIXTY "abc", "d" }, SIXTY "abc" },
	{ "room for one", { SIXTY "ab", "cd", "e" }, SIXTY "ab " SIXTY "ab/c" },
	{ "no hyphen at the end", { SIXTY "abc d" }, SIXTY "abc" },
	/* clang-format on */
};

START_TEST(folders_become_tags)
{
	struct tag_path path = { .len = 0 };
	struct slice tag;
	struct buffer out;
	size_t at = 0;

	buffer_init(&out, 1024);
	for (size_t i = 0; i < 3 && rows[_i].folders[i] != NULL; i++)
		tag_path_enter(&path, slice_of(rows[_i].folders[i]));
	while (tag_path_next(&path, &at, &tag)) {
		if (out.len > 0)
			buffer_append_char(&out, ' ');
		buffer_append(&out, tag);
		ck_assert_msg(tag_is_right(tag), "%s", rows[_i].name);
	}
	ck_assert_msg(strcmp(buffer_string(&out), rows[_i].tags) == 0, "%s: %s",
	    rows[_i].name, buffer_string(&out));
	buffer_finish(&out);
}
END_TEST

static const struct {
	const char *tag;
	bool right;
} tags[] = {
	{ "a", true },
	{ "News/\u00C9t\u00E9,(\"*", true },
	{ SIXTY "abcd", true },
	{ SIXTY "abcde", false },
	{ "", false },
	{ "a b", false },
	{ "a\tb", false },
	{ "a\x7F", false },
	{ "a\u2028", false },
	{ "a\xFF", false },
};

START_TEST(a_tag_is_a_clean_word)
{
	ck_assert_msg(tag_is_right(slice_of(tags[_i].tag)) == tags[_i].right,
	    "%s", tags[_i].tag);
}
END_TEST

Suite *
tag_path_suite(void)
{
	Suite *suite = suite_create("tag_path");
	TCase *tests = tcase_create("tag_path");

	tcase_add_loop_test(tests, folders_become_tags, 0, ARRAY_LEN(rows));
	tcase_add_loop_test(tests, a_tag_is_a_clean_word, 0, ARRAY_LEN(tags));
	suite_add_tcase(suite, tests);
	return suite;
}

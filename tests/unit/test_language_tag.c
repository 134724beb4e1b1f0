/*
 * Language tags: what has the shape of one.
 */
#include "parse/language_tag.h"

#include <check.h>

#include "compiler.h"
#include "limits.h"

Suite *language_tag_suite(void);

static const struct {
	const char *text, *tag; /* NULL: none */
} rows[] = {
	/* clang-format off */
	{ "en", "en" }, { "en-us", "en-us" }, { "EN-US", "EN-US" },
	{ " de\n", "de" }, { "pt_BR", "pt-BR" }, { "haw", "haw" },
	{ "zh-Hans-CN", "zh-Hans-CN" }, { "es-419", "es-419" },
	{ "sl-rozaj-biske-1994", "sl-rozaj-biske-1994" },
	{ "x-klingon", NULL }, { "English", NULL }, { "e", NULL },
	{ "", NULL }, { "en-", NULL }, { "en--us", NULL }, { "-en", NULL },
	{ "en us", NULL }, { "12", NULL }, { "e1-us", NULL },
	{ "en-toolongsubtag", NULL }, { "français", NULL },
	/* clang-format on */
};

START_TEST(what_has_the_shape_of_a_tag_is_kept_as_spelled)
{
	struct buffer out;
	bool is_tag;

	buffer_init(&out, KIB);
	buffer_append_string(&out, "_");
	is_tag = language_tag_append(slice_of(rows[_i].text), &out);
	ck_assert_msg(is_tag == (rows[_i].tag != NULL), "%s", rows[_i].text);
	ck_assert_msg(strcmp(buffer_string(&out) + 1,
			  is_tag ? rows[_i].tag : "") == 0,
	    "%s: %s", rows[_i].text, buffer_string(&out));
	ck_assert(out.ptr[0] == '_');
	buffer_finish(&out);
}
END_TEST

START_TEST(a_tag_is_of_its_language_in_any_region)
{
	ck_assert(language_tag_is(SLICE("ja"), SLICE("ja")));
	ck_assert(language_tag_is(SLICE("JA-jp"), SLICE("ja")));
	ck_assert(language_tag_is(SLICE("zh_TW"), SLICE("zh")));
	ck_assert(!language_tag_is(SLICE("jav"), SLICE("ja")));
	ck_assert(!language_tag_is(SLICE("j"), SLICE("ja")));
	ck_assert(!language_tag_is(SLICE_NONE, SLICE("ja")));
}
END_TEST

Suite *
language_tag_suite(void)
{
	Suite *suite = suite_create("language_tag");
	TCase *tests = tcase_create("language_tag");

	tcase_add_loop_test(tests,
	    what_has_the_shape_of_a_tag_is_kept_as_spelled, 0,
	    (int)ARRAY_LEN(rows));
	tcase_add_test(tests, a_tag_is_of_its_language_in_any_region);
	suite_add_tcase(suite, tests);
	return suite;
}

/*
 * Character references: the table of the standard, and where one ends.
 */
#include "parse/entities.h"

#include <check.h>

#include "buffer.h"
#include "compiler.h"
#include "limits.h"
#include "utf8.h"

Suite *entities_suite(void);

START_TEST(every_name_is_found_and_stands_for_something)
{
	for (size_t i = 0; i < ENTITY_COUNT; i++) {
		struct slice name = entity_name(i), text = entity_text(i);

		ck_assert_msg(entity_find(name) == i, "%s", name.ptr);
		ck_assert_msg(text.len > 0 && utf8_valid_len(text) == text.len,
		    "%s", name.ptr);
		/* libxml2 is given them as strings. */
		ck_assert(name.ptr[name.len] == '\0');
		ck_assert(text.ptr[text.len] == '\0');
	}
}
END_TEST

static const struct {
	const char *name, *text; /* NULL: none */
} names[] = {
	/* clang-format off */
	{ "amp", "&" }, { "AMP", "&" }, { "eacute", "é" }, { "Eacute", "É" },
	{ "EACUTE", NULL }, { "nbsp", "\302\240" }, { "hellip", "…" },
	{ "zwnj", "\342\200\214" }, { "NotEqualTilde", "\342\211\202\314\270" },
	{ "CounterClockwiseContourIntegral", "∳" }, { "Aacute", "Á" },
	{ "zscr", "\360\235\223\217" }, { "bogus", NULL }, { "", NULL },
	{ "amp;", NULL }, { "1", NULL }, { "é", NULL },
	{ "CounterClockwiseContourIntegralAndMore", NULL },
	/* clang-format on */
};

START_TEST(names_are_those_of_the_standard)
{
	size_t number = entity_find(slice_of(names[_i].name));

	if (names[_i].text == NULL)
		ck_assert_msg(number == ENTITY_COUNT, "%s", names[_i].name);
	else
		ck_assert_msg(number < ENTITY_COUNT &&
			slice_eq(entity_text(number), slice_of(names[_i].text)),
		    "%s", names[_i].name);
}
END_TEST

/* What becomes of a text by each of the three rules. */
static const struct {
	const char *text, *xml, *html, *attribute;
} texts[] = {
	/* clang-format off */
	{ "plain", "plain", "plain", "plain" },
	{ "&eacute;&mdash;", "é—", "é—", "é—" },
	{ "&#8211;&#x2014;&#X2014;", "–——", "–——", "–——" },
	/* 10, 11, 12, 14, 5, 1, 2 of the table of broken feeds */
	{ "a&#8211 b&#x2014 c&amp d", "a– b— c& d", "a– b— c& d",
	    "a– b— c& d" },
	{ "x&#0;y&#xD800;&#x110000;z", "x\357\277\275y\357\277\275\357\277\275z",
	    "x\357\277\275y\357\277\275\357\277\275z",
	    "x\357\277\275y\357\277\275\357\277\275z" },
	{ "&#99999999999999999999;", "\357\277\275", "\357\277\275",
	    "\357\277\275" },
	{ "&#145;q&#146; &#150;", "‘q’ –", "‘q’ –", "‘q’ –" },
	{ "&; &#; &#x; &#xg;", "&; &#; &#x; &#xg;", "&; &#; &#x; &#xg;",
	    "&; &#; &#x; &#xg;" },
	{ "a &bogus; z", "a &bogus; z", "a &bogus; z", "a &bogus; z" },
	{ "AT&T", "AT&T", "AT&T", "AT&T" },
	{ "?a=1&b=2&reg=3", "?a=1&b=2&reg=3", "?a=1&b=2®=3",
	    "?a=1&b=2&reg=3" },
	{ "&copy 2019", "&copy 2019", "© 2019", "© 2019" },
	{ "&copyright", "&copyright", "©right", "&copyright" },
	{ "&notit; &notin;", "&notit; ∉", "¬it; ∉", "&notit; ∉" },
	{ "&lt=", "&lt=", "<=", "&lt=" },
	{ "&lt/b", "</b", "</b", "</b" },
	{ "&ltx", "&ltx", "<x", "&ltx" },
	{ "&mdash x", "&mdash x", "&mdash x", "&mdash x" },
	{ "&amp;lt;", "&lt;", "&lt;", "&lt;" },
	{ "x&amp", "x&", "x&", "x&" },
	{ "&", "&", "&", "&" },
	{ "&a", "&a", "&a", "&a" },
	{ "&#1", "\001", "\001", "\001" },
	/* clang-format on */
};

static void
assert_decoded(const char *text, enum reference_rules rules,
    const char *expected)
{
	struct buffer out;

	buffer_init(&out, KIB);
	ck_assert(references_decode(slice_of(text), rules, &out));
	ck_assert_msg(strcmp(buffer_string(&out), expected) == 0,
	    "%s by rules %d: %s", text, (int)rules, buffer_string(&out));
	buffer_finish(&out);
}

START_TEST(references_end_where_their_rules_say)
{
	assert_decoded(texts[_i].text, REFERENCE_LOOSE_XML, texts[_i].xml);
	assert_decoded(texts[_i].text, REFERENCE_HTML_TEXT, texts[_i].html);
	assert_decoded(texts[_i].text, REFERENCE_HTML_ATTRIBUTE,
	    texts[_i].attribute);
}
END_TEST

START_TEST(no_room_is_a_failure)
{
	struct buffer out;

	buffer_init(&out, 3);
	ck_assert(
	    !references_decode(SLICE("a&mdash;"), REFERENCE_HTML_TEXT, &out));
	buffer_finish(&out);
}
END_TEST

Suite *
entities_suite(void)
{
	Suite *suite = suite_create("entities");
	TCase *tests = tcase_create("entities");

	tcase_add_test(tests, every_name_is_found_and_stands_for_something);
	tcase_add_loop_test(tests, names_are_those_of_the_standard, 0,
	    (int)ARRAY_LEN(names));
	tcase_add_loop_test(tests, references_end_where_their_rules_say, 0,
	    (int)ARRAY_LEN(texts));
	tcase_add_test(tests, no_room_is_a_failure);
	suite_add_tcase(suite, tests);
	return suite;
}

#include <check.h>

#include "cli/xml_text.h"
#include "compiler.h"
#include "limits.h"

Suite *xml_text_suite(void);

static const struct {
	const char *name, *text, *content, *attribute;
} rows[] = {
	{ "plain", "a\xC3\xA9 '", "a\xC3\xA9 '", "a\xC3\xA9 '" },
	{ "signs", "<&>\"", "&lt;&amp;&gt;&quot;", "&lt;&amp;&gt;&quot;" },
	{ "white space", "a\tb\nc", "a\tb\nc", "a&#9;b&#10;c" },
	{ "controls", "a\x01\r\x1b\x7f\xC2\x85z", "az", "az" },
	{ "no characters", "a\xEF\xBF\xBE\xEF\xBF\xBFz", "az", "az" },
	{ "not UTF-8", "a\xFFz", "a\xEF\xBF\xBDz", "a\xEF\xBF\xBDz" },
};

START_TEST(text_is_escaped_for_its_place)
{
	struct buffer out;

	buffer_init(&out, MIB);
	xml_append(XML_CONTENT, slice_of(rows[_i].text), &out);
	ck_assert_msg(slice_eq(buffer_slice(&out), slice_of(rows[_i].content)),
	    "%s: %s", rows[_i].name, buffer_string(&out));
	buffer_reset(&out);
	xml_append(XML_ATTRIBUTE, slice_of(rows[_i].text), &out);
	ck_assert_msg(slice_eq(buffer_slice(&out),
			  slice_of(rows[_i].attribute)),
	    "%s: %s", rows[_i].name, buffer_string(&out));
	buffer_finish(&out);
}
END_TEST

START_TEST(what_is_absent_makes_no_attribute)
{
	struct buffer out;

	buffer_init(&out, MIB);
	xml_append_attribute("a", SLICE_NONE, &out);
	xml_append_attribute("b", SLICE(""), &out);
	xml_append_attribute("c", SLICE("\""), &out);
	xml_append_element("d", SLICE("<"), &out);
	ck_assert_str_eq(buffer_string(&out),
	    " b=\"\" c=\"&quot;\"<d>&lt;</d>\n");
	buffer_finish(&out);
}
END_TEST

Suite *
xml_text_suite(void)
{
	Suite *suite = suite_create("xml_text");
	TCase *tcase = tcase_create("xml_text");

	tcase_add_loop_test(tcase, text_is_escaped_for_its_place, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, what_is_absent_makes_no_attribute);
	suite_add_tcase(suite, tcase);
	return suite;
}

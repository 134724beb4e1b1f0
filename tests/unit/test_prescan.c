#include <check.h>
#include <stdlib.h>

#include "buffer.h"
#include "compiler.h"
#include "parse/prescan.h"

static const struct {
	const char *name, *text;
	bool loose, recovered, has_feed;
} rows[] = {
	/* clang-format off */
	{ "sound", "<?xml version=\"1.0\"?><rss/>", false, false, true },
	{ "blanks before", " \n<?xml version=\"1.0\"?><rss/>", false, true, true },
	{ "standalone", "<?xml version='1.0' encoding='utf-8' standalone='no' ?><rss/>", false, false, true },
	{ "no quotes", "<?xml version=1.0?><rss/>", false, true, true },
	{ "junk before", "x<rss/>", true, false, true },
	{ "a control character", "<rss>\x01</rss>", true, false, true },
	{ "tabs and line ends are none", "<rss>\t\r\n</rss>", false, false, true },
	{ "CDATA in lower case", "<rss><![cdata[x]]></rss>", true, false, true },
	{ "CDATA that does not close", "<rss><![CDATA[x</rss>", true, false, true },
	{ "a root inside of HTML", "<html><x:feed>", false, false, true },
	{ "a root that is quoted", "<html><!-- <rss> --><![CDATA[<rss>]]></html>", false, false, false },
	{ "a root that is escaped", "<html>&lt;rss&gt;</html>", false, false, false },
	/* clang-format on */
};

START_TEST(flags_are_set_by_what_stands_there)
{
	struct prescan scan;

	prescan_text(slice_of(rows[_i].text), &scan);
	ck_assert_msg(scan.loose == rows[_i].loose, "%s", rows[_i].name);
	ck_assert_msg(scan.recovered == rows[_i].recovered, "%s",
	    rows[_i].name);
	ck_assert_msg(scan.has_feed == rows[_i].has_feed, "%s", rows[_i].name);
	ck_assert_ptr_null(scan.refused);
}
END_TEST

START_TEST(the_doctype_is_taken_away)
{
	struct prescan scan;

	prescan_text(SLICE("<!-- c --><!DOCTYPE rss PUBLIC \"x>y\" [\n"
			   "<!ENTITY a \"A\"><!ENTITY b '&a;'>\n"
			   "<!ENTITY % p \"P\"><!ENTITY s SYSTEM \"u\">"
			   "<!ENTITY a \"again\">]><rss/>"),
	    &scan);
	ck_assert(slice_eq(scan.before, SLICE("<!-- c -->")));
	ck_assert(slice_eq(scan.after, SLICE("<rss/>")));
	ck_assert_uint_eq(scan.entity_count, 1);
	ck_assert(slice_eq(prescan_entity(&scan, SLICE("a")), SLICE("A")));
	ck_assert_ptr_null(prescan_entity(&scan, SLICE("b")).ptr);
	ck_assert_ptr_null(prescan_entity(&scan, SLICE("s")).ptr);
	ck_assert(!scan.netscape);
}
END_TEST

START_TEST(the_dtd_of_netscape_is_known)
{
	struct prescan scan;

	prescan_text(SLICE("<!DOCTYPE rss SYSTEM "
			   "\"http://my.Netscape.com/rss-0.91.dtd\"><rss/>"),
	    &scan);
	ck_assert(scan.netscape);
	ck_assert(scan.declares_html);
}
END_TEST

static const char *
refusal_of(size_t attributes, size_t bytes)
{
	struct buffer text;
	struct prescan scan;

	buffer_init(&text, LIMIT_BODY_DECODED);
	buffer_append_string(&text, "<rss");
	for (size_t i = 0; i < attributes; i++)
		buffer_append_string(&text, " a='>'");
	buffer_append_string(&text, " b=\"");
	while (text.len < bytes)
		buffer_append_char(&text, 'b');
	buffer_append_string(&text, "\"/>");
	prescan_text(buffer_slice(&text), &scan);
	buffer_finish(&text);
	return scan.refused;
}

START_TEST(only_tags_that_cost_are_refused)
{
	ck_assert_ptr_null(refusal_of(1, MIB));
	ck_assert_ptr_null(refusal_of(LIMIT_TAG_ATTRS, 0));
	ck_assert_str_eq(refusal_of(LIMIT_TAG_ATTRS + 1, LIMIT_TAG_BYTES + 1),
	    "oversized tag");
	ck_assert_str_eq(refusal_of(1, LIMIT_TAG_BYTES_MAX + 1),
	    "oversized tag");
}
END_TEST

/* Nothing here may look at the rest of the text once for each tag. */
START_TEST(a_million_open_tags_are_one_pass)
{
	static const char *const pieces[] = { "<", "<a", "<a \"", "<![CDATA[",
		"<!--", "<a b='" };
	struct prescan scan;
	struct buffer text;

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		buffer_init(&text, LIMIT_BODY_DECODED);
		for (int j = 0; j < 1000000; j++)
			buffer_append_string(&text, pieces[i]);
		prescan_text(buffer_slice(&text), &scan);
		buffer_finish(&text);
	}
}
END_TEST

Suite *prescan_suite(void);

Suite *
prescan_suite(void)
{
	Suite *suite = suite_create("prescan");
	TCase *tests = tcase_create("scan");

	tcase_add_loop_test(tests, flags_are_set_by_what_stands_there, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tests, the_doctype_is_taken_away);
	tcase_add_test(tests, the_dtd_of_netscape_is_known);
	tcase_add_test(tests, only_tags_that_cost_are_refused);
	tcase_add_test(tests, a_million_open_tags_are_one_pass);
	tcase_set_timeout(tests, 10);
	suite_add_tcase(suite, tests);
	return suite;
}

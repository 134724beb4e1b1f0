#include <check.h>

#include "compiler.h"
#include "parse_fixture.h"

/* clang-format off */
#define HEAD "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><link>http://h.example/</link><item>"
#define TAIL "</item></channel></rss>"

/* Section 3 of the parsing rules, in RSS. */
static const struct parse_row texts[] = {
	{ "a reference is decoded once", "<title>B&amp;B</title>", { { "0.title", "B&B" }, { "0.title.type", "text" } } },
	{ "a sum is text", "<title>5 &lt; 6</title>", { { "0.title", "5 < 6" }, { "0.title.type", "text" } } },
	{ "a tag that HTML lacks is text", "<title>&lt;T&gt; in C++</title>", { { "0.title", "<T> in C++" }, { "0.title.type", "text" } } },
	{ "a tag that does not end is text", "<title>the &lt;marquee tag</title>", { { "0.title", "the <marquee tag" } } },
	{ "AT&amp;T is text", "<title>AT&amp;T</title>", { { "0.title", "AT&T" }, { "0.title.type", "text" } } },
	{ "tags of HTML go", "<title>&lt;i&gt;Gale&lt;/i&gt; now</title>", { { "0.title", "Gale now" }, { "0.title.type", "html" } } },
	{ "references of HTML are read", "<title>R&amp;amp;D</title>", { { "0.title", "R&D" }, { "0.title.type", "html" } } },
	{ "escaped three times", "<title>&amp;amp;eacute;</title>", { { "0.title", "\xC3\xA9" } } },
	{ "@type of a title is obeyed", "<title type=\"text\">&lt;b&gt;x&lt;/b&gt;</title>", { { "0.title", "<b>x</b>" } } },
	{ "script goes with what it holds", "<title>a&lt;script&gt;evil()&lt;/script&gt;b</title>", { { "0.title", "ab" } } },
	{ "white space is one space", "<title>\n a \t b\n</title>", { { "0.title", "a b" } } },
	{ "a title of tags alone is absent", "<title>&lt;b&gt;&lt;/b&gt;</title><guid>g</guid>", { { "0.title", NULL } } },
	{ "CDATA and text in order", "<title>a <![CDATA[b & c]]> d</title>", { { "0.title", "a b & c d" } } },
	{ "a description is HTML", "<description>a &lt;b&gt;b&lt;/b&gt;</description>", { { "0.summary", "a <b>b</b>" }, { "0.summary.type", "html" } } },
	{ "escaped twice", "<description>&amp;lt;p&amp;gt;Tide&amp;lt;/p&amp;gt;</description>", { { "0.summary", "<p>Tide</p>" } } },
	{ "CDATA that is escaped", "<description><![CDATA[&lt;p&gt;x&lt;/p&gt;]]></description>", { { "0.summary", "<p>x</p>" } } },
	{ "escaped twice, but quoted", "<description>&lt;p&gt;write &amp;lt;b&amp;gt;&lt;/p&gt;</description>", { { "0.summary", "<p>write &lt;b&gt;</p>" } } },
	{ "naked markup", "<description><p>Tide &amp; <b>ebb</b></p> in</description>", { { "0.summary", "<p>Tide &amp; <b>ebb</b></p> in" } } },
	{ "naked markup beside escaped", "<description>&lt;p&gt;a&lt;/p&gt;<br/>b &amp; c</description>", { { "0.summary", "<p>a</p><br />b &amp; c" } } },
	{ "markup in a title", "<title>One <b>two</b></title>", { { "0.title", "One two" }, { "0.title.type", "xhtml" } } },
	{ "a name inside a text feeds no key", "<description><title>x</title><guid>y</guid></description><title>t</title>", { { "0.title", "t" }, { "0.id", NULL } } },
	{ "URLs in HTML are resolved", "<description>&lt;a href=\"/x\"&gt;x&lt;/a&gt;</description>", { { "0.summary", "<a href=\"http://h.example/x\">x</a>" } } },
	{ "twice encoded", "<title>caf\xC3\x83\xC2\xA9</title>", { { "0.title", "caf\xC3\xA9" } } },
	{ "C1 is windows-1252", "<title>it\xC2\x92s</title>", { { "0.title", "it\xE2\x80\x99s" } } },
	{ "a mark inside goes", "<title>a\xEF\xBB\xBF" "b</title>", { { "0.title", "ab" } } },
};
/* clang-format on */

START_TEST(texts_are_decoded_once)
{
	parse_row_check(&texts[_i], HEAD, TAIL);
}
END_TEST

static struct parsed *
parse_for(enum parse_html html)
{
	static const char text[] = HEAD
	    "<description>Short &lt;b&gt;text&lt;/b&gt;</description>"
	    "<content:encoded>&lt;p onclick=\"x\"&gt;One&lt;/p&gt;"
	    "&lt;p&gt;Two&lt;/p&gt;&lt;script&gt;s&lt;/script&gt;"
	    "</content:encoded>" TAIL;
	struct parse_input input = {
		.body = { (const unsigned char *)text, sizeof(text) - 1 },
		.url = SLICE("http://h.example/feed"),
		.html = html,
	};

	return parsed_with(&input);
}

START_TEST(the_store_gets_plain_text_and_strict_html)
{
	struct parsed *parsed = parse_for(PARSE_FOR_STORE);

	ck_assert(slice_eq(parsed_get(parsed, "0.summary_plain"),
	    SLICE("Short text")));
	ck_assert(slice_eq(parsed_get(parsed, "0.content_plain"),
	    SLICE("One\n\nTwo")));
	ck_assert(slice_eq(parsed_get(parsed, "0.stored_html"),
	    SLICE("<p>One</p><p>Two</p>")));
	ck_assert_ptr_null(parsed_get(parsed, "0.summary").ptr);
	ck_assert(slice_eq(parsed_get(parsed, "0.#content"), SLICE("0")));
	parsed_free(parsed);
}
END_TEST

START_TEST(raw_html_is_untouched)
{
	struct parsed *parsed = parse_for(PARSE_RAW);

	ck_assert(slice_eq(parsed_get(parsed, "0.content"),
	    SLICE("<p onclick=\"x\">One</p><p>Two</p><script>s</script>")));
	parsed_free(parsed);
}
END_TEST

START_TEST(the_base_is_said_where_the_url_is_known)
{
	struct parsed *parsed = parse_for(PARSE_WIDE);

	ck_assert(slice_eq(parsed_get(parsed, "0.summary.base"),
	    SLICE("http://h.example/feed")));
	parsed_free(parsed);
}
END_TEST

Suite *text_suite(void);

Suite *
text_suite(void)
{
	Suite *suite = suite_create("text");
	TCase *tests = tcase_create("rules");

	tcase_add_loop_test(tests, texts_are_decoded_once, 0, ARRAY_LEN(texts));
	tcase_add_test(tests, the_store_gets_plain_text_and_strict_html);
	tcase_add_test(tests, raw_html_is_untouched);
	tcase_add_test(tests, the_base_is_said_where_the_url_is_known);
	suite_add_tcase(suite, tests);
	return suite;
}

/*
 * The cleaner: what stays, what goes, and how it is written. Hostile markup has
 * a test of its own.
 */
#include "parse/html.h"

#include <check.h>
#include <string.h>

#include "compiler.h"
#include "html_checker.h"
#include "limits.h"

Suite *html_suite(void);

#define BASE "http://h.example/d/page"
#define REL  " rel=\"noopener noreferrer nofollow ugc\""
#define LAZY " loading=\"lazy\" referrerpolicy=\"no-referrer\""

/* wide NULL: the same as strict. */
static const struct {
	const char *name, *markup, *strict, *wide;
} rows[] = {
	/* clang-format off */
	{ "text", "Salt & vinegar", "Salt &amp; vinegar", NULL },
	{ "references become characters", "caf&eacute; &#8212; &lt;b&gt; &#146;",
	    "café — &lt;b&gt; ’", NULL },
	{ "references are decoded once", "&amp;lt;b&amp;gt; &amp;amp;",
	    "&amp;lt;b&amp;gt; &amp;amp;", NULL },
	{ "no tag begins here", "5 < 6, 7 <8, a <- b, x > y",
	    "5 &lt; 6, 7 &lt;8, a &lt;- b, x &gt; y", NULL },
	{ "quotes in text stay", "\"q\" 'r'", "\"q\" 'r'", NULL },
	{ "blanks at the ends go", " \n a b \t", "a b", NULL },
	{ "blanks inside stay", "a  b\n\nc\td", "a  b\n\nc\td", NULL },
	{ "blanks of references too", "&#32;&#10;a&#9;", "a", NULL },
	{ "line ends", "a\r\nb\rc&#13;d", "a\nb\nc\nd", NULL },
	{ "controls go", "a\001b\177c\302\205d&#1;e", "abcde", NULL },
	{ "nbsp stays", "a&nbsp;b", "a\302\240b", NULL },
	{ "case of names", "<B>x</b><BR>y", "<b>x</b><br />y", NULL },
	{ "void elements", "a<br>b<hr/>c<wbr>d", "a<br />b<hr />c<wbr />d",
	    NULL },
	{ "a br that ends", "a<br></br>b", "a<br />b", NULL },
	{ "a lone end of br", "a</br>b", "a<br />b", NULL },
	{ "open elements are closed", "<p><b>x<i>y", "<p><b>x<i>y</i></b></p>",
	    NULL },
	{ "crossed elements", "<b>x<i>y</b>z</i>", "<b>x<i>y</i></b>z", NULL },
	{ "stray end tags", "a</p></b></div>b", "a<br />b", "ab" },
	{ "empty elements", "<b/>x<p />y", "<b></b>x<p></p>y", NULL },
	{ "a slash of a value", "<a href=http://x.example/>y</a>",
	    "<a href=\"http://x.example/\"" REL ">y</a>",
	    "<a href=\"http://x.example/\">y</a>" },
	{ "paragraphs end each other", "<p>a<p>b<ul><li>c<li>d</ul>e",
	    "<p>a</p><p>b</p><ul><li>c</li><li>d</li></ul>e", NULL },
	{ "lists nest", "<ul><li>a<ol><li>b</ol><li>c</ul>",
	    "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", NULL },
	{ "terms", "<dl><dt>a<dd>b<dt>c</dl>",
	    "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>", NULL },
	{ "headings end each other", "<h1>a<h2>b</h2>",
	    "<h1>a</h1><h2>b</h2>", NULL },
	{ "links do not nest", "<a href=x>a<a href=y>b</a>c",
	    "<a href=\"http://h.example/d/x\"" REL ">a</a>"
	    "<a href=\"http://h.example/d/y\"" REL ">b</a>c",
	    "<a href=\"http://h.example/d/x\">a</a>"
	    "<a href=\"http://h.example/d/y\">b</a>c" },
	{ "tables", "<table><tr><td>a<td>b<tr><th>c</table>d",
	    "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>d",
	    NULL },
	{ "a cell makes its row", "<table><td>a</table>",
	    "<table><tr><td>a</td></tr></table>",
	    "<table><td>a</td></table>" },
	{ "parts of no table", "<td>a</td><tr>b", "a<br />b",
	    "<td>a</td><tr>b</tr>" },
	{ "a table shields what is outside",
	    "<b><table><tr><td>a</b>c</td></tr></table>d</b>e",
	    "<b><table><tr><td>ac</td></tr></table>d</b>e", NULL },
	{ "a paragraph in a cell", "<p>a<table><tr><td><p>b</table>c",
	    "<p>a</p><table><tr><td><p>b</p></td></tr></table>c", NULL },
	{ "unknown elements leave their children", "<x-y><b>a</b></x-y>",
	    "<b>a</b>", NULL },
	{ "blocks that go part their text",
	    "<div>a</div><div>b <i>c</i></div>\n<section><p>d</p></section>e",
	    "a<br />b <i>c</i>\n<p>d</p>e",
	    "<div>a</div><div>b <i>c</i></div>\n<section><p>d</p></section>e" },
	{ "a div in a paragraph ends it", "<p>a<div>b</div>c",
	    "<p>a<br />b<br />c</p>", "<p>a</p><div>b</div>c" },
	{ "script goes with its content", "a<script>b<c></script>d<style>e"
	    "</style>f", "adf", NULL },
	{ "so does applet", "a<applet><b>b</b></applet>c", "ac", NULL },
	{ "an unclosed script takes all", "a<script>b <b>c</b>", "a", NULL },
	{ "hidden elements go at the strict level",
	    "a<noscript><b>b</b></noscript><iframe>c</iframe>"
	    "<template>d</template>e", "ae", "a<noscript><b>b</b></noscript>"
	    "cde" },
	{ "unless they do not end", "a<noscript>b <iframe>c", "ab c",
	    "a<noscript>b c</noscript>" },
	{ "textarea", "<textarea><b>x</b> &amp; y</textarea>z", "z",
	    "<textarea>&lt;b&gt;x&lt;/b&gt; &amp; y</textarea>z" },
	{ "comments, instructions, doctypes go",
	    "a<!-- b > c -->d<?php e ?>f<!DOCTYPE html>g<![if x]>h", "adfgh",
	    NULL },
	{ "unless they do not end", "a <!-- b", "a &lt;!-- b", NULL },
	{ "an unclosed comment keeps its tags", "<!-- <b>x</b>",
	    "&lt;!-- <b>x</b>", NULL },
	{ "an unclosed doctype", "a <!DOCTYPE", "a &lt;!DOCTYPE", NULL },
	{ "CDATA is text", "<![CDATA[<b>x</b>]]>",
	    "&lt;![CDATA[<b>x</b>]]&gt;", NULL },
	{ "another declaration is text", "<!' <b>x</b>", "&lt;!' <b>x</b>",
	    NULL },
	{ "a cut tag goes", "text <a href=\"http://x.examp", "text", NULL },
	{ "a cut tag without attributes is text", "a <b c", "a &lt;b c", NULL },
	{ "a quote that does not end", "<b title=\"x>y</b> z",
	    "<b title=\"x\">y</b> z", NULL },
	{ "attributes in any quotes", "<b title='a\"b' lang=de dir>x</b>",
	    "<b title=\"a&quot;b\" lang=\"de\" dir=\"\">x</b>", NULL },
	{ "the first of two", "<b title=a title=b>x</b>",
	    "<b title=\"a\">x</b>", NULL },
	{ "values are decoded and escaped", "<b title='&lt;&eacute;&reg=1&copy'>"
	    "x</b>", "<b title=\"&lt;é&amp;reg=1©\">x</b>", NULL },
	{ "attributes by level", "<b class=c id=i style='color: red' onclick=x>"
	    "x</b>", "<b>x</b>",
	    "<b class=\"c\" id=\"i\" style=\"color: red;\">x</b>" },
	{ "attributes by element", "<b href=x>a</b><td colspan=2>",
	    "<b>a</b>",
	    "<b href=\"http://h.example/d/x\">a</b><td colspan=\"2\"></td>" },
	{ "images", "<img src=a.png alt='A &quot;b&quot;' width=4 height=3 "
	    "srcset='b 2x'>", "<img src=\"http://h.example/d/a.png\" "
	    "alt=\"A &quot;b&quot;\" width=\"4\" height=\"3\"" LAZY " />",
	    "<img src=\"http://h.example/d/a.png\" "
	    "alt=\"A &quot;b&quot;\" width=\"4\" height=\"3\" />" },
	{ "pixels that count", "a<img src=b width=1 height='1px'>", "a",
	    "a<img src=\"http://h.example/d/b\" width=\"1\" "
	    "height=\"1px\" />" },
	{ "images of nothing", "a<img>b<img src=javascript:x>", "ab",
	    "a<img />b<img />" },
	{ "images of text alone", "<img alt=x>", "<img alt=\"x\"" LAZY " />",
	    "<img alt=\"x\" />" },
	{ "media", "<video src=v poster=p autoplay><source src=s type=t>x"
	    "</video>", "<video src=\"http://h.example/d/v\" "
	    "poster=\"http://h.example/d/p\" controls=\"\" preload=\"none\">"
	    "<source src=\"http://h.example/d/s\" type=\"t\" />x</video>",
	    "<video src=\"http://h.example/d/v\" "
	    "poster=\"http://h.example/d/p\">"
	    "<source src=\"http://h.example/d/s\" type=\"t\" />x</video>" },
	{ "sources for srcset alone go at the strict level",
	    "<picture><source srcset=x><img src=y></picture>",
	    "<picture><img src=\"http://h.example/d/y\"" LAZY
	    " /></picture>", "<picture><source />"
	    "<img src=\"http://h.example/d/y\" /></picture>" },
	{ "urls are resolved", "<a href='../a?b=1&amp;c=2#d'>x</a>",
	    "<a href=\"http://h.example/a?b=1&amp;c=2#d\"" REL ">x</a>",
	    "<a href=\"http://h.example/a?b=1&amp;c=2#d\">x</a>" },
	{ "urls are trimmed", "<a href=' \n/a\nb '>x</a>",
	    "<a href=\"http://h.example/ab\"" REL ">x</a>",
	    "<a href=\"http://h.example/ab\">x</a>" },
	{ "controls in urls", "<a href='http://a\302\205b&#7;.example/c\177'>x</a>",
	    "<a href=\"http://ab.example/c\"" REL ">x</a>",
	    "<a href=\"http://ab.example/c\">x</a>" },
	{ "an empty href is the page", "<a href=''>x</a>",
	    "<a href=\"" BASE "\"" REL ">x</a>",
	    "<a href=\"" BASE "\">x</a>" },
	{ "schemes by level", "<a href=mailto:a@b.example>x</a>"
	    "<a href=tel:1>y</a>", "<a href=\"mailto:a@b.example\"" REL
	    ">x</a><a>y</a>", "<a href=\"mailto:a@b.example\">x</a>"
	    "<a href=\"tel:1\">y</a>" },
	{ "data of images", "<img src='data:image/png;base64,AA=='>", "",
	    "<img src=\"data:image/png;base64,AA==\" />" },
	{ "cite", "<q cite=/c>x</q>", "<q cite=\"http://h.example/c\">x</q>",
	    NULL },
	{ "svg", "<svg viewbox='0 0 1 1' onload=x><LINEARGRADIENT id=g>"
	    "<path d='M0 0' style='fill: red'/><script>x</script><use "
	    "href=x></svg>y", "y",
	    "<svg viewBox=\"0 0 1 1\" xmlns=\"http://www.w3.org/2000/svg\">"
	    "<linearGradient id=\"g\"><path d=\"M0 0\" "
	    "style=\"fill: red;\"></path></linearGradient></svg>y" },
	{ "math", "<math display=block><mfrac><mi>a</mi><mn>2</mn></mfrac>"
	    "<b>c</b></math>d", "a2<b>c</b>d",
	    "<math display=\"block\" "
	    "xmlns=\"http://www.w3.org/1998/Math/MathML\"><mfrac><mi>a</mi><mn>2</mn></mfrac>c</math>d" },
	{ "html ends svg", "<svg><g>a<p>b</p>", "a<p>b</p>",
	    "<svg xmlns=\"http://www.w3.org/2000/svg\"><g>a</g></svg>"
	    "<p>b</p>" },
	{ "nothing", "", "", NULL },
	{ "15: the table of broken feeds", "a<br>b<img src=\"x.png\">c",
	    "a<br />b<img src=\"http://h.example/d/x.png\"" LAZY " />c",
	    "a<br />b<img src=\"http://h.example/d/x.png\" />c" },
	/* clang-format on */
};

static void
assert_cleaned(const char *name, const char *markup, enum html_level level,
    const char *expected)
{
	struct html_options options = { .level = level, .base = SLICE(BASE) };
	struct buffer once, twice;
	char fault[256];

	buffer_init(&once, MIB);
	buffer_init(&twice, MIB);
	ck_assert(html_clean(slice_of(markup), &options, &once));
	ck_assert_msg(strcmp(buffer_string(&once), expected) == 0, "%s: %s",
	    name, buffer_string(&once));
	ck_assert_msg(html_checker_accepts(buffer_slice(&once), level, fault,
			  sizeof(fault)),
	    "%s: %s", name, fault);
	ck_assert(html_clean(buffer_slice(&once), &options, &twice));
	ck_assert_msg(strcmp(buffer_string(&once), buffer_string(&twice)) == 0,
	    "%s, again: %s", name, buffer_string(&twice));
	buffer_finish(&once);
	buffer_finish(&twice);
}

START_TEST(the_strict_level_is_rebuilt)
{
	assert_cleaned(rows[_i].name, rows[_i].markup, HTML_STRICT,
	    rows[_i].strict);
}
END_TEST

START_TEST(the_wide_level_is_rebuilt)
{
	assert_cleaned(rows[_i].name, rows[_i].markup, HTML_WIDE,
	    rows[_i].wide == NULL ? rows[_i].strict : rows[_i].wide);
}
END_TEST

START_TEST(relative_urls_without_a_base_stay_at_the_wide_level_alone)
{
	struct html_options options = { .level = HTML_WIDE };
	struct buffer out;

	buffer_init(&out, KIB);
	ck_assert(html_clean(SLICE("<a href='/x'>y</a>"), &options, &out));
	ck_assert_str_eq(buffer_string(&out), "<a href=\"/x\">y</a>");
	buffer_reset(&out);
	options.level = HTML_STRICT;
	ck_assert(html_clean(SLICE("<a href='/x'>y</a>"), &options, &out));
	ck_assert_str_eq(buffer_string(&out), "<a>y</a>");
	buffer_finish(&out);
}
END_TEST

/* NULL: the attribute goes. */
static const struct {
	const char *style, *kept;
} styles[] = {
	/* clang-format off */
	{ "color: red", "color: red;" },
	{ "COLOR:red;Font-Size : 10px ;", "COLOR: red; Font-Size: 10px;" },
	{ "position: absolute; color: red", "color: red;" },
	{ "position: absolute", NULL },
	{ "font-family: 'Comic Sans', \"x y\"",
	    "font-family: 'Comic Sans', &quot;x y&quot;;" },
	{ "border: 1px solid #cCc", "border: 1px solid #cCc;" },
	{ "border: 1px solid rgb(0, 0, 0)",
	    "border: 1px solid rgb(0, 0, 0);" },
	{ "margin: 0 auto !important", "margin: 0 auto !important;" },
	{ "margin: 99999em", NULL },
	{ "margin: 1.5em", "margin: 1.5em;" },
	{ "padding: inherit", NULL },
	{ "border-left-style: dotted", "border-left-style: dotted;" },
	{ "background: url(x.png) red", "background: red;" },
	{ "background: URL ( \"x\" ) top", "background: top;" },
	{ "background-color: #000080", "background-color: #000080;" },
	{ "color: red; -moz-x: y", NULL },
	{ "color: red; nonsense", NULL },
	{ "color: a(b)", NULL },
	{ "color: red /* x */", NULL },
	{ "color: \\72 ed", NULL },
	{ "color: 'x", NULL },
	{ "color: 'a:b'", NULL },
	{ "color:", NULL },
	{ "color: red: blue", NULL },
	{ "fill: red", NULL },
	{ "", NULL },
	/* clang-format on */
};

START_TEST(styles_are_filtered)
{
	struct html_options options = { .level = HTML_WIDE };
	struct buffer markup, out, expected;

	buffer_init(&markup, KIB);
	buffer_init(&out, KIB);
	buffer_init(&expected, KIB);
	buffer_append_string(&markup, "<i style=\"");
	html_escape(slice_of(styles[_i].style), &markup);
	buffer_append_string(&markup, "\"></i>");
	buffer_append_string(&expected, "<i");
	if (styles[_i].kept != NULL)
		buffer_append_format(&expected, " style=\"%s\"",
		    styles[_i].kept);
	buffer_append_string(&expected, "></i>");
	ck_assert(html_clean(buffer_slice(&markup), &options, &out));
	ck_assert_str_eq(buffer_string(&out), buffer_string(&expected));
	buffer_finish(&markup);
	buffer_finish(&out);
	buffer_finish(&expected);
}
END_TEST

START_TEST(what_is_too_deep_loses_its_tags_and_no_text)
{
	struct html_options options = { .level = HTML_STRICT };
	struct buffer markup, out;
	char fault[256];

	buffer_init(&markup, MIB);
	buffer_init(&out, MIB);
	for (int i = 0; i < 300; i++)
		buffer_append_format(&markup, "<b>%d ", i);
	for (int i = 0; i < 300; i++)
		buffer_append_string(&markup, "</b>");
	buffer_append_string(&markup, "<i>end</i>");
	ck_assert(html_clean(buffer_slice(&markup), &options, &out));
	ck_assert(html_checker_accepts(buffer_slice(&out), HTML_STRICT, fault,
	    sizeof(fault)));
	ck_assert_uint_ne(slice_find(buffer_slice(&out), SLICE("299 ")),
	    SIZE_MAX);
	ck_assert(slice_has_suffix(buffer_slice(&out), SLICE("<i>end</i>")));
	buffer_finish(&markup);
	buffer_finish(&out);
}
END_TEST

START_TEST(output_stops_at_its_maximum_and_is_closed)
{
	struct html_options options = { .level = HTML_STRICT, .max = 20 };
	struct buffer out;
	char fault[256];

	buffer_init(&out, KIB);
	buffer_append_string(&out, "kept");
	ck_assert(html_clean(
	    SLICE("<p><b>aaaaaaaaaaaaaaa\303\251\303\251 more</b></p><p>b"),
	    &options, &out));
	ck_assert_str_eq(buffer_string(&out),
	    "kept<p><b>aaaaaaaaaaaaaa</b></p>");
	ck_assert(html_checker_accepts(slice_from(buffer_slice(&out), 4),
	    HTML_STRICT, fault, sizeof(fault)));
	buffer_finish(&out);
}
END_TEST

START_TEST(no_room_is_a_failure)
{
	struct html_options options = { .level = HTML_STRICT };
	struct buffer out;

	buffer_init(&out, 8);
	ck_assert(!html_clean(SLICE("<p>a paragraph</p>"), &options, &out));
	buffer_finish(&out);
}
END_TEST

static const struct {
	const char *text;
	bool is_html;
} sniffs[] = {
	/* clang-format off */
	{ "", false }, { "Tide", false }, { "AT&T", false },
	{ "5 < 6", false }, { "the <marquee tag", false },
	{ "<T> in C++", false }, { "List<String> x</String>", false },
	{ "R&amp;D", true }, { "<i>Gale</i>", true }, { "a<br>b", true },
	{ "a<br/>b", true }, { "a<br b", false }, { "<img src=x>", true },
	{ "<hr>", true }, { "<p>", false }, { "</p>", true },
	{ "</p", false }, { "&#8211;", true }, { "&#x2014;", true },
	{ "&#8211", false }, { "&eacute;", true }, { "&eacute", false },
	{ "&bogus; &amp;", false }, { "<i>a</i> <x>", false },
	{ "<i>a</i> &nope;", false }, { "a & b; c", false }, { "&;", false },
	{ "<b@h.example>", false }, { "<I>A</I>", true },
	{ "<svg></svg>", false }, { "a </ b", false }, { "<blink>a</blink>",
	    true },
	/* clang-format on */
};

START_TEST(markup_is_told_from_text)
{
	ck_assert_msg(html_sniff(slice_of(sniffs[_i].text)) ==
		sniffs[_i].is_html,
	    "%s", sniffs[_i].text);
}
END_TEST

/* NULL: not escaped twice. */
static const struct {
	const char *markup, *body, *title;
} twices[] = {
	/* clang-format off */
	{ "Tide", NULL, NULL },
	{ "&lt;p&gt;Tide&lt;/p&gt;", "<p>Tide</p>", "<p>Tide</p>" },
	{ "<!-- x -->&lt;p&gt;Tide&lt;/p&gt;", "<p>Tide</p>", "<p>Tide</p>" },
	{ "&amp;eacute;", NULL, "&eacute;" },
	{ "a &amp; b", NULL, NULL },
	{ "5 &lt; 6", NULL, NULL },
	{ "<p>&lt;p&gt;Tide&lt;/p&gt;</p>", NULL, NULL },
	{ "&lt;br&gt;", NULL, "<br>" },
	{ "&lt;p&gt;&lt;/i&gt;", NULL, "<p></i>" },
	{ "&lt;T&gt;x&lt;/T&gt;", NULL, NULL },
	{ "&amp;lt;p&amp;gt;x&amp;lt;/p&amp;gt;", NULL,
	    "&lt;p&gt;x&lt;/p&gt;" },
	/* clang-format on */
};

static void
assert_unescaped(const char *markup, enum html_twice where,
    const char *expected)
{
	struct buffer out;
	bool is_twice;

	buffer_init(&out, KIB);
	buffer_append_char(&out, '_');
	is_twice = html_unescape_twice(slice_of(markup), where, &out);
	ck_assert_msg(is_twice == (expected != NULL), "%s", markup);
	ck_assert_msg(strcmp(buffer_string(&out) + 1,
			  is_twice ? expected : "") == 0,
	    "%s: %s", markup, buffer_string(&out));
	buffer_finish(&out);
}

START_TEST(double_escaping_is_found)
{
	assert_unescaped(twices[_i].markup, HTML_TWICE_BODY, twices[_i].body);
	assert_unescaped(twices[_i].markup, HTML_TWICE_TITLE, twices[_i].title);
}
END_TEST

START_TEST(names_of_html_are_known)
{
	ck_assert(html_is_element(SLICE("p")));
	ck_assert(html_is_element(SLICE("BlockQuote")));
	ck_assert(html_is_element(SLICE("marquee")));
	ck_assert(!html_is_element(SLICE("svg")));
	ck_assert(!html_is_element(SLICE("item")));
	ck_assert(!html_is_element(SLICE("")));
	ck_assert(!html_is_element(SLICE("averyveryverylongname")));
	ck_assert(html_is_void(SLICE("BR")));
	ck_assert(!html_is_void(SLICE("p")));
	ck_assert(!html_is_void(SLICE("nothing")));
}
END_TEST

START_TEST(text_is_escaped_and_else_untouched)
{
	struct buffer out;

	buffer_init(&out, KIB);
	ck_assert(
	    html_escape(SLICE("<a href=\"x\">&amp; \302\240\302\205\r\n\001é"),
		&out));
	ck_assert_str_eq(buffer_string(&out),
	    "&lt;a href=&quot;x&quot;&gt;&amp;amp; "
	    "\302\240\302\205\r\n\001é");
	buffer_finish(&out);
}
END_TEST

static void
add_rows(TCase *tests, const TTest *test, size_t count)
{
	tcase_add_loop_test(tests, test, 0, (int)count);
}

Suite *
html_suite(void)
{
	Suite *suite = suite_create("html");
	TCase *tests = tcase_create("html");

	add_rows(tests, the_strict_level_is_rebuilt, ARRAY_LEN(rows));
	add_rows(tests, the_wide_level_is_rebuilt, ARRAY_LEN(rows));
	add_rows(tests, styles_are_filtered, ARRAY_LEN(styles));
	add_rows(tests, markup_is_told_from_text, ARRAY_LEN(sniffs));
	add_rows(tests, double_escaping_is_found, ARRAY_LEN(twices));
	tcase_add_test(tests,
	    relative_urls_without_a_base_stay_at_the_wide_level_alone);
	tcase_add_test(tests, what_is_too_deep_loses_its_tags_and_no_text);
	tcase_add_test(tests, output_stops_at_its_maximum_and_is_closed);
	tcase_add_test(tests, no_room_is_a_failure);
	tcase_add_test(tests, names_of_html_are_known);
	tcase_add_test(tests, text_is_escaped_and_else_untouched);
	suite_add_tcase(suite, tests);
	return suite;
}

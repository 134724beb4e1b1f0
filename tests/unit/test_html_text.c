/*
 * Plain text of HTML, as text and as one line.
 */
#include "parse/html_text.h"

#include <check.h>
#include <string.h>

#include "compiler.h"
#include "limits.h"

Suite *html_text_suite(void);

static const struct {
	const char *name, *markup, *text, *line;
} rows[] = {
	/* clang-format off */
	{ "text", "Tide & gale", "Tide & gale", "Tide & gale" },
	{ "white space", " a \n\t b  c ", "a b c", "a b c" },
	{ "references, once", "a&amp;lt;b&gt; &eacute;&#8212;",
	    "a&lt;b> é—", "a&lt;b> é—" },
	{ "blanks of references", "a&#32;&#32;b&#10;c&#9;", "a b c",
	    "a b c" },
	{ "nbsp", "a&nbsp;&nbsp;b", "a b", "a\302\240\302\240b" },
	{ "controls and separators", "a\001b\302\205c\342\200\250d\357\273\277"
	    "e&#7;f", "abc def", "abc def" },
	{ "typography stays", "it’s “here” – №5 «a» ｆ", "it’s “here” – №5 «a» ｆ",
	    "it’s “here” – №5 «a» ｆ" },
	{ "inline tags", "a<b>b</b>c <i>d</i>", "abc d", "abc d" },
	{ "paragraphs", "<p>a</p><p>b</p>c", "a\n\nb\n\nc", "a b c" },
	{ "paragraphs that do not end", "<p>a<p>b", "a\n\nb", "a b" },
	{ "blanks round blocks", " <p> a </p> <p> b </p> ", "a\n\nb", "a b" },
	{ "blocks in blocks", "<div><div>a</div></div><h2>b</h2>", "a\n\nb",
	    "a b" },
	{ "br", "a<br>b<br/>\nc", "a\nb\nc", "a b c" },
	{ "two br", "a<br><br><br>b", "a\n\nb", "a b" },
	{ "br at the ends", "<br>a<br>", "a", "a" },
	{ "hr", "a<hr>b", "a\n\nb", "a b" },
	{ "a list", "x<ul><li>a</li><li>b</li></ul>y", "x\n\n- a\n- b\n\ny",
	    "x a b y" },
	{ "a list of paragraphs", "<ul><li><p>a</p></li><li><p>b</p></li></ul>",
	    "- a\n- b", "a b" },
	{ "items that do not end", "<ul><li>a<li>b</ul>", "- a\n- b", "a b" },
	{ "numbers", "<ol><li>a<li>b</ol>", "1. a\n2. b", "a b" },
	{ "numbers from 4", "<ol start=4><li>a<li>b</ol>", "4. a\n5. b",
	    "a b" },
	{ "nested lists", "<ul><li>a<ol><li>b<li>c</ol><li>d</ul>",
	    "- a\n  1. b\n  2. c\n- d", "a b c d" },
	{ "a list that begins with one", "<ul><li><ul><li>a<li>b</ul></ul>",
	    "- a\n  - b", "a b" },
	{ "empty items", "<ul><li></li><li>a</li></ul>", "- a", "a" },
	{ "an item of no list", "<li>a", "- a", "a" },
	{ "terms", "<dl><dt>a<dd>b<dt>c<dd>d</dl>", "a\nb\nc\nd", "a b c d" },
	{ "a table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td>"
	    "<td>d</td></tr></table>e", "a\tb\nc\td\n\ne", "a b c d e" },
	{ "cells that do not end", "<table><tr><td>a<td>b<tr><td>c</table>",
	    "a\tb\nc", "a b c" },
	{ "paragraphs in cells", "<table><tr><td><p>a</p></td><td><p>b</p>"
	    "</td></tr><tr><td>c</td></tr></table>", "a\tb\nc", "a b c" },
	{ "two paragraphs in a cell",
	    "<table><tr><td><p>a</p><p>b</p></td></tr></table>", "a\n\nb",
	    "a b" },
	{ "a caption", "<table><caption>x</caption><tr><td>a</table>",
	    "x\n\na", "x a" },
	{ "a quote", "x<blockquote><p>a</p><p>b<br>c</p></blockquote>y",
	    "x\n\n> a\n\n> b\n> c\n\ny", "x a b c y" },
	{ "quotes in quotes", "<blockquote>a<blockquote>b</blockquote>"
	    "</blockquote>", "> a\n\n> > b", "a b" },
	{ "a list in a quote", "<blockquote><ul><li>a<li>b</ul></blockquote>",
	    "> - a\n> - b", "a b" },
	{ "pre", "x<pre>\n  a\n\n\tb  c\n</pre>y", "x\n\n  a\n\n\tb  c\n\ny",
	    "x a b c y" },
	{ "pre in a quote", "<blockquote><pre>a\n b</pre></blockquote>",
	    "> a\n>  b", "a b" },
	{ "nbsp in pre", "<pre>a&nbsp;b &lt;c</pre>", "a\302\240b <c",
	    "a\302\240b <c" },
	{ "pre with tags and br", "<pre><b>a</b>\n<i>b</i><br>c</pre>",
	    "a\nb\nc", "a b c" },
	{ "pre with other line ends", "<pre>a\r\nb</pre>", "a\nb", "a b" },
	{ "images", "a <img src=x alt=\"b &amp; c\"> d<img src=y>",
	    "a b & c d", "a b & c d" },
	{ "links", "<a href=http://x.example/>a</a> b", "a b", "a b" },
	{ "what is not shown", "a<script>b</script><style>c</style><noscript>d"
	    "</noscript><template>e</template><iframe>f</iframe><textarea>g"
	    "</textarea><title>h</title>i<!-- j -->", "ai", "ai" },
	{ "sub and sup", "H<sub>2</sub>O m<sup>2</sup>", "H2O m2", "H2O m2" },
	{ "unknown tags", "a<x>b</x>c", "abc", "abc" },
	{ "no tags", "5 < 6 and 7 <8 & 9 > 1", "5 < 6 and 7 <8 & 9 > 1",
	    "5 < 6 and 7 <8 & 9 > 1" },
	{ "16: a title", "One <b>x", "One x", "One x" },
	{ "nothing", "", "", "" },
	{ "nothing to show", "<p> </p><br>&#32;", "", "" },
	/* clang-format on */
};

START_TEST(html_becomes_text)
{
	struct buffer out;

	buffer_init(&out, KIB);
	ck_assert(
	    html_to_text(slice_of(rows[_i].markup), HTML_LINKS_PLAIN, &out));
	ck_assert_msg(strcmp(buffer_string(&out), rows[_i].text) == 0, "%s: %s",
	    rows[_i].name, buffer_string(&out));
	buffer_finish(&out);
}
END_TEST

START_TEST(html_becomes_a_line)
{
	struct buffer out;

	buffer_init(&out, KIB);
	ck_assert(html_to_line(slice_of(rows[_i].markup), &out));
	ck_assert_msg(strcmp(buffer_string(&out), rows[_i].line) == 0, "%s: %s",
	    rows[_i].name, buffer_string(&out));
	buffer_finish(&out);
}
END_TEST

START_TEST(one_pass_gives_the_same_text)
{
	struct html_options options = { .level = HTML_STRICT };
	struct buffer html, text;

	buffer_init(&html, 4 * KIB);
	buffer_init(&text, KIB);
	ck_assert(html_clean_with_text(slice_of(rows[_i].markup), &options,
	    &html, &text));
	ck_assert_msg(strcmp(buffer_string(&text), rows[_i].text) == 0,
	    "%s: %s", rows[_i].name, buffer_string(&text));
	buffer_reset(&html);
	buffer_reset(&text);
	options.level = HTML_WIDE;
	ck_assert(html_clean_with_text(slice_of(rows[_i].markup), &options,
	    &html, &text));
	ck_assert_msg(strcmp(buffer_string(&text), rows[_i].text) == 0,
	    "%s, wide: %s", rows[_i].name, buffer_string(&text));
	buffer_finish(&html);
	buffer_finish(&text);
}
END_TEST

START_TEST(text_of_the_cleaned_html_is_the_same)
{
	struct html_options options = { .level = HTML_STRICT,
		.base = SLICE("http://h.example/") };
	struct buffer html, text;

	buffer_init(&html, 4 * KIB);
	buffer_init(&text, KIB);
	ck_assert(html_clean(slice_of(rows[_i].markup), &options, &html));
	ck_assert(html_to_line(buffer_slice(&html), &text));
	ck_assert_msg(strcmp(buffer_string(&text), rows[_i].line) == 0,
	    "%s: %s", rows[_i].name, buffer_string(&text));
	buffer_finish(&html);
	buffer_finish(&text);
}
END_TEST

START_TEST(links_are_listed_for_people)
{
	struct buffer out;

	buffer_init(&out, KIB);
	ck_assert(html_to_text(
	    SLICE("<p><a href='http://a.example/?x=1&amp;y=2'>one </a>and "
		  "<a name=n>no</a> <a href=#top>none</a> "
		  "<a href='http://b.example/'>two</a></p>"),
	    HTML_LINKS_LISTED, &out));
	ck_assert_str_eq(buffer_string(&out),
	    "one[1] and no none two[2]\n\n"
	    "[1] http://a.example/?x=1&y=2\n[2] http://b.example/");
	buffer_finish(&out);
}
END_TEST

START_TEST(output_is_appended)
{
	struct buffer out;

	buffer_init(&out, KIB);
	buffer_append_string(&out, "kept ");
	ck_assert(html_to_text(SLICE(" <p>a</p>"), HTML_LINKS_PLAIN, &out));
	ck_assert(html_to_line(SLICE(" b "), &out));
	ck_assert_str_eq(buffer_string(&out), "kept ab");
	buffer_finish(&out);
}
END_TEST

START_TEST(text_stops_at_the_maximum)
{
	struct html_options options = { .level = HTML_STRICT, .max = 10 };
	struct buffer html, text;

	buffer_init(&html, KIB);
	buffer_init(&text, KIB);
	ck_assert(html_clean_with_text(
	    SLICE("<p>aaaaaaaaa\303\251</p><pre>b</pre><p>c</p>"), &options,
	    &html, &text));
	ck_assert_str_eq(buffer_string(&text), "aaaaaaaaa");
	buffer_finish(&html);
	buffer_finish(&text);
}
END_TEST

START_TEST(no_room_is_a_failure)
{
	struct html_options options = { .level = HTML_STRICT };
	struct buffer html, text;

	buffer_init(&html, KIB);
	buffer_init(&text, 4);
	ck_assert(
	    !html_to_text(SLICE("<p>a paragraph"), HTML_LINKS_PLAIN, &text));
	buffer_reset(&text);
	ck_assert(!html_to_line(SLICE("a paragraph"), &text));
	buffer_reset(&text);
	ck_assert(!html_clean_with_text(SLICE("a paragraph"), &options, &html,
	    &text));
	buffer_finish(&html);
	buffer_finish(&text);
}
END_TEST

static void
add_rows(TCase *tests, const TTest *test)
{
	tcase_add_loop_test(tests, test, 0, (int)ARRAY_LEN(rows));
}

Suite *
html_text_suite(void)
{
	Suite *suite = suite_create("html_text");
	TCase *tests = tcase_create("html_text");

	add_rows(tests, html_becomes_text);
	add_rows(tests, html_becomes_a_line);
	add_rows(tests, one_pass_gives_the_same_text);
	add_rows(tests, text_of_the_cleaned_html_is_the_same);
	tcase_add_test(tests, links_are_listed_for_people);
	tcase_add_test(tests, output_is_appended);
	tcase_add_test(tests, text_stops_at_the_maximum);
	tcase_add_test(tests, no_room_is_a_failure);
	suite_add_tcase(suite, tests);
	return suite;
}

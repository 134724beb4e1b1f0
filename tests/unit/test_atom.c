#include <check.h>

#include "compiler.h"
#include "parse_fixture.h"

/* clang-format off */
#define HEAD "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" " \
	"xmlns:thr=\"http://purl.org/syndication/thread/1.0\" " \
	"xmlns:fh=\"http://purl.org/syndication/history/1.0\" " \
	"xml:base=\"http://h.example/\" xml:lang=\"en\">" \
	"<title>Harbour</title><id>tag:h.example,2019:f</id>"
#define TAIL "</feed>"
#define XHTML "xmlns=\"http://www.w3.org/1999/xhtml\""

static const struct parse_row entries[] = {
	{ "alternate without type before others", "<link rel=\"alternate\" type=\"text/plain\" href=\"/t\"/><link href=\"/a\"/><link href=\"/b\"/>", { { "0.link", "http://h.example/a" }, { "0.#links", "3" }, { "0.links.rel", "alternate" } } },
	{ "any alternate if there is no page", "<link type=\"text/plain\" href=\"/t\"/>", { { "0.link", "http://h.example/t" } } },
	{ "the document's own language first", "<link hreflang=\"fr\" href=\"/fr\"/><link hreflang=\"en\" href=\"/en\"/>", { { "0.link", "http://h.example/en" } } },
	{ "a relation spelled as a URL", "<link rel=\"http://www.iana.org/assignments/relation/alternate\" href=\"/a\"/>", { { "0.link", "http://h.example/a" } } },
	{ "other relations are no link", "<title>t</title><link rel=\"self\" href=\"/a\"/><link rel=\"related\" href=\"/b\"/>", { { "0.link", NULL }, { "0.#links", "2" } } },
	{ "a link without address", "<link>/a</link>", { { "0.link", "http://h.example/a" } } },
	{ "an id that is a page", "<id>http://h.example/1</id>", { { "0.link", "http://h.example/1" }, { "0.id_is_link", "1" } } },
	{ "an id that is a name", "<id>tag:h.example,2019:1</id><title>t</title>", { { "0.link", NULL }, { "0.id", "tag:h.example,2019:1" } } },
	{ "an id is verbatim", "<id> HTTP://H.example:80/%7E </id>", { { "0.id", "HTTP://H.example:80/%7E" } } },
	{ "alternate before id", "<id>http://h.example/1</id><link href=\"/a\"/>", { { "0.link", "http://h.example/a" }, { "0.id_is_link", "0" } } },
	{ "a base of its own", "<title>t</title><link xml:base=\"/b/\" href=\"a\"/>", { { "0.link", "http://h.example/b/a" } } },
	{ "a base that is none", "<title>t</title><link xml:base=\"urn:x\" href=\"a\"/>", { { "0.link", "http://h.example/a" } } },
	{ "replies", "<title>t</title><link rel=\"replies\" type=\"text/html\" href=\"/c\" thr:count=\"3\"/><link rel=\"replies\" type=\"application/atom+xml\" href=\"/c.xml\"/>", { { "0.comments", "http://h.example/c" }, { "0.comments_feed", "http://h.example/c.xml" }, { "0.comments_count", "3" } } },
	{ "enclosure", "<title>t</title><link rel=\"enclosure\" type=\"audio/mpeg\" length=\"5\" href=\"/a.mp3\"/>", { { "0.enclosure", "http://h.example/a.mp3" }, { "0.enclosure.length", "5" } } },
	{ "in reply to", "<title>t</title><thr:in-reply-to ref=\"urn:1\" href=\"/1\"/>", { { "0.thread", "{\"ref\":\"urn:1\",\"href\":\"http://h.example/1\"}" } } },
	{ "text is literal", "<title type=\"text\">&lt;b&gt;</title>", { { "0.title", "<b>" }, { "0.title.type", "text" } } },
	{ "no type is text, never sniffed", "<title>&lt;i&gt;x&lt;/i&gt;</title>", { { "0.title", "<i>x</i>" }, { "0.title.type", "text" } } },
	{ "an HTML title", "<title type=\"html\">&lt;b&gt;x&lt;/b&gt; &amp;amp; y</title>", { { "0.title", "x & y" }, { "0.title.type", "html" } } },
	{ "HTML is never decoded twice", "<title type=\"html\">&amp;amp;lt;b></title>", { { "0.title", "&lt;b>" } } },
	{ "an XHTML title", "<title type=\"xhtml\"><div " XHTML ">a <b>b</b></div></title>", { { "0.title", "a b" }, { "0.title.type", "xhtml" } } },
	{ "the div that wraps all goes", "<content type=\"xhtml\"><div " XHTML "><p>x</p><br/></div></content>", { { "0.content", "<p>x</p><br />" }, { "0.content.type", "xhtml" } } },
	{ "two divs stay", "<content type=\"xhtml\"><div " XHTML ">a</div><div " XHTML ">b</div></content>", { { "0.content", "<div>a</div><div>b</div>" } } },
	{ "prefixes of XHTML go", "<content type=\"xhtml\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:div><h:p>x &lt; y</h:p></h:div></content>", { { "0.content", "<p>x &lt; y</p>" } } },
	{ "a div in HTML is dropped", "<content type=\"html\"><div " XHTML ">&lt;p&gt;x&lt;/p&gt;</div></content>", { { "0.content", "<p>x</p>" }, { "0.content.type", "html" } } },
	{ "tags in what says text are XHTML", "<summary>a <b " XHTML ">b</b></summary>", { { "0.summary", "a <b>b</b>" }, { "0.summary.type", "xhtml" } } },
	{ "elements in a text are markup", "<content type=\"xhtml\"><div " XHTML "><title>x</title><id>y</id></div></content><title>t</title>", { { "0.title", "t" }, { "0.id", NULL } } },
	{ "base64", "<content type=\"text/plain\" mode=\"base64\">VGlk\nZQ==</content>", { { "0.content", "Tide" }, { "0.content.type", "text" } } },
	{ "base64 of what is no text", "<title>t</title><content type=\"image/png\">iVBORw0KGgo=</content>", { { "0.#content", "0" } } },
	{ "inline XML of another kind", "<content type=\"image/svg+xml\"><svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg></content>", { { "0.content", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></g></svg>" }, { "0.content.type", "other" }, { "0.content.media", "image/svg+xml" } } },
	{ "content that is elsewhere", "<title>t</title><content type=\"video/mp4\" src=\"/v.mp4\"/>", { { "0.content.src", "http://h.example/v.mp4" }, { "0.content.media", "video/mp4" }, { "0.enclosure", "http://h.example/v.mp4" } } },
	{ "published and updated", "<title>t</title><published>2019-08-05T14:05:09Z</published><updated>2019-08-06T14:05:09Z</updated>", { { "0.published", "2019-08-05T14:05:09Z" }, { "0.updated", "2019-08-06T14:05:09Z" } } },
	{ "a source keeps to itself", "<source><title>S</title><id>urn:s</id><link href=\"/s\"/><author><name>Sue</name></author></source><title>t</title>", { { "0.title", "t" }, { "0.id", NULL }, { "0.link", NULL }, { "0.author.name", "Sue" }, { "0.#links", "0" } } },
	{ "an author of its own", "<title>t</title><source><author><name>Sue</name></author></source><author><name>Ann</name></author>", { { "0.author.name", "Ann" }, { "0.#author.name", "1" } } },
	{ "category", "<title>t</title><category term=\"a\" scheme=\"s\" label=\"A\"/>", { { "0.category", "a" }, { "0.category.scheme", "s" }, { "0.category.label", "A" } } },
	{ "a language that ends", "<title xml:lang=\"\">t</title>", { { "0.title.lang", NULL } } },
	{ "a language that holds", "<title xml:lang=\"de_AT\">t</title>", { { "0.title.lang", "de-AT" } } },
	{ "guid in Atom", "<guid>urn:g</guid><title>t</title>", { { "0.id", "urn:g" } } },
};

static const struct parse_row feeds[] = {
	{ "subtitle", "<subtitle>s</subtitle>", { { "description", "s" }, { "language", "en" }, { "format", "atom10" } } },
	{ "logo before icon", "<icon>/i.ico</icon><logo>/l.png</logo>", { { "image", "http://h.example/l.png" }, { "icon", "http://h.example/i.ico" } } },
	{ "icon alone", "<icon>/i.ico</icon>", { { "image", "http://h.example/i.ico" } } },
	{ "generator", "<generator uri=\"http://g.example/\" version=\"1\">Gen</generator>", { { "generator", "Gen" }, { "generator.url", "http://g.example/" } } },
	{ "complete", "<fh:complete/>", { { "complete", "2" } } },
	{ "the feed's author is not the entry's", "<author><name>Ann</name></author><entry><title>t</title></entry>", { { "author.name", "Ann" }, { "0.#author.name", "0" } } },
};

/* Whole documents. */
static const struct parse_row documents[] = {
	{ "Atom 0.3", "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><title>F</title><tagline>g</tagline><entry><title mode=\"escaped\" type=\"text/html\">&lt;b&gt;x&lt;/b&gt;</title><issued>2019-08-05T00:00:00Z</issued><modified>2019-08-06T00:00:00Z</modified></entry></feed>",
		{ { "format", "atom03" }, { "description", "g" }, { "0.title", "x" }, { "0.published", "2019-08-05T00:00:00Z" }, { "0.updated", "2019-08-06T00:00:00Z" } } },
	{ "Atom 0.3 without namespace", "<feed version=\"0.3\"><title>F</title><entry><title>x</title><link href=\"http://h.example/1\"/></entry></feed>", { { "format", "atom03" }, { "0.link", "http://h.example/1" } } },
	{ "an entry alone", "<entry xmlns=\"http://www.w3.org/2005/Atom\"><title>x</title></entry>", { { "format", "atom10" }, { "0.title", "x" } } },
	{ "every element with a prefix", "<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\"><a:title>F</a:title><a:entry><a:title>x</a:title></a:entry></a:feed>", { { "title", "F" }, { "0.title", "x" } } },
	{ "a namespace that nobody knows", "<feed xmlns=\"urn:new\"><title>F</title><entry><title>x</title></entry></feed>", { { "format", "atom" }, { "title", "F" }, { "0.title", "x" } } },
	{ "self is a base", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><link rel=\"self\" href=\"http://h.example/f/a.xml\"/><entry><title>x</title><link href=\"1\"/></entry></feed>", { { "0.link", "http://h.example/f/1" } } },
	{ "self is a base even late", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>x</title><link href=\"1\"/></entry><link rel=\"self\" href=\"http://h.example/f/a.xml\"/></feed>", { { "0.link", "http://h.example/f/1" } } },
};
/* clang-format on */

START_TEST(entries_are_read_by_the_rules)
{
	parse_row_check(&entries[_i], HEAD "<entry>", "</entry>" TAIL);
}
END_TEST

START_TEST(feeds_are_read_by_the_rules)
{
	parse_row_check(&feeds[_i], HEAD, TAIL);
}
END_TEST

START_TEST(documents_are_read_by_the_rules)
{
	parse_row_check(&documents[_i], "", "");
}
END_TEST

Suite *atom_suite(void);

Suite *
atom_suite(void)
{
	Suite *suite = suite_create("atom");
	TCase *tests = tcase_create("rules");

	tcase_add_loop_test(tests, entries_are_read_by_the_rules, 0,
	    ARRAY_LEN(entries));
	tcase_add_loop_test(tests, feeds_are_read_by_the_rules, 0,
	    ARRAY_LEN(feeds));
	tcase_add_loop_test(tests, documents_are_read_by_the_rules, 0,
	    ARRAY_LEN(documents));
	suite_add_tcase(suite, tests);
	return suite;
}

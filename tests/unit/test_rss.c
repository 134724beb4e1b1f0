#include <check.h>

#include "compiler.h"
#include "parse_fixture.h"

/* clang-format off */
#define HEAD "<?xml version=\"1.0\"?><rss version=\"2.0\" " \
	"xmlns:atom=\"http://www.w3.org/2005/Atom\" " \
	"xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" " \
	"xmlns:dc=\"http://purl.org/dc/elements/1.1/\" " \
	"xmlns:dcterms=\"http://purl.org/dc/terms/\" " \
	"xmlns:feedburner=\"http://rssnamespace.org/feedburner/ext/1.0\" " \
	"xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" " \
	"xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\" " \
	"xmlns:thr=\"http://purl.org/syndication/thread/1.0\" " \
	"xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" " \
	"xmlns:cc=\"http://creativecommons.org/ns#\" " \
	"xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" " \
	"xmlns:x=\"urn:unknown\"><channel>" \
	"<title>Harbour</title><link>http://h.example/</link>"
#define TAIL "</channel></rss>"
#define DATE1 "Mon, 05 Aug 2019 14:05:09 GMT"

static const struct parse_row items[] = {
	{ "the last link that is not empty", "<title>t</title><link>http://h.example/1</link><link>http://h.example/2</link><link/>",
		{ { "0.link", "http://h.example/2" } } },
	{ "a link in an attribute", "<title>t</title><link href=\"/1\"/>", { { "0.link", "http://h.example/1" } } },
	{ "a link in a link", "<title>t</title><link><a href=\"/1\">here</a></link>", { { "0.link", "http://h.example/1" } } },
	{ "link before atom:link", "<title>t</title><atom:link href=\"/a\"/><link>/1</link>", { { "0.link", "http://h.example/1" }, { "0.#links", "2" } } },
	{ "a link that is a fragment", "<title>t</title><link>#</link><guid>http://h.example/g</guid>", { { "0.link", "http://h.example/g" } } },
	{ "a link with a blank in its host", "<title>t</title><link>http://h example/1</link>", { { "0.link", NULL } } },
	{ "a script is no link", "<title>t</title><link>javascript:alert(1)</link>", { { "0.link", NULL } } },
	{ "feed: is http", "<title>t</title><link>feed://h.example/1</link>", { { "0.link", "http://h.example/1" } } },
	{ "an ampersand that was escaped twice", "<title>t</title><link>http://h.example/?a=1&amp;amp;b=2</link>", { { "0.link", "http://h.example/?a=1&b=2" } } },
	{ "feedburner's original link wins", "<title>t</title><link>http://f.example/1</link><feedburner:origLink>http://h.example/1</feedburner:origLink>",
		{ { "0.link", "http://h.example/1" }, { "0.links", "http://h.example/1" }, { "0.#links", "2" } } },
	{ "a guid is a link by default", "<title>t</title><guid>http://h.example/g</guid>", { { "0.link", "http://h.example/g" }, { "0.id_is_link", "1" }, { "0.id", "http://h.example/g" } } },
	{ "a guid that says no is none", "<title>t</title><guid isPermaLink=\"false\">http://h.example/g</guid>", { { "0.link", NULL }, { "0.id_is_link", "0" } } },
	{ "isPermaLink in upper case", "<title>t</title><guid isPermaLink=\"TRUE\">http://h.example/g</guid>", { { "0.link", "http://h.example/g" } } },
	{ "isPermaLink yes is no", "<title>t</title><guid isPermaLink=\"yes\">http://h.example/g</guid>", { { "0.link", NULL } } },
	{ "a guid that is a number", "<title>t</title><guid>12345</guid>", { { "0.link", NULL }, { "0.id", "12345" } } },
	{ "a guid that is a path", "<title>t</title><guid>/g/1</guid>", { { "0.link", "http://h.example/g/1" }, { "0.id", "http://h.example/g/1" } } },
	{ "a guid stays as spelled", "<title>t</title><guid isPermaLink=\"false\">HTTP://H.example/%7eA</guid>", { { "0.id", "HTTP://H.example/%7eA" } } },
	{ "link and guid", "<link>http://h.example/1</link><guid>http://h.example/g</guid>", { { "0.link", "http://h.example/1" }, { "0.id_is_link", "0" } } },
	{ "the comments' page", "<title>t</title><comments>http://h.example/1#c</comments>", { { "0.link", "http://h.example/1" }, { "0.comments", "http://h.example/1#c" } } },
	{ "the only enclosure", "<title>t</title><enclosure url=\"/a.mp3\" type=\"audio/mpeg\"/>", { { "0.link", "http://h.example/a.mp3" } } },
	{ "pubDate", "<title>t</title><pubDate>" DATE1 "</pubDate>", { { "0.published", "2019-08-05T14:05:09Z" }, { "0.updated", NULL } } },
	{ "the last date that can be read", "<title>t</title><pubDate>" DATE1 "</pubDate><pubDate>Tue, 06 Aug 2019 14:05:09 GMT</pubDate><pubDate>never</pubDate>", { { "0.published", "2019-08-06T14:05:09Z" } } },
	{ "a date that cannot be read", "<title>t</title><pubDate>yesterday</pubDate>", { { "0.published", NULL }, { "0.published.raw", "yesterday" } } },
	{ "a date in a tag", "<title>t</title><pubDate><b>" DATE1 "</b></pubDate>", { { "0.published", "2019-08-05T14:05:09Z" } } },
	{ "dc:date is both", "<title>t</title><dc:date>2019-08-05</dc:date>", { { "0.published", "2019-08-05T00:00:00Z" }, { "0.updated", "2019-08-05T00:00:00Z" } } },
	{ "pubDate before dc:date", "<title>t</title><dc:date>2018-01-01</dc:date><pubDate>" DATE1 "</pubDate>", { { "0.published", "2019-08-05T14:05:09Z" }, { "0.updated", "2018-01-01T00:00:00Z" } } },
	{ "dcterms", "<title>t</title><dcterms:created>2019-08-05</dcterms:created><dcterms:valid>start=2019-01-01;end=2019-12-31</dcterms:valid>",
		{ { "0.created", "2019-08-05T00:00:00Z" }, { "0.published", "2019-08-05T00:00:00Z" }, { "0.expired", "2019-12-31T00:00:00Z" } } },
	{ "description and content", "<title>t</title><description>d</description><content:encoded>&lt;p&gt;c&lt;/p&gt;</content:encoded>",
		{ { "0.summary", "d" }, { "0.content", "<p>c</p>" }, { "0.content.type", "html" }, { "0.#content", "1" } } },
	{ "description is not copied", "<description>d</description>", { { "0.summary", "d" }, { "0.#content", "0" } } },
	{ "a second description is content", "<description>first</description><description>second</description>", { { "0.summary", "first" }, { "0.content", "second" } } },
	{ "summary beside description", "<summary>s</summary><description>d</description>", { { "0.summary", "s" }, { "0.content", "d" } } },
	{ "dc:description behind description", "<dc:description>dc</dc:description><description>d</description>", { { "0.summary", "d" } } },
	{ "another vocabulary's description is nobody's", "<description>d</description><x:description>x</x:description>", { { "0.summary", "d" } } },
	{ "equal contents once", "<content:encoded>c</content:encoded><fullitem>c</fullitem>", { { "0.#content", "1" } } },
	{ "empty elements are absent", "<title> </title><description/><guid><![CDATA[ ]]></guid><link>http://h.example/1</link>", { { "0.title", NULL }, { "0.summary", NULL }, { "0.id", NULL } } },
	{ "a title in a wrapper", "<x:w><title>far</title></x:w><title>near</title>", { { "0.title", "near" } } },
	{ "a title in a wrapper alone", "<x:w><title>far</title></x:w><link>http://h.example/1</link>", { { "0.title", "far" } } },
	{ "a title in HTML is none", "<div><title>far</title></div><link>http://h.example/1</link>", { { "0.title", NULL } } },
	{ "an image's title is its own", "<title>t</title><image><url>/i.png</url><title>image</title><link>/x</link></image>", { { "0.title", "t" }, { "0.link", NULL }, { "0.image", "http://h.example/i.png" } } },
	{ "title before dc:title", "<dc:title>dc</dc:title><title>t</title>", { { "0.title", "t" } } },
	{ "dc:title alone", "<dc:title>dc</dc:title>", { { "0.title", "dc" } } },
	{ "an author in one text", "<title>t</title><author>ann@h.example (Ann Quay)</author>", { { "0.author.name", "Ann Quay" }, { "0.author.email", "ann@h.example" } } },
	{ "an author with children", "<title>t</title><author><name>Ann</name><email>ann@h.example</email><url>/ann</url></author>", { { "0.author.name", "Ann" }, { "0.author.email", "ann@h.example" }, { "0.author.url", "http://h.example/ann" } } },
	{ "authors in order, once", "<title>t</title><author>Ann</author><dc:creator>Bob</dc:creator><dc:creator>Ann</dc:creator>", { { "0.author.name", "Ann" }, { "0.#author.name", "2" } } },
	{ "categories", "<title>t</title><category domain=\"d\">B, C</category><category domain=\"d\">B, C</category><category>B, C</category>", { { "0.category", "B, C" }, { "0.category.scheme", "d" }, { "0.#category", "2" } } },
	{ "the section only if there is none else", "<title>t</title><slash:section>S</slash:section><category>C</category>", { { "0.category", "C" }, { "0.#category", "1" } } },
	{ "the section", "<title>t</title><slash:section>S</slash:section>", { { "0.category", "S" }, { "0.category.scheme", "http://purl.org/rss/1.0/modules/slash/" } } },
	{ "enclosures", "<title>t</title><enclosure url=\"\"/><enclosure url=\"/a.mp3\" length=\"12.5\" type=\"audio/mpeg\"/><enclosure url=\"/a.mp3\"/><enclosure href=\"/b.mp3\"/>",
		{ { "0.#enclosure", "2" }, { "0.enclosure", "http://h.example/a.mp3" }, { "0.enclosure.length", "12" }, { "0.enclosure.type", "audio/mpeg" } } },
	{ "an enclosure's length in words", "<title>t</title><enclosure url=\"/a.mp3\" length=\"12 MB\"/>", { { "0.enclosure.length", NULL } } },
	{ "an enclosure that is an image", "<title>t</title><enclosure url=\"/i.png\" type=\"image/png\"/>", { { "0.image", "http://h.example/i.png" } } },
	{ "feedburner's original enclosure", "<title>t</title><enclosure url=\"http://f.example/a.mp3\"/><feedburner:origEnclosureLink>http://h.example/a.mp3</feedburner:origEnclosureLink>", { { "0.enclosure", "http://h.example/a.mp3" } } },
	{ "source", "<title>t</title><source url=\"http://s.example/feed\">Source</source>", { { "0.source", "{\"url\":\"http://s.example/feed\",\"title\":\"Source\"}" }, { "0.title", "t" } } },
	{ "comments", "<title>t</title><wfw:commentRss>/c.xml</wfw:commentRss><slash:comments>7</slash:comments><thr:total>9</thr:total>", { { "0.comments_feed", "http://h.example/c.xml" }, { "0.comments_count", "7" } } },
	{ "the posting address is not the comments", "<title>t</title><wfw:comment>/post</wfw:comment>", { { "0.comments", NULL }, { "0.ext", NULL } } },
	{ "license", "<title>t</title><cc:license rdf:resource=\"http://c.example/by\"/>", { { "0.license", "http://c.example/by" } } },
	{ "a language of its own", "<title>t</title><dc:language>fr</dc:language>", { { "0.language", "fr" }, { "0.title.lang", NULL } } },
	{ "atom in RSS", "<atom:title>a</atom:title><atom:id>urn:1</atom:id><atom:summary type=\"text\">&lt;b&gt;</atom:summary>", { { "0.title", "a" }, { "0.id", "urn:1" }, { "0.summary", "<b>" }, { "0.summary.type", "text" } } },
};

static const struct parse_row channels[] = {
	{ "metadata behind the items", "<item><title>t</title></item><description>Late</description>", { { "description", "Late" } } },
	{ "an image's link is not the feed's", "<image><url>/i.png</url><title>I</title><link>http://other.example/</link></image>", { { "link", "http://h.example/" }, { "image", "http://h.example/i.png" }, { "image.title", "I" }, { "title", "Harbour" } } },
	{ "ttl", "<ttl>60</ttl>", { { "ttl", "60" } } },
	{ "ttl in words", "<ttl>an hour</ttl>", { { "ttl", NULL } } },
	{ "hours and days", "<skipHours><hour>24</hour><hour>7</hour><hour>x</hour></skipHours><skipDays><day>sunday</day><day>Someday</day></skipDays>", { { "#skip_hour", "2" }, { "skip_hour", "0" }, { "skip_day", "Sunday" }, { "#skip_day", "1" } } },
	{ "cloud", "<cloud domain=\"c.example\" port=\"80\" path=\"/rpc\" registerProcedure=\"p\" protocol=\"soap\"/>", { { "cloud", "{\"domain\":\"c.example\",\"port\":\"80\",\"path\":\"/rpc\",\"registerProcedure\":\"p\",\"protocol\":\"soap\"}" } } },
	{ "textInput", "<textInput><title>Go</title><description>d</description><name>q</name><link>/s</link></textInput>", { { "textinput", "{\"title\":\"Go\",\"description\":\"d\",\"name\":\"q\",\"link\":\"http://h.example/s\"}" }, { "title", "Harbour" } } },
	{ "editor and webmaster", "<managingEditor>ed@h.example (Ed)</managingEditor><webMaster>web@h.example</webMaster><dc:creator>Cy</dc:creator>", { { "author.name", "Ed" }, { "#author.name", "2" }, { "publisher.email", "web@h.example" } } },
	{ "syndication", "<sy:updatePeriod>Hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", { { "update_period", "hourly" }, { "update_frequency", "2" } } },
	{ "a license is a right", "<cc:license rdf:resource=\"http://c.example/by\"/>", { { "rights", "http://c.example/by" }, { "license", "http://c.example/by" } } },
	{ "hub and self", "<atom:link rel=\"hub\" href=\"http://hub.example/\"/><atom:link rel=\"self\" href=\"http://h.example/feed\"/>", { { "hub", "http://hub.example/" }, { "#links", "3" }, { "link", "http://h.example/" } } },
	{ "dates of the feed", "<pubDate>" DATE1 "</pubDate><lastBuildDate>Tue, 06 Aug 2019 00:00:00 GMT</lastBuildDate>", { { "published", "2019-08-05T14:05:09Z" }, { "updated", "2019-08-06T00:00:00Z" } } },
	{ "what is unknown is kept", "<x:tide height=\"2\">high</x:tide><mood>calm</mood>", { { "ext", "{\"x_tide\":{\"height\":\"2\",\"content\":\"high\"},\"mood\":\"calm\"}" } } },
	{ "attributes without a name", "<x:y a:=\"1\" b=\"2\">& v</x:y>", { { "ext", "{\"x_y\":{\"b\":\"2\",\"content\":\"& v\"}}" } } },
	{ "an entry of Atom in a channel", "<atom:entry><atom:title>a</atom:title></atom:entry>", { { "0.title", "a" } } },
	{ "numeric dates by what another proves", "<item><title>a</title><pubDate>05/08/2019 14:05</pubDate></item><item><title>b</title><pubDate>08/25/2019 14:05</pubDate></item>", { { "0.published", "2019-05-08T14:05:00Z" } } },
	{ "a language that comes late", "<item><title>a</title></item><language>fr</language>", { { "language", "fr" } } },
};
/* clang-format on */

START_TEST(items_are_read_by_the_rules)
{
	parse_row_check(&items[_i], HEAD "<item>", "</item>" TAIL);
}
END_TEST

START_TEST(channels_are_read_by_the_rules)
{
	parse_row_check(&channels[_i], HEAD, TAIL);
}
END_TEST

Suite *rss_suite(void);

Suite *
rss_suite(void)
{
	Suite *suite = suite_create("rss");
	TCase *tests = tcase_create("rules");

	tcase_add_loop_test(tests, items_are_read_by_the_rules, 0,
	    ARRAY_LEN(items));
	tcase_add_loop_test(tests, channels_are_read_by_the_rules, 0,
	    ARRAY_LEN(channels));
	suite_add_tcase(suite, tests);
	return suite;
}

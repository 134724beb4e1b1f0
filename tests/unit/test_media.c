#include <check.h>

#include "compiler.h"
#include "parse_fixture.h"

/* clang-format off */
#define HEAD "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><link>http://h.example/</link><item>"
#define TAIL "</item></channel></rss>"

static const struct parse_row items[] = {
	{ "title before media:title", "<media:title>m</media:title><title>t</title>", { { "0.title", "t" } } },
	{ "media:title alone", "<media:title>m</media:title>", { { "0.title", "m" } } },
	{ "media:title in a group", "<media:group><media:title>m</media:title></media:group>", { { "0.title", "m" } } },
	{ "the title of content is its own", "<link>/1</link><media:content url=\"/v\"><media:title>m</media:title></media:content>", { { "0.title", NULL } } },
	{ "media:description is never content", "<media:description>d</media:description>", { { "0.summary", "d" }, { "0.#content", "0" } } },
	{ "the widest thumbnail", "<title>t</title><media:thumbnail url=\"/s\" width=\"10\"/><media:content url=\"/v\"><media:thumbnail url=\"/l\" width=\"90\"/></media:content>", { { "0.image", "http://h.example/l" } } },
	{ "content that is a film", "<title>t</title><media:content url=\"/v.mp4\" type=\"video/mp4\" fileSize=\"5\"/>", { { "0.enclosure", "http://h.example/v.mp4" }, { "0.enclosure.length", "5" }, { "0.enclosure.type", "video/mp4" } } },
	{ "content that is an enclosure too", "<title>t</title><media:content url=\"/v.mp4\" type=\"video/x\"/><enclosure url=\"/v.mp4\" type=\"video/mp4\"/>", { { "0.#enclosure", "1" }, { "0.enclosure.type", "video/mp4" } } },
	{ "content that is a picture", "<title>t</title><media:content url=\"/p\" medium=\"image\"/>", { { "0.image", "http://h.example/p" }, { "0.#enclosure", "0" } } },
	{ "an author is credited", "<title>t</title><media:credit role=\"author\">Ann</media:credit><media:credit role=\"editor\">Ed</media:credit>", { { "0.author.name", "Ann" }, { "0.#author.name", "1" } } },
	{ "a category", "<title>t</title><media:category label=\"L\">c</media:category>", { { "0.category", "c" }, { "0.category.label", "L" }, { "0.category.scheme", "http://search.yahoo.com/mrss/category_schema" } } },
	{ "keywords", "<title>t</title><media:keywords>a,b</media:keywords>", { { "0.#category", "2" } } },
	{ "what is kept as it stands", "<title>t</title><media:player url=\"/p\"/><media:credit role=\"x\">Ed</media:credit>", { { "0.ext", "{\"media_player\":{\"url\":\"/p\"},\"media_credit\":[{\"role\":\"x\",\"content\":\"Ed\"}]}" } } },
	{ "license", "<title>t</title><media:license href=\"http://c.example/\">by</media:license>", { { "0.license", "http://c.example/" } } },
};
/* clang-format on */

START_TEST(items_are_read_by_the_rules)
{
	parse_row_check(&items[_i], HEAD, TAIL);
}
END_TEST

Suite *media_suite(void);

Suite *
media_suite(void)
{
	Suite *suite = suite_create("media");
	TCase *tests = tcase_create("rules");

	tcase_add_loop_test(tests, items_are_read_by_the_rules, 0,
	    ARRAY_LEN(items));
	suite_add_tcase(suite, tests);
	return suite;
}

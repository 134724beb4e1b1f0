#include <check.h>

#include "compiler.h"
#include "limits.h"
#include "parse_fixture.h"

/* clang-format off */
#define VERSION "\"version\":\"https://jsonfeed.org/version/1.1\""
#define HEAD "{" VERSION ",\"title\":\"Harbour\",\"home_page_url\":\"http://h.example/\",\"items\":["
#define TAIL "]}"

static const struct parse_row items[] = {
	{ "an id that is a number", "{\"id\":7}", { { "0.id", "7" } } },
	{ "a number as spelled", "{\"id\":7.0}", { { "0.id", "7.0" } } },
	{ "no id", "{\"url\":\"http://h.example/1\"}", { { "0.id", "http://h.example/1" }, { "0.link", "http://h.example/1" }, { "0.id_is_link", "0" } } },
	{ "an external address", "{\"id\":1,\"external_url\":\"http://o.example/\"}", { { "0.link", "http://o.example/" }, { "0.links.rel", "related" } } },
	{ "both addresses", "{\"id\":1,\"url\":\"/1\",\"external_url\":\"http://o.example/\"}", { { "0.link", "http://h.example/1" }, { "0.#links", "2" } } },
	{ "a title is never sniffed", "{\"id\":1,\"title\":\"<b>x</b>\"}", { { "0.title", "<b>x</b>" }, { "0.title.type", "text" } } },
	{ "both contents", "{\"id\":1,\"content_text\":\"t\",\"content_html\":\"<p>h</p>\"}", { { "0.#content", "2" }, { "0.content", "<p>h</p>" }, { "0.content.type", "html" } } },
	{ "HTML by the item's page", "{\"id\":1,\"url\":\"http://h.example/a/b\",\"content_html\":\"<img src=\\\"c.png\\\">\"}", { { "0.content", "<img src=\"http://h.example/a/c.png\" />" } } },
	{ "dates", "{\"id\":1,\"date_published\":\"2019-08-05T14:05:09+02:00\",\"date_modified\":\"2019-08-06\"}", { { "0.published", "2019-08-05T12:05:09Z" }, { "0.updated", "2019-08-06T00:00:00Z" } } },
	{ "authors before author", "{\"id\":1,\"author\":{\"name\":\"Old\"},\"authors\":[{\"name\":\"Ann\",\"url\":\"mailto:ann@h.example\"},{\"name\":\"Bob\"}]}", { { "0.author.name", "Ann" }, { "0.author.email", "ann@h.example" }, { "0.#author.name", "2" } } },
	{ "an author that is a string", "{\"id\":1,\"author\":\"Ann\"}", { { "0.author.name", "Ann" } } },
	{ "a tag that is no list", "{\"id\":1,\"tags\":\"sea\"}", { { "0.category", "sea" } } },
	{ "attachments", "{\"id\":1,\"attachments\":[{\"url\":\"/a.mp3\",\"mime_type\":\"audio/mpeg\",\"size_in_bytes\":\"12.9\"},{\"url\":\"/b.mp3\",\"size_in_bytes\":-4}]}", { { "0.#enclosure", "2" }, { "0.enclosure", "http://h.example/a.mp3" }, { "0.enclosure.length", "12" } } },
	{ "image before banner", "{\"id\":1,\"banner_image\":\"/b\",\"image\":\"/i\"}", { { "0.image", "http://h.example/i" } } },
	{ "null is missing", "{\"id\":1,\"title\":null,\"authors\":null}", { { "0.title", NULL }, { "0.#author.name", "0" } } },
	{ "a wrong key does not cost the item", "{\"id\":1,\"title\":{\"a\":1},\"url\":\"http://h.example/1\"}", { { "0.title", NULL }, { "0.link", "http://h.example/1" } } },
	{ "keys in another case", "{\"ID\":1,\"Title\":\"t\"}", { { "0.title", "t" } } },
	{ "of two keys the last", "{\"id\":1,\"title\":\"a\",\"title\":\"b\"}", { { "0.title", "b" } } },
	{ "escapes", "{\"id\":1,\"title\":\"a\\u00e9\\ud83d\\ude00\\ud83dz\\u0000!\"}", { { "0.title", "a\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBDz!" } } },
	{ "an item without anything is dropped", "{},{\"id\":1}", { { "0.id", "1" } } },
};

/* What was mended, or is another shape: recovered. */
static const struct mended {
	const char *name, *text;
	unsigned entries;
	bool recovered, truncated;
} mended[] = {
	{ "sound", HEAD "{\"id\":1}" TAIL, 1, false, false },
	{ "trailing commas", HEAD "{\"id\":1,},{\"id\":2,}," TAIL, 2, true, false },
	{ "comments", HEAD "/* x */{\"id\":1}// y\n" TAIL, 1, true, false },
	{ "NaN", HEAD "{\"id\":1,\"title\":NaN}" TAIL, 1, true, false },
	{ "single quotes", HEAD "{'id':'1'}" TAIL, 1, true, false },
	{ "cut in an item", HEAD "{\"id\":1},{\"id\":2,\"title\":\"ha", 2, true, true },
	{ "cut between items", HEAD "{\"id\":1},", 1, true, true },
	{ "a list of items", "[{\"id\":1,\"url\":\"http://h.example/1\"}]", 1, true, false },
	{ "no version", "{\"items\":[{\"id\":1}]}", 1, false, false },
	{ "RSS in JSON", "{\"rss\":{\"channel\":{\"title\":\"F\",\"item\":[{\"title\":\"a\"},{\"title\":\"b\"}]}}}", 2, true, false },
};

static const char *const strangers[] = {
	"{\"type\":\"FeatureCollection\",\"features\":[]}",
	"{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"items\":[{\"id\":\"x\"}]}",
	"{\"items\":[]}",
	"{\"items\":[1,2,3]}",
	"{}",
	"[]",
	"{",
};
/* clang-format on */

START_TEST(items_are_read_by_the_rules)
{
	parse_row_check(&items[_i], HEAD, TAIL);
}
END_TEST

START_TEST(broken_json_is_mended)
{
	const struct mended *row = &mended[_i];
	struct parsed *parsed = parsed_text(slice_of(row->text));

	ck_assert_msg(parsed->outcome.status == PARSE_OK, "%s: %s", row->name,
	    parsed->outcome.reason);
	ck_assert_msg(parsed->outcome.entries == row->entries, "%s: %u",
	    row->name, parsed->outcome.entries);
	ck_assert_msg(parsed->outcome.recovered == row->recovered,
	    "%s: recovered", row->name);
	ck_assert_msg(parsed->outcome.truncated == row->truncated,
	    "%s: truncated", row->name);
	parsed_free(parsed);
}
END_TEST

START_TEST(other_json_is_no_feed)
{
	struct parsed *parsed = parsed_text(slice_of(strangers[_i]));

	ck_assert_msg(parsed->outcome.status == PARSE_NOT_A_FEED, "%s",
	    strangers[_i]);
	parsed_free(parsed);
}
END_TEST

START_TEST(a_feed_has_its_keys)
{
	static const char text[] =
	    "{" VERSION
	    ",\"title\":\"F\",\"feed_url\":\"http://h.example/f.json\","
	    "\"home_page_url\":\"http://h.example/\",\"icon\":\"/i.png\","
	    "\"favicon\":\"/f.ico\",\"language\":\"en_GB\",\"expired\":true,"
	    "\"hubs\":[{\"type\":\"WebSub\",\"url\":\"http://hub.example/\"}],"
	    "\"items\":[]}";
	static const struct parse_row row = { "feed", text,
		{ { "format", "json11" }, { "id", "http://h.example/f.json" },
		    { "logo", "http://h.example/i.png" },
		    { "icon", "http://h.example/f.ico" },
		    { "language", "en-GB" },
		    { "hub", "http://hub.example/" } } };

	parse_row_check(&row, "", "");
}
END_TEST

START_TEST(depth_is_no_danger)
{
	struct buffer text;
	struct parsed *parsed;

	buffer_init(&text, LIMIT_BODY_DECODED);
	buffer_append_string(&text, HEAD "{\"id\":1,\"x\":");
	for (int i = 0; i < 100000; i++)
		buffer_append_char(&text, '[');
	for (int i = 0; i < 100000; i++)
		buffer_append_char(&text, ']');
	buffer_append_string(&text, "},{\"id\":2}" TAIL);
	parsed = parsed_text(buffer_slice(&text));
	ck_assert_uint_eq(parsed->outcome.entries, 2);
	ck_assert(parsed->outcome.recovered);
	parsed_free(parsed);
	buffer_finish(&text);
}
END_TEST

Suite *jsonfeed_suite(void);

Suite *
jsonfeed_suite(void)
{
	Suite *suite = suite_create("jsonfeed");
	TCase *tests = tcase_create("rules");

	tcase_add_loop_test(tests, items_are_read_by_the_rules, 0,
	    ARRAY_LEN(items));
	tcase_add_loop_test(tests, broken_json_is_mended, 0, ARRAY_LEN(mended));
	tcase_add_loop_test(tests, other_json_is_no_feed, 0,
	    ARRAY_LEN(strangers));
	tcase_add_test(tests, a_feed_has_its_keys);
	tcase_add_test(tests, depth_is_no_danger);
	suite_add_tcase(suite, tests);
	return suite;
}

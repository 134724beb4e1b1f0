#include <check.h>

#include "compiler.h"
#include "document.h"
#include "parse/podcast.h"
#include "parse_fixture.h"

/* clang-format off */
#define HEAD "<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/DTDs/Podcast-1.0.dtd\" " \
	"xmlns:podcast=\"https://podcastindex.org/namespace/1.0\" " \
	"xmlns:psc=\"http://podlove.org/simple-chapters\" " \
	"xmlns:media=\"http://search.yahoo.com/mrss/\" " \
	"xmlns:googleplay=\"http://www.google.com/schemas/play-podcasts/1.0\"><channel><link>http://h.example/</link>"
#define TAIL "</channel></rss>"

static const struct parse_row items[] = {
	{ "numbers", "<itunes:episode>7</itunes:episode><itunes:season>x</itunes:season><title>t</title>", { { "0.itunes", "{\"episode\":7}" } } },
	{ "block is yes alone", "<itunes:block>YES</itunes:block><title>t</title>", { { "0.itunes", "{\"block\":false}" } } },
	{ "block", "<itunes:block>yes</itunes:block><title>t</title>", { { "0.itunes", "{\"block\":true}" } } },
	{ "explicit in another spelling is null", "<itunes:explicit>Yes</itunes:explicit><title>t</title>", { { "0.itunes", "{\"explicit\":null}" } } },
	{ "explicit", "<itunes:explicit>clean</itunes:explicit><title>t</title>", { { "0.itunes", "{\"explicit\":false}" } } },
	{ "duration", "<itunes:duration>75:10</itunes:duration><title>t</title>", { { "0.itunes", "{\"duration\":\"75:10\"}" }, { "0.duration", "4510" } } },
	{ "title and summary serve", "<itunes:title>T</itunes:title><itunes:summary>S</itunes:summary><itunes:subtitle>U</itunes:subtitle>", { { "0.title", "T" }, { "0.summary", "S" }, { "0.subtitle", "U" }, { "0.itunes", "{\"title\":\"T\",\"summary\":\"S\",\"subtitle\":\"U\"}" } } },
	{ "description comes first", "<itunes:summary>S</itunes:summary><description>D</description>", { { "0.summary", "D" } } },
	{ "its author only if there is none", "<itunes:author>I</itunes:author><author>A</author>", { { "0.author.name", "A" }, { "0.#author.name", "1" } } },
	{ "its author", "<itunes:author>I</itunes:author>", { { "0.author.name", "I" } } },
	{ "keywords are categories", "<title>t</title><itunes:keywords>a, b ,,c</itunes:keywords>", { { "0.#category", "3" }, { "0.category", "a" }, { "0.category.scheme", "http://www.itunes.com/" } } },
	{ "its image comes first", "<title>t</title><media:thumbnail url=\"/m\"/><itunes:image href=\"/i\"/>", { { "0.image", "http://h.example/i" } } },
	{ "parts of Podcasting 2.0", "<title>t</title><podcast:transcript url=\"/t\" type=\"text/plain\"/><podcast:person role=\"host\">Ann</podcast:person><podcast:person>Bob</podcast:person><podcast:soundbite startTime=\"1.5\" duration=\"2\">hi</podcast:soundbite>",
		{ { "0.podcast", "{\"transcripts\":[{\"url\":\"http://h.example/t\",\"type\":\"text/plain\"}],\"persons\":[{\"name\":\"Ann\",\"role\":\"host\"},{\"name\":\"Bob\"}],\"soundbites\":[{\"title\":\"hi\",\"start\":\"1.5\",\"duration\":\"2\"}]}" }, { "0.#author.name", "0" } } },
	{ "an alternate enclosure", "<title>t</title><enclosure url=\"/a.mp3\"/><podcast:alternateEnclosure type=\"audio/opus\" length=\"9\"><podcast:source uri=\"/a.opus\"/><podcast:source uri=\"/a.mp3\"/></podcast:alternateEnclosure>", { { "0.#enclosure", "2" }, { "0.enclosure", "http://h.example/a.mp3" } } },
	{ "chapters, the first only", "<title>t</title><psc:chapters version=\"1.2\"><psc:chapter start=\"0\" title=\"A\"/><psc:chapter start=\"00:03:07.250\" title=\"B\" href=\"/b\"/></psc:chapters><psc:chapters><psc:chapter start=\"9\" title=\"C\"/></psc:chapters>",
		{ { "0.chapters", "{\"version\":\"1.2\",\"chapters\":[{\"start\":\"0\",\"title\":\"A\"},{\"start\":\"00:03:07.250\",\"title\":\"B\",\"href\":\"http://h.example/b\"}]}" }, { "0.title", "t" } } },
};

static const struct parse_row channels[] = {
	{ "nested categories", "<itunes:category text=\"Arts\"><itunes:category text=\"Food\"/></itunes:category>", { { "#category", "2" }, { "category", "Arts" } } },
	{ "owner is the publisher", "<itunes:owner><itunes:name>O</itunes:name><itunes:email>o@h.example</itunes:email></itunes:owner>", { { "publisher", "O" }, { "publisher.email", "o@h.example" }, { "itunes", "{\"owner\":{\"name\":\"O\",\"email\":\"o@h.example\"}}" } } },
	{ "the new address", "<itunes:new-feed-url>http://n.example/</itunes:new-feed-url>", { { "newlocation", "http://n.example/" } } },
	{ "a live item is no entry", "<podcast:liveItem><title>L</title><guid>g</guid></podcast:liveItem>", { { "id", NULL }, { "title", NULL } } },
	{ "funding", "<podcast:funding url=\"/f\">Give</podcast:funding><podcast:guid>u</podcast:guid>", { { "podcast", "{\"funding\":[{\"text\":\"Give\",\"url\":\"http://h.example/f\"}],\"guid\":\"u\"}" } } },
	{ "image before itunes:image", "<itunes:image href=\"/i\"/><image><url>/r</url></image>", { { "image", "http://h.example/r" }, { "itunes", "{\"image\":\"http://h.example/i\"}" } } },
};

static const struct {
	const char *text;
	int64_t seconds; /* -1: unreadable */
} durations[] = {
	{ "90", 90 }, { "1:30", 90 }, { "1:01:30", 3690 }, { "75:10", 4510 },
	{ "1h2m3s", 3723 }, { "2m", 120 }, { "5s", 5 }, { "12.9", 12 },
	{ "0:12.5", 12 }, { "", -1 }, { "soon", -1 }, { "1:2:3:4", -1 },
	{ "-5", -1 }, { "1h2", -1 }, { "99999999999", -1 },
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

START_TEST(durations_are_read_in_every_form)
{
	int64_t seconds = -1;
	bool read = podcast_duration_s(slice_of(durations[_i].text), &seconds);

	ck_assert_msg(read == (durations[_i].seconds >= 0), "%s",
	    durations[_i].text);
	ck_assert_msg(seconds == durations[_i].seconds, "%s is %d",
	    durations[_i].text, (int)seconds);
}
END_TEST

Suite *podcast_suite(void);

Suite *
podcast_suite(void)
{
	Suite *suite = suite_create("podcast");
	TCase *tests = tcase_create("rules");

	tcase_add_loop_test(tests, items_are_read_by_the_rules, 0,
	    ARRAY_LEN(items));
	tcase_add_loop_test(tests, channels_are_read_by_the_rules, 0,
	    ARRAY_LEN(channels));
	tcase_add_loop_test(tests, durations_are_read_in_every_form, 0,
	    ARRAY_LEN(durations));
	suite_add_tcase(suite, tests);
	return suite;
}

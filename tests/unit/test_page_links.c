/*
 * The feeds of a page (R70), and pages that are feeds.
 */
#include "parse/page_links.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "limits.h"
#include "listing_fixture.h"
#include "parse_fixture.h"

Suite *page_links_suite(void);

#define PAGE "http://h.example/dir/page"
#define LINK "<link rel=alternate type=application/rss+xml "
#define FEED                                                    \
	"<rss version='2.0'><channel><title>T &amp; U</title>"  \
	"<link>http://h.example/</link><language>cy</language>" \
	"<item><title>a</title></item></channel></rss>"

static const struct {
	const char *name, *type, *link, *text, *feeds;
	bool is_feed;
} rows[] = {
	/* clang-format off */
	{ "a page with two",
	    NULL, NULL, "<html><head>" LINK "title=A hreflang=de href=/a>"
	    LINK "href=b></head><body>", "http://h.example/a 'A' site=" PAGE
	    " lang=de type=application/rss+xml\nhttp://h.example/dir/b site="
	    PAGE " type=application/rss+xml\n", false },
	{ "the header first, none twice", NULL,
	    "</h>; rel=alternate; type=\"application/atom+xml\"; title=H, "
	    "</n>; rel=next; type=application/atom+xml, "
	    "</o>; rel=alternate; type=text/html",
	    "<html><base href=/x/>" LINK "href=a>" LINK "href=/h>",
	    "http://h.example/h 'H' site=" PAGE " type=application/atom+xml\n"
	    "http://h.example/x/a site=" PAGE " type=application/rss+xml\n",
	    false },
	{ "a header of any bytes", NULL,
	    "</h>; rel=alternate; type=application/rss+xml; title=\"a\xFF\x01\"",
	    "<html>", "http://h.example/h 'a\xEF\xBF\xBD' site=" PAGE
	    " type=application/rss+xml\n", false },
	{ "a page without", NULL, NULL, "<html><p>a</p></html>", "", false },
	{ "no page at all", NULL, NULL, "%PDF-1.4", "", false },
	{ "nothing", NULL, NULL, "", "", false },
	{ "the charset of a meta element", NULL, NULL,
	    "<html><meta charset=windows-1251>" LINK "title=\xCC\xE8\xF0 href=a>",
	    "http://h.example/dir/a '\xD0\x9C\xD0\xB8\xD1\x80' site=" PAGE
	    " type=application/rss+xml\n", false },
	{ "its older spelling", NULL, NULL,
	    "<html><META content='text/html; charset=\"koi8-r\"' "
	    "HTTP-EQUIV='Content-Type'>" LINK "title=\xED\xC9\xD2 href=a>",
	    "http://h.example/dir/a '\xD0\x9C\xD0\xB8\xD1\x80' site=" PAGE
	    " type=application/rss+xml\n", false },
	{ "HTTP knows better", "text/html; charset=windows-1251", NULL,
	    "<html><meta charset=koi8-r>" LINK "title=\xCC\xE8\xF0 href=a>",
	    "http://h.example/dir/a '\xD0\x9C\xD0\xB8\xD1\x80' site=" PAGE
	    " type=application/rss+xml\n", false },
	{ "XHTML with a declaration", NULL, NULL,
	    "<?xml version='1.0' encoding='windows-1251'?><!DOCTYPE html>"
	    "<html xmlns='http://www.w3.org/1999/xhtml'><head><meta "
	    "charset='koi8-r'/><link rel='alternate' "
	    "type='application/atom+xml' title='\xCC\xE8\xF0' href='a'/>"
	    "</head></html>",
	    "http://h.example/dir/a '\xD0\x9C\xD0\xB8\xD1\x80' site=" PAGE
	    " type=application/atom+xml\n", false },
	{ "a user name in a link", NULL, NULL,
	    "<html>" LINK "href='http://me:secret@h.example/a'>",
	    "http://h.example/a site=" PAGE " type=application/rss+xml\n",
	    false },
	{ "an address that is not fit to be shown", NULL, NULL,
	    "<html>" LINK "href='/a&#x2028;b'>", "", false },

	{ "a feed", NULL, NULL, FEED, PAGE
	    " 'T & U' site=http://h.example/ lang=cy type=application/rss+xml\n",
	    true },
	{ "a feed that links to feeds", NULL, NULL,
	    "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>"
	    "<link rel='alternate' type='application/atom+xml' href='/o'/>"
	    "</feed>", PAGE " 'T' site=http://h.example/o "
	    "type=application/atom+xml\n", true },
	{ "JSON Feed", NULL, NULL,
	    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\","
	    "\"items\":[]}", PAGE " 'T' type=application/feed+json\n", true },
	{ "a feed in a page's wrappers", NULL, NULL,
	    "<html><body>" FEED "</body></html>", PAGE
	    " 'T & U' site=http://h.example/ lang=cy type=application/rss+xml\n",
	    true },
	{ "a page that holds what looks like a feed", NULL, NULL,
	    "<html><head>" LINK "href=/a></head><body>" FEED "</body></html>",
	    "http://h.example/a site=" PAGE " type=application/rss+xml\n",
	    false },
	/* clang-format on */
};

static struct listing *
read_page(struct parse_input *input)
{
	struct parse_outcome outcome;
	struct listing *listing = listing_of(parse_links_run, input, &outcome);

	ck_assert_msg(outcome.status == PARSE_OK, "%s", outcome.reason);
	return listing;
}

START_TEST(r70_a_page_names_feeds_or_is_one)
{
	struct parse_input input = listing_input(slice_of(rows[_i].text));
	struct listing *listing;
	struct buffer out;

	input.url = SLICE(PAGE);
	input.content_type = slice_of(rows[_i].type);
	input.link = slice_of(rows[_i].link);
	listing = read_page(&input);
	buffer_init(&out, MIB);
	listing_describe(listing, &out);
	ck_assert_msg(strcmp(buffer_string(&out), rows[_i].feeds) == 0,
	    "%s: %s", rows[_i].name, buffer_string(&out));
	ck_assert_msg(listing->is_feed == rows[_i].is_feed, "%s",
	    rows[_i].name);
	buffer_finish(&out);
	listing_free(listing);
}
END_TEST

/* Without a URL of its own: a file. */
START_TEST(a_feed_in_a_file_says_itself_where_it_is)
{
	static const char *const texts[] = {
		"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>"
		"<link rel='self' href='http://h.example/self'/></feed>",
		"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>"
		"</feed>",
	};
	static const char *const feeds[] = {
		"http://h.example/self 'T' type=application/atom+xml\n",
		"- 'T' type=application/atom+xml\n",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct parse_input input = listing_input(slice_of(texts[i]));
		struct listing *listing = read_page(&input);
		struct buffer out;

		buffer_init(&out, KIB);
		listing_describe(listing, &out);
		ck_assert_str_eq(buffer_string(&out), feeds[i]);
		ck_assert(listing->is_feed);
		buffer_finish(&out);
		listing_free(listing);
	}
}
END_TEST

START_TEST(no_memory_is_a_failure)
{
	static const char text[] = "<html>" LINK "href='http://h.example/'>";
	struct parse_input input = listing_input(slice_of(text));
	struct parse_outcome outcome;
	struct listing *listing = listing_new(16);
	struct error err;
	struct parse_tables *tables = parse_tables_open(&err);

	parse_links_run(tables, &input, listing, &outcome);
	ck_assert_int_eq(outcome.status, PARSE_FAILED);
	parse_tables_close(tables);
	listing_free(listing);
}
END_TEST

static const struct {
	const char *file;
	size_t feeds;
	const char *title; /* of the first */
} files[] = {
	/* clang-format off */
	{ "codehollow__codehollow.html", 2, "codehollow \u00BB Feed" },
	{ "codehollow__heise.html", 2, NULL },
	{ "codehollow__stackoverflow.html", 1, NULL },
	{ "feedbin__html.html", 0, NULL },
	{ "feeder__gb2312.html", 0, NULL },
	{ "feeder__nixos.html", 0, NULL },
	{ "kde__bug-383381.html", 1, NULL },
	{ "netnewswire__DaringFireball.html", 1, NULL },
	{ "netnewswire__coco.html", 2, NULL },
	{ "picofeed__html4_page.html", 0, NULL },
	{ "rubycocos__misc-indie-blog.html", 1, NULL },
	{ "sismics__space.html", 0, NULL },
	/* clang-format on */
};

START_TEST(pages_as_published)
{
	const char *root = getenv("CRIER_CORPUS");
	struct parse_input input = { .url = SLICE(PAGE) };
	struct listing *listing;
	unsigned char *bytes;
	char path[KIB];

	if (root == NULL) {
		if (_i == 0)
			printf("skipped: CRIER_CORPUS is not set\n");
		return;
	}
	snprintf(path, sizeof(path), "%s/html-autodiscovery/%s", root,
	    files[_i].file);
	bytes = read_whole_file(path, &input.body.len);
	ck_assert_msg(bytes != NULL, "%s", path);
	input.body.ptr = bytes;
	listing = read_page(&input);
	ck_assert_msg(listing->feed_count == files[_i].feeds &&
		!listing->is_feed,
	    "%s: %zu feeds", files[_i].file, listing->feed_count);
	if (files[_i].title != NULL)
		ck_assert_msg(slice_eq(listing->feeds[0].title,
				  slice_of(files[_i].title)),
		    "%s: %.*s", files[_i].file,
		    SLICE_FMT(listing->feeds[0].title));
	listing_free(listing);
	free(bytes);
}
END_TEST

Suite *
page_links_suite(void)
{
	Suite *suite = suite_create("page_links");
	TCase *tests = tcase_create("page_links");

	tcase_add_loop_test(tests, r70_a_page_names_feeds_or_is_one, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tests, a_feed_in_a_file_says_itself_where_it_is);
	tcase_add_test(tests, no_memory_is_a_failure);
	tcase_add_loop_test(tests, pages_as_published, 0, ARRAY_LEN(files));
	suite_add_tcase(suite, tests);
	return suite;
}

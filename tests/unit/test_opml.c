/*
 * Lists of feeds (section 7.2 of the parsing rules).
 */
#include "parse/opml.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "listing_fixture.h"
#include "parse_fixture.h"

Suite *opml_suite(void);

#define BODY(outlines)                                           \
	"<opml version='2.0' xmlns:crier='urn:crier:opml:1'>"    \
	"<head><title>L</title></head><body>" outlines "</body>" \
	"</opml>"
#define U "http://h.example/"

/* feeds: as listing_describe has them; flags: r recovered, t truncated. */
static const struct {
	const char *name, *text, *feeds;
	size_t skipped;
	const char *flags;
} rows[] = {
	/* clang-format off */
	{ "a feed with everything",
	    BODY("<outline type='rss' text='T' title='Title' xmlUrl='" U "f' "
		"htmlUrl='" U "' language='de-AT' description='x'/>"),
	    U "f 'Title' site=" U " lang=de-AT type=rss\n", 0, "" },
	{ "text where there is no title",
	    BODY("<outline text='T' title=' ' xmlUrl='" U "f'/>"),
	    U "f 'T'\n", 0, "" },
	{ "neither", BODY("<outline xmlUrl='" U "f'/>"), U "f\n", 0, "" },
	{ "an end tag of its own", BODY("<outline xmlUrl='" U "f'></outline>"),
	    U "f\n", 0, "" },

	/* where the address is */
	{ "xmlUrl in any case",
	    BODY("<outline xmlurl='" U "1'/><outline XMLURL='" U "2'/>"
		"<outline xmlURL='" U "3'/><OUTLINE feedUrl='" U "4'/>"),
	    U "1\n" U "2\n" U "3\n" U "4\n", 0, "" },
	{ "url by type",
	    BODY("<outline type='RSS' url='" U "1'/>"
		"<outline type='atom' url='" U "2'/>"
		"<outline type='link' url='" U "3'/>"
		"<outline type='include' url='" U "4.opml'/>"
		"<outline url='" U "5'/>"),
	    U "1 type=RSS\n" U "2 type=atom\n", 3, "" },
	{ "xmlUrl wins over url",
	    BODY("<outline type='rss' url='" U "1' xmlUrl='" U "2'/>"),
	    U "2 type=rss\n", 0, "" },
	{ "an empty xmlUrl is none",
	    BODY("<outline type='rss' url='" U "1' xmlUrl=' '/>"),
	    U "1 type=rss\n", 0, "" },
	{ "feed: is http",
	    BODY("<outline xmlUrl='feed://h.example/1'/>"
		"<outline xmlUrl='feed:https://h.example/2'/>"
		"<outline xmlUrl='FEED:http://h.example/3'/>"),
	    U "1\nhttps://h.example/2\n" U "3\n", 0, "" },
	{ "what cannot be fetched is skipped",
	    BODY("<outline xmlUrl='f.xml'/><outline xmlUrl='/f.xml'/>"
		"<outline xmlUrl='//h.example/f'/><outline xmlUrl='h.example'/>"
		"<outline xmlUrl='ftp://h.example/f'/>"
		"<outline xmlUrl='file:///etc/passwd'/>"
		"<outline xmlUrl='javascript:alert(1)'/>"
		"<outline xmlUrl='http://'/><outline xmlUrl='http://a b/'/>"
		"<outline xmlUrl='http://h.example:99999/'/>"
		"<outline xmlUrl='feed:f.xml'/>"), "", 11, "" },
	{ "a URL is made whole",
	    BODY("<outline xmlUrl=' HTTP://H.Example:80/a b?c=&quot; '/>"),
	    U "a%20b?c=%22\n", 0, "" },
	{ "a user name is no list's to say",
	    BODY("<outline xmlUrl='http://me:secret@h.example/f'/>"),
	    U "f refused=auth\n", 0, "" },
	{ "what holds nothing and names nothing is skipped",
	    BODY("<outline text='a'/><outline text='b'></outline>"
		"<outline text='c'><outline xmlUrl='" U "f'/></outline>"),
	    U "f tags=c\n", 2, "" },
	{ "a folder with a wrong address is skipped and still a folder",
	    BODY("<outline text='a' xmlUrl='x'><outline xmlUrl='" U "f'/>"
		"</outline>"), U "f tags=a\n", 1, "" },
	{ "a site that is no address is left out",
	    BODY("<outline xmlUrl='" U "f' htmlUrl='www'/>"
		"<outline xmlUrl='" U "g' htmlUrl='javascript:x'/>"),
	    U "f\n" U "g\n", 0, "" },
	{ "a language that is none is left out",
	    BODY("<outline xmlUrl='" U "f' language='unknown language'/>"),
	    U "f\n", 0, "" },

	/* folders */
	{ "folders are tags",
	    BODY("<outline text='News'><outline text='Asia'>"
		"<outline xmlUrl='" U "1'/></outline>"
		"<outline xmlUrl='" U "2'/></outline>"
		"<outline xmlUrl='" U "3'/>"),
	    U "1 tags=news,news/asia\n" U "2 tags=news\n" U "3\n", 0, "" },
	{ "title before text for folders too",
	    BODY("<outline text='a' title='B'><outline xmlUrl='" U "1'/>"
		"</outline>"), U "1 tags=b\n", 0, "" },
	{ "a folder without a name is none",
	    BODY("<outline text='a'><outline><outline xmlUrl='" U "1'/>"
		"</outline></outline>"), U "1 tags=a\n", 0, "" },
	{ "a folder that is a feed is both",
	    BODY("<outline text='Planet' xmlUrl='" U "p'>"
		"<outline text='Moon' xmlUrl='" U "m'/></outline>"),
	    U "p 'Planet'\n" U "m 'Moon' tags=planet\n", 0, "" },
	{ "words of a title",
	    BODY("<outline text='  Middle &#9; East\xC2\xA0(\xC3\x89t\xC3\xA9) '>"
		"<outline xmlUrl='" U "1'/></outline>"),
	    U "1 tags=middle-east-(\xC3\xA9t\xC3\xA9)\n", 0, "" },
	{ "a slash parts folders",
	    BODY("<outline text='/TV // Radio/'><outline xmlUrl='" U "1'/>"
		"</outline>"), U "1 tags=tv,tv/radio\n", 0, "" },
	{ "nothing of a title",
	    BODY("<outline text=' &#x200B;/ '><outline xmlUrl='" U "1'/>"
		"</outline>"), U "1\n", 0, "" },
	{ "categories",
	    BODY("<outline text='a'><outline category='/B/c, D E ,,a' "
		"xmlUrl='" U "1'/></outline>"), U "1 tags=a,b,b/c,d-e\n", 0,
	    "" },
	{ "a comment and what it holds",
	    BODY("<outline isComment='true' xmlUrl='" U "1'>"
		"<outline xmlUrl='" U "2'/></outline>"
		"<outline isComment='false' xmlUrl='" U "3'/>"), U "3\n", 2,
	    "" },

	/* the same again */
	{ "one URL in two folders",
	    BODY("<outline text='a'><outline text='A' xmlUrl='" U "1'/></outline>"
		"<outline text='b'><outline text='B' xmlUrl='" U "1'/>"
		"</outline>"), U "1 'A' tags=a,b\n", 0, "" },
	{ "one URL in two spellings",
	    BODY("<outline xmlUrl='" U "1'/>"
		"<outline xmlUrl='feed://H.example:80/1'/>"), U "1\n", 0, "" },

	/* settings of crier's own */
	{ "settings",
	    BODY("<outline xmlUrl='" U "1' crier:name='tide-2' "
		"crier:interval='1h30m' crier:paused='true'/>"),
	    U "1 name=tide-2 every=5400 paused\n", 0, "" },
	{ "tags exactly, instead of folders and categories",
	    BODY("<outline text='a'><outline xmlUrl='" U "1' category='b' "
		"crier:tags='Asia  news/\xC3\x89t\xC3\xA9 %2F Asia'/></outline>"),
	    U "1 tags=Asia,news/\xC3\x89t\xC3\xA9,%2F\n", 0, "" },
	{ "no tags exactly",
	    BODY("<outline text='a'><outline xmlUrl='" U "1' crier:tags=''/>"
		"</outline>"), U "1\n", 0, "" },
	{ "exact tags win over folders before and behind",
	    BODY("<outline text='a'><outline xmlUrl='" U "1'/></outline>"
		"<outline text='b'><outline xmlUrl='" U "1' crier:tags='x a'/>"
		"</outline><outline text='c'><outline xmlUrl='" U "1'/>"
		"</outline>"), U "1 tags=x,a\n", 0, "" },
	{ "powerful options and unknown ones",
	    BODY("<outline xmlUrl='" U "1' crier:exec='rm' crier:allow_private"
		"='true' crier:exec='x' crier:colour='red'/>"),
	    U "1 refused=exec,allow_private,colour\n", 0, "r" },
	{ "values that are none",
	    BODY("<outline xmlUrl='" U "1' crier:name='A b' "
		"crier:interval='soon' crier:paused='maybe' crier:tags='a "
		"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff"
		"gggggggggg'/>"),
	    U "1 tags=a refused=name,interval,paused,tags\n", 0, "" },
	{ "auto is not said",
	    BODY("<outline xmlUrl='" U "1' crier:interval='auto' "
		"crier:paused='no'/>"), U "1\n", 0, "" },
	{ "an interval beyond what can be configured",
	    BODY("<outline xmlUrl='" U "1' crier:interval='366d'/>"
		"<outline xmlUrl='" U "2' crier:interval='365d'/>"
		"<outline xmlUrl='" U "3' crier:interval='0'/>"),
	    U "1 refused=interval\n" U "2 every=31536000\n"
	    U "3 refused=interval\n", 0, "" },
	{ "another prefix of the namespace",
	    "<opml xmlns:k='urn:crier:opml:1'><body><outline xmlUrl='" U "1' "
	    "k:name='x' crier:name='y'/></body></opml>",
	    U "1 name=x\n", 0, "r" },
	{ "the prefix without its declaration",
	    "<opml><body><outline xmlUrl='" U "1' crier:name='x'/></body>"
	    "</opml>", U "1 name=x\n", 0, "r" },
	{ "the prefix of another namespace",
	    "<opml xmlns:crier='urn:other'><body><outline xmlUrl='" U "1' "
	    "crier:name='x' crier:exec='y'/></body></opml>", U "1\n", 0, "" },
	{ "declared where it is used",
	    "<opml><body><outline xmlns:q='urn:crier:opml:1' xmlUrl='" U "1' "
	    "q:name='x'/></body></opml>", U "1 name=x\n", 0, "" },
	{ "attributes of others", "<opml xmlns:o='urn:o'><body><outline "
	    "o:xmlUrl='" U "2' xmlUrl='" U "1' o:name='x'/></body></opml>",
	    U "1\n", 0, "" },

	/* damage */
	{ "bare ampersands",
	    BODY("<outline title='A & B' xmlUrl='" U "?a=1&b=2&copy=3'/>"),
	    U "?a=1&b=2&copy=3 'A & B'\n", 0, "r" },
	{ "entities of HTML",
	    BODY("<outline title='Caf&eacute;&nbsp;&amp;c' xmlUrl='" U "'/>"),
	    U " 'Caf\xC3\xA9\xC2\xA0&c'\n", 0, "r" },
	{ "an entity of its own",
	    "<!DOCTYPE opml [<!ENTITY n \"News\">]><opml><body><outline "
	    "title='&n;' xmlUrl='" U "'/></body></opml>", U " 'News'\n", 0, "r" },
	{ "twice encoded",
	    BODY("<outline title='caf\xC3\x83\xC2\xA9' xmlUrl='" U "'/>"),
	    U " 'caf\xC3\xA9'\n", 0, "" },
	{ "bytes of windows-1252 said to be UTF-8",
	    "<?xml version='1.0' encoding='utf-8'?>"
	    BODY("<outline title='caf\xE9' xmlUrl='" U "'/>"),
	    U " 'caf\xC3\xA9'\n", 0, "r" },
	{ "another charset",
	    "<?xml version='1.0' encoding='koi8-r'?>"
	    BODY("<outline text='\xED\xC9\xD2'><outline xmlUrl='" U "'/>"
		"</outline>"), U " tags=\xD0\xBC\xD0\xB8\xD1\x80\n", 0, "" },
	{ "attributes without quotes",
	    "<opml><body><outline text=News xmlUrl=" U "f></outline></body>"
	    "</opml>", U "f 'News'\n", 0, "r" },
	{ "feeds whose ends were lost are no folders",
	    "<opml><body><outline text='a'><outline text='1' xmlUrl='" U "1'>"
	    "<outline text='2' xmlUrl='" U "2'></outline></body></opml>",
	    U "1 '1' tags=a\n" U "2 '2' tags=a\n", 0, "r" },
	{ "ends that end nothing",
	    "<opml><body></outline></outline><outline text='a'>"
	    "<outline xmlUrl='" U "1'/></outline></outline></body></opml>",
	    U "1 tags=a\n", 0, "r" },
	{ "cut", "<opml><body><outline xmlUrl='" U "1'/><outline xmlUrl='" U,
	    U "1\n", 0, "rt" },
	{ "junk before it and behind",
	    "HTTP/1.1 200 OK\n\n<opml><body><outline xmlUrl='" U "1'/></body>"
	    "</opml>\njunk", U "1\n", 0, "r" },
	{ "in any case, with any prefix",
	    "<o:OPML xmlns:o='urn:o'><o:Body><o:Outline XMLURL='" U "1'/>"
	    "</o:Body></o:OPML>", U "1\n", 0, "" },
	{ "outlines without a root",
	    "<body><outline xmlUrl='" U "1'/></body>", U "1\n", 0, "r" },
	{ "comments do not count",
	    BODY("<!-- <outline xmlUrl='" U "1'/> --><outline xmlUrl='" U "2'/>"),
	    U "2\n", 0, "" },
	{ "a comment that is not closed",
	    BODY("<!-- <outline xmlUrl='" U "1'/>\n<outline xmlUrl='" U "2'/>"),
	    U "2\n", 0, "r" },
	{ "other elements in between",
	    BODY("<outline text='a'><x:y xmlns:x='urn:x'><x:z/></x:y>"
		"<outline xmlUrl='" U "1'/></outline>"), U "1 tags=a\n", 0, "" },
	{ "control characters and line ends in a title",
	    BODY("<outline title='a\x1B[31m\nb\t c' xmlUrl='" U "'/>"),
	    U " 'a[31m b c'\n", 0, "r" },
	{ "no outlines", BODY(""), "", 0, "" },
	{ "a root alone", "<opml/>", "", 0, "t" },
	/* clang-format on */
};

START_TEST(a_list_names_its_feeds)
{
	struct parse_input input = listing_input(slice_of(rows[_i].text));
	struct parse_outcome outcome;
	struct listing *listing = listing_of(parse_opml_run, &input, &outcome);
	struct buffer out;
	char flags[3] = "";

	buffer_init(&out, MIB);
	listing_describe(listing, &out);
	ck_assert_msg(outcome.status == PARSE_OK, "%s: %s", rows[_i].name,
	    outcome.reason);
	ck_assert_msg(strcmp(buffer_string(&out), rows[_i].feeds) == 0,
	    "%s: %s", rows[_i].name, buffer_string(&out));
	ck_assert_msg(listing->skipped == rows[_i].skipped, "%s: skipped %zu",
	    rows[_i].name, listing->skipped);
	snprintf(flags, sizeof(flags), "%s%s", listing->recovered ? "r" : "",
	    listing->truncated ? "t" : "");
	ck_assert_msg(strcmp(flags, rows[_i].flags) == 0, "%s: flags '%s'",
	    rows[_i].name, flags);
	ck_assert_msg(outcome.recovered == listing->recovered &&
		outcome.truncated == listing->truncated,
	    "%s", rows[_i].name);
	buffer_finish(&out);
	listing_free(listing);
}
END_TEST

static const struct {
	const char *name, *text, *reason;
} others[] = {
	/* clang-format off */
	{ "a feed", "<rss><channel><title>a</title></channel></rss>",
	    "not OPML: root element is rss" },
	{ "a page", "<!DOCTYPE html><html><p>a</p></html>",
	    "not OPML: root element is html" },
	{ "a root with an escape", "<a\x1B[1mb></a>",
	    "not OPML: root element is a[1mb" },
	{ "JSON", "{\"feeds\":[]}", "not OPML: no element" },
	{ "nothing", "", "not OPML: it is empty" },
	{ "white space", " \n", "not OPML: it is empty" },
	{ "outlines without feeds and root", "<a><outline text='b'/></a>",
	    "not OPML: root element is a" },
	/* clang-format on */
};

START_TEST(what_is_no_list_is_said_to_be_none)
{
	struct parse_input input = listing_input(slice_of(others[_i].text));
	struct parse_outcome outcome;
	struct listing *listing = listing_of(parse_opml_run, &input, &outcome);

	ck_assert_msg(outcome.status == PARSE_NOT_A_FEED &&
		strcmp(outcome.reason, others[_i].reason) == 0,
	    "%s: %s", others[_i].name, outcome.reason);
	listing_free(listing);
}
END_TEST

static const struct {
	const char *name, *head, *title;
} heads[] = {
	/* clang-format off */
	{ "title", "<head><title>My &amp; list</title></head>", "My & list" },
	{ "CDATA", "<head><title><![CDATA[a <b>]]> c</title></head>",
	    "a <b> c" },
	{ "none", "<head><ownerName>x</ownerName></head>", NULL },
	{ "empty", "<head><title/></head>", NULL },
	{ "not of the body", "<body><title>x</title>", NULL },
	{ "the first", "<head><title>a</title><title>b</title></head>", "a" },
	{ "without an end", "<head><title>a<body>b", "a" },
	{ "line ends", "<head><title>\na\r\nb </title>", "a b" },
	/* clang-format on */
};

START_TEST(the_head_names_the_list)
{
	struct parse_outcome outcome;
	struct parse_input input;
	struct listing *listing;
	struct buffer text;

	buffer_init(&text, KIB);
	buffer_append_format(&text, "<opml>%s</opml>", heads[_i].head);
	input = listing_input(buffer_slice(&text));
	listing = listing_of(parse_opml_run, &input, &outcome);
	ck_assert_msg(slice_eq(listing->title, slice_of(heads[_i].title)),
	    "%s: %.*s", heads[_i].name, SLICE_FMT(listing->title));
	listing_free(listing);
	buffer_finish(&text);
}
END_TEST

/* ---- bounds ----------------------------------------------------------------- */

static struct listing *
read_buffer(struct buffer *text, struct parse_outcome *outcome)
{
	struct parse_input input = listing_input(buffer_slice(text));
	struct listing *listing = listing_of(parse_opml_run, &input, outcome);

	ck_assert(!text->failed);
	buffer_finish(text);
	return listing;
}

START_TEST(no_more_feeds_than_the_limit)
{
	struct parse_outcome outcome;
	struct listing *listing;
	struct buffer text;

	buffer_init(&text, LIMIT_BODY_DECODED);
	buffer_append_string(&text, "<opml><body>");
	for (int i = 0; i < LIMIT_LISTED_FEEDS + 2; i++)
		buffer_append_format(&text, "<outline xmlUrl='" U "%d'/>", i);
	buffer_append_string(&text, "</body></opml>");
	listing = read_buffer(&text, &outcome);
	ck_assert_int_eq(outcome.status, PARSE_OK);
	ck_assert_uint_eq(listing->feed_count, LIMIT_LISTED_FEEDS);
	ck_assert_uint_eq(listing->skipped, 2);
	ck_assert(listing->truncated);
	ck_assert(!listing->recovered);
	listing_free(listing);
}
END_TEST

START_TEST(a_million_outlines_do_not_hurt)
{
	struct parse_outcome outcome;
	struct listing *listing;
	struct buffer text;

	buffer_init(&text, 128 * MIB);
	buffer_append_string(&text, "<opml><body>");
	/* The same feed in a million folders. */
	for (int i = 0; i < 1000000; i++)
		buffer_append_format(&text,
		    "<outline text='%d'><outline xmlUrl='" U "'/></outline>",
		    i);
	listing = read_buffer(&text, &outcome);
	ck_assert_int_eq(outcome.status, PARSE_OK);
	ck_assert_uint_eq(listing->feed_count, 1);
	ck_assert_uint_eq(listing->feeds[0].tag_count, LIMIT_CONFIG_LIST);
	ck_assert(listing->truncated);
	listing_free(listing);
}
END_TEST

START_TEST(looks_at_tags_are_bounded)
{
	struct parse_outcome outcome;
	struct listing *listing;
	struct buffer text;

	buffer_init(&text, 64 * MIB);
	buffer_append_string(&text,
	    "<opml><body><outline text='"
	    "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p'>");
	for (int i = 0; i < LIMIT_LISTED_TAGS / 16 + 10; i++)
		buffer_append_format(&text, "<outline xmlUrl='" U "%d'/>", i);
	buffer_append_string(&text, "</outline></body></opml>");
	listing = read_buffer(&text, &outcome);
	ck_assert_int_eq(outcome.status, PARSE_OK);
	ck_assert_uint_eq(listing->feeds[0].tag_count, 16);
	ck_assert_uint_eq(listing->feeds[listing->feed_count - 1].tag_count, 0);
	ck_assert(listing->truncated);
	listing_free(listing);
}
END_TEST

START_TEST(folders_deeper_than_the_limit_are_flattened)
{
	struct parse_outcome outcome;
	struct listing *listing;
	struct buffer text;
	const struct listed_feed *feed;

	buffer_init(&text, 16 * MIB);
	buffer_append_string(&text, "<opml><body>");
	for (int i = 0; i < 200000; i++)
		buffer_append_string(&text, "<outline text='x'>");
	buffer_append_string(&text, "<outline xmlUrl='" U "1'/>");
	for (int i = 0; i < 200000; i++)
		buffer_append_string(&text, "</outline>");
	buffer_append_string(&text, "<outline xmlUrl='" U "2'/></body></opml>");
	listing = read_buffer(&text, &outcome);
	ck_assert_int_eq(outcome.status, PARSE_OK);
	ck_assert_uint_eq(listing->feed_count, 2);
	feed = &listing->feeds[0];
	ck_assert_uint_eq(feed->tag_count, LIMIT_OPML_DEPTH);
	ck_assert_uint_eq(feed->tags[LIMIT_OPML_DEPTH - 1].len,
	    2 * LIMIT_OPML_DEPTH - 1);
	ck_assert_uint_eq(listing->feeds[1].tag_count, 0);
	ck_assert_uint_eq(listing->skipped, 0);
	listing_free(listing);
}
END_TEST

START_TEST(a_tag_that_is_too_large_is_refused)
{
	struct parse_outcome outcome;
	struct listing *listing;
	struct buffer text;

	buffer_init(&text, 16 * MIB);
	buffer_append_string(&text, "<opml><body><outline ");
	for (int i = 0; i < 40000; i++)
		buffer_append_format(&text, "a%d='' ", i);
	buffer_append_string(&text, "/></body></opml>");
	listing = read_buffer(&text, &outcome);
	ck_assert_int_eq(outcome.status, PARSE_REFUSED);
	ck_assert_str_eq(outcome.reason, "oversized tag");
	listing_free(listing);
}
END_TEST

START_TEST(no_memory_is_a_failure)
{
	static const char text[] = BODY("<outline xmlUrl='" U "1'/>");
	struct parse_input input = listing_input(slice_of(text));
	struct parse_outcome outcome;
	struct listing *listing;
	struct error err;
	struct parse_tables *tables = parse_tables_open(&err);

	for (size_t max = 0; max < KIB; max += 8) {
		listing = listing_new(max);
		parse_opml_run(tables, &input, listing, &outcome);
		ck_assert(outcome.status == PARSE_FAILED ||
		    (outcome.status == PARSE_OK && listing->feed_count == 1));
		ck_assert(max > 0 || outcome.status == PARSE_FAILED);
		listing_free(listing);
	}
	ck_assert_int_eq(outcome.status, PARSE_OK);
	parse_tables_close(tables);
}
END_TEST

/* Cut anywhere, damaged anywhere: it ends, and finds no more than there is. */
START_TEST(damage_is_survived)
{
	static const char whole[] = BODY(
	    "<!-- c --><outline text='a &amp; b'><outline crier:name='x' "
	    "xmlUrl='" U "1'/><![CDATA[x]]></outline>"
	    "<outline category='/a/b' xmlUrl=\"" U "2\" crier:tags='x y'/>");
	static const char bytes[] = "<>\"'&= /!\0\xFF";
	char text[sizeof(whole)];

	for (size_t at = 0; at < sizeof(whole); at++)
		for (size_t i = 0; i < sizeof(bytes); i++) {
			struct parse_input input = listing_input((struct slice){
			    text, i == 0 ? at : sizeof(whole) - 1 });
			struct parse_outcome outcome;
			struct listing *listing;

			memcpy(text, whole, sizeof(whole));
			text[at] = bytes[i];
			listing = listing_of(parse_opml_run, &input, &outcome);
			ck_assert_uint_le(listing->feed_count, 2);
			listing_free(listing);
		}
}
END_TEST

/* ---- real lists -------------------------------------------------------------- */

static const struct {
	const char *file;
	size_t feeds, skipped;
	bool recovered;
} files[] = {
	/* clang-format off */
	{ "awesome__Android-Development.opml", 31, 0, true },
	{ "awesome__Brazil.opml", 7, 0, false },
	{ "awesome__Philippines.opml", 20, 0, true },
	{ "awesome__Programming.opml", 49, 0, true },
	{ "awesome__United-States.opml", 10, 0, true },
	{ "feeder__Programming.opml", 49, 0, true },
	{ "feeder__antennapod-feeds.opml", 8, 0, false },
	{ "netnewswire__DefaultFeeds.opml", 10, 0, false },
	{ "netnewswire__SubsNoTitleAttributes.opml", 207, 0, false },
	{ "newsboat__example.opml", 7, 0, false },
	{ "newsboat__example2.opml", 7, 0, false },
	{ "newsboat__filtered.opml", 2, 0, false },
	{ "newsboat__piped.opml", 1, 1, false },
	{ "picofeed__google-reader.opml", 22, 0, false },
	{ "rome__opml_1.0_links.xml", 0, 40, false },
	{ "rssowl__duplicates.opml", 6, 0, false },
	{ "rssowl__import_opml.xml", 5, 3, false },
	{ "rssowl__marks.opml", 6, 0, false },
	{ "rssowl__order.opml", 6, 1, false },
	{ "sismics__greader_subscriptions.xml", 4, 0, false },
	/* clang-format on */
};

START_TEST(lists_as_published)
{
	const char *root = getenv("CRIER_CORPUS");
	struct parse_outcome outcome;
	struct parse_input input = { .html = PARSE_WIDE };
	struct listing *listing;
	unsigned char *bytes;
	char path[KIB];

	if (root == NULL) {
		if (_i == 0)
			printf("skipped: CRIER_CORPUS is not set\n");
		return;
	}
	snprintf(path, sizeof(path), "%s/opml/%s", root, files[_i].file);
	bytes = read_whole_file(path, &input.body.len);
	ck_assert_msg(bytes != NULL, "%s", path);
	input.body.ptr = bytes;
	listing = listing_of(parse_opml_run, &input, &outcome);
	ck_assert_msg(outcome.status == PARSE_OK &&
		listing->feed_count == files[_i].feeds &&
		listing->skipped == files[_i].skipped &&
		listing->recovered == files[_i].recovered &&
		!listing->truncated,
	    "%s: %s, %zu feeds, %zu skipped, recovered %d, truncated %d",
	    files[_i].file, outcome.reason, listing->feed_count,
	    listing->skipped, listing->recovered, listing->truncated);
	listing_free(listing);
	free(bytes);
}
END_TEST

Suite *
opml_suite(void)
{
	Suite *suite = suite_create("opml");
	TCase *tests = tcase_create("opml");

	tcase_set_timeout(tests, 120);
	tcase_add_loop_test(tests, a_list_names_its_feeds, 0, ARRAY_LEN(rows));
	tcase_add_loop_test(tests, what_is_no_list_is_said_to_be_none, 0,
	    ARRAY_LEN(others));
	tcase_add_loop_test(tests, the_head_names_the_list, 0,
	    ARRAY_LEN(heads));
	tcase_add_test(tests, no_more_feeds_than_the_limit);
	tcase_add_test(tests, a_million_outlines_do_not_hurt);
	tcase_add_test(tests, looks_at_tags_are_bounded);
	tcase_add_test(tests, folders_deeper_than_the_limit_are_flattened);
	tcase_add_test(tests, a_tag_that_is_too_large_is_refused);
	tcase_add_test(tests, no_memory_is_a_failure);
	tcase_add_test(tests, damage_is_survived);
	tcase_add_loop_test(tests, lists_as_published, 0, ARRAY_LEN(files));
	suite_add_tcase(suite, tests);
	return suite;
}

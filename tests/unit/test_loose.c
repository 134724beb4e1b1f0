#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "limits.h"
#include "parse_fixture.h"

/*
 * Section 6 of the parsing rules, row by row. A sample stands in a channel
 * before a sound item, Mole, which must always come out.
 */
#define DECLARED "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define CHANNEL                          \
	"<rss version=\"2.0\"><channel>" \
	"<title>Harbour</title><link>http://h.example/</link>"
#define MOLE         "<item><title>Mole</title><link>http://h.example/2</link></item>"
#define END          "</channel></rss>"
#define ITEM(inside) "<item><title>One</title>" inside "</item>"

enum wrap {
	IN_CHANNEL, /* declaration, channel, sample, Mole, end */
	WHOLE
};
enum soundness {
	SOUND,
	MENDED,
	CUT /* mended, and truncated */
};

static const struct damage {
	const char *name;
	enum wrap wrap;
	const char *sample;
	unsigned entries;
	enum soundness soundness;
	const char *checks[4][2]; /* field, value */
} damages[] = {
	/* clang-format off */
{ "1 bare ampersands", IN_CHANNEL, "<item><title>Salt & vinegar AT&T</title></item>", 2, MENDED,
	{ { "0.title", "Salt & vinegar AT&T" } } },
{ "2 ampersands in a link", IN_CHANNEL, ITEM("<link>http://h.example/?a=1&b=2&reg=3</link>"), 2, MENDED,
	{ { "0.link", "http://h.example/?a=1&b=2&reg=3" } } },
{ "3 ampersands in an attribute", IN_CHANNEL, ITEM("<enclosure url=\"http://h.example/a?x=1&y=2\"/>"), 2, MENDED,
	{ { "0.enclosure", "http://h.example/a?x=1&y=2" } } },
{ "4 entities of HTML without a DTD", IN_CHANNEL, "<item><title>caf&eacute; &mdash; x&nbsp;y</title></item>", 2, MENDED,
	{ { "0.title", "caf\xC3\xA9 \xE2\x80\x94 x\xC2\xA0y" } } },
{ "5 an entity that nobody knows", IN_CHANNEL, "<item><title>a &bogus; z</title></item>", 2, MENDED,
	{ { "0.title", "a &bogus; z" } } },
{ "6 an entity in an attribute", IN_CHANNEL, ITEM("<enclosure url=\"http://h.example/&eacute;\"/>"), 2, MENDED,
	{ { "0.enclosure", "http://h.example/\xC3\xA9" } } },
{ "7 bare less-than signs", IN_CHANNEL, "<item><title>5 < 6 and 7 <8</title></item>", 2, MENDED,
	{ { "0.title", "5 < 6 and 7 <8" } } },
{ "8 a bare greater-than sign", IN_CHANNEL, "<item><title>a > b</title></item>", 2, SOUND,
	{ { "0.title", "a > b" } } },
{ "9 the end of a section in text", IN_CHANNEL, "<item><title>One ]]> two</title></item>", 2, MENDED,
	{ { "0.title", "One ]]> two" } } },
{ "10 references without semicolon", IN_CHANNEL, "<item><title>a&#8211 b&#x2014 c&amp d</title></item>", 2, MENDED,
	{ { "0.title", "a\xE2\x80\x93 b\xE2\x80\x94 c& d" } } },
{ "11 references to no character", IN_CHANNEL, "<item><title>x&#0;y&#xD800;&#x110000;z</title></item>", 2, MENDED,
	{ { "0.title", "x\xEF\xBF\xBDy\xEF\xBF\xBD\xEF\xBF\xBDz" } } },
{ "12 references to C1", IN_CHANNEL, "<item><title>&#145;q&#146; &#150;</title></item>", 2, SOUND,
	{ { "0.title", "\xE2\x80\x98q\xE2\x80\x99 \xE2\x80\x93" } } },
{ "13 escaped twice", IN_CHANNEL, "<item><title>a &amp;amp; b</title></item>", 2, SOUND,
	{ { "0.title", "a & b" }, { "0.title.type", "html" } } },
{ "14 half references", IN_CHANNEL, "<item><title>&; &#; &#x;</title></item>", 2, MENDED,
	{ { "0.title", "&; &#; &#x;" } } },
{ "15 naked HTML", IN_CHANNEL, ITEM("<description>a<br>b<img src=\"x.png\">c</description>"), 2, MENDED,
	{ { "0.summary", "a<br />b<img src=\"http://h.example/x.png\" />c" }, { "1.title", "Mole" } } },
{ "16 crossed tags", IN_CHANNEL, "<item><title>One <b>x</title></b></item>", 2, MENDED,
	{ { "0.title", "One x" } } },
{ "17 a misspelled end tag", IN_CHANNEL, "<item><title>One</titel><description>d</description></item>", 2, MENDED,
	{ { "0.title", "One" }, { "0.summary", "d" } } },
{ "18 end tags in another case", IN_CHANNEL, "<item><title>One</Title><pubDate>Mon, 05 Aug 2019 14:05:09 GMT</pubdate></item>", 2, MENDED,
	{ { "0.title", "One" }, { "0.published", "2019-08-05T14:05:09Z" } } },
{ "19 an item without end", IN_CHANNEL, "<item><title>One</title>", 2, MENDED,
	{ { "0.title", "One" }, { "0.link", NULL }, { "1.title", "Mole" } } },
{ "20 a title without end", IN_CHANNEL, "<item><title>One<link>http://h.example/1</link></item>", 2, MENDED,
	{ { "0.title", "One" }, { "0.link", "http://h.example/1" } } },
{ "21 nested items", IN_CHANNEL, "<item><title>One</title><item><title>Two</title></item></item>", 3, SOUND,
	{ { "0.title", "One" }, { "1.title", "Two" }, { "2.title", "Mole" }, { "link", "http://h.example/" } } },
{ "22 surplus end tags", IN_CHANNEL, ITEM("") "</item></div>", 2, MENDED,
	{ { "1.title", "Mole" } } },
{ "23 the channel ends early", IN_CHANNEL, ITEM("") "</channel>", 2, MENDED,
	{ { "1.title", "Mole" } } },
{ "24 everything ends early", IN_CHANNEL, ITEM("") "</channel></rss>", 2, MENDED,
	{ { "1.title", "Mole" } } },
{ "25 items behind the channel", WHOLE, DECLARED "<rss><channel><title>Harbour</title></channel>" ITEM("") MOLE "</rss>", 2, SOUND,
	{ { "0.title", "One" }, { "title", "Harbour" } } },
{ "26 two documents", WHOLE, DECLARED CHANNEL ITEM("") END DECLARED "<rss><channel><title>Second</title><link>http://s.example/</link>" MOLE END, 2, MENDED,
	{ { "title", "Harbour" }, { "link", "http://h.example/" }, { "1.title", "Mole" } } },
{ "27 text behind the root", WHOLE, DECLARED CHANNEL ITEM("") MOLE END "<script>x</script> text", 2, MENDED,
	{ { "1.title", "Mole" } } },
{ "28 a warning before the declaration", WHOLE, "Warning: foo on line 3\n" DECLARED CHANNEL ITEM("") MOLE END, 2, MENDED,
	{ { "title", "Harbour" } } },
{ "29 HTML before the declaration", WHOLE, "<br />\n<b>Warning</b>: foo<br />\n" DECLARED CHANNEL ITEM("") MOLE END, 2, MENDED,
	{ { "title", "Harbour" }, { "format", "rss20" } } },
{ "30 blank lines before the declaration", WHOLE, "\n  \n" DECLARED CHANNEL ITEM("") MOLE END, 2, MENDED,
	{ { "title", "Harbour" } } },
{ "31 a declaration without quotes", WHOLE, "<?xml version=1.0 encoding=utf-8?>" CHANNEL ITEM("") MOLE END, 2, MENDED,
	{ { "encoding", "utf-8" } } },
{ "32 a declaration that ends wrongly", WHOLE, "<?xml version=\"1.0\" encoding=\"utf-8\">" CHANNEL ITEM("") MOLE END, 2, MENDED,
	{ { "title", "Harbour" } } },
{ "33 a declaration of nonsense", WHOLE, "<?xml?xml version=\"1.0\"?\?>" CHANNEL ITEM("") MOLE END, 2, MENDED,
	{ { "title", "Harbour" } } },
{ "34 XML 1.1", WHOLE, "<?xml version=\"1.1\"?>" CHANNEL ITEM("") MOLE END, 2, SOUND, { { "title", "Harbour" } } },
{ "34 XML 7.3", WHOLE, "<?xml version=\"7.3\"?>" CHANNEL ITEM("") MOLE END, 2, MENDED, { { "title", "Harbour" } } },
{ "34 standalone maybe", WHOLE, "<?xml version=\"1.0\" standalone=\"maybe\"?>" CHANNEL ITEM("") MOLE END, 2, MENDED, { { "title", "Harbour" } } },
{ "35 a declaration in the middle", IN_CHANNEL, ITEM("") DECLARED, 2, MENDED, { { "0.title", "One" } } },
{ "36 no declaration", WHOLE, CHANNEL ITEM("") MOLE END, 2, SOUND, { { "encoding", "utf-8" } } },
{ "37 a charset that nobody knows", WHOLE, "<?xml version=\"1.0\" encoding=\"x-martian\"?>" CHANNEL "<item><title>caf\xC3\xA9</title></item>" MOLE END, 2, MENDED,
	{ { "0.title", "caf\xC3\xA9" }, { "encoding", "utf-8" } } },
{ "38 us-ascii that is UTF-8", WHOLE, "<?xml version=\"1.0\" encoding=\"us-ascii\"?>" CHANNEL "<item><title>caf\xC3\xA9</title></item>" MOLE END, 2, MENDED,
	{ { "0.title", "caf\xC3\xA9" }, { "encoding", "utf-8" } } },
{ "39 utf-8 that is windows-1252", IN_CHANNEL, "<item><title>caf\xE9</title></item>", 2, MENDED,
	{ { "0.title", "caf\xC3\xA9" }, { "encoding", "windows-1252" } } },
{ "40 mixed encodings", IN_CHANNEL, "<item><title>caf\xE9 na\xC3\xAFve</title></item>", 2, MENDED,
	{ { "0.title", "caf\xC3\xA9 na\xC3\xAFve" }, { "encoding", "utf-8" } } },
{ "41 a wrong byte in CDATA", IN_CHANNEL, ITEM("<description><![CDATA[caf\xE9 na\xC3\xAFve]]></description>"), 2, MENDED,
	{ { "0.summary", "caf\xC3\xA9 na\xC3\xAFve" } } },
{ "42 utf-16 that is UTF-8", WHOLE, "<?xml version=\"1.0\" encoding=\"utf-16\"?>" CHANNEL ITEM("") MOLE END, 2, MENDED, { { "encoding", "utf-8" } } },
{ "44 two byte order marks", WHOLE, "\xEF\xBB\xBF\xEF\xBB\xBF" DECLARED CHANNEL ITEM("") MOLE END, 2, MENDED, { { "title", "Harbour" } } },
{ "46 surrogates and overlong forms", IN_CHANNEL, "<item><title>a\xED\xA0\x80z\xC0\x80 \xC3\xA9</title></item>", 2, MENDED, { { "1.title", "Mole" } } },
{ "48 noncharacters", IN_CHANNEL, "<item><title>Ti\xEF\xBF\xBE" "de\xEF\xBF\xBF</title></item>", 2, MENDED, { { "1.title", "Mole" } } },
{ "49 control characters", IN_CHANNEL, "<item><title>T\x01i\x0B" "d\x1F" "e</title></item>", 2, MENDED, { { "0.title", "Tide" } } },
{ "50 control characters in CDATA", IN_CHANNEL, "<item><title><![CDATA[T\x01i\x0B" "d\x1F" "e]]></title></item>", 2, MENDED, { { "0.title", "Tide" } } },
{ "52 an attribute of the root without quotes", WHOLE, DECLARED "<rss version=2.0><channel><title>Harbour</title>" ITEM("") MOLE END, 2, MENDED,
	{ { "format", "rss20" } } },
{ "53 attributes without quotes", IN_CHANNEL, ITEM("<enclosure url=http://h.example/a.mp3 length=5 type=\"audio/mpeg\"/>"), 2, MENDED,
	{ { "0.enclosure", "http://h.example/a.mp3" }, { "0.enclosure.length", "5" }, { "0.enclosure.type", "audio/mpeg" }, { "0.#enclosure", "1" } } },
{ "54 attributes without space", IN_CHANNEL, ITEM("<enclosure url=\"http://h.example/a.mp3\"length=\"5\"/>"), 2, MENDED,
	{ { "0.enclosure", "http://h.example/a.mp3" }, { "0.enclosure.length", "5" } } },
{ "55 an attribute twice", IN_CHANNEL, ITEM("<enclosure url=\"http://h.example/a\" url=\"http://h.example/b\"/>"), 2, MENDED,
	{ { "0.enclosure", "http://h.example/a" } } },
{ "56 an attribute without value", IN_CHANNEL, ITEM("<guid isPermaLink>x</guid>"), 2, MENDED,
	{ { "0.id", "x" }, { "0.link", NULL } } },
{ "57 a less-than sign in an attribute", IN_CHANNEL, ITEM("<enclosure url=\"http://h.example/a<b.mp3\" length=\"5\"/>"), 2, MENDED,
	{ { "0.enclosure", "http://h.example/a%3Cb.mp3" }, { "0.enclosure.length", "5" } } },
{ "58 a quote that does not close", IN_CHANNEL, ITEM("<enclosure url=\"http://h.example/a.mp3 length=5/>"), 2, MENDED,
	{ { "0.enclosure", "http://h.example/a.mp3" } } },
{ "58 a quote that closes in another item", IN_CHANNEL, ITEM("<enclosure url=\"http://h.example/a.mp3 length=5/>") ITEM("<enclosure url=\"http://h.example/b.mp3\"/>"), 3, MENDED,
	{ { "0.enclosure", "http://h.example/a.mp3" }, { "1.enclosure", "http://h.example/b.mp3" } } },
{ "59 a line end in an attribute", IN_CHANNEL, ITEM("<enclosure url=\"http://h.example/\na.mp3\"/>"), 2, SOUND, { { "1.title", "Mole" } } },
{ "60 a link that is a tag", IN_CHANNEL, ITEM("<link http://h.example/1</link>"), 2, MENDED, { { "1.title", "Mole" } } },
{ "61 an end tag with attributes", IN_CHANNEL, "<item><title>One</title x=\"y\"></item>", 2, MENDED, { { "0.title", "One" } } },
{ "62 names that are none", IN_CHANNEL, "<item><1st>x</1st><a$b>y</a$b><title>One</title></item>", 2, MENDED, { { "0.title", "One" } } },
{ "63 colons in odd places", IN_CHANNEL, "<item><:x>1</:x><a:b:c>2</a:b:c><title>One</title></item>", 2, MENDED, { { "0.title", "One" } } },
{ "64 blanks in tags", IN_CHANNEL, "< item >< title >One</ title ></ item >", 2, MENDED, { { "0.title", "One" }, { "1.title", "Mole" } } },
{ "65 upper case", WHOLE, DECLARED "<RSS VERSION=\"2.0\"><CHANNEL><TITLE>Harbour</TITLE><ITEM><TITLE>One</TITLE></ITEM><ITEM><TITLE>Mole</TITLE></ITEM></CHANNEL></RSS>", 2, SOUND,
	{ { "title", "Harbour" }, { "format", "rss20" }, { "1.title", "Mole" } } },
{ "66 prefixes that nobody declared", IN_CHANNEL, ITEM("<dc:creator>Ann</dc:creator><media:thumbnail url=\"http://h.example/t\"/><atom:updated>2019-08-05T14:05:09Z</atom:updated>"), 2, MENDED,
	{ { "0.author.name", "Ann" }, { "0.image", "http://h.example/t" }, { "0.updated", "2019-08-05T14:05:09Z" } } },
{ "67 Atom with a prefix that nobody declared", WHOLE, DECLARED "<atom:feed><atom:title>Harbour</atom:title><atom:entry><atom:title>One</atom:title><atom:link href=\"http://h.example/1\"/></atom:entry></atom:feed>", 1, MENDED,
	{ { "format", "atom10" }, { "0.title", "One" }, { "0.link", "http://h.example/1" } } },
{ "68 RSS with a prefix that nobody declared", WHOLE, DECLARED "<rss rss:version=2.0><rss:channel><rss:title>Harbour</rss:title><rss:item><rss:title>One</rss:title></rss:item><rss:item><rss:title>Mole</rss:title></rss:item></rss:channel></rss>", 2, MENDED,
	{ { "title", "Harbour" }, { "0.title", "One" }, { "format", "rss20" } } },
{ "69 blanks in a namespace, and an empty one", WHOLE, DECLARED "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/ \"><channel><title>Harbour</title>" ITEM("<dc:creator>Ann</dc:creator>") MOLE END, 2, MENDED,
	{ { "0.author.name", "Ann" } } },
{ "70 CDATA in CDATA", IN_CHANNEL, ITEM("<description><![CDATA[a <![CDATA[b]]> c]]></description>"), 2, MENDED, { { "0.summary", "a b c" } } },
{ "71 CDATA in lower case", IN_CHANNEL, ITEM("<description><![cdata[<p>c</p>]]></description>"), 2, MENDED, { { "0.summary", "<p>c</p>" } } },
{ "72 CDATA that does not close", IN_CHANNEL, ITEM("<description><![CDATA[half a sentence</description>"), 2, MENDED,
	{ { "0.summary", "half a sentence" }, { "1.title", "Mole" } } },
{ "73 dashes in a comment", IN_CHANNEL, "<!-- a -- b -->" ITEM(""), 2, MENDED, { { "0.title", "One" } } },
{ "74 a comment that does not close", IN_CHANNEL, "<!-- never closed <item><title>X</title></item>", 2, MENDED,
	{ { "0.title", "X" }, { "1.title", "Mole" } } },
{ "75 an instruction between items", IN_CHANNEL, ITEM("") "<?php echo 1 ?>", 2, SOUND, { { "1.title", "Mole" } } },
{ "76 the DOCTYPE of HTML", WHOLE, DECLARED "<!DOCTYPE html>" CHANNEL ITEM("") MOLE END, 2, SOUND, { { "title", "Harbour" } } },
{ "77 a DOCTYPE between items", IN_CHANNEL, ITEM("") "<!DOCTYPE x>", 2, MENDED, { { "1.title", "Mole" } } },
{ "78 the DTD of RSS 0.91", WHOLE, DECLARED "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"http://my.netscape.com/publish/formats/rss-0.91.dtd\"><rss version=\"0.91\"><channel><title>Harbour</title><item><title>&eacute;</title></item>" MOLE END, 2, SOUND,
	{ { "0.title", "\xC3\xA9" }, { "format", "rss091" }, { "variant", "rss091n" } } },
{ "79 an entity of the document", WHOLE, DECLARED "<!DOCTYPE rss [<!ENTITY co \"Acme\">]>" CHANNEL "<item><title>&co;</title></item>" MOLE END, 2, SOUND, { { "0.title", "Acme" } } },
{ "80 an entity in an entity", WHOLE, DECLARED "<!DOCTYPE rss [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]>" CHANNEL "<item><title>&b;</title></item>" MOLE END, 2, MENDED, { { "0.title", "&b;" } } },
{ "81 an external entity", WHOLE, DECLARED "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>" CHANNEL "<item><title>&x;</title></item>" MOLE END, 2, MENDED, { { "0.title", "&x;" } } },
{ "82 inside of HTML", WHOLE, "<html><body>" CHANNEL ITEM("") MOLE END "</body></html>", 2, SOUND, { { "title", "Harbour" } } },
{ "83 cut in a tag", WHOLE, DECLARED CHANNEL ITEM("") "<item><title>Mole</title><li", 2, CUT, { { "1.title", "Mole" } } },
{ "84 cut in text", WHOLE, DECLARED CHANNEL MOLE "<item><title>One</title><description>half a sen", 2, CUT, { { "1.summary", "half a sen" } } },
{ "85 cut in CDATA", WHOLE, DECLARED CHANNEL MOLE "<item><title>One</title><description><![CDATA[half <b>a", 2, CUT, { { "1.summary", "half <b>a</b>" } } },
{ "86 cut in an attribute", WHOLE, DECLARED CHANNEL MOLE "<item><title>One</title><enclosure url=\"http://h.ex", 2, CUT, { { "1.title", "One" }, { "1.enclosure", NULL } } },
	/* clang-format on */
};

static void
check_damage(const struct damage *damage, struct slice text)
{
	struct parsed *parsed = parsed_text(text);
	bool mended = damage->soundness != SOUND;

	ck_assert_msg(parsed->outcome.status == PARSE_OK, "%s: %s",
	    damage->name, parsed->outcome.reason);
	ck_assert_msg(parsed->outcome.entries == damage->entries,
	    "%s: %u entries, not %u", damage->name, parsed->outcome.entries,
	    damage->entries);
	for (size_t i = 0;
	     i < ARRAY_LEN(damage->checks) && damage->checks[i][0] != NULL;
	     i++) {
		const char *const *check = damage->checks[i];
		struct slice value = parsed_get(parsed, check[0]);

		ck_assert_msg(slice_eq(value, slice_of(check[1])) &&
			(value.ptr == NULL) == (check[1] == NULL),
		    "%s: %s is \"%.*s\", not \"%s\"", damage->name, check[0],
		    SLICE_FMT(value), check[1] == NULL ? "" : check[1]);
	}
	ck_assert_msg(parsed->outcome.recovered == mended,
	    "%s: recovered is %d", damage->name, parsed->outcome.recovered);
	ck_assert_msg(parsed->outcome.truncated == (damage->soundness == CUT),
	    "%s: truncated is %d", damage->name, parsed->outcome.truncated);
	parsed_free(parsed);
}

START_TEST(damaged_feeds_lose_nothing)
{
	const struct damage *damage = &damages[_i];
	struct buffer text;

	buffer_init(&text, MIB);
	if (damage->wrap == IN_CHANNEL)
		buffer_append_string(&text, DECLARED CHANNEL);
	buffer_append_string(&text, damage->sample);
	if (damage->wrap == IN_CHANNEL)
		buffer_append_string(&text, MOLE END);
	check_damage(damage, buffer_slice(&text));
	buffer_finish(&text);
}
END_TEST

/* Rows of section 6 whose bytes are no C string. */
START_TEST(r51_nul_in_a_title_is_dropped)
{
	static const char text[] = DECLARED CHANNEL
	    "<item><title>Ti\0de</title></item>" MOLE END;
	struct parsed *parsed = parsed_text(
	    (struct slice){ text, sizeof(text) - 1 });

	ck_assert_uint_eq(parsed->outcome.entries, 2);
	ck_assert(slice_eq(parsed_get(parsed, "0.title"), SLICE("Tide")));
	ck_assert(parsed->outcome.recovered);
	parsed_free(parsed);
}
END_TEST

/* ASCII text as units of size bytes, the low one first. */
static struct slice
widen(const char *text, size_t size, struct buffer *out)
{
	buffer_init(out, MIB);
	for (; *text != '\0'; text++) {
		buffer_append_char(out, *text);
		for (size_t i = 1; i < size; i++)
			buffer_append_char(out, '\0');
	}
	return buffer_slice(out);
}

START_TEST(r43_utf_16_without_mark_is_seen_against_the_declaration)
{
	struct buffer out;
	struct parsed *parsed = parsed_text(
	    widen(DECLARED CHANNEL MOLE END, 2, &out));

	ck_assert(slice_eq(parsed_get(parsed, "encoding"), SLICE("utf-16le")));
	ck_assert(slice_eq(parsed_get(parsed, "0.title"), SLICE("Mole")));
	parsed_free(parsed);
	buffer_finish(&out);
}
END_TEST

START_TEST(r45_utf_32_with_mark_is_read)
{
	struct buffer out, marked;
	struct parsed *parsed;

	buffer_init(&marked, MIB);
	buffer_append_bytes(&marked, "\xFF\xFE\0\0", 4);
	buffer_append(&marked, widen(CHANNEL MOLE END, 4, &out));
	parsed = parsed_text(buffer_slice(&marked));
	ck_assert(slice_eq(parsed_get(parsed, "encoding"), SLICE("utf-32le")));
	ck_assert(slice_eq(parsed_get(parsed, "0.title"), SLICE("Mole")));
	parsed_free(parsed);
	buffer_finish(&out);
	buffer_finish(&marked);
}
END_TEST

/* ---- size ------------------------------------------------------------------ */

static void
repeat(struct buffer *out, const char *piece, size_t times)
{
	for (size_t i = 0; i < times; i++)
		buffer_append_string(out, piece);
}

/* A channel with before, count times piece, after, and Mole. */
static struct parsed *
parse_repeated(const char *before, const char *piece, size_t count,
    const char *after)
{
	struct buffer out;
	struct parsed *parsed;

	buffer_init(&out, LIMIT_BODY_DECODED);
	buffer_append_string(&out, DECLARED CHANNEL);
	buffer_append_string(&out, before);
	repeat(&out, piece, count);
	buffer_append_string(&out, after);
	buffer_append_string(&out, MOLE END);
	ck_assert(!out.failed);
	parsed = parsed_text(buffer_slice(&out));
	buffer_finish(&out);
	return parsed;
}

START_TEST(r87_the_text_of_300_nested_tags_stays)
{
	struct parsed *parsed =
	    parse_repeated("<item><title>One</title><description>",
		"&lt;b&gt;x", 300, "</description></item>");
	struct slice summary = parsed_get(parsed, "0.summary");
	size_t letters = 0, tags = 0;

	for (size_t i = 0; i < summary.len; i++) {
		letters += summary.ptr[i] == 'x';
		tags += slice_has_prefix(slice_from(summary, i), SLICE("<b>"));
	}
	ck_assert_uint_eq(letters, 300);
	ck_assert_uint_eq(tags, LIMIT_HTML_DEPTH);
	ck_assert_uint_eq(parsed->outcome.entries, 2);
	parsed_free(parsed);
}
END_TEST

START_TEST(r88_items_behind_200000_nested_elements_are_found)
{
	struct buffer out;
	struct parsed *parsed;

	buffer_init(&out, LIMIT_BODY_DECODED);
	buffer_append_string(&out, DECLARED CHANNEL);
	repeat(&out, "<x>", 200000);
	repeat(&out, "</x>", 200000);
	buffer_append_string(&out, MOLE MOLE END);
	parsed = parsed_text(buffer_slice(&out));
	ck_assert_uint_eq(parsed->outcome.entries, 2);
	ck_assert(!parsed->outcome.recovered);
	parsed_free(parsed);
	/* The same where the loose pass must do it. */
	buffer_append_string(&out, "&");
	out.ptr[0] = 'x';
	parsed = parsed_text(buffer_slice(&out));
	ck_assert_uint_eq(parsed->outcome.entries, 2);
	parsed_free(parsed);
	buffer_finish(&out);
}
END_TEST

START_TEST(r89_an_attribute_of_900_kB_is_harmless)
{
	struct parsed *parsed = parse_repeated(
	    "<item><title>One</title><enclosure url=\"http://h.example/",
	    "aaaaaaaaa", 100000, "\"/></item>");

	ck_assert_uint_eq(parsed->outcome.entries, 2);
	parsed_free(parsed);
}
END_TEST

START_TEST(r90_40000_attributes_are_refused)
{
	struct parsed *parsed = parse_repeated("<item ", "a=\"\" ", 40000,
	    "></item>");

	ck_assert_int_eq(parsed->outcome.status, PARSE_REFUSED);
	ck_assert_str_eq(parsed->outcome.reason, "oversized tag");
	parsed_free(parsed);
}
END_TEST

START_TEST(r91_a_million_names_do_not_hide_the_items)
{
	struct buffer out;
	struct parsed *parsed;

	buffer_init(&out, LIMIT_BODY_DECODED);
	buffer_append_string(&out, DECLARED CHANNEL);
	for (int i = 0; i < 1000000; i++)
		buffer_append_format(&out, "<n%d/>", i);
	buffer_append_string(&out, MOLE MOLE END);
	ck_assert(!out.failed);
	parsed = parsed_text(buffer_slice(&out));
	ck_assert_uint_eq(parsed->outcome.entries, 2);
	parsed_free(parsed);
	buffer_finish(&out);
}
END_TEST

/* Whatever is opened a million times is looked for once. */
START_TEST(openings_without_end_are_one_pass)
{
	static const char *const pieces[] = { "<", "<a", "<a \"", "<a b=\"c",
		"<![CDATA[", "<!--", "<?", "</", "</a", "& ", "&amp", "\r\n",
		"<item>", "<b>", "]]>", "<a b='" };

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct parsed *parsed =
		    parse_repeated("<item><title>&bogus;</title><description>",
			pieces[i], 300000, "</description></item>");

		ck_assert_int_ne(parsed->outcome.status, PARSE_NOT_A_FEED);
		parsed_free(parsed);
	}
}
END_TEST

/* ---- properties ------------------------------------------------------------ */

#define SOUND_FEED                                                                     \
	DECLARED CHANNEL                                                               \
	    "<item><title>One &amp; all</title><link>http://h.example/1</link>"        \
	    "<description><![CDATA[<p>a</p>]]></description></item>"                   \
	    "<item><title>Two</title><guid isPermaLink=\"false\">2</guid></item>" MOLE \
		END

START_TEST(a_feed_cut_anywhere_never_loses_what_it_had)
{
	static const char text[] = SOUND_FEED;
	uint32_t most = 0;

	for (size_t len = 1; len < sizeof(text); len++) {
		struct parsed *parsed = parsed_text(
		    (struct slice){ text, len });

		ck_assert_int_ne(parsed->outcome.status, PARSE_FAILED);
		ck_assert_msg(parsed->outcome.entries >= most,
		    "cut at %zu: %u entries after %u", len,
		    parsed->outcome.entries, most);
		most = parsed->outcome.entries;
		parsed_free(parsed);
	}
	ck_assert_uint_eq(most, 3);
}
END_TEST

START_TEST(one_byte_more_loses_at_most_one_entry)
{
	static const char text[] = SOUND_FEED;
	static const char bytes[] = "<>&\"'/!?]-= x\x01\xE9";
	char changed[sizeof(text) + 1];
	size_t body = slice_find(SLICE(SOUND_FEED), SLICE("<item>"));

	for (size_t at = body; at < sizeof(text); at++) {
		for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
			struct parsed *parsed;

			memcpy(changed, text, at);
			changed[at] = bytes[i];
			memcpy(changed + at + 1, text + at, sizeof(text) - at);
			parsed = parsed_text(
			    (struct slice){ changed, sizeof(text) });
			ck_assert_msg(parsed->outcome.entries >= 2,
			    "'%c' at %zu: %u entries", bytes[i], at,
			    parsed->outcome.entries);
			parsed_free(parsed);
		}
	}
}
END_TEST

/* In a text, an item that is quoted is no item. */
START_TEST(an_item_quoted_in_cdata_stays_quoted)
{
	struct parsed *parsed = parsed_text(SLICE(DECLARED CHANNEL ITEM(
	    "<description><![CDATA[write <item><title>x</title></item> "
	    "here]]></description>&bogus;") MOLE END));

	ck_assert_uint_eq(parsed->outcome.entries, 2);
	ck_assert(slice_find(parsed_get(parsed, "0.summary"), SLICE("here")) !=
	    SIZE_MAX);
	parsed_free(parsed);
}
END_TEST

Suite *loose_suite(void);

Suite *
loose_suite(void)
{
	Suite *suite = suite_create("loose");
	TCase *rows = tcase_create("damage");
	TCase *large = tcase_create("size");
	TCase *properties = tcase_create("properties");

	tcase_add_loop_test(rows, damaged_feeds_lose_nothing, 0,
	    ARRAY_LEN(damages));
	tcase_add_test(rows, r51_nul_in_a_title_is_dropped);
	tcase_add_test(rows,
	    r43_utf_16_without_mark_is_seen_against_the_declaration);
	tcase_add_test(rows, r45_utf_32_with_mark_is_read);
	tcase_add_test(rows, an_item_quoted_in_cdata_stays_quoted);
	tcase_add_test(large, r87_the_text_of_300_nested_tags_stays);
	tcase_add_test(large,
	    r88_items_behind_200000_nested_elements_are_found);
	tcase_add_test(large, r89_an_attribute_of_900_kB_is_harmless);
	tcase_add_test(large, r90_40000_attributes_are_refused);
	tcase_add_test(large, r91_a_million_names_do_not_hide_the_items);
	tcase_add_test(large, openings_without_end_are_one_pass);
	tcase_set_timeout(large, 60);
	tcase_add_test(properties, a_feed_cut_anywhere_never_loses_what_it_had);
	tcase_add_test(properties, one_byte_more_loses_at_most_one_entry);
	tcase_set_timeout(properties, 120);
	suite_add_tcase(suite, rows);
	suite_add_tcase(suite, large);
	suite_add_tcase(suite, properties);
	return suite;
}

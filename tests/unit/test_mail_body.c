/* What a mail says, in plain text and in HTML. */
#include "notify/mail_body.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <check.h>

#include "compiler.h"
#include "limits.h"
#include "mail_fixture.h"

Suite *mail_body_suite(void);

static struct arena arena;
static struct buffer out;

static void
begin(void)
{
	setenv("TZ", "JST-9", 1);
	tzset();
	arena_init(&arena, 2 * LIMIT_MAIL);
	buffer_init(&out, LIMIT_MAIL);
}

static void
end(void)
{
	arena_finish(&arena);
	buffer_finish(&out);
}

static const char *
made(void (*make)(const struct delivery *delivery, struct buffer *out,
	 struct arena *arena),
    const struct delivery *delivery)
{
	buffer_reset(&out);
	make(delivery, &out, &arena);
	ck_assert(!out.failed && !arena.failed);
	return buffer_string(&out);
}

static void
expect_parts(const char *text, const char *const *expected, size_t count)
{
	const char *at = text;

	for (size_t i = 0; i < count; i++) {
		at = strstr(at, expected[i]);
		ck_assert_msg(at != NULL,
		    "\"%s\" is not there, or not in its "
		    "place: %s",
		    expected[i], text);
	}
}

/* ---- subjects -------------------------------------------------------------------- */

START_TEST(a_subject_names_the_topic_and_the_title)
{
	struct delivery delivery = mail_fixture_article("Hello");

	ck_assert_str_eq(made(mail_subject, &delivery), "[nk] Hello");
	delivery.event = EVENT_UPDATED;
	ck_assert_str_eq(made(mail_subject, &delivery), "[nk] Updated: Hello");
	delivery = mail_fixture_article(" \n ");
	ck_assert_str_eq(made(mail_subject, &delivery), "[nk] (untitled)");
}
END_TEST

START_TEST(a_digest_counts_and_a_notice_tells)
{
	static const char *const titles[] = { "One", "Two" };
	struct delivery_item items[2];
	struct delivery delivery = mail_fixture_digest(items, titles, 2);

	ck_assert_str_eq(made(mail_subject, &delivery), "[nk] 2 articles");
	delivery = mail_fixture_digest(items, titles, 1);
	ck_assert_str_eq(made(mail_subject, &delivery), "[nk] 1 article");
	delivery = mail_fixture_notice();
	ck_assert_str_eq(made(mail_subject, &delivery),
	    "crier: japantimes fails for three days");
}
END_TEST

/* ---- plain text ------------------------------------------------------------------ */

START_TEST(the_text_says_what_it_is_and_why)
{
	struct delivery delivery = mail_fixture_article("Hello");

	ck_assert_str_eq(made(mail_plain, &delivery),
	    "Hello\n"
	    "Japan Times \xc2\xb7 5 August 2026, 23:05 JST \xc2\xb7 "
	    "by Jane Doe, desk@h.example\n"
	    "https://h.example/a?b=1&c=2\n"
	    "Enclosure: https://h.example/a.mp3\n"
	    "\n"
	    "Matched: \"North Korea\", \"human rights\"\n"
	    "> on human rights & more in North Korea today\n"
	    "\n"
	    "First line\nsecond line\n\nNext <b>paragraph</b>\n.\n..\n"
	    "From here\n\n"
	    "\n-- \n"
	    "Topic nk \xc2\xb7 article 812 \xc2\xb7 why it matched: "
	    "crier explain nk 812\n");
}
END_TEST

START_TEST(an_update_names_the_title_before)
{
	struct delivery delivery = mail_fixture_article("Hello");

	delivery.event = EVENT_UPDATED;
	delivery.previous_title = SLICE("Hullo");
	ck_assert_ptr_nonnull(strstr(made(mail_plain, &delivery),
	    "Updated 6 August 2026, 00:05 JST \xc2\xb7 before: "
	    "\xe2\x80\x9cHullo\xe2\x80\x9d\n"));
	delivery.previous_title = SLICE("Hello");
	ck_assert_ptr_nonnull(strstr(made(mail_plain, &delivery),
	    "Updated 6 August 2026, 00:05 JST\n"));
}
END_TEST

START_TEST(a_digest_lists_the_newest_first)
{
	static const char *const titles[] = { "Old", "New" };
	static const char *const expected[] = { "2 articles\n",
		"5 August 2026, 09:00 JST to 6 August 2026, 09:00 JST\n",
		"\n1. New\n   Japan Times", "   https://h.example/a?b=1&c=2\n",
		"   on human rights", "\n2. Old\n", "crier explain nk ID" };
	struct delivery_item items[2];
	struct delivery delivery = mail_fixture_digest(items, titles, 2);

	expect_parts(made(mail_plain, &delivery), expected,
	    ARRAY_LEN(expected));
}
END_TEST

START_TEST(a_notice_says_all_that_is_known)
{
	struct delivery delivery = mail_fixture_notice();

	ck_assert_str_eq(made(mail_plain, &delivery),
	    "japantimes fails for three days\n\n"
	    "What: feed-failing\nOf: japantimes\n"
	    "Noticed: 2026-08-05T14:05:09Z\n\n-- \n"
	    "More: crier status \xc2\xb7 crier feeds health \xc2\xb7 "
	    "crier hooks failed\n");
	delivery.notice = SLICE("not JSON");
	ck_assert_ptr_nonnull(strstr(made(mail_plain, &delivery), "a notice"));
	delivery.notice = SLICE_NONE;
	ck_assert_ptr_nonnull(strstr(made(mail_html, &delivery), "a notice"));
}
END_TEST

START_TEST(a_long_text_is_cut_at_a_character)
{
	struct delivery delivery = mail_fixture_article("Hello");
	struct buffer text;
	const char *seen;

	buffer_init(&text, MIB);
	while (text.len < LIMIT_MAIL_TEXT + 100)
		buffer_append_string(&text, "\xeb\xb6\x81");
	delivery.article.text = buffer_slice(&text);
	seen = made(mail_plain, &delivery);
	ck_assert_ptr_nonnull(strstr(seen, "\xeb\xb6\x81\n[...]\n"));
	ck_assert_uint_lt(strlen(seen), LIMIT_MAIL_TEXT + 1000);
	seen = made(mail_html, &delivery);
	ck_assert_ptr_nonnull(strstr(seen, "[&hellip;]"));
	buffer_finish(&text);
}
END_TEST

START_TEST(an_article_without_anything_is_a_mail_too)
{
	struct delivery delivery = mail_fixture_article("");

	delivery.article = (struct article){ .summary = SLICE("Summary") };
	delivery.match = (struct match){ 0 };
	ck_assert_ptr_nonnull(
	    strstr(made(mail_plain, &delivery), "(untitled)\n\nSummary\n"));
	ck_assert_ptr_nonnull(
	    strstr(made(mail_html, &delivery), ">Summary</p>"));
}
END_TEST

/* ---- HTML ------------------------------------------------------------------------ */

START_TEST(the_html_makes_paragraphs_of_the_text)
{
	static const char *const expected[] = {
		"<title>Hello</title>",
		">nk</p>",
		"<h1 dir=\"auto\"",
		"rel=\"noreferrer noopener\"",
		"href=\"https://h.example/a?b=1&amp;c=2\">Hello</a></h1>",
		"Japan Times \xc2\xb7 5 August",
		"Enclosure: <a ",
		"href=\"https://h.example/a.mp3\"",
		"Matched <b>North Korea</b>, <b>human rights</b></p>",
		">on <b>human rights</b> &amp; more",
		"in <b>North Korea</b> today</p>",
		">First line<br>\nsecond line</p>\n",
		">Next &lt;b&gt;paragraph&lt;/b&gt;<br>",
		"crier explain nk 812</p>",
		"</body></html>",
	};
	struct delivery delivery = mail_fixture_article("Hello");

	expect_parts(made(mail_html, &delivery), expected, ARRAY_LEN(expected));
}
END_TEST

/* Tags that are written, and nothing else, begin with '<'. */
static void
expect_own_tags(const char *html)
{
	static const char *const tags[] = { "!DOCTYPE html>", "html>", "head>",
		"/head>", "meta charset=\"utf-8\">",
		"meta name=\"color-scheme\"", "title>", "/title>",
		"body style=", "/body>", "/html>", "div style=", "/div>",
		"p style=", "p dir=", "p>", "/p>", "h1 dir=", "/h1>",
		"h2 dir=", "/h2>", "a rel=", "/a>", "b>", "/b>", "br>" };

	for (const char *at = html; (at = strchr(at, '<')) != NULL; at++) {
		bool known = false;

		for (size_t i = 0; i < ARRAY_LEN(tags); i++)
			known = known ||
			    strncmp(at + 1, tags[i], strlen(tags[i])) == 0;
		ck_assert_msg(known, "%.40s", at);
	}
	for (const char *at = html; (at = strstr(at, "href=\"")) != NULL; at++)
		ck_assert_msg(strncmp(at + 6, "http", 4) == 0, "%.40s", at);
	ck_assert_ptr_null(strstr(html, "tracker"));
	/* What stands in href does not get out of it. */
	ck_assert_ptr_null(strstr(html, "\"onclick"));
}

static const char hostile[] =
    "</title></p></a><script>alert(1)</script>\"'><img src=x onerror=y>&lt;"
    "\x1b\x01\xff]]>";

static const char *const urls[] = {
	"javascript:alert(1)",
	"JaVaScRiPt:alert(1)",
	"data:text/html,x",
	"https://h.example/\"onclick=\"x",
	"https://h.example/<script>",
	"https://h.example/\njavascript:x",
	"http://h.example/ x",
	"https:\"onclick",
	"mailto:x@y",
	"",
};

START_TEST(t18_hostile_text_stays_text)
{
	struct delivery delivery = mail_fixture_article(hostile);
	struct slice text = slice_of(hostile), terms[] = { text };
	struct article_person author = { .name = text };
	struct article_enclosure enclosure = { .url = slice_of(urls[_i]) };
	struct delivery_item item;

	delivery.topic = text;
	delivery.event = EVENT_UPDATED;
	delivery.previous_title = text;
	delivery.article.text = text;
	delivery.article.feed_title = text;
	delivery.article.url = slice_of(urls[_i]);
	delivery.article.authors = &author;
	delivery.article.author_count = 1;
	delivery.article.enclosures = &enclosure;
	delivery.article.enclosure_count = 1;
	delivery.match = (struct match){ .terms = terms,
		.term_count = 1,
		.snippet = text };
	expect_own_tags(made(mail_html, &delivery));
	item = (struct delivery_item){ delivery.article, delivery.match };
	delivery.event = EVENT_DIGEST;
	delivery.items = &item;
	delivery.item_count = 1;
	expect_own_tags(made(mail_html, &delivery));
}
END_TEST

START_TEST(an_address_that_cannot_be_shown_whole_is_no_link)
{
	struct delivery delivery = mail_fixture_article("Hello");
	char *url = calloc(1, LIMIT_MAIL_URL + 2);

	delivery.article.enclosure_count = 0;
	memset(url, 'x', LIMIT_MAIL_URL + 1);
	memcpy(url, "http://", 7);
	delivery.article.url = slice_of(url);
	ck_assert_ptr_null(strstr(made(mail_html, &delivery), "href"));
	delivery.article.url.len--;
	ck_assert_ptr_nonnull(strstr(made(mail_html, &delivery), "href"));
	free(url);
}
END_TEST

START_TEST(a_few_enclosures_are_named)
{
	struct article_enclosure many[3 * LIMIT_MAIL_ENCLOSURES];
	struct delivery delivery = mail_fixture_article("Hello");
	const char *at;
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = (struct article_enclosure){
			.url = i % 2 == 0 ? SLICE("http://h.example/a")
					  : SLICE("ftp://h.example/a"),
		};
	delivery.article.enclosures = many;
	delivery.article.enclosure_count = ARRAY_LEN(many);
	for (at = made(mail_plain, &delivery);
	     (at = strstr(at, "\nEnclosure: http://")) != NULL; at++)
		count++;
	ck_assert_uint_eq(count, LIMIT_MAIL_ENCLOSURES);
}
END_TEST

Suite *
mail_body_suite(void)
{
	Suite *suite = suite_create("mail_body");
	TCase *tcase = tcase_create("mail_body");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, a_subject_names_the_topic_and_the_title);
	tcase_add_test(tcase, a_digest_counts_and_a_notice_tells);
	tcase_add_test(tcase, the_text_says_what_it_is_and_why);
	tcase_add_test(tcase, an_update_names_the_title_before);
	tcase_add_test(tcase, a_digest_lists_the_newest_first);
	tcase_add_test(tcase, a_notice_says_all_that_is_known);
	tcase_add_test(tcase, a_long_text_is_cut_at_a_character);
	tcase_add_test(tcase, an_article_without_anything_is_a_mail_too);
	tcase_add_test(tcase, the_html_makes_paragraphs_of_the_text);
	tcase_add_loop_test(tcase, t18_hostile_text_stays_text, 0,
	    ARRAY_LEN(urls));
	tcase_add_test(tcase, an_address_that_cannot_be_shown_whole_is_no_link);
	tcase_add_test(tcase, a_few_enclosures_are_named);
	suite_add_tcase(suite, tcase);
	return suite;
}

/*
 * The feeds that a page names (R70).
 */
#include "parse/autodiscover.h"

#include <check.h>

#include "buffer.h"
#include "compiler.h"
#include "limits.h"

Suite *autodiscover_suite(void);

#define RSS  "type=\"application/rss+xml\""
#define PAGE "https://h.example/dir/page"

/* links: "url type title hreflang", parts that are absent as "-", parted by
 * '|'. */
static const struct {
	const char *name, *page, *links;
} rows[] = {
	/* clang-format off */
	{ "the example of the rules",
	    "<base href=//cdn.h.example/x/><LINK title=News "
	    "TYPE='application/rss+xml;charset=utf-8' REL=\"home  ALTERNATE\" "
	    "href=\" /f?a=1&amp;b=2 \">",
	    "https://cdn.h.example/f?a=1&b=2 "
	    "application/rss+xml;charset=utf-8 News -" },
	{ "a base behind the link",
	    "<link rel=alternate " RSS " href=f><base href=/y/>",
	    "https://h.example/y/f application/rss+xml - -" },
	{ "the first base counts",
	    "<base target=x><base href=/a/><base href=/b/>"
	    "<link rel=alternate " RSS " href=f>",
	    "https://h.example/a/f application/rss+xml - -" },
	{ "relative to the page", "<link rel=alternate " RSS " href=f>",
	    "https://h.example/dir/f application/rss+xml - -" },
	{ "xhtml, hreflang",
	    "<html><head><link rel='alternate' type='application/atom+xml' "
	    "hreflang='de' title='A &amp; B' href='/a' /></head>",
	    "https://h.example/a application/atom+xml A & B de" },
	{ "order kept, the same once",
	    "<link rel=alternate " RSS " href=/b><link rel=alternate " RSS
	    " href=/a><link rel=alternate " RSS " href=/b>",
	    "https://h.example/b application/rss+xml - -|"
	    "https://h.example/a application/rss+xml - -" },
	{ "rel feed", "<link rel=feed " RSS " href=/f>",
	    "https://h.example/f application/rss+xml - -" },
	{ "no stylesheet",
	    "<link rel='alternate stylesheet' " RSS " href=/f>", "" },
	{ "no other rel", "<link rel=alternates " RSS " href=/f>", "" },
	{ "no type", "<link rel=alternate href=/f>", "" },
	{ "no feed's type", "<link rel=alternate type=text/html href=/f>",
	    "" },
	{ "json with a title",
	    "<link rel=alternate type=application/json title=J href=/f>",
	    "https://h.example/f application/json J -" },
	{ "json without a title",
	    "<link rel=alternate type=application/json href=/f>", "" },
	{ "feed+json",
	    "<link rel=alternate type=Application/Feed+JSON href=/f>",
	    "https://h.example/f Application/Feed+JSON - -" },
	{ "text/xml", "<link rel=alternate type=text/xml href=/f>",
	    "https://h.example/f text/xml - -" },
	{ "feed:", "<link rel=alternate " RSS " href='feed://h2.example/f'>"
	    "<link rel=alternate " RSS " href='feed:https://h3.example/f'>",
	    "http://h2.example/f application/rss+xml - -|"
	    "https://h3.example/f application/rss+xml - -" },
	{ "other schemes", "<link rel=alternate " RSS " href='ftp://h/f'>"
	    "<link rel=alternate " RSS " href='javascript:x'>", "" },
	{ "empty href", "<link rel=alternate " RSS " href=' '>", "" },
	{ "line end in href", "<link rel=alternate " RSS " href='/a\nb'>",
	    "https://h.example/ab application/rss+xml - -" },
	{ "a comment", "<!-- <link rel=alternate " RSS " href=/f> -->", "" },
	{ "a script", "<script>'<link rel=alternate " RSS " href=/f>'</script>"
	    "<style><link rel=alternate " RSS " href=/f></style>", "" },
	{ "noscript",
	    "<noscript><link rel=alternate " RSS " href=/f></noscript>", "" },
	{ "behind the head",
	    "</head><link rel=alternate " RSS " href=/f>", "" },
	{ "in the body", "<body><link rel=alternate " RSS " href=/f>", "" },
	{ "behind a paragraph",
	    "<p>x</p><link rel=alternate " RSS " href=/f>", "" },
	{ "behind text", "stray <link rel=alternate " RSS " href=/f>",
	    "https://h.example/f application/rss+xml - -" },
	{ "behind a title",
	    "<title><b>x</title><meta name=a><link rel=alternate " RSS
	    " href=/f>", "https://h.example/f application/rss+xml - -" },
	{ "nothing", "", "" },
	/* clang-format on */
};

static void
append_part(struct buffer *out, struct slice part, char after)
{
	buffer_append(out, part.ptr == NULL ? SLICE("-") : part);
	if (after != '\0')
		buffer_append_char(out, after);
}

static void
describe(const struct autodiscover *found, struct buffer *out)
{
	for (const struct autodiscover_link *link = found->first; link != NULL;
	     link = link->next) {
		if (out->len > 0)
			buffer_append_char(out, '|');
		append_part(out, link->url, ' ');
		append_part(out, link->type, ' ');
		append_part(out, link->title, ' ');
		append_part(out, link->hreflang, '\0');
	}
}

START_TEST(r70_the_head_names_the_feeds)
{
	struct autodiscover found;
	struct arena arena;
	struct buffer out;

	arena_init(&arena, MIB);
	buffer_init(&out, 4 * KIB);
	autodiscover_init(&found, &arena);
	ck_assert(
	    autodiscover_read(&found, slice_of(rows[_i].page), SLICE(PAGE)));
	describe(&found, &out);
	ck_assert_msg(strcmp(buffer_string(&out), rows[_i].links) == 0,
	    "%s: %s", rows[_i].name, buffer_string(&out));
	buffer_finish(&out);
	arena_finish(&arena);
}
END_TEST

START_TEST(r70_links_of_http_come_first)
{
	struct autodiscover_candidate candidate = {
		.rel = SLICE("alternate"),
		.href = SLICE("/b"),
		.type = SLICE("application/atom+xml"),
	};
	struct autodiscover found;
	struct arena arena;
	struct buffer out;

	arena_init(&arena, MIB);
	buffer_init(&out, 4 * KIB);
	autodiscover_init(&found, &arena);
	ck_assert(autodiscover_add(&found, SLICE(PAGE), &candidate));
	ck_assert(autodiscover_read(&found,
	    SLICE("<link rel=alternate " RSS " href=/a>"
		  "<link rel=alternate " RSS " href=/b>"),
	    SLICE(PAGE)));
	describe(&found, &out);
	ck_assert_str_eq(buffer_string(&out),
	    "https://h.example/b application/atom+xml - -|"
	    "https://h.example/a application/rss+xml - -");
	buffer_finish(&out);
	arena_finish(&arena);
}
END_TEST

START_TEST(a_page_cannot_name_feeds_without_end)
{
	struct autodiscover found;
	struct arena arena;
	struct buffer page;

	arena_init(&arena, 4 * MIB);
	buffer_init(&page, MIB);
	for (int i = 0; i < 2 * LIMIT_AUTODISCOVER_LINKS; i++)
		buffer_append_format(&page,
		    "<link rel=alternate " RSS " href=/%d>", i);
	autodiscover_init(&found, &arena);
	ck_assert(autodiscover_read(&found, buffer_slice(&page), SLICE(PAGE)));
	ck_assert_uint_eq(found.count, LIMIT_AUTODISCOVER_LINKS);
	buffer_finish(&page);
	arena_finish(&arena);
}
END_TEST

START_TEST(no_memory_is_a_failure)
{
	struct autodiscover found;
	struct arena arena;

	arena_init(&arena, 16);
	autodiscover_init(&found, &arena);
	ck_assert(!autodiscover_read(&found,
	    SLICE("<link rel=alternate " RSS " href=/a>"), SLICE(PAGE)));
	arena_finish(&arena);
}
END_TEST

Suite *
autodiscover_suite(void)
{
	Suite *suite = suite_create("autodiscover");
	TCase *tests = tcase_create("autodiscover");

	tcase_add_loop_test(tests, r70_the_head_names_the_feeds, 0,
	    (int)ARRAY_LEN(rows));
	tcase_add_test(tests, r70_links_of_http_come_first);
	tcase_add_test(tests, a_page_cannot_name_feeds_without_end);
	tcase_add_test(tests, no_memory_is_a_failure);
	suite_add_tcase(suite, tests);
	return suite;
}

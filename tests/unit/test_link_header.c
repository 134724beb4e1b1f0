/*
 * The Link header (RFC 8288).
 */
#include "parse/link_header.h"

#include <check.h>

#include "buffer.h"
#include "compiler.h"
#include "limits.h"

Suite *link_header_suite(void);

/* links: "href rel type title hreflang", absent parts as "-", parted by '|'. */
static const struct {
	const char *name, *header, *links;
} rows[] = {
	/* clang-format off */
	{ "one", "</f>; rel=alternate; type=application/rss+xml",
	    "/f alternate application/rss+xml - -" },
	{ "two", "</a>; rel=\"alternate\",</b>;rel=next",
	    "/a alternate - - -|/b next - - -" },
	{ "a comma in the target", "</a,b>; rel=x, </c>; rel=y",
	    "/a,b x - - -|/c y - - -" },
	{ "a comma, a semicolon and a tag in quotes",
	    "</a>; title=\"b, <c>; d\"; rel=x", "/a x - b, <c>; d -" },
	{ "escapes in quotes", "</a>; title=\"say \\\"b\\\\\"; rel=x",
	    "/a x - say \"b\\ -" },
	{ "quotes that do not end", "</a>; rel=x; title=\"b", "/a x - b -" },
	{ "blanks", " < /a > ;\trel = x ; ; hreflang = de ,",
	    " /a  x - - de" },
	{ "names in any case", "</a>; REL=x; HrefLang=de", "/a x - - de" },
	{ "the first of a name counts", "</a>; rel=x; rel=y", "/a x - - -" },
	{ "a parameter without value", "</a>; crossorigin; rel=x",
	    "/a x - - -" },
	{ "the long title", "</a>; title=b; title*=UTF-8'de'c%C3%A9%20d; rel=x",
	    "/a x - c\xC3\xA9 d -" },
	{ "a long title of another charset",
	    "</a>; title=b; title*=iso-8859-1''c%E9; rel=x", "/a x - b -" },
	{ "a long title that is no UTF-8", "</a>; title*=UTF-8''c%FF%2; rel=x",
	    "/a x - c\xEF\xBF\xBD%2 -" },
	{ "of another context", "</a>; rel=x; anchor=\"#b\"", "/a - - - -" },
	{ "no target", "rel=x", "" },
	{ "a target that does not end", "</a; rel=x", "" },
	{ "nothing", "", "" },
	/* clang-format on */
};

static void
append_part(struct buffer *out, struct slice part, const char *after)
{
	buffer_append(out, part.ptr == NULL ? SLICE("-") : part);
	buffer_append_string(out, after);
}

START_TEST(a_header_names_links)
{
	struct slice rest = slice_of(rows[_i].header);
	struct autodiscover_candidate link;
	struct arena arena;
	struct buffer out;

	arena_init(&arena, MIB);
	buffer_init(&out, KIB);
	while (link_header_next(&rest, &arena, &link)) {
		if (out.len > 0)
			buffer_append_char(&out, '|');
		append_part(&out, link.href, " ");
		append_part(&out, link.rel, " ");
		append_part(&out, link.type, " ");
		append_part(&out, link.title, " ");
		append_part(&out, link.hreflang, "");
	}
	ck_assert_msg(strcmp(buffer_string(&out), rows[_i].links) == 0,
	    "%s: %s", rows[_i].name, buffer_string(&out));
	buffer_finish(&out);
	arena_finish(&arena);
}
END_TEST

Suite *
link_header_suite(void)
{
	Suite *suite = suite_create("link_header");
	TCase *tests = tcase_create("link_header");

	tcase_add_loop_test(tests, a_header_names_links, 0, ARRAY_LEN(rows));
	suite_add_tcase(suite, tests);
	return suite;
}

/*
 * Resolution: the examples of RFC 3986, what browsers forgive, and what is
 * kept as it was spelled.
 */
#include <check.h>

#include "compiler.h"
#include "random_text.h"
#include "url.h"

Suite *url_resolve_suite(void);

struct row {
	const char *base, *reference, *resolved;
};

static void
check_rows(const struct row *rows, size_t count)
{
	struct buffer out;

	buffer_init(&out, 4096);
	for (size_t i = 0; i < count; i++) {
		buffer_reset(&out);
		ck_assert(url_resolve(slice_of(rows[i].base),
		    slice_of(rows[i].reference), &out));
		ck_assert_msg(slice_eq(buffer_slice(&out),
				  slice_of(rows[i].resolved)),
		    "\"%s\" on \"%s\" gave \"%s\", not \"%s\"",
		    rows[i].reference, rows[i].base, buffer_string(&out),
		    rows[i].resolved);
	}
	buffer_finish(&out);
}

START_TEST(examples_of_rfc_3986_section_5_4)
{
	static const char base[] = "http://a/b/c/d;p?q";
	static const struct row rows[] = {
		{ base, "g:h", "g:h" },
		{ base, "g", "http://a/b/c/g" },
		{ base, "./g", "http://a/b/c/g" },
		{ base, "g/", "http://a/b/c/g/" },
		{ base, "/g", "http://a/g" },
		{ base, "//g", "http://g" },
		{ base, "?y", "http://a/b/c/d;p?y" },
		{ base, "g?y", "http://a/b/c/g?y" },
		{ base, "#s", "http://a/b/c/d;p?q#s" },
		{ base, "g#s", "http://a/b/c/g#s" },
		{ base, "g?y#s", "http://a/b/c/g?y#s" },
		{ base, ";x", "http://a/b/c/;x" },
		{ base, "g;x", "http://a/b/c/g;x" },
		{ base, "g;x?y#s", "http://a/b/c/g;x?y#s" },
		{ base, "", "http://a/b/c/d;p?q" },
		{ base, ".", "http://a/b/c/" },
		{ base, "./", "http://a/b/c/" },
		{ base, "..", "http://a/b/" },
		{ base, "../", "http://a/b/" },
		{ base, "../g", "http://a/b/g" },
		{ base, "../..", "http://a/" },
		{ base, "../../", "http://a/" },
		{ base, "../../g", "http://a/g" },
		{ base, "../../../g", "http://a/g" },
		{ base, "../../../../g", "http://a/g" },
		{ base, "/./g", "http://a/g" },
		{ base, "/../g", "http://a/g" },
		{ base, "g.", "http://a/b/c/g." },
		{ base, ".g", "http://a/b/c/.g" },
		{ base, "g..", "http://a/b/c/g.." },
		{ base, "..g", "http://a/b/c/..g" },
		{ base, "./../g", "http://a/b/g" },
		{ base, "./g/.", "http://a/b/c/g/" },
		{ base, "g/./h", "http://a/b/c/g/h" },
		{ base, "g/../h", "http://a/b/c/h" },
		{ base, "g;x=1/./y", "http://a/b/c/g;x=1/y" },
		{ base, "g;x=1/../y", "http://a/b/c/y" },
		{ base, "g?y/./x", "http://a/b/c/g?y/./x" },
		{ base, "g?y/../x", "http://a/b/c/g?y/../x" },
		{ base, "g#s/./x", "http://a/b/c/g#s/./x" },
		{ base, "g#s/../x", "http://a/b/c/g#s/../x" },
		{ base, "http:g", "http://a/b/c/g" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(spelling_is_mended_as_browsers_do)
{
	static const char base[] = "http://h.example/a/b";
	static const struct row rows[] = {
		/* white space */
		{ base, "  c  ", "http://h.example/a/c" },
		{ base, "\x01\x1f c\x02", "http://h.example/a/c" },
		{ base, "c\n/d\te\r\n", "http://h.example/a/c/de" },
		{ "", "ht\ntp://h/x", "http://h/x" },
		{ "", "http://h\th/x", "http://hh/x" },
		{ base, "c d/e f?g h#i j",
		    "http://h.example/a/c%20d/e%20f?g%20h#i%20j" },
		{ " http://h/a/ ", "c", "http://h/a/c" },
		/* case and ports */
		{ "", "HTTP://H.Example/AbC", "http://h.example/AbC" },
		{ "", "http://h:80/", "http://h/" },
		{ "", "https://h:443/", "https://h/" },
		{ "", "ftp://h:21/", "ftp://h/" },
		{ "", "http://h:443/", "http://h:443/" },
		{ "", "http://h:0080/", "http://h/" },
		{ "", "http://h:00/", "http://h:0/" },
		{ "", "http://h:/", "http://h/" },
		{ "", "http://h:8080/", "http://h:8080/" },
		{ "", "gemini://H:1965/X", "gemini://h:1965/X" },
		{ "http://H:80/a/", "c", "http://h/a/c" },
		/* slashes */
		{ "", "http:///h/x", "http://h/x" },
		{ "", "http://////h/x", "http://h/x" },
		{ "", "http:/h/x", "http://h/x" },
		{ "", "http:h/x", "http://h/x" },
		{ base, "http:/x", "http://h.example/x" },
		{ base, "https:x/y", "https://x/y" },
		{ base, "https:/x/y", "https://x/y" },
		{ base, "///g/x", "http://g/x" },
		{ base, "//g//x", "http://g//x" },
		{ "", "http://h//x/..//y", "http://h///y" },
		/* backslashes */
		{ "http:p/\\", "", "http://p//" },
		{ "http://h\\a\\b", "c", "http://h/a/c" },
		{ "http://h/a\n/b\t/", "c", "http://h/a/b/c" },
		{ "", "http:\\\\h\\x\\..\\y", "http://h/y" },
		{ base, "\\x", "http://h.example/x" },
		{ base, "\\\\g\\x", "http://g/x" },
		{ base, "x?y\\z#\\w", "http://h.example/a/x?y\\z#\\w" },
		{ base, "foo:a\\b", "foo:a\\b" },
		{ "", "https://h\\@g/", "https://h/@g/" },
		/* percent */
		{ base, "c?\"<>^|`",
		    "http://h.example/a/"
		    "c?%22%3C%3E%5E%7C%60" },
		{ base, "\"<>^|`/d",
		    "http://h.example/a/"
		    "%22%3C%3E%5E%7C%60/d" },
		{ base, "c#\"<>^|`",
		    "http://h.example/a/"
		    "c#%22%3C%3E%5E%7C%60" },
		{ base, "%7e~%2f%2F%", "http://h.example/a/%7e~%2f%2F%" },
		{ base, "%2e%2e/x", "http://h.example/a/%2e%2e/x" },
		{ base, "a\x01z\x7f", "http://h.example/a/a%01z%7F" },
		{ base, "{a}'!$&()*+,;=[]",
		    "http://h.example/a/"
		    "{a}'!$&()*+,;=[]" },
		{ base, "\xeb\xb6\x81?\xc3\xa9",
		    "http://h.example/a/\xeb\xb6\x81?\xc3\xa9" },
		/* hosts */
		{ "", "http://B\xc3\x9c.example/",
		    "http://b\xc3\x9c.example/" },
		{ "", "http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x" },
		{ "", "HTTP://h\xe2\x80\x8ch/", "http://h\xe2\x80\x8ch/" },
		{ "", "HTTP://h\xe2\x80\x8dh/", "http://h\xe2\x80\x8dh/" },
		{ "", "http://h.example", "http://h.example" },
		{ "", "http://h.example?x", "http://h.example?x" },
		{ "", "http://u:p w@h/", "http://u:p%20w@h/" },
		{ "", "http://h./x", "http://h./x" },
		{ "", "http://a_b-c.example/", "http://a_b-c.example/" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(base_is_used_whatever_it_lacks)
{
	static const struct row rows[] = {
		{ "http://h", "x", "http://h/x" },
		{ "http://h", "../x", "http://h/x" },
		{ "http://h", "?q", "http://h?q" },
		{ "http://h", "#f", "http://h#f" },
		{ "http://h?q", "x", "http://h/x" },
		{ "http://h?q", "", "http://h?q" },
		{ "http://h/a?q#f", "", "http://h/a?q" },
		{ "http://h/a?q", "?", "http://h/a?" },
		{ "http://h/a/../b/./c", "d", "http://h/b/d" },
		{ "http://h/a/../b/./c", "", "http://h/b/c" },
		{ "http://h/a b/c", "d", "http://h/a%20b/d" },
		{ "http://h/a//", "d", "http://h/a//d" },
		{ "http://h//", "../d", "http://h/d" },
		{ "http:/h/a", "d", "http://h/d" },
		{ "ftp://h/a/b", "c", "ftp://h/a/c" },
		{ "ftp://h/a/b", "//g/c", "ftp://g/c" },
		{ "ftp://h/a/b", "c\\d", "ftp://h/a/c\\d" },
		{ "file:///a/b", "c", "file:///a/c" },
		{ "file:///a/b", "../../c", "file:///c" },
		{ "file:///a/b", "#f", "file:///a/b#f" },
		{ "file:///a/b", "file:c", "file:///c" },
		{ "file:/a/b", "c", "file:///a/c" },
		{ "file://h/a/b", "c", "file://h/a/c" },
		{ "file:///a/b", "//h/c", "file://h/c" },
		{ "file:///a", "http://h/x", "http://h/x" },
		/* a feed's password stays with the feed */
		{ "http://u:p@h/a", "b", "http://h/b" },
		{ "http://u:p@h/a", "", "http://h/a" },
		{ "http://u:p@h/a", "//v@g/b", "http://v@g/b" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(relative_stays_relative_without_a_usable_base)
{
	static const struct row rows[] = {
		{ "", "a/../b c", "a/../b c" },
		{ "", " /x\\y ", "/x\\y" },
		{ "", "//H/x", "//H/x" },
		{ "", "?q", "?q" },
		{ "", "", "" },
		{ "", "a\nb", "ab" },
		{ NULL, "x", "x" },
		{ "relative/base", "x", "x" },
		{ "//h/base", "x", "x" },
		{ "mailto:a@b", "x", "x" },
		{ "urn:x:y", "#f", "#f" },
		{ "gemini://h/a", "x", "x" },
		{ "javascript:x", "x", "x" },
		{ "http:", "x", "x" },
		{ "http:///", "x", "x" },
		{ "http://h h/", "x", "x" },
		{ "http://h:x/", "x", "x" },
		{ "file:", "x", "x" },
		{ "file://", "x", "x" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(unusable_hosts_are_kept_as_spelled)
{
	static const char base[] = "http://h/a/b";
	/* In upper case, or else it would look the same resolved. */
	static const struct row rows[] = {
		{ base, " HTTP://H h/X y ", "HTTP://H h/X y" },
		{ base, "HTTP://h\th h/x", "HTTP://hh h/x" },
		{ base, "HTTP://", "HTTP://" },
		{ base, "HTTP:///", "HTTP:///" },
		{ base, "HTTP://?q", "HTTP://?q" },
		{ base, "HTTP://u@/x", "HTTP://u@/x" },
		{ base, "HTTP://:80/x", "HTTP://:80/x" },
		{ base, "HTTP://h<b>/", "HTTP://h<b>/" },
		{ base, "HTTP://h%20h/", "HTTP://h%20h/" },
		{ base, "HTTP://h|h\\x", "HTTP://h|h\\x" },
		{ base, "//h{h}/X Y", "//h{h}/X Y" },
		{ base, "HTTP://[::1/x", "HTTP://[::1/x" },
		{ base, "HTTP://[]/x", "HTTP://[]/x" },
		{ base, "HTTP://[::g]/x", "HTTP://[::g]/x" },
		{ base, "HTTP://[::1]h/x", "HTTP://[::1]h/x" },
		{ base, "HTTP://a:b:80/x", "HTTP://a:b:80/x" },
		{ base, "HTTP://h:80x/", "HTTP://h:80x/" },
		{ base, "HTTP://h:-1/", "HTTP://h:-1/" },
		{ base, "HTTP://h:+1/", "HTTP://h:+1/" },
		{ base, "HTTP://h:65536/", "HTTP://h:65536/" },
		{ base, "HTTP://h\x01h/", "HTTP://h\x01h/" },
		{ base, "HTTP://h\x7f/", "HTTP://h\x7f/" },
		{ base, "HTTP://h\xc2\xa0h/", "HTTP://h\xc2\xa0h/" },
		{ base, "HTTP://h\xe3\x80\x80h/", "HTTP://h\xe3\x80\x80h/" },
		{ base, "HTTP://h\xe2\x80\xaeh/", "HTTP://h\xe2\x80\xaeh/" },
		{ base, "HTTP://h\xe2\x80\xa8h/", "HTTP://h\xe2\x80\xa8h/" },
		{ base, "HTTP://h\xe2\x80\xa9h/", "HTTP://h\xe2\x80\xa9h/" },
		{ base, "HTTP://h\xc2\x85h/", "HTTP://h\xc2\x85h/" },
		{ base, "HTTP://h\xffh/", "HTTP://h\xffh/" },
		{ base, "ED2K://|file|x|1|", "ED2K://|file|x|1|" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(other_schemes_keep_what_stands_in_them)
{
	static const char base[] = "http://h/a/b";
	static const struct row rows[] = {
		{ base, "MAILTO:Ann@H.example", "mailto:Ann@H.example" },
		{ base, "mailto:A <a@b>?subject=x y",
		    "mailto:A%20%3Ca@b%3E?subject=x%20y" },
		{ base, "tag:h.example,2005:a/../b",
		    "tag:h.example,2005:a/../b" },
		{ base, "urn:uuid:1-2", "urn:uuid:1-2" },
		{ base, "magnet:?xt=urn:btih:1", "magnet:?xt=urn:btih:1" },
		{ base, "data:text/plain,a//b", "data:text/plain,a//b" },
		{ base, "feed:https://H/x", "feed:https://H/x" },
		{ base, "feed://H/x/../y", "feed://h/y" },
		{ base, "foo:/a/../b", "foo:/a/../b" },
		{ base, "irc://H/#chan", "irc://h/#chan" },
		{ base, "foo:", "foo:" },
		{ base, "foo://", "foo://" },
		{ base, "javascript:alert(1)", "javascript:alert(1)" },
		/* no scheme at all */
		{ base, "www.h.example/x", "http://h/a/www.h.example/x" },
		{ base, "./a:b", "http://h/a/a:b" },
		{ base, "1:b", "http://h/a/1:b" },
		{ base, "a b:c", "http://h/a/a%20b:c" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(output_is_appended_and_its_cap_reported)
{
	struct buffer out;

	buffer_init(&out, 20);
	ck_assert(buffer_append(&out, SLICE("a/b/")));
	ck_assert(url_resolve(SLICE("http://h/x"), SLICE("../../y"), &out));
	ck_assert_str_eq(buffer_string(&out), "a/b/http://h/y");
	ck_assert(!url_resolve(SLICE("http://h/x"), SLICE("yyyyyyyy"), &out));
	ck_assert(out.failed);
	buffer_finish(&out);
}
END_TEST

/* 1 MiB of "../" may not cost its square. */
START_TEST(long_paths_of_dots_are_linear)
{
	struct buffer path, out;

	buffer_init(&path, 8U << 20);
	buffer_init(&out, 8U << 20);
	for (int i = 0; i < 200000; i++)
		buffer_append(&path, SLICE("a/"));
	for (int i = 0; i < 400000; i++)
		buffer_append(&path, SLICE("../"));
	ck_assert(
	    url_resolve(SLICE("http://h/b/c"), buffer_slice(&path), &out));
	ck_assert_str_eq(buffer_string(&out), "http://h/");
	buffer_finish(&path);
	buffer_finish(&out);
}
END_TEST

START_TEST(random_references_resolve_to_what_stays)
{
	static const struct slice bases[] = {
		SLICE_INIT(""),
		SLICE_INIT("http://h.example/a/b?c"),
		SLICE_INIT("file:///a/b"),
		SLICE_INIT("ftp://h"),
	};
	struct random_text r;
	struct buffer once, twice;

	random_text_init(&r);
	buffer_init(&once, 8192);
	buffer_init(&twice, 8192);
	for (int i = 0; i < RANDOM_TEXTS; i++) {
		struct slice text = random_text_next(&r);
		struct slice base = bases[i % (int)ARRAY_LEN(bases)];

		buffer_reset(&once);
		buffer_reset(&twice);
		ck_assert(url_resolve(base, text, &once));
		ck_assert(url_resolve(base, buffer_slice(&once), &twice));
		ck_assert_msg(slice_eq(buffer_slice(&once),
				  buffer_slice(&twice)),
		    "\"%.*s\" gave \"%s\", that \"%s\"", SLICE_FMT(text),
		    buffer_string(&once), buffer_string(&twice));
		buffer_reset(&once);
		ck_assert(url_append_public(text, &once));
		buffer_reset(&once);
		(void)url_append_origin(text, &once); /* most have none */
	}
	/* Any text may be a base. */
	for (int i = 0; i < RANDOM_TEXTS; i++) {
		buffer_reset(&once);
		ck_assert(
		    url_resolve(random_text_next(&r), SLICE("../x?y"), &once));
	}
	buffer_finish(&once);
	buffer_finish(&twice);
	random_text_finish(&r);
}
END_TEST

Suite *
url_resolve_suite(void)
{
	Suite *suite = suite_create("url_resolve");
	TCase *tests = tcase_create("url_resolve");

	tcase_add_test(tests, examples_of_rfc_3986_section_5_4);
	tcase_add_test(tests, spelling_is_mended_as_browsers_do);
	tcase_add_test(tests, base_is_used_whatever_it_lacks);
	tcase_add_test(tests, relative_stays_relative_without_a_usable_base);
	tcase_add_test(tests, unusable_hosts_are_kept_as_spelled);
	tcase_add_test(tests, other_schemes_keep_what_stands_in_them);
	tcase_add_test(tests, output_is_appended_and_its_cap_reported);
	tcase_add_test(tests, long_paths_of_dots_are_linear);
	tcase_add_test(tests, random_references_resolve_to_what_stays);
	suite_add_tcase(suite, tests);
	return suite;
}

/*
 * URLs: how they are split, what an origin is, and what others may see.
 */
#include "url.h"

#include <check.h>

#include "compiler.h"

Suite *url_suite(void);

static bool
is_part(struct slice part, const char *expected)
{
	if (expected == NULL)
		return part.ptr == NULL;
	return part.ptr != NULL && slice_eq(part, slice_of(expected));
}

START_TEST(references_are_split_by_rfc_3986)
{
	static const struct {
		const char *text;
		/* scheme, userinfo, host, port, path, query, fragment */
		const char *parts[7];
	} rows[] = {
		{ "http://www.ics.uci.edu/pub/ietf/uri/#Related",
		    { "http", NULL, "www.ics.uci.edu", NULL, "/pub/ietf/uri/",
			NULL, "Related" } },
		{ "foo://u:p@h:8042/over/there?name=f?#nose#",
		    { "foo", "u:p", "h", "8042", "/over/there", "name=f?",
			"nose#" } },
		{ "urn:example:animal",
		    { "urn", NULL, NULL, NULL, "example:animal", NULL, NULL } },
		{ "http://[2001:db8::7]:80/c?x",
		    { "http", NULL, "[2001:db8::7]", "80", "/c", "x", NULL } },
		{ "http://[::1]",
		    { "http", NULL, "[::1]", NULL, "", NULL, NULL } },
		{ "http://[::1",
		    { "http", NULL, "[::1", NULL, "", NULL, NULL } },
		{ "http://u@p@h/",
		    { "http", "u@p", "h", NULL, "/", NULL, NULL } },
		{ "http://h:/", { "http", NULL, "h", "", "/", NULL, NULL } },
		{ "http://h?a/b",
		    { "http", NULL, "h", NULL, "", "a/b", NULL } },
		{ "http://h#a?b",
		    { "http", NULL, "h", NULL, "", NULL, "a?b" } },
		{ "http://@h", { "http", "", "h", NULL, "", NULL, NULL } },
		{ "file:///etc/x",
		    { "file", NULL, "", NULL, "/etc/x", NULL, NULL } },
		{ "//h/p", { NULL, NULL, "h", NULL, "/p", NULL, NULL } },
		{ "", { NULL, NULL, NULL, NULL, "", NULL, NULL } },
		{ "?", { NULL, NULL, NULL, NULL, "", "", NULL } },
		{ "#", { NULL, NULL, NULL, NULL, "", NULL, "" } },
		{ "a/b:c", { NULL, NULL, NULL, NULL, "a/b:c", NULL, NULL } },
		{ "1a:b", { NULL, NULL, NULL, NULL, "1a:b", NULL, NULL } },
		{ "a b:c", { NULL, NULL, NULL, NULL, "a b:c", NULL, NULL } },
		{ ":a", { NULL, NULL, NULL, NULL, ":a", NULL, NULL } },
		{ "a+1-.:b", { "a+1-.", NULL, NULL, NULL, "b", NULL, NULL } },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *const *parts = rows[i].parts;
		struct url url;

		url_split(slice_of(rows[i].text), &url);
		ck_assert_msg(is_part(url.scheme, parts[0]) &&
			is_part(url.userinfo, parts[1]) &&
			is_part(url.host, parts[2]) &&
			is_part(url.port, parts[3]) &&
			is_part(url.path, parts[4]) &&
			is_part(url.query, parts[5]) &&
			is_part(url.fragment, parts[6]),
		    "%s: scheme %.*s userinfo %.*s host %.*s port %.*s "
		    "path %.*s query %.*s fragment %.*s",
		    rows[i].text, SLICE_FMT(url.scheme),
		    SLICE_FMT(url.userinfo), SLICE_FMT(url.host),
		    SLICE_FMT(url.port), SLICE_FMT(url.path),
		    SLICE_FMT(url.query), SLICE_FMT(url.fragment));
	}
}
END_TEST

START_TEST(authority_may_hold_a_nul)
{
	struct url url;

	url_split(SLICE("http://a\0b/c"), &url);
	ck_assert(slice_eq(url.host, SLICE("a\0b")));
	ck_assert(slice_eq(url.path, SLICE("/c")));
}
END_TEST

START_TEST(http_is_known_in_any_case_and_nothing_else_is)
{
	ck_assert(url_is_http(SLICE("http://h/")));
	ck_assert(url_is_http(SLICE("HtTpS:x")));
	ck_assert(!url_is_http(SLICE("httpx://h")));
	ck_assert(!url_is_http(SLICE("ftp://h")));
	ck_assert(!url_is_http(SLICE("file:///x")));
	ck_assert(!url_is_http(SLICE("http")));
	ck_assert(!url_is_http(SLICE("//h")));
	ck_assert(!url_is_http(SLICE("")));
	ck_assert(!url_is_http(SLICE_NONE));
}
END_TEST

START_TEST(origin_is_scheme_host_and_unusual_port)
{
	static const struct {
		const char *text, *origin; /* NULL: none */
	} rows[] = {
		{ "http://h.example/a?b#c", "http://h.example" },
		{ "HTTP://H.Example:80/", "http://h.example" },
		{ "https://h:443", "https://h" },
		{ "https://h:80", "https://h:80" },
		{ "http://h:443", "http://h:443" },
		{ "http://h:008080/", "http://h:8080" },
		{ "http://h:/", "http://h" },
		{ "http://u:p@h/", "http://h" },
		{ " http:\\\\h\\x ", "http://h" },
		{ "http:/h/x", "http://h" },
		{ "http://h\\@g/", "http://h" },
		{ "http://[::FF]:81/", "http://[::ff]:81" },
		{ "http://b\xc3\xbc"
		  "cher.example/",
		    "http://b\xc3\xbc"
		    "cher.example" },
		{ "gemini://H/x", "gemini://h" },
		{ "ftp://h:21/x", "ftp://h" },
		{ "file:///x", NULL },
		{ "mailto:a@b", NULL },
		{ "//h/x", NULL },
		{ "/x", NULL },
		{ "http:///", NULL },
		{ "http://h h/", NULL },
		{ "http://h:1x/", NULL },
		{ "http://h:65536/", NULL },
		{ "", NULL },
	};
	struct buffer out;

	buffer_init(&out, 200);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool ok;

		buffer_reset(&out);
		ok = url_append_origin(slice_of(rows[i].text), &out);
		ck_assert_msg(ok == (rows[i].origin != NULL), "%s: %s",
		    rows[i].text, buffer_string(&out));
		ck_assert_msg(slice_eq(buffer_slice(&out),
				  slice_of(ok ? rows[i].origin : "")),
		    "%s gave %s", rows[i].text, buffer_string(&out));
	}
	buffer_finish(&out);
}
END_TEST

START_TEST(r76_nobody_sees_userinfo_or_fragment)
{
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{ "http://h/a?b#c", "http://h/a?b" },
		{ "http://user:pw@h:8080/a", "http://h:8080/a" },
		{ "http://user:p@w@h/a", "http://h/a" },
		{ "HTTP://H:80/%7e", "HTTP://H:80/%7e" },
		{ "http:\\\\user:pw@h\\a", "http://h/a" },
		{ "http:/user:pw@h/a", "http://h/a" },
		{ "http:user:pw@h/a", "http://h/a" },
		{ "http:////user:pw@h/a", "http://h/a" },
		{ "ht\ttp://user:pw@h/a", "http://h/a" },
		{ " \nhttp://user:pw@h/a", "http://h/a" },
		{ "http://user:pw@h h/a", "http://h h/a" },
		{ "http://h:/", "http://h:/" },
		{ "//user:pw@h/a", "//h/a" },
		{ "\\\\user:pw@h/a", "//h/a" },
		{ "foo://user:pw@h/a", "foo://h/a" },
		{ "mailto:a@b#c", "mailto:a@b" },
		{ "/a?b", "/a?b" },
		{ "", "" },
	};
	struct buffer out;

	buffer_init(&out, 200);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		buffer_reset(&out);
		ck_assert(url_append_public(slice_of(rows[i].text), &out));
		ck_assert_msg(slice_eq(buffer_slice(&out),
				  slice_of(rows[i].shown)),
		    "%s gave %s", rows[i].text, buffer_string(&out));
	}
	buffer_finish(&out);
}
END_TEST

START_TEST(full_buffers_are_reported)
{
	struct buffer out;

	buffer_init(&out, 7);
	ck_assert(!url_append_public(SLICE("http://h/"), &out));
	buffer_reset(&out);
	ck_assert(!url_append_origin(SLICE("http://h/"), &out));
	buffer_finish(&out);
}
END_TEST

Suite *
url_suite(void)
{
	Suite *suite = suite_create("url");
	TCase *tests = tcase_create("url");

	tcase_add_test(tests, references_are_split_by_rfc_3986);
	tcase_add_test(tests, authority_may_hold_a_nul);
	tcase_add_test(tests, http_is_known_in_any_case_and_nothing_else_is);
	tcase_add_test(tests, origin_is_scheme_host_and_unusual_port);
	tcase_add_test(tests, r76_nobody_sees_userinfo_or_fragment);
	tcase_add_test(tests, full_buffers_are_reported);
	suite_add_tcase(suite, tests);
	return suite;
}

#include <check.h>

#include "compiler.h"
#include "parse/namespaces.h"

static const struct {
	const char *uri;
	enum xml_ns ns;
	enum ns_hint hint;
} uris[] = {
	{ "http://www.w3.org/2005/Atom", NS_ATOM, NS_HINT_ATOM10 },
	{ " https://WWW.w3.org/2005/atom/ ", NS_ATOM, NS_HINT_ATOM10 },
	{ "http://purl.org/atom/ns#", NS_ATOM, NS_HINT_ATOM03 },
	{ "http://purl.org/rss/1.0/", NS_RSS, NS_HINT_RSS10 },
	{ "http://my.netscape.com/rdf/simple/0.9/", NS_RSS, NS_HINT_RSS090 },
	{ "http://backend.userland.com/rss2", NS_RSS, NS_HINT_RSS_OTHER },
	{ "http://backend.userland.com/creativeCommonsRssModule",
	    NS_CREATIVECOMMONS, NS_HINT_NONE },
	{ "http://www.itunes.com/DTDs/Podcast-1.0.dtd", NS_ITUNES,
	    NS_HINT_NONE },
	{ "http://www.georss.org/georss/11", NS_GEORSS, NS_HINT_NONE },
	{ "http://creativecommons.org/ns#license", NS_CC, NS_HINT_NONE },
	{ "http://a9.com/-/spec/opensearch/1.1/", NS_OTHER, NS_HINT_NONE },
	{ "http://www.w3.org/2005/Atomic", NS_UNKNOWN, NS_HINT_NONE },
	{ "urn:x", NS_UNKNOWN, NS_HINT_NONE },
};

static const struct {
	const char *prefix, *uri; /* uri NULL: not declared */
	enum xml_ns ns;
} names[] = {
	{ "", NULL, NS_NONE },
	{ "", "", NS_NONE },
	{ "dc", NULL, NS_DC },
	{ "dc", "urn:x", NS_UNKNOWN },
	{ "x", "http://purl.org/dc/elements/1.1/", NS_DC },
	{ "x", NULL, NS_UNKNOWN },
	{ "rss", NULL, NS_NONE },
	{ "a10", NULL, NS_ATOM },
	{ "xml", "urn:x", NS_XML },
};

START_TEST(a_uri_means_the_same_in_every_spelling)
{
	struct ns_meaning meaning = namespace_of_uri(slice_of(uris[_i].uri));

	ck_assert_msg(meaning.ns == uris[_i].ns, "%s is %d", uris[_i].uri,
	    (int)meaning.ns);
	ck_assert_msg(meaning.hint == uris[_i].hint, "%s", uris[_i].uri);
}
END_TEST

START_TEST(a_prefix_means_what_is_declared_else_what_is_usual)
{
	struct namespaces document = { .root_seen = true };
	struct ns_meaning meaning = namespaces_resolve(&document,
	    slice_of(names[_i].prefix), slice_of(names[_i].uri));

	ck_assert_msg(meaning.ns == names[_i].ns, "row %d: %s", _i,
	    names[_i].prefix);
}
END_TEST

START_TEST(the_unknown_namespace_of_a_root_is_core)
{
	struct namespaces document = { .root_seen = false };
	struct slice uri = SLICE("urn:new");

	ck_assert_int_eq(namespaces_resolve_root(&document, SLICE(""),
			     SLICE("html"), uri)
			     .ns,
	    NS_UNKNOWN);
	ck_assert(!document.root_seen);
	ck_assert_int_eq(namespaces_resolve_root(&document, SLICE(""),
			     SLICE("RSS"), uri)
			     .ns,
	    NS_NONE);
	ck_assert(document.root_seen);
	ck_assert_int_eq(namespaces_resolve(&document, SLICE("y"), uri).ns,
	    NS_NONE);
	ck_assert_int_eq(namespaces_resolve(&document, SLICE("y"),
			     SLICE("urn:o"))
			     .ns,
	    NS_UNKNOWN);
}
END_TEST

Suite *namespaces_suite(void);

Suite *
namespaces_suite(void)
{
	Suite *suite = suite_create("namespaces");
	TCase *tests = tcase_create("meaning");

	tcase_add_loop_test(tests, a_uri_means_the_same_in_every_spelling, 0,
	    ARRAY_LEN(uris));
	tcase_add_loop_test(tests,
	    a_prefix_means_what_is_declared_else_what_is_usual, 0,
	    ARRAY_LEN(names));
	tcase_add_test(tests, the_unknown_namespace_of_a_root_is_core);
	suite_add_tcase(suite, tests);
	return suite;
}

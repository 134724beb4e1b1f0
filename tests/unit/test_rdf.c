#include <check.h>

#include "compiler.h"
#include "parse_fixture.h"

/* clang-format off */
#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

static const struct parse_row documents[] = {
	{ "RSS 1.0", "<rdf:RDF xmlns:rdf=\"" RDF "\" xmlns=\"http://purl.org/rss/1.0/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">"
		"<channel rdf:about=\"http://h.example/f\"><title>F</title><link>http://h.example/</link><image rdf:resource=\"/i\"/><items><rdf:Seq><rdf:li rdf:resource=\"x\"/></rdf:Seq></items></channel>"
		"<image><title>I</title><url>http://h.example/i.png</url></image>"
		"<item rdf:about=\"http://h.example/1\"><title>x</title></item></rdf:RDF>",
		{ { "format", "rss10" }, { "id", "http://h.example/f" }, { "image", "http://h.example/i.png" }, { "0.id", "http://h.example/1" }, { "0.link", "http://h.example/1" }, { "ext", NULL } } },
	{ "RSS 0.90", "<rdf:RDF xmlns:rdf=\"" RDF "\" xmlns=\"http://my.netscape.com/rdf/simple/0.9/\"><channel><title>F</title></channel><item><title>x</title></item></rdf:RDF>", { { "format", "rss090" }, { "0.title", "x" } } },
	{ "RSS 1.0 with a prefix", "<rdf:RDF xmlns:rdf=\"" RDF "\" xmlns:r=\"http://purl.org/rss/1.0/\"><r:channel><r:title>F</r:title></r:channel><r:item><r:title>x</r:title></r:item></rdf:RDF>", { { "format", "rss10" }, { "0.title", "x" } } },
	{ "content:items", "<rdf:RDF xmlns:rdf=\"" RDF "\" xmlns=\"http://purl.org/rss/1.0/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><item><title>x</title><content:items><rdf:Bag>"
		"<rdf:li><content:item><content:format rdf:resource=\"http://www.w3.org/1999/xhtml\"/><rdf:value>&lt;p&gt;a&lt;/p&gt;</rdf:value></content:item></rdf:li>"
		"<rdf:li><content:item><rdf:value>b</rdf:value></content:item></rdf:li></rdf:Bag></content:items></item></rdf:RDF>",
		{ { "0.#content", "2" }, { "0.content", "<p>a</p>" }, { "0.content.type", "xhtml" } } },
	{ "generator and errors", "<rdf:RDF xmlns:rdf=\"" RDF "\" xmlns=\"http://purl.org/rss/1.0/\" xmlns:admin=\"http://webns.net/mvcb/\"><channel><admin:generatorAgent rdf:resource=\"http://g.example/\"/></channel></rdf:RDF>", { { "generator", "http://g.example/" }, { "generator.url", "http://g.example/" } } },
};
/* clang-format on */

START_TEST(documents_are_read_by_the_rules)
{
	parse_row_check(&documents[_i], "", "");
}
END_TEST

Suite *rdf_suite(void);

Suite *
rdf_suite(void)
{
	Suite *suite = suite_create("rdf");
	TCase *tests = tcase_create("rules");

	tcase_add_loop_test(tests, documents_are_read_by_the_rules, 0,
	    ARRAY_LEN(documents));
	suite_add_tcase(suite, tests);
	return suite;
}

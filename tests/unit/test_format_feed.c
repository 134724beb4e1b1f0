#include <check.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "rows_fixture.h"

Suite *format_feed_suite(void);

START_TEST(atom_is_well_formed_and_escaped)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles, ROWS_COUNT,
	    "--format|atom", &code, &err);
	xmlDoc *doc = xmlReadMemory(out, (int)strlen(out), NULL, NULL, 0);

	ck_assert_ptr_nonnull(doc);
	xmlFreeDoc(doc);
	xmlCleanupParser();
	ck_assert_ptr_nonnull(strstr(out,
	    "<updated>2027-01-15T08:00:00Z</updated>\n"
	    "<author><name>crier</name></author>\n"
	    "<entry>\n<id>urn:crier:abcdefghijklmnopqrstuvwxyz</id>\n"
	    "<title>北朝鮮 &lt;boat&gt; &amp; &quot;sail&quot;</title>\n"
	    "<updated>2027-01-15T07:00:00Z</updated>\n"
	    "<published>2027-01-15T05:00:00Z</published>\n"
	    "<link href=\"https://h.example/?a=1&amp;b=2\"/>\n"
	    "<author><name>Kim &quot;Boat&quot; Lee</name>\n</author>\n"
	    "<category term=\"boats\"/>\n<category term=\"harbours\"/>\n"
	    "<summary>A summary.</summary>\n</entry>\n"));
	ck_assert_ptr_null(strstr(out, "<content>"));
	/* Only the first article says when it was published. */
	ck_assert_ptr_null(
	    strstr(strstr(out, "<published>") + 1, "<published>"));
	free(out);
}
END_TEST

START_TEST(with_the_text_atom_has_content)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows_with_text, rows_articles, 1,
	    "--format|atom", &code, &err);

	ck_assert_ptr_nonnull(
	    strstr(out, "<content>The text\nin lines.</content>"));
	free(out);
}
END_TEST

static const struct {
	const struct row_kind *kind;
	const char *content;
} feeds[] = {
	{ &article_rows, "A summary." },
	{ &article_rows_with_text, "The text\nin lines." },
};

START_TEST(jsonfeed_items_have_what_the_format_demands)
{
	struct error err;
	int code;
	char *out = rows_print(feeds[_i].kind, rows_articles, ROWS_COUNT,
	    "--format|jsonfeed", &code, &err);
	json_t *feed = json_loads(out, JSON_REJECT_DUPLICATES, NULL), *items;

	ck_assert_ptr_nonnull(feed);
	ck_assert_str_eq(json_string_value(json_object_get(feed, "version")),
	    "https://jsonfeed.org/version/1.1");
	items = json_object_get(feed, "items");
	ck_assert_uint_eq(json_array_size(items), ROWS_COUNT);
	for (size_t i = 0; i < ROWS_COUNT; i++) {
		json_t *item = json_array_get(items, i);

		ck_assert_ptr_nonnull(
		    json_string_value(json_object_get(item, "content_text")));
	}
	ck_assert_str_eq(json_string_value(
			     json_object_get(json_array_get(items, 0),
				 "content_text")),
	    feeds[_i].content);
	json_decref(feed);
	free(out);
}
END_TEST

static const char *const formats[] = { "atom", "jsonfeed" };

START_TEST(only_articles_make_a_feed)
{
	struct row_kind kind = article_rows;
	char words[40];
	struct error err;
	int code;
	char *out;

	kind.articles = false;
	kind.noun = "topics";
	snprintf(words, sizeof(words), "--format|%s", formats[_i]);
	out = rows_print(&kind, rows_articles, 1, words, &code, &err);
	ck_assert_int_eq(code, -1);
	ck_assert_ptr_nonnull(strstr(err.text, "topics cannot be listed as"));
	free(out);
}
END_TEST

Suite *
format_feed_suite(void)
{
	Suite *suite = suite_create("format_feed");
	TCase *tcase = tcase_create("format_feed");

	tcase_add_test(tcase, atom_is_well_formed_and_escaped);
	tcase_add_test(tcase, with_the_text_atom_has_content);
	tcase_add_loop_test(tcase, jsonfeed_items_have_what_the_format_demands,
	    0, ARRAY_LEN(feeds));
	tcase_add_loop_test(tcase, only_articles_make_a_feed, 0,
	    ARRAY_LEN(formats));
	suite_add_tcase(suite, tcase);
	return suite;
}

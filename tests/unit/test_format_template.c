#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "rows_fixture.h"

Suite *format_template_suite(void);

#define BAD "\xEF\xBF\xBD"

static const struct {
	const char *words, *expected; /* of the first article */
} right[] = {
	{ "--format|{title} {url}",
	    "北朝鮮 <boat> & \"sail\" https://h.example/?a=1&b=2\n" },
	{ "--format|{id}\\t{feed.name}\\n-", "1\tharbour\n-\n" },
	{ "--format|{feed}: {feed.title}", "harbour: The Harbour\n" },
	{ "--format|{topics} {labels}", "boats,harbours x\n" },
	{ "--format|{authors}", "Kim \"Boat\" Lee,\n" },
	{ "--format|{enclosures} {also_in}",
	    "https://h.example/a.mp3 https://o.example/9\n" },
	{ "--format|{unread} {backlog} {revision}", "true false 2\n" },
	{ "--format|{{id} is {id}}", "{id} is 1}\n" },
	{ "--format|{id}\\\\t\\x", "1\\t\\x\n" },
	{ "--format|{published}", "2027-01-15T05:00:00Z\n" },
};

START_TEST(keys_are_replaced)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles, 1, right[_i].words,
	    &code, &err);

	ck_assert_msg(code == CLI_FOUND, "%s", err.text);
	ck_assert_msg(strcmp(out, right[_i].expected) == 0, "%s gave %s",
	    right[_i].words, out);
	free(out);
}
END_TEST

START_TEST(what_is_not_known_is_empty_and_what_is_hostile_safe)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles + 1, 2,
	    "--format|{id}:{title}|{url}", &code, &err);

	free(out);
	out = rows_print(&article_rows_with_text, rows_articles + 1, 2,
	    "--format|{id}:{title}:{published}{text}.", &code, &err);
	ck_assert_str_eq(out,
	    "22:" BAD "[2J a b c\\ " BAD "d " BAD " " BAD ":.\n333::.\n");
	free(out);
}
END_TEST

static const struct {
	const char *words, *expected;
} wrong[] = {
	{ "--format|{titel}",
	    "articles have no \"titel\" (did you mean \"title\"?)" },
	{ "--format|{feed.nam}", "articles have no \"feed.nam\"" },
	{ "--format|{}", "articles have no \"\"" },
	{ "--format|{title", "the { of the template is not closed: {title" },
	{ "--format|x {id} {", "the { of the template is not closed: {" },
};

START_TEST(a_wrong_template_prints_nothing)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, rows_articles, 1, wrong[_i].words,
	    &code, &err);

	ck_assert_int_eq(code, -1);
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_str_eq(err.text, wrong[_i].expected);
	ck_assert_str_eq(out, "");
	free(out);
}
END_TEST

Suite *
format_template_suite(void)
{
	Suite *suite = suite_create("format_template");
	TCase *tcase = tcase_create("format_template");

	tcase_add_loop_test(tcase, keys_are_replaced, 0, ARRAY_LEN(right));
	tcase_add_test(tcase,
	    what_is_not_known_is_empty_and_what_is_hostile_safe);
	tcase_add_loop_test(tcase, a_wrong_template_prints_nothing, 0,
	    ARRAY_LEN(wrong));
	suite_add_tcase(suite, tcase);
	return suite;
}

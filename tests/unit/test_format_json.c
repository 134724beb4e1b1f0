#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "json_schema.h"
#include "rows_fixture.h"

Suite *format_json_suite(void);

static json_t *
load(const char *text)
{
	json_error_t problem;
	json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &problem);

	ck_assert_msg(value != NULL, "%s: %s", problem.text, text);
	return value;
}

static const struct row_kind *const kinds[] = { &article_rows,
	&article_rows_with_text };

START_TEST(articles_have_every_key_and_fit_their_schema)
{
	json_t *schema = json_schema_load("articles.json"), *value, *articles;
	struct error err;
	int code;
	char *out = rows_print(kinds[_i], rows_articles, ROWS_COUNT,
	    "--format|json", &code, &err);

	value = load(out);
	json_schema_check(schema, value);
	articles = json_object_get(value, "articles");
	ck_assert_uint_eq(json_array_size(articles), ROWS_COUNT);
	for (size_t i = 0; i < ROWS_COUNT; i++) {
		json_t *article = json_array_get(articles, i);

		/* The text is there, if only as null, where it is asked. */
		ck_assert_uint_eq(json_object_size(article), (size_t)(20 + _i));
		ck_assert_int_eq(json_object_get(article, "text") != NULL, _i);
	}
	json_decref(value);
	json_decref(schema);
	free(out);
}
END_TEST

START_TEST(a_line_of_jsonl_is_one_article)
{
	json_t *schema = json_schema_load("article.json");
	struct error err;
	struct slice rest, line;
	size_t lines = 0;
	int code;
	char *out = rows_print(&article_rows, rows_articles, ROWS_COUNT,
	    "--format|jsonl", &code, &err);

	rest = slice_of(out);
	while (slice_cut(&rest, '\n', &line) && line.len > 0) {
		char *text = slice_to_string(line);
		json_t *value = load(text);

		json_schema_check(schema, value);
		ck_assert_ptr_null(json_object_get(value, "format"));
		json_decref(value);
		free(text);
		lines++;
	}
	ck_assert_uint_eq(lines, ROWS_COUNT);
	json_decref(schema);
	free(out);
}
END_TEST

START_TEST(an_empty_list_is_still_an_object)
{
	struct error err;
	int code;
	char *out = rows_print(&article_rows, NULL, 0, "--format|json", &code,
	    &err);

	ck_assert_int_eq(code, CLI_NOTHING);
	ck_assert_str_eq(out, "{\"format\":1,\"articles\":[]}\n");
	free(out);
}
END_TEST

START_TEST(no_control_character_is_printed)
{
	static const char *const formats[] = { "--format|json",
		"--format|jsonl", "--format|atom", "--format|jsonfeed",
		"--format|{title}{feed}", "--format|table", "--format|tsv" };

	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		struct error err;
		int code;
		char *out = rows_print(&article_rows_with_text, rows_articles,
		    ROWS_COUNT, formats[i], &code, &err);

		ck_assert_int_eq(code, CLI_FOUND);
		for (const char *c = out; *c != '\0'; c++)
			ck_assert_msg((unsigned char)*c >= ' ' || *c == '\n' ||
				*c == '\t',
			    "%s", formats[i]);
		ck_assert_ptr_null(strstr(out, "\xC2\x9B"));
		free(out);
	}
}
END_TEST

Suite *
format_json_suite(void)
{
	Suite *suite = suite_create("format_json");
	TCase *tcase = tcase_create("format_json");

	tcase_add_loop_test(tcase, articles_have_every_key_and_fit_their_schema,
	    0, ARRAY_LEN(kinds));
	tcase_add_test(tcase, a_line_of_jsonl_is_one_article);
	tcase_add_test(tcase, an_empty_list_is_still_an_object);
	tcase_add_test(tcase, no_control_character_is_printed);
	suite_add_tcase(suite, tcase);
	return suite;
}

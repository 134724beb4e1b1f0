/* Requests are put together whole, or not at all. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/asking.h"

Suite *asking_suite(void);

static const struct option_row tag = { "tag", 't', OPTION_TEXT, "TAG", NULL,
	"a tag" };
static const struct option_row name = { "name", 'n', OPTION_TEXT, "NAME", NULL,
	"a name" };
static const struct command command = { .name = "feeds add" };

START_TEST(a_request_has_what_was_given_and_nothing_else)
{
	struct cli cli = {
		.command = &command,
		.options = {
			.rows = { &tag, &name, &tag },
			.values = { "a", "n", "b" },
			.count = 3,
		},
	};
	struct asking asking;
	char *text;

	asking_begin(&asking, &cli, "feed.add");
	asking_text(&asking, "url", "http://h.example/");
	asking_text(&asking, "title", NULL);
	asking_append_option(&asking, "tags", "tag");
	asking_append_option(&asking, "none", "title");
	asking_append_number(&asking, "ids", 7);
	asking_flag(&asking, "wait", 1);
	asking_number(&asking, "max", 3);
	text = json_dumps(asking.request, JSON_COMPACT);
	ck_assert_str_eq(text,
	    "{\"do\":\"feed.add\",\"url\":\"http://h.example/\","
	    "\"tags\":[\"a\",\"b\"],\"ids\":[7],\"wait\":true,\"max\":3}");
	free(text);
	asking_finish(&asking);
}
END_TEST

/* An argument that is left out in silence would change something else. */
START_TEST(what_is_not_utf8_is_refused_by_its_key)
{
	struct cli cli = { .command = &command };
	struct asking asking;
	struct error err;

	asking_begin(&asking, &cli, "feed.add");
	if (_i == 0)
		asking_text(&asking, "tags", "a\xFF");
	else
		asking_append(&asking, "tags", "a\xFF");
	asking_text(&asking, "name", "fine");
	ck_assert(!asking_change(&asking, &err));
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_str_eq(err.text, "feeds add: tags is not text in UTF-8");
	ck_assert(!asking_crierd(&asking, (struct control_call){ 0 }, &err));
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	asking_finish(&asking);
}
END_TEST

START_TEST(an_answer_without_a_key_is_zero_or_empty)
{
	json_t *answer = json_pack("{s:i, s:s}", "count", 3, "name", "n");

	ck_assert_int_eq(asking_get_number(answer, "count"), 3);
	ck_assert_int_eq(asking_get_number(answer, "name"), 0);
	ck_assert_int_eq(asking_get_number(NULL, "count"), 0);
	ck_assert_str_eq(asking_get_text(answer, "name"), "n");
	ck_assert_str_eq(asking_get_text(answer, "count"), "");
	ck_assert_str_eq(asking_get_text(NULL, "name"), "");
	json_decref(answer);
}
END_TEST

START_TEST(only_one_is_singular)
{
	ck_assert_str_eq(asking_plural(0), "s");
	ck_assert_str_eq(asking_plural(1), "");
	ck_assert_str_eq(asking_plural(2), "s");
}
END_TEST

Suite *
asking_suite(void)
{
	Suite *suite = suite_create("asking");
	TCase *tcase = tcase_create("asking");

	tcase_add_test(tcase, a_request_has_what_was_given_and_nothing_else);
	tcase_add_loop_test(tcase, what_is_not_utf8_is_refused_by_its_key, 0,
	    2);
	tcase_add_test(tcase, an_answer_without_a_key_is_zero_or_empty);
	tcase_add_test(tcase, only_one_is_singular);
	suite_add_tcase(suite, tcase);
	return suite;
}

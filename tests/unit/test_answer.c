/* Errors and results that cross the socket are the same on the other side. */
#include "control/answer.h"

#include <stdlib.h>

#include <check.h>

#include "compiler.h"
#include "limits.h"

Suite *answer_suite(void);

/* Over the wire and back. */
static json_t *
carry(json_t *answer)
{
	struct buffer bytes;
	struct slice rest;
	struct error err;
	json_t *carried;

	buffer_init(&bytes, 2 * LIMIT_CONTROL_FRAME);
	ck_assert_msg(control_frame(answer, &bytes, &err), "%s", err.text);
	rest = buffer_slice(&bytes);
	carried = control_unframe(&rest, &err);
	ck_assert_msg(carried != NULL, "%s", err.text);
	json_decref(answer);
	buffer_finish(&bytes);
	return carried;
}

START_TEST(a_result_arrives)
{
	json_t *answer = carry(control_answer_ok(json_pack("{s:i}", "n", 7)));
	struct error err;
	json_t *result;

	ck_assert(answer_is_last(answer));
	ck_assert_msg(answer_read(answer, &result, &err), "%s", err.text);
	json_decref(answer);
	ck_assert_int_eq(json_integer_value(json_object_get(result, "n")), 7);
	json_decref(result);
}
END_TEST

START_TEST(an_answer_may_have_no_result)
{
	json_t *answer = carry(control_answer_ok(NULL));
	struct error err;
	json_t *result;

	ck_assert(answer_is_last(answer));
	ck_assert(answer_read(answer, &result, &err));
	ck_assert_ptr_null(result);
	json_decref(answer);
}
END_TEST

START_TEST(every_kind_of_error_arrives_as_itself)
{
	struct error sent, got;
	json_t *answer, *result;

	error_set_at(&sent, (enum error_kind)_i, 3, 17, "topic \"x\": no");
	answer = carry(control_answer_error(&sent));
	ck_assert(answer_is_last(answer));
	ck_assert(!answer_read(answer, &result, &got));
	ck_assert_int_eq(got.kind, _i);
	ck_assert_int_eq(got.line, 3);
	ck_assert_int_eq(got.column, 17);
	ck_assert_str_eq(got.text, sent.text);
	ck_assert_ptr_null(result);
	json_decref(answer);
}
END_TEST

START_TEST(an_error_with_any_bytes_crosses_as_one_clean_line)
{
	struct error sent, got;
	json_t *answer, *result;

	error_set(&sent, ERROR_IO, "%s", "/a\xff\n\x1b[31mb: no");
	answer = carry(control_answer_error(&sent));
	ck_assert(!answer_read(answer, &result, &got));
	ck_assert_str_eq(got.text, "/a\xef\xbf\xbd [31mb: no");
	ck_assert_int_eq(got.line, 0);
	json_decref(answer);
}
END_TEST

static const struct {
	const char *name, *message;
	bool is_last;
} strange[] = {
	{ "neither", "{\"progress\":{}}", false },
	{ "empty", "{}", false },
	{ "ok is a number", "{\"ok\":1}", true },
	{ "no text", "{\"ok\":false,\"kind\":\"io\"}", true },
	{ "an unknown kind", "{\"ok\":false,\"kind\":\"x\",\"error\":\"y\"}",
	    true },
	{ "no kind", "{\"ok\":false,\"error\":\"y\"}", true },
	{ "a place that is none",
	    "{\"ok\":false,\"error\":\"y\",\"line\":-1,\"column\":\"a\"}",
	    true },
};

START_TEST(what_is_no_answer_breaks_the_rules)
{
	json_t *message = json_loads(strange[_i].message, 0, NULL), *result;
	struct error err;

	ck_assert_msg(answer_is_last(message) == strange[_i].is_last, "%s",
	    strange[_i].name);
	ck_assert_msg(!answer_read(message, &result, &err), "%s",
	    strange[_i].name);
	ck_assert_msg(err.kind == ERROR_PROTOCOL && err.line == 0 &&
		err.column == 0,
	    "%s", strange[_i].name);
	json_decref(message);
}
END_TEST

Suite *
answer_suite(void)
{
	Suite *suite = suite_create("answer");
	TCase *tcase = tcase_create("answer");

	tcase_add_test(tcase, a_result_arrives);
	tcase_add_test(tcase, an_answer_may_have_no_result);
	tcase_add_loop_test(tcase, every_kind_of_error_arrives_as_itself,
	    ERROR_NONE + 1, ERROR_REFUSED + 1);
	tcase_add_test(tcase,
	    an_error_with_any_bytes_crosses_as_one_clean_line);
	tcase_add_loop_test(tcase, what_is_no_answer_breaks_the_rules, 0,
	    ARRAY_LEN(strange));
	suite_add_tcase(suite, tcase);
	return suite;
}

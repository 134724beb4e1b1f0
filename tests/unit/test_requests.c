/* What only a running crierd does: arguments, and who may ask for it. */
#include <string.h>

#include <check.h>

#include "compiler.h"
#include "control_fixture.h"

Suite *requests_suite(void);

static const struct {
	const char *request; /* with all of its arguments */
	enum control_request_id id;
	bool changes;
} rows[] = {
	{ "{'do':'status'}", CONTROL_STATUS, false },
	{ "{'do':'watch','query':'a','text':true}", CONTROL_WATCH, false },
	{ "{'do':'refresh','feeds':['a'],'wait':true}", CONTROL_REFRESH, true },
	{ "{'do':'reload'}", CONTROL_RELOAD, true },
	{ "{'do':'hooks.test','hook':'h','id':1}", CONTROL_HOOK_TEST, true },
};

static const struct control_request *
kind_of(const json_t *request)
{
	const struct control_request *kind = control_request_find(
	    slice_of(json_string_value(json_object_get(request, "do"))));

	ck_assert_ptr_nonnull(kind);
	return kind;
}

START_TEST(every_request_is_known_with_its_right)
{
	json_t *request = control_request(rows[_i].request);
	const struct control_request *kind = kind_of(request);
	struct error err;

	ck_assert_int_eq(kind->id, rows[_i].id);
	ck_assert_msg(kind->changes == rows[_i].changes, "%s", kind->name);
	ck_assert_msg(control_request_check(kind, request, &err), "%s",
	    err.text);
	json_decref(request);
}
END_TEST

START_TEST(every_request_refuses_what_it_does_not_know)
{
	json_t *request = control_request(rows[_i].request);
	const struct control_request *kind = kind_of(request);
	struct error err;
	char expected[100];

	json_object_set_new(request, "exec", json_true());
	snprintf(expected, sizeof(expected),
	    "%s: exec may only stand in a configuration file", kind->name);
	ck_assert(!control_request_check(kind, request, &err));
	ck_assert_int_eq(err.kind, ERROR_REFUSED);
	ck_assert_str_eq(err.text, expected);
	json_object_del(request, "exec");
	json_object_set_new(request, "zebra", json_true());
	ck_assert(!control_request_check(kind, request, &err));
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	json_decref(request);
}
END_TEST

START_TEST(every_argument_has_a_type)
{
	json_t *request = control_request(rows[_i].request);
	const struct control_request *kind = kind_of(request);
	const char *key;
	json_t *value;

	json_object_foreach(request, key, value) {
		json_t *wrong = json_copy(request);
		char expected[80];
		struct error err;

		json_object_set_new(wrong, key, json_real(2.5));
		snprintf(expected, sizeof(expected), "%s: %s: expected ",
		    kind->name, key);
		if (strcmp(key, "do") != 0) {
			ck_assert_msg(!control_request_check(kind, wrong, &err),
			    "%s takes any %s", kind->name, key);
			ck_assert_msg(slice_has_prefix(slice_of(err.text),
					  slice_of(expected)),
			    "%s", err.text);
		}
		json_decref(wrong);
	}
	json_decref(request);
}
END_TEST

START_TEST(changes_are_not_among_them)
{
	static const char *const names[] = { "feed.add", "mark", "undo", "",
		"STATUS", "hooks.tests" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		ck_assert_msg(control_request_find(slice_of(names[i])) == NULL,
		    "%s", names[i]);
	ck_assert_uint_eq(ARRAY_LEN(rows), CONTROL_REQUESTS);
}
END_TEST

Suite *
requests_suite(void)
{
	Suite *suite = suite_create("requests");
	TCase *tcase = tcase_create("requests");

	tcase_add_loop_test(tcase, every_request_is_known_with_its_right, 0,
	    ARRAY_LEN(rows));
	tcase_add_loop_test(tcase, every_request_refuses_what_it_does_not_know,
	    0, ARRAY_LEN(rows));
	tcase_add_loop_test(tcase, every_argument_has_a_type, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, changes_are_not_among_them);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* Every request is held against its table: keys, types, values. */
#include "control/arguments.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "compiler.h"
#include "control_fixture.h"
#include "limits.h"

Suite *arguments_suite(void);

static const struct argument inner[] = {
	{ "url", ARGUMENT_URL, ARGUMENT_REQUIRED, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
static const struct argument table[] = {
	{ "name", ARGUMENT_NAME, ARGUMENT_REQUIRED, NULL },
	{ "title", ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
	{ "query", ARGUMENT_QUERY, ARGUMENT_OPTIONAL, NULL },
	{ "url", ARGUMENT_URL, ARGUMENT_OPTIONAL, NULL },
	{ "for", ARGUMENT_DURATION, ARGUMENT_OPTIONAL, NULL },
	{ "all", ARGUMENT_FLAG, ARGUMENT_OPTIONAL, NULL },
	{ "max", ARGUMENT_NUMBER, ARGUMENT_OPTIONAL, NULL },
	{ "tags", ARGUMENT_WORDS, ARGUMENT_OPTIONAL, NULL },
	{ "ids", ARGUMENT_IDS, ARGUMENT_OPTIONAL, NULL },
	{ "feeds", ARGUMENT_OBJECTS, ARGUMENT_OPTIONAL, inner },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};

static const char *const right[] = {
	"{'name':'a'}",
	"{'do':'anything','name':'a-1'}",
	"{'name':'0','title':'H\\u00e9 - \\u65e5'}",
	"{'name':'a','query':''}",
	"{'name':'a','query':'a\\nOR\\tb'}",
	"{'name':'a','url':'http://h.example'}",
	"{'name':'a','url':'HTTPS://h.example:8443/p?q#f'}",
	"{'name':'a','url':'http://[::1]:80/'}",
	"{'name':'a','for':'0'}",
	"{'name':'a','for':'1h30m'}",
	"{'name':'a','all':false}",
	"{'name':'a','max':0}",
	"{'name':'a','max':9223372036854775807}",
	"{'name':'a','tags':[]}",
	"{'name':'a','tags':['x','y:z']}",
	"{'name':'a','ids':[1,2]}",
	"{'name':'a','feeds':[]}",
	"{'name':'a','feeds':[{'url':'http://h.example/'}]}",
};

START_TEST(what_the_table_says_is_taken)
{
	json_t *request = control_request(right[_i]);
	struct error err;

	ck_assert_msg(arguments_check(table, request, &err), "%s: %s",
	    right[_i], err.text);
	json_decref(request);
}
END_TEST

#define NAME                                                           \
	"name: expected a name: a-z and 0-9, and \"-\" between them, " \
	"at most 64"
#define TITLE "title: expected one line of text"
#define URL                                                          \
	"url: expected an http or https URL without a user name or " \
	"password"
#define FOR  "for: expected a duration like \"30m\""
#define ALL  "all: expected true or false"
#define MAX  "max: expected a whole number, not negative"
#define TAGS "tags: expected a list of words, each of at most 64 bytes"
#define IDS  "ids: expected a list of ids"

static const struct {
	const char *request, *error;
} wrong[] = {
	/* clang-format off */
	{ "{}", "name is missing" },
	{ "{'do':'x','title':'a'}", "name is missing" },
	{ "{'name':null}", NAME },
	{ "{'name':1}", NAME },
	{ "{'name':''}", NAME },
	{ "{'name':'-a'}", NAME },
	{ "{'name':'a-'}", NAME },
	{ "{'name':'A'}", NAME },
	{ "{'name':'a b'}", NAME },
	{ "{'name':'../a'}", NAME },
	{ "{'name':['a']}", NAME },
	{ "{'name':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}",
	  NAME },
	{ "{'name':'a','title':''}", TITLE },
	{ "{'name':'a','title':'a\\nb'}", TITLE },
	{ "{'name':'a','title':'\\u001b[31m'}", TITLE },
	{ "{'name':'a','title':'\\u007f'}", TITLE },
	{ "{'name':'a','title':true}", TITLE },
	{ "{'name':'a','query':[]}", "query: expected a query of at most 64 KiB" },
	{ "{'name':'a','url':''}", URL },
	{ "{'name':'a','url':'h.example'}", URL },
	{ "{'name':'a','url':'file:///etc/passwd'}", URL },
	{ "{'name':'a','url':'ftp://h.example/'}", URL },
	{ "{'name':'a','url':'/etc/passwd'}", URL },
	{ "{'name':'a','url':'http://'}", URL },
	{ "{'name':'a','url':'http:///x'}", URL },
	{ "{'name':'a','url':'http://u@h.example/'}", URL },
	{ "{'name':'a','url':'http://u:p@h.example/'}", URL },
	{ "{'name':'a','url':'http://h.example:0/'}", URL },
	{ "{'name':'a','url':'http://h.example:99999/'}", URL },
	{ "{'name':'a','url':'http://h.example/a b'}", URL },
	{ "{'name':'a','url':'http://h.example/\\n'}", URL },
	{ "{'name':'a','url':7}", URL },
	{ "{'name':'a','for':30}", FOR },
	{ "{'name':'a','for':'30'}", FOR },
	{ "{'name':'a','for':''}", FOR },
	{ "{'name':'a','for':'-1h'}", FOR },
	{ "{'name':'a','all':1}", ALL },
	{ "{'name':'a','all':'true'}", ALL },
	{ "{'name':'a','max':-1}", MAX },
	{ "{'name':'a','max':1.5}", MAX },
	{ "{'name':'a','max':'1'}", MAX },
	{ "{'name':'a','tags':'x'}", TAGS },
	{ "{'name':'a','tags':['x y']}", TAGS },
	{ "{'name':'a','tags':['']}", TAGS },
	{ "{'name':'a','tags':['x',1]}", TAGS },
	{ "{'name':'a','tags':['\\t']}", TAGS },
	{ "{'name':'a','ids':[0]}", IDS },
	{ "{'name':'a','ids':['1']}", IDS },
	{ "{'name':'a','ids':1}", IDS },
	{ "{'name':'a','feeds':{}}", "feeds: expected a list of objects" },
	{ "{'name':'a','feeds':['http://h.example/']}",
	  "feeds: expected a list of objects" },
	{ "{'name':'a','feeds':[{'url':'http://h.example/'},{}]}",
	  "feeds 2: url is missing" },
	{ "{'name':'a','feeds':[{'url':'http://h.example/','tag':'x'}]}",
	  "feeds 1: unknown argument \"tag\"" },
	{ "{'name':'a','nmae':'a'}",
	  "unknown argument \"nmae\" (did you mean \"name\"?)" },
	{ "{'name':'a','Name':'a'}",
	  "unknown argument \"Name\" (did you mean \"name\"?)" },
	{ "{'name':'a','':1}", "unknown argument \"\"" },
	/* clang-format on */
};

START_TEST(what_the_table_does_not_say_is_refused_by_name)
{
	json_t *request = control_request(wrong[_i].request);
	struct error err;

	ck_assert_msg(!arguments_check(table, request, &err), "%s",
	    wrong[_i].request);
	ck_assert_msg(strcmp(err.text, wrong[_i].error) == 0, "%s: %s",
	    wrong[_i].request, err.text);
	ck_assert_msg(err.kind == ERROR_USAGE, "%s", wrong[_i].request);
	json_decref(request);
}
END_TEST

static const struct {
	const char *request, *error;
} refused[] = {
	/* clang-format off */
	{ "{'name':'a','exec':['/bin/sh']}",
	  "exec may only stand in a configuration file" },
	{ "{'name':'a','allow_private':true}",
	  "allow_private may only stand in a configuration file" },
	{ "{'name':'a','feeds':[{'url':'http://h.example/','file':'/x'}]}",
	  "feeds 1: file may only stand in a configuration file" },
	{ "{'name':'a','tags':[{'exec':['/bin/sh']}]}",
	  "a definition in tags may only stand in a configuration file" },
	{ "{'name':'a','tags':{'x':{}}}",
	  "a definition in tags may only stand in a configuration file" },
	/* clang-format on */
};

START_TEST(powerful_options_are_refused_by_name)
{
	json_t *request = control_request(refused[_i].request);
	struct error err;

	ck_assert_msg(!arguments_check(table, request, &err), "%s",
	    refused[_i].request);
	ck_assert_msg(strcmp(err.text, refused[_i].error) == 0, "%s: %s",
	    refused[_i].request, err.text);
	ck_assert_msg(err.kind == ERROR_REFUSED, "%s", refused[_i].request);
	json_decref(request);
}
END_TEST

START_TEST(long_values_are_refused)
{
	static const struct {
		const char *key;
		size_t max;
		const char *before;
	} rows[] = {
		{ "title", LIMIT_STORED_TITLE, "" },
		{ "query", LIMIT_QUERY_BYTES, "" },
		{ "url", LIMIT_URL, "http://h.example/" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t over = 0; over <= 1; over++) {
			size_t before = strlen(rows[i].before);
			size_t len = rows[i].max + over;
			char *text = malloc(len + 1);
			struct error err;
			json_t *request;

			ck_assert_ptr_nonnull(text);
			memset(text, 'x', len);
			memcpy(text, rows[i].before, before);
			text[len] = '\0';
			request = json_pack("{s:s, s:s}", "name", "a",
			    rows[i].key, text);
			ck_assert_msg(arguments_check(table, request, &err) ==
				(over == 0),
			    "%s of %zu bytes", rows[i].key, len);
			json_decref(request);
			free(text);
		}
}
END_TEST

START_TEST(checked_values_are_read)
{
	json_t *request = control_request(
	    "{'name':'a','for':'2m','max':5,'tags':['x','y'],'ids':[7,8]}");
	struct slice *words;
	struct arena arena;
	struct error err;
	int64_t *ids;
	size_t count;

	arena_init(&arena, LIMIT_CONTROL_ARENA);
	ck_assert(slice_eq(argument_text(request, "name"), SLICE("a")));
	ck_assert_ptr_null(argument_text(request, "title").ptr);
	ck_assert_int_eq(argument_duration_s(request, "for", 1), 120);
	ck_assert_int_eq(argument_duration_s(request, "since", 1), 1);
	ck_assert_int_eq(argument_number(request, "max", 1), 5);
	ck_assert_int_eq(argument_number(request, "min", 1), 1);
	ck_assert(
	    argument_words(request, "tags", &arena, &words, &count, &err));
	ck_assert_uint_eq(count, 2);
	ck_assert(slice_eq(words[1], SLICE("y")));
	ck_assert(
	    argument_words(request, "none", &arena, &words, &count, &err));
	ck_assert_uint_eq(count, 0);
	ck_assert(argument_ids(request, "ids", &arena, &ids, &count, &err));
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(ids[1], 8);
	arena_finish(&arena);
	json_decref(request);
}
END_TEST

START_TEST(lists_without_room_are_an_error)
{
	json_t *request = control_request("{'ids':[7,8],'tags':['x','y']}");
	struct slice *words;
	struct arena arena;
	struct error err;
	int64_t *ids;
	size_t count;

	arena_init(&arena, 8);
	ck_assert(!argument_ids(request, "ids", &arena, &ids, &count, &err));
	ck_assert_int_eq(err.kind, ERROR_MEMORY);
	err.kind = ERROR_NONE;
	ck_assert(
	    !argument_words(request, "tags", &arena, &words, &count, &err));
	ck_assert_int_eq(err.kind, ERROR_MEMORY);
	arena_finish(&arena);
	json_decref(request);
}
END_TEST

Suite *
arguments_suite(void)
{
	Suite *suite = suite_create("arguments");
	TCase *tcase = tcase_create("arguments");

	tcase_add_loop_test(tcase, what_the_table_says_is_taken, 0,
	    ARRAY_LEN(right));
	tcase_add_loop_test(tcase,
	    what_the_table_does_not_say_is_refused_by_name, 0,
	    ARRAY_LEN(wrong));
	tcase_add_loop_test(tcase, powerful_options_are_refused_by_name, 0,
	    ARRAY_LEN(refused));
	tcase_add_test(tcase, long_values_are_refused);
	tcase_add_test(tcase, checked_values_are_read);
	tcase_add_test(tcase, lists_without_room_are_an_error);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* The table of changes: what each takes, refuses, and does to a database. */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "compiler.h"
#include "config_folder.h"
#include "control_fixture.h"

Suite *changes_suite(void);

static struct control_fixture fixture;

static void
begin(void)
{
	config_folder_enter();
	control_fixture_open(&fixture);
}

static void
end(void)
{
	control_fixture_close(&fixture);
	config_folder_leave();
}

/* ---- what is refused before the store is asked --------------------------------- */

/* Every change with all of its arguments. */
static const char *const whole[] = {
	"{'do':'feed.add','url':'http://h.example/','name':'h','title':'H',"
	"'tags':['x'],'interval':'1h'}",
	"{'do':'feed.remove','name':'h'}",
	"{'do':'feed.rename','name':'h','to':'i'}",
	"{'do':'feed.tag','name':'h','add':['x'],'remove':['y']}",
	"{'do':'feed.pause','name':'h'}",
	"{'do':'feed.resume','name':'h'}",
	"{'do':'import.opml','feeds':[{'url':'http://h.example/'}]}",
	"{'do':'topic.add','name':'t','query':'a','feeds':['h'],"
	"'hooks':['append']}",
	"{'do':'topic.remove','name':'t'}",
	"{'do':'topic.mute','name':'t','for':'1h'}",
	"{'do':'topic.replay','name':'t','since':'7d','max':1}",
	"{'do':'hooks.retry','key':'k','hook':'append'}",
	"{'do':'hooks.drop','key':'k','hook':'append'}",
	"{'do':'mark','mark':'label','add':'x','remove':'y','ids':[1],"
	"'query':'a','dry_run':true}",
	"{'do':'undo'}",
};

static const struct change *
change_of(const json_t *request)
{
	const struct change *change = control_change_find(
	    slice_of(json_string_value(json_object_get(request, "do"))));

	ck_assert_ptr_nonnull(change);
	return change;
}

START_TEST(every_change_takes_its_arguments)
{
	json_t *request = control_request(whole[_i]);
	struct error err;

	ck_assert_msg(control_change_check(change_of(request), request, &err),
	    "%s", err.text);
	json_decref(request);
}
END_TEST

/* The request with key set to value must fail with that kind and begin. */
static void
refuses(const char *text, const char *key, const char *value,
    enum error_kind kind, const char *begin_of_text)
{
	json_t *request = control_request(text);
	const struct change *change = change_of(request);
	struct error err;
	char expected[200];

	json_object_set_new(request, key,
	    json_loads(value, JSON_DECODE_ANY, NULL));
	snprintf(expected, sizeof(expected), "%s: %s", change->name,
	    begin_of_text);
	ck_assert_msg(!control_change_check(change, request, &err),
	    "%s takes %s: %s", change->name, key, value);
	ck_assert_msg(err.kind == kind, "%s %s: %s", change->name, key,
	    err.text);
	ck_assert_msg(strncmp(err.text, expected, strlen(expected)) == 0,
	    "%s and not %s", err.text, expected);
	json_decref(request);
}

START_TEST(every_change_refuses_powerful_options_by_name)
{
	static const char *const names[] = { "exec", "filter", "file",
		"webhook", "allow_private", "insecure_tls", "proxy",
		"client_cert", "auth", "hosts", "resolver" };
	char expected[100];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(expected, sizeof(expected),
		    "%s may only stand in a configuration file", names[i]);
		refuses(whole[_i], names[i], "true", ERROR_REFUSED, expected);
	}
}
END_TEST

START_TEST(every_change_refuses_keys_that_it_does_not_know)
{
	refuses(whole[_i], "zebra", "1", ERROR_USAGE,
	    "unknown argument \"zebra\"");
}
END_TEST

START_TEST(every_argument_of_every_change_has_a_type)
{
	json_t *request = control_request(whole[_i]);
	const char *key;
	json_t *value;

	json_object_foreach(request, key, value) {
		char expected[80];

		snprintf(expected, sizeof(expected), "%s: expected ", key);
		if (strcmp(key, "do") != 0)
			refuses(whole[_i], key, "2.5", ERROR_USAGE, expected);
	}
	json_decref(request);
}
END_TEST

START_TEST(the_test_knows_every_change)
{
	static const char *const none[] = { "", "feed", "feed.", "feed.adds",
		"FEED.ADD", "hooks.test", "status" };

	ck_assert_uint_eq(ARRAY_LEN(whole), 15);
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		ck_assert_msg(control_change_find(slice_of(none[i])) == NULL,
		    "%s", none[i]);
	ck_assert_ptr_null(control_change_find(SLICE_NONE));
}
END_TEST

/* ---- what they do ------------------------------------------------------------------ */

struct step {
	const char *request, *result;
};

/* Each row of steps begins with a database of its own. */
static const struct scene {
	const char *name;
	struct step steps[6];
} scenes[] = {
	/* clang-format off */
	{ "no change", {
	  { "{'do':'feed.explode'}", "usage: there is no change \"feed.explode\"" },
	  { "{'name':'x'}", "usage: there is no change \"\"" },
	  { "{'do':7}", "usage: there is no change \"\"" } } },
	{ "a feed is added once", {
	  { "{'do':'feed.add','url':'https://quay.example/feed','name':'quay'}",
	    "{'added':true,'name':'quay'}" },
	  { "{'do':'feed.add','url':'https://quay.example/feed'}",
	    "{'added':false,'name':'quay'}" },
	  { "{'do':'feed.add','url':'https://harbour.example/feed'}",
	    "{'added':false,'name':'harbour'}" } } },
	{ "an interval has bounds", {
	  { "{'do':'feed.add','url':'https://a.example/','interval':'0'}",
	    "usage: interval: expected from 1s to 365d" },
	  { "{'do':'feed.add','url':'https://a.example/','interval':'2y'}",
	    "usage: interval: expected from 1s to 365d" },
	  { "{'do':'feed.add','url':'https://a.example/','interval':'365d',"
	    "'name':'a'}",
	    "{'added':true,'name':'a'}" } } },
	{ "a configured feed is changed in its file", {
	  { "{'do':'feed.add','url':'https://x.example/','name':'harbour'}",
	    "refused: feed harbour stands in crier.yaml, line 5: change it "
	    "there" },
	  { "{'do':'feed.remove','name':'harbour'}",
	    "refused: feed harbour stands in crier.yaml, line 5: change it "
	    "there" },
	  { "{'do':'feed.rename','name':'harbour','to':'port'}",
	    "refused: feed harbour stands in crier.yaml, line 5: change it "
	    "there" },
	  { "{'do':'feed.tag','name':'harbour','add':['x']}",
	    "refused: feed harbour stands in crier.yaml, line 5: change it "
	    "there" },
	  { "{'do':'feed.pause','name':'harbour'}", "{}" },
	  { "{'do':'feed.resume','name':'harbour'}", "{}" } } },
	{ "a name that a file has is not taken", {
	  { "{'do':'feed.add','url':'https://quay.example/','name':'quay'}",
	    "{'added':true,'name':'quay'}" },
	  { "{'do':'feed.rename','name':'quay','to':'harbour'}",
	    "refused: feed harbour stands in crier.yaml, line 5: change it "
	    "there" },
	  { "{'do':'feed.rename','name':'quay','to':'pier'}", "{}" },
	  { "{'do':'feed.remove','name':'pier'}", "{}" } } },
	{ "an import is whole", {
	  { "{'do':'import.opml','feeds':["
	    "{'url':'https://a.example/','name':'a'},"
	    "{'url':'https://b.example/','name':'harbour'}]}",
	    "refused: feeds 2: feed harbour stands in crier.yaml, line 5: "
	    "change it there" },
	  { "{'do':'import.opml','feeds':["
	    "{'url':'https://a.example/','interval':'0'}]}",
	    "usage: feeds 1: interval: expected from 1s to 365d" },
	  { "{'do':'import.opml','feeds':["
	    "{'url':'https://a.example/','name':'a'},"
	    "{'url':'https://b.example/','tags':['x']},"
	    "{'url':'https://harbour.example/feed'}]}",
	    "{'added':2,'known':1}" },
	  { "{'do':'import.opml','feeds':[]}", "{'added':0,'known':0}" } } },
	{ "a topic is compiled before it is stored", {
	  { "{'do':'topic.add','name':'t','query':'(boat'}",
	    "query: query: 1:1: E05 parenthesis is not closed" },
	  { "{'do':'topic.add','name':'t','query':'~nothing'}",
	    "query: query: 1:1: E23 no list \"nothing\"" },
	  { "{'do':'topic.add','name':'t','query':''}",
	    "query: query: 1:1: E01 empty query" },
	  { "{'do':'topic.add','name':'t','query':'~boats','feeds':['harb*'],"
	    "'hooks':['archive','append']}", "{}" },
	  { "{'do':'topic.remove','name':'t'}", "{}" } } },
	{ "a topic names hooks of the configuration", {
	  { "{'do':'topic.add','name':'t','query':'boat','hooks':['apend']}",
	    "input: no hook \"apend\" is configured (did you mean "
	    "\"append\"?)" } } },
	{ "a configured topic is changed in its file", {
	  { "{'do':'topic.add','name':'arrivals','query':'x'}",
	    "refused: topic arrivals stands in crier.yaml, line 8: change it "
	    "there" },
	  { "{'do':'topic.remove','name':'arrivals'}",
	    "refused: topic arrivals stands in crier.yaml, line 8: change it "
	    "there" },
	  { "{'do':'topic.mute','name':'arrivals','for':'1h'}",
	    "{'until_at':1800003600}" },
	  { "{'do':'topic.mute','name':'arrivals','for':'0'}",
	    "{'until_at':0}" } } },
	{ "a replay counts before it queues", {
	  { "{'do':'topic.replay','name':'arrivals','since':'7d'}",
	    "{'count':2}" },
	  { "{'do':'topic.replay','name':'arrivals','since':'7d','max':1}",
	    "{'count':1}" },
	  { "{'do':'topic.replay','name':'arrivals','since':'7d'}",
	    "{'count':1}" },
	  { "{'do':'hooks.drop','hook':'append'}", "{'count':1}" },
	  { "{'do':'hooks.retry'}", "{'count':0}" } } },
	{ "marks by ids and by query", {
	  { "{'do':'mark','mark':'read','ids':[1,2]}", "{'count':2}" },
	  { "{'do':'mark','mark':'star','query':'boats','dry_run':true}",
	    "{'count':1}" },
	  { "{'do':'mark','mark':'star','query':'is:unread'}",
	    "{'count':0}" },
	  { "{'do':'mark','mark':'label','add':'x','query':'~boats'}",
	    "{'count':2}" },
	  { "{'do':'undo'}", "{'count':2,'what':'label +x, 2 articles'}" },
	  { "{'do':'mark','mark':'unread','query':'is:read'}",
	    "{'count':2}" } } },
	{ "a mark says which and what", {
	  { "{'do':'mark','mark':'red','ids':[1]}",
	    "usage: mark: expected read, unread, star, unstar or label" },
	  { "{'do':'mark','mark':'read'}",
	    "usage: expected either ids or a query" },
	  { "{'do':'mark','mark':'read','ids':[1],'query':''}",
	    "usage: expected either ids or a query" },
	  { "{'do':'mark','mark':'read','query':'('}",
	    "query: query: 1:1: E05 parenthesis is not closed" },
	  { "{'do':'mark','mark':'label','ids':[1]}",
	    "usage: add and remove belong to the mark \"label\", and it needs "
	    "one of them" },
	  { "{'do':'mark','mark':'read','add':'x','ids':[1]}",
	    "usage: add and remove belong to the mark \"label\", and it needs "
	    "one of them" } } },
	{ "a label is a word", {
	  { "{'do':'mark','mark':'label','add':'a b','ids':[1]}",
	    "usage: a label is one word of at most 64 bytes" } } },
	{ "an id that is not there is not passed over", {
	  { "{'do':'mark','mark':'read','ids':[1,77]}",
	    "input: there is no article 77" },
	  { "{'do':'mark','mark':'read','ids':[1]}", "{'count':1}" } } },
	{ "nothing to undo", {
	  { "{'do':'undo'}", "{'count':0,'what':null}" } } },
	{ "names that are not there", {
	  { "{'do':'feed.pause','name':'x'}", "input: " },
	  { "{'do':'feed.remove','name':'x'}", "input: " },
	  { "{'do':'feed.tag','name':'x','add':['y']}", "input: " },
	  { "{'do':'topic.remove','name':'x'}", "input: " },
	  { "{'do':'topic.mute','name':'x','for':'1h'}", "input: " },
	  { "{'do':'topic.replay','name':'x','since':'1h'}", "input: " } } },
	/* clang-format on */
};

/* A result that ends in ": " is the begin of what is expected. */
static bool
is_as_expected(const char *got, const char *expected)
{
	size_t len = strlen(expected);

	if (len > 2 && strcmp(expected + len - 2, ": ") == 0)
		return strncmp(got, expected, len) == 0;
	return strcmp(got, expected) == 0;
}

START_TEST(changes_do_what_they_say)
{
	const struct scene *scene = &scenes[_i];

	for (size_t i = 0; i < ARRAY_LEN(scene->steps); i++) {
		const struct step *step = &scene->steps[i];
		const char *got;

		if (step->request == NULL)
			break;
		got = control_try(&fixture, step->request);
		ck_assert_msg(is_as_expected(got, step->result),
		    "%s: %s\n  gives %s\n  and not %s", scene->name,
		    step->request, got, step->result);
	}
}
END_TEST

/* ---- what reaches the store ----------------------------------------------------------- */

START_TEST(an_added_feed_is_the_databases_own)
{
	struct fixture *database = &fixture.database;
	struct feed_state *states;
	struct feed *feeds;
	struct error err;
	size_t count;

	control_try(&fixture,
	    "{'do':'feed.add','url':'https://quay.example/feed','name':'quay',"
	    "'title':'The Quay','tags':['sea','news'],'interval':'2h'}");
	ck_assert(store_own_feeds(database->store, &database->arena, &feeds,
	    &states, &count, &err));
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(feeds[0].name, "quay");
	ck_assert_str_eq(feeds[0].url, "https://quay.example/feed");
	ck_assert_str_eq(feeds[0].title, "The Quay");
	ck_assert_int_eq(feeds[0].interval_s, 7200);
	ck_assert_int_eq(feeds[0].origin, ORIGIN_COMMAND);
	ck_assert_uint_eq(feeds[0].tag_count, 2);
	ck_assert(!feeds[0].allow_private && feeds[0].argv == NULL);
}
END_TEST

START_TEST(tags_are_added_and_removed)
{
	control_try(&fixture,
	    "{'do':'feed.add','url':'https://quay.example/','name':'quay',"
	    "'tags':['old']}");
	ck_assert_str_eq(control_try(&fixture,
			     "{'do':'feed.tag','name':'quay',"
			     "'add':['a','b'],'remove':['old']}"),
	    "{}");
	CHECK_TEXT(&fixture.database,
	    "SELECT group_concat(tag) FROM (SELECT tag FROM feed_tag "
	    "WHERE feed = 'quay' ORDER BY tag)",
	    "a,b");
}
END_TEST

START_TEST(an_added_topic_is_the_databases_own)
{
	struct fixture *database = &fixture.database;
	struct topic *topics;
	struct error err;
	size_t count;

	control_try(&fixture,
	    "{'do':'topic.add','name':'t','query':'~boats','feeds':['harb*'],"
	    "'hooks':['archive','append']}");
	ck_assert(store_own_topics(database->store, &database->arena, &topics,
	    &count, &err));
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(topics[0].name, "t");
	ck_assert_str_eq(topics[0].query, "~boats");
	ck_assert_uint_eq(topics[0].feed_count, 1);
	ck_assert_str_eq(topics[0].feeds[0], "harb*");
	ck_assert_uint_eq(topics[0].hook_count, 2);
	ck_assert_str_eq(topics[0].hooks[0], "archive");
}
END_TEST

START_TEST(a_change_that_fails_leaves_nothing)
{
	ck_assert(
	    is_as_expected(control_try(&fixture,
			       "{'do':'import.opml','feeds':["
			       "{'url':'https://a.example/','name':'a'},"
			       "{'url':'https://b.example/','name':'a'}]}"),
		"refused: "));
	CHECK_SQL(&fixture.database,
	    "SELECT count(*) FROM feed WHERE name = 'a'", 0);
	/* No transaction was left open either. */
	ck_assert_str_eq(control_try(&fixture,
			     "{'do':'feed.pause','name':'harbour'}"),
	    "{}");
}
END_TEST

START_TEST(what_is_added_paused_was_never_due)
{
	ck_assert_str_eq(
	    control_try(&fixture,
		"{'do':'import.opml','feeds':["
		"{'url':'https://a.example/','name':'a','paused':true},"
		"{'url':'https://b.example/','name':'b','paused':false},"
		"{'url':'https://harbour.example/feed','paused':true}]}"),
	    "{'added':2,'known':1}");
	ck_assert_str_eq(control_try(&fixture,
			     "{'do':'feed.add','url':'https://c.example/',"
			     "'name':'c','paused':true}"),
	    "{'added':true,'name':'c'}");
	CHECK_SQL(&fixture.database,
	    "SELECT count(*) FROM feed WHERE paused AND name IN ('a', 'c')", 2);
	CHECK_SQL(&fixture.database, "SELECT count(*) FROM feed WHERE paused",
	    2);
}
END_TEST

Suite *
changes_suite(void)
{
	Suite *suite = suite_create("changes");
	TCase *checks = tcase_create("checks");
	TCase *effects = tcase_create("effects");

	tcase_add_loop_test(checks, every_change_takes_its_arguments, 0,
	    ARRAY_LEN(whole));
	tcase_add_loop_test(checks,
	    every_change_refuses_powerful_options_by_name, 0, ARRAY_LEN(whole));
	tcase_add_loop_test(checks,
	    every_change_refuses_keys_that_it_does_not_know, 0,
	    ARRAY_LEN(whole));
	tcase_add_loop_test(checks, every_argument_of_every_change_has_a_type,
	    0, ARRAY_LEN(whole));
	tcase_add_test(checks, the_test_knows_every_change);
	suite_add_tcase(suite, checks);
	tcase_add_checked_fixture(effects, begin, end);
	tcase_add_loop_test(effects, changes_do_what_they_say, 0,
	    ARRAY_LEN(scenes));
	tcase_add_test(effects, an_added_feed_is_the_databases_own);
	tcase_add_test(effects, tags_are_added_and_removed);
	tcase_add_test(effects, an_added_topic_is_the_databases_own);
	tcase_add_test(effects, a_change_that_fails_leaves_nothing);
	tcase_add_test(effects, what_is_added_paused_was_never_due);
	suite_add_tcase(suite, effects);
	return suite;
}

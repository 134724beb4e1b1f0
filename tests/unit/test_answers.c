/*
 * What the commands answer that ask a store: whole command lines, their exit
 * codes, the texts for scripts, and JSON against its schemas.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cli/command.h"
#include "cli_fixture.h"
#include "compiler.h"
#include "json_schema.h"

Suite *answers_suite(void);

static struct cli_world world;

static void
begin(void)
{
	cli_world_open(&world);
}

static void
end(void)
{
	cli_world_close(&world);
}

#define KEY_1 "00000000000000000000000001"
#define KEY_2 "00000000000000000000000002"

#define OPML(feeds)                                                        \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                     \
	"<opml version=\"2.0\" xmlns:crier=\"urn:crier:opml:1\">\n"        \
	"<head>\n  <title>Feeds of crier</title>\n</head>\n<body>\n" feeds \
	"</body>\n</opml>\n"
#define HARBOUR                                                               \
	"  <outline type=\"rss\" text=\"The Harbour\" title=\"The Harbour\" " \
	"xmlUrl=\"https://harbour.example/feed\" crier:name=\"harbour\"/>\n"

/* clang-format off */
static const struct {
	const char *words;
	int code;
	const char *out, *err; /* all of it */
} exact[] = {
	{ "list", CLI_FOUND,
	  "4\t2027-01-15T07:00:00Z\tharbour\tboats\tBoat race won\thttps://harbour.example/4\n"
	  "3\t2027-01-13T08:00:00Z\tharbour\tboats\t北朝鮮 boat seen\thttps://harbour.example/3\n", "" },
	{ "list --format table", CLI_FOUND,
	  "id  age  topic  feed     title\n"
	  " 4   1h  boats  harbour  Boat race won\n"
	  " 3   2d  boats  harbour  北朝鮮 boat seen\n", "" },
	{ "list race --format ids", CLI_FOUND, "4\n", "" },
	{ "list boat -race --format ids", CLI_FOUND, "3\n", "" },
	{ "list --format ids -- -race", CLI_FOUND, "3\n", "" },
	{ "list ~ships --sort oldest --format ids", CLI_FOUND, "3\n4\n", "" },
	{ "list --limit 1 --offset 1 --format ids", CLI_FOUND, "3\n", "" },
	{ "list --offset 2", CLI_NOTHING, "", "" },
	{ "list zebra", CLI_NOTHING, "", "" },
	{ "list --format '{text}' race", CLI_FOUND, "The boat of the harbour won the race.\n", "" },
	{ "list --sort relevance", CLI_USAGE, "", "crier: --sort relevance needs a query with words\n" },
	{ "search tide --format ids", CLI_FOUND, "2\n", "" },
	{ "search boat --sort newest --format ids", CLI_FOUND, "4\n3\n", "" },
	{ "search", CLI_USAGE, "", "crier: search: what for?\n" },
	{ "count", CLI_FOUND, "2\n", "" },
	{ "count zebra", CLI_NOTHING, "0\n", "" },
	{ "count --format json", CLI_FOUND, "{\"format\":1,\"count\":2}\n", "" },
	{ "count --format jsonl", CLI_FOUND, "{\"count\":2}\n", "" },
	{ "count --format table", CLI_FOUND, "2\n", "" },
	{ "count --format ids", CLI_USAGE, "", "crier: count: --format ids needs --by\n" },
	{ "count --by topic", CLI_FOUND, "boats\t2\n", "" },
	{ "count --by day", CLI_FOUND, "2027-01-15\t1\n2027-01-13\t1\n", "" },
	{ "count --by day -n 1", CLI_FOUND, "2027-01-15\t1\n", "" },
	{ "count --by feed --format table", CLI_FOUND, "feed     articles\nharbour         2\n", "" },
	{ "count --by feed --format '{key}={count}'", CLI_FOUND, "harbour=2\n", "" },
	{ "count --by week", CLI_USAGE, "", "crier: count: --by cannot be \"week\": topic, feed, day or author\n" },
	{ "feeds --format '{name} {articles}'", CLI_FOUND, "harbour 4\n", "" },
	{ "feeds list x", CLI_USAGE, "", "crier: feeds list: one word too many: \"x\"\n" },
	{ "feeds lst", CLI_USAGE, "", "crier: feeds: no command \"lst\" (did you mean \"list\"?)\n" },
	{ "feeds --format ids", CLI_USAGE, "", "crier: feeds have no ids\n" },
	{ "feeds --format atom", CLI_USAGE, "", "crier: feeds cannot be listed as atom\n" },
	{ "feeds health", CLI_NOTHING, "", "" },
	{ "feeds health --silent soon", CLI_USAGE, "",
	  "crier: feeds health: --silent needs a time such as 30d, not \"soon\"\n" },
	{ "export", CLI_USAGE, "", "crier: export: what? opml or feed\n" },
	{ "export opm", CLI_USAGE, "", "crier: export: no command \"opm\" (did you mean \"opml\"?)\n" },
	{ "export opml", CLI_FOUND, OPML(HARBOUR), "" },
	{ "feeds export", CLI_FOUND, OPML(HARBOUR), "" },
	{ "export opml --tag nope", CLI_NOTHING, OPML(""), "" },
	{ "export feed race --format ids", CLI_FOUND, "4\n", "" },
	{ "topics", CLI_FOUND,
	  "boats\t2\t2027-01-15T08:00:00Z\tboat\nempty\t0\t\tsubmarine\n", "" },
	{ "topics --format table", CLI_FOUND,
	  "name   7 days  all  last  query\n"
	  "boats       2    2    1m  boat\n"
	  "empty       0    0     -  submarine\n", "" },
	{ "topics --format '{name} {matches} {matches_7d}'", CLI_FOUND, "boats 2 2\nempty 0 0\n", "" },
	{ "topics list -n 1 --format '{name}'", CLI_FOUND, "boats\n", "" },
	{ "topics show", CLI_USAGE, "", "crier: topics show: which topic?\n" },
	{ "topics show nope", CLI_NOTHING, "", "crier: no topic \"nope\"\n" },
	{ "topics show boat", CLI_NOTHING, "", "crier: no topic \"boat\" (did you mean \"boats\"?)\n" },
	{ "hooks", CLI_FOUND,
	  KEY_1 "\twaiting\t1\t2027-01-15T08:06:00Z\tboats\tclips\t3\tno room\n", "" },
	{ "hooks failed clips --format '{key}'", CLI_FOUND, KEY_2 "\n", "" },
	{ "hooks clips --format table --limit 1", CLI_FOUND,
	  "key                         state    tries  next  hook   topic  article  error\n"
	  KEY_1 "  waiting      1   +5m  clips  boats        3  no room\n", "" },
	{ "hooks clps", CLI_NOTHING, "", "crier: no hook \"clps\" (did you mean \"clips\"?)\n" },
	{ "hooks failes", CLI_NOTHING, "", "crier: no hook \"failes\" (did you mean \"failed\"?)\n" },
	{ "hooks a b", CLI_USAGE, "", "crier: hooks: one word too many: \"b\"\n" },
	{ "show", CLI_USAGE, "", "crier: show: which article? (see crier list)\n" },
	{ "show boat", CLI_USAGE, "", "crier: show: \"boat\" is not the number of an article\n" },
	{ "show 99", CLI_NOTHING, "", "crier: no article 99\n" },
	{ "show 99 --format json", CLI_NOTHING, "{\"format\":1,\"articles\":[]}\n", "crier: no article 99\n" },
	{ "show 4", CLI_FOUND,
	  "Boat race won\n"
	  "feed    The Harbour\n"
	  "date    2027-01-15 07:00 (1h)\n"
	  "url     https://harbour.example/4\n"
	  "topics  boats\n"
	  "\nThe boat of the harbour won the race.\n", "" },
	{ "feeds add http://me:secret@h.example/", CLI_USAGE, "",
	  "crier: feeds add: this has a user name or password in it: those of a feed stand in the configuration only\n" },
	{ "feeds add", CLI_USAGE, "", "crier: feeds add: which URL?\n" },
	{ "feeds rename a", CLI_USAGE, "", "crier: feeds rename: which feed, and what is its new name?\n" },
	{ "feeds tag a", CLI_USAGE, "", "crier: feeds tag: which tags? +TAG, -TAG\n" },
	{ "feeds tag a +", CLI_USAGE, "", "crier: feeds tag: \"+\" is neither +TAG nor -TAG\n" },
	{ "feeds log", CLI_USAGE, "", "crier: feeds log: which feed?\n" },
	{ "feeds log nope", CLI_NOTHING, "", "crier: there is no feed \"nope\"\n" },
	{ "mark", CLI_USAGE, "", "crier: mark: read, unread, star, unstar or label?\n" },
	{ "mark read ''", CLI_USAGE, "", "crier: mark: which articles? a QUERY, or IDs ('*' is all)\n" },
	{ "mark read 3 id:x", CLI_USAGE, "", "crier: mark: \"id:x\" behind ids is none; a query that begins with a number stands in quotes as one word\n" },
	{ "mark read 'a OR'", CLI_USAGE, "", "crier: query: 1:3: E08 OR needs something after it\n    a OR\n      ^^\n" },
	{ "topics add a", CLI_USAGE, "", "crier: topics add: a NAME and a QUERY\n" },
	{ "topics replay a", CLI_USAGE, "", "crier: topics replay: since when? (--since 7d)\n" },
	{ "hooks retry", CLI_USAGE, "", "crier: hooks retry: which ones? one of KEY, --hook NAME, --all\n" },
	{ "hooks drop key --all", CLI_USAGE, "", "crier: hooks drop: which ones? one of KEY, --hook NAME, --all\n" },
	{ "hooks test clips x", CLI_USAGE, "", "crier: hooks test: which HOOK, and the ID of which article?\n" },
	{ "sql 'SELECT id AS a, NULL AS b FROM v1_articles WHERE id < 3'", CLI_FOUND, "1\t\n2\t\n", "" },
	{ "sql 'SELECT id AS a, 0 AS b FROM v1_articles' --format jsonl -n 1 --offset 1", CLI_USAGE, "", "crier: sql: one word too many: \"-n\"\n" },
	{ "sql --format jsonl --limit 1 --offset 1 'SELECT id AS a, NULL AS b FROM v1_articles'", CLI_FOUND, "{\"a\":\"2\",\"b\":null}\n", "" },
	{ "sql --format ids 'SELECT 1'", CLI_USAGE, "", "crier: sql: --format cannot be \"ids\": table, tsv, json or jsonl\n" },
	{ "status --format xml", CLI_USAGE, "", "crier: status: --format cannot be \"xml\": text or json\n" },
};
/* clang-format on */

START_TEST(scripts_get_exactly_this)
{
	struct answer answer;

	ask(&world, &answer, exact[_i].words);
	ck_assert_msg(answer.code == exact[_i].code, "crier %s: %d: %s%s",
	    exact[_i].words, answer.code, answer.printed.out,
	    answer.printed.err);
	ck_assert_msg(strcmp(answer.printed.out, exact[_i].out) == 0,
	    "crier %s printed\n%s", exact[_i].words, answer.printed.out);
	ck_assert_msg(strcmp(answer.printed.err, exact[_i].err) == 0,
	    "crier %s said\n%s", exact[_i].words, answer.printed.err);
	answer_finish(&answer);
}
END_TEST

static const struct {
	const char *words, *schema;
	const char *list; /* NULL: not one */
	size_t count;
} shapes[] = {
	{ "list --format json", "articles.json", "articles", 2 },
	{ "list --format json --text", "articles.json", "articles", 2 },
	{ "list is:backlog --format json", "articles.json", "articles", 2 },
	{ "search water --format json", "articles.json", "articles", 2 },
	{ "show 1 2 3 4 --format json", "articles.json", "articles", 4 },
	{ "list -n 1 --format jsonl", "article.json", NULL, 0 },
	{ "feeds --format json", "feeds.json", "feeds", 1 },
	{ "feeds log harbour --format json", "fetches.json", "fetches", 1 },
	{ "feeds health --silent 0 --format json", "health.json", "feeds", 1 },
	{ "topics --format json", "topics.json", "topics", 2 },
	{ "hooks --format json", "deliveries.json", "deliveries", 1 },
	{ "hooks --all --format json", "deliveries.json", "deliveries", 2 },
	{ "hooks failed --format json", "deliveries.json", "deliveries", 1 },
	{ "count --by day --format json", "counts.json", "counts", 2 },
	{ "count --by author --format json", "counts.json", "counts", 0 },
	{ "status --format json", "status.json", NULL, 0 },
};

START_TEST(json_fits_its_schema)
{
	json_t *schema = json_schema_load(shapes[_i].schema), *value;
	struct answer answer;
	json_error_t problem;

	ask(&world, &answer, shapes[_i].words);
	value = json_loads(answer.printed.out, JSON_REJECT_DUPLICATES,
	    &problem);
	ck_assert_msg(value != NULL, "crier %s: %s: %s%s", shapes[_i].words,
	    problem.text, answer.printed.out, answer.printed.err);
	json_schema_check(schema, value);
	if (shapes[_i].list != NULL)
		ck_assert_uint_eq(json_array_size(
				      json_object_get(value, shapes[_i].list)),
		    shapes[_i].count);
	json_decref(value);
	json_decref(schema);
	answer_finish(&answer);
}
END_TEST

/* clang-format off */
static const struct {
	const char *sql, *table, *tsv; /* after "harbour" */
} states[] = {
	{ "last_ok_at = 0, next_at = 0",
	  "new     due        -         4  https://harbour.example/feed",
	  "new\t\t\t4\thttps://harbour.example/feed" },
	{ "last_ok_at = 1800000000, next_at = 1800003660",
	  "ok      +1h       1m         4  https://harbour.example/feed",
	  "ok\t2027-01-15T09:01:00Z\t2027-01-15T08:00:00Z\t4\thttps://harbour.example/feed" },
	{ "last_ok_at = 1800000000, next_at = 1800000060",
	  "ok      due       1m         4  https://harbour.example/feed",
	  "ok\t2027-01-15T08:01:00Z\t2027-01-15T08:00:00Z\t4\thttps://harbour.example/feed" },
	{ "last_ok_at = 0, next_at = 1800003660, fail_count = 2, reason = 'no such name'",
	  "failing   +1h        -         4  no such name",
	  "failing\t2027-01-15T09:01:00Z\t\t4\thttps://harbour.example/feed" },
	{ "last_ok_at = 1800000000, next_at = 1800003660, gone = 1",
	  "gone      -       1m         4  https://harbour.example/feed",
	  "gone\t\t2027-01-15T08:00:00Z\t4\thttps://harbour.example/feed" },
	{ "last_ok_at = 1800000000, next_at = 1800003660, paused = 1",
	  "paused     -       1m         4  https://harbour.example/feed",
	  "paused\t\t2027-01-15T08:00:00Z\t4\thttps://harbour.example/feed" },
	{ "last_ok_at = 1800000000, next_at = 1800003660, removed_at = 1800000001",
	  "removed     -       1m         4  https://harbour.example/feed",
	  "removed\t\t2027-01-15T08:00:00Z\t4\thttps://harbour.example/feed" },
};
/* clang-format on */

START_TEST(a_feed_says_how_it_stands)
{
	struct answer answer;
	char sql[300], line[300];

	snprintf(sql, sizeof(sql), "UPDATE feed SET %s", states[_i].sql);
	fixture_run(&world.store, sql);
	ask(&world, &answer, "feeds --format table");
	CHECK_CODE(answer, CLI_FOUND);
	snprintf(line, sizeof(line), "\nharbour  %s\n", states[_i].table);
	CHECK_SAYS(answer.printed.out, line);
	answer_finish(&answer);
	ask(&world, &answer, "feeds");
	snprintf(line, sizeof(line), "harbour\t%s\n", states[_i].tsv);
	ck_assert_str_eq(answer.printed.out, line);
	answer_finish(&answer);
}
END_TEST

/* Parts that the store keeps as JSON, and markup. */
static void
enrich_article(void)
{
	fixture_run(&world.store,
	    "UPDATE article SET authors = '[{\"name\":\"Kim\"},"
	    "{\"email\":\"desk@h.example\"}]', enclosures = "
	    "'[{\"url\":\"https://h.example/a.mp3\"}]', "
	    "image = 'https://h.example/a.png' WHERE id = 4");
	fixture_run(&world.store,
	    "UPDATE article_text SET html = '<p>Boat \x1b[2J</p>' "
	    "WHERE article = 4");
}

static const struct {
	const char *words, *part;
} shown[] = {
	{ "show 4", "author  Kim,desk@h.example\n" },
	{ "show 4 --links",
	    "files   https://h.example/a.mp3\n"
	    "image   https://h.example/a.png\n" },
	{ "show 4 --format html", "<p>Boat \xEF\xBF\xBD[2J</p>\n" },
	{ "show 4 --format raw", "<p>Boat \xEF\xBF\xBD[2J</p>\n" },
	{ "show 4 --color always", "\x1b[1mBoat race won\x1b[0m\n" },
	{ "show 1", "feed    The Harbour\n" },
	{ "show 1", "\n\nLow water.\n" },
};

START_TEST(an_article_is_shown_with_what_it_has)
{
	struct answer answer;

	enrich_article();
	ask(&world, &answer, shown[_i].words);
	CHECK_CODE(answer, CLI_FOUND);
	CHECK_SAYS(answer.printed.out, shown[_i].part);
	answer_finish(&answer);
}
END_TEST

START_TEST(links_are_shown_only_where_they_are_asked)
{
	struct answer answer;

	enrich_article();
	ask(&world, &answer, "show 4");
	ck_assert_ptr_null(strstr(answer.printed.out, "a.mp3"));
	answer_finish(&answer);
}
END_TEST

START_TEST(show_parts_articles_and_goes_on_past_a_missing_one)
{
	struct answer answer;

	ask(&world, &answer, "show id:3 99 4");
	CHECK_CODE(answer, CLI_PARTLY);
	CHECK_SAYS(answer.printed.out, "A boat was seen.\n\n\nBoat race won\n");
	ck_assert_str_eq(answer.printed.err, "crier: no article 99\n");
	answer_finish(&answer);
}
END_TEST

START_TEST(a_topic_is_shown_as_it_is_read)
{
	struct answer answer;

	ask(&world, &answer, "topics show boats nope");
	CHECK_CODE(answer, CLI_PARTLY);
	CHECK_SAYS(answer.printed.out, "boats  (");
	CHECK_SAYS(answer.printed.out,
	    "crier.yaml:5)\n  query boat\n  hooks clips\n");
	ck_assert_str_eq(answer.printed.err, "crier: no topic \"nope\"\n");
	answer_finish(&answer);
}
END_TEST

START_TEST(nothing_parts_the_first_article_that_is_there)
{
	struct answer answer;

	ask(&world, &answer, "show 98 99 4");
	CHECK_CODE(answer, CLI_PARTLY);
	ck_assert_int_eq(answer.printed.out[0], 'B');
	answer_finish(&answer);
	ask(&world, &answer, "show 99 4 --format json");
	CHECK_CODE(answer, CLI_PARTLY);
	CHECK_SAYS(answer.printed.out, "\"articles\":[{");
	answer_finish(&answer);
}
END_TEST

START_TEST(status_says_that_nobody_writes)
{
	struct answer answer;

	store_close(world.store.store);
	world.store.store = NULL;
	ask(&world, &answer, "status");
	CHECK_CODE(answer, CLI_UNAVAILABLE);
	CHECK_SAYS(answer.printed.out, "crierd         not running\n");
	CHECK_SAYS(answer.printed.out, "articles       2 kept");
	ck_assert_str_eq(answer.printed.err, "");
	answer_finish(&answer);
}
END_TEST

/* The state of a feed gives the times. */
static const struct {
	const char *sql, *said;
} polls[] = {
	{ "attempt_at = 0, next_at = 0",
	    "last poll      -\nnext poll      -\n" },
	{ "attempt_at = 1800000030, next_at = 1800000059",
	    "last poll      now\nnext poll      due\n" },
	{ "attempt_at = 1799999000, next_at = 1800003660",
	    "last poll      17m ago\nnext poll      in 1h\n" },
	{ "attempt_at = 1799999000, next_at = 1800000070",
	    "last poll      17m ago\nnext poll      now\n" },
};

START_TEST(status_says_when_feeds_are_polled)
{
	struct answer answer;
	char sql[200];

	snprintf(sql, sizeof(sql), "UPDATE feed SET %s", polls[_i].sql);
	fixture_run(&world.store, sql);
	ask(&world, &answer, "status");
	CHECK_SAYS(answer.printed.out, polls[_i].said);
	answer_finish(&answer);
}
END_TEST

START_TEST(status_sees_who_writes)
{
	struct answer answer;

	/* The fixture itself holds the lock. */
	ask(&world, &answer, "status");
	CHECK_CODE(answer, CLI_FOUND);
	CHECK_SAYS(answer.printed.out, "crierd         running, process ");
	CHECK_SAYS(answer.printed.out,
	    "articles       2 kept (2 today, 2 unread), 2 in the backlog\n"
	    "deliveries     1 waiting, 0 running, 1 dead\n");
	answer_finish(&answer);
}
END_TEST

START_TEST(status_prints_what_it_knows_without_a_database)
{
	json_t *schema = json_schema_load("status.json"), *value;
	struct answer answer;

	cli_world_write(&world, "crier.yaml", "database: none/none.db\n");
	ask(&world, &answer, "status --format json");
	CHECK_CODE(answer, CLI_UNAVAILABLE);
	CHECK_SAYS(answer.printed.err, "crier: ");
	value = json_loads(answer.printed.out, 0, NULL);
	ck_assert_ptr_nonnull(value);
	json_schema_check(schema, value);
	ck_assert(json_is_false(json_object_get(value, "running")));
	ck_assert(json_is_null(json_object_get(value, "articles")));
	json_decref(value);
	json_decref(schema);
	answer_finish(&answer);
	ask(&world, &answer, "status");
	CHECK_CODE(answer, CLI_UNAVAILABLE);
	CHECK_SAYS(answer.printed.out, "crierd         not running\n");
	answer_finish(&answer);
}
END_TEST

static const struct {
	const char *yaml;
	int code;
	const char *out, *err;
} checks[] = {
	{ "topics: {t: {query: a}}\nfeeds: {f: https://h.example/}\n",
	    CLI_FOUND,
	    "crier.yaml is right: 1 feed, 1 topic, 0 hooks, 0 lists\n", "" },
	{ "topics:\n  t: {query: 'a OR'}\n  u: {query: '(b'}\n  v: {query: c}\n",
	    CLI_USAGE, "", "crier.yaml:2: topic \"t\": query 1:3: E08" },
	{ "topics:\n  t: {query: 'a OR'}\n  u: {query: '(b'}\n  v: {query: c}\n",
	    CLI_USAGE, "", "crier.yaml:3: topic \"u\": query " },
	{ "mute: ['a OR']\n", CLI_USAGE, "", "crier.yaml: mute: query 1:3: " },
	{ "color: red\n", CLI_USAGE, "", "crier.yaml:1:1: " },
};

START_TEST(check_names_every_place_that_is_wrong)
{
	struct answer answer;

	cli_world_write(&world, "crier.yaml", checks[_i].yaml);
	ask(&world, &answer, "check");
	CHECK_CODE(answer, checks[_i].code);
	CHECK_SAYS(answer.printed.out, checks[_i].out);
	CHECK_SAYS(answer.printed.err, checks[_i].err);
	answer_finish(&answer);
}
END_TEST

START_TEST(check_takes_a_file)
{
	struct answer answer;

	cli_world_write(&world, "other.yaml", "backlog: 3d\n");
	ask_plainly(&world, &answer, "check @/other.yaml");
	CHECK_CODE(answer, CLI_FOUND);
	CHECK_SAYS(answer.printed.out, "other.yaml is right: 0 feeds");
	answer_finish(&answer);
}
END_TEST

Suite *
answers_suite(void)
{
	Suite *suite = suite_create("answers");
	TCase *tcase = tcase_create("answers");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, scripts_get_exactly_this, 0,
	    ARRAY_LEN(exact));
	tcase_add_loop_test(tcase, json_fits_its_schema, 0, ARRAY_LEN(shapes));
	tcase_add_loop_test(tcase, a_feed_says_how_it_stands, 0,
	    ARRAY_LEN(states));
	tcase_add_loop_test(tcase, an_article_is_shown_with_what_it_has, 0,
	    ARRAY_LEN(shown));
	tcase_add_test(tcase, links_are_shown_only_where_they_are_asked);
	tcase_add_test(tcase,
	    show_parts_articles_and_goes_on_past_a_missing_one);
	tcase_add_test(tcase, a_topic_is_shown_as_it_is_read);
	tcase_add_test(tcase, nothing_parts_the_first_article_that_is_there);
	tcase_add_test(tcase, status_says_that_nobody_writes);
	tcase_add_loop_test(tcase, status_says_when_feeds_are_polled, 0,
	    ARRAY_LEN(polls));
	tcase_add_test(tcase, status_sees_who_writes);
	tcase_add_test(tcase, status_prints_what_it_knows_without_a_database);
	tcase_add_loop_test(tcase, check_names_every_place_that_is_wrong, 0,
	    ARRAY_LEN(checks));
	tcase_add_test(tcase, check_takes_a_file);
	suite_add_tcase(suite, tcase);
	return suite;
}

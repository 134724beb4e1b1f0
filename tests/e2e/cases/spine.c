/*
 * From a feed to a hook and to the answers of crier: the main job.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <jansson.h>

#include "tests/e2e/world.h"

Suite *spine_suite(void);

static struct world world;

static void
begin(void)
{
	world_begin(&world);
}

static void
end(void)
{
	world_end(&world);
}

#define NK_ARTICLE                                                            \
	"<item><title>North Korea's human rights record under review</title>" \
	"<link>http://h.example/nk</link><guid>nk-1</guid>"                   \
	"<pubDate>Wed, 05 Aug 2026 14:05:09 GMT</pubDate>"                    \
	"<description>&lt;p&gt;Pyongyang rejects the report of the "          \
	"commission.&lt;/p&gt;</description></item>"

#define OTHER_ARTICLE                                \
	"<item><title>Harbour to be dredged</title>" \
	"<link>http://h.example/harbour</link><guid>h-1</guid></item>"

static const char topics_yaml[] =
    "topics:\n"
    "  nk-rights:\n"
    "    query: '(\"north korea\" OR dprk OR pyongyang) AND \"human rights\"'\n"
    "    hooks: [archive]\n"
    "hooks:\n"
    "  archive: {exec: [@FOLDER@/hook]}\n";

static void
configure(const char *feeds)
{
	size_t room = strlen(feeds) + sizeof(topics_yaml) + 16;
	char *yaml = malloc(room);

	world_write_hook(&world, "hook", "exit 0");
	snprintf(yaml, room, "feeds:\n%s%s", feeds, topics_yaml);
	world_configure(&world, yaml);
	free(yaml);
}

static void
poll_ok(int expected)
{
	struct run run;

	world_poll(&world, &run);
	ck_assert_msg(run.status == expected, "exit %d: %.1500s", run.status,
	    strstr(run.err, "outcome=failed") == NULL
		? run.err
		: strstr(run.err, "outcome=failed") - 20);
	run_finish(&run);
}

/* The output of crier; the caller frees it. */
static char *
ask(const char *words, int expected)
{
	struct run run;

	world_crier(&world, &run, words);
	ck_assert_msg(run.status == expected, "crier %s: exit %d: %s%s", words,
	    run.status, run.out, run.err);
	free(run.err);
	return run.out;
}

static void
check_document(const char *text)
{
	static const char *const keys[] = { "id", "uid", "url", "title",
		"authors", "published", "first_seen", "language", "summary",
		"text", "categories", "enclosures", "feed", "topics", "story",
		"also_in", "revision", "unread", "starred", "backlog",
		"labels" };
	json_t *json = json_loads(text, 0, NULL), *article, *match;

	ck_assert_msg(json != NULL, "not JSON: %s", text);
	ck_assert_int_eq(json_integer_value(json_object_get(json, "format")),
	    1);
	ck_assert_uint_eq(json_string_length(json_object_get(json, "key")), 26);
	ck_assert_str_eq(json_string_value(json_object_get(json, "event")),
	    "new");
	article = json_object_get(json, "article");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		ck_assert_msg(json_object_get(article, keys[i]) != NULL,
		    "no key %s", keys[i]);
	ck_assert_str_eq(json_string_value(json_object_get(article, "url")),
	    "http://h.example/nk");
	ck_assert_str_eq(json_string_value(
			     json_object_get(article, "published")),
	    "2026-08-05T14:05:09Z");
	match = json_object_get(json, "match");
	ck_assert_uint_ge(json_array_size(json_object_get(match, "terms")), 2);
	ck_assert_ptr_nonnull(
	    json_string_value(json_object_get(match, "snippet")));
	json_decref(json);
}

static size_t
line_count(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += *text == '\n';
	return count;
}

static void
check_hook_ran_once(void)
{
	char *keys = world_read(&world, "hook.keys");
	char *out = world_read(&world, "hook.out");

	ck_assert_msg(line_count(keys) == 1, "the hook ran for: %s", keys);
	check_document(out);
	free(out);
	free(keys);
}

static void
check_answers(void)
{
	char *out = ask("list", 0);

	ck_assert_msg(line_count(out) == 1, "list: %s", out);
	ck_assert_ptr_nonnull(strstr(out, "\tnk-rights\t"));
	ck_assert_ptr_nonnull(strstr(out, "North Korea's human rights"));
	free(out);
	out = ask("search pyongyang", 0);
	ck_assert_ptr_nonnull(strstr(out, "http://h.example/nk"));
	free(out);
	out = ask("list --format ids", 0);
	out[strcspn(out, "\n")] = '\0';
	{
		char words[64], *shown;

		snprintf(words, sizeof(words), "show %s", out);
		shown = ask(words, 0);
		ck_assert_ptr_nonnull(
		    strstr(shown, "Pyongyang rejects the report"));
		free(shown);
	}
	free(out);
	out = ask("count --by topic", 0);
	ck_assert_str_eq(out, "nk-rights\t1\n");
	free(out);
}

/* Serves up to max feeds of the corpus and names them in yaml. */
static size_t
serve_corpus(const char *corpus, char *yaml, size_t room, size_t max)
{
	static const char *const kinds[] = { "rss2", "atom10", "rss1" };
	size_t served = 0, used = strlen(yaml);

	for (size_t k = 0; k < 3; k++) {
		char path[512];
		struct dirent *entry;
		DIR *folder;

		snprintf(path, sizeof(path), "%s/%s", corpus, kinds[k]);
		folder = opendir(path);
		ck_assert_msg(folder != NULL, "%s", path);
		while ((entry = readdir(folder)) != NULL && served < max) {
			char name[1024], target[64];
			char *bytes = malloc(1 << 20);
			FILE *file;
			size_t len;

			snprintf(name, sizeof(name), "%s/%s", path,
			    entry->d_name);
			file = entry->d_name[0] == '.' ? NULL
						       : fopen(name, "r");
			len = file == NULL ? 0 : fread(bytes, 1, 1 << 20, file);
			if (file != NULL)
				fclose(file);
			if (len > 0 && len < (1 << 20)) {
				snprintf(target, sizeof(target), "/c%zu",
				    served);
				server_reply(world.server, target,
				    &(struct reply){ .body = bytes,
					.body_len = len,
					.headers = memcmp(bytes, "\x1f\x8b",
						       2) == 0
					    ? "Content-Encoding: gzip\r\n"
					      "ETag: \"c\"\r\n"
					    : "ETag: \"c\"\r\n",
					.honours_validators = true });
				used += (size_t)snprintf(yaml + used,
				    room - used,
				    "  c%zu: {url: '@SERVER@/c%zu', "
				    "allow_private: true, interval: 1s}\n",
				    served, served);
				served++;
			}
			free(bytes);
		}
		closedir(folder);
	}
	return served;
}

static const char nk_feed_yaml[] =
    "  nk: {url: '@SERVER@/nk', allow_private: true, interval: 1s}\n";

static void
serve_nk(void)
{
	char *feed = rss_feed(NK_ARTICLE OTHER_ARTICLE);

	server_reply(world.server, "/nk",
	    &(struct reply){ .body = feed,
		.headers = "ETag: \"v1\"\r\nLast-Modified: Wed, 05 Aug 2026 "
			   "14:10:00 GMT\r\n",
		.honours_validators = true });
	free(feed);
}

START_TEST(one_article_among_many_is_kept_delivered_and_found)
{
	const char *corpus = getenv("CRIER_CORPUS");
	char *yaml = calloc(1, 65536);
	int64_t articles, backlog;
	size_t served = 0;

	serve_nk();

	memcpy(yaml, nk_feed_yaml, sizeof(nk_feed_yaml));
	if (corpus != NULL)
		served = serve_corpus(corpus, yaml, 65536, 50);
	else
		puts("skipped: the 50 feeds beside it (CRIER_CORPUS is not "
		     "set)");
	configure(yaml);
	poll_ok(0);
	check_hook_ran_once();
	check_answers();
	articles = world_sql(&world, "SELECT count(*) FROM v1_articles");
	backlog = world_sql(&world,
	    "SELECT count(*) FROM v1_articles WHERE backlog");
	ck_assert_int_eq(articles, backlog + 1);
	ck_assert_int_ge(backlog, (int64_t)(1 + served * 2));

	/* Again: every answer is a 304, nothing changes. */
	world_sql(&world, "SELECT 1");
	while (server_count(world.server, "/nk") < 2)
		poll_ok(0);
	check_hook_ran_once();
	check_answers();
	ck_assert_int_eq(world_sql(&world, "SELECT count(*) FROM v1_articles"),
	    articles);
	ck_assert_int_eq(world_sql(&world,
			     "SELECT count(*) FROM v1_fetches "
			     "WHERE feed = 'nk' AND status = 304"),
	    1);
	free(yaml);
}
END_TEST

START_TEST(validators_are_sent_back_byte_for_byte)
{
	char text[128];
	const struct server_request *second;

	serve_nk();
	configure(nk_feed_yaml);
	while (server_count(world.server, "/nk") < 2)
		poll_ok(0);
	second = server_request(world.server, "/nk", 1);
	ck_assert_str_eq(request_header(second, "If-None-Match", text,
			     sizeof(text)),
	    "\"v1\"");
	ck_assert_str_eq(request_header(second, "If-Modified-Since", text,
			     sizeof(text)),
	    "Wed, 05 Aug 2026 14:10:00 GMT");
}
END_TEST

START_TEST(a_changed_article_is_a_revision_and_no_second_delivery)
{
	char *feed = rss_feed(NK_ARTICLE);
	char *changed = rss_feed(
	    "<item><title>North Korea's human rights record, updated</title>"
	    "<link>http://h.example/nk</link><guid>nk-1</guid>"
	    "<description>The dprk answers.</description></item>");
	char *out;

	server_reply_body(world.server, "/nk", NULL, feed);
	server_reply_body(world.server, "/nk", NULL, changed);
	configure(nk_feed_yaml);
	while (server_count(world.server, "/nk") < 2)
		poll_ok(0);
	ck_assert_int_eq(world_sql(&world, "SELECT count(*) FROM v1_articles"),
	    1);
	ck_assert_int_eq(world_sql(&world, "SELECT revision FROM v1_articles"),
	    2);
	check_hook_ran_once();
	out = ask("list updated", 0);
	ck_assert_ptr_nonnull(strstr(out, "updated"));
	free(out);
	out = ask("search review", 1);
	free(out);
	free(changed);
	free(feed);
}
END_TEST

START_TEST(the_first_document_of_a_feed_fires_nothing_unless_told)
{
	char *feed = rss_feed(NK_ARTICLE);
	char *grown = rss_feed(
	    NK_ARTICLE "<item><title>DPRK: human rights talks</title>"
		       "<guid>nk-2</guid></item>");
	char *keys;

	server_reply_body(world.server, "/nk", NULL, feed);
	server_reply_body(world.server, "/nk", NULL, grown);
	world_write_hook(&world, "hook", "exit 0");
	{
		char yaml[2048];

		snprintf(yaml, sizeof(yaml), "feeds:\n%s%s", nk_feed_yaml,
		    topics_yaml);
		world_configure(&world, yaml);
	}
	{
		/* on_first: store is the default. */
		char *config = world_read(&world, "crier.yaml");
		char *line = strstr(config, "on_first: fire\n");

		memset(line, ' ', strlen("on_first: fire"));
		world_write(&world, "crier.yaml", config);
		free(config);
	}
	poll_ok(0);
	keys = world_read(&world, "hook.keys");
	ck_assert_str_eq(keys, "");
	free(keys);
	ck_assert_int_eq(world_sql(&world, "SELECT count(*) FROM v1_matches"),
	    1);
	while (server_count(world.server, "/nk") < 2)
		poll_ok(0);
	keys = world_read(&world, "hook.keys");
	ck_assert_uint_eq(line_count(keys), 1);
	free(keys);
	free(grown);
	free(feed);
}
END_TEST

START_TEST(feeds_that_cannot_be_reached_are_reported_and_hold_nothing_up)
{
	char *out;

	serve_nk();
	configure("  nk: {url: '@SERVER@/nk', allow_private: true}\n"
		  "  gone: {url: '@SERVER@/missing', allow_private: true}\n"
		  "  private: {url: '@SERVER@/nk2'}\n"
		  "  closed: {url: 'http://127.0.0.1:1/', allow_private: "
		  "true}\n"
		  "  nofile: {file: @FOLDER@/none.xml}\n");
	poll_ok(4);
	check_hook_ran_once();
	out = ask("feeds --format '{name} {state} {reason}'", 0);
	ck_assert_ptr_nonnull(strstr(out, "nk ok"));
	ck_assert_ptr_nonnull(strstr(out, "gone failing"));
	ck_assert_ptr_nonnull(strstr(out, "private failing"));
	ck_assert_ptr_nonnull(strstr(out, "closed failing"));
	ck_assert_ptr_nonnull(strstr(out, "nofile failing"));
	ck_assert_ptr_nonnull(strstr(out, "127.0.0.0/8"));
	ck_assert_uint_eq(server_count(world.server, "/nk2"), 0);
	free(out);
}
END_TEST

START_TEST(files_are_feeds_too)
{
	char *feed = rss_feed(NK_ARTICLE);

	world_write(&world, "nk.xml", feed);
	configure("  nk: {file: @FOLDER@/nk.xml}\n");
	poll_ok(0);
	check_hook_ran_once();
	free(feed);
}
END_TEST

START_TEST(without_topics_every_article_is_kept)
{
	char *feed = rss_feed(NK_ARTICLE OTHER_ARTICLE);
	char *out;

	world_write(&world, "nk.xml", feed);
	world_configure(&world, "feeds: {nk: {file: @FOLDER@/nk.xml}}\n");
	poll_ok(0);
	out = ask("list", 0);
	ck_assert_uint_eq(line_count(out), 2);
	free(out);
	free(feed);
}
END_TEST

START_TEST(a_term_signal_drains_and_a_restart_loses_nothing)
{
	serve_nk();
	configure(nk_feed_yaml);
	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "state=done"));
	world_signal_daemon(&world, SIGTERM);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	check_hook_ran_once();
	world_start_daemon(&world);
	ck_assert(server_wait(world.server, "/nk",
	    server_count(world.server, "/nk") + 1, 10000));
	check_answers();
	world_signal_daemon(&world, SIGINT);
	ck_assert_int_eq(world_wait_daemon(&world), 0);
	check_hook_ran_once();
}
END_TEST

Suite *
spine_suite(void)
{
	Suite *suite = suite_create("spine");
	TCase *tcase = tcase_create("spine");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase,
	    one_article_among_many_is_kept_delivered_and_found);
	tcase_add_test(tcase, validators_are_sent_back_byte_for_byte);
	tcase_add_test(tcase,
	    a_changed_article_is_a_revision_and_no_second_delivery);
	tcase_add_test(tcase,
	    the_first_document_of_a_feed_fires_nothing_unless_told);
	tcase_add_test(tcase,
	    feeds_that_cannot_be_reached_are_reported_and_hold_nothing_up);
	tcase_add_test(tcase, files_are_feeds_too);
	tcase_add_test(tcase, without_topics_every_article_is_kept);
	tcase_add_test(tcase, a_term_signal_drains_and_a_restart_loses_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

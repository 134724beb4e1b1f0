/*
 * Right configurations: every field, every default, many feeds.
 */
#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "config_folder.h"

Suite *configuration_suite(void);

/* The path of a file in the folder of the test. */
static const char *
here(const char *name)
{
	static char path[PATH_MAX + 64];
	char folder[PATH_MAX];

	ck_assert_ptr_nonnull(getcwd(folder, sizeof(folder)));
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static struct configuration *
load_text(const char *text)
{
	config_folder_write("crier.yaml", slice_of(text));
	return config_folder_load("crier.yaml");
}

START_TEST(nothing_said_gives_the_defaults)
{
	static const char *const texts[] = { "", "# only a comment\n",
		"---\n...\n", "feeds:\nlists:\ntopics:\nhooks:\nhosts:\n",
		"\xEF\xBB\xBF# a byte order mark\n", "{}" };
	struct configuration *c;

	ck_assert_int_eq(setenv("XDG_DATA_HOME", "/home/x/data", 1), 0);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		c = load_text(texts[i]);
		ck_assert_str_eq(c->path, "crier.yaml");
		ck_assert_uint_eq(c->file_count, 1);
		ck_assert_str_eq(c->files[0], "crier.yaml");
		ck_assert_str_eq(c->database, "/home/x/data/crier/crier.db");
		ck_assert_int_eq(c->backlog_s, 14 * 86400);
		ck_assert_ptr_null(c->timezone);
		ck_assert_uint_eq(c->feed_count + c->list_count +
			c->topic_count + c->hook_count + c->mute_count +
			c->host_count + c->resolver_count,
		    0);
		ck_assert_int_eq(c->connections, 64);
		ck_assert_int_eq(c->starts_per_second, 50);
		ck_assert_int_eq(c->readers, 2);
		ck_assert_int_eq(c->interval_s, 3600);
		ck_assert_int_eq(c->on_first, ON_FIRST_STORE);
		ck_assert_int_eq(c->sandbox, SANDBOX_REQUIRED);
		ck_assert_ptr_null(c->socket);
		ck_assert_ptr_null(c->control_group);
		ck_assert(c->control_writes);
		ck_assert_int_eq(c->log_level, LOG_LEVEL_INFO);
		ck_assert_ptr_null(configuration_feed(c, "a"));
		ck_assert_ptr_null(configuration_hook(c, "a"));
		configuration_free(c);
	}
}
END_TEST

START_TEST(every_option_of_the_top_is_kept)
{
	struct configuration *c = load_text("database: data/crier.db\n"
					    "backlog: 2w\n"
					    "timezone: UTC\n"
					    "connections: 8\n"
					    "starts_per_second: 5\n"
					    "readers: 3\n"
					    "interval: 15m\n"
					    "on_first: fire\n"
					    "sandbox: best-effort\n"
					    "resolver: ['127.0.0.1:5353', "
					    "'[::1]:53', '2001:db8::1']\n"
					    "socket: /run/crier.sock\n"
					    "control_group: press\n"
					    "control_writes: no\n"
					    "log_level: debug\n");

	ck_assert_str_eq(c->database, here("data/crier.db"));
	ck_assert_int_eq(c->backlog_s, 14 * 86400);
	ck_assert_str_eq(c->timezone, "UTC");
	ck_assert_int_eq(c->connections, 8);
	ck_assert_int_eq(c->starts_per_second, 5);
	ck_assert_int_eq(c->readers, 3);
	ck_assert_int_eq(c->interval_s, 900);
	ck_assert_int_eq(c->on_first, ON_FIRST_FIRE);
	ck_assert_int_eq(c->sandbox, SANDBOX_BEST_EFFORT);
	ck_assert_uint_eq(c->resolver_count, 3);
	ck_assert_str_eq(c->resolvers[0], "127.0.0.1:5353");
	ck_assert_str_eq(c->resolvers[1], "[::1]:53");
	ck_assert_str_eq(c->resolvers[2], "2001:db8::1");
	ck_assert_str_eq(c->socket, "/run/crier.sock");
	ck_assert_str_eq(c->control_group, "press");
	ck_assert(!c->control_writes);
	ck_assert_int_eq(c->log_level, LOG_LEVEL_DEBUG);
	configuration_free(c);
}
END_TEST

START_TEST(every_option_of_a_feed_is_kept)
{
	struct configuration *c = load_text(
	    "feeds:\n"
	    "  z:\n"
	    "    url: https://z.example:8443/feed?a=b#c\n"
	    "    tags: [asia, 人権]\n"
	    "    interval: 1h30m\n"
	    "    timeout: 45s\n"
	    "    max_size: 5MiB\n"
	    "    headers: {X-One: 'a b', Accept: application/xml}\n"
	    "    user_agent: Desk/1.0 (+https://desk.example)\n"
	    "    language: en-GB\n"
	    "    title: Z & Co\n"
	    "    fulltext: off\n"
	    "    allow_private: true\n"
	    "    insecure_tls: yes\n"
	    "    private: on\n");
	const struct feed *feed = configuration_feed(c, "z");

	ck_assert_ptr_nonnull(feed);
	ck_assert_str_eq(feed->name, "z");
	ck_assert_int_eq(feed->source, FEED_FROM_URL);
	ck_assert_str_eq(feed->url, "https://z.example:8443/feed?a=b#c");
	ck_assert_uint_eq(feed->tag_count, 2);
	ck_assert_str_eq(feed->tags[0], "asia");
	ck_assert_str_eq(feed->tags[1], "人権");
	ck_assert_int_eq(feed->interval_s, 5400);
	ck_assert_int_eq(feed->timeout_s, 45);
	ck_assert_int_eq(feed->max_size, 5 * 1024 * 1024);
	ck_assert_uint_eq(feed->header_count, 2);
	ck_assert_str_eq(feed->headers[0].name, "X-One");
	ck_assert_str_eq(feed->headers[0].value, "a b");
	ck_assert_str_eq(feed->headers[1].name, "Accept");
	ck_assert_str_eq(feed->headers[1].value, "application/xml");
	ck_assert_str_eq(feed->user_agent, "Desk/1.0 (+https://desk.example)");
	ck_assert_str_eq(feed->language, "en-GB");
	ck_assert_str_eq(feed->title, "Z & Co");
	ck_assert_int_eq(feed->fulltext, FULLTEXT_OFF);
	ck_assert_int_eq(feed->origin, ORIGIN_CONFIGURATION);
	ck_assert(feed->allow_private && feed->insecure_tls);
	ck_assert(feed->private_url);
	ck_assert_str_eq(feed->file, "crier.yaml");
	ck_assert_int_eq(feed->line, 2);
	configuration_free(c);
}
END_TEST

START_TEST(feeds_are_sorted_and_short_forms_count)
{
	struct configuration *c = load_text(
	    "feeds:\n"
	    "  c: {file: feeds/c.xml, tags: x}\n"
	    "  a: HTTPS://a.example/\n"
	    "  b: {file: ./b.xml, "
	    "interval: auto}\n"
	    "  d: {url: 'https://a.example/'}\n");
	const struct feed *feed;

	ck_assert_uint_eq(c->feed_count, 4);
	for (size_t i = 0; i < 4; i++)
		ck_assert_int_eq(c->feeds[i].name[0], "abcd"[i]);
	feed = configuration_feed(c, "a");
	ck_assert_int_eq(feed->source, FEED_FROM_URL);
	ck_assert_str_eq(feed->url, "HTTPS://a.example/");
	ck_assert_int_eq(feed->interval_s + feed->timeout_s + feed->max_size,
	    0);
	ck_assert(!feed->allow_private && !feed->insecure_tls);
	ck_assert(!feed->private_url);
	feed = configuration_feed(c, "c");
	ck_assert_int_eq(feed->source, FEED_FROM_FILE);
	ck_assert_str_eq(feed->url, here("feeds/c.xml"));
	ck_assert_uint_eq(feed->tag_count, 1);
	ck_assert_str_eq(feed->tags[0], "x");
	ck_assert_str_eq(configuration_feed(c, "b")->url, here("b.xml"));
	ck_assert_ptr_null(configuration_feed(c, "e"));
	ck_assert_ptr_null(configuration_feed(c, ""));
	configuration_free(c);
}
END_TEST

START_TEST(topics_keep_the_order_of_the_file_and_lists_do_not)
{
	struct configuration *c = load_text(
	    "lists:\n"
	    "  rights: |\n"
	    "    \"human rights\" # one\n"
	    "    OR 인권\n"
	    "  nk: dprk\n"
	    "topics:\n"
	    "  z:\n"
	    "    hooks: [h, g]\n"
	    "    query: >\n"
	    "      ~nk AND\n"
	    "      ~rights\n"
	    "    feeds: [a, 'tag:as*', 'b*', tag:asia]\n"
	    "  a: {query: '\"x\" OR y'}\n"
	    "hooks:\n"
	    "  h: {exec: [/bin/true]}\n"
	    "  g: {exec: [hooks/g, '', -x], timeout: 5m}\n"
	    "feeds:\n"
	    "  a: {url: 'https://a.example/', tags: [asia]}\n"
	    "  b1: https://b.example/\n");
	const struct topic *topic = &c->topics[0];
	const struct hook *hook = configuration_hook(c, "g");

	ck_assert_uint_eq(c->list_count, 2);
	ck_assert_str_eq(c->lists[0].name, "nk");
	ck_assert_str_eq(c->lists[0].query, "dprk");
	ck_assert_int_eq(c->lists[0].line, 5);
	ck_assert_str_eq(c->lists[1].name, "rights");
	ck_assert_str_eq(c->lists[1].query,
	    "\"human rights\" # one\nOR 인권\n");
	ck_assert_int_eq(c->lists[1].line, 3);
	ck_assert_str_eq(c->lists[1].file, "crier.yaml");
	ck_assert_uint_eq(c->topic_count, 2);
	ck_assert_str_eq(topic->name, "z");
	ck_assert_str_eq(topic->query, "~nk AND ~rights\n");
	ck_assert_str_eq(topic->file, "crier.yaml");
	ck_assert_int_eq(topic->line, 10);
	ck_assert_int_eq(topic->origin, ORIGIN_CONFIGURATION);
	ck_assert_uint_eq(topic->hook_count, 2);
	ck_assert_str_eq(topic->hooks[0], "h");
	ck_assert_str_eq(topic->hooks[1], "g");
	ck_assert_uint_eq(topic->feed_count, 4);
	ck_assert_str_eq(topic->feeds[1], "tag:as*");
	ck_assert_str_eq(c->topics[1].name, "a");
	ck_assert_str_eq(c->topics[1].query, "\"x\" OR y");
	ck_assert_int_eq(c->topics[1].line, 13);
	ck_assert_uint_eq(c->topics[1].hook_count, 0);
	ck_assert_uint_eq(c->topics[1].feed_count, 0);
	ck_assert_uint_eq(c->hook_count, 2);
	ck_assert_str_eq(hook->name, "g");
	ck_assert_int_eq(hook->kind, HOOK_EXEC);
	ck_assert_str_eq(hook->argv[0], here("hooks/g"));
	ck_assert_str_eq(hook->argv[1], "");
	ck_assert_str_eq(hook->argv[2], "-x");
	ck_assert_ptr_null(hook->argv[3]);
	ck_assert_int_eq(hook->timeout_s, 300);
	ck_assert_int_eq(hook->line, 16);
	hook = configuration_hook(c, "h");
	ck_assert_str_eq(hook->argv[0], "/bin/true");
	ck_assert_int_eq(hook->timeout_s, TIMEOUT_HOOK_S);
	ck_assert_str_eq(hook->file, "crier.yaml");
	ck_assert_ptr_null(configuration_hook(c, "i"));
	configuration_free(c);
}
END_TEST

START_TEST(mutes_and_hosts_are_kept)
{
	struct configuration *c = load_text("mute:\n"
					    "  - horoscope\n"
					    "  - |\n"
					    "    sponsored\n"
					    "hosts:\n"
					    "  LOCALHOST: {gap: 500s}\n"
					    "  127.0.0.1: {connections: 64, "
					    "gap: 0s}\n"
					    "  '2001:DB8::1': {}\n"
					    "  '[::1]': {gap: 0}\n");

	ck_assert_uint_eq(c->mute_count, 2);
	ck_assert_ptr_null(c->mutes[0].name);
	ck_assert_str_eq(c->mutes[0].query, "horoscope");
	ck_assert_int_eq(c->mutes[0].line, 2);
	ck_assert_str_eq(c->mutes[0].file, "crier.yaml");
	ck_assert_str_eq(c->mutes[1].query, "sponsored\n");
	ck_assert_int_eq(c->mutes[1].line, 4);
	ck_assert_uint_eq(c->host_count, 4);
	ck_assert_str_eq(c->hosts[0].host, "127.0.0.1");
	ck_assert_int_eq(c->hosts[0].gap_s, 0);
	ck_assert_int_eq(c->hosts[0].connections, 64);
	ck_assert_str_eq(c->hosts[1].host, "[2001:db8::1]");
	ck_assert_int_eq(c->hosts[1].gap_s, -1);
	ck_assert_int_eq(c->hosts[1].connections, 0);
	ck_assert_str_eq(c->hosts[2].host, "[::1]");
	ck_assert_str_eq(c->hosts[3].host, "localhost");
	ck_assert_int_eq(c->hosts[3].gap_s, 500);
	configuration_free(c);
}
END_TEST

START_TEST(opml_lists_are_kept_in_the_order_of_the_files)
{
	struct configuration *c;

	config_folder_write("more/crier.yaml",
	    SLICE("opml: {file: ../far.opml, tags: far}\n"));
	c = load_text("include: more/crier.yaml\n"
		      "opml:\n"
		      "  - desk.opml\n"
		      "  - {file: /srv/asia.opml, tags: [asia, news]}\n"
		      "topics: {t: {query: x, feeds: [tag:none, nobody]}}\n");
	ck_assert_uint_eq(c->opml_count, 3);
	ck_assert_str_eq(c->opml[0].file, here("desk.opml"));
	ck_assert_uint_eq(c->opml[0].tag_count, 0);
	ck_assert_str_eq(c->opml[0].conf_file, "crier.yaml");
	ck_assert_int_eq(c->opml[0].line, 3);
	ck_assert_int_eq(c->opml[0].column, 5);
	ck_assert_str_eq(c->opml[1].file, "/srv/asia.opml");
	ck_assert_uint_eq(c->opml[1].tag_count, 2);
	ck_assert_str_eq(c->opml[1].tags[1], "news");
	ck_assert_str_eq(c->opml[2].file, here("more/../far.opml"));
	ck_assert_str_eq(c->opml[2].tags[0], "far");
	ck_assert_str_eq(c->opml[2].conf_file, "more/crier.yaml");
	configuration_free(c);
	c = load_text("opml: desk.opml\n");
	ck_assert_uint_eq(c->opml_count, 1);
	ck_assert_str_eq(c->opml[0].file, here("desk.opml"));
	configuration_free(c);
	c = load_text("opml: []\n");
	ck_assert_uint_eq(c->opml_count, 0);
	configuration_free(c);
}
END_TEST

START_TEST(lines_may_end_as_on_other_systems)
{
	struct configuration *c = load_text(
	    "lists:\r\n  nk: |\r\n    a\r\n    OR b\r\n");

	ck_assert_str_eq(c->lists[0].query, "a\nOR b\n");
	configuration_free(c);
}
END_TEST

#define MANY 20000

/* Names come in no order, and every one is looked up. */
START_TEST(many_feeds_are_found_by_name)
{
	struct configuration *c;
	struct buffer text;
	char name[32];

	buffer_init(&text, 16 * MIB);
	buffer_append_string(&text, "feeds:\n");
	for (unsigned i = 0; i < MANY; i++)
		buffer_append_format(&text,
		    "  f-%u: {url: 'https://h%u.example/', tags: [t%u]}\n",
		    i * 7919 % MANY, i * 7919 % MANY, i % 100);
	buffer_append_string(&text, "topics:\n");
	for (unsigned i = 0; i < MANY; i++)
		buffer_append_format(&text,
		    "  t-%u: {query: x, feeds: [f-%u, 'tag:t%u']}\n", i, i,
		    i % 100);
	config_folder_write("crier.yaml", buffer_slice(&text));
	c = config_folder_load("crier.yaml");
	ck_assert_uint_eq(c->feed_count, MANY);
	ck_assert_uint_eq(c->topic_count, MANY);
	for (unsigned i = 0; i < MANY; i++) {
		char url[64];

		snprintf(name, sizeof(name), "f-%u", i);
		snprintf(url, sizeof(url), "https://h%u.example/", i);
		ck_assert_str_eq(configuration_feed(c, name)->url, url);
		ck_assert(i == 0 ||
		    strcmp(c->feeds[i - 1].name, c->feeds[i].name) < 0);
	}
	configuration_free(c);
	buffer_finish(&text);
}
END_TEST

START_TEST(complaints_end_at_their_limit_in_order)
{
	struct configuration_problems problems;
	struct buffer text;

	buffer_init(&text, MIB);
	for (int i = 0; i < 3 * LIMIT_CONFIG_PROBLEMS; i++)
		buffer_append_format(&text, "zzz-%d: x\n", i);
	config_folder_write("crier.yaml", buffer_slice(&text));
	ck_assert_ptr_null(configuration_load("crier.yaml", &problems));
	ck_assert_uint_eq(problems.count, LIMIT_CONFIG_PROBLEMS);
	for (int i = 0; i < LIMIT_CONFIG_PROBLEMS; i++) {
		ck_assert_int_eq(problems.items[i].error.line, i + 1);
		ck_assert_int_eq(problems.items[i].error.kind, ERROR_CONFIG);
	}
	configuration_problems_finish(&problems);
	ck_assert_uint_eq(problems.count, 0);
	buffer_finish(&text);
}
END_TEST

START_TEST(how_long_articles_stay_is_kept)
{
	struct configuration *c = load_text("");

	ck_assert_int_eq(c->retention.age_s, 0);
	ck_assert_int_eq(c->retention.count, 0);
	ck_assert_int_eq(c->snapshots, 3);
	configuration_free(c);
	c = load_text("retention: {age: 90d, count: 100000}\n"
		      "snapshots: 0\n"
		      "feeds:\n"
		      "  a: {url: https://a.example/, keep: 2w}\n"
		      "topics:\n"
		      "  t: {query: boat, keep: 365d}\n"
		      "  u: {query: cart}\n");
	ck_assert_int_eq(c->retention.age_s, 90 * 86400);
	ck_assert_int_eq(c->retention.count, 100000);
	ck_assert_int_eq(c->snapshots, 0);
	ck_assert_int_eq(c->feeds[0].keep_s, 14 * 86400);
	ck_assert_int_eq(c->topics[0].keep_s, 365 * 86400);
	ck_assert_int_eq(c->topics[1].keep_s, 0);
	configuration_free(c);
}
END_TEST

START_TEST(free_takes_nothing)
{
	configuration_free(NULL);
}
END_TEST

Suite *
configuration_suite(void)
{
	Suite *suite = suite_create("configuration");
	TCase *tcase = tcase_create("right configurations");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, nothing_said_gives_the_defaults);
	tcase_add_test(tcase, every_option_of_the_top_is_kept);
	tcase_add_test(tcase, every_option_of_a_feed_is_kept);
	tcase_add_test(tcase, feeds_are_sorted_and_short_forms_count);
	tcase_add_test(tcase,
	    topics_keep_the_order_of_the_file_and_lists_do_not);
	tcase_add_test(tcase, mutes_and_hosts_are_kept);
	tcase_add_test(tcase, opml_lists_are_kept_in_the_order_of_the_files);
	tcase_add_test(tcase, lines_may_end_as_on_other_systems);
	tcase_add_test(tcase, many_feeds_are_found_by_name);
	tcase_add_test(tcase, complaints_end_at_their_limit_in_order);
	tcase_add_test(tcase, how_long_articles_stay_is_kept);
	tcase_add_test(tcase, free_takes_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}

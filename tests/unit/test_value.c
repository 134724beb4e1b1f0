/*
 * Values at their limits: the last that is taken, and the first that is not.
 */
#include <check.h>
#include <stdio.h>

#include "config_folder.h"

Suite *value_suite(void);

#define NAME_16 "abcdefgh-1234567"
#define NAME_64 NAME_16 NAME_16 NAME_16 NAME_16

START_TEST(values_at_their_limits_are_taken)
{
	struct configuration *c;
	const struct feed *feed;

	config_folder_write("crier.yaml",
	    SLICE("backlog: 3650d\n"
		  "interval: 1s\n"
		  "connections: 4096\n"
		  "starts_per_second: 10000\n"
		  "readers: 64\n"
		  "control_writes: off\n"
		  "hooks: {h: {exec: [/bin/true], timeout: 1h}}\n"
		  "hosts: {a.example: {gap: 1d, connections: 1}}\n"
		  "feeds:\n"
		  "  " NAME_64 ":\n"
		  "    url: http://a.example:65535/\n"
		  "    interval: 365d\n"
		  "    timeout: 10m\n"
		  "    max_size: 512MiB\n"
		  "    language: abcdefgh-12345678\n"
		  "    tags: [" NAME_64 "]\n"
		  "  tags: {file: x.xml, max_size: 1024}\n"
		  "topics: {t: {query: x, feeds: [tags]}}\n"));
	c = config_folder_load("crier.yaml");
	ck_assert_int_eq(c->backlog_s, INT64_C(3650) * 86400);
	ck_assert_int_eq(c->interval_s, 1);
	ck_assert_int_eq(c->connections, 4096);
	ck_assert_int_eq(c->starts_per_second, 10000);
	ck_assert_int_eq(c->readers, 64);
	ck_assert(!c->control_writes);
	ck_assert_int_eq(c->hooks[0].timeout_s, 3600);
	ck_assert_int_eq(c->hosts[0].gap_s, 86400);
	ck_assert_int_eq(c->hosts[0].connections, 1);
	feed = configuration_feed(c, NAME_64);
	ck_assert_ptr_nonnull(feed);
	ck_assert_int_eq(feed->interval_s, 365 * 86400);
	ck_assert_int_eq(feed->timeout_s, 600);
	ck_assert_int_eq(feed->max_size, 512 * (int64_t)MIB);
	ck_assert_str_eq(feed->language, "abcdefgh-12345678");
	ck_assert_str_eq(feed->tags[0], NAME_64);
	ck_assert_int_eq(configuration_feed(c, "tags")->max_size, 1024);
	configuration_free(c);
}
END_TEST

/* A configuration of head, a pattern repeated, and tail. The pattern may use
 * the number of its turn. */
static const struct {
	const char *name, *head, *pattern, *tail;
	int most; /* turns that are taken */
	const char *expected;
} rows[] = {
	{ "a URL", "feeds: {a: {url: https://a.example/", "x", "}}",
	    LIMIT_URL - 18,
	    "crier.yaml:1:18: feed \"a\": url: longer than 8192 bytes\n" },
	{ "a header", "feeds: {a: {url: 'http://a/', headers: {X: ", "x", "}}}",
	    LIMIT_HEADER_VALUE,
	    "crier.yaml:1:44: feed \"a\": headers: expected a line of "
	    "printable ASCII, found \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\"\n" },
	{ "a list of tags", "feeds: {a: {url: 'http://a/', tags: [", "t%d, ",
	    "]}}", LIMIT_CONFIG_LIST,
	    "crier.yaml:1:37: feed \"a\": tags: more than 1000 items\n" },
	{ "a mapping of headers", "feeds: {a: {url: 'http://a/', headers: {",
	    "X-%d: y, ", "}}}", LIMIT_CONFIG_LIST,
	    "crier.yaml:1:40: feed \"a\": headers: more than 1000 items\n" },
	{ "a command", "hooks: {a: {exec: [", "/bin/%d, ", "]}}",
	    LIMIT_CONFIG_LIST,
	    "crier.yaml:1:19: hook \"a\": exec: more than 1000 items\n" },
	{ "OPML lists", "opml: [", "l%d, ", "]", LIMIT_OPML_LISTS,
	    "crier.yaml:1:7: opml: more than 100\n" },
	{ "mutes", "mute: [", "m%d, ", "]", LIMIT_CONFIG_LIST,
	    "crier.yaml:1:7: mute: more than 1000 items\n" },
};

static void
write_turns(int row, int turns)
{
	struct buffer text;
	char part[32];

	buffer_init(&text, MIB);
	buffer_append_string(&text, rows[row].head);
	for (int i = 0; i < turns; i++) {
		const char *number = strstr(rows[row].pattern, "%d");
		size_t before = number == NULL
		    ? strlen(rows[row].pattern)
		    : (size_t)(number - rows[row].pattern);

		buffer_append_bytes(&text, rows[row].pattern, before);
		if (number == NULL)
			continue;
		snprintf(part, sizeof(part), "%d", i);
		buffer_append_string(&text, part);
		buffer_append_string(&text, number + 2);
	}
	buffer_append_string(&text, rows[row].tail);
	ck_assert(!text.failed);
	config_folder_write("crier.yaml", buffer_slice(&text));
	buffer_finish(&text);
}

static void
expect(int row, int turns, const char *expected)
{
	struct buffer got;

	write_turns(row, turns);
	buffer_init(&got, MIB);
	config_folder_complaints("crier.yaml", &got);
	ck_assert_msg(strcmp(buffer_string(&got), expected) == 0,
	    "%s, %d: got %s", rows[row].name, turns, buffer_string(&got));
	buffer_finish(&got);
}

START_TEST(long_values_are_refused_one_beyond_the_limit)
{
	expect(_i, rows[_i].most, "");
	expect(_i, rows[_i].most + 1, rows[_i].expected);
}
END_TEST

Suite *
value_suite(void)
{
	Suite *suite = suite_create("value");
	TCase *tcase = tcase_create("limits");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_add_test(tcase, values_at_their_limits_are_taken);
	tcase_add_loop_test(tcase, long_values_are_refused_one_beyond_the_limit,
	    0, (int)ARRAY_LEN(rows));
	suite_add_tcase(suite, tcase);
	return suite;
}

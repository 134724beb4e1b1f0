/*
 * Two configurations side by side: what came, went, and differs.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "config_folder.h"

Suite *compare_suite(void);

static const struct {
	const char *name;
	enum configuration_part part;
	const char *old, *new, *expected;
} rows[] = {
	{ "nothing", CONFIGURATION_FEEDS, "feeds: {a: http://a.example/}\n",
	    "interval: 5m\nfeeds: {a: {url: http://a.example/}}\n", "" },
	{ "feeds in the order of names", CONFIGURATION_FEEDS,
	    "feeds: {d: http://d/, a: http://a/, c: http://c/}\n",
	    "feeds: {c: http://cc/, b: http://b/, a: http://a/}\n",
	    "+b ~c -d " },
	{ "an option of a feed", CONFIGURATION_FEEDS,
	    "feeds: {a: {url: http://a/, tags: [x]}}\n",
	    "feeds: {a: {url: http://a/, tags: [x, y]}}\n", "~a " },
	{ "lists by their files", CONFIGURATION_OPML,
	    "opml: [/b.opml, /a.opml, /c.opml]\n",
	    "opml: [/d.opml, {file: /b.opml, tags: [x]}, /c.opml]\n",
	    "-/a.opml ~/b.opml +/d.opml " },
	{ "the order of lists", CONFIGURATION_OPML,
	    "opml: [/b.opml, /a.opml]\n", "opml: [/a.opml, /b.opml]\n", "" },
	{ "topics", CONFIGURATION_TOPICS, "topics: {t: {query: a}}\n",
	    "topics: {t: {query: b}, u: {query: a}}\n", "~t +u " },
	{ "hooks", CONFIGURATION_HOOKS, "hooks: {h: {exec: [/bin/a, b]}}\n",
	    "hooks: {h: {exec: [/bin/a, b, c]}}\n", "~h " },
};

static void
note(enum configuration_change change, const char *name, void *arg)
{
	static const char signs[] = {
		[CONFIGURATION_ADDED] = '+',
		[CONFIGURATION_REMOVED] = '-',
		[CONFIGURATION_CHANGED] = '~',
	};

	buffer_append_format(arg, "%c%s ", signs[change], name);
}

static struct configuration *
load(const char *yaml)
{
	config_folder_write("crier.yaml", slice_of(yaml));
	return config_folder_load("crier.yaml");
}

START_TEST(a_change_is_told_once_and_in_order)
{
	struct configuration *old = load(rows[_i].old);
	struct configuration *new = load(rows[_i].new);
	struct buffer told;

	buffer_init(&told, MIB);
	configuration_compare(old, new, rows[_i].part, note, &told);
	ck_assert_msg(strcmp(buffer_string(&told), rows[_i].expected) == 0,
	    "%s: %s", rows[_i].name, buffer_string(&told));
	buffer_finish(&told);
	configuration_free(old);
	configuration_free(new);
}
END_TEST

Suite *
compare_suite(void)
{
	Suite *suite = suite_create("compare");
	TCase *tcase = tcase_create("compare");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_add_loop_test(tcase, a_change_is_told_once_and_in_order, 0,
	    ARRAY_LEN(rows));
	suite_add_tcase(suite, tcase);
	return suite;
}

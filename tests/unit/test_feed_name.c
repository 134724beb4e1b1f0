#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/feed_name.h"
#include "store_fixture.h"

Suite *feed_name_suite(void);

#define LONG_TITLE                               \
	"abcdefghij abcdefghij abcdefghij abcd " \
	"abcdefghij abcdefghij"

START_TEST(a_name_is_made_from_title_or_host)
{
	static const struct {
		const char *title, *url, *name;
	} rows[] = {
		{ "The Tide Tables", "https://a.example/", "the-tide-tables" },
		{ "  -- News & Views! --", "https://a.example/", "news-views" },
		{ "L'Été à Besançon", "https://a.example/",
		    "l-ete-a-besancon" },
		{ "ＢＢＣ", "https://a.example/", "bbc" },
		{ "38 North", "https://a.example/", "38-north" },
		{ "日本語", "https://www.a.example/feed", "a-example" },
		{ "", "https://WWW.Port.Example:8443/feed?x", "port-example" },
		{ "", "https://[2001:db8::1]/", "2001-db8-1" },
		{ "東京", "https://東京.example/", "example" },
		{ "東京", "https://東京/", "feed" },
		{ "012345678901234567890123456789012345678901234567890 z",
		    "https://a.example/",
		    "012345678901234567890123456789012345678901234567890" },
		{ LONG_TITLE, "https://a.example/",
		    "abcdefghij-abcdefghij-abcdefghij-abcd-abcdefghij-abc" },
	};
	struct fixture f;

	fixture_open(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char name[FEED_NAME + 1];
		struct error err;

		CHECK_OK(feed_name_make(f.store, slice_of(rows[i].title),
			     slice_of(rows[i].url), name, &err),
		    err);
		ck_assert_msg(strcmp(name, rows[i].name) == 0, "%s: %s",
		    rows[i].title, name);
		ck_assert_msg(feed_name_is_right(slice_of(name)), "%s", name);
	}
	fixture_close(&f);
}
END_TEST

static void
add_row(struct fixture *f, const char *name)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "INSERT INTO feed (name, source, origin, added_at) "
	    "VALUES ('%s', 'url', 'command', 1)",
	    name);
	fixture_run(f, sql);
}

START_TEST(a_name_that_is_taken_gets_the_first_free_number)
{
	struct fixture f;

	fixture_open(&f);
	for (int i = 1; i <= 40; i++) {
		char name[FEED_NAME + 1], expected[FEED_NAME + 1];
		struct error err;

		if (i == 1)
			snprintf(expected, sizeof(expected), "blog");
		else
			snprintf(expected, sizeof(expected), "blog-%d", i);
		CHECK_OK(feed_name_make(f.store, SLICE("Blog"), SLICE("x"),
			     name, &err),
		    err);
		ck_assert_str_eq(name, expected);
		add_row(&f, name);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(names_of_removed_feeds_are_taken_too)
{
	char name[FEED_NAME + 1];
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_run(&f, "UPDATE feed SET removed_at = 1");
	CHECK_OK(feed_name_make(f.store, SLICE("Harbour"), SLICE("x"), name,
		     &err),
	    err);
	ck_assert_str_eq(name, "harbour-2");
	fixture_close(&f);
}
END_TEST

START_TEST(names_are_those_of_configuration_files)
{
	static const struct {
		const char *name;
		bool right;
	} rows[] = {
		{ "a", true },
		{ "a-1", true },
		{ "", false },
		{ "-a", false },
		{ "a-", false },
		{ "a b", false },
		{ "A", false },
		{ "a.b", false },
		{ "é", false },
		{ "0123456789012345678901234567890123456789012345678901234567890"
		  "123",
		    true },
		{ "0123456789012345678901234567890123456789012345678901234567890"
		  "1234",
		    false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ck_assert_msg(feed_name_is_right(slice_of(rows[i].name)) ==
			rows[i].right,
		    "%s", rows[i].name);
}
END_TEST

Suite *
feed_name_suite(void)
{
	Suite *suite = suite_create("feed_name");
	TCase *tcase = tcase_create("feed_name");

	tcase_add_test(tcase, a_name_is_made_from_title_or_host);
	tcase_add_test(tcase, a_name_that_is_taken_gets_the_first_free_number);
	tcase_add_test(tcase, names_of_removed_feeds_are_taken_too);
	tcase_add_test(tcase, names_are_those_of_configuration_files);
	suite_add_tcase(suite, tcase);
	return suite;
}

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *count_suite(void);

#define DAY_S (24 * 3600)

static const struct topic topics[] = {
	{ .name = "boats", .query = "boat" },
	{ .name = "all", .query = "the" },
};
/* FIXTURE_NOW is 08:00 UTC. */
static const struct fixture_entry entries[] = {
	{ .id = "1", .text = "the boat", .published_at = FIXTURE_NOW - 60 },
	{ .id = "2", .text = "the cart", .published_at = FIXTURE_NOW - 120 },
	{ .id = "3", .text = "the Boat", .published_at = FIXTURE_NOW - DAY_S },
	/* 23:30 UTC of the day before: already this day in Paris. */
	{ .id = "4",
	    .text = "the mill",
	    .published_at = FIXTURE_NOW - 8 * 3600 - 1800 },
	{ .id = "5", .text = "nothing", .published_at = FIXTURE_NOW - 60 },
};

static void
open_with_articles(struct fixture *f)
{
	fixture_open(f);
	fixture_topics(f, topics, 2);
	fixture_entries(f, entries, ARRAY_LEN(entries));
	fixture_run(f,
	    "UPDATE article SET authors = "
	    "'[{\"name\":\"Ann\",\"email\":null},{\"name\":\"Bo\"},"
	    "{\"name\":\"Ann\"}]' WHERE identity IN ('1', '2');"
	    "UPDATE article SET authors = "
	    "'[{\"name\":\"Bo\"},{\"name\":null,\"email\":\"c@c.example\"}]' "
	    "WHERE identity = '3'");
}

static bool
note(struct slice key, int64_t count, void *arg)
{
	size_t len = strlen(arg);

	snprintf((char *)arg + len, 200 - len, "%s%.*s:%lld",
	    len == 0 ? "" : " ", key.ptr == NULL ? 1 : (int)key.len,
	    key.ptr == NULL ? "-" : key.ptr, (long long)count);
	return true;
}

START_TEST(articles_are_counted_at_once_and_in_groups)
{
	static const struct {
		const char *query;
		enum count_by by;
		int64_t offset_s;
		const char *expected;
	} rows[] = {
		{ "", COUNT_ALL, 0, "-:4" },
		{ "boat", COUNT_ALL, 0, "-:2" },
		{ "==boat", COUNT_ALL, 0, "-:1" },
		{ "nowhere", COUNT_ALL, 0, "-:0" },
		{ "==nowhere", COUNT_ALL, 0, "-:0" },
		{ "is:backlog", COUNT_ALL, 0, "-:1" },
		{ "", COUNT_BY_TOPIC, 0, "all:4 boats:2" },
		{ "text:/oat/", COUNT_BY_TOPIC, 0, "all:2 boats:2" },
		{ "", COUNT_BY_FEED, 0, "harbour:4" },
		{ "", COUNT_BY_DAY, 0, "2027-01-15:2 2027-01-14:2" },
		{ "", COUNT_BY_DAY, 3600, "2027-01-15:3 2027-01-14:1" },
		{ "text:/the/", COUNT_BY_DAY, 3600,
		    "2027-01-15:3 2027-01-14:1" },
		{ "", COUNT_BY_AUTHOR, 0, "Bo:3 Ann:2 c@c.example:1" },
		{ "text:/oat/", COUNT_BY_AUTHOR, 0,
		    "Bo:2 Ann:1 c@c.example:1" },
	};
	struct fixture f;

	open_with_articles(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct query_error problem;
		struct query *query = query_parse(slice_of(rows[i].query),
		    QUERY_FOR_SEARCH, NULL, 0, &problem);
		struct article_request request = {
			.query = query,
			.limit = -1,
			.moment = { f.now_at, rows[i].offset_s },
		};
		char got[200] = "";
		struct error err;

		ck_assert_ptr_nonnull(query);
		CHECK_OK(store_count_articles(f.store, &request, rows[i].by,
			     note, got, &err),
		    err);
		ck_assert_msg(strcmp(got, rows[i].expected) == 0,
		    "row %zu, %s: \"%s\" and not \"%s\"", i, rows[i].query, got,
		    rows[i].expected);
		query_free(query);
	}
	fixture_close(&f);
}
END_TEST

Suite *
count_suite(void)
{
	Suite *suite = suite_create("count");
	TCase *tcase = tcase_create("count");

	tcase_add_test(tcase, articles_are_counted_at_once_and_in_groups);
	suite_add_tcase(suite, tcase);
	return suite;
}

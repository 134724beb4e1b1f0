#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *own_feeds_suite(void);

static const struct fixture_entry tide = { .id = "1", .title = "Tide" };

struct added {
	char name[FEED_NAME + 1];
	bool is_new;
};

static struct added
add(struct fixture *f, const struct feed_addition *addition)
{
	struct added added = { .is_new = false };
	struct error err;

	CHECK_CHANGE(f,
	    store_feed_add(f->store, addition, f->now_at, added.name,
		&added.is_new, &err),
	    err);
	return added;
}

static void
sync(struct fixture *f, const struct feed *feeds, size_t count,
    struct feed_state *states)
{
	struct error err;

	CHECK_CHANGE(f,
	    store_sync_feeds(f->store, feeds, count, f->now_at, states,
		&f->arena, &err),
	    err);
}

struct own {
	struct feed *feeds;
	struct feed_state *states;
	size_t count;
};

static struct own
own_feeds(struct fixture *f)
{
	struct own own;
	struct error err;

	CHECK_OK(store_own_feeds(f->store, &f->arena, &own.feeds, &own.states,
		     &own.count, &err),
	    err);
	return own;
}

/* ---- adding -------------------------------------------------------------------- */

START_TEST(what_a_command_adds_is_polled_as_it_was_said)
{
	static const struct slice tags[] = { SLICE_INIT("west"),
		SLICE_INIT("news") };
	struct feed_addition addition = {
		.url = SLICE("https://port.example/feed"),
		.title = SLICE("The Port"),
		.tags = tags,
		.tag_count = ARRAY_LEN(tags),
		.interval_s = 1800,
		.origin = ORIGIN_COMMAND,
	};
	struct added added;
	struct fixture f;
	struct own own;

	fixture_open(&f);
	ck_assert_uint_eq(own_feeds(&f).count, 0);
	added = add(&f, &addition);
	ck_assert(added.is_new);
	ck_assert_str_eq(added.name, "the-port");
	own = own_feeds(&f);
	ck_assert_uint_eq(own.count, 1);
	ck_assert_str_eq(own.feeds[0].name, "the-port");
	ck_assert_str_eq(own.feeds[0].url, "https://port.example/feed");
	ck_assert_str_eq(own.feeds[0].title, "The Port");
	ck_assert_int_eq(own.feeds[0].source, FEED_FROM_URL);
	ck_assert_int_eq(own.feeds[0].origin, ORIGIN_COMMAND);
	ck_assert_int_eq(own.feeds[0].interval_s, 1800);
	ck_assert_uint_eq(own.feeds[0].tag_count, 2);
	ck_assert_str_eq(own.feeds[0].tags[0], "news");
	ck_assert_str_eq(own.feeds[0].tags[1], "west");
	CHECK_SQL(&f, "SELECT id FROM feed WHERE name = 'the-port'",
	    own.states[0].id);
	CHECK_SQL(&f, "SELECT added_at FROM feed WHERE name = 'the-port'",
	    f.now_at);
	fixture_close(&f);
}
END_TEST

START_TEST(own_feeds_come_with_the_state_of_their_polling)
{
	struct fixture f;
	struct own own;

	fixture_open(&f);
	fixture_add_feed(&f, SLICE("port"), SLICE("https://port.example/"));
	fixture_add_feed(&f, SLICE("cape"), SLICE("https://cape.example/"));
	fixture_run(&f,
	    "UPDATE feed SET etag = 'e' || id, next_at = 5 * id, "
	    "paused = name = 'cape'");
	own = own_feeds(&f);
	ck_assert_uint_eq(own.count, 2);
	ck_assert_str_eq(own.feeds[1].name, "cape");
	ck_assert_str_eq(own.states[0].etag, "e2");
	ck_assert_str_eq(own.states[1].etag, "e3");
	ck_assert_int_eq(own.states[1].next_at, 15);
	ck_assert(!own.states[0].paused);
	ck_assert(own.states[1].paused);
	fixture_close(&f);
}
END_TEST

START_TEST(a_url_that_is_there_is_told_by_its_name)
{
	struct feed_addition again = {
		.url = SLICE("https://harbour.example/feed"),
		.name = SLICE("other"),
		.title = SLICE("Other"),
		.origin = ORIGIN_COMMAND,
	};
	struct added added;
	struct fixture f;

	fixture_open(&f);
	added = add(&f, &again);
	ck_assert(!added.is_new);
	ck_assert_str_eq(added.name, "harbour");
	CHECK_SQL(&f,
	    "SELECT count(*) FROM feed WHERE origin = 'configuration' AND "
	    "title IS NULL",
	    1);
	again.url = SLICE("https://harbour.example/feed/");
	ck_assert(add(&f, &again).is_new);
	fixture_close(&f);
}
END_TEST

START_TEST(a_chosen_name_belongs_to_one_url)
{
	struct feed_addition addition = {
		.name = SLICE("harbour"),
		.url = SLICE("https://port.example/"),
		.origin = ORIGIN_COMMAND,
	};
	struct added added;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	CHECK_REFUSED(&f,
	    store_feed_add(f.store, &addition, f.now_at, added.name,
		&added.is_new, &err),
	    err, ERROR_REFUSED,
	    "there is a feed harbour with another URL: choose another name");
	addition.name = SLICE("Port");
	CHECK_REFUSED(&f,
	    store_feed_add(f.store, &addition, f.now_at, added.name,
		&added.is_new, &err),
	    err, ERROR_INPUT,
	    "\"Port\" is no name for a feed: expected a-z, 0-9, and \"-\" "
	    "between them, at most 64");
	CHECK_SQL(&f, "SELECT count(*) FROM feed", 1);
	fixture_close(&f);
}
END_TEST

START_TEST(only_http_is_added)
{
	static const char *const rows[] = { "", "file:///etc/passwd",
		"/etc/passwd", "ftp://a.example/", "exec:true",
		"https://a.example/x y", "https://a.example/\nx" };
	struct fixture f;

	fixture_open(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct feed_addition addition = {
			.url = slice_of(rows[i]),
			.origin = ORIGIN_COMMAND,
		};
		struct added added;
		struct error err;

		CHECK_REFUSED(&f,
		    store_feed_add(f.store, &addition, f.now_at, added.name,
			&added.is_new, &err),
		    err, ERROR_INPUT,
		    "expected an http or https URL of at most 8192 bytes");
	}
	fixture_close(&f);
}
END_TEST

/* ---- over time ------------------------------------------------------------------- */

START_TEST(a_removed_feed_keeps_its_articles_and_is_revived_by_its_url)
{
	struct feed_addition again = {
		.name = SLICE("another"),
		.url = SLICE("https://port.example/"),
		.title = SLICE("Port again"),
		.interval_s = 600,
		.origin = ORIGIN_COMMAND,
	};
	struct added added;
	struct fixture f;

	fixture_open(&f);
	fixture_add_feed(&f, SLICE("port"), again.url);
	fixture_run(&f, "UPDATE feed SET paused = 1 WHERE name = 'port'");
	f.state = own_feeds(&f).states[0];
	fixture_entries(&f, &tide, 1);
	fixture_remove_feed(&f, SLICE("port"));
	CHECK_SQL(&f, "SELECT removed_at FROM feed WHERE name = 'port'",
	    f.now_at);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 1);
	ck_assert_uint_eq(own_feeds(&f).count, 0);
	f.now_at += 60;
	added = add(&f, &again);
	ck_assert(added.is_new);
	ck_assert_str_eq(added.name, "port");
	CHECK_TEXT(&f,
	    "SELECT state || ' ' || title FROM v1_feeds WHERE name = 'port'",
	    "new Port again");
	ck_assert_int_eq(own_feeds(&f).states[0].id, f.state.id);
	ck_assert_int_eq(own_feeds(&f).feeds[0].interval_s, 600);
	ck_assert_uint_eq(fixture_entries(&f, &tide, 1).fresh, 0);
	ck_assert(!add(&f, &again).is_new);
	fixture_close(&f);
}
END_TEST

START_TEST(a_feed_that_is_there_comes_before_a_removed_one)
{
	struct feed_addition addition = { .origin = ORIGIN_COMMAND };
	struct feed second;
	struct feed_state state;
	struct added added;
	struct fixture f;

	fixture_open(&f);
	second = f.feed;
	second.name = "second";
	sync(&f, &second, 1, &state);
	addition.url = slice_of(f.feed.url);
	added = add(&f, &addition);
	ck_assert(!added.is_new);
	ck_assert_str_eq(added.name, "second");
	fixture_close(&f);
}
END_TEST

START_TEST(a_removed_feed_is_revived_by_its_name_at_another_url)
{
	struct fixture f;
	struct own own;
	int64_t id;

	fixture_open(&f);
	fixture_add_feed(&f, SLICE("port"), SLICE("https://port.example/"));
	id = own_feeds(&f).states[0].id;
	fixture_run(&f, "UPDATE feed SET etag = 'x' WHERE name = 'port'");
	fixture_remove_feed(&f, SLICE("port"));
	fixture_add_feed(&f, SLICE("port"), SLICE("https://port.example/new"));
	own = own_feeds(&f);
	ck_assert_uint_eq(own.count, 1);
	ck_assert_int_eq(own.states[0].id, id);
	ck_assert_ptr_null(own.states[0].etag);
	ck_assert_str_eq(own.feeds[0].url, "https://port.example/new");
	fixture_close(&f);
}
END_TEST

START_TEST(an_own_feed_that_was_away_for_long_gets_a_baseline)
{
	static const struct {
		int64_t away_s;
		bool baseline;
	} rows[] = {
		{ 14 * 24 * 3600, false },
		{ 14 * 24 * 3600 + 1, true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture f;

		fixture_open(&f);
		fixture_add_feed(&f, SLICE("port"),
		    SLICE("https://port.example/"));
		f.state = own_feeds(&f).states[0];
		ck_assert(fixture_entries(&f, &tide, 1).baseline);
		fixture_remove_feed(&f, SLICE("port"));
		f.now_at += rows[i].away_s;
		fixture_add_feed(&f, SLICE("port"),
		    SLICE("https://port.example/"));
		ck_assert_int_eq(fixture_entries(&f, &tide, 1).baseline,
		    rows[i].baseline);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(a_configured_feed_takes_over_the_name_and_does_not_give_it_back)
{
	struct feed both[2] = {
		[1] = { .name = "port", .url = "https://port.example/conf" },
	};
	struct feed_state states[2];
	struct fixture f;
	int64_t id;

	fixture_open(&f);
	fixture_add_feed(&f, SLICE("port"), SLICE("https://port.example/"));
	id = own_feeds(&f).states[0].id;
	fixture_run(&f, "UPDATE feed SET etag = 'x' WHERE name = 'port'");
	sync(&f, &f.feed, 1, states);
	ck_assert_uint_eq(own_feeds(&f).count, 1);
	both[0] = f.feed;
	sync(&f, both, 2, states);
	ck_assert_uint_eq(own_feeds(&f).count, 0);
	ck_assert_int_eq(states[1].id, id);
	ck_assert_ptr_null(states[1].etag);
	CHECK_TEXT(&f, "SELECT origin FROM feed WHERE name = 'port'",
	    "configuration");
	sync(&f, &f.feed, 1, states);
	CHECK_TEXT(&f, "SELECT state FROM v1_feeds WHERE name = 'port'",
	    "removed");
	ck_assert_uint_eq(own_feeds(&f).count, 0);
	fixture_close(&f);
}
END_TEST

/* ---- OPML lists ------------------------------------------------------------------- */

START_TEST(an_opml_list_is_followed)
{
	static const struct slice tags[] = { SLICE_INIT("desk") };
	struct feed_addition line = {
		.url = SLICE("https://port.example/"),
		.title = SLICE("Port"),
		.origin = ORIGIN_OPML,
	};
	struct feed_state state;
	const char *const kept[] = { "port" };
	struct fixture f;
	struct error err;
	struct own own;

	fixture_open(&f);
	ck_assert_str_eq(add(&f, &line).name, "port");
	fixture_add_feed(&f, SLICE("mine"), SLICE("https://mine.example/"));
	line.title = SLICE("Port Authority");
	line.tags = tags;
	line.tag_count = 1;
	ck_assert(!add(&f, &line).is_new);
	own = own_feeds(&f);
	ck_assert_uint_eq(own.count, 2);
	ck_assert_int_eq(own.feeds[0].origin, ORIGIN_OPML);
	ck_assert_str_eq(own.feeds[0].name, "port");
	ck_assert_str_eq(own.feeds[0].title, "Port Authority");
	ck_assert_str_eq(own.feeds[0].tags[0], "desk");
	/* Neither a reload nor a list that still has it removes it. */
	sync(&f, &f.feed, 1, &state);
	CHECK_CHANGE(&f,
	    store_opml_feeds_keep(f.store, kept, 1, f.now_at, &err), err);
	ck_assert_uint_eq(own_feeds(&f).count, 2);
	CHECK_CHANGE(&f,
	    store_opml_feeds_keep(f.store, NULL, 0, f.now_at, &err), err);
	own = own_feeds(&f);
	ck_assert_uint_eq(own.count, 1);
	ck_assert_str_eq(own.feeds[0].name, "mine");
	fixture_close(&f);
}
END_TEST

START_TEST(an_opml_list_does_not_overrule_a_person)
{
	struct feed_addition line = {
		.url = SLICE("https://port.example/"),
		.title = SLICE("Port Authority"),
		.origin = ORIGIN_OPML,
	};
	struct feed_addition mine = {
		.url = line.url,
		.title = SLICE("Port"),
		.origin = ORIGIN_COMMAND,
	};
	struct fixture f;
	struct error err;

	fixture_open(&f);
	add(&f, &mine);
	ck_assert(!add(&f, &line).is_new);
	CHECK_TEXT(&f,
	    "SELECT title || ' ' || origin FROM feed WHERE name = 'port'",
	    "Port command");
	/* Paused, a feed of a list stays paused when the list is read again. */
	fixture_run(&f, "UPDATE feed SET origin = 'opml'");
	CHECK_CHANGE(&f,
	    store_feed_pause(f.store, SLICE("port"), FEED_PAUSE, &err), err);
	add(&f, &line);
	CHECK_TEXT(&f,
	    "SELECT title || ' ' || paused FROM feed WHERE name = 'port'",
	    "Port Authority 1");
	/* Nor does a person say anything of it by adding it again. */
	ck_assert(!add(&f, &mine).is_new);
	CHECK_TEXT(&f,
	    "SELECT title || ' ' || origin FROM feed WHERE name = 'port'",
	    "Port Authority opml");
	fixture_close(&f);
}
END_TEST

Suite *
own_feeds_suite(void)
{
	Suite *suite = suite_create("own_feeds");
	TCase *tcase = tcase_create("adding");

	tcase_add_test(tcase, what_a_command_adds_is_polled_as_it_was_said);
	tcase_add_test(tcase, own_feeds_come_with_the_state_of_their_polling);
	tcase_add_test(tcase, a_url_that_is_there_is_told_by_its_name);
	tcase_add_test(tcase, a_chosen_name_belongs_to_one_url);
	tcase_add_test(tcase, only_http_is_added);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("over time");
	tcase_add_test(tcase,
	    a_removed_feed_keeps_its_articles_and_is_revived_by_its_url);
	tcase_add_test(tcase, a_feed_that_is_there_comes_before_a_removed_one);
	tcase_add_test(tcase,
	    a_removed_feed_is_revived_by_its_name_at_another_url);
	tcase_add_test(tcase,
	    an_own_feed_that_was_away_for_long_gets_a_baseline);
	tcase_add_test(tcase,
	    a_configured_feed_takes_over_the_name_and_does_not_give_it_back);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("OPML");
	tcase_add_test(tcase, an_opml_list_is_followed);
	tcase_add_test(tcase, an_opml_list_does_not_overrule_a_person);
	suite_add_tcase(suite, tcase);
	return suite;
}

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *feeds_suite(void);

#define DAY_S (24 * 3600)

static void
sync(struct fixture *f, const struct feed *feeds, size_t count,
    struct feed_state *states)
{
	struct error err;

	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(store_sync_feeds(f->store, feeds, count, f->now_at, states,
		     &f->arena, &err),
	    err);
	CHECK_OK(store_commit(f->store, &err), err);
}

/* A state with a value in every field. */
static struct feed_state
full_state(int64_t id)
{
	return (struct feed_state){
		.id = id,
		.etag = "W/\"\xFF\x01\"", /* opaque: not UTF-8 */
		.last_modified = "yesterday",
		.validator_url = "https://harbour.example/feed",
		.body_hash = "abc",
		.moved_url = "https://port.example/feed",
		.lifetime_s = 1,
		.attempt_at = 2,
		.next_at = 3,
		.not_before_at = 4,
		.last_ok_at = 5,
		.last_new_at = 6,
		.first_ok_at = 7,
		.gone_at = 8,
		.fail_count = 9,
		.outcome = OUTCOME_FAILED,
		.failure_class = CLASS_NOT_FOUND,
		.status = 404,
		.reason = "not found",
		.hostile_build = "b1",
		.gone = true,
		.ttl_s = 10,
		.update_s = 11,
	};
}

static void
check_text(const char *got, const char *expected)
{
	if (expected == NULL)
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(got, expected);
}

static void
check_state(const struct feed_state *got, const struct feed_state *expected)
{
	check_text(got->etag, expected->etag);
	check_text(got->last_modified, expected->last_modified);
	check_text(got->validator_url, expected->validator_url);
	check_text(got->body_hash, expected->body_hash);
	check_text(got->moved_url, expected->moved_url);
	check_text(got->reason, expected->reason);
	check_text(got->hostile_build, expected->hostile_build);
	ck_assert_int_eq(got->id, expected->id);
	ck_assert_int_eq(got->lifetime_s, expected->lifetime_s);
	ck_assert_int_eq(got->attempt_at, expected->attempt_at);
	ck_assert_int_eq(got->next_at, expected->next_at);
	ck_assert_int_eq(got->not_before_at, expected->not_before_at);
	ck_assert_int_eq(got->last_ok_at, expected->last_ok_at);
	ck_assert_int_eq(got->last_new_at, expected->last_new_at);
	ck_assert_int_eq(got->first_ok_at, expected->first_ok_at);
	ck_assert_int_eq(got->gone_at, expected->gone_at);
	ck_assert_int_eq(got->fail_count, expected->fail_count);
	ck_assert_int_eq(got->outcome, expected->outcome);
	ck_assert_int_eq(got->failure_class, expected->failure_class);
	ck_assert_int_eq(got->status, expected->status);
	ck_assert_int_eq(got->gone, expected->gone);
	ck_assert_int_eq(got->ttl_s, expected->ttl_s);
	ck_assert_int_eq(got->update_s, expected->update_s);
	ck_assert_int_eq(got->paused, expected->paused);
	ck_assert_int_eq(got->removed, expected->removed);
}

static void
save(struct fixture *f, const struct feed_state *state)
{
	struct fetch_result result = { .outcome = state->outcome };
	struct store_fetch fetch = {
		.feed = &f->feed,
		.state = state,
		.result = &result,
		.now_at = f->now_at,
		.next_why = "backoff",
	};
	struct store_counts counts;
	struct error err;

	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(store_commit_fetch(f->store, &fetch, &counts, &err), err);
	CHECK_OK(store_commit(f->store, &err), err);
}

START_TEST(a_state_comes_back_as_it_was_stored)
{
	struct feed_state state, again;
	struct fixture f;

	fixture_open(&f);
	check_state(&f.state, &(struct feed_state){ .id = f.state.id });
	state = full_state(f.state.id);
	save(&f, &state);
	sync(&f, &f.feed, 1, &again);
	check_state(&again, &state);
	fixture_close(&f);
}
END_TEST

START_TEST(every_outcome_and_class_has_a_word_that_is_read_again)
{
	struct fixture f;

	fixture_open(&f);
	for (int i = 0; i < OUTCOME_COUNT || i < CLASS_COUNT; i++) {
		struct feed_state state = { .id = f.state.id }, again;

		state.outcome = (enum outcome)(i % OUTCOME_COUNT);
		state.failure_class = (enum failure_class)(i % CLASS_COUNT);
		save(&f, &state);
		sync(&f, &f.feed, 1, &again);
		check_state(&again, &state);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(a_changed_url_clears_the_validators_and_keeps_what_is_known)
{
	static const struct fixture_entry tide = { .id = "1", .title = "Tide" };
	struct feed_state state, again, expected = { .removed = false };
	struct fixture f;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	state = full_state(f.state.id);
	save(&f, &state);
	f.feed.url = "https://harbour.example/new";
	sync(&f, &f.feed, 1, &again);
	expected = (struct feed_state){
		.id = state.id,
		.attempt_at = state.attempt_at,
		.last_ok_at = state.last_ok_at,
		.last_new_at = state.last_new_at,
		.first_ok_at = state.first_ok_at,
		.outcome = state.outcome,
		.status = state.status,
	};
	check_state(&again, &expected);
	f.state = again;
	ck_assert_uint_eq(fixture_entries(&f, &tide, 1).fresh, 0);
	fixture_close(&f);
}
END_TEST

START_TEST(missing_feeds_are_marked_removed_and_come_back)
{
	const struct feed other = { .name = "other",
		.url = "https://o.example/" };
	struct feed_state state;
	struct fixture f;

	fixture_open(&f);
	sync(&f, &other, 1, &state);
	CHECK_TEXT(&f,
	    "SELECT group_concat(name || ':' || state) FROM "
	    "(SELECT * FROM v1_feeds ORDER BY name)",
	    "harbour:removed,other:new");
	sync(&f, &f.feed, 1, &state);
	ck_assert_int_eq(state.id, f.state.id);
	ck_assert(!state.removed);
	CHECK_TEXT(&f,
	    "SELECT group_concat(name || ':' || state) FROM "
	    "(SELECT * FROM v1_feeds ORDER BY name)",
	    "harbour:new,other:removed");
	fixture_close(&f);
}
END_TEST

START_TEST(a_feed_that_a_command_added_is_not_removed_by_files)
{
	const struct feed added = {
		.name = "added",
		.url = "https://a.example/",
		.origin = ORIGIN_COMMAND,
	};
	struct feed_state state;
	struct fixture f;

	fixture_open(&f);
	sync(&f, &added, 1, &state);
	sync(&f, &f.feed, 1, &state);
	CHECK_TEXT(&f, "SELECT state FROM v1_feeds WHERE name = 'added'",
	    "new");
	fixture_close(&f);
}
END_TEST

START_TEST(a_feed_that_was_away_for_longer_than_the_backlog_gets_a_baseline)
{
	static const struct {
		const char *name;
		int64_t away_s;
		bool baseline;
	} rows[] = {
		{ "a day", DAY_S, false },
		{ "as long as the backlog", 14 * DAY_S, false },
		{ "longer", 14 * DAY_S + 1, true },
	};
	static const struct fixture_entry tide = { .id = "1", .title = "Tide" };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct feed_state state;
		struct fixture f;

		fixture_open(&f);
		ck_assert(fixture_entries(&f, &tide, 1).baseline);
		ck_assert(!fixture_entries(&f, &tide, 1).baseline);
		sync(&f, NULL, 0, NULL);
		f.now_at += rows[i].away_s;
		sync(&f, &f.feed, 1, &state);
		ck_assert_msg(fixture_entries(&f, &tide, 1).baseline ==
			rows[i].baseline,
		    "%s", rows[i].name);
		ck_assert(!fixture_entries(&f, &tide, 1).baseline);
		CHECK_SQL(&f, "SELECT baseline_at FROM feed", FIXTURE_NOW);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(tags_follow_the_configuration)
{
	static const char *tags[] = { "sea", "west", "sea" };
	struct feed_state state;
	struct fixture f;

	fixture_open(&f);
	CHECK_TEXT(&f, "SELECT group_concat(tag) FROM feed_tag", "news,sea");
	f.feed.tags = tags;
	f.feed.tag_count = ARRAY_LEN(tags);
	sync(&f, &f.feed, 1, &state);
	CHECK_TEXT(&f, "SELECT group_concat(tag) FROM feed_tag", "sea,west");
	f.feed.tag_count = 0;
	sync(&f, &f.feed, 1, &state);
	CHECK_SQL(&f, "SELECT count(*) FROM feed_tag", 0);
	fixture_close(&f);
}
END_TEST

START_TEST(secrets_of_an_url_are_not_shown)
{
	static const struct {
		const char *url, *shown;
		bool private_url;
	} rows[] = {
		{ "https://a.example/f?x=1", "https://a.example/f?x=1", false },
		{ "https://a.example/f?key=1", "https://a.example/f", true },
		{ "https://u:p@a.example/f", "https://a.example/f", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct feed_state state;
		struct fixture f;

		fixture_open(&f);
		f.feed.url = rows[i].url;
		f.feed.private_url = rows[i].private_url;
		sync(&f, &f.feed, 1, &state);
		CHECK_TEXT(&f, "SELECT url FROM v1_feeds", rows[i].shown);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(r17_an_attempt_is_stored_before_the_request)
{
	struct store_attempt attempt;
	struct feed_state state;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	attempt = (struct store_attempt){ f.state.id, 111, 222 };
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(store_mark_attempts(f.store, &attempt, 1, &err), err);
	CHECK_OK(store_commit(f.store, &err), err);
	sync(&f, &f.feed, 1, &state);
	ck_assert_int_eq(state.attempt_at, 111);
	ck_assert_int_eq(state.next_at, 222);
	fixture_close(&f);
}
END_TEST

START_TEST(a_poll_does_not_undo_a_pause)
{
	struct feed_state state;
	struct fixture f;

	fixture_open(&f);
	fixture_run(&f, "UPDATE feed SET paused = 1");
	fixture_commit(&f, NULL);
	sync(&f, &f.feed, 1, &state);
	ck_assert(state.paused);
	fixture_close(&f);
}
END_TEST

START_TEST(the_log_keeps_the_last_200_polls)
{
	struct fixture f;

	fixture_open(&f);
	for (int i = 0; i < LIMIT_FETCH_LOG + 5; i++) {
		f.now_at++;
		fixture_commit(&f, NULL);
	}
	CHECK_SQL(&f, "SELECT count(*) FROM v1_fetches", LIMIT_FETCH_LOG);
	CHECK_SQL(&f, "SELECT max(at) FROM v1_fetches", f.now_at);
	CHECK_SQL(&f, "SELECT min(at) FROM v1_fetches",
	    f.now_at - LIMIT_FETCH_LOG + 1);
	CHECK_TEXT(&f,
	    "SELECT feed || outcome || why || duration_ms FROM v1_fetches",
	    "harbournot-modifiedinterval12");
	fixture_close(&f);
}
END_TEST

START_TEST(a_document_names_its_feed_unless_the_user_did)
{
	static const struct fixture_entry tide = { .id = "1", .title = "Tide" };
	struct feed_state state;
	struct fixture f;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	CHECK_TEXT(&f, "SELECT title || '|' || site_url FROM v1_feeds",
	    "The Harbour|https://harbour.example/");
	f.feed.title = "Mine";
	sync(&f, &f.feed, 1, &state);
	CHECK_TEXT(&f, "SELECT title FROM v1_feeds", "Mine");
	fixture_close(&f);
}
END_TEST

START_TEST(new_articles_set_the_time_of_the_last_new_one)
{
	static const struct fixture_entry tide = { .id = "1", .title = "Tide" };
	struct fixture f;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	CHECK_SQL(&f, "SELECT last_new_at FROM feed", FIXTURE_NOW);
	f.now_at += 60;
	f.state.last_new_at = FIXTURE_NOW;
	fixture_entries(&f, &tide, 1);
	CHECK_SQL(&f, "SELECT last_new_at FROM feed", FIXTURE_NOW);
	fixture_close(&f);
}
END_TEST

static bool
count_row(const struct feed_row *row, void *arg)
{
	ck_assert(slice_eq(row->name, SLICE("harbour")));
	ck_assert(slice_eq(row->title, SLICE("The Harbour")));
	ck_assert(slice_eq(row->url, SLICE("https://harbour.example/feed")));
	ck_assert_int_eq(row->articles, 1);
	ck_assert_int_eq(row->state.next_at, FIXTURE_NOW + 1800);
	++*(int *)arg;
	return true;
}

START_TEST(feeds_are_listed)
{
	static const struct fixture_entry tide = { .id = "1", .title = "Tide" };
	struct fixture f;
	struct error err;
	int rows = 0;

	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	CHECK_OK(store_list_feeds(f.store, count_row, &rows, &err), err);
	ck_assert_int_eq(rows, 1);
	fixture_close(&f);
}
END_TEST

Suite *
feeds_suite(void)
{
	Suite *suite = suite_create("feeds");
	TCase *tcase = tcase_create("sync");

	tcase_add_test(tcase, a_state_comes_back_as_it_was_stored);
	tcase_add_test(tcase,
	    every_outcome_and_class_has_a_word_that_is_read_again);
	tcase_add_test(tcase,
	    a_changed_url_clears_the_validators_and_keeps_what_is_known);
	tcase_add_test(tcase, missing_feeds_are_marked_removed_and_come_back);
	tcase_add_test(tcase,
	    a_feed_that_a_command_added_is_not_removed_by_files);
	tcase_add_test(tcase,
	    a_feed_that_was_away_for_longer_than_the_backlog_gets_a_baseline);
	tcase_add_test(tcase, tags_follow_the_configuration);
	tcase_add_test(tcase, secrets_of_an_url_are_not_shown);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("polls");
	tcase_add_test(tcase, r17_an_attempt_is_stored_before_the_request);
	tcase_add_test(tcase, a_poll_does_not_undo_a_pause);
	tcase_add_test(tcase, the_log_keeps_the_last_200_polls);
	tcase_add_test(tcase, a_document_names_its_feed_unless_the_user_did);
	tcase_add_test(tcase, new_articles_set_the_time_of_the_last_new_one);
	tcase_add_test(tcase, feeds_are_listed);
	suite_add_tcase(suite, tcase);
	return suite;
}

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *commit_suite(void);

#define DAY_S (24 * 3600)

static const char *boat_hooks[] = { "desk", "archive" };
static const struct topic boats[] = {
	{ .name = "boats",
	    .query = "boat",
	    .hooks = boat_hooks,
	    .hook_count = 2 },
	{ .name = "storms", .query = "storm" },
};
static const char *harbour_only[] = { "harbour" };
static const char *other_feeds[] = { "port", "tag:mountain" };

static const struct fixture_entry boat = {
	.id = "boat",
	.link = "https://harbour.example/boat",
	.title = "A boat came in",
	.text = "It carried fish.",
	.published_at = FIXTURE_NOW - 3600,
};
static const struct fixture_entry fish = {
	.id = "fish",
	.link = "https://harbour.example/fish",
	.title = "Fish is cheap",
	.text = "So much of it.",
};

/* A feed that has had its first document. */
static void
open_after_baseline(struct fixture *f)
{
	static const struct fixture_entry old = { .id = "old", .title = "Old" };

	fixture_open(f);
	fixture_entries(f, &old, 1);
	f->now_at += 60;
}

static void
check_counts(struct store_counts got, struct store_counts expected)
{
	ck_assert_uint_eq(got.entries, expected.entries);
	ck_assert_uint_eq(got.fresh, expected.fresh);
	ck_assert_uint_eq(got.changed, expected.changed);
	ck_assert_uint_eq(got.matched, expected.matched);
	ck_assert_uint_eq(got.deliveries, expected.deliveries);
	ck_assert_int_eq(got.baseline, expected.baseline);
}

START_TEST(an_article_is_stored_with_all_its_fields)
{
	struct fixture f;

	open_after_baseline(&f);
	check_counts(fixture_entries(&f, &boat, 1),
	    (struct store_counts){ .entries = 1, .fresh = 1 });
	CHECK_TEXT(&f,
	    "SELECT feed || '|' || url || '|' || host || '|' || title || '|' "
	    "|| text || '|' || language || '|' || revision || '|' || unread "
	    "FROM v1_articles WHERE id = 2",
	    "harbour|https://harbour.example/boat|harbour.example|"
	    "A boat came in|It carried fish.|en|1|1");
	CHECK_SQL(&f, "SELECT sort_at FROM v1_articles WHERE id = 2",
	    FIXTURE_NOW - 3600);
	CHECK_SQL(&f, "SELECT first_seen_at FROM v1_articles WHERE id = 2",
	    f.now_at);
	CHECK_SQL(&f, "SELECT length(uid) FROM v1_articles WHERE id = 2", 26);
	/* What the feed said is kept for the next tokenizer. */
	CHECK_TEXT(&f,
	    "SELECT declared_language FROM article_text "
	    "WHERE article = 2",
	    "en");
	fixture_close(&f);
}
END_TEST

START_TEST(a_known_entry_is_not_stored_again)
{
	struct fixture f;

	open_after_baseline(&f);
	fixture_entries(&f, &boat, 1);
	check_counts(fixture_entries(&f, &boat, 1),
	    (struct store_counts){ .entries = 1 });
	CHECK_SQL(&f, "SELECT count(*) FROM article", 2);
	fixture_close(&f);
}
END_TEST

START_TEST(of_equal_identities_in_a_document_the_first_counts)
{
	struct fixture_entry entries[3] = { boat, fish, boat };
	struct fixture f;

	open_after_baseline(&f);
	entries[2].title = "Another boat";
	for (int i = 0; i < 2; i++)
		check_counts(fixture_entries(&f, entries, 3),
		    (struct store_counts){ .entries = 3,
			.fresh = i == 0 ? 2 : 0 });
	CHECK_TEXT(&f, "SELECT title FROM article WHERE identity = 'boat'",
	    "A boat came in");
	CHECK_SQL(&f, "SELECT count(*) FROM revision", 0);
	fixture_close(&f);
}
END_TEST

START_TEST(ids_follow_time_for_the_newest_entry_stands_first)
{
	const struct fixture_entry entries[] = { fish, boat };
	struct fixture f;

	open_after_baseline(&f);
	fixture_entries(&f, entries, 2);
	CHECK_TEXT(&f, "SELECT group_concat(identity) FROM article",
	    "old,boat,fish");
	fixture_close(&f);
}
END_TEST

START_TEST(t37_the_date_of_an_article_is_never_in_the_future)
{
	static const struct {
		const char *name;
		int64_t published_at, sort_at;
	} rows[] = {
		{ "past", FIXTURE_NOW - DAY_S, FIXTURE_NOW - DAY_S },
		{ "year 9999", 253402300799, FIXTURE_NOW + 60 },
		{ "none", 0, FIXTURE_NOW + 60 },
		{ "before 1970", -5, FIXTURE_NOW + 60 },
	};
	struct fixture f;

	open_after_baseline(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture_entry entry = {
			.id = rows[i].name,
			.published_at = rows[i].published_at,
		};
		int64_t got;

		fixture_entries(&f, &entry, 1);
		got = fixture_int(&f,
		    "SELECT sort_at FROM article "
		    "ORDER BY id DESC LIMIT 1");
		ck_assert_msg(got == rows[i].sort_at, "%s: %lld", rows[i].name,
		    (long long)got);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(a_changed_text_is_a_revision_and_the_old_one_is_kept)
{
	struct fixture_entry changed = boat;
	struct fixture f;

	open_after_baseline(&f);
	fixture_entries(&f, &boat, 1);
	f.now_at += 60;
	changed.text = "It carried salt.";
	changed.link = "https://harbour.example/boat2";
	check_counts(fixture_entries(&f, &changed, 1),
	    (struct store_counts){ .entries = 1, .changed = 1 });
	CHECK_TEXT(&f,
	    "SELECT id || text || url || revision FROM v1_articles "
	    "WHERE id = 2",
	    "2It carried salt.https://harbour.example/boat22");
	CHECK_TEXT(&f,
	    "SELECT article || '|' || revision || '|' || title || '|' || text "
	    "|| '|' || url FROM revision",
	    "2|1|A boat came in|It carried fish.|"
	    "https://harbour.example/boat");
	CHECK_SQL(&f, "SELECT changed_at FROM revision", f.now_at);
	CHECK_SQL(&f, "SELECT first_seen_at FROM article WHERE id = 2",
	    f.now_at - 60);
	CHECK_SQL(&f,
	    "SELECT rowid FROM article_fts "
	    "WHERE article_fts MATCH 'salt'",
	    2);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM article_fts "
	    "WHERE article_fts MATCH 'fish'",
	    0);
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(white_space_is_no_revision)
{
	struct fixture_entry changed = boat;
	struct fixture f;

	open_after_baseline(&f);
	fixture_entries(&f, &boat, 1);
	changed.text = " It\n carried  fish.";
	check_counts(fixture_entries(&f, &changed, 1),
	    (struct store_counts){ .entries = 1 });
	fixture_close(&f);
}
END_TEST

START_TEST(ids_are_never_used_again)
{
	struct fixture f;

	open_after_baseline(&f);
	fixture_run(&f, "DELETE FROM article");
	fixture_entries(&f, &boat, 1);
	CHECK_SQL(&f, "SELECT id FROM article", 2);
	fixture_run(&f,
	    "UPDATE sqlite_sequence SET seq = 1 << 40 "
	    "WHERE name = 'article'");
	fixture_entries(&f, &fish, 1);
	CHECK_SQL(&f, "SELECT max(id) FROM article", (1LL << 40) + 1);
	fixture_close(&f);
}
END_TEST

START_TEST(a_uid_is_the_same_in_another_database)
{
	struct fixture first, second;

	open_after_baseline(&first);
	open_after_baseline(&second);
	fixture_entries(&second, &fish, 1);
	fixture_entries(&first, &boat, 1);
	fixture_entries(&second, &boat, 1);
	ck_assert_str_eq(fixture_text(&first,
			     "SELECT uid FROM article "
			     "WHERE identity = 'boat'"),
	    fixture_text(&second,
		"SELECT uid FROM article "
		"WHERE identity = 'boat'"));
	CHECK_SQL(&second, "SELECT count(DISTINCT uid) FROM article", 3);
	fixture_close(&first);
	fixture_close(&second);
}
END_TEST

/* ---- topics -------------------------------------------------------------------- */

START_TEST(a_match_is_kept_and_each_of_its_hooks_gets_a_delivery)
{
	const struct fixture_entry entries[] = { fish, boat };
	struct fixture f;

	open_after_baseline(&f);
	fixture_topics(&f, boats, 2);
	check_counts(fixture_entries(&f, entries, 2),
	    (struct store_counts){ .entries = 2,
		.fresh = 2,
		.matched = 1,
		.deliveries = 2 });
	CHECK_TEXT(&f,
	    "SELECT article || topic || revision || fired || terms || "
	    "coalesce(snippet, '-') "
	    "FROM v1_matches",
	    "2boats11[\"boat\"]It carried fish.");
	CHECK_TEXT(&f,
	    "SELECT group_concat(hook || ':' || article || event || state) "
	    "FROM (SELECT * FROM delivery ORDER BY id)",
	    "desk:2newwaiting,archive:2newwaiting");
	CHECK_TEXT(&f, "SELECT group_concat(identity || backlog) FROM article",
	    "old0,boat0,fish1");
	CHECK_SQL(&f,
	    "SELECT backlog_since_at FROM article "
	    "WHERE identity = 'fish'",
	    f.now_at);
	fixture_close(&f);
}
END_TEST

START_TEST(t40_the_first_document_of_a_feed_fires_only_if_asked_to)
{
	for (int fire = 0; fire < 2; fire++) {
		struct fixture f;

		fixture_open(&f);
		fixture_topics(&f, boats, 2);
		f.fire_on_first = fire == 1;
		check_counts(fixture_entries(&f, &boat, 1),
		    (struct store_counts){ .entries = 1,
			.fresh = 1,
			.matched = 1,
			.baseline = true,
			.deliveries = fire == 1 ? 2 : 0 });
		CHECK_SQL(&f, "SELECT fired FROM v1_matches", fire);
		CHECK_SQL(&f, "SELECT backlog FROM article", 0);
		/* And what comes later fires. */
		f.now_at += 60;
		ck_assert_uint_eq(fixture_entries(&f,
				      &(struct fixture_entry){ .id = "2",
					  .title = "A second boat" },
				      1)
				      .deliveries,
		    2);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(a_topic_of_other_feeds_does_not_see_the_article)
{
	static const struct {
		const char *name, **feeds;
		size_t count, matched;
	} rows[] = {
		{ "all", NULL, 0, 1 },
		{ "this one", harbour_only, 1, 1 },
		{ "others", other_feeds, 2, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct topic topic = boats[0];
		struct fixture f;

		open_after_baseline(&f);
		topic.feeds = rows[i].feeds;
		topic.feed_count = rows[i].count;
		fixture_topics(&f, &topic, 1);
		ck_assert_msg(fixture_entries(&f, &boat, 1).matched ==
			rows[i].matched,
		    "%s", rows[i].name);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(without_a_backlog_only_the_identity_is_kept)
{
	const struct fixture_entry entries[] = { fish, boat };
	struct fixture f;

	open_after_baseline(&f);
	fixture_topics(&f, boats, 2);
	f.backlog_s = 0;
	for (int i = 0; i < 2; i++)
		ck_assert_uint_eq(fixture_entries(&f, entries, 2).fresh,
		    i == 0 ? 2 : 0);
	CHECK_TEXT(&f, "SELECT group_concat(identity) FROM article",
	    "old,boat");
	CHECK_SQL(&f, "SELECT count(*) FROM seen", 1);
	fixture_close(&f);
}
END_TEST

START_TEST(t39_ids_that_collide_are_told_apart_by_their_links)
{
	struct fixture_entry both[2] = { boat, fish };
	struct fixture f;

	both[1].id = both[0].id;
	open_after_baseline(&f);
	check_counts(fixture_entries(&f, both, 2),
	    (struct store_counts){ .entries = 2, .fresh = 2 });
	check_counts(fixture_entries(&f, both, 2),
	    (struct store_counts){ .entries = 2 });
	/* One of them goes: the other is still itself, whichever it is. */
	check_counts(fixture_entries(&f, &both[1], 1),
	    (struct store_counts){ .entries = 1 });
	check_counts(fixture_entries(&f, &both[0], 1),
	    (struct store_counts){ .entries = 1 });
	CHECK_SQL(&f, "SELECT max(revision) FROM article", 1);
	fixture_close(&f);
}
END_TEST

START_TEST(an_entry_that_was_not_kept_is_judged_by_what_it_says_now)
{
	struct fixture_entry changed = fish;
	struct fixture f;

	open_after_baseline(&f);
	fixture_topics(&f, boats, 2);
	f.backlog_s = 0;
	fixture_entries(&f, &fish, 1);
	changed.title = "Fish is dear";
	check_counts(fixture_entries(&f, &changed, 1),
	    (struct store_counts){ .entries = 1 });
	changed.title = "Fish from a boat";
	check_counts(fixture_entries(&f, &changed, 1),
	    (struct store_counts){ .entries = 1,
		.changed = 1,
		.matched = 1,
		.deliveries = 2 });
	CHECK_SQL(&f, "SELECT count(*) FROM seen", 0);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 2);
	check_counts(fixture_entries(&f, &changed, 1),
	    (struct store_counts){ .entries = 1 });
	fixture_close(&f);
}
END_TEST

START_TEST(a_change_that_comes_to_match_leaves_the_backlog_and_fires_once)
{
	struct fixture_entry changed = fish;
	struct fixture f;

	open_after_baseline(&f);
	fixture_topics(&f, boats, 2);
	fixture_entries(&f, &fish, 1);
	changed.title = "Fish from a boat";
	check_counts(fixture_entries(&f, &changed, 1),
	    (struct store_counts){ .entries = 1,
		.changed = 1,
		.matched = 1,
		.deliveries = 2 });
	CHECK_TEXT(&f, "SELECT topic || revision || fired FROM v1_matches",
	    "boats21");
	CHECK_SQL(&f,
	    "SELECT backlog + backlog_since_at FROM article "
	    "WHERE id = 2",
	    0);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE revision = 2", 2);
	changed.title = "Fish from another boat";
	check_counts(fixture_entries(&f, &changed, 1),
	    (struct store_counts){ .entries = 1, .changed = 1 });
	fixture_close(&f);
}
END_TEST

START_TEST(a_change_of_a_match_makes_no_second_delivery)
{
	struct fixture_entry changed = boat;
	struct fixture f;

	open_after_baseline(&f);
	fixture_topics(&f, boats, 2);
	fixture_entries(&f, &boat, 1);
	changed.text = "It carried salt through a storm.";
	check_counts(fixture_entries(&f, &changed, 1),
	    (struct store_counts){ .entries = 1, .changed = 1, .matched = 1 });
	CHECK_TEXT(&f, "SELECT group_concat(topic || revision) FROM v1_matches",
	    "boats1,storms2");
	CHECK_SQL(&f, "SELECT count(*) FROM delivery", 2);
	fixture_close(&f);
}
END_TEST

/* ---- failures ------------------------------------------------------------------- */

START_TEST(a_304_changes_the_feed_alone)
{
	struct fixture f;

	open_after_baseline(&f);
	fixture_run(&f, "DELETE FROM fetch_log");
	check_counts(fixture_commit(&f, NULL), (struct store_counts){ 0 });
	CHECK_TEXT(&f, "SELECT outcome FROM v1_feeds", "not-modified");
	CHECK_SQL(&f, "SELECT count(*) FROM v1_fetches", 1);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 1);
	fixture_close(&f);
}
END_TEST

START_TEST(t41_an_empty_document_forgets_nothing)
{
	struct fixture f;

	open_after_baseline(&f);
	fixture_topics(&f, boats, 2);
	ck_assert_uint_eq(fixture_entries(&f, &boat, 1).deliveries, 2);
	ck_assert_uint_eq(fixture_entries(&f, NULL, 0).entries, 0);
	check_counts(fixture_entries(&f, &boat, 1),
	    (struct store_counts){ .entries = 1 });
	fixture_close(&f);
}
END_TEST

START_TEST(a_commit_that_fails_is_undone_with_its_validators)
{
	const struct fixture_entry entries[] = { fish, boat };
	struct fetch_result result = { .outcome = OUTCOME_MODIFIED };
	struct document *document = fixture_document(entries, 2);
	struct store_counts counts;
	struct fixture f;
	struct error err;
	struct store_fetch fetch = {
		.feed = &f.feed,
		.state = &f.state,
		.result = &result,
		.document = document,
		.next_why = "interval",
	};

	open_after_baseline(&f);
	fetch.now_at = f.now_at;
	f.state.etag = "\"new\"";
	fixture_run(&f,
	    "CREATE TEMP TRIGGER full BEFORE INSERT ON article "
	    "WHEN new.identity = 'fish' "
	    "BEGIN SELECT raise(ABORT, 'no room'); END");
	CHECK_OK(store_begin(f.store, &err), err);
	ck_assert(!store_commit_fetch(f.store, &fetch, &counts, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "feed harbour: "));
	ck_assert_ptr_nonnull(strstr(err.text, "no room"));
	CHECK_OK(store_commit(f.store, &err), err);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 1);
	CHECK_SQL(&f, "SELECT count(*) FROM feed WHERE etag IS NULL", 1);
	CHECK_SQL(&f, "SELECT count(*) FROM v1_fetches", 1);
	fixture_check_integrity(&f);
	/* The next attempt has everything. */
	fixture_run(&f, "DROP TRIGGER full");
	ck_assert_uint_eq(fixture_commit(&f, document).fresh, 2);
	document_free(document);
	fixture_close(&f);
}
END_TEST

static int
stop(void *arg, int action, const char *table, const char *column,
    const char *database, const char *trigger)
{
	(void)arg;
	(void)column;
	(void)database;
	(void)trigger;
	if (action == SQLITE_INSERT && strcmp(table, "fetch_log") == 0)
		kill(getpid(), SIGKILL);
	return SQLITE_OK;
}

START_TEST(killed_in_a_commit_everything_comes_once_at_the_next)
{
	const struct fixture_entry entries[] = { fish, boat };
	struct fixture f;
	pid_t child;
	int status;

	open_after_baseline(&f);
	fixture_topics(&f, boats, 2);
	store_close(f.store);
	f.store = NULL;
	child = fork();
	if (child == 0) {
		fixture_reopen(&f);
		/* When the last statement is prepared, all others have run. */
		sqlite3_set_authorizer(f.store->db, stop, NULL);
		fixture_entries(&f, entries, 2);
		_exit(0);
	}
	waitpid(child, &status, 0);
	ck_assert(WIFSIGNALED(status));
	fixture_reopen(&f);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 1);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery", 0);
	check_counts(fixture_entries(&f, entries, 2),
	    (struct store_counts){ .entries = 2,
		.fresh = 2,
		.matched = 1,
		.deliveries = 2 });
	check_counts(fixture_entries(&f, entries, 2),
	    (struct store_counts){ .entries = 2 });
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

Suite *
commit_suite(void)
{
	Suite *suite = suite_create("commit");
	TCase *tcase = tcase_create("entries");

	tcase_add_test(tcase, an_article_is_stored_with_all_its_fields);
	tcase_add_test(tcase, a_known_entry_is_not_stored_again);
	tcase_add_test(tcase,
	    of_equal_identities_in_a_document_the_first_counts);
	tcase_add_test(tcase,
	    ids_follow_time_for_the_newest_entry_stands_first);
	tcase_add_test(tcase,
	    t37_the_date_of_an_article_is_never_in_the_future);
	tcase_add_test(tcase,
	    a_changed_text_is_a_revision_and_the_old_one_is_kept);
	tcase_add_test(tcase,
	    t39_ids_that_collide_are_told_apart_by_their_links);
	tcase_add_test(tcase, white_space_is_no_revision);
	tcase_add_test(tcase, ids_are_never_used_again);
	tcase_add_test(tcase, a_uid_is_the_same_in_another_database);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("topics");
	tcase_add_test(tcase,
	    a_match_is_kept_and_each_of_its_hooks_gets_a_delivery);
	tcase_add_test(tcase,
	    t40_the_first_document_of_a_feed_fires_only_if_asked_to);
	tcase_add_test(tcase, a_topic_of_other_feeds_does_not_see_the_article);
	tcase_add_test(tcase, without_a_backlog_only_the_identity_is_kept);
	tcase_add_test(tcase,
	    an_entry_that_was_not_kept_is_judged_by_what_it_says_now);
	tcase_add_test(tcase,
	    a_change_that_comes_to_match_leaves_the_backlog_and_fires_once);
	tcase_add_test(tcase, a_change_of_a_match_makes_no_second_delivery);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("failures");
	tcase_add_test(tcase, a_304_changes_the_feed_alone);
	tcase_add_test(tcase, t41_an_empty_document_forgets_nothing);
	tcase_add_test(tcase,
	    a_commit_that_fails_is_undone_with_its_validators);
	tcase_add_test(tcase,
	    killed_in_a_commit_everything_comes_once_at_the_next);
	suite_add_tcase(suite, tcase);
	return suite;
}

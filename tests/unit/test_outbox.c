#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store/outbox.h"
#include "store_fixture.h"

Suite *outbox_suite(void);

static const struct fixture_entry entries[] = {
	{ .id = "3", .title = "Third", .text = "Three boats." },
	{ .id = "2", .title = "Second", .text = "Two boats." },
	{ .id = "1", .title = "First", .text = "One boat." },
};

/* Three articles, and a topic that nothing has matched yet. */
static void
open_with_articles(struct fixture *f)
{
	fixture_open(f);
	fixture_entries(f, entries, ARRAY_LEN(entries));
	fixture_run(f,
	    "INSERT INTO topic (name, query, query_hash, origin, "
	    "added_at, changed_at) VALUES ('boats', 'boat', 1, "
	    "'configuration', 1, 1)");
}

static bool
order(struct fixture *f, int64_t article, const char *hook, int64_t revision)
{
	struct delivery_order order = {
		.article = article,
		.topic = 1,
		.revision = revision,
		.topic_name = "boats",
		.hook = hook,
		.event = EVENT_NEW,
		.now_at = f->now_at,
	};
	char sql[80];
	struct error err;
	bool added;

	snprintf(sql, sizeof(sql),
	    "SELECT uid FROM article WHERE id = %" PRId64, article);
	order.uid = slice_of(fixture_text(f, sql));
	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(outbox_add(f->store, &order, &added, &err), err);
	CHECK_OK(store_commit(f->store, &err), err);
	return added;
}

struct taken {
	struct delivery deliveries[8];
	size_t count;
	int64_t next_at;
};

static struct taken
take_beside(struct fixture *f, size_t max, const char *busy)
{
	struct store_take_hook skipped = { .name = busy, .skip = true };
	struct store_take take = {
		.now_at = f->now_at,
		.max = max,
		.hooks = &skipped,
		.hook_count = busy != NULL,
	};
	struct taken taken;
	struct error err;

	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(store_deliveries_take(f->store, &take, &f->arena,
		     taken.deliveries, &taken.count, &taken.next_at, &err),
	    err);
	CHECK_OK(store_commit(f->store, &err), err);
	return taken;
}

static void
end(struct fixture *f, int64_t id, enum delivery_state state, int status,
    int64_t not_before_at)
{
	struct delivery_result result = {
		.verdict = state == DELIVERY_DONE ? DELIVERY_OK
						  : DELIVERY_RETRY,
		.status = status,
		.reason = "exit 75",
	};
	struct error err;

	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(store_delivery_end(f->store,
		     &(struct store_delivery_end){
			 .delivery = id,
			 .state = state,
			 .result = &result,
			 .not_before_at = not_before_at,
			 .now_at = f->now_at,
		     },
		     &err),
	    err);
	CHECK_OK(store_commit(f->store, &err), err);
}

START_TEST(an_article_topic_hook_and_revision_have_one_key_for_ever)
{
	struct fixture f;
	const char *first, *second;

	open_with_articles(&f);
	ck_assert(order(&f, 1, "desk", 1));
	first = fixture_text(&f, "SELECT key FROM delivery");
	ck_assert_uint_eq(strlen(first), DELIVERY_KEY);
	ck_assert(!order(&f, 1, "desk", 1));
	CHECK_SQL(&f, "SELECT count(*) FROM delivery", 1);
	fixture_run(&f, "DELETE FROM delivery");
	f.now_at += 1000;
	ck_assert(order(&f, 1, "desk", 1));
	second = fixture_text(&f, "SELECT key FROM delivery");
	ck_assert_str_eq(first, second);
	ck_assert(order(&f, 1, "archive", 1));
	ck_assert(order(&f, 1, "desk", 2));
	ck_assert(order(&f, 2, "desk", 1));
	CHECK_SQL(&f, "SELECT count(DISTINCT key) FROM delivery", 4);
	fixture_close(&f);
}
END_TEST

START_TEST(a_hook_gets_its_oldest_and_one_at_a_time)
{
	struct fixture f;
	struct taken taken;

	open_with_articles(&f);
	for (int64_t article = 1; article <= 3; article++) {
		order(&f, article, "desk", 1);
		order(&f, article, "archive", 1);
	}
	taken = take_beside(&f, 8, NULL);
	ck_assert_uint_eq(taken.count, 2);
	ck_assert_int_eq(taken.next_at, INT64_MAX);
	for (size_t i = 0; i < 2; i++) {
		const struct delivery *delivery = &taken.deliveries[i];

		ck_assert_int_eq(delivery->article.id, 1);
		ck_assert_int_eq(delivery->state, DELIVERY_RUNNING);
		ck_assert_int_eq(delivery->attempts, 1);
		ck_assert(slice_eq(delivery->article.text, SLICE("One boat.")));
		ck_assert(slice_eq(delivery->topic, SLICE("boats")));
		ck_assert(slice_eq(delivery->topic_query, SLICE("boat")));
		ck_assert_int_eq(delivery->event, EVENT_NEW);
	}
	CHECK_SQL(&f,
	    "SELECT count(*) FROM v1_deliveries WHERE "
	    "state = 'running' AND attempts = 1",
	    2);
	fixture_close(&f);
}
END_TEST

START_TEST(busy_hooks_are_passed_over)
{
	struct fixture f;
	struct taken taken;

	open_with_articles(&f);
	order(&f, 1, "desk", 1);
	order(&f, 2, "archive", 1);
	taken = take_beside(&f, 8, "desk");
	ck_assert_uint_eq(taken.count, 1);
	ck_assert(slice_eq(taken.deliveries[0].hook, SLICE("archive")));
	ck_assert_int_eq(taken.next_at, INT64_MAX);
	fixture_close(&f);
}
END_TEST

START_TEST(no_more_are_taken_than_asked_for_the_oldest_first)
{
	struct fixture f;
	struct taken taken;

	open_with_articles(&f);
	f.now_at += 5;
	order(&f, 1, "a", 1);
	f.now_at -= 5;
	order(&f, 2, "b", 1);
	f.now_at += 5;
	taken = take_beside(&f, 1, NULL);
	ck_assert_uint_eq(taken.count, 1);
	ck_assert(slice_eq(taken.deliveries[0].hook, SLICE("b")));
	ck_assert_int_eq(taken.next_at, f.now_at);
	fixture_close(&f);
}
END_TEST

START_TEST(what_failed_waits_for_its_time)
{
	struct fixture f;
	struct taken taken;

	open_with_articles(&f);
	order(&f, 1, "desk", 1);
	taken = take_beside(&f, 8, NULL);
	end(&f, taken.deliveries[0].id, DELIVERY_WAITING, 75, f.now_at + 300);
	taken = take_beside(&f, 8, NULL);
	ck_assert_uint_eq(taken.count, 0);
	ck_assert_int_eq(taken.next_at, f.now_at + 300);
	f.now_at += 300;
	taken = take_beside(&f, 8, NULL);
	ck_assert_uint_eq(taken.count, 1);
	ck_assert_int_eq(taken.deliveries[0].attempts, 2);
	ck_assert_int_eq(taken.deliveries[0].last_status, 75);
	ck_assert(slice_eq(taken.deliveries[0].last_error, SLICE("exit 75")));
	fixture_close(&f);
}
END_TEST

START_TEST(what_is_done_or_dead_is_never_taken_again)
{
	struct fixture f;
	struct taken taken;

	open_with_articles(&f);
	order(&f, 1, "desk", 1);
	order(&f, 2, "desk", 1);
	taken = take_beside(&f, 8, NULL);
	end(&f, taken.deliveries[0].id, DELIVERY_DONE, 0, 0);
	taken = take_beside(&f, 8, NULL);
	ck_assert_int_eq(taken.deliveries[0].article.id, 2);
	end(&f, taken.deliveries[0].id, DELIVERY_DEAD, 65, 0);
	f.now_at += 1000000;
	taken = take_beside(&f, 8, NULL);
	ck_assert_uint_eq(taken.count, 0);
	CHECK_TEXT(&f,
	    "SELECT group_concat(state || ':' || last_status || ':' || "
	    "coalesce(last_error, '-')) FROM v1_deliveries",
	    "done:0:-,dead:65:exit 75");
	fixture_close(&f);
}
END_TEST

START_TEST(what_was_running_at_a_crash_waits_again_with_its_key)
{
	struct fixture f;
	struct taken before, after;
	struct error err;
	size_t count;

	open_with_articles(&f);
	order(&f, 1, "desk", 1);
	before = take_beside(&f, 8, NULL);
	fixture_reopen(&f);
	ck_assert_uint_eq(take_beside(&f, 8, NULL).count, 0);
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(store_deliveries_recover(f.store, f.now_at, &count, &err),
	    err);
	CHECK_OK(store_commit(f.store, &err), err);
	ck_assert_uint_eq(count, 1);
	after = take_beside(&f, 8, NULL);
	ck_assert_uint_eq(after.count, 1);
	ck_assert_str_eq(after.deliveries[0].key, before.deliveries[0].key);
	ck_assert_int_eq(after.deliveries[0].attempts, 2);
	fixture_close(&f);
}
END_TEST

START_TEST(a_take_that_is_rolled_back_has_not_happened)
{
	struct store_take take = { .now_at = FIXTURE_NOW, .max = 8 };
	struct delivery deliveries[8];
	struct fixture f;
	struct error err;
	size_t count;
	int64_t next_at;

	open_with_articles(&f);
	order(&f, 1, "desk", 1);
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(store_deliveries_take(f.store, &take, &f.arena, deliveries,
		     &count, &next_at, &err),
	    err);
	ck_assert_uint_eq(count, 1);
	store_rollback(f.store);
	ck_assert_int_eq(take_beside(&f, 8, NULL).deliveries[0].attempts, 1);
	fixture_close(&f);
}
END_TEST

START_TEST(texts_for_which_there_is_no_room_wait_for_the_next_visit)
{
	struct store_take take = { .now_at = FIXTURE_NOW, .max = 8 };
	struct delivery deliveries[8];
	struct fixture f;
	struct arena small;
	struct error err;
	size_t count;
	int64_t next_at;

	open_with_articles(&f);
	fixture_run(&f,
	    "UPDATE article_text SET text = "
	    "hex(zeroblob(5000)) WHERE article = 2");
	order(&f, 1, "a", 1);
	order(&f, 2, "b", 1);
	arena_init(&small, 6000);
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(store_deliveries_take(f.store, &take, &small, deliveries,
		     &count, &next_at, &err),
	    err);
	CHECK_OK(store_commit(f.store, &err), err);
	arena_finish(&small);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(next_at, f.now_at);
	CHECK_TEXT(&f,
	    "SELECT group_concat(hook || state) FROM "
	    "(SELECT * FROM delivery ORDER BY id)",
	    "arunning,bwaiting");
	fixture_close(&f);
}
END_TEST

struct listed {
	int count;
	char hooks[40];
};

static bool
list_row(const struct delivery *delivery, void *arg)
{
	struct listed *listed = arg;

	listed->count++;
	strncat(listed->hooks, delivery->hook.ptr, 1);
	ck_assert(delivery->article.title.len > 0);
	return true;
}

START_TEST(deliveries_are_listed_by_state_and_hook)
{
	static const struct {
		const char *name;
		enum delivery_filter filter;
		const char *hook, *expected;
	} rows[] = {
		{ "open", DELIVERIES_OPEN, NULL, "adw" },
		{ "dead", DELIVERIES_DEAD, NULL, "x" },
		{ "all", DELIVERIES_ALL, NULL, "adwxy" },
		{ "of a hook", DELIVERIES_OPEN, "d", "d" },
		{ "of no hook", DELIVERIES_ALL, "z", "" },
	};
	static const char *const hooks[] = { "a", "d", "w", "x", "y" };
	struct fixture f;

	open_with_articles(&f);
	for (size_t i = 0; i < ARRAY_LEN(hooks); i++)
		order(&f, 1, hooks[i], 1);
	fixture_run(&f,
	    "UPDATE delivery SET state = 'running' WHERE hook='d';"
	    "UPDATE delivery SET state = 'held' WHERE hook = 'w';"
	    "UPDATE delivery SET state = 'dead' WHERE hook = 'x';"
	    "UPDATE delivery SET state = 'done' WHERE hook = 'y'");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct listed listed = { 0 };
		struct error err;

		CHECK_OK(store_list_deliveries(f.store, rows[i].filter,
			     rows[i].hook, list_row, &listed, &err),
		    err);
		ck_assert_msg(strcmp(listed.hooks, rows[i].expected) == 0,
		    "%s: %s", rows[i].name, listed.hooks);
	}
	fixture_close(&f);
}
END_TEST

Suite *
outbox_suite(void)
{
	Suite *suite = suite_create("outbox");
	TCase *tcase = tcase_create("outbox");

	tcase_add_test(tcase,
	    an_article_topic_hook_and_revision_have_one_key_for_ever);
	tcase_add_test(tcase, a_hook_gets_its_oldest_and_one_at_a_time);
	tcase_add_test(tcase, busy_hooks_are_passed_over);
	tcase_add_test(tcase,
	    no_more_are_taken_than_asked_for_the_oldest_first);
	tcase_add_test(tcase, what_failed_waits_for_its_time);
	tcase_add_test(tcase, what_is_done_or_dead_is_never_taken_again);
	tcase_add_test(tcase,
	    what_was_running_at_a_crash_waits_again_with_its_key);
	tcase_add_test(tcase, a_take_that_is_rolled_back_has_not_happened);
	tcase_add_test(tcase,
	    texts_for_which_there_is_no_room_wait_for_the_next_visit);
	tcase_add_test(tcase, deliveries_are_listed_by_state_and_hook);
	suite_add_tcase(suite, tcase);
	return suite;
}

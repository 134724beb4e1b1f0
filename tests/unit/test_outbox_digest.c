#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *outbox_digest_suite(void);

#define HOUR_S 3600

/* Thirty articles and two topics; nothing has matched yet. */
static void
open_with_articles(struct fixture *f)
{
	static char ids[30][8];
	struct fixture_entry entries[30];

	for (int i = 0; i < 30; i++) {
		snprintf(ids[i], sizeof(ids[i]), "n%d", 30 - i);
		entries[i] = (struct fixture_entry){ .id = ids[i],
			.title = "Boat",
			.text = ids[i] };
	}
	fixture_open(f);
	fixture_entries(f, entries, 30);
	fixture_run(f,
	    "INSERT INTO topic (name, query, query_hash, origin, added_at, "
	    "changed_at) VALUES ('boats', 'boat', 1, 'configuration', 1, 1), "
	    "('storms', 'storm', 2, 'configuration', 1, 1)");
}

/* Articles first to last of a topic wait for a hook. */
static void
wait_for(struct fixture *f, const char *hook, int topic, int first, int last)
{
	char sql[500];

	snprintf(sql, sizeof(sql),
	    "INSERT INTO delivery (key, article, topic, hook, revision, event, "
	    "state, created_at, not_before_at) "
	    "SELECT printf('%%026d', 1000 * %d + id), id, %d, '%s', 1, 'new', "
	    "'waiting', %" PRId64 ", %" PRId64 " FROM article "
	    "WHERE id BETWEEN %d AND %d ORDER BY id",
	    topic, topic, hook, f->now_at, f->now_at, first, last);
	fixture_run(f, sql);
}

struct taken {
	struct delivery deliveries[4];
	size_t count;
	int64_t next_at;
};

static struct taken
take(struct fixture *f, struct store_take_hook policy)
{
	struct store_take wanted = {
		.now_at = f->now_at,
		.max = 4,
		.hooks = &policy,
		.hook_count = 1,
	};
	struct taken taken;
	struct error err;

	CHECK_CHANGE(f,
	    store_deliveries_take(f->store, &wanted, &f->arena,
		taken.deliveries, &taken.count, &taken.next_at, &err),
	    err);
	return taken;
}

static void
end(struct fixture *f, int64_t id, enum delivery_state state,
    const struct hook_state *hook)
{
	struct delivery_result result = {
		.verdict = state == DELIVERY_DONE ? DELIVERY_OK
						  : DELIVERY_RETRY,
		.reason = "exit 75",
	};
	struct store_delivery_end how = {
		.delivery = id,
		.state = state,
		.result = &result,
		.not_before_at = f->now_at,
		.now_at = f->now_at,
		.hook = hook,
	};
	struct error err;

	CHECK_CHANGE(f, store_delivery_end(f->store, &how, &err), err);
}

static const struct store_take_hook together = { .name = "desk",
	.together = true,
	.created_before_at = INT64_MAX };

START_TEST(what_goes_together_is_one_delivery_a_topic)
{
	struct fixture f;
	struct taken taken;
	const struct delivery *digest = &taken.deliveries[0];

	open_with_articles(&f);
	wait_for(&f, "desk", 1, 1, 3);
	wait_for(&f, "desk", 2, 4, 4);
	f.now_at += 60;
	taken = take(&f, together);
	ck_assert_uint_eq(taken.count, 1);
	ck_assert_int_eq(digest->event, EVENT_DIGEST);
	ck_assert_uint_eq(digest->item_count, 3);
	ck_assert_int_eq(digest->items[0].article.id, 1);
	ck_assert_int_eq(digest->items[2].article.id, 3);
	ck_assert(slice_eq(digest->items[2].article.title, SLICE("Boat")));
	ck_assert(!slice_is_empty(digest->items[2].article.text));
	ck_assert(slice_eq(digest->topic, SLICE("boats")));
	ck_assert_int_eq(digest->from_at, f.now_at - 60);
	ck_assert_int_eq(digest->to_at, f.now_at);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE state = 'grouped'",
	    3);
	end(&f, digest->id, DELIVERY_DONE, NULL);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE state = 'done'", 4);
	taken = take(&f, together);
	ck_assert_uint_eq(taken.count, 1);
	ck_assert(slice_eq(digest->topic, SLICE("storms")));
	ck_assert_uint_eq(digest->item_count, 1);
	fixture_close(&f);
}
END_TEST

START_TEST(every_attempt_has_the_same_key_and_members)
{
	struct fixture f;
	struct taken taken;
	char key[DELIVERY_KEY + 1];

	open_with_articles(&f);
	wait_for(&f, "desk", 1, 1, 3);
	taken = take(&f, together);
	memcpy(key, taken.deliveries[0].key, sizeof(key));
	ck_assert_uint_eq(strlen(key), DELIVERY_KEY);
	end(&f, taken.deliveries[0].id, DELIVERY_WAITING, NULL);
	wait_for(&f, "desk", 1, 4, 6);
	taken = take(&f, together);
	ck_assert_str_eq(taken.deliveries[0].key, key);
	ck_assert_uint_eq(taken.deliveries[0].item_count, 3);
	ck_assert_int_eq(taken.deliveries[0].attempts, 2);
	end(&f, taken.deliveries[0].id, DELIVERY_DONE, NULL);
	taken = take(&f, together);
	ck_assert_str_ne(taken.deliveries[0].key, key);
	ck_assert_uint_eq(taken.deliveries[0].item_count, 3);
	fixture_close(&f);
}
END_TEST

START_TEST(only_what_came_before_the_hour_is_in_it)
{
	struct store_take_hook policy = together;
	struct fixture f;
	struct taken taken;

	open_with_articles(&f);
	wait_for(&f, "desk", 1, 1, 3);
	f.now_at += 100;
	wait_for(&f, "desk", 1, 4, 6);
	policy.created_before_at = f.now_at - 100;
	ck_assert_uint_eq(take(&f, policy).count, 0);
	policy.created_before_at = f.now_at;
	taken = take(&f, policy);
	ck_assert_uint_eq(taken.deliveries[0].item_count, 3);
	fixture_close(&f);
}
END_TEST

START_TEST(what_is_too_much_for_one_digest_goes_in_the_next)
{
	struct fixture f;
	struct taken taken;

	open_with_articles(&f);
	wait_for(&f, "desk", 1, 1, 30);
	/* Each article meets several topics of one name here. */
	fixture_run(&f,
	    "INSERT INTO delivery (key, article, topic, hook, revision, event, "
	    "state, created_at, not_before_at) "
	    "SELECT printf('r%025d', a.id * 100 + r.value), a.id, 1, 'desk', "
	    "r.value, 'updated', 'waiting', 1, 1 FROM article a, "
	    "(SELECT 2 AS value UNION SELECT 3 UNION SELECT 4) r");
	taken = take(&f, together);
	ck_assert_uint_eq(taken.deliveries[0].item_count,
	    LIMIT_DIGEST_ARTICLES);
	end(&f, taken.deliveries[0].id, DELIVERY_DONE, NULL);
	taken = take(&f, together);
	ck_assert_uint_eq(taken.deliveries[0].item_count,
	    120 - LIMIT_DIGEST_ARTICLES);
	fixture_close(&f);
}
END_TEST

START_TEST(the_last_of_an_hour_is_a_digest)
{
	static const struct store_take_hook policy = { .name = "desk",
		.created_before_at = INT64_MAX,
		.per_hour = 3 };
	struct fixture f;
	struct taken taken;

	open_with_articles(&f);
	wait_for(&f, "desk", 1, 1, 10);
	for (int i = 0; i < 2; i++) {
		f.now_at++;
		taken = take(&f, policy);
		ck_assert_uint_eq(taken.count, 1);
		ck_assert_int_eq(taken.deliveries[0].event, EVENT_NEW);
		end(&f, taken.deliveries[0].id, DELIVERY_DONE, NULL);
	}
	taken = take(&f, policy);
	ck_assert_int_eq(taken.deliveries[0].event, EVENT_DIGEST);
	ck_assert_uint_eq(taken.deliveries[0].item_count, 8);
	end(&f, taken.deliveries[0].id, DELIVERY_DONE, NULL);
	wait_for(&f, "desk", 1, 11, 12);
	taken = take(&f, policy);
	ck_assert_uint_eq(taken.count, 0);
	ck_assert_int_eq(taken.next_at, FIXTURE_NOW + 1 + HOUR_S);
	f.now_at = taken.next_at;
	taken = take(&f, policy);
	ck_assert_uint_eq(taken.count, 1);
	ck_assert_uint_eq(taken.deliveries[0].item_count, 2);
	fixture_close(&f);
}
END_TEST

START_TEST(a_hook_that_is_skipped_gets_nothing)
{
	struct store_take_hook policy = { .name = "desk",
		.skip = true,
		.created_before_at = INT64_MAX };
	struct fixture f;
	struct taken taken;

	open_with_articles(&f);
	wait_for(&f, "desk", 1, 1, 1);
	wait_for(&f, "wire", 2, 1, 1);
	taken = take(&f, policy);
	ck_assert_uint_eq(taken.count, 1);
	ck_assert(slice_eq(taken.deliveries[0].hook, SLICE("wire")));
	fixture_close(&f);
}
END_TEST

START_TEST(an_open_breaker_stops_its_hook_alone)
{
	static const struct store_take_hook policy = { .name = "desk",
		.created_before_at = INT64_MAX };
	struct hook_state open = { .failures = 5 };
	struct fixture f;
	struct taken taken;
	struct error err;

	open_with_articles(&f);
	wait_for(&f, "desk", 1, 1, 3);
	taken = take(&f, policy);
	ck_assert_int_eq(taken.deliveries[0].hook_failures, 0);
	open.open_until_at = f.now_at + 60;
	end(&f, taken.deliveries[0].id, DELIVERY_WAITING, &open);
	wait_for(&f, "wire", 2, 1, 1);
	taken = take(&f, policy);
	ck_assert_uint_eq(taken.count, 1);
	ck_assert(slice_eq(taken.deliveries[0].hook, SLICE("wire")));
	ck_assert_int_eq(taken.next_at, open.open_until_at);
	f.now_at = open.open_until_at;
	taken = take(&f, policy);
	ck_assert_uint_eq(taken.count, 1);
	ck_assert_int_eq(taken.deliveries[0].hook_failures, 5);
	open.disabled = true;
	end(&f, taken.deliveries[0].id, DELIVERY_WAITING, &open);
	f.now_at += 86400;
	taken = take(&f, policy);
	ck_assert_uint_eq(taken.count, 0);
	ck_assert_int_eq(taken.next_at, INT64_MAX);
	CHECK_CHANGE(&f, store_hook_resume(f.store, SLICE("desk"), &err), err);
	ck_assert_uint_eq(take(&f, policy).count, 1);
	fixture_close(&f);
}
END_TEST

START_TEST(a_dropped_digest_takes_its_members_along)
{
	struct fixture f;
	struct taken taken;
	struct error err;
	size_t count;

	open_with_articles(&f);
	wait_for(&f, "desk", 1, 1, 3);
	taken = take(&f, together);
	end(&f, taken.deliveries[0].id, DELIVERY_DEAD, NULL);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE state = 'grouped'",
	    3);
	CHECK_CHANGE(&f,
	    store_deliveries_retry(f.store, slice_of(taken.deliveries[0].key),
		SLICE_NONE, f.now_at, &count, &err),
	    err);
	ck_assert_uint_eq(count, 1);
	taken = take(&f, together);
	ck_assert_uint_eq(taken.deliveries[0].item_count, 3);
	end(&f, taken.deliveries[0].id, DELIVERY_DEAD, NULL);
	CHECK_CHANGE(&f,
	    store_deliveries_drop(f.store, SLICE_NONE, SLICE("desk"), f.now_at,
		&count, &err),
	    err);
	ck_assert_uint_eq(count, 1);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM delivery WHERE state = 'done' "
	    "AND last_error = 'dropped'",
	    4);
	fixture_close(&f);
}
END_TEST

START_TEST(one_that_cannot_be_read_waits_and_the_next_one_goes)
{
	static const struct store_take_hook policy = { .name = "desk",
		.created_before_at = INT64_MAX };
	struct fixture f;
	struct taken taken;

	open_with_articles(&f);
	wait_for(&f, "desk", 1, 1, 2);
	/* A text that is larger than anything that crier stores. */
	fixture_run(&f,
	    "UPDATE article_text SET text = zeroblob(70000000) "
	    "WHERE article = 1");
	taken = take(&f, policy);
	ck_assert_uint_eq(taken.count, 1);
	ck_assert_int_eq(taken.deliveries[0].article.id, 2);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM delivery WHERE state = 'waiting' "
	    "AND attempts = 0 AND last_error = 'no memory for article 1' "
	    "AND article = 1 AND not_before_at > created_at",
	    1);
	fixture_close(&f);
}
END_TEST

static bool
see_hook(const struct hook_row *row, void *arg)
{
	struct buffer *seen = arg;

	return buffer_append_format(seen, "%.*s %lld/%lld/%lld/%lld %lld ",
	    SLICE_FMT(row->name), (long long)row->waiting,
	    (long long)row->grouped, (long long)row->dead,
	    (long long)row->done_7d, (long long)row->state.failures);
}

START_TEST(hooks_are_listed_with_what_waits_for_them)
{
	struct hook_state failed = { .failures = 2 };
	struct fixture f;
	struct taken taken;
	struct buffer seen;
	struct error err;

	open_with_articles(&f);
	wait_for(&f, "desk", 1, 1, 3);
	taken = take(&f, together);
	end(&f, taken.deliveries[0].id, DELIVERY_WAITING, &failed);
	wait_for(&f, "wire", 2, 1, 2);
	buffer_init(&seen, 1000);
	CHECK_OK(store_list_hooks(f.store, f.now_at, see_hook, &seen, &err),
	    err);
	ck_assert_str_eq(buffer_string(&seen),
	    "desk 1/3/0/0 2 wire 2/0/0/0 0 ");
	buffer_finish(&seen);
	fixture_close(&f);
}
END_TEST

START_TEST(a_notice_goes_once_a_day)
{
	static const struct store_take_hook policy = { .name = "operator",
		.created_before_at = INT64_MAX };
	struct store_notice notice = {
		.hook = "operator",
		.kind = "feed-failing",
		.subject = SLICE_INIT("harbour"),
		.about = SLICE_INIT("it is \"closed\""),
	};
	struct fixture f;
	struct taken taken;
	struct error err;
	bool added;

	fixture_open(&f);
	for (int i = 0; i < 3; i++) {
		notice.now_at = f.now_at + (i == 2 ? 86400 : i * 60);
		CHECK_CHANGE(&f,
		    store_notice_add(f.store, &notice, &added, &err), err);
		ck_assert_int_eq(added, i != 1);
	}
	taken = take(&f, policy);
	ck_assert_uint_eq(taken.count, 1);
	ck_assert_int_eq(taken.deliveries[0].event, EVENT_HEALTH);
	ck_assert(slice_is_empty(taken.deliveries[0].topic));
	CHECK_TEXT(&f,
	    "SELECT json_extract(notice, '$.about') FROM delivery WHERE id = 1",
	    "it is \"closed\"");
	ck_assert(slice_eq(taken.deliveries[0].notice,
	    slice_of(
		fixture_text(&f, "SELECT notice FROM delivery WHERE id = 1"))));
	fixture_close(&f);
}
END_TEST

Suite *
outbox_digest_suite(void)
{
	Suite *suite = suite_create("outbox_digest");
	TCase *tcase = tcase_create("outbox_digest");

	tcase_add_test(tcase, what_goes_together_is_one_delivery_a_topic);
	tcase_add_test(tcase, every_attempt_has_the_same_key_and_members);
	tcase_add_test(tcase, only_what_came_before_the_hour_is_in_it);
	tcase_add_test(tcase, what_is_too_much_for_one_digest_goes_in_the_next);
	tcase_add_test(tcase, the_last_of_an_hour_is_a_digest);
	tcase_add_test(tcase, a_hook_that_is_skipped_gets_nothing);
	tcase_add_test(tcase, an_open_breaker_stops_its_hook_alone);
	tcase_add_test(tcase, a_dropped_digest_takes_its_members_along);
	tcase_add_test(tcase,
	    one_that_cannot_be_read_waits_and_the_next_one_goes);
	tcase_add_test(tcase, hooks_are_listed_with_what_waits_for_them);
	tcase_add_test(tcase, a_notice_goes_once_a_day);
	suite_add_tcase(suite, tcase);
	return suite;
}

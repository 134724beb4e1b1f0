#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *outbox_by_hand_suite(void);

typedef bool (*by_hand)(struct store *store, struct slice key,
    struct slice hook, int64_t now_at, size_t *count, struct error *err);

/* One delivery in each state to each of two hooks: key "desk-dead" and so on. */
static void
open_with_deliveries(struct fixture *f)
{
	static const struct fixture_entry boat = { .id = "1", .title = "Boat" };

	fixture_open(f);
	fixture_entries(f, &boat, 1);
	fixture_run(f,
	    "INSERT INTO topic (name, query, query_hash, origin, added_at, "
	    "changed_at) VALUES ('boats', 'boat', 1, 'configuration', 1, 1);"
	    "INSERT INTO delivery (key, article, topic, hook, revision, event, "
	    "state, attempts, created_at, not_before_at, ended_at, "
	    "last_status, last_error) "
	    "SELECT hook || '-' || state, 1, 1, hook, number, 'new', state, 9, "
	    "1, 2, 3, 75, 'exit 75' FROM "
	    "(SELECT 'desk' AS hook UNION SELECT 'archive'), "
	    "(SELECT 1 AS number, 'waiting' AS state UNION "
	    "SELECT 2, 'running' UNION SELECT 3, 'done' UNION "
	    "SELECT 4, 'dead' UNION SELECT 5, 'held')");
}

static size_t
run(struct fixture *f, by_hand change, const char *key, const char *hook)
{
	struct error err;
	size_t count = 99;

	CHECK_CHANGE(f,
	    change(f->store, slice_of(key), slice_of(hook), f->now_at, &count,
		&err),
	    err);
	return count;
}

START_TEST(retried_ones_wait_from_now_on_with_no_attempt_counted)
{
	static const struct {
		const char *key, *hook;
		size_t count;
		const char *retried;
	} rows[] = {
		{ NULL, NULL, 2, "archive-dead,desk-dead" },
		{ NULL, "desk", 1, "desk-dead" },
		{ NULL, "nobody", 0, "" },
		{ "desk-dead", NULL, 1, "desk-dead" },
		{ "desk-held", NULL, 1, "desk-held" },
		{ "desk-waiting", NULL, 1, "desk-waiting" },
		{ "desk-dead", "archive", 1, "desk-dead" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture f;

		open_with_deliveries(&f);
		ck_assert_uint_eq(run(&f, store_deliveries_retry, rows[i].key,
				      rows[i].hook),
		    rows[i].count);
		CHECK_TEXT(&f,
		    "SELECT group_concat(key) FROM (SELECT key FROM delivery "
		    "WHERE attempts = 0 AND state = 'waiting' AND "
		    "not_before_at = 1800000000 AND ended_at = 0 ORDER BY key)",
		    rows[i].retried);
		CHECK_SQL(&f,
		    "SELECT count(*) FROM delivery WHERE attempts = 9",
		    (int64_t)(10 - rows[i].count));
		fixture_close(&f);
	}
}
END_TEST

START_TEST(dropped_ones_are_done_with_a_note)
{
	static const struct {
		const char *key, *hook;
		size_t count;
		const char *dropped;
	} rows[] = {
		{ NULL, NULL, 6,
		    "archive-dead,archive-held,archive-waiting,desk-dead,"
		    "desk-held,desk-waiting" },
		{ NULL, "desk", 3, "desk-dead,desk-held,desk-waiting" },
		{ NULL, "nobody", 0, "" },
		{ "desk-held", NULL, 1, "desk-held" },
		{ "desk-waiting", NULL, 1, "desk-waiting" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture f;

		open_with_deliveries(&f);
		ck_assert_uint_eq(run(&f, store_deliveries_drop, rows[i].key,
				      rows[i].hook),
		    rows[i].count);
		CHECK_TEXT(&f,
		    "SELECT group_concat(key) FROM (SELECT key FROM delivery "
		    "WHERE state = 'done' AND last_error = 'dropped' AND "
		    "ended_at = 1800000000 ORDER BY key)",
		    rows[i].dropped);
		CHECK_SQL(&f,
		    "SELECT count(*) FROM delivery WHERE state = 'running' OR "
		    "(state = 'done' AND last_error = 'exit 75')",
		    4);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(what_runs_or_is_done_is_left_alone)
{
	static const by_hand changes[] = { store_deliveries_retry,
		store_deliveries_drop };
	struct fixture f;

	open_with_deliveries(&f);
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		struct error err;
		size_t count;

		CHECK_REFUSED(&f,
		    changes[i](f.store, SLICE("desk-running"), SLICE_NONE, 1,
			&count, &err),
		    err, ERROR_REFUSED, "delivery desk-running is running");
		CHECK_REFUSED(&f,
		    changes[i](f.store, SLICE("desk-done"), SLICE_NONE, 1,
			&count, &err),
		    err, ERROR_REFUSED, "delivery desk-done is done");
		CHECK_REFUSED(&f,
		    changes[i](f.store, SLICE("nothing"), SLICE_NONE, 1, &count,
			&err),
		    err, ERROR_INPUT, "there is no delivery \"nothing\"");
	}
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE attempts = 9", 10);
	fixture_close(&f);
}
END_TEST

Suite *
outbox_by_hand_suite(void)
{
	Suite *suite = suite_create("outbox_by_hand");
	TCase *tcase = tcase_create("outbox_by_hand");

	tcase_add_test(tcase,
	    retried_ones_wait_from_now_on_with_no_attempt_counted);
	tcase_add_test(tcase, dropped_ones_are_done_with_a_note);
	tcase_add_test(tcase, what_runs_or_is_done_is_left_alone);
	suite_add_tcase(suite, tcase);
	return suite;
}

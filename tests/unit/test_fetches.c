#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *fetches_suite(void);

struct seen {
	size_t count, stop_after;
	int64_t first_at, last_at;
	bool sorted;
};

static bool
see(const struct fetch_row *row, void *arg)
{
	struct seen *seen = arg;

	if (seen->count++ == 0)
		seen->first_at = row->at;
	else
		seen->sorted = seen->sorted && row->at <= seen->last_at;
	seen->last_at = row->at;
	return seen->count != seen->stop_after;
}

static struct seen
list(struct fixture *f, size_t max, size_t stop_after)
{
	struct seen seen = { .stop_after = stop_after, .sorted = true };
	struct error err;

	CHECK_OK(store_list_fetches(f->store, SLICE("harbour"), max, see, &seen,
		     &err),
	    err);
	ck_assert(seen.sorted);
	return seen;
}

START_TEST(the_last_polls_are_listed_the_newest_first)
{
	struct fixture f;
	struct seen seen;

	fixture_open(&f);
	fixture_add_feed(&f, SLICE("port"), SLICE("https://port.example/"));
	fixture_run(&f,
	    "INSERT INTO fetch_log SELECT id, 0, 5, 'failed', 'none', 0, NULL, "
	    "0, 0, 0, 0, 0, 0, 0, 0, NULL FROM feed WHERE name = 'port'");
	ck_assert_uint_eq(list(&f, 10, 0).count, 0);
	for (int i = 0; i < LIMIT_FETCH_LOG + 7; i++) {
		f.now_at++;
		fixture_commit(&f, NULL);
	}
	seen = list(&f, 10, 0);
	ck_assert_uint_eq(seen.count, 10);
	ck_assert_int_eq(seen.first_at, f.now_at);
	ck_assert_int_eq(seen.last_at, f.now_at - 9);
	seen = list(&f, SIZE_MAX, 0);
	ck_assert_uint_eq(seen.count, LIMIT_FETCH_LOG);
	ck_assert_int_eq(seen.last_at, f.now_at - LIMIT_FETCH_LOG + 1);
	ck_assert_uint_eq(list(&f, SIZE_MAX, 3).count, 3);
	/* The clock went back: what came last is still the newest. */
	f.now_at -= 1000;
	fixture_commit(&f, NULL);
	ck_assert_int_eq(list(&f, 1, 0).first_at, f.now_at);
	fixture_close(&f);
}
END_TEST

static bool
check_row(const struct fetch_row *row, void *arg)
{
	const struct fixture *f = arg;

	ck_assert_int_eq(row->at, f->now_at);
	ck_assert_int_eq(row->duration_ms, 12);
	ck_assert_int_eq(row->wire_bytes, 0);
	ck_assert_int_eq(row->next_at, f->now_at + 1800);
	ck_assert(slice_eq(row->outcome, SLICE("modified")));
	ck_assert(slice_eq(row->failure_class, SLICE("not-found")));
	ck_assert(slice_eq(row->reason, SLICE("because")));
	ck_assert(slice_eq(row->why, SLICE("interval")));
	ck_assert_int_eq(row->status, 404);
	ck_assert_int_eq(row->entries, 2);
	ck_assert_int_eq(row->fresh, 1);
	ck_assert_int_eq(row->changed, 1);
	ck_assert_int_eq(row->matched, 0);
	return true;
}

START_TEST(a_line_says_what_the_poll_came_to)
{
	static const struct fixture_entry first[] = {
		{ .id = "1", .title = "Tide" },
	};
	static const struct fixture_entry second[] = {
		{ .id = "2", .title = "Ebb" },
		{ .id = "1", .title = "Flood" },
	};
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_entries(&f, first, 1);
	f.now_at += 60;
	f.state.failure_class = CLASS_NOT_FOUND;
	f.state.status = 404;
	f.state.reason = "because";
	fixture_entries(&f, second, 2);
	CHECK_OK(store_list_fetches(f.store, SLICE("harbour"), 1, check_row, &f,
		     &err),
	    err);
	fixture_close(&f);
}
END_TEST

START_TEST(a_feed_that_was_never_there_has_no_log)
{
	struct seen seen = { .count = 0 };
	struct fixture f;
	struct error err;

	fixture_open(&f);
	ck_assert(
	    !store_list_fetches(f.store, SLICE("port"), 1, see, &seen, &err));
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_str_eq(err.text, "there is no feed \"port\"");
	fixture_run(&f, "UPDATE feed SET removed_at = 1");
	ck_assert_uint_eq(list(&f, 1, 0).count, 0);
	fixture_close(&f);
}
END_TEST

Suite *
fetches_suite(void)
{
	Suite *suite = suite_create("fetches");
	TCase *tcase = tcase_create("fetches");

	tcase_add_test(tcase, the_last_polls_are_listed_the_newest_first);
	tcase_add_test(tcase, a_line_says_what_the_poll_came_to);
	tcase_add_test(tcase, a_feed_that_was_never_there_has_no_log);
	suite_add_tcase(suite, tcase);
	return suite;
}

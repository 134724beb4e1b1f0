#include <check.h>
#include <stdio.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *guard_suite(void);

#define DAY_S (24 * 3600)

static const char *desk[] = { "desk" };
static const struct topic boats[] = {
	{ .name = "boats", .query = "boat", .hooks = desk, .hook_count = 1 },
};

struct series {
	struct fixture_entry entries[100];
	char ids[100][40], links[100][60], titles[100][40];
};

/* count entries from number first; their ids begin with id. */
static const struct fixture_entry *
series(struct series *s, const char *id, int first, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int number = first + (int)i;

		snprintf(s->ids[i], sizeof(s->ids[i]), "%s%d", id, number);
		snprintf(s->links[i], sizeof(s->links[i]),
		    "https://harbour.example/%d", number);
		snprintf(s->titles[i], sizeof(s->titles[i]), "Boat number %d",
		    number);
		s->entries[i] = (struct fixture_entry){ .id = s->ids[i],
			.link = s->links[i],
			.title = s->titles[i] };
	}
	return s->entries;
}

/* A feed that has brought fifteen boats before the topic's first poll. */
static void
open_with_habits(struct fixture *f)
{
	struct series s;

	fixture_open(f);
	f->health_hook = "operator";
	fixture_topics(f, boats, 1);
	fixture_entries(f, series(&s, "a", 1, 15), 15);
	CHECK_SQL(f, "SELECT count(*) FROM delivery", 0);
	f->now_at += 3600;
	f->state.last_ok_at = f->now_at;
}

START_TEST(t38_changed_ids_are_no_news)
{
	struct fixture f;
	struct series s;
	struct store_counts counts;

	open_with_habits(&f);
	for (int i = 0; i < 2; i++) {
		counts = fixture_entries(&f, series(&s, "b", 1, 15), 15);
		ck_assert_uint_eq(counts.fresh, 0);
		ck_assert_uint_eq(counts.rekeyed, i == 0 ? 15 : 0);
	}
	CHECK_SQL(&f, "SELECT count(*) FROM article", 15);
	CHECK_SQL(&f, "SELECT count(*) FROM article WHERE identity LIKE 'b%'",
	    15);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE event <> 'health'",
	    0);
	CHECK_TEXT(&f,
	    "SELECT group_concat(json_extract(notice, '$.kind')) "
	    "FROM delivery WHERE hook = 'operator'",
	    "feed-churn");
	fixture_close(&f);
}
END_TEST

START_TEST(t38_new_ones_among_changed_ids_are_news)
{
	struct fixture f;
	struct series s;
	struct store_counts counts;

	open_with_habits(&f);
	counts = fixture_entries(&f, series(&s, "b", 5, 15), 15);
	ck_assert_uint_eq(counts.rekeyed, 11);
	ck_assert_uint_eq(counts.fresh, 4);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE hook = 'desk'", 4);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE state = 'held'", 0);
	fixture_close(&f);
}
END_TEST

START_TEST(one_with_link_and_text_of_another_id_is_the_same)
{
	struct fixture_entry entries[16];
	struct fixture f;
	struct series s;
	struct store_counts counts;

	open_with_habits(&f);
	series(&s, "a", 1, 15);
	memcpy(entries, s.entries, sizeof(entries[0]) * 15);
	entries[3].id = "other";
	counts = fixture_entries(&f, entries, 15);
	ck_assert_uint_eq(counts.rekeyed, 1);
	ck_assert_uint_eq(counts.fresh, 0);
	fixture_close(&f);
}
END_TEST

START_TEST(the_same_text_beside_the_old_id_is_another_entry)
{
	struct fixture_entry entries[16];
	struct fixture f;
	struct series s;
	struct store_counts counts;

	open_with_habits(&f);
	series(&s, "a", 1, 15);
	memcpy(entries, s.entries, sizeof(entries[0]) * 15);
	entries[15] = entries[3];
	entries[15].id = "copy";
	counts = fixture_entries(&f, entries, 16);
	ck_assert_uint_eq(counts.rekeyed, 0);
	ck_assert_uint_eq(counts.fresh, 1);
	fixture_close(&f);
}
END_TEST

START_TEST(a_changed_text_under_its_link_and_a_new_id_may_be_news)
{
	struct fixture f;
	struct series s;
	struct fixture_entry entry;
	struct store_counts counts;

	open_with_habits(&f);
	entry = series(&s, "a", 3, 1)[0];
	entry.id = "new";
	entry.title = "The boat has sunk";
	counts = fixture_entries(&f, &entry, 1);
	ck_assert_uint_eq(counts.rekeyed, 0);
	ck_assert_uint_eq(counts.fresh, 1);
	fixture_close(&f);
}
END_TEST

START_TEST(a_burst_is_stored_and_held_until_a_person_lets_it_go)
{
	struct fixture f;
	struct series s;
	struct store_counts counts;
	struct error err;
	size_t released;

	open_with_habits(&f);
	/* Usual: two an hour. */
	for (int i = 0; i < 5; i++) {
		f.now_at += 3600;
		fixture_entries(&f, series(&s, "c", 100 + 2 * i, 2), 2);
		f.state.last_ok_at = f.now_at;
	}
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE state = 'waiting'",
	    10);
	f.now_at += 600;
	counts = fixture_entries(&f, series(&s, "d", 200, 80), 80);
	ck_assert_uint_eq(counts.fresh, 80);
	ck_assert_uint_eq(counts.held, 80);
	CHECK_SQL(&f, "SELECT count(*) FROM article WHERE identity LIKE 'd%'",
	    80);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM v1_deliveries WHERE state = 'held' "
	    "AND held_why = 'a burst: 80 new entries at once where 2 are "
	    "usual'",
	    80);
	CHECK_TEXT(&f,
	    "SELECT json_extract(notice, '$.kind') || ' ' || "
	    "json_extract(notice, '$.subject') FROM delivery "
	    "WHERE hook = 'operator'",
	    "feed-burst harbour");
	CHECK_CHANGE(&f,
	    store_deliveries_release(f.store, SLICE("elsewhere"), SLICE_NONE,
		f.now_at, &released, &err),
	    err);
	ck_assert_uint_eq(released, 0);
	CHECK_CHANGE(&f,
	    store_deliveries_release(f.store, SLICE("harbour"), SLICE_NONE,
		f.now_at, &released, &err),
	    err);
	ck_assert_uint_eq(released, 80);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE state = 'held'", 0);
	fixture_close(&f);
}
END_TEST

START_TEST(what_gathered_while_nobody_asked_is_no_burst)
{
	struct fixture f;
	struct series s;
	struct store_counts counts;

	open_with_habits(&f);
	for (int i = 0; i < 5; i++) {
		f.now_at += 3600;
		fixture_entries(&f, series(&s, "c", 100 + 2 * i, 2), 2);
		f.state.last_ok_at = f.now_at;
		fixture_entries(&f, series(&s, "c", 100 + 2 * i, 2), 2);
	}
	f.now_at += 2 * DAY_S; /* crierd was down over the weekend */
	counts = fixture_entries(&f, series(&s, "d", 200, 80), 80);
	ck_assert_uint_eq(counts.fresh, 80);
	ck_assert_uint_eq(counts.held, 0);
	fixture_close(&f);
}
END_TEST

START_TEST(t8_a_feed_with_another_owner_is_held)
{
	struct fixture f;
	struct series s;
	struct store_counts counts;
	struct error err;
	size_t released;

	open_with_habits(&f);
	f.title = "Casino boat";
	for (int i = 0; i < 2; i++) {
		counts = fixture_entries(&f, series(&s, "x", 500 + 3 * i, 3),
		    3);
		ck_assert_uint_eq(counts.fresh, 3);
		ck_assert_uint_eq(counts.held, 3);
	}
	CHECK_SQL(&f, "SELECT count(*) FROM delivery WHERE hook = 'operator'",
	    1);
	CHECK_CHANGE(&f,
	    store_deliveries_release(f.store, SLICE("harbour"), SLICE_NONE,
		f.now_at, &released, &err),
	    err);
	ck_assert_uint_eq(released, 6);
	counts = fixture_entries(&f, series(&s, "x", 600, 2), 2);
	ck_assert_uint_eq(counts.held, 0);
	fixture_close(&f);
}
END_TEST

START_TEST(a_new_title_alone_is_no_other_owner)
{
	struct fixture f;
	struct series s;
	struct store_counts counts;

	open_with_habits(&f);
	f.title = "The New Harbour";
	counts = fixture_entries(&f, series(&s, "a", 14, 3), 3);
	ck_assert_uint_eq(counts.fresh, 1);
	ck_assert_uint_eq(counts.held, 0);
	fixture_close(&f);
}
END_TEST

START_TEST(t41_a_feed_that_was_empty_for_a_while_brings_nothing_again)
{
	struct fixture f;
	struct series s;
	struct store_counts counts;

	open_with_habits(&f);
	fixture_entries(&f, NULL, 0);
	counts = fixture_entries(&f, series(&s, "a", 1, 15), 15);
	ck_assert_uint_eq(counts.fresh, 0);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery", 0);
	fixture_close(&f);
}
END_TEST

Suite *
guard_suite(void)
{
	Suite *suite = suite_create("guard");
	TCase *tcase = tcase_create("guard");

	tcase_add_test(tcase, t38_changed_ids_are_no_news);
	tcase_add_test(tcase, t38_new_ones_among_changed_ids_are_news);
	tcase_add_test(tcase, one_with_link_and_text_of_another_id_is_the_same);
	tcase_add_test(tcase, the_same_text_beside_the_old_id_is_another_entry);
	tcase_add_test(tcase,
	    a_changed_text_under_its_link_and_a_new_id_may_be_news);
	tcase_add_test(tcase,
	    a_burst_is_stored_and_held_until_a_person_lets_it_go);
	tcase_add_test(tcase, what_gathered_while_nobody_asked_is_no_burst);
	tcase_add_test(tcase, t8_a_feed_with_another_owner_is_held);
	tcase_add_test(tcase, a_new_title_alone_is_no_other_owner);
	tcase_add_test(tcase,
	    t41_a_feed_that_was_empty_for_a_while_brings_nothing_again);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* What the loop keeps of a feed. */
#include "daemon/daemon.h"

#include <string.h>

#include <check.h>

Suite *slot_suite(void);

START_TEST(a_slot_owns_copies_of_its_strings)
{
	char etag[] = "\"one\"";
	struct feed feed = { .url = "http://h.example:80/feed" };
	struct feed_state state = { .id = 3, .etag = etag };
	struct feed_slot *slot;

	slot = feed_slot_new(&feed, &state);
	etag[1] = 'X';
	ck_assert_str_eq(slot->state.etag, "\"one\"");
	ck_assert_ptr_null(slot->state.last_modified);
	ck_assert_int_eq(slot->state.id, 3);
	ck_assert_str_eq(slot->host, "h.example");
	feed_slot_free(slot);
}
END_TEST

START_TEST(a_new_state_may_share_strings_with_the_old)
{
	struct feed feed = { .url = "http://h.example/" };
	struct feed_state state = { .etag = "a", .reason = "old" };
	struct feed_slot *slot;

	slot = feed_slot_new(&feed, &state);
	state = slot->state;
	state.reason = NULL;
	state.last_modified = "new";
	feed_slot_set_state(slot, &state);
	ck_assert_str_eq(slot->state.etag, "a");
	ck_assert_ptr_null(slot->state.reason);
	ck_assert_str_eq(slot->state.last_modified, "new");
	feed_slot_free(slot);
}
END_TEST

START_TEST(sources_without_a_host_have_none)
{
	struct feed feed = { .source = FEED_FROM_FILE, .url = "/a/b.xml" };
	struct feed_state state = { 0 };
	struct feed_slot *slot;

	slot = feed_slot_new(&feed, &state);
	ck_assert_ptr_null(slot->host);
	feed_slot_free(slot);
}
END_TEST

/* ---- all of them ------------------------------------------------------------ */

static struct setup
setup_of(struct feed *feeds, struct feed_state *states, size_t count)
{
	static struct configuration configuration = { .interval_s = 1800 };

	return (struct setup){
		.configuration = &configuration,
		.feeds = feeds,
		.states = states,
		.feed_count = count,
	};
}

START_TEST(slots_follow_the_feeds_of_a_setup)
{
	struct feed first[] = { { .name = "a", .url = "http://a.example/" },
		{ .name = "b", .url = "http://b.example/" },
		{ .name = "d", .url = "http://d.example/" } };
	struct feed second[] = { { .name = "b", .url = "http://b.example/" },
		{ .name = "c", .url = "http://c.example/" },
		{ .name = "d", .url = "http://e.example/" } };
	struct feed_state states[3] = { { .id = 1, .etag = "x" }, { .id = 2 },
		{ .id = 3 } };
	struct setup old = setup_of(first, states, 3);
	struct setup new = setup_of(second, states, 3);
	struct daemon daemon = { .slot_count = 0 };
	struct feed_slot *b;

	feed_slots_adopt(&daemon, &old);
	ck_assert_uint_eq(daemon.slot_count, 3);
	b = feed_slot_find(&daemon, "b");
	ck_assert_ptr_nonnull(b);
	feed_slots_adopt(&daemon, &new);
	ck_assert_ptr_null(feed_slot_find(&daemon, "a"));
	ck_assert_ptr_eq(feed_slot_find(&daemon, "b"), b);
	ck_assert_uint_eq(b->index, 0);
	ck_assert_ptr_eq(b->feed, &second[0]);
	ck_assert_str_eq(b->state.etag, "x");
	ck_assert_str_eq(feed_slot_find(&daemon, "c")->host, "c.example");
	ck_assert_str_eq(feed_slot_find(&daemon, "d")->host, "e.example");
	feed_slots_free(&daemon);
	ck_assert_ptr_null(feed_slot_find(&daemon, "b"));
}
END_TEST

START_TEST(a_feed_that_is_polled_outlives_its_removal)
{
	struct feed feeds[] = { { .name = "a", .url = "http://a.example/" } };
	struct feed_state states[1] = { { .id = 1 } };
	struct setup old = setup_of(feeds, states, 1);
	struct setup new = setup_of(NULL, NULL, 0);
	struct daemon daemon = { .slot_count = 0 };
	struct feed_slot *slot;

	feed_slots_adopt(&daemon, &old);
	slot = feed_slot_find(&daemon, "a");
	slot->poll = (struct poll *)&daemon; /* only looked at */
	feed_slots_adopt(&daemon, &new);
	ck_assert_uint_eq(daemon.slot_count, 0);
	ck_assert(slot->detached);
	feed_slot_free(slot);
	feed_slots_free(&daemon);
}
END_TEST

START_TEST(t16_an_upgrade_asks_a_poison_feed_again_at_its_usual_time)
{
	struct feed feeds[] = { { .name = "a", .url = "http://a.example/" } };
	struct feed_state states[1] = { { .id = 1,
	    .attempt_at = 1000,
	    .next_at = 90000,
	    .failure_class = CLASS_HOSTILE,
	    .hostile_build = "0.0.1-older" } };
	struct setup setup = setup_of(feeds, states, 1);
	struct daemon daemon = { .slot_count = 0 };

	feed_slots_adopt(&daemon, &setup);
	ck_assert_int_eq(daemon.slots[0]->state.next_at, 1000 + 1800);
	/* And when it stays, at a reload. */
	states[0].next_at = 90000;
	feed_slots_adopt(&daemon, &setup);
	ck_assert_int_eq(daemon.slots[0]->state.next_at, 1000 + 1800);
	feed_slots_free(&daemon);
}
END_TEST

Suite *
slot_suite(void)
{
	Suite *suite = suite_create("slot");
	TCase *tcase = tcase_create("slot");

	tcase_add_test(tcase, a_slot_owns_copies_of_its_strings);
	tcase_add_test(tcase, a_new_state_may_share_strings_with_the_old);
	tcase_add_test(tcase, sources_without_a_host_have_none);
	tcase_add_test(tcase, slots_follow_the_feeds_of_a_setup);
	tcase_add_test(tcase, a_feed_that_is_polled_outlives_its_removal);
	tcase_add_test(tcase,
	    t16_an_upgrade_asks_a_poison_feed_again_at_its_usual_time);
	suite_add_tcase(suite, tcase);
	return suite;
}

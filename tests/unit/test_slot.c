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
	struct feed_slot slot;

	feed_slot_init(&slot, &feed, &state);
	etag[1] = 'X';
	ck_assert_str_eq(slot.state.etag, "\"one\"");
	ck_assert_ptr_null(slot.state.last_modified);
	ck_assert_int_eq(slot.state.id, 3);
	ck_assert_str_eq(slot.host, "h.example");
	feed_slot_finish(&slot);
}
END_TEST

START_TEST(a_new_state_may_share_strings_with_the_old)
{
	struct feed feed = { .url = "http://h.example/" };
	struct feed_state state = { .etag = "a", .reason = "old" };
	struct feed_slot slot;

	feed_slot_init(&slot, &feed, &state);
	state = slot.state;
	state.reason = NULL;
	state.last_modified = "new";
	feed_slot_set_state(&slot, &state);
	ck_assert_str_eq(slot.state.etag, "a");
	ck_assert_ptr_null(slot.state.reason);
	ck_assert_str_eq(slot.state.last_modified, "new");
	feed_slot_finish(&slot);
}
END_TEST

START_TEST(sources_without_a_host_have_none)
{
	struct feed feed = { .source = FEED_FROM_FILE, .url = "/a/b.xml" };
	struct feed_state state = { 0 };
	struct feed_slot slot;

	feed_slot_init(&slot, &feed, &state);
	ck_assert_ptr_null(slot.host);
	feed_slot_finish(&slot);
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
	suite_add_tcase(suite, tcase);
	return suite;
}

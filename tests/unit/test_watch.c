/* Articles as they come, to whom they concern. */
#include "server_fixture.h"

#include <stdlib.h>

#include <check.h>
#include <event2/event.h>

#include "compiler.h"

Suite *watch_suite(void);

/* ---- watch -------------------------------------------------------------------------------------------- */

static void
watch_two(void)
{
	int all = connect_raw(), boats = connect_raw();

	send_message(all, "{'do':'watch'}");
	expect_message(all, "{'progress':{'watching':true}}");
	send_message(boats, "{'do':'watch','query':'title:boats','text':true}");
	expect_message(boats, "{'progress':{'watching':true}}");
	wake_loop(server_fixture_commit);
	expect_article(all, 1, false);
	expect_article(all, 2, false);
	expect_article(boats, 1, true);
	close(boats);
	expect("{'do':'status'}", "{'feeds':3}");
	wake_loop(server_fixture_commit);
	expect_article(all, 1, false);
	expect_article(all, 2, false);
	close(all);
}

START_TEST(articles_come_to_whom_they_concern)
{
	server_fixture_commit(); /* nobody watches yet */
	with_client(watch_two);
}
END_TEST

static void
watch_wrongly(void)
{
	expect("{'do':'watch','query':'('}",
	    "query: query: 1:1: E05 parenthesis is not closed");
	expect("{'do':'watch','query':'~nothing'}",
	    "query: query: 1:1: E23 no list 'nothing'");
}

START_TEST(a_wrong_query_is_not_watched)
{
	with_client(watch_wrongly);
}
END_TEST

/* More than the queue and the kernel hold, for a peer that does not read. */
static void
commit_masses(void)
{
	static int64_t ids[LIMIT_WATCH_IDS];

	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		ids[i] = 1 + (int64_t)(i % 2);
	server_committed(fixture.server, ids, ARRAY_LEN(ids));
}

static bool watcher_is_there;

static void
commit_to_the_watcher(void)
{
	const struct peer *peer;

	watcher_is_there = false;
	TAILQ_FOREACH(peer, &fixture.server->peers, next)
		if (peer->task != NULL)
			watcher_is_there = true;
	commit_masses();
}

static void
watch_without_reading(void)
{
	int fd = connect_raw();

	send_message(fd, "{'do':'watch'}");
	expect_message(fd, "{'progress':{'watching':true}}");
	do
		wake_loop(commit_to_the_watcher);
	while (watcher_is_there);
	close(fd);
}

START_TEST(a_watcher_who_does_not_read_is_lost)
{
	with_client(watch_without_reading);
}
END_TEST

static void
commit_too_many(void)
{
	commit_masses();
	commit_masses();
}

static void
watch_a_flood(void)
{
	int fd = connect_raw();
	bool lost = false;

	send_message(fd, "{'do':'watch'}");
	expect_message(fd, "{'progress':{'watching':true}}");
	wake_loop(commit_too_many);
	while (!lost) {
		json_t *message = read_message(fd);

		ck_assert_ptr_nonnull(message);
		lost = json_object_get(json_object_get(message, "progress"),
			   "lost") != NULL;
		json_decref(message);
	}
	close(fd);
}

START_TEST(what_has_no_room_is_told)
{
	with_client(watch_a_flood);
}
END_TEST

static void
watch_and_go(void)
{
	int fd = connect_raw();

	send_message(fd, "{'do':'watch'}");
	expect_message(fd, "{'progress':{'watching':true}}");
	wake_loop(server_fixture_commit);
	close(fd);
	expect("{'do':'status'}", "{'feeds':3}");
}

START_TEST(a_watcher_may_leave_while_articles_are_judged)
{
	for (int i = 0; i < 20; i++)
		with_client(watch_and_go);
}
END_TEST

Suite *
watch_suite(void)
{
	Suite *suite = suite_create("watch");
	TCase *tcase = tcase_create("watch");

	tcase_add_checked_fixture(tcase, server_fixture_begin,
	    server_fixture_end);
	tcase_set_timeout(tcase, TEST_TIMEOUT);
	tcase_add_test(tcase, articles_come_to_whom_they_concern);
	tcase_add_test(tcase, a_wrong_query_is_not_watched);
	tcase_add_test(tcase, a_watcher_who_does_not_read_is_lost);
	tcase_add_test(tcase, what_has_no_room_is_told);
	tcase_add_test(tcase, a_watcher_may_leave_while_articles_are_judged);
	suite_add_tcase(suite, tcase);
	return suite;
}

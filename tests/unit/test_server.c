/* Who may ask for what, and what is answered, from the first request to the end
 * of crierd. */
#include "server_fixture.h"

#include <stdlib.h>

#include <check.h>
#include <event2/event.h>

#include "compiler.h"

Suite *server_suite(void);

/* ---- requests ---------------------------------------------------------------------------- */

static void
ask_simple_things(void)
{
	expect("{'do':'status'}", "{'feeds':3}");
	expect("{'do':'status','x':1}", "usage: status: unknown argument 'x'");
	expect("{'do':'fly'}", "usage: crierd knows no request 'fly'");
	expect("{'do':7}", "usage: crierd knows no request ''");
	expect("{}", "usage: crierd knows no request ''");
	expect("{'do':'refresh','feeds':'a'}",
	    "usage: refresh: feeds: expected a list of words, each of at most "
	    "64 bytes");
	expect("{'do':'refresh','exec':['/bin/sh']}",
	    "refused: refresh: exec may only stand in a configuration file");
}

START_TEST(requests_are_answered_and_wrong_ones_refused)
{
	with_client(ask_simple_things);
	ck_assert_str_eq(fixture.told, "");
}
END_TEST

static void
ask_for_changes(void)
{
	expect("{'do':'feed.pause','name':'harbour'}", "{}");
	expect("{'do':'feed.add','url':'https://quay.example/','name':'quay'}",
	    "{'added':true,'name':'quay'}");
	expect("{'do':'feed.add','url':'https://q.example/','file':'/x'}",
	    "refused: feed.add: file may only stand in a configuration file");
	expect("{'do':'feed.remove','name':'harbour'}",
	    "refused: feed harbour stands in crier.yaml, line 5: change it "
	    "there");
	expect("{'do':'mark','mark':'read','ids':[1,2]}", "{'count':2}");
}

START_TEST(changes_are_committed_answered_and_told)
{
	with_client(ask_for_changes);
	ck_assert_str_eq(fixture.told, "feed.pause feed.add mark");
	server_fixture_stop();
	server_fixture_look();
	CHECK_SQL(&fixture.control.database,
	    "SELECT count(*) FROM feed WHERE name = 'quay'", 1);
	CHECK_SQL(&fixture.control.database,
	    "SELECT count(*) FROM article WHERE unread", 0);
}
END_TEST

/* ---- who may what --------------------------------------------------------------------------- */

static void
ask_as_member(void)
{
	be_somebody();
	expect("{'do':'status'}", "{'feeds':3}");
	expect("{'do':'feed.pause','name':'harbour'}", "{}");
}

START_TEST(a_member_of_the_group_may_change_things)
{
	if (geteuid() != 0)
		return; /* only root can become somebody else */
	fixture.control.configuration->control_writes = true;
	open_socket_to_all();
	with_client(ask_as_member);
	ck_assert_str_eq(fixture.told, "feed.pause");
}
END_TEST

static void
ask_as_reader(void)
{
	static const char *const changes[] = {
		"{'do':'feed.pause','name':'harbour'}",
		"{'do':'undo'}",
		"{'do':'refresh'}",
		"{'do':'reload'}",
		"{'do':'hooks.test','hook':'append','id':1}",
	};

	be_somebody();
	for (size_t i = 0; i < ARRAY_LEN(changes); i++)
		expect(changes[i],
		    "refused: only root and crierd's own user may change things "
		    "here (control_writes)");
	expect("{'do':'status'}", "{'feeds':3}");
}

START_TEST(without_control_writes_a_member_only_reads)
{
	if (geteuid() != 0)
		return; /* only root can become somebody else */
	fixture.control.configuration->control_writes = false;
	open_socket_to_all();
	with_client(ask_as_reader);
	ck_assert_str_eq(fixture.told, "");
}
END_TEST

static void
ask_as_owner(void)
{
	expect("{'do':'feed.pause','name':'harbour'}", "{}");
}

START_TEST(without_control_writes_the_owner_changes_things)
{
	fixture.control.configuration->control_writes = false;
	with_client(ask_as_owner);
	ck_assert_str_eq(fixture.told, "feed.pause");
}
END_TEST

/* ---- reload -------------------------------------------------------------------------------------- */

static void
ask_to_reload(void)
{
	static struct error wrong;

	expect("{'do':'reload'}", "{'added':2}");
	error_set_at(&wrong, ERROR_CONFIG, 3, 7, "crier.yaml:3:7: no");
	fixture.reload_error = &wrong;
	expect("{'do':'reload'}", "config: crier.yaml:3:7: no");
	fixture.reload_error = NULL;
}

START_TEST(a_reload_answers_what_came_of_it)
{
	with_client(ask_to_reload);
	ck_assert_str_eq(fixture.told, "reload reload");
}
END_TEST

static void
reload_and_leave(void)
{
	int left, stays;

	left = connect_raw();
	send_message(left, "{'do':'reload'}");
	stays = connect_raw();
	send_message(stays, "{'do':'reload'}");
	/* One after the other, so that both have been asked for. */
	expect("{'do':'status'}", "{'feeds':3}");
	close(left);
	expect("{'do':'status'}", "{'feeds':3}");
	wake_loop(server_fixture_reload);
	expect("{'do':'status'}", "{'feeds':3}");
	wake_loop(server_fixture_reload);
	expect_message(stays, "{'ok':true,'result':{'added':2}}");
	close(stays);
}

START_TEST(reloads_are_answered_in_their_order)
{
	fixture.reload_later = true;
	with_client(reload_and_leave);
	fixture.reload_later = false;
}
END_TEST

/* ---- the end ------------------------------------------------------------------------------------------------- */

static int crowd[3];

static void
leave_open(void)
{
	crowd[0] = connect_raw();
	send_message(crowd[0],
	    "{'do':'refresh','wait':true,'feeds':['slow','quay']}");
	expect_message(crowd[0],
	    "{'progress':{'feed':'slow','refused':'too-soon',"
	    "'possible_at':1800000600}}");
	crowd[1] = connect_raw();
	send_message(crowd[1], "{'do':'watch'}");
	expect_message(crowd[1], "{'progress':{'watching':true}}");
	crowd[2] = connect_raw();
	send_message(crowd[2], "{'do':'status'}");
	expect_message(crowd[2], "{'ok':true,'result':{'feeds':3}}");
}

START_TEST(whoever_waits_is_told_that_crierd_stops)
{
	static const char stops[] =
	    "{'ok':false,'kind':'unavailable','error':'crierd stops'}";

	with_client(leave_open);
	server_fixture_commit(); /* a job is under way */
	server_fixture_stop();
	expect_message(crowd[0], stops);
	expect_article(crowd[1], 1, false);
	expect_article(crowd[1], 2, false);
	expect_message(crowd[1], stops);
	ck_assert(is_closed(crowd[2]));
	for (size_t i = 0; i < ARRAY_LEN(crowd); i++)
		close(crowd[i]);
}
END_TEST

static void
send_change_and_stay(void)
{
	crowd[0] = connect_raw();
	send_message(crowd[0], "{'do':'feed.pause','name':'harbour'}");
	expect_message(crowd[0], "{'progress':{'begun':true}}");
}

/* Not by the next turn of the loop: the store's thread does not wait for it. */
START_TEST(that_a_change_is_begun_is_said_before_it_is)
{
	int fd = connect_raw();

	send_message(fd, "{'do':'feed.pause','name':'harbour'}");
	while (fixture.held == 0)
		event_base_loop(fixture.daemon.base, EVLOOP_ONCE);
	ck_assert_int_eq(recv(fd, (char[1]){ 0 }, 1, MSG_PEEK | MSG_DONTWAIT),
	    1);
	expect_message(fd, "{'progress':{'begun':true}}");
	server_fixture_stop();
	expect_message(fd, "{'ok':true,'result':{}}");
	close(fd);
}
END_TEST

START_TEST(what_was_begun_is_done_and_answered_at_the_end)
{
	with_client(send_change_and_stay);
	server_fixture_stop();
	expect_message(crowd[0], "{'ok':true,'result':{}}");
	ck_assert(is_closed(crowd[0]));
	ck_assert_str_eq(fixture.told, "feed.pause");
	close(crowd[0]);
}
END_TEST

START_TEST(without_a_server_nothing_is_told)
{
	const int64_t id = 1;
	const struct server_poll poll = { .feed = "x" };

	server_committed(NULL, &id, 1);
	server_poll_ended(NULL, &poll);
	server_reloaded(NULL, NULL, NULL);
	ck_assert_uint_eq(server_peer_count(NULL), 0);
}
END_TEST

START_TEST(a_second_server_does_not_take_the_socket)
{
	struct error err;

	ck_assert_ptr_null(
	    server_start(&fixture.daemon, &server_fixture_calls, &err));
	ck_assert_int_eq(err.kind, ERROR_LOCKED);
	with_client(ask_as_owner);
}
END_TEST

Suite *
server_suite(void)
{
	Suite *suite = suite_create("server");
	TCase *tcase = tcase_create("server");

	tcase_add_checked_fixture(tcase, server_fixture_begin,
	    server_fixture_end);
	tcase_set_timeout(tcase, TEST_TIMEOUT);
	tcase_add_test(tcase, requests_are_answered_and_wrong_ones_refused);
	tcase_add_test(tcase, changes_are_committed_answered_and_told);
	tcase_add_test(tcase, a_member_of_the_group_may_change_things);
	tcase_add_test(tcase, without_control_writes_a_member_only_reads);
	tcase_add_test(tcase, without_control_writes_the_owner_changes_things);
	tcase_add_test(tcase, a_reload_answers_what_came_of_it);
	tcase_add_test(tcase, reloads_are_answered_in_their_order);
	tcase_add_test(tcase, whoever_waits_is_told_that_crierd_stops);
	tcase_add_test(tcase, that_a_change_is_begun_is_said_before_it_is);
	tcase_add_test(tcase, what_was_begun_is_done_and_answered_at_the_end);
	tcase_add_test(tcase, without_a_server_nothing_is_told);
	tcase_add_test(tcase, a_second_server_does_not_take_the_socket);
	suite_add_tcase(suite, tcase);
	return suite;
}

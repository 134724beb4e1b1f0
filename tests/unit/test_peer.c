/* Connections: requests in pieces, garbage, deadlines, crowds. */
#include "server_fixture.h"

#include <sys/resource.h>

#include <stdlib.h>

#include <check.h>
#include <event2/event.h>

#include "compiler.h"

Suite *peer_suite(void);

/* ---- bytes ------------------------------------------------------------------------------------ */

static void
talk_long(void)
{
	int fd = connect_raw();

	for (int i = 0; i < 3; i++) {
		send_message(fd, "{'do':'status'}");
		expect_message(fd, "{'ok':true,'result':{'feeds':3}}");
	}
	/* Two at once are answered one after the other. */
	send_message(fd, "{'do':'feed.pause','name':'harbour'}");
	send_message(fd, "{'do':'status'}");
	expect_message(fd, "{'progress':{'begun':true}}");
	expect_message(fd, "{'ok':true,'result':{}}");
	expect_message(fd, "{'ok':true,'result':{'feeds':3}}");
	close(fd);
}

START_TEST(a_connection_carries_many_requests)
{
	with_client(talk_long);
}
END_TEST

static void
talk_slowly(void)
{
	static const char bytes[] = "\0\0\0\x0f{\"do\":\"status\"}";
	int fd = connect_raw();

	for (size_t i = 0; i < sizeof(bytes) - 1; i++)
		send_bytes(fd, bytes + i, 1);
	expect_message(fd, "{'ok':true,'result':{'feeds':3}}");
	close(fd);
}

START_TEST(a_request_may_come_in_pieces)
{
	with_client(talk_slowly);
}
END_TEST

static void
talk_garbage(void)
{
	static const struct slice garbage[] = {
		SLICE_INIT("GET / HTTP/1.1\r\n\r\n"),
		SLICE_INIT("\0\0\0\0"),
		SLICE_INIT("\xff\xff\xff\xff"),
		SLICE_INIT("\0\0\0\2[]"),
		SLICE_INIT("\0\0\0\x0a{\"a\":1,\"a\""),
	};

	for (size_t i = 0; i < ARRAY_LEN(garbage); i++) {
		int fd = connect_raw();
		json_t *answer;

		send_bytes(fd, garbage[i].ptr, garbage[i].len);
		answer = read_message(fd);
		ck_assert_msg(json_is_false(json_object_get(answer, "ok")),
		    "garbage %zu", i);
		ck_assert_str_eq(json_string_value(
				     json_object_get(answer, "kind")),
		    "protocol");
		json_decref(answer);
		ck_assert_msg(is_closed(fd), "garbage %zu", i);
		close(fd);
	}
	expect("{'do':'status'}", "{'feeds':3}");
}

START_TEST(garbage_is_answered_and_closed)
{
	with_client(talk_garbage);
}
END_TEST

/* The deadline of the only peer, whose hand a test turns. */
static void
pass_deadline(void)
{
	struct peer *peer = TAILQ_FIRST(&fixture.server->peers);

	ck_assert_ptr_nonnull(peer);
	event_active(peer->deadline, EV_TIMEOUT, 0);
}

static void
talk_half(void)
{
	int fd = connect_raw();

	send_message(fd, "{'do':'status'}");
	expect_message(fd, "{'ok':true,'result':{'feeds':3}}");
	send_bytes(fd, "\0\0\0\x0f{\"do\":", 9);
	wake_loop(pass_deadline);
	ck_assert(is_closed(fd));
	close(fd);
}

START_TEST(a_request_that_stays_half_is_given_up)
{
	with_client(talk_half);
	ck_assert_uint_eq(server_peer_count(fixture.server), 0);
}
END_TEST

static void
commit_one(void)
{
	const int64_t id = 1;

	ck_assert(!event_pending(TAILQ_FIRST(&fixture.server->peers)->deadline,
	    EV_TIMEOUT, NULL));
	server_committed(fixture.server, &id, 1);
}

static void
watch_beyond_the_deadline(void)
{
	int fd = connect_raw();
	json_t *message;

	send_message(fd, "{'do':'watch'}");
	expect_message(fd, "{'progress':{'watching':true}}");
	wake_loop(commit_one);
	message = read_message(fd);
	ck_assert_ptr_nonnull(json_object_get(message, "article"));
	json_decref(message);
	close(fd);
}

START_TEST(a_request_that_runs_has_no_deadline)
{
	with_client(watch_beyond_the_deadline);
}
END_TEST

/* ---- crowds ----------------------------------------------------------------------------------- */

static int crowd[LIMIT_PEERS];

static void
fill(size_t count)
{
	for (size_t i = 0; i < count; i++) {
		crowd[i] = connect_raw();
		send_message(crowd[i], "{'do':'status'}");
		expect_message(crowd[i], "{'ok':true,'result':{'feeds':3}}");
	}
}

static void
leave_all(size_t count)
{
	for (size_t i = 0; i < count; i++)
		close(crowd[i]);
}

static void
come_in_crowds(void)
{
	fill(LIMIT_PEERS);
	expect("{'do':'status'}",
	    "unavailable: crierd has too many connections");
	leave_all(LIMIT_PEERS);
}

static void
ask_once(void)
{
	expect("{'do':'status'}", "{'feeds':3}");
}

START_TEST(connections_are_bounded)
{
	with_client(come_in_crowds);
	with_client(ask_once);
}
END_TEST

static void
come_in_crowds_of_the_group(void)
{
	be_somebody();
	fill(LIMIT_PEERS_GROUP);
	expect("{'do':'status'}",
	    "unavailable: crierd has too many connections");
	be_root();
	expect("{'do':'status'}", "{'feeds':3}");
	leave_all(LIMIT_PEERS_GROUP);
}

START_TEST(the_group_leaves_room_for_root)
{
	if (geteuid() != 0)
		return; /* only root can become somebody else */
	open_socket_to_all();
	with_client(come_in_crowds_of_the_group);
}
END_TEST

/* Descriptors below this number are taken, those above forbidden. */
static void
limit_descriptors(void)
{
	int next = dup(0);
	struct rlimit limit;

	ck_assert_int_ne(next, -1);
	close(next);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = (rlim_t)next;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void
free_descriptors(void)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static int socket_of_late;

static void
connect_without_descriptors(void)
{
	const struct sockaddr_un address = { .sun_family = AF_UNIX,
		.sun_path = SOCKET };

	limit_descriptors();
	ck_assert_int_eq(connect(socket_of_late,
			     (const struct sockaddr *)&address,
			     sizeof(address)),
	    0);
}

static bool accept_rests;

static void
look_whether_accept_rests(void)
{
	accept_rests = event_pending(fixture.server->accept_timer, EV_TIMEOUT,
	    NULL);
}

static void
come_late(void)
{
	socket_of_late = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	wake_loop(connect_without_descriptors);
	do
		wake_loop(look_whether_accept_rests);
	while (!accept_rests);
	wake_loop(free_descriptors);
	send_message(socket_of_late, "{'do':'status'}");
	expect_message(socket_of_late, "{'ok':true,'result':{'feeds':3}}");
	close(socket_of_late);
}

START_TEST(who_comes_when_no_descriptor_is_left_is_let_in_later)
{
	with_client(come_late);
}
END_TEST

Suite *
peer_suite(void)
{
	Suite *suite = suite_create("peer");
	TCase *tcase = tcase_create("peer");

	tcase_add_checked_fixture(tcase, server_fixture_begin,
	    server_fixture_end);
	tcase_set_timeout(tcase, TEST_TIMEOUT);
	tcase_add_test(tcase, a_connection_carries_many_requests);
	tcase_add_test(tcase, a_request_may_come_in_pieces);
	tcase_add_test(tcase, garbage_is_answered_and_closed);
	tcase_add_test(tcase, a_request_that_stays_half_is_given_up);
	tcase_add_test(tcase, a_request_that_runs_has_no_deadline);
	tcase_add_test(tcase, connections_are_bounded);
	tcase_add_test(tcase, the_group_leaves_room_for_root);
	tcase_add_test(tcase,
	    who_comes_when_no_descriptor_is_left_is_let_in_later);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* A change with crierd running, stopped, stopping, starting and killed; by the
 * owner, by root and by somebody else. */
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "compiler.h"
#include "config_folder.h"
#include "control.h"
#include "control_fixture.h"
#include "limits.h"

Suite *direct_suite(void);

#define SOMEBODY     65534
#define TEST_TIMEOUT 60 /* seconds: one test waits for the race's limit */

static struct configuration *configuration;

/* ---- a daemon of a few lines ----------------------------------------------------- */

/* What becomes of one connection after another. */
enum turn {
	TURN_END,    /* no more connections */
	TURN_CLOSE,  /* accepts and closes */
	TURN_BEGIN,  /* says that it begins, and closes */
	TURN_ANSWER, /* answers */
	TURN_REFUSE  /* answers with an error */
};

struct daemon_play {
	enum turn turns[4];
	bool unlocks;        /* gives the lock back when it ends */
	struct store *store; /* the lock */
	int listener;
	size_t accepted;
	pthread_t thread;
};

static void
say(int fd, json_t *message)
{
	struct buffer out;
	struct error err;

	buffer_init(&out, LIMIT_CONTROL_FRAME);
	ck_assert(control_frame(message, &out, &err));
	ck_assert_int_eq(send(fd, out.ptr, out.len, MSG_NOSIGNAL),
	    (ssize_t)out.len);
	json_decref(message);
	buffer_finish(&out);
}

static void
take_turn(enum turn turn, int fd)
{
	struct error err;

	error_set(&err, ERROR_REFUSED, "not today");
	if (turn == TURN_BEGIN)
		say(fd, json_pack("{s:{s:b}}", "progress", "begun", 1));
	else if (turn == TURN_ANSWER)
		say(fd, control_answer_ok(json_pack("{s:s}", "by", "crierd")));
	else if (turn == TURN_REFUSE)
		say(fd, control_answer_error(&err));
}

static void
listen_again(struct daemon_play *play)
{
	struct error err;

	ck_assert_msg(control_listen("crier.sock", NULL, &play->listener, &err),
	    "%s", err.text);
	ck_assert_int_eq(fcntl(play->listener, F_SETFL, 0), 0);
}

/* Between two connections nobody listens, as when a daemon starts anew. */
static void *
play_daemon(void *arg)
{
	struct daemon_play *play = arg;

	for (size_t i = 0; play->turns[i] != TURN_END; i++) {
		int fd;

		if (i > 0)
			listen_again(play);
		fd = accept(play->listener, NULL, NULL);
		play->accepted++;
		close(play->listener);
		unlink("crier.sock");
		take_turn(play->turns[i], fd);
		close(fd);
	}
	if (play->unlocks)
		store_close(play->store);
	return NULL;
}

static void
daemon_begin(struct daemon_play *play)
{
	struct error err;

	ck_assert_msg(store_open_writer(&play->store, configuration->database,
			  &err),
	    "%s", err.text);
	listen_again(play);
	ck_assert_int_eq(pthread_create(&play->thread, NULL, play_daemon, play),
	    0);
}

static void
daemon_end(struct daemon_play *play)
{
	pthread_join(play->thread, NULL);
	if (!play->unlocks)
		store_close(play->store);
}

/* ---- asking ------------------------------------------------------------------------ */

static void
begin(void)
{
	config_folder_enter();
	config_folder_write("crier.yaml", SLICE("database: crier.db\n"));
	configuration = config_folder_load("crier.yaml");
}

static void
end(void)
{
	configuration_free(configuration);
	config_folder_leave();
}

static bool
change(const char *text, json_t **result, struct error *err)
{
	json_t *request = control_request(text);
	bool ok = control_change(configuration, request, result, err);

	json_decref(request);
	return ok;
}

static bool
add_quay(json_t **result, struct error *err)
{
	return change("{'do':'feed.add','url':'https://quay.example/',"
		      "'name':'quay'}",
	    result, err);
}

static bool
is_added(json_t *result)
{
	bool added = json_is_true(json_object_get(result, "added"));

	json_decref(result);
	return added;
}

static bool
count_one(const struct feed_row *row, void *arg)
{
	(void)row;
	++*(size_t *)arg;
	return true;
}

static size_t
feeds_stored(void)
{
	struct store *store;
	struct error err;
	size_t count = 0;

	ck_assert_msg(store_open_reader(&store, configuration->database, &err),
	    "%s", err.text);
	ck_assert(store_list_feeds(store, count_one, &count, &err));
	store_close(store);
	return count;
}

START_TEST(without_a_daemon_the_owner_changes_the_database)
{
	struct error err;
	json_t *result;

	ck_assert_msg(add_quay(&result, &err), "%s", err.text);
	ck_assert(is_added(result));
	ck_assert_msg(add_quay(&result, &err), "%s", err.text);
	ck_assert(!is_added(result));
	ck_assert_uint_eq(feeds_stored(), 1);
}
END_TEST

START_TEST(a_wrong_request_is_refused_the_same_way)
{
	struct error err;
	json_t *result;

	ck_assert(!change("{'do':'feed.add','url':'https://quay.example/',"
			  "'exec':['/bin/sh']}",
	    &result, &err));
	ck_assert_int_eq(err.kind, ERROR_REFUSED);
	ck_assert_str_eq(err.text,
	    "feed.add: exec may only stand in a configuration file");
	ck_assert_ptr_null(result);
}
END_TEST

START_TEST(a_running_daemon_is_asked)
{
	struct daemon_play play = { .turns = { TURN_ANSWER } };
	struct error err;
	json_t *result;

	daemon_begin(&play);
	ck_assert_msg(add_quay(&result, &err), "%s", err.text);
	daemon_end(&play);
	ck_assert_str_eq(json_string_value(json_object_get(result, "by")),
	    "crierd");
	json_decref(result);
	ck_assert_uint_eq(feeds_stored(), 0);
}
END_TEST

START_TEST(what_a_daemon_refuses_is_not_tried_another_way)
{
	struct daemon_play play = { .turns = { TURN_REFUSE }, .unlocks = true };
	struct error err;
	json_t *result;

	daemon_begin(&play);
	ck_assert(!add_quay(&result, &err));
	daemon_end(&play);
	ck_assert_str_eq(err.text, "not today");
	ck_assert_uint_eq(feeds_stored(), 0);
}
END_TEST

START_TEST(while_a_daemon_stops_the_change_waits_for_the_lock)
{
	struct daemon_play play = { .turns = { TURN_CLOSE }, .unlocks = true };
	struct error err;
	json_t *result;

	daemon_begin(&play);
	ck_assert_msg(add_quay(&result, &err), "%s", err.text);
	daemon_end(&play);
	ck_assert(is_added(result));
	ck_assert_uint_eq(feeds_stored(), 1);
}
END_TEST

START_TEST(while_a_daemon_starts_the_change_waits_for_its_socket)
{
	struct daemon_play play = {
		.turns = { TURN_CLOSE, TURN_CLOSE, TURN_ANSWER },
	};
	struct error err;
	json_t *result;

	daemon_begin(&play);
	ck_assert_msg(add_quay(&result, &err), "%s", err.text);
	daemon_end(&play);
	ck_assert_uint_eq(play.accepted, 3);
	ck_assert_str_eq(json_string_value(json_object_get(result, "by")),
	    "crierd");
	json_decref(result);
	ck_assert_uint_eq(feeds_stored(), 0);
}
END_TEST

START_TEST(what_a_killed_daemon_had_begun_is_not_done_again)
{
	struct daemon_play play = { .turns = { TURN_BEGIN }, .unlocks = true };
	struct error err;
	json_t *result;

	daemon_begin(&play);
	ck_assert(!add_quay(&result, &err));
	daemon_end(&play);
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	ck_assert_str_eq(err.text,
	    "crierd ended before it said whether it was done");
	ck_assert_uint_eq(feeds_stored(), 0);
}
END_TEST

START_TEST(a_lock_that_is_held_and_silent_is_given_up)
{
	struct store *store;
	struct error err;
	json_t *result;

	ck_assert(store_open_writer(&store, configuration->database, &err));
	ck_assert(!add_quay(&result, &err));
	ck_assert_int_eq(err.kind, ERROR_LOCKED);
	store_close(store);
	ck_assert_uint_eq(feeds_stored(), 0);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_error)
{
	struct error err;
	json_t *result;

	config_folder_write("crier.yaml", SLICE("database: gone/crier.db\n"));
	configuration_free(configuration);
	configuration = config_folder_load("crier.yaml");
	ck_assert(!add_quay(&result, &err));
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	ck_assert(slice_has_suffix(slice_of(err.text),
	    SLICE("/gone/: No such file or directory")));
}
END_TEST

/* ---- whose database it is ----------------------------------------------------------- */

START_TEST(somebody_else_gets_advice)
{
	struct error err;
	json_t *result;

	if (geteuid() != 0)
		return; /* only root can become somebody else */
	ck_assert(add_quay(&result, &err));
	json_decref(result);
	ck_assert_int_eq(chmod(".", 0755), 0);
	ck_assert_int_eq(seteuid(SOMEBODY), 0);
	ck_assert(!add_quay(&result, &err));
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	ck_assert(slice_has_suffix(slice_of(err.text),
	    SLICE("crier.db belongs to root: start crierd, or use sudo -u "
		  "root crier")));
}
END_TEST

/* In a process of its own: it does not come back. */
START_TEST(root_becomes_the_owner_for_good)
{
	struct error err;
	struct stat st;
	json_t *result;
	gid_t groups[8];

	if (geteuid() != 0)
		return; /* only root can */
	ck_assert_int_eq(chown(".", SOMEBODY, SOMEBODY), 0);
	ck_assert_msg(add_quay(&result, &err), "%s", err.text);
	ck_assert(is_added(result));
	ck_assert_int_eq(getuid(), SOMEBODY);
	ck_assert_int_eq(geteuid(), SOMEBODY);
	ck_assert_int_eq(getegid(), SOMEBODY);
	ck_assert_int_eq(seteuid(0), -1);
	for (int i = getgroups(ARRAY_LEN(groups), groups); i > 0; i--)
		ck_assert_int_ne(groups[i - 1], 0);
	ck_assert_int_eq(stat("crier.db", &st), 0);
	ck_assert_int_eq(st.st_uid, SOMEBODY);
	ck_assert_int_eq(stat("crier.lock", &st), 0);
	ck_assert_int_eq(st.st_uid, SOMEBODY);
}
END_TEST

Suite *
direct_suite(void)
{
	Suite *suite = suite_create("direct");
	TCase *tcase = tcase_create("direct");
	TCase *owners = tcase_create("owners");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_set_timeout(tcase, TEST_TIMEOUT);
	tcase_add_test(tcase, without_a_daemon_the_owner_changes_the_database);
	tcase_add_test(tcase, a_wrong_request_is_refused_the_same_way);
	tcase_add_test(tcase, a_running_daemon_is_asked);
	tcase_add_test(tcase, what_a_daemon_refuses_is_not_tried_another_way);
	tcase_add_test(tcase,
	    while_a_daemon_stops_the_change_waits_for_the_lock);
	tcase_add_test(tcase,
	    while_a_daemon_starts_the_change_waits_for_its_socket);
	tcase_add_test(tcase, what_a_killed_daemon_had_begun_is_not_done_again);
	tcase_add_test(tcase, a_lock_that_is_held_and_silent_is_given_up);
	tcase_add_test(tcase, a_folder_that_is_not_there_is_an_error);
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(owners, begin, end);
	tcase_add_test(owners, somebody_else_gets_advice);
	tcase_add_test(owners, root_becomes_the_owner_for_good);
	suite_add_tcase(suite, owners);
	return suite;
}

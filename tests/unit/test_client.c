/* The client against a scripted other side: each row says what that one sends,
 * in which pieces, and when it closes. */
#include "control/client.h"

#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "compiler.h"
#include "config_folder.h"
#include "limits.h"

Suite *client_suite(void);

#define SOCKET "crier.sock"

/* What the other side does once it has read a whole request, or before. */
struct script {
	const char *messages[6]; /* JSON with ' for "; "#..." is sent raw */
	size_t piece;            /* bytes sent at once; 0: all */
	enum {
		READS_FIRST,
		CLOSES_AT_ONCE, /* accepts, reads nothing */
		KEEPS_OPEN      /* reads first and does not close by itself */
	} manner;
};

struct other_side {
	const struct script *script;
	int listener;
	pthread_t thread;
	json_t *request; /* what it read; owned */
};

/* ---- the other side ------------------------------------------------------------ */

static json_t *
read_request(int fd)
{
	struct buffer in;
	json_t *request = NULL;
	struct error err;

	buffer_init(&in, 2 * LIMIT_CONTROL_FRAME);
	while (request == NULL) {
		char bytes[4096];
		ssize_t got = read(fd, bytes, sizeof(bytes));
		struct slice rest;

		if (got <= 0)
			break;
		buffer_append_bytes(&in, bytes, (size_t)got);
		rest = buffer_slice(&in);
		request = control_unframe(&rest, &err);
	}
	buffer_finish(&in);
	return request;
}

static void
append_message(struct buffer *out, const char *text)
{
	struct error err;
	struct buffer json;
	json_t *message;

	if (text[0] == '#') {
		buffer_append_string(out, text + 1);
		return;
	}
	buffer_init(&json, LIMIT_CONTROL_FRAME);
	for (; *text != '\0'; text++)
		buffer_append_char(&json, *text == '\'' ? '"' : *text);
	message = json_loads(buffer_string(&json), 0, NULL);
	ck_assert_ptr_nonnull(message);
	ck_assert(control_frame(message, out, &err));
	json_decref(message);
	buffer_finish(&json);
}

static void
send_script(const struct script *script, int fd)
{
	struct buffer out;
	struct slice rest;

	buffer_init(&out, 2 * LIMIT_CONTROL_FRAME);
	for (size_t i = 0; i < ARRAY_LEN(script->messages); i++)
		if (script->messages[i] != NULL)
			append_message(&out, script->messages[i]);
	rest = buffer_slice(&out);
	while (rest.len > 0) {
		struct slice piece = slice_sub(rest, 0,
		    script->piece == 0 ? rest.len : script->piece);
		ssize_t sent = send(fd, piece.ptr, piece.len, MSG_NOSIGNAL);

		if (sent <= 0)
			break;
		rest = slice_from(rest, (size_t)sent);
	}
	buffer_finish(&out);
}

static void *
play(void *arg)
{
	struct other_side *side = arg;
	int fd = accept(side->listener, NULL, NULL);
	char byte;

	if (side->script->manner != CLOSES_AT_ONCE)
		side->request = read_request(fd);
	send_script(side->script, fd);
	if (side->script->manner == KEEPS_OPEN)
		while (read(fd, &byte, 1) > 0)
			continue;
	close(fd);
	return NULL;
}

static void
side_begin(struct other_side *side, const struct script *script)
{
	struct error err;

	*side = (struct other_side){ .script = script };
	ck_assert_msg(control_listen(SOCKET, NULL, &side->listener, &err), "%s",
	    err.text);
	/* accept shall wait */
	ck_assert_int_eq(fcntl(side->listener, F_SETFL, 0), 0);
	ck_assert_int_eq(pthread_create(&side->thread, NULL, play, side), 0);
}

static void
side_end(struct other_side *side)
{
	pthread_join(side->thread, NULL);
	close(side->listener);
	json_decref(side->request);
}

/* ---- the client ------------------------------------------------------------------ */

struct heard {
	size_t count, stop_at; /* 0: never */
};

static bool
on_progress(const json_t *message, void *arg)
{
	struct heard *heard = arg;

	ck_assert(json_is_object(message));
	heard->count++;
	return heard->count != heard->stop_at;
}

static enum client_end
ask_for_status(struct heard *heard, json_t **result, struct error *err)
{
	json_t *request = json_pack("{s:s}", "do", "status");
	struct control_call asked = {
		.socket_path = SOCKET,
		.request = request,
		.progress = on_progress,
		.arg = heard,
	};
	enum client_end end = client_call(&asked, result, err);

	json_decref(request);
	return end;
}

static const struct row {
	const char *name;
	struct script script;
	enum client_end end;
	size_t heard;
	enum error_kind kind; /* of all ends but CLIENT_OK */
	const char *text;
} rows[] = {
	/* clang-format off */
	{ "an answer", { .messages = { "{'ok':true,'result':{'n':7}}" } },
	  CLIENT_OK, 0, ERROR_NONE, NULL },
	{ "an answer in single bytes",
	  { .messages = { "{'progress':{'n':1}}", "{'ok':true,'result':{'n':7}}" }, .piece = 1 },
	  CLIENT_OK, 1, ERROR_NONE, NULL },
	{ "progress and articles",
	  { .messages = { "{'progress':{'n':1}}", "{'article':{'id':1}}", "{'progress':{}}",
	      "{'ok':true,'result':{'n':7}}" } },
	  CLIENT_OK, 3, ERROR_NONE, NULL },
	{ "that it begins is not told",
	  { .messages = { "{'progress':{'begun':true}}", "{'ok':true,'result':{'n':7}}" } },
	  CLIENT_OK, 0, ERROR_NONE, NULL },
	{ "what comes behind the answer is not read",
	  { .messages = { "{'ok':true,'result':{'n':7}}", "#\xff\xff\xff\xff" } },
	  CLIENT_OK, 0, ERROR_NONE, NULL },
	{ "an error",
	  { .messages = { "{'ok':false,'kind':'refused','error':'not before noon'}" } },
	  CLIENT_FAILED, 0, ERROR_REFUSED, "not before noon" },
	{ "an error instead of reading",
	  { .messages = { "{'ok':false,'kind':'unavailable','error':'too many'}" },
	    .manner = CLOSES_AT_ONCE },
	  CLIENT_FAILED, 0, ERROR_UNAVAILABLE, "too many" },
	{ "garbage", { .messages = { "#HTTP/1.1 400 Bad Request\r\n\r\n" } },
	  CLIENT_FAILED, 0, ERROR_PROTOCOL, NULL },
	{ "garbage behind progress",
	  { .messages = { "{'progress':{}}", "#\1\2\3\4\5" } },
	  CLIENT_FAILED, 1, ERROR_PROTOCOL, NULL },
	{ "an answer that is none", { .messages = { "{'ok':null}" } },
	  CLIENT_FAILED, 0, ERROR_PROTOCOL, NULL },
	{ "closed at once", { .manner = CLOSES_AT_ONCE },
	  CLIENT_CLOSED, 0, ERROR_UNAVAILABLE,
	  "crierd ended before it answered" },
	{ "closed without an answer", { .messages = { NULL } },
	  CLIENT_CLOSED, 0, ERROR_UNAVAILABLE,
	  "crierd ended before it answered" },
	{ "closed once begun", { .messages = { "{'progress':{'begun':true}}" } },
	  CLIENT_LOST, 0, ERROR_UNAVAILABLE,
	  "crierd ended before it said whether it was done" },
	{ "closed in the middle of an answer",
	  { .messages = { "{'progress':{'begun':true}}", "#\1" } },
	  CLIENT_LOST, 0, ERROR_UNAVAILABLE,
	  "crierd ended before it said whether it was done" },
	/* clang-format on */
};

START_TEST(every_end_is_told_apart)
{
	const struct row *row = &rows[_i];
	struct error err = { .kind = ERROR_NONE };
	struct heard heard = { 0 };
	struct other_side side;
	enum client_end end;
	json_t *result;

	side_begin(&side, &row->script);
	end = ask_for_status(&heard, &result, &err);
	side_end(&side);
	ck_assert_msg(end == row->end, "%s: %d, %s", row->name, end, err.text);
	ck_assert_msg(heard.count == row->heard, "%s: %zu", row->name,
	    heard.count);
	ck_assert_msg((result != NULL) == (end == CLIENT_OK), "%s", row->name);
	if (end == CLIENT_OK)
		ck_assert_int_eq(json_integer_value(
				     json_object_get(result, "n")),
		    7);
	else
		ck_assert_msg(err.kind == row->kind, "%s: %s", row->name,
		    err.text);
	if (row->text != NULL)
		ck_assert_str_eq(err.text, row->text);
	json_decref(result);
}
END_TEST

START_TEST(the_request_arrives_whole)
{
	struct control_call call = { .socket_path = SOCKET };
	static const struct script script = { .messages = { "{'ok':true}" } };
	json_t *request = json_pack("{s:s, s:[]}", "do", "import.opml",
	    "feeds");
	struct other_side side;
	struct error err;
	json_t *result;

	/* More than a socket's buffer holds. */
	for (int i = 0; i < 9000; i++)
		json_array_append_new(json_object_get(request, "feeds"),
		    json_pack("{s:s}", "url",
			"https://a-rather-long-name-of-a-host.example/a/b/c/d/"
			"feed.xml?format=rss2&x=1234567890"));
	side_begin(&side, &script);
	call.request = request;
	ck_assert_msg(control_ask(&call, &result, &err), "%s", err.text);
	pthread_join(side.thread, NULL);
	ck_assert(json_equal(side.request, request));
	ck_assert_ptr_null(result);
	close(side.listener);
	json_decref(side.request);
	json_decref(request);
}
END_TEST

START_TEST(progress_may_end_the_exchange)
{
	static const struct script script = {
		.messages = { "{'article':{'id':1}}", "{'article':{'id':2}}",
		    "{'article':{'id':3}}" },
		.manner = KEEPS_OPEN,
	};
	struct heard heard = { .stop_at = 2 };
	struct other_side side;
	struct error err;
	json_t *result;

	side_begin(&side, &script);
	ck_assert_int_eq(ask_for_status(&heard, &result, &err), CLIENT_OK);
	side_end(&side);
	ck_assert_uint_eq(heard.count, 2);
	ck_assert_ptr_null(result);
}
END_TEST

START_TEST(a_silent_other_side_is_given_up_at_the_deadline)
{
	struct control_call call = { .socket_path = SOCKET, .timeout_s = 1 };
	static const struct script script = { .manner = KEEPS_OPEN };
	json_t *request = json_pack("{s:s}", "do", "status");
	struct other_side side;
	struct error err;
	json_t *result;

	side_begin(&side, &script);
	call.request = request;
	ck_assert(!control_ask(&call, &result, &err));
	side_end(&side);
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	ck_assert_str_eq(err.text, "crierd did not answer within 1 s");
	json_decref(request);
}
END_TEST

START_TEST(nobody_listens)
{
	struct heard heard = { 0 };
	struct error err;
	json_t *result;
	int fd;

	ck_assert_int_eq(ask_for_status(&heard, &result, &err), CLIENT_NOBODY);
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	ck_assert(control_listen(SOCKET, NULL, &fd, &err));
	close(fd);
	ck_assert_int_eq(ask_for_status(&heard, &result, &err), CLIENT_NOBODY);
	ck_assert_str_eq(err.text,
	    "crierd does not run: nobody listens at crier.sock");
}
END_TEST

START_TEST(a_stranger_is_told_who_may)
{
	struct heard heard = { 0 };
	struct error err;
	json_t *result;
	int fd;

	if (geteuid() != 0)
		return; /* only root can become a stranger */
	ck_assert(control_listen(SOCKET, NULL, &fd, &err));
	ck_assert_int_eq(chmod(".", 0755), 0);
	ck_assert_int_eq(setgroups(0, NULL), 0);
	ck_assert_int_eq(setegid(65534), 0);
	ck_assert_int_eq(seteuid(65534), 0);
	ck_assert_int_eq(ask_for_status(&heard, &result, &err), CLIENT_FAILED);
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(setegid(0), 0);
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	ck_assert_str_eq(err.text,
	    "crier.sock may be used by its owner and group only");
	close(fd);
}
END_TEST

Suite *
client_suite(void)
{
	Suite *suite = suite_create("client");
	TCase *tcase = tcase_create("client");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_add_loop_test(tcase, every_end_is_told_apart, 0, ARRAY_LEN(rows));
	tcase_add_test(tcase, the_request_arrives_whole);
	tcase_add_test(tcase, progress_may_end_the_exchange);
	tcase_add_test(tcase, a_silent_other_side_is_given_up_at_the_deadline);
	tcase_add_test(tcase, nobody_listens);
	tcase_add_test(tcase, a_stranger_is_told_who_may);
	suite_add_tcase(suite, tcase);
	return suite;
}

#include "server_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>

#include <check.h>
#include <event2/event.h>

#include "compiler.h"
#include "config_folder.h"

struct server_fixture fixture;

/* ---- the daemon behind the calls -------------------------------------------------- */

static void
note(const char *word)
{
	size_t len = strlen(fixture.told);

	snprintf(fixture.told + len, sizeof(fixture.told) - len, "%s%s",
	    len == 0 ? "" : " ", word);
}

static struct setup *
stub_hold(struct daemon *daemon, const struct configuration **configuration)
{
	(void)daemon;
	fixture.held++;
	*configuration = fixture.control.configuration;
	return NULL;
}

static void
stub_release(struct setup *setup)
{
	(void)setup;
	fixture.held--;
}

static void
stub_changed(struct daemon *daemon, const struct change *change)
{
	(void)daemon;
	note(change->name);
}

static void
stub_status(struct daemon *daemon, json_t *result)
{
	ck_assert_ptr_eq(daemon, &fixture.daemon);
	json_object_set_new(result, "feeds", json_integer(3));
}

void
server_fixture_reload(void)
{
	json_t *result = json_pack("{s:i}", "added", 2);

	if (fixture.reload_error != NULL)
		server_reloaded(fixture.server, NULL, fixture.reload_error);
	else
		server_reloaded(fixture.server, result, NULL);
	json_decref(result);
}

static void
stub_reload(struct daemon *daemon)
{
	(void)daemon;
	note("reload");
	if (!fixture.reload_later)
		server_fixture_reload();
}

/* "slow" is too soon, "asleep" is paused, "gone" is not there. */
static enum refresh_answer
answer_for(const char *name)
{
	if (strcmp(name, "slow") == 0)
		return REFRESH_TOO_SOON;
	if (strcmp(name, "asleep") == 0)
		return REFRESH_PAUSED;
	return strcmp(name, "gone") == 0 ? REFRESH_UNKNOWN : REFRESH_QUEUED;
}

static void
visit_one(const char *name, refresh_visitor visit, void *arg)
{
	enum refresh_answer taken = answer_for(name);

	visit(name, taken, taken == REFRESH_TOO_SOON ? FIXTURE_NOW + 600 : 0,
	    arg);
}

static void
stub_refresh(struct daemon *daemon, const char *name, refresh_visitor visit,
    void *arg)
{
	static const char *const all[] = { "quay", "slow", "harbour", "asleep",
		"pier" };

	(void)daemon;
	note(name == NULL ? "refresh-all" : name);
	if (name != NULL)
		visit_one(name, visit, arg);
	for (size_t i = 0; name == NULL && i < ARRAY_LEN(all); i++)
		visit_one(all[i], visit, arg);
}

static struct notifier *
stub_notifier(struct daemon *daemon)
{
	(void)daemon;
	return fixture.notifier;
}

static void
stub_job_ended(struct daemon *daemon)
{
	(void)daemon;
}

const struct server_calls server_fixture_calls = {
	.hold = stub_hold,
	.release = stub_release,
	.changed = stub_changed,
	.status = stub_status,
	.reload = stub_reload,
	.refresh = stub_refresh,
	.notifier = stub_notifier,
	.job_ended = stub_job_ended,
};

void
server_fixture_commit(void)
{
	static const int64_t ids[] = { 1, 99, 2 };

	server_committed(fixture.server, ids, ARRAY_LEN(ids));
}

/* ---- clients in a thread, the loop in this one -------------------------------------- */

static int wake_fd, done_fd;
static struct event *wake;

/* What a client wants the loop to do; NULL: to end. */
static void (*on_loop)(void);

static void
woken(evutil_socket_t fd, short what, void *arg)
{
	void (*wanted)(void);
	uint64_t count = 1;

	(void)what;
	(void)arg;
	ck_assert_int_eq(read(fd, &count, sizeof(count)), sizeof(count));
	wanted = on_loop;
	if (wanted != NULL)
		wanted();
	else
		event_base_loopbreak(fixture.daemon.base);
	ck_assert_int_eq(write(done_fd, &count, sizeof(count)), sizeof(count));
}

void
wake_loop(void (*wanted)(void))
{
	uint64_t one = 1;

	on_loop = wanted;
	ck_assert_int_eq(write(wake_fd, &one, sizeof(one)), sizeof(one));
	ck_assert_int_eq(read(done_fd, &one, sizeof(one)), sizeof(one));
}

static void *
run_client(void *arg)
{
	void (*client)(void) = *(void (**)(void))arg;

	client();
	wake_loop(NULL);
	return NULL;
}

void
with_client(void (*client)(void))
{
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, run_client, &client), 0);
	event_base_dispatch(fixture.daemon.base);
	pthread_join(thread, NULL);
}

void
server_fixture_begin(void)
{
	struct event_config *config = event_config_new();
	struct error err;

	config_folder_enter();
	control_fixture_open(&fixture.control);
	fixture.held = 0;
	fixture.told[0] = '\0';
	fixture.reload_error = NULL;
	fixture.reload_later = false;
	signal(SIGPIPE, SIG_IGN);
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	fixture.daemon = (struct daemon){ .clock = clock_real(),
		.phase = PHASE_RUNNING,
		.base = event_base_new_with_config(config) };
	event_config_free(config);
	fixture.daemon.store = store_thread_start(fixture.daemon.base,
	    fixture.control.database.store, &err);
	fixture.control.database.store = NULL;
	ck_assert_msg(fixture.daemon.store != NULL, "%s", err.text);
	fixture.server = server_start(&fixture.daemon, &server_fixture_calls,
	    &err);
	ck_assert_msg(fixture.server != NULL, "%s", err.text);
	fixture.notifier = notifier_new(fixture.daemon.base, NULL,
	    fixture.daemon.clock);
	wake_fd = eventfd(0, EFD_CLOEXEC);
	done_fd = eventfd(0, EFD_CLOEXEC);
	wake = event_new(fixture.daemon.base, wake_fd, EV_READ | EV_PERSIST,
	    woken, NULL);
	event_add(wake, NULL);
}

void
server_fixture_stop(void)
{
	fixture.daemon.phase = PHASE_STOPPED;
	store_thread_stop(fixture.daemon.store);
	fixture.daemon.store = NULL;
	server_stop(fixture.server);
	fixture.server = NULL;
}

void
server_fixture_look(void)
{
	struct fixture *database = &fixture.control.database;
	struct error err;

	ck_assert_msg(store_open_reader(&database->store, database->path, &err),
	    "%s", err.text);
}

void
server_fixture_end(void)
{
	struct stat st;

	server_fixture_stop();
	ck_assert_int_eq(fixture.held, 0);
	ck_assert_int_eq(stat(SOCKET, &st), -1);
	notifier_free(fixture.notifier);
	event_free(wake);
	close(wake_fd);
	close(done_fd);
	event_base_free(fixture.daemon.base);
	control_fixture_close(&fixture.control);
	config_folder_leave();
}

/* ---- asking -------------------------------------------------------------------------- */

static bool
append_progress(const json_t *message, void *arg)
{
	json_t *list = arg;

	json_array_append_new(list, json_deep_copy(message));
	return true;
}

char *
ask(const char *text)
{
	json_t *request = control_request(text), *progress = json_array();
	struct control_call call = { .socket_path = SOCKET,
		.request = request,
		.progress = append_progress,
		.arg = progress };
	json_t *result;
	struct error err;
	struct buffer out;
	char *shown;

	buffer_init(&out, LIMIT_CONTROL_FRAME);
	if (control_ask(&call, &result, &err)) {
		char *before = json_dumps(progress,
		    JSON_COMPACT | JSON_SORT_KEYS);
		char *last = json_dumps(result, JSON_COMPACT | JSON_SORT_KEYS);

		buffer_append_format(&out, "%s%s",
		    json_array_size(progress) == 0 ? "" : before, last);
		free(before);
		free(last);
	} else {
		buffer_append_format(&out, "%s: %s", error_kind_name(err.kind),
		    err.text);
	}
	for (size_t i = 0; i < out.len; i++)
		if (out.ptr[i] == '"')
			out.ptr[i] = '\'';
	shown = slice_to_string(buffer_slice(&out));
	buffer_finish(&out);
	json_decref(result);
	json_decref(progress);
	json_decref(request);
	return shown;
}

void
expect(const char *request, const char *answer)
{
	char *got = ask(request);

	ck_assert_msg(strcmp(got, answer) == 0, "%s\n  gives %s\n  and not %s",
	    request, got, answer);
	free(got);
}

/* The kernel keeps ids for each thread; only the C library changes them all. */
void
be_somebody(void)
{
	ck_assert_int_eq(syscall(SYS_setresuid, -1, SOMEBODY, -1), 0);
}

void
be_root(void)
{
	ck_assert_int_eq(syscall(SYS_setresuid, -1, 0, -1), 0);
}

void
open_socket_to_all(void)
{
	ck_assert_int_eq(chmod(".", 0755), 0);
	ck_assert_int_eq(chmod(SOCKET, 0666), 0);
}

/* ---- bytes ------------------------------------------------------------ */

int
connect_raw(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
		.sun_path = SOCKET };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&address,
			     sizeof(address)),
	    0);
	return fd;
}

void
send_bytes(int fd, const char *bytes, size_t len)
{
	ck_assert_int_eq(send(fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

void
send_message(int fd, const char *text)
{
	json_t *message = control_request(text);
	struct buffer out;
	struct error err;

	buffer_init(&out, 2 * LIMIT_CONTROL_FRAME);
	ck_assert(control_frame(message, &out, &err));
	send_bytes(fd, out.ptr, out.len);
	buffer_finish(&out);
	json_decref(message);
}

json_t *
read_message(int fd)
{
	struct buffer in;
	json_t *message = NULL;
	struct error err;
	char byte;

	buffer_init(&in, 2 * LIMIT_CONTROL_FRAME);
	while (message == NULL && recv(fd, &byte, 1, 0) == 1) {
		struct slice bytes;

		buffer_append_char(&in, byte);
		bytes = buffer_slice(&in);
		message = control_unframe(&bytes, &err);
	}
	buffer_finish(&in);
	return message;
}

bool
is_closed(int fd)
{
	json_t *message = read_message(fd);
	bool closed = message == NULL;

	json_decref(message);
	return closed;
}

void
expect_message(int fd, const char *text)
{
	json_t *message = read_message(fd), *expected = control_request(text);
	char *got = json_dumps(message, JSON_COMPACT);

	ck_assert_msg(json_equal(message, expected), "%s and not %s", got,
	    text);
	free(got);
	json_decref(message);
	json_decref(expected);
}

void
expect_article(int fd, int64_t id, bool text)
{
	json_t *message = read_message(fd);
	const json_t *article = json_object_get(message, "article");

	ck_assert_ptr_nonnull(article);
	ck_assert_int_eq(json_integer_value(json_object_get(article, "id")),
	    id);
	ck_assert((json_object_get(article, "text") != NULL) == text);
	json_decref(message);
}

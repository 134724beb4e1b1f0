/*
 * The control socket of crierd: who comes in, who may ask for what, and which
 * part of crierd does it.
 *
 * Who can connect is its owner, root or a member of the socket's group: the
 * file's mode says that, the kernel tells the uid. Changes of the database
 * (control/changes.c) are jobs of the store's thread and are answered when they
 * are committed. One line a command is logged.
 */
#include "daemon/server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/listener.h>

#include "daemon/peer.h"
#include "daemon/task.h"
#include "limits.h"
#include "log.h"
#include "memory.h"
#include "utf8.h"

#define FLUSH_MS 1000 /* for the last answers, when crierd ends */

/* ---- tasks ------------------------------------------------------------------------- */

/* What a line of the log names beside the command. */
static struct slice
about(const json_t *request)
{
	static const char *const keys[] = { "name", "hook", "mark" };
	const char *text = NULL;

	for (size_t i = 0; text == NULL && i < ARRAY_LEN(keys); i++)
		text = json_string_value(json_object_get(request, keys[i]));
	return utf8_cut(slice_of(text), LIMIT_CONFIG_NAME);
}

void
task_begin(struct task *task, struct peer *peer, const char *name,
    const json_t *request)
{
	const struct daemon *daemon = peer->server->daemon;
	struct slice thing = about(request);

	*task = (struct task){
		.server = peer->server,
		.peer = peer,
		.name = name,
		.uid = peer->uid,
		.started_mono_ms = clock_mono_ms(daemon->clock),
	};
	if (thing.len > 0)
		memcpy(task->about, thing.ptr, thing.len);
	peer->task = task;
}

void
task_progress(const struct task *task, json_t *progress)
{
	if (task->peer == NULL)
		json_decref(progress);
	else
		peer_send(task->peer, json_pack("{s:o}", "progress", progress));
}

/* A mistake of the asker's is no trouble of crierd's. */
static enum log_level
level_of(const struct error *err)
{
	if (err == NULL || err->kind == ERROR_USAGE ||
	    err->kind == ERROR_QUERY || err->kind == ERROR_INPUT)
		return LOG_LEVEL_INFO;
	return LOG_LEVEL_WARNING;
}

static void
log_command(const struct task *task, const char *end, const struct error *err)
{
	const struct clock *clock = task->server->daemon->clock;
	struct log_line line;

	log_begin(&line, level_of(err), "command");
	log_int(&line, "uid", (int64_t)task->uid);
	log_string(&line, "do", task->name);
	log_string(&line, "about", task->about[0] == '\0' ? NULL : task->about);
	log_string(&line, "end", end);
	log_string(&line, "reason", err == NULL ? NULL : err->text);
	log_int(&line, "dur_ms", clock_mono_ms(clock) - task->started_mono_ms);
	log_end(&line);
}

static void
answer(struct task *task, json_t *message)
{
	struct peer *peer = task->peer;

	task->peer = NULL;
	if (peer == NULL) {
		json_decref(message);
		return;
	}
	peer_send(peer, message);
	peer_wait(peer);
}

void
task_succeed(struct task *task, json_t *result)
{
	log_command(task, "ok", NULL);
	answer(task, control_answer_ok(result));
}

void
task_fail(struct task *task, const struct error *err)
{
	log_command(task, "failed", err);
	answer(task, control_answer_error(err));
}

void
task_left(const struct task *task)
{
	log_command(task, "left", NULL);
}

/* ---- changes ------------------------------------------------------------------------ */

struct change_job {
	struct store_job job; /* first: the thread's handle */
	struct task task;
	const struct change *change;
	struct setup *setup; /* held */
	struct change_context context;
	json_t *request, *result; /* owned; the thread's while it runs */
};

static bool
run_change(struct store *store, struct store_job *job, struct error *err)
{
	struct change_job *change = (struct change_job *)job;

	change->context.store = store;
	return change->change->apply(&change->context, change->request,
	    change->result, err);
}

/* crierd looks at what changed before the answer goes, so that the next request
 * already finds it. */
static void
change_done(struct store_job *job)
{
	struct change_job *change = (struct change_job *)job;
	struct server *server = change->task.server;

	if (job->ok) {
		server->calls->changed(server->daemon, change->change);
		task_succeed(&change->task, json_incref(change->result));
	} else {
		task_fail(&change->task, &job->error);
	}
	server->calls->release(change->setup);
	json_decref(change->request);
	json_decref(change->result);
	free(change);
	server->calls->job_ended(server->daemon);
}

static void
begin_change(struct peer *peer, const struct change *change, json_t *request)
{
	struct server *server = peer->server;
	struct change_job *job = xcalloc(1, sizeof(*job));
	const struct configuration *configuration;

	task_begin(&job->task, peer, change->name, request);
	job->job = (struct store_job){ .run = run_change, .done = change_done };
	job->change = change;
	job->setup = server->calls->hold(server->daemon, &configuration);
	job->context = control_context(NULL, configuration,
	    clock_now_at(server->daemon->clock));
	job->request = json_incref(request);
	job->result = json_object();
	task_progress(&job->task, json_pack("{s:b}", "begun", 1));
	/* The store's thread may commit, and crierd be killed, before the loop
	 * turns: who does not know that it was begun would ask again. */
	peer_push(peer);
	store_thread_post(server->daemon->store, &job->job);
}

/* ---- status and reload --------------------------------------------------------------- */

static void
begin_status(struct peer *peer, json_t *request)
{
	struct server *server = peer->server;
	json_t *result = json_object();
	struct task task;

	task_begin(&task, peer, "status", request);
	server->calls->status(server->daemon, result);
	task_succeed(&task, result);
}

static void
begin_reload(struct peer *peer, json_t *request)
{
	struct server *server = peer->server;
	struct task *task = xcalloc(1, sizeof(*task));

	task_begin(task, peer, "reload", request);
	TAILQ_INSERT_TAIL(&server->reloads, task, next);
	server->calls->reload(server->daemon);
}

void
server_reloaded(struct server *server, json_t *result, const struct error *err)
{
	struct task *task = server == NULL ? NULL
					   : TAILQ_FIRST(&server->reloads);

	if (task == NULL)
		return;
	TAILQ_REMOVE(&server->reloads, task, next);
	if (err != NULL)
		task_fail(task, err);
	else
		task_succeed(task, json_incref(result));
	free(task);
}

/* ---- requests ------------------------------------------------------------------------ */

static void (*const beginnings[CONTROL_REQUESTS])(struct peer *peer,
    json_t *request) = {
	[CONTROL_STATUS] = begin_status,
	[CONTROL_WATCH] = watch_begin,
	[CONTROL_REFRESH] = refresh_begin,
	[CONTROL_RELOAD] = begin_reload,
	[CONTROL_HOOK_TEST] = hook_test_begin,
};

static bool
is_own(uid_t uid)
{
	return uid == 0 || uid == geteuid();
}

static bool
may_change(const struct peer *peer, struct error *err)
{
	const struct server *server = peer->server;
	const struct configuration *configuration;
	struct setup *setup;
	bool writes;

	if (is_own(peer->uid))
		return true;
	setup = server->calls->hold(server->daemon, &configuration);
	writes = configuration->control_writes;
	server->calls->release(setup);
	return writes ||
	    error_set(err, ERROR_REFUSED,
		"only root and crierd's own user may change things here "
		"(control_writes)");
}

static void
refuse(struct peer *peer, const char *name, const json_t *request,
    const struct error *err)
{
	struct task task;

	task_begin(&task, peer, name, request);
	task_fail(&task, err);
}

static void
dispatch_change(struct peer *peer, const struct change *change, json_t *request)
{
	struct error err;

	if (may_change(peer, &err) &&
	    control_change_check(change, request, &err))
		begin_change(peer, change, request);
	else
		refuse(peer, change->name, request, &err);
}

void
server_dispatch(struct peer *peer, json_t *request)
{
	struct slice name = slice_of(
	    json_string_value(json_object_get(request, "do")));
	const struct change *change = control_change_find(name);
	const struct control_request *kind = control_request_find(name);
	struct error err;

	if (change != NULL) {
		dispatch_change(peer, change, request);
	} else if (kind == NULL) {
		error_set(&err, ERROR_USAGE, "crierd knows no request \"%.*s\"",
		    SLICE_FMT(utf8_cut(name, LIMIT_CONFIG_NAME)));
		refuse(peer, "unknown", request, &err);
	} else if ((!kind->changes || may_change(peer, &err)) &&
	    control_request_check(kind, request, &err)) {
		beginnings[kind->id](peer, request);
	} else {
		refuse(peer, kind->name, request, &err);
	}
}

/* ---- coming in ----------------------------------------------------------------------- */

static bool
has_room(const struct server *server, uid_t uid)
{
	return server->peer_count <
	    (is_own(uid) ? LIMIT_PEERS : LIMIT_PEERS_GROUP);
}

/* One try: who floods the socket waits for nobody. */
static void
turn_away(int fd)
{
	struct error err = { .kind = ERROR_UNAVAILABLE,
		.text = "crierd has too many connections" };
	json_t *message = control_answer_error(&err);
	struct buffer frame;

	buffer_init(&frame, LIMIT_CONTROL_FRAME);
	if (control_frame(message, &frame, &err))
		send(fd, frame.ptr, frame.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	buffer_finish(&frame);
	json_decref(message);
	evutil_closesocket(fd);
}

static void
on_accept(struct evconnlistener *listener, evutil_socket_t fd,
    struct sockaddr *address, int length, void *arg)
{
	struct server *server = arg;
	struct ucred peer = { .uid = (uid_t)-1 };
	socklen_t size = sizeof(peer);

	(void)listener;
	(void)address;
	(void)length;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
	    has_room(server, peer.uid))
		peer_new(server, fd, peer.uid);
	else
		turn_away(fd);
}

/* No descriptors or memory left: the same would fail at once again. */
static void
on_accept_error(struct evconnlistener *listener, void *arg)
{
	struct timeval pause = { .tv_usec = PAUSE_ACCEPT_MS * 1000L };
	struct server *server = arg;

	log_message(LOG_LEVEL_WARNING, "accept reason=\"%s\"",
	    strerror(EVUTIL_SOCKET_ERROR()));
	evconnlistener_disable(listener);
	event_add(server->accept_timer, &pause);
}

static void
on_accept_timer(evutil_socket_t fd, short what, void *arg)
{
	struct server *server = arg;

	(void)fd;
	(void)what;
	evconnlistener_enable(server->listener);
}

/* ---- life ------------------------------------------------------------------------------ */

static bool
start_listening(struct server *server, struct error *err)
{
	struct daemon *daemon = server->daemon;
	const struct configuration *configuration;
	struct setup *setup = server->calls->hold(daemon, &configuration);
	char path[PATH_MAX];
	bool ok;
	int fd;

	ok = control_socket_path(configuration, path, sizeof(path), err) &&
	    control_listen(path, configuration->control_group, &fd, err);
	server->calls->release(setup);
	if (!ok)
		return false;
	server->path = xstrdup(path);
	server->accept_timer = evtimer_new(daemon->base, on_accept_timer,
	    server);
	server->listener = evconnlistener_new(daemon->base, on_accept, server,
	    LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (server->listener == NULL)
		close(fd);
	if (server->listener == NULL || server->accept_timer == NULL)
		return error_set(err, ERROR_MEMORY,
		    "cannot watch the control socket");
	evconnlistener_set_error_cb(server->listener, on_accept_error);
	return true;
}

struct server *
server_start(struct daemon *daemon, const struct server_calls *calls,
    struct error *err)
{
	struct server *server = xcalloc(1, sizeof(*server));

	server->daemon = daemon;
	server->calls = calls;
	TAILQ_INIT(&server->peers);
	TAILQ_INIT(&server->reloads);
	TAILQ_INIT(&server->refreshes);
	TAILQ_INIT(&server->hook_tests);
	server->watching = watching_new(server);
	if (start_listening(server, err))
		return server;
	server_stop(server);
	return NULL;
}

size_t
server_peer_count(const struct server *server)
{
	return server == NULL ? 0 : server->peer_count;
}

/* Whoever still waits is told why it ends. */
static void
close_peers(struct server *server)
{
	int64_t until_mono_ms = clock_mono_ms(server->daemon->clock) + FLUSH_MS;
	struct peer *peer;

	while ((peer = TAILQ_FIRST(&server->peers)) != NULL) {
		struct error err = { .kind = ERROR_UNAVAILABLE,
			.text = "crierd stops" };

		if (peer->task != NULL)
			peer_send(peer, control_answer_error(&err));
		peer_finish(peer, until_mono_ms);
		peer_close(peer);
	}
}

static void
forget_reloads(struct server *server)
{
	struct task *task;

	while ((task = TAILQ_FIRST(&server->reloads)) != NULL) {
		TAILQ_REMOVE(&server->reloads, task, next);
		free(task);
	}
}

void
server_stop(struct server *server)
{
	if (server == NULL)
		return;
	if (server->path != NULL)
		unlink(server->path);
	if (server->listener != NULL)
		evconnlistener_free(server->listener);
	if (server->accept_timer != NULL)
		event_free(server->accept_timer);
	close_peers(server);
	hook_tests_stop(server);
	forget_reloads(server);
	watching_free(server->watching);
	free(server->path);
	free(server);
}

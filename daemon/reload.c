/*
 * Reloading: the configuration is read by a thread of its own, the store is
 * brought in line by its thread, and the loop takes the new setup over in one
 * step. Whatever fails on the way leaves everything as it was.
 *
 *  IDLE ─begin─▶ LOADING ─read─▶ MAKING ─made─▶ IDLE (the new setup holds)
 *    │              └─wrong─▶ IDLE      └─error─▶ IDLE (the old one holds)
 *    └─feeds or topics of the database changed─▶ MAKING
 *
 * What comes while one runs is done once more after it.
 */
#include "daemon/daemon.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <event2/event.h>
#include <jansson.h>

#include "daemon/server.h"
#include "daemon/store_thread.h"
#include "log.h"
#include "memory.h"
#include "notify.h"

enum reload_state {
	RELOAD_IDLE,
	RELOAD_LOADING,
	RELOAD_MAKING
};

struct make_job {
	struct store_job job; /* first: the thread's handle */
	struct daemon *daemon;
	struct loaded *loaded; /* one use */
	struct setup *setup;   /* made */
	bool fresh;            /* of a configuration read anew */
};

struct reloading {
	struct daemon *daemon;
	enum reload_state state;
	size_t wanted;     /* reloads asked for that are not answered */
	bool setup_wanted; /* the database's own feeds or topics changed */
	/* The loading thread's until it has rung. */
	pthread_t thread;
	char *path;
	struct configuration *configuration;
	struct error error;
	int ring_fd;
	struct event *ring;
};

/* ---- what changes --------------------------------------------------------------- */

struct difference {
	json_t *added, *removed, *changed;
};

static void
note(enum configuration_change change, const char *name, void *arg)
{
	struct difference *difference = arg;
	json_t *lists[] = {
		[CONFIGURATION_ADDED] = difference->added,
		[CONFIGURATION_REMOVED] = difference->removed,
		[CONFIGURATION_CHANGED] = difference->changed,
	};

	json_array_append_new(lists[change], json_string(name));
}

static json_t *
describe(const struct configuration *old, const struct configuration *new,
    enum configuration_part part)
{
	struct difference difference = { json_array(), json_array(),
		json_array() };

	configuration_compare(old, new, part, note, &difference);
	return json_pack("{s:o,s:o,s:o}", "added", difference.added, "removed",
	    difference.removed, "changed", difference.changed);
}

static void
note_restart(const char *name, void *arg)
{
	json_array_append_new(arg, json_string(name));
}

static json_t *
describe_all(const struct configuration *old, const struct configuration *new)
{
	json_t *restart = json_array();

	configuration_restart_options(old, new, note_restart, restart);
	return json_pack("{s:o,s:o,s:o,s:o}", "feeds",
	    describe(old, new, CONFIGURATION_FEEDS), "topics",
	    describe(old, new, CONFIGURATION_TOPICS), "hooks",
	    describe(old, new, CONFIGURATION_HOOKS), "restart", restart);
}

static size_t
listed(const json_t *result, const char *part, const char *change)
{
	return json_array_size(
	    json_object_get(json_object_get(result, part), change));
}

static void
log_reload(const json_t *result)
{
	static const char *const parts[] = { "feeds", "topics", "hooks" };
	const json_t *restart = json_object_get(result, "restart");
	struct log_line line;

	log_begin(&line, LOG_LEVEL_NOTICE, "reload");
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		char text[64];

		(void)snprintf(text, sizeof(text), "+%zu-%zu~%zu",
		    listed(result, parts[i], "added"),
		    listed(result, parts[i], "removed"),
		    listed(result, parts[i], "changed"));
		log_string(&line, parts[i], text);
	}
	log_end(&line);
	for (size_t i = 0; i < json_array_size(restart); i++)
		log_message(LOG_LEVEL_WARNING,
		    "reload option=%s reason=\"it takes effect after a "
		    "restart\"",
		    json_string_value(json_array_get(restart, i)));
}

/* ---- the end ---------------------------------------------------------------------- */

static void next(struct reloading *reloading);

static void
answer(struct reloading *reloading, json_t *result, const struct error *err)
{
	struct daemon *daemon = reloading->daemon;

	if (err != NULL)
		log_message(LOG_LEVEL_ERROR, "reload reason=\"%s\"", err->text);
	else
		log_reload(result);
	watchdog_tell("READY=1");
	for (; reloading->wanted > 0; reloading->wanted--)
		server_reloaded(daemon->server, result, err);
}

static void
adopt(struct daemon *daemon, struct setup *setup)
{
	struct setup *old = daemon->setup;

	setup_use(setup);
	daemon->setup = setup;
	feed_slots_adopt(daemon, setup);
	notifier_set_mail(daemon->notifier, &setup->configuration->mail);
	setup_release(old);
	daemon_set_manners(daemon);
	if (setup->broken_topic != NULL)
		log_message(LOG_LEVEL_WARNING, "topic reason=\"%s\"",
		    setup->broken_reason.text);
	if (setup->judge)
		daemon_judge(daemon);
	polling_requeue(daemon);
	delivering_pump(daemon);
}

/* ---- made on the store's thread ------------------------------------------------------ */

static bool
run_make(struct store *store, struct store_job *job, struct error *err)
{
	struct make_job *make = (struct make_job *)job;

	return setup_make(&make->setup, make->loaded, store,
	    clock_now_at(make->daemon->clock), err);
}

static void
make_done(struct store_job *job)
{
	struct make_job *make = (struct make_job *)job;
	struct daemon *daemon = make->daemon;
	struct reloading *reloading = daemon->reloading;
	json_t *result = NULL;

	reloading->state = RELOAD_IDLE;
	if (make->fresh && job->ok)
		result = describe_all(daemon->setup->configuration,
		    make->setup->configuration);
	if (job->ok && daemon->phase != PHASE_STOPPED)
		adopt(daemon, make->setup);
	else
		setup_drop(make->setup);
	if (make->fresh && job->ok && daemon->phase == PHASE_RUNNING)
		lists_read(daemon);
	if (make->fresh)
		answer(reloading, result, job->ok ? NULL : &job->error);
	else if (!job->ok)
		log_message(LOG_LEVEL_ERROR, "setup reason=\"%s\"",
		    job->error.text);
	json_decref(result);
	loaded_release(make->loaded);
	free(make);
	next(reloading);
	daemon_check_end(daemon);
}

static void
begin_making(struct reloading *reloading, struct loaded *loaded, bool fresh)
{
	struct make_job *make = xcalloc(1, sizeof(*make));

	reloading->state = RELOAD_MAKING;
	reloading->setup_wanted = false;
	make->job = (struct store_job){ .run = run_make, .done = make_done };
	make->daemon = reloading->daemon;
	make->loaded = loaded;
	make->fresh = fresh;
	loaded_use(loaded);
	store_thread_post(reloading->daemon->store, &make->job);
}

/* ---- read by a thread of its own ------------------------------------------------------ */

/* What cannot change while crierd runs. */
static bool
check_fixed(const struct configuration *old, const struct configuration *new,
    struct error *err)
{
	if (strcmp(old->database, new->database) == 0)
		return true;
	return error_set(err, ERROR_CONFIG,
	    "database: %s instead of %s needs a restart", new->database,
	    old->database);
}

static void *
load(void *arg)
{
	struct reloading *reloading = arg;
	struct configuration_problems problems = { 0 };
	uint64_t one = 1;

	reloading->configuration = configuration_load(reloading->path,
	    &problems);
	if (reloading->configuration == NULL)
		error_set(&reloading->error, ERROR_CONFIG, "%s:%d:%d: %s",
		    problems.count == 0 ? reloading->path
					: problems.items[0].file,
		    problems.count == 0 ? 0 : problems.items[0].error.line,
		    problems.count == 0 ? 0 : problems.items[0].error.column,
		    problems.count == 0 ? "cannot be read"
					: problems.items[0].error.text);
	else if (!configuration_check_owner(reloading->configuration,
		     &reloading->error)) {
		configuration_free(reloading->configuration);
		reloading->configuration = NULL;
	}
	configuration_problems_finish(&problems);
	while (write(reloading->ring_fd, &one, sizeof(one)) == -1 &&
	    errno == EINTR)
		continue;
	return NULL;
}

static void
on_loaded(evutil_socket_t fd, short what, void *arg)
{
	struct reloading *reloading = arg;
	struct configuration *configuration;
	struct loaded *loaded;
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof(count)) == -1)
		return;
	pthread_join(reloading->thread, NULL);
	reloading->state = RELOAD_IDLE;
	configuration = reloading->configuration;
	reloading->configuration = NULL;
	if (configuration != NULL &&
	    !check_fixed(reloading->daemon->setup->configuration, configuration,
		&reloading->error)) {
		configuration_free(configuration);
		configuration = NULL;
	}
	if (configuration == NULL) {
		answer(reloading, NULL, &reloading->error);
		next(reloading);
		daemon_check_end(reloading->daemon);
		return;
	}
	loaded = loaded_new(configuration);
	loaded_use(loaded);
	begin_making(reloading, loaded, true);
	loaded_release(loaded);
}

static void
begin_loading(struct reloading *reloading)
{
	int code;

	reloading->state = RELOAD_LOADING;
	watchdog_tell("RELOADING=1");
	code = pthread_create(&reloading->thread, NULL, load, reloading);
	if (code == 0)
		return;
	reloading->state = RELOAD_IDLE;
	error_set(&reloading->error, ERROR_IO, "cannot start a thread: %s",
	    strerror(code));
	answer(reloading, NULL, &reloading->error);
}

/* ---- what is asked for ---------------------------------------------------------------- */

static void
next(struct reloading *reloading)
{
	struct daemon *daemon = reloading->daemon;

	if (daemon->phase != PHASE_RUNNING || reloading->state != RELOAD_IDLE)
		return;
	if (reloading->wanted > 0)
		begin_loading(reloading);
	else if (reloading->setup_wanted)
		begin_making(reloading, daemon->setup->loaded, false);
}

void
reload_begin(struct daemon *daemon)
{
	daemon->reloading->wanted++;
	next(daemon->reloading);
}

void
reload_setup(struct daemon *daemon)
{
	daemon->reloading->setup_wanted = true;
	next(daemon->reloading);
}

bool
reloading_is_idle(const struct daemon *daemon)
{
	return daemon->reloading->state == RELOAD_IDLE;
}

bool
reloading_start(struct daemon *daemon, struct error *err)
{
	struct reloading *reloading = xcalloc(1, sizeof(*reloading));

	daemon->reloading = reloading;
	reloading->daemon = daemon;
	reloading->path = xstrdup(daemon->setup->configuration->path);
	reloading->ring_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (reloading->ring_fd == -1)
		return error_set(err, ERROR_IO, "eventfd: %s", strerror(errno));
	reloading->ring = event_new(daemon->base, reloading->ring_fd,
	    EV_READ | EV_PERSIST, on_loaded, reloading);
	if (reloading->ring == NULL || event_add(reloading->ring, NULL) == -1)
		return error_set(err, ERROR_MEMORY, "cannot watch an eventfd");
	return true;
}

void
reloading_stop(struct daemon *daemon)
{
	struct reloading *reloading = daemon->reloading;

	if (reloading == NULL)
		return;
	if (reloading->state == RELOAD_LOADING) {
		pthread_join(reloading->thread, NULL);
		configuration_free(reloading->configuration);
	}
	if (reloading->ring != NULL)
		event_free(reloading->ring);
	if (reloading->ring_fd != -1)
		close(reloading->ring_fd);
	free(reloading->path);
	free(reloading);
	daemon->reloading = NULL;
}

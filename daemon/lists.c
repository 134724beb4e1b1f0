/*
 * OPML lists of the configuration: read when crierd begins, after a reload, and
 * when one of their files has changed.
 *
 *  IDLE ─timer, reload─▶ LOOKING ─changed─▶ PARSING ─all read─▶ STORING ─▶ IDLE
 *    ▲                      └─nothing has─────────────────────────────────▶│
 *
 * A thread waits for the disk, readers parse, the store's thread writes. A list
 * that is missing, damaged or empty removes nothing: only a good one says that a
 * feed has left it.
 */
#include "daemon/daemon.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <event2/event.h>

#include "daemon/list_feeds.h"
#include "daemon/list_files.h"
#include "daemon/store_thread.h"
#include "limits.h"
#include "log.h"
#include "memory.h"
#include "reader.h"

enum lists_state {
	LISTS_IDLE,
	LISTS_LOOKING,
	LISTS_PARSING,
	LISTS_STORING
};

/* A list of the setup with which a look began. */
struct list {
	const struct opml_list *said;
	struct listing *listing; /* owned; NULL: it could not be read */
};

struct lists {
	struct store_job job; /* first: the thread's handle */
	struct daemon *daemon;
	enum lists_state state;
	struct event *timer, *ring;
	int ring_fd;
	pthread_t thread;
	struct setup *setup; /* one use, while not idle: whose lists */
	struct list *lists;
	struct list_file *files; /* of the same order */
	size_t count;
	bool forced;   /* read them, changed or not */
	bool again;    /* asked for while one ran */
	bool changed;  /* what the thread found */
	bool complete; /* every list could be read */
	size_t next;   /* list to be parsed */
	struct reader_job *reading;
	struct list_outcome outcome;
};

static void step(struct lists *lists);

/* ---- beginning and end of a look ---------------------------------------------- */

static void
forget(struct lists *lists)
{
	for (size_t i = 0; i < lists->count; i++) {
		listing_free(lists->lists[i].listing);
		buffer_finish(&lists->files[i].body);
	}
	free(lists->lists);
	free(lists->files);
	lists->lists = NULL;
	lists->files = NULL;
	lists->count = 0;
}

/* The stamps of files that were there before are kept. */
static void
take_setup(struct lists *lists)
{
	const struct configuration *configuration;
	struct list_file *before = lists->files;
	size_t before_count = lists->count;

	lists->setup = lists->daemon->setup;
	setup_use(lists->setup);
	configuration = lists->setup->configuration;
	for (size_t i = 0; i < before_count; i++) {
		listing_free(lists->lists[i].listing);
		buffer_finish(&before[i].body);
	}
	free(lists->lists);
	lists->count = configuration->opml_count;
	lists->lists = xcalloc(lists->count, sizeof(*lists->lists));
	lists->files = xcalloc(lists->count, sizeof(*lists->files));
	for (size_t i = 0; i < lists->count; i++) {
		lists->lists[i].said = &configuration->opml[i];
		lists->files[i].path = configuration->opml[i].file;
		buffer_init(&lists->files[i].body, LIMIT_OPML_BYTES);
		if (!lists->forced && i < before_count)
			lists->files[i].stamp = before[i].stamp;
	}
	free(before);
}

static void
set_timer(struct lists *lists)
{
	struct timeval delay = { .tv_sec = INTERVAL_LISTS_S };

	if (lists->daemon->mode == DAEMON_SERVICE &&
	    lists->daemon->phase == PHASE_RUNNING)
		event_add(lists->timer, &delay);
}

/* The paths in files are the setup's: they are not looked at any more. */
static void
end_look(struct lists *lists)
{
	struct daemon *daemon = lists->daemon;

	lists->state = LISTS_IDLE;
	setup_release(lists->setup);
	lists->setup = NULL;
	if (lists->again && daemon->phase == PHASE_RUNNING) {
		lists->again = false;
		lists_read(daemon);
	} else {
		set_timer(lists);
	}
	daemon_check_end(daemon);
}

/* ---- the disk ------------------------------------------------------------------ */

static void *
look(void *arg)
{
	struct lists *lists = arg;
	uint64_t one = 1;

	lists->changed = list_files_changed(lists->files, lists->count) ||
	    lists->forced;
	if (lists->changed)
		list_files_read(lists->files, lists->count);
	while (write(lists->ring_fd, &one, sizeof(one)) == -1 && errno == EINTR)
		continue;
	return NULL;
}

static void
begin_look(struct lists *lists)
{
	int code;

	take_setup(lists);
	lists->state = LISTS_LOOKING;
	code = pthread_create(&lists->thread, NULL, look, lists);
	if (code == 0)
		return;
	log_message(LOG_LEVEL_ERROR, "lists reason=\"no thread: %s\"",
	    strerror(code));
	end_look(lists);
}

static void
on_looked(evutil_socket_t fd, short what, void *arg)
{
	struct lists *lists = arg;
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof(count)) == -1)
		return;
	pthread_join(lists->thread, NULL);
	lists->forced = false;
	lists->next = 0;
	lists->complete = true;
	if (!lists->changed || lists->daemon->phase != PHASE_RUNNING) {
		end_look(lists);
		return;
	}
	lists->state = LISTS_PARSING;
	step(lists);
}

/* ---- the readers ------------------------------------------------------------------ */

static void
complain(struct lists *lists, const char *path, const char *reason)
{
	struct log_line line;

	lists->complete = false;
	log_begin(&line, LOG_LEVEL_WARNING, "list");
	log_string(&line, "file", path);
	log_string(&line, "reason", reason);
	log_string(&line, "removed", "nothing");
	log_end(&line);
}

static void
tell_refused(const char *path, const struct listed_feed *feed)
{
	for (size_t i = 0; i < feed->refused_count; i++) {
		struct log_line line;

		log_begin(&line, LOG_LEVEL_WARNING, "list");
		log_string(&line, "file", path);
		log_text(&line, "url", feed->url);
		log_text(&line, "ignored", feed->refused[i]);
		log_end(&line);
	}
}

static void
on_parsed(struct reader_result *result, void *arg)
{
	struct lists *lists = arg;
	struct list *list = &lists->lists[lists->next];
	const char *path = lists->files[lists->next].path;

	lists->reading = NULL;
	buffer_finish(&lists->files[lists->next].body);
	buffer_init(&lists->files[lists->next].body, LIMIT_OPML_BYTES);
	if (result->status != READER_OK) {
		complain(lists, path, result->reason);
	} else {
		list->listing = result->listing;
		if (list->listing->recovered)
			complain(lists, path, "it is damaged");
		else if (list->listing->feed_count == 0)
			complain(lists, path, "it names no feed");
		for (size_t i = 0; i < list->listing->feed_count; i++)
			tell_refused(path, &list->listing->feeds[i]);
	}
	lists->next++;
	step(lists);
}

static void
begin_parsing(struct lists *lists)
{
	const struct list_file *file = &lists->files[lists->next];
	struct slice bytes = buffer_slice(&file->body);
	struct reader_request request = {
		.kind = READER_OPML,
		.body = { (const unsigned char *)bytes.ptr, bytes.len },
	};

	lists->reading = reader_start(lists->daemon->readers, &request,
	    on_parsed, lists);
}

/* ---- the store ---------------------------------------------------------------------- */

static bool
run_store(struct store *store, struct store_job *job, struct error *err)
{
	struct lists *lists = (struct lists *)job;
	struct list_reading *readings = xcalloc(lists->count,
	    sizeof(*readings));
	bool ok;

	for (size_t i = 0; i < lists->count; i++)
		readings[i] = (struct list_reading){ lists->lists[i].said,
			lists->lists[i].listing };
	ok = list_feeds_store(store, readings, lists->count, lists->complete,
	    clock_now_at(lists->daemon->clock), &lists->outcome, err);
	free(readings);
	return ok;
}

static void
log_lists(const struct lists *lists)
{
	struct log_line line;

	log_begin(&line, LOG_LEVEL_NOTICE, "lists");
	log_int(&line, "files", (int64_t)lists->count);
	log_int(&line, "feeds", (int64_t)lists->outcome.feeds);
	log_int(&line, "new", (int64_t)lists->outcome.added);
	log_end(&line);
}

static void
store_done(struct store_job *job)
{
	struct lists *lists = (struct lists *)job;
	struct daemon *daemon = lists->daemon;

	if (!job->ok)
		log_message(LOG_LEVEL_ERROR, "lists reason=\"%s\"",
		    job->error.text);
	else if (lists->count > 0)
		log_lists(lists);
	if (job->ok && daemon->phase == PHASE_RUNNING)
		reload_setup(daemon);
	end_look(lists);
}

/* What comes after a list was parsed, or before the first is. */
static void
step(struct lists *lists)
{
	while (lists->next < lists->count && !lists->files[lists->next].ok) {
		complain(lists, lists->files[lists->next].path,
		    lists->files[lists->next].error.text);
		lists->next++;
	}
	if (lists->daemon->phase != PHASE_RUNNING) {
		end_look(lists);
		return;
	}
	if (lists->next < lists->count) {
		begin_parsing(lists);
		return;
	}
	lists->state = LISTS_STORING;
	lists->job = (struct store_job){ .run = run_store, .done = store_done };
	store_thread_post(lists->daemon->store, &lists->job);
}

/* ---- what is asked for ------------------------------------------------------------------ */

void
lists_read(struct daemon *daemon)
{
	struct lists *lists = daemon->lists;

	if (daemon->phase != PHASE_RUNNING)
		return;
	lists->forced = true;
	if (lists->state == LISTS_IDLE)
		begin_look(lists);
	else
		lists->again = true;
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct lists *lists = arg;

	(void)fd;
	(void)what;
	if (lists->state != LISTS_IDLE || lists->daemon->phase != PHASE_RUNNING)
		return;
	if (lists->daemon->setup->configuration->opml_count == 0)
		set_timer(lists);
	else
		begin_look(lists);
}

bool
lists_are_idle(const struct daemon *daemon)
{
	return daemon->lists == NULL || daemon->lists->state == LISTS_IDLE;
}

bool
lists_start(struct daemon *daemon, struct error *err)
{
	struct lists *lists = xcalloc(1, sizeof(*lists));

	daemon->lists = lists;
	lists->daemon = daemon;
	lists->ring_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (lists->ring_fd == -1)
		return error_set(err, ERROR_IO, "eventfd: %s", strerror(errno));
	lists->timer = evtimer_new(daemon->base, on_timer, lists);
	lists->ring = event_new(daemon->base, lists->ring_fd,
	    EV_READ | EV_PERSIST, on_looked, lists);
	if (lists->timer == NULL || lists->ring == NULL ||
	    event_add(lists->ring, NULL) == -1)
		return error_set(err, ERROR_MEMORY, "cannot watch an eventfd");
	lists_read(daemon);
	return true;
}

void
lists_stop(struct daemon *daemon)
{
	struct lists *lists = daemon->lists;

	if (lists == NULL)
		return;
	if (lists->state == LISTS_LOOKING)
		pthread_join(lists->thread, NULL);
	if (lists->reading != NULL)
		reader_cancel(lists->reading);
	forget(lists);
	setup_release(lists->setup);
	if (lists->timer != NULL)
		event_free(lists->timer);
	if (lists->ring != NULL)
		event_free(lists->ring);
	if (lists->ring_fd != -1)
		close(lists->ring_fd);
	free(lists);
	daemon->lists = NULL;
}

/*
 * The daily copy of the database, made by a thread of its own on a connection
 * of its own, so that neither the loop nor the writer waits for it. Every hour
 * it is asked for again; where today's is there that costs a look.
 *
 *  WAITING ─timer─▶ COPYING (the thread) ─rings─▶ WAITING
 *
 * A copy takes as long as the disk wants. At the end of crierd it is left where
 * it is: the next one removes what was not finished.
 */
#include "daemon/daemon.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <event2/event.h>

#include "limits.h"
#include "log.h"
#include "memory.h"
#include "store_changes.h"

/* What the thread has to itself, until it has rung. */
struct copy {
	char *database; /* owned */
	struct store_snapshot wanted;
	int ring_fd; /* a descriptor of its own; owned */
	int64_t begun_mono_ms, ended_mono_ms;
	bool ok, made;
	struct error error;
};

struct copies {
	struct daemon *daemon;
	struct copy *running; /* NULL: none */
	pthread_t thread;     /* while one runs */
	int ring_fd;
	struct event *ring, *timer;
};

static void
copy_free(struct copy *copy)
{
	if (copy->ring_fd != -1)
		close(copy->ring_fd);
	free(copy->database);
	free(copy);
}

static void
ask_again(struct copies *copies, int64_t after_s)
{
	struct timeval after = { .tv_sec = after_s };

	event_add(copies->timer, &after);
}

/* ---- the thread ---------------------------------------------------------------- */

static void *
copy_main(void *arg)
{
	struct copy *copy = arg;
	uint64_t one = 1;

	copy->ok = store_snapshot(&copy->wanted, &copy->made, &copy->error);
	copy->ended_mono_ms = clock_mono_ms(clock_real());
	/* From then on the copy is the loop's. */
	while (write(copy->ring_fd, &one, sizeof(one)) == -1 && errno == EINTR)
		continue;
	return NULL;
}

static void
begin(struct copies *copies)
{
	const struct configuration *configuration =
	    copies->daemon->setup->configuration;
	struct copy *copy = xcalloc(1, sizeof(*copy));
	int code;

	copy->database = xstrdup(configuration->database);
	copy->wanted = (struct store_snapshot){
		.database = copy->database,
		.keep = (size_t)configuration->snapshots,
		.now_at = clock_now_at(copies->daemon->clock),
	};
	copy->begun_mono_ms = clock_mono_ms(clock_real());
	copy->ring_fd = dup(copies->ring_fd);
	code = copy->ring_fd == -1
	    ? errno
	    : pthread_create(&copies->thread, NULL, copy_main, copy);
	if (code == 0) {
		copies->running = copy;
		return;
	}
	copy_free(copy);
	log_message(LOG_LEVEL_WARNING, "snapshot reason=\"%s\"",
	    strerror(code));
	ask_again(copies, INTERVAL_SNAPSHOT_S);
}

/* ---- the loop -------------------------------------------------------------------- */

static void
log_copy(const struct copy *copy)
{
	struct log_line line;

	if (copy->ok && !copy->made)
		return;
	log_begin(&line, copy->ok ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR,
	    "snapshot");
	log_int(&line, "dur_ms", copy->ended_mono_ms - copy->begun_mono_ms);
	if (!copy->ok)
		log_string(&line, "reason", copy->error.text);
	log_end(&line);
}

static void
on_ring(evutil_socket_t fd, short what, void *arg)
{
	struct copies *copies = arg;
	uint64_t count;

	(void)what;
	while (read(fd, &count, sizeof(count)) == -1 && errno == EINTR)
		continue;
	pthread_join(copies->thread, NULL);
	log_copy(copies->running);
	copy_free(copies->running);
	copies->running = NULL;
	ask_again(copies, INTERVAL_SNAPSHOT_S);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct copies *copies = arg;

	(void)fd;
	(void)what;
	if (copies->daemon->setup->configuration->snapshots > 0)
		begin(copies);
	else
		ask_again(copies, INTERVAL_SNAPSHOT_S);
}

bool
copies_start(struct daemon *daemon, struct error *err)
{
	struct copies *copies = xcalloc(1, sizeof(*copies));

	copies->daemon = daemon;
	daemon->copies = copies;
	copies->ring_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (copies->ring_fd == -1)
		return error_set(err, ERROR_IO, "eventfd: %s", strerror(errno));
	copies->ring = event_new(daemon->base, copies->ring_fd,
	    EV_READ | EV_PERSIST, on_ring, copies);
	copies->timer = evtimer_new(daemon->base, on_timer, copies);
	if (copies->ring == NULL || copies->timer == NULL ||
	    event_add(copies->ring, NULL) == -1)
		return error_set(err, ERROR_MEMORY, "cannot make a timer");
	ask_again(copies, DELAY_SNAPSHOT_S);
	return true;
}

void
copies_stop(struct daemon *daemon)
{
	struct copies *copies = daemon->copies;

	if (copies == NULL)
		return;
	/* Whatever it needs is its own. */
	if (copies->running != NULL)
		pthread_detach(copies->thread);
	if (copies->ring != NULL)
		event_free(copies->ring);
	if (copies->timer != NULL)
		event_free(copies->timer);
	if (copies->ring_fd != -1)
		close(copies->ring_fd);
	free(copies);
	daemon->copies = NULL;
}

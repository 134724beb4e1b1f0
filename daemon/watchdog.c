/*
 * The loop's own health: the law that no turn of it takes more than 50 ms of
 * processor time, measured and logged, and the service manager's watchdog, fed
 * only while both the loop and the store's thread move.
 *
 * sd_notify(3) is one datagram to the socket that NOTIFY_SOCKET names; where it
 * is not set nobody is told.
 */
#include "daemon/daemon.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "daemon/store_thread.h"
#include "limits.h"
#include "log.h"
#include "memory.h"
#include "reader.h"

struct ping_job {
	struct store_job job; /* first: the thread's handle */
	struct daemon *daemon;
};

struct watchdog {
	struct event *timer; /* NULL where nobody is told */
	bool pinging;        /* the store's thread has not answered yet */
	int64_t longest_turn_us, slow_turns;
};

/* ---- the service manager ------------------------------------------------------- */

static void
send_state(const char *path, const char *state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = strlen(path);
	int fd;

	if (len < 2 || len >= sizeof(address.sun_path))
		return;
	memcpy(address.sun_path, path, len);
	if (path[0] == '@')
		address.sun_path[0] = '\0'; /* the abstract namespace */
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return;
	/* Nothing is to be done where it is not heard. */
	(void)sendto(fd, state, strlen(state), MSG_NOSIGNAL,
	    (const struct sockaddr *)&address,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
	close(fd);
}

/* By its time the manager knows which READY=1 ends this reload (notify-reload
 * in systemd.service(5)): to the microsecond, for it compares with its own. */
static void
send_reloading(const char *path)
{
	struct timespec now;
	char text[64];

	clock_gettime(CLOCK_MONOTONIC, &now);
	(void)snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%lld",
	    (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	send_state(path, text);
}

void
watchdog_tell(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");

	if (path == NULL)
		return;
	if (strcmp(state, "RELOADING=1") == 0)
		send_reloading(path);
	else
		send_state(path, state);
}

void
watchdog_tell_status(const struct daemon *daemon)
{
	bool paused = reader_pool_health(daemon->readers).mood != READERS_WORK;
	char text[160];

	(void)snprintf(text, sizeof(text),
	    "STATUS=%s%zu feeds, %zu being polled, %zu polls ended, %zu failed",
	    paused ? "Parsing pauses, for readers die; " : "",
	    daemon->slot_count, polling_running(daemon), daemon->polled,
	    daemon->failed);
	watchdog_tell(text);
}

/* ---- the watchdog ---------------------------------------------------------------- */

static bool
run_ping(struct store *store, struct store_job *job, struct error *err)
{
	(void)store;
	(void)job;
	(void)err;
	return true;
}

static void
ping_done(struct store_job *job)
{
	struct ping_job *ping = (struct ping_job *)job;
	struct daemon *daemon = ping->daemon;

	if (daemon->watchdog != NULL)
		daemon->watchdog->pinging = false;
	free(ping);
	daemon_check_end(daemon);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct daemon *daemon = arg;
	struct ping_job *ping;

	(void)fd;
	(void)what;
	watchdog_tell_status(daemon);
	if (daemon->watchdog->pinging)
		return; /* the store's thread is silent: so are we */
	watchdog_tell("WATCHDOG=1");
	if (daemon->phase != PHASE_RUNNING)
		return;
	daemon->watchdog->pinging = true;
	ping = xcalloc(1, sizeof(*ping));
	ping->job = (struct store_job){ .run = run_ping, .done = ping_done };
	ping->daemon = daemon;
	store_thread_post(daemon->store, &ping->job);
}

/* Half of what the manager allows, so that one turn may be late; where it asks
 * for no watchdog, as often as a status is worth it. */
static int64_t
usec_between_signs(void)
{
	const char *text = getenv("WATCHDOG_USEC");
	int64_t usec;

	if (text != NULL && slice_to_int64(slice_of(text), 1, INT64_MAX, &usec))
		return usec / 2;
	return INTERVAL_STATUS_S * INT64_C(1000000);
}

static bool
start_timer(struct daemon *daemon, struct error *err)
{
	int64_t usec = usec_between_signs();
	struct timeval every = { usec / 1000000, usec % 1000000 };

	if (getenv("NOTIFY_SOCKET") == NULL)
		return true;
	daemon->watchdog->timer = event_new(daemon->base, -1, EV_PERSIST,
	    on_timer, daemon);
	if (daemon->watchdog->timer == NULL ||
	    event_add(daemon->watchdog->timer, &every) == -1)
		return error_set(err, ERROR_MEMORY, "cannot make a timer");
	return true;
}

bool
watchdog_start(struct daemon *daemon, struct error *err)
{
	daemon->watchdog = xcalloc(1, sizeof(*daemon->watchdog));
	return start_timer(daemon, err);
}

void
watchdog_stop(struct daemon *daemon)
{
	if (daemon->watchdog == NULL)
		return;
	if (daemon->watchdog->timer != NULL)
		event_free(daemon->watchdog->timer);
	free(daemon->watchdog);
	daemon->watchdog = NULL;
}

/* ---- the law ------------------------------------------------------------------------ */

static int64_t
processor_us(void)
{
	struct timespec used;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

static void
judge_turn(struct watchdog *watchdog, int64_t us)
{
	if (us > watchdog->longest_turn_us)
		watchdog->longest_turn_us = us;
	if (us <= LIMIT_TURN_US)
		return;
	watchdog->slow_turns++;
	log_message(LOG_LEVEL_WARNING, "turn cpu_ms=%lld limit_ms=%d",
	    (long long)us / 1000, LIMIT_TURN_US / 1000);
}

void
watchdog_loop(struct daemon *daemon)
{
	int64_t before = processor_us();

	watchdog_tell_status(daemon);
	while (!event_base_got_break(daemon->base)) {
		int64_t after;

		if (event_base_loop(daemon->base, EVLOOP_ONCE) == -1)
			return;
		after = processor_us();
		judge_turn(daemon->watchdog, after - before);
		before = after;
	}
}

int64_t
watchdog_longest_turn_us(const struct daemon *daemon)
{
	return daemon->watchdog->longest_turn_us;
}

int64_t
watchdog_slow_turns(const struct daemon *daemon)
{
	return daemon->watchdog->slow_turns;
}

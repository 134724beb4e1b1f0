/*
 * Which polls begin, and when: the queue of feeds, the daemon's own budget of
 * starts, the manners towards hosts.
 *
 * What happens to a poll that has begun stands in poll.c; when a feed is due
 * next, schedule/ decides.
 */
#include "daemon/daemon.h"

#include <assert.h>
#include <stdlib.h>

#include <event2/event.h>

#include "daemon/poll.h"
#include "daemon/store_thread.h"
#include "limits.h"
#include "log.h"
#include "memory.h"
#include "reader.h"
#include "schedule.h"

struct polling {
	struct event *timer;
	struct start_budget budget;
	size_t running;
	/* Feeds whose host was busy; asked again when any poll ends. */
	size_t *parked;
	size_t parked_count;
	size_t due_left; /* of --once */
	size_t pauses;   /* of parsing, one after the other */
	bool given_up;   /* --once: parsing does not come back */
};

/* Milliseconds until the bucket holds a whole start; 0 and takes it where it
 * does. It never holds more than a second's worth. */
static int64_t
take_start(struct start_budget *budget, int64_t mono_ms)
{
	int64_t full = budget->per_second * 1000;

	budget->tokens_ms += (mono_ms - budget->filled_mono_ms) *
	    budget->per_second;
	budget->filled_mono_ms = mono_ms;
	if (budget->tokens_ms > full)
		budget->tokens_ms = full;
	if (budget->tokens_ms < 1000)
		return (1000 - budget->tokens_ms) / budget->per_second + 1;
	budget->tokens_ms -= 1000;
	return 0;
}

/* Whether the feed may be asked now; else it is put where it will be asked
 * again. *wait_ms is set where the daemon's own budget is spent. */
static bool
may_begin(struct daemon *daemon, size_t index, int64_t *wait_ms)
{
	struct polling *polling = daemon->polling;
	const char *host = daemon->slots[index]->host;
	int64_t now_at = clock_now_at(daemon->clock);
	int64_t mono_ms = clock_mono_ms(daemon->clock);
	int64_t held_until, host_wait_ms;

	if (host == NULL)
		return true;
	held_until = host_gate_held_until(daemon->gate, host);
	if (held_until > now_at) {
		schedule_put(daemon->schedule, index, held_until);
		return false;
	}
	*wait_ms = take_start(&polling->budget, mono_ms);
	if (*wait_ms > 0) {
		schedule_put(daemon->schedule, index, now_at);
		return false;
	}
	if (host_gate_begin(daemon->gate, host, mono_ms, &host_wait_ms))
		return true;
	polling->budget.tokens_ms += 1000;
	if (host_wait_ms < 0)
		polling->parked[polling->parked_count++] = index;
	else
		schedule_put(daemon->schedule, index,
		    now_at + host_wait_ms / 1000 + 1);
	return false;
}

static void
set_timer(struct daemon *daemon, int64_t wait_ms)
{
	int64_t first_at = schedule_first_at(daemon->schedule);
	struct timeval delay;

	if (first_at == INT64_MAX)
		return;
	if (wait_ms == 0)
		wait_ms = (first_at - clock_now_at(daemon->clock)) * 1000;
	if (wait_ms > TIMER_LONGEST_MS)
		wait_ms = TIMER_LONGEST_MS;
	if (wait_ms < 0)
		wait_ms = 0;
	delay.tv_sec = wait_ms / 1000;
	delay.tv_usec = wait_ms % 1000 * 1000;
	event_add(daemon->polling->timer, &delay);
}

/* How many polls may run: what cannot be read is not asked for. While parsing
 * is on probe one feed is asked, and only where none waits to be read. */
static size_t
most_polls(const struct daemon *daemon)
{
	switch (reader_pool_health(daemon->readers).mood) {
	case READERS_PAUSE:
		return 0;
	case READERS_PROBE:
		return 1;
	case READERS_WORK:
		break;
	}
	return (size_t)daemon->setup->configuration->connections;
}

static bool
has_room(const struct daemon *daemon)
{
	const struct polling *polling = daemon->polling;

	return daemon->phase == PHASE_RUNNING && !daemon->adopting &&
	    !polling->given_up && polling->running < most_polls(daemon) &&
	    !store_thread_is_full(daemon->store);
}

void
polling_pump(struct daemon *daemon)
{
	int64_t now_at = clock_now_at(daemon->clock);
	int64_t wait_ms = 0;
	size_t index;

	/* Bounded a turn, so that no callback runs long (D1). */
	for (int looked = 0; looked < LIMIT_STARTS_A_TURN; looked++) {
		if (!has_room(daemon))
			return; /* whatever makes room pumps again */
		if (!schedule_pop_due(daemon->schedule, now_at, &index))
			break;
		if (may_begin(daemon, index, &wait_ms)) {
			daemon->polling->running++;
			poll_begin(daemon, daemon->slots[index]);
		}
		if (wait_ms > 0)
			break;
	}
	set_timer(daemon, wait_ms);
}

static void
unpark(struct daemon *daemon)
{
	struct polling *polling = daemon->polling;
	int64_t now_at = clock_now_at(daemon->clock);

	for (size_t i = 0; i < polling->parked_count; i++)
		schedule_put(daemon->schedule, polling->parked[i], now_at);
	polling->parked_count = 0;
}

void
polling_ended(struct daemon *daemon, struct feed_slot *slot)
{
	struct polling *polling = daemon->polling;

	polling->running--;
	daemon->polled++;
	if (slot->detached) {
		feed_slot_forget(daemon, slot);
	} else if (daemon->mode == DAEMON_ONCE) {
		polling->due_left--;
	} else if (!slot->state.gone && !slot->state.paused) {
		schedule_put(daemon->schedule, slot->index,
		    slot->state.next_at);
	}
	unpark(daemon);
	polling_pump(daemon);
	daemon_check_end(daemon);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	polling_pump(arg);
}

/* ---- what makes room ------------------------------------------------------------ */

static void
on_store_room(void *arg)
{
	polling_pump(arg);
}

/* Who waits for the end of a run waits for one pause, but not for ever. */
static void
give_up(struct daemon *daemon)
{
	daemon->polling->given_up = true;
	daemon->failed++;
	log_message(LOG_LEVEL_ERROR,
	    "parsing reason=\"it does not come back: this run ends\"");
	polling_drain(daemon);
	daemon_check_end(daemon);
}

static void
parsing_paused(struct daemon *daemon, const struct readers_health *health)
{
	struct log_line line;

	log_begin(&line, LOG_LEVEL_ERROR, "parsing");
	log_string(&line, "state", "paused");
	log_int(&line, "pause_s", (health->wait_ms + 999) / 1000);
	log_string(&line, "reason", "readers die or do not start");
	log_string(&line, "last", health->reason);
	log_end(&line);
	if (++daemon->polling->pauses > 1 && daemon->mode == DAEMON_ONCE)
		give_up(daemon);
}

static void
on_mood(void *arg)
{
	struct daemon *daemon = arg;
	struct readers_health health = reader_pool_health(daemon->readers);

	switch (health.mood) {
	case READERS_PAUSE:
		parsing_paused(daemon, &health);
		break;
	case READERS_PROBE:
		log_message(LOG_LEVEL_NOTICE, "parsing state=probe");
		break;
	case READERS_WORK:
		log_message(LOG_LEVEL_NOTICE, "parsing state=works");
		daemon->polling->pauses = 0;
		break;
	}
	watchdog_tell_status(daemon);
	polling_pump(daemon);
}

void
polling_wake(struct daemon *daemon)
{
	struct timeval now = { 0 };

	event_add(daemon->polling->timer, &now);
}

void
polling_requeue(struct daemon *daemon)
{
	struct polling *polling = daemon->polling;
	int64_t now_at = clock_now_at(daemon->clock);

	schedule_free(daemon->schedule);
	daemon->schedule = schedule_new();
	free(polling->parked);
	polling->parked = xcalloc(daemon->slot_count + 1, sizeof(size_t));
	polling->parked_count = 0;
	polling->due_left = 0;
	polling->budget.per_second =
	    daemon->setup->configuration->starts_per_second;
	for (size_t i = 0; i < daemon->slot_count; i++) {
		const struct feed_slot *slot = daemon->slots[i];
		const struct feed_state *state = &slot->state;

		if (slot->poll != NULL)
			polling->due_left++; /* it will end */
		if (slot->poll != NULL || state->gone || state->paused)
			continue;
		if (daemon->mode == DAEMON_ONCE && state->next_at > now_at)
			continue;
		schedule_put(daemon->schedule, i, state->next_at);
		polling->due_left++;
	}
	polling_pump(daemon);
}

bool
polling_start(struct daemon *daemon, struct error *err)
{
	struct polling *polling = xcalloc(1, sizeof(*polling));

	daemon->polling = polling;
	polling->budget = (struct start_budget){
		.per_second = daemon->setup->configuration->starts_per_second,
		.filled_mono_ms = clock_mono_ms(daemon->clock),
		.tokens_ms =
		    (int64_t)daemon->setup->configuration->starts_per_second *
		    1000,
	};
	polling->timer = evtimer_new(daemon->base, on_timer, daemon);
	if (polling->timer == NULL)
		return error_set(err, ERROR_MEMORY, "cannot make a timer");
	reader_pool_watch(daemon->readers, on_mood, daemon);
	store_thread_watch(daemon->store, on_store_room, daemon);
	polling_requeue(daemon);
	return true;
}

void
polling_drain(struct daemon *daemon)
{
	struct feed_slot *slot = daemon->detached;

	for (size_t i = 0; i < daemon->slot_count; i++)
		if (daemon->slots[i]->poll != NULL)
			poll_drop(daemon->slots[i]->poll);
	while (slot != NULL) {
		struct feed_slot *next = slot->next_detached;

		poll_drop(slot->poll); /* may free the slot */
		slot = next;
	}
}

size_t
polling_running(const struct daemon *daemon)
{
	return daemon->polling->running;
}

bool
polling_is_done(const struct daemon *daemon)
{
	return daemon->polling->running == 0 &&
	    (daemon->polling->due_left == 0 || daemon->polling->given_up);
}

void
polling_stop(struct daemon *daemon)
{
	struct polling *polling = daemon->polling;

	if (polling == NULL)
		return;
	assert(polling->running == 0);
	if (polling->timer != NULL)
		event_free(polling->timer);
	free(polling->parked);
	free(polling);
	daemon->polling = NULL;
}

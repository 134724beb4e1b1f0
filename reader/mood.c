/*
 * Keeps the timer of a pause, and tells who watches; see mood.h. Which death
 * begins one and how long it is, pause.c says; what a mood forbids, pool.c
 * obeys. The watcher is called in the pool's turn alone, never while a job
 * ends.
 */
#include "reader/mood.h"

#include <string.h>

#include <event2/event.h>

#include "clock.h"

static int64_t
now_mono_ms(void)
{
	return clock_mono_ms(clock_real());
}

/* After anything that may have changed the mood. */
static void
follow(struct mood *mood)
{
	int64_t wait_ms = mood_health(mood).wait_ms;
	struct timeval wait = { wait_ms / 1000, wait_ms % 1000 * 1000 };

	if (mood->pause.mood == READERS_PAUSE)
		event_add(mood->timer, &wait);
	else
		event_del(mood->timer);
	event_active(mood->turn, EV_TIMEOUT, 0);
}

static void
on_timer(evutil_socket_t socket, short what, void *arg)
{
	struct mood *mood = arg;

	(void)socket;
	(void)what;
	pause_end(&mood->pause);
	follow(mood);
}

bool
mood_init(struct mood *mood, struct event_base *base, struct event *turn,
    struct error *err)
{
	mood->turn = turn;
	mood->timer = event_new(base, -1, 0, on_timer, mood);
	return mood->timer != NULL ||
	    error_set(err, ERROR_MEMORY, "no memory for readers");
}

void
mood_finish(struct mood *mood)
{
	if (mood->timer != NULL)
		event_free(mood->timer);
}

/* A body that is no feed, or too much for a reader's memory, says nothing of
 * readers in general. */
void
mood_note(struct mood *mood, int64_t source, const struct reader_result *result)
{
	enum readers_mood before = mood->pause.mood;
	enum reader_status status = result->status;

	if (status == READER_OK)
		pause_note_document(&mood->pause);
	else if (status == READER_KILLED || status == READER_TIMEOUT)
		pause_note_death(&mood->pause, source, now_mono_ms());
	else if (status == READER_UNAVAILABLE)
		pause_note_failed_start(&mood->pause, now_mono_ms());
	else
		return;
	memcpy(mood->reason, result->reason, sizeof(mood->reason));
	if (mood->pause.mood != before)
		follow(mood);
}

void
mood_tell(struct mood *mood)
{
	if (mood->told == mood->pause.mood)
		return;
	mood->told = mood->pause.mood;
	if (mood->changed != NULL)
		mood->changed(mood->arg);
}

struct readers_health
mood_health(const struct mood *mood)
{
	struct readers_health health = {
		.mood = mood->pause.mood,
		.reason = mood->reason,
	};

	if (health.mood == READERS_PAUSE)
		health.wait_ms = mood->pause.until_mono_ms - now_mono_ms();
	if (health.wait_ms < 0)
		health.wait_ms = 0;
	return health;
}

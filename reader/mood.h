/*
 * The mood of a pool of readers on the event loop: pause.c with a timer, the
 * last reason, and who wants to know.
 */
#ifndef CRIER_READER_MOOD_H
#define CRIER_READER_MOOD_H

#include "reader/pause.h"

struct event;
struct event_base;

struct mood {
	struct pause pause;
	struct event *timer;    /* owned; the end of a pause */
	struct event *turn;     /* borrowed; activated when the mood changes */
	enum readers_mood told; /* to the watcher */
	void (*changed)(void *arg);
	void *arg;
	char reason[sizeof(((struct reader_result *)NULL)->reason)];
};

/* turn is what looks at the mood again. */
MUST_CHECK bool mood_init(struct mood *mood, struct event_base *base,
    struct event *turn, struct error *err);
void mood_finish(struct mood *mood);
/* How a job ended, over bytes of source. */
void mood_note(struct mood *mood, int64_t source,
    const struct reader_result *result);
/* Tells the watcher, where there is something new. */
void mood_tell(struct mood *mood);
struct readers_health mood_health(const struct mood *mood);

#endif

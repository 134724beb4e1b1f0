/*
 * Errands: what touches the disk and so may block is done by a thread of its
 * own, and the loop is told when it is back. Private to notify/.
 */
#ifndef CRIER_NOTIFY_ERRAND_H
#define CRIER_NOTIFY_ERRAND_H

#include "error.h"

struct event_base;
struct errands;
struct errand;

struct errand_kind {
	void (*run)(void *arg);  /* in the thread */
	void (*done)(void *arg); /* in the loop, unless it was cancelled */
	void (*free)(void *arg); /* in the loop, at the very end */
};

/* Never NULL; where the system gives no descriptor every start fails. */
struct errands *errands_new(struct event_base *base);
/* Waits for the threads; calls no done any more. Takes NULL. */
void errands_free(struct errands *errands);

/*
 * Sends arg on its errand. One call of done, later from the loop, unless
 * cancelled; when it is called the errand is gone already. NULL with err, and
 * arg still the caller's, where LIMIT_ERRANDS are under way or there is no
 * thread to be had.
 */
struct errand *errand_start(struct errands *errands,
    const struct errand_kind *kind, void *arg, struct error *err);
/* The thread goes on; what it comes to is dropped. */
void errand_cancel(struct errand *errand);

#endif

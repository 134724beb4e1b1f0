/*
 * The thread that owns the store: the only writer of the database.
 *
 * The loop posts jobs; the thread runs those that wait in one transaction, in
 * the order in which they came, and answers when it is committed. A job is the
 * first member of a struct that carries what it needs; ownership goes to the
 * thread with store_thread_post and comes back with the call of done, on the
 * loop's thread. run is called on the store's thread and touches only its job
 * and the store.
 */
#ifndef CRIER_DAEMON_STORE_THREAD_H
#define CRIER_DAEMON_STORE_THREAD_H

#include "error.h"
#include "store.h"

struct event_base;
struct store_thread;

struct store_job {
	/* False with err where it could not be done; what it had written is
	 * undone, the jobs beside it are not touched. */
	bool (*run)(struct store *store, struct store_job *job,
	    struct error *err);
	void (*done)(struct store_job *job);
	size_t weight; /* bytes, about: bounds one transaction and the queue */
	bool ok;       /* set before done: it is committed */
	struct error error;
	struct store_job *next; /* of the thread's lists */
};

/* Takes the store over; store_thread_stop closes it. */
struct store_thread *store_thread_start(struct event_base *base,
    struct store *store, struct error *err);
void store_thread_post(struct store_thread *thread, struct store_job *job);
/* The queue is so long that nothing should be begun that ends in it. */
bool store_thread_is_full(const struct store_thread *thread);
/* room is called from the loop when a queue that was full is so no more; it may
 * post jobs. */
void store_thread_watch(struct store_thread *thread, void (*room)(void *arg),
    void *arg);
/* Jobs posted whose done has not been called yet. */
size_t store_thread_pending(const struct store_thread *thread);
/* Runs what is queued to its end, calls every done, which may post nothing more,
 * and closes the store. Takes NULL. */
void store_thread_stop(struct store_thread *thread);

/* The working memory for matching against set, kept from call to call; for run
 * functions only. */
struct topic_scratch *
store_thread_scratch(struct store_thread *thread, struct topic_set *set);

#endif

/*
 * A thread for each errand: they are few, short, and one that hangs on a dead
 * disk must not hold up the others. Threads share the list of those that are
 * back under the mutex, and wake the loop through an eventfd; all else belongs
 * to the loop.
 */
#include "notify/errand.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/queue.h>
#include <unistd.h>

#include <event2/event.h>

#include "limits.h"
#include "memory.h"

struct errand {
	TAILQ_ENTRY(errand) back; /* of errands->back */
	struct errands *errands;
	const struct errand_kind *kind;
	void *arg;
	pthread_t thread;
	bool cancelled; /* of the loop */
};

TAILQ_HEAD(errand_list, errand);

struct errands {
	struct event *woken;
	int wake_fd;
	bool works;
	size_t count; /* under way */

	pthread_mutex_t mutex; /* over what follows */
	pthread_cond_t came;
	struct errand_list back;
};

/* ---- in a thread ------------------------------------------------------------- */

static void *
go(void *arg)
{
	struct errand *errand = arg;
	struct errands *errands = errand->errands;

	errand->kind->run(errand->arg);
	pthread_mutex_lock(&errands->mutex);
	TAILQ_INSERT_TAIL(&errands->back, errand, back);
	pthread_cond_signal(&errands->came);
	/* A counter that is full has woken the loop already. */
	(void)eventfd_write(errands->wake_fd, 1);
	pthread_mutex_unlock(&errands->mutex);
	return NULL;
}

/* ---- in the loop --------------------------------------------------------------- */

static struct errand *
take_back(struct errands *errands)
{
	struct errand *errand;

	pthread_mutex_lock(&errands->mutex);
	errand = TAILQ_FIRST(&errands->back);
	if (errand != NULL)
		TAILQ_REMOVE(&errands->back, errand, back);
	pthread_mutex_unlock(&errands->mutex);
	return errand;
}

static void
errand_end(struct errand *errand)
{
	const struct errand_kind *kind = errand->kind;
	void *arg = errand->arg;
	bool cancelled = errand->cancelled;

	pthread_join(errand->thread, NULL);
	errand->errands->count--;
	free(errand);
	if (!cancelled)
		kind->done(arg);
	kind->free(arg);
}

static void
on_woken(evutil_socket_t fd, short what, void *arg)
{
	struct errands *errands = arg;
	struct errand *errand;
	eventfd_t count;

	(void)what;
	(void)eventfd_read(fd, &count); /* only to make it quiet */
	while ((errand = take_back(errands)) != NULL)
		errand_end(errand);
}

/* Signals are for the loop's thread. */
static int
start_thread(struct errand *errand)
{
	sigset_t all, before;
	int status;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	status = pthread_create(&errand->thread, NULL, go, errand);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return status;
}

struct errand *
errand_start(struct errands *errands, const struct errand_kind *kind, void *arg,
    struct error *err)
{
	struct errand *errand;
	int status;

	if (!errands->works || errands->count == LIMIT_ERRANDS) {
		error_set(err, ERROR_IO,
		    errands->works ? "too many hooks wait for a disk"
				   : "no descriptor to be told by");
		return NULL;
	}
	errand = xcalloc(1, sizeof(*errand));
	errand->errands = errands;
	errand->kind = kind;
	errand->arg = arg;
	errands->count++;
	status = start_thread(errand);
	if (status == 0)
		return errand;
	errands->count--;
	free(errand);
	error_set(err, ERROR_IO, "cannot start a thread: %s",
	    strerrordesc_np(status));
	return NULL;
}

void
errand_cancel(struct errand *errand)
{
	errand->cancelled = true;
}

struct errands *
errands_new(struct event_base *base)
{
	struct errands *errands = xcalloc(1, sizeof(*errands));

	TAILQ_INIT(&errands->back);
	pthread_mutex_init(&errands->mutex, NULL);
	pthread_cond_init(&errands->came, NULL);
	errands->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (errands->wake_fd != -1)
		errands->woken = event_new(base, errands->wake_fd,
		    EV_READ | EV_PERSIST, on_woken, errands);
	errands->works = errands->woken != NULL &&
	    event_add(errands->woken, NULL) == 0;
	return errands;
}

/* Takes one after the other as it comes back. */
static void
wait_for_all(struct errands *errands)
{
	while (errands->count > 0) {
		struct errand *errand;

		pthread_mutex_lock(&errands->mutex);
		while (TAILQ_EMPTY(&errands->back))
			pthread_cond_wait(&errands->came, &errands->mutex);
		pthread_mutex_unlock(&errands->mutex);
		errand = take_back(errands);
		errand->cancelled = true;
		errand_end(errand);
	}
}

void
errands_free(struct errands *errands)
{
	if (errands == NULL)
		return;
	wait_for_all(errands);
	if (errands->woken != NULL)
		event_free(errands->woken);
	if (errands->wake_fd != -1)
		close(errands->wake_fd);
	pthread_mutex_destroy(&errands->mutex);
	pthread_cond_destroy(&errands->came);
	free(errands);
}

/*
 * The store's thread: a bounded queue in, transactions, a list of answers out.
 *
 * Knows the order in which jobs run and when a transaction ends; what a job
 * does is the poster's business. The thread waits on a condition, the loop is
 * woken by an eventfd. Where a commit fails every job of its transaction is
 * answered with that error: nothing was stored, the poster decides.
 */
#include "daemon/store_thread.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "limits.h"
#include "log.h"
#include "memory.h"

struct job_list {
	struct store_job *first, **end;
	size_t count, weight;
};

struct store_thread {
	struct store *store; /* owned; the thread's own while it runs */
	pthread_t thread;
	pthread_mutex_t lock; /* guards the two lists and stopping */
	pthread_cond_t wake;
	struct job_list waiting, answered;
	bool stopping;
	/* The loop's own. */
	size_t pending, pending_weight;
	void (*room)(void *arg);
	void *room_arg;
	int wake_fd;
	struct event *wake_event;
	/* The thread's own. */
	struct topic_set *scratch_set;
	struct topic_scratch *scratch;
	bool held_told; /* that a reader holds the log back */
};

static void
list_init(struct job_list *list)
{
	list->first = NULL;
	list->end = &list->first;
	list->count = 0;
	list->weight = 0;
}

static void
list_append(struct job_list *list, struct store_job *job)
{
	job->next = NULL;
	*list->end = job;
	list->end = &job->next;
	list->count++;
	list->weight += job->weight;
}

static struct store_job *
list_pop(struct job_list *list)
{
	struct store_job *job = list->first;

	if (job == NULL)
		return NULL;
	list->first = job->next;
	if (list->first == NULL)
		list->end = &list->first;
	list->count--;
	list->weight -= job->weight;
	return job;
}

/* Moves what one transaction may hold; the lock is held. */
static void
take_group(struct store_thread *thread, struct job_list *group)
{
	list_init(group);
	while (thread->waiting.first != NULL &&
	    group->weight < LIMIT_STORE_GROUP_BYTES)
		list_append(group, list_pop(&thread->waiting));
}

static void
fail_group(struct job_list *group, const struct error *err)
{
	for (struct store_job *job = group->first; job != NULL;
	     job = job->next) {
		job->ok = false;
		job->error = *err;
	}
}

static void
run_group(struct store_thread *thread, struct job_list *group)
{
	struct error err;

	if (!store_begin(thread->store, &err)) {
		fail_group(group, &err);
		return;
	}
	for (struct store_job *job = group->first; job != NULL; job = job->next)
		job->ok = job->run(thread->store, job, &job->error);
	if (!store_commit(thread->store, &err)) {
		store_rollback(thread->store);
		fail_group(group, &err);
	}
}

/* Once for each time that it happens: somebody should end that reader. */
static void
tell_of_long_log(struct store_thread *thread)
{
	int64_t pid, held = store_log_held(thread->store, &pid);

	if (held > 0 && !thread->held_told)
		log_message(LOG_LEVEL_WARNING,
		    "log bytes=%lld reader=%lld reason=\"a process reads the "
		    "database for so long that its write-ahead log grows\"",
		    (long long)held, (long long)pid);
	thread->held_told = held > 0;
}

static void
wake_loop(const struct store_thread *thread)
{
	uint64_t one = 1;

	while (
	    write(thread->wake_fd, &one, sizeof(one)) == -1 && errno == EINTR)
		continue;
}

/* Waits for jobs; false when the thread shall end. The lock is held. Idle time
 * is when the write-ahead log is brought home. */
static bool
wait_for_jobs(struct store_thread *thread)
{
	bool tidied = false;

	while (thread->waiting.first == NULL && !thread->stopping) {
		struct timespec until;

		if (tidied) {
			pthread_cond_wait(&thread->wake, &thread->lock);
			continue;
		}
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec++;
		if (pthread_cond_timedwait(&thread->wake, &thread->lock,
			&until) != ETIMEDOUT)
			continue;
		pthread_mutex_unlock(&thread->lock);
		store_tidy(thread->store);
		pthread_mutex_lock(&thread->lock);
		tidied = true;
	}
	return thread->waiting.first != NULL;
}

static void *
thread_main(void *arg)
{
	struct store_thread *thread = arg;
	struct job_list group;
	struct store_job *job;

	pthread_mutex_lock(&thread->lock);
	while (wait_for_jobs(thread)) {
		take_group(thread, &group);
		pthread_mutex_unlock(&thread->lock);
		run_group(thread, &group);
		tell_of_long_log(thread);
		pthread_mutex_lock(&thread->lock);
		while ((job = list_pop(&group)) != NULL)
			list_append(&thread->answered, job);
		wake_loop(thread);
	}
	pthread_mutex_unlock(&thread->lock);
	return NULL;
}

static void
answer(struct store_thread *thread)
{
	struct job_list answered;
	bool was_full = store_thread_is_full(thread);
	struct store_job *job;
	uint64_t count;

	while (read(thread->wake_fd, &count, sizeof(count)) == -1 &&
	    errno == EINTR)
		continue;
	list_init(&answered);
	pthread_mutex_lock(&thread->lock);
	while ((job = list_pop(&thread->answered)) != NULL)
		list_append(&answered, job);
	pthread_mutex_unlock(&thread->lock);
	while ((job = list_pop(&answered)) != NULL) {
		assert(thread->pending > 0);
		thread->pending--;
		thread->pending_weight -= job->weight;
		job->done(job);
	}
	if (was_full && thread->room != NULL && !store_thread_is_full(thread))
		thread->room(thread->room_arg);
}

static void
on_wake(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	answer(arg);
}

static bool
start_thread(struct store_thread *thread, struct error *err)
{
	pthread_condattr_t attributes;
	int code;

	pthread_mutex_init(&thread->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&thread->wake, &attributes);
	pthread_condattr_destroy(&attributes);
	code = pthread_create(&thread->thread, NULL, thread_main, thread);
	if (code != 0)
		return error_set(err, ERROR_IO,
		    "cannot start the store's thread: %s", strerror(code));
	return true;
}

struct store_thread *
store_thread_start(struct event_base *base, struct store *store,
    struct error *err)
{
	struct store_thread *thread = xcalloc(1, sizeof(*thread));

	thread->store = store;
	list_init(&thread->waiting);
	list_init(&thread->answered);
	thread->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (thread->wake_fd == -1) {
		error_set(err, ERROR_IO, "eventfd: %s", strerror(errno));
		goto failed;
	}
	thread->wake_event = event_new(base, thread->wake_fd,
	    EV_READ | EV_PERSIST, on_wake, thread);
	if (thread->wake_event == NULL ||
	    event_add(thread->wake_event, NULL) == -1) {
		error_set(err, ERROR_MEMORY, "cannot watch the store's thread");
		goto failed;
	}
	if (!start_thread(thread, err))
		goto failed;
	return thread;
failed:
	if (thread->wake_event != NULL)
		event_free(thread->wake_event);
	if (thread->wake_fd != -1)
		close(thread->wake_fd);
	store_close(store);
	free(thread);
	return NULL;
}

void
store_thread_post(struct store_thread *thread, struct store_job *job)
{
	thread->pending++;
	thread->pending_weight += job->weight;
	pthread_mutex_lock(&thread->lock);
	list_append(&thread->waiting, job);
	pthread_cond_signal(&thread->wake);
	pthread_mutex_unlock(&thread->lock);
}

bool
store_thread_is_full(const struct store_thread *thread)
{
	return thread->pending >= LIMIT_STORE_QUEUE ||
	    thread->pending_weight >= LIMIT_STORE_QUEUE_BYTES;
}

void
store_thread_watch(struct store_thread *thread, void (*room)(void *arg),
    void *arg)
{
	thread->room = room;
	thread->room_arg = arg;
}

size_t
store_thread_pending(const struct store_thread *thread)
{
	return thread->pending;
}

void
store_thread_stop(struct store_thread *thread)
{
	if (thread == NULL)
		return;
	pthread_mutex_lock(&thread->lock);
	thread->stopping = true;
	pthread_cond_signal(&thread->wake);
	pthread_mutex_unlock(&thread->lock);
	pthread_join(thread->thread, NULL);
	answer(thread);
	assert(thread->pending == 0);
	topic_scratch_free(thread->scratch);
	topic_set_unref(thread->scratch_set);
	store_close(thread->store);
	event_free(thread->wake_event);
	close(thread->wake_fd);
	pthread_cond_destroy(&thread->wake);
	pthread_mutex_destroy(&thread->lock);
	free(thread);
}

struct topic_scratch *
store_thread_scratch(struct store_thread *thread, struct topic_set *set)
{
	assert(pthread_equal(pthread_self(), thread->thread));
	if (thread->scratch_set != set) {
		topic_scratch_free(thread->scratch);
		topic_set_unref(thread->scratch_set);
		thread->scratch_set = topic_set_ref(set);
		thread->scratch = topic_scratch_new(set);
	}
	return thread->scratch;
}

/*
 * A file source is read whole, hashed, and told from its last version by time,
 * size and inode. Only regular files: nothing that could block for ever or has
 * no end. The threads share the lists of struct file_readers under its mutex;
 * an answer is called by the loop, woken through an eventfd.
 */
#include "fetch/source_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "compiler.h"
#include "limits.h"
#include "memory.h"

#define CHUNK_BYTES (64U * KIB)

/*
 *  WAITING ─thread─▶ READING ─end─▶ READ ─loop─▶ told, freed
 *     └─cancel─▶ freed  └─cancel: freed at its end
 */
enum file_state {
	FILE_WAITING,
	FILE_READING,
	FILE_READ
};

TAILQ_HEAD(file_list, file_read);

struct file_read {
	TAILQ_ENTRY(file_read) link;
	struct file_readers *readers;
	enum file_state state; /* this and cancelled: under the mutex */
	bool cancelled;
	char *path, *known; /* owned */
	size_t max_size;
	file_done done;
	void *arg;
	struct file_answer answer;
};

struct file_readers {
	struct event *woken;
	int wake_fd;
	pthread_t threads[LIMIT_FILE_THREADS];
	size_t thread_count;

	pthread_mutex_t mutex; /* over what follows */
	pthread_cond_t work;
	bool closing;
	size_t idle; /* threads that wait for work */
	struct file_list waiting, read;
};

/* ---- in a thread ----------------------------------------------------------- */

static bool fail(struct file_read *read, enum failure_class failure_class,
    const char *format, ...) PRINTF_LIKE(3, 4);

static bool
fail(struct file_read *read, enum failure_class failure_class,
    const char *format, ...)
{
	struct file_answer *answer = &read->answer;
	va_list args;
	int len;

	answer->failure_class = failure_class;
	len = snprintf(answer->reason, sizeof(answer->reason),
	    "%.160s: ", read->path);
	va_start(args, format);
	vsnprintf(answer->reason + len, sizeof(answer->reason) - (size_t)len,
	    format, args);
	va_end(args);
	return false;
}

static bool
is_cancelled(struct file_read *read)
{
	bool cancelled;

	pthread_mutex_lock(&read->readers->mutex);
	cancelled = read->cancelled || read->readers->closing;
	pthread_mutex_unlock(&read->readers->mutex);
	return cancelled;
}

/* What this machine has not got is no fault of the file's. */
static enum failure_class
class_of_open(int code)
{
	return code == EMFILE || code == ENFILE || code == ENOMEM
	    ? CLASS_LOCAL
	    : CLASS_SOURCE;
}

/* Opens without blocking, which a named pipe would do. */
static int
open_file(struct file_read *read, struct stat *status)
{
	int fd = open(read->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0) {
		fail(read, class_of_open(errno), "%s", strerrordesc_np(errno));
		return -1;
	}
	if (fstat(fd, status) != 0)
		fail(read, CLASS_SOURCE, "%s", strerrordesc_np(errno));
	else if (!S_ISREG(status->st_mode))
		fail(read, CLASS_SOURCE, "not a regular file");
	else if ((uint64_t)status->st_size > read->max_size)
		fail(read, CLASS_SIZE, "larger than %zu bytes", read->max_size);
	else
		return fd;
	close(fd);
	return -1;
}

static void
write_validator(const struct stat *status, char *text)
{
	snprintf(text, FILE_VALIDATOR, "%lld.%09ld-%lld-%llu",
	    (long long)status->st_mtim.tv_sec, status->st_mtim.tv_nsec,
	    (long long)status->st_size, (unsigned long long)status->st_ino);
}

static bool
read_all(struct file_read *read, int fd)
{
	struct buffer *body = &read->answer.body;
	struct hash_state hash;
	ssize_t len = 1;

	hash_init(&hash);
	while (len > 0 && !is_cancelled(read)) {
		char *room = buffer_room(body, CHUNK_BYTES);

		if (room == NULL)
			return fail(read, CLASS_LOCAL, "out of memory");
		do
			len = pread(fd, room, CHUNK_BYTES, (off_t)body->len);
		while (len < 0 && errno == EINTR);
		if (len < 0)
			return fail(read, CLASS_SOURCE, "%s",
			    strerrordesc_np(errno));
		hash_add(&hash, (struct slice){ room, (size_t)len });
		buffer_added(body, (size_t)len);
		/* It has grown since it was opened. */
		if (body->len > read->max_size)
			return fail(read, CLASS_SIZE, "larger than %zu bytes",
			    read->max_size);
	}
	hash_end(&hash, read->answer.digest);
	return true;
}

static void
read_file(struct file_read *read)
{
	struct file_answer *answer = &read->answer;
	struct stat before, after;
	char validator[FILE_VALIDATOR], changed[FILE_VALIDATOR] = "";
	int fd = open_file(read, &before);

	if (fd < 0)
		return;
	write_validator(&before, validator);
	if (read->known != NULL && strcmp(read->known, validator) == 0) {
		answer->not_modified = true;
		snprintf(answer->validator, FILE_VALIDATOR, "%s", validator);
	} else if (read_all(read, fd) && fstat(fd, &after) == 0) {
		/* What was written to meanwhile is read again next time. */
		write_validator(&after, changed);
		if (strcmp(validator, changed) == 0)
			snprintf(answer->validator, FILE_VALIDATOR, "%s",
			    validator);
	}
	close(fd);
}

static void
free_read(struct file_read *read)
{
	buffer_finish(&read->answer.body);
	free(read->path);
	free(read->known);
	free(read);
}

/* With the mutex held. */
static void
post(struct file_read *read)
{
	read->state = FILE_READ;
	TAILQ_INSERT_TAIL(&read->readers->read, read, link);
	/* A counter that is full has woken the loop already. */
	(void)eventfd_write(read->readers->wake_fd, 1);
}

/* With the mutex held; lets go of it while the file is read. */
static void
read_next(struct file_readers *readers)
{
	struct file_read *read = TAILQ_FIRST(&readers->waiting);

	TAILQ_REMOVE(&readers->waiting, read, link);
	read->state = FILE_READING;
	pthread_mutex_unlock(&readers->mutex);
	read_file(read);
	pthread_mutex_lock(&readers->mutex);
	if (read->cancelled)
		free_read(read);
	else
		post(read);
}

static void *
work(void *arg)
{
	struct file_readers *readers = arg;

	pthread_mutex_lock(&readers->mutex);
	while (!readers->closing) {
		if (!TAILQ_EMPTY(&readers->waiting)) {
			read_next(readers);
			continue;
		}
		readers->idle++;
		pthread_cond_wait(&readers->work, &readers->mutex);
		readers->idle--;
	}
	pthread_mutex_unlock(&readers->mutex);
	return NULL;
}

/* ---- in the loop ----------------------------------------------------------- */

static struct file_read *
take_read(struct file_readers *readers)
{
	struct file_read *read;

	pthread_mutex_lock(&readers->mutex);
	read = TAILQ_FIRST(&readers->read);
	if (read != NULL)
		TAILQ_REMOVE(&readers->read, read, link);
	pthread_mutex_unlock(&readers->mutex);
	return read;
}

static void
on_woken(evutil_socket_t fd, short what, void *arg)
{
	struct file_readers *readers = arg;
	struct file_read *read;
	eventfd_t count;

	(void)what;
	(void)eventfd_read(fd, &count); /* only to make it quiet */
	while ((read = take_read(readers)) != NULL) {
		read->done(&read->answer, read->arg);
		free_read(read);
	}
}

/* Signals are for the loop's thread. */
static bool
start_thread(struct file_readers *readers)
{
	sigset_t all, before;
	int status;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	status = pthread_create(&readers->threads[readers->thread_count], NULL,
	    work, readers);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (status == 0)
		readers->thread_count++;
	return status == 0;
}

struct file_read *
file_read_start(struct file_readers *readers,
    const struct file_request *request, file_done done, void *arg)
{
	struct file_read *read = xcalloc(1, sizeof(*read));
	bool busy;

	read->readers = readers;
	read->path = xstrdup(request->path);
	read->known = xstrdup(request->known);
	read->max_size = request->max_size;
	read->done = done;
	read->arg = arg;
	/* Room for one chunk more, by which too much is noticed. */
	buffer_init(&read->answer.body, request->max_size + CHUNK_BYTES);
	pthread_mutex_lock(&readers->mutex);
	read->state = FILE_WAITING;
	TAILQ_INSERT_TAIL(&readers->waiting, read, link);
	busy = readers->idle == 0;
	pthread_cond_signal(&readers->work);
	pthread_mutex_unlock(&readers->mutex);
	if (busy && readers->thread_count < LIMIT_FILE_THREADS &&
	    !start_thread(readers) && readers->thread_count == 0) {
		pthread_mutex_lock(&readers->mutex);
		TAILQ_REMOVE(&readers->waiting, read, link);
		fail(read, CLASS_LOCAL, "no thread to read it");
		post(read);
		pthread_mutex_unlock(&readers->mutex);
	}
	return read;
}

void
file_read_cancel(struct file_read *read)
{
	struct file_readers *readers = read->readers;
	bool idle;

	pthread_mutex_lock(&readers->mutex);
	idle = read->state != FILE_READING;
	if (idle)
		TAILQ_REMOVE(read->state == FILE_READ ? &readers->read
						      : &readers->waiting,
		    read, link);
	read->cancelled = true;
	pthread_mutex_unlock(&readers->mutex);
	if (idle)
		free_read(read);
}

struct file_readers *
file_readers_new(struct event_base *base)
{
	struct file_readers *readers = xcalloc(1, sizeof(*readers));

	TAILQ_INIT(&readers->waiting);
	TAILQ_INIT(&readers->read);
	pthread_mutex_init(&readers->mutex, NULL);
	pthread_cond_init(&readers->work, NULL);
	readers->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	readers->woken = event_new(base, readers->wake_fd, EV_READ | EV_PERSIST,
	    on_woken, readers);
	event_add(readers->woken, NULL);
	return readers;
}

static void
free_list(struct file_list *list)
{
	struct file_read *read;

	while ((read = TAILQ_FIRST(list)) != NULL) {
		TAILQ_REMOVE(list, read, link);
		free_read(read);
	}
}

void
file_readers_free(struct file_readers *readers)
{
	if (readers == NULL)
		return;
	pthread_mutex_lock(&readers->mutex);
	readers->closing = true;
	pthread_cond_broadcast(&readers->work);
	pthread_mutex_unlock(&readers->mutex);
	for (size_t i = 0; i < readers->thread_count; i++)
		pthread_join(readers->threads[i], NULL);
	free_list(&readers->waiting);
	free_list(&readers->read);
	event_free(readers->woken);
	close(readers->wake_fd);
	pthread_mutex_destroy(&readers->mutex);
	pthread_cond_destroy(&readers->work);
	free(readers);
}

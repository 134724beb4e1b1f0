/*
 * Hooks that are files: each delivery becomes one line of JSON at the end of a
 * file, which is opened anew each time, so that it may be rotated under us.
 *
 * A line is there whole or not at all: what was written in part is undone, and
 * a file that ends in half a line gets a line end first. Done means that it is
 * on the disk. A thread does it, for the loop never touches a disk.
 */
#include "notify/kinds.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "limits.h"
#include "memory.h"

#define FILE_MODE 0640 /* the group may read, as it may the database */

/* What the thread works on; it may outlive the attempt. */
struct line_job {
	struct append_attempt *attempt; /* of the loop alone */
	char *path;                     /* owned */
	char *text;                     /* owned: '\n', the line, '\n' */
	size_t len;
	struct delivery_result result;
};

struct append_attempt {
	struct notification *notification;
	struct errand *errand;
	struct event *timeout;
};

/* ---- in the thread ------------------------------------------------------------- */

static bool
fail(struct line_job *job, const char *format, ...) PRINTF_LIKE(2, 3);

static bool
fail(struct line_job *job, const char *format, ...)
{
	struct delivery_result *result = &job->result;
	va_list args;
	int len = snprintf(result->reason, sizeof(result->reason),
	    "%.160s: ", job->path);

	va_start(args, format);
	vsnprintf(result->reason + len, sizeof(result->reason) - (size_t)len,
	    format, args);
	va_end(args);
	return false;
}

static bool
fail_errno(struct line_job *job)
{
	return fail(job, "%s", strerrordesc_np(errno));
}

/* Nothing that blocks for ever, nothing that leads elsewhere. */
static int
open_end(struct line_job *job)
{
	int fd = open(job->path,
	    O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
		O_CLOEXEC,
	    FILE_MODE);
	struct stat status;

	if (fd == -1) {
		if (errno == ELOOP)
			fail(job, "it is a symbolic link");
		else
			fail_errno(job);
		return -1;
	}
	if (fstat(fd, &status) == -1)
		fail_errno(job);
	else if (!S_ISREG(status.st_mode))
		fail(job, "not a regular file");
	else
		return fd;
	close(fd);
	return -1;
}

/* Whether the file ends within a line; *size is where it ends. */
static bool
look_at_end(struct line_job *job, int fd, off_t *size, bool *within)
{
	struct stat status;
	char last = '\n';

	if (fstat(fd, &status) == -1)
		return fail_errno(job);
	*size = status.st_size;
	if (*size > 0 && pread(fd, &last, 1, *size - 1) == -1)
		return fail_errno(job);
	*within = last != '\n';
	return true;
}

/* Takes back what was written in part, unless somebody else has written
 * behind it. */
static void
take_back(int fd, off_t size, size_t written)
{
	struct stat status;

	if (written > 0 && fstat(fd, &status) == 0 &&
	    status.st_size == size + (off_t)written &&
	    ftruncate(fd, size) == -1)
		return; /* the next line mends it (look_at_end) */
}

static bool
write_line(struct line_job *job, int fd)
{
	size_t done = 0, from;
	bool within = false;
	off_t size = 0;

	if (!look_at_end(job, fd, &size, &within))
		return false;
	from = within ? 0 : 1;
	while (from + done < job->len) {
		ssize_t put = write(fd, job->text + from + done,
		    job->len - from - done);

		if (put > 0)
			done += (size_t)put;
		if (put == 0 || (put == -1 && errno != EINTR)) {
			fail_errno(job);
			take_back(fd, size, done);
			return false;
		}
	}
	return fdatasync(fd) == 0 || fail_errno(job);
}

/* A file that is new is only there for good when its folder says so. */
static bool
sync_folder(struct line_job *job)
{
	char *folder = strndup(job->path,
	    (size_t)(strrchr(job->path, '/') + 1 - job->path));
	int fd = folder == NULL
	    ? -1
	    : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd != -1 && fsync(fd) == 0;

	if (!ok)
		fail_errno(job);
	if (fd != -1)
		close(fd);
	free(folder);
	return ok;
}

/* One line at a time, also where two hooks share a file. */
static void
append_run(void *arg)
{
	struct line_job *job = arg;
	bool is_new = access(job->path, F_OK) == -1, ok;
	int fd = open_end(job);

	if (fd == -1)
		return;
	ok = flock(fd, LOCK_EX) == 0 || fail_errno(job);
	ok = ok && write_line(job, fd) && (!is_new || sync_folder(job));
	close(fd);
	if (ok)
		job->result = (struct delivery_result){
			.verdict = DELIVERY_OK
		};
}

/* ---- in the loop ----------------------------------------------------------------- */

static void
attempt_free(struct append_attempt *attempt)
{
	if (attempt->timeout != NULL)
		event_free(attempt->timeout);
	free(attempt);
}

static void
attempt_end(struct append_attempt *attempt,
    const struct delivery_result *result)
{
	struct notification *notification = attempt->notification;

	notification->result = *result;
	notification->attempt = NULL;
	attempt_free(attempt);
	notification_end(notification);
}

static void
append_done(void *arg)
{
	struct line_job *job = arg;

	attempt_end(job->attempt, &job->result);
}

static void
append_free(void *arg)
{
	struct line_job *job = arg;

	free(job->path);
	free(job->text);
	free(job);
}

static void
append_cancel(void *arg)
{
	struct append_attempt *attempt = arg;

	if (attempt->errand != NULL)
		errand_cancel(attempt->errand);
	attempt_free(attempt);
}

/* The thread hangs on; where it succeeds after all the line is there twice,
 * with the same key. */
static void
on_timeout(evutil_socket_t fd, short what, void *arg)
{
	struct append_attempt *attempt = arg;
	struct delivery_result result = { .verdict = DELIVERY_RETRY,
		.status = -1 };

	(void)fd;
	(void)what;
	errand_cancel(attempt->errand);
	snprintf(result.reason, sizeof(result.reason),
	    "%.160s: not written within %lld s",
	    attempt->notification->hook->path,
	    (long long)attempt->notification->hook->timeout_s);
	attempt_end(attempt, &result);
}

static struct line_job *
job_new(struct append_attempt *attempt, struct slice payload)
{
	struct line_job *job = xcalloc(1, sizeof(*job));

	job->attempt = attempt;
	job->path = xstrdup(attempt->notification->hook->path);
	job->len = payload.len + 2;
	job->text = malloc(job->len);
	job->result.verdict = DELIVERY_RETRY;
	job->result.status = -1;
	if (job->text == NULL)
		return job;
	job->text[0] = '\n';
	memcpy(job->text + 1, payload.ptr, payload.len);
	job->text[job->len - 1] = '\n';
	return job;
}

static bool
send_errand(struct append_attempt *attempt, struct slice payload,
    struct error *err)
{
	static const struct errand_kind kind = { append_run, append_done,
		append_free };
	struct line_job *job = job_new(attempt, payload);
	struct timeval limit_s = {
		.tv_sec = attempt->notification->hook->timeout_s,
	};

	attempt->timeout = evtimer_new(attempt->notification->notifier->base,
	    on_timeout, attempt);
	if (job->text == NULL || attempt->timeout == NULL ||
	    event_add(attempt->timeout, &limit_s) == -1)
		error_set(err, ERROR_MEMORY, "no memory for a line");
	else
		attempt->errand =
		    errand_start(attempt->notification->notifier->errands,
			&kind, job, err);
	if (attempt->errand == NULL)
		append_free(job);
	return attempt->errand != NULL;
}

static bool
append_start(struct notification *notification, struct slice payload,
    struct error *err)
{
	struct append_attempt *attempt = xcalloc(1, sizeof(*attempt));

	attempt->notification = notification;
	if (!send_errand(attempt, payload, err)) {
		attempt_free(attempt);
		return false;
	}
	notification->attempt = attempt;
	return true;
}

const struct notify_kind notify_append = {
	.kind = HOOK_FILE,
	.start = append_start,
	.cancel = append_cancel,
};

/*
 * Hooks that are programs: fixed argv, no shell, one JSON document on standard
 * input, a clean environment, a process group of their own, limits on time and
 * output.
 *
 * Standard input is a memory file, so that a hook that never reads cannot block
 * anybody. The end of the process is learnt from a pidfd, not from SIGCHLD,
 * which belongs to nobody here. When the hook ends, what is left of its process
 * group is killed; when crierd dies, the kernel kills the hook, which will be
 * run again under the same key.
 */
#include "notify/kinds.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <event2/event.h>

#include "limits.h"
#include "memory.h"
#include "notify/reason.h"

enum {
	EXIT_NOT_EXECUTED = 127
};

struct exec_attempt {
	struct notification *notification;
	pid_t parent, pid; /* pid is also its process group */
	int pidfd, output_fd;
	struct event *ended, *readable, *timeout;
	struct buffer output;
	bool timed_out;
	/* Shared with the child: why it could not be executed, or 0. */
	int *exec_errno;
};

/* ---- the child, between fork and exec: async-signal-safe calls only --------- */

static void
limit(__rlimit_resource_t resource, rlim_t value)
{
	struct rlimit bound = { value, value };

	setrlimit(resource, &bound);
}

static NO_RETURN void
child_run(const struct exec_attempt *attempt, char *const environment[],
    int input_fd, int output_fd)
{
	const struct hook *hook = attempt->notification->hook;
	sigset_t none;
	char *const *argv;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != attempt->parent)
		_exit(EX_TEMPFAIL); /* it died before the line above */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, LIMIT_HOOK_FILES);
	if (dup2(input_fd, 0) == -1 || dup2(output_fd, 1) == -1 ||
	    dup2(output_fd, 2) == -1 || chdir("/") == -1)
		_exit(EX_TEMPFAIL);
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	memcpy(&argv, &hook->argv, sizeof(argv));
	execve(hook->argv[0], argv, environment);
	*attempt->exec_errno = errno;
	_exit(EXIT_NOT_EXECUTED);
}

/* ---- the end ------------------------------------------------------------------ */

static void
attempt_free(struct exec_attempt *attempt)
{
	if (attempt->ended != NULL)
		event_free(attempt->ended);
	if (attempt->readable != NULL)
		event_free(attempt->readable);
	if (attempt->timeout != NULL)
		event_free(attempt->timeout);
	if (attempt->pidfd != -1)
		close(attempt->pidfd);
	if (attempt->output_fd != -1)
		close(attempt->output_fd);
	if (attempt->exec_errno != NULL)
		munmap(attempt->exec_errno, sizeof(*attempt->exec_errno));
	buffer_finish(&attempt->output);
	free(attempt);
}

/* Takes what the pipe holds; beyond the cap it is read and dropped, so that the
 * hook can go on. False at its end. */
static bool
drain_output(struct exec_attempt *attempt)
{
	char chunk[4096];
	size_t room;
	ssize_t got = 0;

	/* Bounded, so that a flood takes its turn like everybody. */
	for (int i = 0; i < LIMIT_DRAIN_READS; i++) {
		got = read(attempt->output_fd, chunk, sizeof(chunk));
		if (got <= 0)
			break;
		room = attempt->output.max - attempt->output.len;
		buffer_append_bytes(&attempt->output, chunk,
		    (size_t)got < room ? (size_t)got : room);
	}
	return got > 0 || (got == -1 && (errno == EAGAIN || errno == EINTR));
}

/* The last line of what it printed says best why it failed. */
static struct slice
last_line(const struct exec_attempt *attempt)
{
	struct slice rest = slice_trim(buffer_slice(&attempt->output));
	struct slice line = { NULL, 0 };

	while (slice_cut(&rest, '\n', &line))
		continue;
	return line;
}

static void
judge(struct exec_attempt *attempt, int status)
{
	const struct hook *hook = attempt->notification->hook;
	struct delivery_result *result = &attempt->notification->result;
	char what[sizeof(result->reason)];

	result->verdict = DELIVERY_RETRY;
	if (*attempt->exec_errno != 0) {
		result->status = EXIT_NOT_EXECUTED;
		snprintf(what, sizeof(what), "cannot execute %s: %s",
		    hook->argv[0], strerror(*attempt->exec_errno));
	} else if (attempt->timed_out) {
		result->status = 128 + SIGKILL;
		snprintf(what, sizeof(what),
		    "still ran after %lld s and was killed",
		    (long long)hook->timeout_s);
	} else if (WIFSIGNALED(status)) {
		result->status = 128 + WTERMSIG(status);
		snprintf(what, sizeof(what), "killed by signal %d",
		    WTERMSIG(status));
	} else {
		result->status = WEXITSTATUS(status);
		snprintf(what, sizeof(what), "exit code %d", result->status);
		if (result->status == EX_DATAERR)
			result->verdict = DELIVERY_PERMANENT;
	}
	if (result->status == 0)
		result->verdict = DELIVERY_OK;
	else
		reason_say(result, what, last_line(attempt));
}

static void
on_ended(evutil_socket_t fd, short what, void *arg)
{
	struct exec_attempt *attempt = arg;
	struct notification *notification = attempt->notification;
	int status;

	(void)fd;
	(void)what;
	if (waitpid(attempt->pid, &status, WNOHANG) != attempt->pid)
		return;
	kill(-attempt->pid, SIGKILL);
	drain_output(attempt);
	judge(attempt, status);
	attempt_free(attempt);
	notification->attempt = NULL;
	notification_end(notification);
}

static void
on_output(evutil_socket_t fd, short what, void *arg)
{
	struct exec_attempt *attempt = arg;

	(void)fd;
	(void)what;
	if (!drain_output(attempt))
		event_del(attempt->readable);
}

/* First a word, then the sword. */
static void
on_timeout(evutil_socket_t fd, short what, void *arg)
{
	struct exec_attempt *attempt = arg;
	struct timeval grace = { .tv_sec = TIMEOUT_HOOK_GRACE_S };

	(void)fd;
	(void)what;
	kill(-attempt->pid, attempt->timed_out ? SIGKILL : SIGTERM);
	attempt->timed_out = true;
	event_add(attempt->timeout, &grace);
}

static void
exec_cancel(void *arg)
{
	struct exec_attempt *attempt = arg;

	kill(-attempt->pid, SIGKILL);
	waitpid(attempt->pid, NULL, 0);
	attempt_free(attempt);
}

/* ---- the beginning ---------------------------------------------------------------- */

/* The document as a file that the hook reads from its start. -1 with errno. */
static int
make_input(struct slice payload)
{
	int fd = memfd_create("crier-delivery", MFD_CLOEXEC);

	if (fd == -1)
		return -1;
	while (payload.len > 0) {
		ssize_t put = write(fd, payload.ptr, payload.len);

		if (put == -1 && errno != EINTR) {
			close(fd);
			return -1;
		}
		if (put > 0)
			payload = slice_from(payload, (size_t)put);
	}
	if (lseek(fd, 0, SEEK_SET) == -1) {
		close(fd);
		return -1;
	}
	return fd;
}

static char **
make_environment(const struct notification *notification, struct arena *arena)
{
	const struct delivery *delivery = notification->delivery;
	char **environment = arena_alloc_array(arena, 8, sizeof(*environment));
	size_t i = 0;

	if (environment == NULL)
		return NULL;
	environment[i++] = arena_format(arena,
	    "PATH=/usr/local/bin:/usr/bin:/bin");
	environment[i++] = arena_format(arena, "CRIER_KEY=%s", delivery->key);
	if (delivery->topic.ptr != NULL)
		environment[i++] = arena_format(arena, "CRIER_TOPIC=%.*s",
		    SLICE_FMT(delivery->topic));
	environment[i++] = arena_format(arena, "CRIER_HOOK=%s",
	    notification->hook->name);
	if (delivery->event == EVENT_NEW || delivery->event == EVENT_UPDATED)
		environment[i++] = arena_format(arena, "CRIER_ID=%lld",
		    (long long)delivery->article.id);
	environment[i++] = arena_format(arena, "CRIER_ATTEMPT=%d",
	    delivery->attempts);
	return arena->failed ? NULL : environment;
}

static bool
share_errno(struct exec_attempt *attempt)
{
	/* -1 is what goes with MAP_ANONYMOUS. */
	/* cppcheck-suppress invalidFunctionArg */
	void *page = mmap(NULL, sizeof(*attempt->exec_errno),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return false;
	attempt->exec_errno = page;
	return true;
}

static bool
spawn(struct exec_attempt *attempt, struct slice payload, struct error *err)
{
	const struct hook *hook = attempt->notification->hook;
	int input_fd = -1, pipes[2] = { -1, -1 };
	struct arena arena;
	char **environment;
	bool ok = false;

	arena_init(&arena, LIMIT_HOOK_ENVIRONMENT);
	environment = make_environment(attempt->notification, &arena);
	input_fd = make_input(payload);
	if (environment == NULL || input_fd == -1 || !share_errno(attempt) ||
	    pipe2(pipes, O_CLOEXEC) == -1 ||
	    fcntl(pipes[0], F_SETFL, O_NONBLOCK) == -1)
		goto out;
	attempt->pid = fork();
	if (attempt->pid == -1)
		goto out;
	if (attempt->pid == 0)
		child_run(attempt, environment, input_fd, pipes[1]);
	setpgid(attempt->pid, attempt->pid);
	attempt->pidfd = (int)syscall(SYS_pidfd_open, attempt->pid, 0);
	attempt->output_fd = pipes[0];
	pipes[0] = -1;
	ok = attempt->pidfd != -1;
out:
	if (!ok)
		error_set(err, ERROR_IO, "cannot run %s: %s", hook->argv[0],
		    strerror(errno));
	if (!ok && attempt->pid > 0) {
		kill(-attempt->pid, SIGKILL);
		waitpid(attempt->pid, NULL, 0);
	}
	if (input_fd != -1)
		close(input_fd);
	if (pipes[0] != -1)
		close(pipes[0]);
	if (pipes[1] != -1)
		close(pipes[1]);
	arena_finish(&arena);
	return ok;
}

static bool
watch(struct exec_attempt *attempt, struct error *err)
{
	struct event_base *base = attempt->notification->notifier->base;
	struct timeval limit_s = {
		.tv_sec = attempt->notification->hook->timeout_s,
	};

	attempt->ended = event_new(base, attempt->pidfd, EV_READ | EV_PERSIST,
	    on_ended, attempt);
	attempt->readable = event_new(base, attempt->output_fd,
	    EV_READ | EV_PERSIST, on_output, attempt);
	attempt->timeout = evtimer_new(base, on_timeout, attempt);
	if (attempt->ended == NULL || attempt->readable == NULL ||
	    attempt->timeout == NULL || event_add(attempt->ended, NULL) == -1 ||
	    event_add(attempt->readable, NULL) == -1 ||
	    event_add(attempt->timeout, &limit_s) == -1)
		return error_set(err, ERROR_MEMORY, "cannot watch the hook");
	return true;
}

static bool
exec_start(struct notification *notification, struct slice payload,
    struct error *err)
{
	struct exec_attempt *attempt = xcalloc(1, sizeof(*attempt));

	attempt->notification = notification;
	attempt->parent = getpid();
	attempt->pidfd = -1;
	attempt->output_fd = -1;
	buffer_init(&attempt->output, LIMIT_HOOK_OUTPUT);
	if (!spawn(attempt, payload, err)) {
		attempt_free(attempt);
		return false;
	}
	if (!watch(attempt, err)) {
		exec_cancel(attempt);
		return false;
	}
	notification->attempt = attempt;
	return true;
}

const struct notify_kind notify_exec = {
	.kind = HOOK_EXEC,
	.start = exec_start,
	.cancel = exec_cancel,
};

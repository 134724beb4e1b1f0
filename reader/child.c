/*
 * The process of a reader: the same program, started anew, so that nothing of
 * this one's memory is in it; a socket on descriptor 3, no environment, no
 * other descriptors. It gets its own session, for an interrupt from the
 * terminal is meant for us and must not look like a feed that kills readers.
 */
#include "reader/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "limits.h"
#include "reader/sandbox.h"
#include "reader/wire.h"

/* What sanitizers and coverage read; a normal build passes nothing on. */
static const char *const passed_on[] = { "ASAN_OPTIONS", "LSAN_OPTIONS",
	"TSAN_OPTIONS", "UBSAN_OPTIONS", "GCOV_PREFIX", "GCOV_PREFIX_STRIP",
	"LLVM_PROFILE_FILE" };

struct environment {
	char *strings[ARRAY_LEN(passed_on) + 1];
};

static void
fill_environment(struct environment *clean)
{
	size_t count = 0;

	for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
		for (size_t i = 0; i < ARRAY_LEN(passed_on); i++) {
			size_t len = strlen(passed_on[i]);

			if (strncmp(*entry, passed_on[i], len) == 0 &&
			    (*entry)[len] == '=')
				clean->strings[count++] = *entry;
		}
	clean->strings[count] = NULL;
}

/* Descriptor 3 first: where ours were closed, the socket may be one of 0 to 2
 * itself. */
static int
add_actions(posix_spawn_file_actions_t *actions, int socket)
{
	int failed = posix_spawn_file_actions_adddup2(actions, socket, WIRE_FD);

	if (failed == 0)
		failed = posix_spawn_file_actions_addopen(actions, STDIN_FILENO,
		    "/dev/null", O_RDWR, 0);
	if (failed == 0)
		failed = posix_spawn_file_actions_adddup2(actions, STDIN_FILENO,
		    STDOUT_FILENO);
	return failed;
}

static int
set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	int failed;

	sigemptyset(&none);
	sigfillset(&all);
	failed = posix_spawnattr_setflags(attributes,
	    POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
		POSIX_SPAWN_SETSIGDEF);
	if (failed == 0)
		failed = posix_spawnattr_setsigmask(attributes, &none);
	if (failed == 0)
		failed = posix_spawnattr_setsigdefault(attributes, &all);
	return failed;
}

/* 0 or an errno. */
static int
spawn(pid_t *pid, int socket)
{
	char *argv[] = { (char[]){ "crier-reader" }, (char[]){ CHILD_ROLE },
		NULL };
	struct environment clean = { { NULL } };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int failed;

	if (sandbox_relaxed() != NULL)
		fill_environment(&clean);
	failed = posix_spawn_file_actions_init(&actions);
	if (failed != 0)
		return failed;
	failed = posix_spawnattr_init(&attributes);
	if (failed != 0)
		goto out;
	failed = add_actions(&actions, socket);
	if (failed == 0)
		failed = set_attributes(&attributes);
	if (failed == 0)
		failed = posix_spawn(pid, "/proc/self/exe", &actions,
		    &attributes, argv, clean.strings);
	posix_spawnattr_destroy(&attributes);
out:
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

bool
child_spawn(struct child *child, struct error *err)
{
	int ends[2], failed;

	*child = (struct child){ 0, -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return error_set(err, ERROR_UNAVAILABLE,
		    "socket for a reader: %s", strerror(errno));
	failed = fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0
	    ? errno
	    : spawn(&child->pid, ends[1]);
	close(ends[1]);
	if (failed != 0) {
		close(ends[0]);
		child->pid = 0;
		return error_set(err, ERROR_UNAVAILABLE,
		    "a reader cannot be started: %s", strerror(failed));
	}
	child->socket = ends[0];
	return true;
}

void
child_dismiss(const struct child *child)
{
	/* It fails only where the other end is gone already. */
	(void)shutdown(child->socket, SHUT_WR);
}

/* True for want of processor time. */
static bool
describe(int status, char *sentence, size_t size)
{
	int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	const char *name = sigabbrev_np(number);

	if (number == 0)
		snprintf(sentence, size, "the reader ended with status %d",
		    WEXITSTATUS(status));
	else if (number == SIGXCPU)
		snprintf(sentence, size,
		    "the reader used up its processor time");
	else
		snprintf(sentence, size,
		    "the reader was killed by signal SIG%s",
		    name != NULL ? name : "?");
	return number == SIGXCPU;
}

bool
child_bury(struct child *child, char *sentence, size_t size)
{
	int status = 0;
	pid_t pid;

	/* A process that has died by itself keeps its own status. */
	kill(child->pid, SIGKILL);
	do
		pid = waitpid(child->pid, &status, 0);
	while (pid < 0 && errno == EINTR);
	if (child->socket >= 0)
		close(child->socket);
	*child = (struct child){ 0, -1 };
	return describe(status, sentence, size);
}

/* ---- jobs ------------------------------------------------------------------ */

bool
child_accepts(const struct reader_request *request,
    struct reader_result *result)
{
	if (request->body.len <= LIMIT_READER_INPUT)
		return true;
	result->status = READER_FAILED;
	snprintf(result->reason, sizeof(result->reason), "larger than %zu MiB",
	    LIMIT_READER_INPUT / MIB);
	return false;
}

int64_t
child_wall_ms(const struct reader_request *request)
{
	if (request->wall_ms <= 0)
		return LIMIT_READER_WALL_MS;
	return request->wall_ms < LIMIT_READER_WALL_MAX_MS
	    ? request->wall_ms
	    : LIMIT_READER_WALL_MAX_MS;
}

void
child_give_job(const struct child *child, struct exchange *exchange,
    const struct reader_request *request)
{
	sandbox_limit_job(child->pid, request->body.len,
	    child_wall_ms(request));
	exchange_ask(exchange, request);
}

/* The reader said what it must not, or more than it may. */
static void
fail_broken(const struct error *err, struct reader_result *result)
{
	struct error why = *err;

	result->status = READER_FAILED;
	if (err->kind != ERROR_MEMORY) {
		result->status = READER_KILLED;
		error_prefix(&why, "wrong answer of the reader");
	}
	snprintf(result->reason, sizeof(result->reason), "%.*s",
	    (int)sizeof(result->reason) - 1, why.text);
}

void
child_fail_job(struct child *child, enum exchange_news news,
    const struct error *err, struct reader_result *result)
{
	char sentence[sizeof(result->reason)];
	bool starved = child_bury(child, sentence, sizeof(sentence));

	if (news == EXCHANGE_BROKEN) {
		fail_broken(err, result);
		return;
	}
	result->status = starved || news == EXCHANGE_LATE ? READER_TIMEOUT
							  : READER_KILLED;
	snprintf(result->reason, sizeof(result->reason), "%s",
	    news == EXCHANGE_LATE ? "the reader took too long" : sentence);
}

void
child_fail_start(struct child *child, enum exchange_news news,
    const struct exchange *exchange, struct error *err)
{
	char sentence[sizeof(err->text)];
	bool spoke = news == EXCHANGE_READY;

	child_bury(child, sentence, sizeof(sentence));
	if (news == EXCHANGE_LATE)
		error_set(err, ERROR_UNAVAILABLE, "it was not ready in time");
	else if (news != EXCHANGE_BROKEN)
		error_set(err, ERROR_UNAVAILABLE, "%s",
		    spoke ? exchange->ready.problem : sentence);
	err->kind = ERROR_UNAVAILABLE;
	error_prefix(err, "a reader cannot be started");
}

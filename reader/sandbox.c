/*
 * seccomp and resource limits of a reader. The eleven calls are what glibc's
 * malloc, read, write and exit need; threads are never made. What loads lazily
 * has to be loaded before: that is role.c's business.
 */
#include "reader/sandbox.h"

#include <errno.h>
#include <malloc.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "limits.h"
#include "reader.h"

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/* Each a build in which the program needs more calls than a reader may make:
 * shadow memory, reports, files of counters. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||       \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define RELAXED "relaxed: sanitizers"
#elif defined(CRIER_RELAXED_SANDBOX)
#define RELAXED "relaxed: by the build"
#else
#define RELAXED NULL
#endif

/* The level of libseccomp's interface that knows SCMP_ACT_KILL_PROCESS: Linux
 * 4.14. */
#define SECCOMP_API_KILL_PROCESS 3

#define OOM_SCORE "500" /* readers go before anything else of ours */

const char *
sandbox_relaxed(void)
{
	return RELAXED;
}

static bool
have_seccomp(void)
{
	return seccomp_api_get() >= SECCOMP_API_KILL_PROCESS;
}

bool
sandbox_check(enum sandbox_mode mode, struct error *err)
{
	if (sandbox_relaxed() != NULL || mode == SANDBOX_BEST_EFFORT ||
	    have_seccomp())
		return true;
	return error_set(err, ERROR_UNAVAILABLE,
	    "this kernel has no seccomp to lock readers with; 'sandbox: "
	    "best-effort' does without");
}

const char *
reader_sandbox_state(enum sandbox_mode mode)
{
	if (sandbox_relaxed() != NULL)
		return sandbox_relaxed();
	if (mode == SANDBOX_REQUIRED || have_seccomp())
		return "seccomp";
	return "none: the kernel has no seccomp";
}

/* ---- limits ---------------------------------------------------------------- */

static const struct {
	__rlimit_resource_t resource;
	rlim_t soft, hard;
} limits[] = {
	/* The soft ones move from job to job: sandbox_limit_job. */
	{ RLIMIT_DATA, LIMIT_READER_DATA, LIMIT_READER_DATA_MAX },
	{ RLIMIT_CPU, LIMIT_READER_CPU_TOTAL_S, LIMIT_READER_CPU_TOTAL_S },
	{ RLIMIT_NOFILE, 0, 0 },
	{ RLIMIT_NPROC, 0, 0 },
	{ RLIMIT_FSIZE, 0, 0 },
	{ RLIMIT_CORE, 0, 0 },
};

static bool
set_limits(struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		struct rlimit limit = { limits[i].soft, limits[i].hard };
		struct rlimit old;

		/* Whoever started crier may have been stricter. */
		if (getrlimit(limits[i].resource, &old) == 0 &&
		    old.rlim_max < limit.rlim_max)
			limit.rlim_max = old.rlim_max;
		if (limit.rlim_cur > limit.rlim_max)
			limit.rlim_cur = limit.rlim_max;
		if (setrlimit(limits[i].resource, &limit) != 0)
			return error_set(err, ERROR_UNAVAILABLE,
			    "resource limits of a reader: %s", strerror(errno));
	}
	return true;
}

static rlim_t
cpu_used_s(pid_t pid)
{
	struct timespec used = { 0, 0 };
	clockid_t id;

	if (clock_getcpuclockid(pid, &id) != 0 || clock_gettime(id, &used) != 0)
		return 0;
	return (rlim_t)used.tv_sec + 1;
}

/* Moves the soft limit up to the hard one at most. A kernel that forbids it
 * leaves the reader with what it has; the deadline holds in any case. */
static void
move_limit(pid_t pid, __rlimit_resource_t resource, rlim_t soft)
{
	struct rlimit limit;

	if (prlimit(pid, resource, NULL, &limit) != 0)
		return;
	limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
	(void)prlimit(pid, resource, &limit, NULL);
}

/* A body that only --max-size lets in is held twice: as it came, and decoded. */
static rlim_t
data_limit(size_t body_size)
{
	if (body_size <= LIMIT_READER_INPUT_SMALL)
		return LIMIT_READER_DATA;
	return 2 * body_size > LIMIT_READER_DATA_BIG / 2
	    ? 2 * body_size + LIMIT_READER_DATA_BIG / 2
	    : LIMIT_READER_DATA_BIG;
}

void
sandbox_limit_job(pid_t pid, size_t body_size, int64_t wall_ms)
{
	rlim_t shares = (rlim_t)(wall_ms - 1) / LIMIT_READER_WALL_MS + 1;

	if (sandbox_relaxed() != NULL)
		return;
	move_limit(pid, RLIMIT_DATA, data_limit(body_size));
	move_limit(pid, RLIMIT_CPU,
	    cpu_used_s(pid) + shares * LIMIT_READER_CPU_S);
}

/* ---- the filter ------------------------------------------------------------ */

enum argument_rule {
	ANY,
	ON_SOCKET,     /* the first argument is the socket */
	NOT_TO_EXECUTE /* the third, of mmap, is without PROT_EXEC */
};

/* Section 4.4 of the reliability standard; nothing else returns. */
static const struct {
	int call;
	enum argument_rule rule;
} allowed[] = {
	{ SCMP_SYS(read), ON_SOCKET },
	{ SCMP_SYS(write), ON_SOCKET },
	{ SCMP_SYS(mmap), NOT_TO_EXECUTE },
	{ SCMP_SYS(munmap), ANY },
	{ SCMP_SYS(mremap), ANY },
	{ SCMP_SYS(brk), ANY },
	{ SCMP_SYS(madvise), ANY },
	{ SCMP_SYS(futex), ANY },
	{ SCMP_SYS(exit), ANY },
	{ SCMP_SYS(exit_group), ANY },
	{ SCMP_SYS(rt_sigreturn), ANY },
};

static int
allow(scmp_filter_ctx filter, int call, enum argument_rule rule, int socket)
{
	const struct scmp_arg_cmp on_socket = {
		.arg = 0,
		.op = SCMP_CMP_EQ,
		.datum_a = (scmp_datum_t)socket,
	};
	const struct scmp_arg_cmp not_to_execute = {
		.arg = 2,
		.op = SCMP_CMP_MASKED_EQ,
		.datum_a = PROT_EXEC,
		.datum_b = 0,
	};
	const struct scmp_arg_cmp *const rules[] = {
		[ANY] = NULL,
		[ON_SOCKET] = &on_socket,
		[NOT_TO_EXECUTE] = &not_to_execute,
	};

	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call,
	    rules[rule] != NULL, rules[rule]);
}

/* 0 or a negative errno. */
static int
load_filter(int socket)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int failed;

	if (filter == NULL)
		return -ENOMEM;
	/* x32 and i386 calls have other numbers: they kill too. */
	failed = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
	    SCMP_ACT_KILL_PROCESS);
	for (size_t i = 0; failed == 0 && i < ARRAY_LEN(allowed); i++)
		failed = allow(filter, allowed[i].call, allowed[i].rule,
		    socket);
	if (failed == 0)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	return failed;
}

static void
volunteer_for_the_oom_killer(void)
{
	FILE *file = fopen("/proc/self/oom_score_adj", "we");

	if (file == NULL)
		return; /* no /proc: the kernel chooses by size alone */
	fputs(OOM_SCORE, file);
	(void)fclose(file);
}

bool
sandbox_enter(int socket, enum sandbox_mode mode, struct error *err)
{
	int failed;

	volunteer_for_the_oom_killer();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return error_set(err, ERROR_UNAVAILABLE,
		    "no_new_privs of a reader: %s", strerror(errno));
	if (sandbox_relaxed() != NULL)
		return true;
	/* Without threads malloc has one arena as it is; were there ever one,
	 * a failed allocation would count the processors by opening a file. */
	(void)mallopt(M_ARENA_MAX, 1);
	/* What a reader could print would reach a terminal or a log. */
	if (dup2(STDIN_FILENO, STDERR_FILENO) < 0)
		return error_set(err, ERROR_UNAVAILABLE,
		    "standard error of a reader: %s", strerror(errno));
	if (!set_limits(err))
		return false;
	failed = load_filter(socket);
	if (failed == 0 || mode == SANDBOX_BEST_EFFORT)
		return true;
	return error_set(err, ERROR_UNAVAILABLE,
	    "seccomp filter of a reader: %s", strerror(-failed));
}

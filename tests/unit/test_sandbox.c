#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "compiler.h"
#include "limits.h"
#include "memory.h"
#include "reader/sandbox.h"
#include "reader_probe.h"

Suite *sandbox_suite(void);

/* ---- a build says what it is ---------------------------------------------------- */

START_TEST(the_state_is_the_same_for_users_and_for_us)
{
	const char *state = reader_sandbox_state(SANDBOX_REQUIRED);
	struct error err;

	if (sandbox_relaxed() != NULL)
		ck_assert_str_eq(state, sandbox_relaxed());
	else
		ck_assert_str_eq(state, "seccomp");
	ck_assert(sandbox_check(SANDBOX_REQUIRED, &err));
	ck_assert(sandbox_check(SANDBOX_BEST_EFFORT, &err));
}
END_TEST

/* ---- a normal build: what a reader cannot do ------------------------------------ */

static void
run(const char *body, struct reader_result *result)
{
	struct reader_request request = reader_probe_request(body);
	struct error err;

	ck_assert_msg(reader_run_once(&request, SANDBOX_REQUIRED, result, &err),
	    "%s", err.text);
}

static const char *const forbidden[] = { "!open", "!socket", "!execve", "!fork",
	"!print", "!read-other", "!map-code" };

START_TEST(a_forbidden_call_ends_in_sigsys)
{
	struct reader_result result;

	run(forbidden[_i], &result);
	ck_assert_msg(result.status == READER_KILLED, "%s: %d", forbidden[_i],
	    (int)result.status);
	ck_assert_msg(strcmp(result.reason,
			  "the reader was killed by signal SIGSYS") == 0,
	    "%s: %s", forbidden[_i], result.reason);
}
END_TEST

/* Megabytes that a reader got before it failed softly. */
static int64_t
memory_of(struct bytes body)
{
	struct reader_request request = { .body = body };
	struct reader_result result;
	struct error err;
	int64_t megabytes = 0;

	ck_assert_msg(reader_run_once(&request, SANDBOX_REQUIRED, &result,
			  &err),
	    "%s", err.text);
	ck_assert_msg(result.status == READER_FAILED, "%s", result.reason);
	ck_assert_msg(slice_to_int64(slice_of(result.reason), 0, 1024,
			  &megabytes),
	    "%s", result.reason);
	return megabytes;
}

START_TEST(memory_past_the_limit_fails_softly)
{
	struct reader_request request = reader_probe_request("!memory");
	int64_t megabytes = memory_of(request.body);

	ck_assert_int_le(megabytes, LIMIT_READER_DATA / MIB);
	ck_assert_int_ge(megabytes, LIMIT_READER_DATA / MIB - 32);
}
END_TEST

START_TEST(a_large_body_has_more_memory)
{
	const size_t size = LIMIT_READER_INPUT_SMALL + 1;
	unsigned char *body = xcalloc(1, size);
	int64_t megabytes;

	memcpy(body, "!memory", 7);
	megabytes = memory_of((struct bytes){ body, size });
	ck_assert_int_le(megabytes, LIMIT_READER_DATA_BIG / MIB);
	ck_assert_int_ge(megabytes, LIMIT_READER_DATA_BIG / MIB - 64);
	free(body);
}
END_TEST

/* ---- what the system says of one that waits ------------------------------------- */

struct idle_reader {
	struct event_base *base;
	struct reader_pool *pool;
	int pid;
};

static void
on_done(struct reader_result *result, void *arg)
{
	bool *done = arg;

	document_free(result->document);
	*done = true;
}

static void
open_idle_reader(struct idle_reader *reader, enum sandbox_mode mode)
{
	struct reader_request request = reader_probe_request("!document");
	struct error err;
	bool done = false;

	reader->base = event_base_new();
	reader->pool = reader_pool_new(reader->base, 1, mode, &err);
	ck_assert_msg(reader->pool != NULL, "%s", err.text);
	reader_start(reader->pool, &request, on_done, &done);
	while (!done)
		event_base_loop(reader->base, EVLOOP_ONCE);
	ck_assert_uint_eq(reader_pool_pids(reader->pool, &reader->pid, 1), 1);
}

static void
close_idle_reader(struct idle_reader *reader)
{
	reader_pool_free(reader->pool);
	event_base_free(reader->base);
}

static void
read_proc(const struct idle_reader *reader, const char *name, char *text,
    size_t size)
{
	char path[64];
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "/proc/%d/%s", reader->pid, name);
	file = fopen(path, "re");
	ck_assert_msg(file != NULL, "%s", path);
	len = fread(text, 1, size - 1, file);
	text[len] = '\0';
	fclose(file);
}

static void
check_line(const char *text, const char *line)
{
	ck_assert_msg(strstr(text, line) != NULL, "no '%s' in:\n%s", line,
	    text);
}

START_TEST(a_reader_is_filtered_and_can_gain_no_privileges)
{
	struct idle_reader reader;
	char text[4096];

	/* Best effort is no less where the kernel can do it. */
	open_idle_reader(&reader,
	    _i == 0 ? SANDBOX_REQUIRED : SANDBOX_BEST_EFFORT);
	read_proc(&reader, "status", text, sizeof(text));
	check_line(text, "Seccomp:\t2\n");
	check_line(text, "NoNewPrivs:\t1\n");
	read_proc(&reader, "oom_score_adj", text, sizeof(text));
	ck_assert_str_eq(text, "500\n");
	close_idle_reader(&reader);
}
END_TEST

/* The soft and hard limit of a name in /proc/PID/limits. */
static void
check_limit(const char *text, const char *name, const char *soft,
    const char *hard)
{
	const char *at = strstr(text, name);
	char got_soft[32], got_hard[32];

	ck_assert_msg(at != NULL, "no '%s' in:\n%s", name, text);
	ck_assert_int_eq(sscanf(at + strlen(name), "%31s %31s", got_soft,
			     got_hard),
	    2);
	ck_assert_msg(strcmp(got_soft, soft) == 0 &&
		strcmp(got_hard, hard) == 0,
	    "%s: %s %s", name, got_soft, got_hard);
}

START_TEST(a_reader_has_its_limits)
{
	struct idle_reader reader;
	char text[4096];

	open_idle_reader(&reader, SANDBOX_REQUIRED);
	read_proc(&reader, "limits", text, sizeof(text));
	check_limit(text, "Max open files", "0", "0");
	check_limit(text, "Max processes", "0", "0");
	check_limit(text, "Max file size", "0", "0");
	check_limit(text, "Max core file size", "0", "0");
	check_limit(text, "Max data size", "100663296", "1207959552");
	/* One second begun, and two for the job. */
	check_limit(text, "Max cpu time", "3", "7200");
	close_idle_reader(&reader);
}
END_TEST

START_TEST(a_reader_has_four_descriptors_and_no_environment)
{
	struct idle_reader reader;
	char path[64], text[4096], target[64] = "";
	struct dirent *entry;
	int count = 0;
	DIR *folder;

	open_idle_reader(&reader, SANDBOX_REQUIRED);
	snprintf(path, sizeof(path), "/proc/%d/fd", reader.pid);
	folder = opendir(path);
	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.') {
			ck_assert_str_le(entry->d_name, "3");
			count++;
		}
	closedir(folder);
	ck_assert_int_eq(count, 4);
	for (int fd = 0; fd < 3; fd++) {
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", reader.pid, fd);
		ck_assert_int_gt(readlink(path, target, sizeof(target) - 1), 0);
		ck_assert_msg(strcmp(target, "/dev/null") == 0, "%d: %s", fd,
		    target);
	}
	read_proc(&reader, "environ", text, sizeof(text));
	ck_assert_str_eq(text, "");
	ck_assert_int_ne(getsid(reader.pid), getsid(0));
	close_idle_reader(&reader);
}
END_TEST

static void
add_tests_of_a_normal_build(TCase *tests)
{
	tcase_add_loop_test(tests, a_forbidden_call_ends_in_sigsys, 0,
	    ARRAY_LEN(forbidden));
	tcase_add_test(tests, memory_past_the_limit_fails_softly);
	tcase_add_test(tests, a_large_body_has_more_memory);
	tcase_add_loop_test(tests,
	    a_reader_is_filtered_and_can_gain_no_privileges, 0, 2);
	tcase_add_test(tests, a_reader_has_its_limits);
	tcase_add_test(tests, a_reader_has_four_descriptors_and_no_environment);
}

Suite *
sandbox_suite(void)
{
	Suite *suite = suite_create("sandbox");
	TCase *tests = tcase_create("sandbox");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, the_state_is_the_same_for_users_and_for_us);
	if (sandbox_relaxed() == NULL)
		add_tests_of_a_normal_build(tests);
	else
		printf("skipped: tests of the sandbox (%s)\n",
		    sandbox_relaxed());
	suite_add_tcase(suite, tests);
	return suite;
}

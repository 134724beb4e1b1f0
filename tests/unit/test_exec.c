/* Hooks that are programs, run for real. */
#include "notify.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>
#include <event2/event.h>
#include <jansson.h>

#include "limits.h"
#include "pidfd.h"

Suite *exec_suite(void);

static char folder[] = "/tmp/crier-exec.XXXXXX";
static struct event_base *base;
static struct notifier *notifier;

static void
begin(void)
{
	memcpy(strrchr(folder, '.') + 1, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	base = event_base_new();
	notifier = notifier_new(base, NULL, clock_real());
}

static int
remove_one(const char *path, const struct stat *status, int type,
    struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static void
end(void)
{
	notifier_free(notifier);
	event_base_free(base);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *
write_script(const char *text)
{
	static char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/hook", folder);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file, "#!/bin/sh\ncd %s\n%s\n", folder, text);
	fclose(file);
	ck_assert_int_eq(chmod(path, 0700), 0);
	return path;
}

static char *
read_file(const char *name)
{
	char path[64], *text = calloc(1, 65536);
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	if (file != NULL) {
		text[fread(text, 1, 65535, file)] = '\0';
		fclose(file);
	}
	return text;
}

struct ending {
	struct delivery_result result;
	int calls;
};

static void
on_done(const struct delivery_result *result, void *arg)
{
	struct ending *ending = arg;

	ending->result = *result;
	ending->calls++;
	event_base_loopbreak(base);
}

static struct delivery_result
run_hook(const char **argv, int64_t timeout_s)
{
	struct hook hook = {
		.name = "h",
		.kind = HOOK_EXEC,
		.argv = argv,
		.timeout_s = timeout_s,
	};
	struct delivery delivery = {
		.key = "abcdefghijklmnopqrstuvwxyz",
		.topic = SLICE("nk"),
		.hook = SLICE("h"),
		.event = EVENT_NEW,
		.attempts = 3,
		.article = { .id = 42,
		    .title = SLICE("$(touch pwned) `touch pwned`; -x") },
	};
	struct ending ending = { .calls = 0 };

	notify_start(notifier, &hook, &delivery, on_done, &ending);
	ck_assert_msg(ending.calls == 0, "done was called from notify_start");
	event_base_dispatch(base);
	ck_assert_int_eq(ending.calls, 1);
	ck_assert_uint_eq(notifier_running(notifier), 0);
	return ending.result;
}

static struct delivery_result
run_script(const char *text)
{
	const char *argv[] = { write_script(text), NULL };

	return run_hook(argv, 30);
}

static const struct {
	const char *name, *script;
	enum delivery_verdict verdict;
	int status;
	const char *reason; /* its beginning */
} rows[] = {
	{ "0 is done", "exit 0", DELIVERY_OK, 0, "" },
	{ "65 is permanent", "exit 65", DELIVERY_PERMANENT, 65,
	    "exit code 65" },
	{ "75 is later", "exit 75", DELIVERY_RETRY, 75, "exit code 75" },
	{ "others are later", "exit 1", DELIVERY_RETRY, 1, "exit code 1" },
	{ "a signal is later", "kill -9 $$", DELIVERY_RETRY, 128 + SIGKILL,
	    "killed by signal 9" },
	{ "its last line is the reason",
	    "echo first; echo 'no disk' >&2; exit 3", DELIVERY_RETRY, 3,
	    "exit code 3: no disk" },
	{ "control characters are cleaned", "printf 'a\\033[31mb\\n'; exit 3",
	    DELIVERY_RETRY, 3, "exit code 3: a[31mb" },
	{ "input need not be read", "exec <&-; exit 0", DELIVERY_OK, 0, "" },
	{ "much output is taken and cut",
	    "head -c 1000000 /dev/zero | tr '\\0' x; exit 4", DELIVERY_RETRY, 4,
	    "exit code 4: xxx" },
};

START_TEST(an_exit_code_means_what_the_contract_says)
{
	struct delivery_result result = run_script(rows[_i].script);

	ck_assert_msg(result.verdict == rows[_i].verdict, "%s: verdict %d",
	    rows[_i].name, (int)result.verdict);
	ck_assert_msg(result.status == rows[_i].status, "%s: status %d",
	    rows[_i].name, result.status);
	ck_assert_msg(strncmp(result.reason, rows[_i].reason,
			  strlen(rows[_i].reason)) == 0,
	    "%s: %s", rows[_i].name, result.reason);
}
END_TEST

START_TEST(the_document_comes_on_standard_input)
{
	char *text;
	json_t *json;

	ck_assert_int_eq(run_script("cat >got").verdict, DELIVERY_OK);
	text = read_file("got");
	json = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(json);
	ck_assert_str_eq(json_string_value(json_object_get(json, "key")),
	    "abcdefghijklmnopqrstuvwxyz");
	json_decref(json);
	free(text);
}
END_TEST

START_TEST(the_environment_is_clean_and_as_documented)
{
	char *text;

	setenv("CRIER_SECRET", "canary", 1);
	ck_assert_int_eq(run_script("/usr/bin/env | sort >got; pwd >>got")
			     .verdict,
	    DELIVERY_OK);
	text = read_file("got");
	ck_assert_ptr_null(strstr(text, "canary"));
	ck_assert_ptr_nonnull(
	    strstr(text, "CRIER_KEY=abcdefghijklmnopqrstuvwxyz\n"));
	ck_assert_ptr_nonnull(strstr(text, "CRIER_TOPIC=nk\n"));
	ck_assert_ptr_nonnull(strstr(text, "CRIER_HOOK=h\n"));
	ck_assert_ptr_nonnull(strstr(text, "CRIER_ID=42\n"));
	ck_assert_ptr_nonnull(strstr(text, "CRIER_ATTEMPT=3\n"));
	ck_assert_ptr_null(strstr(text, "HOME="));
	free(text);
}
END_TEST

START_TEST(a_notice_has_neither_topic_nor_article)
{
	const char *argv[] = { write_script("/usr/bin/env >got"), NULL };
	struct hook hook = {
		.name = "h",
		.kind = HOOK_EXEC,
		.argv = argv,
		.timeout_s = 30,
	};
	struct delivery delivery = {
		.key = "abcdefghijklmnopqrstuvwxyz",
		.hook = SLICE("h"),
		.event = EVENT_HEALTH,
		.attempts = 1,
		.notice = SLICE("{}"),
	};
	struct ending ending = { .calls = 0 };
	char *text;

	notify_start(notifier, &hook, &delivery, on_done, &ending);
	event_base_dispatch(base);
	ck_assert_int_eq(ending.result.verdict, DELIVERY_OK);
	text = read_file("got");
	ck_assert_ptr_nonnull(strstr(text, "CRIER_HOOK=h\n"));
	ck_assert_ptr_null(strstr(text, "CRIER_TOPIC"));
	ck_assert_ptr_null(strstr(text, "CRIER_ID"));
	free(text);
}
END_TEST

START_TEST(nothing_of_an_article_reaches_the_arguments_or_a_shell)
{
	const char *argv[] = { write_script("printf '%s\\n' \"$@\" >got"),
		"--flag", "$(touch pwned)", NULL };
	char *text;

	ck_assert_int_eq(run_hook(argv, 30).verdict, DELIVERY_OK);
	text = read_file("got");
	ck_assert_str_eq(text, "--flag\n$(touch pwned)\n");
	free(text);
	text = read_file("pwned");
	ck_assert_str_eq(text, "");
	free(text);
}
END_TEST

START_TEST(no_descriptor_of_ours_is_inherited)
{
	char *text;

	ck_assert_int_eq(
	    run_script("ls -l /proc/$$/fd | grep -c -E 'event|socket' >got; "
		       "exit 0")
		.verdict,
	    DELIVERY_OK);
	text = read_file("got");
	ck_assert_str_eq(text, "0\n");
	free(text);
}
END_TEST

START_TEST(a_hang_is_ended_with_its_children)
{
	const char *argv[] = { write_script("sleep 300 & echo $! >child; wait"),
		NULL };
	struct delivery_result result = run_hook(argv, 1);
	char *text = read_file("child");
	pid_t child = (pid_t)strtol(text, NULL, 10);

	ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
	ck_assert_ptr_nonnull(strstr(result.reason, "still ran after 1 s"));
	ck_assert_int_gt(child, 0);
	for (int i = 0; i < 500 && kill(child, 0) == 0; i++)
		usleep(10000);
	ck_assert_int_eq(kill(child, 0), -1);
	ck_assert_int_eq(errno, ESRCH);
	free(text);
}
END_TEST

START_TEST(a_hang_that_ignores_the_word_gets_the_sword)
{
	const char *argv[] = {
		write_script("trap '' TERM; while :; do sleep 1; done"), NULL
	};
	struct delivery_result result = run_hook(argv, 1);

	ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
	ck_assert_ptr_nonnull(strstr(result.reason, "was killed"));
}
END_TEST

START_TEST(what_cannot_be_executed_says_why)
{
	const char *argv[] = { "/nonexistent/hook", NULL };
	struct delivery_result result = run_hook(argv, 30);

	ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
	ck_assert_str_eq(result.reason,
	    "cannot execute /nonexistent/hook: No such file or directory");
}
END_TEST

START_TEST(a_kind_that_is_not_there_is_permanent)
{
	struct hook hook = { .name = "h", .kind = (enum hook_kind)99 };
	struct delivery delivery = { .key = "k", .event = EVENT_NEW };
	struct ending ending = { .calls = 0 };

	notify_start(notifier, &hook, &delivery, on_done, &ending);
	ck_assert_int_eq(ending.calls, 0);
	event_base_dispatch(base);
	ck_assert_int_eq(ending.calls, 1);
	ck_assert_int_eq(ending.result.verdict, DELIVERY_PERMANENT);
}
END_TEST

START_TEST(cancelling_kills_and_calls_nothing)
{
	const char *argv[] = { write_script("echo $$ >child; sleep 300"),
		NULL };
	struct hook hook = {
		.name = "h",
		.kind = HOOK_EXEC,
		.argv = argv,
		.timeout_s = 30,
	};
	struct delivery delivery = { .key = "k", .event = EVENT_NEW };
	struct ending ending = { .calls = 0 };
	struct notification *notification = notify_start(notifier, &hook,
	    &delivery, on_done, &ending);
	char *text;

	do {
		usleep(10000);
		text = read_file("child");
	} while (text[0] == '\0' && (free(text), true));
	notify_cancel(notification);
	ck_assert_int_eq(ending.calls, 0);
	ck_assert_int_eq(kill((pid_t)strtol(text, NULL, 10), 0), -1);
	free(text);
}
END_TEST

Suite *
exec_suite(void)
{
	Suite *suite = suite_create("exec");
	TCase *tcase = tcase_create("exec");

	suite_add_tcase(suite, tcase);
	if (!pidfd_is_known())
		return suite;
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, an_exit_code_means_what_the_contract_says, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, the_document_comes_on_standard_input);
	tcase_add_test(tcase, the_environment_is_clean_and_as_documented);
	tcase_add_test(tcase, a_notice_has_neither_topic_nor_article);
	tcase_add_test(tcase,
	    nothing_of_an_article_reaches_the_arguments_or_a_shell);
	tcase_add_test(tcase, no_descriptor_of_ours_is_inherited);
	tcase_add_test(tcase, a_hang_is_ended_with_its_children);
	tcase_add_test(tcase, a_hang_that_ignores_the_word_gets_the_sword);
	tcase_add_test(tcase, what_cannot_be_executed_says_why);
	tcase_add_test(tcase, a_kind_that_is_not_there_is_permanent);
	tcase_add_test(tcase, cancelling_kills_and_calls_nothing);
	return suite;
}

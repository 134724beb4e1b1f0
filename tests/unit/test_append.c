/* Hooks that are files: lines that are whole or not there. */
#include "notify.h"

#include <check.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "limits.h"
#include "notify_fixture.h"

Suite *append_suite(void);

static char path[128];

static struct hook
hook_of(const char *name)
{
	snprintf(path, sizeof(path), "%s", notify_fixture_path(name));
	return (struct hook){
		.name = "h",
		.kind = HOOK_FILE,
		.path = path,
		.timeout_s = 20,
	};
}

static const struct delivery_result *
append(const struct hook *hook)
{
	struct delivery delivery = notify_fixture_delivery();

	notify_fixture_run(hook, &delivery);
	return &notify_fixture.result;
}

static void
append_well(const struct hook *hook)
{
	ck_assert_msg(append(hook)->verdict == DELIVERY_OK, "%s",
	    notify_fixture.result.reason);
	ck_assert_int_eq(notify_fixture.result.status, 0);
	ck_assert_str_eq(notify_fixture.result.reason, "");
}

/* How many lines of JSON the file has; each must be one. */
static int
count_lines(const char *name)
{
	char *text = notify_fixture_read(name);
	struct slice rest = slice_of(text), line;
	int count = 0;

	while (slice_cut(&rest, '\n', &line) && line.len > 0) {
		json_t *json = json_loadb(line.ptr, line.len, 0, NULL);

		ck_assert_msg(json_is_object(json), "%.*s", SLICE_FMT(line));
		json_decref(json);
		count++;
	}
	ck_assert_msg(line.len == 0 && rest.ptr == NULL, "the end is cut");
	free(text);
	return count;
}

START_TEST(each_delivery_is_a_line)
{
	struct hook hook = hook_of("out");
	struct stat status;

	for (int i = 0; i < 3; i++)
		append_well(&hook);
	ck_assert_int_eq(count_lines("out"), 3);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07137, 0); /* at most 0640 */
}
END_TEST

START_TEST(a_file_that_is_rotated_is_opened_anew)
{
	struct hook hook = hook_of("out");
	char old[140];

	append_well(&hook);
	snprintf(old, sizeof(old), "%s.1", path);
	ck_assert_int_eq(rename(path, old), 0);
	append_well(&hook);
	append_well(&hook);
	ck_assert_int_eq(count_lines("out"), 2);
	ck_assert_int_eq(count_lines("out.1"), 1);
}
END_TEST

START_TEST(half_a_line_at_the_end_is_ended_first)
{
	struct hook hook = hook_of("out");
	char *text;

	notify_fixture_write("out", "{\"half\":", 0600);
	append_well(&hook);
	text = notify_fixture_read("out");
	ck_assert_int_eq(strncmp(text, "{\"half\":\n{\"format\":1,", 21), 0);
	ck_assert_int_eq(text[strlen(text) - 1], '\n');
	free(text);
}
END_TEST

/* ---- what is no file ---------------------------------------------------------------- */

static void
make_pipe(const char *name)
{
	ck_assert_int_eq(mkfifo(name, 0600), 0);
}

static void
make_folder(const char *name)
{
	ck_assert_int_eq(mkdir(name, 0700), 0);
}

static void
make_link(const char *name)
{
	ck_assert_int_eq(symlink("elsewhere", name), 0);
}

static const struct {
	const char *name, *file;
	void (*make)(const char *name);
	const char *why;
} wrong[] = {
	{ "a pipe", "out", make_pipe, "not a regular file" },
	{ "a folder", "out", make_folder, "Is a directory" },
	{ "a link", "out", make_link, "it is a symbolic link" },
	{ "no folder", "none/out", NULL, "No such file or directory" },
	{ "below a pipe", "../../dev/null", NULL, "not a regular file" },
};

START_TEST(only_a_regular_file_is_written_to)
{
	struct hook hook = hook_of(wrong[_i].file);

	if (wrong[_i].make != NULL)
		wrong[_i].make(path);
	ck_assert_int_eq(append(&hook)->verdict, DELIVERY_RETRY);
	ck_assert_int_eq(notify_fixture.result.status, -1);
	ck_assert_msg(strstr(notify_fixture.result.reason, wrong[_i].why) !=
		NULL,
	    "%s: %s", wrong[_i].name, notify_fixture.result.reason);
	ck_assert_int_eq(strncmp(notify_fixture.result.reason, path,
			     strlen(path)),
	    0);
	ck_assert_int_ne(access(notify_fixture_path("elsewhere"), F_OK), 0);
}
END_TEST

/* ---- full disks ------------------------------------------------------------------------ */

/* A limit on the size of files stands for the disk: write(2) takes a part and
 * then fails. */
START_TEST(a_line_that_does_not_fit_leaves_nothing)
{
	struct hook hook = hook_of("out");
	struct rlimit limit = { 1500, RLIM_INFINITY };
	char *before, *after;
	int lines = 0;

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	while (append(&hook)->verdict == DELIVERY_OK)
		lines++;
	ck_assert_int_gt(lines, 0);
	ck_assert_int_eq(notify_fixture.result.verdict, DELIVERY_RETRY);
	ck_assert_ptr_nonnull(
	    strstr(notify_fixture.result.reason, "File too large"));
	ck_assert_int_eq(count_lines("out"), lines);
	before = notify_fixture_read("out");
	ck_assert_uint_lt(strlen(before), 1500);
	limit.rlim_cur = RLIM_INFINITY;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	append_well(&hook);
	after = notify_fixture_read("out");
	ck_assert_int_eq(strncmp(after, before, strlen(before)), 0);
	ck_assert_int_eq(count_lines("out"), lines + 1);
	free(before);
	free(after);
}
END_TEST

/* ---- time ---------------------------------------------------------------------------------- */

/* Another process holds the file. */
START_TEST(a_file_that_cannot_be_had_in_time_is_tried_again)
{
	struct hook hook = hook_of("out");
	FILE *file;

	append_well(&hook);
	file = fopen(path, "a");
	ck_assert_int_eq(flock(fileno(file), LOCK_EX), 0);
	hook.timeout_s = 1;
	ck_assert_int_eq(append(&hook)->verdict, DELIVERY_RETRY);
	ck_assert_ptr_nonnull(
	    strstr(notify_fixture.result.reason, "not written within 1 s"));
	ck_assert_int_eq(count_lines("out"), 1);
	fclose(file);
}
END_TEST

START_TEST(two_hooks_may_share_a_file)
{
	struct hook first = hook_of("out"), second = first;
	struct delivery delivery = notify_fixture_delivery();
	static char long_text[100000];

	second.name = "g";
	memset(long_text, 'x', sizeof(long_text));
	delivery.article.text = (struct slice){ long_text, sizeof(long_text) };
	for (int i = 0; i < 10; i++) {
		notify_fixture_start(&first, &delivery);
		notify_fixture_start(&second, &delivery);
		while (notifier_running(notify_fixture.notifier) > 0)
			event_base_loop(notify_fixture.net.base, EVLOOP_ONCE);
	}
	ck_assert_int_eq(count_lines("out"), 20);
}
END_TEST

START_TEST(a_cancelled_line_calls_nobody)
{
	struct hook hook = hook_of("out");
	struct delivery delivery = notify_fixture_delivery();

	for (int i = 0; i < 10; i++)
		notify_cancel(notify_fixture_start(&hook, &delivery));
	ck_assert_uint_eq(notifier_running(notify_fixture.notifier), 0);
	append_well(&hook);
	ck_assert_int_ge(count_lines("out"), 1);
}
END_TEST

Suite *
append_suite(void)
{
	Suite *suite = suite_create("append");
	TCase *tcase = tcase_create("append");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, notify_fixture_begin,
	    notify_fixture_end);
	tcase_add_test(tcase, each_delivery_is_a_line);
	tcase_add_test(tcase, a_file_that_is_rotated_is_opened_anew);
	tcase_add_test(tcase, half_a_line_at_the_end_is_ended_first);
	tcase_add_loop_test(tcase, only_a_regular_file_is_written_to, 0,
	    (int)ARRAY_LEN(wrong));
	tcase_add_test(tcase, a_line_that_does_not_fit_leaves_nothing);
	tcase_add_test(tcase, a_file_that_cannot_be_had_in_time_is_tried_again);
	tcase_add_test(tcase, two_hooks_may_share_a_file);
	tcase_add_test(tcase, a_cancelled_line_calls_nobody);
	suite_add_tcase(suite, tcase);
	return suite;
}

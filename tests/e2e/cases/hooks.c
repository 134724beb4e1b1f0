/*
 * Hooks of all kinds: from a feed to a receiver that is well, refuses, moves or
 * is gone.
 */
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "compiler.h"
#include "tests/e2e/expect.h"
#include "tests/e2e/hook_desk.h"
#include "tests/e2e/smtp_server.h"

Suite *hooks_suite(void);

static void
expect_error(const char *part)
{
	char *error = world_sql_text(&hook_world,
	    "SELECT last_error FROM v1_deliveries WHERE last_error IS NOT NULL "
	    "LIMIT 1");

	ck_assert_msg(strstr(error, part) != NULL, "%s", error);
	free(error);
}

/* ---- webhooks ------------------------------------------------------------------- */

/* Verifies what lies in the folder by Python's own HMAC. */
static const char verifier[] =
    "import base64, hashlib, hmac, sys\n"
    "folder, key = sys.argv[1], sys.argv[2]\n"
    "def read(name): return open(folder + '/' + name, 'rb').read()\n"
    "signed = b'.'.join([read('id'), read('timestamp'), read('body')])\n"
    "if key.startswith('whsec_'): key = base64.b64decode(key[6:])\n"
    "else: key = key.encode()\n"
    "want = b'v1,' + base64.b64encode(\n"
    "    hmac.new(key, signed, hashlib.sha256).digest())\n"
    "sys.exit(0 if want in read('signature').split(b' ') else 1)\n";

/* The exit code, or -1 where there is no Python. */
static int
run_verifier(const char *key)
{
	char python[] = "python3", script[128], secret[64];
	char *argv[] = { python, script, hook_world.folder, secret, NULL };
	pid_t pid;
	int status;

	world_write(&hook_world, "verify.py", verifier);
	snprintf(script, sizeof(script), "%s",
	    world_path(&hook_world, "verify.py"));
	snprintf(secret, sizeof(secret), "%s", key);
	if (posix_spawnp(&pid, python, NULL, NULL, argv, environ) != 0)
		return -1;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status) == 127 ? -1 : WEXITSTATUS(status);
}

static void
keep_header(const struct server_request *request, const char *name,
    const char *file)
{
	char text[400];

	ck_assert_msg(request_header(request, name, text, sizeof(text)) != NULL,
	    "%s is missing", name);
	world_write(&hook_world, file, text);
}

#define OLD_KEY "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define NEW_KEY "tomorrow"

START_TEST(t26_another_implementation_verifies_a_webhook)
{
	const struct server_request *request;
	char *key = NULL;
	json_t *json;

	world_write(&hook_world, "secret", OLD_KEY " " NEW_KEY "\n");
	chmod(world_path(&hook_world, "secret"), 0600);
	server_reply_body(hook_world.server, "/in", NULL, "");
	hook_desk_configure_hook(
	    HOOK_WEBHOOK ", secret: 'file:@FOLDER@/secret'");
	hook_desk_poll();
	expect_sql(&hook_world, 2, DELIVERIES("done"));
	ck_assert_uint_eq(server_count(hook_world.server, "/in"), 2);
	request = server_request(hook_world.server, "/in", 0);
	keep_header(request, "webhook-id", "id");
	keep_header(request, "webhook-timestamp", "timestamp");
	keep_header(request, "webhook-signature", "signature");
	world_write(&hook_world, "body", request->body);
	json = json_loads(request->body, 0, NULL);
	ck_assert_str_eq(json_text(json, "event"), "new");
	key = world_read(&hook_world, "id");
	ck_assert_str_eq(json_text(json, "key"), key);
	json_decref(json);
	free(key);
	if (run_verifier(OLD_KEY) == -1) {
		puts("skipped: there is no python3");
		return;
	}
	ck_assert_int_eq(run_verifier(OLD_KEY), 0);
	ck_assert_int_eq(run_verifier(NEW_KEY), 0);
	ck_assert_int_eq(run_verifier("yesterday"), 1);
	world_write(&hook_world, "body", "{}");
	ck_assert_int_eq(run_verifier(OLD_KEY), 1);
}
END_TEST

START_TEST(t7_a_secret_stands_nowhere)
{
	static const char *const files[] = { "crierd.log", "crier.db",
		"crier.db-wal" };

	world_write(&hook_world, "secret", "whsec_canary!\n");
	chmod(world_path(&hook_world, "secret"), 0600);
	hook_desk_configure_hook(
	    HOOK_WEBHOOK ", secret: 'file:@FOLDER@/secret'");
	world_start_daemon(&hook_world);
	ck_assert(world_wait_log(&hook_world, "not base64"));
	world_stop(&hook_world);
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		expect_not_in(&hook_world, files[i], "canary");
	expect_sql(&hook_world, 2, DELIVERIES("waiting"));
	ck_assert_uint_eq(server_count(hook_world.server, NULL), 0);
}
END_TEST

static const struct {
	const char *name;
	struct reply reply;
	int64_t done, waiting, dead;
	const char *error; /* its beginning; or NULL */
} answers[] = {
	{ "204", { .status = 204, .framing = REPLY_BARE }, 2, 0, 0, NULL },
	{ "500", { .status = 500, .body = "no disk\nmore" }, 0, 2, 0,
	    "HTTP 500: no disk" },
	{ "422", { .status = 422, .body = "no channel" }, 0, 0, 2,
	    "HTTP 422: no channel" },
	{ "a redirect",
	    { .status = 308, .headers = "Location: /other\r\n", .body = "" }, 0,
	    0, 2, "HTTP 308: redirects are not followed" },
	{ "nothing", { .fault = FAULT_SILENT }, 0, 2, 0, "127.0.0.1: " },
};

START_TEST(each_answer_of_a_webhook_leaves_its_state)
{
	server_reply(hook_world.server, "/in", &answers[_i].reply);
	hook_desk_configure_hook(HOOK_WEBHOOK ", timeout: 2s");
	hook_desk_poll();
	expect_sql(&hook_world, answers[_i].done, DELIVERIES("done"));
	expect_sql(&hook_world, answers[_i].waiting, DELIVERIES("waiting"));
	expect_sql(&hook_world, answers[_i].dead, DELIVERIES("dead"));
	if (answers[_i].error != NULL)
		expect_error(answers[_i].error);
	ck_assert_uint_eq(server_count(hook_world.server, "/other"), 0);
}
END_TEST

START_TEST(t1_a_private_address_needs_leave)
{
	server_reply_body(hook_world.server, "/in", NULL, "");
	hook_desk_configure_hook("webhook: '@SERVER@/in'");
	hook_desk_poll();
	expect_sql(&hook_world, 2, DELIVERIES("waiting"));
	expect_error("127.0.0.0/8");
	ck_assert_uint_eq(server_count(hook_world.server, NULL), 0);
}
END_TEST

START_TEST(a_receiver_is_left_alone_as_long_as_it_asks)
{
	server_reply(hook_world.server, "/in",
	    &(struct reply){ .status = 429,
		.headers = "Retry-After: 3000\r\n",
		.body = "" });
	hook_desk_configure_hook(HOOK_WEBHOOK);
	hook_desk_poll();
	expect_sql(&hook_world, 2,
	    "SELECT count(*) FROM delivery WHERE state = 'waiting' AND "
	    "not_before_at - unixepoch() BETWEEN 2900 AND 3000");
}
END_TEST

START_TEST(a_receiver_that_is_gone_waits_for_a_person)
{
	server_reply(hook_world.server, "/in",
	    &(struct reply){ .status = 410, .body = "closed" });
	server_reply_body(hook_world.server, "/in", NULL, "");
	hook_desk_configure(&(struct hook_options){ .hook = HOOK_WEBHOOK,
	    .lines = "  o: {file: '@FOLDER@/notices.jsonl'}\n"
		     "health_hook: o\n" });
	world_start_ready(&hook_world);
	await_in(&hook_world, "notices.jsonl", "\"kind\":\"hook-disabled\"");
	expect_sql(&hook_world, 2, DELIVERIES("waiting") " AND topic = 'nk'");
	ck_assert_uint_eq(server_count(hook_world.server, "/in"), 1);
	/* Nothing is dead, but the hook is let go on. */
	expect_crier(&hook_world, "hooks retry --hook h", 0, "0 queued again",
	    "");
	await_sql(&hook_world, 2, DELIVERIES("done") " AND topic = 'nk'");
	world_stop(&hook_world);
	ck_assert_uint_eq(server_count(hook_world.server, "/in"), 3);
}
END_TEST

/* ---- files -------------------------------------------------------------------------- */

START_TEST(a_file_may_be_rotated_while_crierd_runs)
{
	json_t *lines;
	char old[128];

	hook_desk_configure_hook(HOOK_FILE);
	world_start_ready(&hook_world);
	await_sql(&hook_world, 2, DELIVERIES("done"));
	snprintf(old, sizeof(old), "%s.1",
	    world_path(&hook_world, "out.jsonl"));
	ck_assert_int_eq(rename(world_path(&hook_world, "out.jsonl"), old), 0);
	hook_desk_write_feed(HOOK_ITEM("3", "Three dprk"));
	expect_crier(&hook_world, "refresh --wait f", 0, "", "");
	await_sql(&hook_world, 3, DELIVERIES("done"));
	world_stop(&hook_world);
	lines = hook_desk_lines("out.jsonl.1");
	ck_assert_uint_eq(json_array_size(lines), 2);
	json_decref(lines);
	lines = hook_desk_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 1);
	ck_assert_str_eq(json_text(json_object_get(json_array_get(lines, 0),
				       "article"),
			     "title"),
	    "Three dprk");
	json_decref(lines);
}
END_TEST

START_TEST(a_changed_article_is_told_with_what_it_was)
{
	json_t *lines, *update;

	hook_desk_configure(&(struct hook_options){ .hook = HOOK_FILE,
	    .topic = ", events: updated" });
	hook_desk_poll();
	expect_sql(&hook_world, 0, "SELECT count(*) FROM v1_deliveries");
	hook_desk_write_feed(HOOK_ITEM("1", "One dprk and more of it")
		HOOK_ITEM("2", "Two dprk"));
	hook_desk_poll_again();
	expect_sql(&hook_world, 1, DELIVERIES("done"));
	lines = hook_desk_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 1);
	update = json_array_get(lines, 0);
	ck_assert_str_eq(json_text(update, "event"), "updated");
	ck_assert_str_eq(json_text(json_object_get(update, "article"), "title"),
	    "One dprk and more of it");
	ck_assert_str_eq(json_text(json_object_get(update, "previous"),
			     "title"),
	    "One dprk");
	json_decref(lines);
}
END_TEST

START_TEST(a_topic_that_has_expired_runs_no_hooks)
{
	hook_desk_configure(&(struct hook_options){ .hook = HOOK_FILE,
	    .topic = ", expires: 2020-01-01" });
	hook_desk_poll();
	expect_sql(&hook_world, 2, "SELECT count(*) FROM v1_matches");
	expect_sql(&hook_world, 0, "SELECT count(*) FROM v1_deliveries");
}
END_TEST

/* ---- crier hooks test -------------------------------------------------------------------- */

START_TEST(every_kind_of_hook_can_be_tested)
{
	static const struct expectation rows[] = {
		{ "hooks test x 1", 0, "ok", "" },
		{ "hooks test w 1", 0, "ok", "" },
		{ "hooks test m 1", 0, "ok", "" },
		{ "hooks test l 1", 0, "ok", "" },
		{ "hooks test broken 1", 4, "", "" },
		{ "hooks test none 1", 1, "", "no hook \"none\"" },
	};
	struct smtp_server *smtp = smtp_server_start();
	char yaml[2048];
	json_t *lines;

	server_reply_body(hook_world.server, "/in", NULL, "");
	world_write_hook(&hook_world, "hook", "exit 0");
	snprintf(yaml, sizeof(yaml),
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "mail: {host: 127.0.0.1, port: %d, tls: none, from: c@d.example}\n"
	    "hooks:\n"
	    "  x: {exec: [@FOLDER@/hook]}\n"
	    "  w: {" HOOK_WEBHOOK "}\n"
	    "  m: {mail: a@b.example}\n"
	    "  l: {" HOOK_FILE "}\n"
	    "  broken: {file: @FOLDER@}\n",
	    smtp_server_port(smtp));
	world_configure(&hook_world, yaml);
	hook_desk_poll();
	world_start_ready(&hook_world);
	expect_each(&hook_world, rows, ARRAY_LEN(rows));
	world_stop(&hook_world);
	expect_sql(&hook_world, 0, "SELECT count(*) FROM v1_deliveries");
	ck_assert_uint_eq(server_count(hook_world.server, "/in"), 1);
	ck_assert_uint_eq(smtp_server_count(smtp), 1);
	expect_in(&hook_world, "hook.out", "\"event\":\"new\"");
	lines = hook_desk_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 1);
	json_decref(lines);
	smtp_server_stop(smtp);
}
END_TEST

Suite *
hooks_suite(void)
{
	Suite *suite = suite_create("hooks");
	TCase *tcase = tcase_create("webhooks and files");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, hook_desk_begin, hook_desk_end);

	tcase_add_test(tcase, t26_another_implementation_verifies_a_webhook);
	tcase_add_test(tcase, t7_a_secret_stands_nowhere);
	tcase_add_loop_test(tcase, each_answer_of_a_webhook_leaves_its_state, 0,
	    (int)ARRAY_LEN(answers));
	tcase_add_test(tcase, t1_a_private_address_needs_leave);
	tcase_add_test(tcase, a_receiver_is_left_alone_as_long_as_it_asks);
	tcase_add_test(tcase, a_receiver_that_is_gone_waits_for_a_person);
	tcase_add_test(tcase, a_file_may_be_rotated_while_crierd_runs);
	tcase_add_test(tcase, a_changed_article_is_told_with_what_it_was);
	tcase_add_test(tcase, a_topic_that_has_expired_runs_no_hooks);
	tcase_add_test(tcase, every_kind_of_hook_can_be_tested);
	suite_add_tcase(suite, tcase);
	return suite;
}

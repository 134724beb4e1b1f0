/*
 * Hooks of all kinds and when they deliver: from a feed to a receiver that is
 * well, refuses, moves, is gone or dead.
 */
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <check.h>
#include <jansson.h>

#include "clock.h"
#include "compiler.h"
#include "tests/e2e/expect.h"
#include "tests/e2e/smtp_server.h"
#include "tests/e2e/world.h"

Suite *hooks_suite(void);

#define ITEM(id, title) \
	"<item><title>" title "</title><guid>" id "</guid></item>"
#define MANY 10000

static struct world world;

static void
write_feed(const char *items)
{
	char *feed = rss_feed(items);

	world_write(&world, "feed.xml", feed);
	free(feed);
}

static void
begin(void)
{
	world_begin(&world);
	write_feed(ITEM("1", "One dprk") ITEM("2", "Two dprk"));
}

static void
end(void)
{
	world_end(&world);
}

/* more: further options of the hook h, "webhook: ..."; of the topic nk; whole
 * lines. */
struct options {
	const char *hook, *topic, *lines;
};

static void
configure(const struct options *options)
{
	char yaml[2048];

	snprintf(yaml, sizeof(yaml),
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]%s}}\n"
	    "hooks:\n"
	    "  h: {%s}\n"
	    "%s",
	    options->topic == NULL ? "" : options->topic, options->hook,
	    options->lines == NULL ? "" : options->lines);
	world_configure(&world, yaml);
}

static void
configure_hook(const char *hook)
{
	configure(&(struct options){ .hook = hook });
}

#define WEBHOOK   "webhook: '@SERVER@/in', allow_private: true"
#define FILE_HOOK "file: '@FOLDER@/out.jsonl'"

static void
poll_once(void)
{
	struct run run;

	world_poll(&world, &run);
	ck_assert_msg(run.status == 0, "exit %d: %s", run.status, run.err);
	run_finish(&run);
}

/* The feed is due again. */
static void
poll_again(void)
{
	world_sql_write(&world, "UPDATE feed SET next_at = 0");
	poll_once();
}

static void
expect_error(const char *part)
{
	char *error = world_sql_text(&world,
	    "SELECT last_error FROM v1_deliveries WHERE last_error IS NOT NULL "
	    "LIMIT 1");

	ck_assert_msg(strstr(error, part) != NULL, "%s", error);
	free(error);
}

/* The lines of a file as JSON; the caller drops it. */
static json_t *
read_lines(const char *name)
{
	char *text = world_read(&world, name), *rest = text, *line;
	json_t *lines = json_array();

	ck_assert_msg(text[0] == '\0' || text[strlen(text) - 1] == '\n',
	    "%s ends in half a line", name);
	while ((line = strsep(&rest, "\n")) != NULL && line[0] != '\0') {
		json_t *json = json_loads(line, 0, NULL);

		ck_assert_msg(json != NULL, "no JSON: %s", line);
		json_array_append_new(lines, json);
	}
	free(text);
	return lines;
}

static const char *
text_of(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
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
	extern char **environ;
	char python[] = "python3", script[128], secret[64];
	char *argv[] = { python, script, world.folder, secret, NULL };
	pid_t pid;
	int status;

	world_write(&world, "verify.py", verifier);
	snprintf(script, sizeof(script), "%s", world_path(&world, "verify.py"));
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
	world_write(&world, file, text);
}

#define OLD_KEY "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define NEW_KEY "tomorrow"

START_TEST(t26_another_implementation_verifies_a_webhook)
{
	const struct server_request *request;
	char *key = NULL;
	json_t *json;

	world_write(&world, "secret", OLD_KEY " " NEW_KEY "\n");
	chmod(world_path(&world, "secret"), 0600);
	server_reply_body(world.server, "/in", NULL, "");
	configure_hook(WEBHOOK ", secret: 'file:@FOLDER@/secret'");
	poll_once();
	expect_sql(&world, 2, DELIVERIES("done"));
	ck_assert_uint_eq(server_count(world.server, "/in"), 2);
	request = server_request(world.server, "/in", 0);
	keep_header(request, "webhook-id", "id");
	keep_header(request, "webhook-timestamp", "timestamp");
	keep_header(request, "webhook-signature", "signature");
	world_write(&world, "body", request->body);
	json = json_loads(request->body, 0, NULL);
	ck_assert_str_eq(text_of(json, "event"), "new");
	key = world_read(&world, "id");
	ck_assert_str_eq(text_of(json, "key"), key);
	json_decref(json);
	free(key);
	if (run_verifier(OLD_KEY) == -1) {
		puts("skipped: there is no python3");
		return;
	}
	ck_assert_int_eq(run_verifier(OLD_KEY), 0);
	ck_assert_int_eq(run_verifier(NEW_KEY), 0);
	ck_assert_int_eq(run_verifier("yesterday"), 1);
	world_write(&world, "body", "{}");
	ck_assert_int_eq(run_verifier(OLD_KEY), 1);
}
END_TEST

START_TEST(t7_a_secret_stands_nowhere)
{
	static const char *const files[] = { "crierd.log", "crier.db",
		"crier.db-wal" };

	world_write(&world, "secret", "whsec_canary!\n");
	chmod(world_path(&world, "secret"), 0600);
	configure_hook(WEBHOOK ", secret: 'file:@FOLDER@/secret'");
	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "not base64"));
	world_stop(&world);
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		expect_not_in(&world, files[i], "canary");
	expect_sql(&world, 2, DELIVERIES("waiting"));
	ck_assert_uint_eq(server_count(world.server, NULL), 0);
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
	server_reply(world.server, "/in", &answers[_i].reply);
	configure_hook(WEBHOOK ", timeout: 2s");
	poll_once();
	expect_sql(&world, answers[_i].done, DELIVERIES("done"));
	expect_sql(&world, answers[_i].waiting, DELIVERIES("waiting"));
	expect_sql(&world, answers[_i].dead, DELIVERIES("dead"));
	if (answers[_i].error != NULL)
		expect_error(answers[_i].error);
	ck_assert_uint_eq(server_count(world.server, "/other"), 0);
}
END_TEST

START_TEST(t1_a_private_address_needs_leave)
{
	server_reply_body(world.server, "/in", NULL, "");
	configure_hook("webhook: '@SERVER@/in'");
	poll_once();
	expect_sql(&world, 2, DELIVERIES("waiting"));
	expect_error("127.0.0.0/8");
	ck_assert_uint_eq(server_count(world.server, NULL), 0);
}
END_TEST

START_TEST(a_receiver_is_left_alone_as_long_as_it_asks)
{
	server_reply(world.server, "/in",
	    &(struct reply){ .status = 429,
		.headers = "Retry-After: 3000\r\n",
		.body = "" });
	configure_hook(WEBHOOK);
	poll_once();
	expect_sql(&world, 2,
	    "SELECT count(*) FROM delivery WHERE state = 'waiting' AND "
	    "not_before_at - unixepoch() BETWEEN 2900 AND 3000");
}
END_TEST

START_TEST(a_receiver_that_is_gone_waits_for_a_person)
{
	server_reply(world.server, "/in",
	    &(struct reply){ .status = 410, .body = "closed" });
	server_reply_body(world.server, "/in", NULL, "");
	configure(&(struct options){ .hook = WEBHOOK,
	    .lines = "  o: {file: '@FOLDER@/notices.jsonl'}\n"
		     "health_hook: o\n" });
	world_start_ready(&world);
	await_in(&world, "notices.jsonl", "\"kind\":\"hook-disabled\"");
	expect_sql(&world, 2, DELIVERIES("waiting") " AND topic = 'nk'");
	ck_assert_uint_eq(server_count(world.server, "/in"), 1);
	/* Nothing is dead, but the hook is let go on. */
	expect_crier(&world, "hooks retry --hook h", 1, "0 queued again", "");
	await_sql(&world, 2, DELIVERIES("done") " AND topic = 'nk'");
	world_stop(&world);
	ck_assert_uint_eq(server_count(world.server, "/in"), 3);
}
END_TEST

/* ---- files -------------------------------------------------------------------------- */

START_TEST(a_file_may_be_rotated_while_crierd_runs)
{
	json_t *lines;
	char old[128];

	configure_hook(FILE_HOOK);
	world_start_ready(&world);
	await_sql(&world, 2, DELIVERIES("done"));
	snprintf(old, sizeof(old), "%s.1", world_path(&world, "out.jsonl"));
	ck_assert_int_eq(rename(world_path(&world, "out.jsonl"), old), 0);
	write_feed(ITEM("3", "Three dprk"));
	expect_crier(&world, "refresh --wait f", 0, "", "");
	await_sql(&world, 3, DELIVERIES("done"));
	world_stop(&world);
	lines = read_lines("out.jsonl.1");
	ck_assert_uint_eq(json_array_size(lines), 2);
	json_decref(lines);
	lines = read_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 1);
	ck_assert_str_eq(text_of(json_object_get(json_array_get(lines, 0),
				     "article"),
			     "title"),
	    "Three dprk");
	json_decref(lines);
}
END_TEST

START_TEST(a_changed_article_is_told_with_what_it_was)
{
	json_t *lines, *update;

	configure(&(
	    struct options){ .hook = FILE_HOOK, .topic = ", events: updated" });
	poll_once();
	expect_sql(&world, 0, "SELECT count(*) FROM v1_deliveries");
	write_feed(ITEM("1", "One dprk and more of it") ITEM("2", "Two dprk"));
	poll_again();
	expect_sql(&world, 1, DELIVERIES("done"));
	lines = read_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 1);
	update = json_array_get(lines, 0);
	ck_assert_str_eq(text_of(update, "event"), "updated");
	ck_assert_str_eq(text_of(json_object_get(update, "article"), "title"),
	    "One dprk and more of it");
	ck_assert_str_eq(text_of(json_object_get(update, "previous"), "title"),
	    "One dprk");
	json_decref(lines);
}
END_TEST

START_TEST(a_topic_that_has_expired_runs_no_hooks)
{
	configure(&(struct options){ .hook = FILE_HOOK,
	    .topic = ", expires: 2020-01-01" });
	poll_once();
	expect_sql(&world, 2, "SELECT count(*) FROM v1_matches");
	expect_sql(&world, 0, "SELECT count(*) FROM v1_deliveries");
}
END_TEST

/* ---- when ---------------------------------------------------------------------------- */

START_TEST(a_batch_goes_together)
{
	json_t *lines, *batch;

	configure_hook(FILE_HOOK ", deliver: batch, every: 1s");
	world_start_ready(&world);
	await_sql(&world, 2, DELIVERIES("done") " AND event = 'new'");
	world_stop(&world);
	lines = read_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 1);
	batch = json_array_get(lines, 0);
	ck_assert_str_eq(text_of(batch, "event"), "digest");
	ck_assert_uint_eq(json_array_size(json_object_get(batch, "articles")),
	    2);
	json_decref(lines);
}
END_TEST

/* "HH:MM" in a zone, so many minutes from now. */
static void
time_of_day(const char *zone, int minutes, char text[6])
{
	time_t at = (time_t)clock_now_at(clock_real()) + minutes * 60;
	struct tm local;

	ck_assert_int_eq(setenv("TZ", zone, 1), 0);
	tzset();
	localtime_r(&at, &local);
	ck_assert_uint_eq(strftime(text, 6, "%H:%M", &local), 5);
	unsetenv("TZ");
	tzset();
}

static void
configure_in_tokyo(const char *hook)
{
	configure(&(
	    struct options){ .hook = hook, .lines = "timezone: Asia/Tokyo\n" });
}

static void
configure_digest(const char *at)
{
	char hook[200];

	snprintf(hook, sizeof(hook), FILE_HOOK ", deliver: digest, at: '%s'",
	    at);
	configure_in_tokyo(hook);
}

static void
configure_quiet(const char *from, const char *to)
{
	char hook[200];

	snprintf(hook, sizeof(hook), FILE_HOOK ", quiet: '%s-%s'", from, to);
	configure_in_tokyo(hook);
}

/* Both articles came an hour ago. */
static void
age_deliveries(void)
{
	world_sql_write(&world,
	    "UPDATE delivery SET created_at = created_at - 3600, "
	    "not_before_at = not_before_at - 3600");
}

START_TEST(a_digest_goes_at_its_time_of_the_configured_zone)
{
	char tokyo[6], later[6];
	json_t *lines, *digest;

	time_of_day("Asia/Tokyo", -30, tokyo);
	time_of_day("Asia/Tokyo", 30, later);
	configure_digest(later);
	poll_once();
	expect_sql(&world, 2, DELIVERIES("waiting"));
	age_deliveries();
	poll_once(); /* the next is in half an hour, the last was yesterday */
	expect_sql(&world, 2, DELIVERIES("waiting"));
	configure_digest(tokyo);
	poll_once();
	expect_sql(&world, 2, DELIVERIES("done") " AND event = 'new'");
	lines = read_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 1);
	digest = json_array_get(lines, 0);
	ck_assert_str_eq(text_of(digest, "event"), "digest");
	ck_assert_uint_eq(json_array_size(json_object_get(digest, "articles")),
	    2);
	ck_assert_str_eq(text_of(json_object_get(digest, "topic"), "name"),
	    "nk");
	json_decref(lines);
}
END_TEST

START_TEST(nothing_goes_in_quiet_hours)
{
	char from[6], to[6];

	time_of_day("Asia/Tokyo", -60, from);
	time_of_day("Asia/Tokyo", 60, to);
	configure_quiet(from, to);
	poll_once();
	expect_sql(&world, 2, DELIVERIES("waiting") " AND attempts = 0");
	configure_quiet(to, from);
	poll_once();
	expect_sql(&world, 2, DELIVERIES("done"));
}
END_TEST

START_TEST(beyond_so_many_an_hour_there_is_a_summary)
{
	json_t *lines, *summary;

	write_feed(ITEM("1", "One dprk") ITEM("2", "Two dprk") ITEM("3",
	    "Three dprk") ITEM("4", "Four dprk") ITEM("5", "Five dprk"));
	configure_hook(FILE_HOOK ", per_hour: 2");
	poll_once();
	lines = read_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 2);
	ck_assert_str_eq(text_of(json_array_get(lines, 0), "event"), "new");
	summary = json_array_get(lines, 1);
	ck_assert_str_eq(text_of(summary, "event"), "digest");
	ck_assert_uint_eq(json_array_size(json_object_get(summary, "articles")),
	    4);
	json_decref(lines);
	expect_sql(&world, 5, DELIVERIES("done") " AND event = 'new'");
	write_feed(ITEM("6", "Six dprk"));
	poll_again(); /* no more within this hour */
	expect_sql(&world, 1, DELIVERIES("waiting"));
}
END_TEST

/* ---- a dead target -------------------------------------------------------------------- */

#define OPEN_FOR "SELECT open_until_at - unixepoch() FROM hook WHERE name = 'h'"

static void
expect_open_for(int64_t least, int64_t most)
{
	int64_t open_s = world_sql(&world, OPEN_FOR);

	ck_assert_msg(open_s >= least && open_s <= most, "open for %lld s",
	    (long long)open_s);
}

static void
queue_many(void)
{
	char sql[400];

	snprintf(sql, sizeof(sql),
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < %d) INSERT INTO delivery (key, article, topic, hook, "
	    "revision, event, state, created_at, not_before_at) "
	    "SELECT printf('%%026d', i), article, topic, hook, i + 100, "
	    "event, 'waiting', created_at, created_at FROM n, delivery "
	    "WHERE delivery.id = (SELECT min(id) FROM delivery "
	    "WHERE hook = 'h')",
	    MANY - 2);
	world_sql_write(&world, sql);
	expect_sql(&world, MANY, DELIVERIES("waiting") " AND hook = 'h'");
}

static void
probe_now(void)
{
	world_sql_write(&world,
	    "UPDATE hook SET open_until_at = unixepoch() - 1 "
	    "WHERE name = 'h'");
}

/* The hook g of another topic has a healthy receiver. */
static void
configure_dead_and_well(void)
{
	world_configure(&world,
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "topics:\n"
	    "  nk: {query: dprk, hooks: [h]}\n"
	    "  well: {query: dprk, hooks: [g]}\n"
	    "hooks:\n"
	    "  h: {" WEBHOOK "}\n"
	    "  g: {" FILE_HOOK "}\n");
}

START_TEST(t43_a_dead_target_is_only_probed_and_harms_nobody)
{
	server_reply(world.server, "/in",
	    &(struct reply){ .status = 503, .body = "down" });
	world_configure(&world,
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: {" WEBHOOK ", quiet: '00:00-23:59'}}\n");
	poll_once();
	queue_many();
	write_feed(ITEM("1", "One dprk") ITEM("2", "Two dprk")
		ITEM("3", "Three dprk"));
	configure_dead_and_well();
	world_start_ready(&world);
	/* Five failures one after the other; then silence. */
	await_sql(&world, 5, "SELECT failures FROM hook WHERE name = 'h'");
	expect_crier(&world, "refresh --wait f", 0, "", "");
	await_sql(&world, 1, DELIVERIES("done") " AND hook = 'g'");
	expect_open_for(45, 60);
	world_stop(&world);
	ck_assert_uint_eq(server_count(world.server, "/in"), 5);
	/* A minute later there is one probe, and a longer silence. */
	probe_now();
	write_feed(ITEM("4", "Four dprk"));
	world_start_ready(&world);
	await_sql(&world, 6, "SELECT failures FROM hook WHERE name = 'h'");
	expect_crier(&world, "refresh --wait f", 0, "", "");
	await_sql(&world, 2, DELIVERIES("done") " AND hook = 'g'");
	expect_open_for(100, 120);
	world_stop(&world);
	ck_assert_uint_eq(server_count(world.server, "/in"), 6);
	/* A success lets all go. */
	server_forget(world.server, "/in");
	server_reply_body(world.server, "/in", NULL, "");
	probe_now();
	world_start_ready(&world);
	await_sql(&world, 0, "SELECT failures FROM hook WHERE name = 'h'");
	ck_assert(server_wait(world.server, "/in", 50, 10000));
	world_stop(&world);
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

	server_reply_body(world.server, "/in", NULL, "");
	world_write_hook(&world, "hook", "exit 0");
	snprintf(yaml, sizeof(yaml),
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "mail: {host: 127.0.0.1, port: %d, tls: none, from: c@d.example}\n"
	    "hooks:\n"
	    "  x: {exec: [@FOLDER@/hook]}\n"
	    "  w: {" WEBHOOK "}\n"
	    "  m: {mail: a@b.example}\n"
	    "  l: {" FILE_HOOK "}\n"
	    "  broken: {file: @FOLDER@}\n",
	    smtp_server_port(smtp));
	world_configure(&world, yaml);
	poll_once();
	world_start_ready(&world);
	expect_each(&world, rows, ARRAY_LEN(rows));
	world_stop(&world);
	expect_sql(&world, 0, "SELECT count(*) FROM v1_deliveries");
	ck_assert_uint_eq(server_count(world.server, "/in"), 1);
	ck_assert_uint_eq(smtp_server_count(smtp), 1);
	expect_in(&world, "hook.out", "\"event\":\"new\"");
	lines = read_lines("out.jsonl");
	ck_assert_uint_eq(json_array_size(lines), 1);
	json_decref(lines);
	smtp_server_stop(smtp);
}
END_TEST

static void
add_webhooks(Suite *suite)
{
	TCase *tcase = tcase_create("webhooks and files");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, begin, end);
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
}

static void
add_policies(Suite *suite)
{
	TCase *tcase = tcase_create("when they deliver");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, a_batch_goes_together);
	tcase_add_test(tcase, a_digest_goes_at_its_time_of_the_configured_zone);
	tcase_add_test(tcase, nothing_goes_in_quiet_hours);
	tcase_add_test(tcase, beyond_so_many_an_hour_there_is_a_summary);
	tcase_add_test(tcase,
	    t43_a_dead_target_is_only_probed_and_harms_nobody);
	suite_add_tcase(suite, tcase);
}

Suite *
hooks_suite(void)
{
	Suite *suite = suite_create("hooks");

	add_webhooks(suite);
	add_policies(suite);
	return suite;
}

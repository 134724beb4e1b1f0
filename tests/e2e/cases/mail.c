/*
 * From a feed to a mail server: a scripted one that fails, and a real one where
 * it is installed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "compiler.h"
#include "tests/e2e/expect.h"
#include "tests/e2e/opensmtpd.h"
#include "tests/e2e/smtp_server.h"
#include "tests/e2e/world.h"

Suite *mail_suite(void);

static struct world world;
static struct smtp_server *server;

static void
begin(void)
{
	char *feed = rss_feed("<item><title>One dprk</title><guid>1</guid>"
			      "<link>http://h.example/1</link></item>");

	world_begin(&world);
	world_write(&world, "feed.xml", feed);
	free(feed);
	server = smtp_server_start();
}

static void
end(void)
{
	world_end(&world);
	smtp_server_stop(server);
}

/* more: options of the mail server, each after a comma. */
static void
configure(int port, const char *more)
{
	char yaml[1024];

	snprintf(yaml, sizeof(yaml),
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: {mail: desk@example.org, timeout: 20s}}\n"
	    "mail: {host: 127.0.0.1, port: %d, from: crier@example.org%s}\n",
	    port, more);
	world_configure(&world, yaml);
}

static void
poll_once(void)
{
	struct run run;

	world_poll(&world, &run);
	ck_assert_msg(run.status == 0, "exit %d: %s", run.status, run.err);
	run_finish(&run);
}

/* The header that holds the key. */
static void
expect_message_id(const char *text)
{
	char *key = world_sql_text(&world, "SELECT key FROM v1_deliveries");
	char line[128];

	snprintf(line, sizeof(line), "\r\nMessage-ID: <%s@example.org>\r\n",
	    key);
	ck_assert_msg(strstr(text, line) != NULL, "%s: %s", key, text);
	free(key);
}

/* ---- a scripted server ------------------------------------------------------- */

START_TEST(an_article_becomes_a_mail)
{
	const struct smtp_mail *mail;

	configure(smtp_server_port(server), ", tls: none");
	poll_once();
	expect_sql(&world, 1, DELIVERIES("done"));
	ck_assert_uint_eq(smtp_server_count(server), 1);
	mail = smtp_server_mail(server, 0);
	ck_assert_str_eq(mail->from, "<crier@example.org>");
	ck_assert_str_eq(mail->to, "<desk@example.org>");
	ck_assert_ptr_nonnull(
	    strstr(mail->text, "\r\nSubject: [nk] One dprk\r\n"));
	ck_assert_ptr_nonnull(strstr(mail->text, "http://h.example/1\r\n"));
	ck_assert_ptr_nonnull(strstr(mail->text, "Matched: \"dprk\"\r\n"));
	expect_message_id(mail->text);
}
END_TEST

static const struct {
	const char *name;
	struct smtp_script script;
	const char *state, *error;
} refusals[] = {
	{ "busy", { .banner = "421 busy" }, "waiting", "421 busy" },
	{ "not let in", { .hello = "550 no" }, "waiting", "550 no" },
	{ "greylisted", { .rcpt = "450 later" }, "waiting", "450 later" },
	{ "no such user", { .rcpt = "550 5.1.1 who" }, "dead",
	    "127.0.0.1: 550 5.1.1 who (to RCPT TO desk@example.org)" },
	{ "too big", { .message = "552 too big" }, "dead", "552 too big" },
	{ "hung up", { .data = SMTP_DROP }, "waiting", "hung up" },
};

START_TEST(a_refusal_leaves_its_state_and_its_reason)
{
	char *state, *error;

	smtp_server_say(server, &refusals[_i].script);
	configure(smtp_server_port(server), ", tls: none");
	poll_once();
	state = world_sql_text(&world, "SELECT state FROM v1_deliveries");
	error = world_sql_text(&world, "SELECT last_error FROM v1_deliveries");
	ck_assert_msg(strcmp(state, refusals[_i].state) == 0 &&
		strstr(error, refusals[_i].error) != NULL,
	    "%s: %s, %s", refusals[_i].name, state, error);
	free(state);
	free(error);
}
END_TEST

START_TEST(c11_a_lost_answer_costs_a_second_copy_of_the_same_mail)
{
	smtp_server_say(server,
	    &(struct smtp_script){ .message = SMTP_DROP, .times = 1 });
	configure(smtp_server_port(server), ", tls: none");
	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "state=done attempt=2"));
	world_stop(&world);
	ck_assert_uint_eq(smtp_server_count(server), 2);
	for (size_t i = 0; i < 2; i++)
		expect_message_id(smtp_server_mail(server, i)->text);
}
END_TEST

START_TEST(nothing_is_sent_in_the_clear_unless_it_is_said)
{
	char *plain, *error;

	configure(smtp_server_port(server), "");
	poll_once();
	expect_sql(&world, 1, DELIVERIES("waiting"));
	error = world_sql_text(&world, "SELECT last_error FROM v1_deliveries");
	ck_assert_msg(strstr(error, "STARTTLS") != NULL, "%s", error);
	free(error);
	plain = smtp_server_plain(server);
	ck_assert_ptr_nonnull(strstr(plain, "EHLO"));
	ck_assert_ptr_null(strstr(plain, "MAIL"));
	free(plain);
}
END_TEST

START_TEST(a_password_is_sent_and_stands_nowhere)
{
	char *log, *database;

	world_write(&world, "secret", "canary\n");
	smtp_server_say(server, &(struct smtp_script){ .offers_auth = true });
	configure(smtp_server_port(server),
	    ", tls: none, user: me, password: file:@FOLDER@/secret");
	world_start_daemon(&world);
	ck_assert(world_wait_log(&world, "state=done"));
	world_stop(&world);
	/* "\0me\0canary" */
	ck_assert_str_eq(smtp_server_mail(server, 0)->login,
	    "AG1lAGNhbmFyeQ==");
	log = world_read(&world, "crierd.log");
	database = world_read(&world, "crier.db");
	ck_assert_ptr_null(strstr(log, "canary"));
	ck_assert_ptr_null(strstr(database, "canary"));
	free(log);
	free(database);
}
END_TEST

START_TEST(a_reload_brings_the_new_server)
{
	configure(1, ", tls: none");
	world_start_ready(&world);
	ck_assert(world_wait_log(&world, "state=waiting attempt=1"));
	configure(smtp_server_port(server), ", tls: none");
	world_signal_daemon(&world, SIGHUP);
	ck_assert(world_wait_log(&world, "state=done attempt=2"));
	world_stop(&world);
	ck_assert_uint_eq(smtp_server_count(server), 1);
}
END_TEST

/* ---- a real server ----------------------------------------------------------- */

static struct opensmtpd real;

static void
end_real(void)
{
	opensmtpd_stop(&real);
	end();
}

#define ENTRY(id, title)                                            \
	"{\"id\":\"" id "\",\"url\":\"http://h.example/" id         \
	"\",\"title\":\"" title " dprk\",\"content_text\":\"" title \
	"\\n.\\n..\\nFrom here\"},"

/* As JSON, which can say more than XML. */
static const char hostile[] =
    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\","
    "\"items\":[" ENTRY("1", "Plain") ENTRY("2",
	"a\\r\\nBcc: victim@example.org\\r\\n\\r\\nbody") ENTRY("3",
	"a\\nSubject: second\\n.\\nMAIL FROM:<x@y>") ENTRY("4",
	"nul \\u0000 esc \\u001b[31m") ENTRY("5",
	"lone \\ud800 surrogate") ENTRY("6",
	"=?utf-8?q?=0D=0ABcc:_x=40y?= \xc3\xa9") ENTRY("7",
	"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe2\x80\xae"
	"evil") ENTRY("8",
	"\xeb\xb6\x81\xed\x95\x9c \xec\x9d\xb8\xea\xb6\x8c") ENTRY("9",
	"<script>alert(1)</script> &amp; \\\"quotes\\\"") "{\"id\":\"10\",\"url\":\"http://h.example/10\",\"content_text\":"
							  "\"dprk\",\"title\":\"";

static void
write_hostile_feed(void)
{
	size_t room = sizeof(hostile) + 16384;
	char *feed = malloc(room);

	snprintf(feed, room, "%s%0*d\"}]}", hostile, 10240, 0);
	world_write(&world, "feed.xml", feed);
	free(feed);
}

static size_t
count_headers(const char *text, const char *name)
{
	const char *end = strstr(text, "\n\n");
	size_t found = 0;
	char line[64];

	ck_assert_msg(end != NULL, "%s", text);
	snprintf(line, sizeof(line), "\n%s: ", name);
	while ((text = strstr(text, line)) != NULL && text < end) {
		text += strlen(line);
		found++;
	}
	return found;
}

static void
expect_sound(const char *text)
{
	static const char *const once[] = { "Subject", "From", "To", "Date",
		"Message-ID", "MIME-Version", "Content-Type" };

	for (size_t i = 0; i < ARRAY_LEN(once); i++)
		ck_assert_msg(count_headers(text, once[i]) == 1, "%s: %s",
		    once[i], text);
	ck_assert_msg(count_headers(text, "Bcc") == 0, "%s", text);
	ck_assert_msg(strstr(text, "\nDelivered-To: desk@example.org\n") !=
		    NULL ||
		strncmp(text, "Return-Path: <crier@example.org>\n", 33) == 0,
	    "%s", text);
	ck_assert_msg(strstr(text, "--\n") != NULL, "%s", text);
}

START_TEST(t24_a_real_server_takes_hostile_titles)
{
	const char *why = opensmtpd_start(&real, world.folder);
	char *texts[16] = { NULL };
	size_t count;

	if (why != NULL) {
		printf("skipped: %s\n", why);
		return;
	}
	write_hostile_feed();
	configure(real.port, ", tls: none");
	poll_once();
	expect_sql(&world, 10, DELIVERIES("done"));
	count = opensmtpd_read(&real, texts, ARRAY_LEN(texts), 10);
	ck_assert_uint_eq(count, 10);
	for (size_t i = 0; i < count; i++) {
		expect_sound(texts[i]);
		free(texts[i]);
	}
}
END_TEST

Suite *
mail_suite(void)
{
	Suite *suite = suite_create("mail");
	TCase *scripted = tcase_create("scripted"),
	      *others = tcase_create("real");

	tcase_set_timeout(scripted, 120);
	tcase_add_checked_fixture(scripted, begin, end);
	tcase_add_test(scripted, an_article_becomes_a_mail);
	tcase_add_loop_test(scripted, a_refusal_leaves_its_state_and_its_reason,
	    0, ARRAY_LEN(refusals));
	tcase_add_test(scripted,
	    c11_a_lost_answer_costs_a_second_copy_of_the_same_mail);
	tcase_add_test(scripted,
	    nothing_is_sent_in_the_clear_unless_it_is_said);
	tcase_add_test(scripted, a_password_is_sent_and_stands_nowhere);
	tcase_add_test(scripted, a_reload_brings_the_new_server);
	suite_add_tcase(suite, scripted);

	tcase_set_timeout(others, 120);
	tcase_add_checked_fixture(others, begin, end_real);
	tcase_add_test(others, t24_a_real_server_takes_hostile_titles);
	suite_add_tcase(suite, others);
	return suite;
}

/*
 * Mail to a scripted server that takes it, refuses it at every stage, hangs or
 * hangs up; with TLS and where TLS is taken away.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "compiler.h"
#include "limits.h"
#include "net/mail_session.h"
#include "tests/e2e/smtp_server.h"
#include "tests/unit/net_fixture.h"

Suite *mail_transfer_suite(void);

static struct net_fixture fixture;
static struct smtp_server *server;
static char certificate[256], folder[] = "/tmp/crier-mail.XXXXXX";
static const char *no_tls; /* why */

static void
begin(void)
{
	net_fixture_set_up(&fixture);
	server = smtp_server_start();
}

static void
end(void)
{
	net_fixture_tear_down(&fixture);
	smtp_server_stop(server);
}

static void
begin_tls(void)
{
	begin();
	memcpy(strrchr(folder, '.') + 1, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	no_tls = smtp_server_certify(server, folder, certificate);
	if (no_tls != NULL)
		printf("skipped: %s\n", no_tls);
}

static void
end_tls(void)
{
	char path[280];

	end();
	unlink(certificate);
	snprintf(path, sizeof(path), "%s/key.pem", folder);
	unlink(path);
	rmdir(folder);
}

/* ---- one mail ---------------------------------------------------------------- */

struct got {
	int called, status;
	enum failure_class failure_class;
	bool refused;
	char reason[240];
};

static void
on_done(struct net_response *response, void *arg)
{
	struct got *got = arg;

	got->called++;
	got->status = response->status;
	got->failure_class = response->failure_class;
	got->refused = response->mail_refused;
	snprintf(got->reason, sizeof(got->reason), "%s", response->reason);
	event_base_loopbreak(fixture.base);
}

static const char *const one[] = { "desk@example.org", NULL };

static struct net_mail
plain_mail(const char *text)
{
	return (struct net_mail){
		.host = "127.0.0.1",
		.port = smtp_server_port(server),
		.tls = NET_MAIL_PLAIN,
		.hello = "crier.test",
		.from = "crier@example.org",
		.to = one,
		.message = { (const unsigned char *)text, strlen(text) },
		.timeout_ms = 20000,
	};
}

static void
wait_for(const struct got *got)
{
	while (got->called == 0)
		event_base_loop(fixture.base, EVLOOP_ONCE);
	/* Whoever is told twice is told in a turn that follows. */
	for (int i = 0; i < 5; i++)
		event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	ck_assert_int_eq(got->called, 1);
}

static struct got
send_mail(const struct net_mail *mail)
{
	struct got got = { .called = 0 };

	net_mail_start(fixture.net, mail, on_done, &got);
	ck_assert_int_eq(got.called, 0);
	wait_for(&got);
	return got;
}

static void
expect_accepted(const struct got *got)
{
	ck_assert_msg(got->failure_class == CLASS_NONE && got->status == 250 &&
		!got->refused,
	    "%d: %s", got->status, got->reason);
}

/* ---- what is sent -------------------------------------------------------------- */

START_TEST(a_mail_arrives_with_its_envelope)
{
	static const char *const two[] = { "desk@example.org",
		"night@example.org", NULL };
	struct net_mail mail = plain_mail("Subject: x\r\n\r\nhello\r\n");
	struct got got;
	const struct smtp_mail *seen;

	mail.to = two;
	got = send_mail(&mail);
	expect_accepted(&got);
	ck_assert_str_eq(got.reason, "127.0.0.1: 250 queued (to the message)");
	ck_assert_uint_eq(smtp_server_count(server), 1);
	seen = smtp_server_mail(server, 0);
	ck_assert_str_eq(seen->hello, "crier.test");
	ck_assert_str_eq(seen->login, "");
	ck_assert_str_eq(seen->from, "<crier@example.org>");
	ck_assert_str_eq(seen->to, "<desk@example.org> <night@example.org>");
	ck_assert_str_eq(seen->text, "Subject: x\r\n\r\nhello\r\n");
	ck_assert(smtp_server_was_left(server));
}
END_TEST

static const struct {
	const char *name, *sent, *seen;
} dots[] = {
	{ "a dot alone", "a\r\n.\r\nb\r\n", "a\r\n.\r\nb\r\n" },
	{ "two dots", "..\r\n", "..\r\n" },
	{ "a line that begins with one", ".a\r\n", ".a\r\n" },
	{ "a dot alone at the end", "a\r\n.", "a\r\n.\r\n" },
	{ "a dot after a lone LF", "a\n.\nMAIL FROM:<x>\n",
	    "a\r\n.\r\nMAIL FROM:<x>\r\n" },
	{ "a dot after a lone CR", "a\r.\r\nb", "a\r\n.\r\nb\r\n" },
	{ "no line end", "a", "a\r\n" },
	{ "nothing", "", "" },
};

START_TEST(the_message_arrives_as_it_was_and_ends_where_it_ends)
{
	struct net_mail mail = plain_mail(dots[_i].sent);
	struct got got = send_mail(&mail);

	expect_accepted(&got);
	ck_assert_uint_eq(smtp_server_count(server), 1);
	ck_assert_msg(strcmp(smtp_server_mail(server, 0)->text,
			  dots[_i].seen) == 0,
	    "%s: %s", dots[_i].name, smtp_server_mail(server, 0)->text);
}
END_TEST

START_TEST(a_large_message_arrives_whole)
{
	size_t lines = 40000, len = 0;
	char *text = malloc(lines * 80);
	struct net_mail mail;
	struct got got;

	for (size_t i = 0; i < lines; i++)
		len += (size_t)snprintf(text + len, 80, ".%060zu\r\n", i);
	mail = plain_mail(text);
	got = send_mail(&mail);
	expect_accepted(&got);
	ck_assert_str_eq(smtp_server_mail(server, 0)->text, text);
	free(text);
}
END_TEST

START_TEST(the_name_goes_through_our_resolver)
{
	struct net_mail mail = plain_mail("x");
	struct got got;

	name_server_add(fixture.names, "mail.test", "127.0.0.1");
	mail.host = "mail.test";
	got = send_mail(&mail);
	expect_accepted(&got);
	ck_assert_int_eq(name_server_asked(fixture.names, "mail.test"), 1);
	mail.host = "nothing.test";
	got = send_mail(&mail);
	ck_assert_int_eq(got.failure_class, CLASS_DNS_NAME);
	ck_assert_int_eq(got.status, 0);
}
END_TEST

START_TEST(a_login_is_made_where_one_is_configured)
{
	struct net_mail mail = plain_mail("x");
	struct got got;

	smtp_server_say(server, &(struct smtp_script){ .offers_auth = true });
	mail.user = "user";
	mail.password = "pass";
	got = send_mail(&mail);
	expect_accepted(&got);
	/* "\0user\0pass" */
	ck_assert_str_eq(smtp_server_mail(server, 0)->login,
	    "AHVzZXIAcGFzcw==");
}
END_TEST

static const struct {
	const char *name;
	struct net_mail mail;
} wrongs[] = {
	{ "a line end in an address",
	    { .from = "a@b>\r\nRCPT TO:<c@d",
		.hello = "h",
		.host = "127.0.0.1" } },
	{ "a blank in an address",
	    { .from = "a b@c", .hello = "h", .host = "127.0.0.1" } },
	{ "an empty address",
	    { .from = "", .hello = "h", .host = "127.0.0.1" } },
	{ "beyond ASCII",
	    { .from = "\xc3\xa9@b", .hello = "h", .host = "127.0.0.1" } },
	{ "a host with a path",
	    { .from = "a@b", .hello = "h", .host = "127.0.0.1/x" } },
	{ "a host with a user",
	    { .from = "a@b", .hello = "h", .host = "u@127.0.0.1" } },
	{ "no host", { .from = "a@b", .hello = "h", .host = "" } },
	{ "a line end in the greeting",
	    { .from = "a@b", .hello = "h\r\nDATA", .host = "127.0.0.1" } },
};

START_TEST(what_cannot_be_said_is_not_sent)
{
	struct net_mail mail = plain_mail("x");
	struct got got;

	mail.from = wrongs[_i].mail.from;
	mail.hello = wrongs[_i].mail.hello;
	mail.host = wrongs[_i].mail.host;
	got = send_mail(&mail);
	ck_assert_msg(got.failure_class == CLASS_LOCAL, "%s: %s",
	    wrongs[_i].name, got.reason);
	ck_assert_int_eq(smtp_server_connections(server), 0);
}
END_TEST

START_TEST(mail_to_nobody_is_not_sent)
{
	static const char *const nobody[] = { NULL };
	struct net_mail mail = plain_mail("x");
	struct got got;

	mail.to = nobody;
	got = send_mail(&mail);
	ck_assert_int_eq(got.failure_class, CLASS_LOCAL);
}
END_TEST

START_TEST(a_message_that_is_too_large_is_not_sent)
{
	char *text = calloc(1, LIMIT_MAIL_SENT + 1);
	struct net_mail mail;
	struct got got;

	memset(text, 'x', LIMIT_MAIL_SENT);
	mail = plain_mail(text);
	got = send_mail(&mail);
	ck_assert_int_eq(got.failure_class, CLASS_LOCAL);
	ck_assert_ptr_nonnull(strstr(got.reason, "too large"));
	free(text);
}
END_TEST

/* ---- every stage ----------------------------------------------------------------- */

static const struct {
	const char *name;
	struct smtp_script script;
	int status;
	enum failure_class failure_class;
	bool refused;
	const char *reason; /* a part */
} stages[] = {
	{ "banner 421", { .banner = "421 too busy" }, 421, CLASS_NONE, false,
	    "127.0.0.1: 421 too busy" },
	{ "banner 554", { .banner = "554 not you" }, 554, CLASS_NONE, false,
	    "554 not you" },
	{ "no banner, closed", { .banner = SMTP_DROP }, 0, CLASS_TRANSFER,
	    false, "" },
	{ "EHLO 550", { .hello = "550 go away" }, 550, CLASS_NONE, false,
	    "550 go away" },
	{ "EHLO closed", { .hello = SMTP_DROP }, 0, CLASS_TRANSFER, false, "" },
	{ "AUTH 535", { .offers_auth = true, .auth = "535 5.7.8 wrong" }, 535,
	    CLASS_NONE, false, "535 5.7.8 wrong" },
	{ "AUTH 454", { .offers_auth = true, .auth = "454 later" }, 454,
	    CLASS_NONE, false, "454 later" },
	{ "MAIL 451", { .mail = "451 later" }, 451, CLASS_NONE, true,
	    "451 later (to MAIL FROM)" },
	{ "MAIL 550", { .mail = "550 no" }, 550, CLASS_NONE, true,
	    "550 no (to MAIL FROM)" },
	{ "MAIL closed", { .mail = SMTP_DROP }, 0, CLASS_TRANSFER, false,
	    "(after MAIL FROM)" },
	{ "MAIL 354", { .mail = "354 what" }, 0, CLASS_GARBAGE, false,
	    "makes no sense" },
	{ "MAIL is no answer", { .mail = "hello there" }, 0, CLASS_GARBAGE,
	    false, "makes no sense" },
	{ "RCPT 450", { .rcpt = "450 greylisted" }, 450, CLASS_NONE, true,
	    "450 greylisted (to RCPT TO desk@example.org)" },
	{ "RCPT 550 in lines",
	    { .rcpt = "550-5.1.1 no such user\r\n550 5.1.1 ask again" }, 550,
	    CLASS_NONE, true, "550 5.1.1 no such user 5.1.1 ask again" },
	{ "the second RCPT 550", { .more_rcpt = "550 no" }, 550, CLASS_NONE,
	    true, "night@example.org" },
	{ "RCPT 251", { .rcpt = "251 forwarded" }, 250, CLASS_NONE, false, "" },
	{ "DATA 451", { .data = "451 later" }, 451, CLASS_NONE, true,
	    "451 later (to DATA)" },
	{ "DATA 250", { .data = "250 ok" }, 0, CLASS_GARBAGE, false,
	    "makes no sense" },
	{ "DATA closed", { .data = SMTP_DROP }, 0, CLASS_TRANSFER, false,
	    "(after DATA)" },
	{ "message 451", { .message = "451 later" }, 451, CLASS_NONE, true,
	    "451 later (to the message)" },
	{ "message 552", { .message = "552 too big" }, 552, CLASS_NONE, true,
	    "552 too big" },
	{ "message 554", { .message = "554 spam\x1b[31m" }, 554, CLASS_NONE,
	    true, "554 spam[31m (to the message)" },
	{ "message closed", { .message = SMTP_DROP }, 0, CLASS_TRANSFER, false,
	    "the server hung up (after the message)" },
	{ "QUIT closed", { .quit = SMTP_DROP }, 250, CLASS_NONE, false, "" },
	{ "QUIT 500", { .quit = "500 what" }, 250, CLASS_NONE, false, "" },
};

START_TEST(each_stage_that_fails_is_told)
{
	static const char *const two[] = { "desk@example.org",
		"night@example.org", NULL };
	struct net_mail mail = plain_mail("x");
	struct got got;

	smtp_server_say(server, &stages[_i].script);
	mail.to = two;
	mail.user = "user";
	mail.password = "pass";
	got = send_mail(&mail);
	ck_assert_msg(got.status == stages[_i].status &&
		got.failure_class == stages[_i].failure_class &&
		got.refused == stages[_i].refused,
	    "%s: status %d, class %d: %s", stages[_i].name, got.status,
	    (int)got.failure_class, got.reason);
	ck_assert_msg(strstr(got.reason, stages[_i].reason) != NULL, "%s: %s",
	    stages[_i].name, got.reason);
	/* A refusal is followed by a farewell. */
	if (got.refused)
		ck_assert_msg(smtp_server_was_left(server), "%s",
		    stages[_i].name);
}
END_TEST

START_TEST(nobody_listens)
{
	struct net_mail mail = plain_mail("x");
	struct got got;

	mail.port = 1;
	got = send_mail(&mail);
	ck_assert_int_eq(got.failure_class, CLASS_CONNECT);
	ck_assert_int_eq(got.status, 0);
	ck_assert_msg(strncmp(got.reason, "127.0.0.1: ", 11) == 0, "%s",
	    got.reason);
}
END_TEST

static const struct {
	const char *name;
	struct smtp_script script;
} hangs[] = {
	{ "banner", { .banner = SMTP_HANG } },
	{ "a banner that is none", { .banner = "HTTP/1.1 400 Bad Request" } },
	{ "EHLO", { .hello = SMTP_HANG } },
	{ "AUTH", { .offers_auth = true, .auth = SMTP_HANG } },
	{ "MAIL", { .mail = SMTP_HANG } },
	{ "RCPT", { .rcpt = SMTP_HANG } },
	{ "DATA", { .data = SMTP_HANG } },
	{ "the message", { .message = SMTP_HANG } },
};

static void
count_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	++*(int *)arg;
}

START_TEST(a_hang_is_cut_and_the_loop_goes_on)
{
	struct net_mail mail = plain_mail("x");
	int ticks = 0;
	struct event *tick = event_new(fixture.base, -1, EV_PERSIST, count_tick,
	    &ticks);
	struct got got;

	event_add(tick, &(struct timeval){ .tv_usec = 10000 });
	smtp_server_say(server, &hangs[_i].script);
	mail.user = "user";
	mail.timeout_ms = 500;
	got = send_mail(&mail);
	ck_assert_msg(got.failure_class == CLASS_TRANSFER && got.status == 0 &&
		!got.refused,
	    "%s: %d %s", hangs[_i].name, got.status, got.reason);
	ck_assert_msg(ticks > 10, "%s: the loop stood still", hangs[_i].name);
	event_free(tick);
}
END_TEST

START_TEST(a_farewell_that_never_comes_is_not_waited_for)
{
	struct net_mail mail = plain_mail("x");
	struct got got;

	smtp_server_say(server, &(struct smtp_script){ .quit = SMTP_HANG });
	mail.timeout_ms = 3600000; /* the test's own comes sooner */
	got = send_mail(&mail);
	expect_accepted(&got);
}
END_TEST

START_TEST(a_refusal_in_the_middle_of_the_message_ends_it)
{
	/* More than the kernel takes at once. */
	size_t len = LIMIT_MAIL_SENT - 16;
	char *text = malloc(len + 1);
	struct net_mail mail;
	struct got got;

	memset(text, 'x', len);
	text[len] = '\0';
	mail = plain_mail(text);
	smtp_server_say(server,
	    &(struct smtp_script){ .data = "354 go ahead\r\n552 no more" });
	got = send_mail(&mail);
	ck_assert_msg(got.status == 552 && got.refused, "%d %s", got.status,
	    got.reason);
	free(text);
}
END_TEST

START_TEST(a_cancelled_mail_calls_nobody)
{
	struct net_mail mail = plain_mail("x");
	struct got got = { .called = 0 };
	struct net_transfer *transfer;

	smtp_server_say(server, &hangs[_i].script);
	mail.user = "user";
	transfer = net_mail_start(fixture.net, &mail, on_done, &got);
	while (smtp_server_connections(server) == 0)
		event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	for (int i = 0; i < 20; i++)
		event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	net_cancel(transfer);
	for (int i = 0; i < 20; i++)
		event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	ck_assert_int_eq(got.called, 0);
	/* The tear down ends with another one under way. */
	net_mail_start(fixture.net, &mail, on_done, &got);
	for (int i = 0; i < 20; i++)
		event_base_loop(fixture.base, EVLOOP_NONBLOCK);
}
END_TEST

/* ---- TLS ------------------------------------------------------------------------- */

static struct net_mail
tls_mail(enum net_mail_tls tls)
{
	struct net_mail mail = plain_mail("secret\r\n");

	mail.tls = tls;
	mail.user = "user";
	mail.password = "pass";
	mail.insecure_tls = true;
	return mail;
}

static void
expect_nothing_in_the_clear(void)
{
	char *plain = smtp_server_plain(server);

	ck_assert_ptr_null(strstr(plain, "AUTH"));
	ck_assert_ptr_null(strstr(plain, "MAIL"));
	ck_assert_ptr_null(strstr(plain, "secret"));
	free(plain);
}

START_TEST(starttls_hides_all_that_follows)
{
	struct net_mail mail = tls_mail(NET_MAIL_STARTTLS);
	struct got got;

	if (no_tls != NULL)
		return;
	smtp_server_say(server,
	    &(struct smtp_script){ .offers_starttls = true,
		.offers_auth = true });
	got = send_mail(&mail);
	expect_accepted(&got);
	ck_assert(smtp_server_mail(server, 0)->tls);
	ck_assert_str_eq(smtp_server_mail(server, 0)->text, "secret\r\n");
	ck_assert_str_eq(smtp_server_mail(server, 0)->login,
	    "AHVzZXIAcGFzcw==");
	expect_nothing_in_the_clear();
}
END_TEST

START_TEST(tls_from_the_first_byte_hides_all)
{
	struct net_mail mail = tls_mail(NET_MAIL_TLS);
	struct got got;
	char *plain;

	if (no_tls != NULL)
		return;
	smtp_server_say(server, &(struct smtp_script){ .tls_at_once = true });
	got = send_mail(&mail);
	expect_accepted(&got);
	plain = smtp_server_plain(server);
	ck_assert_str_eq(plain, "");
	free(plain);
}
END_TEST

START_TEST(a_large_message_arrives_over_tls)
{
	size_t len = 2 * MIB;
	char *text = malloc(len + 1);
	struct net_mail mail;
	struct got got;

	if (no_tls != NULL)
		return;
	for (size_t i = 0; i < len; i++)
		text[i] = i % 64 == 62 ? '\r' : i % 64 == 63 ? '\n' : 'x';
	text[len] = '\0';
	mail = tls_mail(NET_MAIL_TLS);
	mail.message = (struct bytes){ (unsigned char *)text, len };
	smtp_server_say(server, &(struct smtp_script){ .tls_at_once = true });
	got = send_mail(&mail);
	expect_accepted(&got);
	ck_assert_str_eq(smtp_server_mail(server, 0)->text, text);
	free(text);
}
END_TEST

START_TEST(a_certificate_that_nobody_signed_is_refused)
{
	struct net_mail mail = tls_mail(NET_MAIL_STARTTLS);
	struct got got;

	if (no_tls != NULL)
		return;
	mail.insecure_tls = false;
	smtp_server_say(server,
	    &(struct smtp_script){ .offers_starttls = true });
	got = send_mail(&mail);
	ck_assert_msg(got.failure_class == CLASS_CERTIFICATE, "class %d: %s",
	    (int)got.failure_class, got.reason);
	ck_assert_int_eq(got.status, 0);
	expect_nothing_in_the_clear();
}
END_TEST

static const struct {
	const char *name;
	struct smtp_script script;
	enum failure_class failure_class;
} strips[] = {
	{ "not offered", { .offers_auth = true }, CLASS_TLS },
	{ "refused for now",
	    { .offers_starttls = true, .starttls = "454 not now" }, CLASS_TLS },
	{ "refused", { .offers_starttls = true, .starttls = "502 never" },
	    CLASS_TLS },
	{ "answers put before the handshake",
	    { .offers_starttls = true,
		.starttls = "220 go\r\n250-x\r\n250 AUTH PLAIN" },
	    CLASS_GARBAGE },
	{ "closed", { .offers_starttls = true, .starttls = SMTP_DROP },
	    CLASS_TRANSFER },
	{ "no EHLO, so nothing can be offered", { .hello = "502 what" },
	    CLASS_NONE },
};

START_TEST(nothing_is_sent_in_the_clear_where_tls_is_demanded)
{
	struct net_mail mail = tls_mail(NET_MAIL_STARTTLS);
	struct got got;

	smtp_server_say(server, &strips[_i].script);
	got = send_mail(&mail);
	ck_assert_msg(got.failure_class == strips[_i].failure_class &&
		!got.refused && got.status / 100 != 2,
	    "%s: %d, class %d: %s", strips[_i].name, got.status,
	    (int)got.failure_class, got.reason);
	expect_nothing_in_the_clear();
	ck_assert_uint_eq(smtp_server_count(server), 0);
}
END_TEST

/* ---- answers ---------------------------------------------------------------------- */

static const struct {
	const char *name, *bytes;
	int code;
	bool ended;
	const char *text;
} replies[] = {
	{ "one line", "250 ok\r\n", 250, true, "ok" },
	{ "a code alone", "250\r\n", 250, true, "" },
	{ "lines", "550-a\r\n550-b\r\n550 c\r\n", 550, true, "a b c" },
	{ "lines without their last", "550-a\r\n550-b\r\n", 550, false, "a b" },
	{ "half a line", "250 o", 0, false, "" },
	{ "LF alone", "354 go\n", 354, true, "go" },
	{ "no code", "hello\r\n", 0, true, "" },
	{ "an empty line", "\r\n", 0, true, "" },
	{ "the second answer counts", "250 a\r\n550 b\r\n", 550, true, "b" },
	{ "ill-formed bytes", "550 \xff\x01z\r\n", 550, true, "\xef\xbf\xbdz" },
};

START_TEST(an_answer_is_read_line_by_line)
{
	struct mail_reply reply = { 0 };

	for (const char *c = replies[_i].bytes; *c != '\0'; c++)
		mail_reply_add(&reply, *c);
	ck_assert_msg(reply.code == replies[_i].code &&
		reply.ended == replies[_i].ended &&
		strcmp(reply.text, replies[_i].text) == 0,
	    "%s: %d %d %s", replies[_i].name, reply.code, reply.ended,
	    reply.text);
}
END_TEST

START_TEST(an_endless_answer_keeps_its_bounds)
{
	struct mail_reply reply = { 0 };

	for (int line = 0; line < 100; line++) {
		for (int i = 0; i < 4; i++)
			mail_reply_add(&reply, "550-"[i]);
		for (int i = 0; i < 10000; i++)
			mail_reply_add(&reply, 'x');
		mail_reply_add(&reply, '\n');
	}
	ck_assert(!reply.ended);
	ck_assert_uint_eq(strlen(reply.text), sizeof(reply.text) - 1);
}
END_TEST

Suite *
mail_transfer_suite(void)
{
	Suite *suite = suite_create("mail_transfer");
	TCase *plain = tcase_create("plain"), *tls = tcase_create("tls");

	tcase_set_timeout(plain, 60);
	tcase_add_checked_fixture(plain, begin, end);
	tcase_add_test(plain, a_mail_arrives_with_its_envelope);
	tcase_add_loop_test(plain,
	    the_message_arrives_as_it_was_and_ends_where_it_ends, 0,
	    ARRAY_LEN(dots));
	tcase_add_test(plain, a_large_message_arrives_whole);
	tcase_add_test(plain, the_name_goes_through_our_resolver);
	tcase_add_test(plain, a_login_is_made_where_one_is_configured);
	tcase_add_loop_test(plain, what_cannot_be_said_is_not_sent, 0,
	    ARRAY_LEN(wrongs));
	tcase_add_test(plain, mail_to_nobody_is_not_sent);
	tcase_add_test(plain, a_message_that_is_too_large_is_not_sent);
	tcase_add_loop_test(plain, each_stage_that_fails_is_told, 0,
	    ARRAY_LEN(stages));
	tcase_add_test(plain, nobody_listens);
	tcase_add_loop_test(plain, a_hang_is_cut_and_the_loop_goes_on, 0,
	    ARRAY_LEN(hangs));
	tcase_add_test(plain, a_farewell_that_never_comes_is_not_waited_for);
	tcase_add_test(plain, a_refusal_in_the_middle_of_the_message_ends_it);
	tcase_add_loop_test(plain, a_cancelled_mail_calls_nobody, 0,
	    ARRAY_LEN(hangs));
	tcase_add_loop_test(plain, an_answer_is_read_line_by_line, 0,
	    ARRAY_LEN(replies));
	tcase_add_test(plain, an_endless_answer_keeps_its_bounds);
	suite_add_tcase(suite, plain);

	tcase_set_timeout(tls, 60);
	tcase_add_checked_fixture(tls, begin_tls, end_tls);
	tcase_add_test(tls, starttls_hides_all_that_follows);
	tcase_add_test(tls, tls_from_the_first_byte_hides_all);
	tcase_add_test(tls, a_large_message_arrives_over_tls);
	tcase_add_test(tls, a_certificate_that_nobody_signed_is_refused);
	tcase_add_loop_test(tls,
	    nothing_is_sent_in_the_clear_where_tls_is_demanded, 0,
	    ARRAY_LEN(strips));
	suite_add_tcase(suite, tls);
	return suite;
}

/* Mail from a delivery to a scripted server, and what its answers mean. */
#include "notify.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <check.h>
#include <event2/event.h>

#include "compiler.h"
#include "limits.h"
#include "mail_fixture.h"
#include "net.h"
#include "tests/e2e/smtp_server.h"

Suite *mail_suite(void);

static struct event_base *base;
static struct net *net;
static struct notifier *notifier;
static struct smtp_server *server;
static struct mail_server mail;
static struct fake_clock hands;
static char folder[] = "/tmp/crier-mail.XXXXXX", password[64];

static void
begin(void)
{
	struct net_options options = { .connections = 8, .user_agent = "t" };
	struct error err;

	setenv("TZ", "UTC0", 1);
	tzset();
	memcpy(strrchr(folder, '.') + 1, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	base = event_base_new();
	net = net_new(base, &options, clock_real(), &err);
	ck_assert_msg(net != NULL, "%s", err.text);
	fake_clock_init(&hands, 1785938709);
	notifier = notifier_new(base, net, &hands.clock);
	server = smtp_server_start();
	mail = (struct mail_server){
		.host = "127.0.0.1",
		.port = smtp_server_port(server),
		.tls = MAIL_PLAIN,
		.from = "R\xc3\xa9"
			"daction <crier@example.org>",
		.hello = "crier.test",
	};
	notifier_set_mail(notifier, &mail);
	snprintf(password, sizeof(password), "file:%s/password", folder);
}

static void
end(void)
{
	notifier_free(notifier);
	net_free(net);
	event_base_free(base);
	smtp_server_stop(server);
	unlink(password + strlen("file:"));
	rmdir(folder);
}

/* ---- one delivery ------------------------------------------------------------------ */

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
}

static const char *to[] = { "desk@example.org", "Night <night@example.org>" };
static const struct hook hook = {
	.name = "h",
	.kind = HOOK_MAIL,
	.mail_to = to,
	.mail_to_count = 2,
	.timeout_s = 20,
};

static struct delivery_result
deliver_by(const struct hook *by, const struct delivery *delivery)
{
	struct ending ending = { .calls = 0 };

	notify_start(notifier, by, delivery, on_done, &ending);
	ck_assert_int_eq(ending.calls, 0);
	while (ending.calls == 0)
		event_base_loop(base, EVLOOP_ONCE);
	event_base_loop(base, EVLOOP_NONBLOCK);
	ck_assert_int_eq(ending.calls, 1);
	ck_assert_uint_eq(notifier_running(notifier), 0);
	return ending.result;
}

static struct delivery_result
deliver(const struct delivery *delivery)
{
	return deliver_by(&hook, delivery);
}

static const char *
sent(const struct delivery *delivery)
{
	struct delivery_result result = deliver(delivery);

	ck_assert_msg(result.verdict == DELIVERY_OK && result.status == 250 &&
		result.reason[0] == '\0',
	    "%d %s", result.status, result.reason);
	return smtp_server_mail(server, smtp_server_count(server) - 1)->text;
}

/* ---- the message --------------------------------------------------------------------- */

START_TEST(a_message_has_its_headers_and_two_parts)
{
	static const char head[] =
	    "From: =?utf-8?q?R=C3=A9daction?=\r\n"
	    " <crier@example.org>\r\n"
	    "To: desk@example.org,\r\n"
	    " \"Night\"\r\n"
	    " <night@example.org>\r\n"
	    "Subject: [nk] Hello\r\n"
	    "Date: Wed, 5 Aug 2026 14:05:09 +0000\r\n"
	    "Message-ID: <" MAIL_KEY "@example.org>\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "X-Crier-Topic: nk\r\n"
	    "X-Crier-Key: " MAIL_KEY "\r\n"
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"=_" MAIL_KEY "\"\r\n"
	    "\r\n"
	    "--=_" MAIL_KEY "\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Hello\r\n";
	struct delivery delivery = mail_fixture_article("Hello");
	const char *text = sent(&delivery), *html;
	const struct smtp_mail *seen = smtp_server_mail(server, 0);

	ck_assert_msg(strncmp(text, head, strlen(head)) == 0, "%s", text);
	html = strstr(text,
	    "\r\n--=_" MAIL_KEY "\r\nContent-Type: text/html; charset=utf-8");
	ck_assert_ptr_nonnull(html);
	ck_assert_ptr_nonnull(strstr(html, "\r\n--=_" MAIL_KEY "--\r\n"));
	ck_assert_str_eq(seen->from, "<crier@example.org>");
	ck_assert_str_eq(seen->to, "<desk@example.org> <night@example.org>");
}
END_TEST

static size_t
count(const char *text, const char *part)
{
	size_t found = 0;

	while ((text = strstr(text, part)) != NULL) {
		text += strlen(part);
		found++;
	}
	return found;
}

static char *
head_of(const char *text)
{
	const char *end = strstr(text, "\r\n\r\n");

	ck_assert_ptr_nonnull(end);
	return strndup(text, (size_t)(end - text));
}

static void
expect_lines(const char *text)
{
	for (const char *at = text; *at != '\0'; at = strchr(at, '\n') + 1) {
		size_t len = strcspn(at, "\n");

		ck_assert_uint_le(len, 77);
		ck_assert(len > 0 && at[len - 1] == '\r');
	}
	for (const char *at = text; *at != '\0'; at++)
		ck_assert(
		    *at == '\r' || *at == '\n' || (*at >= ' ' && *at <= '~'));
}

static const char *const titles[] = {
	"Plain",
	"",
	"a\r\nBcc: victim@example.org\r\n\r\nbody",
	"a\nSubject: second",
	"a\r\n.\r\nMAIL FROM:<x@y>",
	"\r\n--=_" MAIL_KEY "--\r\n",
	"=?utf-8?q?=0D=0ABcc:_x=40y?=",
	"=?utf-8?b?DQpCY2M6IHhAeQ==?= and \xc3\xa9",
	"lone \xed\xa0\x80\xed\xb0\x80 surrogates",
	"half \xe2\x82",
	"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \342\200\256evil",
	"\xeb\xb6\x81\xed\x95\x9c \xec\x9d\xb8\xea\xb6\x8c",
	"\x1b]0;title\x07\x1b[31m",
	"<script>alert(1)</script>",
};

START_TEST(t24_a_hostile_title_makes_a_valid_message_with_one_subject)
{
	struct delivery delivery = mail_fixture_article(titles[_i]);
	const char *text;
	char *head;

	delivery.article.feed_title = slice_of(titles[_i]);
	delivery.article.text = slice_of(titles[_i]);
	delivery.match.snippet = slice_of(titles[_i]);
	delivery.topic = slice_of(_i == 0 ? "nk" : titles[_i]);
	text = sent(&delivery);
	expect_lines(text);
	head = head_of(text);
	ck_assert_uint_eq(count(head, "\r\nSubject: "), 1);
	ck_assert_uint_eq(count(head, "\r\nBcc: "), 0);
	ck_assert_uint_eq(count(head, "\r\nTo: "), 1);
	free(head);
	ck_assert_uint_eq(count(text, "\r\n--=_" MAIL_KEY "\r\n"), 2);
	ck_assert_uint_eq(count(text, "\r\n--=_" MAIL_KEY "--\r\n"), 1);
	ck_assert_str_eq(smtp_server_mail(server, 0)->to,
	    "<desk@example.org> <night@example.org>");
}
END_TEST

START_TEST(t24_nul_and_ten_kilobytes_are_no_trouble)
{
	struct delivery delivery = mail_fixture_article("");
	char *title = malloc(10 * KIB);
	const char *text;

	memset(title, 'x', 10 * KIB);
	title[5] = '\0';
	title[10] = '\r';
	title[11] = '\n';
	delivery.article.title = (struct slice){ title, 10 * KIB };
	text = sent(&delivery);
	expect_lines(text);
	ck_assert_uint_eq(count(text, "\r\nSubject: "), 1);
	free(title);
}
END_TEST

START_TEST(each_event_makes_a_message)
{
	static const char *const both[] = { "One", "Two" };
	struct delivery_item items[2];
	struct delivery deliveries[] = {
		mail_fixture_article("Hello"),
		mail_fixture_digest(items, both, 2),
		mail_fixture_notice(),
	};

	for (size_t i = 0; i < ARRAY_LEN(deliveries); i++)
		expect_lines(sent(&deliveries[i]));
	ck_assert_ptr_null(
	    strstr(smtp_server_mail(server, 2)->text, "X-Crier-Topic"));
	ck_assert_ptr_nonnull(strstr(smtp_server_mail(server, 2)->text,
	    "\r\nSubject: crier: japantimes fails for three days\r\n"));
}
END_TEST

START_TEST(a_digest_of_a_hundred_fits_whatever_it_holds)
{
	static const char *const fills[] = { "\"", "=", "&", "\xff",
		"\xeb\xb6\x81" };
	struct delivery_item items[LIMIT_DIGEST_ARTICLES];
	const char *none[LIMIT_DIGEST_ARTICLES];

	for (size_t f = 0; f < ARRAY_LEN(fills); f++) {
		struct delivery delivery;
		struct buffer text, url;

		buffer_init(&text, MIB);
		buffer_init(&url, MIB);
		while (text.len < LIMIT_STORED_TITLE)
			buffer_append_string(&text, fills[f]);
		buffer_append_string(&url, "http://");
		while (url.len < LIMIT_MAIL_URL)
			buffer_append_char(&url, fills[f][0]);
		for (size_t i = 0; i < LIMIT_DIGEST_ARTICLES; i++)
			none[i] = "";
		delivery = mail_fixture_digest(items, none,
		    LIMIT_DIGEST_ARTICLES);
		for (size_t i = 0; i < LIMIT_DIGEST_ARTICLES; i++) {
			items[i].article.title = buffer_slice(&text);
			items[i].article.feed_title = buffer_slice(&text);
			items[i].article.url = buffer_slice(&url);
			items[i].match.snippet = buffer_slice(&text);
		}
		expect_lines(sent(&delivery));
		buffer_finish(&text);
		buffer_finish(&url);
	}
}
END_TEST

START_TEST(a_message_that_cannot_be_built_is_permanent)
{
	size_t many = 20000;
	struct delivery_item *items = calloc(many, sizeof(*items));
	const char **none = calloc(many, sizeof(*none));
	struct delivery delivery = mail_fixture_digest(items, none, many);
	struct delivery_result result;

	result = deliver(&delivery);
	ck_assert_int_eq(result.verdict, DELIVERY_PERMANENT);
	ck_assert_int_eq(smtp_server_connections(server), 0);
	free(items);
	free(none);
}
END_TEST

/* ---- another reader ------------------------------------------------------------------ */

/* Exits 0 where the message on standard input has one subject, no defects, and
 * the parts that it should have; says what is wrong otherwise. */
static const char reader[] =
    "import email, email.policy, sys\n"
    "m = email.message_from_bytes(sys.stdin.buffer.read(),"
    " policy=email.policy.default)\n"
    "bad = [str(d) for p in m.walk() for d in p.defects]\n"
    "for name, value in m.items():\n"
    "    bad += [name + ': ' + str(d) for d in value.defects]\n"
    "one = lambda name: len(m.get_all(name, [])) == 1\n"
    "for name in ('Subject', 'From', 'To', 'Date', 'Message-ID'):\n"
    "    bad += [] if one(name) else ['not one ' + name]\n"
    "bad += ['Bcc'] if m['Bcc'] else []\n"
    "parts = [p.get_content_type() for p in m.walk()]\n"
    "bad += [] if parts == ['multipart/alternative', 'text/plain',"
    " 'text/html'] else parts\n"
    "plain = m.get_body(('plain',)).get_content()\n"
    "html = m.get_body(('html',)).get_content()\n"
    "bad += [] if m['Subject'].startswith('[nk] ') else [m['Subject']]\n"
    "title = m['Subject'][5:].rstrip('\\u2026')\n"
    "bad += [] if plain.splitlines()[0].startswith(title)"
    " or '\\u202e' in plain else [title, plain]\n"
    "bad += [] if '</html>' in html else ['html']\n"
    "print('; '.join(bad)) if bad else None\n"
    "sys.exit(1 if bad else 0)\n";

/* The exit code; 127: there is no python3. */
static int
read_by_python(const char *text)
{
	int pipes[2], status;
	pid_t pid;

	ck_assert_int_eq(pipe(pipes), 0);
	pid = fork();
	ck_assert_int_ne(pid, -1);
	if (pid == 0) {
		dup2(pipes[0], 0);
		close(pipes[1]);
		execlp("python3", "python3", "-c", reader, (char *)NULL);
		_exit(127);
	}
	close(pipes[0]);
	if (write(pipes[1], text, strlen(text)) == -1)
		printf("python3 did not read\n");
	close(pipes[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(t24_another_reader_finds_no_fault)
{
	for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
		struct delivery delivery = mail_fixture_article(titles[i]);
		int status;

		delivery.article.text = slice_of(titles[i]);
		status = read_by_python(sent(&delivery));
		if (status == 127) {
			printf("skipped: there is no python3\n");
			return;
		}
		ck_assert_msg(status == 0, "title %zu", i);
	}
}
END_TEST

/* ---- verdicts -------------------------------------------------------------------------- */

static const struct {
	const char *name;
	struct smtp_script script;
	enum delivery_verdict verdict;
	int status;
	const char *reason; /* a part */
} verdicts[] = {
	{ "banner 421", { .banner = "421 busy" }, DELIVERY_RETRY, 421,
	    "421 busy" },
	{ "banner 554 is the server's state", { .banner = "554 no" },
	    DELIVERY_RETRY, 554, "554 no" },
	{ "EHLO 5xx", { .hello = "550 no" }, DELIVERY_RETRY, 550, "550 no" },
	{ "MAIL 4xx", { .mail = "451 x" }, DELIVERY_RETRY, 451, "451 x" },
	{ "MAIL 5xx", { .mail = "550 x" }, DELIVERY_PERMANENT, 550,
	    "550 x (to MAIL FROM)" },
	{ "MAIL 530 wants a login", { .mail = "530 log in" }, DELIVERY_RETRY,
	    530, "530 log in" },
	{ "RCPT 450", { .rcpt = "450 x" }, DELIVERY_RETRY, 450, "450 x" },
	{ "RCPT 550", { .rcpt = "550 x" }, DELIVERY_PERMANENT, 550, "550 x" },
	{ "DATA 554", { .data = "554 x" }, DELIVERY_PERMANENT, 554, "554 x" },
	{ "DATA without 354", { .data = "250 x" }, DELIVERY_RETRY, 0, "" },
	{ "message 451", { .message = "451 x" }, DELIVERY_RETRY, 451, "451" },
	{ "message 552", { .message = "552 too big" }, DELIVERY_PERMANENT, 552,
	    "552 too big" },
	{ "message 554", { .message = "554 spam" }, DELIVERY_PERMANENT, 554,
	    "554 spam" },
	{ "closed", { .banner = SMTP_DROP }, DELIVERY_RETRY, 0, "127.0.0.1" },
	{ "QUIT refused", { .quit = "500 x" }, DELIVERY_OK, 250, "" },
};

START_TEST(an_answer_has_its_verdict)
{
	struct delivery delivery = mail_fixture_article("Hello");
	struct delivery_result result;

	smtp_server_say(server, &verdicts[_i].script);
	result = deliver(&delivery);
	ck_assert_msg(result.verdict == verdicts[_i].verdict &&
		result.status == verdicts[_i].status &&
		strstr(result.reason, verdicts[_i].reason) != NULL &&
		!result.gone,
	    "%s: %d %d %s", verdicts[_i].name, (int)result.verdict,
	    result.status, result.reason);
}
END_TEST

START_TEST(c11_a_copy_that_may_have_been_taken_has_the_same_message_id)
{
	struct delivery delivery = mail_fixture_article("Hello");
	struct delivery_result result;

	smtp_server_say(server,
	    &(struct smtp_script){ .message = SMTP_DROP, .times = 1 });
	result = deliver(&delivery);
	ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
	fake_clock_advance(&hands, 300);
	delivery.attempts = 2;
	sent(&delivery);
	ck_assert_uint_eq(smtp_server_count(server), 2);
	for (size_t i = 0; i < 2; i++)
		ck_assert_uint_eq(count(smtp_server_mail(server, i)->text,
				      "\r\nMessage-ID: <" MAIL_KEY
				      "@example.org>\r\n"),
		    1);
}
END_TEST

START_TEST(nobody_listens)
{
	struct delivery delivery = mail_fixture_article("Hello");
	struct delivery_result result;

	mail.port = 1;
	result = deliver(&delivery);
	ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
	ck_assert_int_eq(result.status, 0);
}
END_TEST

START_TEST(a_hang_ends_with_the_hooks_timeout)
{
	struct delivery delivery = mail_fixture_article("Hello");
	struct delivery_result result;
	struct hook short_hook = hook;

	short_hook.timeout_s = 1;
	smtp_server_say(server, &(struct smtp_script){ .message = SMTP_HANG });
	result = deliver_by(&short_hook, &delivery);
	ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
	ck_assert_str_eq(result.reason,
	    "127.0.0.1: timed out (after the message)");
}
END_TEST

START_TEST(without_tls_nothing_is_sent_where_it_is_demanded)
{
	struct delivery delivery = mail_fixture_article("Hello");
	struct delivery_result result;
	char *plain;

	mail.tls = MAIL_STARTTLS;
	result = deliver(&delivery);
	ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
	plain = smtp_server_plain(server);
	ck_assert_ptr_null(strstr(plain, "MAIL"));
	free(plain);
}
END_TEST

/* ---- what is configured ---------------------------------------------------------------- */

START_TEST(where_no_server_is_configured_it_waits)
{
	struct delivery delivery = mail_fixture_article("Hello");
	struct delivery_result result;

	mail.host = NULL;
	result = deliver(&delivery);
	ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
	ck_assert_int_eq(result.status, -1);
	ck_assert_str_eq(result.reason, "no mail server is configured");
	notifier_set_mail(notifier, NULL);
	result = deliver(&delivery);
	ck_assert_str_eq(result.reason, "no mail server is configured");
}
END_TEST

START_TEST(an_address_that_is_none_is_the_configurations)
{
	static const char *const bad[] = { "desk@example.org\r\nRCPT TO:<x@y>",
		"desk", "" };
	struct delivery delivery = mail_fixture_article("Hello");
	struct hook bad_hook = hook;

	bad_hook.mail_to_count = 1;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const char *one[] = { bad[i] };
		struct delivery_result result;

		bad_hook.mail_to = one;
		result = deliver_by(&bad_hook, &delivery);
		ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
		ck_assert_ptr_nonnull(strstr(result.reason, "no address"));
	}
	ck_assert_int_eq(smtp_server_connections(server), 0);
}
END_TEST

static void
write_password(const char *text)
{
	int fd = open(password + strlen("file:"), O_WRONLY | O_CREAT | O_TRUNC,
	    0600);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

START_TEST(a_password_is_read_where_it_is_kept)
{
	struct delivery delivery = mail_fixture_article("Hello");

	write_password("pass\n");
	mail.user = "user";
	mail.password = password;
	smtp_server_say(server, &(struct smtp_script){ .offers_auth = true });
	sent(&delivery);
	/* "\0user\0pass" */
	ck_assert_str_eq(smtp_server_mail(server, 0)->login,
	    "AHVzZXIAcGFzcw==");
}
END_TEST

START_TEST(a_password_that_is_wrong_or_missing_waits)
{
	struct delivery delivery = mail_fixture_article("Hello");
	struct delivery_result result;

	mail.user = "user";
	mail.password = password;
	result = deliver(&delivery);
	ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
	ck_assert_int_eq(smtp_server_connections(server), 0);
	write_password("pass");
	smtp_server_say(server,
	    &(struct smtp_script){ .offers_auth = true,
		.auth = "535 5.7.8 wrong" });
	result = deliver(&delivery);
	ck_assert_int_eq(result.verdict, DELIVERY_RETRY);
	ck_assert_int_eq(result.status, 535);
	ck_assert_ptr_nonnull(strstr(result.reason, "535 5.7.8 wrong"));
	ck_assert_ptr_null(strstr(result.reason, "pass"));
}
END_TEST

START_TEST(cancelling_calls_nobody)
{
	struct delivery delivery = mail_fixture_article("Hello");
	struct ending ending = { .calls = 0 };
	struct notification *notification;

	smtp_server_say(server, &(struct smtp_script){ .mail = SMTP_HANG });
	notification = notify_start(notifier, &hook, &delivery, on_done,
	    &ending);
	while (smtp_server_connections(server) == 0)
		event_base_loop(base, EVLOOP_NONBLOCK);
	notify_cancel(notification);
	event_base_loop(base, EVLOOP_NONBLOCK);
	ck_assert_int_eq(ending.calls, 0);
	/* The tear down ends with one under way. */
	notify_start(notifier, &hook, &delivery, on_done, &ending);
	event_base_loop(base, EVLOOP_NONBLOCK);
}
END_TEST

Suite *
mail_suite(void)
{
	Suite *suite = suite_create("mail");
	TCase *tcase = tcase_create("mail");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, a_message_has_its_headers_and_two_parts);
	tcase_add_loop_test(tcase,
	    t24_a_hostile_title_makes_a_valid_message_with_one_subject, 0,
	    ARRAY_LEN(titles));
	tcase_add_test(tcase, t24_nul_and_ten_kilobytes_are_no_trouble);
	tcase_add_test(tcase, each_event_makes_a_message);
	tcase_add_test(tcase, a_digest_of_a_hundred_fits_whatever_it_holds);
	tcase_add_test(tcase, a_message_that_cannot_be_built_is_permanent);
	tcase_add_test(tcase, t24_another_reader_finds_no_fault);
	tcase_add_loop_test(tcase, an_answer_has_its_verdict, 0,
	    ARRAY_LEN(verdicts));
	tcase_add_test(tcase,
	    c11_a_copy_that_may_have_been_taken_has_the_same_message_id);
	tcase_add_test(tcase, nobody_listens);
	tcase_add_test(tcase, a_hang_ends_with_the_hooks_timeout);
	tcase_add_test(tcase, without_tls_nothing_is_sent_where_it_is_demanded);
	tcase_add_test(tcase, where_no_server_is_configured_it_waits);
	tcase_add_test(tcase, an_address_that_is_none_is_the_configurations);
	tcase_add_test(tcase, a_password_is_read_where_it_is_kept);
	tcase_add_test(tcase, a_password_that_is_wrong_or_missing_waits);
	tcase_add_test(tcase, cancelling_calls_nobody);
	suite_add_tcase(suite, tcase);
	return suite;
}

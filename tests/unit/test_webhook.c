/* Hooks that are URLs, against the scripted server. */
#include "notify.h"

#include <check.h>
#include <jansson.h>
#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <stdio.h>
#include <stdlib.h>

#include <event2/event.h>

#include "limits.h"
#include "notify_fixture.h"

Suite *webhook_suite(void);

static struct server *
server(void)
{
	return notify_fixture.net.server;
}

static struct hook
hook_of(const char *path)
{
	return (struct hook){
		.name = "h",
		.kind = HOOK_WEBHOOK,
		.url = server_url(server(), path),
		.allow_private = true,
		.timeout_s = 20,
	};
}

static const struct delivery_result *
post(const struct hook *hook)
{
	struct delivery delivery = notify_fixture_delivery();

	notify_fixture_run(hook, &delivery);
	return &notify_fixture.result;
}

static void
expect_header(const struct server_request *request, const char *name,
    const char *expected)
{
	char text[200];
	const char *value = request_header(request, name, text, sizeof(text));

	ck_assert_msg(value != NULL && strcmp(value, expected) == 0, "%s: %s",
	    name, value == NULL ? "missing" : value);
}

START_TEST(the_document_is_posted_with_its_key)
{
	struct hook hook = hook_of("/in");
	const struct server_request *request;
	json_t *json;

	server_reply_body(server(), "/in", NULL, "ok");
	ck_assert_int_eq(post(&hook)->verdict, DELIVERY_OK);
	ck_assert_int_eq(notify_fixture.result.status, 200);
	ck_assert_str_eq(notify_fixture.result.reason, "");
	request = server_request(server(), "/in", 0);
	ck_assert_str_eq(request->method, "POST");
	expect_header(request, "Content-Type", "application/json");
	expect_header(request, "webhook-id", "abcdefghijklmnopqrstuvwxyz");
	expect_header(request, "User-Agent", "crier-test/1");
	ck_assert_ptr_null(strstr(request->headers, "webhook-signature"));
	ck_assert_ptr_null(strstr(request->headers, "X-Bad"));
	json = json_loadb(request->body, request->body_len, 0, NULL);
	ck_assert_str_eq(json_string_value(json_object_get(json, "key")),
	    "abcdefghijklmnopqrstuvwxyz");
	json_decref(json);
}
END_TEST

/* As a receiver would do it, with a key of its own. */
static void
verify(const struct server_request *request, const char *key,
    const char *signature)
{
	char id[64], timestamp[64], expected[64] = "v1,";
	struct hmac_sha256_ctx hmac;
	uint8_t digest[SHA256_DIGEST_SIZE];
	const char *parts[4];

	parts[0] = request_header(request, "webhook-id", id, sizeof(id));
	parts[1] = ".";
	parts[2] = request_header(request, "webhook-timestamp", timestamp,
	    sizeof(timestamp));
	parts[3] = ".";
	hmac_sha256_set_key(&hmac, strlen(key), (const uint8_t *)key);
	for (int i = 0; i < 4; i++)
		hmac_sha256_update(&hmac, strlen(parts[i]),
		    (const uint8_t *)parts[i]);
	hmac_sha256_update(&hmac, request->body_len,
	    (const uint8_t *)request->body);
	hmac_sha256_digest(&hmac, sizeof(digest), digest);
	base64_encode_raw(expected + 3, sizeof(digest), digest);
	expected[3 + BASE64_ENCODE_RAW_LENGTH(sizeof(digest))] = '\0';
	ck_assert_str_eq(signature, expected);
}

START_TEST(t26_a_request_is_signed_with_the_secret_of_now)
{
	static const char *const keys[] = { "first-key", "second" };
	struct hook hook = hook_of("/in");
	char name[80], text[200];

	snprintf(name, sizeof(name), "file:%s", notify_fixture_path("key"));
	hook.secret = name;
	server_reply_body(server(), "/in", NULL, "");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct server_request *request;

		notify_fixture_write("key", keys[i], 0600);
		ck_assert_int_eq(post(&hook)->verdict, DELIVERY_OK);
		request = server_request(server(), "/in", i);
		verify(request, keys[i],
		    request_header(request, "webhook-signature", text,
			sizeof(text)));
	}
}
END_TEST

static const struct {
	const char *name, *content;
	int mode;
	const char *why;
} secrets[] = {
	{ "not there", NULL, 0, "No such file" },
	{ "open to all", "canary", 0644, "others may read" },
	{ "no base64", "whsec_canary!", 0600, "not base64" },
};

START_TEST(nothing_is_sent_without_its_signature)
{
	struct hook hook = hook_of("/in");
	char name[80];

	snprintf(name, sizeof(name), "file:%s", notify_fixture_path("key"));
	hook.secret = name;
	if (secrets[_i].content != NULL)
		notify_fixture_write("key", secrets[_i].content,
		    secrets[_i].mode);
	ck_assert_int_eq(post(&hook)->verdict, DELIVERY_RETRY);
	ck_assert_msg(strstr(notify_fixture.result.reason, secrets[_i].why) !=
		NULL,
	    "%s: %s", secrets[_i].name, notify_fixture.result.reason);
	ck_assert_ptr_null(strstr(notify_fixture.result.reason, "canary"));
	ck_assert_uint_eq(server_count(server(), NULL), 0);
}
END_TEST

/* ---- answers -------------------------------------------------------------------- */

static const struct {
	int status;
	const char *headers, *body;
	enum delivery_verdict verdict;
	int64_t retry_after_s;
	bool gone;
	const char *reason;
} answers[] = {
	{ 200, NULL, "fine", DELIVERY_OK, 0, false, "" },
	{ 202, NULL, "", DELIVERY_OK, 0, false, "" },
	{ 204, NULL, "", DELIVERY_OK, 0, false, "" },
	{ 200, "Retry-After: 60\r\n", "", DELIVERY_OK, 0, false, "" },
	{ 304, NULL, "", DELIVERY_PERMANENT, 0, false,
	    "HTTP 304: redirects are not followed" },
	{ 400, NULL, "no such field\nmore", DELIVERY_PERMANENT, 0, false,
	    "HTTP 400: no such field" },
	{ 401, NULL, "", DELIVERY_PERMANENT, 0, false, "HTTP 401" },
	{ 404, NULL, "a\033[31mb", DELIVERY_PERMANENT, 0, false,
	    "HTTP 404: a[31mb" },
	{ 408, NULL, "", DELIVERY_RETRY, 0, false, "HTTP 408" },
	{ 410, NULL, "moved out", DELIVERY_RETRY, 0, true,
	    "HTTP 410: moved out" },
	{ 425, NULL, "", DELIVERY_RETRY, 0, false, "HTTP 425" },
	{ 429, "Retry-After: 120\r\n", "slow down", DELIVERY_RETRY, 120, false,
	    "HTTP 429: slow down" },
	{ 429, "Retry-After: soon\r\n", "", DELIVERY_RETRY, 0, false,
	    "HTTP 429" },
	{ 500, NULL, "\n\n  oops  \n", DELIVERY_RETRY, 0, false,
	    "HTTP 500: oops" },
	{ 503,
	    "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
	    "Retry-After: Tue, 14 Nov 2023 23:13:20 GMT\r\n",
	    "", DELIVERY_RETRY, 3600, false, "HTTP 503" },
	{ 503, "Retry-After: 999999999\r\n", "", DELIVERY_RETRY, 1209600, false,
	    "HTTP 503" },
};

START_TEST(the_status_is_the_verdict)
{
	struct hook hook = hook_of("/in");
	struct reply reply = {
		.status = answers[_i].status,
		.headers = answers[_i].headers,
		.body = answers[_i].body,
		.framing = answers[_i].status == 304 ||
			answers[_i].status == 204
		    ? REPLY_BARE
		    : REPLY_LENGTH,
	};
	const struct delivery_result *got = &notify_fixture.result;

	server_reply(server(), "/in", &reply);
	post(&hook);
	ck_assert_msg(got->verdict == answers[_i].verdict &&
		got->status == answers[_i].status &&
		got->retry_after_s == answers[_i].retry_after_s &&
		got->gone == answers[_i].gone &&
		strcmp(got->reason, answers[_i].reason) == 0,
	    "%d: %d, %d, after %lld, gone %d, \"%s\"", answers[_i].status,
	    (int)got->verdict, got->status, (long long)got->retry_after_s,
	    got->gone, got->reason);
}
END_TEST

START_TEST(t26_redirects_are_not_followed)
{
	struct hook hook = hook_of("/in");

	server_reply_redirect(server(), "/in", 307, "/other");
	server_reply_body(server(), "/other", NULL, "");
	ck_assert_int_eq(post(&hook)->verdict, DELIVERY_PERMANENT);
	ck_assert_str_eq(notify_fixture.result.reason,
	    "HTTP 307: redirects are not followed");
	ck_assert_uint_eq(server_count(server(), "/other"), 0);
}
END_TEST

START_TEST(t1_private_addresses_are_refused)
{
	struct hook hook = hook_of("/in");

	hook.allow_private = false;
	server_reply_body(server(), "/in", NULL, "");
	ck_assert_int_eq(post(&hook)->verdict, DELIVERY_RETRY);
	ck_assert_int_eq(notify_fixture.result.status, -1);
	ck_assert_ptr_nonnull(
	    strstr(notify_fixture.result.reason, "127.0.0.0/8"));
	ck_assert_uint_eq(server_count(server(), NULL), 0);
}
END_TEST

static const struct {
	const char *name;
	struct reply reply;
	enum delivery_verdict verdict;
} faults[] = {
	{ "the answer is cut", { .body = "1234567890", .fault = FAULT_CUT },
	    DELIVERY_RETRY },
	{ "the connection is reset",
	    { .body = "1234567890", .fault = FAULT_RESET }, DELIVERY_RETRY },
	{ "no HTTP", { .raw = "220 smtp.example ESMTP\r\n" }, DELIVERY_RETRY },
	{ "an answer without end",
	    { .body = "xxxxxxxxxxxxxxxx", .fault = FAULT_ENDLESS_BODY },
	    DELIVERY_OK },
	{ "an error without end",
	    { .status = 500, .body = "y\n", .fault = FAULT_ENDLESS_BODY },
	    DELIVERY_RETRY },
	{ "headers without end",
	    { .headers = "X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
		.fault = FAULT_ENDLESS_HEADERS },
	    DELIVERY_RETRY },
};

START_TEST(a_broken_receiver_is_asked_again)
{
	struct hook hook = hook_of("/in");

	server_reply(server(), "/in", &faults[_i].reply);
	ck_assert_msg(post(&hook)->verdict == faults[_i].verdict, "%s: %s",
	    faults[_i].name, notify_fixture.result.reason);
	ck_assert((notify_fixture.result.reason[0] == '\0') ==
	    (faults[_i].verdict == DELIVERY_OK));
}
END_TEST

START_TEST(a_silent_receiver_is_left_after_the_timeout)
{
	struct hook hook = hook_of("/in");

	hook.timeout_s = 1;
	server_reply(server(), "/in", &(struct reply){ .fault = FAULT_SILENT });
	ck_assert_int_eq(post(&hook)->verdict, DELIVERY_RETRY);
	ck_assert_int_eq(notify_fixture.result.status, -1);
}
END_TEST

START_TEST(nobody_there_is_asked_again)
{
	struct hook hook = hook_of("/in");

	hook.url = "http://127.0.0.1:1/in";
	ck_assert_int_eq(post(&hook)->verdict, DELIVERY_RETRY);
	ck_assert_ptr_nonnull(
	    strstr(notify_fixture.result.reason, "127.0.0.1"));
}
END_TEST

/* ---- cancelling ------------------------------------------------------------------- */

START_TEST(a_cancelled_attempt_calls_nobody)
{
	struct hook hook = hook_of("/in");
	struct delivery delivery = notify_fixture_delivery();
	struct notification *notification;
	char name[80];

	server_reply(server(), "/in", &(struct reply){ .fault = FAULT_SILENT });
	notification = notify_fixture_start(&hook, &delivery);
	while (server_count(server(), "/in") == 0)
		event_base_loop(notify_fixture.net.base, EVLOOP_NONBLOCK);
	notify_cancel(notification);
	/* And while its secret is read. */
	snprintf(name, sizeof(name), "file:%s", notify_fixture_path("key"));
	notify_fixture_write("key", "key", 0600);
	hook.secret = name;
	notify_cancel(notify_fixture_start(&hook, &delivery));
	ck_assert_uint_eq(notifier_running(notify_fixture.notifier), 0);
	hook = hook_of("/ok");
	server_reply_body(server(), "/ok", NULL, "");
	ck_assert_int_eq(post(&hook)->verdict, DELIVERY_OK);
	ck_assert_uint_eq(server_count(server(), "/in"), 1);
}
END_TEST

Suite *
webhook_suite(void)
{
	Suite *suite = suite_create("webhook");
	TCase *tcase = tcase_create("webhook");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, notify_fixture_begin,
	    notify_fixture_end);
	tcase_add_test(tcase, the_document_is_posted_with_its_key);
	tcase_add_test(tcase, t26_a_request_is_signed_with_the_secret_of_now);
	tcase_add_loop_test(tcase, nothing_is_sent_without_its_signature, 0,
	    (int)ARRAY_LEN(secrets));
	tcase_add_loop_test(tcase, the_status_is_the_verdict, 0,
	    (int)ARRAY_LEN(answers));
	tcase_add_test(tcase, t26_redirects_are_not_followed);
	tcase_add_test(tcase, t1_private_addresses_are_refused);
	tcase_add_loop_test(tcase, a_broken_receiver_is_asked_again, 0,
	    (int)ARRAY_LEN(faults));
	tcase_add_test(tcase, a_silent_receiver_is_left_after_the_timeout);
	tcase_add_test(tcase, nobody_there_is_asked_again);
	tcase_add_test(tcase, a_cancelled_attempt_calls_nobody);
	suite_add_tcase(suite, tcase);
	return suite;
}

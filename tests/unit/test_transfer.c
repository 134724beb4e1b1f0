/*
 * Transfers against servers that behave and servers that do not: what is sent,
 * what comes back, which class a failure has, what is never connected to, and
 * who is called when.
 */
#include <arpa/inet.h>
#include <check.h>
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "compiler.h"
#include "limits.h"
#include "memory.h"
#include "net.h"
#include "tests/e2e/name_server.h"
#include "tests/e2e/server.h"

Suite *transfer_suite(void);

struct fixture {
	struct event_base *base;
	struct server *server;
	struct name_server *names;
	struct net *net;
};

/* What one transfer came to. */
struct outcome_of {
	struct fixture *fixture;
	int called;
	enum failure_class failure_class;
	int status;
	char reason[240], body[64], header[64], address[64], redirect[256];
	size_t body_len, header_count;
	int64_t wire_bytes;
	unsigned char digest[HASH_SHA256_SIZE];
};

static void
set_up_with(struct fixture *fixture, int connections)
{
	struct error err;
	const char *resolvers[1];
	struct net_options options = { .connections = connections,
		.resolvers = resolvers,
		.resolver_count = 1,
		.user_agent = "crier-test/1" };

	signal(SIGPIPE, SIG_IGN);
	fixture->base = event_base_new();
	fixture->server = server_start();
	fixture->names = name_server_start();
	resolvers[0] = name_server_address(fixture->names);
	fixture->net = net_new(fixture->base, &options, clock_real(), &err);
	ck_assert_msg(fixture->net != NULL, "%s", err.text);
}

static void
set_up(struct fixture *fixture)
{
	set_up_with(fixture, 8);
}

static void
tear_down(struct fixture *fixture)
{
	net_free(fixture->net);
	name_server_stop(fixture->names);
	server_stop(fixture->server);
	event_base_free(fixture->base);
}

static void
copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from == NULL ? "" : from);
}

static void
on_done(struct net_response *response, void *arg)
{
	struct outcome_of *got = arg;
	size_t from = 0;

	got->called++;
	got->failure_class = response->failure_class;
	got->status = response->status;
	got->body_len = response->body->len;
	got->header_count = response->header_count;
	got->wire_bytes = response->wire_bytes;
	copy(got->reason, sizeof(got->reason), response->reason);
	copy(got->address, sizeof(got->address), response->address);
	copy(got->redirect, sizeof(got->redirect), response->redirect_url);
	copy(got->header, sizeof(got->header),
	    net_response_header(response, "x-test", &from));
	copy(got->body, sizeof(got->body), buffer_string(response->body));
	memcpy(got->digest, response->body_digest, sizeof(got->digest));
	event_base_loopbreak(got->fixture->base);
}

static struct net_transfer *
start(struct fixture *fixture, const struct net_request *request,
    struct outcome_of *got)
{
	struct net_transfer *transfer;

	*got = (struct outcome_of){ .fixture = fixture };
	transfer = net_start(fixture->net, request, on_done, got);
	ck_assert_int_eq(got->called, 0);
	return transfer;
}

static void
wait_for(struct outcome_of *got)
{
	while (got->called == 0)
		event_base_loop(got->fixture->base, EVLOOP_ONCE);
}

static struct net_request
request_for(const char *url)
{
	return (struct net_request){ .url = url,
		.accept_encoding = "gzip, br",
		.allow_private = true };
}

static void
run(struct fixture *fixture, const struct net_request *request,
    struct outcome_of *got)
{
	start(fixture, request, got);
	wait_for(got);
}

/* Asks the server for /x, which says this. */
static void
run_reply(struct fixture *fixture, const struct reply *reply,
    struct net_request request, struct outcome_of *got)
{
	server_forget(fixture->server, "/x");
	server_reply(fixture->server, "/x", reply);
	request.url = server_url(fixture->server, "/x");
	run(fixture, &request, got);
}

/* ---- what is sent and what comes ------------------------------------------- */

START_TEST(an_answer_comes_whole)
{
	struct fixture fixture;
	struct outcome_of got;
	unsigned char digest[HASH_SHA256_SIZE];
	struct hash_state hash;

	set_up(&fixture);
	run_reply(&fixture,
	    &(struct reply){ .headers = "X-Test:  one \r\nX-Test: two\r\n",
		.body = "hello" },
	    request_for(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_NONE);
	ck_assert_int_eq(got.status, 200);
	ck_assert_str_eq(got.body, "hello");
	ck_assert_str_eq(got.header, "one");
	ck_assert_uint_eq(got.header_count, 3);
	ck_assert_str_eq(got.address, "127.0.0.1");
	ck_assert_str_eq(got.redirect, "");
	ck_assert_int_gt(got.wire_bytes, 5);
	hash_init(&hash);
	hash_add(&hash, SLICE("hello"));
	hash_end(&hash, digest);
	ck_assert_mem_eq(got.digest, digest, sizeof(digest));
	tear_down(&fixture);
}
END_TEST

START_TEST(r3_nothing_is_sent_that_was_not_asked_for)
{
	static const char *const lines[] = { "Accept: text/xml",
		"If-None-Match: W/\"a,b\"", NULL };
	struct fixture fixture;
	struct outcome_of got;
	struct net_request request = request_for(NULL);
	char expected[256];

	set_up(&fixture);
	request.headers = lines;
	run_reply(&fixture, &(struct reply){ .body = "x" }, request, &got);
	snprintf(expected, sizeof(expected),
	    "Host: 127.0.0.1:%d\r\n"
	    "User-Agent: crier-test/1\r\n"
	    "Accept-Encoding: gzip, br\r\n"
	    "Accept: text/xml\r\n"
	    "If-None-Match: W/\"a,b\"\r\n\r\n",
	    server_port(fixture.server));
	ck_assert_str_eq(server_request(fixture.server, "/x", 0)->headers,
	    expected);
	ck_assert_str_eq(server_request(fixture.server, "/x", 0)->method,
	    "GET");
	tear_down(&fixture);
}
END_TEST

START_TEST(a_post_sends_its_body_at_once)
{
	static const char *const lines[] = { "Content-Type: application/json",
		NULL };
	struct fixture fixture;
	struct outcome_of got;
	struct net_request request = request_for(NULL);
	const struct server_request *seen;
	char text[64];

	set_up(&fixture);
	request.method = NET_POST;
	request.headers = lines;
	request.body = (struct bytes){ (const unsigned char *)"{\"a\":\0}", 7 };
	run_reply(&fixture,
	    &(struct reply){ .status = 204, .framing = REPLY_BARE }, request,
	    &got);
	ck_assert_int_eq(got.status, 204);
	seen = server_request(fixture.server, "/x", 0);
	ck_assert_str_eq(seen->method, "POST");
	ck_assert_str_eq(request_header(seen, "Content-Length", text,
			     sizeof(text)),
	    "7");
	ck_assert_str_eq(request_header(seen, "Content-Type", text,
			     sizeof(text)),
	    "application/json");
	ck_assert_ptr_null(request_header(seen, "Expect", text, sizeof(text)));
	tear_down(&fixture);
}
END_TEST

START_TEST(a_redirect_is_told_and_not_followed)
{
	struct fixture fixture;
	struct outcome_of got;
	struct net_request request = request_for(NULL);

	set_up(&fixture);
	server_reply_redirect(fixture.server, "/a/b", 301, "../c?d#e");
	request.url = server_url(fixture.server, "/a/b");
	run(&fixture, &request, &got);
	ck_assert_int_eq(got.failure_class, CLASS_NONE);
	ck_assert_int_eq(got.status, 301);
	ck_assert_str_eq(got.redirect, server_url(fixture.server, "/c?d#e"));
	ck_assert_uint_eq(server_count(fixture.server, NULL), 1);
	tear_down(&fixture);
}
END_TEST

START_TEST(e103_early_hints_are_not_the_answer)
{
	struct fixture fixture;
	struct outcome_of got;

	set_up(&fixture);
	run_reply(&fixture,
	    &(struct reply){
		.raw = "HTTP/1.1 103 Early Hints\r\nX-Test: early\r\n\r\n"
		       "HTTP/1.1 200 OK\r\nX-Test: final\r\n"
		       "Content-Length: 2\r\n\r\nok" },
	    request_for(NULL), &got);
	ck_assert_int_eq(got.status, 200);
	ck_assert_str_eq(got.header, "final");
	ck_assert_uint_eq(got.header_count, 2);
	tear_down(&fixture);
}
END_TEST

START_TEST(a_header_that_is_too_long_is_no_header)
{
	struct fixture fixture;
	struct outcome_of got;
	char value[LIMIT_HEADER_VALUE + 2] = "", headers[sizeof(value) + 16];

	set_up(&fixture);
	memset(value, 'a', sizeof(value) - 1);
	snprintf(headers, sizeof(headers), "X-Test: %s\r\n", value);
	run_reply(&fixture, &(struct reply){ .headers = headers, .body = "x" },
	    request_for(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_NONE);
	ck_assert_str_eq(got.header, "");
	ck_assert_uint_eq(got.header_count, 1);
	tear_down(&fixture);
}
END_TEST

START_TEST(gzip_and_chunks_are_undone)
{
	struct fixture fixture;
	struct outcome_of got;
	size_t len;
	char *packed = script_gzip("hello, world", 12, &len);

	set_up(&fixture);
	run_reply(&fixture,
	    &(struct reply){ .headers = "Content-Encoding: gzip\r\n",
		.body = packed,
		.body_len = len,
		.framing = REPLY_CHUNKED },
	    request_for(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_NONE);
	ck_assert_str_eq(got.body, "hello, world");
	free(packed);
	tear_down(&fixture);
}
END_TEST

/* ---- failures -------------------------------------------------------------- */

#define LONG_BODY                                                            \
	"<rss>0123456789012345678901234567890123456789012345678901234567890" \
	"123456789012345678901234567890123456789</rss>"

static const struct failure_row {
	const char *name;
	struct reply reply;
	enum failure_class failure_class;
	int64_t timeout_ms;
	size_t max_decoded, max_wire;
} failure_rows[] = {
	{ .name = "E085 accepts, never answers",
	    .reply = { .fault = FAULT_SILENT },
	    .failure_class = CLASS_TRANSFER,
	    .timeout_ms = 200 },
	{ .name = "E086 a byte now and then",
	    .reply = { .body = LONG_BODY, .fault = FAULT_DRIP, .drip_ms = 40 },
	    .failure_class = CLASS_TRANSFER,
	    .timeout_ms = 200 },
	{ .name = "E090 reset in the body",
	    .reply = { .body = LONG_BODY, .fault = FAULT_RESET },
	    .failure_class = CLASS_TRANSFER },
	{ .name = "E091 shorter than it says",
	    .reply = { .body = LONG_BODY, .fault = FAULT_CUT },
	    .failure_class = CLASS_TRANSFER },
	{ .name = "E092 no last chunk",
	    .reply = { .body = LONG_BODY,
		.framing = REPLY_CHUNKED,
		.fault = FAULT_NO_LAST_CHUNK },
	    .failure_class = CLASS_TRANSFER },
	{ .name = "closed before a byte",
	    .reply = { .raw = "", .fault = FAULT_NONE },
	    .failure_class = CLASS_TRANSFER },
	{ .name = "E094 endless chunks, decoded",
	    .reply = { .body = LONG_BODY,
		.framing = REPLY_CHUNKED,
		.fault = FAULT_ENDLESS_BODY },
	    .failure_class = CLASS_SIZE,
	    .max_decoded = 100000 },
	{ .name = "E094 endless chunks, on the wire",
	    .reply = { .body = LONG_BODY,
		.framing = REPLY_CHUNKED,
		.fault = FAULT_ENDLESS_BODY },
	    .failure_class = CLASS_SIZE,
	    .max_wire = 200000 },
	{ .name = "a length that is too large",
	    .reply = { .raw =
			   "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx",
		.fault = FAULT_NONE },
	    .failure_class = CLASS_SIZE },
	{ .name = "E097 six encodings",
	    .reply = { .headers =
			   "Content-Encoding: gzip, gzip, gzip, gzip, gzip, "
			   "gzip\r\n",
		.body = LONG_BODY },
	    .failure_class = CLASS_ENCODING },
	{ .name = "E098 an encoding that nobody knows",
	    .reply = { .headers = "Content-Encoding: bogus\r\n",
		.body = LONG_BODY },
	    .failure_class = CLASS_ENCODING },
	{ .name = "E098 gzip that is none",
	    .reply = { .headers = "Content-Encoding: gzip\r\n",
		.body = LONG_BODY },
	    .failure_class = CLASS_ENCODING },
	{ .name = "E099 endless headers",
	    .reply = { .headers =
			   "X-A: 0123456789012345678901234567890123456789\r\n",
		.fault = FAULT_ENDLESS_HEADERS },
	    .failure_class = CLASS_HEADERS },
	{ .name = "E101 HTTP/0.9",
	    .reply = { .raw = "<rss><channel/></rss>\n" },
	    .failure_class = CLASS_GARBAGE },
	{ .name = "garbage",
	    .reply = { .raw = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03" },
	    .failure_class = CLASS_GARBAGE },
	{ .name = "E102 a NUL in a header",
	    .reply = { .raw = "HTTP/1.1 200 OK\r\nETag: \"a\0b\"\r\n"
			      "Content-Length: 1\r\n\r\nx",
		.raw_len = 53 },
	    .failure_class = CLASS_GARBAGE },
};

static void
check_failure(struct fixture *fixture, const struct failure_row *row)
{
	struct outcome_of got;
	struct net_request request = request_for(NULL);

	request.timeout_ms = row->timeout_ms;
	request.max_decoded = row->max_decoded;
	request.max_wire = row->max_wire;
	run_reply(fixture, &row->reply, request, &got);
	ck_assert_msg(got.failure_class == row->failure_class,
	    "%s: class %d, \"%s\"", row->name, got.failure_class, got.reason);
	ck_assert_msg(strncmp(got.reason, "127.0.0.1: ", 11) == 0 &&
		strlen(got.reason) > 15,
	    "%s: \"%s\"", row->name, got.reason);
	if (row->max_decoded > 0)
		ck_assert_msg(got.body_len <= row->max_decoded, "%s: %zu",
		    row->name, got.body_len);
}

START_TEST(a5_each_failure_has_its_class)
{
	struct fixture fixture;

	set_up(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(failure_rows); i++)
		check_failure(&fixture, &failure_rows[i]);
	tear_down(&fixture);
}
END_TEST

START_TEST(e083_a_closed_port_is_a_failed_connection)
{
	struct fixture fixture;
	struct outcome_of got;
	struct net_request request = request_for(NULL);
	struct server *gone = server_start();
	char url[64];

	set_up(&fixture);
	copy(url, sizeof(url), server_url(gone, "/"));
	server_stop(gone);
	request.url = url;
	run(&fixture, &request, &got);
	ck_assert_int_eq(got.failure_class, CLASS_CONNECT);
	tear_down(&fixture);
}
END_TEST

START_TEST(e100_one_huge_header_line_is_not_our_memory)
{
	struct fixture fixture;
	struct outcome_of got;
	size_t len = 150 * KIB;
	char *headers = xcalloc(1, len + 16);

	set_up(&fixture);
	memset(headers, 'a', len);
	memcpy(headers, "X-Long: ", 8);
	memcpy(headers + len, "\r\n", 2);
	run_reply(&fixture, &(struct reply){ .headers = headers, .body = "x" },
	    request_for(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_HEADERS);
	free(headers);
	tear_down(&fixture);
}
END_TEST

START_TEST(e095_a_gzip_bomb_is_stopped_by_its_ratio)
{
	struct fixture fixture;
	struct outcome_of got;
	size_t len;
	const char *bomb = script_gzip_bomb(&len);

	set_up(&fixture);
	run_reply(&fixture,
	    &(struct reply){ .headers = "Content-Encoding: gzip\r\n",
		.body = bomb,
		.body_len = len,
		.framing = REPLY_UNTIL_CLOSE,
		.fault = FAULT_ENDLESS_ZEROS },
	    request_for(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_SIZE);
	ck_assert_msg(strstr(got.reason, "expands") != NULL, "%s", got.reason);
	ck_assert_uint_lt(got.body_len, 8 * MIB);
	tear_down(&fixture);
}
END_TEST

START_TEST(e096_gzip_in_gzip_is_stopped_too)
{
	struct fixture fixture;
	struct outcome_of got;
	size_t bomb_len, len;
	const char *bomb = script_gzip_bomb(&bomb_len);
	char *inner = xcalloc(1, 64 * KIB), *outer;

	set_up(&fixture);
	memcpy(inner, bomb, bomb_len);
	outer = script_gzip(inner, 64 * KIB, &len);
	run_reply(&fixture,
	    &(struct reply){ .headers = "Content-Encoding: gzip, gzip\r\n",
		.body = outer,
		.body_len = len },
	    request_for(NULL), &got);
	ck_assert_int_eq(got.failure_class, CLASS_SIZE);
	ck_assert_uint_lt(got.body_len, LIMIT_BODY_DECODED);
	free(inner);
	free(outer);
	tear_down(&fixture);
}
END_TEST

/* ---- addresses ------------------------------------------------------------- */

static const struct address_row {
	const char *name, *address;
} address_rows[] = {
	{ "E109 loopback", "127.0.0.1" },
	{ "E111 mapped", "::ffff:10.0.0.1" },
	{ "E111 translated", "64:ff9b::7f00:1" },
	{ "metadata", "169.254.169.254" },
	{ "6to4", "2002:7f00:1::" },
};

START_TEST(r61_no_packet_goes_to_a_private_address)
{
	struct fixture fixture;
	struct outcome_of got;
	struct net_request request = request_for(NULL);
	char name[32], url[64];

	set_up(&fixture);
	request.allow_private = false;
	request.url = url;
	for (size_t i = 0; i < ARRAY_LEN(address_rows); i++) {
		snprintf(name, sizeof(name), "row%zu.example", i);
		name_server_add(fixture.names, name, address_rows[i].address);
		snprintf(url, sizeof(url), "http://%s:%d/", name,
		    server_port(fixture.server));
		run(&fixture, &request, &got);
		ck_assert_msg(got.failure_class == CLASS_ADDRESS,
		    "%s: class %d, \"%s\"", address_rows[i].name,
		    got.failure_class, got.reason);
	}
	ck_assert_uint_eq(server_count(fixture.server, NULL), 0);
	ck_assert_int_eq(server_peak(fixture.server), 0);
	tear_down(&fixture);
}
END_TEST

START_TEST(refused_addresses_are_taken_out_of_an_answer)
{
	struct fixture fixture;
	struct outcome_of got;
	struct net_request request = request_for(NULL);
	char url[64];

	set_up(&fixture);
	/* 192.0.2.1 can never be allowed; loopback is, for this feed. */
	name_server_add(fixture.names, "both.example", "192.0.2.1");
	name_server_add(fixture.names, "both.example", "127.0.0.1");
	server_reply_body(fixture.server, "/x", NULL, "hello");
	snprintf(url, sizeof(url), "http://both.example:%d/x",
	    server_port(fixture.server));
	request.url = url;
	request.connect_timeout_ms = 1000;
	run(&fixture, &request, &got);
	ck_assert_msg(got.failure_class == CLASS_NONE, "%s", got.reason);
	ck_assert_str_eq(got.address, "127.0.0.1");
	tear_down(&fixture);
}
END_TEST

START_TEST(e110_each_transfer_vets_what_the_name_is_now)
{
	struct fixture fixture;
	struct outcome_of got;
	struct net_request request = request_for(NULL);
	char url[64];

	set_up(&fixture);
	name_server_add(fixture.names, "moves.example", "127.0.0.1");
	server_reply_body(fixture.server, "/x", NULL, "hello");
	snprintf(url, sizeof(url), "http://moves.example:%d/x",
	    server_port(fixture.server));
	request.url = url;
	run(&fixture, &request, &got);
	ck_assert_int_eq(got.failure_class, CLASS_NONE);
	/* The same cached answer, for one that may not go there. */
	request.allow_private = false;
	run(&fixture, &request, &got);
	ck_assert_int_eq(got.failure_class, CLASS_ADDRESS);
	ck_assert_uint_eq(server_count(fixture.server, NULL), 1);
	tear_down(&fixture);
}
END_TEST

START_TEST(t1_no_spelling_reaches_loopback)
{
	static const char *const hosts[] = { "127.1", "0x7f.1", "2130706433",
		"0177.0.0.1", "0", "[::ffff:127.0.0.1]", "user@127.0.0.1",
		"good.example\\@127.0.0.1", "①②⑦.⓪.⓪.①", "127.0.0.1.",
		"localhost", "localhost.", "%31%32%37.0.0.1" };
	struct fixture fixture;
	struct outcome_of got;
	struct net_request request = request_for(NULL);
	char url[128];

	set_up(&fixture);
	request.allow_private = false;
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		snprintf(url, sizeof(url), "http://%s:%d/", hosts[i],
		    server_port(fixture.server));
		request.url = url;
		run(&fixture, &request, &got);
		ck_assert_msg(got.failure_class == CLASS_ADDRESS ||
			got.failure_class == CLASS_DNS_NAME,
		    "%s: class %d, \"%s\"", url, got.failure_class, got.reason);
	}
	ck_assert_int_eq(server_peak(fixture.server), 0);
	tear_down(&fixture);
}
END_TEST

START_TEST(a_trailing_dot_and_a_foreign_name_are_found)
{
	struct fixture fixture;
	struct outcome_of got;
	struct net_request request = request_for(NULL);
	static const char *const hosts[] = { "dot.example.", "bücher.example" };
	char url[128];

	set_up(&fixture);
	name_server_add(fixture.names, "dot.example", "127.0.0.1");
	name_server_add(fixture.names, "xn--bcher-kva.example", "127.0.0.1");
	server_reply_body(fixture.server, "/x", NULL, "hello");
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		snprintf(url, sizeof(url), "http://%s:%d/x", hosts[i],
		    server_port(fixture.server));
		request.url = url;
		run(&fixture, &request, &got);
		ck_assert_msg(got.failure_class == CLASS_NONE, "%s: %s",
		    hosts[i], got.reason);
	}
	tear_down(&fixture);
}
END_TEST

/* ---- proxies --------------------------------------------------------------- */

START_TEST(t3_the_environment_has_no_say)
{
	struct fixture fixture;
	struct outcome_of got;
	struct server *proxy = server_start();

	set_up(&fixture);
	setenv("http_proxy", server_url(proxy, ""), 1);
	setenv("all_proxy", server_url(proxy, ""), 1);
	run_reply(&fixture, &(struct reply){ .body = "direct" },
	    request_for(NULL), &got);
	ck_assert_str_eq(got.body, "direct");
	ck_assert_int_eq(server_peak(proxy), 0);
	server_stop(proxy);
	tear_down(&fixture);
}
END_TEST

START_TEST(a_proxy_of_the_configuration_is_used)
{
	struct fixture fixture;
	struct outcome_of got;
	struct net_request request = request_for("http://far.example/feed");

	set_up(&fixture);
	setenv("no_proxy", "far.example", 1);
	server_reply_body(fixture.server, "http://far.example/feed", NULL,
	    "by proxy");
	request.proxy = server_url(fixture.server, "");
	request.allow_private = false;
	run(&fixture, &request, &got);
	ck_assert_msg(got.failure_class == CLASS_NONE, "%s", got.reason);
	ck_assert_str_eq(got.body, "by proxy");
	/* The name is the proxy's to find. */
	ck_assert_int_eq(name_server_asked(fixture.names, "far.example"), 0);
	/* An address is judged all the same. */
	request.url = "http://127.0.0.1/feed";
	run(&fixture, &request, &got);
	ck_assert_int_eq(got.failure_class, CLASS_ADDRESS);
	ck_assert_uint_eq(server_count(fixture.server, NULL), 1);
	tear_down(&fixture);
}
END_TEST

/* ---- many, and their end --------------------------------------------------- */

START_TEST(no_more_run_at_once_than_allowed)
{
	struct fixture fixture;
	struct outcome_of got[20];
	struct net_request request = request_for(NULL);

	set_up_with(&fixture, 3);
	server_reply(fixture.server, "/x",
	    &(struct reply){ .body = "x", .delay_ms = 5 });
	request.url = server_url(fixture.server, "/x");
	for (size_t i = 0; i < ARRAY_LEN(got); i++)
		start(&fixture, &request, &got[i]);
	for (size_t i = 0; i < ARRAY_LEN(got); i++) {
		wait_for(&got[i]);
		ck_assert_int_eq(got[i].failure_class, CLASS_NONE);
	}
	/* One may be accepted before the last is seen to be closed. */
	ck_assert_int_le(server_peak(fixture.server), 4);
	ck_assert_uint_eq(server_count(fixture.server, "/x"), ARRAY_LEN(got));
	for (size_t i = 0; i < ARRAY_LEN(got); i++)
		ck_assert_int_eq(got[i].called, 1);
	tear_down(&fixture);
}
END_TEST

START_TEST(a_cancelled_transfer_calls_nobody)
{
	struct fixture fixture;
	struct outcome_of queued, resolving, running, refused, last;
	struct net_transfer *transfers[4];
	struct net_request request = request_for(NULL);

	set_up_with(&fixture, 2);
	server_reply(fixture.server, "/silent",
	    &(struct reply){ .fault = FAULT_SILENT });
	server_reply_body(fixture.server, "/x", NULL, "x");
	name_server_fault(fixture.names, "mute.example", NAME_SERVER_SILENT);
	request.url = server_url(fixture.server, "/silent");
	transfers[0] = start(&fixture, &request, &running);
	request.url = "http://mute.example/";
	transfers[1] = start(&fixture, &request, &resolving);
	request.url = server_url(fixture.server, "/x");
	transfers[2] = start(&fixture, &request, &queued);
	while (server_count(fixture.server, "/silent") == 0)
		event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	request.url = "gopher://example.org/";
	transfers[3] = start(&fixture, &request, &refused);
	for (size_t i = 0; i < ARRAY_LEN(transfers); i++)
		net_cancel(transfers[i]);
	request.url = server_url(fixture.server, "/x");
	run(&fixture, &request, &last);
	ck_assert_str_eq(last.body, "x");
	ck_assert_int_eq(queued.called + resolving.called + running.called +
		refused.called,
	    0);
	tear_down(&fixture);
}
END_TEST

START_TEST(an_end_with_transfers_under_way_calls_nobody)
{
	struct fixture fixture;
	struct outcome_of got[3];
	struct net_request request = request_for(NULL);

	set_up_with(&fixture, 1);
	server_reply(fixture.server, "/silent",
	    &(struct reply){ .fault = FAULT_SILENT });
	request.url = server_url(fixture.server, "/silent");
	for (size_t i = 0; i < ARRAY_LEN(got); i++)
		start(&fixture, &request, &got[i]);
	while (server_count(fixture.server, "/silent") == 0)
		event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	tear_down(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(got); i++)
		ck_assert_int_eq(got[i].called, 0);
}
END_TEST

static int
open_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

START_TEST(d6_no_connection_outlives_its_transfer)
{
	struct fixture fixture;
	struct outcome_of got;
	int before;

	set_up(&fixture);
	run_reply(&fixture, &(struct reply){ .body = "x" }, request_for(NULL),
	    &got);
	/* The server closes its end when it sees ours closed. */
	before = open_descriptors();
	for (int i = 0; i < 20; i++)
		run_reply(&fixture, &(struct reply){ .body = "x" },
		    request_for(NULL), &got);
	ck_assert_int_le(open_descriptors(), before + 2);
	tear_down(&fixture);
}
END_TEST

Suite *
transfer_suite(void)
{
	Suite *suite = suite_create("transfer");
	TCase *tests = tcase_create("transfer");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, an_answer_comes_whole);
	tcase_add_test(tests, r3_nothing_is_sent_that_was_not_asked_for);
	tcase_add_test(tests, a_post_sends_its_body_at_once);
	tcase_add_test(tests, a_redirect_is_told_and_not_followed);
	tcase_add_test(tests, e103_early_hints_are_not_the_answer);
	tcase_add_test(tests, a_header_that_is_too_long_is_no_header);
	tcase_add_test(tests, gzip_and_chunks_are_undone);
	tcase_add_test(tests, a5_each_failure_has_its_class);
	tcase_add_test(tests, e083_a_closed_port_is_a_failed_connection);
	tcase_add_test(tests, e100_one_huge_header_line_is_not_our_memory);
	tcase_add_test(tests, e095_a_gzip_bomb_is_stopped_by_its_ratio);
	tcase_add_test(tests, e096_gzip_in_gzip_is_stopped_too);
	tcase_add_test(tests, r61_no_packet_goes_to_a_private_address);
	tcase_add_test(tests, refused_addresses_are_taken_out_of_an_answer);
	tcase_add_test(tests, e110_each_transfer_vets_what_the_name_is_now);
	tcase_add_test(tests, t1_no_spelling_reaches_loopback);
	tcase_add_test(tests, a_trailing_dot_and_a_foreign_name_are_found);
	tcase_add_test(tests, t3_the_environment_has_no_say);
	tcase_add_test(tests, a_proxy_of_the_configuration_is_used);
	tcase_add_test(tests, no_more_run_at_once_than_allowed);
	tcase_add_test(tests, a_cancelled_transfer_calls_nobody);
	tcase_add_test(tests, an_end_with_transfers_under_way_calls_nobody);
	tcase_add_test(tests, d6_no_connection_outlives_its_transfer);
	suite_add_tcase(suite, tests);
	return suite;
}

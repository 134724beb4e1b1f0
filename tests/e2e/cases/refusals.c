/*
 * What nobody gets over the control socket or from a command, be it root: a
 * program to run, a file to read, an address inside, a hook. Where the test is
 * root, a member of the group asks, else whoever runs the test.
 */
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <check.h>

#include "compiler.h"
#include "control.h"
#include "limits.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/expect.h"
#include "tests/e2e/name_server.h"

Suite *refusal_suite(void);

static const struct world_user owner = { 61001, 61001, 0 };
static const struct world_user member = { 61002, 61002, 61001 };

static struct world world;
static struct name_server *names;

static void
begin(void)
{
	char yaml[512];

	desk_begin(&world);
	names = name_server_start();
	snprintf(yaml, sizeof(yaml),
	    "resolver: [%s]\n"
	    "feeds: {f: {file: @FOLDER@/feed.xml, interval: 1d}}\n"
	    "topics: {nk: {query: dprk}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook]}}\n",
	    name_server_address(names));
	world_configure(&world, yaml);
	if (geteuid() == 0) {
		world_give(&world, &owner);
		world.user = owner;
	}
	world_start_ready(&world);
	if (geteuid() == 0)
		world.user = member;
}

static void
end(void)
{
	world_stop(&world);
	world_end(&world);
	name_server_stop(names);
}

/* The test itself asks as the member, until it is root again. */
static void
be_member(void)
{
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(setgroups(1, &member.other_gid), 0);
	ck_assert_int_eq(setegid(member.gid), 0);
	ck_assert_int_eq(seteuid(member.uid), 0);
}

static void
be_root(void)
{
	if (geteuid() != member.uid)
		return;
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(setegid(0), 0);
}

/* ---- requests ------------------------------------------------------------------- */

static const struct {
	const char *json;
	enum error_kind kind;
	const char *says;
} requests[] = {
#define FEED(more) "{\"do\":\"feed.add\",\"url\":\"http://h.test/\"," more "}"
	{ FEED("\"exec\":[\"/bin/true\"]"), ERROR_REFUSED, "exec" },
	{ FEED("\"filter\":[\"/bin/true\"]"), ERROR_REFUSED, "filter" },
	{ FEED("\"file\":\"/etc/passwd\""), ERROR_REFUSED, "file" },
	{ FEED("\"allow_private\":true"), ERROR_REFUSED, "allow_private" },
	{ FEED("\"insecure_tls\":true"), ERROR_REFUSED, "insecure_tls" },
	{ FEED("\"proxy\":\"http://h.test/\""), ERROR_REFUSED, "proxy" },
	{ FEED("\"client_cert\":\"/etc/x\""), ERROR_REFUSED, "client_cert" },
	{ FEED("\"auth\":{\"basic\":\"file:/etc/shadow\"}"), ERROR_REFUSED,
	    "auth" },
	{ FEED("\"origin\":\"configuration\""), ERROR_USAGE, "origin" },
	{ FEED("\"tags\":[{\"exec\":[\"/bin/true\"]}]"), ERROR_REFUSED,
	    "tags" },
	{ "{\"do\":\"feed.add\",\"url\":\"file:///etc/passwd\"}", ERROR_USAGE,
	    "http or https" },
	{ "{\"do\":\"feed.add\",\"url\":\"/etc/passwd\"}", ERROR_USAGE,
	    "http or https" },
	{ "{\"do\":\"feed.add\",\"url\":\"exec:/bin/true\"}", ERROR_USAGE,
	    "http or https" },
	{ "{\"do\":\"feed.add\",\"url\":\"http://u:p@h.test/\"}", ERROR_USAGE,
	    "without a user name" },
	{ "{\"do\":\"import.opml\",\"feeds\":[{\"url\":\"http://h.test/\","
	  "\"exec\":[\"/bin/true\"]}]}",
	    ERROR_REFUSED, "exec" },
	{ "{\"do\":\"import.opml\",\"feeds\":[{\"url\":\"http://h.test/\"},"
	  "{\"url\":\"file:///etc/passwd\"}]}",
	    ERROR_USAGE, "feeds 2" },
	{ "{\"do\":\"topic.add\",\"name\":\"t\",\"query\":\"a\","
	  "\"hooks\":[{\"exec\":[\"/bin/true\"]}]}",
	    ERROR_REFUSED, "hooks" },
	{ "{\"do\":\"topic.add\",\"name\":\"t\",\"query\":\"a\","
	  "\"hooks\":[\"/bin/true\"]}",
	    ERROR_INPUT, "/bin/true" },
	{ "{\"do\":\"topic.add\",\"name\":\"t\",\"query\":\"a\","
	  "\"exec\":[\"/bin/true\"]}",
	    ERROR_REFUSED, "exec" },
	{ "{\"do\":\"hook.add\",\"name\":\"x\",\"exec\":[\"/bin/true\"]}",
	    ERROR_USAGE, "hook.add" },
	{ "{\"do\":\"hooks.test\",\"hook\":{\"exec\":[\"/bin/true\"]},"
	  "\"id\":1}",
	    ERROR_REFUSED, "hook" },
	{ "{\"do\":\"reload\",\"configuration\":\"/tmp/x.yaml\"}", ERROR_USAGE,
	    "configuration" },
	{ "{\"do\":\"refresh\",\"feeds\":[\"f\"],\"allow_private\":true}",
	    ERROR_REFUSED, "allow_private" },
	{ "{\"do\":[\"feed.add\"]}", ERROR_USAGE, "no request" },
	{ "{}", ERROR_USAGE, "no request" },
};

START_TEST(a_request_for_more_than_one_may_is_refused_by_name)
{
	json_t *request = json_loads(requests[_i].json, 0, NULL), *result;
	struct control_call call = { .request = request, .timeout_s = 10 };
	struct error err;

	ck_assert_ptr_nonnull(request);
	call.socket_path = world_path(&world, "crier.sock");
	be_member();
	ck_assert_msg(!control_ask(&call, &result, &err), "%s",
	    requests[_i].json);
	be_root();
	ck_assert_msg(err.kind == requests[_i].kind, "%s: %s: %s",
	    requests[_i].json, error_kind_name(err.kind), err.text);
	ck_assert_msg(strstr(err.text, requests[_i].says) != NULL, "%s: %s",
	    requests[_i].json, err.text);
	json_decref(request);
	expect_sql(&world, 1, "SELECT count(*) FROM v1_feeds");
	expect_sql(&world, 1, "SELECT count(*) FROM v1_topics");
}
END_TEST

#define BYTES(text) text, sizeof(text) - 1
static const struct {
	const char *name, *bytes;
	size_t len;
} garbage[] = {
	{ "a length of 4 GiB", BYTES("\xFF\xFF\xFF\xFF{}") },
	{ "no length", BYTES("\0\0\0\0{}") },
	{ "no JSON", BYTES("\0\0\0\2{]") },
	{ "no object", BYTES("\0\0\0\2[]") },
	{ "a key twice",
	    BYTES("\0\0\0\x21{\"do\":\"status\",\"do\":\"feed.add\"}") },
	{ "a NUL in a text", BYTES("\0\0\0\x11{\"do\":\"a\\u0000\"}") },
	{ "another protocol", BYTES("GET / HTTP/1.1\r\nHost: h\r\n\r\n") },
	{ "half a frame", BYTES("\0\0\0\x40{\"do\":") },
};

START_TEST(who_sends_garbage_is_turned_away_and_harms_nobody)
{
	char answer[4096];
	int fd;

	be_member();
	fd = desk_connect(&world);
	be_root();
	ck_assert_int_eq(send(fd, garbage[_i].bytes, garbage[_i].len,
			     MSG_NOSIGNAL),
	    (ssize_t)garbage[_i].len);
	shutdown(fd, SHUT_WR);
	/* At most an error comes, and then the end. */
	for (ssize_t len;
	     (len = recv(fd, answer, sizeof(answer) - 1, 0)) > 0;) {
		answer[len] = '\0';
		ck_assert_msg(strstr(answer + (len > 4 ? 4 : 0),
				  "\"ok\":false") != NULL,
		    "%s", garbage[_i].name);
	}
	close(fd);
	expect_crier(&world, "status", 0, "version ", "");
}
END_TEST

/* ---- commands -------------------------------------------------------------------- */

START_TEST(commands_offer_no_way_around)
{
	static const struct expectation rows[] = {
		{ "feeds add file:///etc/passwd", 2, "", "http" },
		{ "feeds add /etc/passwd", 2, "", "http" },
		{ "feeds add exec:/bin/true", 2, "", "http" },
		{ "feeds add '|/bin/true'", 2, "", "http" },
		{ "feeds add http://u:p@h.test/", 2, "", "user name" },
		{ "feeds add --exec /bin/true http://h.test/", 2, "",
		    "--exec" },
		{ "feeds add --allow-private http://h.test/", 2, "",
		    "--allow-private" },
		{ "topics add t a --hook /bin/true", 1, "", "/bin/true" },
		{ "topics add t a --hook no", 1, "", "no hook" },
		{ "hooks add x /bin/true", 2, "", "" },
	};

	expect_each(&world, rows, ARRAY_LEN(rows));
	expect_sql(&world, 1, "SELECT count(*) FROM v1_feeds");
	expect_sql(&world, 1, "SELECT count(*) FROM v1_topics");
}
END_TEST

/* ---- addresses -------------------------------------------------------------------- */

/* Each is added, for only a look at what a name means today could say more, and
 * refused when it is fetched. PORT is where the server of the test listens. */
static const char *const private_urls[] = {
	"http://127.0.0.1:PORT/",
	"http://127.1:PORT/",
	"http://2130706433:PORT/",
	"http://0x7f000001:PORT/",
	"http://0.0.0.0:PORT/",
	"http://[::1]:PORT/",
	"http://[::]:PORT/",
	"http://[::ffff:127.0.0.1]:PORT/",
	"http://[64:ff9b::7f00:1]:PORT/",
	"http://10.0.0.1/",
	"http://192.168.1.1/",
	"http://169.254.169.254/latest/meta-data/",
	"http://localhost:PORT/",
	"http://loop.test:PORT/",
	"http://loop6.test:PORT/",
	"http://inside.test:PORT/",
	"http://both.test:PORT/",
};

START_TEST(an_added_feed_reaches_no_private_address)
{
	char words[256], url[128];

	name_server_add(names, "loop.test", "127.0.0.1");
	name_server_add(names, "loop6.test", "::1");
	name_server_add(names, "inside.test", "10.1.2.3");
	name_server_add(names, "both.test", "127.0.0.1");
	name_server_add(names, "both.test", "::1");
	for (size_t i = 0; i < ARRAY_LEN(private_urls); i++) {
		const char *port = strstr(private_urls[i], "PORT");
		int head = port == NULL ? (int)strlen(private_urls[i])
					: (int)(port - private_urls[i]);

		snprintf(url, sizeof(url), "%.*s", head, private_urls[i]);
		if (port != NULL)
			snprintf(url + head, sizeof(url) - (size_t)head, "%d%s",
			    server_port(world.server), port + 4);
		snprintf(words, sizeof(words), "feeds add %s --name p%zu", url,
		    i);
		expect_crier(&world, words, 0, "added p", "");
	}
	for (size_t i = 0; i < ARRAY_LEN(private_urls); i++) {
		snprintf(words, sizeof(words), "feed=p%zu outcome=failed ", i);
		ck_assert_msg(world_wait_log(&world, words), "%s",
		    private_urls[i]);
		snprintf(words, sizeof(words), "feeds log p%zu", i);
		expect_crier(&world, words, 0, "\taddress\t", "");
	}
	ck_assert_uint_eq(server_count(world.server, NULL), 0);
	expect_crier(&world, "feeds log p0 --format json", 0,
	    "{\"format\":1,\"fetches\":[{\"at\":\"", "");
	expect_crier(&world, "refresh p0 --wait", 4, "",
	    "p0: too soon; possible");
}
END_TEST

Suite *
refusal_suite(void)
{
	Suite *suite = suite_create("refusals");
	TCase *tcase = tcase_create("refusals");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase,
	    a_request_for_more_than_one_may_is_refused_by_name, 0,
	    (int)ARRAY_LEN(requests));
	tcase_add_loop_test(tcase,
	    who_sends_garbage_is_turned_away_and_harms_nobody, 0,
	    (int)ARRAY_LEN(garbage));
	tcase_add_test(tcase, commands_offer_no_way_around);
	tcase_add_test(tcase, an_added_feed_reaches_no_private_address);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* One exchange for a command, against the scripted server. */
#include <check.h>
#include <signal.h>
#include <string.h>

#include "compiler.h"
#include "fetch.h"
#include "tests/e2e/server.h"

Suite *blocking_suite(void);

static const char page[] = "<title>a page</title>";

static struct server *server;

static void
begin(void)
{
	server = server_start();
}

static void
end(void)
{
	server_stop(server);
}

/* The result is the caller's to finish. */
static void
ask(struct feed *feed, struct fetch_result *result)
{
	struct error err;

	feed->name = "page";
	ck_assert_msg(fetch_run_once(
			  &(struct fetch_order){
			      .feed = feed,
			      .clock = clock_real(),
			  },
			  result, &err),
	    "%s", err.text);
}

START_TEST(redirects_are_followed_to_the_page)
{
	struct feed feed = {
		.url = server_url(server, "/old"),
		.allow_private = true,
	};
	struct fetch_result result;
	struct slice url;

	server_reply(server, "/old",
	    &(struct reply){
		.status = 302,
		.headers = "Location: /new\r\n",
		.body = "",
	    });
	server_reply_body(server, "/new",
	    "Content-Type: text/html\r\nLink: </a>; rel=alternate\r\n"
	    "Link: </b>; rel=alternate\r\n",
	    page);
	ask(&feed, &result);
	ck_assert_int_eq(result.outcome, OUTCOME_MODIFIED);
	ck_assert_int_eq(result.status, 200);
	ck_assert_str_eq(result.content_type, "text/html");
	ck_assert_str_eq(result.link,
	    "</a>; rel=alternate, </b>; rel=alternate");
	ck_assert(slice_eq(buffer_slice(&result.body), slice_of(page)));
	url = slice_of(result.effective_url);
	ck_assert(slice_has_suffix(url, SLICE("/new")));
	fetch_result_finish(&result);
}
END_TEST

START_TEST(without_a_link_header_there_is_none)
{
	struct feed feed = {
		.url = server_url(server, "/page"),
		.allow_private = true,
	};
	struct fetch_result result;

	server_reply_body(server, "/page", "", page);
	ask(&feed, &result);
	ck_assert_int_eq(result.outcome, OUTCOME_MODIFIED);
	ck_assert_ptr_null(result.link);
	fetch_result_finish(&result);
}
END_TEST

START_TEST(a_private_address_is_refused)
{
	struct feed feed = { .url = server_url(server, "/page") };
	struct fetch_result result;

	ask(&feed, &result);
	ck_assert_int_eq(result.outcome, OUTCOME_FAILED);
	ck_assert_int_eq(result.failure_class, CLASS_ADDRESS);
	ck_assert_uint_eq(server_count(server, "/page"), 0);
	fetch_result_finish(&result);
}
END_TEST

START_TEST(what_sigpipe_did_it_does_again_afterwards)
{
	struct feed feed = { .url = server_url(server, "/page") };
	struct fetch_result result;
	struct sigaction now;

	signal(SIGPIPE, SIG_DFL);
	ask(&feed, &result);
	sigaction(SIGPIPE, NULL, &now);
	ck_assert(now.sa_handler == SIG_DFL);
	fetch_result_finish(&result);
}
END_TEST

Suite *
blocking_suite(void)
{
	Suite *suite = suite_create("blocking");
	TCase *tcase = tcase_create("blocking");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, redirects_are_followed_to_the_page);
	tcase_add_test(tcase, without_a_link_header_there_is_none);
	tcase_add_test(tcase, a_private_address_is_refused);
	tcase_add_test(tcase, what_sigpipe_did_it_does_again_afterwards);
	suite_add_tcase(suite, tcase);
	return suite;
}

/*
 * URLs as they are judged: every spelling of an address is that address (T1),
 * names are ASCII, what is private or not sent is gone.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "net.h"
#include "net/target.h"

Suite *target_suite(void);

/* What a hostile feed or redirect may write for a private address. */
static const char *const spellings[] = {
	"http://127.0.0.1/",
	"http://127.1/",
	"http://127.0.1/",
	"http://2130706433/",
	"http://0x7f000001/",
	"http://0x7f.1/",
	"http://0x7F.0x0.0x0.0x1/",
	"http://0177.0.0.1/",
	"http://017700000001/",
	"http://0/",
	"http://0.0.0.0/",
	"http://[::1]/",
	"http://[0:0:0:0:0:0:0:1]/",
	"http://[::]/",
	"http://[::ffff:127.0.0.1]/",
	"http://[::ffff:7f00:1]/",
	"http://[64:ff9b::7f00:1]/",
	"http://[2002:7f00:1::]/",
	"http://[fe80::1%25eth0]/",
	"http://user@127.0.0.1/",
	"http://good.example@127.0.0.1/",
	"http://good.example\\@127.0.0.1/",
	"http://%31%32%37.0.0.1/",
	"http://①②⑦.⓪.⓪.①/",
	"http://１２７.０.０.１/",
	"http://127。0。0。1/",
	"http://169.254.169.254/latest/meta-data/",
};

START_TEST(t1_every_spelling_of_a_private_address_is_refused)
{
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
		struct target target;
		struct error err = { 0 };
		const char *rule;

		ck_assert_msg(target_parse(&target, spellings[i], &err),
		    "%s: %s", spellings[i], err.text);
		ck_assert_msg(target.is_address, "%s: taken for the name %s",
		    spellings[i], target.host);
		ck_assert_msg(!net_address_allowed(&target.address.any, false,
				  &rule),
		    "%s", spellings[i]);
		target_finish(&target);
	}
}
END_TEST

static const struct good_row {
	const char *url, *host, *port, *sent; /* sent: the URL that is asked */
} good_rows[] = {
	/* clang-format off */
	{ "http://example.org", "example.org", "80", "http://example.org/" },
	{ "https://example.org/a?b=c", "example.org", "443",
	    "https://example.org/a?b=c" },
	{ "https://example.org:8443/", "example.org", "8443",
	    "https://example.org:8443/" },
	{ "http://user:secret@example.org/a#part", "example.org", "80",
	    "http://example.org/a" },
	{ "http://example.org./a", "example.org.", "80",
	    "http://example.org./a" },
	{ "http://bücher.example/", "xn--bcher-kva.example", "80",
	    "http://xn--bcher-kva.example/" },
	{ "http://example.org/a/../b/./c", "example.org", "80",
	    "http://example.org/a/../b/./c" },
	{ "http://example.org/é?ü=x", "example.org", "80",
	    "http://example.org/%c3%a9?%c3%bc=x" },
	{ "http://[2001:200::1]:8080/", "[2001:200::1]", "8080",
	    "http://[2001:200::1]:8080/" },
	/* clang-format on */
};

START_TEST(r2_the_url_is_sent_as_it_was_given)
{
	for (size_t i = 0; i < ARRAY_LEN(good_rows); i++) {
		const struct good_row *row = &good_rows[i];
		struct target target;
		struct error err = { 0 };
		char *sent = NULL;

		ck_assert_msg(target_parse(&target, row->url, &err), "%s: %s",
		    row->url, err.text);
		ck_assert_str_eq(target.host, row->host);
		ck_assert_str_eq(target.port, row->port);
		curl_url_get(target.url, CURLUPART_URL, &sent, 0);
		ck_assert_str_eq(sent, row->sent);
		curl_free(sent);
		target_finish(&target);
	}
}
END_TEST

START_TEST(what_is_no_web_url_is_refused_by_name)
{
	static const struct {
		const char *url, *says;
	} rows[] = {
		{ "ftp://example.org/", "\"ftp\"" },
		{ "file:///etc/passwd", "URL" },
		{ "gopher://example.org/", "\"gopher\"" },
		{ "", "URL" },
		{ "example.org/feed", "URL" },
		{ "http://", "URL" },
		{ "http://exa mple.org/", "URL" },
		{ "http://example.org:99999/", "URL" },
		{ "http://[::1/", "URL" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct target target;
		struct error err = { 0 };

		ck_assert_msg(!target_parse(&target, rows[i].url, &err), "%s",
		    rows[i].url);
		ck_assert_msg(strstr(err.text, rows[i].says) != NULL, "%s: %s",
		    rows[i].url, err.text);
		target_finish(&target);
	}
}
END_TEST

START_TEST(a_proxy_has_a_host_and_a_port)
{
	static const struct {
		const char *proxy, *host, *port;
	} rows[] = {
		{ "http://proxy.example:3128", "proxy.example", "3128" },
		{ "socks5h://127.0.0.1", "127.0.0.1", "1080" },
		{ "socks5h://127.0.0.1:9050", "127.0.0.1", "9050" },
		{ "proxy.example:8080", "proxy.example", "8080" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct target target;
		struct error err = { 0 };

		ck_assert_msg(target_parse_proxy(&target, rows[i].proxy, &err),
		    "%s: %s", rows[i].proxy, err.text);
		ck_assert_str_eq(target.host, rows[i].host);
		ck_assert_str_eq(target.port, rows[i].port);
		target_finish(&target);
	}
}
END_TEST

Suite *
target_suite(void)
{
	Suite *suite = suite_create("target");
	TCase *tests = tcase_create("target");

	tcase_add_test(tests,
	    t1_every_spelling_of_a_private_address_is_refused);
	tcase_add_test(tests, r2_the_url_is_sent_as_it_was_given);
	tcase_add_test(tests, what_is_no_web_url_is_refused_by_name);
	tcase_add_test(tests, a_proxy_has_a_host_and_a_port);
	suite_add_tcase(suite, tests);
	return suite;
}

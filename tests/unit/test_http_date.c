/* Dates that servers send, and what they send instead. */
#include <check.h>

#include "compiler.h"
#include "net.h"

Suite *http_date_suite(void);

#define EXAMPLE ((int64_t)784111777) /* the one of RFC 9110 */

static const struct row {
	const char *text;
	int64_t at; /* -1: no date */
} rows[] = {
	/* clang-format off */
	{ "Sun, 06 Nov 1994 08:49:37 GMT", EXAMPLE },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", EXAMPLE },
	{ "Sun Nov  6 08:49:37 1994", EXAMPLE },
	{ "  Sun, 06 Nov 1994 08:49:37 GMT  ", EXAMPLE },
	{ "Sun, 06 Nov 1994 08:49:37 UTC", EXAMPLE },
	{ "Sun, 06 Nov 1994 09:49:37 +0100", EXAMPLE },
	{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
	{ "Tue, 19 Jan 2038 03:14:08 GMT", 2147483648 },
	{ "0", -1 },
	{ "-1", -1 },
	{ "3600", -1 },
	{ "", -1 },
	{ "   ", -1 },
	{ "soon", -1 },
	{ "now", -1 },
	{ "1994-11-06T08:49:37Z", -1 },
	{ "Sun, 06 Nov 1994", -1 },
	{ "nov20261:1", -1 },
	{ "Sun, 06 Nov 19940 08:49:37 GMT", -1 },
	{ "Sun, 99 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun, 06 Foo 1994 08:49:37 GMT", -1 },
	{ "Sun, 06 Nov 1994 08:49:37 GMT and something more that makes it "
	  "longer than any", -1 },
	/* clang-format on */
};

START_TEST(the_three_forms_are_read_and_nothing_else)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t at = -1;
		bool ok = net_http_date(slice_of(rows[i].text), &at);

		ck_assert_msg(ok == (rows[i].at != -1) && at == rows[i].at,
		    "\"%s\": %d, %lld", rows[i].text, ok, (long long)at);
	}
}
END_TEST

Suite *
http_date_suite(void)
{
	Suite *suite = suite_create("http_date");
	TCase *tests = tcase_create("http_date");

	tcase_add_test(tests, the_three_forms_are_read_and_nothing_else);
	suite_add_tcase(suite, tests);
	return suite;
}

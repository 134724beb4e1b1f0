/* When servers want us back (R49). */
#include <check.h>

#include "compiler.h"
#include "net.h"
#include "tests/unit/fake_response.h"

Suite *retry_after_suite(void);

#define NOON   ((int64_t)1700000000) /* Tue, 14 Nov 2023 22:13:20 GMT */
#define ABSENT (-1)

static const struct row {
	const char *name;
	struct net_header headers[3];
	int64_t delay_s;
} rows[] = {
	/* clang-format off */
	{ "none", { { NULL, NULL } }, ABSENT },
	{ "E045 seconds", { { "Retry-After", "86400" } }, 86400 },
	{ "zero", { { "Retry-After", "0" } }, 0 },
	{ "E046 a date by the server's clock, a day behind",
	    { { "Retry-After", "Mon, 13 Nov 2023 23:13:20 GMT" },
	      { "Date", "Mon, 13 Nov 2023 22:13:20 GMT" } }, 3600 },
	{ "a date without Date",
	    { { "Retry-After", "Tue, 14 Nov 2023 23:13:20 GMT" } }, 3600 },
	{ "a date that has passed",
	    { { "Retry-After", "Mon, 13 Nov 2023 23:13:20 GMT" } }, 0 },
	{ "E048 a month", { { "Retry-After", "2592000" } }, 14 * 86400 },
	{ "a date in ten years",
	    { { "Retry-After", "Mon, 14 Nov 2033 23:13:20 GMT" } },
	    14 * 86400 },
	{ "overflow", { { "Retry-After", "99999999999999999999999" } },
	    14 * 86400 },
	{ "E049 negative", { { "Retry-After", "-5" } }, ABSENT },
	{ "E049 a word", { { "Retry-After", "soon" } }, ABSENT },
	{ "a fraction", { { "Retry-After", "1.5" } }, ABSENT },
	{ "a unit", { { "Retry-After", "30s" } }, ABSENT },
	{ "empty", { { "Retry-After", "" } }, ABSENT },
	{ "the first of two", { { "Retry-After", "60" },
	    { "Retry-After", "5" } }, 60 },
	/* clang-format on */
};

START_TEST(r49_seconds_or_a_date)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct net_response response = fake_response(rows[i].headers);
		int64_t delay_s = ABSENT;
		bool given = net_retry_after(&response, NOON, &delay_s);

		ck_assert_msg(given == (rows[i].delay_s != ABSENT) &&
			delay_s == rows[i].delay_s,
		    "%s: %lld", rows[i].name, (long long)delay_s);
	}
}
END_TEST

Suite *
retry_after_suite(void)
{
	Suite *suite = suite_create("retry_after");
	TCase *tests = tcase_create("retry_after");

	tcase_add_test(tests, r49_seconds_or_a_date);
	suite_add_tcase(suite, tests);
	return suite;
}

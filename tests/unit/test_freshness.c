/* How long publishers want us to stay away (R22 to R26). */
#include <check.h>

#include "compiler.h"
#include "fetch/freshness.h"
#include "tests/unit/fake_response.h"

Suite *freshness_suite(void);

#define NOON     ((int64_t)1700000000) /* Tue, 14 Nov 2023 22:13:20 GMT */
#define H        3600
#define UNSTATED (-1)

#define CC(value)                      \
	{                              \
		"Cache-Control", value \
	}

static const struct row {
	const char *name;
	struct net_header headers[4];
	int64_t lifetime_s;
} rows[] = {
	/* clang-format off */
	{ "nothing", { { "Last-Modified", "Mon, 13 Nov 2023 00:00:00 GMT" } },
	    UNSTATED },
	{ "R22 max-age", { CC("max-age=7200") }, 7200 },
	{ "quoted", { CC("max-age=\"60\"") }, 60 },
	{ "first wins", { CC("max-age=60, max-age=5") }, 60 },
	{ "first wins over lines", { CC("max-age=60"), CC("max-age=5") }, 60 },
	{ "E030 two lines, odd case", { CC("public"), CC("Max-Age=\"600\"") },
	    600 },
	{ "name in odd case", { { "cache-control", "MAX-AGE=60" } }, 60 },
	{ "blanks", { CC("public ,  max-age = 60 , x") }, 60 },
	{ "E031 not a number is 0", { CC("max-age=abc") }, 0 },
	{ "no value is 0", { CC("max-age") }, 0 },
	{ "empty is 0", { CC("max-age=") }, 0 },
	{ "negative is 0", { CC("max-age=-5") }, 0 },
	{ "half a number is 0", { CC("max-age=60s") }, 0 },
	{ "E032 overflow is clamped", { CC("max-age=99999999999999999999999") },
	    48 * H },
	{ "E033 sixteen years", { CC("max-age=504576000") }, 48 * H },
	{ "R25 two days exactly", { CC("max-age=172800") }, 48 * H },
	{ "R25 one more", { CC("max-age=172801") }, 48 * H },
	{ "E029 Age is taken off", { CC("max-age=7200"), { "Age", "7000" } },
	    200 },
	{ "E038 older than it may be", { CC("max-age=600, "
	    "stale-while-revalidate=9999"), { "Age", "700" } }, 0 },
	{ "a bad Age is none", { CC("max-age=7200"), { "Age", "old" } }, 7200 },
	{ "a negative Age is none", { CC("max-age=7200"), { "Age", "-10" } },
	    7200 },
	{ "E034 no-cache beside max-age", { CC("max-age=3600, no-cache") }, 0 },
	{ "no-cache before it", { CC("No-Cache, max-age=3600") }, 0 },
	{ "no-cache with fields", { CC("no-cache=\"set-cookie\", max-age=3600") },
	    0 },
	{ "E035 no-store", { CC("no-store") }, 0 },
	{ "R24 others are ignored", { CC("must-revalidate, private, "
	    "s-maxage=9000, max-age=60, immutable, stale-if-error=9000") }, 60 },
	{ "only others", { CC("public, must-revalidate") }, UNSTATED },
	{ "a comma in quotes", { CC("ext=\"a, max-age=5\", max-age=60") }, 60 },
	{ "an escaped quote", { CC("ext=\"a\\\", max-age=5\", max-age=60") },
	    60 },
	{ "an open quote hides the rest", { CC("ext=\"a, max-age=5") },
	    UNSTATED },
	{ "a name that only begins so", { CC("max-age-of-things=5") },
	    UNSTATED },
	{ "empty directives", { CC(",, ,max-age=60,,") }, 60 },
	{ "R23 Expires", { { "Expires", "Tue, 14 Nov 2023 23:13:20 GMT" },
	    { "Date", "Tue, 14 Nov 2023 22:13:20 GMT" } }, H },
	{ "E037 by the server's own clock",
	    { { "Expires", "Wed, 15 Nov 2023 02:13:20 GMT" },
	      { "Date", "Wed, 15 Nov 2023 01:13:20 GMT" } }, H },
	{ "without Date by ours",
	    { { "Expires", "Tue, 14 Nov 2023 23:13:20 GMT" } }, H },
	{ "with a bad Date by ours",
	    { { "Expires", "Tue, 14 Nov 2023 23:13:20 GMT" },
	      { "Date", "today" } }, H },
	{ "E036 Expires: 0", { { "Expires", "0" } }, 0 },
	{ "Expires: -1", { { "Expires", "-1" } }, 0 },
	{ "Expires in the past",
	    { { "Expires", "Thu, 01 Jan 1970 00:00:00 GMT" } }, 0 },
	{ "Expires in a far future",
	    { { "Expires", "Fri, 14 Nov 2042 23:13:20 GMT" } }, 48 * H },
	{ "max-age over Expires",
	    { CC("max-age=60"),
	      { "Expires", "Tue, 14 Nov 2023 23:13:20 GMT" } }, 60 },
	{ "Expires beside other directives",
	    { CC("public"),
	      { "Expires", "Tue, 14 Nov 2023 23:13:20 GMT" } }, H },
	/* clang-format on */
};

START_TEST(r22_to_r26_what_is_said_of_freshness)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct net_response response = fake_response(rows[i].headers);
		struct freshness freshness = freshness_read(&response, NOON);

		ck_assert_msg(freshness.stated ==
			(rows[i].lifetime_s != UNSTATED),
		    "%s: stated %d", rows[i].name, freshness.stated);
		ck_assert_msg(freshness.lifetime_s ==
			(freshness.stated ? rows[i].lifetime_s : 0),
		    "%s: %lld", rows[i].name, (long long)freshness.lifetime_s);
	}
}
END_TEST

Suite *
freshness_suite(void)
{
	Suite *suite = suite_create("freshness");
	TCase *tests = tcase_create("freshness");

	tcase_add_test(tests, r22_to_r26_what_is_said_of_freshness);
	suite_add_tcase(suite, tests);
	return suite;
}

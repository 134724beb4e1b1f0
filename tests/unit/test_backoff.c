/* Section A5: base, growth and cap of every class. */
#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "schedule/backoff.h"

Suite *backoff_suite(void);

#define H ((int64_t)3600)
#define D (24 * H)

static const struct row {
	const char *name;
	enum failure_class failure_class;
	int64_t first_s, second_s, last_s; /* without chance */
} rows[] = {
	/* clang-format off */
	{ "R51", CLASS_DNS_NAME,     6 * H, 12 * H, 7 * D },
	{ "R52", CLASS_DNS_SERVER,   1 * H, 2 * H, 24 * H },
	{ "R53", CLASS_CONNECT,      1 * H, 2 * H, 24 * H },
	{ "R54", CLASS_TLS,          2 * H, 4 * H, 24 * H },
	{ "R55", CLASS_CERTIFICATE,  6 * H, 12 * H, 48 * H },
	{ "R56", CLASS_TRANSFER,     1 * H, 2 * H, 24 * H },
	{ "R57", CLASS_GARBAGE,      6 * H, 12 * H, 48 * H },
	{ "R58", CLASS_HEADERS,      24 * H, 48 * H, 7 * D },
	{ "R59", CLASS_ENCODING,     12 * H, 24 * H, 48 * H },
	{ "R60", CLASS_REDIRECT,     12 * H, 24 * H, 7 * D },
	{ "R61", CLASS_ADDRESS,      24 * H, 48 * H, 7 * D },
	{ "R62", CLASS_SIZE,         24 * H, 48 * H, 7 * D },
	{ "R63", CLASS_NOT_A_FEED,   6 * H, 12 * H, 7 * D },
	{ "R64", CLASS_SYNTAX,       2 * H, 4 * H, 24 * H },
	{ "R40", CLASS_UNAUTHORIZED, 24 * H, 7 * D, 7 * D },
	{ "R41", CLASS_FORBIDDEN,    4 * H, 8 * H, 7 * D },
	{ "R42", CLASS_NOT_FOUND,    6 * H, 12 * H, 48 * H },
	{ "R43", CLASS_GONE,         24 * H, 24 * H, 24 * H },
	{ "R65 client", CLASS_CLIENT, 6 * H, 12 * H, 7 * D },
	{ "R65 server", CLASS_SERVER, 1 * H, 2 * H, 24 * H },
	{ "R65 soft", CLASS_SOFT,    2 * H, 4 * H, 24 * H },
	{ "R65 net", CLASS_NET,      1 * H, 2 * H, 24 * H },
	{ "T16", CLASS_HOSTILE,      16 * H, 32 * H, 7 * D },
	{ "file", CLASS_SOURCE,      300, 600, 1 * H },
	{ "local", CLASS_LOCAL,      300, 300, 300 },
	/* clang-format on */
};

START_TEST(a5_every_class_doubles_up_to_its_cap)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct backoff *backoff = backoff_of(
		    rows[i].failure_class);

		ck_assert_msg(backoff_delay_s(backoff, 1, 0) == rows[i].first_s,
		    "%s: first", rows[i].name);
		ck_assert_msg(backoff_delay_s(backoff, 2, 0) ==
			rows[i].second_s,
		    "%s: second", rows[i].name);
		ck_assert_msg(backoff_delay_s(backoff, 100, 0) ==
			rows[i].last_s,
		    "%s: last", rows[i].name);
		ck_assert_msg(backoff_delay_s(backoff, INT64_MAX, 0) ==
			rows[i].last_s,
		    "%s: for ever", rows[i].name);
	}
}
END_TEST

START_TEST(chance_adds_up_to_a_quarter_and_takes_nothing)
{
	const struct backoff *backoff = backoff_of(CLASS_SERVER);
	int64_t least = INT64_MAX, most = 0;

	for (uint32_t random = 0; random < 1000; random++) {
		int64_t delay_s = backoff_delay_s(backoff, 1, random);

		least = delay_s < least ? delay_s : least;
		most = delay_s > most ? delay_s : most;
	}
	ck_assert_int_eq(least, H);
	ck_assert_int_eq(most, H + H / 4);
}
END_TEST

START_TEST(what_is_not_the_feeds_fault_is_not_counted)
{
	for (int class = 0; class < CLASS_COUNT; class ++)
		ck_assert_int_eq(backoff_of((enum failure_class) class)
				     ->is_no_fault,
		    class == CLASS_LOCAL || class == CLASS_THROTTLED);
}
END_TEST

Suite *
backoff_suite(void)
{
	Suite *suite = suite_create("backoff");
	TCase *tests = tcase_create("backoff");

	tcase_add_test(tests, a5_every_class_doubles_up_to_its_cap);
	tcase_add_test(tests, chance_adds_up_to_a_quarter_and_takes_nothing);
	tcase_add_test(tests, what_is_not_the_feeds_fault_is_not_counted);
	suite_add_tcase(suite, tests);
	return suite;
}

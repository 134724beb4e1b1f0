/* What is wrong with a feed, by what the store keeps of it. */
#include <check.h>
#include <string.h>

#include "cli/feed_health.h"
#include "compiler.h"

Suite *feed_health_suite(void);

#define NOW 1800000000
#define DAY 86400

/* clang-format off */
static const struct {
	const char *name;
	struct feed_state state;
	enum ailment ailment;
	int64_t since_at;
	const char *reason, *advice;
} rows[] = {
	{ "never polled", { .next_at = 0 }, AILMENT_NONE, 0, "", "" },
	{ "well", { .last_ok_at = NOW, .last_new_at = NOW - 9 * DAY },
	  AILMENT_NONE, 0, "", "" },
	{ "failing",
	  { .fail_count = 1, .last_ok_at = NOW - DAY, .failure_class = CLASS_NOT_FOUND,
	    .reason = "HTTP 404" },
	  AILMENT_FAILING, NOW - DAY, "HTTP 404", "crier discover its site" },
	{ "failing without words",
	  { .fail_count = 3, .failure_class = CLASS_CONNECT, .reason = "" },
	  AILMENT_FAILING, 0, "no connection could be made", "wait: it is tried again" },
	{ "failing and moved",
	  { .fail_count = 1, .failure_class = CLASS_SIZE, .moved_url = "http://h/" },
	  AILMENT_FAILING, 0, "the body is too large", "configure a larger max_size" },
	{ "failing and paused",
	  { .fail_count = 1, .failure_class = CLASS_SIZE, .paused = true },
	  AILMENT_NONE, 0, "", "" },
	{ "failing and removed",
	  { .fail_count = 1, .failure_class = CLASS_SIZE, .removed = true },
	  AILMENT_NONE, 0, "", "" },
	{ "hostile",
	  { .fail_count = 1, .failure_class = CLASS_HOSTILE, .last_ok_at = 5 },
	  AILMENT_HOSTILE, 5, "reading it was too much: it looks hostile", "report its bytes" },
	{ "gone",
	  { .gone = true, .gone_at = 7, .fail_count = 9, .failure_class = CLASS_NONE,
	    .reason = "HTTP 410" },
	  AILMENT_GONE, 7, "HTTP 410", "remove it, or feeds resume it" },
	{ "throttled",
	  { .fail_count = 1, .failure_class = CLASS_THROTTLED, .attempt_at = NOW - 60 },
	  AILMENT_HELD, NOW - 60, "the server asks to come less often",
	  "wait, or a longer interval" },
	{ "a wish of a day", { .last_ok_at = NOW, .not_before_at = NOW + DAY },
	  AILMENT_NONE, 0, "", "" },
	{ "a longer wish",
	  { .last_ok_at = NOW, .attempt_at = NOW - 5, .not_before_at = NOW + DAY + 1 },
	  AILMENT_HELD, NOW - 5, "its server wants to be asked again much later",
	  "wait, or a longer interval" },
	{ "moved", { .last_ok_at = NOW, .moved_url = "http://h/" },
	  AILMENT_MOVED, 0, "its server says that it has moved for good",
	  "give it the new URL" },
	{ "silent", { .last_ok_at = NOW, .last_new_at = NOW - 10 * DAY },
	  AILMENT_SILENT, NOW - 10 * DAY, "it can be read, but nothing new comes",
	  "see whether its site moved" },
	{ "silent from the first",
	  { .last_ok_at = NOW, .first_ok_at = NOW - 11 * DAY },
	  AILMENT_SILENT, NOW - 11 * DAY, "it can be read, but nothing new comes",
	  "see whether its site moved" },
};
/* clang-format on */

START_TEST(the_worst_is_told)
{
	struct feed_row row = { .state = rows[_i].state };
	struct feed_health health = feed_health_of(&row, NOW, 10 * DAY);

	ck_assert_msg(health.ailment == rows[_i].ailment, "%s: %s",
	    rows[_i].name, ailment_name(health.ailment));
	if (health.ailment == AILMENT_NONE)
		return;
	ck_assert_msg(health.since_at == rows[_i].since_at, "%s: since %lld",
	    rows[_i].name, (long long)health.since_at);
	ck_assert_msg(slice_eq(health.reason, slice_of(rows[_i].reason)),
	    "%s: %.*s", rows[_i].name, SLICE_FMT(health.reason));
	ck_assert_msg(strcmp(health.advice, rows[_i].advice) == 0, "%s: %s",
	    rows[_i].name, health.advice);
}
END_TEST

/* So that a table of 80 columns shows it whole. */
START_TEST(advice_is_short)
{
	struct feed_row row = { .state = { .fail_count = 1 } };

	row.state.failure_class = (enum failure_class)_i;
	ck_assert_uint_le(strlen(feed_health_of(&row, NOW, DAY).advice), 30);
}
END_TEST

Suite *
feed_health_suite(void)
{
	Suite *suite = suite_create("feed_health");
	TCase *tcase = tcase_create("feed_health");

	tcase_add_loop_test(tcase, the_worst_is_told, 0, ARRAY_LEN(rows));
	tcase_add_loop_test(tcase, advice_is_short, 0, CLASS_COUNT);
	suite_add_tcase(suite, tcase);
	return suite;
}

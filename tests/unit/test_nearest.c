#include "nearest.h"

#include <check.h>

#include "compiler.h"

Suite *nearest_suite(void);

static const struct {
	const char *name, *word;
	const char *candidates[4];
	const char *best; /* NULL: none */
} rows[] = {
	{ "equal", "url", { "ur", "url" }, "url" },
	{ "one replaced", "interwal", { "timeout", "interval" }, "interval" },
	{ "one too many", "feedss", { "feeds" }, "feeds" },
	{ "one missing", "datbase", { "database" }, "database" },
	{ "two neighbours swapped", "tosts", { "tests", "totss" }, "tests" },
	{ "a swap counts once", "abcd", { "xycd", "bacd" }, "bacd" },
	{ "two edits", "intervals-", { "interval" }, "interval" },
	{ "three edits", "intervalsss", { "interval" }, NULL },
	{ "capitals do not count", "URL", { "url" }, "url" },
	{ "the nearest", "tag", { "tagss", "tags" }, "tags" },
	{ "of equals the first", "feex", { "feed", "feel" }, "feed" },
	{ "short words have one edit", "ab", { "abcd", "ax" }, "ax" },
	{ "short words are not made up", "at", { "xyz", "go" }, NULL },
	{ "nothing is like nothing", "", { "at", "a" }, NULL },
	{ "too long",
	    "a2345678901234567890123456789012345678901234567890123456789012345",
	    { "a234567890123456789012345678901234567890123456789012345678901234" },
	    NULL },
};

START_TEST(the_word_that_was_meant_is_found)
{
	struct nearest nearest;

	nearest_init(&nearest, slice_of(rows[_i].word));
	for (size_t i = 0; i < ARRAY_LEN(rows[_i].candidates); i++) {
		if (rows[_i].candidates[i] != NULL)
			nearest_try(&nearest, rows[_i].candidates[i]);
	}
	ck_assert_msg(rows[_i].best == NULL ? nearest.best == NULL
					    : nearest.best != NULL &&
		    strcmp(nearest.best, rows[_i].best) == 0,
	    "%s: found %s", rows[_i].name,
	    nearest.best == NULL ? "nothing" : nearest.best);
}
END_TEST

START_TEST(the_hint_is_empty_where_nothing_is_near)
{
	char text[NEAREST_TEXT];
	struct nearest nearest;

	nearest_init(&nearest, SLICE("feed"));
	ck_assert_str_eq(nearest_hint(&nearest, text), "");
	nearest_try(&nearest, "feeds");
	ck_assert_str_eq(nearest_hint(&nearest, text),
	    " (did you mean \"feeds\"?)");
}
END_TEST

Suite *
nearest_suite(void)
{
	Suite *suite = suite_create("nearest");
	TCase *tcase = tcase_create("nearest");

	tcase_add_loop_test(tcase, the_word_that_was_meant_is_found, 0,
	    (int)ARRAY_LEN(rows));
	tcase_add_test(tcase, the_hint_is_empty_where_nothing_is_near);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* When parsing pauses, for how long, and what ends it. */
#include "reader/pause.h"

#include <check.h>

#include "compiler.h"

Suite *pause_suite(void);

#define FIRST   PAUSE_READERS_FIRST_MS
#define LONGEST PAUSE_READERS_LONGEST_MS

/* d1 to d9: a death over that source; s: a start fails; g: a good document; e:
 * the pause is over. The time of each is its place. */
static struct pause
after(const char *story)
{
	struct pause pause = { .mood = READERS_WORK };

	for (int64_t at = 0; *story != '\0'; story++, at++)
		if (*story == 'd')
			pause_note_death(&pause, *++story, at);
		else if (*story == 's')
			pause_note_failed_start(&pause, at);
		else if (*story == 'g')
			pause_note_document(&pause);
		else
			pause_end(&pause);
	return pause;
}

/* clang-format off */
static const struct {
	const char *name, *story;
	enum readers_mood mood;
	int64_t length_ms, until_mono_ms;
} rows[] = {
	{ "two deaths", "d1d2", READERS_WORK, 0, 0 },
	{ "three deaths", "d1d2d3", READERS_PAUSE, FIRST, 2 + FIRST },
	{ "one source again and again", "d1d1d1d1d1", READERS_WORK, 0, 0 },
	{ "two sources by turns", "d1d2d1d2d1d2", READERS_WORK, 0, 0 },
	{ "a document between", "d1d2gd3d4", READERS_WORK, 0, 0 },
	{ "three starts", "sss", READERS_PAUSE, FIRST, 2 + FIRST },
	{ "starts and deaths are two rows", "sd1sd2", READERS_WORK, 0, 0 },
	{ "a document between starts", "ssgss", READERS_WORK, 0, 0 },
	{ "deaths in a pause change nothing", "d1d2d3d4s", READERS_PAUSE,
	    FIRST, 2 + FIRST },
	{ "its end", "d1d2d3e", READERS_PROBE, FIRST, 2 + FIRST },
	{ "a death after it", "d1d2d3ed4", READERS_PAUSE, 2 * FIRST,
	    4 + 2 * FIRST },
	{ "a start that fails after it", "d1d2d3es", READERS_PAUSE, 2 * FIRST,
	    4 + 2 * FIRST },
	{ "of a source that is known", "d1d2d3ed2", READERS_PROBE, FIRST,
	    2 + FIRST },
	{ "of one that is known since", "d1d2d3ed4ed4", READERS_PROBE,
	    2 * FIRST, 4 + 2 * FIRST },
	{ "it does not grow for ever", "d1d2d3ed4ed5ed6ed7ed8", READERS_PAUSE,
	    LONGEST, 12 + LONGEST },
	{ "a document after it", "d1d2d3eg", READERS_WORK, 0, 0 },
	{ "a document in it", "d1d2d3g", READERS_WORK, 0, 0 },
	{ "then it begins anew", "d1d2d3ed4egd1d2d3", READERS_PAUSE, FIRST,
	    9 + FIRST },
};
/* clang-format on */

START_TEST(deaths_in_a_row_pause_parsing_and_a_document_ends_it)
{
	struct pause pause = after(rows[_i].story);

	ck_assert_msg(pause.mood == rows[_i].mood, "%s: mood %d", rows[_i].name,
	    (int)pause.mood);
	ck_assert_msg(pause.length_ms == rows[_i].length_ms, "%s: %lld ms",
	    rows[_i].name, (long long)pause.length_ms);
	ck_assert_msg(pause.until_mono_ms == rows[_i].until_mono_ms,
	    "%s: until %lld", rows[_i].name, (long long)pause.until_mono_ms);
}
END_TEST

Suite *
pause_suite(void)
{
	Suite *suite = suite_create("pause");
	TCase *tests = tcase_create("pause");

	tcase_add_loop_test(tests,
	    deaths_in_a_row_pause_parsing_and_a_document_ends_it, 0,
	    ARRAY_LEN(rows));
	suite_add_tcase(suite, tests);
	return suite;
}

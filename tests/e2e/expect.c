/*
 * Expectations; see expect.h. Knows nothing of any case.
 */
#include "tests/e2e/expect.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <check.h>

void
expect_crier(const struct world *world, const char *words, int status,
    const char *out, const char *err)
{
	struct run run;

	world_crier(world, &run, words);
	ck_assert_msg(run.status == status, "crier %s: exit %d: %s%s", words,
	    run.status, run.out, run.err);
	ck_assert_msg(strstr(run.out, out) != NULL, "crier %s printed: %s",
	    words, run.out);
	ck_assert_msg(strstr(run.err, err) != NULL, "crier %s said: %s", words,
	    run.err);
	run_finish(&run);
}

void
expect_each(const struct world *world, const struct expectation *rows,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect_crier(world, rows[i].words, rows[i].status, rows[i].out,
		    rows[i].err);
}

void
expect_sql(const struct world *world, int64_t expected, const char *sql)
{
	int64_t got = world_sql(world, sql);

	ck_assert_msg(got == expected, "%s: %lld, not %lld", sql,
	    (long long)got, (long long)expected);
}

/* Between two looks; five hundred of them are ten seconds. */
static void
pause_shortly(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20 * 1000 * 1000 }, NULL);
}

#define LOOKS 500

void
await_sql(const struct world *world, int64_t expected, const char *sql)
{
	for (int i = 0; i < LOOKS && world_sql(world, sql) != expected; i++)
		pause_shortly();
	expect_sql(world, expected, sql);
}

static bool
holds(const struct world *world, const char *file, const char *part,
    char **text)
{
	*text = world_read(world, file);
	return strstr(*text, part) != NULL;
}

void
expect_in(const struct world *world, const char *file, const char *part)
{
	char *text;
	bool found = holds(world, file, part, &text);

	ck_assert_msg(found, "no \"%s\" in %s: %s", part, file, text);
	free(text);
}

void
expect_not_in(const struct world *world, const char *file, const char *part)
{
	char *text;
	bool found = holds(world, file, part, &text);

	ck_assert_msg(!found, "\"%s\" in %s: %s", part, file, text);
	free(text);
}

void
await_in(const struct world *world, const char *file, const char *part)
{
	char *text;
	bool found = holds(world, file, part, &text);

	for (int i = 0; i < LOOKS && !found; i++) {
		free(text);
		pause_shortly();
		found = holds(world, file, part, &text);
	}
	ck_assert_msg(found, "no \"%s\" in %s: %s", part, file, text);
	free(text);
}

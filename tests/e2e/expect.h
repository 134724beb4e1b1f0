/*
 * What a test expects of crier and of the database; all of it fails the test
 * where it is not so, and says what was there instead.
 */
#ifndef CRIER_TESTS_EXPECT_H
#define CRIER_TESTS_EXPECT_H

#include "tests/e2e/world.h"

/* Runs crier: its exit code, and a part of what it prints and of what it says
 * on standard error; an empty part is not looked at. */
void expect_crier(const struct world *world, const char *words, int status,
    const char *out, const char *err);

/* The same in rows, in their order. */
struct expectation {
	const char *words;
	int status;
	const char *out, *err;
};
void expect_each(const struct world *world, const struct expectation *rows,
    size_t count);

/* The first column of the first row, now or within ten seconds. */
void expect_sql(const struct world *world, int64_t expected, const char *sql);
void await_sql(const struct world *world, int64_t expected, const char *sql);

/* The file has, or has not, this part; or has it within ten seconds. */
void expect_in(const struct world *world, const char *file, const char *part);
void
expect_not_in(const struct world *world, const char *file, const char *part);

void await_in(const struct world *world, const char *file, const char *part);

/* Deliveries in a state. */
#define DELIVERIES(state) \
	"SELECT count(*) FROM v1_deliveries WHERE state = '" state "'"

#endif

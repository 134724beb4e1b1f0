/*
 * Articles with hostile titles, printed as a command would print them.
 */
#ifndef CRIER_TESTS_ROWS_FIXTURE_H
#define CRIER_TESTS_ROWS_FIXTURE_H

#include "cli/article_rows.h"

#define ROWS_NOW 1800000000 /* 2027-01-15 08:00:00 UTC */

/* ROWS_COUNT of them; every field of the first is set, of the last none. */
#define ROWS_COUNT 3
extern const struct article rows_articles[ROWS_COUNT];

/*
 * What "crier list WORDS" prints of rows[0 .. count) of the kind, on standard
 * output; the caller frees it. Words are parted by "|". *code is its exit code,
 * or -1 with err.
 */
char *rows_print(const struct row_kind *kind, const void *rows, size_t count,
    const char *words, int *code, struct error *err);

#endif

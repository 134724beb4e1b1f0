/*
 * Prepared statements, kept by the store and found again by the address of
 * their text, so that each stands as a static string beside its only user.
 * Parameters are put and columns taken from left to right. An error while a
 * statement is made ready is kept and reported by its first step.
 */
#ifndef CRIER_STORE_STATEMENT_H
#define CRIER_STORE_STATEMENT_H

#include <sqlite3.h>

#include "arena.h"
#include "compiler.h"
#include "error.h"
#include "slice.h"

struct store;

struct statement {
	struct store *store;
	sqlite3_stmt *stmt; /* the store's; NULL: it could not be prepared */
	int put, take;      /* parameters put, columns taken so far */
};
enum step {
	STEP_ROW,
	STEP_DONE,
	STEP_FAILED
};

/* sql: a string that is never freed. At most one user at a time. */
struct statement statement_of(struct store *store, const char *sql);

/* What is put must stay until statement_end; absent slices and NULL are NULL. */
void put_int(struct statement *s, int64_t value);
void put_text(struct statement *s, struct slice text);
void put_string(struct statement *s, const char *text);
void put_bytes(struct statement *s, const char *bytes);

/* At a row columns begin from the left again; STEP_FAILED ends it. */
enum step statement_step(struct statement *s, struct error *err);
void statement_end(struct statement *s);
/* One row or none, then the end: true if *found or none is an answer too. */
MUST_CHECK bool statement_run(struct statement *s, struct error *err);
/* The first column of the first row; value stays where there is no row. */
MUST_CHECK bool
statement_int(struct statement *s, int64_t *value, struct error *err);

int64_t take_int(struct statement *s);
/* Until the next step; NULL gives SLICE_NONE. */
struct slice take_text(struct statement *s);
/* Copies; NULL stays NULL. */
char *take_string(struct statement *s, struct arena *arena);
struct slice take_copy(struct statement *s, struct arena *arena);

struct words {
	struct slice *items;
	size_t count;
};
/* Runs to the end; the first column of every row, copied. */
MUST_CHECK bool take_words(struct statement *s, struct arena *arena,
    struct words *words, struct error *err);

/* The statement's own cache in struct store. */
#define STATEMENT_SLOTS 256
struct statement_cache {
	struct {
		const char *sql;
		sqlite3_stmt *stmt; /* owned */
	} slots[STATEMENT_SLOTS];
};
void statement_cache_finish(struct statement_cache *cache);

#endif

/*
 * The inside of a store, for the files of this folder alone.
 */
#ifndef CRIER_STORE_CONNECTION_H
#define CRIER_STORE_CONNECTION_H

#include <sqlite3.h>

#include "store.h"
#include "store/fts_index.h"
#include "store/statement.h"
#include "store/writer_lock.h"

#define INSTANCE_LEN 32 /* hexadecimal digits */

/* How far the walk over old articles has come, and when it was at its end. */
struct retention_walk {
	int64_t at, id, done_at;
};

struct store {
	sqlite3 *db;                  /* owned */
	char *path;                   /* owned */
	struct writer_lock lock;      /* its fd is -1 of a reader */
	struct store_opening opening; /* of a writer */
	int schema;                   /* of a source */
	bool whole;                   /* it was opened to the end */
	bool damaged;                 /* nothing is written any more */
	struct error failure;         /* the last of this transaction */
	int wal_pages;                /* in the log after the last commit */
	int wal_held;   /* of them that a reader held back at the last try */
	int wal_try_at; /* pages at which a commit tries again */
	struct retention_walk walk;      /* over what is kept */
	char instance[INSTANCE_LEN + 1]; /* of the database, for ever */
	struct statement_cache cache;
	struct index_queue queue;
	struct arena scratch;  /* of one article at a time */
	struct match *matches; /* owned; room for every topic */
	size_t match_max;
	int64_t topics_version; /* of what topics mean */
};

/*
 * Two ways to open beside those of store.h. A copy is written without the
 * writer's lock, for nobody else knows of it; a source may have an older schema
 * (schema says which, 0: it is empty) and be damaged, and is only read.
 */
MUST_CHECK bool
store_open_copy(struct store **out, const char *path, struct error *err);
MUST_CHECK bool
store_open_source(struct store **out, const char *path, struct error *err);

/* Fills err from the connection's last failure. Returns false. */
bool store_failed(struct store *store, struct error *err);
/* The database was found to be damaged: no transaction begins any more.
 * Returns false. */
bool store_damaged(struct store *store, struct slice what, struct error *err);
/* Runs SQL of our own without parameters. */
MUST_CHECK bool
store_execute(struct store *store, const char *sql, struct error *err);

/*
 * A part of a transaction that is whole or undone:
 *     return part_begin(store, err) && part_end(store, work(...), err);
 * part_end keeps the part if ok, else undoes it; it returns what came of it.
 */
MUST_CHECK bool part_begin(struct store *store, struct error *err);
MUST_CHECK bool part_end(struct store *store, bool ok, struct error *err);

#endif

/*
 * Opening and closing the database, its errors, and transactions. The
 * settings are those of section 6.1 of the reliability rules; each has its
 * reason there or here. SQLite's own locks are dropped when any descriptor of
 * the file is closed, so nothing here opens it beside SQLite once it is open.
 */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "memory.h"
#include "store/connection.h"
#include "store/migrate.h"
#include "store/tokenizer.h"
#include "store/upkeep.h"

#define FILE_MODE 0640 /* the group may read, nobody else may */

/* ---- errors ---------------------------------------------------------------- */

bool
store_damaged(struct store *store, struct slice what, struct error *err)
{
	/* Until somebody has mended it nothing is written any more. */
	store->damaged = true;
	return error_set(err, ERROR_CORRUPT,
	    "%s is damaged (%.*s): stop crierd and use crier recover",
	    store->path, SLICE_FMT(what));
}

static bool
describe(struct store *store, struct error *err)
{
	int system = sqlite3_system_errno(store->db);

	switch (sqlite3_errcode(store->db)) {
	case SQLITE_NOMEM:
		return error_set(err, ERROR_MEMORY, "no memory for %s",
		    store->path);
	case SQLITE_FULL:
		return error_set(err, ERROR_FULL, "no room on the disk for %s",
		    store->path);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return store_damaged(store, slice_of(sqlite3_errmsg(store->db)),
		    err);
	case SQLITE_READONLY:
		return error_set(err, ERROR_UNAVAILABLE,
		    "%s cannot be written: it or its disk is read-only",
		    store->path);
	case SQLITE_CANTOPEN:
	case SQLITE_BUSY:
		return error_set(err, ERROR_UNAVAILABLE, "%s: %s", store->path,
		    sqlite3_errmsg(store->db));
	case SQLITE_IOERR:
		return error_set(err, ERROR_IO, "%s: %s (%d%s%s)", store->path,
		    sqlite3_errmsg(store->db),
		    sqlite3_extended_errcode(store->db),
		    system == 0 ? "" : ", ",
		    system == 0 ? "" : strerror(system));
	default:
		return error_set(err, ERROR_STORE, "%s: %s (%d)", store->path,
		    sqlite3_errmsg(store->db),
		    sqlite3_extended_errcode(store->db));
	}
}

bool
store_failed(struct store *store, struct error *err)
{
	describe(store, err);
	store->failure = *err;
	return false;
}

bool
store_execute(struct store *store, const char *sql, struct error *err)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_failed(store, err);
	return true;
}

/* ---- opening ----------------------------------------------------------------- */

static int
on_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct store *store = arg;

	(void)db;
	(void)name;
	store->wal_pages = pages;
	return SQLITE_OK;
}

/* A schema or a file that somebody prepared must not make SQLite do more than
 * store rows (T36). */
static bool
harden(sqlite3 *db)
{
	return sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) ==
	    SQLITE_OK &&
	    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) ==
	    SQLITE_OK &&
	    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0,
		NULL) == SQLITE_OK;
}

static bool
connect(struct store *store, int flags, struct error *err)
{
	/* One thread at a time has a store, so SQLite needs no mutex of it. */
	flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	if (sqlite3_open_v2(store->path, &store->db, flags, NULL) !=
	    SQLITE_OK) {
		if (store->db == NULL)
			return error_set(err, ERROR_MEMORY, "no memory for %s",
			    store->path);
		return store_failed(store, err);
	}
	sqlite3_extended_result_codes(store->db, 0);
	sqlite3_busy_timeout(store->db, LIMIT_STORE_BUSY_MS);
	if (!harden(store->db) || !tokenizer_register(store->db))
		return error_set(err, ERROR_STORE,
		    "this SQLite (%s) lacks FTS5 or its protections",
		    sqlite3_libversion());
	return true;
}

/*
 * page_size and auto_vacuum before anything is written, or never: of 4 KiB an
 * article of usual length would waste a third. synchronous=FULL, for with
 * NORMAL the "done" of a delivery could vanish in a power cut. Checkpoints are
 * store_tidy's. secure_delete=FAST: Debian's default overwrites every page
 * that the index gives back, and feeds are no secrets.
 */
static const char writer_pragmas[] = "PRAGMA page_size = 8192;"
				     "PRAGMA auto_vacuum = INCREMENTAL;"
				     "PRAGMA journal_mode = WAL;"
				     "PRAGMA synchronous = FULL;"
				     "PRAGMA foreign_keys = ON;"
				     "PRAGMA wal_autocheckpoint = 0;"
				     "PRAGMA journal_size_limit = 67108864;"
				     "PRAGMA mmap_size = 0;"
				     "PRAGMA cell_size_check = ON;"
				     "PRAGMA secure_delete = FAST;"
				     "PRAGMA temp_store = MEMORY;"
				     "PRAGMA cache_size = -8192;";
static const char reader_pragmas[] = "PRAGMA query_only = ON;"
				     "PRAGMA mmap_size = 0;"
				     "PRAGMA cell_size_check = ON;"
				     "PRAGMA temp_store = MEMORY;"
				     "PRAGMA cache_size = -8192;";

static bool
is_wal(struct store *store, struct error *err)
{
	static const char sql[] = "PRAGMA journal_mode";
	struct statement s = statement_of(store, sql);
	bool wal = false;

	if (statement_step(&s, err) != STEP_ROW)
		return false;
	wal = slice_eq(take_text(&s), SLICE("wal"));
	statement_end(&s);
	return wal ||
	    error_set(err, ERROR_STORE,
		"%s cannot have a write-ahead log there (a network disk?)",
		store->path);
}

/* So that members of the group may read after a clean close: without it the
 * log is deleted, and a reader may not make a new one (section 6.2). */
static bool
keep_log(struct store *store, struct error *err)
{
	int on = 1;

	if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL,
		&on) != SQLITE_OK)
		return store_failed(store, err);
	return true;
}

static bool
load_instance(struct store *store, struct error *err)
{
	static const char sql[] = "SELECT value FROM meta WHERE key = "
				  "'instance'";
	struct statement s = statement_of(store, sql);
	struct slice text;

	switch (statement_step(&s, err)) {
	case STEP_FAILED:
		return false;
	case STEP_DONE:
		statement_end(&s);
		return error_set(err, ERROR_STORE, "%s has lost its identity",
		    store->path);
	case STEP_ROW:
		break;
	}
	text = slice_sub(take_text(&s), 0, INSTANCE_LEN);
	memcpy(store->instance, text.ptr, text.len);
	statement_end(&s);
	return true;
}

/* SQLite would make the file for everybody to read. */
static bool
create_file(const char *path, struct error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);

	if (fd >= 0)
		close(fd);
	else if (errno != EEXIST)
		return error_set(err, ERROR_IO, "%s: %s", path,
		    strerror(errno));
	return true;
}

/* SQLite opens what it may not write for reading, and says nothing. */
static bool
is_writable(struct store *store, struct error *err)
{
	return sqlite3_db_readonly(store->db, "main") == 0 ||
	    error_set(err, ERROR_UNAVAILABLE,
		"%s cannot be written by this user, or its disk is read-only",
		store->path);
}

static struct store *
store_new(const char *path)
{
	struct store *store = xcalloc(1, sizeof(*store));

	store->path = xstrdup(path);
	store->lock.fd = -1;
	store->wal_try_at = LIMIT_STORE_WAL_PAGES;
	arena_init(&store->scratch, LIMIT_STORE_SCRATCH);
	index_queue_init(&store->queue);
	return store;
}

/* A database is opened in one of four ways. */
static bool
open_by(struct store **out, const char *path,
    bool (*open_it)(struct store *, struct error *), struct error *err)
{
	struct store *store = store_new(path);
	bool ok = open_it(store, err);

	*out = NULL;
	store->whole = ok;
	if (ok) {
		*out = store;
		store = NULL;
	}
	store_close(store);
	return ok;
}

static bool
open_to_write(struct store *store, struct error *err)
{
	int version;

	/* Whose file it is comes before any setting that writes to it. */
	if (!create_file(store->path, err) ||
	    !connect(store, SQLITE_OPEN_READWRITE, err) ||
	    !is_writable(store, err) ||
	    !migration_check(store, migration_of_store(), &version, err) ||
	    !store_execute(store, writer_pragmas, err) || !is_wal(store, err) ||
	    !keep_log(store, err) || !soundness_check(store, err))
		return false;
	sqlite3_wal_hook(store->db, on_commit, store);
	return migrate(store, migration_of_store(), err) &&
	    load_instance(store, err) && index_check_version(store, err);
}

static bool
open_writer(struct store *store, struct error *err)
{
	return writer_lock_take(&store->lock, store->path, err) &&
	    open_to_write(store, err);
}

bool
store_open_writer(struct store **out, const char *path, struct error *err)
{
	return open_by(out, path, open_writer, err);
}

bool
store_open_copy(struct store **out, const char *path, struct error *err)
{
	return open_by(out, path, open_to_write, err);
}

static bool
open_source(struct store *store, struct error *err)
{
	if (access(store->path, R_OK) != 0)
		return error_set(err, ERROR_UNAVAILABLE, "%s: %s", store->path,
		    strerror(errno));
	return connect(store, SQLITE_OPEN_READONLY, err) &&
	    migration_check(store, migration_of_store(), &store->schema, err);
}

bool
store_open_source(struct store **out, const char *path, struct error *err)
{
	return open_by(out, path, open_source, err);
}

static bool
open_reader(struct store *store, struct error *err)
{
	const struct migration *migration = migration_of_store();
	int version;

	if (access(store->path, R_OK) != 0)
		return error_set(err, ERROR_UNAVAILABLE,
		    errno == ENOENT ? "no database %s; crierd makes it"
				    : "%s may not be read by this user",
		    store->path);
	if (!connect(store, SQLITE_OPEN_READONLY, err) ||
	    !store_execute(store, reader_pragmas, err) ||
	    !migration_check(store, migration, &version, err))
		return false;
	if (version == 0)
		return error_set(err, ERROR_UNAVAILABLE,
		    "%s is empty; crierd fills it", store->path);
	if (version < (int)migration->count)
		return error_set(err, ERROR_STORE,
		    "%s has schema %d, this crier wants %zu; start crierd "
		    "once",
		    store->path, version, migration->count);
	return load_instance(store, err);
}

bool
store_open_reader(struct store **out, const char *path, struct error *err)
{
	return open_by(out, path, open_reader, err);
}

struct store_opening
store_get_opening(const struct store *store)
{
	return store->opening;
}

void
store_close(struct store *store)
{
	bool closed;

	if (store == NULL)
		return;
	statement_cache_finish(&store->cache);
	closed = sqlite3_close(store->db) == SQLITE_OK;
	/* The lock is the last to go; its file stays for the next. */
	writer_lock_release(&store->lock,
	    store->whole && closed && !store->damaged ? WRITER_CLEAN
						      : WRITER_UNCLEAN);
	index_queue_finish(&store->queue);
	arena_finish(&store->scratch);
	free(store->matches);
	free(store->path);
	free(store);
}

/* ---- transactions --------------------------------------------------------------- */

bool
store_begin(struct store *store, struct error *err)
{
	static const char sql[] = "BEGIN IMMEDIATE";
	struct statement s = statement_of(store, sql);

	if (store->damaged) {
		*err = store->failure;
		return false;
	}
	store->failure.kind = ERROR_NONE;
	/* Of a transaction that was rolled back, perhaps by SQLite itself. */
	index_forget(store);
	return statement_run(&s, err);
}

/* SQLite ends a transaction by itself where the disk failed. */
static bool
is_open(struct store *store, struct error *err)
{
	if (!sqlite3_get_autocommit(store->db))
		return true;
	error_set(err, ERROR_STORE, "%s: the transaction was rolled back",
	    store->path);
	/* What the caller of the first failure got says more. */
	if (store->failure.kind != ERROR_NONE)
		*err = store->failure;
	return false;
}

bool
store_commit(struct store *store, struct error *err)
{
	static const char sql[] = "COMMIT";
	struct statement s;

	if (!is_open(store, err))
		return false;
	s = statement_of(store, sql);
	if (!index_flush(store, err) || !statement_run(&s, err)) {
		store_rollback(store);
		return false;
	}
	log_trim(store);
	return true;
}

void
store_rollback(struct store *store)
{
	/* Where this fails there was nothing left to undo. */
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

bool
part_begin(struct store *store, struct error *err)
{
	static const char sql[] = "SAVEPOINT part";
	struct statement s;

	if (!is_open(store, err) || !index_begin_part(store, err))
		return false;
	s = statement_of(store, sql);
	return statement_run(&s, err);
}

bool
part_end(struct store *store, bool ok, struct error *err)
{
	static const char keep_sql[] = "RELEASE part";
	static const char undo_sql[] = "ROLLBACK TO part; RELEASE part";
	struct statement s;

	if (ok) {
		s = statement_of(store, keep_sql);
		return statement_run(&s, err);
	}
	index_undo_part(store);
	/* err says why; where this fails too, SQLite has undone everything. */
	sqlite3_exec(store->db, undo_sql, NULL, NULL, NULL);
	return false;
}

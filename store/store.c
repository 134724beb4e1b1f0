/*
 * Opening and closing the database, the writer's lock, and transactions. The
 * settings are those of section 6.1 of the reliability rules; each has its
 * reason there or here. SQLite's own locks are dropped when any descriptor of
 * the file is closed, so nothing here opens it beside SQLite once it is open.
 */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "memory.h"
#include "store/connection.h"
#include "store/migrate.h"
#include "store/tokenizer.h"

#define FILE_MODE 0640 /* the group may read, nobody else may */

/* ---- errors ---------------------------------------------------------------- */

bool
store_failed(struct store *store, struct error *err)
{
	int rc = sqlite3_errcode(store->db);

	switch (rc) {
	case SQLITE_NOMEM:
		return error_set(err, ERROR_MEMORY, "no memory for %s",
		    store->path);
	case SQLITE_FULL:
		return error_set(err, ERROR_STORE, "no room on the disk for %s",
		    store->path);
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_BUSY:
		return error_set(err, ERROR_UNAVAILABLE, "%s: %s", store->path,
		    sqlite3_errmsg(store->db));
	default:
		return error_set(err, ERROR_STORE, "%s: %s (%d)", store->path,
		    sqlite3_errmsg(store->db),
		    sqlite3_extended_errcode(store->db));
	}
}

bool
store_execute(struct store *store, const char *sql, struct error *err)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_failed(store, err);
	return true;
}

/* ---- the writer's lock ------------------------------------------------------- */

/* "crier.lock" in the folder of the database. */
static bool
lock_path(const char *database, struct buffer *out)
{
	const char *slash = strrchr(database, '/');
	size_t folder = slash == NULL ? 0 : (size_t)(slash - database) + 1;

	buffer_append_bytes(out, database, folder);
	return buffer_append_string(out, "crier.lock");
}

/* Whoever has the lock wrote its process id into the file. */
static bool
say_who_locks(const char *database, int fd, struct error *err)
{
	char pid[16];
	ssize_t len = pread(fd, pid, sizeof(pid), 0);
	struct slice text = { pid, len > 0 ? (size_t)len : 0 };
	int64_t number;

	if (slice_to_int64(slice_trim(text), 1, INT32_MAX, &number))
		return error_set(err, ERROR_LOCKED,
		    "%s is written by process %lld", database,
		    (long long)number);
	return error_set(err, ERROR_LOCKED, "%s is written by another process",
	    database);
}

static bool
write_pid(int fd)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)len, 0) == len;
}

/*
 * Whoever asks who writes holds a shared lock for a moment (crier status does);
 * a writer that starts just then is not refused for that.
 */
static bool
lock_alone(int fd)
{
	for (int tries = 0; tries < LIMIT_LOCK_TRIES; tries++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (flock(fd, LOCK_SH | LOCK_NB) != 0)
			return false;
		sched_yield();
	}
	return false;
}

static bool
lock_file(struct store *store, const char *path, struct error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    FILE_MODE);

	store->lock_fd = fd;
	if (fd >= 0 && !lock_alone(fd))
		return say_who_locks(store->path, fd, err);
	if (fd < 0 || !write_pid(fd))
		return error_set(err, ERROR_IO, "%s: %s", path,
		    strerror(errno));
	return true;
}

static bool
take_lock(struct store *store, struct error *err)
{
	struct buffer path;
	bool ok;

	buffer_init(&path, PATH_MAX);
	ok = lock_path(store->path, &path)
	    ? lock_file(store, buffer_string(&path), err)
	    : error_set(err, ERROR_IO, "%s is too long a path", store->path);
	buffer_finish(&path);
	return ok;
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

static struct store *
store_new(const char *path)
{
	struct store *store = xcalloc(1, sizeof(*store));

	store->path = xstrdup(path);
	store->lock_fd = -1;
	arena_init(&store->scratch, LIMIT_STORE_SCRATCH);
	index_queue_init(&store->queue);
	return store;
}

static bool
open_writer(struct store *store, struct error *err)
{
	int version;

	/* Whose file it is comes before any setting that writes to it. */
	if (!take_lock(store, err) || !create_file(store->path, err) ||
	    !connect(store, SQLITE_OPEN_READWRITE, err) ||
	    !migration_check(store, migration_of_store(), &version, err) ||
	    !store_execute(store, writer_pragmas, err) || !is_wal(store, err) ||
	    !keep_log(store, err))
		return false;
	sqlite3_wal_hook(store->db, on_commit, store);
	return migrate(store, migration_of_store(), err) &&
	    load_instance(store, err) && index_check_version(store, err);
}

bool
store_open_writer(struct store **out, const char *path, struct error *err)
{
	struct store *store = store_new(path);
	bool ok = open_writer(store, err);

	*out = NULL;
	if (ok) {
		*out = store;
		store = NULL;
	}
	store_close(store);
	return ok;
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
	struct store *store = store_new(path);
	bool ok = open_reader(store, err);

	*out = NULL;
	if (ok) {
		*out = store;
		store = NULL;
	}
	store_close(store);
	return ok;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	statement_cache_finish(&store->cache);
	sqlite3_close(store->db);
	/* The lock is the last to go; its file stays for the next. */
	if (store->lock_fd >= 0)
		close(store->lock_fd);
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

	/* Of a transaction that was rolled back, perhaps by SQLite itself. */
	index_forget(store);
	return statement_run(&s, err);
}

/* SQLite ends a transaction by itself where the disk failed. */
static bool
is_open(struct store *store, struct error *err)
{
	if (sqlite3_get_autocommit(store->db))
		return error_set(err, ERROR_STORE,
		    "%s: the transaction was rolled back", store->path);
	return true;
}

static void
checkpoint(struct store *store)
{
	int pages = 0, moved = -1;

	/* A reader may hold it up: then the next one goes on. */
	sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_PASSIVE,
	    &pages, &moved);
	if (pages == moved)
		store->wal_pages = 0;
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
	if (store->wal_pages > LIMIT_STORE_WAL_PAGES)
		checkpoint(store);
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

void
store_tidy(struct store *store)
{
	static const char free_sql[] = "PRAGMA freelist_count";
	struct statement s = statement_of(store, free_sql);
	struct error ignored; /* all this is tried again when next idle */
	int64_t pages = 0;
	char vacuum[48];

	if (statement_int(&s, &pages, &ignored) &&
	    pages > LIMIT_STORE_FREE_PAGES) {
		snprintf(vacuum, sizeof(vacuum),
		    "PRAGMA incremental_vacuum(%d)", LIMIT_STORE_VACUUM);
		sqlite3_exec(store->db, vacuum, NULL, NULL, NULL);
	}
	if (store->wal_pages > LIMIT_STORE_WAL_IDLE)
		checkpoint(store);
	sqlite3_db_release_memory(store->db);
}

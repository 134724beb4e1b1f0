/*
 * One file takes the place of another while nobody writes. The old database's
 * write-ahead log is the danger: beside the new file it would be taken for its
 * own. So the log is brought home first, which leaves one whole file, and only
 * then names are changed. Of a damaged database that cannot be done; its log is
 * moved along with it.
 */
#include "store/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "store/connection.h"
#include "store/disk.h"
#include "store/migrate.h"

#define FILE_MODE 0640 /* the group may read, nobody else may */
#define KEPT_MAX  1000 /* files of one suffix */

/* ---- the new file -------------------------------------------------------------- */

bool
replace_temporary(const char *database, char temporary[PATH_MAX],
    struct error *err)
{
	int fd;

	/* "./": SQLite would take "file:" for the beginning of an URI. */
	if (snprintf(temporary, PATH_MAX, "%s%s.XXXXXX",
		database[0] == '/' ? "" : "./", database) >= PATH_MAX)
		return error_set(err, ERROR_IO, "%s is too long a path",
		    database);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return disk_error(temporary, err);
	close(fd);
	return true;
}

/* "path-wal" and the like; absent ones are no matter. */
static void
remove_with(const char *path, const char *suffix)
{
	char name[PATH_MAX];

	if (snprintf(name, sizeof(name), "%s%s", path, suffix) <
	    (int)sizeof(name))
		unlink(name);
}

void
replace_remove(const char *temporary)
{
	char before[32];

	remove_with(temporary, "");
	remove_with(temporary, "-wal");
	remove_with(temporary, "-shm");
	remove_with(temporary, "-journal");
	for (size_t i = 1; i < migration_of_store()->count; i++) {
		snprintf(before, sizeof(before), ".before-%zu", i);
		remove_with(temporary, before);
	}
}

bool
replace_check(struct store *store, struct error *err)
{
	static const char sql[] = "PRAGMA integrity_check(1)";
	struct statement s = statement_of(store, sql);
	enum step step = statement_step(&s, err);
	struct slice found;
	bool ok = false;

	if (step == STEP_ROW) {
		found = take_text(&s);
		ok = slice_eq(found, SLICE("ok")) ||
		    error_set(err, ERROR_CORRUPT, "%s is damaged: %.*s",
			store->path, SLICE_FMT(found));
		statement_end(&s);
	}
	return ok;
}

/* The next writer makes a log again. */
static bool
leave_log_mode(struct store *copy, struct error *err)
{
	static const char sql[] = "PRAGMA journal_mode = DELETE";
	struct statement s;
	enum step step;
	bool left = false;
	int off = 0;

	sqlite3_file_control(copy->db, "main", SQLITE_FCNTL_PERSIST_WAL, &off);
	s = statement_of(copy, sql);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		left = slice_eq(take_text(&s), SLICE("delete")) ||
		    error_set(err, ERROR_STORE, "%s cannot be closed",
			copy->path);
		statement_end(&s);
	}
	return left;
}

bool
replace_close(struct store *copy, struct error *err)
{
	char path[PATH_MAX];
	bool ok = leave_log_mode(copy, err);

	snprintf(path, sizeof(path), "%s", copy->path);
	store_close(copy);
	return ok && disk_sync(path, err);
}

/* ---- the old one ----------------------------------------------------------------- */

/* Whether the file is whole without its log. */
static bool
bring_log_home(const char *database)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE;
	sqlite3 *db = NULL;
	bool home = sqlite3_open_v2(database, &db, flags, NULL) == SQLITE_OK &&
	    sqlite3_busy_timeout(db, LIMIT_STORE_BUSY_MS) == SQLITE_OK &&
	    sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE,
		NULL, NULL) == SQLITE_OK;

	sqlite3_close(db);
	return home;
}

/* A name that is free, made a second one of the file. */
static bool
keep_as(const char *database, const char *suffix, char kept[PATH_MAX],
    struct error *err)
{
	for (int number = 1; number <= KEPT_MAX; number++) {
		int len = number == 1
		    ? snprintf(kept, PATH_MAX, "%s.%s", database, suffix)
		    : snprintf(kept, PATH_MAX, "%s.%s-%d", database, suffix,
			  number);

		if (len >= PATH_MAX)
			return error_set(err, ERROR_IO, "%s is too long a path",
			    database);
		if (link(database, kept) == 0)
			return true;
		if (errno == EEXIST)
			continue;
		/* A file system without links: then it is gone for a moment. */
		if ((errno == EPERM || errno == ENOTSUP) &&
		    renameat2(AT_FDCWD, database, AT_FDCWD, kept,
			RENAME_NOREPLACE) == 0)
			return true;
		if (errno != EEXIST)
			return disk_error(kept, err);
	}
	return error_set(err, ERROR_IO, "%s.%s and others are there already",
	    database, suffix);
}

/* Its log goes with a database that is not whole without it. */
static bool
move_log(const char *database, const char *kept, struct error *err)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (snprintf(from, sizeof(from), "%s-wal", database) >=
		(int)sizeof(from) ||
	    snprintf(to, sizeof(to), "%s-wal", kept) >= (int)sizeof(to))
		return error_set(err, ERROR_IO, "%s is too long a path",
		    database);
	return rename(from, to) == 0 || errno == ENOENT || disk_error(to, err);
}

static bool
put_old_aside(const char *database, const char *suffix, char kept[PATH_MAX],
    struct error *err)
{
	bool home = bring_log_home(database);

	if (!keep_as(database, suffix, kept, err) ||
	    (!home && !move_log(database, kept, err)))
		return false;
	remove_with(database, "-wal");
	remove_with(database, "-shm");
	return true;
}

/* The group of the old one may read the new one. */
static bool
dress(const char *database, const char *temporary, struct error *err)
{
	struct stat st;

	/* Whom it belonged to is of no matter where that cannot be had: only
	 * its owner gets here. */
	if (stat(database, &st) == 0)
		(void)!chown(temporary, (uid_t)-1, st.st_gid);
	return chmod(temporary, FILE_MODE) == 0 || disk_error(temporary, err);
}

bool
replace_database(const char *database, const char *temporary,
    const char *suffix, char kept[PATH_MAX], struct error *err)
{
	kept[0] = '\0';
	if (!dress(database, temporary, err) ||
	    (access(database, F_OK) == 0 &&
		!put_old_aside(database, suffix, kept, err)))
		return false;
	/* The log is gone on the disk before another file has its place. */
	if (!disk_sync_folder_of(database, err))
		return false;
	if (rename(temporary, database) != 0)
		return disk_error(database, err);
	return disk_sync_folder_of(database, err);
}

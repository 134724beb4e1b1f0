/*
 * The database from a copy of it. The copy is looked over, copied once more by
 * SQLite beside the database, brought up to date and told that something was
 * lost; only then it takes the place. Until that moment nothing has changed.
 */
#include "store_changes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "store/connection.h"
#include "store/loss.h"
#include "store/replace.h"
#include "store/rescue.h"
#include "store/writer_lock.h"

bool
rescue_copy(const char *from, const char *to, struct error *err)
{
	struct store *source;
	bool ok;

	if (!store_open_source(&source, from, err))
		return false;
	ok = source->schema > 0 ||
	    error_set(err, ERROR_INPUT, "%s is empty: no database of crier",
		from);
	ok = ok && replace_check(source, err) && copy_write(source, to, err);
	store_close(source);
	return ok;
}

bool
rescue_settle(struct store *copy, const char *why, int64_t now_at,
    struct store_rescued *rescued, struct error *err)
{
	static const char count_sql[] = "SELECT count(*) FROM article";
	static const char last_sql[] = "SELECT max(last_ok_at) FROM feed";
	struct statement s;

	if (!store_begin(copy, err))
		return false;
	if (!loss_note(copy, why, now_at, &rescued->held, err)) {
		store_rollback(copy);
		return false;
	}
	if (!store_commit(copy, err))
		return false;
	s = statement_of(copy, count_sql);
	if (!statement_int(&s, &rescued->articles, err))
		return false;
	s = statement_of(copy, last_sql);
	return statement_int(&s, &rescued->last_at, err);
}

/* ---- restoring --------------------------------------------------------------- */

static bool
is_another_file(const char *database, const char *file, struct error *err)
{
	struct stat a, b;

	if (stat(file, &a) != 0)
		return error_set(err, ERROR_INPUT, "%s: %s", file,
		    strerror(errno));
	return stat(database, &b) != 0 || a.st_dev != b.st_dev ||
	    a.st_ino != b.st_ino ||
	    error_set(err, ERROR_INPUT, "%s is the database itself", file);
}

static bool
make_ready(const struct store_restore *restore, const char *temporary,
    struct store_rescued *rescued, struct error *err)
{
	struct store *copy;
	bool ok;

	if (!rescue_copy(restore->file, temporary, err) ||
	    !store_open_copy(&copy, temporary, err))
		return false;
	ok = rescue_settle(copy, "restored from a copy", restore->now_at,
	    rescued, err);
	if (ok)
		return replace_close(copy, err);
	store_close(copy);
	return false;
}

static bool
restore_locked(const struct store_restore *restore,
    struct store_rescued *rescued, struct error *err)
{
	char temporary[PATH_MAX];
	bool ok;

	if (!replace_temporary(restore->database, temporary, err))
		return false;
	ok = make_ready(restore, temporary, rescued, err) &&
	    replace_database(restore->database, temporary, "before-restore",
		rescued->kept, err);
	replace_remove(temporary);
	return ok;
}

bool
store_restore(const struct store_restore *restore,
    struct store_rescued *rescued, struct error *err)
{
	struct writer_lock lock;
	bool ok;

	*rescued = (struct store_rescued){ .articles = 0 };
	ok = is_another_file(restore->database, restore->file, err) &&
	    writer_lock_take(&lock, restore->database, err);
	if (!ok)
		return false;
	ok = restore_locked(restore, rescued, err);
	/* Where it was not done, the database is as the last writer left it. */
	writer_lock_release(&lock,
	    ok || !lock.unclean ? WRITER_CLEAN : WRITER_UNCLEAN);
	return ok;
}

/*
 * A new database out of a damaged one: the newest snapshot that is whole, and
 * over it every row that the damaged file still gives. Without a snapshot it
 * begins with nothing. The damaged file is only read and stays.
 */
#include "store_changes.h"

#include <stdio.h>
#include <unistd.h>

#include "store/connection.h"
#include "store/replace.h"
#include "store/rescue.h"
#include "store/salvage.h"
#include "store/snapshot.h"
#include "store/writer_lock.h"

#define REINDEX_BATCH 500 /* articles of one transaction */

/* ERROR_CORRUPT means that there is something to do. */
static bool
look_over(const char *database, bool *sound, struct error *err)
{
	struct store *store;

	*sound = false;
	if (store_open_source(&store, database, err)) {
		*sound = replace_check(store, err);
		store_close(store);
	}
	return *sound || err->kind == ERROR_CORRUPT || err->kind == ERROR_IO;
}

/* The newest that is good, into temporary; none is no error. */
static bool
begin_with_snapshot(const char *database, const char *temporary,
    char snapshot[PATH_MAX], struct error *err)
{
	char folder[PATH_MAX];
	struct snapshots list;
	bool good = false;

	if (!snapshots_folder(database, folder, err) ||
	    !snapshots_list(&list, folder, err))
		return false;
	for (size_t i = 0; i < list.count && !good; i++) {
		struct error why; /* the one before it may be better */

		good = snprintf(snapshot, PATH_MAX, "%s/%s", folder,
			   list.names[i]) < PATH_MAX &&
		    truncate(temporary, 0) == 0 &&
		    rescue_copy(snapshot, temporary, &why);
	}
	snapshots_finish(&list);
	if (!good)
		snapshot[0] = '\0';
	return good || truncate(temporary, 0) == 0 ||
	    error_set(err, ERROR_IO, "%s cannot be emptied", temporary);
}

/* The salvaged texts have no words yet. */
static bool
index_anew(struct store *copy, struct error *err)
{
	bool more = true;

	if (!index_check_version(copy, err))
		return false;
	while (more) {
		if (!store_begin(copy, err))
			return false;
		if (!store_reindex(copy, REINDEX_BATCH, &more, err)) {
			store_rollback(copy);
			return false;
		}
		if (!store_commit(copy, err))
			return false;
	}
	return true;
}

static bool
make_ready(const struct store_recovery *recovery, const char *temporary,
    struct store_rescued *rescued, struct error *err)
{
	struct store *copy;
	bool ok;

	if (!begin_with_snapshot(recovery->database, temporary,
		rescued->snapshot, err) ||
	    !store_open_copy(&copy, temporary, err))
		return false;
	ok = salvage(copy, recovery->database, recovery->visit, recovery->arg,
		 err) &&
	    index_anew(copy, err) &&
	    rescue_settle(copy, "recovered from a damaged database",
		recovery->now_at, rescued, err) &&
	    replace_check(copy, err);
	if (ok)
		return replace_close(copy, err);
	store_close(copy);
	return false;
}

static bool
recover_locked(const struct store_recovery *recovery,
    struct store_rescued *rescued, struct error *err)
{
	char temporary[PATH_MAX];
	bool ok;

	if (!look_over(recovery->database, &rescued->sound, err))
		return false;
	if (rescued->sound)
		return true;
	if (!replace_temporary(recovery->database, temporary, err))
		return false;
	ok = make_ready(recovery, temporary, rescued, err) &&
	    replace_database(recovery->database, temporary, "damaged",
		rescued->kept, err);
	replace_remove(temporary);
	return ok;
}

bool
store_recover(const struct store_recovery *recovery,
    struct store_rescued *rescued, struct error *err)
{
	struct writer_lock lock;
	bool ok;

	*rescued = (struct store_rescued){ .articles = 0 };
	if (!writer_lock_take(&lock, recovery->database, err))
		return false;
	ok = recover_locked(recovery, rescued, err);
	writer_lock_release(&lock, ok ? WRITER_CLEAN : WRITER_UNCLEAN);
	return ok;
}

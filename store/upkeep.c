/*
 * Checkpoints, and what else keeps the file in order (section 6.3 and 6.4 of
 * the reliability rules). The write-ahead log comes home when the writer is
 * idle; where it grows all the same, a commit waits for readers, but not for
 * long and not each time: one that looks at an old state for hours must cost
 * disk, never time.
 */
#include "store/upkeep.h"

#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "limits.h"
#include "store/connection.h"
#include "store/log_holder.h"

/* ---- the log ------------------------------------------------------------------ */

static void
checkpoint(struct store *store, int mode)
{
	int pages = 0, moved = -1;
	int rc = sqlite3_wal_checkpoint_v2(store->db, "main", mode, &pages,
	    &moved);

	if (rc == SQLITE_OK && pages == moved) {
		store->wal_pages = 0;
		store->wal_held = 0;
		store->wal_try_at = LIMIT_STORE_WAL_PAGES;
		return;
	}
	store->wal_held = store->wal_pages;
	store->wal_try_at = store->wal_pages + LIMIT_STORE_WAL_STEP;
}

void
log_trim(struct store *store)
{
	if (store->wal_pages <= LIMIT_STORE_WAL_PAGES ||
	    store->wal_pages < store->wal_try_at)
		return;
	/* RESTART: a log that is home is of no use while it goes on growing. */
	sqlite3_busy_timeout(store->db, LIMIT_STORE_WAL_MS);
	checkpoint(store, SQLITE_CHECKPOINT_RESTART);
	sqlite3_busy_timeout(store->db, LIMIT_STORE_BUSY_MS);
}

int64_t
store_log_held(struct store *store, int64_t *pid)
{
	static const char sql[] = "PRAGMA page_size";
	struct statement s;
	struct error ignored; /* then nothing is known to be held */
	int64_t page = 0;

	*pid = 0;
	if (store->wal_held < LIMIT_STORE_WAL_HELD)
		return 0;
	s = statement_of(store, sql);
	if (!statement_int(&s, &page, &ignored))
		return 0;
	*pid = log_holder_pid(store->path);
	return store->wal_held * page;
}

void
store_tidy(struct store *store)
{
	static const char free_sql[] = "PRAGMA freelist_count";
	struct statement s;
	struct error ignored; /* all this is tried again when next idle */
	int64_t pages = 0;
	char vacuum[48];

	if (store->damaged)
		return;
	s = statement_of(store, free_sql);
	if (statement_int(&s, &pages, &ignored) &&
	    pages > LIMIT_STORE_FREE_PAGES) {
		snprintf(vacuum, sizeof(vacuum),
		    "PRAGMA incremental_vacuum(%d)", LIMIT_STORE_VACUUM);
		sqlite3_exec(store->db, vacuum, NULL, NULL, NULL);
	}
	if (store->wal_pages > LIMIT_STORE_WAL_IDLE)
		checkpoint(store, SQLITE_CHECKPOINT_PASSIVE);
	sqlite3_db_release_memory(store->db);
}

/* ---- after an unclean end ---------------------------------------------------------- */

/* Bytes that the database says it has. */
static bool
read_size(struct store *store, int64_t *size, struct error *err)
{
	static const char sql[] = "SELECT (SELECT * FROM pragma_page_count) * "
				  "(SELECT * FROM pragma_page_size)";
	struct statement s = statement_of(store, sql);

	return statement_int(&s, size, err);
}

static bool
quick_check(struct store *store, struct error *err)
{
	static const char sql[] = "PRAGMA quick_check(1)";
	struct statement s = statement_of(store, sql);
	enum step step = statement_step(&s, err);
	struct slice found;

	if (step != STEP_ROW)
		return step == STEP_DONE;
	found = take_text(&s);
	if (!slice_eq(found, SLICE("ok")))
		store_damaged(store, found, err);
	statement_end(&s);
	return !store->damaged;
}

bool
soundness_check(struct store *store, struct error *err)
{
	const struct clock *clock = clock_real();
	int64_t begun_mono_ms = clock_mono_ms(clock), size = 0;
	bool ok;

	store->opening.unclean = store->lock.unclean;
	if (!store->lock.unclean)
		return true;
	if (!read_size(store, &size, err))
		return false;
	if (size > LIMIT_STORE_CHECK)
		return true;
	ok = quick_check(store, err);
	store->opening.checked = true;
	store->opening.check_ms = clock_mono_ms(clock) - begun_mono_ms;
	return ok;
}

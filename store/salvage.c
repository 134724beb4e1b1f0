/*
 * Reads a damaged database for what is whole in it (section 6.4: sqlite3's own
 * .recover needs what Debian's library lacks). Rows are read in the order of
 * the number that leads their key. Where a page cannot be read, the numbers
 * behind it are tried one by one until one of them has a row again. Tables that
 * are led by a text are small; they are read from both ends. Indexes of the
 * damaged file are never asked.
 */
#include "store/salvage.h"

#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "memory.h"
#include "store/connection.h"

struct salvage {
	struct store *store;  /* what it becomes */
	struct store *source; /* owned; the damaged one */
	char *table;          /* owned; these are of one table */
	char *columns;        /* owned; those that both files have */
	char *lead;           /* owned; the number that leads, or NULL */
	sqlite3_stmt *read;   /* owned */
	sqlite3_stmt *write;  /* owned */
	int64_t rows, places; /* read; where nothing could be read */
};

/* ---- statements whose text is made here ---------------------------------------- */

/* Takes sql over. NULL where it cannot be prepared. */
static sqlite3_stmt *
prepare(struct store *store, char *sql)
{
	sqlite3_stmt *stmt = NULL;

	if (sql != NULL)
		sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
	sqlite3_free(sql);
	return stmt;
}

/* The first column of the first row, the caller's; NULL where there is none. */
static char *
ask_text(struct store *store, char *sql)
{
	sqlite3_stmt *stmt = prepare(store, sql);
	char *text = NULL;

	if (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW &&
	    sqlite3_column_type(stmt, 0) != SQLITE_NULL)
		text = xstrdup((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return text;
}

/* The same as a number; fallback where there is none. */
static int64_t
ask_number(struct store *store, char *sql, int64_t fallback)
{
	sqlite3_stmt *stmt = prepare(store, sql);
	int64_t number = fallback;

	if (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW &&
	    sqlite3_column_type(stmt, 0) == SQLITE_INTEGER)
		number = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return number;
}

/* ---- one table ------------------------------------------------------------------- */

static void
forget_table(struct salvage *s)
{
	sqlite3_finalize(s->read);
	sqlite3_finalize(s->write);
	free(s->table);
	free(s->columns);
	free(s->lead);
	*s = (struct salvage){ .store = s->store, .source = s->source };
}

/* The columns that both have: a damaged file may have an older schema. */
static char *
common_columns(const struct salvage *s)
{
	char *theirs = ask_text(s->source,
	    sqlite3_mprintf("SELECT json_group_array(name) "
			    "FROM pragma_table_info(%Q)",
		s->table));
	char *columns = theirs == NULL
	    ? NULL
	    : ask_text(s->store,
		  sqlite3_mprintf("SELECT group_concat('\"' || name || '\"', "
				  "', ') FROM pragma_table_info(%Q) "
				  "WHERE name IN (SELECT value "
				  "FROM json_each(%Q))",
		      s->table, theirs));

	free(theirs);
	return columns;
}

static bool
prepare_write(struct salvage *s)
{
	char *marks = ask_text(s->store,
	    sqlite3_mprintf("SELECT rtrim(replace(hex(zeroblob(%d)), '00', "
			    "'?, '), ', ')",
		s->lead == NULL ? sqlite3_column_count(s->read)
				: sqlite3_column_count(s->read) - 1));

	s->write = prepare(s->store,
	    sqlite3_mprintf("INSERT OR REPLACE INTO \"%w\" (%s) VALUES (%s)",
		s->table, s->columns, marks));
	free(marks);
	return s->write != NULL;
}

/* ---- rows -------------------------------------------------------------------------- */

/* The row that the reading statement stands at, its columns from first on. What
 * the new schema does not take is lost, like what cannot be read. */
static void
copy_row(struct salvage *s, int first)
{
	int count = sqlite3_column_count(s->read);

	for (int i = first; i < count; i++)
		sqlite3_bind_value(s->write, i - first + 1,
		    sqlite3_column_value(s->read, i));
	if (sqlite3_step(s->write) == SQLITE_DONE)
		s->rows++;
	else
		s->places++;
	sqlite3_reset(s->write);
}

/* Copies from the first row whose number is *number or more, which tells the
 * last one afterwards. False where a page cannot be read. */
static bool
copy_from(struct salvage *s, int64_t *number)
{
	int rc;

	sqlite3_bind_int64(s->read, 1, *number);
	while ((rc = sqlite3_step(s->read)) == SQLITE_ROW) {
		*number = sqlite3_column_int64(s->read, 0);
		copy_row(s, 1);
	}
	sqlite3_reset(s->read);
	return rc == SQLITE_DONE;
}

/* The next number behind *number from which on something can be read, or where
 * it is known that there is nothing. A number that fails costs a look at pages
 * that are in memory, so it does no harm that they are tried one by one. */
static bool
find_readable(struct salvage *s, int64_t *number, int64_t last)
{
	int64_t end = last - *number > LIMIT_SALVAGE_TRIES
	    ? *number + LIMIT_SALVAGE_TRIES
	    : last;
	int rc = SQLITE_ERROR;

	while (rc != SQLITE_ROW && rc != SQLITE_DONE && *number < end) {
		sqlite3_bind_int64(s->read, 1, ++*number);
		rc = sqlite3_step(s->read);
		sqlite3_reset(s->read);
	}
	return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

/* The largest number that the table may have. */
static int64_t
find_last(const struct salvage *s)
{
	int64_t all = ask_number(s->store,
	    sqlite3_mprintf("SELECT max(seq) FROM sqlite_sequence"), 0);
	int64_t theirs = ask_number(s->source,
	    sqlite3_mprintf("SELECT max(seq) FROM sqlite_sequence"), 0);
	int64_t found = ask_number(s->source,
	    sqlite3_mprintf("SELECT max(%s) FROM \"%w\"", s->lead, s->table),
	    0);

	all = theirs > all ? theirs : all;
	return found > all ? found : all;
}

static void
copy_by_number(struct salvage *s)
{
	int64_t number = 0, last = find_last(s);

	while (!copy_from(s, &number)) {
		s->places++;
		if (!find_readable(s, &number, last))
			return;
	}
}

/* False where a page cannot be read. */
static bool
copy_in_order(struct salvage *s)
{
	int rc;

	while ((rc = sqlite3_step(s->read)) == SQLITE_ROW)
		copy_row(s, 0);
	sqlite3_reset(s->read);
	return rc == SQLITE_DONE;
}

/* ---- tables ---------------------------------------------------------------------- */

static bool
prepare_by_number(struct salvage *s)
{
	s->read = prepare(s->source,
	    sqlite3_mprintf("SELECT %s, %s FROM \"%w\" NOT INDEXED "
			    "WHERE %s >= ?1 ORDER BY %s",
		s->lead, s->columns, s->table, s->lead, s->lead));
	return s->read != NULL && prepare_write(s);
}

/* direction: "ASC" or "DESC". */
static bool
prepare_in_order(struct salvage *s, const char *direction)
{
	char *order = ask_text(s->store,
	    sqlite3_mprintf(
		"SELECT group_concat('\"' || name || '\" %s', ', ') "
		"FROM (SELECT name FROM pragma_table_info(%Q) "
		"WHERE pk > 0 ORDER BY pk)",
		direction, s->table));

	sqlite3_finalize(s->read);
	s->read = prepare(s->source,
	    sqlite3_mprintf("SELECT %s FROM \"%w\" NOT INDEXED ORDER BY %s",
		s->columns, s->table, order));
	free(order);
	return s->read != NULL;
}

static void
copy_from_both_ends(struct salvage *s)
{
	if (!prepare_in_order(s, "ASC") || !prepare_write(s) ||
	    copy_in_order(s))
		return;
	s->places++;
	if (prepare_in_order(s, "DESC"))
		copy_in_order(s);
}

/* The number by which rows are found: the rowid, or the first column of the key
 * where there is none. */
static char *
find_lead(const struct salvage *s)
{
	if (ask_number(s->store,
		sqlite3_mprintf("SELECT wr FROM pragma_table_list(%Q)",
		    s->table),
		0) == 0)
		return xstrdup("rowid");
	return ask_text(s->store,
	    sqlite3_mprintf("SELECT '\"' || name || '\"' FROM "
			    "pragma_table_info(%Q) WHERE pk = 1 AND "
			    "type = 'INTEGER'",
		s->table));
}

/* Numbers of rows that are lost are not given again. */
static void
keep_sequence(const struct salvage *s)
{
	int64_t last = ask_number(s->source,
	    sqlite3_mprintf("SELECT seq FROM sqlite_sequence WHERE name = %Q",
		s->table),
	    0);
	sqlite3_stmt *stmt = prepare(s->store,
	    sqlite3_mprintf("UPDATE sqlite_sequence SET seq = max(seq, %lld) "
			    "WHERE name = %Q",
		(long long)last, s->table));

	if (stmt != NULL)
		sqlite3_step(stmt);
	sqlite3_finalize(stmt);
}

static void
copy_table(struct salvage *s)
{
	s->columns = common_columns(s);
	if (s->columns == NULL)
		return;
	s->lead = find_lead(s);
	if (s->lead == NULL)
		copy_from_both_ends(s);
	else if (prepare_by_number(s))
		copy_by_number(s);
	keep_sequence(s);
}

/* ---- what hangs together -------------------------------------------------------------- */

/* Rows that name what is not there any more, of one reference of a table. */
static bool
remove_orphans(struct store *store, const char *table, const char *reference,
    int64_t *removed)
{
	char *sql = ask_text(store,
	    sqlite3_mprintf("SELECT 'DELETE FROM \"%w\" WHERE \"' || \"from\" "
			    "|| '\" IS NOT NULL AND \"' || \"from\" || '\" NOT "
			    "IN (SELECT ' || coalesce(\"to\", 'rowid') || "
			    "' FROM \"' || \"table\" || '\")' "
			    "FROM pragma_foreign_key_list(%Q) WHERE id = %s",
		table, table, reference));
	bool ok = sql != NULL &&
	    sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK;

	if (ok)
		*removed += sqlite3_changes64(store->db);
	free(sql);
	return ok;
}

/* What was removed may have been named itself. */
static bool
remove_all_orphans(struct store *store, struct error *err)
{
	static const char sql[] =
	    "SELECT m.name, f.id FROM sqlite_schema m, "
	    "pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
	int64_t removed;

	do {
		sqlite3_stmt *stmt = prepare(store, sqlite3_mprintf(sql));
		bool ok = stmt != NULL;

		removed = 0;
		while (ok && sqlite3_step(stmt) == SQLITE_ROW)
			ok = remove_orphans(store,
			    (const char *)sqlite3_column_text(stmt, 0),
			    (const char *)sqlite3_column_text(stmt, 1),
			    &removed);
		sqlite3_finalize(stmt);
		if (!ok)
			return store_failed(store, err);
	} while (removed > 0);
	return true;
}

/*
 * An article whose feed is lost keeps it by a number for a name; its own state
 * says that it is gone. One whose text is lost has none. The index is of words
 * that may be there no more: it is emptied, and its version tells the next
 * writer to fill it.
 */
static bool
mend(struct store *store, struct error *err)
{
	return store_execute(store,
		   "INSERT OR IGNORE INTO feed (id, name, source, origin, "
		   "added_at, removed_at) SELECT feed, 'recovered-' || feed, "
		   "'command', 'command', min(first_seen_at), "
		   "max(first_seen_at) FROM article "
		   "WHERE feed NOT IN (SELECT id FROM feed) GROUP BY feed;"
		   "INSERT INTO article_text (article) SELECT id FROM article "
		   "WHERE id NOT IN (SELECT article FROM article_text);"
		   "INSERT INTO article_fts (article_fts) "
		   "VALUES ('delete-all');"
		   "DROP TABLE IF EXISTS article_fts_new;"
		   "DELETE FROM meta WHERE key IN ('tokenizer_new', "
		   "'index_cursor');"
		   "INSERT OR REPLACE INTO meta (key, value) "
		   "VALUES ('tokenizer', 'recovered')",
		   err) &&
	    remove_all_orphans(store, err);
}

/* ---- the whole ------------------------------------------------------------------- */

static bool
copy_tables(struct salvage *s, salvage_visitor visit, void *arg,
    struct error *err)
{
	static const char sql[] =
	    "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
	    "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND "
	    "name NOT LIKE 'article\\_fts%' ESCAPE '\\' ORDER BY name";
	struct arena arena;
	struct words names;
	struct statement list = statement_of(s->store, sql);
	bool ok;

	arena_init(&arena, MIB);
	ok = take_words(&list, &arena, &names, err);
	for (size_t i = 0; ok && i < names.count; i++) {
		s->table = slice_to_string(names.items[i]);
		copy_table(s);
		visit(s->table, s->rows, s->places, arg);
		forget_table(s);
	}
	arena_finish(&arena);
	return ok;
}

bool
salvage(struct store *store, const char *damaged, salvage_visitor visit,
    void *arg, struct error *err)
{
	struct salvage s = { .store = store };
	bool ok = true;

	/* Rows come table by table, and the disk is asked once, at the end. */
	if (!store_execute(store,
		"PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF", err))
		return false;
	if (store_open_source(&s.source, damaged, err))
		ok = s.source->schema == 0 || copy_tables(&s, visit, arg, err);
	else
		ok = err->kind == ERROR_CORRUPT || err->kind == ERROR_IO;
	store_close(s.source);
	return ok && mend(store, err) &&
	    store_execute(store, "PRAGMA synchronous = FULL", err);
}

/*
 * The schema's version lives in user_version, the program's mark in
 * application_id. Every step from an old version is kept for ever; all that
 * are missing run in one transaction with the new version, so that a crash
 * leaves the old schema or the new one. The views are dropped and made again
 * with every migration, for they name columns of tables that move.
 */
#include "store/migrate.h"

#include <linux/limits.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "store/connection.h"
#include "store/sql_text.h"

const struct migration *
migration_of_store(void)
{
	static const char *const steps[] = { sql_schema, sql_migration_2 };
	static const struct migration migration = { steps, ARRAY_LEN(steps) };

	return &migration;
}

static bool
is_empty(struct store *store, bool *empty, struct error *err)
{
	static const char sql[] = "SELECT count(*) FROM sqlite_schema";
	struct statement s = statement_of(store, sql);
	int64_t objects = 0;

	if (!statement_int(&s, &objects, err))
		return false;
	*empty = objects == 0;
	return true;
}

bool
migration_check(struct store *store, const struct migration *migration,
    int *version, struct error *err)
{
	static const char id_sql[] = "PRAGMA application_id";
	static const char version_sql[] = "PRAGMA user_version";
	struct statement id = statement_of(store, id_sql);
	struct statement user = statement_of(store, version_sql);
	int64_t application = 0, found = 0;
	bool empty;

	if (!statement_int(&id, &application, err) ||
	    !statement_int(&user, &found, err) || !is_empty(store, &empty, err))
		return false;
	*version = 0;
	if (empty && application == 0 && found == 0)
		return true;
	if (application != STORE_APPLICATION_ID || found < 1)
		return error_set(err, ERROR_STORE,
		    "%s is the database of another program", store->path);
	if (found > (int64_t)migration->count)
		return error_set(err, ERROR_STORE,
		    "%s has schema %lld of a newer crier; this one knows %zu",
		    store->path, (long long)found, migration->count);
	*version = (int)found;
	return true;
}

/* A copy of what there was, by SQLite itself, so that it is consistent. */
static bool
copy_before(struct store *store, int version, struct error *err)
{
	static const char sql[] = "VACUUM INTO ?1";
	struct statement s = statement_of(store, sql);
	struct buffer path;
	bool ok;

	buffer_init(&path, PATH_MAX);
	buffer_append_format(&path, "%s.before-%d", store->path, version);
	/* One of an attempt that did not end is worth nothing. */
	unlink(buffer_string(&path));
	put_text(&s, buffer_slice(&path));
	ok = statement_run(&s, err);
	buffer_finish(&path);
	return ok;
}

static bool
add_instance(struct store *store, struct error *err)
{
	static const char sql[] = "INSERT OR IGNORE INTO meta (key, value) "
				  "VALUES ('instance', ?1), ('tokenizer', ?2)";
	struct statement s = statement_of(store, sql);
	unsigned char random[INSTANCE_LEN / 2];
	char text[INSTANCE_LEN + 1];

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return error_set(err, ERROR_IO, "no random numbers");
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(text + 2 * i, 3, "%02x", random[i]);
	put_string(&s, text);
	put_string(&s, tokens_version());
	return statement_run(&s, err);
}

static bool
run_steps(struct store *store, const struct migration *migration, int from,
    struct error *err)
{
	char mark[80];

	for (size_t i = (size_t)from; i < migration->count; i++)
		if (!store_execute(store, migration->steps[i], err))
			return false;
	snprintf(mark, sizeof(mark),
	    "PRAGMA application_id = %d; PRAGMA user_version = %zu",
	    STORE_APPLICATION_ID, migration->count);
	return store_execute(store, sql_views, err) &&
	    add_instance(store, err) && store_execute(store, mark, err);
}

bool
migrate(struct store *store, const struct migration *migration,
    struct error *err)
{
	int version;

	if (!migration_check(store, migration, &version, err))
		return false;
	if (version == (int)migration->count)
		return true;
	if (version > 0 && !copy_before(store, version, err))
		return error_prefix(err, "copy before the migration");
	if (!store_begin(store, err))
		return false;
	if (!run_steps(store, migration, version, err)) {
		store_rollback(store);
		return error_prefix(err, "migration from schema %d", version);
	}
	return store_commit(store, err);
}

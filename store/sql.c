/*
 * SQL of the user's own (crier sql). It runs on a connection that cannot write,
 * and an authorizer lets nothing through but reading: no ATTACH, which would
 * open and make other files, no PRAGMA that sets anything, no extensions. What
 * it may read is everything, for whoever may run it may read the file.
 */
#include "store_changes.h"

#include <stdlib.h>

#include "limits.h"
#include "memory.h"
#include "store/connection.h"
#include "utf8.h"

/* ---- what is allowed -------------------------------------------------------- */

/* Those that tell something; FTS5 itself asks for data_version. */
static bool
pragma_reads(const char *name, const char *argument)
{
	static const struct {
		struct slice name;
		bool argument; /* it is asked of something */
	} pragmas[] = {
		{ SLICE_INIT("application_id"), false },
		{ SLICE_INIT("compile_options"), false },
		{ SLICE_INIT("data_version"), false },
		{ SLICE_INIT("database_list"), false },
		{ SLICE_INIT("encoding"), false },
		{ SLICE_INIT("foreign_key_check"), true },
		{ SLICE_INIT("foreign_key_list"), true },
		{ SLICE_INIT("freelist_count"), false },
		{ SLICE_INIT("function_list"), false },
		{ SLICE_INIT("index_info"), true },
		{ SLICE_INIT("index_list"), true },
		{ SLICE_INIT("index_xinfo"), true },
		{ SLICE_INIT("integrity_check"), true },
		{ SLICE_INIT("page_count"), false },
		{ SLICE_INIT("page_size"), false },
		{ SLICE_INIT("quick_check"), true },
		{ SLICE_INIT("table_info"), true },
		{ SLICE_INIT("table_list"), true },
		{ SLICE_INIT("table_xinfo"), true },
		{ SLICE_INIT("user_version"), false },
	};

	for (size_t i = 0; i < ARRAY_LEN(pragmas); i++)
		if (slice_eq_nocase(slice_of(name), pragmas[i].name))
			return argument == NULL || pragmas[i].argument;
	return false;
}

static bool
function_reads(const char *name)
{
	static const struct slice refused[] = {
		SLICE_INIT("load_extension"),
		SLICE_INIT("fts3_tokenizer"),
	};

	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (slice_eq_nocase(slice_of(name), refused[i]))
			return false;
	return true;
}

static int
authorize(void *arg, int action, const char *first, const char *second,
    const char *schema, const char *view)
{
	bool *refused = arg, allowed;

	(void)schema;
	(void)view;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		allowed = true;
		break;
	case SQLITE_FUNCTION:
		allowed = function_reads(second);
		break;
	case SQLITE_PRAGMA:
		allowed = pragma_reads(first, second);
		break;
	case SQLITE_UPDATE:
		/* SQLite asks so when it connects a virtual table; nobody can
		 * really write there (DBCONFIG_DEFENSIVE). */
		allowed = slice_eq(slice_of(first), SLICE("sqlite_master"));
		break;
	default:
		allowed = false;
	}
	if (allowed)
		return SQLITE_OK;
	*refused = true;
	return SQLITE_DENY;
}

/* ---- running -------------------------------------------------------------------- */

static bool
refuse(struct error *err)
{
	return error_set(err, ERROR_REFUSED,
	    "this only reads: what changes the database, its settings or other "
	    "files is refused");
}

static bool
say_what_is_wrong(struct store *store, struct slice sql, struct error *err)
{
	int at = sqlite3_error_offset(store->db);
	int column = at < 0
	    ? 0
	    : (int)utf8_count(slice_sub(sql, 0, (size_t)at)) + 1;

	if (sqlite3_errcode(store->db) != SQLITE_ERROR &&
	    sqlite3_errcode(store->db) != SQLITE_TOOBIG)
		return store_failed(store, err);
	return error_set_at(err, ERROR_QUERY, column > 0, column, "%s",
	    sqlite3_errmsg(store->db));
}

/* Blanks, comments and semicolons are no second statement. */
static bool
is_alone(struct store *store, struct slice rest)
{
	while (rest.len > 0) {
		sqlite3_stmt *next = NULL;
		const char *tail = NULL;
		int rc = sqlite3_prepare_v2(store->db, rest.ptr, (int)rest.len,
		    &next, &tail);

		sqlite3_finalize(next);
		if (rc != SQLITE_OK || next != NULL || tail == rest.ptr)
			return false;
		rest = slice_from(rest, (size_t)(tail - rest.ptr));
	}
	return true;
}

static bool
prepare(struct store *store, struct slice sql, sqlite3_stmt **stmt,
    struct error *err)
{
	const char *tail = NULL;

	if (sqlite3_prepare_v2(store->db, sql.ptr, (int)sql.len, stmt, &tail) !=
	    SQLITE_OK)
		return say_what_is_wrong(store, sql, err);
	if (*stmt == NULL)
		return error_set(err, ERROR_QUERY, "expected a statement");
	return is_alone(store, slice_from(sql, (size_t)(tail - sql.ptr))) ||
	    error_set(err, ERROR_QUERY, "expected one statement");
}

/* A value that is not text, as SQL writes it. */
static struct slice
as_hex(struct slice bytes, struct arena *arena)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t len = 2 * bytes.len + strlen("X''");
	char *text = arena_alloc(arena, len);
	char *at = text;

	if (text == NULL)
		return SLICE_NONE;
	*at++ = 'X';
	*at++ = '\'';
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.ptr[i];

		*at++ = digits[byte / 16];
		*at++ = digits[byte % 16];
	}
	*at = '\'';
	return (struct slice){ text, len };
}

static struct slice
take_value(struct statement *s, int column, struct arena *arena)
{
	bool blob = sqlite3_column_type(s->stmt, column) == SQLITE_BLOB;
	struct slice value = take_text(s);

	if (value.ptr == NULL || (!blob && utf8_valid_len(value) == value.len))
		return value;
	return as_hex(value, arena);
}

static bool
visit_rows(struct statement *s, struct slice *values, sql_visitor visit,
    void *arg, struct error *err)
{
	struct arena *arena = &s->store->scratch;
	size_t count = (size_t)sqlite3_column_count(s->stmt);
	int rc;

	for (size_t i = 0; i < count; i++)
		values[i] = slice_of(sqlite3_column_name(s->stmt, (int)i));
	if (!visit(0, values, count, arg))
		return true;
	for (size_t row = 1; (rc = sqlite3_step(s->stmt)) == SQLITE_ROW;
	     row++) {
		arena_reset(arena);
		s->take = 0;
		for (size_t i = 0; i < count; i++)
			values[i] = take_value(s, (int)i, arena);
		if (arena->failed)
			return error_set(err, ERROR_MEMORY,
			    "no memory for a row");
		if (!visit(row, values, count, arg))
			return true;
	}
	return rc == SQLITE_DONE ||
	    say_what_is_wrong(s->store, SLICE_NONE, err);
}

static bool
run(struct store *store, struct slice sql, sql_visitor visit, void *arg,
    struct error *err)
{
	struct statement s = { .store = store };
	struct slice *values = NULL;
	bool ok = false;

	if (!prepare(store, sql, &s.stmt, err))
		goto out;
	if (!sqlite3_stmt_readonly(s.stmt)) {
		refuse(err);
		goto out;
	}
	values = xcalloc((size_t)sqlite3_column_count(s.stmt), sizeof(*values));
	ok = visit_rows(&s, values, visit, arg, err);
out:
	free(values);
	sqlite3_finalize(s.stmt);
	return ok;
}

/* Exchanges the limits with those of the connection. */
struct sql_limit {
	int id, max;
};

static void
exchange_limits(struct store *store, struct sql_limit *limits, size_t count)
{
	for (size_t i = 0; i < count; i++)
		limits[i].max = sqlite3_limit(store->db, limits[i].id,
		    limits[i].max);
}

bool
store_sql(struct store *store, struct slice sql, sql_visitor visit, void *arg,
    struct error *err)
{
	struct sql_limit limits[] = {
		{ SQLITE_LIMIT_LENGTH, (int)LIMIT_SQL_VALUE },
		{ SQLITE_LIMIT_ATTACHED, 0 },
	};
	bool refused = false, ok;

	if (sql.len == 0 || sql.len > LIMIT_SQL_TEXT)
		return error_set(err, ERROR_QUERY,
		    "expected a statement of at most %zu bytes",
		    LIMIT_SQL_TEXT);
	exchange_limits(store, limits, ARRAY_LEN(limits));
	sqlite3_set_authorizer(store->db, authorize, &refused);
	ok = run(store, sql, visit, arg, err);
	sqlite3_set_authorizer(store->db, NULL, NULL);
	exchange_limits(store, limits, ARRAY_LEN(limits));
	return ok || (refused ? refuse(err) : false);
}

/*
 * Prepared statements and how they are given their parameters and asked for
 * their columns. The cache is an open table hashed by the address of the SQL
 * text; it never grows, for the texts are those of this folder. Text goes in
 * without a copy and comes out as a slice of the row.
 */
#include "store/statement.h"

#include <assert.h>
#include <stdint.h>

#include "store/connection.h"

static size_t
slot_of(const struct statement_cache *cache, const char *sql)
{
	size_t slot = (size_t)((uintptr_t)sql / sizeof(void *));

	for (size_t tries = 0; tries < STATEMENT_SLOTS; tries++) {
		slot = (slot + 1) % STATEMENT_SLOTS;
		if (cache->slots[slot].sql == sql ||
		    cache->slots[slot].sql == NULL)
			break;
	}
	assert(cache->slots[slot].sql == sql || cache->slots[slot].sql == NULL);
	return slot;
}

struct statement
statement_of(struct store *store, const char *sql)
{
	struct statement_cache *cache = &store->cache;
	size_t slot = slot_of(cache, sql);

	if (cache->slots[slot].stmt == NULL &&
	    sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
		&cache->slots[slot].stmt, NULL) == SQLITE_OK)
		cache->slots[slot].sql = sql;
	return (struct statement){
		.store = store,
		.stmt = cache->slots[slot].stmt,
	};
}

void
statement_cache_finish(struct statement_cache *cache)
{
	for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
		sqlite3_finalize(cache->slots[i].stmt);
		cache->slots[i].stmt = NULL;
		cache->slots[i].sql = NULL;
	}
}

/*
 * A parameter that could not be bound (too long, no memory) would stay NULL in
 * silence; so the statement is given up instead.
 */
static void
check_put(struct statement *s, int rc)
{
	if (rc != SQLITE_OK)
		s->stmt = NULL;
}

void
put_int(struct statement *s, int64_t value)
{
	if (s->stmt != NULL)
		check_put(s, sqlite3_bind_int64(s->stmt, ++s->put, value));
}

void
put_text(struct statement *s, struct slice text)
{
	if (s->stmt != NULL)
		check_put(s,
		    sqlite3_bind_text64(s->stmt, ++s->put, text.ptr, text.len,
			SQLITE_STATIC, SQLITE_UTF8));
}

void
put_string(struct statement *s, const char *text)
{
	put_text(s, slice_of(text));
}

void
put_bytes(struct statement *s, const char *bytes)
{
	struct slice slice = slice_of(bytes);

	if (s->stmt != NULL)
		check_put(s,
		    sqlite3_bind_blob64(s->stmt, ++s->put, slice.ptr, slice.len,
			SQLITE_STATIC));
}

enum step
statement_step(struct statement *s, struct error *err)
{
	int rc = s->stmt == NULL ? SQLITE_ERROR : sqlite3_step(s->stmt);

	s->take = 0;
	if (rc == SQLITE_ROW)
		return STEP_ROW;
	if (rc == SQLITE_DONE)
		return STEP_DONE;
	store_failed(s->store, err);
	statement_end(s);
	return STEP_FAILED;
}

void
statement_end(struct statement *s)
{
	if (s->stmt == NULL)
		return;
	sqlite3_reset(s->stmt); /* repeats an error that was reported */
	sqlite3_clear_bindings(s->stmt);
}

bool
statement_run(struct statement *s, struct error *err)
{
	enum step step;

	do
		step = statement_step(s, err);
	while (step == STEP_ROW);
	statement_end(s);
	return step == STEP_DONE;
}

bool
statement_int(struct statement *s, int64_t *value, struct error *err)
{
	enum step step = statement_step(s, err);

	if (step == STEP_ROW)
		*value = take_int(s);
	statement_end(s);
	return step != STEP_FAILED;
}

int64_t
take_int(struct statement *s)
{
	return sqlite3_column_int64(s->stmt, s->take++);
}

struct slice
take_text(struct statement *s)
{
	int column = s->take++;
	/* The pointer first: asking for the length may not move it then. */
	const void *bytes = sqlite3_column_blob(s->stmt, column);
	int len = sqlite3_column_bytes(s->stmt, column);

	if (sqlite3_column_type(s->stmt, column) == SQLITE_NULL)
		return SLICE_NONE;
	/* An empty value has no pointer, but it is not absent. */
	return len == 0 ? SLICE("") : (struct slice){ bytes, (size_t)len };
}

char *
take_string(struct statement *s, struct arena *arena)
{
	struct slice text = take_text(s);

	return text.ptr == NULL ? NULL : arena_string(arena, text);
}

struct slice
take_copy(struct statement *s, struct arena *arena)
{
	return arena_slice(arena, take_text(s));
}

/* Doubles the room of a list in arena; false where there is none. */
static bool
grow(struct arena *arena, struct words *words, size_t *room)
{
	size_t more = *room == 0 ? 8 : *room * 2;
	struct slice *grown = arena_alloc_array(arena, more, sizeof(*grown));

	if (grown == NULL)
		return false;
	if (words->count > 0)
		memcpy(grown, words->items, words->count * sizeof(*grown));
	words->items = grown;
	*room = more;
	return true;
}

bool
take_words(struct statement *s, struct arena *arena, struct words *words,
    struct error *err)
{
	size_t room = 0;
	enum step step;

	*words = (struct words){ .count = 0 };
	while ((step = statement_step(s, err)) == STEP_ROW) {
		if (words->count == room && !grow(arena, words, &room))
			break;
		words->items[words->count++] = take_copy(s, arena);
	}
	if (step == STEP_ROW)
		error_set(err, ERROR_MEMORY, "no memory for a list");
	statement_end(s);
	return step == STEP_DONE;
}

/*
 * The index made anew for another version of the tokenizer. A second table is
 * filled in slices by id and takes the first one's name when it has everything.
 * How far it is stands in the table meta, in the transaction of the slice. Once
 * it has begun it must be finished, whatever version comes next: the first
 * table has missed changes by then.
 */
#include "store.h"

#include "store/articles.h"
#include "store/connection.h"

/* ---- marks in meta ------------------------------------------------------------ */

static bool
meta_set(struct store *store, const char *key, struct slice text,
    struct error *err)
{
	static const char sql[] =
	    "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)";
	struct statement s = statement_of(store, sql);

	put_string(&s, key);
	put_text(&s, text);
	return statement_run(&s, err);
}

static bool
meta_is(struct store *store, const char *key, const char *text, bool *is,
    struct error *err)
{
	static const char sql[] =
	    "SELECT count(*) FROM meta WHERE key = ? AND value = ?";
	struct statement s = statement_of(store, sql);
	int64_t count = 0;
	bool ok;

	put_string(&s, key);
	put_string(&s, text);
	ok = statement_int(&s, &count, err);
	*is = count > 0;
	return ok;
}

bool
index_cursor(struct store *store, int64_t *cursor, struct error *err)
{
	static const char sql[] =
	    "SELECT value FROM meta WHERE key = 'index_cursor'";
	struct statement s = statement_of(store, sql);

	*cursor = INDEX_IS_WHOLE;
	return statement_int(&s, cursor, err);
}

static bool
set_cursor(struct store *store, int64_t cursor, struct error *err)
{
	static const char sql[] = "INSERT OR REPLACE INTO meta (key, value) "
				  "VALUES ('index_cursor', ?)";
	struct statement s = statement_of(store, sql);

	put_int(&s, cursor);
	return statement_run(&s, err);
}

/* ---- beginning ------------------------------------------------------------------- */

static bool
begin_anew(struct store *store, struct error *err)
{
	return store_execute(store,
		   "DROP TABLE IF EXISTS article_fts_new;"
		   "CREATE VIRTUAL TABLE article_fts_new USING fts5 (lang, "
		   "title, summary, content, author, category, url, "
		   "tokenize = 'crier', content = '', columnsize = 1)",
		   err) &&
	    meta_set(store, "tokenizer_new", slice_of(tokens_version()), err) &&
	    set_cursor(store, 0, err);
}

bool
index_check_version(struct store *store, struct error *err)
{
	int64_t cursor;
	bool same;

	if (!index_cursor(store, &cursor, err) ||
	    !meta_is(store,
		cursor == INDEX_IS_WHOLE ? "tokenizer" : "tokenizer_new",
		tokens_version(), &same, err))
		return false;
	if (same)
		return true;
	if (!store_begin(store, err))
		return false;
	if (begin_anew(store, err))
		return store_commit(store, err);
	store_rollback(store);
	return false;
}

/* ---- slices ------------------------------------------------------------------------- */

/* Another tokenizer may find another language. */
static bool
note_language(struct store *store, const struct article *article,
    const struct tokens *tokens, struct error *err)
{
	static const char sql[] =
	    "UPDATE article SET language = ? WHERE id = ?";
	struct slice found = tokens_language(tokens);
	struct statement s;

	if (slice_eq(found, article->language))
		return true;
	s = statement_of(store, sql);
	put_text(&s, found);
	put_int(&s, article->id);
	return statement_run(&s, err);
}

static bool
copy_article(struct store *store, int64_t id, struct error *err)
{
	struct article_row row;
	struct tokens *tokens;

	arena_reset(&store->scratch);
	return article_load_tokens(store, id, &row, &tokens, err) &&
	    index_change(store, INDEX_COPY, id, tokens, err) &&
	    note_language(store, &row.article, tokens, err);
}

static bool
copy_slice(struct store *store, int64_t cursor, size_t max, bool *more,
    struct error *err)
{
	*more = true;
	for (size_t i = 0; i < max; i++) {
		int64_t id;

		if (!article_next(store, cursor, INT64_MAX, &id, err))
			return false;
		if (id == 0) {
			*more = false;
			break;
		}
		if (!copy_article(store, id, err))
			return false;
		cursor = id;
	}
	/* The copies are written before the cursor tells that they are. */
	return index_flush(store, err) && set_cursor(store, cursor, err);
}

/* Languages are counted by their primary subtag. */
static bool
count_languages(struct store *store, struct error *err)
{
	return store_execute(store,
	    "DELETE FROM meta WHERE key >= 'language:' AND key < 'language;';"
	    "INSERT INTO meta (key, value) SELECT 'language:' || "
	    "substr(language, 1, instr(language || '-', '-') - 1), count(*) "
	    "FROM article GROUP BY 1",
	    err);
}

static bool
take_place(struct store *store, struct error *err)
{
	return store_execute(store,
		   "DROP TABLE article_fts;"
		   "ALTER TABLE article_fts_new RENAME TO article_fts;"
		   "DELETE FROM meta "
		   "WHERE key IN ('tokenizer_new', 'index_cursor')",
		   err) &&
	    meta_set(store, "tokenizer", slice_of(tokens_version()), err) &&
	    count_languages(store, err);
}

static bool
reindex(struct store *store, size_t max, bool *more, struct error *err)
{
	int64_t cursor;

	*more = false;
	if (!index_cursor(store, &cursor, err))
		return false;
	if (cursor == INDEX_IS_WHOLE)
		return true;
	return copy_slice(store, cursor, max, more, err) &&
	    (*more || take_place(store, err));
}

bool
store_reindex(struct store *store, size_t max, bool *more, struct error *err)
{
	/* Changes that wait were made for the cursor as it stands. */
	return index_flush(store, err) && part_begin(store, err) &&
	    part_end(store, reindex(store, max, more, err), err);
}

bool
store_index_percent(struct store *store, int *percent, struct error *err)
{
	static const char sql[] = "SELECT max(id) FROM article";
	struct statement s = statement_of(store, sql);
	int64_t cursor, last = 0;
	bool same;

	*percent = 100;
	if (!index_cursor(store, &cursor, err) ||
	    !meta_is(store, "tokenizer", tokens_version(), &same, err))
		return false;
	if (cursor == INDEX_IS_WHOLE && same)
		return true;
	if (!statement_int(&s, &last, err))
		return false;
	*percent = cursor <= 0 || last == 0 ? 0 : (int)(cursor * 99 / last);
	return true;
}

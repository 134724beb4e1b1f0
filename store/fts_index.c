/*
 * The queue of changes to the full-text index and its flush. A record is a
 * head and the seven streams one behind the other; the whole queue is one
 * buffer, so that undoing a part of a transaction is one truncation. Relies on
 * topic/ for the streams, and on the caller for removing with the very tokens
 * that were added.
 */
#include "store/fts_index.h"

#include <string.h>

#include "limits.h"
#include "store/connection.h"

struct record {
	int64_t article;
	size_t len[TEXT_FIELDS];
	char language[16]; /* primary subtag, as in the column lang */
	enum index_change change;
};

void
index_queue_init(struct index_queue *queue)
{
	*queue = (struct index_queue){ .mark = 0 };
	buffer_init(&queue->records, LIMIT_INDEX_QUEUE);
}

void
index_queue_finish(struct index_queue *queue)
{
	buffer_finish(&queue->records);
}

static bool
append_record(struct buffer *out, enum index_change change, int64_t article,
    const struct tokens *tokens)
{
	struct record record = { .article = article, .change = change };
	struct slice language = tokens_primary_language(tokens);
	size_t at = out->len;

	language = slice_sub(language, 0, sizeof(record.language) - 1);
	memcpy(record.language, language.ptr, language.len);
	if (!buffer_append_bytes(out, &record, sizeof(record)))
		return false;
	for (size_t i = 0; i < TEXT_FIELDS; i++) {
		size_t from = out->len;

		if (!tokens_stream(tokens, (enum text_field)i, out))
			return false;
		record.len[i] = out->len - from;
	}
	memcpy(out->ptr + at, &record, sizeof(record));
	return true;
}

bool
index_change(struct store *store, enum index_change change, int64_t article,
    const struct tokens *tokens, struct error *err)
{
	struct buffer *records = &store->queue.records;
	size_t at = records->len;

	/* What an earlier part queued must not be undone with this one. */
	if (at > LIMIT_INDEX_QUEUE_FLUSH && store->queue.mark == 0) {
		if (!index_flush(store, err))
			return false;
		at = 0;
	}
	if (append_record(records, change, article, tokens))
		return true;
	records->failed = false;
	buffer_truncate(records, at);
	return error_set(err, ERROR_MEMORY,
	    "no memory for the index of an article");
}

#define INDEX_COLUMNS "lang, title, summary, content, author, category, url"

static const char add_sql[] = "INSERT INTO article_fts (rowid, " INDEX_COLUMNS
			      ") "
			      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
static const char remove_sql[] =
    "INSERT INTO article_fts (article_fts, rowid, " INDEX_COLUMNS ") "
    "VALUES ('delete', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
static const char add_new_sql[] =
    "INSERT INTO article_fts_new (rowid, " INDEX_COLUMNS ") "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
static const char remove_new_sql[] =
    "INSERT INTO article_fts_new (article_fts_new, rowid, " INDEX_COLUMNS ") "
    "VALUES ('delete', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

/*
 * Where a change goes; NULL: nowhere. While the index is made anew, the old one
 * only takes new articles, so that they are found: nothing can be removed from
 * it, for its tokens are of another version. Articles up to cursor are in the
 * new one; the rest will come there as they are then.
 */
static const char *
sql_of(const struct record *record, int64_t cursor)
{
	if (cursor == INDEX_IS_WHOLE)
		return record->change == INDEX_REMOVE ? remove_sql : add_sql;
	switch (record->change) {
	case INDEX_ADD:
		return add_sql;
	case INDEX_REMOVE:
		return record->article <= cursor ? remove_new_sql : NULL;
	case INDEX_REPLACE:
		return record->article <= cursor ? add_new_sql : NULL;
	case INDEX_COPY:
		return add_new_sql;
	}
	return NULL;
}

static bool
write_record(struct store *store, const struct record *record, int64_t cursor,
    const char *bytes, struct error *err)
{
	const char *sql = sql_of(record, cursor);
	struct statement s;

	if (sql == NULL)
		return true;
	s = statement_of(store, sql);
	put_int(&s, record->article);
	put_string(&s, record->language);
	for (size_t i = 0; i < TEXT_FIELDS; i++) {
		put_text(&s, (struct slice){ bytes, record->len[i] });
		bytes += record->len[i];
	}
	return statement_run(&s, err);
}

bool
index_begin_part(struct store *store, struct error *err)
{
	struct index_queue *queue = &store->queue;

	if (queue->records.len > LIMIT_INDEX_QUEUE_FLUSH &&
	    !index_flush(store, err))
		return false;
	queue->mark = queue->records.len;
	return true;
}

void
index_undo_part(struct store *store)
{
	struct buffer *records = &store->queue.records;

	/* Less than the mark, where the part wrote its own to the index. */
	if (records->len > store->queue.mark)
		buffer_truncate(records, store->queue.mark);
}

void
index_forget(struct store *store)
{
	buffer_reset(&store->queue.records);
	store->queue.mark = 0;
}

bool
index_flush(struct store *store, struct error *err)
{
	struct slice rest = buffer_slice(&store->queue.records);
	int64_t cursor;

	if (rest.len == 0)
		return true;
	if (!index_cursor(store, &cursor, err))
		return false;
	while (rest.len > 0) {
		struct record record;
		size_t size = sizeof(record);

		memcpy(&record, rest.ptr, sizeof(record));
		if (!write_record(store, &record, cursor, rest.ptr + size, err))
			return false;
		for (size_t i = 0; i < TEXT_FIELDS; i++)
			size += record.len[i];
		rest = slice_from(rest, size);
	}
	index_forget(store);
	return true;
}

#include "store_fixture.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compiler.h"
#include "frame_maker.h"
#include "limits.h"
#include "store/connection.h"
#include "store_changes.h"

/* ---- life -------------------------------------------------------------------- */

static void
open_writer(struct fixture *f)
{
	struct error err;

	CHECK_OK(store_open_writer(&f->store, f->path, &err), err);
}

void
fixture_sync(struct fixture *f)
{
	struct error err;

	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(store_sync_feeds(f->store, &f->feed, 1, f->now_at, &f->state,
		     &f->arena, &err),
	    err);
	CHECK_OK(store_commit(f->store, &err), err);
}

void
fixture_open(struct fixture *f)
{
	static const char *tags[] = { "sea", "news" };

	*f = (struct fixture){
		.now_at = FIXTURE_NOW,
		.backlog_s = 14 * 24 * 3600,
		.feed = {
			.name = "harbour",
			.url = "https://harbour.example/feed",
			.tags = tags,
			.tag_count = ARRAY_LEN(tags),
		},
	};
	snprintf(f->folder, sizeof(f->folder), "%s/crier-store-XXXXXX", "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(f->folder));
	snprintf(f->path, sizeof(f->path), "%s/crier.db", f->folder);
	arena_init(&f->arena, LIMIT_STORED_ARTICLE);
	open_writer(f);
	fixture_sync(f);
}

void
fixture_reopen(struct fixture *f)
{
	store_close(f->store);
	open_writer(f);
}

static void
remove_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL)
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	ck_assert_int_eq(rmdir(folder), 0);
}

void
fixture_close(struct fixture *f)
{
	store_close(f->store);
	topic_scratch_free(f->scratch);
	topic_set_unref(f->topics);
	arena_finish(&f->arena);
	remove_folder(f->folder);
}

bool
fixture_topics(struct fixture *f, const struct topic *topics, size_t count)
{
	struct topic_set_problem problem;
	struct error err;
	bool judge;

	topic_scratch_free(f->scratch);
	topic_set_unref(f->topics);
	f->topics = topic_set_build(topics, count, NULL, 0, NULL, 0, &problem);
	ck_assert_msg(f->topics != NULL, "%s", problem.error.message);
	f->scratch = topic_scratch_new(f->topics);
	f->definitions = topics;
	f->topic_count = count;
	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(store_sync_topics(f->store, topics, count, f->now_at, &judge,
		     &err),
	    err);
	CHECK_OK(store_commit(f->store, &err), err);
	return judge;
}

void
fixture_add_feed(struct fixture *f, struct slice name, struct slice url)
{
	struct feed_addition addition = {
		.name = name,
		.url = url,
		.origin = ORIGIN_COMMAND,
	};
	char got[FEED_NAME + 1];
	struct error err;
	bool added;

	CHECK_CHANGE(f,
	    store_feed_add(f->store, &addition, f->now_at, got, &added, &err),
	    err);
	ck_assert(added);
	ck_assert(slice_eq(slice_of(got), name));
}

void
fixture_remove_feed(struct fixture *f, struct slice name)
{
	struct error err;

	CHECK_CHANGE(f, store_feed_remove(f->store, name, f->now_at, &err),
	    err);
}

/* ---- documents ------------------------------------------------------------------ */

#define FRAME_ENTRIES 8 /* in one frame: their texts must have room */

static struct doc_span
text_or_none(struct frame_maker *frame, const char *text)
{
	return text == NULL ? (struct doc_span){ 0, 0 }
			    : frame_text(frame, text);
}

static struct doc_entry
make_entry(struct frame_maker *frame, const struct fixture_entry *from)
{
	struct doc_date none = { .at = DOC_NO_TIME };
	struct doc_entry entry = {
		.published = none,
		.updated = none,
		.created = none,
		.expired = none,
		.validity_start = none,
		.validity_end = none,
		.comments_count = DOC_NO_NUMBER,
		.duration_s = DOC_NO_NUMBER,
	};

	entry.id = text_or_none(frame, from->id);
	entry.link = text_or_none(frame, from->link);
	entry.title.value = text_or_none(frame, from->title);
	if (from->title != NULL)
		entry.title.type = DOC_TEXT_PLAIN;
	entry.summary_plain = text_or_none(frame, from->summary);
	entry.content_plain = text_or_none(frame, from->text);
	if (from->published_at != 0)
		entry.published.at = from->published_at;
	return entry;
}

static void
add_entries(struct document *document, const struct fixture_entry *entries,
    size_t count)
{
	uint32_t first = sizeof(struct doc_frame_header);
	uint32_t size = sizeof(struct doc_entry);
	struct frame_maker frame;
	struct error err;
	unsigned char *bytes;
	size_t len;

	frame_begin(&frame, DOC_FRAME_ENTRIES, (uint32_t)count, size);
	for (uint32_t i = 0; i < count; i++) {
		struct doc_entry entry = make_entry(&frame, &entries[i]);

		memcpy(frame_at(&frame, first + i * size), &entry, size);
	}
	bytes = frame_end(&frame, &len);
	CHECK_OK(document_add(document, bytes, len, &err), err);
}

static void
add_feed(struct document *document, const char *title)
{
	uint32_t first = sizeof(struct doc_frame_header);
	struct doc_date none = { .at = DOC_NO_TIME };
	struct doc_feed feed = {
		.format = DOC_FORMAT_RSS20,
		.updated = none,
		.published = none,
		.created = none,
		.validity_start = none,
		.validity_end = none,
		.update_base = none,
		.ttl_minutes = DOC_NO_NUMBER,
		.update_frequency = DOC_NO_NUMBER,
	};
	struct frame_maker frame;
	struct error err;
	unsigned char *bytes;
	size_t len;

	frame_begin(&frame, DOC_FRAME_FEED, 1, sizeof(feed));
	feed.title.value = frame_text(&frame, title);
	feed.title.type = DOC_TEXT_PLAIN;
	feed.link = frame_text(&frame, "https://harbour.example/");
	feed.language = frame_text(&frame, "en");
	memcpy(frame_at(&frame, first), &feed, sizeof(feed));
	bytes = frame_end(&frame, &len);
	CHECK_OK(document_add(document, bytes, len, &err), err);
}

static struct document *
make_document(const char *title, const struct fixture_entry *entries,
    size_t count)
{
	struct document *document = document_new();

	while (count > 0) {
		size_t some = count < FRAME_ENTRIES ? count : FRAME_ENTRIES;

		add_entries(document, entries, some);
		entries += some;
		count -= some;
	}
	add_feed(document, title);
	return document;
}

struct document *
fixture_document(const struct fixture_entry *entries, size_t count)
{
	return make_document("The Harbour", entries, count);
}

struct store_counts
fixture_commit(struct fixture *f, const struct document *document)
{
	struct fetch_result result = {
		.outcome = document == NULL ? OUTCOME_NOT_MODIFIED
					    : OUTCOME_MODIFIED,
		.duration_ms = 12,
	};
	struct store_fetch fetch = {
		.feed = &f->feed,
		.state = &f->state,
		.result = &result,
		.document = document,
		.topics = f->topics,
		.scratch = f->scratch,
		.topic_definitions = f->definitions,
		.topic_count = f->topic_count,
		.fire_on_first = f->fire_on_first,
		.backlog_s = f->backlog_s,
		.now_at = f->now_at,
		.health_hook = f->health_hook,
		.next_why = "interval",
	};
	struct store_counts counts;
	struct error err;

	f->state.outcome = result.outcome;
	f->state.attempt_at = f->now_at;
	f->state.next_at = f->now_at + 1800;
	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(store_commit_fetch(f->store, &fetch, &counts, &err), err);
	CHECK_OK(store_commit(f->store, &err), err);
	return counts;
}

struct store_counts
fixture_entries(struct fixture *f, const struct fixture_entry *entries,
    size_t count)
{
	struct document *document = make_document(f->title == NULL
		? "The Harbour"
		: f->title,
	    entries, count);
	struct store_counts counts = fixture_commit(f, document);

	document_free(document);
	return counts;
}

/* ---- questions -------------------------------------------------------------------- */

static sqlite3_stmt *
first_row(struct fixture *f, const char *sql, bool *row)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(f->store->db, sql, -1, &stmt, NULL);

	ck_assert_msg(rc == SQLITE_OK, "%s: %s", sql,
	    sqlite3_errmsg(f->store->db));
	rc = sqlite3_step(stmt);
	ck_assert_msg(rc == SQLITE_ROW || rc == SQLITE_DONE, "%s: %s", sql,
	    sqlite3_errmsg(f->store->db));
	*row = rc == SQLITE_ROW;
	return stmt;
}

int64_t
fixture_int(struct fixture *f, const char *sql)
{
	bool row;
	sqlite3_stmt *stmt = first_row(f, sql, &row);
	int64_t value = row ? sqlite3_column_int64(stmt, 0) : 0;

	sqlite3_finalize(stmt);
	return value;
}

const char *
fixture_text(struct fixture *f, const char *sql)
{
	bool row;
	sqlite3_stmt *stmt = first_row(f, sql, &row);
	const char *text = row ? (const char *)sqlite3_column_text(stmt, 0)
			       : NULL;
	const char *copy = arena_format(&f->arena, "%s", text ? text : "");

	sqlite3_finalize(stmt);
	ck_assert_ptr_nonnull(copy);
	return copy;
}

void
fixture_run(struct fixture *f, const char *sql)
{
	struct error err;

	CHECK_OK(store_execute(f->store, sql, &err), err);
}

void
fixture_check_integrity(struct fixture *f)
{
	CHECK_TEXT(f, "PRAGMA integrity_check", "ok");
	CHECK_SQL(f, "SELECT count(*) FROM pragma_foreign_key_check", 0);
	fixture_run(f,
	    "INSERT INTO article_fts (article_fts) "
	    "VALUES ('integrity-check')");
}

/*
 * The feeds: made equal to the configuration, marked before a request, saved
 * after it, listed. What people said (pause) and what the configuration says
 * is never overwritten by a poll. Tags stand under the feed's name, for
 * queries name feeds so.
 */
#include "store/feeds.h"

#include "limits.h"
#include "store/connection.h"
#include "store/feed_state.h"
#include "store/json_list.h"
#include "store/origin.h"
#include "url.h"

/* ---- what is configured ---------------------------------------------------- */

static const char *
source_name(enum feed_source source)
{
	static const char *const names[] = {
		[FEED_FROM_URL] = "url",
		[FEED_FROM_FILE] = "file",
		[FEED_FROM_COMMAND] = "command",
	};

	return names[source];
}

const char *
origin_name(enum feed_origin origin)
{
	static const char *const names[] = {
		[ORIGIN_CONFIGURATION] = "configuration",
		[ORIGIN_COMMAND] = "command",
		[ORIGIN_OPML] = "opml",
	};

	return names[origin];
}

/* The URL as others may see it: a private one without its query. */
static struct slice
shown_url(const struct feed *feed, struct buffer *out)
{
	struct slice shown;
	size_t query;

	buffer_reset(out);
	if (feed->url == NULL || !url_append_public(slice_of(feed->url), out))
		return SLICE_NONE;
	shown = buffer_slice(out);
	query = slice_find_char(shown, '?');
	if (feed->private_url && query != SIZE_MAX)
		shown.len = query;
	return shown;
}

static bool
add_feed(struct store *store, const struct feed *feed, struct slice shown,
    int64_t now_at, struct error *err)
{
	static const char sql[] =
	    "INSERT INTO feed (name, source, origin, url, shown_url, title, "
	    "interval_s, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
	struct statement s = statement_of(store, sql);

	put_string(&s, feed->name);
	put_string(&s, source_name(feed->source));
	put_string(&s, origin_name(feed->origin));
	put_string(&s, feed->url);
	put_text(&s, shown);
	put_string(&s, feed->title);
	put_int(&s, feed->interval_s);
	put_int(&s, now_at);
	return statement_run(&s, err);
}

/* The validators belong to the old address; what was read stays known. */
static bool
forget_validators(struct store *store, int64_t id, struct error *err)
{
	static const char sql[] =
	    "UPDATE feed SET etag = NULL, last_modified = NULL, "
	    "validator_url = NULL, body_hash = NULL, moved_url = NULL, "
	    "lifetime_s = 0, next_at = 0, not_before_at = 0, gone_at = 0, "
	    "gone = 0, fail_count = 0, failure_class = 'none', reason = NULL, "
	    "hostile_build = NULL, ttl_s = 0, update_s = 0 WHERE id = ?";
	struct statement s = statement_of(store, sql);

	put_int(&s, id);
	return statement_run(&s, err);
}

static bool
change_feed(struct store *store, const struct feed *feed, struct slice shown,
    int64_t id, struct error *err)
{
	static const char sql[] =
	    "UPDATE feed SET source = ?1, origin = ?2, url = ?3, "
	    "shown_url = ?4, title = ?5, interval_s = ?6, removed_at = 0, "
	    "away_since_at = max(away_since_at, removed_at) "
	    "WHERE id = ?7 AND (source, origin, url, shown_url, title, "
	    "interval_s, removed_at) IS NOT (?1, ?2, ?3, ?4, ?5, ?6, 0)";
	struct statement s = statement_of(store, sql);

	put_string(&s, source_name(feed->source));
	put_string(&s, origin_name(feed->origin));
	put_string(&s, feed->url);
	put_text(&s, shown);
	put_string(&s, feed->title);
	put_int(&s, feed->interval_s);
	put_int(&s, id);
	return statement_run(&s, err);
}

static bool
sync_row(struct store *store, const struct feed *feed, struct slice shown,
    int64_t now_at, struct error *err)
{
	static const char sql[] =
	    "SELECT id, url IS ?2 AND source = ?3 FROM feed WHERE name = ?1";
	struct statement s = statement_of(store, sql);
	bool same_address = false;
	int64_t id = 0;
	enum step step;

	put_string(&s, feed->name);
	put_string(&s, feed->url);
	put_string(&s, source_name(feed->source));
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		id = take_int(&s);
		same_address = take_int(&s) != 0;
	}
	statement_end(&s);
	if (step == STEP_FAILED)
		return false;
	if (step == STEP_DONE)
		return add_feed(store, feed, shown, now_at, err);
	return (same_address || forget_validators(store, id, err)) &&
	    change_feed(store, feed, shown, id, err);
}

static bool
sync_tags(struct store *store, const struct feed *feed, struct error *err)
{
	static const char old_sql[] =
	    "DELETE FROM feed_tag WHERE feed = ?2 AND tag NOT IN "
	    "(SELECT value FROM json_each(?1))";
	static const char new_sql[] =
	    "INSERT INTO feed_tag (feed, tag) "
	    "SELECT ?2, value FROM json_each(?1) WHERE true "
	    "ON CONFLICT DO NOTHING";
	static const char *const both[] = { old_sql, new_sql };
	struct json_list tags;
	bool ok = true;

	json_list_begin(&tags);
	for (size_t i = 0; i < feed->tag_count; i++)
		json_list_add(&tags, feed->tags[i]);
	for (size_t i = 0; i < ARRAY_LEN(both) && ok; i++) {
		struct statement s = statement_of(store, both[i]);

		ok = json_list_put(&tags, &s, err);
		put_string(&s, feed->name);
		ok = ok && statement_run(&s, err);
	}
	json_list_finish(&tags);
	return ok;
}

bool
feed_write(struct store *store, const struct feed *feed, int64_t now_at,
    struct error *err)
{
	struct buffer text;
	bool ok;

	buffer_init(&text, LIMIT_URL);
	ok = sync_row(store, feed, shown_url(feed, &text), now_at, err) &&
	    sync_tags(store, feed, err);
	buffer_finish(&text);
	return ok;
}

/* Those that live in the database alone stay, whatever the files say. */
static bool
remove_others(struct store *store, const struct feed *feeds, size_t count,
    int64_t now_at, struct error *err)
{
	static const char sql[] =
	    "UPDATE feed SET removed_at = ?2 WHERE removed_at = 0 AND "
	    "origin = 'configuration' AND name NOT IN "
	    "(SELECT value FROM json_each(?1))";
	struct json_list names;
	bool ok;

	json_list_begin(&names);
	for (size_t i = 0; i < count; i++)
		json_list_add(&names, feeds[i].name);
	ok = json_list_run(&names, store, sql, now_at, err);
	json_list_finish(&names);
	return ok;
}

static bool
load_state(struct store *store, const char *name, struct arena *arena,
    struct feed_state *state, struct error *err)
{
	static const char sql[] = "SELECT " FEED_STATE_HEAD FEED_STATE_COLUMNS
				  " FROM feed WHERE name = ?";
	struct statement s = statement_of(store, sql);

	put_string(&s, name);
	if (statement_step(&s, err) == STEP_FAILED)
		return false;
	feed_state_take(&s, arena, state);
	statement_end(&s);
	return !arena->failed ||
	    error_set(err, ERROR_MEMORY, "no memory for the state of a feed");
}

static bool
sync_feeds(struct store *store, const struct feed *feeds, size_t count,
    int64_t now_at, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (!feed_write(store, &feeds[i], now_at, err))
			return false;
	return remove_others(store, feeds, count, now_at, err);
}

/* NOLINTBEGIN(readability-function-size): the face of the stage */
bool
store_sync_feeds(struct store *store, const struct feed *feeds, size_t count,
    int64_t now_at, struct feed_state *states, struct arena *arena,
    struct error *err)
/* NOLINTEND(readability-function-size) */
{
	if (!part_begin(store, err) ||
	    !part_end(store, sync_feeds(store, feeds, count, now_at, err), err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!load_state(store, feeds[i].name, arena, &states[i], err))
			return false;
	return true;
}

/* ---- the life of a poll ------------------------------------------------------ */

static bool
mark_attempts(struct store *store, const struct store_attempt *attempts,
    size_t count, struct error *err)
{
	static const char sql[] =
	    "UPDATE feed SET attempt_at = ?, next_at = ? WHERE id = ?";
	bool ok = true;

	for (size_t i = 0; i < count && ok; i++) {
		struct statement s = statement_of(store, sql);

		put_int(&s, attempts[i].attempt_at);
		put_int(&s, attempts[i].next_at);
		put_int(&s, attempts[i].feed);
		ok = statement_run(&s, err);
	}
	return ok;
}

bool
store_mark_attempts(struct store *store, const struct store_attempt *attempts,
    size_t count, struct error *err)
{
	return part_begin(store, err) &&
	    part_end(store, mark_attempts(store, attempts, count, err), err);
}

bool
feed_tags_load(struct store *store, struct slice name, struct arena *arena,
    struct words *tags, struct error *err)
{
	static const char sql[] =
	    "SELECT tag FROM feed_tag WHERE feed = ? ORDER BY tag";
	struct statement s = statement_of(store, sql);

	put_text(&s, name);
	return take_words(&s, arena, tags, err);
}

bool
feed_facts_load(struct store *store, const struct store_fetch *fetch,
    struct arena *arena, struct feed_facts *facts, struct error *err)
{
	static const char sql[] =
	    "SELECT name, coalesce(title, own_title), shown_url, "
	    "baseline_at = 0 OR (away_since_at > 0 AND "
	    "away_since_at + ?2 < ?3) FROM feed WHERE id = ?1";
	struct statement s = statement_of(store, sql);
	struct slice name = SLICE_NONE;
	enum step step;

	put_int(&s, fetch->state->id);
	put_int(&s, fetch->backlog_s);
	put_int(&s, fetch->now_at);
	step = statement_step(&s, err);
	if (step == STEP_FAILED)
		return false;
	if (step == STEP_ROW) {
		name = take_copy(&s, arena);
		facts->title = take_copy(&s, arena);
		facts->url = take_copy(&s, arena);
		facts->baseline = take_int(&s) != 0;
	}
	statement_end(&s);
	if (step == STEP_DONE)
		return error_set(err, ERROR_STORE, "no feed %lld in %s",
		    (long long)fetch->state->id, store->path);
	return feed_tags_load(store, name, arena, &facts->tags, err);
}

static struct slice
text_of(const struct document *document, const struct doc_text *text)
{
	return doc_slice(&document->feed, text->value);
}

static bool
save_own_words(struct store *store, const struct store_fetch *fetch,
    struct error *err)
{
	static const char sql[] =
	    "UPDATE feed SET own_title = ?1, site_url = ?2, language = ?3, "
	    "baseline_at = iif(baseline_at = 0, ?4, baseline_at), "
	    "away_since_at = 0 WHERE id = ?5 AND (baseline_at = 0 OR "
	    "(own_title, site_url, language, away_since_at) "
	    "IS NOT (?1, ?2, ?3, 0))";
	const struct document *document = fetch->document;
	const struct doc_feed *feed = document_feed(document);
	struct statement s = statement_of(store, sql);
	struct slice title = SLICE_NONE, link = SLICE_NONE, lang = SLICE_NONE;

	if (feed != NULL) {
		title = text_of(document, &feed->title);
		link = doc_slice(&document->feed, feed->link);
		lang = doc_slice(&document->feed, feed->language);
	}
	put_text(&s, slice_sub(title, 0, LIMIT_STORED_TITLE));
	put_text(&s, link.len > LIMIT_URL ? SLICE_NONE : link);
	put_text(&s, slice_sub(lang, 0, LIMIT_TOKEN_BYTES));
	put_int(&s, fetch->now_at);
	put_int(&s, fetch->state->id);
	return statement_run(&s, err);
}

static bool
save_state(struct store *store, const struct store_fetch *fetch,
    const struct store_counts *counts, struct error *err)
{
	static const char sql[] = "UPDATE feed SET (" FEED_STATE_COLUMNS
				  ") = (" FEED_STATE_PLACES
				  "), fetches = fetches + 1 WHERE id = ?";
	struct feed_state state = *fetch->state;
	struct statement s = statement_of(store, sql);

	if (counts->fresh > 0)
		state.last_new_at = fetch->now_at;
	feed_state_put(&s, &state);
	put_int(&s, state.id);
	return statement_run(&s, err);
}

static bool
log_fetch(struct store *store, const struct store_fetch *fetch,
    const struct store_counts *counts, struct error *err)
{
	static const char sql[] =
	    "INSERT OR REPLACE INTO fetch_log (feed, slot, at, outcome, "
	    "failure_class, status, reason, entries, fresh, changed, matched, "
	    "wire_bytes, body_bytes, duration_ms, next_at, why) "
	    "SELECT id, fetches % ?2, ?3, outcome, failure_class, status, "
	    "reason, ?4, ?5, ?6, ?7, ?8, ?9, ?10, next_at, ?11 "
	    "FROM feed WHERE id = ?1";
	const struct fetch_result *result = fetch->result;
	struct statement s = statement_of(store, sql);

	put_int(&s, fetch->state->id);
	put_int(&s, LIMIT_FETCH_LOG);
	put_int(&s, fetch->now_at);
	put_int(&s, (int64_t)counts->entries);
	put_int(&s, (int64_t)counts->fresh);
	put_int(&s, (int64_t)counts->changed);
	put_int(&s, (int64_t)counts->matched);
	put_int(&s, result->wire_bytes);
	put_int(&s, result->body_bytes);
	put_int(&s, result->duration_ms);
	put_string(&s, fetch->next_why);
	return statement_run(&s, err);
}

bool
feed_save(struct store *store, const struct store_fetch *fetch,
    const struct store_counts *counts, struct error *err)
{
	return save_state(store, fetch, counts, err) &&
	    (fetch->document == NULL || save_own_words(store, fetch, err)) &&
	    log_fetch(store, fetch, counts, err);
}

/* ---- asking ------------------------------------------------------------------- */

bool
store_list_feeds(struct store *store, feed_visitor visit, void *arg,
    struct error *err)
{
	static const char sql[] =
	    "SELECT name, coalesce(title, own_title), shown_url, "
	    "(SELECT count(*) FROM article WHERE article.feed = feed.id), " FEED_STATE_HEAD
		FEED_STATE_COLUMNS " FROM feed ORDER BY name";
	struct statement s = statement_of(store, sql);
	enum step step;

	while ((step = statement_step(&s, err)) == STEP_ROW) {
		struct feed_row row = { 0 };

		row.name = take_text(&s);
		row.title = take_text(&s);
		row.url = take_text(&s);
		row.articles = take_int(&s);
		arena_reset(&store->scratch);
		feed_state_take(&s, &store->scratch, &row.state);
		if (!visit(&row, arg))
			break;
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

/*
 * Feeds that live in the database alone: added by a command or read from an
 * OPML list. They are rows like those of the configuration (feeds.c writes
 * both) and differ in their origin, which says who may change what. A removed
 * feed keeps its row and its articles and is revived when its URL or its name
 * returns.
 */
#include "store_changes.h"

#include "limits.h"
#include "store/connection.h"
#include "store/feed_name.h"
#include "store/feed_state.h"
#include "store/feeds.h"
#include "store/json_list.h"
#include "store/own_topics.h"
#include "url.h"

/* ---- what there is ------------------------------------------------------------ */

struct known {
	bool found, removed, listed; /* listed: it comes from an OPML list */
	char name[FEED_NAME + 1];
};

/* by_sql: name, whether removed, origin; of one parameter. */
static bool
find_feed(struct store *store, const char *by_sql, struct slice value,
    struct known *known, struct error *err)
{
	struct statement s = statement_of(store, by_sql);
	struct slice name;
	enum step step;

	*known = (struct known){ .found = false };
	put_text(&s, value);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		known->found = true;
		name = slice_sub(take_text(&s), 0, FEED_NAME);
		memcpy(known->name, name.ptr, name.len);
		known->removed = take_int(&s) != 0;
		known->listed = take_int(&s) != 0;
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

#define KNOWN_COLUMNS "SELECT name, removed_at > 0, origin = 'opml' FROM feed "

static bool
find_by_url(struct store *store, struct slice url, struct known *known,
    struct error *err)
{
	static const char sql[] = KNOWN_COLUMNS
	    "WHERE url = ? AND source = 'url' ORDER BY removed_at > 0, id "
	    "LIMIT 1";

	return find_feed(store, sql, url, known, err);
}

static bool
find_by_name(struct store *store, struct slice name, struct known *known,
    struct error *err)
{
	static const char sql[] = KNOWN_COLUMNS "WHERE name = ?";

	return find_feed(store, sql, name, known, err);
}

/* What may be done to a feed, by where it was said. */
enum right {
	MAY_PAUSE,  /* of every feed */
	MAY_RENAME, /* of those in the database alone */
	MAY_CHANGE  /* of those that a command added */
};

static bool
check_right(struct store *store, struct slice name, enum right right,
    struct error *err)
{
	static const char sql[] =
	    "SELECT CASE origin WHEN 'configuration' THEN 0 WHEN 'opml' THEN 1 "
	    "ELSE 2 END FROM feed WHERE name = ? AND removed_at = 0";
	struct statement s = statement_of(store, sql);
	int64_t most = -1;

	put_text(&s, name);
	if (!statement_int(&s, &most, err))
		return false;
	if (most < 0)
		return error_set(err, ERROR_INPUT, "there is no feed \"%.*s\"",
		    SLICE_FMT(slice_sub(name, 0, FEED_NAME)));
	return most >= (int64_t)right ||
	    error_set(err, ERROR_REFUSED,
		"feed %.*s stands in %s: change it there", SLICE_FMT(name),
		most == MAY_PAUSE ? "a configuration file" : "an OPML list");
}

/* ---- adding --------------------------------------------------------------------- */

static bool
check_url(struct slice url, struct error *err)
{
	bool right = url_is_http(url) && url.len <= LIMIT_URL;

	for (size_t i = 0; i < url.len && right; i++)
		right = (unsigned char)url.ptr[i] > ' ';
	return right ||
	    error_set(err, ERROR_INPUT,
		"expected an http or https URL of at most %zu bytes",
		LIMIT_URL);
}

/* A name that somebody chose, and which feed has it. */
static bool
look_up_name(struct store *store, struct slice name, struct known *known,
    struct error *err)
{
	if (!feed_name_is_right(name))
		return error_set(err, ERROR_INPUT,
		    "\"%.*s\" is no name for a feed: expected a-z, 0-9, and "
		    "\"-\" between them, at most %d",
		    SLICE_FMT(slice_sub(name, 0, FEED_NAME)), FEED_NAME);
	return find_by_name(store, name, known, err);
}

/* A removed feed of that name takes up its articles and its state again. */
static bool
check_chosen(struct store *store, struct slice name, struct error *err)
{
	struct known known;

	if (!look_up_name(store, name, &known, err))
		return false;
	return !known.found || known.removed ||
	    error_set(err, ERROR_REFUSED,
		"there is a feed %.*s with another URL: choose another name",
		SLICE_FMT(name));
}

static bool
choose_name(struct store *store, const struct feed_addition *addition,
    char name[FEED_NAME + 1], struct error *err)
{
	if (addition->name.ptr == NULL)
		return feed_name_make(store, addition->title, addition->url,
		    name, err);
	if (!check_chosen(store, addition->name, err))
		return false;
	memcpy(name, addition->name.ptr, addition->name.len);
	name[addition->name.len] = '\0';
	return true;
}

static bool
write_addition(struct store *store, const struct feed_addition *addition,
    const char *name, int64_t now_at, struct error *err)
{
	struct arena *arena = &store->scratch;
	struct feed feed = {
		.name = name,
		.source = FEED_FROM_URL,
		.origin = addition->origin,
		.interval_s = addition->interval_s,
		.tag_count = addition->tag_count,
	};

	arena_reset(arena);
	feed.url = arena_string(arena, addition->url);
	if (addition->title.len > 0)
		feed.title = arena_string(arena,
		    slice_sub(addition->title, 0, LIMIT_STORED_TITLE));
	feed.tags = arena_alloc_array(arena, feed.tag_count,
	    sizeof(*feed.tags));
	for (size_t i = 0; i < feed.tag_count && feed.tags != NULL; i++)
		feed.tags[i] = arena_string(arena, addition->tags[i]);
	if (arena->failed)
		return error_set(err, ERROR_MEMORY, "no memory for a feed");
	return feed_write(store, &feed, now_at, err);
}

/* Whoever adds or resumes a feed wants it polled: also one that was gone, which
 * R43 leaves to a person. */
static bool
resume(struct store *store, struct slice name, struct error *err)
{
	static const char sql[] =
	    "UPDATE feed SET paused = 0, gone = 0, gone_at = 0, "
	    "fail_count = iif(gone, 0, fail_count), "
	    "next_at = iif(gone, 0, next_at) WHERE name = ?";
	struct statement s = statement_of(store, sql);

	put_text(&s, name);
	return statement_run(&s, err);
}

static bool
add(struct store *store, const struct feed_addition *addition, int64_t now_at,
    char name[FEED_NAME + 1], bool *added, struct error *err)
{
	struct known known;

	if (!check_url(addition->url, err) ||
	    !find_by_url(store, addition->url, &known, err))
		return false;
	*added = !known.found || known.removed;
	if (known.found)
		memcpy(name, known.name, sizeof(known.name));
	else if (!choose_name(store, addition, name, err))
		return false;
	if (*added)
		return write_addition(store, addition, name, now_at, err) &&
		    resume(store, slice_of(name), err);
	/* Its list may say something else of it by now. */
	return !known.listed || addition->origin != ORIGIN_OPML ||
	    write_addition(store, addition, name, now_at, err);
}

bool
store_feed_add(struct store *store, const struct feed_addition *addition,
    int64_t now_at, char name[FEED_NAME + 1], bool *added, struct error *err)
{
	return part_begin(store, err) &&
	    part_end(store, add(store, addition, now_at, name, added, err),
		err);
}

/* ---- changing -------------------------------------------------------------------- */

static bool
remove_feed(struct store *store, struct slice name, int64_t now_at,
    struct error *err)
{
	static const char sql[] =
	    "UPDATE feed SET removed_at = ? WHERE name = ?";
	struct statement s = statement_of(store, sql);

	put_int(&s, now_at);
	put_text(&s, name);
	return statement_run(&s, err);
}

bool
store_feed_remove(struct store *store, struct slice name, int64_t now_at,
    struct error *err)
{
	return part_begin(store, err) &&
	    part_end(store,
		check_right(store, name, MAY_CHANGE, err) &&
		    remove_feed(store, name, now_at, err),
		err);
}

static bool
check_new_name(struct store *store, struct slice name, struct error *err)
{
	struct known known;

	if (!look_up_name(store, name, &known, err))
		return false;
	return !known.found ||
	    error_set(err, ERROR_REFUSED,
		known.removed ? "a removed feed has the name %.*s and keeps "
				"its articles: choose another name"
			      : "there is a feed %.*s: choose another name",
		SLICE_FMT(name));
}

/* The tags follow by their foreign key. Articles are not touched: their uids
 * stay, made of the name that the feed had when they came. */
static bool
rename_feed(struct store *store, struct slice name, struct slice to,
    struct error *err)
{
	static const char sql[] = "UPDATE feed SET name = ? WHERE name = ?";
	struct statement s;

	if (!check_right(store, name, MAY_RENAME, err) ||
	    !check_new_name(store, to, err))
		return false;
	s = statement_of(store, sql);
	put_text(&s, to);
	put_text(&s, name);
	return statement_run(&s, err) &&
	    own_topics_rename_feed(store, name, to, err);
}

bool
store_feed_rename(struct store *store, struct slice name, struct slice to,
    struct error *err)
{
	return part_begin(store, err) &&
	    part_end(store, rename_feed(store, name, to, err), err);
}

static bool
change_tag(struct store *store, struct slice name, struct slice tag,
    enum feed_tag_change change, struct error *err)
{
	static const char add_sql[] = "INSERT INTO feed_tag (feed, tag) "
				      "VALUES (?, ?) ON CONFLICT DO NOTHING";
	static const char remove_sql[] =
	    "DELETE FROM feed_tag WHERE feed = ? AND tag = ?";
	static const char *const both[] = {
		[FEED_TAG_REMOVE] = remove_sql,
		[FEED_TAG_ADD] = add_sql,
	};
	struct statement s = statement_of(store, both[change]);

	put_text(&s, name);
	put_text(&s, tag);
	return statement_run(&s, err);
}

bool
store_feed_tag(struct store *store, struct slice name, struct slice tag,
    enum feed_tag_change change, struct error *err)
{
	return part_begin(store, err) &&
	    part_end(store,
		check_right(store, name, MAY_CHANGE, err) &&
		    change_tag(store, name, tag, change, err),
		err);
}

static bool
pause(struct store *store, struct slice name, struct error *err)
{
	static const char sql[] = "UPDATE feed SET paused = 1 WHERE name = ?";
	struct statement s = statement_of(store, sql);

	put_text(&s, name);
	return statement_run(&s, err);
}

bool
store_feed_pause(struct store *store, struct slice name,
    enum feed_pause_change change, struct error *err)
{
	static bool (*const both[])(struct store *, struct slice,
	    struct error *) = {
		[FEED_RESUME] = resume,
		[FEED_PAUSE] = pause,
	};

	return part_begin(store, err) &&
	    part_end(store,
		check_right(store, name, MAY_PAUSE, err) &&
		    both[change](store, name, err),
		err);
}

bool
store_opml_feeds_keep(struct store *store, const char *const *names,
    size_t count, int64_t now_at, struct error *err)
{
	static const char sql[] =
	    "UPDATE feed SET removed_at = ?2 WHERE removed_at = 0 AND "
	    "origin = 'opml' AND name NOT IN "
	    "(SELECT value FROM json_each(?1))";
	struct json_list list;
	bool ok;

	if (!part_begin(store, err))
		return false;
	json_list_begin(&list);
	for (size_t i = 0; i < count; i++)
		json_list_add(&list, names[i]);
	ok = json_list_run(&list, store, sql, now_at, err);
	json_list_finish(&list);
	return part_end(store, ok, err);
}

/* ---- asking ------------------------------------------------------------------------ */

#define OWN "FROM feed WHERE origin <> 'configuration' AND removed_at = 0 "

static bool
load_tags(struct store *store, struct arena *arena, struct feed *feed,
    struct error *err)
{
	struct words tags;

	if (!feed_tags_load(store, slice_of(feed->name), arena, &tags, err))
		return false;
	feed->tag_count = tags.count;
	feed->tags = arena_alloc_array(arena, tags.count, sizeof(*feed->tags));
	for (size_t i = 0; i < tags.count && feed->tags != NULL; i++)
		feed->tags[i] = arena_string(arena, tags.items[i]);
	return true;
}

static bool
load_feeds(struct store *store, struct arena *arena, struct feed *feeds,
    struct feed_state *states, size_t count, struct error *err)
{
	static const char sql[] =
	    "SELECT name, url, title, interval_s, origin = 'opml', " FEED_STATE_HEAD
		FEED_STATE_COLUMNS " " OWN "ORDER BY id LIMIT ?";
	struct statement s = statement_of(store, sql);
	enum step step;
	bool ok = true;

	put_int(&s, (int64_t)count);
	while ((step = statement_step(&s, err)) == STEP_ROW && ok) {
		feeds->name = take_string(&s, arena);
		feeds->url = take_string(&s, arena);
		feeds->title = take_string(&s, arena);
		feeds->interval_s = take_int(&s);
		feeds->origin = take_int(&s) != 0 ? ORIGIN_OPML
						  : ORIGIN_COMMAND;
		feed_state_take(&s, arena, states++);
		ok = load_tags(store, arena, feeds++, err);
	}
	statement_end(&s);
	return ok && step == STEP_DONE;
}

bool
store_own_feeds(struct store *store, struct arena *arena, struct feed **feeds,
    struct feed_state **states, size_t *count, struct error *err)
{
	static const char sql[] = "SELECT count(*) " OWN;
	struct statement s = statement_of(store, sql);
	int64_t rows = 0;

	if (!statement_int(&s, &rows, err))
		return false;
	*count = (size_t)rows;
	*feeds = arena_alloc_array(arena, *count, sizeof(**feeds));
	*states = arena_alloc_array(arena, *count, sizeof(**states));
	if (*feeds == NULL || *states == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for feeds");
	if (!load_feeds(store, arena, *feeds, *states, *count, err))
		return false;
	return !arena->failed ||
	    error_set(err, ERROR_MEMORY, "no memory for feeds");
}

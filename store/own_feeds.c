/*
 * Feeds that live in the database alone: added by a command or read from an
 * OPML list, and handed out to be polled. They are rows like those of the
 * configuration (feeds.c writes both) and differ in their origin. A removed
 * feed keeps its row and its articles and is revived when its URL or its name
 * returns. What is changed of them later: feed_changes.c.
 */
#include "store/own_feeds.h"

#include "limits.h"
#include "store/connection.h"
#include "store/feed_name.h"
#include "store/feed_state.h"
#include "store/feeds.h"
#include "url.h"

/* ---- what there is ------------------------------------------------------------ */

/* by_sql: name, whether removed, origin; of one parameter. */
static bool
find_feed(struct store *store, const char *by_sql, struct slice value,
    struct known_feed *known, struct error *err)
{
	struct statement s = statement_of(store, by_sql);
	struct slice name;
	enum step step;

	*known = (struct known_feed){ .found = false };
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
find_by_url(struct store *store, struct slice url, struct known_feed *known,
    struct error *err)
{
	static const char sql[] = KNOWN_COLUMNS
	    "WHERE url = ? AND source = 'url' ORDER BY removed_at > 0, id "
	    "LIMIT 1";

	return find_feed(store, sql, url, known, err);
}

static bool
find_by_name(struct store *store, struct slice name, struct known_feed *known,
    struct error *err)
{
	static const char sql[] = KNOWN_COLUMNS "WHERE name = ?";

	return find_feed(store, sql, name, known, err);
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

bool
own_feed_look_up(struct store *store, struct slice name,
    struct known_feed *known, struct error *err)
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
	struct known_feed known = { .found = false };

	if (!own_feed_look_up(store, name, &known, err))
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

static bool
add(struct store *store, const struct feed_addition *addition, int64_t now_at,
    char name[FEED_NAME + 1], bool *added, struct error *err)
{
	struct known_feed known = { .found = false };

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
		    feed_resume(store, slice_of(name), err);
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

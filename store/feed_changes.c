/*
 * What a person changes of a feed by its name: removed, renamed, tagged,
 * paused. Where a feed was said decides what may be done to it here: what a
 * file says is changed in the file, or the next reload would undo it.
 */
#include "store/connection.h"
#include "store/json_list.h"
#include "store/own_feeds.h"
#include "store/own_topics.h"

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
	struct known_feed known = { .found = false };

	if (!own_feed_look_up(store, name, &known, err))
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

/* Whoever adds or resumes a feed wants it polled: also one that was gone, which
 * R43 leaves to a person. */
bool
feed_resume(struct store *store, struct slice name, struct error *err)
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
		[FEED_RESUME] = feed_resume,
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

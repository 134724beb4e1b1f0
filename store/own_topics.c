/*
 * Topics that live in the database alone, and what a person may say of any
 * topic: that it be silent for a while. Rows are written by topics.c, which
 * also sees to it that a new query is tried on what is stored. That a query is
 * right and that hooks exist is the caller's to know.
 */
#include "store/own_topics.h"

#include "limits.h"
#include "store/article_parts.h"
#include "store/connection.h"
#include "store/json_list.h"
#include "store/topics.h"

/* What may be done to a topic, by where it was said. */
enum right {
	MAY_MUTE,  /* of every topic */
	MAY_CHANGE /* of those in the database alone */
};

static bool
find_topic(struct store *store, struct slice name, bool *found,
    enum right *most, struct error *err)
{
	static const char sql[] = "SELECT origin <> 'configuration' FROM topic "
				  "WHERE name = ? AND removed_at = 0";
	struct statement s = statement_of(store, sql);
	int64_t own = -1;

	put_text(&s, name);
	if (!statement_int(&s, &own, err))
		return false;
	*found = own >= 0;
	*most = own > 0 ? MAY_CHANGE : MAY_MUTE;
	return true;
}

static bool
refuse_change(struct slice name, struct error *err)
{
	return error_set(err, ERROR_REFUSED,
	    "topic %.*s stands in a configuration file: change it there",
	    SLICE_FMT(slice_sub(name, 0, LIMIT_CONFIG_NAME)));
}

static bool
check_right(struct store *store, struct slice name, enum right right,
    struct error *err)
{
	enum right most;
	bool found;

	if (!find_topic(store, name, &found, &most, err))
		return false;
	if (!found)
		return error_set(err, ERROR_INPUT, "there is no topic \"%.*s\"",
		    SLICE_FMT(slice_sub(name, 0, LIMIT_CONFIG_NAME)));
	return most >= right || refuse_change(name, err);
}

/* ---- changing ---------------------------------------------------------------- */

static bool
add_topic(struct store *store, const struct topic *topic, int64_t now_at,
    struct error *err)
{
	struct slice name = slice_of(topic->name);
	enum right most;
	bool found;

	if (!find_topic(store, name, &found, &most, err))
		return false;
	if (found && most < MAY_CHANGE)
		return refuse_change(name, err);
	return topic_write(store, topic, now_at, err);
}

bool
store_topic_add(struct store *store, const struct topic *topic, int64_t now_at,
    struct error *err)
{
	return part_begin(store, err) &&
	    part_end(store, add_topic(store, topic, now_at, err), err);
}

/* Sets a time of a live topic. */
static bool
set_time(struct store *store, const char *sql, struct slice name, int64_t at,
    struct error *err)
{
	struct statement s = statement_of(store, sql);

	put_text(&s, name);
	put_int(&s, at);
	return statement_run(&s, err);
}

bool
store_topic_remove(struct store *store, struct slice name, int64_t now_at,
    struct error *err)
{
	static const char sql[] =
	    "UPDATE topic SET removed_at = ?2 WHERE name = ?1";

	return part_begin(store, err) &&
	    part_end(store,
		check_right(store, name, MAY_CHANGE, err) &&
		    set_time(store, sql, name, now_at, err) &&
		    topics_changed(store),
		err);
}

bool
store_topic_mute(struct store *store, struct slice name, int64_t until_at,
    struct error *err)
{
	static const char sql[] =
	    "UPDATE topic SET muted_until_at = ?2 WHERE name = ?1";

	return part_begin(store, err) &&
	    part_end(store,
		check_right(store, name, MAY_MUTE, err) &&
		    set_time(store, sql, name, until_at, err),
		err);
}

/* ---- asking -------------------------------------------------------------------- */

/* A column that topic_write made, as the strings of struct topic. */
static void
take_names(struct statement *s, struct arena *arena, const char ***names,
    size_t *count)
{
	const struct slice *words;

	words_read(take_text(s), arena, &words, count);
	*names = arena_alloc_array(arena, *count, sizeof(**names));
	for (size_t i = 0; i < *count && *names != NULL; i++)
		(*names)[i] = arena_string(arena, words[i]);
}

#define OWN "FROM topic WHERE origin <> 'configuration' AND removed_at = 0 "

static bool
load_topics(struct store *store, struct arena *arena, struct topic *topics,
    size_t count, struct error *err)
{
	static const char sql[] = "SELECT name, query, feeds, hooks " OWN
				  "ORDER BY id LIMIT ?";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, (int64_t)count);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		topics->name = take_string(&s, arena);
		topics->query = take_string(&s, arena);
		take_names(&s, arena, &topics->feeds, &topics->feed_count);
		take_names(&s, arena, &topics->hooks, &topics->hook_count);
		topics->origin = ORIGIN_COMMAND;
		topics++;
	}
	statement_end(&s);
	return step == STEP_DONE;
}

bool
store_own_topics(struct store *store, struct arena *arena,
    struct topic **topics, size_t *count, struct error *err)
{
	static const char sql[] = "SELECT count(*) " OWN;
	struct statement s = statement_of(store, sql);
	int64_t rows = 0;

	if (!statement_int(&s, &rows, err))
		return false;
	*count = (size_t)rows;
	*topics = arena_alloc_array(arena, *count, sizeof(**topics));
	if (*topics != NULL && !load_topics(store, arena, *topics, *count, err))
		return false;
	return !arena->failed ||
	    error_set(err, ERROR_MEMORY, "no memory for topics");
}

/* ---- renamed feeds ---------------------------------------------------------------- */

/* Whether the topic named the feed and now names it so. */
static bool
rename_in(struct topic *topic, struct slice name, const char *to)
{
	bool any = false;

	for (size_t i = 0; i < topic->feed_count; i++)
		if (slice_eq(slice_of(topic->feeds[i]), name)) {
			topic->feeds[i] = to;
			any = true;
		}
	return any;
}

static bool
rewrite_feeds(struct store *store, const struct topic *topic, struct error *err)
{
	static const char sql[] =
	    "UPDATE topic SET feeds = ?1, query_hash = ?2 WHERE name = ?3";
	struct statement s = statement_of(store, sql);
	struct json_list feeds;
	bool ok;

	json_list_begin(&feeds);
	for (size_t i = 0; i < topic->feed_count; i++)
		json_list_add(&feeds, topic->feeds[i]);
	ok = json_list_put(&feeds, &s, err);
	put_int(&s, topic_meaning(topic));
	put_string(&s, topic->name);
	ok = ok && statement_run(&s, err) && topics_changed(store);
	json_list_finish(&feeds);
	return ok;
}

bool
own_topics_rename_feed(struct store *store, struct slice name, struct slice to,
    struct error *err)
{
	struct topic *topics;
	struct arena arena;
	const char *new_name;
	size_t count;
	bool ok;

	arena_init(&arena, LIMIT_TOPICS_ARENA);
	new_name = arena_string(&arena, to);
	ok = store_own_topics(store, &arena, &topics, &count, err);
	for (size_t i = 0; ok && i < count; i++)
		if (rename_in(&topics[i], name, new_name))
			ok = rewrite_feeds(store, &topics[i], err);
	arena_finish(&arena);
	return ok;
}

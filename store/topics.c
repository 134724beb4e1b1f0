/*
 * The topics, made equal to the configuration, and listed. A topic whose
 * meaning is new owes a judgement of the articles that were stored before:
 * those with ids up to judge_until, of which judged_to are done. store_judge
 * (judge.c) pays it in slices.
 */
#include "store/topics.h"

#include "hash.h"
#include "store/connection.h"
#include "store/json_list.h"
#include "store/origin.h"

#define WEEK_S INT64_C(604800)

int64_t
topic_meaning(const struct topic *topic)
{
	unsigned char digest[HASH_SHA256_SIZE];
	struct hash_state state;

	hash_init(&state);
	if (topic->meaning != 0)
		hash_add_part(&state,
		    (struct slice){ (const char *)&topic->meaning,
			sizeof(topic->meaning) });
	else
		hash_add_part(&state, slice_of(topic->query));
	for (size_t i = 0; i < topic->feed_count; i++)
		hash_add_part(&state, slice_of(topic->feeds[i]));
	hash_end(&state, digest);
	return hash_int64(digest);
}

bool
topics_changed(struct store *store)
{
	if (sqlite3_changes64(store->db) > 0)
		store->topics_version++;
	return true;
}

int64_t
store_topics_version(const struct store *store)
{
	return store->topics_version;
}

/* A topic that was away is judged anew too: articles came without it. Then
 * nobody remembers that it was muted. */
#define MEANS_ANEW "(query_hash <> ?3 OR removed_at > 0)"
static const char write_sql[] =
    "INSERT INTO topic (name, query, query_hash, origin, added_at, "
    "changed_at, judge_until, feeds, hooks) VALUES (?1, ?2, ?3, ?4, ?5, ?5, "
    "(SELECT coalesce(max(id), 0) FROM article), ?6, ?7) "
    "ON CONFLICT (name) DO UPDATE SET query = ?2, query_hash = ?3, "
    "origin = ?4, feeds = ?6, hooks = ?7, removed_at = 0, "
    "changed_at = iif(" MEANS_ANEW ", ?5, changed_at), "
    "judged_to = iif(" MEANS_ANEW ", 0, judged_to), "
    "judge_until = iif(" MEANS_ANEW ", excluded.judge_until, judge_until), "
    "muted_until_at = iif(removed_at > 0, 0, muted_until_at) "
    "WHERE (query, query_hash, origin, removed_at, feeds, hooks) IS NOT "
    "(?2, ?3, ?4, 0, ?6, ?7)";

static bool
write_row(struct store *store, const struct topic *topic, struct slice feeds,
    struct slice hooks, int64_t now_at, struct error *err)
{
	struct statement s = statement_of(store, write_sql);

	put_string(&s, topic->name);
	put_string(&s, topic->query);
	put_int(&s, topic_meaning(topic));
	put_string(&s, origin_name(topic->origin));
	put_int(&s, now_at);
	put_text(&s, feeds);
	put_text(&s, hooks);
	return statement_run(&s, err) && topics_changed(store);
}

/* The names as a column, absent where there are none. */
static bool
names_json(struct json_list *list, const char **names, size_t count,
    struct slice *json, struct error *err)
{
	*json = SLICE_NONE;
	for (size_t i = 0; i < count; i++)
		json_list_add(list, names[i]);
	return count == 0 || json_list_text(list, json, err);
}

bool
topic_write(struct store *store, const struct topic *topic, int64_t now_at,
    struct error *err)
{
	bool own = topic->origin != ORIGIN_CONFIGURATION;
	struct json_list feeds, hooks;
	struct slice feeds_json, hooks_json;
	bool ok;

	json_list_begin(&feeds);
	json_list_begin(&hooks);
	ok = names_json(&feeds, topic->feeds, own ? topic->feed_count : 0,
		 &feeds_json, err) &&
	    names_json(&hooks, topic->hooks, own ? topic->hook_count : 0,
		&hooks_json, err) &&
	    write_row(store, topic, feeds_json, hooks_json, now_at, err);
	json_list_finish(&feeds);
	json_list_finish(&hooks);
	return ok;
}

/* Those that live in the database alone stay, whatever the files say. */
static bool
remove_others(struct store *store, const struct topic *topics, size_t count,
    int64_t now_at, struct error *err)
{
	static const char sql[] =
	    "UPDATE topic SET removed_at = ?2 WHERE removed_at = 0 AND "
	    "origin = 'configuration' AND name NOT IN "
	    "(SELECT value FROM json_each(?1))";
	struct json_list names;
	bool ok;

	json_list_begin(&names);
	for (size_t i = 0; i < count; i++)
		json_list_add(&names, topics[i].name);
	ok = json_list_run(&names, store, sql, now_at, err) &&
	    topics_changed(store);
	json_list_finish(&names);
	return ok;
}

static bool
sync_topics(struct store *store, const struct topic *topics, size_t count,
    int64_t now_at, bool *judge, struct error *err)
{
	static const char sql[] =
	    "SELECT EXISTS (SELECT 1 FROM topic WHERE removed_at = 0 AND "
	    "judged_to < judge_until)";
	struct statement s;
	int64_t owed = 0;

	for (size_t i = 0; i < count; i++)
		if (!topic_write(store, &topics[i], now_at, err))
			return false;
	if (!remove_others(store, topics, count, now_at, err))
		return false;
	s = statement_of(store, sql);
	if (!statement_int(&s, &owed, err))
		return false;
	*judge = owed != 0;
	return true;
}

bool
store_sync_topics(struct store *store, const struct topic *topics, size_t count,
    int64_t now_at, bool *judge, struct error *err)
{
	return part_begin(store, err) &&
	    part_end(store,
		sync_topics(store, topics, count, now_at, judge, err), err);
}

bool
store_list_topics(struct store *store, int64_t now_at, topic_visitor visit,
    void *arg, struct error *err)
{
	static const char sql[] =
	    "SELECT name, query, (SELECT count(*) FROM \"match\" m WHERE "
	    "m.topic = t.id AND m.matched_at > ?1), "
	    "(SELECT count(*) FROM \"match\" m WHERE m.topic = t.id), "
	    "(SELECT max(m.matched_at) FROM \"match\" m WHERE m.topic = t.id) "
	    "FROM topic t WHERE removed_at = 0 ORDER BY id";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, now_at - WEEK_S);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		struct topic_row row = { .name = take_text(&s) };

		row.query = take_text(&s);
		row.matches_7d = take_int(&s);
		row.matches = take_int(&s);
		row.last_match_at = take_int(&s);
		if (!visit(&row, arg))
			break;
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

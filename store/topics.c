/*
 * The topics, made equal to the configuration, and listed. A topic whose
 * meaning is new owes a judgement of the articles that were stored before:
 * those with ids up to judge_until, of which judged_to are done. store_judge
 * (judge.c) pays it in slices.
 */
#include "store.h"

#include "hash.h"
#include "store/connection.h"
#include "store/json_list.h"
#include "store/origin.h"

#define WEEK_S INT64_C(604800)

static int64_t
meaning_of(const struct topic *topic)
{
	unsigned char digest[HASH_SHA256_SIZE];
	struct hash_state state;

	hash_init(&state);
	hash_add_part(&state, slice_of(topic->query));
	for (size_t i = 0; i < topic->feed_count; i++)
		hash_add_part(&state, slice_of(topic->feeds[i]));
	hash_end(&state, digest);
	return hash_int64(digest);
}

/* A topic that was away is judged anew too: articles came without it. */
static bool
sync_topic(struct store *store, const struct topic *topic, int64_t now_at,
    struct error *err)
{
	static const char sql[] =
	    "INSERT INTO topic (name, query, query_hash, origin, added_at, "
	    "changed_at, judge_until) VALUES (?1, ?2, ?3, ?4, ?5, ?5, "
	    "(SELECT coalesce(max(id), 0) FROM article)) "
	    "ON CONFLICT (name) DO UPDATE SET query = ?2, query_hash = ?3, "
	    "origin = ?4, changed_at = ?5, removed_at = 0, judged_to = 0, "
	    "judge_until = excluded.judge_until "
	    "WHERE query_hash <> ?3 OR origin <> ?4 OR removed_at > 0";
	struct statement s = statement_of(store, sql);

	put_string(&s, topic->name);
	put_string(&s, topic->query);
	put_int(&s, meaning_of(topic));
	put_string(&s, origin_name(topic->origin));
	put_int(&s, now_at);
	return statement_run(&s, err);
}

/* Those that a command added stay, whatever the files say. */
static bool
remove_others(struct store *store, const struct topic *topics, size_t count,
    int64_t now_at, struct error *err)
{
	static const char sql[] =
	    "UPDATE topic SET removed_at = ?2 WHERE removed_at = 0 AND "
	    "origin <> 'command' AND name NOT IN "
	    "(SELECT value FROM json_each(?1))";
	struct json_list names;
	bool ok;

	json_list_begin(&names);
	for (size_t i = 0; i < count; i++)
		json_list_add(&names, topics[i].name);
	ok = json_list_run(&names, store, sql, now_at, err);
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
		if (!sync_topic(store, &topics[i], now_at, err))
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

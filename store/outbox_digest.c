/*
 * Digests: several deliveries of a topic to a hook that go as one.
 *
 * The digest is a delivery of its own whose key is made of its members' keys, so
 * that it is the same after a restore. Who belongs to it is stored before its
 * first attempt and never changes: every attempt carries the same articles.
 */
#include <stdio.h>

#include "hash.h"
#include "limits.h"
#include "store/connection.h"
#include "store/outbox.h"

/* The members that *first leads. */
struct members {
	int64_t topic; /* 0: *first is no article's delivery */
	int64_t last;
	size_t count;
	char key[DELIVERY_KEY + 1];
};

static bool
topic_of(struct store *store, int64_t first, int64_t *topic, struct error *err)
{
	static const char sql[] = "SELECT topic FROM delivery WHERE id = ? "
				  "AND event IN ('new', 'updated')";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, first);
	step = statement_step(&s, err);
	*topic = step == STEP_ROW ? take_int(&s) : 0;
	statement_end(&s);
	return step != STEP_FAILED;
}

/* ?1 hook, ?2 topic, ?3 now, ?4 created before */
#define MEMBERS                                                    \
	"state = 'waiting' AND hook = ?1 AND topic = ?2 "          \
	"AND event IN ('new', 'updated') AND not_before_at <= ?3 " \
	"AND created_at < ?4 "

static void
put_members(struct statement *s, const struct digest_order *order,
    int64_t topic)
{
	put_string(s, order->hook);
	put_int(s, topic);
	put_int(s, order->now_at);
	put_int(s, order->created_before_at);
}

static bool
find_members(struct store *store, const struct digest_order *order,
    struct members *members, struct error *err)
{
	static const char sql[] = "SELECT id, key FROM delivery WHERE " MEMBERS
				  "ORDER BY id LIMIT ?5";
	struct statement s = statement_of(store, sql);
	unsigned char digest[HASH_SHA256_SIZE];
	struct hash_state state;
	enum step step;

	hash_init(&state);
	hash_add_part(&state, slice_of("digest"));
	put_members(&s, order, members->topic);
	put_int(&s, LIMIT_DIGEST_ARTICLES);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		members->last = take_int(&s);
		hash_add_part(&state, take_text(&s));
		members->count++;
	}
	statement_end(&s);
	hash_end(&state, digest);
	hash_base32(digest, DELIVERY_KEY, members->key);
	return step != STEP_FAILED;
}

/* Where a digest of the same members was there before, a person has let them
 * go again: it is the same digest. */
static bool
add_digest(struct store *store, const struct digest_order *order,
    const struct members *members, int64_t *id, struct error *err)
{
	static const char sql[] =
	    "INSERT INTO delivery (key, topic, hook, revision, event, state, "
	    "created_at, not_before_at) "
	    "VALUES (?1, ?2, ?3, 0, 'digest', 'waiting', ?4, ?4) "
	    "ON CONFLICT (key) DO UPDATE SET state = 'waiting', "
	    "not_before_at = ?4 RETURNING id";
	struct statement s = statement_of(store, sql);

	put_string(&s, members->key);
	put_int(&s, members->topic);
	put_string(&s, order->hook);
	put_int(&s, order->now_at);
	return statement_int(&s, id, err);
}

static bool
group_members(struct store *store, const struct digest_order *order,
    const struct members *members, int64_t digest, struct error *err)
{
	static const char sql[] =
	    "UPDATE delivery SET state = 'grouped', digest = ?5 WHERE " MEMBERS
	    "AND id <= ?6";
	struct statement s = statement_of(store, sql);

	put_members(&s, order, members->topic);
	put_int(&s, digest);
	put_int(&s, members->last);
	return statement_run(&s, err);
}

bool
outbox_digest(struct store *store, const struct digest_order *order,
    int64_t *id, struct error *err)
{
	struct members members = { .topic = 0 };
	int64_t digest = 0;

	if (!topic_of(store, *id, &members.topic, err))
		return false;
	if (members.topic == 0)
		return true;
	if (!find_members(store, order, &members, err) ||
	    !add_digest(store, order, &members, &digest, err) ||
	    !group_members(store, order, &members, digest, err))
		return false;
	*id = digest;
	return true;
}

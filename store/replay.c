/*
 * Matches that were recorded without a delivery, sent by hand: those of a new
 * topic on old articles, of a feed's first document, of a time when the topic
 * was muted, or of a hook that came later. Keys are those that the deliveries
 * would have had, so what was sent once is not sent again.
 */
#include "store_changes.h"

#include "store/connection.h"
#include "store/outbox.h"

struct replaying {
	struct store *store;
	const struct replay *replay;
	char *topic_name; /* in the store's scratch */
	int64_t topic, muted_until_at;
	size_t left;
};

static bool
find_topic(struct replaying *r, struct error *err)
{
	static const char sql[] = "SELECT id, muted_until_at, name FROM topic "
				  "WHERE name = ? AND removed_at = 0";
	struct statement s = statement_of(r->store, sql);
	enum step step;

	put_text(&s, r->replay->topic);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		r->topic = take_int(&s);
		r->muted_until_at = take_int(&s);
		r->topic_name = take_string(&s, &r->store->scratch);
	}
	statement_end(&s);
	if (step == STEP_DONE)
		return error_set(err, ERROR_INPUT, "there is no topic \"%.*s\"",
		    SLICE_FMT(r->replay->topic));
	if (step == STEP_ROW && r->topic_name == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for a topic");
	return step == STEP_ROW;
}

#define UNSENT                                                       \
	"FROM \"match\" m JOIN article a ON a.id = m.article "       \
	"WHERE m.topic = ?1 AND m.matched_at >= ?2 AND NOT EXISTS (" \
	"SELECT 1 FROM delivery d WHERE d.article = m.article AND "  \
	"d.topic = ?1 AND d.hook = ?3) "

static bool
count_unsent(struct replaying *r, const char *hook, size_t *count,
    struct error *err)
{
	static const char sql[] = "SELECT count(*) " UNSENT;
	struct statement s = statement_of(r->store, sql);
	int64_t rows = 0;

	put_int(&s, r->topic);
	put_int(&s, r->replay->since_at);
	put_string(&s, hook);
	if (!statement_int(&s, &rows, err))
		return false;
	*count += (size_t)rows;
	return true;
}

static bool
send(struct replaying *r, struct statement *s, const char *hook, size_t *count,
    struct error *err)
{
	struct delivery_order order = {
		.topic = r->topic,
		.topic_name = r->topic_name,
		.hook = hook,
		.event = EVENT_NEW,
		.now_at = r->replay->now_at,
	};
	bool added;

	order.article = take_int(s);
	order.revision = take_int(s);
	order.uid = take_text(s);
	if (!outbox_add(r->store, &order, &added, err))
		return false;
	*count += added;
	r->left -= added;
	return true;
}

static bool
send_unsent(struct replaying *r, const char *hook, size_t *count,
    struct error *err)
{
	/* What is added meanwhile is of the row that was read: it changes
	 * nothing of those to come. */
	static const char sql[] = "SELECT m.article, m.revision, a.uid " UNSENT
				  "ORDER BY m.matched_at, m.article LIMIT ?4";
	struct statement s = statement_of(r->store, sql);
	enum step step;
	bool ok = true;

	put_int(&s, r->topic);
	put_int(&s, r->replay->since_at);
	put_string(&s, hook);
	put_int(&s, (int64_t)r->left);
	while ((step = statement_step(&s, err)) == STEP_ROW && ok)
		ok = send(r, &s, hook, count, err);
	statement_end(&s);
	return ok && step == STEP_DONE;
}

static bool
replay_topic(struct replaying *r, size_t *count, struct error *err)
{
	const struct replay *replay = r->replay;
	bool sends = replay->max > 0, ok = true;

	if (!find_topic(r, err))
		return false;
	if (sends && r->muted_until_at > replay->now_at)
		return error_set(err, ERROR_REFUSED,
		    "topic %s is muted: end that first", r->topic_name);
	for (size_t i = 0; i < replay->hook_count && ok; i++)
		ok = sends ? send_unsent(r, replay->hooks[i], count, err)
			   : count_unsent(r, replay->hooks[i], count, err);
	return ok;
}

bool
store_topic_replay(struct store *store, const struct replay *replay,
    size_t *count, struct error *err)
{
	struct replaying r = {
		.store = store,
		.replay = replay,
		.left = replay->max,
	};

	*count = 0;
	arena_reset(&store->scratch);
	return part_begin(store, err) &&
	    part_end(store, replay_topic(&r, count, err), err);
}

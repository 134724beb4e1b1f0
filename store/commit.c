/*
 * One fetch: what the document brought, what became of the feed, its line in
 * the log, all in one part of the transaction. Entries are taken from the last
 * to the first, for feeds have the newest on top, and ids and deliveries shall
 * follow time. Which entries are known is asked of the database alone, so a
 * fetch that is committed again changes nothing.
 *
 *   entry ─ identity ─┬─ repeated in the document ─▶ nothing
 *                     ├─ stored ─┬─ same content ──▶ nothing
 *                     │          └─ other content ─▶ revision, index, matches
 *                     ├─ seen ───┬─ same content ──▶ nothing
 *                     │          └─ other content ─▶ judged; stored if it matches
 *                     └─ new ────────────────────────▶ judged; stored, or seen
 */
#include "limits.h"
#include "store/articles.h"
#include "store/connection.h"
#include "store/document_keys.h"
#include "store/feeds.h"
#include "store/guard.h"
#include "store/health.h"
#include "store/matches.h"
#include "store/outbox.h"
#include "store/seen.h"

struct commit {
	struct store *store;
	const struct store_fetch *fetch;
	struct store_counts *counts;
	struct feed_facts facts;
	struct arena arena; /* of the fetch; entries use store->scratch */
	struct document_keys keys;
	struct guard guard;
	bool fires; /* whether matches make deliveries */
};

/* An entry on its way into the store. */
struct arrival {
	struct article_row row;
	const struct tokens *tokens;
	struct match *matches;
	size_t match_count;
	char uid[ARTICLE_UID + 1];
};

/* ---- judging ------------------------------------------------------------------- */

/* What the entry does not say itself. */
static void
complete(const struct commit *c, struct arrival *arrival, int64_t key)
{
	struct article_row *row = &arrival->row;
	struct article *article = &row->article;
	const struct feed *feed = c->fetch->feed;

	row->feed = c->fetch->state->id;
	row->keys.identity = key;
	row->keys.link = link_key(article->url);
	row->keys.content = content_key(article);
	article->feed_name = slice_of(feed->name);
	article->feed_title = c->facts.title;
	article->feed_url = c->facts.url;
	article->feed_tags = c->facts.tags.items;
	article->feed_tag_count = c->facts.tags.count;
	article->first_seen_at = c->fetch->now_at;
	article->revision = 1;
	article->unread = true;
	if (article->language.len == 0)
		article->language = slice_of(feed->language);
	row->declared_language = article->language;
	article_uid(article->feed_name, article->identity, arrival->uid);
	article->uid = slice_of(arrival->uid);
}

static bool
judge(struct commit *c, struct arrival *arrival, struct error *err)
{
	const struct store_fetch *fetch = c->fetch;
	struct article *article = &arrival->row.article;

	arrival->tokens = tokens_make(article, &c->store->scratch);
	if (arrival->tokens == NULL)
		return error_set(err, ERROR_MEMORY,
		    "no memory for the words of an entry");
	article->language = tokens_language(arrival->tokens);
	arrival->match_count = 0;
	if (fetch->topics == NULL)
		return true;
	arrival->matches = matches_room(c->store, fetch->topics);
	arrival->match_count = topics_match(fetch->topics, fetch->scratch,
	    arrival->tokens, article, arrival->matches, c->store->match_max);
	return !topics_match_lacked_memory(fetch->scratch) ||
	    error_set(err, ERROR_MEMORY, "no memory to judge an entry");
}

static bool
enqueue(struct commit *c, const struct arrival *arrival,
    const struct match_row *row, enum delivery_event event, struct error *err)
{
	const struct topic *topic =
	    &c->fetch->topic_definitions[row->match->topic];
	struct delivery_order order = {
		.article = row->article,
		.topic = row->topic,
		.revision = row->revision,
		.uid = arrival->row.article.uid,
		.topic_name = topic->name,
		.event = event,
		.held_why = c->guard.held_why,
		.now_at = c->fetch->now_at,
	};

	for (size_t i = 0; i < topic->hook_count; i++) {
		bool added;

		order.hook = topic->hooks[i];
		if (!outbox_add(c->store, &order, &added, err))
			return false;
		c->counts->deliveries += added;
		c->counts->held += added && order.held_why != NULL;
	}
	return true;
}

/* Whether the topic's hooks want to hear of it; where it says nothing they want
 * what is new. */
static bool
is_wanted(const struct topic *topic, enum delivery_event event)
{
	return event == EVENT_UPDATED ? topic->on_updated
				      : topic->on_new || !topic->on_updated;
}

/*
 * A match that the article did not have yet is news to the topic, once, also
 * where it comes by a change (a headline whose text follows later). One that it
 * had is an update.
 */
static bool
record_match(struct commit *c, const struct arrival *arrival,
    struct match_row *row, bool fires, bool *fresh, struct error *err)
{
	const struct store_fetch *fetch = c->fetch;
	const struct topic *definition =
	    &fetch->topic_definitions[row->match->topic];
	struct topic_place topic;
	enum delivery_event event;

	if (!topic_find(c->store, row->match->name, &topic, err))
		return false;
	row->topic = topic.id;
	row->fired = fires && topic.muted_until_at <= fetch->now_at &&
	    (definition->expires_at == 0 ||
		fetch->now_at < definition->expires_at);
	if (!match_insert(c->store, row, fresh, err))
		return false;
	event = *fresh ? EVENT_NEW : EVENT_UPDATED;
	return !row->fired || !is_wanted(definition, event) ||
	    enqueue(c, arrival, row, event, err);
}

static bool
record_matches(struct commit *c, const struct arrival *arrival, int64_t article,
    bool fires, struct error *err)
{
	bool any = false;

	for (size_t i = 0; i < arrival->match_count; i++) {
		struct match *match = &arrival->matches[i];
		struct match_row row = {
			.article = article,
			.revision = arrival->row.article.revision,
			.matched_at = c->fetch->now_at,
			.match = match,
		};
		bool fresh;

		query_describe(topic_set_query(c->fetch->topics, match->topic),
		    arrival->tokens, &arrival->row.article, &c->store->scratch,
		    match);
		if (!record_match(c, arrival, &row, fires, &fresh, err))
			return false;
		any = any || fresh;
	}
	c->counts->matched += any;
	return true;
}

/* ---- entries --------------------------------------------------------------------- */

static bool
insert(struct commit *c, struct arrival *arrival, bool fires, struct error *err)
{
	struct article *article = &arrival->row.article;
	int64_t id, since_at = article->backlog ? c->fetch->now_at : 0;

	if (!article_insert(c->store, &arrival->row, since_at, &id, err))
		return false;
	if (c->counts->first_id == 0)
		c->counts->first_id = id;
	c->counts->last_id = id;
	return index_change(c->store, INDEX_ADD, id, arrival->tokens, err) &&
	    language_count_add(c->store,
		tokens_primary_language(arrival->tokens), 1, err) &&
	    record_matches(c, arrival, id, fires, err);
}

/*
 * Without topics everything is kept; with them what matches. The rest waits in
 * the backlog, and so does what is muted, whatever is configured.
 */
static bool
add_new(struct commit *c, struct arrival *arrival, struct error *err)
{
	const struct topic_set *topics = c->fetch->topics;
	struct article *article = &arrival->row.article;
	bool kept;

	if (!judge(c, arrival, err))
		return false;
	c->counts->fresh++;
	kept = arrival->match_count > 0 || topics == NULL ||
	    (topic_set_count(topics) == 0 &&
		!topic_set_mutes(topics, arrival->tokens, article));
	article->backlog = !kept;
	if (!kept && c->fetch->backlog_s == 0)
		return seen_add(c->store, &arrival->row, c->fetch->now_at, err);
	return insert(c, arrival, c->fires, err);
}

/* An entry that was not kept may be wanted for what it says now. */
static bool
judge_seen(struct commit *c, struct arrival *arrival, struct error *err)
{
	if (!judge(c, arrival, err))
		return false;
	if (arrival->match_count == 0)
		return seen_add(c->store, &arrival->row, c->fetch->now_at, err);
	c->counts->changed++;
	return seen_remove(c->store, &arrival->row, err) &&
	    insert(c, arrival, c->fires, err);
}

static bool
change_stored(struct commit *c, struct arrival *arrival,
    const struct known *known, struct error *err)
{
	struct store *store = c->store;
	struct article *article = &arrival->row.article;
	struct article_row old;

	article->id = known->article;
	article->revision = known->revision + 1;
	/* The index forgets the old words first: they are made from the stored
	 * text. */
	if (!article_unindex(store, article->id, &old, err) ||
	    !judge(c, arrival, err))
		return false;
	article->uid = old.article.uid; /* the feed may have been renamed */
	c->counts->changed++;
	if (!article_replace(store, &arrival->row, c->fetch->now_at, err) ||
	    !index_change(store, INDEX_REPLACE, article->id, arrival->tokens,
		err) ||
	    !language_count_add(store, tokens_primary_language(arrival->tokens),
		1, err))
		return false;
	if (arrival->match_count > 0 &&
	    !article_leave_backlog(store, article->id, err))
		return false;
	return record_matches(c, arrival, article->id, c->fires, err);
}

/*
 * An entry whose id is known under another link may be one of a collision,
 * stored by its link while both were in the feed; then it is that one.
 */
static bool
find_collided(struct commit *c, struct article *article, int64_t *key,
    struct known *known, struct error *err)
{
	int64_t by_link = identity_key(article->url);
	struct known other;

	if (known->status == ENTRY_NEW || slice_is_empty(article->url) ||
	    known->link_key == link_key(article->url))
		return true;
	if (!known_find(c->store, c->fetch->state->id, by_link, &other, err))
		return false;
	if (other.status == ENTRY_NEW)
		return true;
	*known = other;
	*key = by_link;
	article->identity = article->url;
	return true;
}

static bool
commit_entry(struct commit *c, size_t index, struct error *err)
{
	struct arrival arrival = { .match_count = 0 };
	struct article *article = &arrival.row.article;
	int64_t key = c->keys.identity[index];
	struct known known = c->keys.known[index];

	arena_reset(&c->store->scratch);
	if (!article_from_entry(c->fetch->document, index, &c->store->scratch,
		article, err))
		return false;
	if (c->keys.by_link[index])
		article->identity = article->url;
	else if (!find_collided(c, article, &key, &known, err))
		return false;
	complete(c, &arrival, key);
	if (known.status != ENTRY_NEW &&
	    known.content_key == arrival.row.keys.content)
		return true;
	switch (known.status) {
	case ENTRY_NEW:
		return add_new(c, &arrival, err);
	case ENTRY_STORED:
		return change_stored(c, &arrival, &known, err);
	case ENTRY_SEEN:
		return judge_seen(c, &arrival, err);
	}
	return true;
}

/* ---- the fetch --------------------------------------------------------------------- */

static bool
commit_document(struct commit *c, struct error *err)
{
	const struct store_fetch *fetch = c->fetch;

	if (!feed_facts_load(c->store, fetch, &c->arena, &c->facts, err) ||
	    !document_keys_load(&c->keys, c->store, fetch, &c->arena, err) ||
	    (!c->facts.baseline &&
		!guard_judge(&c->guard, c->store, fetch, &c->keys, &c->arena,
		    err)))
		return false;
	c->counts->entries = fetch->document->entry_count;
	c->counts->baseline = c->facts.baseline;
	c->counts->rekeyed = c->guard.rekeyed;
	c->fires = !c->facts.baseline || fetch->fire_on_first;
	for (size_t i = fetch->document->entry_count; i > 0; i--)
		if (!c->keys.repeated[i - 1] && !commit_entry(c, i - 1, err))
			return false;
	return true;
}

static bool
commit_fetch(struct commit *c, struct error *err)
{
	if (c->fetch->document != NULL && !commit_document(c, err))
		return false;
	return health_judge(c->store, c->fetch, &c->guard, err) &&
	    feed_save(c->store, c->fetch, c->counts, err);
}

bool
store_commit_fetch(struct store *store, const struct store_fetch *fetch,
    struct store_counts *counts, struct error *err)
{
	struct commit c = { .store = store, .fetch = fetch, .counts = counts };
	bool ok;

	*counts = (struct store_counts){ .entries = 0 };
	if (!part_begin(store, err))
		return false;
	arena_init(&c.arena, LIMIT_READER_OUTPUT);
	ok = part_end(store, commit_fetch(&c, err), err);
	arena_finish(&c.arena);
	if (!ok)
		error_prefix(err, "feed %s", fetch->feed->name);
	return ok;
}

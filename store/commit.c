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
#include "store/feeds.h"
#include "store/matches.h"
#include "store/outbox.h"
#include "store/seen.h"

enum entry_status {
	ENTRY_NEW,
	ENTRY_STORED,
	ENTRY_SEEN
};

/* What the database knows of an entry. */
struct known {
	enum entry_status status;
	int64_t article, content_key, link_key, revision;
};

struct commit {
	struct store *store;
	const struct store_fetch *fetch;
	struct store_counts *counts;
	struct feed_facts facts;
	struct arena arena;     /* of the fetch; entries use store->scratch */
	int64_t *identity_keys; /* of the document's entries */
	bool *repeated;         /* an earlier one has the same identity */
	bool *by_link; /* its id is that of another one, its link is not */
	bool fires;    /* whether matches make deliveries */
};

/* An entry on its way into the store. */
struct arrival {
	struct article_row row;
	const struct tokens *tokens;
	struct match *matches;
	size_t match_count;
	char uid[ARTICLE_UID + 1];
};

/* ---- identities of the document --------------------------------------------- */

/* The number, from 1, of the entry that has put this key into the table; 0
 * where none had, and this one did. */
static size_t
note_key(const int64_t *keys, uint32_t *slots, size_t slot_count, size_t index)
{
	size_t slot = (size_t)keys[index] % slot_count;

	while (slots[slot] != 0) {
		if (keys[slots[slot] - 1] == keys[index])
			return slots[slot];
		slot = (slot + 1) % slot_count;
	}
	slots[slot] = (uint32_t)(index + 1);
	return 0;
}

/* Whether two entries of one id have links that tell them apart. */
static bool
is_collision(const struct document *document, size_t first, size_t second)
{
	const struct doc_batch *batch;
	const struct doc_entry *entry = document_entry(document, first, &batch);
	struct slice a = doc_slice(batch, entry->link), b;

	entry = document_entry(document, second, &batch);
	b = doc_slice(batch, entry->link);
	return a.len > 0 && b.len > 0 && b.len <= LIMIT_STORED_IDENTITY &&
	    link_key(a) != link_key(b);
}

static bool
find_repeated(struct commit *c, struct error *err)
{
	const struct document *document = c->fetch->document;
	size_t count = document->entry_count, slot_count = 2 * count + 1;
	uint32_t *slots;

	c->identity_keys = arena_alloc_array(&c->arena, count,
	    sizeof(*c->identity_keys));
	c->repeated = arena_alloc_array(&c->arena, count, sizeof(*c->repeated));
	c->by_link = arena_alloc_array(&c->arena, count, sizeof(*c->by_link));
	slots = arena_alloc_array(&c->arena, slot_count, sizeof(*slots));
	if (c->identity_keys == NULL || c->repeated == NULL ||
	    c->by_link == NULL || slots == NULL)
		return error_set(err, ERROR_MEMORY,
		    "no memory for a document's entries");
	for (size_t i = 0; i < count; i++) {
		const struct doc_batch *batch;
		const struct doc_entry *entry = document_entry(document, i,
		    &batch);
		struct slice identity;
		size_t earlier;

		arena_reset(&c->store->scratch);
		identity = entry_identity(batch, entry, &c->store->scratch);
		if (identity.ptr == NULL)
			return error_set(err, ERROR_MEMORY,
			    "no memory for an entry");
		c->identity_keys[i] = identity_key(identity);
		earlier = note_key(c->identity_keys, slots, slot_count, i);
		c->by_link[i] = earlier > 0 &&
		    is_collision(document, earlier - 1, i);
		if (c->by_link[i]) {
			c->identity_keys[i] = identity_key(
			    doc_slice(batch, entry->link));
			earlier = note_key(c->identity_keys, slots, slot_count,
			    i);
		}
		c->repeated[i] = earlier > 0;
	}
	return true;
}

static bool
find_known(struct commit *c, int64_t key, struct known *known,
    struct error *err)
{
	static const char sql[] =
	    "SELECT 1, id, content_key, link_key, revision FROM article "
	    "WHERE feed = ?1 AND identity_key = ?2 UNION ALL "
	    "SELECT 2, 0, content_key, link_key, 0 FROM seen "
	    "WHERE feed = ?1 AND identity_key = ?2 LIMIT 1";
	struct statement s = statement_of(c->store, sql);
	enum step step;

	*known = (struct known){ .status = ENTRY_NEW };
	put_int(&s, c->fetch->state->id);
	put_int(&s, key);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		known->status = take_int(&s) == 1 ? ENTRY_STORED : ENTRY_SEEN;
		known->article = take_int(&s);
		known->content_key = take_int(&s);
		known->link_key = take_int(&s);
		known->revision = take_int(&s);
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

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
	return true;
}

static bool
enqueue(struct commit *c, const struct arrival *arrival,
    const struct match_row *row, struct error *err)
{
	const struct topic *topic =
	    &c->fetch->topic_definitions[row->match->topic];
	struct delivery_order order = {
		.article = row->article,
		.topic = row->topic,
		.revision = row->revision,
		.uid = arrival->row.article.uid,
		.topic_name = topic->name,
		.event = EVENT_NEW,
		.now_at = c->fetch->now_at,
	};

	for (size_t i = 0; i < topic->hook_count; i++) {
		bool added;

		order.hook = topic->hooks[i];
		if (!outbox_add(c->store, &order, &added, err))
			return false;
		c->counts->deliveries += added;
	}
	return true;
}

/* Records the matches that the article did not have yet, and their deliveries
 * where fires and the topic is not muted: an article that comes to match by a
 * change (a headline whose text follows later) is news to that topic, once. */
static bool
record_matches(struct commit *c, const struct arrival *arrival, int64_t article,
    bool fires, struct error *err)
{
	const struct store_fetch *fetch = c->fetch;
	bool any = false;

	for (size_t i = 0; i < arrival->match_count; i++) {
		struct match *match = &arrival->matches[i];
		struct match_row row = {
			.article = article,
			.revision = arrival->row.article.revision,
			.matched_at = fetch->now_at,
			.match = match,
		};
		struct topic_place topic;
		bool fresh;

		query_describe(topic_set_query(fetch->topics, match->topic),
		    arrival->tokens, &arrival->row.article, &c->store->scratch,
		    match);
		if (!topic_find(c->store, match->name, &topic, err))
			return false;
		row.topic = topic.id;
		row.fired = fires && topic.muted_until_at <= fetch->now_at;
		if (!match_insert(c->store, &row, &fresh, err) ||
		    (row.fired && fresh && !enqueue(c, arrival, &row, err)))
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
	if (!find_known(c, by_link, &other, err))
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
	int64_t key = c->identity_keys[index];
	struct known known;

	arena_reset(&c->store->scratch);
	if (!article_from_entry(c->fetch->document, index, &c->store->scratch,
		article, err) ||
	    !find_known(c, key, &known, err))
		return false;
	if (c->by_link[index])
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
	    !find_repeated(c, err))
		return false;
	c->counts->entries = fetch->document->entry_count;
	c->counts->baseline = c->facts.baseline;
	c->fires = !c->facts.baseline || fetch->fire_on_first;
	for (size_t i = fetch->document->entry_count; i > 0; i--)
		if (!c->repeated[i - 1] && !commit_entry(c, i - 1, err))
			return false;
	return true;
}

static bool
commit_fetch(struct commit *c, struct error *err)
{
	if (c->fetch->document != NULL && !commit_document(c, err))
		return false;
	return feed_save(c->store, c->fetch, c->counts, err);
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

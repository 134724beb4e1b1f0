/*
 * Guards: what a feed does to its readers by mistake or malice.
 *
 *   many new ids, known texts ─▶ the articles get the new ids, nothing is new
 *   nothing known, new title  ─▶ the feed may have another owner: held
 *   far more than usual       ─▶ a burst: held
 *   the first after a loss    ─▶ its hooks may have run already: held
 *
 * Only deliveries are held back, and a person lets them go; articles are stored
 * and matched in any case, so that nothing is missed.
 */
#include "store/guard.h"

#include "limits.h"
#include "store/connection.h"
#include "store/entry_identity.h"
#include "store/loss.h"

#define KNOWN_MIN   10 /* articles from which on a feed has habits */
#define BURST_MIN   20 /* new entries that are no burst in any feed */
#define BURST_TIMES 5

/* What is new in a document. */
struct news {
	size_t fresh, known;
	size_t twins;      /* fresh ones that are known by link or text */
	size_t sure_twins; /* by both */
	int64_t *article;  /* the twin of each entry; 0: none */
	bool *sure;
};

/* ---- twins -------------------------------------------------------------------- */

/*
 * The stored article that has this link or this text under an id that is not in
 * the document any more.
 */
/* NOLINTBEGIN(readability-function-size): one call, what it fills is the last two */
static bool
find_twin(struct store *store, int64_t feed, const struct article_keys *wanted,
    const struct document_keys *keys, struct news *news, size_t index,
    struct error *err)
/* NOLINTEND(readability-function-size) */
{
	static const char sql[] =
	    "SELECT id, identity_key, "
	    "(link_key = ?2 AND ?2 <> 0) + (content_key = ?3) AS alike "
	    "FROM article WHERE feed = ?1 AND link_key = ?2 AND ?2 <> 0 "
	    "UNION SELECT id, identity_key, "
	    "(link_key = ?2 AND ?2 <> 0) + (content_key = ?3) "
	    "FROM article WHERE feed = ?1 AND content_key = ?3 "
	    "ORDER BY alike DESC, id DESC LIMIT 10";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, feed);
	put_int(&s, wanted->link);
	put_int(&s, wanted->content);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		int64_t id = take_int(&s), identity = take_int(&s);

		if (document_keys_have(keys, identity))
			continue;
		news->article[index] = id;
		news->sure[index] = take_int(&s) == 2;
		break;
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

/* An article can be the twin of one entry only. */
static bool
is_taken(const struct news *news, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (news->article[i] == news->article[index])
			return true;
	return false;
}

static bool
count_entry(struct news *news, struct store *store,
    const struct store_fetch *fetch, const struct document_keys *keys,
    size_t index, struct error *err)
{
	struct article_keys wanted;
	struct article article;

	if (keys->known[index].status != ENTRY_NEW) {
		news->known++;
		return true;
	}
	news->fresh++;
	arena_reset(&store->scratch);
	article = (struct article){ .id = 0 };
	if (!article_from_entry(fetch->document, index, &store->scratch,
		&article, err))
		return false;
	wanted.link = link_key(article.url);
	wanted.content = content_key(&article);
	if (!find_twin(store, fetch->state->id, &wanted, keys, news, index,
		err))
		return false;
	if (news->article[index] != 0 && is_taken(news, index))
		news->article[index] = 0;
	news->twins += news->article[index] != 0;
	news->sure_twins += news->article[index] != 0 && news->sure[index];
	return true;
}

static bool
count_news(struct news *news, struct store *store,
    const struct store_fetch *fetch, const struct document_keys *keys,
    struct arena *arena, struct error *err)
{
	news->article = arena_alloc_array(arena, keys->count,
	    sizeof(*news->article));
	news->sure = arena_alloc_array(arena, keys->count, sizeof(*news->sure));
	if (news->article == NULL || news->sure == NULL)
		return error_set(err, ERROR_MEMORY,
		    "no memory for a document's entries");
	for (size_t i = 0; i < keys->count; i++)
		if (!keys->repeated[i] &&
		    !count_entry(news, store, fetch, keys, i, err))
			return false;
	return true;
}

/* ---- changed ids ---------------------------------------------------------------- */

static bool
rekey(struct store *store, int64_t article, struct slice identity, int64_t key,
    struct error *err)
{
	static const char sql[] = "UPDATE article SET identity = ?, "
				  "identity_key = ? WHERE id = ?";
	struct statement s = statement_of(store, sql);

	put_text(&s, identity);
	put_int(&s, key);
	put_int(&s, article);
	return statement_run(&s, err);
}

/* NOLINTBEGIN(readability-function-size): one call */
static bool
rekey_entry(struct guard *guard, struct store *store,
    const struct store_fetch *fetch, struct document_keys *keys, size_t index,
    int64_t twin, struct error *err)
/* NOLINTEND(readability-function-size) */
{
	const struct doc_batch *batch;
	const struct doc_entry *entry = document_entry(fetch->document, index,
	    &batch);
	struct slice identity;

	arena_reset(&store->scratch);
	identity = keys->by_link[index]
	    ? doc_slice(batch, entry->link)
	    : entry_identity(batch, entry, &store->scratch);
	guard->rekeyed++;
	return rekey(store, twin, identity, keys->identity[index], err) &&
	    known_find(store, fetch->state->id, keys->identity[index],
		&keys->known[index], err);
}

/*
 * T38: where half of what is new is known, the feed has changed its ids. A few
 * may be chance, unless link and text are both the same.
 */
static bool
rekey_twins(struct guard *guard, struct store *store,
    const struct store_fetch *fetch, struct document_keys *keys,
    struct news *news, struct error *err)
{
	bool churn = news->fresh >= KNOWN_MIN && 2 * news->twins >= news->fresh;

	for (size_t i = 0; i < keys->count; i++) {
		if (news->article[i] == 0 || (!churn && !news->sure[i]))
			continue;
		if (!rekey_entry(guard, store, fetch, keys, i, news->article[i],
			err))
			return false;
		news->fresh--;
	}
	return true;
}

/* ---- another owner ---------------------------------------------------------------- */

/* As it is stored. */
static struct slice
document_title(const struct document *document)
{
	const struct doc_feed *feed = document_feed(document);

	return feed == NULL
	    ? SLICE_NONE
	    : slice_sub(doc_slice(&document->feed, feed->title.value), 0,
		  LIMIT_STORED_TITLE);
}

static bool
has_another_title(struct store *store, const struct store_fetch *fetch,
    bool *another, struct error *err)
{
	static const char sql[] = "SELECT own_title FROM feed WHERE id = ?";
	struct statement s = statement_of(store, sql);
	struct slice title = document_title(fetch->document), old;
	enum step step;

	put_int(&s, fetch->state->id);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		old = take_text(&s);
		*another = old.len > 0 && !slice_eq(old, title);
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

static bool
mark_suspect(struct store *store, const struct store_fetch *fetch,
    struct error *err)
{
	static const char sql[] = "UPDATE feed SET suspect_at = ? WHERE id = ?";
	struct statement s = statement_of(store, sql);

	put_int(&s, fetch->now_at);
	put_int(&s, fetch->state->id);
	return statement_run(&s, err);
}

static bool
is_suspect(struct store *store, int64_t feed, bool *suspect, struct error *err)
{
	static const char sql[] = "SELECT suspect_at > 0 FROM feed "
				  "WHERE id = ?";
	struct statement s = statement_of(store, sql);
	int64_t found = 0;

	put_int(&s, feed);
	if (!statement_int(&s, &found, err))
		return false;
	*suspect = found != 0;
	return true;
}

static bool
judge_owner(struct guard *guard, struct store *store,
    const struct store_fetch *fetch, const struct news *news, struct error *err)
{
	static const char why[] = "the feed may have another owner: other "
				  "title, other entries";
	bool another = false, suspect = false;

	if (!is_suspect(store, fetch->state->id, &suspect, err))
		return false;
	if (suspect) {
		guard->held_why = why;
		return true;
	}
	if (news->known > 0 || news->twins > 0 || news->fresh == 0)
		return true;
	if (!has_another_title(store, fetch, &another, err))
		return false;
	if (!another)
		return true;
	guard->suspect = true;
	guard->held_why = why;
	return mark_suspect(store, fetch, err);
}

/* ---- bursts -------------------------------------------------------------------------- */

/* Of the feed's last polls that brought something: the middle one, and how many
 * a second on the whole. */
struct habit {
	int64_t polls, median, entries, since_at;
};

static bool
habit_load(struct store *store, int64_t feed, struct habit *habit,
    struct error *err)
{
	static const char sql[] =
	    "WITH brought AS (SELECT fresh, at FROM fetch_log WHERE feed = ?1 "
	    "AND fresh > 0) "
	    "SELECT (SELECT count(*) FROM brought), "
	    "(SELECT fresh FROM brought ORDER BY fresh "
	    "LIMIT 1 OFFSET (SELECT count(*) / 2 FROM brought)), "
	    "(SELECT sum(fresh) FROM brought), (SELECT min(at) FROM brought)";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, feed);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		habit->polls = take_int(&s);
		habit->median = take_int(&s);
		habit->entries = take_int(&s);
		habit->since_at = take_int(&s);
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

static bool
last_document_at(struct store *store, int64_t feed, int64_t *at,
    struct error *err)
{
	static const char sql[] = "SELECT last_ok_at FROM feed WHERE id = ?";
	struct statement s = statement_of(store, sql);

	put_int(&s, feed);
	return statement_int(&s, at, err);
}

/* More than five times what comes usually, and more than its usual rate gives
 * for the time since it was asked last: crierd may have been down for days. */
static bool
judge_burst(struct guard *guard, struct store *store,
    const struct store_fetch *fetch, size_t fresh, struct arena *arena,
    struct error *err)
{
	struct habit habit = { .polls = 0 };
	int64_t last_at = 0, age_s, usual;

	if (fresh <= BURST_MIN)
		return true;
	if (!habit_load(store, fetch->state->id, &habit, err) ||
	    !last_document_at(store, fetch->state->id, &last_at, err))
		return false;
	age_s = fetch->now_at - habit.since_at;
	usual = BURST_TIMES * habit.median;
	if (age_s > 0 && last_at > 0 && last_at < fetch->now_at) {
		int64_t due = BURST_TIMES * habit.entries *
		    (fetch->now_at - last_at) / age_s;

		if (habit.polls > 1 && due > usual)
			usual = due;
	}
	if ((int64_t)fresh <= usual)
		return true;
	guard->burst = true;
	guard->held_why = arena_format(arena,
	    "a burst: %zu new entries at once where %lld are usual", fresh,
	    (long long)habit.median);
	return guard->held_why != NULL ||
	    error_set(err, ERROR_MEMORY, "no memory for a burst");
}

/* ---- all of them ------------------------------------------------------------------------ */

static bool
has_habits(struct store *store, int64_t feed, bool *has, struct error *err)
{
	static const char sql[] =
	    "SELECT (SELECT count(*) FROM (SELECT 1 FROM article "
	    "WHERE feed = ?1 LIMIT ?2)) + (SELECT count(*) FROM "
	    "(SELECT 1 FROM seen WHERE feed = ?1 LIMIT ?2)) >= ?2";
	struct statement s = statement_of(store, sql);
	int64_t found = 0;

	put_int(&s, feed);
	put_int(&s, KNOWN_MIN);
	if (!statement_int(&s, &found, err))
		return false;
	*has = found != 0;
	return true;
}

bool
guard_judge(struct guard *guard, struct store *store,
    const struct store_fetch *fetch, struct document_keys *keys,
    struct arena *arena, struct error *err)
{
	struct news news = { .fresh = 0 };
	bool has;

	*guard = (struct guard){ .rekeyed = 0 };
	if (!loss_holds(store, fetch->state->id, arena, &guard->held_why,
		err) ||
	    !has_habits(store, fetch->state->id, &has, err))
		return false;
	if (!has)
		return true;
	return count_news(&news, store, fetch, keys, arena, err) &&
	    rekey_twins(guard, store, fetch, keys, &news, err) &&
	    judge_owner(guard, store, fetch, &news, err) &&
	    (guard->held_why != NULL ||
		judge_burst(guard, store, fetch, news.fresh, arena, err));
}

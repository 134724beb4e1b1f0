/*
 * New topics on old articles: those that were stored before a topic's query
 * are judged in slices by id. Each slice is stored with how far it came, so
 * that a crash costs one slice. Matches are recorded as not fired and take the
 * article out of the backlog; no delivery is made.
 */
#include "store.h"

#include <stdlib.h>

#include "memory.h"
#include "store/articles.h"
#include "store/connection.h"
#include "store/matches.h"

/* A topic that owes its judgement of articles in (judged_to, until]. A slice
 * may hold others, for the sake of other debts: they were judged by it already,
 * and to judge them again adds nothing. */
struct debt {
	int64_t topic, judged_to, until;
	size_t index; /* in the set */
	char *name;   /* owned */
};

struct judging {
	struct store *store;
	struct topic_set *set;
	struct topic_scratch *scratch; /* owned */
	struct debt *debts;            /* owned; sorted by name */
	size_t debt_count, debt_room;
	struct debt **by_index; /* owned; NULL: owes nothing */
	int64_t from, until;    /* over all debts */
	int64_t now_at;
};

static struct debt *
add_debt(struct judging *judging)
{
	if (judging->debt_count == judging->debt_room) {
		judging->debt_room = judging->debt_room * 2 + 8;
		judging->debts = xreallocarray(judging->debts,
		    judging->debt_room, sizeof(*judging->debts));
	}
	return &judging->debts[judging->debt_count++];
}

static bool
load_debts(struct judging *judging, struct error *err)
{
	static const char sql[] =
	    "SELECT id, judged_to, judge_until, name FROM topic "
	    "WHERE removed_at = 0 AND judged_to < judge_until ORDER BY name";
	struct statement s = statement_of(judging->store, sql);
	enum step step;

	while ((step = statement_step(&s, err)) == STEP_ROW) {
		struct debt *debt = add_debt(judging);

		debt->topic = take_int(&s);
		debt->judged_to = take_int(&s);
		debt->until = take_int(&s);
		debt->index = SIZE_MAX;
		debt->name = slice_to_string(take_text(&s));
	}
	statement_end(&s);
	return step == STEP_DONE;
}

static int
compare_name(const void *name, const void *debt)
{
	return strcmp(name, ((const struct debt *)debt)->name);
}

/* A topic that is not in this set waits for one that has it. */
static void
find_in_set(struct judging *judging)
{
	size_t count = topic_set_count(judging->set);

	judging->by_index = xcalloc(count, sizeof(struct debt *));
	judging->from = INT64_MAX;
	for (size_t i = 0; i < count && judging->debt_count > 0; i++) {
		struct debt *debt = bsearch(topic_set_name(judging->set, i),
		    judging->debts, judging->debt_count,
		    sizeof(*judging->debts), compare_name);

		if (debt == NULL)
			continue;
		debt->index = i;
		judging->by_index[i] = debt;
		if (debt->judged_to < judging->from)
			judging->from = debt->judged_to;
		if (debt->until > judging->until)
			judging->until = debt->until;
	}
}

static bool
record(struct judging *judging, const struct tokens *tokens,
    const struct article *article, struct match *match, struct error *err)
{
	const struct debt *debt = judging->by_index[match->topic];
	struct match_row row = {
		.article = article->id,
		.revision = article->revision,
		.matched_at = judging->now_at,
		.match = match,
	};
	bool fresh;

	if (debt == NULL)
		return true;
	row.topic = debt->topic;
	query_describe(topic_set_query(judging->set, match->topic), tokens,
	    article, &judging->store->scratch, match);
	return match_insert(judging->store, &row, &fresh, err) &&
	    (!article->backlog ||
		article_leave_backlog(judging->store, article->id, err));
}

static bool
judge_article(struct judging *judging, int64_t id, struct error *err)
{
	struct store *store = judging->store;
	struct match *matches = matches_room(store, judging->set);
	struct article_row row;
	struct tokens *tokens;
	size_t count;

	arena_reset(&store->scratch);
	if (!article_load_tokens(store, id, &row, &tokens, err))
		return false;
	count = topics_match(judging->set, judging->scratch, tokens,
	    &row.article, matches, store->match_max);
	if (topics_match_lacked_memory(judging->scratch))
		return error_set(err, ERROR_MEMORY,
		    "no memory to judge article %lld", (long long)id);
	for (size_t i = 0; i < count; i++)
		if (!record(judging, tokens, &row.article, &matches[i], err))
			return false;
	return true;
}

/* *reached: all up to it are judged. */
static bool
judge_slice(struct judging *judging, size_t max, int64_t *reached,
    struct error *err)
{
	*reached = judging->from;
	for (size_t i = 0; i < max; i++) {
		int64_t id;

		if (!article_next(judging->store, *reached, judging->until, &id,
			err))
			return false;
		if (id == 0) {
			*reached = judging->until;
			return true;
		}
		if (!judge_article(judging, id, err))
			return false;
		*reached = id;
	}
	return true;
}

static bool
pay(struct judging *judging, int64_t reached, bool *more, struct error *err)
{
	static const char sql[] =
	    "UPDATE topic SET judged_to = max(judged_to, ?) WHERE id = ?";
	*more = false;
	for (size_t i = 0; i < judging->debt_count; i++) {
		const struct debt *debt = &judging->debts[i];
		struct statement s;

		if (debt->index == SIZE_MAX)
			continue;
		*more = *more || reached < debt->until;
		s = statement_of(judging->store, sql);
		put_int(&s, reached);
		put_int(&s, debt->topic);
		if (!statement_run(&s, err))
			return false;
	}
	return true;
}

static bool
judge(struct judging *judging, size_t max, bool *more, struct error *err)
{
	int64_t reached;

	*more = false;
	if (!load_debts(judging, err))
		return false;
	find_in_set(judging);
	if (judging->until == 0)
		return true;
	judging->scratch = topic_scratch_new(judging->set);
	return judge_slice(judging, max, &reached, err) &&
	    pay(judging, reached, more, err);
}

bool
store_judge(struct store *store, struct topic_set *set, int64_t now_at,
    size_t max, bool *more, struct error *err)
{
	struct judging judging = {
		.store = store,
		.set = set,
		.now_at = now_at,
	};
	bool ok;

	if (!part_begin(store, err))
		return false;
	ok = part_end(store, judge(&judging, max, more, err), err);
	for (size_t i = 0; i < judging.debt_count; i++)
		free(judging.debts[i].name);
	free(judging.debts);
	free(judging.by_index);
	topic_scratch_free(judging.scratch);
	return ok;
}

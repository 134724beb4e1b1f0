/*
 * The database: SQLite, one writer in the whole system, many readers (DESIGN
 * section 5; reliability sections 6 and 7).
 *
 * A store opened for writing holds the writer's lock (flock on crier.lock
 * beside the database) until it is closed and belongs to one thread. A store
 * opened for reading never writes, works beside a running writer and without
 * one. Functions that write run inside store_begin/store_commit, so that the
 * caller groups what waits into one transaction; each of them is whole or
 * undone by itself (a savepoint).
 */
#ifndef CRIER_STORE_H
#define CRIER_STORE_H

#include "arena.h"
#include "article.h"
#include "delivery.h"
#include "error.h"
#include "feed.h"
#include "fetch_result.h"
#include "topic.h"
#include "topic_set.h"

struct store;

/* ---- opening --------------------------------------------------------------- */

/* Creates or migrates the file and takes the lock; ERROR_LOCKED names the
 * process that has it. Folders are not created. */
MUST_CHECK bool
store_open_writer(struct store **out, const char *path, struct error *err);
/* ERROR_UNAVAILABLE where there is no database, ERROR_STORE where its schema is
 * newer or it is not ours. */
MUST_CHECK bool
store_open_reader(struct store **out, const char *path, struct error *err);
void store_close(struct store *store); /* takes NULL */

/* How a writer found the database. Where the last one did not close it in order
 * (it was killed, the power was cut) it was looked over, if it is not too large
 * for that; damage would have been ERROR_CORRUPT. */
struct store_opening {
	bool unclean, checked;
	int64_t check_ms;
};
struct store_opening store_get_opening(const struct store *store);

/* ---- transactions ----------------------------------------------------------- */

MUST_CHECK bool store_begin(struct store *store, struct error *err);
MUST_CHECK bool store_commit(struct store *store, struct error *err);
void store_rollback(struct store *store);
/* When idle: a passive checkpoint, incremental vacuum. Outside a transaction. */
void store_tidy(struct store *store);
/*
 * Bytes of the write-ahead log that cannot come home, because somebody still
 * reads what was there before them; 0 where they are no more than usual. *pid:
 * who reads, 0 where that is not known. Of a writer, outside a transaction.
 */
int64_t store_log_held(struct store *store, int64_t *pid);

/* ---- what is configured ------------------------------------------------------- */

/*
 * Makes the table of feeds equal to feeds: new names are added, missing ones
 * marked removed, returned ones revived, a changed URL clears the validators.
 * Feeds that a command added are not in the files and stay. states[count] is filled in the same order; their strings live in arena.
 */
MUST_CHECK bool store_sync_feeds(struct store *store, const struct feed *feeds,
    size_t count, int64_t now_at, struct feed_state *states,
    struct arena *arena, struct error *err);
/* The same for topics; *judge says whether a query is new or changed, so that
 * the backlog should be judged by store_judge. */
MUST_CHECK bool
store_sync_topics(struct store *store, const struct topic *topics, size_t count,
    int64_t now_at, bool *judge, struct error *err);
/* Another one after each change of a topic's row: a set of topics that was made
 * under an older one must not judge what is stored now. */
int64_t store_topics_version(const struct store *store);
/*
 * Judges up to max stored articles that changed topics have not seen yet:
 * matches are recorded as not fired, no delivery is made. *more says whether
 * to call again.
 */
MUST_CHECK bool store_judge(struct store *store, struct topic_set *set,
    int64_t now_at, size_t max, bool *more, struct error *err);

/*
 * The index of texts is bound to the version of the tokenizer (3.9 of the
 * topics specification). A writer that has another one begins to make it anew;
 * this makes up to max articles of it. *more says whether to call again; where
 * there is nothing to do it costs a look.
 */
MUST_CHECK bool
store_reindex(struct store *store, size_t max, bool *more, struct error *err);
/* 100, or how much of it is made: until then answers may be incomplete. */
MUST_CHECK bool
store_index_percent(struct store *store, int *percent, struct error *err);

/* ---- the life of a poll --------------------------------------------------------- */

/* R17: the attempt and a next poll are stored before the request is sent. */
struct store_attempt {
	int64_t feed, attempt_at, next_at;
};
MUST_CHECK bool store_mark_attempts(struct store *store,
    const struct store_attempt *attempts, size_t count, struct error *err);

/* What a poll came to. Everything is borrowed for the call. */
struct store_fetch {
	const struct feed *feed;
	/* As it shall be stored now; but last_new_at is set to now_at where the
	 * document has new entries, and paused and removed are not stored. */
	const struct feed_state *state;
	const struct fetch_result *result;
	const struct document *document; /* NULL where none was read */
	struct topic_set *topics;
	struct topic_scratch *scratch;
	/* hooks of topic i of the set: topic_definitions[i].hooks */
	const struct topic *topic_definitions;
	size_t topic_count;
	bool fire_on_first; /* on_first: fire */
	int64_t backlog_s;
	int64_t now_at;
	const char *health_hook; /* of notices for the operator; NULL: none */
	const char *next_why; /* schedule_reason_name, for the log of fetches */
};
struct store_counts {
	size_t entries, fresh, changed, matched, deliveries;
	size_t held;    /* of the deliveries */
	size_t rekeyed; /* articles that got their entry's changed id */
	bool baseline;  /* this was the feed's first document */
	/* Ids of the articles that are new, both included; 0: none. */
	int64_t first_id, last_id;
};
/*
 * One fetch: the feed's new state and its line in the log of fetches, and for
 * each entry: identity, then known, changed or new; new ones are tokenized,
 * matched, stored, indexed, and their deliveries enqueued.
 */
MUST_CHECK bool
store_commit_fetch(struct store *store, const struct store_fetch *fetch,
    struct store_counts *counts, struct error *err);

/*
 * How long articles stay, counted from when they were first seen. Of what is
 * kept the longest time of its topics holds; a topic that says nothing, and an
 * article without one, have the feed's time, or else age_s.
 */
struct store_retention {
	int64_t now_at, backlog_s;
	int64_t age_s; /* 0: for ever */
	int64_t count; /* of kept articles, the oldest leave; 0: any number */
	const struct feed *feeds; /* keep_s of each: 0 is nothing said */
	size_t feed_count;
	const struct topic *topics; /* the same */
	size_t topic_count;
};
struct store_pruned {
	size_t backlog, kept; /* articles that were forgotten */
	bool more;            /* call again */
};
/*
 * Forgets what its time is over for, at most max of each kind a call; their
 * identities stay known. What has a star or a label, or a delivery that is not
 * done, stays. Looks at what is kept once an hour.
 */
MUST_CHECK bool
store_prune(struct store *store, const struct store_retention *retention,
    size_t max, struct store_pruned *pruned, struct error *err);

/* ---- the outbox ------------------------------------------------------------------ */

/* Deliveries that were running when the last process ended wait again. */
MUST_CHECK bool store_deliveries_recover(struct store *store, int64_t now_at,
    size_t *count, struct error *err);

/* How a hook stands: its circuit breaker (notify_breaker). */
struct hook_state {
	int64_t failures, open_until_at;
	bool disabled;
};
/* What may be taken for a hook. Hooks that are not named may have all. */
struct store_take_hook {
	const char *name;
	bool skip;     /* none: one runs, or these are quiet hours */
	bool together; /* all of a topic in one digest */
	int64_t created_before_at; /* of those created before; INT64_MAX: all */
	int per_hour; /* the last of which is a digest; 0: no limit */
};
struct store_take {
	int64_t now_at;
	size_t max;
	const struct store_take_hook *hooks;
	size_t hook_count;
};
/*
 * Takes deliveries that are due, oldest first, at most one a hook: each becomes
 * RUNNING with one attempt more, in this transaction, before it is begun. What
 * goes together becomes one delivery of EVENT_DIGEST first, whose key is made
 * of the keys of its members. A hook whose breaker is open is left alone.
 * Everything of deliveries[] lives in arena; what has no room there waits for
 * the next visit. A delivery that cannot be read waits with the reason, and the
 * next one is taken. *next_at: when the next of the rest is due, INT64_MAX
 * where there is none; hooks that are skipped or of which one was taken do not
 * count, nor does created_before_at.
 */
MUST_CHECK bool
store_deliveries_take(struct store *store, const struct store_take *take,
    struct arena *arena, struct delivery *deliveries, size_t *count,
    int64_t *next_at, struct error *err);
/* Stores how an attempt ended: DONE, WAITING until not_before_at, or DEAD, for a
 * digest's members as well, and how its hook stands now. */
struct store_delivery_end {
	int64_t delivery;
	enum delivery_state state;
	const struct delivery_result *result;
	int64_t not_before_at, now_at;
	const struct hook_state *hook; /* NULL: it stands as it stood */
};
MUST_CHECK bool store_delivery_end(struct store *store,
    const struct store_delivery_end *end, struct error *err);

/*
 * A notice for the operator, through the outbox like an article: at most one of
 * that kind and subject a day (*added). about is what it is about in a sentence.
 */
struct store_notice {
	const char *hook;
	const char *kind;     /* "feed-failing", "hook-failing", "disk-full" */
	struct slice subject; /* name of the feed or hook; absent: crier */
	struct slice about;   /* a sentence for people */
	int64_t since_at;     /* 0: not known */
	int64_t now_at;
};
MUST_CHECK bool store_notice_add(struct store *store,
    const struct store_notice *notice, bool *added, struct error *err);

/* ---- asking ------------------------------------------------------------------------ */

enum article_sort {
	SORT_NEWEST,
	SORT_OLDEST,
	SORT_RELEVANCE
};
enum article_scope {
	SCOPE_KEPT, /* matched, or all where no topic is configured */
	SCOPE_ALL   /* with the backlog */
};
struct article_request {
	const struct query *query; /* NULL: every article */
	enum article_scope scope;  /* a query that mentions is:backlog or
				   * is:matched overrules it */
	enum article_sort sort;
	int64_t limit; /* -1: no limit */
	int64_t offset;
	bool text, html; /* whether rows have them */
	struct query_moment moment;
};
/* False ends the walk. The article lives for the call only. */
typedef bool (*article_visitor)(const struct article *article, void *arg);
MUST_CHECK bool
store_find_articles(struct store *store, const struct article_request *request,
    article_visitor visit, void *arg, struct error *err);

/* false in *found where there is no such id; lives in arena. */
MUST_CHECK bool
store_get_article(struct store *store, int64_t id, struct arena *arena,
    struct article *article, bool *found, struct error *err);

/* Former versions, the oldest first; the present one is the article. Each was
 * replaced at changed_at. What is borrowed lives for the call. */
struct revision_row {
	int64_t revision, changed_at;
	struct slice url, title, summary, text;
};
typedef bool (*revision_visitor)(const struct revision_row *row, void *arg);
MUST_CHECK bool store_list_revisions(struct store *store, int64_t article,
    revision_visitor visit, void *arg, struct error *err);

enum count_by {
	COUNT_ALL,
	COUNT_BY_TOPIC,
	COUNT_BY_FEED,
	COUNT_BY_DAY,
	COUNT_BY_AUTHOR
};
typedef bool (*count_visitor)(struct slice key, int64_t count, void *arg);
/* COUNT_ALL calls once with an absent key. Largest first; days (of the moment's
 * offset) newest first. The request's limit, offset and sort do not count. */
MUST_CHECK bool
store_count_articles(struct store *store, const struct article_request *request,
    enum count_by by, count_visitor visit, void *arg, struct error *err);

/* Rows for crier feeds, topics, hooks; what is borrowed lives for the call. */
struct feed_row {
	struct slice name, title, url;
	struct feed_state state;
	int64_t articles;
};
typedef bool (*feed_visitor)(const struct feed_row *row, void *arg);
/* By name, with those that were removed (state.removed). */
MUST_CHECK bool store_list_feeds(struct store *store, feed_visitor visit,
    void *arg, struct error *err);

struct topic_row {
	struct slice name, query;
	int64_t matches_7d, matches, last_match_at;
};
typedef bool (*topic_visitor)(const struct topic_row *row, void *arg);
MUST_CHECK bool store_list_topics(struct store *store, int64_t now_at,
    topic_visitor visit, void *arg, struct error *err);

enum delivery_filter {
	DELIVERIES_OPEN,
	DELIVERIES_DEAD,
	DELIVERIES_HELD,
	DELIVERIES_ALL
};
/* Its article has no text. */
typedef bool (*delivery_visitor)(const struct delivery *delivery, void *arg);
MUST_CHECK bool
store_list_deliveries(struct store *store, enum delivery_filter filter,
    const char *hook, delivery_visitor visit, void *arg, struct error *err);

/* Hooks that have had a delivery, by name. */
struct hook_row {
	struct slice name, last_error;
	struct hook_state state;
	int64_t waiting, grouped, held, dead, done_7d, oldest_at, last_ok_at;
};
typedef bool (*hook_visitor)(const struct hook_row *row, void *arg);
MUST_CHECK bool store_list_hooks(struct store *store, int64_t now_at,
    hook_visitor visit, void *arg, struct error *err);

struct store_status {
	int64_t feeds, feeds_failing, feeds_gone, feeds_never_polled;
	int64_t articles, articles_today, unread; /* of what is kept */
	int64_t backlog;
	int64_t waiting, running, dead, held; /* deliveries */
	int64_t next_poll_at, last_poll_at;   /* 0: none */
	int64_t size;                         /* bytes of the database */
	int64_t log_size; /* and of its write-ahead log, as on the disk */
	int schema;
};
MUST_CHECK bool store_get_status(struct store *store, int64_t now_at,
    int64_t day_start_at, struct store_status *status, struct error *err);

#endif

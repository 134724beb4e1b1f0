/*
 * The store's face for changes that a person asks for: feeds and topics added
 * beside the configured ones, marks, labels, the outbox by hand, copies. Each
 * runs inside store_begin/store_commit like the functions of store.h and is
 * whole or undone by itself. control/changes.c is the table that names them.
 *
 * ERROR_INPUT: there is nothing of that name. ERROR_REFUSED: it may not be
 * changed this way; the text says which way is open.
 */
#ifndef CRIER_STORE_CHANGES_H
#define CRIER_STORE_CHANGES_H

#include <linux/limits.h>

#include "store.h"

/* ---- feeds --------------------------------------------------------------- */

#define FEED_NAME 64 /* bytes of a name, without its NUL */

struct feed_addition {
	struct slice url; /* http or https */
	struct slice
	    name; /* absent: made from title or host, -2 on collision */
	struct slice title;
	const struct slice *tags;
	size_t tag_count;
	int64_t interval_s;      /* 0: auto */
	enum feed_origin origin; /* ORIGIN_COMMAND or ORIGIN_OPML */
};
/*
 * A URL that is there already under any name is no error: *added is false and
 * name tells it. A removed feed of that URL is revived under its own name, a
 * removed one of the chosen name with the new URL; both as the addition says
 * them, not paused any more. ERROR_REFUSED where another feed has the chosen
 * name. What an OPML list says of a feed that came from one is taken over.
 */
MUST_CHECK bool
store_feed_add(struct store *store, const struct feed_addition *addition,
    int64_t now_at, char name[FEED_NAME + 1], bool *added, struct error *err);
/* No more polling; its articles stay. Of those that a command added, as the
 * tags: others are ERROR_REFUSED. File and line are the caller's to know. */
MUST_CHECK bool store_feed_remove(struct store *store, struct slice name,
    int64_t now_at, struct error *err);
/* Not of a configured feed. Its articles keep their uids; topics that
 * store_topic_add limited to it follow, queries that name it do not. */
MUST_CHECK bool store_feed_rename(struct store *store, struct slice name,
    struct slice to, struct error *err);
enum feed_tag_change {
	FEED_TAG_REMOVE,
	FEED_TAG_ADD
};
MUST_CHECK bool store_feed_tag(struct store *store, struct slice name,
    struct slice tag, enum feed_tag_change change, struct error *err);
enum feed_pause_change {
	FEED_RESUME, /* also a feed that was gone (R43): it is polled again */
	FEED_PAUSE
};
/* Of every feed, wherever it was said. */
MUST_CHECK bool store_feed_pause(struct store *store, struct slice name,
    enum feed_pause_change change, struct error *err);
/* After the OPML lists were read and each of their feeds was given to
 * store_feed_add with ORIGIN_OPML: those that are not among the names that came
 * back have left the lists and are removed. */
MUST_CHECK bool store_opml_feeds_keep(struct store *store,
    const char *const *names, size_t count, int64_t now_at, struct error *err);
/* The feeds that live in the database alone (ORIGIN_COMMAND, ORIGIN_OPML) and
 * how their polling stands, for the daemon to poll beside the configured ones;
 * removed ones are not among them. In arena. */
MUST_CHECK bool
store_own_feeds(struct store *store, struct arena *arena, struct feed **feeds,
    struct feed_state **states, size_t *count, struct error *err);

/* ---- topics -------------------------------------------------------------- */

/* The query has been compiled by the caller. A configured topic of that name is
 * ERROR_REFUSED, one that a command added is changed. Where the query is new
 * store_judge has work. */
MUST_CHECK bool store_topic_add(struct store *store, const struct topic *topic,
    int64_t now_at, struct error *err);
MUST_CHECK bool store_topic_remove(struct store *store, struct slice name,
    int64_t now_at, struct error *err);
/* Of every topic: its deliveries are not made until then; 0 ends it. */
MUST_CHECK bool store_topic_mute(struct store *store, struct slice name,
    int64_t until_at, struct error *err);
MUST_CHECK bool store_own_topics(struct store *store, struct arena *arena,
    struct topic **topics, size_t *count, struct error *err);
/* Queues deliveries of the matches since then to those of the hooks to which
 * they were never sent, the oldest first and at most max; with max 0 it only
 * counts them. A muted topic is ERROR_REFUSED. */
struct replay {
	struct slice topic;
	const char *const *hooks;
	size_t hook_count;
	int64_t since_at, now_at;
	size_t max;
};
MUST_CHECK bool store_topic_replay(struct store *store,
    const struct replay *replay, size_t *count, struct error *err);

/* ---- the outbox by hand --------------------------------------------------- */

/* key: one delivery, dead, held or waiting; absent: all dead ones of hook; both
 * absent: all dead ones. Retried ones wait from now on, with no attempt
 * counted. A key that is running or done is ERROR_REFUSED. */
MUST_CHECK bool store_deliveries_retry(struct store *store, struct slice key,
    struct slice hook, int64_t now_at, size_t *count, struct error *err);
/* Dead, waiting and held ones, of key, of hook or all, are forgotten: they
 * become done with that note. */
MUST_CHECK bool store_deliveries_drop(struct store *store, struct slice key,
    struct slice hook, int64_t now_at, size_t *count, struct error *err);

/* Lets held ones go: of the feed, the hook, both or, where both are absent,
 * all. */
MUST_CHECK bool store_deliveries_release(struct store *store, struct slice feed,
    struct slice hook, int64_t now_at, size_t *count, struct error *err);
/* A person says that the hook is well: its breaker closes. */
MUST_CHECK bool
store_hook_resume(struct store *store, struct slice hook, struct error *err);

/* ---- marks and labels ------------------------------------------------------ */

enum mark {
	MARK_READ,
	MARK_UNREAD,
	MARK_STAR,
	MARK_UNSTAR,
	MARK_LABEL
};
struct mark_request {
	enum mark mark;
	struct slice add, remove; /* labels, of MARK_LABEL */
	/* Either ids or a query over what is kept. */
	const int64_t *ids;
	size_t id_count;
	const struct article_request *articles; /* NULL where ids are given */
	bool dry_run;
	int64_t now_at;
};
/* How many articles changed, or would. One undo step. An id that is not there
 * is ERROR_INPUT, and nothing is marked. */
MUST_CHECK bool store_mark(struct store *store,
    const struct mark_request *request, size_t *count, struct error *err);
/* Takes the last step of store_mark back, up to the last 20; *what describes it
 * ("read, 12 articles"), in arena; *count 0 and what absent where none is
 * left. */
MUST_CHECK bool store_undo(struct store *store, struct arena *arena,
    struct slice *what, size_t *count, struct error *err);

/* ---- asking ---------------------------------------------------------------- */

struct fetch_row {
	int64_t at, duration_ms, wire_bytes, next_at;
	struct slice outcome, failure_class, reason, why;
	int status;
	int64_t entries, fresh, changed, matched;
};
typedef bool (*fetch_visitor)(const struct fetch_row *row, void *arg);
/* The last polls of a feed, newest first. */
MUST_CHECK bool store_list_fetches(struct store *store, struct slice feed,
    size_t max, fetch_visitor visit, void *arg, struct error *err);

/* A consistent copy by VACUUM INTO, for its owner alone, with fsync; path must
 * not exist (ERROR_INPUT). Of a store opened for reading or writing, outside a
 * transaction. */
MUST_CHECK bool
store_backup(struct store *store, const char *path, struct error *err);

/*
 * A copy of today (UTC) in the folder "snapshots" beside the database, with
 * fsync, for its owner alone, and the newest keep of them kept; 0: nothing is
 * done. Where today's is there already *made is false. Opens the database
 * itself, for reading, so that any thread or process may call it; it takes
 * seconds a gigabyte.
 */
struct store_snapshot {
	const char *database;
	size_t keep;
	int64_t now_at;
};
MUST_CHECK bool store_snapshot(const struct store_snapshot *snapshot,
    bool *made, struct error *err);

/*
 * Restoring and recovering take the writer's lock and open the database
 * themselves: ERROR_LOCKED where crierd runs. Nothing is changed before all is
 * ready; then the new file takes the place of the old one, which stays as kept.
 * What had not been delivered is held, and so is what each feed brings first
 * afterwards, for nobody knows for what hooks have run since. The instance
 * stays, and with it every key.
 */
struct store_rescued {
	int64_t articles;    /* that are there now */
	int64_t held;        /* deliveries */
	int64_t last_at;     /* the last successful poll that it knows of */
	char kept[PATH_MAX]; /* the old database; "": there was none */
	/* Of store_recover. */
	bool sound;              /* the database was, and nothing was done */
	char snapshot[PATH_MAX]; /* on which it stands; "": none was good */
};
struct store_restore {
	const char *database, *file;
	int64_t now_at;
};
/* ERROR_INPUT where file is no database of crier, ERROR_CORRUPT where it is
 * damaged. One of an older schema is brought up to date. */
MUST_CHECK bool store_restore(const struct store_restore *restore,
    struct store_rescued *rescued, struct error *err);

/* A table of a damaged database: rows that were read, places where none could
 * be read. */
typedef void (*salvage_visitor)(const char *table, int64_t rows, int64_t places,
    void *arg);
struct store_recovery {
	const char *database;
	int64_t now_at;
	salvage_visitor visit;
	void *arg;
};
/*
 * Of a damaged database: the newest snapshot that is good, or nothing, and over
 * it all rows that can still be read; the full-text index is made anew.
 */
MUST_CHECK bool store_recover(const struct store_recovery *recovery,
    struct store_rescued *rescued, struct error *err);

/*
 * A statement of the user's on a reading store: query_only, no ATTACH, the
 * tokenizer is there. visit is called for the names of the columns first
 * (row 0) and then for each row; false ends it. NULL is absent; what is not
 * text in UTF-8 comes as X'...' in hexadecimal. ERROR_QUERY with the column
 * where SQL is wrong, ERROR_REFUSED for what does more than read.
 */
typedef bool (*sql_visitor)(size_t row, const struct slice *values,
    size_t count, void *arg);
MUST_CHECK bool store_sql(struct store *store, struct slice sql,
    sql_visitor visit, void *arg, struct error *err);

#endif

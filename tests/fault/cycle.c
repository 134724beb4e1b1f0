/*
 * The spine of crier without network and loop, one step after the other, and
 * what must hold of its database whatever happened on the way.
 */
#include "tests/fault/cycle.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler.h"
#include "limits.h"
#include "parse.h"
#include "store.h"

#define NOW   1800000000
#define DAY_S 86400

static const char *const feed_names[CYCLE_FEEDS] = { "one", "two", "three" };
static const char *hooks[] = { "desk", "wire" };
static const struct topic topics[] = {
	{ .name = "boats",
	    .query = "boat",
	    .hooks = hooks,
	    .hook_count = ARRAY_LEN(hooks),
	    .on_new = true },
};

struct cycle {
	const char *path;
	struct acknowledged *acknowledged;
	struct store *store;
	struct parse_tables *tables;
	struct topic_set *set;
	struct topic_scratch *scratch;
	struct feed feeds[CYCLE_FEEDS];
	struct feed_state states[CYCLE_FEEDS];
	struct arena arena; /* of the states */
	int64_t now_at;
};

/* ---- beginning and end ---------------------------------------------------------- */

static bool
sync_all(struct cycle *cycle, struct error *err)
{
	size_t recovered;
	bool judge;

	return store_begin(cycle->store, err) &&
	    store_sync_feeds(cycle->store, cycle->feeds, CYCLE_FEEDS,
		cycle->now_at, cycle->states, &cycle->arena, err) &&
	    store_sync_topics(cycle->store, topics, ARRAY_LEN(topics),
		cycle->now_at, &judge, err) &&
	    store_deliveries_recover(cycle->store, cycle->now_at, &recovered,
		err) &&
	    store_commit(cycle->store, err);
}

static bool
begin(struct cycle *cycle, struct error *err)
{
	struct topic_set_problem problem;

	for (size_t i = 0; i < CYCLE_FEEDS; i++)
		cycle->feeds[i] = (struct feed){ .name = feed_names[i],
			.url = "https://feed.example/" };
	cycle->now_at = NOW + cycle->acknowledged->runs++ * DAY_S;
	arena_init(&cycle->arena, MIB);
	cycle->tables = parse_tables_open(err);
	if (cycle->tables == NULL)
		return false;
	cycle->set = topic_set_build(topics, ARRAY_LEN(topics), NULL, 0, NULL,
	    0, &problem);
	if (cycle->set == NULL)
		return error_set(err, ERROR_MEMORY, "no topics");
	cycle->scratch = topic_scratch_new(cycle->set);
	if (cycle->scratch == NULL)
		return error_set(err, ERROR_MEMORY, "no scratch");
	return store_open_writer(&cycle->store, cycle->path, err) &&
	    sync_all(cycle, err);
}

static void
end(struct cycle *cycle)
{
	store_close(cycle->store);
	topic_scratch_free(cycle->scratch);
	if (cycle->set != NULL)
		topic_set_unref(cycle->set);
	parse_tables_close(cycle->tables);
	arena_finish(&cycle->arena);
}

/* ---- polls ------------------------------------------------------------------------ */

struct reading {
	struct document *document;
	struct error error;
	bool failed;
};

static bool
take_frame(void *arg, const void *frame, size_t size)
{
	struct reading *reading = arg;
	unsigned char *copy;

	if (frame == NULL) {
		document_free(reading->document);
		reading->document = document_new();
		return true;
	}
	copy = malloc(size);
	if (copy == NULL)
		return false;
	memcpy(copy, frame, size);
	reading->failed = !document_add(reading->document, copy, size,
	    &reading->error);
	return !reading->failed;
}

/* Everything that the feed has brought up to this round. */
static void
write_feed(size_t feed, int round, char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size,
	    "<rss version=\"2.0\"><channel><title>%s</title>",
	    feed_names[feed]);

	for (int i = (round + 1) * CYCLE_NEW; i-- > 0;)
		used += (size_t)snprintf(text + used, size - used,
		    "<item><guid>%zu-%d</guid><title>Boat %d</title>"
		    "<description>A boat of %s &lt;b&gt;came&lt;/b&gt; in, "
		    "number %d.</description></item>",
		    feed, i, i, feed_names[feed], i);
	snprintf(text + used, size - used, "</channel></rss>");
}

static struct document *
read_feed(struct cycle *cycle, size_t feed, int round, struct error *err)
{
	char text[8192];
	struct parse_input input = { .html = PARSE_FOR_STORE };
	struct parse_outcome outcome;
	struct reading reading = { .document = document_new() };

	write_feed(feed, round, text, sizeof(text));
	input.body = (struct bytes){ (const unsigned char *)text,
		strlen(text) };
	parse_run(cycle->tables, &input, take_frame, &reading, &outcome);
	if (outcome.status == PARSE_OK && !reading.failed)
		return reading.document;
	document_free(reading.document);
	error_set(err, ERROR_MEMORY, "%s", outcome.reason);
	return NULL;
}

static bool
poll_feed(struct cycle *cycle, size_t feed, int round, struct error *err)
{
	struct document *document = read_feed(cycle, feed, round, err);
	struct fetch_result result = { .outcome = OUTCOME_MODIFIED,
		.status = 200 };
	struct store_fetch fetch = {
		.feed = &cycle->feeds[feed],
		.state = &cycle->states[feed],
		.result = &result,
		.document = document,
		.topics = cycle->set,
		.scratch = cycle->scratch,
		.topic_definitions = topics,
		.topic_count = ARRAY_LEN(topics),
		.fire_on_first = true,
		.backlog_s = 14 * DAY_S,
		.now_at = cycle->now_at,
		.next_why = "interval",
	};
	struct store_counts counts;
	bool ok;

	if (document == NULL)
		return false;
	cycle->states[feed].outcome = OUTCOME_MODIFIED;
	cycle->states[feed].last_ok_at = cycle->now_at;
	ok = store_begin(cycle->store, err);
	if (ok && !store_commit_fetch(cycle->store, &fetch, &counts, err)) {
		store_rollback(cycle->store);
		ok = false;
	}
	ok = ok && store_commit(cycle->store, err);
	document_free(document);
	if (ok && cycle->acknowledged->rounds[feed] < round + 1)
		cycle->acknowledged->rounds[feed] = round + 1;
	return ok;
}

/* ---- deliveries ---------------------------------------------------------------------- */

static bool
end_delivery(struct cycle *cycle, int64_t delivery, struct error *err)
{
	static const struct hook_state well;
	struct delivery_result result = { .verdict = DELIVERY_OK };
	struct store_delivery_end how = {
		.delivery = delivery,
		.state = DELIVERY_DONE,
		.result = &result,
		.now_at = cycle->now_at,
		.hook = &well,
	};

	if (!store_begin(cycle->store, err))
		return false;
	if (!store_delivery_end(cycle->store, &how, err)) {
		store_rollback(cycle->store);
		return false;
	}
	if (!store_commit(cycle->store, err))
		return false;
	cycle->acknowledged->done++;
	return true;
}

static bool
take_deliveries(struct cycle *cycle, struct arena *arena,
    struct delivery *deliveries, size_t *count, struct error *err)
{
	struct store_take take = { .now_at = cycle->now_at, .max = 4 };
	int64_t next_at;

	if (!store_begin(cycle->store, err))
		return false;
	if (store_deliveries_take(cycle->store, &take, arena, deliveries, count,
		&next_at, err))
		return store_commit(cycle->store, err);
	store_rollback(cycle->store);
	return false;
}

static bool
deliver_all(struct cycle *cycle, struct error *err)
{
	struct delivery deliveries[4];
	struct arena arena;
	size_t count = 1;
	bool ok = true;

	arena_init(&arena, LIMIT_TAKE_BYTES);
	while (ok && count > 0) {
		arena_reset(&arena);
		ok = take_deliveries(cycle, &arena, deliveries, &count, err);
		for (size_t i = 0; ok && i < count; i++) {
			cycle->acknowledged->attempts++;
			ok = end_delivery(cycle, deliveries[i].id, err);
		}
	}
	arena_finish(&arena);
	return ok;
}

bool
cycle_run(const char *path, struct acknowledged *acknowledged,
    struct error *err)
{
	struct cycle cycle = { .path = path, .acknowledged = acknowledged };
	bool ok = begin(&cycle, err);

	for (int round = 0; ok && round < CYCLE_ROUNDS; round++) {
		for (size_t feed = 0; ok && feed < CYCLE_FEEDS; feed++)
			ok = poll_feed(&cycle, feed, round, err);
		ok = ok && deliver_all(&cycle, err);
		if (ok)
			store_tidy(cycle.store);
		cycle.now_at += 3600;
	}
	end(&cycle);
	return ok;
}

/* ---- what must hold --------------------------------------------------------------------- */

static bool
ask(sqlite3 *db, const char *sql, int64_t *number, char what[200])
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW;

	if (ok)
		*number = sqlite3_column_int64(stmt, 0);
	else
		snprintf(what, 200, "%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_finalize(stmt);
	return ok;
}

enum relation {
	IS,
	IS_AT_LEAST
};

static bool
holds(sqlite3 *db, const char *sql, enum relation relation, int64_t expected,
    char what[200])
{
	int64_t got = 0;

	if (!ask(db, sql, &got, what))
		return false;
	if (relation == IS ? got == expected : got >= expected)
		return true;
	snprintf(what, 200, "%lld and not %lld: %s", (long long)got,
	    (long long)expected, sql);
	return false;
}

static bool
is_whole(sqlite3 *db, char what[200])
{
	return holds(db,
		   "SELECT group_concat(integrity_check) = 'ok' "
		   "FROM pragma_integrity_check",
		   IS, 1, what) &&
	    holds(db, "SELECT count(*) FROM pragma_foreign_key_check", IS, 0,
		what);
}

static bool
is_single(sqlite3 *db, char what[200])
{
	return holds(db,
		   "SELECT count(*) - count(DISTINCT feed || '/' || identity) "
		   "FROM article",
		   IS, 0, what) &&
	    holds(db, "SELECT count(*) - count(DISTINCT key) FROM delivery", IS,
		0, what) &&
	    /* Stored and matched and queued, or nothing of it. */
	    holds(db,
		"SELECT (SELECT count(*) FROM delivery) - "
		"2 * (SELECT count(*) FROM article)",
		IS, 0, what) &&
	    holds(db,
		"SELECT count(*) FROM article_text WHERE text IS NULL "
		"AND summary IS NULL",
		IS, 0, what);
}

static bool
is_kept(sqlite3 *db, const struct acknowledged *acknowledged, char what[200])
{
	char sql[200];

	for (size_t i = 0; i < CYCLE_FEEDS; i++) {
		snprintf(sql, sizeof(sql),
		    "SELECT count(*) FROM article WHERE identity LIKE '%zu-%%'",
		    i);
		if (!holds(db, sql, IS_AT_LEAST,
			acknowledged->rounds[i] * CYCLE_NEW, what))
			return false;
	}
	return holds(db, "SELECT count(*) FROM delivery WHERE state = 'done'",
	    IS_AT_LEAST, acknowledged->done, what);
}

static bool
is_complete(sqlite3 *db, char what[200])
{
	return holds(db, "SELECT count(*) FROM article", IS, CYCLE_ARTICLES,
		   what) &&
	    holds(db, "SELECT count(*) FROM delivery WHERE state = 'done'", IS,
		2 * CYCLE_ARTICLES, what);
}

static bool
has_schema(sqlite3 *db, bool *has, char what[200])
{
	int64_t version = 0;

	*has = ask(db, "PRAGMA user_version", &version, what) && version > 0;
	return *has || what[0] == '\0';
}

bool
cycle_check(const char *path, const struct acknowledged *acknowledged,
    enum cycle_expected expected, char what[200])
{
	sqlite3 *db = NULL;
	bool ok, has = false;

	what[0] = '\0';
	if (access(path, F_OK) != 0) {
		snprintf(what, 200, "there is no database");
		return expected == CYCLE_CONSISTENT &&
		    acknowledged->rounds[0] == 0;
	}
	ok = sqlite3_open(path, &db) == SQLITE_OK && has_schema(db, &has, what);
	if (ok && !has)
		ok = expected == CYCLE_CONSISTENT &&
		    acknowledged->rounds[0] == 0;
	else
		ok = ok && is_whole(db, what) && is_single(db, what) &&
		    is_kept(db, acknowledged, what) &&
		    (expected == CYCLE_CONSISTENT || is_complete(db, what));
	sqlite3_close(db);
	return ok;
}

/* ---- folders and processes --------------------------------------------------------------- */

struct acknowledged *
acknowledged_new(void)
{
	void *shared = mmap(NULL, sizeof(struct acknowledged),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(shared, MAP_FAILED);
	return shared;
}

void
acknowledged_free(struct acknowledged *acknowledged)
{
	munmap(acknowledged, sizeof(*acknowledged));
}

/* In memory where the machine has a folder for that: thousands are made. */
void
folder_make(struct folder *folder)
{
	snprintf(folder->path, sizeof(folder->path), "%s/crier-fault-XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(folder->path));
	snprintf(folder->database, sizeof(folder->database), "%s/crier.db",
	    folder->path);
}

void
folder_remove(const struct folder *folder)
{
	DIR *dir = opendir(folder->path);
	struct dirent *entry;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL)
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	ck_assert_int_eq(rmdir(folder->path), 0);
}

int
in_a_process(int (*what)(void *arg), void *arg)
{
	pid_t child;
	int status;

	fflush(NULL);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		_exit(what(arg));
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

unsigned long
asked_number(const char *name, unsigned long fallback)
{
	const char *text = getenv(name);

	return text == NULL ? fallback : strtoul(text, NULL, 10);
}

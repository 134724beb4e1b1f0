/*
 * A database in a folder of its own, feeds and documents of a few words, and
 * questions in SQL: for the tests of store/. Every step is asserted.
 */
#ifndef CRIER_TESTS_STORE_FIXTURE_H
#define CRIER_TESTS_STORE_FIXTURE_H

#include "store.h"

#define FIXTURE_NOW 1800000000 /* 2027-01-15 08:00:00 UTC */

struct fixture {
	char folder[64], path[80];
	struct store *store;
	struct arena arena;
	int64_t now_at;
	struct feed feed;         /* "harbour"; change it before the sync */
	struct feed_state state;  /* as it was synced */
	struct topic_set *topics; /* NULL: none are configured */
	struct topic_scratch *scratch;
	const struct topic *definitions;
	size_t topic_count;
	int64_t backlog_s;
	bool fire_on_first;
	const char *title;       /* of its documents */
	const char *health_hook; /* NULL: none is configured */
};

/* Makes the folder, opens the writer and syncs the one feed. */
void fixture_open(struct fixture *f);
/* Closes, and removes the folder. */
void fixture_close(struct fixture *f);
void fixture_reopen(struct fixture *f);
/* The one feed into a database that is new. */
void fixture_sync(struct fixture *f);
/* Configures topics from now on; their sync says whether to judge. */
bool
fixture_topics(struct fixture *f, const struct topic *topics, size_t count);

/* A feed that a command adds, or removes. */
void fixture_add_feed(struct fixture *f, struct slice name, struct slice url);
void fixture_remove_feed(struct fixture *f, struct slice name);

struct fixture_entry {
	const char *id, *link, *title, *summary, *text;
	int64_t published_at; /* 0: none */
};
struct document *
fixture_document(const struct fixture_entry *entries, size_t count);
/* One fetch in a transaction of its own; document may be NULL. */
struct store_counts
fixture_commit(struct fixture *f, const struct document *document);
/* The same with a document of these entries. */
struct store_counts fixture_entries(struct fixture *f,
    const struct fixture_entry *entries, size_t count);

/* The first column of the first row; SQL of the test's own. */
int64_t fixture_int(struct fixture *f, const char *sql);
/* The same as text, in the fixture's arena; "" where NULL or no row. */
const char *fixture_text(struct fixture *f, const char *sql);
void fixture_run(struct fixture *f, const char *sql);
/* integrity_check and FTS5's own. */
void fixture_check_integrity(struct fixture *f);

#define CHECK_SQL(f, sql, expected)                                        \
	do {                                                               \
		int64_t got_ = fixture_int(f, sql);                        \
		ck_assert_msg(got_ == (expected), "%lld and not %lld: %s", \
		    (long long)got_, (long long)(expected), sql);          \
	} while (0)
#define CHECK_TEXT(f, sql, expected)                                   \
	do {                                                           \
		const char *got_ = fixture_text(f, sql);               \
		ck_assert_msg(strcmp(got_, expected) == 0,             \
		    "\"%s\" and not \"%s\": %s", got_, expected, sql); \
	} while (0)
/* A change in a transaction of its own, that succeeds; or that is refused and
 * leaves the rest of the transaction as it was. */
#define CHECK_CHANGE(f, call, err)                               \
	do {                                                     \
		CHECK_OK(store_begin((f)->store, &(err)), err);  \
		CHECK_OK(call, err);                             \
		CHECK_OK(store_commit((f)->store, &(err)), err); \
	} while (0)
#define CHECK_REFUSED(f, call, err, expected_kind, expected_text) \
	do {                                                      \
		CHECK_OK(store_begin((f)->store, &(err)), err);   \
		ck_assert(!(call));                               \
		ck_assert_str_eq((err).text, expected_text);      \
		ck_assert_int_eq((err).kind, expected_kind);      \
		CHECK_OK(store_commit((f)->store, &(err)), err);  \
	} while (0)
#define CHECK_OK(call, err) ck_assert_msg(call, "%s", (err).text)

#endif

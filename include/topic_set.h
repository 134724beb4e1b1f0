/*
 * The query language: text to tree, articles to tokens, and whether one meets
 * the other; many topics at once; translation to FTS5; explanation.
 * The language, its errors and its semantics are the topics specification;
 * codes like E14 and rules like 3.4 refer to it.
 *
 * A query, a topic set and tokens are immutable once they are made, so that
 * threads share them without locks.
 */
#ifndef CRIER_TOPIC_SET_H
#define CRIER_TOPIC_SET_H

#include "arena.h"
#include "article.h"
#include "buffer.h"
#include "match.h"
#include "topic.h"

/* Changes with any rule of the tokenizer and with its libraries' versions:
 * "1/2.8.0/2.2.0". Static. */
const char *tokens_version(void);

enum text_field {
	TEXT_TITLE,
	TEXT_SUMMARY,
	TEXT_CONTENT,
	TEXT_AUTHOR,
	TEXT_CATEGORY,
	TEXT_URL,
	TEXT_FIELDS
};

/* ---- tokens: section 3 -------------------------------------------------- */

struct tokens;

/*
 * Tokenizes every field of the article in one pass and finds its language
 * (3.8). Everything is made in arena and borrows the article's text. NULL only
 * where the arena failed.
 */
struct tokens *tokens_make(const struct article *article, struct arena *arena);
/* Full tag ("en-gb", "und"), and its primary subtag as in the index ("en"). */
struct slice tokens_language(const struct tokens *tokens);
struct slice tokens_primary_language(const struct tokens *tokens);
/* "stopwords", "script", "declared", "none" (explain's language_from). Static.
 */
const char *tokens_language_from(const struct tokens *tokens);
/* Appends the field's stream as FTS5 is fed with it (3.1). */
bool tokens_stream(const struct tokens *tokens, enum text_field field,
    struct buffer *out);

/* The languages that have a stemmer, and how often they are in a store. */
struct language_count {
	char language[9]; /* primary subtag */
	int64_t articles;
};

/* ---- one query: sections 2, 4, 7 ---------------------------------------- */

struct query;

enum query_use {
	QUERY_FOR_TOPIC,
	QUERY_FOR_SEARCH
};

struct query_error {
	char code[4];     /* "E14" */
	int line, column; /* from 1, in characters of that line */
	int length;       /* in characters */
	char message[200];
	char hint[200]; /* "" where there is none */
};

/*
 * Reads text. lists may be empty; their errors are reported with the list's
 * name in the message. NULL and *err on any error: nothing is ever guessed. An
 * empty query is E01 for a topic and matches everything for a search. The
 * caller frees with query_free; text need not outlive the call.
 */
struct query *query_parse(struct slice text, enum query_use use,
    const struct query_list *lists, size_t list_count, struct query_error *err);
void query_free(struct query *query);

/*
 * Leaves out of a search, before it is used, what is muted: from now on its
 * articles are those that meet it and none of the mutes. Its normal form, its
 * scope and whether it has words stay what its text says. False with the error
 * of a mute; then the query is only to be freed.
 */
MUST_CHECK bool query_exclude(struct query *query,
    const struct query_list *mutes, size_t mute_count,
    const struct query_list *lists, size_t list_count, struct query_error *err);

/* The one-line form "1:6: E14 ...". */
void query_error_to_error(const struct query_error *from, struct error *to);
/* The lines below it (section 7): the line of the query and the caret, indented
 * by four blanks, and where there is one the hint, by two; each ended by LF. */
bool query_error_append_context(const struct query_error *err,
    struct slice text, struct buffer *out);

/* The normal form (2.3). */
bool query_print(const struct query *query, struct buffer *out);

/* What the scope rules of 2.4 ask: does it mention is:backlog, is:matched. */
bool query_mentions_scope(const struct query *query);
bool query_is_empty(const struct query *query);
/* True where it has words, so that a rank makes sense. */
bool query_has_text(const struct query *query);
/* True where an article must be tokenized for query_eval: it has words, or what
 * it excludes has. */
bool query_reads_text(const struct query *query);

enum truth {
	TRUTH_FALSE,
	TRUTH_TRUE,
	TRUTH_UNKNOWN
};

/*
 * Whether the article meets the query. tokens are the article's own; they may
 * be NULL where query_reads_text is false (then lang: asks article->language).
 * now_at (unix seconds) is for age:, date: and seen:; utc_offset_s for local
 * days. TRUTH_UNKNOWN where a limit was hit (4.4) or memory is missing: no
 * match, but never silently so.
 */
struct query_moment {
	int64_t now_at;
	int64_t utc_offset_s;
};
enum truth query_eval(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct query_moment moment);

/*
 * Fills terms and snippet of *match, in arena: the texts that matched, in the
 * order of the article, each once; and the 40 words that show most of them, or
 * the beginning of the text where only the title was hit. Missing memory leaves
 * them empty.
 */
void query_describe(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct arena *arena, struct match *match);

/*
 * Explanation (4.6): the tree alone, as a JSON value and as lines for people.
 * What stands around it (topic, article, language, decided_by) is the caller's.
 * Every node is judged, whatever its neighbours say. False where the buffer
 * failed.
 */
bool query_explain_json(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct query_moment moment,
    struct json_writer *w);
bool query_explain_text(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct query_moment moment,
    struct buffer *out);

/* ---- to SQL: section 5 --------------------------------------------------- */

struct sql_value {
	enum {
		SQL_VALUE_TEXT,
		SQL_VALUE_INT
	} type;
	struct slice text;
	int64_t number;
};
struct sql_filter {
	/* A Boolean SQL expression over the columns of the view v1_articles
	 * under the alias a (a.id, a.feed, a.language, a.published_at,
	 * a.first_seen_at, a.sort_at, a.unread, a.starred, a.backlog,
	 * a.revision, a.story, a.host, a.url) and sub-selects on v1_matches m
	 * (article, topic), label (article, label), feed_tag (feed, tag) and
	 * article_fts. a.sort_at is the earlier of published and first seen.
	 * Parameters are ?1, ?2, ... in values. "1" if nothing narrows. */
	struct slice where;
	const struct sql_value *values;
	size_t value_count;
	bool exact; /* rows are the answer; else verify each by query_eval */
	/* The MATCH expression that every row meets and whose bm25 ranks
	 * them; absent where there is none. */
	struct slice rank_match;
};
/* Makes the filter in arena. languages: those in the store. False only for
 * ERROR_MEMORY. */
MUST_CHECK bool
query_to_sql(const struct query *query, const struct language_count *languages,
    size_t language_count, struct query_moment moment, struct arena *arena,
    struct sql_filter *filter, struct error *err);

/* ---- many topics: section 6 ---------------------------------------------- */

/* Shared by the loop and the store thread: counted. */
struct topic_set;

struct topic_set_problem {
	size_t topic; /* index; or SIZE_MAX: a mute */
	struct query_error error;
};

/*
 * Compiles topics and mutes (queries that no article of any topic may meet).
 * NULL where a query is wrong; then *problem says which. The names and feeds=
 * of the topics are copied. Count starts at 1.
 */
struct topic_set *topic_set_build(const struct topic *topics, size_t count,
    const struct query_list *lists, size_t list_count,
    const struct query_list *mutes, size_t mute_count,
    struct topic_set_problem *problem);
/* One line for people, with the place where the query stands: file and line of
 * a topic (topics are those that were given) that has them, path of a mute. */
void topic_set_problem_to_error(const struct topic_set_problem *problem,
    const struct topic *topics, const char *path, struct error *to);
struct topic_set *topic_set_ref(struct topic_set *set);
void topic_set_unref(struct topic_set *set); /* takes NULL */

size_t topic_set_count(const struct topic_set *set);
const char *topic_set_name(const struct topic_set *set, size_t topic);
const struct query *topic_set_query(const struct topic_set *set, size_t topic);
/* The query's text as configured, for payloads. */
struct slice topic_set_query_text(const struct topic_set *set, size_t topic);
/*
 * For each topic a number that changes when its query asks for something else:
 * by its own words, by those of the lists that it names, or by the mutes. Its
 * feeds= are not in it. Into meanings[topic_set_count]; never 0.
 */
void topic_set_meanings(const struct topic_set *set, int64_t *meanings);

/*
 * Every topic that the article meets, in the order of the topics, into
 * matches[max] (max >= topic_set_count); returns how many. The article's feed_*
 * fields decide feeds=. Muted articles match nothing.
 */
struct topic_scratch; /* per-thread working memory of a set */
struct topic_scratch *topic_scratch_new(const struct topic_set *set);
void topic_scratch_free(struct topic_scratch *scratch);
size_t topics_match(const struct topic_set *set, struct topic_scratch *scratch,
    const struct tokens *tokens, const struct article *article,
    struct match *matches, size_t max);
/*
 * Whether the last topics_match may have missed something for lack of memory:
 * then it is to be asked again later. An article that is too large to be looked
 * at whole (LIMIT_EVAL_ARENA) is none of these: it would be so for ever.
 */
bool topics_match_lacked_memory(const struct topic_scratch *scratch);
/* True if a mute holds. */
bool topic_set_mutes(const struct topic_set *set, const struct tokens *tokens,
    const struct article *article);

/* ---- FTS5 ---------------------------------------------------------------- */

/* Splits a stream of 3.1, or a query that begins with U+0002, or tokenizes any
 * other text as plain folded words; calls emit for each token. Stops and
 * returns emit's result where that is not 0. */
enum tokens_mode {
	TOKENS_DOCUMENT,
	TOKENS_QUERY
};
int tokens_split(enum tokens_mode mode, struct slice text,
    int (*emit)(void *arg, struct slice token, size_t start, size_t end,
	bool colocated),
    void *arg);

#endif

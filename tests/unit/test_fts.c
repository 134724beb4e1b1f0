/*
 * The index against the matcher: whatever a query matches, its SQL finds, and
 * nothing else where the query says that it is exact. A real FTS5 table with
 * the tokens of real articles, and columns named as in v1_articles.
 */
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler.h"
#include "topic/tokens.h"
#include "topic/vocabulary.h"
#include "topic_cases.h"
#include "topic_random.h"
#include "topic_set.h"
#include "url.h"

#define ARTICLES 150
#define QUERIES  400

Suite *fts_suite(void);

static const struct query_moment moment = { 1785000000, 3600 };

/* ---- the tokenizer as FTS5 calls it ---------------------------------------------- */

struct emitter {
	void *context;
	int (*token)(void *, int, const char *, int, int, int);
};

static int
emit(void *arg, struct slice token, size_t start, size_t end, bool colocated)
{
	const struct emitter *to = arg;

	return to->token(to->context, colocated ? FTS5_TOKEN_COLOCATED : 0,
	    token.ptr, (int)token.len, (int)start, (int)end);
}

static int
create(void *context, const char **args, int count, Fts5Tokenizer **out)
{
	(void)context; /* nothing to be set up */
	(void)args;
	(void)count;
	*out = (Fts5Tokenizer *)1;
	return SQLITE_OK;
}

static void
destroy(Fts5Tokenizer *tokenizer)
{
	(void)tokenizer; /* nothing was made */
}

static int
tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text,
    int len, int (*token)(void *, int, const char *, int, int, int))
{
	struct emitter to = { context, token };

	(void)tokenizer; /* has no state */
	return tokens_split(flags & FTS5_TOKENIZE_QUERY ? TOKENS_QUERY
							: TOKENS_DOCUMENT,
	    (struct slice){ text, (size_t)len }, emit, &to);
}

static void
must(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK,
	    "%s: %s", sql, message);
}

static void
add_tokenizer(sqlite3 *db)
{
	static fts5_tokenizer ours = { create, destroy, tokenize };
	sqlite3_stmt *statement;
	fts5_api *api = NULL;

	ck_assert(sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement,
		      NULL) == SQLITE_OK);
	sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
	sqlite3_step(statement);
	sqlite3_finalize(statement);
	ck_assert(api != NULL);
	ck_assert(api->xCreateTokenizer(api, "crier", NULL, &ours, NULL) ==
	    SQLITE_OK);
}

/* ---- a store in memory -------------------------------------------------------------- */

struct shelf {
	sqlite3 *db;
	struct arena arena;
	struct article articles[ARTICLES];
	struct tokens *tokens[ARTICLES];
	size_t count;
	struct language_count languages[ARTICLES];
	size_t language_count;
};

static void
shelf_open(struct shelf *shelf)
{
	memset(shelf, 0, sizeof(*shelf));
	arena_init(&shelf->arena, 1 << 26);
	ck_assert(sqlite3_open(":memory:", &shelf->db) == SQLITE_OK);
	add_tokenizer(shelf->db);
	must(shelf->db,
	    "CREATE TABLE v1_articles(id INTEGER PRIMARY KEY, feed, language,"
	    " published_at, first_seen_at, sort_at, unread, starred, backlog,"
	    " revision, story, host, url, title);"
	    "CREATE TABLE feed_tag(feed, tag);"
	    "CREATE TABLE label(article, label);"
	    "CREATE TABLE v1_matches(article, topic);"
	    "CREATE VIRTUAL TABLE article_fts USING fts5(lang, title, summary,"
	    " content, author, category, url, tokenize='crier', content='',"
	    " columnsize=1)");
}

static void
shelf_close(struct shelf *shelf)
{
	sqlite3_close(shelf->db);
	arena_finish(&shelf->arena);
}

static void
bind_text(sqlite3_stmt *statement, int at, struct slice text)
{
	if (text.len == 0)
		sqlite3_bind_null(statement, at);
	else
		sqlite3_bind_text(statement, at, text.ptr, (int)text.len,
		    SQLITE_TRANSIENT);
}

static void
run(sqlite3_stmt *statement)
{
	ck_assert_int_eq(sqlite3_step(statement), SQLITE_DONE);
	sqlite3_finalize(statement);
}

static sqlite3_stmt *
prepare(struct shelf *shelf, const char *sql)
{
	sqlite3_stmt *statement;

	ck_assert_msg(sqlite3_prepare_v2(shelf->db, sql, -1, &statement,
			  NULL) == SQLITE_OK,
	    "%s: %s", sql, sqlite3_errmsg(shelf->db));
	return statement;
}

static void
add_row(struct shelf *shelf, const struct article *article)
{
	sqlite3_stmt *statement = prepare(shelf,
	    "INSERT INTO v1_articles VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0,"
	    " ?9, ?10, ?11, ?12, ?13)");
	int64_t date = article->published_at;
	struct url url;

	if (date == 0 || article->first_seen_at < date)
		date = article->first_seen_at;
	url_split(article->url, &url);
	sqlite3_bind_int64(statement, 1, article->id);
	bind_text(statement, 2, article->feed_name);
	bind_text(statement, 3, tokens_language(shelf->tokens[shelf->count]));
	sqlite3_bind_int64(statement, 4, article->published_at);
	sqlite3_bind_int64(statement, 5, article->first_seen_at);
	sqlite3_bind_int64(statement, 6, date);
	sqlite3_bind_int(statement, 7, article->unread);
	sqlite3_bind_int(statement, 8, article->starred);
	sqlite3_bind_int64(statement, 9, article->revision);
	if (article->story > 0)
		sqlite3_bind_int64(statement, 10, article->story);
	bind_text(statement, 11, url.host);
	bind_text(statement, 12, article->url);
	bind_text(statement, 13, article->title);
	run(statement);
}

static void
add_name(struct shelf *shelf, const char *sql, int64_t id, struct slice feed,
    struct slice name)
{
	sqlite3_stmt *statement = prepare(shelf, sql);

	if (feed.ptr != NULL)
		bind_text(statement, 1, feed);
	else
		sqlite3_bind_int64(statement, 1, id);
	bind_text(statement, 2, name);
	run(statement);
}

static void
add_names(struct shelf *shelf, const struct article *article)
{
	for (size_t i = 0; i < article->topic_count; i++)
		add_name(shelf, "INSERT INTO v1_matches VALUES(?1, ?2)",
		    article->id, SLICE_NONE, article->topics[i]);
	for (size_t i = 0; i < article->label_count; i++)
		add_name(shelf, "INSERT INTO label VALUES(?1, ?2)", article->id,
		    SLICE_NONE, article->labels[i]);
	for (size_t i = 0; i < article->feed_tag_count; i++)
		add_name(shelf, "INSERT INTO feed_tag VALUES(?1, ?2)", 0,
		    article->feed_name, article->feed_tags[i]);
}

static void
index_row(struct shelf *shelf, const struct tokens *tokens, int64_t id,
    const char *sql)
{
	sqlite3_stmt *statement = prepare(shelf, sql);
	struct buffer stream;

	sqlite3_bind_int64(statement, 1, id);
	bind_text(statement, 2, tokens_primary_language(tokens));
	buffer_init(&stream, 1 << 24);
	for (int f = 0; f < TEXT_FIELDS; f++) {
		buffer_reset(&stream);
		ck_assert(tokens_stream(tokens, (enum text_field)f, &stream));
		bind_text(statement, f + 3, buffer_slice(&stream));
	}
	buffer_finish(&stream);
	run(statement);
}

static void
count_language(struct shelf *shelf, struct slice primary)
{
	for (size_t i = 0; i < shelf->language_count; i++) {
		if (slice_eq(slice_of(shelf->languages[i].language), primary)) {
			shelf->languages[i].articles++;
			return;
		}
	}
	if (primary.len > 8)
		return;
	memcpy(shelf->languages[shelf->language_count].language, primary.ptr,
	    primary.len);
	shelf->languages[shelf->language_count++].articles = 1;
}

/* Takes the article at articles[count], whose tags are those of its feed. */
static void
shelf_add(struct shelf *shelf)
{
	struct article *article = &shelf->articles[shelf->count];
	struct tokens *tokens = tokens_make(article, &shelf->arena);

	ck_assert(tokens != NULL);
	article->id = (int64_t)shelf->count + 1;
	shelf->tokens[shelf->count] = tokens;
	add_row(shelf, article);
	add_names(shelf, article);
	index_row(shelf, tokens, article->id,
	    "INSERT INTO article_fts(rowid, lang, title, summary, content,"
	    " author, category, url) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
	count_language(shelf, tokens_primary_language(tokens));
	shelf->count++;
}

/* ---- asking -------------------------------------------------------------------------- */

/* found[i]: the SQL of the query gives article i. */
static void
ask(struct shelf *shelf, const struct query *query, const char *text,
    bool *found, struct sql_filter *filter, struct arena *arena)
{
	struct error err;
	struct buffer sql;
	sqlite3_stmt *statement;
	int result;

	memset(found, 0, ARTICLES * sizeof(*found));
	ck_assert_msg(query_to_sql(query, shelf->languages,
			  shelf->language_count, moment, arena, filter, &err),
	    "%s: %s", text, err.text);
	buffer_init(&sql, 1 << 24);
	buffer_append_string(&sql, "SELECT a.id FROM v1_articles a WHERE ");
	buffer_append(&sql, filter->where);
	statement = prepare(shelf, buffer_string(&sql));
	buffer_finish(&sql);
	ck_assert_int_eq(sqlite3_bind_parameter_count(statement),
	    (int)filter->value_count);
	for (size_t i = 0; i < filter->value_count; i++) {
		const struct sql_value *value = &filter->values[i];

		if (value->type == SQL_VALUE_INT)
			sqlite3_bind_int64(statement, (int)i + 1,
			    value->number);
		else
			bind_text(statement, (int)i + 1, value->text);
	}
	while ((result = sqlite3_step(statement)) == SQLITE_ROW)
		found[sqlite3_column_int64(statement, 0) - 1] = true;
	ck_assert_msg(result == SQLITE_DONE, "%s: %s: %.*s", text,
	    sqlite3_errmsg(shelf->db), SLICE_FMT(filter->where));
	sqlite3_finalize(statement);
}

static struct query *
parse(const char *text)
{
	struct query_error err;
	struct query *query = query_parse(slice_of(text), QUERY_FOR_SEARCH,
	    NULL, 0, &err);

	ck_assert_msg(query != NULL, "%s: %d: %s %s", text, err.column,
	    err.code, err.message);
	return query;
}

struct tally {
	size_t pairs, exact, matches;
};

/* The index finds what the matcher does, and no more where it is exact. */
static void
compare(struct shelf *shelf, const char *text, struct tally *tally)
{
	struct query *query = parse(text);
	struct sql_filter filter;
	struct arena arena;
	bool found[ARTICLES];

	arena_init(&arena, 1 << 26);
	ask(shelf, query, text, found, &filter, &arena);
	for (size_t i = 0; i < shelf->count; i++) {
		const struct article *article = &shelf->articles[i];
		bool matches = query_eval(query, shelf->tokens[i], article,
				   moment) == TRUTH_TRUE;

		ck_assert_msg(found[i] || !matches,
		    "not found: %s in %.*s: %.*s // %.*s (%.*s)", text,
		    SLICE_FMT(tokens_language(shelf->tokens[i])),
		    SLICE_FMT(article->title), SLICE_FMT(article->text),
		    SLICE_FMT(filter.where));
		ck_assert_msg(!filter.exact || matches || !found[i],
		    "found as exact: %s in %.*s: %.*s // %.*s // %.*s [%.*s]",
		    text, SLICE_FMT(tokens_language(shelf->tokens[i])),
		    SLICE_FMT(article->title), SLICE_FMT(article->text),
		    SLICE_FMT(article->summary),
		    SLICE_FMT(filter.value_count > 0 ? filter.values[0].text
						     : SLICE("")));
		tally->matches += matches;
	}
	tally->pairs += shelf->count;
	tally->exact += filter.exact;
	arena_finish(&arena);
	query_free(query);
}

START_TEST(p2_the_index_finds_what_the_matcher_does)
{
	struct chance chance = chance_begin("p2");
	struct shelf *shelf = malloc(sizeof(*shelf));
	struct tally tally = { 0 };
	struct buffer text;

	shelf_open(shelf);
	while (shelf->count < ARTICLES) {
		struct article *article = &shelf->articles[shelf->count];

		random_article(&chance, &shelf->arena, article);
		/* the tags are the feed's: one feed has them or it has not */
		article->feed_tag_count = 0;
		if (slice_eq(article->feed_name, SLICE("asia"))) {
			static const struct slice tag = SLICE_INIT("Asia");

			article->feed_tags = &tag;
			article->feed_tag_count = 1;
		}
		shelf_add(shelf);
	}
	buffer_init(&text, 1 << 20);
	for (int i = 0; i < QUERIES; i++) {
		buffer_reset(&text);
		random_query(&chance, i % 5, &text);
		compare(shelf, buffer_string(&text), &tally);
	}
	printf("p2: %zu pairs, %zu matches, %zu of %d queries exact\n",
	    tally.pairs, tally.matches, tally.exact, QUERIES);
	ck_assert(tally.matches > tally.pairs / 50);
	ck_assert(tally.exact > QUERIES / 10);
	buffer_finish(&text);
	shelf_close(shelf);
	free(shelf);
}
END_TEST

START_TEST(a_case_of_the_table_is_found_in_the_index)
{
	const struct topic_case *row = &topic_cases[_i];
	struct shelf *shelf = malloc(sizeof(*shelf));
	struct tally tally = { 0 };

	shelf_open(shelf);
	topic_case_article(row->document, &shelf->arena, &shelf->articles[0]);
	if (shelf->articles[0].feed_name.ptr == NULL)
		shelf->articles[0].feed_name = SLICE("a-feed");
	shelf_add(shelf);
	compare(shelf, row->query, &tally);
	shelf_close(shelf);
	free(shelf);
}
END_TEST

START_TEST(p11_the_same_stream_takes_an_article_out_again)
{
	struct chance chance = chance_begin("p11");
	struct shelf *shelf = malloc(sizeof(*shelf));
	sqlite3_stmt *statement;

	shelf_open(shelf);
	while (shelf->count < 40) {
		random_article(&chance, &shelf->arena,
		    &shelf->articles[shelf->count]);
		shelf_add(shelf);
	}
	for (size_t i = 0; i < shelf->count; i++)
		index_row(shelf, shelf->tokens[i], (int64_t)i + 1,
		    "INSERT INTO article_fts(article_fts, rowid, lang, title,"
		    " summary, content, author, category, url)"
		    " VALUES('delete', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
	must(shelf->db,
	    "INSERT INTO article_fts(article_fts) VALUES('integrity-check');"
	    "CREATE VIRTUAL TABLE vocab USING fts5vocab(article_fts, row)");
	statement = prepare(shelf, "SELECT count(*) FROM vocab");
	ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
	ck_assert_int_eq(sqlite3_column_int(statement, 0), 0);
	sqlite3_finalize(statement);
	shelf_close(shelf);
	free(shelf);
}
END_TEST

/* What becomes of a query: how much, how exact, what ranks it. */
static const struct {
	const char *query;
	bool exact, ranked;
	const char *where; /* begins */
} shapes[] = {
	{ "", true, false, "1" },
	{ "*", true, false, "1" },
	{ "rights", true, true, "a.id IN (SELECT rowid FROM article_fts" },
	{ "rights policies", true, true, "a.id IN (" },
	{ "rights -policies", true, true, "a.id IN (" },
	{ "-rights", true, false, "NOT ifnull(a.id IN (" },
	{ "a OR -b", true, false, "(a.id IN (" },
	{ "rights is:unread", true, true, "(a.id IN (" },
	{ "rights OR is:unread", true, false, "(a.id IN (" },
	{ "rights NOT lang:en", true, true, "(a.id IN (" },
	{ "==Rights", false, true, "a.id IN (" },
	{ "organi?ation", false, true, "a.id IN (" },
	{ "righ*", true, true, "a.id IN (" },
	{ "\"human righ*\"", true, true, "a.id IN (" },
	{ "\"hum* rights\"", false, true, "a.id IN (" },
	{ "human NEAR/3 policy", true, true, "a.id IN (" },
	{ "human NEAR/3 humanity", false, true, "a.id IN (" },
	/* "policy-maker" has both at one place, by an inflection */
	{ "policies NEAR/3 policymaker", false, true, "a.id IN (" },
	{ "northern NEAR/3 no", false, true, "a.id IN (" },
	{ "#dprk NEAR/3 dprks", false, true, "a.id IN (" },
	{ "==human NEAR/3 policy", false, true, "a.id IN (" },
	{ "human ONEAR/3 policy", false, true, "a.id IN (" },
	{ "ATLEAST/2 human", false, true, "a.id IN (" },
	{ "ATLEAST/1 human", true, true, "a.id IN (" },
	{ "ANY/2 (a, b, c)", false, true, "a.id IN (" },
	{ "ANY/2 (a, b)", true, true, "a.id IN (" },
	{ "ANY/1 (a, b)", true, true, "a.id IN (" },
	{ "title:/x/", false, false, "1" },
	{ "human title:/x/", false, true, "a.id IN (" },
	{ "human OR title:/x/", false, false, "1" },
	{ "NOT title:/x/", false, false, "1" },
	{ "is:unread", true, false, "((a.unread))" },
	{ "id:5", true, false, "((a.id = ?1))" },
	{ "feed:asia", false, false, "((lower(a.feed) = ?1 OR" },
	{ "NOT feed:asia", false, false,
	    "NOT ifnull(((lower(a.feed) = ?1)), 0)" },
};

START_TEST(a_query_becomes_as_few_matches_as_can_be)
{
	static const struct language_count languages[] = { { "en", 5 },
		{ "fr", 2 }, { "de", 0 }, { "und", 9 } };
	struct query *query = parse(shapes[_i].query);
	struct sql_filter filter;
	struct arena arena;
	struct error err;

	arena_init(&arena, 1 << 20);
	ck_assert(query_to_sql(query, languages, ARRAY_LEN(languages), moment,
	    &arena, &filter, &err));
	ck_assert_msg(filter.exact == shapes[_i].exact, "%s", shapes[_i].query);
	ck_assert_msg((filter.rank_match.len > 0) == shapes[_i].ranked, "%s",
	    shapes[_i].query);
	ck_assert_msg(slice_has_prefix(filter.where,
			  slice_of(shapes[_i].where)),
	    "%s: %.*s", shapes[_i].query, SLICE_FMT(filter.where));
	arena_finish(&arena);
	query_free(query);
}
END_TEST

START_TEST(a_bare_stem_is_asked_only_where_it_is_one)
{
	static const struct language_count languages[] = { { "en", 5 },
		{ "fr", 2 } };
	struct query *query = parse("policies");
	struct sql_filter filter;
	struct arena arena;
	struct error err;

	arena_init(&arena, 1 << 20);
	ck_assert(query_to_sql(query, languages, ARRAY_LEN(languages), moment,
	    &arena, &filter, &err));
	ck_assert_int_eq((int)filter.value_count, 1);
	ck_assert_msg(
	    slice_eq(filter.values[0].text,
		SLICE("(({title summary content}:\"\2policies \37\1enpolicy "
		      "\37\1frpolic\" OR (lang:(\"\2en\") AND {title summary "
		      "content}:\"\2policies \37policy \37\1enpolicy "
		      "\37\1frpolic\") OR (lang:(\"\2fr\") AND {title summary "
		      "content}:\"\2policies \37polic \37\1enpolicy "
		      "\37\1frpolic\")))")),
	    "%.*s", SLICE_FMT(filter.values[0].text));
	arena_finish(&arena);
	query_free(query);
}
END_TEST

START_TEST(deep_groups_are_split_and_stay_exact)
{
	struct shelf *shelf = malloc(sizeof(*shelf));
	struct chance chance = chance_begin("deep");
	struct tally tally = { 0 };
	struct buffer text;

	shelf_open(shelf);
	while (shelf->count < 30) {
		random_article(&chance, &shelf->arena,
		    &shelf->articles[shelf->count]);
		shelf->articles[shelf->count].feed_tag_count = 0;
		shelf_add(shelf);
	}
	buffer_init(&text, 1 << 16);
	for (int i = 0; i < 30; i++)
		buffer_append_string(&text,
		    i % 2 == 0 ? "human OR (" : "rights AND (");
	buffer_append_string(&text, "policy");
	for (int i = 0; i < 30; i++)
		buffer_append_char(&text, ')');
	compare(shelf, buffer_string(&text), &tally);
	ck_assert_int_eq((int)tally.exact, 1);
	buffer_finish(&text);
	shelf_close(shelf);
	free(shelf);
}
END_TEST

Suite *
fts_suite(void)
{
	Suite *suite = suite_create("fts");
	TCase *tcase = tcase_create("index");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_case_of_the_table_is_found_in_the_index, 0,
	    (int)topic_case_count);
	tcase_add_loop_test(tcase, a_query_becomes_as_few_matches_as_can_be, 0,
	    ARRAY_LEN(shapes));
	tcase_add_test(tcase, a_bare_stem_is_asked_only_where_it_is_one);
	tcase_add_test(tcase, p2_the_index_finds_what_the_matcher_does);
	tcase_add_test(tcase, deep_groups_are_split_and_stay_exact);
	tcase_add_test(tcase, p11_the_same_stream_takes_an_article_out_again);
	suite_add_tcase(suite, tcase);
	return suite;
}

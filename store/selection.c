/*
 * A request as a WHERE clause. topic/ translates the query; what is added here
 * is the scope. Where the clause only narrows, each row is proved by the
 * matcher on its stored text, with the tokens that its index has.
 */
#include "store/selection.h"

#include "limits.h"
#include "store/connection.h"

/* ---- languages ----------------------------------------------------------------- */

static bool
count_languages(struct store *store, int64_t *count, struct error *err)
{
	static const char sql[] = "SELECT count(*) FROM meta WHERE "
				  "key >= 'language:' AND key < 'language;'";
	struct statement s = statement_of(store, sql);

	return statement_int(&s, count, err);
}

static bool
load_languages(struct store *store, struct arena *arena,
    struct language_count **languages, size_t *count, struct error *err)
{
	static const char sql[] =
	    "SELECT substr(key, 10), value FROM meta WHERE "
	    "key >= 'language:' AND key < 'language;' AND value > 0 LIMIT ?";
	struct statement s;
	int64_t max = 0;
	enum step step;

	*count = 0;
	if (!count_languages(store, &max, err))
		return false;
	*languages = arena_alloc_array(arena, (size_t)max, sizeof(**languages));
	if (*languages == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for a query");
	s = statement_of(store, sql);
	put_int(&s, max);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		struct language_count *language = &(*languages)[*count];
		struct slice code = take_text(&s);

		if (code.len >= sizeof(language->language))
			continue;
		memcpy(language->language, code.ptr, code.len);
		language->articles = take_int(&s);
		++*count;
	}
	statement_end(&s);
	return step == STEP_DONE;
}

/* ---- the filter ----------------------------------------------------------------- */

static enum article_depth
depth_of(const struct article_request *request)
{
	if (request->html)
		return READ_HTML;
	return request->text ? READ_TEXT : READ_SUMMARY;
}

bool
selection_init(struct selection *selection, struct store *store,
    const struct article_request *request, struct error *err)
{
	struct language_count *languages;
	size_t count;

	*selection = (struct selection){
		.store = store,
		.request = request,
		.depth = depth_of(request),
		.filter = { .where = SLICE("1"), .exact = true },
	};
	arena_init(&selection->arena, LIMIT_STORED_ARTICLE);
	if (request->query == NULL)
		return true;
	if (sqlite3_get_autocommit(store->db)) {
		if (!store_execute(store, "BEGIN", err))
			return false;
		selection->reading = true;
	}
	return load_languages(store, &selection->arena, &languages, &count,
		   err) &&
	    query_to_sql(request->query, languages, count, request->moment,
		&selection->arena, &selection->filter, err);
}

void
selection_release(struct selection *selection)
{
	/* Nothing was written: it ends whatever COMMIT may say. */
	if (selection->reading)
		sqlite3_exec(selection->store->db, "COMMIT", NULL, NULL, NULL);
	selection->reading = false;
}

void
selection_finish(struct selection *selection)
{
	selection_release(selection);
	arena_finish(&selection->arena);
}

static const char *
scope_sql(const struct article_request *request)
{
	if (request->scope == SCOPE_ALL ||
	    (request->query != NULL && query_mentions_scope(request->query)))
		return "";
	return " AND a.backlog = 0";
}

struct statement
selection_prepare(const struct selection *selection, const char *head,
    const char *tail)
{
	const struct sql_filter *filter = &selection->filter;
	struct statement s = { .store = selection->store };
	struct buffer sql;

	buffer_init(&sql, LIMIT_STORED_ARTICLE);
	buffer_append_string(&sql, head);
	buffer_append_string(&sql, " WHERE (");
	buffer_append(&sql, filter->where);
	buffer_append_char(&sql, ')');
	buffer_append_string(&sql, scope_sql(selection->request));
	buffer_append_string(&sql, tail);
	/* Where it fails its first step says so. */
	sqlite3_prepare_v2(s.store->db, buffer_string(&sql), -1, &s.stmt, NULL);
	buffer_finish(&sql);
	for (size_t i = 0; i < filter->value_count; i++) {
		if (filter->values[i].type == SQL_VALUE_INT)
			put_int(&s, filter->values[i].number);
		else
			put_text(&s, filter->values[i].text);
	}
	return s;
}

void
selection_drop(struct statement *s)
{
	sqlite3_finalize(s->stmt);
	s->stmt = NULL;
}

size_t
selection_parameter(const struct selection *selection, size_t own)
{
	return selection->filter.value_count + own + 1;
}

/* ---- proof ----------------------------------------------------------------------- */

bool
selection_needs_proof(const struct selection *selection)
{
	return !selection->filter.exact;
}

bool
selection_load(const struct selection *selection, int64_t id,
    struct article_row *row, bool *holds, struct error *err)
{
	const struct article_request *request = selection->request;
	enum article_depth depth = selection->depth;
	bool proof = selection_needs_proof(selection);
	struct tokens *tokens = NULL;

	if (depth == READ_ID && !proof) {
		*row = (struct article_row){ .article.id = id };
		*holds = true;
		return true;
	}
	if (proof && depth < READ_TEXT)
		depth = READ_TEXT;
	if (!article_load(selection->store, id, depth, row, holds, err))
		return false;
	if (!*holds || !proof)
		return true;
	/* Where it comes from and its state are told without its words. */
	if (query_reads_text(request->query)) {
		tokens = article_row_tokens(row);
		if (tokens == NULL)
			return error_set(err, ERROR_MEMORY,
			    "no memory for the words of article %lld",
			    (long long)id);
	}
	*holds = query_eval(request->query, tokens, &row->article,
		     request->moment) == TRUTH_TRUE;
	if (selection->depth < READ_TEXT)
		row->article.text = SLICE_NONE;
	return true;
}

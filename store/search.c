/*
 * Walking over the articles of a request. Ids are collected first, a page at a
 * time behind the last one seen, and the rows are read one by one, so that no
 * statement is open while the caller prints: a reader that waits for a pager
 * would hold up the checkpoints of the writer. Pages grow, for a page that
 * looks into the full-text index asks it again.
 */
#include "store/selection.h"

#include <stdio.h>
#include <stdlib.h>

#include "limits.h"
#include "memory.h"
#include "store/connection.h"

struct page {
	int64_t *ids; /* owned */
	size_t count, room;
	bool last;           /* nothing comes after it */
	int64_t sort_at, id; /* of its last row */
};

static void
page_add(struct page *page, int64_t id)
{
	if (page->count == page->room) {
		page->room = page->room == 0 ? LIMIT_SEARCH_PAGE
					     : page->room * 2;
		page->ids = xreallocarray(page->ids, page->room,
		    sizeof(*page->ids));
	}
	page->ids[page->count++] = id;
}

/* How many rows suffice; -1: nobody knows. */
static int64_t
rows_wanted(const struct selection *selection)
{
	const struct article_request *request = selection->request;

	if (selection_needs_proof(selection) || request->limit < 0 ||
	    request->limit > INT32_MAX || request->offset > INT32_MAX)
		return -1;
	return request->limit + request->offset;
}

/* ---- by date ---------------------------------------------------------------------- */

static struct statement
prepare_by_date(const struct selection *selection)
{
	bool oldest = selection->request->sort == SORT_OLDEST;
	char tail[160];

	snprintf(tail, sizeof(tail),
	    " AND (a.sort_at, a.id) %s (?%zu, ?%zu) "
	    "ORDER BY a.sort_at %s, a.id %s LIMIT ?%zu",
	    oldest ? ">" : "<", selection_parameter(selection, 0),
	    selection_parameter(selection, 1), oldest ? "ASC" : "DESC",
	    oldest ? "ASC" : "DESC", selection_parameter(selection, 2));
	return selection_prepare(selection,
	    "SELECT a.id, a.sort_at FROM v1_articles a", tail);
}

static bool
next_page_by_date(const struct selection *selection, struct page *page,
    struct error *err)
{
	int64_t max = rows_wanted(selection);
	struct statement s = prepare_by_date(selection);
	enum step step;

	if (max < 0)
		max = page->count == 0 ? LIMIT_SEARCH_PAGE
				       : (int64_t)page->count * 4;
	page->count = 0;
	put_int(&s, page->sort_at);
	put_int(&s, page->id);
	put_int(&s, max);
	while ((step = statement_step(&s, err)) == STEP_ROW) {
		page->id = take_int(&s);
		page->sort_at = take_int(&s);
		page_add(page, page->id);
	}
	page->last = (int64_t)page->count < max;
	selection_drop(&s);
	return step == STEP_DONE;
}

/* ---- by rank ----------------------------------------------------------------------- */

/* The weights of lang, title, summary, content, author, category, url. */
#define RANK "bm25(article_fts, 0, 8, 2, 1, 2, 2, 0.5)"

/* A query of words alone is filtered by what ranks it: once is enough. */
static bool
rank_filters(const struct sql_filter *filter)
{
	static const struct slice alone = SLICE_INIT(
	    "a.id IN (SELECT rowid FROM article_fts WHERE "
	    "article_fts MATCH ?1)");

	return filter->value_count == 1 && slice_eq(filter->where, alone) &&
	    slice_eq(filter->values[0].text, filter->rank_match);
}

static struct statement
prepare_by_rank(const struct selection *selection)
{
	struct selection ranked = *selection;
	struct statement s;
	char tail[160];

	if (rank_filters(&selection->filter)) {
		ranked.filter.where = SLICE("1");
		ranked.filter.value_count = 0;
	}
	snprintf(tail, sizeof(tail),
	    " AND article_fts MATCH ?%zu ORDER BY " RANK
	    ", article_fts.rowid DESC LIMIT ?%zu",
	    selection_parameter(&ranked, 0), selection_parameter(&ranked, 1));
	s = selection_prepare(&ranked,
	    "SELECT article_fts.rowid FROM article_fts "
	    "JOIN v1_articles a ON a.id = article_fts.rowid",
	    tail);
	put_text(&s, selection->filter.rank_match);
	put_int(&s, rows_wanted(selection));
	return s;
}

/* All in one page: the rank of a row is only known beside those of the rest. */
static bool
page_by_rank(const struct selection *selection, struct page *page,
    struct error *err)
{
	struct statement s = prepare_by_rank(selection);
	enum step step;

	while ((step = statement_step(&s, err)) == STEP_ROW)
		page_add(page, take_int(&s));
	page->last = true;
	selection_drop(&s);
	return step == STEP_DONE;
}

/* ---- the walk ---------------------------------------------------------------------- */

static bool
next_page(const struct selection *selection, struct page *page,
    struct error *err)
{
	if (selection->request->sort == SORT_RELEVANCE &&
	    selection->filter.rank_match.ptr != NULL)
		return page_by_rank(selection, page, err);
	return next_page_by_date(selection, page, err);
}

struct walk {
	struct selection *selection;
	row_visitor visit;
	void *arg;
	bool over; /* the visitor has had enough */
	struct page page;
};

static bool
visit_page(struct walk *walk, struct error *err)
{
	const struct page *page = &walk->page;
	struct arena arena;
	bool ok = true;

	arena_init(&arena, LIMIT_STORE_SCRATCH);
	for (size_t i = 0; i < page->count && ok && !walk->over; i++) {
		struct article_row row = { .arena = &arena };
		bool holds;

		arena_reset(&arena);
		ok = selection_load(walk->selection, page->ids[i], &row, &holds,
		    err);
		if (ok && holds)
			walk->over = !walk->visit(&row, walk->arg);
	}
	arena_finish(&arena);
	return ok;
}

bool
selection_walk(struct selection *selection, row_visitor visit, void *arg,
    struct error *err)
{
	bool oldest = selection->request->sort == SORT_OLDEST, ok = true;
	int64_t before_all = oldest ? INT64_MIN : INT64_MAX;
	struct walk walk = {
		.selection = selection,
		.visit = visit,
		.arg = arg,
		.page = { .sort_at = before_all, .id = before_all },
	};

	while (ok && !walk.over && !walk.page.last) {
		ok = next_page(selection, &walk.page, err);
		selection_release(selection);
		ok = ok && visit_page(&walk, err);
	}
	free(walk.page.ids);
	return ok;
}

/* ---- for everybody ----------------------------------------------------------------- */

struct finding {
	article_visitor visit;
	void *arg;
	int64_t skip, left; /* left -1: no limit */
};

static bool
on_row(const struct article_row *row, void *arg)
{
	struct finding *finding = arg;

	if (finding->skip > 0) {
		finding->skip--;
		return true;
	}
	if (finding->left > 0)
		finding->left--;
	return finding->visit(&row->article, finding->arg) &&
	    finding->left != 0;
}

bool
store_find_articles(struct store *store, const struct article_request *request,
    article_visitor visit, void *arg, struct error *err)
{
	struct finding finding = { visit, arg, request->offset,
		request->limit };
	struct selection selection;
	bool ok;

	if (request->limit == 0)
		return true;
	ok = selection_init(&selection, store, request, err) &&
	    selection_walk(&selection, on_row, &finding, err);
	selection_finish(&selection);
	return ok;
}

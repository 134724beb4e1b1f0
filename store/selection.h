/*
 * Which articles a request asks for: its query as SQL, its scope, and the
 * verification of rows where SQL can only narrow (section 5 of the topics
 * specification).
 */
#ifndef CRIER_STORE_SELECTION_H
#define CRIER_STORE_SELECTION_H

#include "store/articles.h"
#include "store/statement.h"

struct selection {
	struct store *store;
	const struct article_request *request;
	struct arena arena; /* of the filter */
	struct sql_filter filter;
	enum article_depth depth; /* to which rows are loaded */
	bool reading;             /* a read transaction is open, ours */
};

/*
 * Begins a read transaction, so that the languages for which the query is
 * translated are those of the articles that it finds. To be finished in any
 * case.
 */
MUST_CHECK bool selection_init(struct selection *selection, struct store *store,
    const struct article_request *request, struct error *err);
void selection_finish(struct selection *selection);
/* Ends the read transaction, if it has not ended: what comes may take long. */
void selection_release(struct selection *selection);

/*
 * Prepares head, " WHERE ", filter and scope, tail; over v1_articles a. What is
 * put next is parameter selection_parameter(selection, 0), then 1 and so on. To
 * be dropped.
 */
struct statement selection_prepare(const struct selection *selection,
    const char *head, const char *tail);
void selection_drop(struct statement *s);
/* The number of the caller's parameter, counted from 0. */
size_t selection_parameter(const struct selection *selection, size_t own);

/* Whether the rows of the filter are not yet the answer. */
bool selection_needs_proof(const struct selection *selection);
/* Loads a row of the filter into row->arena; *holds is false where it is not in
 * the answer, or was deleted meanwhile. */
MUST_CHECK bool selection_load(const struct selection *selection, int64_t id,
    struct article_row *row, bool *holds, struct error *err);

/* Visits the answer in the order of the request, without its limit and offset;
 * false ends the walk. */
typedef bool (*row_visitor)(const struct article_row *row, void *arg);
MUST_CHECK bool selection_walk(struct selection *selection, row_visitor visit,
    void *arg, struct error *err);

#endif

/* Articles as rows. */
#ifndef CRIER_STORE_ARTICLES_H
#define CRIER_STORE_ARTICLES_H

#include "store.h"
#include "store/entry_identity.h"

enum article_depth { /* what of the long texts is read */
	READ_ID, /* of a selection: nothing, where its filter is the answer */
	READ_SUMMARY,
	READ_TEXT,
	READ_HTML
};
/*
 * An article and what only the store knows of it. declared_language is what
 * the feed said: with it in the article's place the tokens are again those of
 * the index.
 */
struct article_row {
	struct arena *arena; /* where it is loaded to */
	struct article article;
	struct slice declared_language;
	int64_t feed;
	struct article_keys keys;
};
/* Fills *row, of which arena is set; *found is false where there is none. */
MUST_CHECK bool
article_load(struct store *store, int64_t id, enum article_depth depth,
    struct article_row *row, bool *found, struct error *err);
/* The first id in (after, until], 0 where there is none. */
MUST_CHECK bool article_next(struct store *store, int64_t after, int64_t until,
    int64_t *id, struct error *err);
/* The tokens as they were when the row was indexed; needs READ_TEXT. */
struct tokens *article_row_tokens(const struct article_row *row);
/* Both, in the store's scratch. ERROR_STORE where there is no such article. */
MUST_CHECK bool article_load_tokens(struct store *store, int64_t id,
    struct article_row *row, struct tokens **tokens, struct error *err);

/* Writes a new row: *article with all but its id, which is filled in. */
MUST_CHECK bool
article_insert(struct store *store, const struct article_row *row,
    int64_t backlog_since_at, int64_t *id, struct error *err);
/* Keeps the stored version as a revision and puts the new one in its place. */
MUST_CHECK bool article_replace(struct store *store,
    const struct article_row *row, int64_t now_at, struct error *err);
MUST_CHECK bool
article_leave_backlog(struct store *store, int64_t id, struct error *err);
MUST_CHECK bool
article_delete(struct store *store, int64_t id, struct error *err);

/* Takes the article out of the index and out of its language's count; *row is
 * what it was, in the store's scratch. ERROR_STORE where there is none. */
MUST_CHECK bool article_unindex(struct store *store, int64_t id,
    struct article_row *row, struct error *err);

/* The count of articles of a language (meta), by its primary subtag. */
MUST_CHECK bool language_count_add(struct store *store, struct slice primary,
    int64_t difference, struct error *err);

#endif

/*
 * The full-text index. What is to be added and removed is queued and written
 * in one go before the transaction ends: FTS5 writes a segment at every
 * savepoint that follows a change, so changes and savepoints are kept apart.
 */
#ifndef CRIER_STORE_FTS_INDEX_H
#define CRIER_STORE_FTS_INDEX_H

#include "buffer.h"
#include "error.h"
#include "topic_set.h"

struct store;

struct index_queue {
	struct buffer records;
	size_t mark; /* bytes that were there before the part that runs */
};

enum index_change {
	INDEX_ADD,     /* an article that was not in the index */
	INDEX_REMOVE,  /* tokens as they were when it was added */
	INDEX_REPLACE, /* after its INDEX_REMOVE: with its new tokens */
	INDEX_COPY     /* into the index that is made anew */
};

void index_queue_init(struct index_queue *queue);
void index_queue_finish(struct index_queue *queue);

MUST_CHECK bool index_change(struct store *store, enum index_change change,
    int64_t article, const struct tokens *tokens, struct error *err);
/* Writes all that is queued. */
MUST_CHECK bool index_flush(struct store *store, struct error *err);

/*
 * How far the index is made anew: articles up to *cursor are in the new one;
 * INDEX_IS_WHOLE where that is not going on. Begun at the opening of a writer
 * whose tokenizer is not the index's (reindex.c).
 */
#define INDEX_IS_WHOLE (-1)
MUST_CHECK bool
index_cursor(struct store *store, int64_t *cursor, struct error *err);
MUST_CHECK bool index_check_version(struct store *store, struct error *err);

/* For parts of a transaction (part_begin) and for its end. */
MUST_CHECK bool index_begin_part(struct store *store, struct error *err);
void index_undo_part(struct store *store);
void index_forget(struct store *store);

#endif

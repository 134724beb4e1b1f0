/*
 * The changes, as the table in changes.c lists them: each is a table of
 * arguments and a function that reads a checked request and calls the store.
 */
#ifndef CRIER_CONTROL_CHANGE_H
#define CRIER_CONTROL_CHANGE_H

#include "control.h"
#include "control/arguments.h"

#define CHANGE(name)                                            \
	extern const struct argument name##_arguments[];        \
	bool name##_apply(const struct change_context *context, \
	    const json_t *request, json_t *result, struct error *err)

/* change_feeds.c */
CHANGE(feed_add);
CHANGE(feed_remove);
CHANGE(feed_rename);
CHANGE(feed_tag);
CHANGE(feed_pause);
CHANGE(feed_resume);
CHANGE(import_opml);

/* change_topics.c */
CHANGE(topic_add);
CHANGE(topic_remove);
CHANGE(topic_mute);
CHANGE(topic_replay);

/* change_outbox.c */
CHANGE(hooks_retry);
CHANGE(hooks_drop);
CHANGE(hooks_release);

/* change_marks.c */
CHANGE(mark);
CHANGE(undo);

/* A query that may use the lists of the configuration; NULL and ERROR_QUERY
 * where it is wrong. */
struct query *change_query(const struct change_context *context,
    struct slice text, enum query_use use, struct error *err);

/* What most changes answer. */
void result_text(json_t *result, const char *key, struct slice text);
void result_number(json_t *result, const char *key, int64_t number);
void result_flag(json_t *result, const char *key, int flag);

#endif

/* struct feed_state as columns of the table feed. */
#ifndef CRIER_STORE_FEED_STATE_H
#define CRIER_STORE_FEED_STATE_H

#include "feed.h"
#include "store/statement.h"

/* The columns in the order in which they are put and taken; feed_state_take
 * wants FEED_STATE_HEAD before them. */
#define FEED_STATE_HEAD "id, removed_at > 0, paused, "
#define FEED_STATE_COLUMNS                                             \
	"etag, last_modified, validator_url, body_hash, moved_url, "   \
	"lifetime_s, attempt_at, next_at, not_before_at, last_ok_at, " \
	"last_new_at, first_ok_at, gone_at, fail_count, outcome, "     \
	"failure_class, status, reason, hostile_build, gone, ttl_s, update_s"
#define FEED_STATE_PLACES \
	"?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

void feed_state_put(struct statement *s, const struct feed_state *state);
/* Strings are copied into arena. */
void feed_state_take(struct statement *s, struct arena *arena,
    struct feed_state *state);

#endif

/*
 * A poll from the inside, shared by poll.c (its life) and poll_state.c (what a
 * feed's state becomes).
 */
#ifndef CRIER_DAEMON_POLL_H
#define CRIER_DAEMON_POLL_H

#include "daemon/daemon.h"
#include "fetch_result.h"
#include "reader.h"
#include "schedule.h"

/* Begins a poll of the slot, which has none. */
void poll_begin(struct daemon *daemon, struct feed_slot *slot);
/* Ends what is on the network or in a reader; a commit goes on. */
void poll_drop(struct poll *poll);

/* What a poll came to, once it has been read. */
struct poll_verdict {
	enum outcome outcome;
	enum failure_class failure_class;
	char reason[240];
	struct schedule_verdict next;
};

/*
 * Judges a result and, where the body was read, the reader's answer (NULL where
 * it was not): the outcome, its class, and when the next poll is.
 */
void poll_judge(const struct daemon *daemon, const struct feed_slot *slot,
    const struct fetch_result *result, const struct reader_result *reading,
    struct poll_verdict *verdict);

/*
 * The feed's state after the poll (rules R11 to R17, R36, R43): strings are
 * borrowed from the old state, the result and the verdict.
 */
struct feed_state
poll_next_state(const struct feed_slot *slot, const struct fetch_result *result,
    const struct reader_result *reading, const struct poll_verdict *verdict);

/*
 * What was too much for readers of another build is asked once more by this
 * one, when the feed would have been asked had it been read; not before the
 * server wants. A mark of this build stands, and so does its long wait.
 */
void poll_forgive(struct feed_state *state, const struct feed *feed,
    int64_t default_interval_s);

#endif

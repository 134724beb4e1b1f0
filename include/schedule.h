/*
 * When a feed is due and why. Pure: the time is a parameter, nothing is asked
 * of the system, so that a simulator may run the very same code.
 */
#ifndef CRIER_SCHEDULE_H
#define CRIER_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feed.h"
#include "fetch_result.h"

/* ---- the next poll of one feed --------------------------------------------- */

/* Why a feed is polled when it is; for the log and crier feeds. */
enum schedule_reason {
	SCHEDULE_NEW,         /* never polled */
	SCHEDULE_INTERVAL,    /* the configured or default interval */
	SCHEDULE_FRESHNESS,   /* max-age or Expires (R22, R31) */
	SCHEDULE_RETRY_AFTER, /* R27, R49 */
	SCHEDULE_HINT,        /* ttl, sy (R28, R29) */
	SCHEDULE_BACKOFF,     /* A5 */
	SCHEDULE_GONE,        /* R43: never */
	SCHEDULE_REASONS
};
/* Short stable words for logs and tables ("freshness", "backoff"). Static. */
const char *schedule_reason_name(enum schedule_reason reason);

struct schedule_input {
	const struct feed *feed;
	const struct feed_state *state; /* before this poll */
	const struct fetch_result *result;
	/* The final word after reading: result's, or NOT_A_FEED, SYNTAX,
	 * HOSTILE, SIZE from the reader. */
	enum outcome outcome;
	enum failure_class failure_class;
	int64_t ttl_s, update_s; /* hints of the document, or 0 */
	int64_t default_interval_s;
	int64_t host_penalty_s; /* host_gate_penalty_s of its host, or 0 */
	int64_t now_at;         /* when the exchange ended */
	uint32_t random;        /* for jitter; any number */
};
struct schedule_verdict {
	int64_t next_at;       /* INT64_MAX: never */
	int64_t not_before_at; /* the server's explicit wish, or 0 */
	int64_t lifetime_s;    /* to store (R14) */
	int64_t fail_count;    /* to store */
	int64_t gone_at;       /* to store (R43) */
	bool gone;
	/* R47: for host_gate_throttle, or 0. Never of a feed that may reach
	 * private addresses: such a host has many routes. */
	int64_t host_throttle_s;
	enum schedule_reason reason;
};
/* Never earlier than now_at. */
struct schedule_verdict schedule_next(const struct schedule_input *input);

/* The least distance between two polls of the feed (R17: stored as next_at
 * before the request is sent): its interval, but not below ten minutes unless
 * its source is local or on a private address. */
int64_t schedule_floor_s(const struct feed *feed, int64_t default_interval_s);

/* ---- the queue of all feeds -------------------------------------------------- */

/* A binary heap by next_at; the number is the caller's index of a feed. */
struct schedule;
struct schedule *schedule_new(void);
void schedule_free(struct schedule *schedule); /* takes NULL */
/* Adds feed or moves it to another time. */
void schedule_put(struct schedule *schedule, size_t feed, int64_t next_at);
void schedule_remove(struct schedule *schedule, size_t feed);
/* The feed that is due first: true and taken out if due at now_at. */
bool schedule_pop_due(struct schedule *schedule, int64_t now_at, size_t *feed);
/* Time of the first, or INT64_MAX when empty. */
int64_t schedule_first_at(const struct schedule *schedule);
size_t schedule_count(const struct schedule *schedule);

/* ---- hosts: one request in flight, a gap between starts (B5) ----------------- */

struct host_gate;
struct host_gate *host_gate_new(void);
void host_gate_free(struct host_gate *gate); /* takes NULL */
/* Manners of a host of the user's own; gap_ms -1 and connections 0: learned. */
void host_gate_configure(struct host_gate *gate, const char *name,
    int64_t gap_ms, int connections);
/*
 * Asks to start a request to a host (NULL: a source without a host, always
 * allowed). True: it has begun, and host_gate_end must follow. False: *wait_ms
 * says when to ask again, or -1: when a request to that host ends.
 */
bool host_gate_begin(struct host_gate *gate, const char *name, int64_t mono_ms,
    int64_t *wait_ms);
void host_gate_end(struct host_gate *gate, const char *name, int64_t mono_ms,
    int64_t duration_ms, enum failure_class failure_class);
/* Not before this wall time for the whole host (R47). A shorter hold never
 * ends a longer one. */
void host_gate_hold(struct host_gate *gate, const char *name, int64_t until_at);
int64_t host_gate_held_until(const struct host_gate *gate, const char *name);
/* The host asked to be left alone for that long: held, and remembered until a
 * request to it succeeds. */
void host_gate_throttle(struct host_gate *gate, const char *name,
    int64_t now_at, int64_t wait_s);
/* How long that was the last time, or 0. */
int64_t host_gate_penalty_s(const struct host_gate *gate, const char *name);

#endif

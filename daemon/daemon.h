/*
 * crierd from the inside: the struct that owns all and the faces of the files
 * in daemon/ to each other. Everything here lives on the loop's thread, except
 * what store_thread.h says.
 */
#ifndef CRIER_DAEMON_DAEMON_H
#define CRIER_DAEMON_DAEMON_H

#include "clock.h"
#include "configuration.h"
#include "feed.h"
#include "store.h"

struct event;
struct event_base;
struct fetcher;
struct host_gate;
struct net;
struct notifier;
struct poll;
struct reader_pool;
struct schedule;
struct store_thread;

enum daemon_mode {
	DAEMON_SERVICE, /* runs until it is told to stop */
	DAEMON_ONCE     /* polls every due feed once, delivers, ends */
};

/* A configured feed, its state as the loop knows it, and its poll if one
 * runs. The strings of state are owned (slot.c). */
struct feed_slot {
	const struct feed *feed; /* of the configuration */
	struct feed_state state;
	char *host;        /* owned; NULL for sources without one */
	struct poll *poll; /* NULL while it waits */
};

/* How many starts a second the network may see: a bucket of tokens. */
struct start_budget {
	int64_t per_second, tokens_ms, filled_mono_ms;
};

enum daemon_phase {
	PHASE_RUNNING,
	PHASE_DRAINING, /* nothing new begins; what runs may end */
	PHASE_STOPPED
};

struct daemon {
	const struct clock *clock;
	enum daemon_mode mode;
	enum daemon_phase phase;
	struct configuration *configuration; /* owned */
	struct topic_set *topics;            /* owned: one count */
	struct event_base *base;             /* owned, as all below */
	struct store_thread *store;
	struct net *net;
	struct fetcher *fetcher;
	struct reader_pool *readers;
	struct notifier *notifier;
	struct schedule *schedule;
	struct host_gate *gate;
	struct feed_slot *slots; /* in the order of configuration->feeds */
	size_t slot_count;
	struct polling *polling;       /* poll.c */
	struct delivering *delivering; /* deliver.c */
	struct event *signals[3];
	struct event *drain_timer, *prune_timer;
	size_t polled, failed; /* of --once: how the feeds ended */
};

/* ---- daemon.c ------------------------------------------------------------- */

/*
 * Starts everything in order, runs the loop, stops everything in the reverse
 * order. store is taken over. Returns false with the reason where it could not
 * start; *failed_feeds tells whether a feed of --once failed.
 */
MUST_CHECK bool daemon_run(struct configuration *configuration,
    struct topic_set *topics, struct store *store, enum daemon_mode mode,
    bool *failed_feeds, struct error *err);
/* Whether the work of --once is done or a drain is complete; then the loop
 * ends. Called wherever something has ended. */
void daemon_check_end(struct daemon *daemon);

/* ---- slot.c --------------------------------------------------------------- */

/* Takes copies of the strings of state. */
void feed_slot_init(struct feed_slot *slot, const struct feed *feed,
    const struct feed_state *state);
void feed_slot_finish(struct feed_slot *slot);
/* Replaces the state by a copy of the new one, which may share strings with
 * it. */
void
feed_slot_set_state(struct feed_slot *slot, const struct feed_state *state);

/* ---- polling.c ------------------------------------------------------------ */

MUST_CHECK bool polling_start(struct daemon *daemon, struct error *err);
/* Starts as many due polls as limits allow; sets the timer for the rest. */
void polling_pump(struct daemon *daemon);
/* Cancels what is on the network or in a reader; commits go on. */
void polling_drain(struct daemon *daemon);
size_t polling_running(const struct daemon *daemon);
/* Of --once: whether every feed that was due has been polled. */
bool polling_is_done(const struct daemon *daemon);
/* A poll of the slot has ended and is freed: its place is free. */
void polling_ended(struct daemon *daemon, struct feed_slot *slot);
void polling_stop(struct daemon *daemon);

/* ---- deliver.c ------------------------------------------------------------ */

MUST_CHECK bool delivering_start(struct daemon *daemon, struct error *err);
/* Asks the store for deliveries that are due. */
void delivering_pump(struct daemon *daemon);
bool delivering_is_idle(const struct daemon *daemon);
void delivering_stop(struct daemon *daemon);

#endif

/*
 * crierd from the inside: the struct that owns all and the faces of the files
 * in daemon/ to each other. Everything here lives on the loop's thread, except
 * what store_thread.h says.
 */
#ifndef CRIER_DAEMON_DAEMON_H
#define CRIER_DAEMON_DAEMON_H

#include "clock.h"
#include "configuration.h"
#include "daemon/setup.h"
#include "feed.h"
#include "store.h"

struct event;
struct event_base;
struct fetcher;
struct host_gate;
struct lists;
struct net;
struct notifier;
struct poll;
struct reader_pool;
struct reloading;
struct copies;
struct schedule;
struct server;
struct store_thread;
struct watchdog;

enum daemon_mode {
	DAEMON_SERVICE, /* runs until it is told to stop */
	DAEMON_ONCE     /* polls every due feed once, delivers, ends */
};

/* A feed, its state as the loop knows it, and its poll if one runs. The strings
 * of state are owned (slot.c). */
struct feed_slot {
	const struct feed *feed; /* of the daemon's setup */
	struct feed_state state;
	char *host;        /* owned; NULL for sources without one */
	struct poll *poll; /* NULL while it waits */
	size_t index;      /* in daemon->slots */
	bool detached;     /* the feed is gone; freed when its poll ends */
	struct feed_slot *next_detached;
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
	int64_t started_at;
	struct setup *setup;     /* one use */
	struct event_base *base; /* owned, as all below */
	struct store_thread *store;
	struct net *net;
	struct fetcher *fetcher;
	struct reader_pool *readers;
	struct notifier *notifier;
	struct schedule *schedule;
	struct host_gate *gate;
	struct feed_slot **slots; /* in the order of setup->feeds */
	size_t slot_count;
	struct feed_slot *detached; /* a list: feeds gone, polls not */
	bool adopting; /* the slots are being changed: nothing begins */
	struct polling *polling;       /* polling.c */
	struct delivering *delivering; /* deliver.c */
	struct reloading *reloading;   /* reload.c */
	struct lists *lists;           /* lists.c */
	struct server *server;         /* NULL where there is none */
	struct watchdog *watchdog;     /* watchdog.c */
	struct copies *copies;         /* copies.c; NULL where none are made */
	struct event *signals[4];
	struct event *drain_timer, *prune_timer;
	int64_t disk_full_at;  /* since when; 0: there is room */
	size_t polled, failed; /* polls that ended, and how many failed */
};

/* ---- daemon.c ------------------------------------------------------------- */

/*
 * Starts everything in order, runs the loop, stops everything in the reverse
 * order. configuration and store are taken over. Returns false with the reason
 * where it could not start; *failed_feeds tells whether a feed of --once failed.
 */
MUST_CHECK bool
daemon_run(struct configuration *configuration, struct store *store,
    enum daemon_mode mode, bool *failed_feeds, struct error *err);
/* Whether the work of --once is done or a drain is complete; then the loop
 * ends. Called wherever something has ended. */
void daemon_check_end(struct daemon *daemon);

/* Tells the gate the manners towards the hosts of the setup. */
void daemon_set_manners(struct daemon *daemon);
/* Posts a slice of the work of judging what is stored by changed topics. */
void daemon_judge(struct daemon *daemon);

/* ---- slot.c --------------------------------------------------------------- */

/* A slot of its own; the strings of state are copied. */
struct feed_slot *
feed_slot_new(const struct feed *feed, const struct feed_state *state);
void feed_slot_free(struct feed_slot *slot); /* takes NULL */
/* Replaces the state by a copy of the new one, which may share strings with
 * it. */
void
feed_slot_set_state(struct feed_slot *slot, const struct feed_state *state);
/*
 * Makes daemon->slots those of the setup: slots of feeds that stay keep their
 * running polls, one whose address changed loses it, new ones are made, those
 * that are gone are freed, or detached while they are polled.
 */
void feed_slots_adopt(struct daemon *daemon, const struct setup *setup);
/* Frees a detached slot, whose poll has ended. */
void feed_slot_forget(struct daemon *daemon, struct feed_slot *slot);
void feed_slots_free(struct daemon *daemon);
/* NULL where there is none of that name. */
struct feed_slot *feed_slot_find(const struct daemon *daemon, const char *name);

/* ---- polling.c ------------------------------------------------------------ */

MUST_CHECK bool polling_start(struct daemon *daemon, struct error *err);
/* Starts as many due polls as limits allow; sets the timer for the rest. */
void polling_pump(struct daemon *daemon);
/* Cancels what is on the network or in a reader; commits go on. */
void polling_drain(struct daemon *daemon);
size_t polling_running(const struct daemon *daemon);
/* Of --once: whether every feed that was due has been polled. */
bool polling_is_done(const struct daemon *daemon);
/* Something may have come due: looks again from the loop. */
void polling_wake(struct daemon *daemon);
/* The slots have changed: every feed is put where it is due. */
void polling_requeue(struct daemon *daemon);
/* A poll of the slot has ended and is freed: its place is free. */
void polling_ended(struct daemon *daemon, struct feed_slot *slot);
void polling_stop(struct daemon *daemon);

/* ---- deliver.c ------------------------------------------------------------ */

MUST_CHECK bool delivering_start(struct daemon *daemon, struct error *err);
/* Asks the store for deliveries that are due. */
void delivering_pump(struct daemon *daemon);
bool delivering_is_idle(const struct daemon *daemon);
void delivering_stop(struct daemon *daemon);

/* ---- reload.c ------------------------------------------------------------- */

MUST_CHECK bool reloading_start(struct daemon *daemon, struct error *err);
/* Reads the configuration anew, all or nothing; the end is told to the server
 * and logged. Calls that come meanwhile wait their turn. */
void reload_begin(struct daemon *daemon);
/* The database's own feeds or topics changed: a new setup of the same
 * configuration. */
void reload_setup(struct daemon *daemon);
bool reloading_is_idle(const struct daemon *daemon);
void reloading_stop(struct daemon *daemon);

/* ---- lists.c -------------------------------------------------------------- */

/* Begins to read the OPML lists of the configuration and looks at them again
 * every half minute. */
MUST_CHECK bool lists_start(struct daemon *daemon, struct error *err);
/* Reads them anew: the configuration has changed. */
void lists_read(struct daemon *daemon);
bool lists_are_idle(const struct daemon *daemon);
void lists_stop(struct daemon *daemon);

/* ---- copies.c --------------------------------------------------------------- */

/* The first soon, for the start has work enough. */
MUST_CHECK bool copies_start(struct daemon *daemon, struct error *err);
/* Waits for nothing: a copy that is being made is given up with the process. */
void copies_stop(struct daemon *daemon);

/* ---- watchdog.c ------------------------------------------------------------- */

MUST_CHECK bool watchdog_start(struct daemon *daemon, struct error *err);
void watchdog_stop(struct daemon *daemon);
/* Runs the loop until it is broken; measures the processor time of each turn
 * and logs those over the law of 50 ms. */
void watchdog_loop(struct daemon *daemon);
/* Tells the service manager, if there is one: "READY=1", "STOPPING=1". */
void watchdog_tell(const char *state);
/* Tells it how crierd stands, in one line. */
void watchdog_tell_status(const struct daemon *daemon);
int64_t watchdog_longest_turn_us(const struct daemon *daemon);
int64_t watchdog_slow_turns(const struct daemon *daemon);

/* ---- serve.c ---------------------------------------------------------------- */

/* The control socket of the daemon. Where it cannot be had, crierd goes on
 * without one and says why. */
void serve_start(struct daemon *daemon);

#endif

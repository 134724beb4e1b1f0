/*
 * A setup: what crierd works by at one time. The configuration, the feeds and
 * topics that live in the database beside the configured ones, and the compiled
 * topics.
 *
 * A setup is immutable once it is made. Polls and commits that began with one
 * keep it until they end, so a reload never pulls anything from under them; it
 * is counted for that, and so is the configuration, which setups share when
 * only the database's own feeds or topics changed. Counts belong to the loop.
 */
#ifndef CRIER_DAEMON_SETUP_H
#define CRIER_DAEMON_SETUP_H

#include "arena.h"
#include "configuration.h"
#include "error.h"
#include "store.h"

struct loaded {
	struct configuration *configuration; /* owned */
	size_t users;
};

struct setup {
	size_t users;
	struct loaded *loaded;               /* one use */
	struct configuration *configuration; /* loaded's */
	struct arena arena;
	const struct feed *feeds;  /* by name; of configuration or arena */
	struct feed_state *states; /* in the same order, as stored */
	size_t feed_count;
	const struct topic *topics;
	size_t topic_count;
	struct topic_set *set;  /* one count */
	bool judge;             /* topics are new or changed: see store_judge */
	int64_t topics_version; /* of the store, when it was made */
	/* Topics of the database whose query does not compile any more, for the
	 * log; the rest goes on without them. */
	const char *broken_topic;
	struct error broken_reason;
};

/* Takes the configuration over; users 0. */
struct loaded *loaded_new(struct configuration *configuration);
void loaded_use(struct loaded *loaded);
void loaded_release(struct loaded *loaded); /* the last one frees */

/*
 * Makes a setup of the configuration and the store, which is brought in line
 * with it. Called by whoever owns the store, in a transaction. users 0. On
 * failure nothing is kept; loaded is not touched.
 */
MUST_CHECK bool setup_make(struct setup **out, struct loaded *loaded,
    struct store *store, int64_t now_at, struct error *err);

/* Whether its topics are those of the store: they may have changed since, and
 * the loop will have another setup soon. On the store's thread. */
bool setup_is_current(const struct setup *setup, const struct store *store);

/* On the loop. The last release frees. */
void setup_use(struct setup *setup);
void setup_release(struct setup *setup); /* takes NULL */
/* Frees one that was made and never used. */
void setup_drop(struct setup *setup); /* takes NULL */

#endif

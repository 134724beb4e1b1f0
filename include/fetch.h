/*
 * One conditional exchange with the source of a feed and all its manners
 * (rules R1 to R50): request headers, own redirect loop, limits, validators,
 * freshness, Retry-After, classes of failure. Sources are URLs, files and
 * commands; all end in a struct fetch_result.
 */
#ifndef CRIER_FETCH_H
#define CRIER_FETCH_H

#include "clock.h"
#include "error.h"
#include "feed.h"
#include "fetch_result.h"

struct event_base;
struct net;
struct fetcher;
struct fetch;

typedef void (*fetch_done)(struct fetch_result *result, void *arg);

/* One for each loop. net is borrowed and must outlive it. */
struct fetcher *fetcher_new(struct event_base *base, struct net *net,
    const struct clock *clock);
void fetcher_free(struct fetcher *fetcher); /* takes NULL */

/*
 * Begins to fetch the feed, with the validators of state (R5, R6), asking
 * state->moved_url where there is one, the last poll succeeded, and the
 * original has been asked today (R36). feed and state are borrowed until
 * the end. Exactly one call of done, later from the loop, unless cancelled; the
 * receiver moves out what it wants and finishes the rest. It never fails by
 * itself: what cannot be begun ends as a failed result.
 */
struct fetch *fetch_start(struct fetcher *fetcher, const struct feed *feed,
    const struct feed_state *state, fetch_done done, void *arg);
void fetch_cancel(struct fetch *fetch);

/* ---- one exchange, blocking, for crier ------------------------------------- */

/* Borrowed for the call. */
struct fetch_order {
	const struct feed *feed;
	const char **resolvers; /* none: the system's */
	size_t resolver_count;
	const struct clock *clock;
};
/* False only where nothing could be begun; else the result says, and the caller
 * finishes it in any case. */
MUST_CHECK bool fetch_run_once(const struct fetch_order *order,
    struct fetch_result *result, struct error *err);

/* The User-Agent of every request (R4). Static. */
const char *fetch_user_agent(void);

#endif

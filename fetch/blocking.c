/*
 * One exchange for a command: a loop, a net and a fetcher of its own that live
 * as long as it does. Nothing of it is remembered, so it asks without
 * validators.
 */
#include "fetch.h"

#include <signal.h>

#include <event2/event.h>

#include "net.h"

static void
on_done(struct fetch_result *result, void *arg)
{
	struct fetch_result *out = arg;

	*out = *result;
	fetch_result_init(result);
}

static bool
run(struct event_base *base, const struct fetch_order *order,
    struct fetch_result *result, struct error *err)
{
	static const struct feed_state nothing = { .id = 0 };
	struct net_options options = {
		.connections = 1,
		.resolvers = order->resolvers,
		.resolver_count = order->resolver_count,
		.user_agent = fetch_user_agent(),
	};
	struct net *net = net_new(base, &options, order->clock, err);
	struct fetcher *fetcher;

	if (net == NULL)
		return false;
	fetcher = fetcher_new(base, net, order->clock);
	fetch_start(fetcher, order->feed, &nothing, on_done, result);
	while (result->outcome == OUTCOME_NONE &&
	    event_base_loop(base, EVLOOP_ONCE) == 0)
		; /* the fetch has a deadline of its own */
	fetcher_free(fetcher);
	net_free(net);
	return result->outcome != OUTCOME_NONE ||
	    error_set(err, ERROR_IO, "the loop ended before the answer came");
}

bool
fetch_run_once(const struct fetch_order *order, struct fetch_result *result,
    struct error *err)
{
	struct event_base *base = event_base_new();
	struct sigaction ignored = { .sa_handler = SIG_IGN }, before;
	bool ok;

	fetch_result_init(result);
	if (base == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for a loop");
	/* A peer that is gone is an error of its connection, and not the end of
	 * the command. */
	sigaction(SIGPIPE, &ignored, &before);
	ok = run(base, order, result, err);
	sigaction(SIGPIPE, &before, NULL);
	event_base_free(base);
	return ok;
}

/*
 * libcurl's multi handle as a guest of the loop (D1): its sockets and its one
 * timer are events, and after each of its turns the finished transfers are
 * drained. libcurl is never called from inside its own callbacks, and owners of
 * transfers are called from a turn of the loop of their own, at most
 * LIMIT_STARTS_A_TURN at once. Which addresses and options a transfer has is
 * not known here.
 */
#include "net/multi.h"

#include <stdlib.h>

#include <event2/event.h>

#include "limits.h"
#include "memory.h"
#include "net/resolve.h"
#include "net/transfer.h"

static void
drain(struct net *net)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(net->multi, &left)) != NULL) {
		struct net_transfer *transfer = NULL;
		/* The message dies when the handle is taken out. */
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
		    (char **)&transfer);
		transfer_ended(transfer, code);
	}
}

static void
drive(struct net *net, curl_socket_t fd, int what)
{
	int running;

	/* A socket that libcurl no longer knows is harmless. */
	curl_multi_socket_action(net->multi, fd, what, &running);
	drain(net);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	drive(arg, CURL_SOCKET_TIMEOUT, 0);
}

static void
on_socket(evutil_socket_t fd, short what, void *arg)
{
	drive(arg, fd,
	    ((what & EV_READ) != 0 ? CURL_CSELECT_IN : 0) |
		((what & EV_WRITE) != 0 ? CURL_CSELECT_OUT : 0));
}

/* Only (re)arms: anything else here would call libcurl from itself. */
static int
on_timer_wish(CURLM *multi, long ms, void *arg)
{
	struct net *net = arg;
	struct timeval wait = { 0 };

	(void)multi;
	if (ms < 0) {
		event_del(net->timer);
		return 0;
	}
	if (ms > 0) {
		ms++; /* before 8.4.0 it wakes a little early and spins */
		wait.tv_sec = ms / 1000;
		wait.tv_usec = ms % 1000 * 1000;
	}
	event_add(net->timer, &wait);
	return 0;
}

static void
note_socket(CURL *easy, curl_socket_t fd)
{
	struct net_transfer *transfer = NULL;

	/* A connection that is closed later belongs to a handle of libcurl's
	 * own, which has no transfer. */
	curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&transfer);
	if (transfer != NULL)
		transfer->socket = fd;
}

/* Never returns -1: that would end all transfers at once. */
static int
on_socket_wish(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
	struct net *net = arg;
	struct event *event = known;
	short flags = EV_PERSIST;

	if (event != NULL)
		event_free(event);
	if (what == CURL_POLL_REMOVE) {
		curl_multi_assign(net->multi, fd, NULL);
		note_socket(easy, CURL_SOCKET_BAD);
		return 0;
	}
	flags |= (what & CURL_POLL_IN) != 0 ? EV_READ : 0;
	flags |= (what & CURL_POLL_OUT) != 0 ? EV_WRITE : 0;
	event = event_new(net->base, fd, flags, on_socket, net);
	/* Where this fails, the transfer's own timeout ends it. */
	if (event != NULL)
		event_add(event, NULL);
	curl_multi_assign(net->multi, fd, event);
	note_socket(easy, fd);
	return 0;
}

/* ---- turns ----------------------------------------------------------------- */

void
net_wake(struct net *net)
{
	/* A timer of zero, not event_active: others get their turn between. */
	event_add(net->turn, &(struct timeval){ 0 });
}

static bool
may_begin(const struct net *net)
{
	return net->counts[TRANSFER_QUEUED] > 0 &&
	    net->counts[TRANSFER_RESOLVING] + net->counts[TRANSFER_RUNNING] <
	    net->connections;
}

static void
on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct net *net = arg;
	struct net_transfer *transfer;

	(void)fd;
	(void)what;
	for (int i = 0; i < LIMIT_STARTS_A_TURN; i++) {
		transfer = TAILQ_FIRST(&net->lists[TRANSFER_FINISHED]);
		if (transfer == NULL)
			break;
		transfer_deliver(transfer);
	}
	for (int i = 0; i < LIMIT_STARTS_A_TURN && may_begin(net); i++)
		transfer_begin(TAILQ_FIRST(&net->lists[TRANSFER_QUEUED]));
	if (may_begin(net) || net->counts[TRANSFER_FINISHED] > 0)
		net_wake(net);
}

/* ---- life ------------------------------------------------------------------ */

static bool
open_multi(struct net *net, struct error *err)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_set(err, ERROR_IO, "libcurl: cannot begin");
	net->multi = curl_multi_init();
	if (net->multi == NULL) {
		curl_global_cleanup();
		return error_set(err, ERROR_MEMORY, "libcurl: out of memory");
	}
	curl_multi_setopt(net->multi, CURLMOPT_SOCKETFUNCTION, on_socket_wish);
	curl_multi_setopt(net->multi, CURLMOPT_SOCKETDATA, net);
	curl_multi_setopt(net->multi, CURLMOPT_TIMERFUNCTION, on_timer_wish);
	curl_multi_setopt(net->multi, CURLMOPT_TIMERDATA, net);
	return true;
}

struct net *
net_new(struct event_base *base, const struct net_options *options,
    const struct clock *clock, struct error *err)
{
	struct net *net = xcalloc(1, sizeof(*net));

	net->base = base;
	net->clock = clock;
	net->user_agent = xstrdup(options->user_agent);
	net->connections = options->connections > 0 ? options->connections : 1;
	net->timer = evtimer_new(base, on_timer, net);
	net->turn = evtimer_new(base, on_turn, net);
	for (size_t i = 0; i < TRANSFER_STATES; i++)
		TAILQ_INIT(&net->lists[i]);
	net->resolver = resolver_new(base, options->resolvers,
	    options->resolver_count, clock, err);
	if (net->resolver == NULL || !open_multi(net, err)) {
		net_free(net);
		return NULL;
	}
	return net;
}

void
net_free(struct net *net)
{
	if (net == NULL)
		return;
	for (size_t i = 0; i < TRANSFER_STATES; i++) {
		while (!TAILQ_EMPTY(&net->lists[i]))
			net_cancel(TAILQ_FIRST(&net->lists[i]));
	}
	resolver_free(net->resolver);
	if (net->multi != NULL) {
		curl_multi_cleanup(net->multi);
		curl_global_cleanup();
	}
	event_free(net->timer);
	event_free(net->turn);
	free(net->user_agent);
	free(net);
}

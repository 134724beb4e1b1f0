/*
 * struct net: libcurl's multi handle on the loop, and the lists of transfers.
 * Private to net/.
 */
#ifndef CRIER_NET_MULTI_H
#define CRIER_NET_MULTI_H

#include <sys/queue.h>

#include <curl/curl.h>

#include "net.h"

/* A transfer is in one state and in that state's list. */
enum transfer_state {
	TRANSFER_QUEUED,    /* waits for one of `connections` */
	TRANSFER_RESOLVING, /* waits for the addresses of its host */
	TRANSFER_RUNNING,   /* libcurl has it */
	TRANSFER_FINISHED,  /* its owner is to be told */
	TRANSFER_STATES
};

TAILQ_HEAD(transfer_list, net_transfer);

struct net {
	struct event_base *base;
	const struct clock *clock;
	CURLM *multi;
	struct event *timer; /* libcurl's next timeout */
	struct event *turn; /* starts what is queued, tells who is to be told */
	struct resolver *resolver;
	char *user_agent; /* owned */
	int connections;
	struct transfer_list lists[TRANSFER_STATES];
	int counts[TRANSFER_STATES];
};

/* Has the next turn of the loop look at the lists. */
void net_wake(struct net *net);

#endif

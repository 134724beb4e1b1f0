/*
 * Name servers, asked by c-ares on the loop: its sockets and its timeouts are
 * events. Private to net/; the cache of names is in resolve.c.
 */
#ifndef CRIER_NET_NAME_CHANNEL_H
#define CRIER_NET_NAME_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include <ares.h>

#include "error.h"

struct event_base;
struct name_channel;

/* servers: "address[:port]" each; none: those of the system. */
struct name_channel *name_channel_new(struct event_base *base,
    const char **servers, size_t server_count, struct error *err);
/* Lookups end with ARES_EDESTRUCTION. Takes NULL. */
void name_channel_free(struct name_channel *channel);

/* All addresses of name. done may be called from inside, and must not start
 * another lookup. */
void name_channel_ask(struct name_channel *channel, const char *name,
    ares_addrinfo_callback done, void *arg);

/* Where the servers of the system have changed since the last time: takes the
 * new ones and returns true. Lookups that ran have ended with
 * ARES_EDESTRUCTION then. */
bool name_channel_follow_system(struct name_channel *channel);

#endif

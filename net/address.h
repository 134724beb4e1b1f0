/*
 * An address of the internet in the size that it has: what the resolver gives
 * and what a connection is made to. Private to net/.
 */
#ifndef CRIER_NET_ADDRESS_H
#define CRIER_NET_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

union address {
	struct sockaddr any; /* sa_family tells which */
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* "127.0.0.1", "::1" or "[::1]"; nothing else. The port becomes 0. */
bool address_parse(const char *text, union address *address);
/* The same spelling without brackets; text has INET6_ADDRSTRLEN bytes.
 * Returns text. */
const char *address_format(const struct sockaddr *address, char *text);

#endif

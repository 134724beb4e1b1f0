/*
 * One transfer, from net_start to the call of its owner. Private to net/: the
 * life is in transfer.c, the options and callbacks of libcurl in easy.c, what
 * came back in response.c.
 */
#ifndef CRIER_NET_TRANSFER_H
#define CRIER_NET_TRANSFER_H

#include "arena.h"
#include "hash.h"
#include "net/multi.h"
#include "net/target.h"

struct net_transfer {
	TAILQ_ENTRY(net_transfer) link;
	struct net *net;
	enum transfer_state state;
	net_done done;
	void *arg;
	int64_t started_mono_ms;

	struct target target; /* what the URL names */
	struct target proxy;  /* url NULL: none */
	bool allow_private;
	size_t max_decoded, max_wire;

	struct resolve_question *question;    /* of TRANSFER_RESOLVING */
	CURL *easy;                           /* owned */
	struct curl_slist *headers, *resolve; /* owned */
	char curl_error[CURL_ERROR_SIZE];
	curl_socket_t socket; /* that libcurl waits on, or CURL_SOCKET_BAD */

	/* What a callback of libcurl saw before it stopped the transfer. */
	enum failure_class stopped;
	char stopped_reason[160];

	struct buffer body;
	struct hash_state hash;
	struct net_response response;
	struct arena arena; /* the strings and headers of the response */
};

/* ---- transfer.c ------------------------------------------------------------ */

/* Takes a queued transfer to its name, and from there to libcurl. */
void transfer_begin(struct net_transfer *transfer);
/* libcurl is through with it. */
void transfer_ended(struct net_transfer *transfer, CURLcode code);
/* Tells the owner of a finished one, and frees it. */
void transfer_deliver(struct net_transfer *transfer);

/* ---- easy.c ---------------------------------------------------------------- */

/* Makes transfer->easy with all its options but the addresses. */
bool easy_open(struct net_transfer *transfer, const struct net_request *request,
    struct error *err) MUST_CHECK;
/* The addresses that the host (or the proxy) has (D2). */
bool easy_set_addresses(struct net_transfer *transfer,
    const union address *addresses, size_t count);

/* ---- response.c ------------------------------------------------------------ */

/* Fills transfer->response from the handle, before it is closed. */
void response_collect(struct net_transfer *transfer, CURLcode code);

#endif

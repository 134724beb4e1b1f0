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
	bool
	    peer_is_chosen; /* by the configuration: its address is not judged */
	size_t max_decoded, max_wire;

	struct resolve_question *question;    /* of TRANSFER_RESOLVING */
	CURL *easy;                           /* owned */
	struct curl_slist *headers, *resolve; /* owned */
	char curl_error[CURL_ERROR_SIZE];
	curl_socket_t socket; /* that libcurl waits on, or CURL_SOCKET_BAD */

	/* What a callback of libcurl saw before it stopped the transfer. */
	enum failure_class stopped;
	char stopped_reason[160];

	struct mail_session *mail; /* owned; NULL: HTTP */
	struct buffer body;
	struct hash_state hash;
	struct net_response response;
	struct arena arena; /* the strings and headers of the response */
};

/* ---- transfer.c ------------------------------------------------------------ */

/* Queued, with nothing asked for yet. */
struct net_transfer *transfer_new(struct net *net, net_done done, void *arg);
/* Ends what is queued: it cannot be asked for. */
void
transfer_fail(struct net_transfer *transfer, enum failure_class failure_class,
    const char *format, ...) PRINTF_LIKE(3, 4);
/* Takes a queued transfer to its name, and from there to libcurl. */
void transfer_begin(struct net_transfer *transfer);
/* libcurl has come to its end. */
void transfer_ended(struct net_transfer *transfer, CURLcode code);
/* It is over, whoever had it last: takes it from libcurl and to its owner. */
void transfer_finish(struct net_transfer *transfer, CURLcode code);
/* Tells the owner of a finished one, and frees it. */
void transfer_deliver(struct net_transfer *transfer);

/* ---- easy.c ---------------------------------------------------------------- */

/* Makes transfer->easy with all its options but the addresses. */
bool easy_open(struct net_transfer *transfer, const struct net_request *request,
    struct error *err) MUST_CHECK;
/* What holds for every protocol: no file nor variable of the environment has a
 * say, certificates, sockets. insecure_tls: any certificate will do. */
void easy_set_common(struct net_transfer *transfer, bool insecure_tls);
/* The addresses that the host (or the proxy) has (D2). */
bool easy_set_addresses(struct net_transfer *transfer,
    const union address *addresses, size_t count);

/* ---- response.c ------------------------------------------------------------ */

/* Fills transfer->response from the handle, before it is closed. */
void response_collect(struct net_transfer *transfer, CURLcode code);

/* ---- mail_transfer.c ------------------------------------------------------- */

/* The same for mail, on top of it. */
void mail_collect(struct net_transfer *transfer, CURLcode code);

#endif

/*
 * The life of a transfer. It is judged and given all its options when it is
 * asked for, waits for its turn, has its host resolved and all the addresses
 * vetted (D3), and is then libcurl's until that says how it ended. Owners are
 * called by the turn of struct net only, so nobody is called from net_start.
 */
#include "net/transfer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "limits.h"
#include "memory.h"
#include "net/mail_session.h"
#include "net/resolve.h"

/*
 *  QUEUED ─slot─▶ RESOLVING ─addresses─▶ RUNNING ─end─▶ FINISHED ─▶ told, freed
 *    │  └─slot, the host is an address──▶    │            ▲
 *    └─cannot be asked─┴─no name, refused────┴────────────┘
 */
static void
enter(struct net_transfer *transfer, enum transfer_state state)
{
	struct net *net = transfer->net;

	TAILQ_REMOVE(&net->lists[transfer->state], transfer, link);
	net->counts[transfer->state]--;
	transfer->state = state;
	TAILQ_INSERT_TAIL(&net->lists[state], transfer, link);
	net->counts[state]++;
	if (state == TRANSFER_QUEUED || state == TRANSFER_FINISHED)
		net_wake(net);
}

void
transfer_fail(struct net_transfer *transfer, enum failure_class failure_class,
    const char *format, ...)
{
	struct net_response *response = &transfer->response;
	va_list args;

	response->failure_class = failure_class;
	va_start(args, format);
	vsnprintf(response->reason, sizeof(response->reason), format, args);
	va_end(args);
	enter(transfer, TRANSFER_FINISHED);
}

/* ---- resolving ------------------------------------------------------------- */

static void
run(struct net_transfer *transfer)
{
	CURLMcode code;

	enter(transfer, TRANSFER_RUNNING);
	code = curl_multi_add_handle(transfer->net->multi, transfer->easy);
	if (code != CURLM_OK)
		transfer_fail(transfer, CLASS_LOCAL, "%s: %s",
		    transfer->target.host, curl_multi_strerror(code));
}

/* Any address that is refused is taken out; none left: R61. */
static size_t
vet(const struct net_transfer *transfer, const struct resolve_answer *answer,
    union address *allowed, const char **rule)
{
	size_t count = 0;
	const char *refused_by;

	for (size_t i = 0; i < answer->count; i++) {
		const union address *address = &answer->addresses[i];

		if (transfer->peer_is_chosen ||
		    net_address_allowed(&address->any, transfer->allow_private,
			&refused_by))
			allowed[count++] = *address;
		else
			*rule = refused_by;
	}
	return count;
}

static void
on_resolved(const struct resolve_answer *answer, void *arg)
{
	struct net_transfer *transfer = arg;
	union address allowed[LIMIT_ADDRESSES];
	const char *host = transfer->target.host, *rule = NULL;
	size_t count;

	transfer->question = NULL;
	if (answer->failure_class != CLASS_NONE) {
		transfer_fail(transfer, answer->failure_class, "%.200s: %s",
		    host, answer->reason);
		return;
	}
	count = vet(transfer, answer, allowed, &rule);
	if (count == 0)
		transfer_fail(transfer, CLASS_ADDRESS,
		    "%.160s: its addresses are refused (%s)", host, rule);
	else if (!easy_set_addresses(transfer, allowed, count))
		transfer_fail(transfer, CLASS_LOCAL, "%.200s: out of memory",
		    host);
	else
		run(transfer);
}

void
transfer_begin(struct net_transfer *transfer)
{
	const struct target *peer = transfer->proxy.url != NULL
	    ? &transfer->proxy
	    : &transfer->target;

	assert(transfer->state == TRANSFER_QUEUED);
	if (peer->is_address) {
		run(transfer);
		return;
	}
	enter(transfer, TRANSFER_RESOLVING);
	transfer->question = resolver_ask(transfer->net->resolver, peer->host,
	    on_resolved, transfer);
}

/* ---- the end --------------------------------------------------------------- */

/* The session's events go before libcurl closes their socket. */
static void
leave_libcurl(struct net_transfer *transfer)
{
	if (transfer->mail != NULL)
		mail_session_stop(transfer->mail);
	curl_multi_remove_handle(transfer->net->multi, transfer->easy);
}

void
transfer_finish(struct net_transfer *transfer, CURLcode code)
{
	assert(transfer->state == TRANSFER_RUNNING);
	leave_libcurl(transfer);
	response_collect(transfer, code);
	if (transfer->mail != NULL)
		mail_collect(transfer, code);
	enter(transfer, TRANSFER_FINISHED);
}

void
transfer_ended(struct net_transfer *transfer, CURLcode code)
{
	/* Of mail libcurl makes the connection only. */
	if (transfer->mail != NULL && code == CURLE_OK)
		mail_session_begin(transfer->mail);
	else
		transfer_finish(transfer, code);
}

static void
free_transfer(struct net_transfer *transfer)
{
	struct net *net = transfer->net;

	TAILQ_REMOVE(&net->lists[transfer->state], transfer, link);
	net->counts[transfer->state]--;
	if (transfer->easy != NULL)
		curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->headers);
	curl_slist_free_all(transfer->resolve);
	target_finish(&transfer->target);
	target_finish(&transfer->proxy);
	mail_session_free(transfer->mail);
	buffer_finish(&transfer->body);
	arena_finish(&transfer->arena);
	free(transfer);
	/* Somebody may have its place now. */
	net_wake(net);
}

void
transfer_deliver(struct net_transfer *transfer)
{
	struct net_response *response = &transfer->response;

	assert(transfer->state == TRANSFER_FINISHED);
	response->duration_ms = clock_mono_ms(transfer->net->clock) -
	    transfer->started_mono_ms;
	transfer->done(response, transfer->arg);
	free_transfer(transfer);
}

void
net_cancel(struct net_transfer *transfer)
{
	if (transfer->state == TRANSFER_RESOLVING)
		resolve_cancel(transfer->question);
	if (transfer->state == TRANSFER_RUNNING)
		leave_libcurl(transfer);
	free_transfer(transfer);
}

/* ---- the beginning --------------------------------------------------------- */

/* Everything that can be known to be wrong before a byte is sent. */
static void
check(struct net_transfer *transfer, const struct net_request *request)
{
	struct target *target = &transfer->target;
	struct error err;
	const char *rule;

	if (!target_parse(target, request->url, &err) ||
	    (request->proxy != NULL &&
		!target_parse_proxy(&transfer->proxy, request->proxy, &err)))
		transfer_fail(transfer, CLASS_REDIRECT, "%.150s: %.80s",
		    request->url, err.text);
	else if (target->is_address &&
	    !net_address_allowed(&target->address.any, transfer->allow_private,
		&rule))
		transfer_fail(transfer, CLASS_ADDRESS,
		    "%s: the address is refused (%s)", target->host, rule);
	else if (!easy_open(transfer, request, &err))
		transfer_fail(transfer, CLASS_LOCAL, "%.150s: %.80s",
		    target->host, err.text);
	else
		net_wake(transfer->net);
}

struct net_transfer *
transfer_new(struct net *net, net_done done, void *arg)
{
	struct net_transfer *transfer = xcalloc(1, sizeof(*transfer));

	transfer->net = net;
	transfer->done = done;
	transfer->arg = arg;
	transfer->started_mono_ms = clock_mono_ms(net->clock);
	transfer->socket = CURL_SOCKET_BAD;
	arena_init(&transfer->arena, MIB);
	hash_init(&transfer->hash);
	transfer->response.body = &transfer->body;
	TAILQ_INSERT_TAIL(&net->lists[TRANSFER_QUEUED], transfer, link);
	net->counts[TRANSFER_QUEUED]++;
	return transfer;
}

struct net_transfer *
net_start(struct net *net, const struct net_request *request, net_done done,
    void *arg)
{
	struct net_transfer *transfer = transfer_new(net, done, arg);

	transfer->allow_private = request->allow_private;
	transfer->peer_is_chosen = request->proxy != NULL;
	transfer->max_decoded = request->max_decoded > 0 ? request->max_decoded
							 : LIMIT_BODY_DECODED;
	transfer->max_wire = request->max_wire > 0 ? request->max_wire
						   : LIMIT_BODY_WIRE;
	buffer_init(&transfer->body, transfer->max_decoded);
	check(transfer, request);
	return transfer;
}

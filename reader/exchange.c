/*
 * Sending and receiving in pieces, for a job may be larger than the socket in
 * both directions at once: neither end may wait for the other to read. A frame
 * is received whole and then believed or not (document_decode.c,
 * listing_wire.c).
 */
#include "reader/exchange.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "limits.h"

void
exchange_init(struct exchange *exchange, int socket)
{
	*exchange = (struct exchange){ .socket = socket };
	buffer_init(&exchange->head, LIMIT_FRAME_BYTES);
}

static void
drop_answer(struct exchange *exchange)
{
	document_free(exchange->document);
	exchange->document = NULL;
	listing_intake_finish(&exchange->intake);
}

static void
renew_document(struct exchange *exchange)
{
	drop_answer(exchange);
	exchange->document = document_new();
	exchange->document->max = exchange->max_output;
}

void
exchange_finish(struct exchange *exchange)
{
	buffer_finish(&exchange->head);
	free(exchange->payload);
	exchange->payload = NULL;
	drop_answer(exchange);
}

/* ---- to the reader --------------------------------------------------------- */

bool
exchange_has_to_send(const struct exchange *exchange)
{
	return exchange->sent < exchange->head.len + exchange->body.len;
}

/* Forgets what has been sent. */
static void
begin_message(struct exchange *exchange)
{
	buffer_reset(&exchange->head);
	exchange->body = (struct bytes){ NULL, 0 };
	exchange->sent = 0;
}

void
exchange_greet(struct exchange *exchange, enum sandbox_mode mode)
{
	begin_message(exchange);
	wire_put_hello(&exchange->head, mode);
}

void
exchange_ask(struct exchange *exchange, const struct reader_request *request)
{
	begin_message(exchange);
	wire_put_job(&exchange->head, request);
	exchange->body = request->body;
	exchange->max_output = wire_max_output(request);
	exchange->was_void = false;
	drop_answer(exchange);
	if (request->kind == READER_FEED)
		renew_document(exchange);
	else
		listing_intake_begin(&exchange->intake, request->kind);
}

/* What comes next of head and body. */
static struct bytes
unsent(const struct exchange *exchange)
{
	const struct buffer *head = &exchange->head;
	size_t past_head;

	if (exchange->sent < head->len)
		return (struct bytes){
			(const unsigned char *)head->ptr + exchange->sent,
			head->len - exchange->sent,
		};
	past_head = exchange->sent - head->len;
	return (struct bytes){ exchange->body.ptr + past_head,
		exchange->body.len - past_head };
}

enum exchange_news
exchange_send(struct exchange *exchange)
{
	while (exchange_has_to_send(exchange)) {
		struct bytes next = unsent(exchange);
		ssize_t n = send(exchange->socket, next.ptr, next.len,
		    MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? EXCHANGE_WAITS : EXCHANGE_LOST;
		exchange->sent += (size_t)n;
	}
	return EXCHANGE_WAITS;
}

/* ---- from the reader ------------------------------------------------------- */

enum received {
	RECEIVED_ALL,
	RECEIVED_PART, /* the rest has not come */
	RECEIVED_END,
	RECEIVED_WRONG /* err says */
};

/* Goes on filling size bytes of which *got have come. */
static enum received
receive(int socket, void *bytes, size_t size, size_t *got)
{
	while (*got < size) {
		ssize_t n = recv(socket, (char *)bytes + *got, size - *got, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return RECEIVED_PART;
		if (n <= 0)
			return RECEIVED_END;
		*got += (size_t)n;
	}
	return RECEIVED_ALL;
}

/* Room for the payload that a header announces. */
static bool
begin_payload(struct exchange *exchange, struct error *err)
{
	if (!wire_check_header(&exchange->header, WIRE_FROM_READER, err))
		return false;
	exchange->payload_got = 0;
	exchange->payload = malloc(exchange->header.size);
	if (exchange->payload == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for a document");
	return true;
}

/* Header and payload of a frame, or as much as has come. */
static enum received
receive_frame(struct exchange *exchange, struct error *err)
{
	enum received received = receive(exchange->socket, &exchange->header,
	    sizeof(exchange->header), &exchange->header_got);

	if (received != RECEIVED_ALL)
		return received;
	if (exchange->payload == NULL && !begin_payload(exchange, err))
		return RECEIVED_WRONG;
	return receive(exchange->socket, exchange->payload,
	    exchange->header.size, &exchange->payload_got);
}

/* Whether the reader may say this now. */
static bool
is_expected(const struct exchange *exchange)
{
	if (exchange->header.kind == WIRE_READY)
		return !exchange->is_ready;
	if (exchange_has_to_send(exchange))
		return false;
	switch (exchange->header.kind) {
	case WIRE_DOCUMENT:
	case WIRE_VOID:
		return exchange->document != NULL;
	case WIRE_LISTING:
	case WIRE_FEEDS:
		return exchange->intake.listing != NULL;
	}
	return exchange->document != NULL || exchange->intake.listing != NULL;
}

static enum exchange_news
take_ready(struct exchange *exchange, struct slice payload, struct error *err)
{
	if (!wire_get_ready(payload, &exchange->ready, err))
		return EXCHANGE_BROKEN;
	exchange->is_ready = true;
	return EXCHANGE_READY;
}

static bool
answer_is_whole(const struct exchange *exchange, struct error *err)
{
	const struct document *document = exchange->document;
	uint32_t count = exchange->outcome.entries;

	if (document == NULL)
		return listing_is_whole(&exchange->intake, count) ||
		    error_set(err, ERROR_PROTOCOL, "listing that is not whole");
	return (document_feed(document) != NULL &&
		   document->entry_count == count) ||
	    error_set(err, ERROR_PROTOCOL, "document that is not whole");
}

static enum exchange_news
take_end(struct exchange *exchange, struct slice payload, struct error *err)
{
	struct parse_outcome *outcome = &exchange->outcome;

	if (!wire_get_end(payload, outcome, err) ||
	    (outcome->status == PARSE_OK && !answer_is_whole(exchange, err)))
		return EXCHANGE_BROKEN;
	return EXCHANGE_ENDED;
}

static enum exchange_news
take_listing(struct exchange *exchange, struct slice payload, struct error *err)
{
	return listing_take(&exchange->intake, payload, err) ? EXCHANGE_WAITS
							     : EXCHANGE_BROKEN;
}

static enum exchange_news
take_feeds(struct exchange *exchange, struct slice payload, struct error *err)
{
	return listing_take_feeds(&exchange->intake, payload, err)
	    ? EXCHANGE_WAITS
	    : EXCHANGE_BROKEN;
}

/* A reader takes back once what it said of a document. */
static enum exchange_news
take_void(struct exchange *exchange, struct slice payload, struct error *err)
{
	(void)payload;
	if (exchange->was_void) {
		error_set(err, ERROR_PROTOCOL, "document that is void twice");
		return EXCHANGE_BROKEN;
	}
	exchange->was_void = true;
	renew_document(exchange);
	return EXCHANGE_WAITS;
}

/* A frame that is there; its payload becomes the document's, or is freed. */
static enum exchange_news
take_frame(struct exchange *exchange, struct error *err)
{
	static enum exchange_news (*const takers[WIRE_KINDS])(struct exchange *
		exchange,
	    struct slice payload, struct error * err) = {
		[WIRE_READY] = take_ready,
		[WIRE_VOID] = take_void,
		[WIRE_LISTING] = take_listing,
		[WIRE_FEEDS] = take_feeds,
		[WIRE_END] = take_end,
	};
	unsigned char *bytes = exchange->payload;
	struct slice payload = { (const char *)bytes, exchange->header.size };
	enum exchange_news news = EXCHANGE_BROKEN;

	exchange->payload = NULL;
	exchange->header_got = 0;
	if (!is_expected(exchange)) {
		error_set(err, ERROR_PROTOCOL, "answer that nobody asked for");
	} else if (exchange->header.kind == WIRE_DOCUMENT) {
		return document_add(exchange->document, bytes, payload.len, err)
		    ? EXCHANGE_WAITS
		    : EXCHANGE_BROKEN;
	} else {
		news = takers[exchange->header.kind](exchange, payload, err);
	}
	free(bytes);
	return news;
}

enum exchange_news
exchange_receive(struct exchange *exchange, struct error *err)
{
	enum exchange_news news = EXCHANGE_WAITS;
	size_t taken = 0;

	while (news == EXCHANGE_WAITS && taken < LIMIT_BATCH_BYTES) {
		switch (receive_frame(exchange, err)) {
		case RECEIVED_ALL:
			taken += exchange->header.size +
			    sizeof(exchange->header);
			news = take_frame(exchange, err);
			break;
		case RECEIVED_PART:
			return EXCHANGE_WAITS;
		case RECEIVED_END:
			return EXCHANGE_LOST;
		case RECEIVED_WRONG:
			return EXCHANGE_BROKEN;
		}
	}
	return news;
}

static void
hand_on(struct exchange *exchange, struct reader_result *result)
{
	const struct parse_outcome *outcome = &exchange->outcome;

	if (exchange->document != NULL) {
		result->document = exchange->document;
		result->document->recovered = outcome->recovered;
		result->document->truncated = outcome->truncated;
		exchange->document = NULL;
	} else {
		result->listing = exchange->intake.listing;
		result->listing->recovered = outcome->recovered;
		result->listing->truncated = outcome->truncated;
		exchange->intake.listing = NULL;
	}
}

void
exchange_result(struct exchange *exchange, struct reader_result *result)
{
	static const enum reader_status same[PARSE_STATUS_COUNT] = {
		[PARSE_OK] = READER_OK,
		[PARSE_NOT_A_FEED] = READER_NOT_A_FEED,
		[PARSE_REFUSED] = READER_REFUSED,
		[PARSE_FAILED] = READER_FAILED,
	};
	const struct parse_outcome *outcome = &exchange->outcome;

	result->status = same[outcome->status];
	snprintf(result->reason, sizeof(result->reason), "%s", outcome->reason);
	if (outcome->status == PARSE_OK)
		hand_on(exchange, result);
	drop_answer(exchange);
	begin_message(exchange);
}

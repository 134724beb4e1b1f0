/*
 * Our side of the talk with one reader, without waiting: what is to be sent,
 * what has come so far, and the document or listing that grows from it. It knows neither
 * the event loop nor poll(2), so that the pool and the command line share it.
 */
#ifndef CRIER_READER_EXCHANGE_H
#define CRIER_READER_EXCHANGE_H

#include "reader/listing_wire.h"
#include "reader/wire.h"

/* What a turn has brought. */
enum exchange_news {
	EXCHANGE_WAITS,  /* nothing more can be done without waiting */
	EXCHANGE_READY,  /* the reader takes jobs */
	EXCHANGE_ENDED,  /* the job is done: exchange_result */
	EXCHANGE_LOST,   /* the socket is closed */
	EXCHANGE_BROKEN, /* err says which rule, or limit, it broke */
	EXCHANGE_LATE    /* the time is over: said by whoever waits, not here */
};

struct exchange {
	int socket; /* borrowed */
	/* To the reader: frames of ours, then the body of a job. */
	struct buffer head;
	struct bytes body; /* borrowed until it is sent or the job ends */
	size_t sent;       /* of both together */
	/* From it. */
	struct wire_header header;
	size_t header_got, payload_got;
	unsigned char *payload; /* owned, header.size bytes */
	/* Of the job that runs: one of the two. */
	struct document *document; /* owned */
	size_t max_output;         /* bytes of it */
	bool was_void;             /* it began anew */
	struct listing_intake intake;
	struct parse_outcome outcome;
	struct wire_ready ready;
	bool is_ready;
};

void exchange_init(struct exchange *exchange, int socket);
void exchange_finish(struct exchange *exchange);

void exchange_greet(struct exchange *exchange, enum sandbox_mode mode);
/* The body is borrowed until the job has ended or the exchange is finished. */
void
exchange_ask(struct exchange *exchange, const struct reader_request *request);

/* True while something waits to be sent. */
bool exchange_has_to_send(const struct exchange *exchange);
/* Sends what the socket takes: EXCHANGE_WAITS or EXCHANGE_LOST. */
enum exchange_news exchange_send(struct exchange *exchange);
/* Receives until something has happened, the socket is empty, or a batch's
 * worth of bytes has come: call it again while the socket is readable. */
enum exchange_news
exchange_receive(struct exchange *exchange, struct error *err);

/* After EXCHANGE_ENDED: status, reason, and what was made where it is good. */
void exchange_result(struct exchange *exchange, struct reader_result *result);

#endif

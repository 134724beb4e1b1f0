/*
 * What the scripted server says to one request: a reply as a test writes it,
 * and the steps that it becomes. A reply can be wrong in every way that servers
 * are wrong: see enum reply_fault, or give the bytes themselves.
 */
#ifndef CRIER_TESTS_SCRIPT_H
#define CRIER_TESTS_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reply_framing {
	REPLY_LENGTH,      /* Content-Length */
	REPLY_CHUNKED,     /* chunks of 1000 bytes */
	REPLY_UNTIL_CLOSE, /* the end of the connection is the end */
	REPLY_BARE,        /* no framing header and no body: 304, 204 */
};

enum reply_fault {
	FAULT_NONE,
	FAULT_SILENT,        /* the request is read and never answered */
	FAULT_CUT,           /* the connection ends in the middle of the body */
	FAULT_RESET,         /* the same with a reset */
	FAULT_NO_LAST_CHUNK, /* of REPLY_CHUNKED: closed without it */
	FAULT_DRIP,          /* one byte of the body every drip_ms */
	FAULT_ENDLESS_BODY,  /* the body again and again */
	FAULT_ENDLESS_HEADERS, /* the headers again and again */
	FAULT_ENDLESS_ZEROS, /* after the body, zero bytes for ever: the rest of
				a gzip bomb whose beginning is the body */
};

/* Zero is a good default for every field. */
struct reply {
	int status;          /* 0: 200 */
	const char *headers; /* whole lines with CR LF, or NULL */
	const char *body;    /* NULL: none */
	size_t body_len;     /* 0: strlen(body) */
	enum reply_framing framing;
	enum reply_fault fault;
	/* Answers 304, with the headers and no body, to a request whose
	 * If-None-Match or If-Modified-Since is the ETag or Last-Modified in
	 * headers, byte for byte; If-None-Match decides where both are sent. */
	bool honours_validators;
	int delay_ms; /* before the first byte */
	int drip_ms;  /* 0: 10 */
	/* Instead of everything above but fault, delay and drip. */
	const char *raw;
	size_t raw_len; /* 0: strlen(raw) */
};

enum step_kind {
	STEP_SEND,   /* bytes */
	STEP_REPEAT, /* bytes for ever */
	STEP_DRIP,   /* bytes, one every ms */
	STEP_WAIT,   /* ms */
	STEP_HANG,   /* nothing more until the peer closes */
	STEP_CLOSE,
	STEP_RESET,
};
struct step {
	enum step_kind kind;
	char *bytes; /* owned */
	size_t len;
	int ms;
};

/* An own copy of a reply, and the steps of one answer. */
struct reply *reply_copy(const struct reply *reply);
void reply_free(struct reply *reply);

#define SCRIPT_STEPS 8
struct script {
	struct step steps[SCRIPT_STEPS];
	size_t count;
};
/* if_none_match and if_modified_since: what the request says, or NULL. */
void script_make(struct script *script, const struct reply *reply,
    const char *if_none_match, const char *if_modified_since);
void script_finish(struct script *script);

/* The bytes as gzip makes them without compressing: *len bytes, malloc. */
char *script_gzip(const char *bytes, size_t size, size_t *len);
/* The beginning of a gzip stream that zero bytes continue for ever, each worth
 * about a thousand: *len bytes, static. */
const char *script_gzip_bomb(size_t *len);

#endif

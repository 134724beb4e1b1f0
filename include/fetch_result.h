/*
 * What one exchange with a feed's source gave: the travelling type between
 * fetch/, daemon/ and store/. Strings are owned by the result.
 */
#ifndef CRIER_FETCH_RESULT_H
#define CRIER_FETCH_RESULT_H

#include "buffer.h"
#include "outcome.h"

struct fetch_result {
	enum outcome outcome; /* MODIFIED here means: bytes to be read */
	enum failure_class failure_class;
	int status;       /* HTTP status of the last hop, or 0 */
	char reason[240]; /* of a failure, for people; names host or rule */
	struct buffer body;
	/* Headers of interest of the final response; NULL: not sent. */
	char *content_type, *content_language, *content_location;
	char *link; /* all Link headers as one (RFC 8288), cut where too long */
	/* Validators to store, already judged by R9; NULL: none (R11, R14). */
	char *etag, *last_modified;
	char *effective_url; /* after redirects; owned */
	char *permanent_url; /* where all hops were permanent; else NULL */
	char body_hash[33];  /* base32 of SHA-256 of the decoded body; "" */
	bool lifetime_stated;
	int64_t lifetime_s; /* R22 to R26, clamped by R25; 0: not stated */
	bool retry_after_stated;
	int64_t retry_after_s; /* R49; counted from the end of the exchange */
	int hops;
	int64_t wire_bytes, body_bytes;
	int64_t started_at, ended_at; /* unix seconds */
	int64_t duration_ms;
};

void fetch_result_init(struct fetch_result *result);
void fetch_result_finish(struct fetch_result *result);

#endif

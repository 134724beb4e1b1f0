/*
 * What crier and a reader say to each other on their socket.
 *
 *	crier      reader
 *	HELLO  ─▶         build id, mode of the sandbox
 *	       ◀─  READY  or why not
 *	JOB, BODY ─▶
 *	       ◀─  DOCUMENT ...  END    or, of a list: LISTING, FEEDS ...  END
 *	JOB, BODY ─▶  ...
 *
 * A frame is a header and size bytes. Both ends are the same program on the
 * same machine, so numbers and structs travel as they lie in memory; the build
 * ids say that they lie alike. Sizes are checked against the kind's limits
 * before anything is allocated.
 */
#ifndef CRIER_READER_WIRE_H
#define CRIER_READER_WIRE_H

#include "buffer.h"
#include "error.h"
#include "parse.h"
#include "reader.h"

#define WIRE_FD 3 /* of the reader's end, in the reader */

enum wire_kind {
	WIRE_HELLO = 1,
	WIRE_READY,
	WIRE_JOB,
	WIRE_BODY,
	WIRE_DOCUMENT,
	WIRE_VOID, /* all frames of the document so far are */
	WIRE_LISTING,
	WIRE_FEEDS,
	WIRE_END,
	WIRE_KINDS
};
enum wire_sender {
	WIRE_FROM_CRIER,
	WIRE_FROM_READER
};

struct wire_header {
	uint32_t kind, size; /* enum wire_kind; bytes that follow */
};

struct wire_hello {
	char build_id[64];
	uint32_t sandbox; /* enum sandbox_mode */
};
struct wire_ready {
	char problem[200]; /* "": ready */
};
struct wire_job { /* followed by the five texts, one behind the other */
	uint64_t body_size;
	uint32_t kind;     /* enum reader_kind */
	uint32_t html;     /* enum parse_html */
	uint32_t max_size; /* bytes of output */
	uint32_t url, content_type, content_language, content_location, link;
};
struct wire_void {
	uint32_t zero; /* the kind says all */
};
struct wire_end {
	uint32_t status; /* enum parse_status */
	uint32_t entries;
	uint32_t recovered, truncated; /* 0 or 1 */
	char reason[200];
};

/* False (ERROR_PROTOCOL) for a kind that the sender has no business to send,
 * or a size that the kind cannot have. */
MUST_CHECK bool wire_check_header(const struct wire_header *header,
    enum wire_sender sender, struct error *err);

/* Bytes of output that the request allows. */
uint32_t wire_max_output(const struct reader_request *request);

/* Each appends a whole frame, header included; for WIRE_JOB also the header of
 * the WIRE_BODY that follows, but not the body. */
void wire_put_hello(struct buffer *out, enum sandbox_mode mode);
void wire_put_job(struct buffer *out, const struct reader_request *request);

/* Takes apart what wire_put_job made, without its header. Texts and body point
 * into what was given; input->body.ptr stays for the caller to set. */
MUST_CHECK bool wire_get_job(struct slice frame, enum reader_kind *kind,
    struct parse_input *input, struct error *err);
/* The end of a job. Every field is made sane: the reader is not trusted, and
 * the reason goes to logs and terminals. */
MUST_CHECK bool wire_get_end(struct slice frame, struct parse_outcome *outcome,
    struct error *err);
MUST_CHECK bool
wire_get_ready(struct slice frame, struct wire_ready *ready, struct error *err);

/* ---- the reader's end: blocking -------------------------------------------- */

enum wire_got {
	WIRE_GOT,
	WIRE_EOF,   /* before the first byte */
	WIRE_FAILED /* the socket broke, or the end came too early */
};
/* Exactly size bytes. */
enum wire_got wire_read(int fd, void *bytes, size_t size);
/* A frame; false where the socket broke. */
bool wire_write(int fd, enum wire_kind kind, const void *bytes, uint32_t size);

#endif

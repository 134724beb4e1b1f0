/* Compressed input of crier parse. */
#ifndef CRIER_CLI_INFLATE_H
#define CRIER_CLI_INFLATE_H

#include "buffer.h"
#include "error.h"
#include "slice.h"

/* Whether the bytes begin as gzip does (RFC 1952: 1F 8B). */
bool inflate_is_gzip(struct bytes in);

/*
 * Appends what the gzip members of in hold. False with ERROR_INPUT where they
 * are broken, end early, or hold more than out may have or than LIMIT_BODY_RATIO
 * times their own size; bytes behind the last member are ignored, as gzip(1)
 * does.
 */
MUST_CHECK bool
inflate_gzip(struct bytes in, struct buffer *out, struct error *err);

#endif

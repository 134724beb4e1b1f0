/* Filling a struct fetch_result. Private to fetch/. */
#ifndef CRIER_FETCH_RESULT_PARTS_H
#define CRIER_FETCH_RESULT_PARTS_H

#include "compiler.h"
#include "fetch_result.h"

void result_fail(struct fetch_result *result, enum failure_class failure_class,
    const char *format, ...) PRINTF_LIKE(3, 4);

/* Moves the body in, with its hash from the digest (HASH_SHA256_SIZE bytes);
 * the outcome is MODIFIED, or UNCHANGED where known_hash says so (R12). */
void result_take_body(struct fetch_result *result, struct buffer *body,
    const unsigned char *digest, const char *known_hash);

#endif

/*
 * Whether a frame of a document may be read at all.
 */
#ifndef CRIER_READER_DOCUMENT_DECODE_H
#define CRIER_READER_DOCUMENT_DECODE_H

#include "document.h"

/* Looks at every part of the frame: ERROR_PROTOCOL where anything in it does
 * not hold. bytes are 8-aligned. */
MUST_CHECK bool document_check_frame(const unsigned char *bytes, size_t size,
    struct error *err);

#endif

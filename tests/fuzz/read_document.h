/*
 * All that is ever read of a document.
 */
#ifndef CRIER_FUZZ_READ_DOCUMENT_H
#define CRIER_FUZZ_READ_DOCUMENT_H

#include "document.h"

/* A parser of ours also writes clean texts; of a reader that has been taken over
 * the decoder promises UTF-8 alone, and every way out escapes. */
enum read_of {
	READ_OF_PARSER,
	READ_OF_STRANGER
};

/* Of a document that has its feed: as JSON, and each entry as an article. */
void read_document(const struct document *document, enum read_of of);

#endif

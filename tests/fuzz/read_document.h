/*
 * All that is ever read of a document.
 */
#ifndef CRIER_FUZZ_READ_DOCUMENT_H
#define CRIER_FUZZ_READ_DOCUMENT_H

#include "document.h"

/* Of a document that has its feed: as JSON, and each entry as an article. */
void read_document(const struct document *document);

#endif

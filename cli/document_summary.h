/*
 * A document as crier parse tells people about it.
 */
#ifndef CRIER_CLI_DOCUMENT_SUMMARY_H
#define CRIER_CLI_DOCUMENT_SUMMARY_H

#include "cli/terminal.h"
#include "document.h"

/* Appends what kind of feed it is, how many entries it has, what had to be
 * mended, and the first titles. The document has its feed. */
void document_summary_write(const struct document *document,
    const struct terminal *terminal, struct buffer *out);

#endif

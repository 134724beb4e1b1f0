/*
 * A document as crier parse --json prints it (DESIGN section 7, completed by
 * section 11 of the parsing rules).
 */
#ifndef CRIER_CLI_DOCUMENT_JSON_H
#define CRIER_CLI_DOCUMENT_JSON_H

#include "buffer.h"
#include "document.h"

/*
 * Appends {"feed":{...},"entries":[...]} and a line end. The document has its
 * feed. flush (may be NULL) is called now and then and may empty out, so that
 * a large document needs little memory. Returns !out->failed.
 */
bool document_json_write(const struct document *document, struct buffer *out,
    void (*flush)(struct buffer *out));

#endif

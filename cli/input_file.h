/* Files that a command is given, with a limit. */
#ifndef CRIER_CLI_INPUT_FILE_H
#define CRIER_CLI_INPUT_FILE_H

#include "buffer.h"
#include "error.h"

/* The bytes of a file, or of standard input for "-", into body, which is
 * initialised and must be finished in any case. ERROR_INPUT where there are
 * more than max. The text does not name the file. */
MUST_CHECK bool input_read(const char *path, size_t max, struct buffer *body,
    struct error *err);

struct bytes input_bytes(const struct buffer *body);

#endif

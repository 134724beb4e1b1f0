/*
 * The inside of a reader.
 */
#ifndef CRIER_READER_ROLE_H
#define CRIER_READER_ROLE_H

#include "parse.h"

/* parse_run, or what a test puts in its place. */
typedef void (*role_parse)(struct parse_tables *tables,
    const struct parse_input *input, parse_sink sink, void *sink_arg,
    struct parse_outcome *outcome);

/* Serves jobs on WIRE_FD until the other end closes it; the exit status. */
int role_run(role_parse parse);

#endif

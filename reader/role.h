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

/* parse_opml_run and parse_links_run, or the same. */
typedef void (*role_list)(struct parse_tables *tables,
    const struct parse_input *input, struct listing *listing,
    struct parse_outcome *outcome);

struct role_parsers {
	role_parse feed;
	role_list opml, links;
};

/* Serves jobs on WIRE_FD until the other end closes it; the exit status. */
int role_run(const struct role_parsers *parsers);

#endif

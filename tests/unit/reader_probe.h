/*
 * A parser for readers of the tests: the body says what it is to do, the worst
 * things included, from inside the sandbox. What it does not know goes to the
 * real parser.
 */
#ifndef CRIER_TESTS_READER_PROBE_H
#define CRIER_TESTS_READER_PROBE_H

#include "parse.h"
#include "reader.h"

void
reader_probe_parse(struct parse_tables *tables, const struct parse_input *input,
    parse_sink sink, void *sink_arg, struct parse_outcome *outcome);

/* A request whose body is the text. */
struct reader_request reader_probe_request(const char *text);

#endif

/*
 * A parser for readers of the tests: the body says what it is to do, the worst
 * things included, from inside the sandbox. What it does not know goes to the
 * real parser.
 */
#ifndef CRIER_TESTS_READER_PROBE_H
#define CRIER_TESTS_READER_PROBE_H

#include "parse.h"
#include "reader.h"
#include "reader/role.h"

extern const struct role_parsers reader_probe_parsers;

/* A request whose body is the text. */
struct reader_request reader_probe_request(const char *text);

#endif

/*
 * A configuration, a database with two articles, and requests written as JSON:
 * for the tests of control/ and of crierd's end of it. Every step is asserted.
 */
#ifndef CRIER_TESTS_CONTROL_FIXTURE_H
#define CRIER_TESTS_CONTROL_FIXTURE_H

#include "control.h"
#include "store_fixture.h"

struct control_fixture {
	struct configuration *configuration;
	struct fixture database;
};

/* For a checked fixture in a folder of the test's own (config_folder.h). */
void control_fixture_open(struct control_fixture *f);
void control_fixture_close(struct control_fixture *f);

/* A request by its text, in which ' stands for ". The caller frees. */
json_t *control_request(const char *text);

/* Carries out a request; the result as JSON with sorted keys and ' for ", or
 * the error as "kind: text". In the fixture's arena. */
const char *control_try(struct control_fixture *f, const char *request);

#endif

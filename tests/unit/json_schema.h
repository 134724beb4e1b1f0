/*
 * JSON against the schemas in tests/data/schema: as much of JSON Schema as they
 * use (type, properties, additionalProperties, required, items, minItems, enum,
 * minimum, maximum, format date-time, $ref into $defs). An unknown keyword
 * fails, so that no schema says more than is checked.
 */
#ifndef CRIER_TESTS_JSON_SCHEMA_H
#define CRIER_TESTS_JSON_SCHEMA_H

#include <stdbool.h>

#include <jansson.h>

/* Reads tests/data/schema/NAME, found from $srcdir; the caller drops it. */
json_t *json_schema_load(const char *name);
/* Fails the test, with the place in value, where it does not fit. */
void json_schema_check(json_t *schema, json_t *value);
/* The same, as an answer. */
bool json_schema_fits(json_t *schema, json_t *value);

#endif

/*
 * RSS that was written as JSON, as events.
 */
#ifndef CRIER_PARSE_JSON_EVENTS_H
#define CRIER_PARSE_JSON_EVENTS_H

#include "parse/json_text.h"
#include "parse/pass.h"

/* Gives the members of object to pass as elements: "@name" (or "-name") is an
 * attribute, "#text" and "$t" text, a list a repeated element. */
void json_events(struct pass *pass, const struct json_value *object);

#endif

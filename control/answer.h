/* The end of an exchange as the other side reads it. */
#ifndef CRIER_CONTROL_ANSWER_H
#define CRIER_CONTROL_ANSWER_H

#include "control.h"

/* Whether the message is the last of its exchange. */
bool answer_is_last(const json_t *message);
/* What the last message says: true with its result (the caller's, or NULL), or
 * false with its error. ERROR_PROTOCOL where it is neither. */
MUST_CHECK bool
answer_read(const json_t *message, json_t **result, struct error *err);

#endif

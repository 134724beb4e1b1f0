/* Why an attempt failed, for people. Private to notify/. */
#ifndef CRIER_NOTIFY_REASON_H
#define CRIER_NOTIFY_REASON_H

#include "delivery.h"

/* "what: said", or what alone where the receiver said nothing: one line, fit
 * for a terminal, cut to what the result holds. */
void
reason_say(struct delivery_result *result, const char *what, struct slice said);

#endif

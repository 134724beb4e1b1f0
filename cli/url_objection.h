/* Whether a URL can be that of a feed. */
#ifndef CRIER_CLI_URL_OBJECTION_H
#define CRIER_CLI_URL_OBJECTION_H

#include "slice.h"

/* NULL, or why text, a URL, cannot be added by a command, as the end of a
 * sentence: "has no host". Static; never repeats the URL, in which a password
 * may be. */
const char *url_objection(struct slice text);

#endif

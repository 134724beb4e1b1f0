/*
 * Which schemes a reader may follow or show (section 5.3 of the parsing rules).
 */
#ifndef CRIER_PARSE_URL_SCHEME_H
#define CRIER_PARSE_URL_SCHEME_H

#include <stdbool.h>

#include "slice.h"

/* scheme, without ':', may stand in a link; case is ignored. Not among them:
 * data, file, tag and urn, which have uses of their own. */
bool url_scheme_is_kept(struct slice scheme);

#endif

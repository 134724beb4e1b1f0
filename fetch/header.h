/* Reading headers of a response. Private to fetch/. */
#ifndef CRIER_FETCH_HEADER_H
#define CRIER_FETCH_HEADER_H

#include "net.h"

/* The first header of that name, trimmed, or an absent slice. */
struct slice
header_first(const struct net_response *response, const char *name);
/* The Date header, or otherwise_at where it is missing or no date: by its own
 * clock a server means its dates (R23, R49). */
int64_t header_date(const struct net_response *response, int64_t otherwise_at);
/* No control bytes (T25): what may be sent or stored. */
bool header_is_clean(struct slice value);
/* One or more digits: their number, at most max; false for anything else. */
bool header_number(struct slice text, int64_t max, int64_t *value);

#endif

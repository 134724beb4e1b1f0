/* Dates in HTTP headers (RFC 9110 5.6.7). Private to fetch/. */
#ifndef CRIER_FETCH_HTTP_DATE_H
#define CRIER_FETCH_HTTP_DATE_H

#include "slice.h"

/* The three forms of the standard, and near misses of them; unix seconds.
 * False (and *at untouched) for what names no weekday or no time of day. */
bool http_date_parse(struct slice text, int64_t *at);

#endif

/* Retry-After (R49). Private to fetch/. */
#ifndef CRIER_FETCH_RETRY_AFTER_H
#define CRIER_FETCH_RETRY_AFTER_H

#include "net.h"

/* True and the seconds to wait where the server asks for it. What is neither a
 * number nor a date counts as absent; more than 14 days becomes 14 days. */
bool retry_after_read(const struct net_response *response, int64_t received_at,
    int64_t *delay_s);

#endif

/* Responses as tests write them. */
#ifndef CRIER_TESTS_FAKE_RESPONSE_H
#define CRIER_TESTS_FAKE_RESPONSE_H

#include "net.h"

/* headers ends with a name that is NULL; borrowed. */
struct net_response fake_response(const struct net_header *headers);

#endif

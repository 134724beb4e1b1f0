/* One exchange, and how far it came. */
#ifndef CRIER_CONTROL_CLIENT_H
#define CRIER_CONTROL_CLIENT_H

#include "control.h"

enum client_end {
	CLIENT_OK,     /* *result says what came of it */
	CLIENT_FAILED, /* err is final */
	CLIENT_NOBODY, /* nobody listens; nothing was sent */
	CLIENT_CLOSED, /* the other side ended before it had begun */
	CLIENT_LOST    /* the other side ended after it had begun */
};

/* err is filled for all ends but CLIENT_OK. *result is the caller's, or NULL. */
enum client_end client_call(const struct control_call *call, json_t **result,
    struct error *err);

#endif

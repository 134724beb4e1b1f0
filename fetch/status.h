/* What a status code means for a feed (R32 to R50). Private to fetch/. */
#ifndef CRIER_FETCH_STATUS_H
#define CRIER_FETCH_STATUS_H

#include <stdbool.h>

#include "outcome.h"

struct status_meaning {
	int first, last;
	enum outcome outcome;
	enum failure_class failure_class; /* of OUTCOME_FAILED */
	bool redirects; /* with a Location it is followed instead */
	const char *rule;
};

/* Never NULL. */
const struct status_meaning *status_meaning(int status);

#endif

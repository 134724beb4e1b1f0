/* What an import would do with each feed of a list. */
#ifndef CRIER_CLI_IMPORT_PLAN_H
#define CRIER_CLI_IMPORT_PLAN_H

#include "cli/subscriptions.h"
#include "listing.h"

enum import_verdict {
	IMPORT_NEW,    /* it will be added */
	IMPORT_KNOWN,  /* its URL is there already */
	IMPORT_REFUSED /* its URL cannot be added */
};

struct import_item {
	const struct listed_feed *feed; /* of the listing */
	enum import_verdict verdict;
	/* Of a new one: the name that the list gives it, if that is free; else
	 * absent, and the store makes one. Of a known one: its name. */
	struct slice name;
	struct slice title;    /* absent where it would only repeat the name */
	const char *objection; /* of a refused one */
};

struct import_plan {
	struct import_item *items; /* in the order of the list; in arena */
	size_t count, fresh, known, refused;
};

/* The listing and all must outlive the plan. False only for ERROR_MEMORY. */
MUST_CHECK bool
import_plan_make(struct import_plan *plan, const struct listing *listing,
    const struct subscriptions *all, struct arena *arena, struct error *err);

#endif

/* All feeds that are polled, wherever they were said: those of the
 * configuration and those of the database. */
#ifndef CRIER_CLI_SUBSCRIPTIONS_H
#define CRIER_CLI_SUBSCRIPTIONS_H

#include "cli/command.h"

struct subscription {
	const struct feed *feed;
	struct slice title; /* the user's, else the feed's own; or absent */
	bool paused;
};

struct subscriptions {
	struct subscription *items; /* by name; in the command's arena */
	size_t count;
};

/* Needs the configuration. Where there is no database yet, the configured feeds
 * are all there are. */
MUST_CHECK bool subscriptions_load(struct subscriptions *all, struct cli *cli,
    struct error *err);

#endif

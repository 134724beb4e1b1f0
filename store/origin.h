/* Where a feed or topic was said, as the tables spell it. */
#ifndef CRIER_STORE_ORIGIN_H
#define CRIER_STORE_ORIGIN_H

#include "feed.h"

/* "configuration", "command", "opml". Static. */
const char *origin_name(enum feed_origin origin);

#endif

/*
 * Where a feed is, as a list or a page says it.
 */
#ifndef CRIER_PARSE_FEED_ADDRESS_H
#define CRIER_PARSE_FEED_ADDRESS_H

#include <stdbool.h>

#include "buffer.h"
#include "slice.h"

enum feed_address {
	FEED_ADDRESS_NONE, /* nothing that could be fetched */
	FEED_ADDRESS_FOUND,
	FEED_ADDRESS_WITHOUT_USER /* there was a user name, or a password */
};

/*
 * Makes out the URL of reference, resolved against base, without userinfo;
 * "feed:" is http. It is http or https, has a host and a port that can be, and
 * fits in LIMIT_URL; out is empty where there is none. Characters that may not
 * stand in text are mended.
 */
enum feed_address
feed_address(struct slice base, struct slice reference, struct buffer *out);

#endif

/*
 * Spans of time as people write them: "90s", "30m", "12h", "14d", "2w", "1mo",
 * "1y", several parts together ("1h30m"), "0". Seconds everywhere.
 */
#ifndef CRIER_DURATION_H
#define CRIER_DURATION_H

#include "slice.h"

/* The whole slice; false for a missing unit (except 0), a sign, an unknown
 * unit, a blank, or more than 100 years. mo is 30 days, y 365. */
bool duration_parse(struct slice s, int64_t *seconds);

#define DURATION_TEXT 32
/* The shortest exact spelling, largest unit first: 5400 gives "1h30m". Weeks,
 * months and years are not used. Returns text. */
char *duration_format(int64_t seconds, char text[DURATION_TEXT]);

#endif

/* Times as people read them in a table. */
#ifndef CRIER_CLI_RELTIME_H
#define CRIER_CLI_RELTIME_H

#include <stdint.h>

#define RELTIME_TEXT 32

/* How long ago at was: "now", "5m", "3h", "2d", "6w", "3y"; "-" for 0; with a
 * leading "+" for what is still to come. Returns text. */
char *reltime_age(int64_t at, int64_t now_at, char text[RELTIME_TEXT]);

/* "2026-08-05 16:05" in the local time zone. Returns text. */
char *reltime_local(int64_t at, char text[RELTIME_TEXT]);

/* Seconds to add to UTC for the local time at that moment, and when the local
 * day of that moment began. */
int64_t reltime_offset_s(int64_t at);
int64_t reltime_day_start(int64_t at);

#endif

/*
 * The only way to learn what time it is. Whoever needs the time holds a
 * const struct clock *, or is given now_at; tests turn the hands of a fake one.
 */
#ifndef CRIER_CLOCK_H
#define CRIER_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*wall_s)(const struct clock *clock);
	int64_t (*mono_ms)(const struct clock *clock);
};

/* Unix seconds, UTC (CLOCK_REALTIME). */
int64_t clock_now_at(const struct clock *clock);
/* Milliseconds that never go back (CLOCK_MONOTONIC). */
int64_t clock_mono_ms(const struct clock *clock);

/* The machine's own clock; static, never freed. */
const struct clock *clock_real(void);

/* A clock that stands still until a test sets its fields. */
struct fake_clock {
	struct clock clock; /* first member: &fake.clock is the clock */
	int64_t wall_s, mono_ms;
};
void fake_clock_init(struct fake_clock *fake, int64_t wall_s);
/* Moves both hands forward by seconds. */
void fake_clock_advance(struct fake_clock *fake, int64_t seconds);

/* RFC 3339 in UTC, "2026-08-05T14:05:09Z", into text[21]; returns text. Years
 * outside 0000 to 9999 are clamped. */
char *clock_format_utc(int64_t at, char text[21]);

#endif

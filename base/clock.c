/*
 * The one file that asks the kernel what time it is, and the fake that tests
 * hold in its place. Dates are written by gmtime_r, which knows no time zone
 * and reads no file.
 */
#include "clock.h"

#include <time.h>

#define YEAR_0000 (-62167219200) /* unix seconds of its first */
#define YEAR_9999 253402300799   /* unix seconds of its last */

int64_t
clock_now_at(const struct clock *clock)
{
	return clock->wall_s(clock);
}

int64_t
clock_mono_ms(const struct clock *clock)
{
	return clock->mono_ms(clock);
}

/* Neither of the two clocks can fail on Linux: both have always existed. */
static struct timespec
ask(clockid_t id)
{
	struct timespec now = { 0, 0 };

	(void)clock_gettime(id, &now);
	return now;
}

static int64_t
real_wall_s(const struct clock *clock)
{
	(void)clock;
	return ask(CLOCK_REALTIME).tv_sec;
}

static int64_t
real_mono_ms(const struct clock *clock)
{
	struct timespec now = ask(CLOCK_MONOTONIC);

	(void)clock;
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const struct clock *
clock_real(void)
{
	static const struct clock real = { real_wall_s, real_mono_ms };

	return &real;
}

static int64_t
fake_wall_s(const struct clock *clock)
{
	return ((const struct fake_clock *)clock)->wall_s;
}

static int64_t
fake_mono_ms(const struct clock *clock)
{
	return ((const struct fake_clock *)clock)->mono_ms;
}

void
fake_clock_init(struct fake_clock *fake, int64_t wall_s)
{
	*fake = (struct fake_clock){
		.clock = { fake_wall_s, fake_mono_ms },
		.wall_s = wall_s,
	};
}

void
fake_clock_advance(struct fake_clock *fake, int64_t seconds)
{
	fake->wall_s += seconds;
	fake->mono_ms += seconds * 1000;
}

static char *
put_digits(char *to, int value, int digits)
{
	for (int i = digits - 1; i >= 0; i--) {
		to[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return to + digits;
}

char *
clock_format_utc(int64_t at, char text[21])
{
	struct tm utc = { 0 };
	char *to = text;
	time_t when;

	when = at < YEAR_0000 ? YEAR_0000 : at > YEAR_9999 ? YEAR_9999 : at;
	gmtime_r(&when, &utc);
	to = put_digits(to, utc.tm_year + 1900, 4);
	*to++ = '-';
	to = put_digits(to, utc.tm_mon + 1, 2);
	*to++ = '-';
	to = put_digits(to, utc.tm_mday, 2);
	*to++ = 'T';
	to = put_digits(to, utc.tm_hour, 2);
	*to++ = ':';
	to = put_digits(to, utc.tm_min, 2);
	*to++ = ':';
	to = put_digits(to, utc.tm_sec, 2);
	*to++ = 'Z';
	*to = '\0';
	return text;
}

/*
 * The one file that asks the kernel what time it is, and the fake that tests
 * hold in its place. Dates are reckoned here and not by gmtime_r, which reads
 * /etc/localtime before it ignores it: a sandboxed reader would die of that.
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

/* The date of a day, counted from 1970-01-01, in the Gregorian calendar: years
 * that begin in March put the leap day at their end. */
static void
date_of_day(int64_t day, int *year, int *month, int *month_day)
{
	int64_t from_0000 = day + 719468; /* from 0000-03-01 */
	int64_t era = from_0000 / 146097; /* of 400 years */
	int of_era = (int)(from_0000 % 146097);
	int era_year = (of_era - of_era / 1460 + of_era / 36524 -
			   of_era / 146096) /
	    365;
	int of_year = of_era - (365 * era_year + era_year / 4 - era_year / 100);
	int from_march = (5 * of_year + 2) / 153;

	*month_day = of_year - (153 * from_march + 2) / 5 + 1;
	*month = from_march < 10 ? from_march + 3 : from_march - 9;
	*year = (int)(era * 400) + era_year + (*month <= 2);
}

char *
clock_format_utc(int64_t at, char text[21])
{
	int year, month, day, second;
	int64_t days;
	char *to = text;

	at = at < YEAR_0000 ? YEAR_0000 : at > YEAR_9999 ? YEAR_9999 : at;
	days = (at - YEAR_0000) / 86400 + YEAR_0000 / 86400;
	second = (int)((at - YEAR_0000) % 86400);
	/* An era later, so that January of the year 0 is no special case. */
	date_of_day(days + 146097, &year, &month, &day);
	year -= 400;
	to = put_digits(to, year, 4);
	*to++ = '-';
	to = put_digits(to, month, 2);
	*to++ = '-';
	to = put_digits(to, day, 2);
	*to++ = 'T';
	to = put_digits(to, second / 3600, 2);
	*to++ = ':';
	to = put_digits(to, second / 60 % 60, 2);
	*to++ = ':';
	to = put_digits(to, second % 60, 2);
	*to++ = 'Z';
	*to = '\0';
	return text;
}

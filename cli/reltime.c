/*
 * Ages as a number and a unit; local dates. The time zone is the one that TZ
 * names, else the machine's.
 */
#include "cli/reltime.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "compiler.h"

#define HOUR_S INT64_C(3600)
#define DAY_S  (24 * HOUR_S)
#define WEEK_S (7 * DAY_S)
#define YEAR_S (365 * DAY_S)

static const struct {
	int64_t from_s, unit_s;
	char name;
} units[] = {
	{ 2 * YEAR_S, YEAR_S, 'y' },
	{ 8 * WEEK_S, WEEK_S, 'w' },
	{ 2 * DAY_S, DAY_S, 'd' },
	{ HOUR_S, HOUR_S, 'h' },
	{ 60, 60, 'm' },
};

char *
reltime_age(int64_t at, int64_t now_at, char text[RELTIME_TEXT])
{
	int64_t age = now_at - at;
	const char *sign = age < 0 ? "+" : "";

	if (at == 0) {
		snprintf(text, RELTIME_TEXT, "-");
		return text;
	}
	if (age < 0)
		age = -age;
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (age >= units[i].from_s) {
			snprintf(text, RELTIME_TEXT, "%s%" PRId64 "%c", sign,
			    age / units[i].unit_s, units[i].name);
			return text;
		}
	snprintf(text, RELTIME_TEXT, "now");
	return text;
}

char *
reltime_local(int64_t at, char text[RELTIME_TEXT])
{
	time_t when = (time_t)at;
	struct tm parts;

	if (localtime_r(&when, &parts) == NULL ||
	    strftime(text, RELTIME_TEXT, "%Y-%m-%d %H:%M", &parts) == 0)
		snprintf(text, RELTIME_TEXT, "-");
	return text;
}

int64_t
reltime_offset_s(int64_t at)
{
	time_t when = (time_t)at;
	struct tm parts;

	return localtime_r(&when, &parts) == NULL ? 0 : parts.tm_gmtoff;
}

int64_t
reltime_day_start(int64_t at)
{
	time_t when = (time_t)at, start;
	struct tm parts;

	if (localtime_r(&when, &parts) == NULL)
		return at;
	parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
	parts.tm_isdst = -1; /* it may have changed since midnight */
	start = mktime(&parts);
	return start == (time_t)-1 ? at : start;
}

/*
 * Values that are times: of the day, from one to another, a moment. Times of
 * the day are kept in minutes and belong to no zone yet; a moment that is a
 * date alone is the end of that day in UTC, so that it does not depend on the
 * machine.
 */
#include "config/value.h"

#include <time.h>

#define HOUR_MINUTES 60
#define DAY_HOURS    24
#define DAY_S        INT64_C(86400)

/* ---- of the day ------------------------------------------------------------ */

/* "08:00"; from "00:00" to "23:59". */
static bool
read_minute(struct slice text, int *minute)
{
	struct slice hours = slice_sub(text, 0, 2),
		     minutes = slice_from(text, 3);
	int64_t h, m;

	if (text.len != 5 || text.ptr[2] != ':' || hours.ptr[0] == '+' ||
	    minutes.ptr[0] == '+' ||
	    !slice_to_int64(hours, 0, DAY_HOURS - 1, &h) ||
	    !slice_to_int64(minutes, 0, HOUR_MINUTES - 1, &m))
		return false;
	*minute = (int)(h * HOUR_MINUTES + m);
	return true;
}

bool
config_set_minute(const struct config_value *value)
{
	static const char what[] = "a time of the day such as 08:00";
	int minute;

	if (!config_value_is_text(value, value->node, what))
		return false;
	if (!read_minute(value->node->text, &minute))
		return config_value_expected(value, value->node, what);
	config_value_store(value, &minute, sizeof(minute));
	return true;
}

bool
config_set_hours(const struct config_value *value)
{
	static const char what[] = "hours such as 22:00-07:00";
	struct slice text = value->node->text;
	int from, to;

	if (!config_value_is_text(value, value->node, what))
		return false;
	if (text.len != 11 || text.ptr[5] != '-' ||
	    !read_minute(slice_sub(text, 0, 5), &from) ||
	    !read_minute(slice_from(text, 6), &to))
		return config_value_expected(value, value->node, what);
	if (from == to)
		return config_value_complain(value, value->node,
		    "the hours end where they begin");
	config_value_store(value, &from, sizeof(from));
	memcpy((char *)value->object + value->option->count_at, &to,
	    sizeof(to));
	return true;
}

/* ---- moments ---------------------------------------------------------------- */

/* Whether text has the form: 0 stands for any digit, other characters for
 * themselves. strptime alone takes blanks and fewer digits. */
static bool
has_form(struct slice text, const char *form)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (form[i] == '0' ? c < '0' || c > '9' : c != form[i])
			return false;
	}
	return form[text.len] == '\0';
}

/* The moment of the broken-down time; false for a day that its month does not
 * have. */
static bool
moment_of(const struct tm *time, int64_t *at)
{
	struct tm whole = *time;

	*at = timegm(&whole) - time->tm_gmtoff;
	return whole.tm_mday == time->tm_mday;
}

/* The text is NUL-terminated. */
static bool
read_moment(struct slice text, int64_t *at)
{
	static const char date[] = "0000-00-00",
			  local[] = "0000-00-00T00:00:00";
	struct slice zone = slice_from(text, sizeof(local) - 1);
	struct tm time = { 0 };

	if (has_form(text, date)) {
		if (strptime(text.ptr, "%Y-%m-%d", &time) == NULL ||
		    !moment_of(&time, at))
			return false;
		*at += DAY_S;
		return true;
	}
	return has_form(slice_sub(text, 0, sizeof(local) - 1), local) &&
	    (slice_eq(zone, SLICE("Z")) || has_form(zone, "+00:00") ||
		has_form(zone, "-00:00")) &&
	    strptime(text.ptr, "%Y-%m-%dT%H:%M:%S%z", &time) != NULL &&
	    moment_of(&time, at);
}

bool
config_set_moment(const struct config_value *value)
{
	static const char what[] =
	    "a date such as 2026-12-31, or 2026-12-31T18:00:00Z";
	int64_t at;

	if (!config_value_is_text(value, value->node, what))
		return false;
	if (!read_moment(value->node->text, &at) || at <= 0)
		return config_value_expected(value, value->node, what);
	config_value_store(value, &at, sizeof(at));
	return true;
}
